#include "train_command.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../learn/weights.h"
#include "batch.h"
#include "console.h"
#include "gold.h"
#include "labelled.h"
#include "lexicons.h"
#include "outfile.h"

struct gathering {
  const struct lexicon *lex;
  const char *split;
  struct arena arena; /* of the features, for the whole run */
  struct example *examples;
  size_t count, size, postings;
  size_t empty;  /* postings without text, which teach nothing */
  size_t failed; /* that could not be read or answered: there will be no weights */
};

static enum status gather(void *context, const struct gold *row, const struct result *r, const struct hits *hits,
                          struct err *e) {
  struct gathering *g = context;
  if (g->split && !str_eq(row->split, str_of(g->split))) return ST_OK;
  int label = lexicon_role_number(g->lex, row->label);
  if (label == ROLE_UNCLEAR) {
    err_set_at(e, ERR_FORMAT, row->path.ptr, 0, 0, "the lexicon has no role \"%.*s\"", (int)row->label.len,
               row->label.ptr);
    return ST_FAIL;
  }
  struct err why = *r->err;
  if (!r->verdict && why.code != ERR_EMPTY) {
    console_err("error", row->path, &why);
    g->failed++;
    return ST_OK;
  }
  if (!r->verdict || r->posting->text.len == 0) {
    err_set(&why, ERR_EMPTY, "no text was found in it; left out");
    console_err("warning", row->path, &why);
    g->empty++;
    return ST_OK;
  }
  g->postings++;
  for (int view = 0; view < VIEW_COUNT; view++) {
    if (g->count == g->size) {
      size_t size = g->size ? g->size * 2 : 1024;
      struct example *examples = realloc(g->examples, size * sizeof *examples);
      if (!examples) return err_memory(e);
      g->examples = examples;
      g->size = size;
    }
    struct example *ex = &g->examples[g->count];
    enum status status = features_of(g->lex, r->posting, hits, (enum view)view, &g->arena, ex, e);
    if (status != ST_OK) return status;
    ex->label = label;
    ex->group = row->group;
    ex->weight = 1.0 / VIEW_COUNT;
    g->count++;
  }
  return ST_OK;
}

/* ---- the output ---- */

/* Whether it is one of the lexicon's phrase files, which are all that end so in its folder. */
static bool is_phrase_file(const char *folder, const char *file) {
  char path[4096];
  const char *slash = strrchr(file, '/');
  int n = snprintf(path, sizeof path, "%s/%s", folder, slash ? slash + 1 : file);
  struct stat st;
  return n > 0 && (size_t)n < sizeof path && str_ends(str_of(file), STR(".txt")) && stat(file, &st) == 0 &&
         outfile_same(path, file);
}

/* What is read is never written, nor what stands aside until it is renamed. */
static enum status check_output(const char *folder, const struct manifest *m, const char *manifest, const char *output,
                                struct err *e) {
  char *files[] = {outfile_beside(output, ""), outfile_beside(output, ".part")};
  enum status status = files[0] && files[1] ? ST_OK : err_memory(e);
  for (size_t f = 0; f < 2 && status == ST_OK; f++) {
    bool is_input = outfile_same(files[f], manifest) || is_phrase_file(folder, files[f]);
    for (size_t i = 0; i < m->count && !is_input; i++) is_input = outfile_same(files[f], m->rows[i].path.ptr);
    if (!is_input) continue;
    err_set_at(e, ERR_USAGE, output, 0, 0, "%s is an input; it cannot be the output too", f ? "its .part" : "this");
    status = ST_FAIL;
  }
  free(files[0]);
  free(files[1]);
  return status;
}

static bool write_file(const char *path, struct str bytes) {
  struct outfile f;
  struct err e = {0};
  bool opened = outfile_open(&f, path, false, 0, NULL, &e) == ST_OK;
  bool ok = opened && outfile_add(&f, bytes, &e) && outfile_finish(&f, &e);
  if (opened && !ok && f.part) (void)unlink(f.part);
  if (!ok) console_err("error", STR_NONE, &e);
  outfile_close(&f);
  return ok;
}

/* ---- the report ---- */

/* The entries that the data moved most against the hand: a person should look at these. */
static void tell_arguments(const struct lexicon *lex, const struct train_result *r, struct buf *told_to) {
  enum { SHOWN = 12 };
  buf_format(told_to, "entries the data argues with (hand weight, fitted):\n");
  bool *told = calloc(lex->entry_count + 1, sizeof *told);
  for (int k = 0; told && k < SHOWN; k++) {
    size_t most = lex->entry_count;
    double worst = 0;
    for (size_t i = 0; i < lex->entry_count; i++) {
      if (told[i] || isnan(r->weights[i])) continue;
      double away = fabs(r->weights[i] - lex->entries[i].hand_weight);
      if (away > worst) worst = away, most = i;
    }
    if (most == lex->entry_count) break;
    told[most] = true;
    struct str id = lex->entries[most].id;
    buf_format(told_to, "  %-52.*s %+.2f  %+.2f\n", (int)id.len, id.ptr, lex->entries[most].hand_weight,
               r->weights[most]);
  }
  free(told);
}

static bool report(const struct options *o, const struct lexicon *lex, const struct manifest *m,
                   const struct gathering *g, const struct train_result *r, const char *path) {
  char lines[6][200];
  snprintf(lines[0], sizeof lines[0], "weights fitted by rolecall %s train; the phrase files are untouched",
           ROLECALL_VERSION);
  snprintf(lines[1], sizeof lines[1], "manifest hash %016" PRIx64 ", split %s, %zu postings in %d views", m->hash,
           o->split ? o->split : "all", g->postings, VIEW_COUNT);
  snprintf(lines[2], sizeof lines[2], "lexicon hash %016" PRIx64 ", %zu entries", lex->hash, lex->entry_count);
  snprintf(lines[3], sizeof lines[3], "pull %.2g of %d tried, %d folds by employer", r->pull, TRAIN_PULLS, TRAIN_FOLDS);
  snprintf(lines[4], sizeof lines[4], "out of fold: accuracy over all views %.4f", r->fold_accuracy);
  snprintf(lines[5], sizeof lines[5], "temperature and priors are for the mix of roles in that manifest");
  const char *provenance[6];
  struct buf out = {0}, told = {0};
  for (size_t i = 0; i < 6; i++) buf_format(&told, "%s\n", provenance[i] = lines[i]);
  for (size_t i = 0; i < TRAIN_PULLS; i++)
    buf_format(&told, "  pull %5.2f   out-of-fold log loss %.4f\n", r->pulls[i], r->pull_loss[i]);
  tell_arguments(lex, r, &told);
  weights_write(lex, r, provenance, 6, &out);
  if (out.failed) console_say("error: out of memory");
  bool ok = !out.failed && write_file(path, buf_str(&out));
  if (ok) buf_format(&told, "wrote %s\n", path);
  ok = console_write(&told) && ok;
  buf_free(&out);
  buf_free(&told);
  return ok;
}

int train_command(const struct options *o) {
  struct engine_options engine_options = {.extract = {.limits = o->limits}};
  struct engine *engine = NULL;
  struct manifest m = {0};
  struct err e = {0};
  struct gathering g = {.split = o->split};
  struct train_result r = {0};
  const char *folder = lexicons_find(o->lexicon);
  char path[4096];
  int path_len = snprintf(path, sizeof path, "%s/weights.tsv", folder);
  arena_init(&g.arena, 0);
  if (o->path_count != 1) {
    console_say("error: train takes one manifest");
    return EXIT_ERROR;
  }
  if (path_len < 0 || (size_t)path_len >= sizeof path) { /* cut short, it would name another file */
    console_say("error: the name of the lexicon's folder is too long");
    return EXIT_ERROR;
  }
  const char *output = o->output ? o->output : path;
  bool ok = lexicons_open(folder, &engine_options, &engine) == ST_OK;
  if (ok) {
    g.lex = engine_lexicon(engine);
    struct gold_visit visit = {&g, gather};
    enum status status = manifest_load(o->paths[0], &m, &e);
    if (status == ST_OK) status = check_output(folder, &m, o->paths[0], output, &e);
    if (status == ST_OK) status = gold_run(engine, &o->limits, &m, &visit, &e);
    if (status == ST_OK && g.failed) {
      err_set(&e, ERR_READ, "no weights are written: %zu of its postings could not be read", g.failed);
      status = ST_FAIL;
    }
    if (status == ST_OK) status = train_fit(g.lex, g.examples, g.count, &r, &e);
    ok = status == ST_OK;
    if (!ok) console_err("error", str_of(e.path ? e.path : o->paths[0]), &e);
    if (ok) ok = report(o, g.lex, &m, &g, &r, output);
  }
  train_result_free(&r);
  free(g.examples);
  arena_free(&g.arena);
  if (m.rows) manifest_free(&m);
  engine_free(engine);
  return ok && g.empty == 0 ? EXIT_DONE : EXIT_ERROR;
}
