/* version.h: what --version says. */
#ifndef ROLECALL_VERSION_H
#define ROLECALL_VERSION_H

#include <stdio.h>

void version_print(FILE *out);

#endif
