/* explain.h: how a verdict came about, so that anyone can add it up: the prior, every contribution with its factors and
   the sum so far, temperature and probabilities, what was silenced and why, the flip set. Pure, like report.h. */
#ifndef ROLECALL_EXPLAIN_H
#define ROLECALL_EXPLAIN_H

#include "report.h"

/* Several lines. Wants r->flip. */
void report_explain_text(const struct result *r, const struct report_options *o, struct buf *out);
/* The object of a row with all its evidence, and besides: `steps`, `flip`, `card`. */
void report_explain_json(const struct result *r, const struct report_options *o, struct buf *out);

#endif
