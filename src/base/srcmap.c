#include "srcmap.h"

void srcmap_init(struct srcmap *m, struct arena *arena, const struct srcmap *below, const char *layer) {
  *m = (struct srcmap){.arena = arena, .below = below, .layer = layer};
}

enum status srcmap_add(struct srcmap *m, size_t to, size_t to_len, size_t from, size_t from_len, struct err *e) {
  if (to_len == 0) return ST_OK;
  if (to > UINT32_MAX - to_len || from > UINT32_MAX - from_len) {
    err_set(e, ERR_LIMIT, "a document over 4 GiB cannot be mapped");
    return ST_FAIL;
  }
  uint32_t to_unit = to_len == from_len ? 1 : (uint32_t)to_len, from_unit = to_len == from_len ? 1 : (uint32_t)from_len;
  if (m->count) {
    struct map_run *last = &m->runs[m->count - 1];
    if (last->to_unit == to_unit && last->from_unit == from_unit && last->to + last->to_len == to &&
        last->from + last->from_len == from) {
      last->to_len += (uint32_t)to_len;
      last->from_len += (uint32_t)from_len;
      return ST_OK;
    }
  }
  if (m->count == m->size) {
    size_t size = m->size ? m->size * 2 : 4; /* most maps are of one attribute or script */
    struct map_run *runs = arena_grow(m->arena, m->runs, m->size, size, sizeof *runs);
    if (!runs) return err_memory(e);
    m->runs = runs;
    m->size = size;
  }
  m->runs[m->count++] = (struct map_run){.to = (uint32_t)to,
                                         .from = (uint32_t)from,
                                         .to_len = (uint32_t)to_len,
                                         .from_len = (uint32_t)from_len,
                                         .to_unit = to_unit,
                                         .from_unit = from_unit};
  return ST_OK;
}

/* The last run that begins at or before `at`; the first run where there is none. */
static const struct map_run *run_at(const struct srcmap *m, size_t at) {
  size_t low = 0, high = m->count;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (m->runs[middle].to <= at)
      low = middle;
    else
      high = middle;
  }
  return &m->runs[low];
}

static size_t resolve_start(const struct map_run *r, size_t at) {
  if (at < r->to) return r->from;
  if (at - r->to >= r->to_len) return (size_t)r->from + r->from_len;
  return r->from + (at - r->to) / r->to_unit * (size_t)r->from_unit;
}

static size_t resolve_end(const struct map_run *r, size_t last) {
  if (last < r->to) return r->from;
  if (last - r->to >= r->to_len) return (size_t)r->from + r->from_len;
  return r->from + ((last - r->to) / r->to_unit + 1) * (size_t)r->from_unit;
}

void srcmap_resolve(const struct srcmap *m, size_t start, size_t end, size_t *doc_start, size_t *doc_end) {
  for (; m; m = m->below) {
    if (m->count == 0) {
      start = end = 0;
      continue;
    }
    size_t from = resolve_start(run_at(m, start), start);
    end = end > start ? resolve_end(run_at(m, end - 1), end - 1) : from;
    start = from;
  }
  *doc_start = start;
  *doc_end = end;
}
