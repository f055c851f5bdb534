/* buf.h: a growing byte buffer on the heap, for output. Once an allocation fails, `failed` stays true and writes do
   nothing, so that a writer checks once at the end. One owner; not thread-safe. */
#ifndef ROLECALL_BUF_H
#define ROLECALL_BUF_H

#include "err.h"
#include "memory.h"
#include "str.h"

struct buf {
  char *ptr;
  size_t len, size;
  const struct memory *memory; /* NULL: malloc */
  bool failed;
};

/* Empty again, its memory the same as before. */
void buf_free(struct buf *b);
static inline void buf_clear(struct buf *b) {
  b->len = 0;
}
static inline struct str buf_str(const struct buf *b) {
  return (struct str){b->ptr, b->len};
}
void buf_add(struct buf *b, struct str s);
/* Room for `more` bytes behind what is there, for the caller to fill and count in `len`; NULL when out of memory. */
char *buf_room(struct buf *b, size_t more);
static inline void buf_char(struct buf *b, char c) {
  char *p = b->len < b->size && !b->failed ? b->ptr + b->len : buf_room(b, 1);
  if (!p) return;
  *p = c;
  b->len++;
}
/* Bytes that are no UTF-8 (a file's name may have them) become U+FFFD. */
void buf_utf8(struct buf *b, struct str s);
/* The digits of n with a point before the last `decimals` (at most 9) of them. */
void buf_decimal(struct buf *b, bool minus, uint64_t n, size_t decimals);
/* Whole thousandths as a decimal number: 1250 is 1.250. Exact, no floating point. */
void buf_milli(struct buf *b, int32_t thousandths);
void buf_format(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
