/* compare.h: two lexicons, or two versions of one, over the same postings. */
#ifndef ROLECALL_COMPARE_H
#define ROLECALL_COMPARE_H

#include "eval.h"

enum { COMPARE_ENTRIES_SHOWN = 5 };

/* An entry whose contribution moved the verdict: by how much the lead of the second's answer over the first's grew. */
struct compare_entry {
  struct str id;
  int32_t moved; /* thousandths of a nat */
};

struct compare_change {
  const struct eval_case *first, *second;              /* the same posting */
  struct compare_entry entries[COMPARE_ENTRIES_SHOWN]; /* the most first */
  size_t entry_count;
};

struct compare_results {
  struct metrics first, second;
  size_t only_first, only_second; /* right by one alone */
  double mcnemar;                 /* p, exact, two-sided */
  double difference;              /* of macro-F1, second - first */
  struct interval interval;       /* 95 %, paired bootstrap by employer */
  double not_better;              /* share of resamples in which the second is not better */
  struct compare_change *changes;
  size_t change_count;
  struct compare_entry *entries; /* over all changes, the most first; `moved` sums sizes */
  size_t *entry_postings;        /* changed postings that each moved */
  size_t entry_count;
};

/* Both must hold the same postings in the same order, classified, by lexicons with the same roles (ST_FAIL, ERR_USAGE).
   `out` lives in the arena of `first`. */
NODISCARD enum status compare_evals(struct eval *first, struct eval *second, struct compare_results *out,
                                    struct err *e);

#endif
