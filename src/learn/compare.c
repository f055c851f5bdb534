#include "compare.h"

#include <stdlib.h>

static const double LEVEL = 0.95;

static double macro_f1(const struct answer *answers, size_t count, void *context) {
  const size_t *roles = context;
  struct metrics m;
  metrics_of(answers, count, *roles, &m);
  return m.macro_f1;
}

static enum status check(const struct eval *first, const struct eval *second, struct err *e) {
  bool same = first->count == second->count && first->lex->role_count == second->lex->role_count;
  for (size_t r = 0; same && r < first->lex->role_count; r++)
    same = str_eq(first->lex->roles[r].id, second->lex->roles[r].id);
  for (size_t i = 0; same && i < first->count; i++) same = str_eq(first->cases[i].gold.id, second->cases[i].gold.id);
  if (same) return ST_OK;
  err_set(e, ERR_USAGE, "only lexicons with the same roles in the same order can be compared");
  return ST_FAIL;
}

/* ---- what moved a verdict ---- */

/* The role that an answer leans to: the one it gives, or where it is unclear the likeliest but `not`. */
static int leaning(const struct answer *a, size_t roles, int not ) {
  if (a->said >= 0) return a->said;
  int best = -1;
  for (int r = 0; r < (int)roles; r++)
    if (r != not &&(best < 0 || a->probability[r] > a->probability[best])) best = r;
  return best;
}

/* What a contribution adds to the lead of role `to` over role `from`. */
static int32_t lead(const struct lexicon *lex, const struct eval_entry *x, int from, int to) {
  int role = lex->entries[x->entry].role;
  return role == to ? x->contribution : role == from ? -x->contribution : 0;
}

struct moves {
  struct compare_entry *v;
  size_t count;
};

static void move(struct moves *m, struct str id, int32_t by) {
  if (by == 0) return;
  for (size_t i = 0; i < m->count; i++) {
    if (!str_eq(m->v[i].id, id)) continue;
    m->v[i].moved += by;
    return;
  }
  m->v[m->count++] = (struct compare_entry){id, by};
}

static int by_move(const void *left, const void *right) {
  const struct compare_entry *a = left, *b = right;
  int32_t x = abs(a->moved), y = abs(b->moved);
  if (x != y) return x > y ? -1 : 1;
  return str_cmp(a->id, b->id);
}

/* Entries by what they moved towards the second's answer; ids join the entries of both lexicons. */
static enum status find_moves(const struct eval *first, const struct eval *second, const struct eval_case *a,
                              const struct eval_case *b, struct arena *arena, struct moves *out, struct err *e) {
  *out = (struct moves){.v = ARENA_NEW(arena, a->entry_count + b->entry_count + 1, struct compare_entry)};
  if (!out->v) return err_memory(e);
  int from = leaning(&a->answer, first->lex->role_count, b->answer.said);
  int to = leaning(&b->answer, second->lex->role_count, from);
  for (size_t i = 0; i < b->entry_count; i++)
    move(out, second->lex->entries[b->entries[i].entry].id, lead(second->lex, &b->entries[i], from, to));
  for (size_t i = 0; i < a->entry_count; i++)
    move(out, first->lex->entries[a->entries[i].entry].id, -lead(first->lex, &a->entries[i], from, to));
  qsort(out->v, out->count, sizeof *out->v, by_move);
  while (out->count && out->v[out->count - 1].moved == 0) out->count--;
  return ST_OK;
}

/* ---- over all postings ---- */

struct total {
  struct compare_entry entry;
  size_t postings;
};

static int by_total(const void *left, const void *right) {
  const struct total *a = left, *b = right;
  return by_move(&a->entry, &b->entry);
}

static enum status add_totals(struct total **totals, size_t *count, size_t *size, const struct compare_change *c,
                              struct arena *arena, struct err *e) {
  for (size_t i = 0; i < c->entry_count; i++) {
    size_t at = 0;
    while (at < *count && !str_eq((*totals)[at].entry.id, c->entries[i].id)) at++;
    if (at == *size) {
      size_t more = *size ? *size * 2 : 64;
      struct total *grown = arena_grow(arena, *totals, *size, more, sizeof *grown);
      if (!grown) return err_memory(e);
      *totals = grown;
      *size = more;
    }
    if (at == *count) (*totals)[(*count)++] = (struct total){.entry = {.id = c->entries[i].id}};
    (*totals)[at].entry.moved += abs(c->entries[i].moved);
    (*totals)[at].postings++;
  }
  return ST_OK;
}

static enum status find_changes(struct eval *first, struct eval *second, struct compare_results *out, struct err *e) {
  struct arena *arena = &first->arena;
  struct total *totals = NULL;
  size_t total_count = 0, total_size = 0;
  out->changes = ARENA_NEW(arena, first->count + 1, struct compare_change);
  if (!out->changes) return err_memory(e);
  for (size_t i = 0; i < first->count; i++) {
    struct eval_case *a = &first->cases[i], *b = &second->cases[i];
    if (a->answer.said == b->answer.said) continue;
    struct compare_change *c = &out->changes[out->change_count++];
    *c = (struct compare_change){.first = a, .second = b};
    struct moves moves;
    arena_reset(&first->scratch);
    enum status status = find_moves(first, second, a, b, &first->scratch, &moves, e);
    for (size_t k = 0; status == ST_OK && k < moves.count && k < COMPARE_ENTRIES_SHOWN; k++)
      c->entries[c->entry_count++] = moves.v[k];
    if (status == ST_OK) status = add_totals(&totals, &total_count, &total_size, c, arena, e);
    if (status != ST_OK) return status;
  }
  out->entries = ARENA_NEW(arena, total_count + 1, struct compare_entry);
  out->entry_postings = ARENA_NEW(arena, total_count + 1, size_t);
  if (!out->entries || !out->entry_postings) return err_memory(e);
  if (total_count) qsort(totals, total_count, sizeof *totals, by_total);
  for (size_t i = 0; i < total_count; i++) {
    out->entries[i] = totals[i].entry;
    out->entry_postings[i] = totals[i].postings;
  }
  out->entry_count = total_count;
  return ST_OK;
}

enum status compare_evals(struct eval *first, struct eval *second, struct compare_results *out, struct err *e) {
  *out = (struct compare_results){.mcnemar = 1};
  enum status status = check(first, second, e);
  if (status != ST_OK) return status;
  size_t n = first->count, roles = first->lex->role_count;
  arena_reset(&first->scratch);
  struct answer *a = ARENA_NEW(&first->scratch, n + 1, struct answer),
                *b = ARENA_NEW(&first->scratch, n + 1, struct answer);
  if (!a || !b) return err_memory(e);
  for (size_t i = 0; i < n; i++) {
    a[i] = first->cases[i].answer;
    b[i] = second->cases[i].answer;
    bool right = a[i].said == a[i].gold, other = b[i].said == b[i].gold;
    out->only_first += right && !other;
    out->only_second += other && !right;
  }
  metrics_of(a, n, roles, &out->first);
  metrics_of(b, n, roles, &out->second);
  out->mcnemar = mcnemar_exact(out->only_first, out->only_second);
  out->difference = out->second.macro_f1 - out->first.macro_f1;
  status = bootstrap_difference(a, b, n, EVAL_RESAMPLES, LEVEL, macro_f1, &roles, &first->scratch, &out->interval,
                                &out->not_better, e);
  return status == ST_OK ? find_changes(first, second, out, e) : status;
}
