#include "utf8.h"

static bool is_tail(unsigned char c) {
  return (c & 0xC0) == 0x80;
}

size_t utf8_decode(struct str s, size_t at, uint32_t *code) {
  const unsigned char *p = (const unsigned char *)s.ptr + at;
  size_t left = s.len - at;
  uint32_t c = 0;
  size_t n = 0;
  if (p[0] < 0x80) {
    c = p[0];
    n = 1;
  } else if (p[0] >= 0xC2 && p[0] <= 0xDF && left >= 2 && is_tail(p[1])) {
    c = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3Fu);
    n = 2;
  } else if (p[0] >= 0xE0 && p[0] <= 0xEF && left >= 3 && is_tail(p[1]) && is_tail(p[2])) {
    c = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3Fu);
    n = c >= 0x800 && (c < 0xD800 || c > 0xDFFF) ? 3 : 0;
  } else if (p[0] >= 0xF0 && p[0] <= 0xF4 && left >= 4 && is_tail(p[1]) && is_tail(p[2]) && is_tail(p[3])) {
    c = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3Fu);
    n = c >= 0x10000 && c <= 0x10FFFF ? 4 : 0;
  }
  if (code) *code = c;
  return n;
}

size_t utf8_encode(uint32_t code, char out[4]) {
  unsigned char *o = (unsigned char *)out;
  if (code < 0x80) {
    o[0] = (unsigned char)code;
    return 1;
  }
  if (code < 0x800) {
    o[0] = (unsigned char)(0xC0 | code >> 6);
    o[1] = (unsigned char)(0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    o[0] = (unsigned char)(0xE0 | code >> 12);
    o[1] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
    o[2] = (unsigned char)(0x80 | (code & 0x3F));
    return 3;
  }
  o[0] = (unsigned char)(0xF0 | code >> 18);
  o[1] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
  o[2] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
  o[3] = (unsigned char)(0x80 | (code & 0x3F));
  return 4;
}

size_t utf8_valid_prefix(struct str s) {
  size_t i = 0;
  while (i < s.len) {
    uint64_t eight[4];
    if (s.len - i >= sizeof eight) { /* ASCII 32 bytes at a time */
      memcpy(eight, s.ptr + i, sizeof eight);
      if (((eight[0] | eight[1] | eight[2] | eight[3]) & 0x8080808080808080u) == 0) {
        i += sizeof eight;
        continue;
      }
    }
    while (i < s.len && (unsigned char)s.ptr[i] < 0x80) i++;
    while (i < s.len && (unsigned char)s.ptr[i] >= 0x80) {
      size_t n = utf8_decode(s, i, NULL);
      if (n == 0) return i;
      i += n;
    }
  }
  return s.len;
}

size_t utf8_length(struct str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.len; i++) n += !is_tail((unsigned char)s.ptr[i]);
  return n;
}

bool utf8_is_space(uint32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool utf8_is_invisible(uint32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}
