#include "json_scan.h"

#include "../base/ascii.h"
#include "../base/utf8.h"

void json_scan_open(struct json_scan *j, struct str in, size_t at, size_t depth_limit) {
  *j = (struct json_scan){
      .in = in, .at = at, .limit = depth_limit < JSON_DEPTH_MOST ? depth_limit : JSON_DEPTH_MOST, .value = true};
}

static bool in_array(const struct json_scan *j) {
  return j->depth && (j->arrays[(j->depth - 1) / 8] >> ((j->depth - 1) % 8) & 1);
}

static void skip_space(struct json_scan *j) {
  while (j->at < j->in.len && ascii_is_space(j->in.ptr[j->at])) j->at++;
}

static struct json_token token(const struct json_scan *j, enum json_kind kind, size_t start) {
  return (struct json_token){.kind = kind, .start = start, .end = j->at, .depth = j->depth};
}

static struct json_token broken(struct json_scan *j) {
  j->limit = 0; /* stays broken */
  j->value = j->done = false;
  return token(j, JSON_BROKEN, j->at);
}

/* After a value: what may follow. */
static void value_done(struct json_scan *j) {
  j->value = false;
  j->key = false;
  j->done = j->depth == 0;
}

static struct json_token open_container(struct json_scan *j, bool array) {
  if (j->depth >= j->limit) {
    j->too_deep = true;
    return broken(j);
  }
  struct json_token t = {.kind = array ? JSON_ARRAY : JSON_OBJECT, .start = j->at, .end = j->at + 1, .depth = j->depth};
  uint8_t bit = (uint8_t)(1u << (j->depth % 8));
  if (array)
    j->arrays[j->depth / 8] |= bit;
  else
    j->arrays[j->depth / 8] &= (uint8_t)~bit;
  j->depth++;
  j->at++;
  j->value = array;
  j->key = !array;
  return t;
}

static struct json_token close_container(struct json_scan *j) {
  bool array = in_array(j);
  j->depth--;
  j->at++;
  value_done(j);
  return token(j, array ? JSON_ARRAY_END : JSON_OBJECT_END, j->at - 1);
}

/* The string whose opening quote is at j->at. */
static struct json_token read_string(struct json_scan *j, enum json_kind kind) {
  struct json_token t = {.kind = kind, .start = ++j->at, .depth = j->depth};
  while (j->at < j->in.len && j->in.ptr[j->at] != '"') {
    char c = j->in.ptr[j->at++];
    if (c == '\\' && j->at < j->in.len) j->at++;
    t.escaped = t.escaped || c == '\\' || (c >= 0 && c < ' ');
  }
  if (j->at >= j->in.len) return broken(j);
  t.end = j->at++;
  return t;
}

static struct json_token read_word(struct json_scan *j) {
  static const struct {
    const char *word;
    enum json_kind kind;
  } words[] = {
      {"true", JSON_TRUE}, {"false", JSON_FALSE}, {"null", JSON_NULL}, {"undefined", JSON_NULL}, {"NaN", JSON_NULL}};
  size_t start = j->at;
  char c = j->in.ptr[start];
  if (ascii_is_digit(c) || c == '-') {
    do c = ++j->at < j->in.len ? j->in.ptr[j->at] : '\0';
    while (ascii_is_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E');
    return token(j, JSON_NUMBER, start);
  }
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    struct str word = str_of(words[i].word);
    if (!str_starts(str_sub(j->in, start, j->in.len), word)) continue;
    j->at += word.len;
    return token(j, words[i].kind, start);
  }
  return broken(j);
}

static struct json_token read_value(struct json_scan *j) {
  char c = j->in.ptr[j->at];
  if (c == '{' || c == '[') return open_container(j, c == '[');
  struct json_token t = c == '"' ? read_string(j, JSON_STRING) : read_word(j);
  if (t.kind != JSON_BROKEN) value_done(j);
  return t;
}

/* A key and its colon. */
static struct json_token read_key(struct json_scan *j) {
  if (j->in.ptr[j->at] != '"') return broken(j);
  struct json_token t = read_string(j, JSON_KEY);
  if (t.kind == JSON_BROKEN) return t;
  skip_space(j);
  if (j->at >= j->in.len || j->in.ptr[j->at] != ':') return broken(j);
  j->at++;
  j->key = false;
  j->value = true;
  return t;
}

struct json_token json_scan_next(struct json_scan *j) {
  if (j->done) return token(j, JSON_END, j->at);
  if (j->limit == 0) return broken(j);
  for (;;) {
    skip_space(j);
    if (j->at >= j->in.len) return broken(j);
    char c = j->in.ptr[j->at];
    bool array = in_array(j);
    if (j->depth && c == (array ? ']' : '}') && (array || j->key || !j->value)) return close_container(j);
    if (j->key) {
      if (c != ',') return read_key(j);
    } else if (j->value) {
      if (!(array && c == ',')) return read_value(j);
    } else if (c == ',') {
      j->value = array;
      j->key = !array;
    } else {
      return broken(j);
    }
    j->at++; /* a comma */
  }
}

bool json_scan_skip(struct json_scan *j) {
  size_t depth = j->depth;
  while (j->depth >= depth) {
    enum json_kind kind = json_scan_next(j).kind;
    if (kind == JSON_BROKEN) return false;
    if (kind == JSON_END) return true;
  }
  return true;
}

/* ---- strings ---- */

struct unescaper {
  struct str in;
  struct srcmap *map;
  struct err *err;
  char *to;
  size_t len;
  enum status status;
};

static void put(struct unescaper *u, const char *bytes, size_t n, size_t from, size_t from_len) {
  memcpy(u->to + u->len, bytes, n);
  if (u->map && u->status == ST_OK) u->status = srcmap_add(u->map, u->len, n, from, from_len, u->err);
  u->len += n;
}

/* `n` hexadecimal digits at `at`, or -1. */
static int32_t hex_at(struct str s, size_t at, size_t end, size_t n) {
  int32_t value = 0;
  if (end - at < n || at > end) return -1;
  for (size_t i = 0; i < n; i++) {
    int d = ascii_hex(s.ptr[at + i]);
    if (d < 0) return -1;
    value = value * 16 + d;
  }
  return value;
}

/* The escape at `at` (a backslash): its code point and length. */
static size_t read_escape(struct str s, size_t at, size_t end, uint32_t *code) {
  static const char from[] = "nrtbfv0", to[] = "\n\r\t\b\f\v";
  char c = at + 1 < end ? s.ptr[at + 1] : '\\';
  const char *simple = c ? strchr(from, c) : NULL;
  if (simple) {
    *code = (uint32_t)(unsigned char)to[simple - from];
    return 2;
  }
  int32_t hex = c == 'u' ? hex_at(s, at + 2, end, 4) : c == 'x' ? hex_at(s, at + 2, end, 2) : -1;
  if (hex < 0) { /* \/ \" \\ and what is no escape at all: the character itself */
    size_t n = at + 1 < end ? utf8_decode((struct str){s.ptr, end}, at + 1, code) : 0;
    if (n == 0) *code = '\\';
    return 1 + n;
  }
  *code = (uint32_t)hex;
  size_t used = c == 'u' ? 6 : 4;
  if (*code < 0xD800 || *code > 0xDFFF) return used;
  int32_t low = *code < 0xDC00 && end - at >= 12 && s.ptr[at + 6] == '\\' && s.ptr[at + 7] == 'u'
                    ? hex_at(s, at + 8, end, 4)
                    : -1;
  if (low >= 0xDC00 && low <= 0xDFFF) {
    *code = 0x10000 + ((*code - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
    return 12;
  }
  *code = 0xFFFD;
  return used;
}

enum status json_unescape(struct str in, size_t start, size_t end, const struct srcmap *below, struct arena *arena,
                          struct str *text, const struct srcmap **map, struct err *err) {
  struct unescaper u = {.in = in, .err = err, .status = ST_OK, .to = arena_alloc(arena, end - start + 4, 1)};
  if (!u.to) return err_memory(err);
  if (map) {
    u.map = ARENA_NEW(arena, 1, struct srcmap);
    if (!u.map) return err_memory(err);
    srcmap_init(u.map, arena, below, "json");
    *map = u.map;
  }
  for (size_t i = start; i < end && u.status == ST_OK;) {
    const char *p = memchr(in.ptr + i, '\\', end - i);
    size_t run = p ? (size_t)(p - (in.ptr + i)) : end - i;
    put(&u, in.ptr + i, run, i, run);
    i += run;
    if (i >= end) break;
    uint32_t code = '\\';
    size_t n = read_escape(in, i, end, &code);
    char bytes[4];
    put(&u, bytes, utf8_encode(code, bytes), i, n);
    i += n;
  }
  *text = (struct str){u.to, u.len};
  return u.status;
}

enum status json_text(struct str in, struct json_token t, const struct srcmap *below, struct arena *arena,
                      struct str *text, const struct srcmap **map, struct err *err) {
  if (t.escaped || map) return json_unescape(in, t.start, t.end, below, arena, text, map, err);
  *text = str_sub(in, t.start, t.end);
  return ST_OK;
}
