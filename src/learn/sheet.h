/* sheet.h: a report as titled tables, filled once and written as text, Markdown, CSV or HTML. For this room and for the
   commands' tables.
   Cells are made harmless on the way in (control and bidirectional characters become "?"), and escaped for each format
   on the way out. Memory from the arena; a failed allocation is remembered in `failed`. */
#ifndef ROLECALL_SHEET_H
#define ROLECALL_SHEET_H

#include "../base/arena.h"
#include "../base/buf.h"

struct sheet_table {
  const char *title, *note; /* note: a sentence, NULL for none */
  struct str *cells;        /* rows after each other; the first is the header */
  size_t columns, count, size;
};

struct sheet {
  struct arena *arena;
  struct str heading, about;
  struct sheet_table *tables;
  size_t count, size;
  bool failed;
};

/* Begins a table; `header` is the column names parted by '|'. */
void sheet_table(struct sheet *s, const char *title, const char *note, const char *header);
/* A harmless copy, for heading and about. */
struct str sheet_clean(struct sheet *s, struct str text);
/* The next cell, row by row. */
void sheet_text(struct sheet *s, struct str text);
void sheet_format(struct sheet *s, const char *format, ...) PRINTF_LIKE(2, 3);
/* Three decimals; NaN is an empty cell. */
void sheet_number(struct sheet *s, double x);
void sheet_count(struct sheet *s, size_t n);
/* "0.912"-like share with the counts it is made of: value cell, then "right of count". */
void sheet_share(struct sheet *s, size_t part, size_t whole);

void sheet_write_text(const struct sheet *s, struct buf *out);
void sheet_write_markdown(const struct sheet *s, struct buf *out);
/* RFC 4180, tidy: table, row, column, value. */
void sheet_write_csv(const struct sheet *s, struct buf *out);
/* One table as <h2>, <p> and <table>. */
void sheet_write_html_table(const struct sheet_table *t, struct buf *out);
void sheet_html_escape(struct buf *out, struct str text);

#endif
