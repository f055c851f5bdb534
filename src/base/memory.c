#include "memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int is_own(const struct memory *m) {
  return m && m->resize;
}

void *memory_new(const struct memory *m, size_t count, size_t size) {
  if (!is_own(m)) return calloc(count, size); /* which knows of pages that are zero already */
  void *p = memory_resize(m, NULL, count, size);
  return p ? memset(p, 0, count * size) : NULL;
}

void *memory_resize(const struct memory *m, void *old, size_t count, size_t size) {
  if (size && count > SIZE_MAX / 2 / size) return NULL;
  size_t bytes = count * size + (count * size == 0); /* none at all would mean: give it back */
  return is_own(m) ? m->resize(m->context, old, bytes) : realloc(old, bytes);
}

void *memory_grow(const struct memory *m, void *old, size_t *size, size_t want, size_t object, size_t first) {
  if (old && want <= *size) return old;
  size_t n = *size ? *size : first;
  while (n < want && n <= SIZE_MAX / 2) n *= 2; /* what is too much, the next line refuses */
  void *p = memory_resize(m, old, n, object);
  if (p) *size = n;
  return p;
}

void memory_free(const struct memory *m, void *p) {
  if (!p) return;
  if (is_own(m))
    (void)m->resize(m->context, p, 0);
  else
    free(p);
}
