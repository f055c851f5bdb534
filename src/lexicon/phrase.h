/* phrase.h: one phrase of the lexicon's language, parsed and compiled to a small program over folded words (a Thompson
   automaton: linear in the text, no backtracking), or kept as a regular expression where it is written between slashes.
   Also says the phrase as a PCRE2 pattern over folded text, which is what the brute-force twin in the tests runs. All
   phrases of a lexicon share a phrasebook: its words, its classes of single words, its sets. Everything is owned by the
   lexicon's arena. Growing a phrasebook is not thread-safe; reading it is. */
#ifndef ROLECALL_PHRASE_H
#define ROLECALL_PHRASE_H

#include "../base/buf.h"
#include "../base/fold.h"
#include "vocabulary.h"

enum {
  PHRASE_BYTES_MAX = 1024,
  PHRASE_SET_BYTES_MAX = 16384,   /* one line of a set */
  PHRASE_GAP_MAX = 8,             /* words in one gap */
  PHRASE_PREFIX_MIN = 2,          /* bytes before a star, unless it is a digit */
  PHRASE_DEPTH_MAX = 16,          /* brackets in brackets */
  PHRASE_ALTERNATIVES_MAX = 1024, /* in brackets that are open at one time, and in one set */
  PHRASE_CODE_MAX = 4096,         /* instructions, sets written out */
  PHRASE_POSITIONS_MAX = 512      /* of these, the ones that take a word */
};

enum phrase_op {
  PHRASE_WORD,  /* the next word is words.items[arg], or begins with it */
  PHRASE_CLASS, /* the next word is one of classes[arg] */
  PHRASE_ANY,   /* any word: gaps */
  PHRASE_SPLIT, /* go on at `arg` and at `next` */
  PHRASE_JUMP,  /* nothing but the way out of a set */
  PHRASE_MATCH
};
enum { PHRASE_ALL_CODE_MAX = (1 << 24) - 1 }; /* instructions of a lexicon: `next` holds no more */
/* `next` and the `arg` of a split are places in the book's code; the `arg` of a match is the entry's number. */
struct phrase_instruction {
  uint32_t arg;
  uint32_t next : 24;
  uint32_t op : 8;
};

struct phrase {
  struct str text; /* as written */
  const char *path;
  uint32_t line, column; /* of the text in the file; column in bytes from 1 */
  bool is_regex;
  struct str regex;               /* between the slashes */
  uint32_t code_from, code_count; /* its program in the book's code, begun at the first; none for a regex */
};

struct word_class {
  const uint32_t *items; /* of the vocabulary */
  uint32_t count, hash;
};

/* The members of a set: first as written, then compiled. Members of one word are a class that all users share, since
   sets are what most phrases begin with; longer members are copied into each user. */
struct phrase_set {
  struct str name;
  const struct str *texts; /* each a list of members between | */
  const uint32_t *lines, *columns;
  size_t text_count;
  const char *path;
  uint32_t line;
  bool is_compiled, is_used;
  uint32_t code_from, code_count; /* entered at the first, left by the last one's `next` */
};

struct phrase_parser;
struct phrasebook {
  struct arena *arena;
  struct vocabulary words;
  struct word_class *classes; /* each once */
  size_t class_count, class_size;
  uint32_t *class_slots; /* class number + 1 by the hash of its items; 0 is free */
  size_t class_slot_count;
  struct phrase_instruction *code; /* of all sets, then of all phrases in order; each ends with its only match */
  size_t code_count, code_size;
  size_t code_begin; /* where the programs of phrases begin */
  struct phrase_set *sets;
  size_t set_count, set_size;
  struct phrase_parser *parser; /* reused from phrase to phrase; of no use after loading */
};

struct phrase_error {
  size_t offset; /* in the text */
  char msg[160];
};

NODISCARD bool phrasebook_init(struct phrasebook *book, struct arena *a);
/* Frees what does not live in the arena. */
void phrasebook_done(const struct phrasebook *book);
/* NULL where there is none. */
struct phrase_set *phrasebook_set(const struct phrasebook *book, struct str name);

/* Compiles text (which must outlive the book) into `out` for entry number `entry`; its path, line and column are the
   caller's to fill.
   ST_OK; ST_FAIL: `error` says what is wrong and where; ST_FATAL: out of memory. */
NODISCARD enum status phrase_compile(struct phrasebook *book, struct str text, uint32_t entry, struct phrase *out,
                                     struct phrase_error *error);
/* Compiles a set whose texts are filled and whose own @sets are compiled. `which`: the text that the error is in. */
NODISCARD enum status phrase_compile_set(struct phrasebook *book, struct phrase_set *set, size_t *which,
                                         struct phrase_error *error);

/* Whether the phrase takes exactly these folded words, from first to last. Not for regular expressions (false). Slow
   and plain: for the linter and tests. */
bool phrase_accepts(const struct phrasebook *book, const struct phrase *p, const struct str *words, size_t count);

/* Marks in `on`, which is of the program's instructions from its first, what splits and jumps lead to from those that
   are marked. */
void phrase_spread(const struct phrasebook *book, const struct phrase *p, unsigned char *on);

/* The same meaning as a PCRE2 pattern, made from the text alone and not from the program. The subject is the folded
   words with a space before each, and a newline before that space where a word breaks. A regular expression is given
   as it stands, its subject being words with one space between. False: it grew past 1 MiB, or out of memory. */
NODISCARD bool phrase_to_regex(const struct phrasebook *book, struct str text, struct buf *out);

#endif
