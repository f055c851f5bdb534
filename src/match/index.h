/* index.h: all phrases of a lexicon linked for matching. Words become symbols, numbered so that the words that begin
   with a given prefix are one run of numbers; phrases become sets of positions (Glushkov's automaton) that are run with
   bit masks; and each symbol knows the phrases that may start with it and what may stand behind it there. Immutable once
   made. Internal to this room. */
#ifndef ROLECALL_INDEX_H
#define ROLECALL_INDEX_H

#include "../lexicon/lexicon.h"
#include "../lexicon/phrase.h"

enum { INDEX_MASK_WORDS = PHRASE_POSITIONS_MAX / 64 };

/* What a position takes: symbols first .. first + span - 1, or a class. */
struct index_position {
  uint32_t first, span;
  uint32_t group;  /* of index.groups, or INDEX_NO_GROUP */
  uint32_t follow; /* mask in index.masks of the positions that may come next */
};
#define INDEX_NO_GROUP 0xFFFFFFFFu

struct index_range {
  uint32_t first, span;
};
/* A class of words: a few ranges, or a bit for each symbol where they are many. */
struct index_group {
  const struct index_range *ranges;
  size_t range_count;
  const uint64_t *bits; /* NULL: look through the ranges */
  uint64_t sample;      /* index_sample_bit of all its symbols */
};

struct index_program {
  uint32_t entry;
  uint32_t positions;    /* offset in index.positions */
  uint16_t position_count;
  uint16_t mask_words;
  uint32_t start;        /* masks: positions that may come first; */
  uint32_t accept;       /* positions that may come last */
  uint8_t where;         /* of the entry */
};

struct index_candidate {
  uint64_t next;    /* bits of the symbols that may stand second; INDEX_ENDS: one word may be the whole match */
  uint32_t program;
  uint8_t where;
};
#define INDEX_ENDS (UINT64_C(1) << 63)

struct index {
  struct arena arena;
  const struct vocabulary *words;
  uint32_t *symbol;            /* of a vocabulary item, from 1; 0 is any other word */
  uint32_t *symbol_end;        /* of a vocabulary item: behind the last symbol that it takes */
  size_t symbol_count;         /* with 0 */
  uint32_t prefix_lengths[1024]; /* by the first two bytes: a bit for each length of prefix, 31 for all longer */
  uint16_t prefix_digits;        /* prefixes of a single digit: a bit for each */
  size_t prefix_longest;
  struct index_group *groups;  /* as the phrasebook's classes */
  struct index_program *programs; /* in order of entry */
  size_t program_count;
  uint32_t *entry_programs;    /* first program of each entry, and one more */
  struct index_position *positions;
  size_t position_count;
  uint64_t *masks;
  size_t mask_count, mask_size;
  uint32_t *candidate_from;    /* for each symbol, and one more */
  struct index_candidate *candidates;
};

/* False when out of memory. */
NODISCARD bool index_build(struct index *x, const struct lexicon *lex);
void index_free(struct index *x);

/* The symbol of a folded word. */
uint32_t index_symbol(const struct index *x, struct str word);

/* Which of 63 bits stands for a symbol in index_candidate.next. */
static inline uint64_t index_sample_bit(uint32_t symbol) {
  return UINT64_C(1) << ((symbol * UINT32_C(0x9E3779B1)) >> 16) % 63;
}

/* Runs a program over symbols[0..count): the number of symbols of the longest match that starts at the first, or 0. */
size_t index_run(const struct index *x, const struct index_program *p, const uint32_t *symbols, size_t count);

#endif
