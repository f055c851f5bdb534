/* batch.h: runs classify or extract over all inputs and writes the results in their order. */
#ifndef ROLECALL_BATCH_H
#define ROLECALL_BATCH_H

#include "options.h"

enum { EXIT_DONE = 0, EXIT_NO = 1, EXIT_ERROR = 2 };

/* Returns the exit status; messages go to stderr. */
int batch_run(const struct options *o);

#endif
