#include "index.h"

#include <stdlib.h>

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

struct start {
  uint32_t key;
  index_thread thread;
};

/* The instructions that programs may start with; few have more than a handful. */
struct starts {
  const struct memory *memory;
  struct start *v;
  size_t count, size;
  uint32_t seen[PHRASE_CODE_MAX], stack[PHRASE_CODE_MAX];
};

static bool add_start(struct starts *s, struct start start) {
  if (s->count == s->size) {
    size_t size = s->size ? s->size * 2 : 8192;
    struct start *v = memory_resize(s->memory, s->v, size, sizeof *v);
    if (!v) return false;
    s->v = v;
    s->size = size;
  }
  s->v[s->count++] = start;
  return true;
}

/* Of the program at `from`. False when out of memory. */
static bool find_starts(const struct index *x, struct starts *s, uint32_t from) {
  size_t depth = 0;
  s->stack[depth++] = from;
  s->seen[0] = from + 1;
  while (depth) {
    uint32_t i = s->stack[--depth];
    const struct phrase_instruction *c = &x->code[i];
    if (c->op < PHRASE_ANY) {
      uint32_t key = c->op == PHRASE_WORD ? c->arg : (uint32_t)x->words->count + c->arg;
      if (!add_start(s, (struct start){key, i})) return false;
    }
    uint32_t to[2] = {c->next, c->op == PHRASE_SPLIT ? c->arg : c->next};
    for (size_t k = 0; k < 2 && c->op == PHRASE_SPLIT; k++)
      if (s->seen[to[k] - from] != from + 1) {
        s->seen[to[k] - from] = from + 1;
        s->stack[depth++] = to[k];
      }
  }
  return true;
}

/* From the starts in order of program to the threads of each key. */
static bool sort_starts(struct index *x, const struct starts *s) {
  size_t keys = x->words->count + x->group_count;
  x->key_from = ARENA_NEW(&x->arena, keys + 2, uint32_t);
  x->threads = ARENA_NEW(&x->arena, s->count, index_thread);
  if (!x->key_from || !x->threads) return false;
  for (size_t i = 0; i < s->count; i++) x->key_from[s->v[i].key + 2]++;
  for (size_t k = 2; k < keys + 2; k++) x->key_from[k] += x->key_from[k - 1];
  for (size_t i = 0; i < s->count; i++) x->threads[x->key_from[s->v[i].key + 1]++] = s->v[i].thread;
  return true;
}

/* The keys of each symbol: counted first, then filled. */
static bool build_symbol_keys(struct index *x) {
  uint32_t words = (uint32_t)x->words->count, keys = words + (uint32_t)x->group_count;
  x->symbol_from = ARENA_NEW(&x->arena, x->symbol_count + 2, uint32_t);
  if (!x->symbol_from) return false;
  for (int fill = 0; fill < 2; fill++) {
    for (uint32_t key = 0; key < keys; key++) {
      if (x->key_from[key] == x->key_from[key + 1]) continue;
      const struct index_range *r = key < words ? &x->item_range[key] : x->ranges + x->groups[key - words].from;
      size_t n = key < words ? 1 : x->groups[key - words].count;
      for (size_t k = 0; k < n; k++)
        for (uint32_t s = r[k].first; s < r[k].first + r[k].span; s++) {
          if (fill)
            x->keys[x->symbol_from[s + 1]++] = key;
          else
            x->symbol_from[s + 2]++;
        }
    }
    if (fill) break;
    for (size_t s = 2; s < x->symbol_count + 2; s++) x->symbol_from[s] += x->symbol_from[s - 1];
    x->keys = ARENA_NEW(&x->arena, x->symbol_from[x->symbol_count + 1], uint32_t);
    if (!x->keys) return false;
  }
  return true;
}

static bool build_starts(struct index *x, const struct lexicon *lex) {
  struct starts *s = memory_new(x->arena.memory, 1, sizeof *s);
  bool ok = s != NULL;
  if (s) s->memory = x->arena.memory;
  for (size_t i = 0; i < lex->entry_count; i++)
    for (size_t k = 0; ok && k < lex->entries[i].phrase_count; k++) {
      const struct phrase *p = lex->entries[i].phrases[k];
      if (!p->is_regex) ok = find_starts(x, s, p->code_from);
    }
  ok = ok && sort_starts(x, s) && build_symbol_keys(x);
  if (s) memory_free(x->arena.memory, s->v);
  memory_free(x->arena.memory, s);
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
