#include "arena.h"

enum { CHUNK_BYTES = 256 * 1024, ALIGN = 16 };

struct arena_chunk {
  struct arena_chunk *older;
  size_t size, used;
  char *last; /* the newest allocation, which arena_grow may extend */
};

static size_t round_up(size_t n) {
  return (n + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
}

static char *chunk_bytes(struct arena_chunk *c) {
  return (char *)c + round_up(sizeof *c);
}

void arena_init(struct arena *a, size_t cap) {
  arena_init_with(a, cap, NULL);
}

void arena_init_with(struct arena *a, size_t cap, const struct memory *memory) {
  *a = (struct arena){.head = NULL, .used = 0, .cap = cap, .memory = memory};
}

void arena_reset(struct arena *a) {
  struct arena_chunk *keep = NULL;
  for (struct arena_chunk *c = a->head, *older; c; c = older) {
    older = c->older;
    if (!keep && c->size <= CHUNK_BYTES)
      keep = c;
    else
      memory_free(a->memory, c);
  }
  if (keep) *keep = (struct arena_chunk){.older = NULL, .size = keep->size, .used = 0, .last = NULL};
  a->head = keep;
  a->used = 0;
  a->full = false;
}

void arena_free(struct arena *a) {
  for (struct arena_chunk *c = a->head, *older; c; c = older) {
    older = c->older;
    memory_free(a->memory, c);
  }
  a->head = NULL;
  a->used = 0;
}

/* Whether `bytes` more stay under the cap. */
static bool has_room(struct arena *a, size_t bytes) {
  bool room = a->cap == 0 || (bytes <= a->cap && a->used <= a->cap - bytes);
  a->full |= !room;
  return room;
}

void *arena_room(struct arena *a, size_t bytes) {
  if (bytes > SIZE_MAX / 2) return NULL;
  bytes = round_up(bytes + (bytes == 0)); /* never of no length */
  if (!has_room(a, bytes)) return NULL;
  struct arena_chunk *c = a->head;
  if (!c || c->size - c->used < bytes) {
    size_t want = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
    c = memory_resize(a->memory, NULL, 1, round_up(sizeof *c) + want);
    if (!c) return NULL;
    *c = (struct arena_chunk){.older = a->head, .size = want, .used = 0, .last = NULL};
    a->head = c;
  }
  c->last = chunk_bytes(c) + c->used;
  c->used += bytes;
  a->used += bytes;
  return c->last;
}

void *arena_alloc(struct arena *a, size_t count, size_t size) {
  if (size && count > (SIZE_MAX / 2) / size) return NULL;
  void *p = arena_room(a, count * size);
  return p ? memset(p, 0, count * size) : NULL;
}

/* The link to the chunk that holds nothing but `old`: a long array, which realloc grows without leaving a copy behind.
 */
static struct arena_chunk **chunk_of_its_own(struct arena *a, const void *old, size_t bytes) {
  if (bytes < CHUNK_BYTES) return NULL;
  struct arena_chunk **link = &a->head;
  while (*link && chunk_bytes(*link) != old) link = &(*link)->older;
  return *link && (*link)->used == bytes ? link : NULL;
}

static void *grow_chunk(struct arena *a, struct arena_chunk **link, size_t bytes) {
  size_t want = round_up(bytes), had = (*link)->used;
  if (!has_room(a, want - had)) return NULL;
  struct arena_chunk *c = memory_resize(a->memory, *link, 1, round_up(sizeof *c) + want);
  if (!c) return NULL;
  *link = c;
  c->size = c->used = want;
  c->last = chunk_bytes(c);
  a->used += want - had;
  return c->last;
}

void *arena_grow(struct arena *a, void *old, size_t old_count, size_t new_count, size_t size) {
  if (size && new_count > (SIZE_MAX / 2) / size) return NULL;
  if (!old || old_count == 0) return arena_room(a, new_count * size);
  if (new_count <= old_count) return old;
  struct arena_chunk *c = a->head;
  size_t had = round_up(old_count * size), want = round_up(new_count * size);
  if (c->last == old && c->size - c->used >= want - had) {
    if (!has_room(a, want - had)) return NULL;
    c->used += want - had;
    a->used += want - had;
    return old;
  }
  struct arena_chunk **link = chunk_of_its_own(a, old, had);
  if (link) return grow_chunk(a, link, new_count * size);
  void *fresh = arena_room(a, new_count * size);
  return fresh ? memcpy(fresh, old, old_count * size) : NULL;
}

struct str arena_copy(struct arena *a, struct str s) {
  char *p = arena_alloc(a, s.len + 1, 1);
  if (!p) return STR_NONE;
  if (s.len) memcpy(p, s.ptr, s.len);
  return (struct str){p, s.len};
}
