/* weights.h: the file of fitted weights, written beside the phrase files and never over them. Lines: `# ` provenance,
   `temperature TAB number`, `prior:ROLE TAB number`, `ENTRY-ID TAB weight`, in that order; entries by id. */
#ifndef ROLECALL_WEIGHTS_H
#define ROLECALL_WEIGHTS_H

#include "../base/buf.h"
#include "train.h"

/* `provenance` is lines without "# ". Weights with 4 decimals, so that the file is the same on every machine that
   rounds as IEEE 754 does. */
void weights_write(const struct lexicon *lex, const struct train_result *r, const char *const *provenance,
                   size_t provenance_count, struct buf *out);

#endif
