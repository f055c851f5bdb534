/* index.h: all phrases of a lexicon made ready for matching. Words become symbols, numbered so that the words that
   begin with a given prefix are one run of numbers; and each symbol knows what stands behind it in the phrases that may
   start with it. Immutable once made, shared by all workers. Internal to this room. */
#ifndef ROLECALL_INDEX_H
#define ROLECALL_INDEX_H

#include "../lexicon/lexicon.h"
#include "../lexicon/phrase.h"

struct index_range {
  uint32_t first, span; /* symbols first .. first + span - 1 */
};

/* A class of words: ranges of symbols, ascending, none touching the next. */
struct index_group {
  uint32_t from, count; /* in index.ranges */
  uint64_t sample;      /* index_sample of its symbols together */
};

/* An instruction that takes a word: its place in the code (24 bits) above a hint of what it takes, and INDEX_GAP where
   any word will do. So in a sorted list those that wait in a gap come last, and neither kind is looked at where only
   the other counts. The hint is the bit of index_sample that is set for the one word it takes; INDEX_MANY if there are
   more. */
typedef uint32_t index_thread;
#define INDEX_GAP 0x80000000u
enum { INDEX_HINT_BITS = 7, INDEX_MANY = 64 };
_Static_assert(PHRASE_ALL_CODE_MAX < 1 << (31 - INDEX_HINT_BITS), "a thread holds every place");

/* What stands behind a key: a vocabulary item or a class that some phrase starts with. Sets begin many phrases: what is
   behind them is written out once for each key, not once for each word of the set. */
enum index_list { INDEX_THREADS, INDEX_ENDS, INDEX_LISTS };
struct index_key {
  uint32_t from[INDEX_LISTS]; /* where its lists begin; they go on to the next key's */
  uint64_t sample;            /* of what the threads take, gaps aside */
};

/* What begins with given two bytes, so that a word is not looked up at every length. */
struct index_prefixes {
  uint32_t lengths[1024]; /* by the first two bytes: a bit for each length of prefix, 31 for all longer */
  uint32_t digits;        /* prefixes of a single digit: a bit for each */
  uint32_t longest;
};

struct index {
  struct arena arena;
  const struct vocabulary *words;
  const struct phrase_instruction *code; /* the phrasebook's: programs in order of entry, each ending with its match */
  size_t code_count, entry_count;
  struct index_range *item_range; /* the symbols that a vocabulary item takes; they are from 1, 0 is any other word */
  size_t symbol_count;            /* with 0 */
  struct index_prefixes *prefixes;
  struct index_group *groups; /* as the phrasebook's classes */
  size_t group_count;
  struct index_range *ranges;
  size_t range_count;
  /* A root is what stands behind some symbols at the beginning of a match, by the keys that take them. It is worked out
     here, so that the first word of a match is taken without a look at the code. */
  uint32_t *root_of;   /* for each symbol */
  uint32_t *root_from; /* for each root, and one more: its keys; root 0 has none */
  size_t root_count;
  uint32_t *root_keys;
  size_t root_key_count;
  struct index_key *keys; /* and one more, where the last one's lists end */
  size_t key_count;
  uint32_t *lists[INDEX_LISTS]; /* threads, and entries that end right there: ascending, each once */
  size_t list_count[INDEX_LISTS];
};

/* False when out of memory. */
NODISCARD bool index_build(struct index *x, const struct lexicon *lex);
void index_free(struct index *x);

/* A walk over the code along what takes no word. */
struct index_walk {
  uint32_t seen[PHRASE_CODE_MAX];      /* the program's part of the instruction above, the stamp below */
  uint32_t stack[PHRASE_CODE_MAX + 1]; /* a step takes one from the stack and puts two */
  uint32_t reached[PHRASE_CODE_MAX];   /* that take a word or end a phrase */
  size_t count;
  uint32_t stamp;
};
void index_walk_init(struct index_walk *w);
/* Before the walks of which each instruction is to be reached once. */
void index_walk_begin(struct index_walk *w);
/* Puts into `reached` what can be reached from an instruction. Programs of ascending entries only, between two begins.
 */
void index_walk_from(struct index_walk *w, const struct index *x, uint32_t from);

/* The symbol of a folded word. */
uint32_t index_symbol(const struct index *x, struct str word);

/* One of 64 bits for a symbol, so that a set of symbols has a mask that tells of most others that they are not in it.
 */
static inline uint32_t index_bit(uint32_t symbol) {
  return (symbol * UINT32_C(0x9E3779B1)) >> 26;
}
/* None for words that are not the lexicon's. */
static inline uint64_t index_sample(uint32_t symbol) {
  return symbol ? UINT64_C(1) << index_bit(symbol) : 0;
}
static inline uint64_t index_sample_range(struct index_range r) {
  if (r.span == 1) return index_sample(r.first);
  if (r.span >= 64) return UINT64_MAX;
  uint64_t sample = 0;
  for (uint32_t s = r.first; s < r.first + r.span; s++) sample |= index_sample(s);
  return sample;
}
/* Of all symbols that an instruction takes; 0 for PHRASE_ANY. */
static inline uint64_t index_sample_of(const struct index *x, const struct phrase_instruction *c) {
  if (c->op == PHRASE_WORD) return index_sample_range(x->item_range[c->arg]);
  return c->op == PHRASE_CLASS ? x->groups[c->arg].sample : 0;
}

static inline uint32_t index_place(index_thread thread) {
  return (thread & ~INDEX_GAP) >> INDEX_HINT_BITS;
}
static inline index_thread index_thread_of(const struct index *x, uint32_t place) {
  const struct phrase_instruction *c = &x->code[place];
  if (c->op == PHRASE_ANY) return INDEX_GAP | place << INDEX_HINT_BITS;
  bool one = c->op == PHRASE_WORD && x->item_range[c->arg].span == 1;
  return place << INDEX_HINT_BITS | (one ? index_bit(x->item_range[c->arg].first) : INDEX_MANY);
}

/* Whether the instruction's argument is inside its table; always so but for a damaged image. */
static inline bool index_holds(const struct index *x, const struct phrase_instruction *c) {
  switch (c->op) {
    case PHRASE_WORD: return c->arg < x->words->count;
    case PHRASE_CLASS: return c->arg < x->group_count;
    case PHRASE_ANY: return true;
    case PHRASE_MATCH: return c->arg < x->entry_count;
    default: return c->op == PHRASE_SPLIT;
  }
}

/* Whether a word or class takes a symbol. */
static inline bool index_takes(const struct index *x, const struct phrase_instruction *c, uint32_t symbol) {
  if (c->op == PHRASE_WORD) {
    struct index_range r = x->item_range[c->arg];
    return symbol - r.first < r.span;
  }
  const struct index_group *g = &x->groups[c->arg];
  if (!(g->sample & index_sample(symbol))) return false;
  const struct index_range *r = x->ranges + g->from;
  size_t low = 0, high = g->count;
  while (high - low > 1) { /* the last range that begins at or before the symbol */
    size_t middle = low + (high - low) / 2;
    if (r[middle].first <= symbol)
      low = middle;
    else
      high = middle;
  }
  return symbol - r[low].first < r[low].span;
}

#endif
