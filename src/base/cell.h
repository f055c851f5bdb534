/* cell.h: a cell of a table that other programs read: CSV after RFC 4180 (separator ','), or TSV ('\t'). Both quote the
   same way, since spreadsheets, pandas and R read a quote mark in TSV as one: a cell that holds the separator, a
   quote mark, a line break, or a space at either end stands in quote marks, those inside doubled. TSV has a row on each
   line whatever the text, so tabs and line breaks become spaces there; CSV keeps them. Other control characters (up to
   U+009F) become spaces, bytes that are no UTF-8 U+FFFD.
   A cell that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises against CSV injection:
   one that begins, white space aside, with = + - @ (the full-width forms too), or begins with a tab or a line break.
   A plain number (-0.5) stays as it is. */
#ifndef ROLECALL_CELL_H
#define ROLECALL_CELL_H

#include "buf.h"

void cell_write(struct buf *out, struct str value, char separator);
/* What ends a row: CR LF for CSV, LF for TSV. */
void cell_end_row(struct buf *out, char separator);

#endif
