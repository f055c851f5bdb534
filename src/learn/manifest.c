#include "manifest.h"

#include <stdio.h>

#include "../base/ascii.h"
#include "../base/file.h"
#include "employers.h"

enum { COLUMNS_MAX = 32, FILE_BYTES_MAX = 16 << 20 };

enum column {
  COLUMN_FILE,
  COLUMN_LABEL,
  COLUMN_EMPLOYER,
  COLUMN_TITLE_ROLE,
  COLUMN_SPLIT,
  COLUMN_TRAITS,
  COLUMN_QUOTE1,
  COLUMN_QUOTE2,
  COLUMN_FIRST,
  COLUMN_SECOND,
  COLUMN_COUNT
};
static const char *const names[COLUMN_COUNT] = {"file",   "label",  "employer", "title_role", "split",
                                                "traits", "quote1", "quote2",   "first",      "second"};

/* Cuts the first line, or the first cell, off `rest`. */
static struct str cut(struct str *rest, char at) {
  const char *p = str_chr(*rest, at);
  size_t n = p ? (size_t)(p - rest->ptr) : rest->len;
  struct str first = str_sub(*rest, 0, n);
  *rest = p ? str_sub(*rest, n + 1, rest->len) : STR_NONE;
  if (at == '\n' && first.len && first.ptr[first.len - 1] == '\r') first.len--;
  return first;
}

struct header {
  int of[COLUMNS_MAX]; /* the meaning of each column, -1: none */
  size_t count;
};

static enum status read_header(struct str line, const char *path, uint32_t number, struct header *h, struct err *e) {
  bool has[COLUMN_COUNT] = {false};
  for (h->count = 0; line.len && h->count < COLUMNS_MAX; h->count++) {
    struct str name = cut(&line, '\t');
    h->of[h->count] = -1;
    for (int c = 0; c < COLUMN_COUNT; c++) {
      if (!str_eq(name, str_of(names[c]))) continue;
      h->of[h->count] = c;
      has[c] = true;
    }
  }
  if (has[COLUMN_FILE] && has[COLUMN_LABEL]) return ST_OK;
  err_set_at(e, ERR_FORMAT, path, number, 1, "the header needs the columns file and label, parted by tabs");
  return ST_FAIL;
}

static enum status join(struct arena *arena, struct str folder, struct str file, struct str *out, struct err *e) {
  bool absolute = file.len && file.ptr[0] == '/';
  size_t front = absolute ? 0 : folder.len;
  char *p = arena_alloc(arena, front + file.len + 1, 1);
  if (!p) return err_memory(e);
  if (front) memcpy(p, folder.ptr, front);
  memcpy(p + front, file.ptr, file.len);
  *out = (struct str){p, front + file.len};
  return ST_OK;
}

static enum status read_row(struct manifest *m, struct employers *employers, struct str line, const struct header *h,
                            const char *path, uint32_t number, struct str folder, struct err *e) {
  struct str cells[COLUMN_COUNT] = {{0}};
  for (size_t i = 0; i < h->count && line.ptr; i++) {
    struct str cell = ascii_trim(cut(&line, '\t'));
    if (h->of[i] >= 0) cells[h->of[i]] = str_eq(cell, STR("-")) ? STR_NONE : cell;
  }
  if (!cells[COLUMN_FILE].len || !cells[COLUMN_LABEL].len) {
    err_set_at(e, ERR_FORMAT, path, number, 1, "a row without %s", cells[COLUMN_FILE].len ? "label" : "file");
    return ST_FAIL;
  }
  if (m->count == m->size) {
    size_t size = m->size ? m->size * 2 : 256;
    struct gold *rows = arena_grow(&m->arena, m->rows, m->size, size, sizeof *rows);
    if (!rows) return err_memory(e);
    m->rows = rows;
    m->size = size;
  }
  struct gold *row = &m->rows[m->count];
  *row = (struct gold){.file = cells[COLUMN_FILE],
                       .label = cells[COLUMN_LABEL],
                       .employer = cells[COLUMN_EMPLOYER],
                       .title_role = cells[COLUMN_TITLE_ROLE],
                       .split = cells[COLUMN_SPLIT],
                       .traits = cells[COLUMN_TRAITS],
                       .first = cells[COLUMN_FIRST],
                       .second = cells[COLUMN_SECOND],
                       .quotes = {cells[COLUMN_QUOTE1], cells[COLUMN_QUOTE2]},
                       .line = number};
  m->count++;
  enum status status = employers_number(employers, row->employer, &row->group, e);
  if (status != ST_OK) return status;
  return join(&m->arena, folder, row->file, &row->path, e);
}

enum status manifest_load(const char *path, struct manifest *out, struct err *e) {
  *out = (struct manifest){.hash = 14695981039346656037u};
  arena_init(&out->arena, 0);
  struct str rest;
  enum status status = file_load(path, FILE_BYTES_MAX, &out->arena, &rest, e);
  if (status == ST_FAIL && e) e->path = path;
  for (size_t i = 0; status == ST_OK && i < rest.len; i++)
    out->hash = (out->hash ^ (unsigned char)rest.ptr[i]) * 1099511628211u;
  const char *slash = strrchr(path, '/');
  struct str folder = {path, slash ? (size_t)(slash - path) + 1 : 0};
  struct header header = {.count = 0};
  struct employers employers;
  employers_init(&employers);
  for (uint32_t number = 1; status == ST_OK && rest.len; number++) {
    struct str line = cut(&rest, '\n');
    if (line.len == 0 || line.ptr[0] == '#') continue;
    if (header.count == 0)
      status = read_header(line, path, number, &header, e);
    else
      status = read_row(out, &employers, line, &header, path, number, folder, e);
  }
  out->group_count = employers.groups;
  employers_free(&employers);
  if (status == ST_OK && out->count == 0) {
    err_set_at(e, ERR_EMPTY, path, 0, 0, "no labelled postings in the manifest");
    status = ST_FAIL;
  }
  if (status != ST_OK) manifest_free(out);
  return status;
}

void manifest_free(struct manifest *m) {
  arena_free(&m->arena);
  *m = (struct manifest){0};
}
