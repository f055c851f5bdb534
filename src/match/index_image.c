#include "index_image.h"

void index_store(const struct index *x, struct image *out) {
  size_t keys = x->words->count + x->group_count, symbols = x->symbol_count;
  struct image_part *p = out->parts;
  p[IMAGE_ITEM_RANGES] = (struct image_part){x->item_range, x->words->count, sizeof *x->item_range};
  p[IMAGE_PREFIXES] = (struct image_part){x->prefixes, 1, sizeof *x->prefixes};
  p[IMAGE_GROUPS] = (struct image_part){x->groups, x->group_count, sizeof *x->groups};
  p[IMAGE_RANGES] = (struct image_part){x->ranges, x->range_count, sizeof *x->ranges};
  p[IMAGE_KEY_FROM] = (struct image_part){x->key_from, keys + 1, sizeof *x->key_from};
  p[IMAGE_THREADS] = (struct image_part){x->threads, x->key_from[keys], sizeof *x->threads};
  p[IMAGE_SYMBOL_FROM] = (struct image_part){x->symbol_from, symbols + 1, sizeof *x->symbol_from};
  p[IMAGE_KEYS] = (struct image_part){x->keys, x->symbol_from[symbols], sizeof *x->keys};
}

static void *table(const struct image *image, enum image_table which, size_t object, size_t *count) {
  return (void *)(uintptr_t)image_table(image, which, object, count); /* mapped to be read only, as is the index */
}

static bool ranges_hold(const struct index_range *v, size_t count, size_t symbols) {
  bool holds = true;
  for (size_t i = 0; i < count; i++)
    holds &= v[i].first >= 1 && v[i].first < symbols && v[i].span <= symbols - v[i].first;
  return holds;
}

static bool groups_hold(const struct index *x) {
  bool holds = true;
  for (size_t i = 0; i < x->group_count; i++) {
    const struct index_group *g = &x->groups[i];
    holds &= g->count > 0 && g->from <= x->range_count && g->count <= x->range_count - g->from;
  }
  return holds;
}

/* Whether an array of places in a table of `most` never goes down and stays inside. */
static bool places_hold(const uint32_t *from, size_t count, size_t most) {
  bool holds = count > 0 && from[count - 1] <= most;
  for (size_t i = 1; i < count; i++) holds &= from[i - 1] <= from[i];
  return holds;
}

static bool numbers_hold(const uint32_t *v, size_t count, size_t most) {
  bool holds = true;
  for (size_t i = 0; i < count; i++) holds &= v[i] < most;
  return holds;
}

enum status index_restore(struct index *x, const struct lexicon *lex) {
  const struct image *image = lex->image;
  const struct phrasebook *book = lex->book;
  size_t items, one, key_froms, threads, symbol_froms, keys;
  *x = (struct index){
      .words = &book->words, .code = book->code, .code_count = book->code_count, .entry_count = lex->entry_count};
  arena_init_with(&x->arena, 0, lex->arena.memory);
  x->item_range = table(image, IMAGE_ITEM_RANGES, sizeof *x->item_range, &items);
  x->prefixes = table(image, IMAGE_PREFIXES, sizeof *x->prefixes, &one);
  x->groups = table(image, IMAGE_GROUPS, sizeof *x->groups, &x->group_count);
  x->ranges = table(image, IMAGE_RANGES, sizeof *x->ranges, &x->range_count);
  x->key_from = table(image, IMAGE_KEY_FROM, sizeof *x->key_from, &key_froms);
  x->threads = table(image, IMAGE_THREADS, sizeof *x->threads, &threads);
  x->symbol_from = table(image, IMAGE_SYMBOL_FROM, sizeof *x->symbol_from, &symbol_froms);
  x->keys = table(image, IMAGE_KEYS, sizeof *x->keys, &keys);
  if (!x->item_range || !x->prefixes || !x->groups || !x->ranges || !x->key_from || !x->threads || !x->symbol_from ||
      !x->keys)
    return ST_SKIP;
  x->symbol_count = items + 1;
  bool holds = items == book->words.count && one == 1 && x->group_count < UINT32_MAX / 2 &&
               key_froms == items + x->group_count + 1 && symbol_froms == x->symbol_count + 1 &&
               ranges_hold(x->item_range, items, x->symbol_count) &&
               ranges_hold(x->ranges, x->range_count, x->symbol_count) && groups_hold(x) &&
               places_hold(x->key_from, key_froms, threads) && places_hold(x->symbol_from, symbol_froms, keys) &&
               numbers_hold(x->keys, keys, items + x->group_count) && numbers_hold(x->threads, threads, x->code_count);
  for (size_t i = 0; holds && i < threads; i++) holds = index_holds(x, &x->code[x->threads[i]]);
  return holds ? ST_OK : ST_SKIP;
}
