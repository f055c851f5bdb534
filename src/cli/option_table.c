#include "option_table.h"

#include <string.h>

#define FOR_VERDICTS (FOR(COMMAND_CHECK) | FOR(COMMAND_EXPLAIN))
#define AS(format) (1u << (format))

#define PATHS_ABOUT                                                                                                \
  "A PATH is a file, a folder, or - for standard input. What a file is is told by its content: HTML, text,\n"      \
  "Markdown, MHTML, JSON (an object a line, an array, or one around an array), CSV and TSV with a header, WARC;\n" \
  "in gzip, zstd, xz, bzip2, tar or zip, and in one another. Records have id, title, company, location, url,\n"    \
  "and html, text or description, by the usual names or those of --columns.\n"
#define LEXICON_EXAMPLES                                                                                              \
  "  rolecall lexicon lint my-lexicon                  slips and doubts, each with its line and a caret\n"            \
  "  rolecall lexicon test my-lexicon                  whether every match and miss example does what it says\n"      \
  "  rolecall lexicon list my-lexicon                  its entries by criterion: role, weight, phrases\n"             \
  "  rolecall lexicon compile my-lexicon               writes my-lexicon.image, which opens in a tenth of the time\n" \
  "  rolecall lexicon stats corpus/manifest.tsv        each entry: coverage, overlaps, conflicts, precision\n"        \
  "  rolecall lexicon diff old/ new/ postings/         which verdicts change, and which entries changed them\n"       \
  "  rolecall lexicon try 'shift (rota | plan*)' jobs  where a phrase would hit, in its context\n"
#define LEXICON_ABOUT                                                                                                  \
  "lint [DIR], test [DIR], list [DIR] and compile [DIR] are of the lexicon in DIR, else that of --lexicon, else\n"     \
  "operations. An image is used for as long as it fits the folder's files; edit them, and they are read again.\n"      \
  "stats PATH..., diff OLD NEW PATH... and try 'PHRASE' PATH... run it over postings. A PATH is a file or folder as\n" \
  "for classify, or a manifest (FILE.tsv, as train takes); JSONL may have labels too.\n\n"                             \
  "stats says for each entry in how many postings it counts (coverage), in how many of these others count as well\n"   \
  "(overlaps) or speak for other roles (conflicts), and how often the label agrees with it (precision), beside the\n"  \
  "label's share of all postings (base). A phrase for try is written as in a lexicon's file; it may use its sets.\n"
#define SERVE_ABOUT                                                                                             \
  "The page runs on this computer and answers nobody else; nothing you drop on it leaves the machine, and it\n" \
  "writes no files. Ctrl-C ends it. Programs may use it too: POST /api/classify (see the README).\n"
#define MERGE_ABOUT                                                                                                \
  "A PART is the -o FILE of a run with --shard; FILE.state must stand beside it, as that run left it. All N\n"     \
  "shards of one run are needed, each once, in any order. A part that is short, long, given twice or of another\n" \
  "run is named. Shards are jsonl, csv or tsv.\n"

const struct command_row option_commands[COMMAND_COUNT] = {
    [COMMAND_CLASSIFY] =
        {.name = "classify",
         .usage = "rolecall [classify] [OPTION]... PATH...",
         .summary = "Say which role each posting really describes, with the words that decided it.",
         .about = PATHS_ABOUT,
         .examples =
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
             "  curl -L URL | rolecall -                  from standard input\n",
         .formats = AS(FORMAT_TEXT) | AS(FORMAT_HTML) | AS(FORMAT_JSON) | AS(FORMAT_JSONL) | AS(FORMAT_CSV) |
                    AS(FORMAT_TSV) | AS(FORMAT_SQLITE),
         .format_complaint = "--format is text, html, json, jsonl, csv, tsv or sqlite, not"},
    [COMMAND_EXTRACT] = {.name = "extract",
                         .usage = "rolecall extract [OPTION]... PATH...",
                         .summary =
                             "Show what was taken from each page: title, company, place, and the text of the posting.",
                         .about = PATHS_ABOUT,
                         .examples = "  rolecall extract page.html                as text\n"
                                     "  rolecall extract --format json page.html  with sections and byte offsets\n"
                                     "  rolecall extract --format markdown jobs/  for reading, or for another program\n"
                                     "  rolecall extract --why page.html          which rule kept each block\n",
                         .formats = AS(FORMAT_TEXT) | AS(FORMAT_MARKDOWN) | AS(FORMAT_HTML) | AS(FORMAT_JSON) |
                                    AS(FORMAT_JSONL),
                         .format_complaint = "--format is text, markdown, html, json or jsonl, not"},
    [COMMAND_CHECK] = {.name = "check",
                       .usage = "rolecall check [OPTION]... PATH...",
                       .summary =
                           "Does the title fit the posting? Says it in a line, with a title to use instead and why.",
                       .about = PATHS_ABOUT,
                       .examples =
                           "  rolecall check posting.html               title against body, and what gives it away\n"
                           "  rolecall check jobs/ | grep 'html: '      an answer a line\n"
                           "  rolecall check --format json jobs/        for another program\n",
                       .formats = AS(FORMAT_TEXT) | AS(FORMAT_JSON) | AS(FORMAT_JSONL),
                       .format_complaint = "--format is text, json or jsonl, not",
                       .no = "a title does not fit"},
    [COMMAND_EXPLAIN] =
        {.name = "explain",
         .usage = "rolecall explain [OPTION]... PATH...",
         .summary = "Show how a verdict came about: every contribution with its factors, so that anyone can add it up.",
         .about = PATHS_ABOUT,
         .examples = "  rolecall explain posting.html\n"
                     "  rolecall explain --format json posting.html\n",
         .formats = AS(FORMAT_TEXT) | AS(FORMAT_JSON) | AS(FORMAT_JSONL),
         .format_complaint = "--format is text, json or jsonl, not"},
    [COMMAND_EVAL] =
        {.name = "eval",
         .usage = "rolecall eval [OPTION]... DATA",
         .summary = "Measure a lexicon on labelled postings: accuracy, calibration, evidence, against plain baselines.",
         .about = "DATA is such a table as train takes, or JSON or CSV whose records have a label.\n",
         .examples = "  rolecall eval corpus/manifest.tsv                   all of it\n"
                     "  rolecall eval --split test corpus/manifest.tsv      only the rows whose split is test\n"
                     "  rolecall eval --cross-validate corpus/manifest.tsv  by weights fitted without the employer\n"
                     "  rolecall eval --compare other/ labelled.jsonl       against another lexicon\n"
                     "  rolecall eval --format html data.tsv > report.html  with plots\n"
                     "  rolecall eval --min-macro-f1 0.85 data.tsv          exit 1 when it is less\n",
         .formats = AS(FORMAT_TEXT) | AS(FORMAT_MARKDOWN) | AS(FORMAT_JSON) | AS(FORMAT_CSV) | AS(FORMAT_HTML),
         .format_complaint = "--format is text, markdown, json, csv or html, not",
         .no = "macro-F1 is below --min-macro-f1"},
    [COMMAND_TRAIN] =
        {.name = "train",
         .usage = "rolecall train [OPTION]... MANIFEST",
         .summary = "Fit the weights of a lexicon to a labelled corpus; writes weights.tsv, never the phrase files.",
         .about = "MANIFEST is a table parted by tabs, with the columns file and label, and employer, title_role,\n"
                  "split, traits, quote1, quote2, first and second where they are known.\n",
         .examples = "  rolecall train corpus/manifest.tsv                  all of it\n"
                     "  rolecall train --split train corpus/manifest.tsv    only the rows whose split is train\n"},
    [COMMAND_LEXICON] = {.name = "lexicon",
                         .usage = "rolecall lexicon SUBCOMMAND [OPTION]... [ARGUMENT]...",
                         .summary =
                             "Tools for whoever writes a lexicon: check it, test it, and see what its phrases do.",
                         .about = LEXICON_ABOUT,
                         .examples = LEXICON_EXAMPLES,
                         .formats = AS(FORMAT_TEXT) | AS(FORMAT_MARKDOWN) | AS(FORMAT_CSV),
                         .format_complaint = "--format is text, markdown or csv, not",
                         .no = "lint or test found an error"},
    [COMMAND_SERVE] =
        {.name = "serve",
         .usage = "rolecall serve [OPTION]...",
         .summary = "Open a page on this computer to drop postings on, read why, try phrases and label.",
         .about = SERVE_ABOUT,
         .examples = "  rolecall serve                                      then open the address it prints\n"
                     "  rolecall serve --open                               opens it in your browser\n"
                     "  rolecall serve --port 0 --lexicon my-lexicon        at any free port, with your own lexicon\n"},
    [COMMAND_MERGE] =
        {.name = "merge",
         .usage = "rolecall merge [-o FILE] PART...",
         .summary = "Put the results of all shards (--shard K/N) together, in the order of the input.",
         .about = MERGE_ABOUT,
         .examples =
             "  rolecall --shard 1/2 --format jsonl -o one.jsonl data/   on one machine\n"
             "  rolecall --shard 2/2 --format jsonl -o two.jsonl data/   on another\n"
             "  rolecall merge -o all.jsonl one.jsonl two.jsonl          as one machine would have written it\n"},
    [COMMAND_HELP] = {.name = "help",
                      .usage = "rolecall help [COMMAND]",
                      .summary = "Show help for a command.",
                      .examples = "  rolecall help --man | man -l -                the manual page\n"
                                  "  rolecall help --completion bash > rolecall    completions for the shell\n"},
};

const struct option_row option_rows[] = {
    {OPTION_FORMAT, 'f', "format", "FORMAT",
     "text (for people), html (a page), json (an array), jsonl (a line each), csv, tsv, or sqlite (with -o)",
     FOR(COMMAND_CLASSIFY) | SAME_ROWS /* the format itself stands in the settings */},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "text (for people), json (an array), or jsonl (a line for each document)",
     FOR_VERDICTS | SAME_ROWS},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "text, markdown, html (a page), json (an array), or jsonl (a line each)",
     FOR(COMMAND_EXTRACT) | SAME_ROWS},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "text, markdown, json, csv, or html (a page with plots)",
     FOR(COMMAND_EVAL)},
    {OPTION_FORMAT, 'f', "format", "FORMAT", "stats: text, markdown or csv", FOR(COMMAND_LEXICON)},
    {OPTION_LEXICON, 'l', "lexicon", "DIR", "the folder with the lexicon (default: the operations lexicon)",
     FOR(COMMAND_CLASSIFY) | FOR_VERDICTS | FOR(COMMAND_EVAL) | FOR(COMMAND_TRAIN) | FOR(COMMAND_LEXICON) |
         FOR(COMMAND_SERVE) | SAME_ROWS},
    {OPTION_PORT, 'p', "port", "N", "where the page answers; 0, or one that is taken: a free one (default: 8737)",
     FOR(COMMAND_SERVE)},
    {OPTION_OPEN, 0, "open", NULL, "open the page in your browser", FOR(COMMAND_SERVE)},
    {OPTION_OUTPUT, 'o', "output", "FILE", "the file to write (default: weights.tsv in the lexicon)",
     FOR(COMMAND_TRAIN)},
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
    {OPTION_ALL, 'a', "all", NULL, "text: the whole set of quotes that would change the answer, however long",
     FOR_VERDICTS},
    {OPTION_OFFSETS, 0, "offsets", NULL, "text: the bytes of the file each block came from", FOR(COMMAND_EXTRACT)},
    {OPTION_WHY, 0, "why", NULL, "show dropped blocks too, and the rule that kept or dropped each",
     FOR(COMMAND_EXTRACT)},
    {OPTION_SPLIT_PAGES, 0, "split", NULL, "part a page that holds several postings: id#1, id#2, ...", FOR_PATHS},
    {OPTION_FILES_FROM, 0, "files-from", "LIST", "read also the paths in this file, one a line; - is standard input",
     FOR_PATHS},
    {OPTION_NUL, '0', "null", NULL, "a NUL stands behind each path of --files-from, as find -print0 writes them",
     FOR_PATHS},
    {OPTION_INCLUDE, 0, "include", "GLOB", "of folders and archives only these files: '*.html', 'jobs/**'; repeatable",
     FOR_PATHS},
    {OPTION_EXCLUDE, 0, "exclude", "GLOB", "and not these files or folders; repeatable", FOR_PATHS},
    {OPTION_COLUMNS, 0, "columns", "SPEC", "columns of tables and keys of JSON: title=COL,text=COL,company=COL,...",
     FOR_PATHS | FOR(COMMAND_EVAL) | FOR(COMMAND_LEXICON)},
    {OPTION_JOBS, 'j', "jobs", "N", "workers (default: one for each processor); the output is the same with any N",
     FOR_PATHS | SAME_ROWS},
    {OPTION_RESUME, 0, "resume", NULL, "with -o: go on where a run of the same command was cut off",
     FOR_PATHS | SAME_ROWS},
    {OPTION_CHECKPOINT, 0, "checkpoint", "SECONDS", "with -o: how often to note how far it is (default 5; 0: always)",
     FOR_PATHS | SAME_ROWS},
    {OPTION_ERRORS, 0, "errors", "FILE", "gather what failed there, a JSON object a line; the rows stay in the output",
     FOR_PATHS},
    {OPTION_SHARD, 0, "shard", "K/N", "only every Nth document from the Kth on; see 'rolecall help merge'", FOR_PATHS},
    {OPTION_STREAM, 0, "stream", NULL,
     "JSONL from standard input: a line out at once for each line in; one that fails leaves exit 0", FOR_PATHS},
    {OPTION_COLOUR, 0, "color", "WHEN", "auto, always or never (NO_COLOR wins over auto)", FOR_ALL | SAME_ROWS},
    {OPTION_QUIET, 'q', "quiet", NULL, "no progress and no summary on standard error", FOR_ALL | SAME_ROWS},
    {OPTION_MANUAL, 0, "man", NULL, "the manual page, for man -l -", FOR(COMMAND_HELP)},
    {OPTION_COMPLETION, 0, "completion", "SHELL", "the completions for bash, zsh or fish", FOR(COMMAND_HELP)},
    {OPTION_NO_SANDBOX, 0, "no-sandbox", NULL, "keep the rights to write and to open sockets while reading postings",
     FOR_ALL | SAME_ROWS},
    {OPTION_HELP, 'h', "help", NULL, "show this help", FOR_ALL},
    {OPTION_VERSION, 'V', "version", NULL, "show the versions of rolecall and its libraries", FOR_ALL},
#define LIMIT(field, value, most, option, unit, reason) {OPTION_LIMIT, 0, option, "N", "limit in " unit, FOR_ALL},
    ROLECALL_LIMITS(LIMIT)
#undef LIMIT
};
const size_t option_row_count = sizeof option_rows / sizeof *option_rows;
_Static_assert(sizeof option_rows / sizeof *option_rows <= (size_t)OPTIONS_MAX, "room for what was given");

static const char *const format_names[] = {
    [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json",         [FORMAT_JSONL] = "jsonl", [FORMAT_CSV] = "csv",
    [FORMAT_HTML] = "html", [FORMAT_MARKDOWN] = "markdown", [FORMAT_TSV] = "tsv",     [FORMAT_SQLITE] = "sqlite"};
enum { FORMAT_COUNT = sizeof format_names / sizeof *format_names };

const char *option_format_name(enum format format) {
  return format_names[format];
}

const char *option_format_nth(enum command command, size_t n) {
  for (size_t f = 0; f < FORMAT_COUNT; f++)
    if ((option_commands[command].formats & AS(f)) && n-- == 0) return format_names[f];
  return NULL;
}

bool option_format_of(enum command command, const char *name, enum format *out) {
  for (size_t f = 0; f < FORMAT_COUNT; f++) {
    if (!(option_commands[command].formats & AS(f)) || strcmp(name, format_names[f]) != 0) continue;
    *out = (enum format)f;
    return true;
  }
  return false;
}

const struct option_row *option_nth(enum command command, size_t n) {
  for (size_t i = 0; i < option_row_count; i++)
    if ((option_rows[i].commands & FOR(command)) && n-- == 0) return &option_rows[i];
  return NULL;
}

size_t option_default(const struct option_row *row) {
  return row->id == OPTION_LIMIT ? limit_find(str_of(row->name))->initial : 0;
}
