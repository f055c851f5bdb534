#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "../lexicon/regex.h"
#include "automaton.h"
#include "index_image.h"
#include "run.h"

enum {
  TRACKS_MAX = 64,
  KEEP_BYTES = 32 << 20, /* scratch larger than this is given back before the next posting */
  TITLE_BYTES = 512
};

/* A phrase that is a regular expression: compiled when a text is first looked through for it. */
struct lazy_regex {
  const struct phrase *phrase;
  uint32_t entry;
  uint8_t where;
  _Atomic(struct regex *) regex;
};

/* What of a matcher changes after it is made, under the lock. */
struct regexes {
  const struct memory *memory;
  pthread_mutex_t lock;
  struct lazy_regex v[];
};

struct matcher {
  const struct lexicon *lex;
  struct index index;
  struct regexes *regexes; /* NULL where the lexicon has none */
  size_t regex_count;
};

struct match_scratch {
  const struct matcher *m;
  struct arena arena; /* of tokens */
  struct tokens tokens;
  uint32_t *symbols; /* of the tokens */
  size_t symbol_size;
  uint32_t *block_from; /* first token of each block, and one more */
  size_t block_size;
  uint32_t *free_from; /* for each entry: the token from which it may match again */
  struct found *found;
  size_t found_count, found_size;
  struct found *regex_found; /* of one sentence, by first token */
  size_t regex_count, regex_size;
  struct regex_scratch *regex;
  struct automaton automaton;
  struct hit *hits;
  size_t hit_size;
  bool limit_met;
  const struct phrase *limit_phrase;
};

/* ---- making them ---- */

static bool add_regexes(struct matcher *m) {
  const struct lexicon *lex = m->lex;
  size_t n = lex->regex_count;
  if (n == 0) return true;
  struct regexes *all = memory_new(lex->arena.memory, 1, sizeof *all + n * sizeof *all->v);
  if (!all || pthread_mutex_init(&all->lock, NULL) != 0) {
    memory_free(lex->arena.memory, all);
    return false;
  }
  all->memory = lex->arena.memory;
  m->regexes = all;
  m->regex_count = n;
  for (size_t i = 0; i < n; i++) {
    uint32_t entry = lex->regexes[i].entry;
    all->v[i] = (struct lazy_regex){lex->regexes[i].phrase, entry, lex->entries[entry].where, NULL};
  }
  return true;
}

enum status matcher_new(const struct lexicon *lex, struct matcher **out, struct err *e) {
  *out = NULL;
  struct matcher *m = memory_new(lex->arena.memory, 1, sizeof *m);
  if (!m) return err_memory(e);
  m->lex = lex;
  enum status st = lex->image ? index_restore(&m->index, lex) : index_build(&m->index, lex) ? ST_OK : ST_FATAL;
  if (st == ST_OK && !add_regexes(m)) st = ST_FATAL;
  if (st != ST_OK) {
    matcher_free(m);
    return st == ST_FATAL ? err_memory(e) : st;
  }
  *out = m;
  return ST_OK;
}

void matcher_free(struct matcher *m) {
  if (!m) return;
  if (m->regexes) {
    for (size_t i = 0; i < m->regex_count; i++) regex_free(atomic_load(&m->regexes->v[i].regex));
    pthread_mutex_destroy(&m->regexes->lock);
    memory_free(m->lex->arena.memory, m->regexes);
  }
  index_free(&m->index);
  memory_free(m->lex->arena.memory, m);
}

void matcher_store(const struct matcher *m, struct image *out) {
  index_store(&m->index, out);
}

const struct lexicon *matcher_lexicon(const struct matcher *m) {
  return m->lex;
}

enum status match_scratch_new(const struct matcher *m, struct match_scratch **out, struct err *e) {
  *out = NULL;
  const struct memory *memory = m->lex->arena.memory;
  struct match_scratch *s = memory_new(memory, 1, sizeof *s);
  if (!s) return err_memory(e);
  s->m = m;
  arena_init_with(&s->arena, 0, memory);
  s->free_from = memory_new(memory, m->lex->entry_count + 1, sizeof *s->free_from);
  if (m->regex_count) s->regex = regex_scratch_new(memory);
  bool ok = automaton_init(&s->automaton, &m->index);
  if (!ok || !s->free_from || (m->regex_count && !s->regex)) {
    match_scratch_free(s);
    return err_memory(e);
  }
  *out = s;
  return ST_OK;
}

void match_scratch_free(struct match_scratch *s) {
  if (!s) return;
  const struct memory *memory = s->arena.memory;
  arena_free(&s->arena);
  memory_free(memory, s->symbols);
  memory_free(memory, s->block_from);
  memory_free(memory, s->free_from);
  memory_free(memory, s->found);
  memory_free(memory, s->regex_found);
  memory_free(memory, s->hits);
  regex_scratch_free(s->regex);
  automaton_free(&s->automaton);
  memory_free(memory, s);
}

/* Room for `want` objects in an array of the scratch, which soon stops growing; NULL: out of memory. */
static void *grow(const struct match_scratch *s, void *v, size_t *size, size_t want, size_t object) {
  return memory_grow(s->arena.memory, v, size, want, object, 256);
}

/* ---- a sentence ---- */

/* Adds a match in its place, or makes the entry's match that begins at the same token longer. */
static bool put(struct match_scratch *s, uint32_t entry, uint32_t first, uint32_t end) {
  if (s->found_count == s->found_size) {
    struct found *v = grow(s, s->found, &s->found_size, s->found_count + 1, sizeof *v);
    if (!v) return false;
    s->found = v;
  }
  size_t at = s->found_count;
  while (at && s->found[at - 1].first == first && s->found[at - 1].entry > entry) at--;
  if (at && s->found[at - 1].first == first && s->found[at - 1].entry == entry) {
    if (s->found[at - 1].end < end) s->found[at - 1].end = s->free_from[entry] = end;
    return true;
  }
  if (s->free_from[entry] > first) return true;
  memmove(s->found + at + 1, s->found + at, (s->found_count - at) * sizeof *s->found);
  s->found[at] = (struct found){.entry = entry, .first = first, .end = end, .cue = MATCH_NO_CUE, .factor = 1};
  s->found_count++;
  s->free_from[entry] = end;
  return true;
}

static struct regex *regex_of(struct regexes *all, size_t i) {
  struct lazy_regex *r = &all->v[i];
  struct regex *re = atomic_load_explicit(&r->regex, memory_order_acquire);
  if (re) return re;
  pthread_mutex_lock(&all->lock);
  re = atomic_load_explicit(&r->regex, memory_order_relaxed);
  if (!re) {
    re = regex_new(r->phrase->regex, r->where != WHERE_TITLE, all->memory);
    atomic_store_explicit(&r->regex, re, memory_order_release);
  }
  pthread_mutex_unlock(&all->lock);
  return re;
}

/* The token from `low` on in which byte `at` of the folded text stands. */
static uint32_t token_at(const struct tokens *t, uint32_t low, uint32_t high, size_t at) {
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (t->v[middle].fold <= at)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static bool put_regex(struct match_scratch *s, uint32_t entry, uint32_t first, uint32_t end) {
  struct found *v = grow(s, s->regex_found, &s->regex_size, s->regex_count + 1, sizeof *v);
  if (!v) return false;
  s->regex_found = v;
  s->regex_found[s->regex_count++] = (struct found){.entry = entry, .first = first, .end = end};
  return true;
}

static int by_first(const void *va, const void *vb) {
  const struct found *a = va, *b = vb;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  return a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* Where in tokens from .. end - 1 each regular expression matches, at every word that one begins with. */
static bool find_regexes(struct match_scratch *s, uint32_t from, uint32_t end, unsigned where) {
  const struct tokens *t = &s->tokens;
  size_t start = t->v[from].fold;
  if (where == WHERE_TITLE) /* the rest is no title */
    while (end > from + 1 && t->v[end - 1].fold + (size_t)t->v[end - 1].fold_len - start > TITLE_BYTES) end--;
  size_t stop = t->v[end - 1].fold + (size_t)t->v[end - 1].fold_len;
  struct str subject = {t->folded + start, stop - start};
  s->regex_count = 0;
  for (size_t i = 0; i < s->m->regex_count; i++) {
    const struct lazy_regex *r = &s->m->regexes->v[i];
    if (!(r->where & where)) continue;
    const struct regex *re = regex_of(s->m->regexes, i);
    if (!re) return false;
    size_t a, b;
    enum regex_result got = REGEX_NONE;
    for (size_t at = 0; at < subject.len && (got = regex_find(re, s->regex, subject, at, &a, &b)) == REGEX_FOUND;) {
      uint32_t first = token_at(t, from, end, start + a), last = token_at(t, from, end, start + b - 1);
      if (!put_regex(s, r->entry, first, last + 1)) return false;
      at = first + 1 < end ? t->v[first + 1].fold - start : subject.len;
    }
    if (got == REGEX_NO_MEMORY) return false;
    if (got == REGEX_LIMIT) {
      s->limit_met = true;
      s->limit_phrase = r->phrase;
    }
  }
  if (s->regex_count > 1) qsort(s->regex_found, s->regex_count, sizeof *s->regex_found, by_first);
  return true;
}

/* The states that a match is in, each once. */
struct tracks {
  uint32_t v[2 * TRACKS_MAX];
  size_t count;
};

static void add_track(struct tracks *t, uint32_t state) {
  if (state == AUTOMATON_DEAD) return;
  for (size_t i = 0; i < t->count; i++)
    if (t->v[i] == state) return;
  t->v[t->count++] = state;
}

/* All tracks one symbol further. Where they have grown too many, they part no more. */
static bool step_tracks(struct automaton *a, const struct tracks *now, uint32_t symbol, struct tracks *next) {
  next->count = 0;
  for (size_t i = 0; i < now->count; i++) {
    uint32_t words, gaps = AUTOMATON_DEAD;
    bool ok = now->count <= TRACKS_MAX / 2 ? automaton_step(a, now->v[i], symbol, &words, &gaps)
                                           : automaton_find(a, now->v[i], symbol, true, &words);
    if (!ok) return false;
    add_track(next, words);
    add_track(next, gaps);
  }
  return true;
}

static bool put_ends(struct match_scratch *s, uint32_t state, uint32_t first, uint32_t end, unsigned where) {
  const struct automaton_state *now = &s->automaton.states[state];
  for (uint32_t k = 0; k < now->accept_count; k++) {
    uint32_t entry = s->automaton.ends[now->accepts + k];
    if ((s->m->lex->entries[entry].where & where) && !put(s, entry, first, end)) return false;
  }
  return true;
}

/* All matches that begin at token i. */
static bool match_at(struct match_scratch *s, uint32_t i, uint32_t end, unsigned where) {
  struct automaton *a = &s->automaton;
  struct tracks tracks[2];
  uint32_t state;
  if (!a->x->root_of[s->symbols[i]]) return true; /* as with most words: no phrase begins with it */
  automaton_trim(a);
  if (!automaton_start(a, s->symbols[i], &state)) return false;
  tracks[0].count = 0;
  add_track(&tracks[0], state);
  for (uint32_t at = i + 1, k = 0; tracks[k].count; at++, k ^= 1) {
    for (size_t t = 0; t < tracks[k].count; t++)
      if (!put_ends(s, tracks[k].v[t], i, at, where)) return false;
    if (at == end) return true;
    if (!step_tracks(a, &tracks[k], s->symbols[at], &tracks[k ^ 1])) return false;
  }
  return true;
}

/* One sentence: tokens from .. end - 1. */
static bool match_sentence(struct match_scratch *s, uint32_t from, uint32_t end, unsigned where) {
  size_t regex_at = 0;
  bool has_regexes = s->m->regex_count > 0;
  if (has_regexes && !find_regexes(s, from, end, where)) return false;
  for (uint32_t i = from; i < end; i++) {
    if (!match_at(s, i, end, where)) return false;
    for (; has_regexes && regex_at < s->regex_count && s->regex_found[regex_at].first == i; regex_at++)
      if (!put(s, s->regex_found[regex_at].entry, i, s->regex_found[regex_at].end)) return false;
  }
  return true;
}

/* ---- a posting ---- */

/* Matches tokens from .. end - 1, which are the title or one block, and lets cues and longer hits have their say. */
static bool match_tokens(struct match_scratch *s, uint32_t from, uint32_t end, bool is_title) {
  size_t before = s->found_count;
  for (uint32_t i = from; i < end;) {
    uint32_t stop = i + 1;
    while (stop < end && !s->tokens.v[stop].breaks) stop++;
    if (!match_sentence(s, i, stop, is_title ? WHERE_TITLE : WHERE_BODY)) return false;
    i = stop;
  }
  if (s->found_count == before) return true;
  struct found_list list = {s->found + before, s->found_count - before};
  found_silence(list, s->m->lex, is_title);
  found_apply_cues(list, s->m->lex, &s->tokens, from, end);
  return true;
}

static void start(struct match_scratch *s) {
  if (s->arena.used > KEEP_BYTES) {
    arena_reset(&s->arena);
    s->tokens = (struct tokens){.count = 0};
  }
  s->tokens.count = s->tokens.folded_len = s->found_count = 0;
  s->limit_met = false;
  memset(s->free_from, 0, s->m->lex->entry_count * sizeof *s->free_from);
}

/* A symbol for each token. */
static bool read_symbols(struct match_scratch *s) {
  uint32_t *v = grow(s, s->symbols, &s->symbol_size, s->tokens.count + 1, sizeof *v);
  if (!v) return false;
  s->symbols = v;
  for (size_t i = 0; i < s->tokens.count; i++) s->symbols[i] = index_symbol(&s->m->index, token_word(&s->tokens, i));
  return true;
}

static enum status fold_posting(struct match_scratch *s, const struct posting *p, struct err *e) {
  uint32_t *v = grow(s, s->block_from, &s->block_size, p->block_count + 1, sizeof *v);
  if (!v) return err_memory(e);
  s->block_from = v;
  enum status st = fold_append(&s->tokens, &s->arena, p->title.value, 0, e);
  for (size_t i = 0; st == ST_OK && i < p->block_count; i++) {
    const struct block *b = &p->blocks[i];
    s->block_from[i] = (uint32_t)s->tokens.count;
    if (b->len) st = fold_append(&s->tokens, &s->arena, (struct str){p->text.ptr + b->start, b->len}, b->start, e);
  }
  s->block_from[p->block_count] = (uint32_t)s->tokens.count;
  if (st != ST_OK) return st;
  return read_symbols(s) ? ST_OK : err_memory(e);
}

/* Hits found since `before` go out with their bytes. */
static bool give(struct match_scratch *s, size_t before, uint32_t block, uint8_t section, struct hits *out) {
  struct hit *v = grow(s, s->hits, &s->hit_size, out->count + (s->found_count - before), sizeof *v);
  if (!v) return false;
  s->hits = out->v = v;
  for (size_t i = before; i < s->found_count; i++) {
    const struct found *f = &s->found[i];
    if (f->is_dropped || s->m->lex->entries[f->entry].is_cue) continue;
    uint32_t from = s->tokens.v[f->first].start, to = s->tokens.v[f->end - 1].end;
    out->v[out->count++] = (struct hit){f->entry, block, from, to - from, section, f->factor, f->cue};
  }
  return true;
}

/* The section in which block `i` counts: a heading's is that of the text below it, which `*under` remembers for the
   next block, so that a run of headings is walked once. */
static uint8_t section_of(const struct posting *p, size_t i, size_t *under) {
  if (*under < i) *under = i;
  while (*under + 1 < p->block_count && p->blocks[*under].kind == BLOCK_HEADING) ++*under;
  return p->blocks[*under].section;
}

enum status match_posting(const struct matcher *m, struct match_scratch *s, const struct posting *p, struct hits *out,
                          struct err *e) {
  (void)m;
  *out = (struct hits){.v = s->hits};
  start(s);
  enum status st = fold_posting(s, p, e);
  if (st != ST_OK) return st;
  uint32_t title_end = s->block_from[0];
  if (!match_tokens(s, 0, title_end, true) || !give(s, 0, MATCH_TITLE_BLOCK, 0, out)) return err_memory(e);
  for (size_t i = 0, under = 0; i < p->block_count; i++) {
    size_t before = s->found_count;
    if (!match_tokens(s, s->block_from[i], s->block_from[i + 1], false)) return err_memory(e);
    if (s->found_count > before && !give(s, before, (uint32_t)i, section_of(p, i, &under), out)) return err_memory(e);
  }
  out->size = s->hit_size;
  if (!s->limit_met) return ST_OK;
  err_set_at(e, ERR_LIMIT, s->limit_phrase->path, s->limit_phrase->line, s->limit_phrase->column,
             "a regular expression met its match limit; what it would find here is not known");
  return ST_WARN;
}

enum status match_entry(const struct matcher *m, struct match_scratch *s, size_t entry, struct str text, bool *found,
                        struct err *e) {
  *found = false;
  start(s);
  enum status st = fold_append(&s->tokens, &s->arena, text, 0, e);
  if (st != ST_OK) return st;
  if (!read_symbols(s)) return err_memory(e);
  for (uint32_t i = 0, stop; i < s->tokens.count; i = stop) {
    for (stop = i + 1; stop < s->tokens.count && !s->tokens.v[stop].breaks;) stop++;
    if (!match_sentence(s, i, stop, WHERE_BOTH)) return err_memory(e);
  }
  for (size_t i = 0; i < s->found_count; i++) *found |= s->found[i].entry == entry;
  (void)m;
  return ST_OK;
}
