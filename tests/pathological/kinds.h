/* kinds.h: generated input that is hard on a program that reads pages: each kind in any size. A kind is a row of a
   table (what stands around, and one or two units that are repeated), or a function where that does not do. */
#ifndef ROLECALL_TEST_KINDS_H
#define ROLECALL_TEST_KINDS_H

#include "base/buf.h"
#include "lexicon/lexicon.h"

struct kind {
  const char *name, *ending;                      /* of the file that it is written to */
  struct str before, unit, middle, second, after; /* before unit*n middle second*n after; \1 in a unit: a counter */
  void (*make)(struct buf *out, size_t bytes, const struct lexicon *lex);
  bool is_for_regexes; /* run with a lexicon that has some */
};

extern const struct kind kinds[];
extern const size_t kind_count;

/* About `bytes` of it, appended. */
void kind_make(const struct kind *k, size_t bytes, const struct lexicon *lex, struct buf *out);

#endif
