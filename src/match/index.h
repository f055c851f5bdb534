/* index.h: all phrases of a lexicon made ready for matching. Words become symbols, numbered so that the words that
   begin with a given prefix are one run of numbers; and each symbol knows the phrases that may start with it. Immutable
   once made, shared by all workers. Internal to this room. */
#ifndef ROLECALL_INDEX_H
#define ROLECALL_INDEX_H

#include "../lexicon/lexicon.h"
#include "../lexicon/phrase.h"

struct index_range {
  uint32_t first, span; /* symbols first .. first + span - 1 */
};

/* A class of words: a few ranges, or a bit for each symbol where they are many. */
struct index_group {
  const struct index_range *ranges;
  size_t range_count;
  const uint64_t *bits; /* NULL: look through the ranges */
  uint64_t sample;      /* index_sample of its symbols together */
};

struct index_program {
  const struct phrase_instruction *code;
  uint32_t entry;
};

/* A place in a program: its number above, the instruction (one that takes a word) below. */
typedef uint32_t index_thread;
enum { INDEX_CODE_BITS = 12, INDEX_PROGRAMS_MAX = 1 << 20 };

/* Where a word's or prefix's item is found by its hash; item is the number + 1, 0 is a free slot. */
struct index_slot {
  uint32_t hash, item;
};

struct index {
  struct arena arena;
  const struct vocabulary *words;
  struct index_range
      *item_range;     /* the symbols that a vocabulary item takes; symbols are from 1, 0 is any other word */
  size_t symbol_count; /* with 0 */
  struct index_slot *slots;
  size_t slot_count;
  uint32_t prefix_lengths[1024]; /* by the first two bytes: a bit for each length of prefix, 31 for all longer */
  uint16_t prefix_digits;        /* prefixes of a single digit: a bit for each */
  size_t prefix_longest;
  struct index_group *groups; /* as the phrasebook's classes */
  size_t group_count;
  struct index_program *programs; /* in order of entry */
  size_t program_count;
  /* A key is a vocabulary item or (above them) a class that some phrase starts with. Sets begin many phrases: what they
     hold is written out once for each key, not once for each phrase. */
  uint32_t *key_from; /* for each key, and one more: its threads */
  index_thread *threads;
  uint32_t *symbol_from; /* for each symbol, and one more: the keys that take it */
  uint32_t *keys;
};

/* False when out of memory (or there are over INDEX_PROGRAMS_MAX phrases). */
NODISCARD bool index_build(struct index *x, const struct lexicon *lex);
void index_free(struct index *x);

/* The symbol of a folded word. */
uint32_t index_symbol(const struct index *x, struct str word);

/* One of 64 bits for a symbol, so that a set of symbols has a mask that tells of most others that they are not in it.
   None for words that are not the lexicon's. */
static inline uint64_t index_sample(uint32_t symbol) {
  return symbol ? UINT64_C(1) << ((symbol * UINT32_C(0x9E3779B1)) >> 26) : 0;
}
/* Of all symbols that an instruction takes; 0 for PHRASE_ANY. */
uint64_t index_sample_of(const struct index *x, const struct phrase_instruction *c);

/* Whether an instruction takes a symbol. */
static inline bool index_takes(const struct index *x, const struct phrase_instruction *c, uint32_t symbol) {
  if (c->op == PHRASE_WORD) {
    struct index_range r = x->item_range[c->arg];
    return symbol - r.first < r.span;
  }
  if (c->op == PHRASE_ANY) return true;
  const struct index_group *g = &x->groups[c->arg];
  if (g->bits) return g->bits[symbol / 64] >> symbol % 64 & 1;
  for (size_t i = 0; i < g->range_count; i++)
    if (symbol - g->ranges[i].first < g->ranges[i].span) return true;
  return false;
}

#endif
