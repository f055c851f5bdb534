#include "index.h"

#include <stdlib.h>

enum { RANGES_LOOKED_THROUGH = 6 };
#define NONE 0xFFFFFFFFu

/* ---- symbols ---- */

struct sorted {
  uint64_t key; /* the first eight bytes, big-endian, so that most comparisons are one */
  struct str text;
  uint32_t item;
  bool is_prefix;
};

static uint64_t sort_key(struct str s) {
  uint64_t key = 0;
  for (size_t i = 0; i < 8; i++) key = key << 8 | (i < s.len ? (unsigned char)s.ptr[i] : 0);
  return key;
}

static int by_text(const void *va, const void *vb) {
  const struct sorted *a = va, *b = vb;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  int c = str_cmp(a->text, b->text);
  return c ? c : (int)b->is_prefix - (int)a->is_prefix;
}

static unsigned two_bytes(struct str s) {
  return ((unsigned char)s.ptr[0] * 33u + (unsigned char)s.ptr[1]) & 1023;
}

static void note_prefix(struct index *x, struct str text) {
  if (text.len < 2) {
    x->prefix_digits |= (uint16_t)(1u << ((unsigned char)text.ptr[0] & 15));
    return;
  }
  x->prefix_lengths[two_bytes(text)] |= UINT32_C(1) << (text.len < 31 ? text.len : 31);
  if (text.len > x->prefix_longest) x->prefix_longest = text.len;
}

/* In byte order all words that begin with a prefix stand right behind it: a stack of the prefixes that are still open
   gives each its end. */
static void number_symbols(struct index *x, const struct sorted *v, size_t n, uint32_t *open) {
  size_t depth = 0;
  for (size_t i = 0; i <= n; i++) {
    while (depth && (i == n || !str_starts(v[i].text, v[open[depth - 1]].text)))
      x->symbol_end[v[open[--depth]].item] = (uint32_t)i + 1;
    if (i == n) break;
    x->symbol[v[i].item] = (uint32_t)i + 1;
    x->symbol_end[v[i].item] = (uint32_t)i + 2;
    if (!v[i].is_prefix) continue;
    open[depth++] = (uint32_t)i;
    note_prefix(x, v[i].text);
  }
}

static bool build_symbols(struct index *x) {
  size_t n = x->words->count;
  x->symbol_count = n + 1;
  x->symbol = ARENA_NEW(&x->arena, n + 1, uint32_t);
  x->symbol_end = ARENA_NEW(&x->arena, n + 1, uint32_t);
  struct sorted *v = malloc((n + 1) * sizeof *v);
  uint32_t *open = malloc((n + 1) * sizeof *open);
  bool ok = x->symbol && x->symbol_end && v && open;
  if (ok) {
    for (size_t i = 0; i < n; i++) {
      const struct vocabulary_item *it = &x->words->items[i];
      v[i] = (struct sorted){sort_key(it->text), it->text, (uint32_t)i, it->is_prefix};
    }
    qsort(v, n, sizeof *v, by_text);
    number_symbols(x, v, n, open);
  }
  free(v);
  free(open);
  return ok;
}

/* A word that is none of the lexicon's own is told apart only by the longest prefix that it begins with: it has all the
   shorter ones too. */
uint32_t index_symbol(const struct index *x, struct str word) {
  uint32_t hashes[33], hash = VOCABULARY_HASH_START;
  for (size_t i = 0; i < word.len; i++) {
    hash = vocabulary_hash_step(hash, word.ptr[i]);
    if (i < 32) hashes[i + 1] = hash;
  }
  uint32_t item = vocabulary_lookup(x->words, word, false, hash);
  if (item != VOCABULARY_NONE) return x->symbol[item];
  uint32_t lengths = word.len < 2 ? 0 : x->prefix_lengths[two_bytes(word)];
  size_t longest = lengths == 0 ? 0 : word.len < x->prefix_longest ? word.len : x->prefix_longest;
  for (size_t n = longest; n >= 2; n--) {
    if (!(lengths >> (n < 31 ? n : 31) & 1)) continue;
    struct str start = str_sub(word, 0, n);
    item = vocabulary_lookup(x->words, start, true, n <= 32 ? hashes[n] : vocabulary_hash(start));
    if (item != VOCABULARY_NONE) return x->symbol[item];
  }
  if (word.len == 0 || word.ptr[0] < '0' || word.ptr[0] > '9' || !(x->prefix_digits >> (word.ptr[0] & 15) & 1)) return 0;
  item = vocabulary_lookup(x->words, str_sub(word, 0, 1), true, hashes[1]);
  return item == VOCABULARY_NONE ? 0 : x->symbol[item];
}

/* ---- classes ---- */

static bool build_group(struct index *x, const struct word_class *c, struct index_group *g) {
  struct index_range *r = ARENA_NEW(&x->arena, c->count, struct index_range);
  if (!r) return false;
  uint64_t *bits = NULL;
  if (c->count > RANGES_LOOKED_THROUGH) {
    bits = ARENA_NEW(&x->arena, x->symbol_count / 64 + 1, uint64_t);
    if (!bits) return false;
  }
  for (size_t i = 0; i < c->count; i++) {
    uint32_t item = c->items[i], first = x->symbol[item], end = x->symbol_end[item];
    r[i] = (struct index_range){first, end - first};
    for (uint32_t s = first; s < end; s++) {
      g->sample |= index_sample_bit(s);
      if (bits) bits[s / 64] |= UINT64_C(1) << s % 64;
    }
  }
  g->ranges = r;
  g->range_count = c->count;
  g->bits = bits;
  return true;
}

static bool build_groups(struct index *x, const struct phrasebook *book) {
  x->groups = ARENA_NEW(&x->arena, book->class_count, struct index_group);
  if (!x->groups) return false;
  for (size_t i = 0; i < book->class_count; i++)
    if (!build_group(x, &book->classes[i], &x->groups[i])) return false;
  return true;
}

static bool group_takes(const struct index_group *g, uint32_t symbol) {
  if (g->bits) return g->bits[symbol / 64] >> symbol % 64 & 1;
  for (size_t i = 0; i < g->range_count; i++)
    if (symbol - g->ranges[i].first < g->ranges[i].span) return true;
  return false;
}

static bool position_takes(const struct index *x, const struct index_position *p, uint32_t symbol) {
  if (p->group != INDEX_NO_GROUP) return group_takes(&x->groups[p->group], symbol);
  return symbol - p->first < p->span;
}

/* ---- programs ---- */

/* Room for linking one phrase after the other. */
struct linker {
  struct index *x;
  const struct phrase *phrase;
  size_t mask_words;
  uint16_t position_of[PHRASE_CODE_MAX];
  uint32_t row_of[PHRASE_CODE_MAX]; /* mask of what can be reached from an instruction, or NONE */
  bool row_accepts[PHRASE_CODE_MAX];
  uint32_t seen[PHRASE_CODE_MAX], stamp, stack[PHRASE_CODE_MAX];
  size_t position_size;
};

static bool new_mask(struct index *x, size_t words, uint32_t *out) {
  if (x->mask_size - x->mask_count < words) {
    size_t size = x->mask_size ? x->mask_size * 2 : 16384;
    while (size - x->mask_count < words) size *= 2;
    uint64_t *v = realloc(x->masks, size * sizeof *v);
    if (!v) return false;
    x->masks = v;
    x->mask_size = size;
  }
  memset(x->masks + x->mask_count, 0, words * sizeof *x->masks);
  *out = (uint32_t)x->mask_count;
  x->mask_count += words;
  return true;
}

static void push(struct linker *l, size_t *depth, uint32_t i) {
  if (l->seen[i] == l->stamp) return;
  l->seen[i] = l->stamp;
  l->stack[(*depth)++] = i;
}

/* The positions that can be reached from instruction `from` without taking a word. */
static bool link_row(struct linker *l, uint32_t from) {
  if (l->row_of[from] != NONE) return true;
  uint32_t row;
  if (!new_mask(l->x, l->mask_words, &row)) return false;
  uint64_t *mask = l->x->masks + row;
  size_t depth = 0;
  bool accepts = false;
  l->stamp++;
  push(l, &depth, from);
  while (depth) {
    uint32_t i = l->stack[--depth];
    const struct phrase_instruction *c = &l->phrase->code[i];
    if (c->op == PHRASE_MATCH) {
      accepts = true;
    } else if (c->op <= PHRASE_ANY) {
      unsigned p = l->position_of[i];
      mask[p / 64] |= UINT64_C(1) << p % 64;
    } else {
      push(l, &depth, c->next);
      if (c->op == PHRASE_SPLIT) push(l, &depth, c->arg);
    }
  }
  l->row_of[from] = row;
  l->row_accepts[from] = accepts;
  return true;
}

static struct index_position make_position(const struct index *x, const struct phrase_instruction *c) {
  if (c->op == PHRASE_CLASS) return (struct index_position){.group = c->arg};
  if (c->op == PHRASE_ANY) return (struct index_position){.first = 0, .span = UINT32_MAX, .group = INDEX_NO_GROUP};
  uint32_t first = x->symbol[c->arg];
  return (struct index_position){.first = first, .span = x->symbol_end[c->arg] - first, .group = INDEX_NO_GROUP};
}

static bool reserve_positions(struct linker *l, size_t more) {
  struct index *x = l->x;
  if (l->position_size - x->position_count >= more) return true;
  size_t size = (l->position_size ? l->position_size * 2 : 8192) + more;
  struct index_position *v = realloc(x->positions, size * sizeof *v);
  if (!v) return false;
  x->positions = v;
  l->position_size = size;
  return true;
}

static bool link_phrase(struct linker *l, const struct phrase *phrase, struct index_program *out) {
  struct index *x = l->x;
  l->phrase = phrase;
  size_t n = 0;
  for (size_t i = 0; i < phrase->code_count; i++)
    if (phrase->code[i].op <= PHRASE_ANY) l->position_of[i] = (uint16_t)n++;
  memset(l->row_of, 0xFF, phrase->code_count * sizeof *l->row_of);
  l->mask_words = (n + 63) / 64;
  out->positions = (uint32_t)x->position_count;
  out->position_count = (uint16_t)n;
  out->mask_words = (uint16_t)l->mask_words;
  if (!reserve_positions(l, n) || !link_row(l, 0) || !new_mask(x, l->mask_words, &out->accept)) return false;
  out->start = l->row_of[0];
  for (size_t i = 0; i < phrase->code_count; i++) {
    const struct phrase_instruction *c = &phrase->code[i];
    if (c->op > PHRASE_ANY) continue;
    if (!link_row(l, c->next)) return false;
    unsigned p = l->position_of[i];
    struct index_position *to = &x->positions[x->position_count++];
    *to = make_position(x, c);
    to->follow = l->row_of[c->next];
    if (l->row_accepts[c->next]) x->masks[out->accept + p / 64] |= UINT64_C(1) << p % 64;
  }
  return true;
}

static bool build_programs(struct index *x, const struct lexicon *lex) {
  size_t count = 0;
  for (size_t i = 0; i < lex->entry_count; i++) count += lex->entries[i].phrase_count;
  x->programs = ARENA_NEW(&x->arena, count, struct index_program);
  x->entry_programs = ARENA_NEW(&x->arena, lex->entry_count + 1, uint32_t);
  struct linker *l = calloc(1, sizeof *l);
  bool ok = x->programs && x->entry_programs && l;
  if (l) l->x = x;
  for (size_t i = 0; ok && i < lex->entry_count; i++) {
    const struct lexicon_entry *e = &lex->entries[i];
    x->entry_programs[i] = (uint32_t)x->program_count;
    for (size_t k = 0; ok && k < e->phrase_count; k++) {
      if (e->phrases[k]->is_regex) continue;
      struct index_program *p = &x->programs[x->program_count++];
      *p = (struct index_program){.entry = (uint32_t)i, .where = e->where};
      ok = link_phrase(l, e->phrases[k], p);
    }
  }
  if (ok) x->entry_programs[lex->entry_count] = (uint32_t)x->program_count;
  free(l);
  return ok;
}

/* ---- which phrases may start where ---- */

static uint64_t sample_of(const struct index *x, const struct index_position *p) {
  if (p->group != INDEX_NO_GROUP) return x->groups[p->group].sample;
  if (p->span >= 63) return ~INDEX_ENDS;
  uint64_t bits = 0;
  for (uint32_t s = p->first; s < p->first + p->span; s++) bits |= index_sample_bit(s);
  return bits;
}

/* What may stand behind position `p` of a program. */
static uint64_t next_of(const struct index *x, const struct index_program *g, size_t p) {
  const struct index_position *positions = x->positions + g->positions;
  const uint64_t *follow = x->masks + positions[p].follow, *accept = x->masks + g->accept;
  uint64_t next = accept[p / 64] >> p % 64 & 1 ? INDEX_ENDS : 0;
  for (size_t i = 0; i < g->position_count; i++)
    if (follow[i / 64] >> i % 64 & 1) next |= sample_of(x, &positions[i]);
  return next;
}

/* Calls for each symbol that a position takes, either counting or filling the candidates. One program that may start
   with a symbol in two ways is one candidate, with what may follow either. */
struct filler {
  struct index *x;
  uint32_t *count; /* for each symbol */
  uint32_t *last;  /* for each symbol: 1 + the program that was put last */
  bool fill;
};

static void put_symbol(struct filler *f, uint32_t s, uint32_t program, uint64_t next) {
  struct index *x = f->x;
  if (f->last[s] == program + 1) {
    if (f->fill) x->candidates[x->candidate_from[s] + f->count[s] - 1].next |= next;
    return;
  }
  f->last[s] = program + 1;
  if (f->fill)
    x->candidates[x->candidate_from[s] + f->count[s]] =
        (struct index_candidate){next, program, x->programs[program].where};
  f->count[s]++;
}

static void put_program(struct filler *f, uint32_t program) {
  const struct index *x = f->x;
  const struct index_program *g = &x->programs[program];
  const uint64_t *start = x->masks + g->start;
  for (size_t i = 0; i < g->position_count; i++) {
    if (!(start[i / 64] >> i % 64 & 1)) continue;
    const struct index_position *p = &x->positions[g->positions + i];
    uint64_t next = f->fill ? next_of(x, g, i) : 0;
    struct index_range one = {p->first, p->span};
    const struct index_range *r = p->group == INDEX_NO_GROUP ? &one : x->groups[p->group].ranges;
    size_t n = p->group == INDEX_NO_GROUP ? 1 : x->groups[p->group].range_count;
    for (size_t k = 0; k < n; k++)
      for (uint32_t s = r[k].first; s < r[k].first + r[k].span; s++) put_symbol(f, s, program, next);
  }
}

static bool build_candidates(struct index *x) {
  struct filler f = {.x = x, .count = calloc(x->symbol_count, sizeof(uint32_t)),
                     .last = calloc(x->symbol_count, sizeof(uint32_t))};
  x->candidate_from = ARENA_NEW(&x->arena, x->symbol_count + 1, uint32_t);
  bool ok = f.count && f.last && x->candidate_from;
  for (uint32_t i = 0; ok && i < x->program_count; i++) put_program(&f, i);
  uint32_t total = 0;
  for (size_t s = 0; ok && s < x->symbol_count; s++) {
    x->candidate_from[s] = total;
    total += f.count[s];
    f.count[s] = f.last[s] = 0;
  }
  if (ok) {
    x->candidate_from[x->symbol_count] = total;
    x->candidates = ARENA_NEW(&x->arena, total, struct index_candidate);
    ok = x->candidates != NULL;
  }
  f.fill = true;
  for (uint32_t i = 0; ok && i < x->program_count; i++) put_program(&f, i);
  free(f.count);
  free(f.last);
  return ok;
}

bool index_build(struct index *x, const struct lexicon *lex) {
  *x = (struct index){.words = &lex->book->words};
  arena_init(&x->arena, 0);
  return build_symbols(x) && build_groups(x, lex->book) && build_programs(x, lex) && build_candidates(x);
}

void index_free(struct index *x) {
  free(x->positions);
  free(x->masks);
  arena_free(&x->arena);
}

/* ---- running ---- */

/* Nearly all phrases have at most 64 positions: the whole state is one word. */
static size_t run_one(const struct index *x, const struct index_program *p, const uint32_t *symbols, size_t count) {
  const struct index_position *positions = x->positions + p->positions;
  const uint64_t *masks = x->masks;
  uint64_t next = masks[p->start], accept = masks[p->accept];
  size_t longest = 0;
  for (size_t i = 0; i < count && next; i++) {
    uint64_t try = next;
    next = 0;
    for (; try; try &= try - 1) {
      size_t k = (size_t)__builtin_ctzll(try);
      if (!position_takes(x, &positions[k], symbols[i])) continue;
      next |= masks[positions[k].follow];
      if (accept >> k & 1) longest = i + 1;
    }
  }
  return longest;
}

static size_t run_many(const struct index *x, const struct index_program *p, const uint32_t *symbols, size_t count) {
  const struct index_position *positions = x->positions + p->positions;
  const uint64_t *accept = x->masks + p->accept;
  uint64_t now[INDEX_MASK_WORDS], next[INDEX_MASK_WORDS];
  size_t words = p->mask_words, longest = 0;
  memcpy(next, x->masks + p->start, words * sizeof *next);
  bool alive = true;
  for (size_t i = 0; i < count && alive; i++) {
    memcpy(now, next, words * sizeof *now);
    memset(next, 0, words * sizeof *next);
    alive = false;
    for (size_t w = 0; w < words; w++)
      for (uint64_t try = now[w]; try; try &= try - 1) {
        size_t k = w * 64 + (size_t)__builtin_ctzll(try);
        if (!position_takes(x, &positions[k], symbols[i])) continue;
        const uint64_t *follow = x->masks + positions[k].follow;
        for (size_t j = 0; j < words; j++) next[j] |= follow[j];
        alive = true;
        if (accept[k / 64] >> k % 64 & 1) longest = i + 1;
      }
  }
  return longest;
}

size_t index_run(const struct index *x, const struct index_program *p, const uint32_t *symbols, size_t count) {
  return p->mask_words == 1 ? run_one(x, p, symbols, count) : run_many(x, p, symbols, count);
}
