#include "buf.h"

#include <stdio.h>
#include <stdlib.h>

void buf_free(struct buf *b) {
  free(b->ptr);
  *b = (struct buf){0};
}

static bool reserve(struct buf *b, size_t more) {
  if (b->failed) return false;
  if (b->size - b->len >= more) return true;
  size_t size = b->size ? b->size : 4096;
  while (size - b->len < more) {
    if (size > SIZE_MAX / 4) {
      b->failed = true;
      return false;
    }
    size *= 2;
  }
  char *p = realloc(b->ptr, size);
  if (!p) {
    b->failed = true;
    return false;
  }
  b->ptr = p;
  b->size = size;
  return true;
}

char *buf_room(struct buf *b, size_t more) {
  return reserve(b, more) ? b->ptr + b->len : NULL;
}

void buf_add(struct buf *b, struct str s) {
  if (s.len == 0 || !reserve(b, s.len)) return;
  memcpy(b->ptr + b->len, s.ptr, s.len);
  b->len += s.len;
}

void buf_format(struct buf *b, const char *format, ...) {
  enum { USUAL = 64 };
  va_list args, again;
  if (!reserve(b, USUAL)) return;
  va_start(args, format);
  va_copy(again, args);
  size_t room = b->size - b->len;
  int n = vsnprintf(b->ptr + b->len, room, format, args);
  if (n >= 0 && (size_t)n >= room) {
    if (reserve(b, (size_t)n + 1))
      vsnprintf(b->ptr + b->len, (size_t)n + 1, format, again);
    else
      n = 0;
  }
  if (n > 0) b->len += (size_t)n;
  va_end(again);
  va_end(args);
}
