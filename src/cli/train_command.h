/* train_command.h: `rolecall train MANIFEST`: fits weights to a labelled corpus and writes weights.tsv. */
#ifndef ROLECALL_TRAIN_COMMAND_H
#define ROLECALL_TRAIN_COMMAND_H

#include "options.h"

int train_command(const struct options *o);

#endif
