#include "eval_command.h"

#include "../learn/eval_report.h"
#include "batch.h"
#include "console.h"
#include "gold.h"
#include "lexicons.h"

enum { ERRORS_IN_TEXT = 40 };

/* One lexicon with its answers. */
struct side {
  struct engine *engine;
  struct eval eval;
  struct crossval folds;
  const char *split;
  size_t failed, broken;
};

static void reasons_of(const struct gold *row, const struct document *doc, struct eval_gold *out) {
  for (size_t i = 0; i < 2; i++)
    if (row->quotes[i].len) out->reasons[out->reason_count++] = row->quotes[i];
  struct str rest = doc ? doc->reasons : STR_NONE;
  while (rest.len && out->reason_count < EVAL_REASONS_MAX) {
    const char *end = str_chr(rest, '\n');
    size_t n = end ? (size_t)(end - rest.ptr) : rest.len;
    out->reasons[out->reason_count++] = str_sub(rest, 0, n);
    rest = str_sub(rest, end ? n + 1 : n, rest.len);
  }
}

static enum status keep(void *context, const struct gold *row, const struct result *r, const struct hits *hits,
                        struct err *e) {
  struct side *side = context;
  if (side->split && !str_eq(row->split, str_of(side->split))) return ST_OK;
  struct eval_gold gold = {.id = row->file,
                           .label = row->label,
                           .title_role = row->title_role,
                           .first = row->first,
                           .second = row->second,
                           .traits = row->traits,
                           .group = row->group};
  reasons_of(row, r->doc, &gold);
  if (!r->verdict) {
    side->failed++;
    struct err why = *r->err;
    console_err("error", row->file, &why);
  }
  enum status status = eval_add(&side->eval, &gold, r->verdict ? r->posting : NULL, r->verdict ? hits : NULL, e);
  if (status == ST_FAIL) e->line = row->line;
  return status;
}

static enum status read_all(struct side *side, const struct options *o, struct err *e) {
  const char *path = o->paths[0];
  struct gold_visit visit = {side, keep};
  if (input_is_data(path, o->columns)) {
    if (o->split) {
      err_set(e, ERR_USAGE, "--split needs a manifest with a column split");
      return ST_FAIL;
    }
    struct input_options input = options_input(o, o->paths, 1);
    return gold_run_data(side->engine, &input, &visit, &side->broken, e);
  }
  struct manifest m = {0};
  enum status status = manifest_load(path, &m, e);
  if (status != ST_OK) return status;
  status = gold_run(side->engine, &o->limits, &m, &visit, e);
  manifest_free(&m);
  return status;
}

static enum status answer_all(struct side *side, bool cross_validate, struct err *e) {
  struct eval *ev = &side->eval;
  if (cross_validate) return crossval_run(ev, &side->folds, e);
  enum status status = ST_OK;
  for (size_t i = 0; i < ev->count && status == ST_OK; i++) status = eval_classify(ev, &ev->cases[i], ev->lex, e);
  return status;
}

/* Opens the lexicon in `folder` (NULL: the usual one), reads the data and answers it. Errors are told here. */
static bool run_side(struct side *side, const struct options *o, const char *folder) {
  struct engine_options engine_options = {.extract = {.limits = o->limits}};
  struct err e = {0};
  if (lexicons_open(folder, &engine_options, &side->engine) != ST_OK) return false;
  side->split = o->split;
  eval_init(&side->eval, engine_lexicon(side->engine));
  enum status status = read_all(side, o, &e);
  if (status == ST_OK && side->eval.count == 0) {
    err_set(&e, ERR_EMPTY, "no labelled postings%s%s", o->split ? " with the split " : "", o->split ? o->split : "");
    status = ST_FAIL;
  }
  if (status == ST_OK) status = answer_all(side, o->cross_validate, &e);
  if (status != ST_OK) console_err("error", str_of(e.path ? e.path : o->paths[0]), &e);
  return status == ST_OK;
}

static void free_side(struct side *side) {
  eval_free(&side->eval);
  engine_free(side->engine);
}

static bool write_report(const struct options *o, struct eval_report *r, struct arena *arena) {
  struct buf out = {0};
  r->errors_shown = o->format == FORMAT_TEXT ? ERRORS_IN_TEXT : SIZE_MAX;
  switch (o->format) {
    case FORMAT_TEXT:
    case FORMAT_JSONL:
    case FORMAT_TSV:
    case FORMAT_SQLITE: eval_report_text(r, arena, &out); break;
    case FORMAT_MARKDOWN: eval_report_markdown(r, arena, &out); break;
    case FORMAT_CSV: eval_report_csv(r, arena, &out); break;
    case FORMAT_JSON: eval_report_json(r, &out); break;
    case FORMAT_HTML: eval_report_html(r, arena, &out); break;
  }
  bool ok = console_write(&out);
  buf_free(&out);
  return ok;
}

/* Measures and reports; true where that went well, with the macro-F1 reached. */
static bool measure(const struct options *o, struct side *first, struct side *second, double *reached) {
  struct eval_results results;
  struct compare_results compare;
  struct err e = {0};
  enum status status = eval_measure(&first->eval, &results, &e);
  if (status == ST_OK && o->compare) status = compare_evals(&first->eval, &second->eval, &compare, &e);
  if (status != ST_OK) {
    console_err("error", STR_NONE, &e);
    return false;
  }
  *reached = results.methods[METHOD_ROLECALL].m.macro_f1;
  struct eval_report report = {.data = str_of(o->paths[0]),
                               .split = str_of(o->split),
                               .results = &results,
                               .crossval = o->cross_validate ? &first->folds : NULL,
                               .compare = o->compare ? &compare : NULL,
                               .second = o->compare ? second->eval.lex : NULL};
  return write_report(o, &report, &first->eval.arena);
}

int eval_command(const struct options *o) {
  if (o->path_count != 1) {
    console_say("error: eval takes one file: a manifest, JSON or CSV");
    return EXIT_ERROR;
  }
  struct side first = {0}, second = {0};
  double reached = 0;
  bool ok = run_side(&first, o, o->lexicon);
  if (ok && o->compare) ok = run_side(&second, o, o->compare);
  if (ok) ok = measure(o, &first, &second, &reached);
  bool failed = first.failed || first.broken || second.failed || second.broken;
  free_side(&second);
  free_side(&first);
  if (!ok || failed) return EXIT_ERROR;
  if (reached >= o->min_macro_f1) return EXIT_DONE;
  console_say("macro-F1 %.4f is below %.4f", reached, o->min_macro_f1);
  return EXIT_NO;
}
