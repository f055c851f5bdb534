/* csv.h: the rows of a table with a header, as RFC 4180 has them and as programs write them: comma, semicolon, tab or
   bar; quotes around cells with line ends, doubled inside; LF, CRLF or CR. Internal to this room. */
#ifndef ROLECALL_CSV_H
#define ROLECALL_CSV_H

#include "../base/limits.h"
#include "record.h"
#include "stream.h"

enum table_kind {
  TABLE_NONE,    /* not a table */
  TABLE_NAMED,   /* with a column that holds the text of postings */
  TABLE_NAMELESS /* a table, but none of its columns is known to hold the text */
};
/* What the bytes begin; *header is the part of them that is the header line, *sign what parts its cells. Empty lines
   before it, and one line of a caption, do not count. */
enum table_kind csv_look(struct str begin, struct columns columns, char *sign, struct str *header);

struct csv {
  struct stream *in;
  const struct limits *limits;
  struct columns columns;
  struct field_name *names; /* of the columns, on the heap */
  size_t column_count;
  char sign;
  bool begun, after_cr;
  uint64_t record; /* number of the row from 1, the header and empty lines not counted */
};

void csv_init(struct csv *c, struct stream *in, struct columns columns, const struct limits *limits);
void csv_free(struct csv *c);
/* The next row's document, with its offset. ST_OK; ST_FAIL: this row is broken (too many cells, a quote that is never
   closed, a cell over a limit, no text), and the next call goes on behind it; ST_END. */
NODISCARD enum status csv_next(struct csv *c, struct arena *arena, struct document *doc, struct err *e);

#endif
