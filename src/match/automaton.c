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
  memset(a->roots, 0, a->x->symbol_count * sizeof *a->roots);
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
  a->roots = memory_new(a->memory, x->symbol_count, sizeof *a->roots);
  a->states = memory_resize(a->memory, NULL, a->state_size, sizeof *a->states);
  a->state_slots = memory_new(a->memory, a->state_slot_count, sizeof *a->state_slots);
  a->edges = memory_new(a->memory, a->edge_slots, sizeof *a->edges);
  a->pool = memory_resize(a->memory, NULL, a->pool_size, sizeof *a->pool);
  if (!a->roots || !a->states || !a->state_slots || !a->edges || !a->pool) {
    automaton_free(a);
    return false;
  }
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
  memory_free(a->memory, a->source);
  memory_free(a->memory, a->made);
  memory_free(a->memory, a->accepted);
  *a = (struct automaton){.x = NULL};
}

void automaton_trim(struct automaton *a) {
  if (a->state_count > STATES_MAX || a->edge_count > EDGES_MAX || a->pool_count > POOL_MAX) forget(a);
}

/* ---- making a state ---- */

/* What is being made: threads in a->made, entries in a->accepted. */
struct making {
  size_t made, accepted;
  uint64_t sample; /* of what the threads take, gaps aside */
};

/* Programs are no longer than PHRASE_CODE_MAX and come one after the other, so the low bits tell instructions of one
   program apart, and what an earlier program left there is never asked for again. */
static bool is_new(struct automaton *a, uint32_t i) {
  uint64_t mark = (uint64_t)a->stamp << 32 | i, *seen = &a->seen[i % PHRASE_CODE_MAX];
  if (*seen == mark) return false;
  *seen = mark;
  return true;
}

/* Adds a thread in its place: those of one program come in the order of the walk, and sorted, equal states look equal.
 */
static bool add_thread(struct automaton *a, struct making *m, uint32_t i) {
  if (m->made == a->made_size) {
    void *v = a->made;
    if (!grow(a, &v, &a->made_size, m->made + 1, sizeof *a->made)) return false;
    a->made = v;
  }
  m->sample |= index_sample_of(a->x, &a->x->code[i]);
  size_t k = m->made++;
  for (; k && a->made[k - 1] > i; k--) a->made[k] = a->made[k - 1];
  a->made[k] = i;
  return true;
}

static bool add_accepted(struct automaton *a, struct making *m, uint32_t entry) {
  if (m->accepted && a->accepted[m->accepted - 1] == entry) return true;
  void *v = a->accepted;
  if (!grow(a, &v, &a->accepted_size, m->accepted + 1, sizeof *a->accepted)) return false;
  a->accepted = v;
  a->accepted[m->accepted++] = entry;
  return true;
}

/* Adds what can be reached from an instruction without taking a word: never more than a program's length, unless the
   code is from a damaged image. */
static bool follow(struct automaton *a, struct making *m, uint32_t from) {
  const struct index *x = a->x;
  size_t depth = 0;
  if (is_new(a, from)) a->stack[depth++] = from;
  for (size_t steps = 0; depth && steps < PHRASE_CODE_MAX; steps++) {
    uint32_t i = a->stack[--depth];
    const struct phrase_instruction *c = i < x->code_count ? &x->code[i] : NULL;
    if (!c || !index_holds(x, c)) continue;
    if (c->op == PHRASE_SPLIT) {
      if (is_new(a, c->next)) a->stack[depth++] = c->next;
      if (is_new(a, c->arg)) a->stack[depth++] = c->arg; /* first: so it was numbered, and threads come nearly sorted */
    } else if (!(c->op == PHRASE_MATCH ? add_accepted(a, m, c->arg) : add_thread(a, m, i))) {
      return false;
    }
  }
  return true;
}

/* Lets `count` threads, sorted, take a symbol: words and classes (none takes symbol 0), and gaps with `gaps`. */
static bool take(struct automaton *a, const index_thread *threads, size_t count, uint32_t symbol, bool gaps,
                 struct making *m) {
  const struct index *x = a->x;
  if (++a->stamp == 0) { /* came round: no old stamp may look like a new one */
    memset(a->seen, 0, sizeof a->seen);
    a->stamp = 1;
  }
  for (size_t i = 0; i < count; i++) {
    const struct phrase_instruction *c = &x->code[threads[i]];
    if ((c->op == PHRASE_ANY ? gaps : index_takes(x, c, symbol)) && !follow(a, m, c->next)) return false;
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
static bool find_state(struct automaton *a, struct making m, uint32_t *out) {
  *out = AUTOMATON_DEAD;
  if (m.made + m.accepted == 0) return true;
  if (a->state_count * 2 >= a->state_slot_count && !grow_state_slots(a)) return false;
  uint32_t hash = hash_words(hash_words((uint32_t)m.accepted, a->accepted, m.accepted), a->made, m.made);
  size_t at = hash & (a->state_slot_count - 1);
  for (; a->state_slots[at]; at = (at + 1) & (a->state_slot_count - 1)) {
    const struct automaton_state *s = &a->states[a->state_slots[at]];
    if (s->hash == hash && s->thread_count == m.made && s->accept_count == m.accepted &&
        (!m.made || memcmp(a->pool + s->threads, a->made, m.made * sizeof *a->made) == 0) &&
        (!m.accepted || memcmp(a->ends + s->accepts, a->accepted, m.accepted * sizeof *a->accepted) == 0)) {
      *out = a->state_slots[at];
      return true;
    }
  }
  void *v = a->states;
  if (!grow(a, &v, &a->state_size, a->state_count + 1, sizeof *a->states)) return false;
  a->states = v;
  v = a->pool;
  if (!grow(a, &v, &a->pool_size, a->pool_count + m.made, sizeof *a->pool)) return false;
  a->pool = v;
  v = a->ends;
  if (!grow(a, &v, &a->end_size, a->end_count + m.accepted, sizeof *a->ends)) return false;
  a->ends = v;
  uint32_t threads = (uint32_t)a->pool_count, accepts = (uint32_t)a->end_count;
  if (m.made) memcpy(a->pool + threads, a->made, m.made * sizeof *a->made);
  if (m.accepted) memcpy(a->ends + accepts, a->accepted, m.accepted * sizeof *a->accepted);
  a->pool_count += m.made;
  a->end_count += m.accepted;
  a->states[a->state_count] =
      (struct automaton_state){threads, (uint32_t)m.made, accepts, (uint32_t)m.accepted, hash, 0, m.sample};
  *out = a->state_slots[at] = (uint32_t)a->state_count++;
  return true;
}

/* Puts `n` threads, sorted, among the `count` sorted ones of a->source, from behind. */
static bool merge_source(struct automaton *a, size_t count, const index_thread *v, size_t n) {
  void *room = a->source;
  if (count + n > a->source_size && !grow(a, &room, &a->source_size, count + n, sizeof *a->source)) return false;
  a->source = room;
  for (size_t to = count + n; n;) {
    bool old = count && a->source[count - 1] > v[n - 1];
    a->source[--to] = old ? a->source[--count] : v[--n];
  }
  return true;
}

bool automaton_make_root(struct automaton *a, uint32_t symbol, uint32_t *out) {
  const struct index *x = a->x;
  size_t count = 0;
  for (uint32_t k = x->symbol_from[symbol]; k < x->symbol_from[symbol + 1]; k++) {
    uint32_t from = x->key_from[x->keys[k]], n = x->key_from[x->keys[k] + 1] - from;
    if (!merge_source(a, count, x->threads + from, n)) return false;
    count += n;
  }
  struct making m = {0, 0, 0};
  if (!take(a, a->source, count, symbol, false, &m) || !find_state(a, m, out)) return false;
  a->roots[symbol] = *out + 1;
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
  struct making m = {0, 0, 0};
  if (!take(a, a->pool + s.threads, s.thread_count, symbol, joint, &m) || !find_state(a, m, out)) return false;
  uint64_t key = automaton_key(from, symbol, joint);
  size_t at = automaton_slot(key, a->edge_slots);
  while (a->edges[at]) at = (at + 1) & (a->edge_slots - 1);
  a->edges[at] = key << 17 | *out;
  a->edge_count++;
  return true;
}

bool automaton_make_gaps(struct automaton *a, uint32_t from, uint32_t *out) {
  struct automaton_state s = a->states[from];
  struct making m = {0, 0, 0};
  if (!take(a, a->pool + s.threads, s.thread_count, 0, true, &m) || !find_state(a, m, out)) return false;
  a->states[from].gaps = *out + 1;
  return true;
}
