/* manual.h: the manual page and the completions of shells, made from the table of commands and options. */
#ifndef ROLECALL_MANUAL_H
#define ROLECALL_MANUAL_H

#include <stdbool.h>
#include <stdio.h>

/* rolecall(1), in mdoc. */
void manual_page(FILE *out);
/* For "bash", "zsh" or "fish"; false: there is none for that shell. */
bool manual_completion(FILE *out, const char *shell);

#endif
