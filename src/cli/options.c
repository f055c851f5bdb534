#include "options.h"

#include <errno.h>
#include <stdlib.h>

#define FOR(command) (1u << (command))
#define FOR_ALL (FOR(COMMAND_HELP) - 1u)
#define FOR_PATHS (FOR(COMMAND_CLASSIFY) | FOR(COMMAND_EXTRACT))

#define LEXICON_EXAMPLES                                                                                               \
  "  rolecall lexicon lint my-lexicon                  slips and doubts, each with its line and a caret\n"             \
  "  rolecall lexicon test my-lexicon                  whether every match and miss example does what it says\n"       \
  "  rolecall lexicon list my-lexicon                  its entries by criterion: role, weight, phrases\n"              \
  "  rolecall lexicon stats corpus/manifest.tsv        each entry: coverage, overlaps, conflicts, precision\n"         \
  "  rolecall lexicon diff old/ new/ postings/         which verdicts change, and which entries changed them\n"        \
  "  rolecall lexicon try 'shift (rota | plan*)' jobs  where a phrase would hit, in its context\n"
#define LEXICON_ABOUT                                                                                                  \
  "lint [DIR], test [DIR] and list [DIR] look at the lexicon in DIR, else that of --lexicon, else operations.\n"       \
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
                          "  rolecall --format jsonl data.jsonl > out  a line in, a line out\n"
                          "  curl -L URL | rolecall -                  from standard input\n"},
    [COMMAND_EXTRACT] = {"extract", "rolecall extract [OPTION]... PATH...",
                         "Show what was taken from each page: title, company, place, and the text of the posting.",
                         "  rolecall extract page.html                as text\n"
                         "  rolecall extract --format json page.html  with sections and byte offsets\n"
                         "  rolecall extract --format markdown jobs/  for reading, or for another program\n"
                         "  rolecall extract --why page.html          which rule kept each block\n"},
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
    [COMMAND_HELP] = {"help", "rolecall help [COMMAND]", "Show help for a command.", ""},
};

enum option_id {
  OPTION_FORMAT,
  OPTION_LEXICON,
  OPTION_EVIDENCE,
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
    {OPTION_FORMAT, 'f', "format", "FORMAT", "text (for people), json (an array), or jsonl (a line for each document)",
     FOR(COMMAND_CLASSIFY)},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "text, markdown, html (a page), json (an array), or jsonl (a line each)",
     FOR(COMMAND_EXTRACT)},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "text, markdown, json, csv, or html (a page with plots)", FOR(COMMAND_EVAL)},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "stats: text, markdown or csv", FOR(COMMAND_LEXICON)},
    {OPTION_LEXICON, 'l', "lexicon", "DIR", "the folder with the lexicon (default: the operations lexicon)",
     FOR(COMMAND_CLASSIFY) | FOR(COMMAND_EVAL) | FOR(COMMAND_TRAIN) | FOR(COMMAND_LEXICON)},
    {OPTION_OUTPUT, 'o', "output", "FILE", "the file to write (default: weights.tsv in the lexicon)", FOR(COMMAND_TRAIN)},
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
    {OPTION_ALL, 'a', "all", NULL, "text: show every quote, also those that did not count", FOR(COMMAND_CLASSIFY)},
    {OPTION_OFFSETS, 0, "offsets", NULL, "text: the bytes of the file each block came from", FOR(COMMAND_EXTRACT)},
    {OPTION_WHY, 0, "why", NULL, "show dropped blocks too, and the rule that kept or dropped each",
     FOR(COMMAND_EXTRACT)},
    {OPTION_SPLIT_PAGES, 0, "split", NULL, "part a page that holds several postings: id#1, id#2, ...", FOR_PATHS},
    {OPTION_COLOUR, 0, "color", "WHEN", "auto, always or never (NO_COLOR wins over auto)", FOR_ALL},
    {OPTION_QUIET, 'q', "quiet", NULL, "no progress and no summary on standard error", FOR_ALL},
    {OPTION_NO_SANDBOX, 0, "no-sandbox", NULL, "keep the rights to write and to open sockets while reading postings",
     FOR_ALL},
    {OPTION_HELP, 'h', "help", NULL, "show this help", FOR_ALL},
    {OPTION_VERSION, 'V', "version", NULL, "show the versions of rolecall and its libraries", FOR_ALL},
#define LIMIT(field, value, option, unit, reason) {OPTION_LIMIT, 0, option, "N", "limit in " unit, FOR_ALL},
    ROLECALL_LIMITS(LIMIT)
#undef LIMIT
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };

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

static bool set_format(struct options *o, const char *value) {
  static const char *const names[] = {"text", "json", "jsonl", "csv", "html", "markdown", NULL};
  int n = choice(value, names);
  bool eval = o->command == COMMAND_EVAL;
  if (o->command == COMMAND_LEXICON && n != FORMAT_TEXT && n != FORMAT_CSV && n != FORMAT_MARKDOWN)
    return usage_error(o, "--format is text, markdown or csv, not", value);
  if (o->command == COMMAND_LEXICON) eval = true;
  bool extract = o->command == COMMAND_EXTRACT;
  bool known = n >= 0 && (eval ? n != FORMAT_JSONL : n <= FORMAT_JSONL || (extract && n != FORMAT_CSV));
  if (!known && eval) return usage_error(o, "--format is text, markdown, json, csv or html, not", value);
  if (!known && extract) return usage_error(o, "--format is text, markdown, html, json or jsonl, not", value);
  if (!known) return usage_error(o, "--format is text, json or jsonl, not", value);
  o->format = (enum format)n;
  return true;
}

static bool set_share(struct options *o, double *share, const char *value) {
  char *end;
  *share = strtod(value, &end);
  bool good = ((*value >= '0' && *value <= '9') || *value == '.') && *end == 0 && *share >= 0 && *share <= 1;
  return good ? true : usage_error(o, "a number from 0 to 1 was expected", value);
}

static bool set_option(struct options *o, const struct option_row *row, const char *value) {
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
    case OPTION_LEXICON: o->lexicon = value; return true;
    case OPTION_OUTPUT: o->output = value; return true;
    case OPTION_SPLIT: o->split = value; return true;
    case OPTION_SPLIT_PAGES: return o->split_pages = true;
    case OPTION_COMPARE: o->compare = value; return true;
    case OPTION_CROSS_VALIDATE: return o->cross_validate = true;
    case OPTION_MIN_MACRO_F1: return set_share(o, &o->min_macro_f1, value);
    case OPTION_STRICT: return o->strict = true;
    case OPTION_ALL: return o->all = true;
    case OPTION_OFFSETS: return o->offsets = true;
    case OPTION_WHY: return o->why = true;
    case OPTION_QUIET: return o->quiet = true;
    case OPTION_NO_SANDBOX: return o->no_sandbox = true;
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

bool options_parse(struct options *o, int argc, char **argv) {
  *o = (struct options){.command = COMMAND_CLASSIFY, .colour = -1, .limits = limits_default()};
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
  if (o->command == COMMAND_HELP) {
    int about = paths ? command_of(kept[0]) : (int)COMMAND_HELP;
    if (about < 0) return usage_error(o, "no such command", kept[0]);
    o->help = true;
    o->command = (enum command)about;
  }
  if (o->help || o->version) return true;
  if (o->command == COMMAND_LEXICON && !paths) return usage_error(o, "no subcommand was named", NULL);
  return paths ? true : usage_error(o, "no file or folder was named", NULL);
}

void options_overview(FILE *out) {
  fputs("rolecall reads saved job postings and says which role each one really describes.\n\n", out);
  for (int c = 0; c < COMMAND_COUNT; c++) fprintf(out, "  %-9s %s\n", commands[c].name, commands[c].summary);
  fputs("\n'rolecall PATH...' is 'rolecall classify PATH...'. Help for each: rolecall help COMMAND.\n\n", out);
}

static const char *about_input(enum command command) {
  if (FOR(command) & FOR_PATHS)
    return "A PATH is a file, a folder, or - for standard input. Files are HTML, plain text or\n"
           "JSONL (objects with id, title, company, location, and html or text).\n";
  if (command == COMMAND_LEXICON) return LEXICON_ABOUT;
  const char *manifest = "MANIFEST is a table parted by tabs, with the columns file and label, and employer, title_role,\n"
                         "split, traits, quote1, quote2, first and second where they are known.\n";
  return command == COMMAND_TRAIN ? manifest : "DATA is such a table as train takes, or JSONL whose objects have a label.\n";
}

void options_help(FILE *out, enum command command) {
  if (command == COMMAND_HELP) {
    options_overview(out);
    command = COMMAND_CLASSIFY;
  }
  const struct command_row *c = &commands[command];
  fprintf(out, "usage: %s\n\n%s\n%s\nExamples:\n%s\nOptions:\n", c->usage, c->summary, about_input(command),
          c->examples);
  for (size_t i = 0; i < ROW_COUNT; i++) {
    const struct option_row *row = &rows[i];
    if (!(row->commands & FOR(command))) continue;
    char name[64];
    snprintf(name, sizeof name, "%s%s%s", row->name, row->argument ? "=" : "", row->argument ? row->argument : "");
    if (row->letter)
      fprintf(out, "  -%c, --%-22s %s\n", row->letter, name, row->help);
    else
      fprintf(out, "      --%-22s %s", name, row->help);
    if (row->letter) continue;
    struct limits limits = limits_default();
    size_t *limit = row->id == OPTION_LIMIT ? limit_of(&limits, row->name) : NULL;
    if (limit)
      fprintf(out, " (default %zu)\n", *limit);
    else
      fputc('\n', out);
  }
  if (command == COMMAND_EVAL) fputs("\nExit status: 1 where macro-F1 is below --min-macro-f1, else as follows.", out);
  if (command == COMMAND_LEXICON) fputs("\nExit status: 1 where lint or test found an error, else as follows.", out);
  fputs("\nExit status: 0 done, 2 an error, even if other documents went well.\n", out);
}
