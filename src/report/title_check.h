/* title_check.h: does this title fit? For recruiters: the answer in one line, a title to use instead, the quotes that
   give it away, what is missing, and what would change the answer. Pure, like report.h; JSON keys in schema.md. */
#ifndef ROLECALL_TITLE_CHECK_H
#define ROLECALL_TITLE_CHECK_H

#include "report.h"

/* Several lines; the first answers by itself. Wants r->flip. */
void report_check_text(const struct result *r, const struct report_options *o, struct buf *out);
/* One object, no newline behind it. */
void report_check_json(const struct result *r, const struct report_options *o, struct buf *out);

/* What the flip set comes to, in a sentence, its quotes below it; and as the value of a JSON key. */
struct json_out;
void flip_text(const struct result *r, const struct report_options *o, struct buf *out);
void flip_json(struct json_out *j, const struct result *r, const struct report_options *o);

#endif
