#include "score.h"

#include <math.h>
#include <stdlib.h>

int32_t score_milli(double nats) {
  return (int32_t)lround(nats * 1000.0);
}

static double factor_at(const double *list, size_t n, size_t i, double beyond) {
  return i < n ? list[i] : beyond;
}

static double placed(const struct evidence *v) {
  return v->again ? 0 : v->section * v->hit.factor;
}

/* Groups the hits of one entry, the best placed first, so that repeats are counted down from there. */
static int by_entry(const void *left, const void *right) {
  const struct evidence *a = left, *b = right;
  if (a->hit.entry != b->hit.entry) return a->hit.entry < b->hit.entry ? -1 : 1;
  double pa = placed(a), pb = placed(b);
  if (pa > pb || pa < pb) return pa > pb ? -1 : 1;
  if (a->hit.block != b->hit.block) /* the title's number is the largest, yet it comes first */
    return a->hit.block + 1 < b->hit.block + 1 ? -1 : 1;
  return a->hit.start < b->hit.start ? -1 : a->hit.start > b->hit.start;
}

static int by_contribution(const void *left, const void *right) {
  const struct evidence *a = left, *b = right;
  if (a->counts != b->counts) return a->counts ? -1 : 1;
  int32_t ca = abs(a->contribution), cb = abs(b->contribution);
  if (ca != cb) return ca > cb ? -1 : 1;
  if (a->hit.block != b->hit.block) return a->hit.block + 1 < b->hit.block + 1 ? -1 : 1;
  if (a->hit.start != b->hit.start) return a->hit.start < b->hit.start ? -1 : 1;
  return a->hit.entry < b->hit.entry ? -1 : a->hit.entry > b->hit.entry;
}

/* A hit with what stands around it. */
struct said {
  struct evidence *x;
  struct str text; /* of its block, or of the title */
  size_t before;   /* bytes of it in front of the hit */
};

static struct said said_by(const struct posting *p, struct evidence *x) {
  struct str all = x->hit.block == MATCH_TITLE_BLOCK ? p->title.value : p->text;
  size_t start = x->hit.start < all.len ? x->hit.start : all.len, from = start;
  size_t to = all.len - start < x->hit.len ? all.len : start + x->hit.len, end = to;
  while (from > 0 && start - from < SAME_BYTES && all.ptr[from - 1] != '\n') from--;
  while (to < all.len && to - end < SAME_BYTES && all.ptr[to] != '\n') to++;
  return (struct said){x, str_sub(all, from, to), start - from};
}

static int compare_said(const struct said *a, const struct said *b) {
  bool title_a = a->x->hit.block == MATCH_TITLE_BLOCK, title_b = b->x->hit.block == MATCH_TITLE_BLOCK;
  if (title_a != title_b) return title_a ? -1 : 1;
  if (a->before != b->before) return a->before < b->before ? -1 : 1;
  if (a->x->hit.len != b->x->hit.len) return a->x->hit.len < b->x->hit.len ? -1 : 1;
  return str_cmp(a->text, b->text);
}

static int by_what_is_said(const void *left, const void *right) {
  const struct said *a = left, *b = right;
  int c = compare_said(a, b);
  return c ? c : by_entry(a->x, b->x);
}

/* Marks what is said again among the hits v[0..n) of one entry, best placed first, and puts it behind the others. */
static void mark_again(const struct posting *p, struct evidence *v, size_t n, struct said *said) {
  for (size_t i = 0; i < n; i++) said[i] = said_by(p, &v[i]);
  qsort(said, n, sizeof *said, by_what_is_said);
  bool any = false;
  for (size_t i = 1; i < n; i++) {
    if (compare_said(&said[i - 1], &said[i]) != 0) continue;
    said[i].x->again = any = true;
    said[i].x->counts = false;
  }
  if (any) qsort(v, n, sizeof *v, by_entry);
}

/* An entry with a hit that counts, for ranking within its criterion and role. */
struct ranked {
  uint32_t entry, criterion, role;
  double weight; /* size of the hand weight: a fitted one must not change the order it was fitted under */
  double rank;
};

static int by_rank(const void *left, const void *right) {
  const struct ranked *a = left, *b = right;
  if (a->criterion != b->criterion) return a->criterion < b->criterion ? -1 : 1;
  if (a->role != b->role) return a->role < b->role ? -1 : 1;
  if (a->weight > b->weight || a->weight < b->weight) return a->weight > b->weight ? -1 : 1;
  return a->entry < b->entry ? -1 : a->entry > b->entry;
}

static int by_ranked_entry(const void *left, const void *right) {
  const struct ranked *a = left, *b = right;
  return a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* Of the nth entry of a criterion; the last factor holds for all that follow. */
static double rank_factor(const struct lexicon *lex, uint32_t criterion, size_t nth) {
  const struct lexicon_criterion *c = &lex->criteria[criterion];
  const double *ranks = c->rank_count ? c->ranks : lex->ranks;
  size_t n = c->rank_count ? c->rank_count : lex->rank_count;
  return n ? factor_at(ranks, n, nth, ranks[n - 1]) : 1;
}

/* The entries with a counting hit, each with its rank factor, by entry number. `v` is grouped by entry. */
static size_t rank_entries(const struct lexicon *lex, const struct evidence *v, size_t n, struct ranked *out) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    const struct lexicon_entry *entry = &lex->entries[v[i].hit.entry];
    if (!v[i].counts || (count && out[count - 1].entry == v[i].hit.entry)) continue;
    out[count++] = (struct ranked){v[i].hit.entry, entry->criterion, entry->role, fabs(entry->hand_weight), 1};
  }
  qsort(out, count, sizeof *out, by_rank);
  size_t nth = 0;
  for (size_t i = 0; i < count; i++) {
    bool same = i && out[i].criterion == out[i - 1].criterion && out[i].role == out[i - 1].role;
    nth = same ? nth + 1 : 0;
    out[i].rank = rank_factor(lex, out[i].criterion, nth);
  }
  qsort(out, count, sizeof *out, by_ranked_entry);
  return count;
}

/* Title hits come by size already, so the cap cuts the smallest. */
static void cap_title(const struct lexicon *lex, struct evidence *v, size_t n) {
  int32_t left[LEXICON_ROLES_MAX];
  for (size_t r = 0; r < lex->role_count; r++) left[r] = score_milli(lex->title_cap);
  for (size_t i = 0; i < n; i++) {
    if (!v[i].is_title || !v[i].counts) continue;
    int32_t *room = &left[lex->entries[v[i].hit.entry].role];
    int32_t size = abs(v[i].contribution);
    if (size > *room) v[i].contribution = v[i].contribution < 0 ? -*room : *room;
    *room -= abs(v[i].contribution);
  }
}

static void mark_all_again(const struct posting *p, struct evidence *v, size_t n, struct said *said) {
  for (size_t from = 0, to; from < n; from = to) {
    for (to = from + 1; to < n && v[to].hit.entry == v[from].hit.entry;) to++;
    if (to - from > 1) mark_again(p, v + from, to - from, said);
  }
}

enum status score_contributions(const struct lexicon *lex, const struct posting *p, struct evidence *v, size_t n,
                                struct arena *arena, struct err *e) {
  for (size_t i = 0; i < n; i++) {
    const struct lexicon_entry *entry = &lex->entries[v[i].hit.entry];
    bool in_title = v[i].hit.block == MATCH_TITLE_BLOCK;
    v[i].again = false;
    v[i].is_title = in_title || lex->criteria[entry->criterion].is_title;
    v[i].section = in_title || v[i].hit.section >= lex->section_count ? 1 : lex->section_weights[v[i].hit.section];
    v[i].counts = placed(&v[i]) > 0;
  }
  qsort(v, n, sizeof *v, by_entry);
  struct ranked *ranked = ARENA_NEW(arena, n, struct ranked);
  struct said *said = ARENA_NEW(arena, n, struct said);
  if (!ranked || !said) return err_memory(e);
  mark_all_again(p, v, n, said);
  size_t ranked_count = rank_entries(lex, v, n, ranked), at = 0, nth = 0;
  for (size_t i = 0; i < n; i++) {
    nth = i && v[i].hit.entry == v[i - 1].hit.entry ? nth + 1 : 0;
    v[i].repeat = v[i].again ? 0 : factor_at(lex->repeats, lex->repeat_count, nth, 0);
    if (!(v[i].repeat > 0)) v[i].counts = false;
    if (!v[i].counts) continue;
    while (at + 1 < ranked_count && ranked[at].entry < v[i].hit.entry) at++;
    v[i].rank = ranked[at].rank;
    v[i].contribution = score_milli(lex->entries[v[i].hit.entry].weight * placed(&v[i]) * v[i].repeat * v[i].rank);
  }
  qsort(v, n, sizeof *v, by_contribution);
  cap_title(lex, v, n);
  qsort(v, n, sizeof *v, by_contribution);
  return ST_OK;
}

void score_sum(const struct lexicon *lex, const struct evidence *v, size_t n, bool with_title, struct scores *out) {
  *out = (struct scores){.role = 0};
  for (size_t r = 0; r < lex->role_count; r++) out->score[r] = score_milli(lex->roles[r].prior);
  for (size_t i = 0; i < n; i++)
    if (v[i].counts && (with_title || !v[i].is_title))
      out->score[lex->entries[v[i].hit.entry].role] += v[i].contribution;
  for (size_t r = 1; r < lex->role_count; r++)
    if (out->score[r] > out->score[out->role]) out->role = (int)r;
  double sum = 0, second = 0;
  for (size_t r = 0; r < lex->role_count; r++) {
    out->probability[r] = exp((out->score[r] - out->score[out->role]) / (1000.0 * lex->temperature));
    sum += out->probability[r];
  }
  for (size_t r = 0; r < lex->role_count; r++) {
    out->probability[r] /= sum;
    if ((int)r != out->role && out->probability[r] > second) second = out->probability[r];
  }
  out->margin = out->probability[out->role] - second;
}
