/* lookup.h: binary search in constant tables of short words. Each entry begins with the word in a zero-padded array of
   fixed size, sorted by bytes, so that most comparisons are one of eight bytes. Nearly all words of a page are in no
   table, and which way a comparison goes cannot be foreseen: the search has no branch but its end. Internal to this
   room. */
#ifndef ROLECALL_LOOKUP_H
#define ROLECALL_LOOKUP_H

#include "../base/str.h"

enum { LOOKUP_PAD = 40 }; /* words that are looked up stand in buffers of this size, zeros behind them */

/* The first eight bytes as a number that sorts as they do. */
static inline uint64_t lookup_key(const char *s) {
  const unsigned char *p = (const unsigned char *)s;
  /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): all words are padded */
  return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40 | (uint64_t)p[3] << 32 |
         (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 | (uint64_t)p[6] << 8 | (uint64_t)p[7];
}

/* The first entry in [low, high) whose first eight bytes do not sort before `key`; `high` where all do. The entries are
   `step` bytes apart and begin with their words. */
static inline size_t lookup_first(const void *table, size_t low, size_t high, size_t step, uint64_t key) {
  const char *base = (const char *)table + low * step;
  size_t left = high - low;
  while (left > 0) {
    size_t half = (left + 1) / 2;
    size_t before = lookup_key(base + (half - 1) * step) < key;
    base += (half * step) & (0 - before); /* half * step or 0 */
    left -= half;
  }
  return (size_t)(base - (const char *)table) / step;
}

/* The entry in [low, high) of a table whose entries are `step` bytes apart and begin with a word of `size` bytes (8 or
   more); SIZE_MAX where there is none. `word` is zero-padded to at least `size`. */
static inline size_t lookup_find(const void *table, size_t low, size_t high, size_t step, size_t size,
                                 const char *word) {
  uint64_t key = lookup_key(word);
  for (size_t at = lookup_first(table, low, high, step, key); at < high; at++) {
    const char *entry = (const char *)table + at * step;
    if (lookup_key(entry) != key) break;
    if (memcmp(entry + 8, word + 8, size - 8) == 0) return at;
  }
  return SIZE_MAX;
}

#endif
