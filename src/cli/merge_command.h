/* merge_command.h: rolecall merge: the results of all shards of one run, interleaved in the order of the input. */
#ifndef ROLECALL_MERGE_COMMAND_H
#define ROLECALL_MERGE_COMMAND_H

#include "options.h"

/* Returns the exit status; messages go to stderr. */
int merge_command(const struct options *o);

#endif
