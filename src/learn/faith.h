/* faith.h: does the evidence shown carry the verdict? Internal to this room; what is measured stands in eval.h. */
#ifndef ROLECALL_FAITH_H
#define ROLECALL_FAITH_H

#include "eval.h"

/* Classifies again without the evidence that weighs most for the verdict's role, and with only that. All zero where the
   verdict is unclear. */
NODISCARD enum status faith_of(const struct lexicon *lex, const struct posting *p, const struct verdict *verdict,
                               struct arena *arena, double comprehensiveness[EVAL_KS], double sufficiency[EVAL_KS],
                               struct err *e);

#endif
