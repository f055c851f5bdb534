#include "employers.h"

struct employer {
  struct str name; /* empty: a free slot */
  uint64_t hash;
  uint32_t group;
};

void employers_init(struct employers *x) {
  *x = (struct employers){.slots = NULL};
  arena_init(&x->arena, 0);
}

void employers_free(struct employers *x) {
  arena_free(&x->arena);
  *x = (struct employers){.slots = NULL};
}

/* FNV-1a. */
static uint64_t hash_of(struct str name) {
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  for (size_t i = 0; i < name.len; i++) hash = (hash ^ (unsigned char)name.ptr[i]) * UINT64_C(0x100000001B3);
  return hash ^ hash >> 32;
}

/* The slot that holds the name, or the free one where it goes. */
static struct employer *find_slot(struct employer *slots, size_t size, struct str name, uint64_t hash) {
  size_t at = (size_t)hash & (size - 1);
  while (slots[at].name.len && (slots[at].hash != hash || !str_eq(slots[at].name, name))) at = (at + 1) & (size - 1);
  return &slots[at];
}

static bool make_room(struct employers *x) {
  if (x->count * 2 < x->size) return true;
  size_t size = x->size ? x->size * 2 : 256;
  struct employer *slots = ARENA_NEW(&x->arena, size, struct employer);
  if (!slots) return false;
  for (size_t i = 0; i < x->size; i++)
    if (x->slots[i].name.len) *find_slot(slots, size, x->slots[i].name, x->slots[i].hash) = x->slots[i];
  x->slots = slots;
  x->size = size;
  return true;
}

enum status employers_number(struct employers *x, struct str name, uint32_t *group, struct err *e) {
  if (name.len == 0) { /* nobody knows */
    *group = x->groups++;
    return ST_OK;
  }
  if (!make_room(x)) return err_memory(e);
  uint64_t hash = hash_of(name);
  struct employer *slot = find_slot(x->slots, x->size, name, hash);
  if (slot->name.len == 0) {
    struct str kept = arena_copy(&x->arena, name);
    if (!kept.ptr) return err_memory(e);
    *slot = (struct employer){kept, hash, x->groups++};
    x->count++;
  }
  *group = slot->group;
  return ST_OK;
}
