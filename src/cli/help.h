/* help.h: what --help prints, made from the tables of commands and options. */
#ifndef ROLECALL_HELP_H
#define ROLECALL_HELP_H

#include <stdio.h>

#include "option_table.h"

/* For COMMAND_HELP: all commands in a line each, then classify in full. */
void help_print(FILE *out, enum command command);

#endif
