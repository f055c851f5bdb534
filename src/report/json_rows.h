/* json_rows.h: parts of JSON that several reports and the local page share; schema.md has their keys. */
#ifndef ROLECALL_JSON_ROWS_H
#define ROLECALL_JSON_ROWS_H

#include "../base/json_out.h"
#include "lines.h"
#include "report.h"

/* Keys of an object that the caller opens and closes: where the document is from and how it went; all of a row. */
void json_source(struct json_out *j, const struct result *r, const struct report_options *o);
void json_row(struct json_out *j, const struct result *r, const struct report_options *o);
/* A role's id, or "unclear". */
void json_role(struct json_out *j, const char *key, const struct lexicon *lex, int role);
/* Kind, level and section of a block: keys of an object that the caller opens and closes. */
void json_block(struct json_out *j, const struct block *b);
/* One item of evidence. */
void json_hit(struct json_out *j, const struct result *r, const struct lexicon *lex, const struct evidence *x,
              struct lines *lines);

#endif
