#include "index_image.h"

void index_store(const struct index *x, struct image *out) {
  struct image_part *p = out->parts;
  p[IMAGE_ITEM_RANGES] = (struct image_part){x->item_range, x->words->count, sizeof *x->item_range};
  p[IMAGE_PREFIXES] = (struct image_part){x->prefixes, 1, sizeof *x->prefixes};
  p[IMAGE_GROUPS] = (struct image_part){x->groups, x->group_count, sizeof *x->groups};
  p[IMAGE_RANGES] = (struct image_part){x->ranges, x->range_count, sizeof *x->ranges};
  p[IMAGE_ROOT_OF] = (struct image_part){x->root_of, x->symbol_count, sizeof *x->root_of};
  p[IMAGE_ROOTS] = (struct image_part){x->root_from, x->root_count + 1, sizeof *x->root_from};
  p[IMAGE_ROOT_KEYS] = (struct image_part){x->root_keys, x->root_key_count, sizeof *x->root_keys};
  p[IMAGE_KEYS] = (struct image_part){x->keys, x->key_count + 1, sizeof *x->keys};
  p[IMAGE_THREADS] = (struct image_part){x->lists[INDEX_THREADS], x->list_count[INDEX_THREADS], sizeof(index_thread)};
  p[IMAGE_ENDS] = (struct image_part){x->lists[INDEX_ENDS], x->list_count[INDEX_ENDS], sizeof(uint32_t)};
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

/* Whether the places in the lists never go down and stay inside. */
static bool roots_hold(const struct index *x) {
  bool holds = x->root_from[x->root_count] <= x->root_key_count;
  for (size_t i = 0; i < x->root_count; i++) holds &= x->root_from[i] <= x->root_from[i + 1];
  return holds;
}

static bool keys_hold(const struct index *x) {
  bool holds = true;
  for (int l = 0; l < INDEX_LISTS; l++) {
    holds &= x->keys[x->key_count].from[l] <= x->list_count[l];
    for (size_t i = 0; i < x->key_count; i++) holds &= x->keys[i].from[l] <= x->keys[i + 1].from[l];
  }
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
  size_t items, one, symbols, roots, keys;
  *x = (struct index){
      .words = &book->words, .code = book->code, .code_count = book->code_count, .entry_count = lex->entry_count};
  arena_init_with(&x->arena, 0, lex->arena.memory);
  x->item_range = table(image, IMAGE_ITEM_RANGES, sizeof *x->item_range, &items);
  x->prefixes = table(image, IMAGE_PREFIXES, sizeof *x->prefixes, &one);
  x->groups = table(image, IMAGE_GROUPS, sizeof *x->groups, &x->group_count);
  x->ranges = table(image, IMAGE_RANGES, sizeof *x->ranges, &x->range_count);
  x->root_of = table(image, IMAGE_ROOT_OF, sizeof *x->root_of, &symbols);
  x->root_from = table(image, IMAGE_ROOTS, sizeof *x->root_from, &roots);
  x->root_keys = table(image, IMAGE_ROOT_KEYS, sizeof *x->root_keys, &x->root_key_count);
  x->keys = table(image, IMAGE_KEYS, sizeof *x->keys, &keys);
  x->lists[INDEX_THREADS] = table(image, IMAGE_THREADS, sizeof(index_thread), &x->list_count[INDEX_THREADS]);
  x->lists[INDEX_ENDS] = table(image, IMAGE_ENDS, sizeof(uint32_t), &x->list_count[INDEX_ENDS]);
  if (!x->item_range || !x->prefixes || !x->groups || !x->ranges || !x->root_of || !x->root_from || !x->root_keys ||
      !x->keys || !x->lists[INDEX_THREADS] || !x->lists[INDEX_ENDS] || roots < 2 || keys < 1)
    return ST_SKIP;
  x->root_count = roots - 1;
  x->key_count = keys - 1;
  x->symbol_count = items + 1;
  bool holds = items == book->words.count && one == 1 && x->group_count < UINT32_MAX / 2 &&
               symbols == x->symbol_count && ranges_hold(x->item_range, items, x->symbol_count) &&
               ranges_hold(x->ranges, x->range_count, x->symbol_count) && groups_hold(x) && roots_hold(x) &&
               keys_hold(x) && numbers_hold(x->root_of, symbols, x->root_count) &&
               numbers_hold(x->root_keys, x->root_key_count, x->key_count) &&
               numbers_hold(x->lists[INDEX_ENDS], x->list_count[INDEX_ENDS], x->entry_count);
  return holds ? ST_OK : ST_SKIP;
}
