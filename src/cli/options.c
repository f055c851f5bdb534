#include "options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "../pool.h"
#include "state.h"

#define FOR(command) (1u << (command))
#define FOR_ALL (FOR(COMMAND_HELP) - 1u)
#define SAME_ROWS (1u << 31) /* beside the commands: the option changes nothing in the rows that are written */
#define FOR_VERDICTS (FOR(COMMAND_CHECK) | FOR(COMMAND_EXPLAIN))
#define FOR_PATHS (FOR(COMMAND_CLASSIFY) | FOR(COMMAND_EXTRACT) | FOR_VERDICTS)

#define LEXICON_EXAMPLES                                                                                               \
  "  rolecall lexicon lint my-lexicon                  slips and doubts, each with its line and a caret\n"             \
  "  rolecall lexicon test my-lexicon                  whether every match and miss example does what it says\n"       \
  "  rolecall lexicon list my-lexicon                  its entries by criterion: role, weight, phrases\n"              \
  "  rolecall lexicon compile my-lexicon               writes my-lexicon.image, which opens in a tenth of the time\n"   \
  "  rolecall lexicon stats corpus/manifest.tsv        each entry: coverage, overlaps, conflicts, precision\n"         \
  "  rolecall lexicon diff old/ new/ postings/         which verdicts change, and which entries changed them\n"        \
  "  rolecall lexicon try 'shift (rota | plan*)' jobs  where a phrase would hit, in its context\n"
#define LEXICON_ABOUT                                                                                                  \
  "lint [DIR], test [DIR], list [DIR] and compile [DIR] are of the lexicon in DIR, else that of --lexicon, else\n"     \
  "operations. An image is used for as long as it fits the folder's files; edit them, and they are read again.\n"      \
  "stats PATH..., diff OLD NEW PATH... and try 'PHRASE' PATH... run it over postings. A PATH is a file or folder as\n" \
  "for classify, or a manifest (FILE.tsv, as train takes); JSONL may have labels too.\n\n"                             \
  "stats says for each entry in how many postings it counts (coverage), in how many of these others count as well\n"   \
  "(overlaps) or speak for other roles (conflicts), and how often the label agrees with it (precision), beside the\n"  \
  "label's share of all postings (base). A phrase for try is written as in a lexicon's file; it may use its sets.\n"

static const struct command_row {
  const char *name, *usage, *summary, *examples;
} commands[COMMAND_COUNT] = {
    [COMMAND_CLASSIFY] = {"classify", "rolecall [classify] [OPTION]... PATH...",
                          "Say which role each posting really describes, with the words that decided it.",
                          "  rolecall posting.html                     one saved page\n"
                          "  rolecall postings/                        every posting in a folder\n"
                          "  rolecall --all posting.html               with every quote, those that did not count too\n"
                          "  rolecall --format html jobs/ > jobs.html  a page to read, to mail, and to review\n"
                          "  rolecall -f jsonl -o all.jsonl jobs/      many, on all processors; all.jsonl is whole or absent\n"
                          "  rolecall -f jsonl -o all.jsonl --resume jobs/   goes on where that run was cut off\n"
                          "  rolecall -o results.db jobs/              a database to ask, in SQL\n"
                          "  rolecall --stream < in.jsonl > out.jsonl  a line in, a line out: for Spark pipe() and the like\n"
                          "  rolecall --format csv --fields id,title,role,fit jobs/ > jobs.csv\n"
                          "                                            some columns, for a spreadsheet\n"
                          "  rolecall jobs.csv crawl.warc.gz old.zip   records, pages of a crawl, an archive\n"
                          "  find . -name '*.html' -print0 | rolecall -0 --files-from -\n"
                          "  rolecall --columns title=Role,text=Ad ads.csv\n"
                          "  curl -L URL | rolecall -                  from standard input\n"},
    [COMMAND_EXTRACT] = {"extract", "rolecall extract [OPTION]... PATH...",
                         "Show what was taken from each page: title, company, place, and the text of the posting.",
                         "  rolecall extract page.html                as text\n"
                         "  rolecall extract --format json page.html  with sections and byte offsets\n"
                         "  rolecall extract --format markdown jobs/  for reading, or for another program\n"
                         "  rolecall extract --why page.html          which rule kept each block\n"},
    [COMMAND_CHECK] = {"check", "rolecall check [OPTION]... PATH...",
                       "Does the title fit the posting? Says it in a line, with a title to use instead and why.",
                       "  rolecall check posting.html               title against body, and what gives it away\n"
                       "  rolecall check jobs/ | grep 'html: '      an answer a line\n"
                       "  rolecall check --format json jobs/        for another program\n"},
    [COMMAND_EXPLAIN] = {"explain", "rolecall explain [OPTION]... PATH...",
                         "Show how a verdict came about: every contribution with its factors, so that anyone can add it up.",
                         "  rolecall explain posting.html\n"
                         "  rolecall explain --format json posting.html\n"},
    [COMMAND_EVAL] = {"eval", "rolecall eval [OPTION]... DATA",
                      "Measure a lexicon on labelled postings: accuracy, calibration, evidence, against plain baselines.",
                      "  rolecall eval corpus/manifest.tsv                   all of it\n"
                      "  rolecall eval --split test corpus/manifest.tsv      only the rows whose split is test\n"
                      "  rolecall eval --cross-validate corpus/manifest.tsv  by weights fitted without the employer\n"
                      "  rolecall eval --compare other/ labelled.jsonl       against another lexicon\n"
                      "  rolecall eval --format html data.tsv > report.html  with plots\n"
                      "  rolecall eval --min-macro-f1 0.85 data.tsv          exit 1 when it is less\n"},
    [COMMAND_TRAIN] = {"train", "rolecall train [OPTION]... MANIFEST",
                       "Fit the weights of a lexicon to a labelled corpus; writes weights.tsv, never the phrase files.",
                       "  rolecall train corpus/manifest.tsv                  all of it\n"
                       "  rolecall train --split train corpus/manifest.tsv    only the rows whose split is train\n"},
    [COMMAND_LEXICON] = {"lexicon", "rolecall lexicon SUBCOMMAND [OPTION]... [ARGUMENT]...",
                         "Tools for whoever writes a lexicon: check it, test it, and see what its phrases do.",
                         LEXICON_EXAMPLES},
    [COMMAND_SERVE] = {"serve", "rolecall serve [OPTION]...",
                       "Open a page on this computer to drop postings on, read why, try phrases and label.",
                       "  rolecall serve                                      then open the address it prints\n"
                       "  rolecall serve --open                               opens it in your browser\n"
                       "  rolecall serve --port 0 --lexicon my-lexicon        at any free port, with your own lexicon\n"},
    [COMMAND_MERGE] = {"merge", "rolecall merge [-o FILE] PART...",
                       "Put the results of all shards (--shard K/N) together, in the order of the input.",
                       "  rolecall --shard 1/2 --format jsonl -o one.jsonl data/   on one machine\n"
                       "  rolecall --shard 2/2 --format jsonl -o two.jsonl data/   on another\n"
                       "  rolecall merge -o all.jsonl one.jsonl two.jsonl          as one machine would have written it\n"},
    [COMMAND_HELP] = {"help", "rolecall help [COMMAND]", "Show help for a command.",
                      "  rolecall help --man | man -l -                the manual page\n"
                      "  rolecall help --completion bash > rolecall    completions for the shell\n"},
};

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

struct option_row {
  int id;
  char letter;
  const char *name, *argument, *help;
  unsigned commands;
};

static const struct option_row rows[] = {
    {OPTION_FORMAT, 'f', "format", "FORMAT",
     "text (for people), html (a page), json (an array), jsonl (a line each), csv, tsv, or sqlite (with -o)",
     FOR(COMMAND_CLASSIFY) | SAME_ROWS /* the format itself stands in the settings */},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "text (for people), json (an array), or jsonl (a line for each document)",
     FOR_VERDICTS | SAME_ROWS},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "text, markdown, html (a page), json (an array), or jsonl (a line each)",
     FOR(COMMAND_EXTRACT) | SAME_ROWS},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "text, markdown, json, csv, or html (a page with plots)", FOR(COMMAND_EVAL)},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "stats: text, markdown or csv", FOR(COMMAND_LEXICON)},
    {OPTION_LEXICON, 'l', "lexicon", "DIR", "the folder with the lexicon (default: the operations lexicon)",
     FOR(COMMAND_CLASSIFY) | FOR_VERDICTS | FOR(COMMAND_EVAL) | FOR(COMMAND_TRAIN) | FOR(COMMAND_LEXICON) |
         FOR(COMMAND_SERVE) | SAME_ROWS},
    {OPTION_PORT, 'p', "port", "N", "where the page answers; 0, or one that is taken: a free one (default: 8737)",
     FOR(COMMAND_SERVE)},
    {OPTION_OPEN, 0, "open", NULL, "open the page in your browser", FOR(COMMAND_SERVE)},
    {OPTION_OUTPUT, 'o', "output", "FILE", "the file to write (default: weights.tsv in the lexicon)", FOR(COMMAND_TRAIN)},
    {OPTION_OUTPUT, 'o', "output", "FILE", "write there instead of standard output: to FILE.part, renamed at the end",
     FOR_PATHS | FOR(COMMAND_MERGE) | SAME_ROWS},
    {OPTION_SPLIT, 0, "split", "NAME", "only the rows of the manifest with this split",
     FOR(COMMAND_EVAL) | FOR(COMMAND_TRAIN) | FOR(COMMAND_LEXICON)},
    {OPTION_STRICT, 0, "strict", NULL, "lint: exit with 1 for warnings too", FOR(COMMAND_LEXICON)},
    {OPTION_ALL, 'a', "all", NULL, "stats: also entries that never count; diff, try: every row", FOR(COMMAND_LEXICON)},
    {OPTION_COMPARE, 0, "compare", "DIR", "a second lexicon: what differs, whether by chance, and which entries did it",
     FOR(COMMAND_EVAL)},
    {OPTION_CROSS_VALIDATE, 0, "cross-validate", NULL, "answer each employer by weights fitted on the others",
     FOR(COMMAND_EVAL)},
    {OPTION_MIN_MACRO_F1, 0, "min-macro-f1", "X", "exit with 1 where macro-F1 is less (0 to 1)", FOR(COMMAND_EVAL)},
    {OPTION_EVIDENCE, 0, "evidence", "HOW", "all, top (the ten that weigh most) or none", FOR(COMMAND_CLASSIFY)},
    {OPTION_FIELDS, 0, "fields", "LIST", "json, jsonl, csv, tsv: only these keys or columns, parted by commas",
     FOR(COMMAND_CLASSIFY)},
    {OPTION_ALL, 'a', "all", NULL, "text: show every quote, also those that did not count", FOR(COMMAND_CLASSIFY)},
    {OPTION_ALL, 'a', "all", NULL, "text: the whole set of quotes that would change the answer, however long", FOR_VERDICTS},
    {OPTION_OFFSETS, 0, "offsets", NULL, "text: the bytes of the file each block came from", FOR(COMMAND_EXTRACT)},
    {OPTION_WHY, 0, "why", NULL, "show dropped blocks too, and the rule that kept or dropped each",
     FOR(COMMAND_EXTRACT)},
    {OPTION_SPLIT_PAGES, 0, "split", NULL, "part a page that holds several postings: id#1, id#2, ...", FOR_PATHS},
    {OPTION_FILES_FROM, 0, "files-from", "LIST", "read also the paths in this file, one a line; - is standard input",
     FOR_PATHS},
    {OPTION_NUL, '0', "null", NULL, "a NUL stands behind each path of --files-from, as find -print0 writes them", FOR_PATHS},
    {OPTION_INCLUDE, 0, "include", "GLOB", "of folders and archives only these files: '*.html', 'jobs/**'; repeatable",
     FOR_PATHS},
    {OPTION_EXCLUDE, 0, "exclude", "GLOB", "and not these files or folders; repeatable", FOR_PATHS},
    {OPTION_COLUMNS, 0, "columns", "SPEC", "columns of tables and keys of JSON: title=COL,text=COL,company=COL,...",
     FOR_PATHS | FOR(COMMAND_EVAL) | FOR(COMMAND_LEXICON)},
    {OPTION_JOBS, 'j', "jobs", "N", "workers (default: one for each processor); the output is the same with any N",
     FOR_PATHS | SAME_ROWS},
    {OPTION_RESUME, 0, "resume", NULL, "with -o: go on where a run of the same command was cut off", FOR_PATHS | SAME_ROWS},
    {OPTION_CHECKPOINT, 0, "checkpoint", "SECONDS", "with -o: how often to note how far it is (default 5; 0: always)",
     FOR_PATHS | SAME_ROWS},
    {OPTION_ERRORS, 0, "errors", "FILE", "gather what failed there, a JSON object a line; the rows stay in the output",
     FOR_PATHS},
    {OPTION_SHARD, 0, "shard", "K/N", "only every Nth document from the Kth on; see 'rolecall help merge'", FOR_PATHS},
    {OPTION_STREAM, 0, "stream", NULL, "JSONL from standard input: a line out at once for each line in; one that fails leaves exit 0",
     FOR_PATHS},
    {OPTION_COLOUR, 0, "color", "WHEN", "auto, always or never (NO_COLOR wins over auto)", FOR_ALL | SAME_ROWS},
    {OPTION_QUIET, 'q', "quiet", NULL, "no progress and no summary on standard error", FOR_ALL | SAME_ROWS},
    {OPTION_MANUAL, 0, "man", NULL, "the manual page, for man -l -", FOR(COMMAND_HELP)},
    {OPTION_COMPLETION, 0, "completion", "SHELL", "the completions for bash, zsh or fish", FOR(COMMAND_HELP)},
    {OPTION_NO_SANDBOX, 0, "no-sandbox", NULL, "keep the rights to write and to open sockets while reading postings",
     FOR_ALL | SAME_ROWS},
    {OPTION_HELP, 'h', "help", NULL, "show this help", FOR_ALL},
    {OPTION_VERSION, 'V', "version", NULL, "show the versions of rolecall and its libraries", FOR_ALL},
#define LIMIT(field, value, option, unit, reason) {OPTION_LIMIT, 0, option, "N", "limit in " unit, FOR_ALL},
    ROLECALL_LIMITS(LIMIT)
#undef LIMIT
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };
_Static_assert(sizeof rows / sizeof *rows <= (size_t)OPTIONS_MAX, "room for what was given");

static const char *const format_names[] = {
    [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_JSONL] = "jsonl",
    [FORMAT_CSV] = "csv",   [FORMAT_HTML] = "html", [FORMAT_MARKDOWN] = "markdown",
    [FORMAT_TSV] = "tsv",   [FORMAT_SQLITE] = "sqlite", NULL};

const char *options_command_name(enum command command) {
  return commands[command].name;
}

const char *options_format_name(enum format format) {
  return format_names[format];
}

static size_t *limit_of(struct limits *limits, const char *name) {
#define LIMIT(field, value, option, unit, reason) \
  if (strcmp(name, option) == 0) return &limits->field;
  ROLECALL_LIMITS(LIMIT)
#undef LIMIT
  return NULL;
}

static bool usage_error(const struct options *o, const char *what, const char *word) {
  fprintf(stderr, "rolecall: %s%s%s\n", what, word ? ": " : "", word ? word : "");
  fprintf(stderr, "Try 'rolecall %s%s--help'.\n", o->command == COMMAND_CLASSIFY ? "" : commands[o->command].name,
          o->command == COMMAND_CLASSIFY ? "" : " ");
  return false;
}

/* Number of `value` among `words` (ended by NULL), or -1. */
static int choice(const char *value, const char *const *words) {
  for (int i = 0; words[i]; i++)
    if (strcmp(value, words[i]) == 0) return i;
  return -1;
}

static bool set_limit(struct options *o, const struct option_row *row, const char *value) {
  char *end;
  errno = 0;
  unsigned long long n = strtoull(value, &end, 10);
  if (*value < '0' || *value > '9' || *end || errno || n == 0 || n > UINT32_MAX)
    return usage_error(o, "a whole number from 1 to 4294967295 was expected", value);
  *limit_of(&o->limits, row->name) = (size_t)n;
  return true;
}

static bool set_port(struct options *o, const char *value) {
  char *end;
  long n = strtol(value, &end, 10);
  if (*value < '0' || *value > '9' || *end || n > 65535)
    return usage_error(o, "a port is a whole number from 0 to 65535", value);
  o->port = (int)n;
  return true;
}
#define AS(format) (1u << (format))

/* What a command can write, in the order in which help names them. */
static const struct {
  unsigned formats;
  const char *complaint;
} known[COMMAND_COUNT] = {
    [COMMAND_CLASSIFY] = {AS(FORMAT_TEXT) | AS(FORMAT_HTML) | AS(FORMAT_JSON) | AS(FORMAT_JSONL) | AS(FORMAT_CSV) |
                              AS(FORMAT_TSV) | AS(FORMAT_SQLITE),
                          "--format is text, html, json, jsonl, csv, tsv or sqlite, not"},
    [COMMAND_CHECK] = {AS(FORMAT_TEXT) | AS(FORMAT_JSON) | AS(FORMAT_JSONL), "--format is text, json or jsonl, not"},
    [COMMAND_EXPLAIN] = {AS(FORMAT_TEXT) | AS(FORMAT_JSON) | AS(FORMAT_JSONL), "--format is text, json or jsonl, not"},
    [COMMAND_EXTRACT] = {AS(FORMAT_TEXT) | AS(FORMAT_JSON) | AS(FORMAT_JSONL) | AS(FORMAT_HTML) | AS(FORMAT_MARKDOWN),
                         "--format is text, markdown, html, json or jsonl, not"},
    [COMMAND_EVAL] = {AS(FORMAT_TEXT) | AS(FORMAT_JSON) | AS(FORMAT_CSV) | AS(FORMAT_HTML) | AS(FORMAT_MARKDOWN),
                      "--format is text, markdown, json, csv or html, not"},
    [COMMAND_LEXICON] = {AS(FORMAT_TEXT) | AS(FORMAT_CSV) | AS(FORMAT_MARKDOWN), "--format is text, markdown or csv, not"},
};

static bool set_format(struct options *o, const char *value) {
  int n = choice(value, format_names);
  if (n < 0 || !(known[o->command].formats & AS(n))) return usage_error(o, known[o->command].complaint, value);
  o->format = (enum format)n;
  return true;
}

const char *options_format(enum command command, size_t n) {
  for (size_t f = 0; format_names[f]; f++)
    if ((known[command].formats & AS(f)) && n-- == 0) return format_names[f];
  return NULL;
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

static bool set_checkpoint(struct options *o, const char *value) {
  char *end;
  o->checkpoint = strtod(value, &end);
  bool good = ((*value >= '0' && *value <= '9') || *value == '.') && *end == 0 && o->checkpoint <= 86400;
  return good ? true : usage_error(o, "--checkpoint takes seconds, from 0 to 86400, not", value);
}

static bool set_share(struct options *o, double *share, const char *value) {
  char *end;
  *share = strtod(value, &end);
  bool good = ((*value >= '0' && *value <= '9') || *value == '.') && *end == 0 && *share >= 0 && *share <= 1;
  return good ? true : usage_error(o, "a number from 0 to 1 was expected", value);
}

static uint64_t add_hash(uint64_t hash, const char *text) {
  if (!hash) hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */
  for (const char *c = text; *c; c++) hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001B3);
  return (hash ^ 0xFF) * UINT64_C(0x100000001B3); /* where one ends */
}

void options_settings(const struct options *o, struct buf *out) {
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if (!o->given[i] || (rows[i].commands & SAME_ROWS)) continue;
    bool alone = o->given_hash[i] == add_hash(0, o->given[i]);
    state_set(out, rows[i].name, rows[i].argument ? str_of(o->given[i]) : STR("yes"));
    if (rows[i].argument && !alone) { /* given several times: all of them count */
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

static bool set_option(struct options *o, const struct option_row *row, const char *value) {
  size_t number = (size_t)(row - rows);
  o->given[number] = value ? value : "";
  o->given_hash[number] = add_hash(row->argument ? o->given_hash[number] : 0, o->given[number]);
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
    case OPTION_MIN_MACRO_F1: return set_share(o, &o->min_macro_f1, value);
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
  for (size_t i = 0; i < ROW_COUNT; i++) {
    const struct option_row *row = &rows[i];
    bool same = letter ? row->letter == letter
                       : strlen(row->name) == name_len && strncmp(row->name, word + 2, name_len) == 0;
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
    if (strcmp(word, commands[c].name) == 0) return c;
  return -1;
}

static bool format_given(const struct options *o) {
  for (size_t i = 0; i < ROW_COUNT; i++)
    if (rows[i].id == OPTION_FORMAT && o->given[i]) return true;
  return false;
}

static bool is_database(const char *path) {
  struct str s = str_of(path);
  return str_ends(s, STR(".db")) || str_ends(s, STR(".sqlite")) || str_ends(s, STR(".sqlite3"));
}

/* What goes together in a batch. */
static bool check_batch(struct options *o) {
  bool to_file = o->output && strcmp(o->output, "-") != 0;
  const char *format = format_names[o->format];
  if (o->stream) {
    bool named = o->path_count > 1 || (o->path_count == 1 && strcmp(o->paths[0], "-") != 0);
    if (named) return usage_error(o, "--stream reads standard input, not", o->paths[0]);
    if (o->output || o->resume || o->shard_of || o->split_pages || o->files_from)
      return usage_error(o, "--stream goes without -o, --resume, --shard, --split and --files-from", NULL);
    if (format_given(o) && o->format != FORMAT_JSONL) return usage_error(o, "--stream writes jsonl, not", format);
    o->format = FORMAT_JSONL;
  }
  if (to_file && o->command == COMMAND_CLASSIFY && !format_given(o) && is_database(o->output)) o->format = FORMAT_SQLITE;
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
  *o = (struct options){.command = COMMAND_CLASSIFY, .colour = -1, .port = -1, .checkpoint = 5, .limits = limits_default()};
  int at = 1;
  if (argc > 1 && command_of(argv[1]) >= 0) o->command = (enum command)command_of(argv[at++]);
  size_t paths = 0;
  char **kept = argv + at;
  bool only_paths = false;
  for (; at < argc; at++) {
    char *word = argv[at];
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

void options_overview(FILE *out) {
  fputs("rolecall reads saved job postings and says which role each one really describes.\n\n", out);
  for (int c = 0; c < COMMAND_COUNT; c++) fprintf(out, "  %-9s %s\n", commands[c].name, commands[c].summary);
  fputs("\n'rolecall PATH...' is 'rolecall classify PATH...'. Help for each: rolecall help COMMAND.\n"
        "'rolecall help --man' writes the manual page, --completion=SHELL what bash, zsh or fish completes by.\n\n",
        out);
}

static const char *about_input(enum command command) {
  if (FOR(command) & FOR_PATHS)
    return "A PATH is a file, a folder, or - for standard input. What a file is is told by its content: HTML, text,\n"
           "Markdown, MHTML, JSON (an object a line, an array, or one around an array), CSV and TSV with a header, WARC;\n"
           "in gzip, zstd, xz, bzip2, tar or zip, and in one another. Records have id, title, company, location, url,\n"
           "and html, text or description, by the usual names or those of --columns.\n";
  if (command == COMMAND_LEXICON) return LEXICON_ABOUT;
  if (command == COMMAND_SERVE)
    return "The page runs on this computer and answers nobody else; nothing you drop on it leaves the machine, and it\n"
           "writes no files. Ctrl-C ends it. Programs may use it too: POST /api/classify (see the README).\n";
  if (command == COMMAND_MERGE)
    return "A PART is the -o FILE of a run with --shard; FILE.state must stand beside it, as that run left it. All N\n"
           "shards of one run are needed, each once, in any order. A part that is short, long, given twice or of another\n"
           "run is named. Shards are jsonl, csv or tsv.\n";
  const char *manifest = "MANIFEST is a table parted by tabs, with the columns file and label, and employer, title_role,\n"
                         "split, traits, quote1, quote2, first and second where they are known.\n";
  return command == COMMAND_TRAIN ? manifest : "DATA is such a table as train takes, or JSON or CSV whose records have a label.\n";
}

bool options_nth(enum command command, size_t n, struct option_shown *out) {
  for (size_t i = 0; i < ROW_COUNT; i++) {
    const struct option_row *row = &rows[i];
    if (!(row->commands & FOR(command)) || n-- != 0) continue;
    struct limits limits = limits_default();
    *out = (struct option_shown){row->letter, row->name, row->argument, row->help, 0};
    if (row->id == OPTION_LIMIT) out->limit = *limit_of(&limits, row->name);
    return true;
  }
  return false;
}

struct command_shown options_command(enum command command) {
  const struct command_row *c = &commands[command];
  return (struct command_shown){c->name, c->usage, c->summary, about_input(command), c->examples};
}

void options_help(FILE *out, enum command command) {
  if (command == COMMAND_HELP) {
    options_overview(out);
    command = COMMAND_CLASSIFY;
  }
  const struct command_row *c = &commands[command];
  fprintf(out, "usage: %s\n\n%s\n%s\nExamples:\n%s\nOptions:\n", c->usage, c->summary, about_input(command),
          c->examples);
  struct option_shown x;
  for (size_t n = 0; options_nth(command, n, &x); n++) {
    char name[64];
    snprintf(name, sizeof name, "%s%s%s", x.name, x.argument ? "=" : "", x.argument ? x.argument : "");
    fprintf(out, x.letter ? "  -%c, --%-22s %s" : "   %c  --%-22s %s", x.letter ? x.letter : ' ', name, x.help);
    if (x.limit) fprintf(out, " (default %zu)", x.limit);
    fputc('\n', out);
  }
  if (command == COMMAND_EVAL) fputs("\nExit status: 1 where macro-F1 is below --min-macro-f1, else as follows.", out);
  if (command == COMMAND_CHECK) fputs("\nExit status: 1 where a title does not fit, else as follows.", out);
  if (command == COMMAND_LEXICON) fputs("\nExit status: 1 where lint or test found an error, else as follows.", out);
  fputs("\nExit status: 0 done, 2 an error, even if other documents went well.\n", out);
  if (FOR(command) & FOR_PATHS) fputs("130 and 143: stopped by SIGINT or SIGTERM, in good order.\n", out);
}
