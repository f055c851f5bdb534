/* database_row.h: a document as the rows that the database will hold, encoded by the worker's thread so that the one
   thread which owns the database has nothing to do but bind and step. Pure, like report.h.
   The code, in host byte order: a table's letter, then its values in the order of the table's columns (without the
   ordinal, which the database gives), each a type's letter and, behind it: 'n' nothing (NULL); 'i' int64_t; 'r' double;
   't' uint32_t length and so many bytes of UTF-8. It never leaves the process. */
#ifndef ROLECALL_DATABASE_ROW_H
#define ROLECALL_DATABASE_ROW_H

#include "report.h"

enum { ROW_POSTING = 'P', ROW_PROBABILITY = 'R', ROW_EVIDENCE = 'E' };
enum { VALUE_NONE = 'n', VALUE_INTEGER = 'i', VALUE_REAL = 'r', VALUE_TEXT = 't' };

/* Appends a document's rows: the posting's, and where it has a verdict those of its probabilities and, as o->evidence
   says, of its hits. `out->failed` tells of memory. */
void report_database_row(const struct result *r, const struct report_options *o, struct buf *out);

#endif
