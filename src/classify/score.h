/* score.h: the arithmetic of a verdict: contributions, sums, softmax. Internal to this room. */
#ifndef ROLECALL_SCORE_H
#define ROLECALL_SCORE_H

#include "classify.h"

/* Fills contribution, section, repeat, rank, again, is_title and counts of evidence[0..n), whose hits are set; leaves
   them ordered as struct verdict promises. `n` entries of scratch are taken from the arena. */
NODISCARD enum status score_contributions(const struct lexicon *lex, const struct posting *p, struct evidence *evidence,
                                          size_t n, struct arena *arena, struct err *e);
/* Prior plus contributions (title hits too if `with_title`), probabilities, best role and margin. `role` is the best
   even where the margin is small; whether that is a tie the caller decides. */
void score_sum(const struct lexicon *lex, const struct evidence *evidence, size_t n, bool with_title,
               struct scores *out);
int32_t score_milli(double nats);

#endif
