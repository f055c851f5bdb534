/* serve_command.h: `rolecall serve`: becomes rolecall-serve, a program of its own, so that no other command has to load
   an HTTP library. */
#ifndef ROLECALL_SERVE_COMMAND_H
#define ROLECALL_SERVE_COMMAND_H

#include "options.h"

/* Comes back only where it failed: the exit code. */
int serve_command(const struct options *o);
/* Whether rolecall-serve is installed with this program. */
bool serve_is_here(void);

#endif
