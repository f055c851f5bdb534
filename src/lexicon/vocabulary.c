#include "vocabulary.h"

void vocabulary_init(struct vocabulary *v, struct arena *a) {
  *v = (struct vocabulary){.arena = a};
}

/* The slot that holds the item, or the free one where it would go. */
static size_t find_slot(const struct vocabulary *v, struct str text, bool is_prefix, uint32_t hash) {
  size_t mask = v->slot_count - 1, at = (hash ^ (hash >> 15) ^ is_prefix) & mask;
  while (v->slots[at]) {
    const struct vocabulary_item *it = &v->items[v->slots[at] - 1];
    if (it->hash == hash && it->is_prefix == is_prefix && str_eq(it->text, text)) break;
    at = (at + 1) & mask;
  }
  return at;
}

static bool grow_slots(struct vocabulary *v) {
  size_t count = v->slot_count ? v->slot_count * 4 : 4096;
  uint32_t *slots = ARENA_NEW(v->arena, count, uint32_t);
  if (!slots) return false;
  v->slots = slots;
  v->slot_count = count;
  for (size_t i = 0; i < v->count; i++)
    v->slots[find_slot(v, v->items[i].text, v->items[i].is_prefix, v->items[i].hash)] = (uint32_t)i + 1;
  return true;
}

uint32_t vocabulary_lookup(const struct vocabulary *v, struct str text, bool is_prefix, uint32_t hash) {
  if (!v->slot_count) return VOCABULARY_NONE;
  size_t at = find_slot(v, text, is_prefix, hash);
  return v->slots[at] ? v->slots[at] - 1 : VOCABULARY_NONE;
}

uint32_t vocabulary_find(const struct vocabulary *v, struct str text, bool is_prefix) {
  return vocabulary_lookup(v, text, is_prefix, vocabulary_hash(text));
}

uint32_t vocabulary_add(struct vocabulary *v, struct str text, bool is_prefix, bool copy, bool *is_new) {
  if (is_new) *is_new = false;
  if (v->count * 2 >= v->slot_count && !grow_slots(v)) return VOCABULARY_NONE;
  uint32_t hash = vocabulary_hash(text);
  size_t at = find_slot(v, text, is_prefix, hash);
  if (v->slots[at]) return v->slots[at] - 1;
  if (v->count == v->size) {
    size_t size = v->size ? v->size * 2 : 2048;
    struct vocabulary_item *items = arena_grow(v->arena, v->items, v->size, size, sizeof *items);
    if (!items) return VOCABULARY_NONE;
    v->items = items;
    v->size = size;
  }
  if (copy) {
    text = arena_copy(v->arena, text);
    if (!text.ptr) return VOCABULARY_NONE;
  }
  v->items[v->count] = (struct vocabulary_item){text, is_prefix, hash};
  v->slots[at] = (uint32_t)++v->count;
  if (is_new) *is_new = true;
  return (uint32_t)v->count - 1;
}
