/* rows.h: the formats a batch can write, in one table, and what one document becomes in a worker before it is written:
   its rows as bytes, its lines for --errors and for standard error, and its counts. */
#ifndef ROLECALL_ROWS_H
#define ROLECALL_ROWS_H

#include "options.h"
#include "summary.h"

struct row_format {
  /* Once, before the first row; NULL: nothing. */
  void (*begin)(const struct report_options *o, struct buf *out);
  void (*row)(const struct result *r, const struct report_options *o, struct buf *out);
  void (*end)(struct buf *out);         /* behind the last row; NULL: nothing */
  const char *first, *between, *behind; /* before the first row, between two, behind each; NULL: nothing */
  const char *close, *none;             /* behind the last row; instead of it where there was no row */
  /* Rows are held until the end, and all of them together make the output; at most `most` of them. NULL: they do not.
   */
  void (*whole)(const struct report_options *o, struct str rows, struct buf *out);
  uint64_t most;
  bool resumable; /* rows stand for themselves: a run may be cut off behind any of them, and shards can be merged */
};

/* NULL: this command does not write that format. */
const struct row_format *row_format(enum command command, enum format format);

/* What a document became. Cleared once it is written, and used again; of its buffers only small ones are kept. */
struct parcel {
  uint64_t ordinal;    /* of the document in the whole input, from 0 */
  uint64_t written;    /* the number of this document in this run, from 0 */
  uint64_t input_hash; /* of all documents of the input up to this one */
  double share;        /* of the input that is read with it; 0: not known */
  struct buf rows, errors, said;
  struct tally tally;
  struct brief *briefs; /* on the heap; of the first documents of a text run only */
  size_t brief_count;
};

struct rows {
  const struct row_format *format;
  struct report_options report;
  bool with_errors, with_briefs, silent; /* silent: what goes wrong stands in the row alone */
};

void parcel_clear(struct parcel *p);
void parcel_free(struct parcel *p);
/* Adds the row of one result: several for a page that was parted. */
void parcel_add(struct parcel *p, const struct rows *rows, const struct result *r);

#endif
