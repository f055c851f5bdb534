/* text_parts.h: parts of the report for people that several of its forms share. Internal to this room. */
#ifndef ROLECALL_TEXT_PARTS_H
#define ROLECALL_TEXT_PARTS_H

#include "report.h"

/* At most `width` characters, an ellipsis for what is cut in the middle; returns the characters written. */
size_t text_shortened(struct buf *out, struct str s, size_t width);
/* The same, filled up with spaces, and one more behind. */
void text_padded(struct buf *out, struct str s, size_t width);
/* An ANSI colour ("1", "33", "0"), where colour is wanted. */
void text_colour(struct buf *out, const struct report_options *o, const char *code);
/* Short name of a role, or "unclear". */
struct str text_role(const struct lexicon *lex, int role);
/* "the title fits the posting" */
const char *text_fit(enum fit f);
/* The line with the document's id; title, verdict and fit; or why there is none (which may quote the document). */
void text_head(const struct result *r, const struct report_options *o, struct buf *out);
void text_verdict(const struct result *r, const struct report_options *o, struct buf *out);
void text_failure(const struct result *r, struct buf *out);

#endif
