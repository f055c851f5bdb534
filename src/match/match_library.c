#include "match.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>

void match_library_version(char *out, size_t size) {
  char run[64] = "?";
  uint32_t jit = 0;
  if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) < (int)sizeof run) pcre2_config(PCRE2_CONFIG_VERSION, run);
  pcre2_config(PCRE2_CONFIG_JIT, &jit);
  snprintf(out, size, "PCRE2 %s (built with %d.%d), JIT %s", run, PCRE2_MAJOR, PCRE2_MINOR, jit ? "on" : "off");
}
