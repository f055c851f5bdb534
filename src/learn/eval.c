#include "eval.h"

#include "../classify/quote.h"
#include "faith.h"
#include "rationale.h"

void eval_init(struct eval *ev, const struct lexicon *lex) {
  *ev = (struct eval){.lex = lex};
  arena_init(&ev->arena, 0);
  arena_init(&ev->scratch, 0);
}

void eval_free(struct eval *ev) {
  arena_free(&ev->arena);
  arena_free(&ev->scratch);
  *ev = (struct eval){0};
}

static int gold_role(const struct lexicon *lex, struct str id) {
  int number = lexicon_role_number(lex, id);
  return number < 0 ? EVAL_NO_GOLD : number;
}

static bool copy(struct arena *arena, struct str from, struct str *to) {
  *to = STR_NONE;
  if (from.len) *to = arena_copy(arena, from);
  return from.len == 0 || to->ptr;
}

static bool copy_gold(struct arena *arena, const struct eval_gold *from, struct eval_gold *to) {
  *to = (struct eval_gold){.reason_count = from->reason_count, .group = from->group};
  bool ok = copy(arena, from->id, &to->id) && copy(arena, from->label, &to->label) &&
            copy(arena, from->title_role, &to->title_role) && copy(arena, from->traits, &to->traits) &&
            copy(arena, from->first, &to->first) && copy(arena, from->second, &to->second);
  for (size_t i = 0; i < from->reason_count; i++) ok = ok && copy(arena, from->reasons[i], &to->reasons[i]);
  return ok;
}

/* What classify_posting reads of a posting, and nothing that points into the document. */
static bool copy_posting(struct arena *arena, const struct posting *from, struct posting *to) {
  *to = (struct posting){.posting_count = from->posting_count, .reason = from->reason};
  return copy(arena, from->text, &to->text) && copy(arena, from->language, &to->language) &&
         copy(arena, from->title.value, &to->title.value);
}

enum status eval_add(struct eval *ev, const struct eval_gold *gold, const struct posting *posting,
                     const struct hits *hits, struct err *e) {
  struct eval_case c = {.label = gold_role(ev->lex, gold->label),
                        .title_read = gold_role(ev->lex, gold->title_role),
                        .first = gold_role(ev->lex, gold->first),
                        .second = gold_role(ev->lex, gold->second),
                        .failed = !posting || !hits};
  if (c.label == EVAL_NO_GOLD) {
    int shown = gold->label.len < 60 ? (int)gold->label.len : 60;
    err_set(e, ERR_FORMAT, "the lexicon has no role \"%.*s\"", shown, gold->label.ptr ? gold->label.ptr : "");
    return ST_FAIL;
  }
  if (!copy_gold(&ev->arena, gold, &c.gold)) return err_memory(e);
  if (!c.failed) {
    c.hits = (struct hits){.v = ARENA_NEW(&ev->arena, hits->count + 1, struct hit), .count = hits->count};
    if (!c.hits.v || !copy_posting(&ev->arena, posting, &c.posting)) return err_memory(e);
    if (hits->count) memcpy(c.hits.v, hits->v, hits->count * sizeof *hits->v);
  }
  if (ev->count == ev->size) {
    size_t size = ev->size ? ev->size * 2 : 256;
    struct eval_case *cases = arena_grow(&ev->arena, ev->cases, ev->size, size, sizeof *cases);
    if (!cases) return err_memory(e);
    ev->cases = cases;
    ev->size = size;
  }
  ev->cases[ev->count++] = c;
  return ST_OK;
}

static struct answer answer_of(const struct eval_case *c, const struct lexicon *lex, const struct scores *s) {
  struct answer a = {
      .gold = c->label, .said = s->role == ROLE_UNCLEAR ? METRICS_UNCLEAR : s->role, .group = c->gold.group};
  for (size_t r = 0; r < lex->role_count; r++) a.probability[r] = s->probability[r];
  return a;
}

/* Contributions summed by entry. Evidence comes by size, so an entry is looked for among those seen. */
static enum status keep_entries(struct eval *ev, struct eval_case *c, const struct verdict *v, struct err *e) {
  c->entries = ARENA_NEW(&ev->arena, v->counting_count + 1, struct eval_entry);
  if (!c->entries) return err_memory(e);
  c->entry_count = 0;
  for (size_t i = 0; i < v->counting_count; i++) {
    size_t at = 0;
    while (at < c->entry_count && c->entries[at].entry != v->evidence[i].hit.entry) at++;
    if (at == c->entry_count) c->entries[c->entry_count++] = (struct eval_entry){v->evidence[i].hit.entry, 0};
    c->entries[at].contribution += v->evidence[i].contribution;
  }
  return ST_OK;
}

/* The quote that is shown of a hit, some of its sentence around it. */
static struct str quote_of(const struct posting *p, const struct hit *h) {
  struct str text = h->block == MATCH_TITLE_BLOCK ? p->title.value : p->text;
  if (h->start > text.len || h->len > text.len - h->start) return STR_NONE;
  struct hit wide = widened(p, h);
  return str_sub(text, wide.start, (size_t)wide.start + wide.len);
}

/* A reason is found only where the verdict is right. */
static enum status find_reasons(struct eval *ev, struct eval_case *c, const struct verdict *v, struct err *e) {
  c->quotes = v->clear_count;
  c->reasons = c->reasons_found = 0;
  if (c->gold.reason_count == 0) return ST_OK;
  struct rationale_words *quotes = ARENA_NEW(&ev->scratch, v->clear_count + 1, struct rationale_words);
  if (!quotes) return err_memory(e);
  enum status status = ST_OK;
  for (size_t i = 0; i < v->clear_count && status == ST_OK; i++)
    status = rationale_read(quote_of(&c->posting, &v->evidence[i].hit), &ev->scratch, &quotes[i], e);
  for (size_t k = 0; k < c->gold.reason_count && status == ST_OK; k++) {
    struct rationale_words reason;
    status = rationale_read(c->gold.reasons[k], &ev->scratch, &reason, e);
    if (status != ST_OK || !rationale_counts(&reason)) continue;
    bool found = false;
    for (size_t i = 0; i < v->clear_count && c->answer.said == c->label; i++)
      found |= rationale_found(&reason, &quotes[i]);
    c->reasons++;
    c->reasons_found += found;
  }
  return status;
}

static void set_failed(struct eval_case *c) {
  c->answer = c->body = (struct answer){.gold = c->label, .said = METRICS_FAILED, .group = c->gold.group};
  c->title_role = ROLE_UNCLEAR;
  c->fit = FIT_UNCLEAR;
  c->reason = UNCLEAR_NOT;
}

/* Reasons of a document that failed are reasons not found. */
static enum status count_reasons(struct eval *ev, struct eval_case *c, struct err *e) {
  struct verdict nothing = {.evidence_count = 0};
  return find_reasons(ev, c, &nothing, e);
}

enum status eval_classify(struct eval *ev, struct eval_case *c, const struct lexicon *lex, struct err *e) {
  arena_reset(&ev->scratch);
  if (c->failed) {
    set_failed(c);
    return count_reasons(ev, c, e);
  }
  struct verdict verdict;
  enum status status = classify_posting(lex, &c->posting, &c->hits, &ev->scratch, &verdict, e);
  if (status != ST_OK) return status;
  c->answer = answer_of(c, lex, &verdict.all);
  c->body = answer_of(c, lex, &verdict.body);
  c->title_role = verdict.title_role;
  c->fit = verdict.fit;
  c->reason = verdict.reason;
  status = keep_entries(ev, c, &verdict, e);
  if (status == ST_OK) status = find_reasons(ev, c, &verdict, e);
  if (status == ST_OK)
    status = faith_of(lex, &c->posting, &verdict, &ev->scratch, c->comprehensiveness, c->sufficiency, e);
  return status;
}
