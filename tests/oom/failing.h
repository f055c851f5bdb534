/* failing.h: allocations of our own objects, counted and made to fail. The program is linked with --wrap for malloc,
   calloc, realloc, strdup and free; what libxml2, jansson and PCRE2 allocate inside their own libraries is not touched
   (libxml2 2.9.14 loops for ever when its own allocation fails; see README, Trust). */
#ifndef ROLECALL_TEST_FAILING_H
#define ROLECALL_TEST_FAILING_H

#include <stdbool.h>
#include <stddef.h>

struct failing {
  size_t count;   /* allocations since it was set to 0 */
  size_t at;      /* the one that fails, from 1; 0: none */
  bool from_then; /* and all after it */
  size_t failed;  /* how many did */
  long held;      /* not freed yet */
};
extern struct failing failing;

#endif
