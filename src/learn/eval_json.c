/* eval_json.c: the evaluation for programs. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "../base/json_out.h"
#include "eval_report.h"

static void number(struct json_out *j, const char *key, double x) {
  json_key(j, key);
  json_fixed(j, fabs(x) < 0.00005 ? 0.0 : x, 4);
}

static void count(struct json_out *j, const char *key, size_t n) {
  json_key(j, key);
  json_uint(j, n);
}

static void range(struct json_out *j, const char *key, struct interval i) {
  json_key(j, key);
  json_open(j, '[');
  json_fixed(j, i.low, 4);
  json_fixed(j, i.high, 4);
  json_close(j, ']');
}

static void role(struct json_out *j, const char *key, const struct lexicon *lex, int number_of_role) {
  json_key_str(j, key,
               number_of_role >= 0                 ? lex->roles[number_of_role].id
               : number_of_role == METRICS_UNCLEAR ? STR("unclear")
                                                   : STR_NONE);
}

static void key_of_role(struct json_out *j, const struct lexicon *lex, size_t r) {
  char name[128]; /* ids of roles are short words of the lexicon */
  snprintf(name, sizeof name, "%.*s", (int)lex->roles[r].id.len, lex->roles[r].id.ptr);
  json_key(j, name);
}

static void write_methods(struct json_out *j, const struct eval_results *r) {
  json_key(j, "methods");
  json_open(j, '[');
  for (int id = 0; id < METHOD_COUNT; id++) {
    const struct eval_method *m = &r->methods[id];
    if (!m->present) continue;
    json_open(j, '{');
    json_key_str(j, "id", str_of(m->id));
    json_key_str(j, "name", str_of(m->name));
    number(j, "macro_f1", m->m.macro_f1);
    range(j, "macro_f1_95", m->macro_f1);
    number(j, "accuracy", m->m.accuracy);
    range(j, "accuracy_95", m->accuracy);
    number(j, "kappa", m->m.kappa);
    number(j, "mcc", m->m.mcc);
    count(j, "right", m->m.right);
    count(j, "unclear", m->m.unclear);
    count(j, "failed", m->m.failed);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void write_roles(struct json_out *j, const struct eval_results *r) {
  const struct metrics *m = &r->methods[METHOD_ROLECALL].m;
  json_key(j, "roles");
  json_open(j, '{');
  for (size_t i = 0; i < m->roles; i++) {
    key_of_role(j, r->lex, i);
    json_open(j, '{');
    number(j, "precision", m->role[i].precision);
    number(j, "recall", m->role[i].recall);
    number(j, "f1", m->role[i].f1);
    count(j, "postings", m->role[i].gold);
    json_key(j, "answers");
    json_open(j, '{');
    for (size_t said = 0; said < m->roles; said++) {
      key_of_role(j, r->lex, said);
      json_uint(j, m->confusion[i][said]);
    }
    count(j, "unclear", m->confusion[i][m->roles]);
    count(j, "failed", m->confusion[i][m->roles + 1]);
    json_close(j, '}');
    json_close(j, '}');
  }
  json_close(j, '}');
}

static void write_probabilities(struct json_out *j, const struct eval_results *r) {
  json_key(j, "probabilities");
  json_open(j, '{');
  number(j, "expected_calibration_error", r->calibration.error);
  range(j, "expected_calibration_error_95", r->calibration_error);
  json_key(j, "bins");
  json_open(j, '[');
  for (size_t b = 0; b < METRICS_BINS; b++) {
    json_open(j, '{');
    count(j, "postings", r->calibration.bins[b].count);
    number(j, "mean_probability", r->calibration.bins[b].confidence);
    number(j, "accuracy", r->calibration.bins[b].accuracy);
    json_close(j, '}');
  }
  json_close(j, ']');
  number(j, "brier", r->brier);
  number(j, "log_loss", r->log_loss);
  number(j, "accuracy_at_90", r->at_90);
  range(j, "accuracy_at_90_95", r->at_90_interval);
  number(j, "answered", r->coverage);
  number(j, "accuracy_answered", r->answered_accuracy);
  json_key(j, "risk_coverage");
  json_open(j, '[');
  for (size_t i = 0; i < r->curve_count; i++) {
    json_open(j, '[');
    json_fixed(j, r->curve[i].coverage, 4);
    json_fixed(j, 1 - r->curve[i].accuracy, 4);
    json_close(j, ']');
  }
  json_close(j, ']');
  json_close(j, '}');
}

static void write_fit(struct json_out *j, const struct eval_fit *f) {
  json_key(j, "title_fit");
  json_open(j, '{');
  count(j, "postings", f->count);
  number(j, "precision", f->precision);
  number(j, "recall", f->recall);
  number(j, "f1", f->f1);
  count(j, "both", f->both);
  count(j, "only_said", f->only_said);
  count(j, "only_gold", f->only_gold);
  count(j, "neither", f->neither);
  count(j, "unclear", f->unclear);
  count(j, "kind_right", f->kind_right);
  json_close(j, '}');
}

static void write_traits(struct json_out *j, const struct eval_results *r) {
  json_key(j, "traits");
  json_open(j, '[');
  for (size_t i = 0; i < r->trait_count; i++) {
    json_open(j, '{');
    json_key_str(j, "trait", r->traits[i].name);
    count(j, "postings", r->traits[i].count);
    count(j, "right", r->traits[i].right);
    count(j, "body_right", r->traits[i].body_right);
    count(j, "title_right", r->traits[i].title_right);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void write_evidence(struct json_out *j, const struct eval_results *r) {
  json_key(j, "evidence");
  json_open(j, '{');
  count(j, "reasons", r->reasons);
  count(j, "reasons_found", r->reasons_found);
  count(j, "quotes", r->quotes);
  json_key(j, "faithfulness");
  json_open(j, '[');
  for (size_t k = 0; k < EVAL_KS; k++) {
    json_open(j, '{');
    count(j, "quotes", eval_ks[k]);
    number(j, "comprehensiveness", r->faith.comprehensiveness[k]);
    number(j, "sufficiency", r->faith.sufficiency[k]);
    json_close(j, '}');
  }
  json_close(j, ']');
  json_close(j, '}');
  if (r->second_count == 0) return;
  json_key(j, "readers");
  json_open(j, '{');
  count(j, "postings", r->second_count);
  number(j, "kappa", r->second_kappa);
  json_close(j, '}');
}

static void write_folds(struct json_out *j, const struct crossval *x) {
  json_key(j, "folds");
  json_open(j, '[');
  for (size_t f = 0; f < CROSSVAL_FOLDS; f++) {
    json_open(j, '{');
    count(j, "trained", x->folds[f].trained);
    count(j, "answered", x->folds[f].answered);
    number(j, "pull", x->folds[f].pull);
    number(j, "temperature", x->folds[f].temperature);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void write_entry(struct json_out *j, const struct compare_entry *x) {
  json_open(j, '{');
  json_key_str(j, "entry", x->id);
  json_key(j, "moved");
  json_milli(j, x->moved);
}

static void write_answer(struct json_out *j, const struct lexicon *lex, const char *key, const struct answer *a) {
  json_key(j, key);
  json_open(j, '{');
  for (size_t k = 0; k < lex->role_count; k++) {
    key_of_role(j, lex, k);
    json_fixed(j, a->probability[k], 4);
  }
  json_close(j, '}');
}

static void write_comparison(struct json_out *j, const struct compare_results *c, const struct lexicon *lex,
                             const struct lexicon *second) {
  json_key(j, "comparison");
  json_open(j, '{');
  char hash[20];
  snprintf(hash, sizeof hash, "%016" PRIx64, second->hash);
  json_key_str(j, "lexicon_hash", str_of(hash));
  number(j, "macro_f1", c->second.macro_f1);
  number(j, "difference", c->difference);
  range(j, "difference_95", c->interval);
  number(j, "not_better", c->not_better);
  count(j, "only_first_right", c->only_first);
  count(j, "only_second_right", c->only_second);
  number(j, "mcnemar_p", c->mcnemar);
  json_key(j, "changes");
  json_open(j, '[');
  for (size_t i = 0; i < c->change_count; i++) {
    const struct compare_change *x = &c->changes[i];
    json_open(j, '{');
    json_key_str(j, "posting", x->first->gold.id);
    role(j, "label", lex, x->first->label);
    role(j, "first", lex, x->first->answer.said);
    role(j, "second", lex, x->second->answer.said);
    json_key(j, "entries");
    json_open(j, '[');
    for (size_t k = 0; k < x->entry_count; k++) {
      write_entry(j, &x->entries[k]);
      json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
  }
  json_close(j, ']');
  json_key(j, "entries");
  json_open(j, '[');
  for (size_t i = 0; i < c->entry_count; i++) {
    write_entry(j, &c->entries[i]);
    count(j, "postings", c->entry_postings[i]);
    json_close(j, '}');
  }
  json_close(j, ']');
  json_close(j, '}');
}

/* A row for each posting; `answer` is null where the document failed. */
static void write_postings(struct json_out *j, const struct eval_results *r) {
  json_key(j, "postings");
  json_open(j, '[');
  for (size_t i = 0; i < r->count; i++) {
    const struct eval_case *c = &r->ev->cases[i];
    json_open(j, '{');
    json_key_str(j, "posting", c->gold.id);
    role(j, "label", r->lex, c->label);
    role(j, "answer", r->lex, c->answer.said);
    role(j, "body", r->lex, c->body.said);
    json_key_str(j, "reason", str_of(unclear_reason_name(c->reason)));
    json_key_str(j, "fit", str_of(fit_name(c->fit)));
    write_answer(j, r->lex, "probabilities", &c->answer);
    write_answer(j, r->lex, "body_probabilities", &c->body);
    json_close(j, '}');
  }
  json_close(j, ']');
}

void eval_report_json(const struct eval_report *report, struct buf *out) {
  const struct eval_results *r = report->results;
  struct json_out j;
  char hash[20];
  snprintf(hash, sizeof hash, "%016" PRIx64, r->lex->hash);
  json_out_init(&j, out);
  json_open(&j, '{');
  json_key_str(&j, "data", report->data);
  json_key_str(&j, "split", report->split);
  json_key_str(&j, "lexicon", r->lex->name);
  json_key_str(&j, "lexicon_version", r->lex->version);
  json_key_str(&j, "lexicon_hash", str_of(hash));
  json_key(&j, "cross_validated");
  json_bool(&j, report->crossval != NULL);
  count(&j, "count", r->count);
  count(&j, "employers", r->groups);
  write_methods(&j, r);
  write_roles(&j, r);
  write_probabilities(&j, r);
  write_fit(&j, &r->fit);
  write_traits(&j, r);
  write_evidence(&j, r);
  if (report->crossval) write_folds(&j, report->crossval);
  if (report->compare) write_comparison(&j, report->compare, r->lex, report->second);
  write_postings(&j, r);
  json_close(&j, '}');
  buf_char(out, '\n');
}
