/* lexicon.h: a lexicon as read from its folder: roles, criteria, sections' weights, sets, entries and cues, each phrase
   compiled. Immutable once loaded, shared by all workers; no role, criterion or section weight is known to the C code
   by name. Owned by whoever called lexicon_load; freed by lexicon_free. */
#ifndef ROLECALL_LEXICON_H
#define ROLECALL_LEXICON_H

#include "../base/arena.h"
#include "../base/err.h"

enum { LEXICON_ROLES_MAX = 8, LEXICON_SECTIONS_MAX = 16, LEXICON_FACTORS_MAX = 16 };
enum { LEXICON_NO_INDEX = 0xFFFF };
enum { LEXICON_WEIGHT_MAX = 20 }; /* nats: what a prior or a fitted weight may be, either way */

struct lexicon_role {
  struct str id;         /* "coo" */
  struct str name;       /* "Chief Operating Officer" */
  struct str short_name; /* "COO" */
  struct str letter;     /* "C", for tables */
  double hand_prior;     /* nats, as written in lexicon.txt */
  double prior;          /* fitted if weights.tsv has it, else hand_prior */
  int rank;              /* for title fit: the higher promises more; 0 is the role that stands for "another job" */
};

struct lexicon_criterion {
  struct str id;   /* "focus" */
  struct str name; /* "Focus" */
  bool is_title;   /* hits of this criterion are title hits (principle 5) */
  bool on_card;    /* describes the job: has a row on the criteria card even where nothing was found */
  double ranks[LEXICON_FACTORS_MAX]; /* its own, where it has any: else the lexicon's */
  size_t rank_count;
};

enum where { WHERE_BODY = 1, WHERE_TITLE = 2, WHERE_BOTH = 3 };
enum reach_kind { REACH_AFTER, REACH_BEFORE, REACH_AROUND, REACH_SENTENCE };

struct phrase;     /* compiled; phrase.h */
struct phrasebook; /* words, classes and sets that the phrases share; phrase.h */
struct lexfile;    /* a file as read; lexfile.h */
struct image;      /* a compiled lexicon; image.h */

/* What an entry was made of, for tools. */
struct lexicon_text {
  const struct phrase *const *phrases;
  size_t phrase_count;
  const struct str *matches, *misses;
  size_t match_count, miss_count;
  struct str source;
};

struct lexicon_entry {
  struct str id;      /* "focus.day-to-day-site" */
  uint16_t criterion; /* index; LEXICON_NO_INDEX for a cue */
  uint16_t role;      /* index; LEXICON_NO_INDEX for a cue */
  uint8_t where;      /* enum where */
  bool is_cue;
  uint8_t reach_kind; /* of a cue: enum reach_kind */
  uint16_t reach;     /* words */
  uint32_t line;
  const char *path;                /* file, for messages */
  double hand_weight;              /* as written in the file, nats */
  double weight;                   /* fitted if weights.tsv has the id, else hand_weight */
  double factor;                   /* what a hit in a cue's reach is multiplied by; 0: it does not count */
  const uint8_t *touches;          /* a byte for each criterion: 1 where the cue applies */
  const struct lexicon_text *text; /* an empty one in a lexicon from an image */
};

/* A phrase that is a regular expression. */
struct lexicon_regex {
  const struct phrase *phrase;
  uint32_t entry;
};

struct lexicon {
  struct str name, version, language;
  double temperature;
  double repeats[LEXICON_FACTORS_MAX]; /* factor of the 1st, 2nd, ... hit of one entry; beyond the list: 0 */
  size_t repeat_count;
  double ranks[LEXICON_FACTORS_MAX]; /* factor of the 1st, 2nd, ... entry of one criterion and role, strongest hand
                                        weight first; beyond the list: the last one */
  size_t rank_count;
  double title_cap;      /* nats: most that title hits together may add to one role */
  double faint;          /* nats: a hit that adds less counts, but is listed apart */
  double unclear_margin; /* probability: a smaller lead over the second role is a tie */
  struct lexicon_role roles[LEXICON_ROLES_MAX];
  size_t role_count;
  struct lexicon_criterion *criteria;
  size_t criterion_count;
  struct str section_names[LEXICON_SECTIONS_MAX];
  double section_weights[LEXICON_SECTIONS_MAX];
  size_t section_count;
  struct lexicon_entry *entries; /* in order of file name, then line; the index is the entry's number */
  size_t entry_count;
  const struct lexicon_regex *regexes; /* in order of entry */
  size_t regex_count;
  const struct phrasebook *book; /* from an image: its words and code alone */
  const struct lexfile *files;   /* none from an image */
  size_t file_count;
  struct image *image; /* that it came from (stored.h); NULL: from the text */
  uint64_t hash;       /* of all files' names and bytes (lexicon_hash), named in output */
  struct arena arena;  /* owns everything above; its memory is that of all that is made from the lexicon */
};

/* One thing the loader or the linter has to say. */
struct lexicon_note {
  bool is_error;
  const char *path;      /* lives as long as the lexicon or the notes' arena */
  uint32_t line, column; /* 1-based; column in bytes */
  struct str source_line;
  const char *message;
};
struct lexicon_notes {
  struct arena arena;
  struct lexicon_note *v;
  size_t count, size;                /* those kept */
  size_t error_count, warning_count; /* those there were */
  struct str reading;                /* of the file that the last note was about, its line's number and the rest from */
  uint32_t reading_line;             /* there on: notes mostly come in order, and a file may have a million lines */
};

/* Adds a note (printf-like) with line number `line` of `text`, the whole file (or empty). The notes' arena must have
   been set up (lexicon_load does). False: out of memory. Errors beyond LEXICON_NOTES_MAX are counted only, warnings
   likewise. */
enum { LEXICON_NOTES_MAX = 200 };
bool lexicon_note_add(struct lexicon_notes *notes, bool is_error, const char *path, struct str text, uint32_t line,
                      uint32_t column, const char *format, ...) PRINTF_LIKE(7, 8);

/* Reads every .txt of the folder in byte order of the names (settings in lexicon.txt, sets in sets.txt, cues in
   cues.txt, a file a criterion) and weights.tsv where there is one. All errors of all files are gathered in `notes`
   (may be NULL); any error: ST_FATAL, `e` holds the first with path, line and column, and *out is NULL. */
NODISCARD enum status lexicon_load(const char *folder, struct lexicon **out, struct lexicon_notes *notes,
                                   struct err *e);
/* The same with further files (and without a folder where it is NULL), as though they stood in the folder (a phrase to
   try, a file somebody edits): each takes the place of the file with its name, or stands behind the others where the
   folder has none. A name ends in .txt; name and text are copied. NULL or without a name: none. `memory` may be NULL.
 */
struct lexicon_extra {
  const char *name;
  struct str text;
  const struct lexicon_extra *next; /* a later one with the same name wins */
};
NODISCARD enum status lexicon_load_with(const char *folder, const struct lexicon_extra *extra,
                                        const struct memory *memory, struct lexicon **out, struct lexicon_notes *notes,
                                        struct err *e);
/* The files as they were read, in byte order of their names; false behind the last. Views into the lexicon. */
bool lexicon_file(const struct lexicon *lex, size_t n, const char **name, struct str *text);
/* Line and column of `at`, which points into a value of one of the lexicon's files, and that file's path and text.
   False: it does not. */
bool lexicon_place(const struct lexicon *lex, const char *at, const char **path, struct str *text, uint32_t *line,
                   uint32_t *column);
/* Number of the role with this id, or -1. */
int lexicon_role_number(const struct lexicon *lex, struct str id);
/* Number of the entry with this id (cues too), or SIZE_MAX. */
size_t lexicon_find(const struct lexicon *lex, struct str id);
void lexicon_free(struct lexicon *lex);
void lexicon_notes_free(struct lexicon_notes *notes);

#endif
