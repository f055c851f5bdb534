#include "utf16.h"

#include "../base/utf8.h"

enum { MARK_BYTES = 2, UTF8_MOST = 4, REPLACEMENT = 0xFFFD };

static unsigned unit(struct str s, size_t at, bool big) {
  unsigned a = (unsigned char)s.ptr[at], b = (unsigned char)s.ptr[at + 1];
  return big ? a << 8 | b : b << 8 | a;
}

/* The character at `at`, of which two bytes are there: its UTF-8 and how many bytes it took. 0: the second half of its
   pair is not there yet. */
static size_t take(struct str s, size_t at, bool big, bool at_end, char out[UTF8_MOST], size_t *len) {
  uint32_t code = unit(s, at, big);
  size_t took = 2;
  if (code >= 0xD800 && code < 0xDC00) {
    if (s.len - at < 4 && !at_end) return 0;
    uint32_t low = s.len - at < 4 ? 0 : unit(s, at + 2, big);
    if (low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      took = 4;
    }
  }
  if (code >= 0xD800 && code < 0xE000) code = REPLACEMENT;
  *len = utf8_encode(code, out);
  return took;
}

/* As many characters as there is room for. At least one, where four bytes are there or the text ends behind `s`. */
static size_t decode(struct str s, size_t *at, bool big, bool at_end, char *out, size_t room) {
  size_t n = 0;
  while (s.len - *at >= 2 && room - n >= UTF8_MOST) {
    size_t len, took = take(s, *at, big, at_end, out + n, &len);
    if (took == 0) break;
    *at += took;
    n += len;
  }
  return n;
}

static bool is_big(struct str begin) {
  return str_starts(begin, STR("\xFE\xFF"));
}

size_t utf16_begin(struct str begin, char *out, size_t room) {
  size_t at = MARK_BYTES;
  return decode(begin, &at, is_big(begin), false, out, room);
}

void utf16_init(struct utf16 *u, struct stream *in) {
  *u = (struct utf16){.in = in};
}

bool utf16_pull(void *source, char *to, size_t room, size_t *got, struct err *e) {
  struct utf16 *u = source;
  struct str part;
  size_t at = 0;
  *got = 0;
  if (!u->begun) {
    if (stream_peek(u->in, MARK_BYTES, &part, e) != ST_OK) return false;
    u->begun = true;
    u->big = is_big(part);
    stream_take(u->in, MARK_BYTES);
  }
  if (u->at == u->len) {
    if (stream_peek(u->in, UTF8_MOST, &part, e) != ST_OK) return false;
    if (part.len == 0) return true;
    if (part.len == 1) {
      err_set(e, ERR_FORMAT, "broken UTF-16: the file ends within a character");
      return false;
    }
    bool direct = room >= UTF8_MOST, at_end = part.len < UTF8_MOST;
    size_t n = decode(part, &at, u->big, at_end, direct ? to : u->ready, direct ? room : sizeof u->ready);
    stream_take(u->in, at);
    u->at = 0;
    u->len = direct ? 0 : n;
    *got = direct ? n : 0;
  }
  for (; u->at < u->len && *got < room; u->at++) to[(*got)++] = u->ready[u->at];
  return true;
}
