/* table.h: a row of CSV (separator ',') or TSV ('\t') for each document, for spreadsheets, pandas and R: how a cell is
   written is told in base/cell.h, what the columns mean in schema.md. Pure, like report.h. */
#ifndef ROLECALL_TABLE_H
#define ROLECALL_TABLE_H

#include "report.h"

/* The columns' names; those of o->fields where it is set. */
void report_table_head(const struct report_options *o, char separator, struct buf *out);
void report_table_row(const struct result *r, const struct report_options *o, char separator, struct buf *out);

#endif
