/* ascii.h: byte classes without <ctype.h>, which follows the locale and is undefined on negative chars. */
#ifndef ROLECALL_ASCII_H
#define ROLECALL_ASCII_H

#include "str.h"

static inline bool ascii_is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline bool ascii_is_digit(char c) {
  return c >= '0' && c <= '9';
}
static inline bool ascii_is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
static inline bool ascii_is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
static inline bool ascii_is_alpha(char c) {
  return ascii_is_lower(c) || ascii_is_upper(c);
}
static inline bool ascii_is_alnum(char c) {
  return ascii_is_alpha(c) || ascii_is_digit(c);
}
static inline char ascii_lower(char c) {
  return ascii_is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}
/* The lower case of a letter or a digit; 0 for every other byte. One step where a loop reads a whole page. */
extern const char ascii_word[256];
/* 0 to 15, or -1. */
static inline int ascii_hex(char c) {
  if (ascii_is_digit(c)) return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline struct str ascii_trim(struct str s) {
  while (s.len && ascii_is_space(s.ptr[0])) s.ptr++, s.len--;
  while (s.len && ascii_is_space(s.ptr[s.len - 1])) s.len--;
  return s;
}

static inline bool ascii_eq_nocase(struct str a, struct str b) {
  if (a.len != b.len) return false;
  for (size_t i = 0; i < a.len; i++)
    if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i])) return false;
  return true;
}

/* First place of `needle` in `hay` ignoring ASCII case, or -1. Linear for the short needles it is used with. */
static inline ptrdiff_t ascii_find_nocase(struct str hay, struct str needle) {
  if (needle.len == 0 || needle.len > hay.len) return needle.len ? -1 : 0;
  char first = ascii_lower(needle.ptr[0]), fold = ascii_is_lower(first) ? 'a' - 'A' : 0;
  for (size_t i = 0; i + needle.len <= hay.len; i++) {
    if ((hay.ptr[i] | fold) != first) continue;
    size_t j = 1;
    while (j < needle.len && ascii_lower(hay.ptr[i + j]) == ascii_lower(needle.ptr[j])) j++;
    if (j == needle.len) return (ptrdiff_t)i;
  }
  return -1;
}

#endif
