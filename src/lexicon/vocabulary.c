#include "vocabulary.h"

void vocabulary_init(struct vocabulary *v, struct arena *a) {
  *v = (struct vocabulary){.arena = a};
}

/* The slot that holds the item, or the free one where it would go. */
static size_t find_slot(const struct vocabulary *v, struct str text, bool is_prefix, uint32_t hash) {
  size_t mask = v->slot_count - 1, at = (hash ^ (hash >> 15) ^ is_prefix) & mask;
  while (v->slots[at]) {
    uint32_t item = v->slots[at] - 1;
    if (v->items[item].hash == hash && v->items[item].is_prefix == is_prefix && str_eq(vocabulary_text(v, item), text))
      break;
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
  for (uint32_t i = 0; i < v->count; i++)
    slots[find_slot(v, vocabulary_text(v, i), v->items[i].is_prefix, v->items[i].hash)] = i + 1;
  return true;
}

/* Room for one more item with a text of `len` bytes. */
static bool grow(struct vocabulary *v, size_t len) {
  if (v->count * 2 >= v->slot_count && !grow_slots(v)) return false;
  if (v->count == v->size) {
    size_t size = v->size ? v->size * 2 : 2048;
    struct vocabulary_item *items = arena_grow(v->arena, v->items, v->size, size, sizeof *items);
    if (!items) return false;
    v->items = items;
    v->size = size;
  }
  if (v->byte_size - v->byte_count < len) {
    size_t size = (v->byte_size ? v->byte_size : 8192) * 2 + len;
    char *bytes = size <= INT32_MAX ? arena_grow(v->arena, v->bytes, v->byte_size, size, 1) : NULL;
    if (!bytes) return false;
    v->bytes = bytes;
    v->byte_size = size;
  }
  return true;
}

uint32_t vocabulary_lookup(const struct vocabulary *v, struct str text, bool is_prefix, uint32_t hash) {
  if (!v->slot_count) return VOCABULARY_NONE;
  uint32_t slot = v->slots[find_slot(v, text, is_prefix, hash)];
  return slot ? slot - 1 : VOCABULARY_NONE;
}

uint32_t vocabulary_find(const struct vocabulary *v, struct str text, bool is_prefix) {
  return vocabulary_lookup(v, text, is_prefix, vocabulary_hash(text));
}

uint32_t vocabulary_add(struct vocabulary *v, struct str text, bool is_prefix) {
  if (!grow(v, text.len)) return VOCABULARY_NONE;
  uint32_t hash = vocabulary_hash(text);
  size_t at = find_slot(v, text, is_prefix, hash);
  if (v->slots[at]) return v->slots[at] - 1;
  if (text.len) memcpy(v->bytes + v->byte_count, text.ptr, text.len);
  v->items[v->count] =
      (struct vocabulary_item){(uint32_t)v->byte_count, hash, (uint32_t)text.len & INT32_MAX, is_prefix};
  v->byte_count += text.len;
  v->slots[at] = (uint32_t)++v->count;
  return (uint32_t)v->count - 1;
}
