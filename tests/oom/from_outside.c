/* from_outside.c: the same for the whole program, linked as rolecall-oom: ROLECALL_FAIL_AT=N makes its Nth allocation
   fail, ROLECALL_FAIL_ON those behind it too; at the end it writes how many there were to the descriptor in
   ROLECALL_FAIL_TELL. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "failing.h"

static int tell = -1;

__attribute__((constructor)) static void begin(void) {
  const char *at = getenv("ROLECALL_FAIL_AT"), *to = getenv("ROLECALL_FAIL_TELL");
  if (to) tell = atoi(to);
  failing = (struct failing){.at = at ? strtoul(at, NULL, 10) : 0, .from_then = getenv("ROLECALL_FAIL_ON") != NULL};
}

__attribute__((destructor)) static void end(void) {
  char line[64];
  int n = snprintf(line, sizeof line, "%zu %zu\n", failing.count, failing.failed);
  if (tell >= 0 && write(tell, line, (size_t)n) != n) _exit(99);
}
