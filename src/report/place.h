/* place.h: where a hit stands in its document, as people count: lines and columns from 1. Internal to this room. */
#ifndef ROLECALL_PLACE_H
#define ROLECALL_PLACE_H

#include "report.h"

struct place {
  bool in_document;    /* false: a title given beside the document; start and end count in that title */
  size_t start, end;   /* bytes */
  uint32_t line, column; /* 1-based; column in characters (bytes that begin one) */
  const char *layers[4]; /* outermost first: "json", "html"; NULL after the last */
};

/* Remembers the last line asked for, so that places asked for in order cost one pass. Zero it for a new document. */
struct line_finder {
  size_t at;
  uint32_t line;
  size_t line_start;
};

struct place place_of(const struct posting *p, const struct hit *h, struct line_finder *lines);
struct place place_of_span(const struct document *doc, const struct srcmap *map, size_t start, size_t end,
                           struct line_finder *lines);
/* The words of the hit. */
struct str words_of(const struct posting *p, const struct hit *h);
/* The same hit widened to what a reader would quote: up to QUOTE_WORDS words more on each side, within the sentence. */
enum { QUOTE_WORDS = 6 };
struct hit widened(const struct posting *p, const struct hit *h);

#endif
