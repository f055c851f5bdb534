/* options.h: the command line, read by the tables of commands and options (option_table.h). */
#ifndef ROLECALL_OPTIONS_H
#define ROLECALL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "../engine.h"
#include "../input/input.h"
#include "option_table.h"

/* The values of an option that may be given several times. */
enum { OPTION_WORDS = 64 };
struct option_words {
  const char *v[OPTION_WORDS];
  size_t count;
};

struct options {
  enum command command;
  enum format format;
  enum evidence_amount evidence;
  bool all, offsets, why, quiet, help, version, no_sandbox;
  bool split_pages; /* several postings on one page are parted */
  int colour;       /* -1 auto, 0 never, 1 always */
  const char *lexicon, *output, *split;
  const char *fields;  /* classify: names parted by commas; NULL: all */
  const char *compare; /* eval: a second lexicon */
  bool cross_validate, strict;
  bool manual;            /* help: as a manual page */
  const char *completion; /* help: for this shell */
  bool open;              /* serve: in the browser */
  int port;               /* serve; -1: the usual one */
  double min_macro_f1;    /* 0: no bar */
  struct limits limits;
  const char *const *paths;
  size_t path_count;
  /* batches (FOR_PATHS) */
  size_t jobs; /* workers; 0: as many as there are processors */
  bool resume, stream;
  double checkpoint;        /* seconds between two writings of the state */
  const char *errors;       /* a file for what failed */
  uint64_t shard, shard_of; /* 1 to shard_of; 0 and 0: no shards */
  /* What was given, by row of the table: the last value, and a hash over all of them; NULL: not given. */
  const char *given[OPTIONS_MAX];
  uint64_t given_hash[OPTIONS_MAX];
  const char *files_from, *columns; /* as in input_options */
  bool nul_separated;
  struct option_words includes, excludes;
};

/* What the options say about the input, for these paths. */
struct input_options options_input(const struct options *o, const char *const *paths, size_t path_count);

/* Fills `o` from the command line; the paths stay in `argv`, which is reordered. On a usage error it prints two lines
   on stderr and returns false. */
bool options_parse(struct options *o, int argc, char **argv);

/* The settings that change what is written, as lines of name=value in a fixed order, for a run that goes on later. */
void options_settings(const struct options *o, struct buf *out);

#endif
