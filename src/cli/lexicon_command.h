/* lexicon_command.h: `rolecall lexicon SUBCOMMAND`: the tools for people who write lexicons. */
#ifndef ROLECALL_LEXICON_COMMAND_H
#define ROLECALL_LEXICON_COMMAND_H

#include "options.h"

/* o->paths[0] is the subcommand, its arguments follow. The exit code: 1 where lint or test found an error. */
int lexicon_command(const struct options *o);

/* The subcommands that run postings, each in a file of its own. */
int lexicon_stats(const struct options *o);
int lexicon_diff(const struct options *o);
int lexicon_try(const struct options *o);

#endif
