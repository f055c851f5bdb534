#include "failing.h"

#include <string.h>

struct failing failing;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *s);
void __wrap_free(void *p);

static bool fails(void) {
  failing.count++;
  if (!failing.at || failing.count < failing.at || (failing.count > failing.at && !failing.from_then)) return false;
  failing.failed++;
  return true;
}

void *__wrap_malloc(size_t n) {
  void *p = fails() ? NULL : __real_malloc(n);
  failing.held += p != NULL;
  return p;
}

void *__wrap_calloc(size_t n, size_t size) {
  void *p = fails() ? NULL : __real_calloc(n, size);
  failing.held += p != NULL;
  return p;
}

void *__wrap_realloc(void *old, size_t n) {
  void *p = fails() ? NULL : __real_realloc(old, n);
  failing.held += p != NULL && !old;
  return p;
}

char *__wrap_strdup(const char *s) {
  char *p = __wrap_malloc(strlen(s) + 1);
  return p ? strcpy(p, s) : NULL;
}

void __wrap_free(void *p) {
  failing.held -= p != NULL;
  __real_free(p);
}
