/* hash.h: 64-bit FNV-1a, taken in steps of eight bytes (little-endian, the last one filled with zeros) and ended by the
   length: a name for some content, the same on every machine; no defence against anybody. */
#ifndef ROLECALL_HASH_H
#define ROLECALL_HASH_H

#include "str.h"

#define HASH_START UINT64_C(0xCBF29CE484222325)

/* The hash of all that `hash` is of, and `s` behind it. */
uint64_t hash_add(uint64_t hash, struct str s);
/* The same for a number. */
uint64_t hash_add_number(uint64_t hash, uint64_t n);

#endif
