/* rationale.h: whether a reason that a person gave for a label is found in the evidence. Internal to this room. */
#ifndef ROLECALL_RATIONALE_H
#define ROLECALL_RATIONALE_H

#include "../base/arena.h"
#include "../base/err.h"

enum { RATIONALE_WORDS_MAX = 64, RATIONALE_QUOTE_WORDS = 25 };

/* The words of a text that carry meaning, each once, in lower case: function words are left out. A view of more than
   RATIONALE_WORDS_MAX of them is cut there. */
struct rationale_words {
  struct str v[RATIONALE_WORDS_MAX];
  size_t count;
  size_t all; /* words between white space, function words too */
};
NODISCARD enum status rationale_read(struct str text, struct arena *arena, struct rationale_words *out, struct err *e);

/* A reason counts only with at least two words that carry meaning. */
static inline bool rationale_counts(const struct rationale_words *reason) {
  return reason->count >= 2;
}
/* The quote, of at most RATIONALE_QUOTE_WORDS words, holds half of the reason's words, and at least two. */
bool rationale_found(const struct rationale_words *reason, const struct rationale_words *quote);

#endif
