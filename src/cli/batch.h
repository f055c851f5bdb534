/* batch.h: runs a command that takes postings (classify, extract, check, explain) over all inputs and writes the
   results in their order. */
#ifndef ROLECALL_BATCH_H
#define ROLECALL_BATCH_H

#include "options.h"

enum { EXIT_DONE = 0, EXIT_NO = 1, EXIT_ERROR = 2 };

/* Returns the exit status, or 128 and the signal that stopped it; messages go to stderr. */
int batch_run(const struct options *o);

#endif
