#include "eval_report.h"

#include <inttypes.h>
#include <math.h>

static struct str role_id(const struct lexicon *lex, int role) {
  if (role >= 0) return lex->roles[role].id;
  return role == METRICS_UNCLEAR ? STR("unclear") : STR("failed");
}

static void interval(struct sheet *s, double value, struct interval i) {
  sheet_number(s, value);
  sheet_number(s, i.low);
  sheet_number(s, i.high);
}

static void named(struct sheet *s, const char *name) {
  sheet_text(s, str_of(name));
}

/* ---- tables, in the order in which they are read ---- */

static void methods_table(struct sheet *s, const struct eval_results *r) {
  sheet_table(s, "Accuracy", "low and high: 95 % bootstrap over employers. Unclear and failed count as wrong.",
              "method|macro-F1|F1 low|F1 high|accuracy|acc. low|acc. high|kappa|MCC|unclear|failed");
  for (int id = 0; id < METHOD_COUNT; id++) {
    const struct eval_method *m = &r->methods[id];
    if (!m->present) continue;
    named(s, m->name);
    interval(s, m->m.macro_f1, m->macro_f1);
    interval(s, m->m.accuracy, m->accuracy);
    sheet_number(s, m->m.kappa);
    sheet_number(s, m->m.mcc);
    sheet_count(s, m->m.unclear);
    sheet_count(s, m->m.failed);
  }
}

static void roles_table(struct sheet *s, const struct eval_results *r) {
  const struct metrics *m = &r->methods[METHOD_ROLECALL].m;
  sheet_table(s, "By role", NULL, "role|precision|recall|F1|postings|answers|right");
  for (size_t i = 0; i < m->roles; i++) {
    sheet_text(s, r->lex->roles[i].id);
    sheet_number(s, m->role[i].precision);
    sheet_number(s, m->role[i].recall);
    sheet_number(s, m->role[i].f1);
    sheet_count(s, m->role[i].gold);
    sheet_count(s, m->role[i].said);
    sheet_count(s, m->role[i].right);
  }
}

static void confusion_table(struct sheet *s, const struct eval_results *r) {
  const struct metrics *m = &r->methods[METHOD_ROLECALL].m;
  struct buf header = {0};
  buf_add(&header, STR("label \\ answer"));
  for (size_t i = 0; i < m->roles; i++) {
    buf_char(&header, '|');
    buf_add(&header, r->lex->roles[i].id);
  }
  buf_add(&header, STR("|unclear|failed"));
  struct str kept = header.failed ? STR_NONE : arena_copy(s->arena, buf_str(&header));
  buf_free(&header);
  s->failed = s->failed || !kept.ptr;
  if (s->failed) return;
  sheet_table(s, "Confusion", NULL, kept.ptr);
  for (size_t i = 0; i < m->roles; i++) {
    sheet_text(s, r->lex->roles[i].id);
    for (size_t said = 0; said < m->roles + 2; said++) sheet_count(s, m->confusion[i][said]);
  }
}

static void probabilities_table(struct sheet *s, const struct eval_results *r) {
  const struct interval none = {nan(""), nan("")};
  sheet_table(s, "Probabilities", NULL, "measure|value|low|high");
  named(s, "expected calibration error, 5 bins of equal mass");
  interval(s, r->calibration.error, r->calibration_error);
  named(s, "Brier score (0 to 2)");
  interval(s, r->brier, none);
  named(s, "log loss (nats)");
  interval(s, r->log_loss, none);
  named(s, "accuracy over the surest 90 %");
  interval(s, r->at_90, r->at_90_interval);
  named(s, "share answered (not unclear, not failed)");
  interval(s, r->coverage, none);
  named(s, "accuracy over those answered");
  interval(s, r->answered_accuracy, none);
}

static void reliability_table(struct sheet *s, const struct eval_results *r) {
  sheet_table(s, "Reliability",
              "Of the postings in a bin, so many were right as the mean probability says, if it is calibrated.",
              "bin, from the surest|postings|mean probability|accuracy");
  for (size_t b = 0; b < METRICS_BINS; b++) {
    sheet_count(s, b + 1);
    sheet_count(s, r->calibration.bins[b].count);
    sheet_number(s, r->calibration.bins[b].confidence);
    sheet_number(s, r->calibration.bins[b].accuracy);
  }
}

static void unclear_table(struct sheet *s, const struct eval_results *r) {
  if (r->methods[METHOD_ROLECALL].m.unclear == 0) return;
  sheet_table(s, "Unclear", NULL, "reason|postings");
  for (size_t i = 1; i <= UNCLEAR_OTHER_LANGUAGE; i++) {
    if (!r->reasons_unclear[i]) continue;
    named(s, unclear_reason_name((enum unclear_reason)i));
    sheet_count(s, r->reasons_unclear[i]);
  }
}

static void fit_table(struct sheet *s, const struct eval_results *r) {
  const struct eval_fit *f = &r->fit;
  if (f->count == 0) return;
  sheet_table(s, "Titles that do not fit their body", "Gold: what the title claims to a reader, against the label.",
              "measure|value|counts");
  named(s, "precision");
  sheet_share(s, f->both, f->both + f->only_said);
  named(s, "recall");
  sheet_share(s, f->both, f->both + f->only_gold);
  named(s, "F1");
  sheet_number(s, f->f1);
  sheet_text(s, STR_NONE);
  named(s, "the kind right too (more, less, different)");
  sheet_share(s, f->kind_right, f->both);
  named(s, "fit unclear");
  sheet_share(s, f->unclear, f->count);
}

static void traits_table(struct sheet *s, const struct eval_results *r) {
  if (r->trait_count == 0) return;
  sheet_table(s, "By trait", "Share right. A posting may have several traits.",
              "trait|postings|rolecall|body alone|title alone");
  for (size_t i = 0; i < r->trait_count; i++) {
    const struct eval_trait *t = &r->traits[i];
    sheet_text(s, t->name);
    sheet_count(s, t->count);
    sheet_number(s, (double)t->right / (double)t->count);
    sheet_number(s, (double)t->body_right / (double)t->count);
    sheet_number(s, (double)t->title_right / (double)t->count);
  }
}

static void evidence_tables(struct sheet *s, const struct eval_results *r) {
  sheet_table(s, "Evidence", NULL, "measure|value|counts");
  if (r->reasons) {
    named(s, "readers' reasons found, where the answer is right");
    sheet_share(s, r->reasons_found, r->reasons);
  }
  named(s, "quotes a posting");
  sheet_number(s, r->count ? (double)r->quotes / (double)r->count : 0);
  sheet_count(s, r->quotes);
  sheet_table(s, "Does the evidence carry the answer?",
              "Fall of the answer's probability without its heaviest quotes, and with these alone (ERASER).",
              "quotes|without them (comprehensiveness)|with them alone (sufficiency)");
  for (size_t k = 0; k < EVAL_KS; k++) {
    sheet_count(s, eval_ks[k]);
    sheet_number(s, r->faith.comprehensiveness[k]);
    sheet_number(s, r->faith.sufficiency[k]);
  }
}

static void readers_table(struct sheet *s, const struct eval_results *r) {
  if (r->second_count == 0) return;
  sheet_table(s, "Two readers", NULL, "measure|value");
  named(s, "postings read twice");
  sheet_count(s, r->second_count);
  named(s, "Cohen's kappa");
  sheet_number(s, r->second_kappa);
}

static void folds_table(struct sheet *s, const struct crossval *x) {
  sheet_table(s, "Folds", "Each fold answered by weights fitted on the employers of the others.",
              "fold|trained on|answered|pull|temperature");
  for (size_t f = 0; f < CROSSVAL_FOLDS; f++) {
    sheet_count(s, f + 1);
    sheet_count(s, x->folds[f].trained);
    sheet_count(s, x->folds[f].answered);
    sheet_format(s, "%.2g", x->folds[f].pull);
    sheet_number(s, x->folds[f].temperature);
  }
}

static void errors_table(struct sheet *s, const struct eval_report *report) {
  const struct eval_results *r = report->results;
  const struct metrics *m = &r->methods[METHOD_ROLECALL].m;
  size_t wrong = m->count - m->right, shown = 0;
  if (wrong == 0 || report->errors_shown == 0) return;
  sheet_table(s, "Wrong answers", NULL, "posting|label|answer|probability|title");
  for (size_t i = 0; i < r->count && shown < report->errors_shown; i++) {
    const struct eval_case *c = &r->ev->cases[i];
    if (c->answer.said == c->label) continue;
    shown++;
    sheet_text(s, c->gold.id);
    sheet_text(s, role_id(r->lex, c->label));
    sheet_text(s, role_id(r->lex, c->answer.said));
    sheet_number(s, c->answer.said >= 0 ? c->answer.probability[c->answer.said] : nan(""));
    sheet_text(s, c->posting.title.value);
  }
  if (shown == wrong) return;
  sheet_format(s, "and %zu more", wrong - shown);
  for (int i = 0; i < 4; i++) sheet_text(s, STR_NONE);
}

/* ---- comparison ---- */

static void compare_table(struct sheet *s, const struct compare_results *c) {
  sheet_table(s, "Against the second lexicon", "Exact McNemar test; paired bootstrap over employers.", "measure|value");
  named(s, "macro-F1, first");
  sheet_number(s, c->first.macro_f1);
  named(s, "macro-F1, second");
  sheet_number(s, c->second.macro_f1);
  named(s, "difference, second less first");
  sheet_number(s, c->difference);
  named(s, "95 % low");
  sheet_number(s, c->interval.low);
  named(s, "95 % high");
  sheet_number(s, c->interval.high);
  named(s, "share of resamples in which the second is not better");
  sheet_number(s, c->not_better);
  named(s, "only the first right");
  sheet_count(s, c->only_first);
  named(s, "only the second right");
  sheet_count(s, c->only_second);
  named(s, "McNemar p");
  sheet_format(s, "%.4f", c->mcnemar);
}

static void changes_tables(struct sheet *s, const struct eval_report *report) {
  const struct compare_results *c = report->compare;
  const struct lexicon *lex = report->results->lex;
  if (c->change_count == 0) return;
  sheet_table(s, "Changed answers", NULL,
              "posting|label|first|second|entries that moved it (nats towards the second answer)");
  for (size_t i = 0; i < c->change_count; i++) {
    const struct compare_change *x = &c->changes[i];
    struct buf moved = {0};
    for (size_t k = 0; k < x->entry_count; k++) {
      buf_add(&moved, k ? STR(", ") : STR_NONE);
      buf_add(&moved, x->entries[k].id);
      buf_format(&moved, " %+.2f", x->entries[k].moved / 1000.0);
    }
    sheet_text(s, x->first->gold.id);
    sheet_text(s, role_id(lex, x->first->label));
    sheet_text(s, role_id(lex, x->first->answer.said));
    sheet_text(s, role_id(lex, x->second->answer.said));
    sheet_text(s, buf_str(&moved));
    s->failed = s->failed || moved.failed;
    buf_free(&moved);
  }
  sheet_table(s, "Entries that changed answers", NULL, "entry|postings|nats moved");
  for (size_t i = 0; i < c->entry_count && i < 25; i++) {
    sheet_text(s, c->entries[i].id);
    sheet_count(s, c->entry_postings[i]);
    sheet_format(s, "%.2f", c->entries[i].moved / 1000.0);
  }
}

/* ---- the whole ---- */

static void about(const struct eval_report *r, struct sheet *s) {
  const struct eval_results *x = r->results;
  struct buf b = {0};
  buf_format(&b, "%zu postings of %zu employers from ", x->count, x->groups);
  buf_add(&b, r->data);
  if (r->split.len) {
    buf_add(&b, STR(", split "));
    buf_add(&b, r->split);
  }
  buf_add(&b, STR("; lexicon "));
  buf_add(&b, x->lex->name);
  buf_char(&b, ' ');
  buf_add(&b, x->lex->version);
  buf_format(&b, " (%016" PRIx64 ")", x->lex->hash);
  if (r->second) buf_format(&b, " against %016" PRIx64, r->second->hash);
  if (r->crossval) buf_format(&b, "; every answer out of fold, %d folds by employer", CROSSVAL_FOLDS);
  buf_char(&b, '.');
  s->heading = STR("rolecall: evaluation");
  s->failed = s->failed || b.failed;
  s->about = sheet_clean(s, buf_str(&b));
  buf_free(&b);
}

void eval_sheet(const struct eval_report *r, struct arena *arena, struct sheet *out) {
  *out = (struct sheet){.arena = arena};
  const struct eval_results *x = r->results;
  about(r, out);
  methods_table(out, x);
  if (r->compare) compare_table(out, r->compare);
  roles_table(out, x);
  confusion_table(out, x);
  probabilities_table(out, x);
  reliability_table(out, x);
  unclear_table(out, x);
  fit_table(out, x);
  traits_table(out, x);
  evidence_tables(out, x);
  readers_table(out, x);
  if (r->crossval) folds_table(out, r->crossval);
  if (r->compare) changes_tables(out, r);
  errors_table(out, r);
}

void eval_report_text(const struct eval_report *r, struct arena *arena, struct buf *out) {
  struct sheet s;
  eval_sheet(r, arena, &s);
  sheet_write_text(&s, out);
}

void eval_report_markdown(const struct eval_report *r, struct arena *arena, struct buf *out) {
  struct sheet s;
  eval_sheet(r, arena, &s);
  sheet_write_markdown(&s, out);
}

void eval_report_csv(const struct eval_report *r, struct arena *arena, struct buf *out) {
  struct sheet s;
  eval_sheet(r, arena, &s);
  sheet_write_csv(&s, out);
}
