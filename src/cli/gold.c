#include "gold.h"

#include "../learn/employers.h"
#include "console.h"

static enum status run_row(struct worker *w, const struct limits *limits, const struct gold *row,
                           const struct gold_visit *visit, struct err *e) {
  struct input *in = NULL;
  const char *path = row->path.ptr;
  const struct input_options options = {.paths = &path, .path_count = 1, .limits = *limits};
  enum status status = input_new(&options, &in, e);
  if (status != ST_OK) return status;
  worker_reset(w);
  struct document doc;
  struct err why = {0};
  status = input_next(in, worker_arena(w), &doc, &why);
  struct result r = {.doc = &doc, .status = status, .err = &why};
  if (status == ST_OK) worker_run(w, &doc, &r);
  if (status == ST_FATAL)
    status = err_memory(e);
  else
    status = visit->visit(visit->context, row, &r, worker_hits(w), e);
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

static enum status run_record(struct worker *w, struct employers *employers, const char *path,
                              const struct document *doc, struct result *r, const struct gold_visit *visit,
                              struct err *e) {
  struct gold row = {.path = str_of(path),
                     .file = doc->id,
                     .label = doc->label,
                     .employer = doc->group,
                     .line = (uint32_t)doc->record};
  if (row.label.len == 0) {
    err_set_at(e, ERR_FORMAT, path, row.line, 0, "this record has no label");
    return ST_FAIL;
  }
  enum status status = employers_number(employers, row.employer, &row.group, e);
  if (status == ST_OK && r->status == ST_OK) worker_run(w, doc, r);
  return status == ST_OK ? visit->visit(visit->context, &row, r, worker_hits(w), e) : status;
}

enum status gold_run_data(const struct engine *engine, const struct input_options *options,
                          const struct gold_visit *visit, size_t *broken, struct err *e) {
  const char *path = options->paths[0];
  struct worker *w = NULL;
  struct input *in = NULL;
  struct employers employers;
  employers_init(&employers);
  *broken = 0;
  enum status status = worker_new(engine, &w, e);
  if (status == ST_OK) status = input_new(options, &in, e);
  while (status == ST_OK) {
    struct document doc;
    struct err why = {0};
    worker_reset(w);
    enum status read = input_next(in, worker_arena(w), &doc, &why);
    if (read == ST_END) break;
    if (read == ST_FATAL || (read == ST_FAIL && doc.label.len == 0)) {
      console_err("error", why.path ? str_of(why.path) : str_of(path), &why);
      (*broken)++;
      if (read == ST_FATAL) status = err_memory(e);
      continue;
    }
    struct result r = {.doc = &doc, .status = read, .err = &why};
    status = run_record(w, &employers, path, &doc, &r, visit, e);
  }
  input_free(in);
  worker_free(w);
  employers_free(&employers);
  return status;
}
