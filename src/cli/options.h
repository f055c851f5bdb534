/* options.h: the program's commands and options, in one table from which parsing, --help, the man page and completions
   are made. */
#ifndef ROLECALL_OPTIONS_H
#define ROLECALL_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "../engine.h"

enum command { COMMAND_CLASSIFY, COMMAND_EXTRACT, COMMAND_EVAL, COMMAND_TRAIN, COMMAND_LEXICON, COMMAND_HELP, COMMAND_COUNT };
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_JSONL, FORMAT_CSV, FORMAT_HTML, FORMAT_MARKDOWN };

struct options {
  enum command command;
  enum format format;
  enum evidence_amount evidence;
  bool all, offsets, why, quiet, help, version, no_sandbox;
  bool split_pages; /* classify, extract: several postings on one page are parted */
  int colour; /* -1 auto, 0 never, 1 always */
  const char *lexicon, *output, *split;
  const char *compare;  /* eval: a second lexicon */
  bool cross_validate, strict;
  double min_macro_f1;  /* 0: no bar */
  struct limits limits;
  const char *const *paths;
  size_t path_count;
};

/* Fills `o` from the command line; the paths stay in `argv`, which is reordered. On a usage error it prints two lines
   on stderr and returns false. */
bool options_parse(struct options *o, int argc, char **argv);
void options_help(FILE *out, enum command command);
void options_overview(FILE *out);

#endif
