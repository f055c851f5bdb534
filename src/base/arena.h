/* arena.h: memory for one document, taken in pieces and given back all at once by arena_reset. One arena belongs to
   one worker; it is not thread-safe. Allocation fails (NULL) when malloc (or who stands in for it) does or when the cap
   would be passed. There is no free in the middle. */
#ifndef ROLECALL_ARENA_H
#define ROLECALL_ARENA_H

#include "memory.h"
#include "str.h"

struct arena_chunk;

struct arena {
  struct arena_chunk *head;    /* the chunk in use; older ones hang behind it */
  size_t used, cap;            /* bytes handed out since the reset; the most there may be */
  const struct memory *memory; /* where its chunks come from; NULL: malloc */
  bool full;                   /* something was refused since the reset, for the cap and not for want of memory */
};

/* `cap` in bytes; 0 means no cap. Never fails; the first chunk is taken on first use. */
void arena_init(struct arena *a, size_t cap);
/* The same with chunks from `memory`, which outlives the arena. */
void arena_init_with(struct arena *a, size_t cap, const struct memory *memory);
/* Forgets everything; keeps one chunk of ordinary size for the next document. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

/* `count` objects of `size` bytes, aligned for any type, zeroed; NULL on overflow, cap or out of memory. */
void *arena_alloc(struct arena *a, size_t count, size_t size);
/* Room for `bytes`, aligned, NOT zeroed: where little may be used, the rest is never touched. */
void *arena_room(struct arena *a, size_t bytes);
/* Grows an array that came from this arena: in place where it is the newest allocation, else a copy. What is new
   of it is NOT zeroed. `old_count` of 0 with NULL is a first allocation. */
void *arena_grow(struct arena *a, void *old, size_t old_count, size_t new_count, size_t size);
/* A copy with a NUL behind it (not counted). ptr is NULL on failure. */
struct str arena_copy(struct arena *a, struct str s);

#define ARENA_NEW(a, count, type) ((type *)arena_alloc((a), (count), sizeof(type)))

#endif
