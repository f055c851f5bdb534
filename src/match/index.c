#include "index.h"

#include <stdlib.h>

#include "../base/hash.h"

/* ---- symbols ---- */

struct sorted {
  uint64_t key; /* the first eight bytes, big-endian */
  uint32_t item;
};

/* What settles equal keys. */
struct tied {
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
  const struct tied *a = va, *b = vb;
  int c = str_cmp(a->text, b->text);
  return c ? c : (int)b->is_prefix - (int)a->is_prefix;
}

/* Radix sort by the keys' bytes, the last one first; `other` is room for as many. Eight passes: the result is in v. */
static void sort_keys(struct sorted *v, struct sorted *other, size_t n) {
  for (unsigned shift = 0; shift < 64; shift += 8) {
    size_t from[257] = {0};
    for (size_t i = 0; i < n; i++) from[(v[i].key >> shift & 255) + 1]++;
    for (size_t b = 1; b < 257; b++) from[b] += from[b - 1];
    for (size_t i = 0; i < n; i++) other[from[v[i].key >> shift & 255]++] = v[i];
    struct sorted *swap = v;
    v = other;
    other = swap;
  }
}

/* Puts runs of equal keys in order of the whole words, prefixes before words. */
static void sort_ties(const struct vocabulary *words, struct sorted *v, struct tied *room, size_t n) {
  for (size_t i = 0, end; i < n; i = end) {
    for (end = i; end < n && v[end].key == v[i].key; end++) {
      uint32_t item = v[end].item;
      room[end - i] = (struct tied){vocabulary_text(words, item), item, words->items[item].is_prefix};
    }
    if (end - i < 2) continue;
    qsort(room, end - i, sizeof *room, by_text);
    for (size_t k = i; k < end; k++) v[k].item = room[k - i].item;
  }
}

static unsigned two_bytes(struct str s) {
  return ((unsigned char)s.ptr[0] * 33u + (unsigned char)s.ptr[1]) & 1023;
}

static void note_prefix(struct index_prefixes *p, struct str text) {
  if (text.len < 2) {
    p->digits |= 1u << ((unsigned char)text.ptr[0] & 15);
    return;
  }
  p->lengths[two_bytes(text)] |= UINT32_C(1) << (text.len < 31 ? text.len : 31);
  if (text.len > p->longest) p->longest = (uint32_t)text.len;
}

/* In byte order all words that begin with a prefix stand right behind it: a stack of the prefixes that are still open
   gives each its end. */
static void number_symbols(struct index *x, const struct sorted *v, size_t n, uint32_t *open) {
  const struct vocabulary *words = x->words;
  size_t depth = 0;
  for (size_t i = 0; i <= n; i++) {
    struct str text = i < n ? vocabulary_text(words, v[i].item) : STR_NONE;
    while (depth && (i == n || !str_starts(text, vocabulary_text(words, v[open[depth - 1]].item)))) {
      depth--;
      x->item_range[v[open[depth]].item].span = (uint32_t)i - open[depth];
    }
    if (i == n) break;
    x->item_range[v[i].item] = (struct index_range){(uint32_t)i + 1, 1};
    if (!words->items[v[i].item].is_prefix) continue;
    open[depth++] = (uint32_t)i;
    note_prefix(x->prefixes, text);
  }
}

static bool build_symbols(struct index *x) {
  size_t n = x->words->count;
  x->symbol_count = n + 1;
  x->item_range = ARENA_NEW(&x->arena, n, struct index_range);
  x->prefixes = ARENA_NEW(&x->arena, 1, struct index_prefixes);
  struct sorted *v = memory_resize(x->arena.memory, NULL, (n + 1) * 2, sizeof *v);
  struct tied *room = memory_resize(x->arena.memory, NULL, n + 1, sizeof *room);
  uint32_t *open = memory_resize(x->arena.memory, NULL, n + 1, sizeof *open);
  bool ok = x->item_range && x->prefixes && v && room && open;
  if (ok) {
    for (size_t i = 0; i < n; i++)
      v[i] = (struct sorted){sort_key(vocabulary_text(x->words, (uint32_t)i)), (uint32_t)i};
    sort_keys(v, v + n, n);
    sort_ties(x->words, v, room, n);
    number_symbols(x, v, n, open);
  }
  memory_free(x->arena.memory, v);
  memory_free(x->arena.memory, room);
  memory_free(x->arena.memory, open);
  return ok;
}

/* The first symbol of an item, 0 where there is none. */
static uint32_t look_up(const struct index *x, struct str text, bool is_prefix, uint32_t hash) {
  uint32_t item = vocabulary_lookup(x->words, text, is_prefix, hash);
  return item == VOCABULARY_NONE ? 0 : x->item_range[item].first;
}

/* A word that is none of the lexicon's own is told apart only by the longest prefix that it begins with: it has all the
   shorter ones too. */
uint32_t index_symbol(const struct index *x, struct str word) {
  uint32_t hashes[33], hash = VOCABULARY_HASH_START;
  for (size_t i = 0; i < word.len; i++) {
    hash = vocabulary_hash_step(hash, word.ptr[i]);
    if (i < 32) hashes[i + 1] = hash;
  }
  uint32_t symbol = look_up(x, word, false, hash);
  if (symbol) return symbol;
  const struct index_prefixes *p = x->prefixes;
  uint32_t lengths = word.len < 2 ? 0 : p->lengths[two_bytes(word)];
  size_t longest = lengths == 0 ? 0 : word.len < p->longest ? word.len : p->longest;
  for (size_t n = longest; n >= 2; n--) {
    if (!(lengths >> (n < 31 ? n : 31) & 1)) continue;
    struct str start = str_sub(word, 0, n);
    symbol = look_up(x, start, true, n <= 32 ? hashes[n] : vocabulary_hash(start));
    if (symbol) return symbol;
  }
  if (word.len == 0 || word.ptr[0] < '0' || word.ptr[0] > '9' || !(p->digits >> (word.ptr[0] & 15) & 1)) return 0;
  return look_up(x, str_sub(word, 0, 1), true, hashes[1]);
}

/* ---- classes ---- */

static int by_first(const void *va, const void *vb) {
  const struct index_range *a = va, *b = vb;
  return a->first < b->first ? -1 : a->first > b->first;
}

/* The ranges of a class in order, those that touch or overlap made one. */
static void build_group(struct index *x, const struct word_class *c, struct index_group *g) {
  struct index_range *r = x->ranges + x->range_count;
  *g = (struct index_group){.from = (uint32_t)x->range_count};
  for (size_t i = 0; i < c->count; i++) {
    r[i] = x->item_range[c->items[i]];
    g->sample |= index_sample_range(r[i]);
  }
  qsort(r, c->count, sizeof *r, by_first);
  size_t n = 0;
  for (size_t i = 1; i < c->count; i++) {
    uint32_t end = r[n].first + r[n].span, own = r[i].first + r[i].span;
    if (r[i].first > end)
      r[++n] = r[i];
    else if (own > end)
      r[n].span = own - r[n].first;
  }
  g->count = (uint32_t)n + 1;
  x->range_count += n + 1;
}

static bool build_groups(struct index *x, const struct phrasebook *book) {
  size_t most = 0;
  for (size_t i = 0; i < book->class_count; i++) most += book->classes[i].count;
  x->group_count = book->class_count;
  x->groups = ARENA_NEW(&x->arena, book->class_count, struct index_group);
  x->ranges = most <= UINT32_MAX ? ARENA_NEW(&x->arena, most, struct index_range) : NULL;
  if (!x->groups || !x->ranges) return false;
  for (size_t i = 0; i < book->class_count; i++) build_group(x, &book->classes[i], &x->groups[i]);
  return true;
}

/* ---- programs, and what they start with ---- */

enum { STAMPS = 1 << 20 };
_Static_assert((PHRASE_ALL_CODE_MAX / PHRASE_CODE_MAX + 1) <= UINT32_MAX / STAMPS + 1, "a mark holds both");

/* The rest is written before it is read, and little of it is. */
void index_walk_init(struct index_walk *w) {
  memset(w->seen, 0, sizeof w->seen);
  w->stamp = 0;
}

void index_walk_begin(struct index_walk *w) {
  w->count = 0;
  if (++w->stamp < STAMPS) return;
  memset(w->seen, 0, sizeof w->seen); /* came round: no old stamp may look like a new one */
  w->stamp = 1;
}

/* Programs are no longer than PHRASE_CODE_MAX and come one after the other, so the low bits tell instructions of one
   program apart, and what an earlier program left there is never asked for again. */
static bool is_new(struct index_walk *w, uint32_t i) {
  uint32_t mark = i / PHRASE_CODE_MAX * STAMPS + w->stamp, *seen = &w->seen[i % PHRASE_CODE_MAX];
  if (*seen == mark) return false;
  *seen = mark;
  return true;
}

/* Never more steps than a program is long, unless the code is from a damaged image. */
void index_walk_from(struct index_walk *w, const struct index *x, uint32_t from) {
  size_t depth = 0;
  w->count = 0;
  if (is_new(w, from)) w->stack[depth++] = from;
  for (size_t steps = 0; depth && steps < PHRASE_CODE_MAX; steps++) {
    uint32_t i = w->stack[--depth];
    const struct phrase_instruction *c = i < x->code_count ? &x->code[i] : NULL;
    if (!c || !index_holds(x, c)) continue;
    if (c->op == PHRASE_SPLIT) {
      if (is_new(w, c->next)) w->stack[depth++] = c->next;
      if (is_new(w, c->arg)) w->stack[depth++] = c->arg; /* first: so it was numbered, and threads come nearly sorted */
    } else {
      w->reached[w->count++] = i;
    }
  }
}

enum { ROOM_FIRST = 8192 };

struct start {
  uint32_t key;  /* a vocabulary item or (above them) a class */
  uint32_t next; /* behind the key */
};

/* What is gathered while the roots are worked out. */
struct starts {
  const struct memory *memory;
  struct index_walk walk;
  size_t keys;
  struct start *v; /* in order of program */
  size_t count, size;
  uint32_t *from, *next;          /* for each key, and two more: where its starts begin; what is behind them */
  uint32_t *symbol_from, *symbol; /* for each symbol, and two more: where its keys begin; the keys */
  uint32_t *slots;                /* root number, by its symbols' keys, open addressing; 0 is free */
  uint32_t *first;                /* for each root: the first of its symbols */
  uint32_t *number;               /* for each key: in the index */
  uint32_t *lists[INDEX_LISTS];
  size_t list_count[INDEX_LISTS], list_size[INDEX_LISTS];
};

/* The keys that a program begins with. */
static bool find_starts(const struct index *x, struct starts *s, uint32_t program) {
  index_walk_begin(&s->walk);
  index_walk_from(&s->walk, x, program);
  struct start *v = memory_grow(s->memory, s->v, &s->size, s->count + s->walk.count, sizeof *v, ROOM_FIRST);
  if (!v) return false;
  s->v = v;
  for (size_t i = 0; i < s->walk.count; i++) {
    const struct phrase_instruction *c = &x->code[s->walk.reached[i]];
    if (c->op >= PHRASE_ANY) continue;
    s->v[s->count++] = (struct start){c->op == PHRASE_WORD ? c->arg : (uint32_t)x->words->count + c->arg, c->next};
  }
  return true;
}

/* By key, in order of program. */
static bool sort_starts(struct starts *s) {
  s->from = memory_new(s->memory, s->keys + 2, sizeof *s->from);
  s->next = memory_resize(s->memory, NULL, s->count, sizeof *s->next);
  if (!s->from || !s->next) return false;
  for (size_t i = 0; i < s->count; i++) s->from[s->v[i].key + 2]++;
  for (size_t k = 2; k < s->keys + 2; k++) s->from[k] += s->from[k - 1];
  for (size_t i = 0; i < s->count; i++) s->next[s->from[s->v[i].key + 1]++] = s->v[i].next;
  return true;
}

/* The keys of each symbol: counted first, then filled. */
static bool sort_symbols(const struct index *x, struct starts *s) {
  uint32_t words = (uint32_t)x->words->count, *from = memory_new(s->memory, x->symbol_count + 2, sizeof *from);
  s->symbol_from = from;
  if (!from) return false;
  for (int fill = 0; fill < 2; fill++) {
    for (uint32_t key = 0; key < s->keys; key++) {
      if (s->from[key] == s->from[key + 1]) continue;
      const struct index_range *r = key < words ? &x->item_range[key] : x->ranges + x->groups[key - words].from;
      size_t n = key < words ? 1 : x->groups[key - words].count;
      for (size_t k = 0; k < n; k++)
        for (uint32_t symbol = r[k].first; symbol < r[k].first + r[k].span; symbol++) {
          if (fill)
            s->symbol[from[symbol + 1]++] = key;
          else
            from[symbol + 2]++;
        }
    }
    if (fill) break;
    for (size_t i = 2; i < x->symbol_count + 2; i++) from[i] += from[i - 1];
    s->symbol = memory_resize(s->memory, NULL, from[x->symbol_count + 1], sizeof *s->symbol);
    if (!s->symbol) return false;
  }
  return true;
}

static int by_number(const void *va, const void *vb) {
  uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
  return a < b ? -1 : a > b;
}

/* In order, each once; how many are left. */
static size_t sort_once(uint32_t *v, size_t n) {
  size_t kept = 0;
  qsort(v, n, sizeof *v, by_number);
  for (size_t i = 0; i < n; i++)
    if (kept == 0 || v[kept - 1] != v[i]) v[kept++] = v[i];
  return kept;
}

static bool put(struct starts *s, enum index_list which, uint32_t number) {
  size_t *count = &s->list_count[which];
  uint32_t *v = memory_grow(s->memory, s->lists[which], &s->list_size[which], *count + 1, sizeof *v, ROOM_FIRST);
  if (!v) return false;
  s->lists[which] = v;
  v[(*count)++] = number;
  return true;
}

/* What stands behind a key in the programs that begin with it, into the lists. */
static bool find_behind(const struct index *x, struct starts *s, size_t key, struct index_key *out) {
  size_t before[INDEX_LISTS];
  memcpy(before, s->list_count, sizeof before);
  for (int l = 0; l < INDEX_LISTS; l++) out->from[l] = (uint32_t)before[l];
  index_walk_begin(&s->walk);
  for (uint32_t i = s->from[key]; i < s->from[key + 1]; i++) {
    index_walk_from(&s->walk, x, s->next[i]);
    for (size_t k = 0; k < s->walk.count; k++) {
      uint32_t place = s->walk.reached[k];
      const struct phrase_instruction *c = &x->code[place];
      out->sample |= index_sample_of(x, c);
      bool ok = c->op == PHRASE_MATCH ? put(s, INDEX_ENDS, c->arg) : put(s, INDEX_THREADS, index_thread_of(x, place));
      if (!ok) return false;
    }
  }
  for (int l = 0; l < INDEX_LISTS; l++)
    if (s->list_count[l] > before[l])
      s->list_count[l] = before[l] + sort_once(s->lists[l] + before[l], s->list_count[l] - before[l]);
  return true;
}

static bool build_keys(struct index *x, struct starts *s) {
  size_t used = 0;
  for (size_t k = 0; k < s->keys; k++) used += s->from[k] < s->from[k + 1];
  x->keys = ARENA_NEW(&x->arena, used + 1, struct index_key);
  s->number = memory_new(s->memory, s->keys, sizeof *s->number);
  if (!x->keys || !s->number) return false;
  for (size_t k = 0; k < s->keys; k++) {
    if (s->from[k] == s->from[k + 1]) continue;
    s->number[k] = (uint32_t)x->key_count;
    if (!find_behind(x, s, k, &x->keys[x->key_count++])) return false;
  }
  for (int l = 0; l < INDEX_LISTS; l++) {
    if (s->list_count[l] > UINT32_MAX) return false;
    x->list_count[l] = x->keys[used].from[l] = (uint32_t)s->list_count[l];
    x->lists[l] = ARENA_NEW(&x->arena, s->list_count[l], uint32_t);
    if (!x->lists[l]) return false;
    if (s->list_count[l]) memcpy(x->lists[l], s->lists[l], s->list_count[l] * sizeof *s->lists[l]);
  }
  return true;
}

static bool same_keys(const struct starts *s, uint32_t a, uint32_t b) {
  const uint32_t *from = s->symbol_from;
  size_t n = from[a + 1] - from[a];
  return n == from[b + 1] - from[b] && memcmp(s->symbol + from[a], s->symbol + from[b], n * sizeof *s->symbol) == 0;
}

/* The root of a symbol; a new one where no symbol before it has the same keys. */
static void find_root(struct index *x, struct starts *s, size_t slots, uint32_t symbol) {
  uint32_t from = s->symbol_from[symbol], end = s->symbol_from[symbol + 1];
  if (from == end) return;
  uint64_t hash =
      hash_add(HASH_START, (struct str){(const char *)(s->symbol + from), (end - from) * sizeof *s->symbol});
  size_t at = hash & (slots - 1);
  while (s->slots[at] && !same_keys(s, s->first[s->slots[at]], symbol)) at = (at + 1) & (slots - 1);
  if (!s->slots[at]) {
    uint32_t root = s->slots[at] = (uint32_t)x->root_count++;
    s->first[root] = symbol;
    for (uint32_t k = from; k < end; k++) x->root_keys[x->root_key_count++] = s->number[s->symbol[k]];
    x->root_from[root + 1] = (uint32_t)x->root_key_count;
  }
  x->root_of[symbol] = s->slots[at];
}

static bool build_roots(struct index *x, struct starts *s) {
  size_t slots = 1024;
  while (slots < x->symbol_count * 2) slots *= 2;
  x->root_of = ARENA_NEW(&x->arena, x->symbol_count, uint32_t);
  x->root_from = ARENA_NEW(&x->arena, x->symbol_count + 2, uint32_t);
  x->root_keys = ARENA_NEW(&x->arena, s->symbol_from[x->symbol_count], uint32_t);
  s->slots = memory_new(s->memory, slots, sizeof *s->slots);
  s->first = memory_new(s->memory, x->symbol_count + 1, sizeof *s->first);
  if (!x->root_of || !x->root_from || !x->root_keys || !s->slots || !s->first) return false;
  x->root_count = 1;
  for (uint32_t symbol = 1; symbol < x->symbol_count; symbol++) find_root(x, s, slots, symbol);
  return true;
}

static bool build_starts(struct index *x, const struct lexicon *lex) {
  struct starts *s = memory_new(x->arena.memory, 1, sizeof *s);
  if (!s) return false;
  s->memory = x->arena.memory;
  s->keys = x->words->count + x->group_count;
  bool ok = true;
  for (size_t i = 0; i < lex->entry_count; i++)
    for (size_t k = 0; ok && k < lex->entries[i].text->phrase_count; k++) {
      const struct phrase *p = lex->entries[i].text->phrases[k];
      if (!p->is_regex) ok = find_starts(x, s, p->code_from);
    }
  ok = ok && sort_starts(s) && sort_symbols(x, s) && build_keys(x, s) && build_roots(x, s);
  void *const all[] = {s->v,     s->from,  s->next,   s->symbol_from, s->symbol,
                       s->slots, s->first, s->number, s->lists[0],    s->lists[1]};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) memory_free(s->memory, all[i]);
  memory_free(s->memory, s);
  return ok;
}

bool index_build(struct index *x, const struct lexicon *lex) {
  const struct phrasebook *book = lex->book;
  *x = (struct index){
      .words = &book->words, .code = book->code, .code_count = book->code_count, .entry_count = lex->entry_count};
  arena_init_with(&x->arena, 0, lex->arena.memory);
  return build_symbols(x) && build_groups(x, book) && build_starts(x, lex);
}

void index_free(struct index *x) {
  arena_free(&x->arena);
}
