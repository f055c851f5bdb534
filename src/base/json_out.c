#include "json_out.h"

#include <math.h>

#include "utf8.h"

void json_out_init(struct json_out *j, struct buf *buf) {
  *j = (struct json_out){.buf = buf};
}

static void before_value(struct json_out *j) {
  uint64_t bit = (uint64_t)1 << j->depth;
  if (j->after_key) {
    j->after_key = false;
    return;
  }
  if ((j->has_item & bit) && j->depth) buf_char(j->buf, ',');
  j->has_item |= bit;
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

/* A key of our own: nothing in it to escape. */
void json_key(struct json_out *j, const char *name) {
  size_t n = strlen(name);
  before_value(j);
  j->after_key = true;
  char *p = buf_room(j->buf, n + 3);
  if (!p) return;
  p[0] = '"';
  memcpy(p + 1, name, n);
  memcpy(p + 1 + n, "\":", 2);
  j->buf->len += n + 3;
}

void json_key_view(struct json_out *j, struct str name) {
  json_str(j, name);
  buf_char(j->buf, ':');
  j->after_key = true;
}

/* Bytes that stand as they are, one by one: ASCII but for control characters, '"' and '\\'. */
static bool is_plain(unsigned char c) {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

/* Whether any of eight bytes is none of them (Mycroft's test for a byte below n, by words). */
static bool any_special(uint64_t w) {
  const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
  uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\', del = w ^ ones * 0x7F;
  return ((w | ((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash) |
           ((del - ones) & ~del)) &
          highs) != 0;
}

static size_t plain_run(struct str s, size_t from) {
  size_t i = from;
  for (; i + 8 <= s.len; i += 8) {
    uint64_t w;
    memcpy(&w, s.ptr + i, 8);
    if (any_special(w)) break;
  }
  while (i < s.len && is_plain((unsigned char)s.ptr[i])) i++;
  return i;
}

/* The character at `at`, which is not plain; its length, 1 for a byte that is not UTF-8. */
static size_t special(struct json_out *j, struct str s, size_t at) {
  uint32_t code;
  size_t n = utf8_decode(s, at, &code);
  if (n == 0) {
    buf_add(j->buf, STR("\xEF\xBF\xBD"));
    return 1;
  }
  switch (code) {
    case '"': buf_add(j->buf, STR("\\\"")); break;
    case '\\': buf_add(j->buf, STR("\\\\")); break;
    case '\n': buf_add(j->buf, STR("\\n")); break;
    case '\r': buf_add(j->buf, STR("\\r")); break;
    case '\t': buf_add(j->buf, STR("\\t")); break;
    default:
      if (code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029)
        buf_format(j->buf, "\\u%04x", (unsigned)code);
      else
        buf_add(j->buf, str_sub(s, at, at + n));
  }
  return n;
}

void json_str(struct json_out *j, struct str s) {
  before_value(j);
  buf_char(j->buf, '"');
  for (size_t i = 0; i < s.len;) {
    size_t end = plain_run(s, i);
    buf_add(j->buf, str_sub(s, i, end));
    i = end < s.len ? end + special(j, s, end) : end;
  }
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
  buf_decimal(j->buf, false, n, 0);
}

void json_int(struct json_out *j, int64_t n) {
  before_value(j);
  buf_decimal(j->buf, n < 0, n < 0 ? -(uint64_t)n : (uint64_t)n, 0);
}

void json_milli(struct json_out *j, int32_t thousandths) {
  before_value(j);
  buf_milli(j->buf, thousandths);
}

void json_fixed(struct json_out *j, double x, int decimals) {
  before_value(j);
  static const double scales[] = {1, 10, 100, 1000, 10000};
  if (!isfinite(x)) {
    buf_add(j->buf, STR("null"));
    return;
  }
  if (decimals < 5 && x > -1e6 && x < 1e6 && !signbit(x)) { /* a number of so many decimals itself, as most are */
    double scaled = x * scales[decimals], whole = floor(scaled + 0.5);
    if (fabs(scaled - whole) < 1e-5) {
      buf_decimal(j->buf, false, (uint64_t)whole, (size_t)decimals);
      return;
    }
  }
  buf_format(j->buf, "%.*f", decimals, x);
}

void json_key_str(struct json_out *j, const char *name, struct str s) {
  json_key(j, name);
  if (s.len)
    json_str(j, s);
  else
    json_none(j);
}
