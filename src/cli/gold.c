#include "gold.h"

#include "../input/input.h"

static enum status run_row(struct worker *w, const struct limits *limits, const struct gold *row,
                           const struct gold_visit *visit, struct err *e) {
  struct input *in = NULL;
  const char *path = row->path.ptr;
  enum status status = input_new(&path, 1, limits, &in, e);
  if (status != ST_OK) return status;
  worker_reset(w);
  struct document doc;
  struct err why = {0};
  status = input_next(in, worker_arena(w), &doc, &why);
  struct result r = {.doc = &doc, .status = status, .err = &why};
  if (status == ST_OK) worker_run(w, &doc, &r);
  if (status != ST_FATAL) status = visit->visit(visit->context, row, &r, worker_hits(w), e);
  input_free(in);
  return status;
}

enum status gold_run(const struct engine *engine, const struct limits *limits, const struct manifest *m,
                     const struct gold_visit *visit, struct err *e) {
  struct worker *w = NULL;
  enum status status = worker_new(engine, &w, e);
  for (size_t i = 0; status == ST_OK && i < m->count; i++) status = run_row(w, limits, &m->rows[i], visit, e);
  worker_free(w);
  return status;
}
