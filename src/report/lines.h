/* lines.h: line and column of a byte of the document, for places asked for in any order: one pass over the bytes leaves
   a mark every LINES_STEP bytes, each question then looks at one step at most. One owner; freed by lines_free. */
#ifndef ROLECALL_LINES_H
#define ROLECALL_LINES_H

#include "../base/memory.h"
#include "../base/str.h"

struct lines_mark {
  uint32_t line;     /* 1-based, of the first byte of the step */
  size_t line_chars; /* characters before the start of that line */
  size_t chars;      /* characters before the step */
};

struct lines {
  struct str bytes;
  const struct memory *memory; /* NULL: malloc */
  struct lines_mark *marks; /* NULL: not built yet, or no memory (then every question counts from the beginning) */
  size_t marked;            /* marks built so far */
};
enum { LINES_STEP = 1024 };

/* `lines` is zeroed but for `bytes` and `memory`. Line and column from 1; a column counts characters (bytes that begin one). */
void lines_find(struct lines *l, size_t at, uint32_t *line, uint32_t *column);
void lines_free(struct lines *l);

#endif
