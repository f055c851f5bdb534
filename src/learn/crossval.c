#include "crossval.h"

#include "train.h"

struct examples {
  struct example *all; /* VIEW_COUNT for each case that did not fail; those of a case stand together */
  size_t count;
  struct example *chosen; /* those of one training set */
  size_t chosen_count;
  uint32_t *groups; /* employer to number within the training set, plus 1 */
  uint32_t group_most;
};

static enum status read_features(struct eval *ev, struct examples *x, struct err *e) {
  x->all = ARENA_NEW(&ev->arena, ev->count * VIEW_COUNT + 1, struct example);
  x->chosen = ARENA_NEW(&ev->arena, ev->count * VIEW_COUNT + 1, struct example);
  if (!x->all || !x->chosen) return err_memory(e);
  for (size_t i = 0; i < ev->count; i++) {
    const struct eval_case *c = &ev->cases[i];
    if (c->gold.group > x->group_most) x->group_most = c->gold.group;
    if (c->failed || c->posting.text.len == 0) continue;
    for (int view = 0; view < VIEW_COUNT; view++) {
      struct example *ex = &x->all[x->count++];
      enum status status = features_of(ev->lex, &c->posting, &c->hits, (enum view)view, &ev->arena, ex, e);
      if (status != ST_OK) return status;
      ex->label = c->label;
      ex->group = c->gold.group;
      ex->weight = 1.0 / VIEW_COUNT;
    }
  }
  x->groups = ARENA_NEW(&ev->arena, (size_t)x->group_most + 1, uint32_t);
  return x->groups ? ST_OK : err_memory(e);
}

/* All but one fold, employers numbered anew so that the folds within are even. */
static void choose(struct examples *x, uint32_t without) {
  uint32_t groups = 0;
  memset(x->groups, 0, ((size_t)x->group_most + 1) * sizeof *x->groups);
  x->chosen_count = 0;
  for (size_t i = 0; i < x->count; i++) {
    if (x->all[i].group % CROSSVAL_FOLDS == without) continue;
    uint32_t *number = &x->groups[x->all[i].group];
    if (*number == 0) *number = ++groups;
    struct example *ex = &x->chosen[x->chosen_count++];
    *ex = x->all[i];
    ex->group = *number - 1;
  }
}

/* The lexicon with other weights, priors and temperature; everything else is shared. */
static void refit(struct lexicon *lex, const struct train_result *r) {
  for (size_t i = 0; i < lex->entry_count; i++)
    if (!lex->entries[i].is_cue) lex->entries[i].weight = r->weights[i];
  for (size_t role = 0; role < lex->role_count; role++) lex->roles[role].prior = r->priors[role];
  lex->temperature = r->temperature;
}

static enum status run_fold(struct eval *ev, struct examples *x, uint32_t fold, struct lexicon *lex,
                            struct crossval_fold *out, struct err *e) {
  struct train_result r;
  choose(x, fold);
  enum status status = train_fit(ev->lex, x->chosen, x->chosen_count, &r, e);
  if (status != ST_OK) return status;
  refit(lex, &r);
  *out = (struct crossval_fold){.trained = x->chosen_count / VIEW_COUNT, .pull = r.pull, .temperature = r.temperature};
  train_result_free(&r);
  for (size_t i = 0; i < ev->count && status == ST_OK; i++) {
    if (ev->cases[i].gold.group % CROSSVAL_FOLDS != fold) continue;
    status = eval_classify(ev, &ev->cases[i], lex, e);
    out->answered++;
  }
  return status;
}

enum status crossval_run(struct eval *ev, struct crossval *out, struct err *e) {
  *out = (struct crossval){.folds = {{0}}};
  struct examples x = {0};
  enum status status = read_features(ev, &x, e);
  struct lexicon lex = *ev->lex; /* a borrowed copy: its arena is not its own and is not freed */
  lex.entries = ARENA_NEW(&ev->arena, ev->lex->entry_count + 1, struct lexicon_entry);
  if (!lex.entries) return err_memory(e);
  memcpy(lex.entries, ev->lex->entries, ev->lex->entry_count * sizeof *lex.entries);
  for (uint32_t fold = 0; fold < CROSSVAL_FOLDS && status == ST_OK; fold++)
    status = run_fold(ev, &x, fold, &lex, &out->folds[fold], e);
  return status;
}
