/* report.h: a classified document as text for people or JSON for programs, written into a buf. Pure: reads its
   arguments, writes the buf, needs no locale or terminal. The JSON is described in schema.md beside this file. */
#ifndef ROLECALL_REPORT_H
#define ROLECALL_REPORT_H

#include "../base/buf.h"
#include "../classify/flip.h"
#include "columns.h"

/* One row of a batch: a document with its verdict, or the reason why there is none. */
struct result {
  const struct document *doc;
  enum status status;    /* ST_OK, ST_WARN: posting and verdict stand; else only doc and err */
  const struct err *err; /* why it failed, or the warning */
  const struct posting *posting;
  const struct verdict *verdict; /* NULL for `extract` */
  const struct flip *flip;       /* NULL where it was not asked for */
};

enum evidence_amount { EVIDENCE_ALL, EVIDENCE_TOP, EVIDENCE_NONE };

struct report_options {
  const struct lexicon *lex;
  enum evidence_amount evidence;      /* top: the ten that weigh most */
  bool colour;                        /* text: ANSI colours */
  bool all;                           /* text: every hit, the silenced too */
  bool offsets, why;                  /* extract: where each block came from; which rule kept or dropped it */
  size_t width;                       /* text: columns, at least 60 */
  const struct report_fields *fields; /* json, jsonl, csv, tsv: which keys or columns; NULL: all */
};

/* One JSON object, no newline behind it. `out->failed` tells of memory. */
void report_json(const struct result *r, const struct report_options *o, struct buf *out);
void report_extract_json(const struct result *r, const struct report_options *o, struct buf *out);
/* Several lines, the last ended by a newline. */
void report_text(const struct result *r, const struct report_options *o, struct buf *out);
void report_extract_text(const struct result *r, const struct report_options *o, struct buf *out);

/* Text for a terminal: control characters and bidirectional controls become U+FFFD. */
void report_safe(struct buf *out, struct str s);

#endif
