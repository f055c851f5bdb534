/* oom.c: the whole way from a lexicon and files to rows, again and again, while one of our allocations fails: the 1st,
   the 2nd, ... until none is left to fail; once, and from then on. What must hold: every row is the one that comes out
   without a failure, or says "memory"; what ends early says so; nothing is kept. usage: oom LEXICON-DIR STEP PATH...
   STEP: 1 for each N, 7 for every seventh (which N is another one each round). */
#include <stdio.h>
#include <stdlib.h>

#include "engine.h"
#include "failing.h"
#include "input/input.h"

enum { ROWS_MAX = 64 };

struct rows {
  struct str v[ROWS_MAX];
  size_t count;
};

struct scene {
  const char *name;
  const char *lexicon;
  const char *const *paths;
  size_t path_count;
  bool split;
  struct engine *engine; /* made before, without failures; NULL: made in the scene */
  struct rows clean;
  bool is_warm; /* regular expressions are compiled once and kept by the engine */
};

static size_t wrong;
static const char *where_now;

static void say(const char *what, const char *more) {
  if (wrong++ < 10)
    printf("not ok %s, allocation %zu%s: %s: %s\n", where_now, failing.at, failing.from_then ? " on" : "", what, more);
}

/* Memory of the test itself neither counts nor fails. */
void *__real_malloc(size_t n);
void __real_free(void *p);

static struct str keep(struct str s) {
  char *p = __real_malloc(s.len + 1);
  if (!p) abort();
  if (s.len) memcpy(p, s.ptr, s.len);
  p[s.len] = 0;
  return (struct str){p, s.len};
}

static void drop(struct str s) {
  __real_free((void *)(uintptr_t)s.ptr);
}

static bool says_memory(const struct err *e) {
  return e && e->code == ERR_MEMORY && e->msg[0];
}

/* A row against the one without failures (rows are told apart by their number). */
static void compare_row(struct scene *s, size_t n, const struct result *r, const struct buf *row) {
  if (row->failed) return; /* the writer sees it and ends */
  if (s->clean.count <= n && !failing.at) {
    if (n < ROWS_MAX) s->clean.v[s->clean.count++] = keep(buf_str(row));
    return;
  }
  bool good = r->status == ST_OK || r->status == ST_WARN;
  if (n < s->clean.count && str_eq(buf_str(row), s->clean.v[n])) return;
  if (good) {
    struct str got = keep(buf_str(row));
    say("another row, which says nothing of memory", got.ptr);
    drop(got);
  } else if (!says_memory(r->err)) {
    say("the row fails for another reason", r->err ? r->err->msg : "none");
  }
}

static void write_rows(struct scene *s, struct engine *engine, struct result *r, size_t n) {
  struct buf row = {0}, text = {0};
  const struct report_options options = {
      .lex = engine_lexicon(engine), .evidence = EVIDENCE_ALL, .all = true, .width = 100};
  report_json(r, &options, &row);
  report_text(r, &options, &text);
  compare_row(s, n, r, &row);
  buf_free(&row);
  buf_free(&text);
}

/* All documents; false: it ended early, and said why. */
static bool run_documents(struct scene *s, struct engine *engine, struct worker *w, struct input *in, struct err *e) {
  for (size_t n = 0;;) {
    struct document doc;
    err_clear(e);
    worker_reset(w);
    enum status status = input_next(in, worker_arena(w), &doc, e);
    if (status == ST_END) {
      if (n != s->clean.count) say("rows are lost", "");
      return true;
    }
    if (status == ST_FATAL) return false;
    struct result r = {.doc = &doc, .status = status, .err = e};
    for (size_t part = 0, more = true; more; part++) {
      more = status == ST_OK && s->split && worker_run_part(w, &doc, part, &r);
      if (status == ST_OK && !s->split) worker_run(w, &doc, &r);
      write_rows(s, engine, &r, n++);
    }
  }
}

static void run_scene(struct scene *s) {
  struct engine *engine = s->engine;
  struct worker *w = NULL;
  struct input *in = NULL;
  struct lexicon_notes notes = {0};
  struct limits limits = limits_default();
  struct engine_options options = {.extract = {.limits = limits}};
  struct err e = {0};
  long held = failing.held;
  enum status status = ST_OK;
  if (!engine) status = engine_new(s->lexicon, &options, &notes, &engine, &e);
  if (status == ST_OK) status = worker_new(engine, &w, &e);
  if (status == ST_OK)
    status =
        input_new(&(struct input_options){.paths = s->paths, .path_count = s->path_count, .limits = limits}, &in, &e);
  bool whole = status == ST_OK && run_documents(s, engine, w, in, &e);
  if (!whole && !says_memory(&e)) say("it ended, but not for memory", e.msg);
  if (!whole && failing.failed == 0) say("it ended, but no allocation failed", e.msg);
  input_free(in);
  worker_free(w);
  if (!s->engine) engine_free(engine);
  lexicon_notes_free(&notes);
  if (failing.held != held && s->is_warm) say("memory is kept", "");
}

/* Every N of the scene, in both ways. */
static size_t run_all(struct scene *s, size_t step) {
  size_t runs = 0, wrong_before = wrong;
  where_now = s->name;
  for (int mode = 0; mode < 2; mode++)
    for (size_t at = 1 + runs % step;; at += step) {
      failing.count = failing.failed = 0;
      failing.at = at;
      failing.from_then = mode == 1;
      run_scene(s);
      runs++;
      if (failing.failed == 0) break; /* all of it went by */
    }
  failing.at = 0;
  if (wrong == wrong_before) printf("ok %s: %zu runs with an allocation that fails\n", s->name, runs);
  return runs;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  size_t step = strtoul(argv[2], NULL, 10);
  struct engine_options options = {.extract = {.limits = limits_default()}};
  struct engine *engine = NULL;
  struct err e = {0};
  if (step == 0 || engine_new(argv[1], &options, NULL, &engine, &e) != ST_OK) return 2;
  const char *const *paths = (const char *const *)(argv + 3);
  size_t n = (size_t)argc - 3;
  struct scene scenes[] = {
      {.name = "lexicon", .lexicon = argv[1], .paths = paths, .path_count = 1},
      {.name = "postings", .paths = paths, .path_count = n, .engine = engine},
      {.name = "postings parted", .paths = paths, .path_count = n, .engine = engine, .split = true},
  };
  size_t runs = 0;
  for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
    where_now = scenes[i].name;
    run_scene(&scenes[i]); /* the clean rows */
    scenes[i].is_warm = true;
    failing.count = 0;
    run_scene(&scenes[i]);
    printf("# %s: %zu allocations, %zu rows\n", scenes[i].name, failing.count, scenes[i].clean.count);
    runs += run_all(&scenes[i], step);
    for (size_t k = 0; k < scenes[i].clean.count; k++) drop(scenes[i].clean.v[k]);
  }
  engine_free(engine);
  printf("# %zu runs, %zu wrong\n", runs, wrong);
  return wrong > 0;
}
