#include "automaton.h"

enum {
  STATES_MAX = 1 << 15, /* above any of these, all is forgotten: 7 MiB; a varied corpus needs half of it */
  EDGES_MAX = (1 << 17) / 10 * 7,
  POOL_MAX = 1 << 19,
  STATE_SLOTS_FIRST = 1 << 10,
  EDGE_SLOTS_FIRST = 1 << 11,
  ROOM_FIRST = 1024
};

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
  uint32_t *v = memory_grow(a->memory, l->v, &l->size, l->count + more, sizeof *v, ROOM_FIRST);
  if (!v) return false;
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

/* Lets a thread take a symbol, which symbol 0 is for none. One that a damaged image makes up takes nothing. */
static bool take_one(struct automaton *a, index_thread thread, uint32_t symbol, uint64_t *sample) {
  const struct index *x = a->x;
  uint32_t hint = thread % (1 << INDEX_HINT_BITS), at = index_place(thread);
  if ((hint != index_bit(symbol) && hint < INDEX_MANY) || at >= x->code_count) return true;
  const struct phrase_instruction *c = &x->code[at];
  bool takes = c->op < PHRASE_ANY && index_holds(x, c) && index_takes(x, c, symbol);
  return !takes || follow(a, c->next, sample);
}

static bool pass_gap(struct automaton *a, index_thread thread, uint64_t *sample) {
  uint32_t at = index_place(thread);
  return at >= a->x->code_count || follow(a, a->x->code[at].next, sample);
}

/* Lets `words` threads take a symbol and the `gaps` behind them any: in order of program, so that the lists come nearly
   in order. */
static bool take(struct automaton *a, const index_thread *threads, size_t words, size_t gaps, uint32_t symbol,
                 uint64_t *sample) {
  const index_thread *waiting = threads + words;
  size_t w = 0;
  for (size_t g = 0; g < gaps; g++) {
    for (; w < words && threads[w] < (waiting[g] & ~INDEX_GAP); w++)
      if (!take_one(a, threads[w], symbol, sample)) return false;
    if (!pass_gap(a, waiting[g], sample)) return false;
  }
  for (; w < words; w++)
    if (!take_one(a, threads[w], symbol, sample)) return false;
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
  void *v = memory_grow(a->memory, a->states, &a->state_size, a->state_count + 1, sizeof *a->states, ROOM_FIRST);
  if (!v) return false;
  a->states = v;
  v = memory_grow(a->memory, a->pool, &a->pool_size, a->pool_count + m->thread_count, sizeof *a->pool, ROOM_FIRST);
  if (!v) return false;
  a->pool = v;
  v = memory_grow(a->memory, a->ends, &a->end_size, a->end_count + m->end_count, sizeof *a->ends, ROOM_FIRST);
  if (!v) return false;
  a->ends = v;
  uint32_t threads = (uint32_t)a->pool_count, accepts = (uint32_t)a->end_count;
  if (m->thread_count) memcpy(a->pool + threads, m->threads, m->thread_count * sizeof *m->threads);
  if (m->end_count) memcpy(a->ends + accepts, m->ends, m->end_count * sizeof *m->ends);
  a->pool_count += m->thread_count;
  a->end_count += m->end_count;
  bool waits = m->thread_count && m->threads[m->thread_count - 1] & INDEX_GAP;
  a->states[a->state_count] =
      (struct automaton_state){.threads = threads,
                               .thread_count = (uint32_t)m->thread_count,
                               .accepts = accepts,
                               .accept_count = (uint32_t)m->end_count,
                               .hash = hash,
                               .gaps = waits ? 0 : AUTOMATON_DEAD + 1, /* none: the dead state */
                               .sample = m->sample};
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

/* Merges two lists of ascending numbers into one with each once. Returns how many those are. */
static size_t merge(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint32_t *to) {
  size_t n = 0;
  for (size_t i = 0, k = 0; i < a_count || k < b_count;) {
    uint32_t least = k == b_count || (i < a_count && a[i] <= b[k]) ? a[i] : b[k];
    i += i < a_count && a[i] == least;
    k += k < b_count && b[k] == least;
    to[n++] = least;
  }
  return n;
}

/* The lists of `count` keys as one, by halves; both `to` and `spare` have room for all of them. */
static size_t merge_keys(const struct index *x, enum index_list which, const uint32_t *keys, size_t count, uint32_t *to,
                         uint32_t *spare) {
  if (count == 1) {
    uint32_t from = x->keys[*keys].from[which], n = x->keys[*keys + 1].from[which] - from;
    if (n) memcpy(to, x->lists[which] + from, n * sizeof *to);
    return n;
  }
  size_t half = count / 2, most = 0;
  for (size_t i = 0; i < half; i++) most += x->keys[keys[i] + 1].from[which] - x->keys[keys[i]].from[which];
  size_t a = merge_keys(x, which, keys, half, spare, to);
  size_t b = merge_keys(x, which, keys + half, count - half, spare + most, to + most);
  return merge(spare, a, spare + most, b, to);
}

static bool merge_lists(struct automaton *a, enum index_list which, const uint32_t *keys, size_t count,
                        struct automaton_list *to) {
  const struct index *x = a->x;
  size_t most = 0;
  for (size_t i = 0; i < count; i++) most += x->keys[keys[i] + 1].from[which] - x->keys[keys[i]].from[which];
  a->waiting.count = to->count = 0;
  if (!list_room(a, to, most) || !list_room(a, &a->waiting, most)) return false;
  if (most) to->count = merge_keys(x, which, keys, count, to->v, a->waiting.v);
  return true;
}

bool automaton_make_root(struct automaton *a, uint32_t root, uint32_t *out) {
  const struct index *x = a->x;
  const uint32_t *keys = x->root_keys + x->root_from[root];
  size_t count = x->root_from[root + 1] - x->root_from[root];
  struct making m = {.sample = 0};
  for (size_t i = 0; i < count; i++) m.sample |= x->keys[keys[i]].sample;
  if (count == 1) {
    const struct index_key *key = &x->keys[*keys];
    m.threads = x->lists[INDEX_THREADS] + key->from[INDEX_THREADS];
    m.ends = x->lists[INDEX_ENDS] + key->from[INDEX_ENDS];
    m.thread_count = key[1].from[INDEX_THREADS] - key->from[INDEX_THREADS];
    m.end_count = key[1].from[INDEX_ENDS] - key->from[INDEX_ENDS];
  } else if (count) {
    if (!merge_lists(a, INDEX_THREADS, keys, count, &a->made)) return false;
    if (!merge_lists(a, INDEX_ENDS, keys, count, &a->accepted)) return false;
    m.threads = a->made.v;
    m.ends = a->accepted.v;
    m.thread_count = a->made.count;
    m.end_count = a->accepted.count;
  }
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
  if (!take(a, threads, words, joint ? s.thread_count - words : 0, symbol, &sample)) return false;
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
  if (!take(a, threads + words, 0, s.thread_count - words, 0, &sample) || !find_made(a, sample, out)) return false;
  a->states[from].gaps = *out + 1;
  return true;
}
