/* must.h: what a fuzz target says when something does not hold. */
#ifndef ROLECALL_FUZZ_MUST_H
#define ROLECALL_FUZZ_MUST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/srcmap.h"

#define MUST(condition)                                               \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "line %d: not so: %s\n", __LINE__, #condition); \
      abort();                                                        \
    }                                                                 \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Runs in order, inside both texts. */
static inline void check_map(const struct srcmap *map, size_t text_len, size_t below_len) {
  size_t to = 0, from = 0;
  for (size_t i = 0; map && i < map->count; i++) {
    const struct map_run *r = &map->runs[i];
    MUST(r->to >= to && r->from >= from && r->to_len > 0);
    MUST(r->to_unit > 0 && r->to_len % r->to_unit == 0 && r->from_len == r->to_len / r->to_unit * r->from_unit);
    to = (size_t)r->to + r->to_len;
    from = (size_t)r->from + r->from_len;
    MUST(to <= text_len && (map->below || from <= below_len));
  }
}

#endif
