/* eval_command.h: `rolecall eval DATA`: measures a lexicon on labelled postings. */
#ifndef ROLECALL_EVAL_COMMAND_H
#define ROLECALL_EVAL_COMMAND_H

#include "options.h"

int eval_command(const struct options *o);

#endif
