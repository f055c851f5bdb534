/* eval_measure.c: numbers from classified cases. */
#include <math.h>
#include <stdlib.h>

#include "../base/ascii.h"
#include "eval.h"

static const double LEVEL = 0.95, COVERAGE = 0.9;

static const char *const method_ids[METHOD_COUNT] = {"rolecall", "rolecall-body", "title-rule", "title-read",
                                                     "majority"};
static const char *const method_names[METHOD_COUNT] = {"rolecall", "rolecall, body alone",
                                                       "title alone, by the lexicon", "title alone, read by a person",
                                                       "always the commonest role"};

/* ---- statistics for the bootstrap ---- */

struct statistic {
  size_t roles;
  struct arena arena; /* reset with each resample */
};

static double macro_f1(const struct answer *answers, size_t count, void *context) {
  const struct statistic *s = context;
  struct metrics m;
  metrics_of(answers, count, s->roles, &m);
  return m.macro_f1;
}

static double accuracy(const struct answer *answers, size_t count, void *context) {
  (void)context;
  size_t right = 0;
  for (size_t i = 0; i < count; i++) right += answers[i].said == answers[i].gold;
  return count ? (double)right / (double)count : 0;
}

static double calibration_error(const struct answer *answers, size_t count, void *context) {
  struct statistic *s = context;
  struct calibration c;
  arena_reset(&s->arena);
  return calibration_of(answers, count, s->roles, &s->arena, &c, NULL) == ST_OK ? c.error : nan("");
}

static double accuracy_of_surest(const struct answer *answers, size_t count, void *context) {
  struct statistic *s = context;
  double value;
  arena_reset(&s->arena);
  return accuracy_at_coverage(answers, count, s->roles, COVERAGE, &s->arena, &value, NULL) == ST_OK ? value : nan("");
}

/* ---- methods ---- */

static int commonest_label(const struct eval *ev) {
  size_t counts[LEXICON_ROLES_MAX] = {0}, best = 0;
  for (size_t i = 0; i < ev->count; i++) counts[ev->cases[i].label]++;
  for (size_t r = 1; r < ev->lex->role_count; r++)
    if (counts[r] > counts[best]) best = r;
  return (int)best;
}

static struct answer answer_by(enum eval_method_id method, const struct eval_case *c, int commonest) {
  struct answer a = {.gold = c->label, .group = c->gold.group};
  switch (method) {
    case METHOD_ROLECALL: return c->answer;
    case METHOD_BODY: return c->body;
    case METHOD_TITLE: a.said = c->failed ? METRICS_FAILED : c->title_role; break;
    case METHOD_TITLE_READ: a.said = c->title_read; break;
    case METHOD_MAJORITY: a.said = commonest; break;
    case METHOD_COUNT: break;
  }
  if (a.said == ROLE_UNCLEAR) a.said = METRICS_UNCLEAR;
  if (a.said >= 0) a.probability[a.said] = 1;
  return a;
}

static bool method_is_present(const struct eval *ev, enum eval_method_id method) {
  bool present = ev->count > 0;
  for (size_t i = 0; i < ev->count && method == METHOD_TITLE_READ; i++) present &= ev->cases[i].title_read >= 0;
  return present;
}

static enum status measure_method(struct eval *ev, enum eval_method_id id, struct answer *answers, struct statistic *s,
                                  struct eval_method *out, struct err *e) {
  *out = (struct eval_method){.id = method_ids[id], .name = method_names[id], .present = method_is_present(ev, id)};
  if (!out->present) return ST_OK;
  int commonest = commonest_label(ev);
  for (size_t i = 0; i < ev->count; i++) answers[i] = answer_by(id, &ev->cases[i], commonest);
  metrics_of(answers, ev->count, s->roles, &out->m);
  enum status status =
      bootstrap_interval(answers, ev->count, EVAL_RESAMPLES, LEVEL, macro_f1, s, &ev->scratch, &out->macro_f1, e);
  if (status == ST_OK)
    status =
        bootstrap_interval(answers, ev->count, EVAL_RESAMPLES, LEVEL, accuracy, s, &ev->scratch, &out->accuracy, e);
  return status;
}

/* ---- probabilities ---- */

static void measure_loss(const struct answer *answers, size_t count, size_t roles, struct eval_results *out) {
  double loss = 0;
  size_t answered = 0, right = 0;
  for (size_t i = 0; i < count; i++) {
    double p = answers[i].said == METRICS_FAILED ? 1 / (double)roles : answers[i].probability[answers[i].gold];
    loss -= log(p > 1e-12 ? p : 1e-12);
    answered += answers[i].said >= 0;
    right += answers[i].said == answers[i].gold;
  }
  out->log_loss = count ? loss / (double)count : 0;
  out->coverage = count ? (double)answered / (double)count : 0;
  out->answered_accuracy = answered ? (double)right / (double)answered : 0;
}

static enum status measure_curve(struct eval *ev, const struct answer *answers, size_t roles, struct eval_results *out,
                                 struct err *e) {
  size_t points = ev->count < EVAL_CURVE_POINTS ? ev->count : EVAL_CURVE_POINTS;
  double *curve = ARENA_NEW(&ev->scratch, ev->count + 1, double);
  out->curve = ARENA_NEW(&ev->arena, points + 1, struct eval_point);
  if (!curve || !out->curve) return err_memory(e);
  enum status status = coverage_curve(answers, ev->count, roles, &ev->scratch, curve, e);
  out->curve_count = status == ST_OK ? points : 0;
  for (size_t i = 0; i < out->curve_count; i++) {
    size_t covered = (i + 1) * ev->count / points;
    out->curve[i] = (struct eval_point){(double)covered / (double)ev->count, curve[covered - 1]};
  }
  return status;
}

static enum status measure_probabilities(struct eval *ev, const struct answer *answers, struct statistic *s,
                                         struct eval_results *out, struct err *e) {
  struct arena *arena = &ev->scratch;
  out->brier = out->methods[METHOD_ROLECALL].m.brier;
  measure_loss(answers, ev->count, s->roles, out);
  enum status status = calibration_of(answers, ev->count, s->roles, arena, &out->calibration, e);
  if (status == ST_OK)
    status = bootstrap_interval(answers, ev->count, EVAL_RESAMPLES, LEVEL, calibration_error, s, arena,
                                &out->calibration_error, e);
  if (status == ST_OK) status = accuracy_at_coverage(answers, ev->count, s->roles, COVERAGE, arena, &out->at_90, e);
  if (status == ST_OK)
    status = bootstrap_interval(answers, ev->count, EVAL_RESAMPLES, LEVEL, accuracy_of_surest, s, arena,
                                &out->at_90_interval, e);
  return status == ST_OK ? measure_curve(ev, answers, s->roles, out, e) : status;
}

/* ---- title fit ---- */

static void measure_fit(const struct eval *ev, struct eval_fit *out) {
  struct eval_fit f = {0};
  for (size_t i = 0; i < ev->count; i++) {
    const struct eval_case *c = &ev->cases[i];
    if (c->title_read < 0) continue;
    enum fit gold = fit_of_roles(ev->lex, c->title_read, c->label);
    bool differs = gold != FIT_FITS, said = c->fit != FIT_FITS && c->fit != FIT_UNCLEAR;
    f.count++;
    f.unclear += c->fit == FIT_UNCLEAR;
    f.both += differs && said;
    f.only_said += said && !differs;
    f.only_gold += differs && !said;
    f.neither += !differs && !said;
    f.kind_right += differs && c->fit == gold;
  }
  double both = (double)f.both;
  f.precision = f.both + f.only_said ? both / (double)(f.both + f.only_said) : 0;
  f.recall = f.both + f.only_gold ? both / (double)(f.both + f.only_gold) : 0;
  f.f1 = f.both ? 2 * both / (double)(2 * f.both + f.only_said + f.only_gold) : 0;
  *out = f;
}

/* ---- traits ---- */

static void count_trait(struct eval_results *out, struct str name, const struct eval_case *c) {
  size_t at = 0;
  while (at < out->trait_count && !str_eq(out->traits[at].name, name)) at++;
  if (at == EVAL_TRAITS_MAX) return;
  if (at == out->trait_count) out->traits[out->trait_count++] = (struct eval_trait){.name = name};
  struct eval_trait *t = &out->traits[at];
  t->count++;
  t->right += c->answer.said == c->label;
  t->body_right += c->body.said == c->label;
  t->title_right += !c->failed && c->title_role == c->label;
}

static int by_name(const void *left, const void *right) {
  const struct eval_trait *a = left, *b = right;
  return str_cmp(a->name, b->name);
}

static void measure_traits(const struct eval *ev, struct eval_results *out) {
  bool any = false;
  for (size_t i = 0; i < ev->count; i++) any |= ev->cases[i].gold.traits.len > 0;
  if (!any) return;
  for (size_t i = 0; i < ev->count; i++) {
    struct str rest = ev->cases[i].gold.traits;
    if (rest.len == 0) count_trait(out, STR("(none)"), &ev->cases[i]);
    while (rest.len) {
      const char *comma = str_chr(rest, ',');
      size_t n = comma ? (size_t)(comma - rest.ptr) : rest.len;
      struct str name = ascii_trim(str_sub(rest, 0, n));
      if (name.len) count_trait(out, name, &ev->cases[i]);
      rest = str_sub(rest, comma ? n + 1 : n, rest.len);
    }
  }
  qsort(out->traits, out->trait_count, sizeof *out->traits, by_name);
}

/* ---- evidence and readers ---- */

static void measure_evidence(const struct eval *ev, struct eval_results *out) {
  for (size_t i = 0; i < ev->count; i++) {
    const struct eval_case *c = &ev->cases[i];
    out->reasons += c->reasons;
    out->reasons_found += c->reasons_found;
    out->quotes += c->quotes;
    out->reasons_unclear[c->reason] += c->answer.said == METRICS_UNCLEAR;
    if (c->answer.said < 0) continue;
    out->faith.count++;
    for (size_t k = 0; k < EVAL_KS; k++) {
      out->faith.comprehensiveness[k] += c->comprehensiveness[k];
      out->faith.sufficiency[k] += c->sufficiency[k];
    }
  }
  for (size_t k = 0; k < EVAL_KS && out->faith.count; k++) {
    out->faith.comprehensiveness[k] /= (double)out->faith.count;
    out->faith.sufficiency[k] /= (double)out->faith.count;
  }
}

static enum status measure_readers(struct eval *ev, struct eval_results *out, struct err *e) {
  int *first = ARENA_NEW(&ev->scratch, ev->count + 1, int), *second = ARENA_NEW(&ev->scratch, ev->count + 1, int);
  if (!first || !second) return err_memory(e);
  for (size_t i = 0; i < ev->count; i++) {
    if (ev->cases[i].second < 0) continue;
    first[out->second_count] = ev->cases[i].first >= 0 ? ev->cases[i].first : ev->cases[i].label;
    second[out->second_count++] = ev->cases[i].second;
  }
  out->second_kappa = kappa_of(first, second, out->second_count, ev->lex->role_count);
  return ST_OK;
}

static size_t count_groups(struct eval *ev, const struct answer *answers) {
  uint32_t most = 0;
  for (size_t i = 0; i < ev->count; i++) most = answers[i].group > most ? answers[i].group : most;
  bool *seen = ARENA_NEW(&ev->scratch, (size_t)most + 1, bool);
  size_t groups = 0;
  for (size_t i = 0; i < ev->count && seen; i++) {
    groups += !seen[answers[i].group];
    seen[answers[i].group] = true;
  }
  return groups;
}

enum status eval_measure(struct eval *ev, struct eval_results *out, struct err *e) {
  *out = (struct eval_results){.lex = ev->lex, .ev = ev, .count = ev->count};
  struct statistic s = {.roles = ev->lex->role_count};
  arena_init(&s.arena, 0);
  arena_reset(&ev->scratch);
  struct answer *answers = ARENA_NEW(&ev->scratch, ev->count + 1, struct answer);
  enum status status = answers ? ST_OK : err_memory(e);
  for (int id = METHOD_COUNT - 1; id >= 0 && status == ST_OK;
       id--) /* the program's own answers stay there at the end */
    status = measure_method(ev, (enum eval_method_id)id, answers, &s, &out->methods[id], e);
  if (status == ST_OK) status = measure_probabilities(ev, answers, &s, out, e);
  if (status == ST_OK) status = measure_readers(ev, out, e);
  if (status == ST_OK) {
    out->groups = count_groups(ev, answers);
    measure_fit(ev, &out->fit);
    measure_traits(ev, out);
    measure_evidence(ev, out);
  }
  arena_free(&s.arena);
  return status;
}
