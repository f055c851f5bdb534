#include "buf.h"

#include <stdio.h>

#include "utf8.h"

void buf_free(struct buf *b) {
  memory_free(b->memory, b->ptr);
  *b = (struct buf){.memory = b->memory};
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
  char *p = memory_resize(b->memory, b->ptr, size, 1);
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

void buf_utf8(struct buf *b, struct str s) {
  for (size_t good; (good = utf8_valid_prefix(s)) < s.len; s = str_sub(s, good + 1, s.len)) {
    buf_add(b, str_sub(s, 0, good));
    buf_add(b, STR("\xEF\xBF\xBD"));
  }
  buf_add(b, s);
}

void buf_decimal(struct buf *b, bool minus, uint64_t n, size_t decimals) {
  char text[32];
  size_t at = sizeof text;
  for (size_t i = 0; n || i <= decimals; i++, n /= 10) {
    if (i == decimals && i) text[--at] = '.';
    text[--at] = (char)('0' + n % 10);
  }
  if (minus) text[--at] = '-';
  buf_add(b, (struct str){text + at, sizeof text - at});
}

void buf_milli(struct buf *b, int32_t thousandths) {
  int64_t size = thousandths < 0 ? -(int64_t)thousandths : thousandths;
  buf_decimal(b, thousandths < 0, (uint64_t)size, 3);
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
