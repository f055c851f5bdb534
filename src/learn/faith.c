#include "faith.h"

const size_t eval_ks[EVAL_KS] = {1, 3, 5, 10};

/* Whether a piece of evidence speaks for the role: adds to it, or takes from another. */
static bool speaks_for(const struct lexicon *lex, const struct evidence *x, int role) {
  bool own = (int)lex->entries[x->hit.entry].role == role;
  return x->counts && (own ? x->contribution > 0 : x->contribution < 0);
}

static enum status probability_with(const struct lexicon *lex, const struct posting *p, const struct hits *hits,
                                    int role, struct arena *arena, double *out, struct err *e) {
  struct verdict verdict;
  enum status status = classify_posting(lex, p, hits, arena, &verdict, e);
  if (status == ST_OK) *out = verdict.all.probability[role];
  return status;
}

enum status faith_of(const struct lexicon *lex, const struct posting *p, const struct verdict *verdict,
                     struct arena *arena, double comprehensiveness[EVAL_KS], double sufficiency[EVAL_KS],
                     struct err *e) {
  int role = verdict->all.role;
  enum status status = ST_OK;
  for (size_t k = 0; k < EVAL_KS; k++) comprehensiveness[k] = sufficiency[k] = 0;
  if (role == ROLE_UNCLEAR) return ST_OK;
  struct hits top = {.v = ARENA_NEW(arena, verdict->evidence_count + 1, struct hit)};
  struct hits rest = {.v = ARENA_NEW(arena, verdict->evidence_count + 1, struct hit)};
  if (!top.v || !rest.v) return err_memory(e);
  double all = verdict->all.probability[role];
  for (size_t k = 0; k < EVAL_KS && status == ST_OK; k++) {
    top.count = rest.count = 0;
    for (size_t i = 0; i < verdict->evidence_count; i++) {
      const struct evidence *x = &verdict->evidence[i];
      if (top.count < eval_ks[k] && speaks_for(lex, x, role))
        top.v[top.count++] = x->hit;
      else
        rest.v[rest.count++] = x->hit;
    }
    double without, only = 0;
    status = probability_with(lex, p, &rest, role, arena, &without, e);
    if (status == ST_OK) status = probability_with(lex, p, &top, role, arena, &only, e);
    if (status != ST_OK) break;
    comprehensiveness[k] = all - without;
    sufficiency[k] = all - only;
  }
  return status;
}
