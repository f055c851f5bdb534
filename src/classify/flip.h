/* flip.h: the flip set: the smallest set of quotes without which the verdict would be another role.

   What is taken away are hits: the verdict is worked out anew from all other hits of the posting, as though the phrases
   had not been found there. So what was overshadowed moves up (a weaker entry to a better rank, a repeat to the front,
   a title hit into the room under the cap), and the claim holds for whoever takes those words out of the posting. Two
   hits on the same words are two quotes; what says the same again elsewhere goes with its quote. Only what speaks for
   another role than the new one, or against it, is taken: to take away a quote for the new role may lift its neighbours
   too, but would explain nothing.

   That no smaller set does it is proved, not supposed: while ranks and repeats do not rise, taking hits away changes a
   lead by at most the sum of their contributions, so sets are searched by size, largest contributions first, and whole
   branches are left out by that bound. Where that would take too long, or the lexicon's ranks rise, the set is what the
   search by the largest contribution found, from which no quote can be left out, and `smallest` is false. */
#ifndef ROLECALL_FLIP_H
#define ROLECALL_FLIP_H

#include "classify.h"

enum flip_kind {
  FLIP_NO_VERDICT = 0, /* it is unclear as it is */
  FLIP_FOUND,
  FLIP_ONLY_UNCLEAR, /* taking quotes away makes it unclear, never another role */
  FLIP_NEVER,        /* no set of quotes carries it: the prior decides */
  FLIP_TOO_LONG      /* thousands of quotes: not searched to the end */
};
const char *flip_kind_name(enum flip_kind k);

/* Hits scored in the search for one posting, at most: some 50 ms. */
enum { FLIP_WORK = 300000 };

struct flip {
  enum flip_kind kind;
  uint32_t *items; /* numbers in verdict.evidence, rising */
  size_t count;
  bool smallest;      /* proved that no smaller set does it */
  int role;           /* what the verdict would be */
  double probability; /* of that role */
};

/* `v` is the verdict of `p`, as classify_posting left it. `out` lives in the arena. ST_OK, or ST_FATAL: no memory. */
NODISCARD enum status flip_find(const struct lexicon *lex, const struct posting *p, const struct verdict *v,
                                struct arena *arena, struct flip *out, struct err *e);

#endif
