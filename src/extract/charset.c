#include "charset.h"

#include <iconv.h>

#include "../base/ascii.h"
#include "../base/utf8.h"

enum {
  DECLARED_WITHIN = 4096, /* browsers look at 1024 bytes; saved pages put comments before the declaration */
  FILLER = '?'
};

enum method { METHOD_UTF8, METHOD_UTF16LE, METHOD_UTF16BE, METHOD_SINGLE, METHOD_MULTI };

/* Labels of the encoding standard, with the name that iconv knows. */
static const struct label {
  const char *label, *name, *iconv;
  enum method method;
  uint8_t longest; /* bytes of a character, METHOD_MULTI */
} LABELS[] = {
    {"utf-8", "utf-8", NULL, METHOD_UTF8, 1},
    {"utf8", "utf-8", NULL, METHOD_UTF8, 1},
    {"unicode-1-1-utf-8", "utf-8", NULL, METHOD_UTF8, 1},
    {"utf-16", "utf-16le", NULL, METHOD_UTF16LE, 1},
    {"utf-16le", "utf-16le", NULL, METHOD_UTF16LE, 1},
    {"unicode", "utf-16le", NULL, METHOD_UTF16LE, 1},
    {"ucs-2", "utf-16le", NULL, METHOD_UTF16LE, 1},
    {"utf-16be", "utf-16be", NULL, METHOD_UTF16BE, 1},
    {"windows-1252", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"cp1252", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"x-cp1252", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"ascii", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"us-ascii", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"ansi_x3.4-1968", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"iso-8859-1", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"iso8859-1", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"iso_8859-1", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"latin1", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"l1", "windows-1252", "CP1252", METHOD_SINGLE, 1},
    {"windows-1250", "windows-1250", "CP1250", METHOD_SINGLE, 1},
    {"cp1250", "windows-1250", "CP1250", METHOD_SINGLE, 1},
    {"windows-1251", "windows-1251", "CP1251", METHOD_SINGLE, 1},
    {"cp1251", "windows-1251", "CP1251", METHOD_SINGLE, 1},
    {"windows-1253", "windows-1253", "CP1253", METHOD_SINGLE, 1},
    {"cp1253", "windows-1253", "CP1253", METHOD_SINGLE, 1},
    {"windows-1254", "windows-1254", "CP1254", METHOD_SINGLE, 1},
    {"cp1254", "windows-1254", "CP1254", METHOD_SINGLE, 1},
    {"iso-8859-9", "windows-1254", "CP1254", METHOD_SINGLE, 1},
    {"latin5", "windows-1254", "CP1254", METHOD_SINGLE, 1},
    {"windows-1255", "windows-1255", "CP1255", METHOD_SINGLE, 1},
    {"cp1255", "windows-1255", "CP1255", METHOD_SINGLE, 1},
    {"windows-1256", "windows-1256", "CP1256", METHOD_SINGLE, 1},
    {"cp1256", "windows-1256", "CP1256", METHOD_SINGLE, 1},
    {"windows-1257", "windows-1257", "CP1257", METHOD_SINGLE, 1},
    {"cp1257", "windows-1257", "CP1257", METHOD_SINGLE, 1},
    {"windows-1258", "windows-1258", "CP1258", METHOD_SINGLE, 1},
    {"cp1258", "windows-1258", "CP1258", METHOD_SINGLE, 1},
    {"windows-874", "windows-874", "CP874", METHOD_SINGLE, 1},
    {"iso-8859-11", "windows-874", "CP874", METHOD_SINGLE, 1},
    {"tis-620", "windows-874", "CP874", METHOD_SINGLE, 1},
    {"iso-8859-2", "iso-8859-2", "ISO-8859-2", METHOD_SINGLE, 1},
    {"latin2", "iso-8859-2", "ISO-8859-2", METHOD_SINGLE, 1},
    {"iso-8859-3", "iso-8859-3", "ISO-8859-3", METHOD_SINGLE, 1},
    {"iso-8859-4", "iso-8859-4", "ISO-8859-4", METHOD_SINGLE, 1},
    {"iso-8859-5", "iso-8859-5", "ISO-8859-5", METHOD_SINGLE, 1},
    {"iso-8859-6", "iso-8859-6", "ISO-8859-6", METHOD_SINGLE, 1},
    {"iso-8859-7", "iso-8859-7", "ISO-8859-7", METHOD_SINGLE, 1},
    {"iso-8859-8", "iso-8859-8", "ISO-8859-8", METHOD_SINGLE, 1},
    {"iso-8859-8-i", "iso-8859-8", "ISO-8859-8", METHOD_SINGLE, 1},
    {"iso-8859-10", "iso-8859-10", "ISO-8859-10", METHOD_SINGLE, 1},
    {"iso-8859-13", "iso-8859-13", "ISO-8859-13", METHOD_SINGLE, 1},
    {"iso-8859-14", "iso-8859-14", "ISO-8859-14", METHOD_SINGLE, 1},
    {"iso-8859-15", "iso-8859-15", "ISO-8859-15", METHOD_SINGLE, 1},
    {"latin-9", "iso-8859-15", "ISO-8859-15", METHOD_SINGLE, 1},
    {"iso-8859-16", "iso-8859-16", "ISO-8859-16", METHOD_SINGLE, 1},
    {"koi8-r", "koi8-r", "KOI8-R", METHOD_SINGLE, 1},
    {"koi8-u", "koi8-u", "KOI8-U", METHOD_SINGLE, 1},
    {"macintosh", "macintosh", "MACINTOSH", METHOD_SINGLE, 1},
    {"x-mac-roman", "macintosh", "MACINTOSH", METHOD_SINGLE, 1},
    {"ibm866", "ibm866", "CP866", METHOD_SINGLE, 1},
    {"cp866", "ibm866", "CP866", METHOD_SINGLE, 1},
    {"shift_jis", "shift_jis", "CP932", METHOD_MULTI, 2},
    {"shift-jis", "shift_jis", "CP932", METHOD_MULTI, 2},
    {"sjis", "shift_jis", "CP932", METHOD_MULTI, 2},
    {"x-sjis", "shift_jis", "CP932", METHOD_MULTI, 2},
    {"windows-31j", "shift_jis", "CP932", METHOD_MULTI, 2},
    {"euc-jp", "euc-jp", "EUC-JP", METHOD_MULTI, 3},
    {"x-euc-jp", "euc-jp", "EUC-JP", METHOD_MULTI, 3},
    {"gb18030", "gb18030", "GB18030", METHOD_MULTI, 4},
    {"gbk", "gb18030", "GB18030", METHOD_MULTI, 4},
    {"gb2312", "gb18030", "GB18030", METHOD_MULTI, 4},
    {"gb_2312-80", "gb18030", "GB18030", METHOD_MULTI, 4},
    {"x-gbk", "gb18030", "GB18030", METHOD_MULTI, 4},
    {"big5", "big5", "BIG5-HKSCS", METHOD_MULTI, 2},
    {"big5-hkscs", "big5", "BIG5-HKSCS", METHOD_MULTI, 2},
    {"euc-kr", "euc-kr", "CP949", METHOD_MULTI, 2},
    {"ks_c_5601-1987", "euc-kr", "CP949", METHOD_MULTI, 2},
    {"windows-949", "euc-kr", "CP949", METHOD_MULTI, 2},
};

static const struct label *label_find(struct str name) {
  name = ascii_trim(name);
  for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++)
    if (ascii_eq_nocase(name, str_of(LABELS[i].label))) return &LABELS[i];
  return NULL;
}

/* ---- what is declared ---- */

static bool is_label_char(char c) {
  return ascii_is_alnum(c) || c == '-' || c == '_' || c == '.' || c == ':';
}

/* The label behind "charset" and =, quoted or not, anywhere in meta elements or a document.charset assignment; for XML,
   behind "encoding". */
static struct str declared_in(struct str bytes, struct str key) {
  if (bytes.len > DECLARED_WITHIN) bytes.len = DECLARED_WITHIN;
  for (ptrdiff_t p; (p = ascii_find_nocase(bytes, key)) >= 0;) {
    bytes = str_sub(bytes, (size_t)p + key.len, bytes.len);
    size_t i = 0;
    while (i < bytes.len && ascii_is_space(bytes.ptr[i])) i++;
    if (i >= bytes.len || bytes.ptr[i] != '=') continue;
    i++;
    while (i < bytes.len && (ascii_is_space(bytes.ptr[i]) || bytes.ptr[i] == '"' || bytes.ptr[i] == '\'')) i++;
    size_t start = i;
    while (i < bytes.len && is_label_char(bytes.ptr[i])) i++;
    struct str label = str_sub(bytes, start, i);
    if (label_find(label)) return label;
  }
  return STR_NONE;
}

static const struct label *declared(const struct document *doc, bool is_html) {
  const struct label *l = label_find(doc->charset);
  if (!l && is_html) l = label_find(declared_in(doc->bytes, STR("charset")));
  if (!l && is_html && str_starts(doc->bytes, STR("<?xml"))) l = label_find(declared_in(doc->bytes, STR("encoding")));
  return l;
}

/* ---- decoding ---- */

struct writer {
  struct str in;
  struct arena *arena;
  struct decoded *out;
  struct srcmap *map;
  struct err *err;
  char *to;
  size_t to_len;
};

static enum status writer_open(struct writer *w, size_t room) {
  w->map = ARENA_NEW(w->arena, 1, struct srcmap);
  w->to = arena_alloc(w->arena, room + 1, 1);
  if (!w->map || !w->to) return err_memory(w->err);
  srcmap_init(w->map, w->arena, NULL, "charset");
  return ST_OK;
}

static enum status writer_put(struct writer *w, const char *bytes, size_t n, size_t from, size_t from_len) {
  memcpy(w->to + w->to_len, bytes, n);
  enum status st = srcmap_add(w->map, w->to_len, n, from, from_len, w->err);
  w->to_len += n;
  return st;
}

static enum status writer_code(struct writer *w, uint32_t code, size_t from, size_t from_len) {
  char bytes[4];
  return writer_put(w, bytes, utf8_encode(code, bytes), from, from_len);
}

static void writer_close(struct writer *w) {
  w->out->text = (struct str){w->to, w->to_len};
  w->out->map = w->map;
}

/* How many bytes from `at` are ASCII. */
static size_t ascii_run(struct str s, size_t at) {
  size_t i = at;
  for (uint64_t eight; s.len - i >= 8; i += 8) {
    memcpy(&eight, s.ptr + i, 8);
    if (eight & 0x8080808080808080u) break;
  }
  while (i < s.len && (unsigned char)s.ptr[i] < 0x80) i++;
  return i - at;
}

/* One unit of a charset to a code point by iconv; 0 where it is none. */
static uint32_t iconv_one(iconv_t cd, const char *bytes, size_t n) {
  char in[8], out[16];
  memcpy(in, bytes, n);
  char *ip = in, *op = out;
  size_t il = n, ol = sizeof out;
  size_t rc = iconv(cd, &ip, &il, &op, &ol);
  uint32_t code = 0;
  bool good = rc != (size_t)-1 && il == 0 && ol == sizeof out - 4;
  if (!good) iconv(cd, NULL, NULL, NULL, NULL); /* forget what it may have kept */
  if (good)
    code = (uint32_t)(unsigned char)out[0] | (uint32_t)(unsigned char)out[1] << 8 |
           (uint32_t)(unsigned char)out[2] << 16 | (uint32_t)(unsigned char)out[3] << 24;
  return code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) ? 0 : code;
}

static enum status open_iconv(const struct label *l, iconv_t *cd, struct err *e) {
  *cd = iconv_open("UTF-32LE", l->iconv);
  if (*cd != (iconv_t)-1) return ST_OK;
  err_set(e, ERR_CHARSET, "the C library cannot decode %s", l->name);
  return ST_FAIL;
}

/* What each byte from 0x80 on stands for by itself; 0 where it is none or the lead of a longer character. */
static enum status open_table(const struct label *l, iconv_t *cd, uint32_t table[128], struct err *e) {
  enum status st = open_iconv(l, cd, e);
  for (size_t i = 0; i < 128 && st == ST_OK; i++) {
    char byte = (char)(unsigned char)(i + 128);
    table[i] = iconv_one(*cd, &byte, 1);
  }
  return st;
}

static size_t count_high(struct str s) {
  size_t high = 0;
  for (size_t i = 0; i < s.len; i++) high += (unsigned char)s.ptr[i] >> 7;
  return high;
}

static enum status decode_single(struct writer *w, const struct label *l) {
  uint32_t table[128];
  iconv_t cd;
  size_t high = count_high(w->in);
  if (high == 0) return ST_OK;
  enum status st = open_table(l, &cd, table, w->err);
  if (st != ST_OK) return st;
  iconv_close(cd);
  for (size_t i = 0; i < 32; i++) /* windows-125x leave a few bytes open; browsers pass them through as C1 controls */
    if (table[i] == 0) table[i] = (uint32_t)i + 128;
  st = writer_open(w, w->in.len + high * 2);
  for (size_t i = 0; i < w->in.len && st == ST_OK;) {
    size_t n = ascii_run(w->in, i);
    if (n) {
      st = writer_put(w, w->in.ptr + i, n, i, n);
      i += n;
      continue;
    }
    uint32_t code = table[(unsigned char)w->in.ptr[i] - 128];
    w->out->bad += code == 0;
    st = writer_code(w, code ? code : 0xFFFD, i, 1);
    i++;
  }
  if (st == ST_OK) writer_close(w);
  return st;
}

static enum status decode_multi(struct writer *w, const struct label *l) {
  uint32_t table[128];
  iconv_t cd;
  size_t high = count_high(w->in);
  if (high == 0) return ST_OK;
  enum status st = open_table(l, &cd, table, w->err);
  if (st != ST_OK) return st;
  st = writer_open(w, w->in.len + high * 2);
  for (size_t i = 0; i < w->in.len && st == ST_OK;) {
    size_t n = ascii_run(w->in, i);
    if (n) {
      st = writer_put(w, w->in.ptr + i, n, i, n);
      i += n;
      continue;
    }
    uint32_t code = table[(unsigned char)w->in.ptr[i] - 128];
    n = 1;
    while (code == 0 && n < l->longest && i + n < w->in.len) code = iconv_one(cd, w->in.ptr + i, ++n);
    if (code == 0) { /* one filler for the lead byte; what follows may well be markup */
      n = 1;
      code = 0xFFFD;
      w->out->bad++;
    }
    st = writer_code(w, code, i, n);
    i += n;
  }
  iconv_close(cd);
  if (st == ST_OK) writer_close(w);
  return st;
}

static uint32_t unit_at(struct str s, size_t at, bool big) {
  uint32_t a = (unsigned char)s.ptr[at], b = (unsigned char)s.ptr[at + 1];
  return big ? a << 8 | b : b << 8 | a;
}

static enum status decode_utf16(struct writer *w, size_t at, bool big) {
  enum status st = writer_open(w, w->in.len / 2 * 3 + 3);
  while (at + 1 < w->in.len && st == ST_OK) {
    uint32_t code = unit_at(w->in, at, big);
    size_t n = 2;
    if (code >= 0xD800 && code <= 0xDFFF) {
      uint32_t low = at + 3 < w->in.len && code < 0xDC00 ? unit_at(w->in, at + 2, big) : 0;
      if (low >= 0xDC00 && low <= 0xDFFF) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        n = 4;
      } else {
        code = 0xFFFD;
        w->out->bad++;
      }
    }
    st = writer_code(w, code, at, n);
    at += n;
  }
  if (st == ST_OK) writer_close(w);
  return st;
}

/* UTF-8 with `bad` ill-formed bytes: each becomes a filler of the same length. `at` is behind the byte order mark. */
static enum status decode_utf8(struct writer *w, size_t at) {
  struct str rest = str_sub(w->in, at, w->in.len);
  size_t good = utf8_valid_prefix(rest);
  struct srcmap *map = NULL;
  if (at) { /* one run that shifts everything by the mark */
    map = ARENA_NEW(w->arena, 1, struct srcmap);
    if (!map) return err_memory(w->err);
    srcmap_init(map, w->arena, NULL, "charset");
    enum status st = srcmap_add(map, 0, rest.len, at, rest.len, w->err);
    if (st != ST_OK) return st;
  }
  w->out->map = map;
  w->out->text = rest;
  if (good == rest.len) return ST_OK;
  char *p = arena_alloc(w->arena, rest.len + 1, 1);
  if (!p) return err_memory(w->err);
  memcpy(p, rest.ptr, rest.len);
  for (size_t i = good; i < rest.len;) {
    p[i++] = FILLER;
    w->out->bad++;
    i += utf8_valid_prefix(str_sub(rest, i, rest.len));
  }
  w->out->text = (struct str){p, rest.len};
  return ST_OK;
}

/* Bytes that are part of no well-formed character, counted up to `most`. */
static size_t count_bad_utf8(struct str s, size_t most) {
  size_t bad = 0;
  for (size_t i = 0; bad <= most && (i += utf8_valid_prefix(str_sub(s, i, s.len))) < s.len; i++) bad++;
  return bad;
}

/* UTF-16 without a mark: nearly every other byte of the beginning is NUL. */
static const char *guess_utf16(struct str s) {
  size_t n = s.len < 512 ? s.len & ~(size_t)1 : 512, even = 0, odd = 0;
  for (size_t i = 0; i < n; i += 2) {
    even += s.ptr[i] == 0 && s.ptr[i + 1] != 0;
    odd += s.ptr[i + 1] == 0 && s.ptr[i] != 0;
  }
  if (n < 4) return NULL;
  if (odd * 10 > n / 2 * 7 && even * 8 < odd) return "utf-16le";
  if (even * 10 > n / 2 * 7 && odd * 8 < even) return "utf-16be";
  return NULL;
}

static enum status decode_as(struct writer *w, const struct label *l, size_t mark) {
  w->out->charset = str_of(l->name);
  switch (l->method) {
    case METHOD_UTF8: return decode_utf8(w, mark);
    case METHOD_UTF16LE: return decode_utf16(w, mark, false);
    case METHOD_UTF16BE: return decode_utf16(w, mark, true);
    case METHOD_SINGLE: return decode_single(w, l);
    case METHOD_MULTI: return decode_multi(w, l);
  }
  return ST_FAIL;
}

enum status charset_decode(const struct document *doc, bool is_html, struct arena *arena, struct decoded *out,
                           struct err *e) {
  struct str in = doc->bytes;
  *out = (struct decoded){.text = in};
  struct writer w = {.in = in, .arena = arena, .out = out, .err = e};
  if (str_starts(in, STR("\xEF\xBB\xBF"))) return decode_as(&w, label_find(STR("utf-8")), 3);
  if (str_starts(in, STR("\xFF\xFE"))) return decode_as(&w, label_find(STR("utf-16le")), 2);
  if (str_starts(in, STR("\xFE\xFF"))) return decode_as(&w, label_find(STR("utf-16be")), 2);
  const char *wide = guess_utf16(in);
  if (wide) return decode_as(&w, label_find(str_of(wide)), 0);
  const struct label *utf8 = label_find(STR("utf-8")), *l = declared(doc, is_html);
  bool ascii = ascii_run(in, 0) == in.len;
  if (!ascii && utf8_valid_prefix(in) == in.len) return decode_as(&w, utf8, 0);
  /* a page that says it is UTF-16 in ASCII bytes is not */
  if (l && (l->method == METHOD_UTF16LE || l->method == METHOD_UTF16BE)) l = utf8;
  if (l == NULL || (l->method == METHOD_UTF8 && !ascii && count_bad_utf8(in, in.len / 100) * 100 >= in.len))
    l = label_find(ascii ? STR("utf-8") : STR("windows-1252"));
  return decode_as(&w, l, 0);
}
