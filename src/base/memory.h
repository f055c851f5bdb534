/* memory.h: where memory comes from: malloc, or a function that the caller of the library brought along. Whoever keeps
   memory keeps the address of the `struct memory` beside it, which must outlive it; NULL, or one without a function,
   means malloc. As safe for threads as the function is. */
#ifndef ROLECALL_MEMORY_H
#define ROLECALL_MEMORY_H

#include <stddef.h>

struct memory {
  /* As realloc: `old` NULL takes memory, `size` 0 gives it back and returns NULL. */
  void *(*resize)(void *context, void *old, size_t size);
  void *context;
};

/* `count` objects of `size` bytes, zeroed; NULL on overflow or out of memory. */
void *memory_new(const struct memory *m, size_t count, size_t size);
/* `old` (or NULL) with room for `count` objects, what is new of it not zeroed; NULL: `old` stands as it was. */
void *memory_resize(const struct memory *m, void *old, size_t count, size_t size);
/* `old`, an array of *size objects, or NULL and 0, with room for `want`: where it has less, twice as much until that is
   enough, from `first` on, and *size says so. NULL: out of memory, `old` stands as it was. */
void *memory_grow(const struct memory *m, void *old, size_t *size, size_t want, size_t object, size_t first);
/* NULL is fine. */
void memory_free(const struct memory *m, void *p);

#endif
