/* quote.h: what is shown of a hit: its words with some of the sentence around them. */
#ifndef ROLECALL_QUOTE_H
#define ROLECALL_QUOTE_H

#include "../match/match.h"

/* The same hit widened to what a reader would quote: up to QUOTE_WORDS words more on each side, within the sentence and
   within QUOTE_BYTES: what stands between two spaces may be a megabyte long, and a thousand hits may stand in it. */
enum { QUOTE_WORDS = 7, QUOTE_BYTES = 200 };
struct hit widened(const struct posting *p, const struct hit *h);

#endif
