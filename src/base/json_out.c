#include "json_out.h"

#include <math.h>

#include "utf8.h"

void json_out_init(struct json_out *j, struct buf *buf) {
  *j = (struct json_out){.buf = buf};
}

static void before_value(struct json_out *j) {
  uint64_t bit = (uint64_t)1 << j->depth;
  if (!j->after_key && (j->has_item & bit) && j->depth) buf_char(j->buf, ',');
  if (!j->after_key) j->has_item |= bit;
  j->after_key = false;
}

void json_open(struct json_out *j, char bracket) {
  before_value(j);
  buf_char(j->buf, bracket);
  j->depth++;
  j->has_item &= ~((uint64_t)1 << j->depth);
}

void json_close(struct json_out *j, char bracket) {
  buf_char(j->buf, bracket);
  j->depth--;
}

void json_key(struct json_out *j, const char *name) {
  json_key_view(j, str_of(name));
}

void json_key_view(struct json_out *j, struct str name) {
  json_str(j, name);
  buf_char(j->buf, ':');
  j->after_key = true;
}

/* The escape for a byte that may not stand as it is, or NULL. */
static const char *short_escape(char c) {
  switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return NULL;
  }
}

static void escaped(struct json_out *j, struct str s) {
  size_t done = 0;
  for (size_t i = 0; i < s.len; i++) {
    unsigned char c = (unsigned char)s.ptr[i];
    bool separator = c == 0xE2 && i + 2 < s.len && (unsigned char)s.ptr[i + 1] == 0x80 &&
                     ((unsigned char)s.ptr[i + 2] & 0xFE) == 0xA8; /* U+2028, U+2029 */
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F && !separator) continue;
    buf_add(j->buf, str_sub(s, done, i));
    const char *escape = short_escape(s.ptr[i]);
    if (escape)
      buf_add(j->buf, str_of(escape));
    else if (separator) {
      buf_format(j->buf, "\\u202%c", (unsigned char)s.ptr[i + 2] == 0xA8 ? '8' : '9');
      i += 2;
    } else
      buf_format(j->buf, "\\u%04x", c);
    done = i + 1;
  }
  buf_add(j->buf, str_sub(s, done, s.len));
}

void json_str(struct json_out *j, struct str s) {
  before_value(j);
  buf_char(j->buf, '"');
  for (size_t good; (good = utf8_valid_prefix(s)) < s.len; s = str_sub(s, good + 1, s.len)) {
    escaped(j, str_sub(s, 0, good));
    buf_add(j->buf, STR("\xEF\xBF\xBD"));
  }
  escaped(j, s);
  buf_char(j->buf, '"');
}

static void literal(struct json_out *j, const char *text) {
  before_value(j);
  buf_add(j->buf, str_of(text));
}

void json_none(struct json_out *j) {
  literal(j, "null");
}

void json_bool(struct json_out *j, bool b) {
  literal(j, b ? "true" : "false");
}

void json_uint(struct json_out *j, uint64_t n) {
  before_value(j);
  buf_format(j->buf, "%llu", (unsigned long long)n);
}

void json_int(struct json_out *j, int64_t n) {
  before_value(j);
  buf_format(j->buf, "%lld", (long long)n);
}

void json_milli(struct json_out *j, int32_t thousandths) {
  before_value(j);
  buf_milli(j->buf, thousandths);
}

void json_fixed(struct json_out *j, double x, int decimals) {
  before_value(j);
  if (isfinite(x))
    buf_format(j->buf, "%.*f", decimals, x);
  else
    buf_add(j->buf, STR("null"));
}

void json_key_str(struct json_out *j, const char *name, struct str s) {
  json_key(j, name);
  if (s.len)
    json_str(j, s);
  else
    json_none(j);
}
