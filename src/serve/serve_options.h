/* serve_options.h: the options of rolecall-serve. `rolecall serve` has read them once already (its table of options has
   their help); what it passes on arrives here. */
#ifndef ROLECALL_SERVE_OPTIONS_H
#define ROLECALL_SERVE_OPTIONS_H

#include "../base/limits.h"
#include "../base/err.h"

enum { SERVE_PORT = 8737 };

struct serve_options {
  const char *lexicon; /* the folder; needed */
  unsigned port;       /* 0: any that is free */
  bool open, quiet, no_sandbox, help, version;
  struct limits limits;
};

/* ST_OK, or ST_FAIL with ERR_USAGE. `--name value` and `--name=value`. */
NODISCARD enum status serve_options_parse(int argc, char **argv, struct serve_options *out, struct err *e);

#endif
