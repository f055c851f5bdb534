/* json_rows.h: parts of a row's JSON that several reports share; schema.md has their keys. Internal to this room. */
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
/* One item of evidence. */
void json_hit(struct json_out *j, const struct result *r, const struct lexicon *lex, const struct evidence *x,
              struct lines *lines);

#endif
