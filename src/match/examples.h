/* examples.h: runs every `match` and `miss` example of a lexicon, for `lexicon test`. */
#ifndef ROLECALL_EXAMPLES_H
#define ROLECALL_EXAMPLES_H

#include "match.h"

/* Adds an error to `notes` (begun by lexicon_load) for each example that does not do what it says, with its line.
   `run` counts the examples; it may be NULL. ST_OK also where examples fail: see notes->error_count. */
NODISCARD enum status examples_run(const struct matcher *m, struct match_scratch *scratch, struct lexicon_notes *notes,
                                   size_t *run, struct err *e);

#endif
