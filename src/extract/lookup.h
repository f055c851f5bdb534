/* lookup.h: binary search in constant tables of short words. Each entry begins with the word in a zero-padded array of
   fixed size, sorted by bytes, so that most comparisons are one of eight bytes. Internal to this room. */
#ifndef ROLECALL_LOOKUP_H
#define ROLECALL_LOOKUP_H

#include "../base/str.h"

enum { LOOKUP_PAD = 40 }; /* words that are looked up stand in buffers of this size, zeros behind them */

/* The first eight bytes as a number that sorts as they do. */
static inline uint64_t lookup_key(const char *s) {
  const unsigned char *p = (const unsigned char *)s;
  return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40 | (uint64_t)p[3] << 32 |
         (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 | (uint64_t)p[6] << 8 | (uint64_t)p[7];
}

/* The entry in [low, high) of a table whose entries are `step` bytes apart and begin with a word of `size` bytes (8 or
   more); SIZE_MAX where there is none. `word` is zero-padded to at least `size`. */
static inline size_t lookup_find(const void *table, size_t low, size_t high, size_t step, size_t size,
                                 const char *word) {
  uint64_t key = lookup_key(word);
  while (low < high) {
    size_t mid = (low + high) / 2;
    const char *entry = (const char *)table + mid * step;
    uint64_t other = lookup_key(entry);
    int c = other < key ? -1 : other > key ? 1 : size > 8 ? memcmp(entry + 8, word + 8, size - 8) : 0;
    if (c == 0) return mid;
    if (c < 0)
      low = mid + 1;
    else
      high = mid;
  }
  return SIZE_MAX;
}

#endif
