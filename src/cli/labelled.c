#include "labelled.h"

#include "../input/input.h"
#include "../learn/manifest.h"
#include "console.h"

struct run {
  const struct options *o;
  const struct labelled_visit *visit;
  struct arena arena; /* of one document */
  struct progress progress;
  size_t done, *failed;
};

/* All documents of one path. A manifest's row gives its own id and label; else they are the document's. */
static enum status run_path(struct run *run, const char *path, const struct gold *row, struct err *e) {
  struct input *in = NULL;
  struct input_options input = options_input(run->o, &path, 1);
  enum status status = input_new(&input, &in, e);
  while (status == ST_OK) {
    struct document doc;
    struct err why = {0};
    arena_reset(&run->arena);
    enum status read = input_next(in, &run->arena, &doc, &why);
    if (read == ST_END) break;
    progress_step(&run->progress, ++run->done, *run->failed, 0);
    if (read != ST_OK) {
      progress_clear(&run->progress);
      console_err("error", row ? row->file : why.path ? str_of(why.path) : str_of(path), &why);
      ++*run->failed;
      if (read == ST_FATAL) status = err_memory(e);
      continue;
    }
    struct labelled posting = {&doc, row ? row->file : doc.id, row ? row->label : doc.label};
    status = run->visit->visit(run->visit->context, &posting, e);
  }
  input_free(in);
  return status;
}

static enum status run_manifest(struct run *run, const char *path, struct err *e) {
  struct manifest m = {0};
  struct str split = str_of(run->o->split);
  enum status status = manifest_load(path, &m, e);
  if (status != ST_OK) return status;
  for (size_t i = 0; i < m.count && status == ST_OK; i++)
    if (!split.len || str_eq(m.rows[i].split, split)) status = run_path(run, m.rows[i].path.ptr, &m.rows[i], e);
  manifest_free(&m);
  return status;
}

enum status labelled_run(const struct options *o, size_t first, const struct labelled_visit *visit, size_t *failed,
                         struct err *e) {
  struct run run = {.o = o, .visit = visit, .failed = failed};
  arena_init(&run.arena, o->limits.arena_bytes);
  progress_start(&run.progress, !o->quiet);
  enum status status = ST_OK;
  for (size_t i = first; i < o->path_count && status == ST_OK; i++) {
    const char *path = o->paths[i];
    bool manifest = str_ends(str_of(path), STR(".tsv")) && !input_is_data(path, o->columns);
    status = manifest ? run_manifest(&run, path, e) : run_path(&run, path, NULL, e);
  }
  progress_clear(&run.progress);
  arena_free(&run.arena);
  return status;
}

bool labelled_answer(struct worker *w, const struct labelled *posting, struct result *r) {
  worker_reset(w);
  worker_run(w, posting->doc, r);
  if (r->verdict) return true;
  struct err why = *r->err;
  console_err("error", posting->id, &why);
  return false;
}
