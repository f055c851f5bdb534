#include "automaton.h"

enum {
  STATES_MAX = 1 << 15, /* above any of these, all is forgotten: 7 MiB; a varied corpus needs half of it */
  EDGES_MAX = (1 << 17) / 10 * 7,
  POOL_MAX = 1 << 19,
  STATE_SLOTS_FIRST = 1 << 10,
  EDGE_SLOTS_FIRST = 1 << 11
};

/* Room for `want` objects; doubles. */
static bool grow(const struct automaton *a, void **v, size_t *size, size_t want, size_t object) {
  if (want <= *size) return true;
  size_t n = *size ? *size : 1024;
  while (n < want) n *= 2;
  void *p = memory_resize(a->memory, *v, n, object);
  if (!p) return false;
  *v = p;
  *size = n;
  return true;
}

static void forget(struct automaton *a) {
  memset(a->roots, 0, a->x->root_count * sizeof *a->roots);
  memset(a->state_slots, 0, a->state_slot_count * sizeof *a->state_slots);
  memset(a->edges, 0, a->edge_slots * sizeof *a->edges);
  a->states[AUTOMATON_DEAD] = (struct automaton_state){0};
  a->state_count = 1;
  a->edge_count = a->pool_count = a->end_count = 0;
}

bool automaton_init(struct automaton *a, const struct index *x) {
  *a = (struct automaton){.x = x,
                          .memory = x->arena.memory,
                          .state_size = 1 << 12, /* what is not touched costs nothing, and growing copies */
                          .state_slot_count = STATE_SLOTS_FIRST,
                          .edge_slots = EDGE_SLOTS_FIRST,
                          .pool_size = 1 << 16};
  a->roots = memory_new(a->memory, x->root_count, sizeof *a->roots);
  a->states = memory_resize(a->memory, NULL, a->state_size, sizeof *a->states);
  a->state_slots = memory_new(a->memory, a->state_slot_count, sizeof *a->state_slots);
  a->edges = memory_new(a->memory, a->edge_slots, sizeof *a->edges);
  a->pool = memory_resize(a->memory, NULL, a->pool_size, sizeof *a->pool);
  a->walk = memory_resize(a->memory, NULL, 1, sizeof *a->walk);
  if (!a->roots || !a->states || !a->state_slots || !a->edges || !a->pool || !a->walk) {
    automaton_free(a);
    return false;
  }
  index_walk_init(a->walk);
  a->states[AUTOMATON_DEAD] = (struct automaton_state){0};
  a->state_count = 1;
  return true;
}

void automaton_free(struct automaton *a) {
  memory_free(a->memory, a->roots);
  memory_free(a->memory, a->states);
  memory_free(a->memory, a->state_slots);
  memory_free(a->memory, a->edges);
  memory_free(a->memory, a->pool);
  memory_free(a->memory, a->ends);
  memory_free(a->memory, a->made.v);
  memory_free(a->memory, a->waiting.v);
  memory_free(a->memory, a->accepted.v);
  memory_free(a->memory, a->walk);
  *a = (struct automaton){.x = NULL};
}

void automaton_trim(struct automaton *a) {
  if (a->state_count > STATES_MAX || a->edge_count > EDGES_MAX || a->pool_count > POOL_MAX) forget(a);
}

/* ---- making a state ---- */

static bool list_room(const struct automaton *a, struct automaton_list *l, size_t more) {
  void *v = l->v;
  if (!grow(a, &v, &l->size, l->count + more, sizeof *l->v)) return false;
  l->v = v;
  return true;
}

/* Puts a number in its place; they come nearly in order. */
static bool add(const struct automaton *a, struct automaton_list *l, uint32_t number) {
  if (!list_room(a, l, 1)) return false;
  size_t k = l->count;
  while (k && l->v[k - 1] > number) k--;
  if (k && l->v[k - 1] == number) return true;
  memmove(l->v + k + 1, l->v + k, (l->count++ - k) * sizeof *l->v);
  l->v[k] = number;
  return true;
}

/* What a state is made of. */
struct making {
  const index_thread *threads;
  const uint32_t *ends;
  size_t thread_count, end_count;
  uint64_t sample; /* of what the threads take, gaps aside */
};

static void begin(struct automaton *a) {
  a->made.count = a->waiting.count = a->accepted.count = 0;
  index_walk_begin(a->walk);
}

/* Adds what can be reached from an instruction without taking a word. */
static bool follow(struct automaton *a, uint32_t from, uint64_t *sample) {
  const struct index *x = a->x;
  index_walk_from(a->walk, x, from);
  for (size_t i = 0; i < a->walk->count; i++) {
    uint32_t at = a->walk->reached[i];
    const struct phrase_instruction *c = &x->code[at];
    *sample |= index_sample_of(x, c);
    struct automaton_list *to = c->op == PHRASE_MATCH ? &a->accepted : c->op == PHRASE_ANY ? &a->waiting : &a->made;
    if (!add(a, to, c->op == PHRASE_MATCH ? c->arg : index_thread_of(x, at))) return false;
  }
  return true;
}

static size_t words_of(const index_thread *threads, size_t count) {
  while (count && threads[count - 1] & INDEX_GAP) count--;
  return count;
}

/* Lets threads take a symbol, none of which takes symbol 0. What a damaged image makes of a thread takes nothing. */
static bool take_word(struct automaton *a, const index_thread *threads, size_t count, uint32_t symbol,
                      uint64_t *sample) {
  const struct index *x = a->x;
  uint32_t bit = index_bit(symbol);
  for (size_t i = 0; i < count; i++) {
    uint32_t hint = threads[i] % (1 << INDEX_HINT_BITS), at = index_place(threads[i]);
    if ((hint != bit && hint < INDEX_MANY) || at >= x->code_count) continue;
    const struct phrase_instruction *c = &x->code[at];
    if (c->op < PHRASE_ANY && index_holds(x, c) && index_takes(x, c, symbol) && !follow(a, c->next, sample))
      return false;
  }
  return true;
}

static bool take_gap(struct automaton *a, const index_thread *threads, size_t count, uint64_t *sample) {
  for (size_t i = 0; i < count; i++) {
    uint32_t at = index_place(threads[i]);
    if (at < a->x->code_count && !follow(a, a->x->code[at].next, sample)) return false;
  }
  return true;
}

static uint32_t hash_words(uint32_t hash, const uint32_t *v, size_t n) {
  for (size_t i = 0; i < n; i++) hash = (hash ^ v[i]) * UINT32_C(0x01000193), hash ^= hash >> 15;
  return hash;
}

static bool grow_state_slots(struct automaton *a) {
  size_t count = a->state_slot_count * 2;
  uint32_t *v = memory_new(a->memory, count, sizeof *v);
  if (!v) return false;
  for (size_t i = 1; i < a->state_count; i++) {
    size_t at = a->states[i].hash & (count - 1);
    while (v[at]) at = (at + 1) & (count - 1);
    v[at] = (uint32_t)i;
  }
  memory_free(a->memory, a->state_slots);
  a->state_slots = v;
  a->state_slot_count = count;
  return true;
}

/* The number of the state with what was made; a new one where there is none yet. */
static bool find_state(struct automaton *a, const struct making *m, uint32_t *out) {
  *out = AUTOMATON_DEAD;
  if (m->thread_count + m->end_count == 0) return true;
  if (a->state_count * 2 >= a->state_slot_count && !grow_state_slots(a)) return false;
  uint32_t hash = hash_words(hash_words((uint32_t)m->end_count, m->ends, m->end_count), m->threads, m->thread_count);
  size_t at = hash & (a->state_slot_count - 1);
  for (; a->state_slots[at]; at = (at + 1) & (a->state_slot_count - 1)) {
    const struct automaton_state *s = &a->states[a->state_slots[at]];
    if (s->hash == hash && s->thread_count == m->thread_count && s->accept_count == m->end_count &&
        (!m->thread_count || memcmp(a->pool + s->threads, m->threads, m->thread_count * sizeof *m->threads) == 0) &&
        (!m->end_count || memcmp(a->ends + s->accepts, m->ends, m->end_count * sizeof *m->ends) == 0)) {
      *out = a->state_slots[at];
      return true;
    }
  }
  void *v = a->states;
  if (!grow(a, &v, &a->state_size, a->state_count + 1, sizeof *a->states)) return false;
  a->states = v;
  v = a->pool;
  if (!grow(a, &v, &a->pool_size, a->pool_count + m->thread_count, sizeof *a->pool)) return false;
  a->pool = v;
  v = a->ends;
  if (!grow(a, &v, &a->end_size, a->end_count + m->end_count, sizeof *a->ends)) return false;
  a->ends = v;
  uint32_t threads = (uint32_t)a->pool_count, accepts = (uint32_t)a->end_count;
  if (m->thread_count) memcpy(a->pool + threads, m->threads, m->thread_count * sizeof *m->threads);
  if (m->end_count) memcpy(a->ends + accepts, m->ends, m->end_count * sizeof *m->ends);
  a->pool_count += m->thread_count;
  a->end_count += m->end_count;
  bool waits = m->thread_count && m->threads[m->thread_count - 1] & INDEX_GAP;
  a->states[a->state_count] =
      (struct automaton_state){threads, (uint32_t)m->thread_count,      accepts,  (uint32_t)m->end_count,
                               hash,    waits ? 0 : AUTOMATON_DEAD + 1, m->sample};
  *out = a->state_slots[at] = (uint32_t)a->state_count++;
  return true;
}

/* The state of the lists. */
static bool find_made(struct automaton *a, uint64_t sample, uint32_t *out) {
  size_t n = a->waiting.count;
  if (!list_room(a, &a->made, n)) return false;
  if (n) memcpy(a->made.v + a->made.count, a->waiting.v, n * sizeof *a->made.v);
  a->made.count += n;
  return find_state(a, &(struct making){a->made.v, a->accepted.v, a->made.count, a->accepted.count, sample}, out);
}

bool automaton_make_root(struct automaton *a, uint32_t root, uint32_t *out) {
  const struct index *x = a->x;
  const struct index_root *r = &x->roots[root];
  struct making m = {x->threads + r->threads, x->ends + r->ends, r[1].threads - r->threads, r[1].ends - r->ends,
                     r->sample};
  if (!find_state(a, &m, out)) return false;
  a->roots[root] = *out + 1;
  return true;
}

static bool grow_edges(struct automaton *a) {
  size_t slots = a->edge_slots * 2;
  automaton_edge *v = memory_new(a->memory, slots, sizeof *v);
  if (!v) return false;
  for (size_t i = 0; i < a->edge_slots; i++) {
    if (!a->edges[i]) continue;
    size_t at = automaton_slot(a->edges[i] >> 17, slots);
    while (v[at]) at = (at + 1) & (slots - 1);
    v[at] = a->edges[i];
  }
  memory_free(a->memory, a->edges);
  a->edges = v;
  a->edge_slots = slots;
  return true;
}

bool automaton_make_edge(struct automaton *a, uint32_t from, uint32_t symbol, bool joint, uint32_t *out) {
  if (a->edge_count * 4 >= a->edge_slots * 3 && !grow_edges(a)) return false;
  struct automaton_state s = a->states[from];
  const index_thread *threads = a->pool + s.threads;
  size_t words = words_of(threads, s.thread_count);
  uint64_t sample = 0;
  begin(a);
  if (!take_word(a, threads, words, symbol, &sample)) return false;
  index_walk_begin(a->walk); /* back to the first program */
  if (joint && !take_gap(a, threads + words, s.thread_count - words, &sample)) return false;
  if (!find_made(a, sample, out)) return false;
  uint64_t key = automaton_key(from, symbol, joint);
  size_t at = automaton_slot(key, a->edge_slots);
  while (a->edges[at]) at = (at + 1) & (a->edge_slots - 1);
  a->edges[at] = key << 17 | *out;
  a->edge_count++;
  return true;
}

bool automaton_make_gaps(struct automaton *a, uint32_t from, uint32_t *out) {
  struct automaton_state s = a->states[from];
  const index_thread *threads = a->pool + s.threads;
  size_t words = words_of(threads, s.thread_count);
  uint64_t sample = 0;
  begin(a);
  if (!take_gap(a, threads + words, s.thread_count - words, &sample) || !find_made(a, sample, out)) return false;
  a->states[from].gaps = *out + 1;
  return true;
}
