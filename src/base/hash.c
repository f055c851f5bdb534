#include "hash.h"

#define PRIME UINT64_C(0x100000001B3)

uint64_t hash_add_number(uint64_t hash, uint64_t n) {
  hash = (hash ^ n) * PRIME;
  return hash ^ hash >> 32;
}

static uint64_t add_word(uint64_t hash, const unsigned char b[8]) {
  return hash_add_number(hash, (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
                                   (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
                                   (uint64_t)b[7] << 56);
}

uint64_t hash_add(uint64_t hash, struct str s) {
  size_t i = 0;
  for (; i + 8 <= s.len; i += 8) hash = add_word(hash, (const unsigned char *)s.ptr + i);
  unsigned char last[8] = {0};
  if (i < s.len) {
    memcpy(last, s.ptr + i, s.len - i);
    hash = add_word(hash, last);
  }
  return (hash ^ s.len) * PRIME;
}
