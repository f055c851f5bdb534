/* options.h: the program's commands and options, in one table from which parsing, --help, the man page and completions
   are made. */
#ifndef ROLECALL_OPTIONS_H
#define ROLECALL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "../engine.h"
#include "../input/input.h"

enum command { COMMAND_CLASSIFY, COMMAND_EXTRACT, COMMAND_CHECK, COMMAND_EXPLAIN, COMMAND_EVAL, COMMAND_TRAIN, COMMAND_LEXICON, COMMAND_MERGE, COMMAND_SERVE, COMMAND_HELP, COMMAND_COUNT };
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_JSONL, FORMAT_CSV, FORMAT_HTML, FORMAT_MARKDOWN, FORMAT_TSV, FORMAT_SQLITE };

enum { OPTIONS_MAX = 96 };

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
  bool split_pages; /* classify, extract: several postings on one page are parted */
  int colour; /* -1 auto, 0 never, 1 always */
  const char *lexicon, *output, *split;
  const char *fields; /* classify: names parted by commas; NULL: all */
  const char *compare;  /* eval: a second lexicon */
  bool cross_validate, strict;
  bool manual;          /* help: as a manual page */
  const char *completion; /* help: for this shell */
  bool open;            /* serve: in the browser */
  int port;             /* serve; -1: the usual one */
  double min_macro_f1;  /* 0: no bar */
  struct limits limits;
  const char *const *paths;
  size_t path_count;
  /* classify and extract over many documents */
  size_t jobs;               /* workers; 0: as many as there are processors */
  bool resume, stream;
  double checkpoint;         /* seconds between two writings of the state */
  const char *errors;        /* a file for what failed */
  uint64_t shard, shard_of;  /* 1 to shard_of; 0 and 0: no shards */
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

/* The table, for the manual and the completions. */
struct option_shown {
  char letter; /* 0: none */
  const char *name, *argument, *help; /* argument NULL: takes no value */
  size_t limit; /* the default, of a limit; 0: it is none */
};
/* Option number n of those that the command takes; false behind the last. */
bool options_nth(enum command command, size_t n, struct option_shown *out);
struct command_shown {
  const char *name, *usage, *summary, *about, *examples;
};
struct command_shown options_command(enum command command);
/* The name of format n that the command can write; NULL behind the last. */
const char *options_format(enum command command, size_t n);
/* The settings that change what is written, as lines of name=value in a fixed order, for a run that goes on later. */
void options_settings(const struct options *o, struct buf *out);
const char *options_format_name(enum format format);
const char *options_command_name(enum command command);
void options_help(FILE *out, enum command command);
void options_overview(FILE *out);

#endif
