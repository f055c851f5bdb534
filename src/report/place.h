/* place.h: where a hit stands in its document, as people count: lines and columns from 1. Internal to this room. */
#ifndef ROLECALL_PLACE_H
#define ROLECALL_PLACE_H

#include "../classify/quote.h"
#include "lines.h"
#include "report.h"

struct place {
  bool in_document;      /* false: a title given beside the document; start and end count in that title */
  size_t start, end;     /* bytes */
  uint32_t line, column; /* 1-based; column in characters (bytes that begin one) */
  const char *layers[4]; /* outermost first: "json", "html"; NULL after the last */
};

/* `lines` is of the posting's document; NULL: line and column are left 0. */
struct place place_of(const struct posting *p, const struct hit *h, struct lines *lines);
struct place place_of_span(const struct document *doc, const struct srcmap *map, size_t start, size_t end,
                           struct lines *lines);
/* Two hits share a character. */
bool hits_overlap(const struct hit *a, const struct hit *b);
/* The words of the hit. */
struct str words_of(const struct posting *p, const struct hit *h);

#endif
