/* harness.h: what every unit test includes: cmocka with its needs, and comparing views. */
#ifndef ROLECALL_TEST_HARNESS_H
#define ROLECALL_TEST_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"

static inline void assert_str(struct str got, const char *want) {
  struct str w = str_of(want);
  if (!str_eq(got, w)) print_error("got \"%.*s\", want \"%s\"\n", (int)got.len, got.ptr ? got.ptr : "", want);
  assert_true(str_eq(got, w));
}

#endif
