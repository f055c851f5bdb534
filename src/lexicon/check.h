/* check.h: what is lawful in a lexicon but hardly meant: the linter. Examples are run by match/examples.h. */
#ifndef ROLECALL_CHECK_H
#define ROLECALL_CHECK_H

#include "lexicon.h"

/* Adds to `notes` (begun by lexicon_load):
     errors    duplicate       the same phrase twice in one entry
               contradictory   the same phrase in two entries of a criterion for two roles, or with weights of two signs
     warnings  duplicate       the same phrase in two entries of a criterion and role: it counts twice
               shadowed        another phrase of the entry takes all that this one takes
               never matching  a regular expression names characters that folded text does not have
               slow            a regular expression: a phrase in words is found faster
               unreachable     a cue that touches no criterion, an entry of weight 0, a set that nothing uses
               missing         no source, no `match` or no `miss` example
   ST_OK, or ST_FATAL when out of memory. */
NODISCARD enum status lexicon_lint(const struct lexicon *lex, struct lexicon_notes *notes, struct err *e);

#endif
