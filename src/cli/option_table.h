/* option_table.h: the program's commands and options, as tables: parsing, --help, the manual page and the completions
   are all made from them. */
#ifndef ROLECALL_OPTION_TABLE_H
#define ROLECALL_OPTION_TABLE_H

#include <stdbool.h>

#include "../base/limits.h"

enum command {
  COMMAND_CLASSIFY,
  COMMAND_EXTRACT,
  COMMAND_CHECK,
  COMMAND_EXPLAIN,
  COMMAND_EVAL,
  COMMAND_TRAIN,
  COMMAND_LEXICON,
  COMMAND_MERGE,
  COMMAND_SERVE,
  COMMAND_HELP,
  COMMAND_COUNT
};
enum format {
  FORMAT_TEXT,
  FORMAT_JSON,
  FORMAT_JSONL,
  FORMAT_CSV,
  FORMAT_HTML,
  FORMAT_MARKDOWN,
  FORMAT_TSV,
  FORMAT_SQLITE
};

/* Sets of commands. */
#define FOR(command) (1u << (command))
#define FOR_ALL (FOR(COMMAND_HELP) - 1u)
#define FOR_PATHS (FOR(COMMAND_CLASSIFY) | FOR(COMMAND_EXTRACT) | FOR(COMMAND_CHECK) | FOR(COMMAND_EXPLAIN))
#define SAME_ROWS (1u << 31) /* beside the commands: the option changes nothing in the rows that are written */

struct command_row {
  const char *name, *usage, *summary;
  const char *about;    /* what its arguments are, in whole lines; NULL: it has none */
  const char *examples; /* in whole lines */
  unsigned formats;     /* of enum format, a bit each */
  const char *format_complaint;
  const char *no; /* when it exits with 1: "where ..."; NULL: never */
};
extern const struct command_row option_commands[COMMAND_COUNT];

enum option_id {
  OPTION_FORMAT,
  OPTION_LEXICON,
  OPTION_EVIDENCE,
  OPTION_FIELDS,
  OPTION_ALL,
  OPTION_OFFSETS,
  OPTION_WHY,
  OPTION_COLOUR,
  OPTION_QUIET,
  OPTION_NO_SANDBOX,
  OPTION_OUTPUT,
  OPTION_SPLIT,
  OPTION_SPLIT_PAGES,
  OPTION_COMPARE,
  OPTION_CROSS_VALIDATE,
  OPTION_MIN_MACRO_F1,
  OPTION_STRICT,
  OPTION_PORT,
  OPTION_OPEN,
  OPTION_JOBS,
  OPTION_RESUME,
  OPTION_CHECKPOINT,
  OPTION_ERRORS,
  OPTION_SHARD,
  OPTION_STREAM,
  OPTION_FILES_FROM,
  OPTION_NUL,
  OPTION_INCLUDE,
  OPTION_EXCLUDE,
  OPTION_COLUMNS,
  OPTION_MANUAL,
  OPTION_COMPLETION,
  OPTION_HELP,
  OPTION_VERSION,
  OPTION_LIMIT /* and on: one for each limit */
};

/* A name may have several rows, each for other commands. */
struct option_row {
  int id;
  char letter;                        /* 0: none */
  const char *name, *argument, *help; /* argument NULL: takes no value */
  unsigned commands;                  /* a set of them, and SAME_ROWS */
};
enum { OPTIONS_MAX = 96 }; /* no more rows than this */
extern const struct option_row option_rows[];
extern const size_t option_row_count;

/* Row number n of those that the command takes; NULL behind the last. */
const struct option_row *option_nth(enum command command, size_t n);
/* The default of a limit; 0: the option is none. */
size_t option_default(const struct option_row *row);

const char *option_format_name(enum format format);
/* The name of format n of those that the command can write; NULL behind the last. */
const char *option_format_nth(enum command command, size_t n);
/* False: the command cannot write a format of this name. */
bool option_format_of(enum command command, const char *name, enum format *out);

#endif
