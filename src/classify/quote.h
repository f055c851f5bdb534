/* quote.h: what is shown of a hit: its words with some of the sentence around them. */
#ifndef ROLECALL_QUOTE_H
#define ROLECALL_QUOTE_H

#include "../match/match.h"

/* The same hit widened to what a reader would quote: up to QUOTE_WORDS words more on each side, within the sentence. */
enum { QUOTE_WORDS = 7 };
struct hit widened(const struct posting *p, const struct hit *h);

#endif
