/* verdict.c: from the sums to what is said: role or unclear with its reason, title against body. */
#include "classify.h"
#include "score.h"

#include <stdlib.h>

/* Nats of contributions on each of the two best roles from which a tie is called a conflict. */
enum { CONFLICT_MILLI = 2500 };
/* Words of text under which a posting without one counting hit has no sentence about duties. */
enum { LITTLE_TEXT_WORDS = 25 };

const char *unclear_reason_name(enum unclear_reason r) {
  static const char *const names[] = {
      NULL, "tie", "conflict", "too-little-text", "no-posting", "several-postings", "other-language"};
  return names[r];
}

const char *fit_name(enum fit f) {
  static const char *const names[] = {"unclear", "fits", "promises-more", "promises-less", "different"};
  return names[f];
}

static size_t count_words(struct str text, size_t enough) {
  size_t n = 0;
  for (size_t i = 0; i < text.len && n < enough; i++)
    n += text.ptr[i] != ' ' && text.ptr[i] != '\n' && (i == 0 || text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\n');
  return n;
}

static enum unclear_reason reason_of_posting(const struct lexicon *lex, const struct posting *p,
                                             const struct verdict *v) {
  if (p->posting_count > 1) return UNCLEAR_SEVERAL_POSTINGS;
  if (p->text.len == 0) return UNCLEAR_NO_POSTING;
  if (p->language.len && lex->language.len && !str_eq(p->language, lex->language)) return UNCLEAR_OTHER_LANGUAGE;
  bool body_speaks = false;
  for (size_t i = 0; i < v->counting_count; i++) body_speaks |= !v->evidence[i].is_title;
  if (!body_speaks && count_words(p->text, LITTLE_TEXT_WORDS) < LITTLE_TEXT_WORDS) return UNCLEAR_TOO_LITTLE_TEXT;
  return UNCLEAR_NOT;
}

/* A tie where the lead is under the margin; a conflict where both sides have much to say. */
static enum unclear_reason reason_of_scores(const struct lexicon *lex, const struct verdict *v,
                                            const struct scores *s) {
  if (s->margin >= lex->unclear_margin) return UNCLEAR_NOT;
  size_t strong = 0;
  for (size_t r = 0; r < lex->role_count; r++) strong += s->score[r] - v->prior[r] >= CONFLICT_MILLI;
  return strong > 1 ? UNCLEAR_CONFLICT : UNCLEAR_TIE;
}

static int another_job(const struct lexicon *lex) {
  for (size_t r = 0; r < lex->role_count; r++)
    if (lex->roles[r].rank == 0) return (int)r;
  return ROLE_UNCLEAR;
}

static int role_of_title(const struct lexicon *lex, const struct posting *p, const struct verdict *v) {
  if (p->title.value.len == 0) return ROLE_UNCLEAR;
  int64_t sum[LEXICON_ROLES_MAX] = {0};
  bool any = false;
  for (size_t i = 0; i < v->counting_count; i++) {
    const struct evidence *x = &v->evidence[i];
    if (x->hit.block != MATCH_TITLE_BLOCK) continue;
    const struct lexicon_entry *entry = &lex->entries[x->hit.entry];
    sum[entry->role] += score_milli(entry->weight * x->hit.factor * x->repeat * x->rank); /* before the cap */
    any = true;
  }
  if (!any) return another_job(lex);
  int best = 0;
  bool tie = false;
  for (size_t r = 1; r < lex->role_count; r++) {
    tie = sum[r] == sum[best] || (tie && sum[r] < sum[best]);
    if (sum[r] > sum[best]) best = (int)r;
  }
  return tie ? ROLE_UNCLEAR : best;
}

enum fit fit_of_roles(const struct lexicon *lex, int title, int body) {
  if (title == ROLE_UNCLEAR || body == ROLE_UNCLEAR) return FIT_UNCLEAR;
  if (title == body) return FIT_FITS;
  int t = lex->roles[title].rank, b = lex->roles[body].rank;
  if (t == 0 || b == 0) return FIT_DIFFERENT;
  return t > b ? FIT_PROMISES_MORE : FIT_PROMISES_LESS;
}

/* A body that reads as another role than the title's contradicts it only where it outweighs it: where title and body
   together still come out at the title's role, that is too little to hold against an employer. */
static enum fit fit_of(const struct lexicon *lex, const struct verdict *v) {
  enum fit fit = fit_of_roles(lex, v->title_role, v->body.role);
  return fit != FIT_FITS && v->all.role == v->title_role ? FIT_UNCLEAR : fit;
}

enum status classify_posting(const struct lexicon *lex, const struct posting *p, const struct hits *hits,
                             struct arena *arena, struct verdict *out, struct err *e) {
  struct evidence *evidence = ARENA_NEW(arena, hits->count, struct evidence);
  if (!evidence) return err_memory(e);
  for (size_t i = 0; i < hits->count; i++) evidence[i].hit = hits->v[i];
  return classify_evidence(lex, p, evidence, hits->count, arena, out, e);
}

enum status classify_evidence(const struct lexicon *lex, const struct posting *p, struct evidence *evidence, size_t n,
                              struct arena *arena, struct verdict *out, struct err *e) {
  *out = (struct verdict){.evidence = evidence, .evidence_count = n};
  enum status status = score_contributions(lex, p, evidence, n, arena, e);
  if (status != ST_OK) return status;
  while (out->counting_count < out->evidence_count && out->evidence[out->counting_count].counts) out->counting_count++;
  while (out->clear_count < out->counting_count &&
         abs(out->evidence[out->clear_count].contribution) >= score_milli(lex->faint))
    out->clear_count++;
  for (size_t r = 0; r < lex->role_count; r++) out->prior[r] = score_milli(lex->roles[r].prior);
  score_sum(lex, out->evidence, out->evidence_count, true, &out->all);
  score_sum(lex, out->evidence, out->evidence_count, false, &out->body);

  enum unclear_reason reason = reason_of_posting(lex, p, out);
  out->reason = reason != UNCLEAR_NOT ? reason : reason_of_scores(lex, out, &out->all);
  out->body_reason = reason != UNCLEAR_NOT ? reason : reason_of_scores(lex, out, &out->body);
  if (out->reason != UNCLEAR_NOT) out->all.role = ROLE_UNCLEAR;
  if (out->body_reason != UNCLEAR_NOT) out->body.role = ROLE_UNCLEAR;
  out->title_role = role_of_title(lex, p, out);
  out->fit = fit_of(lex, out);
  return ST_OK;
}
