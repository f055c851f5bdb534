/* automaton.h: all phrases run as one automaton over symbols, whose states are made when a text first needs them (the
   "lazy DFA" of grep and RE2). A state is what is left of all phrases after some words; a step costs one look into a
   table once it has been made, however many phrases there are. A step parts into what a word takes and what gaps take:
   the phrases that wait in a gap would otherwise be copied into a new state for each word that goes by, so a match is
   followed on several tracks. What was made is kept from posting to posting and thrown away when it grows too large, so
   memory is bounded, and the answer never depends on it. One for each worker. Internal to this room. */
#ifndef ROLECALL_AUTOMATON_H
#define ROLECALL_AUTOMATON_H

#include "index.h"

enum { AUTOMATON_DEAD = 0 }; /* the state that nothing follows */

struct automaton_state {
  uint32_t threads, thread_count; /* in the pool */
  uint32_t accepts, accept_count; /* entries that end here, ascending, each once; in `ends` */
  uint32_t hash;
  uint32_t gaps;   /* 1 + the state behind any word, by gaps alone; 0: not made yet */
  uint64_t sample; /* of the symbols that words and classes take */
};

/* What was taken from which state, and the state behind it: 29 bits of symbol, whether by gaps as well, 17 bits for
   each state. 0 is a free slot: no edge comes from the dead state. */
typedef uint64_t automaton_edge;

/* Threads or entries, ascending, each once. */
struct automaton_list {
  uint32_t *v;
  size_t count, size;
};

struct automaton {
  const struct index *x;
  const struct memory *memory; /* the index's */
  uint32_t *roots;             /* for each root of the index: 1 + its state; 0: not made yet */
  struct automaton_state *states;
  size_t state_count, state_size;
  index_thread *pool;
  size_t pool_count, pool_size;
  uint32_t *ends; /* entries */
  size_t end_count, end_size;
  uint32_t *state_slots; /* state number, by its content's hash; 0 is free (the dead state is never looked up) */
  size_t state_slot_count;
  automaton_edge *edges;
  size_t edge_count, edge_slots;
  /* room for making one state: threads that take words and classes, those that wait in gaps, entries */
  struct automaton_list made, waiting, accepted;
  struct index_walk *walk;
};

NODISCARD bool automaton_init(struct automaton *a, const struct index *x);
void automaton_free(struct automaton *a);
/* Forgets all states if there are too many; to be called between matches. States from before are void then. */
void automaton_trim(struct automaton *a);

/* The state of a root of the index; false when out of memory. */
NODISCARD bool automaton_make_root(struct automaton *a, uint32_t root, uint32_t *out);
/* Behind `symbol`, taken by words and classes; with `joint` by gaps as well. */
NODISCARD bool automaton_make_edge(struct automaton *a, uint32_t from, uint32_t symbol, bool joint, uint32_t *out);
NODISCARD bool automaton_make_gaps(struct automaton *a, uint32_t from, uint32_t *out);

/* The state behind `symbol` as the first word. */
static inline bool automaton_start(struct automaton *a, uint32_t symbol, uint32_t *out) {
  uint32_t root = a->x->root_of[symbol];
  if (!a->roots[root]) return automaton_make_root(a, root, out);
  *out = a->roots[root] - 1;
  return true;
}

static inline uint64_t automaton_key(uint32_t from, uint32_t symbol, bool joint) {
  return ((uint64_t)from << 1 | joint) << 29 | symbol;
}

static inline size_t automaton_slot(uint64_t key, size_t slots) {
  return (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (slots - 1);
}

static inline bool automaton_find(struct automaton *a, uint32_t from, uint32_t symbol, bool joint, uint32_t *out) {
  uint64_t key = automaton_key(from, symbol, joint);
  for (size_t at = automaton_slot(key, a->edge_slots);; at = (at + 1) & (a->edge_slots - 1)) {
    automaton_edge e = a->edges[at];
    if (e >> 17 == key) {
      *out = (uint32_t)(e & 0x1FFFF);
      return true;
    }
    if (e == 0) return automaton_make_edge(a, from, symbol, joint, out);
  }
}

/* The two states behind a symbol: by words and classes, and by gaps. */
static inline bool automaton_step(struct automaton *a, uint32_t from, uint32_t symbol, uint32_t *words,
                                  uint32_t *gaps) {
  const struct automaton_state *s = &a->states[from];
  *words = AUTOMATON_DEAD;
  *gaps = s->gaps - 1;
  bool has_gaps = s->gaps != 0, may_take = (s->sample & index_sample(symbol)) != 0;
  if (!has_gaps && !automaton_make_gaps(a, from, gaps)) return false;
  return !may_take || automaton_find(a, from, symbol, false, words);
}

#endif
