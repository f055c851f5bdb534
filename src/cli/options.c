#include "options.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/hash.h"
#include "../pool.h"
#include "state.h"

static bool usage_error(const struct options *o, const char *what, const char *word) {
  fprintf(stderr, "rolecall: %s%s%s\n", what, word ? ": " : "", word ? word : "");
  fprintf(stderr, "Try 'rolecall %s%s--help'.\n",
          o->command == COMMAND_CLASSIFY ? "" : option_commands[o->command].name,
          o->command == COMMAND_CLASSIFY ? "" : " ");
  return false;
}

/* Number of `value` among `words` (ended by NULL), or -1. */
static int choice(const char *value, const char *const *words) {
  for (int i = 0; words[i]; i++)
    if (strcmp(value, words[i]) == 0) return i;
  return -1;
}

/* A whole number from 1 to `most`, up to `end` (NULL: the end of the text); 0: it is none. */
static uint64_t whole(const char *value, const char *end, uint64_t most) {
  uint64_t n = 0;
  if (!end) end = value + strlen(value);
  for (const char *c = value; c < end; c++) {
    if (*c < '0' || *c > '9' || n > most) return 0;
    n = n * 10 + (uint64_t)(*c - '0');
  }
  return n <= most ? n : 0;
}

static bool set_limit(struct options *o, const struct option_row *row, const char *value) {
  const struct limit_row *limit = limit_find(str_of(row->name));
  uint64_t n = whole(value, NULL, limit->most);
  *limit_in(&o->limits, limit) = (size_t)n;
  if (n) return true;
  char what[80];
  snprintf(what, sizeof what, "--%s takes a whole number from 1 to %zu, not", limit->option, limit->most);
  return usage_error(o, what, value);
}

static bool set_port(struct options *o, const char *value) {
  o->port = (int)whole(value, NULL, 65535);
  return o->port || strcmp(value, "0") == 0 ? true : usage_error(o, "a port is a whole number from 0 to 65535", value);
}

static bool set_format(struct options *o, const char *value) {
  if (option_format_of(o->command, value, &o->format)) return true;
  return usage_error(o, option_commands[o->command].format_complaint, value);
}

static bool set_jobs(struct options *o, const char *value) {
  o->jobs = (size_t)whole(value, NULL, POOL_WORKERS_MAX);
  return o->jobs ? true : usage_error(o, "-j takes a whole number from 1 to 1024, not", value);
}

static bool set_shard(struct options *o, const char *value) {
  const char *slash = strchr(value, '/');
  o->shard_of = slash ? whole(slash + 1, NULL, UINT32_MAX) : 0;
  o->shard = slash ? whole(value, slash, o->shard_of) : 0;
  return o->shard ? true : usage_error(o, "--shard takes K/N, as 3/8, with K from 1 to N, not", value);
}

/* A number from 0 to `most`, as 2, 0.5 or .5. */
static bool set_number(double *out, const char *value, double most) {
  char *end;
  *out = strtod(value, &end);
  return ((*value >= '0' && *value <= '9') || *value == '.') && *end == 0 && *out >= 0 && *out <= most;
}

static bool set_checkpoint(struct options *o, const char *value) {
  if (set_number(&o->checkpoint, value, 86400)) return true;
  return usage_error(o, "--checkpoint takes seconds, from 0 to 86400, not", value);
}

static bool set_min_macro_f1(struct options *o, const char *value) {
  if (set_number(&o->min_macro_f1, value, 1)) return true;
  return usage_error(o, "a number from 0 to 1 was expected", value);
}

static uint64_t add_hash(uint64_t hash, const char *text) {
  return hash_add(hash ? hash : HASH_START, str_of(text));
}

void options_settings(const struct options *o, struct buf *out) {
  for (size_t i = 0; i < option_row_count; i++) {
    if (!o->given[i] || (option_rows[i].commands & SAME_ROWS)) continue;
    bool alone = o->given_hash[i] == add_hash(0, o->given[i]);
    state_set(out, option_rows[i].name, option_rows[i].argument ? str_of(o->given[i]) : STR("yes"));
    if (option_rows[i].argument && !alone) { /* given several times: all of them count */
      out->len -= out->len > 0;
      buf_format(out, " (and others before it: %016" PRIx64 ")\n", o->given_hash[i]);
    }
  }
}

static bool add_word(struct options *o, struct option_words *words, const char *value) {
  if (words->count == OPTION_WORDS) return usage_error(o, "more than 64 globs", value);
  words->v[words->count++] = value;
  return true;
}

static bool names_file(const struct option_row *row) {
  return row->id == OPTION_OUTPUT || row->id == OPTION_ERRORS || row->id == OPTION_FILES_FROM ||
         row->id == OPTION_LEXICON || row->id == OPTION_COMPARE;
}

static bool set_option(struct options *o, const struct option_row *row, const char *value) {
  size_t number = (size_t)(row - option_rows);
  o->given[number] = value ? value : "";
  o->given_hash[number] = add_hash(row->argument ? o->given_hash[number] : 0, o->given[number]);
  if (value && !*value && names_file(row)) { /* at once, not when all the work is done */
    char what[80];
    snprintf(what, sizeof what, "--%s", row->name);
    return usage_error(o, "a name is missing after", what);
  }
  static const char *const amounts[] = {"all", "top", "none", NULL};
  static const char *const whens[] = {"auto", "never", "always", NULL};
  int n = 0;
  switch (row->id) {
    case OPTION_FORMAT: return set_format(o, value);
    case OPTION_EVIDENCE:
      n = choice(value, amounts);
      if (n < 0) return usage_error(o, "--evidence is all, top or none, not", value);
      o->evidence = (enum evidence_amount)n;
      return true;
    case OPTION_COLOUR:
      n = choice(value, whens);
      if (n < 0) return usage_error(o, "--color is auto, always or never, not", value);
      o->colour = n - 1;
      return true;
    case OPTION_FIELDS: o->fields = value; return true;
    case OPTION_LEXICON: o->lexicon = value; return true;
    case OPTION_OUTPUT: o->output = value; return true;
    case OPTION_SPLIT: o->split = value; return true;
    case OPTION_SPLIT_PAGES: return o->split_pages = true;
    case OPTION_COMPARE: o->compare = value; return true;
    case OPTION_CROSS_VALIDATE: return o->cross_validate = true;
    case OPTION_MIN_MACRO_F1: return set_min_macro_f1(o, value);
    case OPTION_STRICT: return o->strict = true;
    case OPTION_PORT: return set_port(o, value);
    case OPTION_OPEN: return o->open = true;
    case OPTION_FILES_FROM: o->files_from = value; return true;
    case OPTION_NUL: return o->nul_separated = true;
    case OPTION_INCLUDE: return add_word(o, &o->includes, value);
    case OPTION_EXCLUDE: return add_word(o, &o->excludes, value);
    case OPTION_COLUMNS: o->columns = value; return true;
    case OPTION_ALL: return o->all = true;
    case OPTION_OFFSETS: return o->offsets = true;
    case OPTION_WHY: return o->why = true;
    case OPTION_QUIET: return o->quiet = true;
    case OPTION_NO_SANDBOX: return o->no_sandbox = true;
    case OPTION_JOBS: return set_jobs(o, value);
    case OPTION_RESUME: return o->resume = true;
    case OPTION_CHECKPOINT: return set_checkpoint(o, value);
    case OPTION_ERRORS: o->errors = value; return true;
    case OPTION_SHARD: return set_shard(o, value);
    case OPTION_STREAM: return o->stream = true;
    case OPTION_MANUAL: return o->manual = true;
    case OPTION_COMPLETION: o->completion = value; return true;
    case OPTION_HELP: return o->help = true;
    case OPTION_VERSION: return o->version = true;
    default: return set_limit(o, row, value);
  }
}

/* The row of `--name` or `-x`, for this command; NULL and a message if there is none. */
static const struct option_row *find_row(const struct options *o, const char *word, size_t name_len, char letter) {
  bool elsewhere = false; /* a name may have several rows, for different commands */
  for (size_t i = 0; i < option_row_count; i++) {
    const struct option_row *row = &option_rows[i];
    bool same =
        letter ? row->letter == letter : strlen(row->name) == name_len && strncmp(row->name, word + 2, name_len) == 0;
    if (!same) continue;
    if (row->commands & FOR(o->command)) return row;
    elsewhere = true;
  }
  usage_error(o, elsewhere ? "this option is for another command" : "no such option", word);
  return NULL;
}

/* One option with its value, which may be the next word; moves *at behind it. */
static bool parse_long(struct options *o, int argc, char **argv, int *at) {
  const char *word = argv[*at], *equals = strchr(word, '=');
  const struct option_row *row = find_row(o, word, equals ? (size_t)(equals - word) - 2 : strlen(word) - 2, 0);
  if (!row) return false;
  const char *value = equals ? equals + 1 : NULL;
  if (!row->argument && value) return usage_error(o, "this option takes no value", word);
  if (row->argument && !value) {
    if (*at + 1 >= argc) return usage_error(o, "a value is missing after", word);
    value = argv[++*at];
  }
  return set_option(o, row, value);
}

static bool parse_letters(struct options *o, int argc, char **argv, int *at) {
  for (const char *c = argv[*at] + 1; *c; c++) {
    const struct option_row *row = find_row(o, argv[*at], 0, *c);
    if (!row) return false;
    if (!row->argument) {
      if (!set_option(o, row, NULL)) return false;
      continue;
    }
    if (c[1]) return set_option(o, row, c + 1);
    if (*at + 1 >= argc) return usage_error(o, "a value is missing after", argv[*at]);
    return set_option(o, row, argv[++*at]);
  }
  return true;
}

static int command_of(const char *word) {
  for (int c = 0; c < COMMAND_COUNT; c++)
    if (strcmp(word, option_commands[c].name) == 0) return c;
  return -1;
}

/* Whether the word behind this option is its value, whatever the command. Of a name that takes one for some commands
   only it is not. */
static bool next_is_value(const char *word) {
  bool takes = false;
  if (word[1] == '-') {
    for (size_t i = 0; i < option_row_count; i++) {
      if (strcmp(option_rows[i].name, word + 2) != 0) continue;
      takes = option_rows[i].argument != NULL;
      if (!takes) break;
    }
    return takes;
  }
  for (const char *c = word + 1; *c && !takes; c++) { /* behind a letter that takes one stands its value */
    for (size_t i = 0; i < option_row_count && !takes; i++)
      takes = option_rows[i].letter == *c && option_rows[i].argument;
    if (takes) return !c[1];
  }
  return false;
}

/* Where the command stands, behind options at most (rolecall -q check FILE); 0: there is none. */
static int find_command(int argc, char **argv) {
  for (int at = 1; at < argc; at++) {
    const char *word = argv[at];
    if (word[0] != '-' || !word[1]) return command_of(word) >= 0 ? at : 0;
    if (strcmp(word, "--") == 0) return 0;
    if (next_is_value(word)) at++;
  }
  return 0;
}

static bool format_given(const struct options *o) {
  for (size_t i = 0; i < option_row_count; i++)
    if (option_rows[i].id == OPTION_FORMAT && o->given[i]) return true;
  return false;
}

static bool is_database(const char *path) {
  struct str s = str_of(path);
  return str_ends(s, STR(".db")) || str_ends(s, STR(".sqlite")) || str_ends(s, STR(".sqlite3"));
}

/* What goes together in a batch. */
static bool check_batch(struct options *o) {
  bool to_file = o->output && strcmp(o->output, "-") != 0;
  const char *format = option_format_name(o->format);
  if (o->stream) {
    bool named = o->path_count > 1 || (o->path_count == 1 && strcmp(o->paths[0], "-") != 0);
    if (named) return usage_error(o, "--stream reads standard input, not", o->paths[0]);
    if (o->output || o->resume || o->shard_of || o->split_pages || o->files_from)
      return usage_error(o, "--stream goes without -o, --resume, --shard, --split and --files-from", NULL);
    if (format_given(o) && o->format != FORMAT_JSONL) return usage_error(o, "--stream writes jsonl, not", format);
    o->format = FORMAT_JSONL;
  }
  if (to_file && o->command == COMMAND_CLASSIFY && !format_given(o) && is_database(o->output))
    o->format = FORMAT_SQLITE;
  if (o->format == FORMAT_SQLITE && !to_file) return usage_error(o, "--format sqlite goes with -o FILE", NULL);
  if (o->resume && !to_file) return usage_error(o, "--resume goes with -o FILE", NULL);
  bool from_pipe = o->files_from && strcmp(o->files_from, "-") == 0;
  for (size_t i = 0; i < o->path_count; i++) from_pipe |= strcmp(o->paths[i], "-") == 0;
  if (o->resume && from_pipe) return usage_error(o, "--resume cannot read standard input again", NULL);
  if (o->shard_of && o->split_pages)
    return usage_error(o, "--shard goes without --split: merge takes a row for each document", NULL);
  return true;
}

bool options_parse(struct options *o, int argc, char **argv) {
  *o = (struct options){
      .command = COMMAND_CLASSIFY, .colour = -1, .port = -1, .checkpoint = 5, .limits = limits_default()};
  int command_at = find_command(argc, argv);
  if (command_at) o->command = (enum command)command_of(argv[command_at]);
  size_t paths = 0;
  char **kept = argv + 1;
  bool only_paths = false;
  for (int at = 1; at < argc; at++) {
    char *word = argv[at];
    if (at == command_at) continue;
    bool is_option = !only_paths && word[0] == '-' && word[1];
    if (is_option && strcmp(word, "--") == 0)
      only_paths = true;
    else if (!is_option)
      kept[paths++] = word;
    else if (!(word[1] == '-' ? parse_long(o, argc, argv, &at) : parse_letters(o, argc, argv, &at)))
      return false;
  }
  o->paths = (const char *const *)kept;
  o->path_count = paths;
  if (o->command == COMMAND_HELP && !o->manual && !o->completion) {
    int about = paths ? command_of(kept[0]) : (int)COMMAND_HELP;
    if (about < 0) return usage_error(o, "no such command", kept[0]);
    o->help = true;
    o->command = (enum command)about;
  }
  if (o->help || o->version || o->command == COMMAND_HELP) return true;
  if (o->command == COMMAND_SERVE)
    return paths ? usage_error(o, "serve takes no files: drop them on the page", kept[0]) : true;
  if (o->command == COMMAND_LEXICON && !paths) return usage_error(o, "no subcommand was named", NULL);
  if (o->nul_separated && !o->files_from) return usage_error(o, "-0 is about --files-from, which is not there", NULL);
  if ((FOR(o->command) & FOR_PATHS) && !check_batch(o)) return false;
  return paths || o->files_from || o->stream ? true : usage_error(o, "no file or folder was named", NULL);
}

struct input_options options_input(const struct options *o, const char *const *paths, size_t path_count) {
  return (struct input_options){.paths = paths,
                                .path_count = path_count,
                                .limits = o->limits,
                                .nul_separated = o->nul_separated,
                                .includes = o->includes.v,
                                .include_count = o->includes.count,
                                .excludes = o->excludes.v,
                                .exclude_count = o->excludes.count,
                                .columns = o->columns};
}
