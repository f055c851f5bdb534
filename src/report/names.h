/* names.h: the words for what a result holds, the same in every format. Internal to this room. */
#ifndef ROLECALL_NAMES_H
#define ROLECALL_NAMES_H

#include "report.h"

/* "ok", "warning" or "error" */
struct str result_status(const struct result *r);
/* The role's id, or "unclear". */
struct str role_id(const struct lexicon *lex, int role);
/* How many of the clear hits are shown. */
size_t report_evidence_most(const struct report_options *o);
/* Whether no hit that counts belongs to the criterion; a title criterion is never silent. */
bool criterion_is_silent(const struct verdict *v, const struct lexicon *lex, size_t criterion);

#endif
