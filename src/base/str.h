/* str.h: a view of text, pointer and length. It owns nothing; whoever made the bytes says how long they live.
   Not NUL-terminated. Safe from any thread. */
#ifndef ROLECALL_STR_H
#define ROLECALL_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
  const char *ptr;
  size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_NONE ((struct str){NULL, 0})

static inline struct str str_of(const char *z) {
  return (struct str){z, z ? strlen(z) : 0};
}

static inline struct str str_sub(struct str s, size_t start, size_t end) {
  return (struct str){s.ptr ? s.ptr + start : NULL, end - start}; /* NULL + 0 is undefined in C */
}

static inline bool str_eq(struct str a, struct str b) {
  return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Byte order, as strcmp; used wherever output order must not depend on the locale. */
static inline int str_cmp(struct str a, struct str b) {
  size_t n = a.len < b.len ? a.len : b.len;
  int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
  return c ? c : (a.len > b.len) - (a.len < b.len);
}

/* The first `c` in it; NULL where there is none. */
static inline const char *str_chr(struct str s, char c) {
  return s.len ? memchr(s.ptr, c, s.len) : NULL; /* memchr may not be asked about NULL, be it for no byte */
}

static inline bool str_starts(struct str s, struct str prefix) {
  return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool str_ends(struct str s, struct str suffix) {
  return s.len >= suffix.len && (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

#endif
