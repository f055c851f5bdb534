#include "sniff.h"

#include "../base/ascii.h"
#include "../base/utf8.h"

static const struct {
  struct str magic;
  const char *advice;
} binaries[] = {
    {{"%PDF-", 5}, "a PDF; save the posting as text first (pdftotext FILE)"},
    {{"PK\x03\x04", 4}, "a zip or Office file; save the posting as HTML or text first"},
    {{"\xD0\xCF\x11\xE0", 4}, "an old Office file; save the posting as HTML or text first"},
    {{"{\\rtf", 5}, "an RTF file; save the posting as HTML or text first"},
    {{"\x1F\x8B", 2}, "gzip data; unpack it first (gunzip FILE)"},
    {{"\x28\xB5\x2F\xFD", 4}, "zstd data; unpack it first (unzstd FILE)"},
    {{"\xFD"
      "7zXZ",
      5},
     "xz data; unpack it first (unxz FILE)"},
    {{"BZh", 3}, "bzip2 data; unpack it first (bunzip2 FILE)"},
    {{"\x89PNG", 4}, "a picture"},
    {{"\xFF\xD8\xFF", 3}, "a picture"},
    {{"GIF8", 4}, "a picture"},
    {{"bplist00", 8}, "a Safari web archive or property list; save the page as HTML"},
};

static bool has_bom16(struct str s) {
  return str_starts(s, (struct str){"\xFF\xFE", 2}) || str_starts(s, (struct str){"\xFE\xFF", 2});
}

/* Tags whose presence makes a text HTML. A `<` in prose is not enough. */
bool sniff_is_html(struct str s) {
  static const char *const tags[] = {"!doctype", "html", "head", "body", "div", "p",  "br",   "ul", "ol",   "li",   "h1",
                                     "h2",       "h3",   "h4",   "span", "b",   "strong", "table", "section", "article",
                                     "meta",     "title", "script", "a",  "em",  "i",  "font", "main", "header"};
  for (size_t i = 0; i + 1 < s.len; i++) {
    if (s.ptr[i] != '<') continue;
    size_t start = i + 1 + (s.ptr[i + 1] == '/'), end = start;
    while (end < s.len && end - start < 10 && (ascii_is_alnum(s.ptr[end]) || s.ptr[end] == '!')) end++;
    bool closes = end < s.len && (s.ptr[end] == '>' || s.ptr[end] == '/' || ascii_is_space(s.ptr[end]));
    for (size_t t = 0; closes && t < sizeof tags / sizeof *tags; t++)
      if (ascii_eq_nocase(str_sub(s, start, end), str_of(tags[t]))) return true;
  }
  return false;
}

/* The same on UTF-16, whose ASCII letters have a zero byte beside them. */
static bool is_html16(struct str s) {
  char narrow[4096];
  size_t n = 0;
  for (size_t i = 2; i < s.len && n < sizeof narrow; i++)
    if (s.ptr[i]) narrow[n++] = s.ptr[i];
  return sniff_is_html((struct str){narrow, n});
}

/* Text has hardly any control bytes; a stray NUL in a saved page happens. */
static bool is_binary(struct str s) {
  static const uint8_t control[256] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1,
                                       1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, [0x7F] = 1};
  size_t bad = 0;
  for (size_t i = 0; i < s.len; i++) bad += control[(unsigned char)s.ptr[i]];
  return bad > s.len / 100 + 1;
}

enum kind sniff(struct str s, const char **advice) {
  *advice = NULL;
  if (s.len == 0) return KIND_EMPTY;
  for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
    if (str_starts(s, binaries[i].magic)) {
      *advice = binaries[i].advice;
      return KIND_BINARY;
    }
  if (has_bom16(s)) return is_html16(s) ? KIND_HTML : KIND_TEXT;
  if (is_binary(s)) {
    *advice = "not text";
    return KIND_BINARY;
  }
  if (str_starts(s, STR("\xEF\xBB\xBF"))) s = str_sub(s, 3, s.len);
  struct str rest = ascii_trim(s);
  if (rest.len == 0) return KIND_EMPTY;
  if (rest.ptr[0] == '{' && rest.len > 1) {
    struct str after = ascii_trim(str_sub(rest, 1, rest.len));
    if (after.len == 0 || after.ptr[0] == '"' || after.ptr[0] == '}') return KIND_JSONL;
  }
  return sniff_is_html(s) ? KIND_HTML : KIND_TEXT;
}
