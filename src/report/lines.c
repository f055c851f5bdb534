#include "lines.h"

/* Bytes that are not continuation bytes (10xxxxxx), eight at a time. */
static size_t count_chars(const char *p, size_t n) {
  size_t tails = 0, i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t w;
    memcpy(&w, p + i, 8);
    w = (w >> 7) & ~(w >> 6) & 0x0101010101010101u;
    tails += (size_t)((w * 0x0101010101010101u) >> 56);
  }
  for (; i < n; i++) tails += ((unsigned char)p[i] & 0xC0) == 0x80;
  return n - tails;
}

/* Goes on from what is known at `from` to what holds at `to`. */
static void advance(struct str bytes, size_t from, size_t to, struct lines_mark *m) {
  for (;;) {
    const char *nl = from < to ? memchr(bytes.ptr + from, '\n', to - from) : NULL;
    size_t stop = nl ? (size_t)(nl - bytes.ptr) + 1 : to;
    m->chars += count_chars(bytes.ptr + from, stop - from);
    if (!nl) return;
    m->line++;
    m->line_chars = m->chars;
    from = stop;
  }
}

void lines_find(struct lines *l, size_t at, uint32_t *line, uint32_t *column) {
  struct lines_mark m = {.line = 1};
  size_t step = at / LINES_STEP, from = 0;
  if (!l->marks) {
    l->marks = memory_resize(l->memory, NULL, l->bytes.len / LINES_STEP + 1, sizeof *l->marks);
    if (l->marks) l->marks[0] = m;
    l->marked = l->marks != NULL;
  }
  if (l->marks) {
    for (; l->marked <= step; l->marked++) {
      l->marks[l->marked] = l->marks[l->marked - 1];
      advance(l->bytes, (l->marked - 1) * LINES_STEP, l->marked * LINES_STEP, &l->marks[l->marked]);
    }
    m = l->marks[step];
    from = step * LINES_STEP;
  }
  advance(l->bytes, from, at, &m);
  *line = m.line;
  *column = (uint32_t)(m.chars - m.line_chars) + 1;
}

void lines_free(struct lines *l) {
  memory_free(l->memory, l->marks);
  l->marks = NULL;
  l->marked = 0;
}
