#include "flip.h"

#include <stdlib.h>

#include "score.h"

#define NOT_BEFORE UINT32_MAX

/* A hit that may be taken away. */
struct candidate {
  uint32_t item;   /* number in verdict.evidence */
  uint32_t before; /* the candidate's item that has to go first: the better placed hit of the same entry */
  int64_t pull;    /* at most what its going takes from the lead, thousandths of a nat */
};

struct search {
  const struct lexicon *lex;
  const struct posting *p;
  const struct verdict *v;
  int rival; /* the role that is to overtake */
  struct arena scratch;
  struct err *e;
  struct evidence *rest;
  bool *gone; /* by item */
  struct candidate *candidates;
  int64_t *prefix; /* pulls of the candidates before */
  size_t count;    /* of candidates */
  size_t *pick;    /* of the search by size: the candidate at each depth */
  int64_t *sum;
  size_t work;
  enum status status;
  struct verdict now; /* without what is gone */
};

const char *flip_kind_name(enum flip_kind k) {
  static const char *const names[] = {"no-verdict", "found", "only-unclear", "never", "too-long"};
  return names[k];
}

static bool out_of_work(const struct search *s) {
  return s->status != ST_OK || s->work > FLIP_WORK;
}

static bool may_count(const struct evidence *x) {
  return !x->again && x->section * x->hit.factor > 0;
}

/* The verdict without what is gone. False: no memory, or too much work. */
static bool judge_rest(struct search *s) {
  size_t n = 0;
  for (size_t i = 0; i < s->v->evidence_count; i++)
    if (!s->gone[i] && may_count(&s->v->evidence[i])) s->rest[n++] = (struct evidence){.hit = s->v->evidence[i].hit};
  s->work += n + 1;
  arena_reset(&s->scratch);
  s->status = classify_evidence(s->lex, s->p, s->rest, n, &s->scratch, &s->now, s->e);
  return !out_of_work(s);
}

static bool flipped(const struct search *s) {
  return s->now.all.role == s->rival;
}

/* What the hit does for a role against the rival. */
static int64_t pull_of(const struct search *s, const struct evidence *x, int against) {
  int role = s->lex->entries[x->hit.entry].role;
  if (!x->counts) return 0;
  return role == against ? x->contribution : role == s->rival ? -(int64_t)x->contribution : 0;
}

/* ---- One quote after the other, the largest first: a set that does it, if any does. ---- */

static size_t item_of(const struct search *s, const struct evidence *x) {
  size_t i = 0;
  for (; i < s->v->evidence_count; i++) {
    const struct hit *h = &s->v->evidence[i].hit;
    if (h->entry == x->hit.entry && h->block == x->hit.block && h->start == x->hit.start && !s->gone[i]) break;
  }
  return i;
}

/* Only what speaks for another role than the rival, or against the rival, is taken away. */
static bool stands_in_the_way(const struct search *s, const struct lexicon_entry *entry) {
  return (entry->role != s->rival) == (entry->weight > 0);
}

/* The role that stands most in the rival's way. */
static int strongest_other(const struct search *s) {
  int best = s->rival == 0 ? 1 : 0;
  for (int r = 0; r < (int)s->lex->role_count; r++)
    if (r != s->rival && s->now.all.score[r] > s->now.all.score[best]) best = r;
  return best;
}

/* Leaves `gone` as a set from which nothing can be left out. False: none was found, or no more work can be done. */
static bool take_largest(struct search *s, bool *saw_unclear) {
  memset(s->gone, 0, s->v->evidence_count);
  for (;;) {
    if (!judge_rest(s)) return false;
    if (flipped(s)) break;
    *saw_unclear |= s->now.all.role == ROLE_UNCLEAR;
    int other = strongest_other(s);
    const struct evidence *most = NULL;
    for (size_t i = 0; i < s->now.counting_count; i++) {
      const struct evidence *x = &s->now.evidence[i];
      if (pull_of(s, x, other) > (most ? pull_of(s, most, other) : 0)) most = x;
    }
    if (!most) return false;
    s->gone[item_of(s, most)] = true;
  }
  for (size_t i = s->v->evidence_count; i-- > 0;) { /* the faintest first */
    if (!s->gone[i]) continue;
    s->gone[i] = false;
    if (!judge_rest(s)) return s->gone[i] = true;
    if (!flipped(s)) s->gone[i] = true;
  }
  return true;
}

/* ---- All sets of a size ---- */

/* Hits that add up under one rule: those of a criterion and role (ranks), and the title hits of a role (the cap). Where
   some of them stand in the rival's way and some help it, one that goes may lift the others by as much as this. */
static int64_t lift_in_pool(const struct search *s, const struct evidence *x) {
  const struct lexicon_entry *of = &s->lex->entries[x->hit.entry];
  int64_t lift = 0;
  bool for_it = false, against = false;
  for (size_t i = 0; i < s->v->evidence_count; i++) {
    const struct evidence *y = &s->v->evidence[i];
    const struct lexicon_entry *entry = &s->lex->entries[y->hit.entry];
    bool same = entry->role == of->role && (entry->criterion == of->criterion || (x->is_title && y->is_title));
    if (!same || !may_count(y)) continue;
    bool helps = !stands_in_the_way(s, entry);
    for_it |= helps;
    against |= !helps;
    int64_t most = llabs((long long)score_milli(entry->weight * y->section * y->hit.factor));
    if (helps) lift += most - llabs((long long)(y->counts ? y->contribution : 0));
  }
  return for_it && against ? lift : 0;
}

/* Whether `a`, a hit of the same entry, is the better placed: repeats are counted down in this order. */
static bool comes_before(const struct evidence *a, const struct evidence *b) {
  double pa = a->section * a->hit.factor, pb = b->section * b->hit.factor;
  if (pa > pb || pa < pb) return pa > pb;
  if (a->hit.block != b->hit.block) return a->hit.block + 1 < b->hit.block + 1; /* the title comes first */
  return a->hit.start < b->hit.start;
}

static bool has_mixed_pool(const struct search *s) {
  if (s->v->evidence_count * s->v->evidence_count / 8 > FLIP_WORK) return true;
  for (size_t i = 0; i < s->v->evidence_count; i++)
    if (lift_in_pool(s, &s->v->evidence[i])) return true;
  return false;
}

/* Of two hits of an entry the worse placed need never go alone, unless the title's cap holds for one of them only. */
static uint32_t placed_before(const struct search *s, uint32_t item) {
  const struct evidence *v = s->v->evidence;
  uint32_t before = NOT_BEFORE;
  for (uint32_t i = 0; i < s->v->evidence_count; i++) {
    if (i == item || v[i].hit.entry != v[item].hit.entry || !may_count(&v[i])) continue;
    if (v[i].is_title != v[item].is_title) return NOT_BEFORE;
    if (comes_before(&v[i], &v[item]) && (before == NOT_BEFORE || comes_before(&v[before], &v[i]))) before = i;
  }
  return before;
}

static int by_pull(const void *left, const void *right) {
  const struct candidate *a = left, *b = right;
  if (a->pull != b->pull) return a->pull > b->pull ? -1 : 1;
  return a->item < b->item ? -1 : a->item > b->item;
}

/* A hit that has to go first nearly always has the larger pull and stands before; where the cap made it smaller, the
   order is let go, which costs time alone. */
static void find_candidates(struct search *s) {
  s->count = 0;
  s->work += s->v->evidence_count * s->v->evidence_count / 8;
  if (out_of_work(s)) return;
  for (uint32_t i = 0; i < s->v->evidence_count; i++) {
    const struct evidence *x = &s->v->evidence[i];
    const struct lexicon_entry *entry = &s->lex->entries[x->hit.entry];
    if (!may_count(x) || !stands_in_the_way(s, entry)) continue;
    int64_t pull = pull_of(s, x, s->v->all.role);
    if (entry->role == s->v->all.role || entry->role == s->rival) pull += lift_in_pool(s, x); /* else of a third role */
    s->candidates[s->count++] = (struct candidate){i, placed_before(s, i), pull};
  }
  for (size_t i = 0; i < s->count; i++)
    for (size_t j = 0; j < s->count; j++) {
      struct candidate *a = &s->candidates[i], *b = &s->candidates[j];
      if (a->before == b->item && (b->pull < a->pull || (b->pull == a->pull && b->item > a->item)))
        a->before = NOT_BEFORE;
    }
  qsort(s->candidates, s->count, sizeof *s->candidates, by_pull);
  s->prefix[0] = 0;
  for (size_t i = 0; i < s->count; i++) s->prefix[i + 1] = s->prefix[i] + s->candidates[i].pull;
}

/* Whether some set of `size` makes the rival overtake; it is left in `gone`. */
static bool try_size(struct search *s, size_t size) {
  int64_t lead = (int64_t)s->v->all.score[s->v->all.role] - s->v->all.score[s->rival];
  size_t depth = 0;
  memset(s->gone, 0, s->v->evidence_count);
  s->pick[0] = 0;
  s->sum[0] = 0;
  while (!out_of_work(s)) {
    size_t i = s->pick[depth], left = size - depth;
    s->work++;
    if (i + left > s->count || s->sum[depth] + s->prefix[i + left] - s->prefix[i] < lead) {
      if (depth == 0) return false;
      s->gone[s->candidates[s->pick[--depth]++].item] = false;
      continue;
    }
    const struct candidate *c = &s->candidates[i];
    if (c->before != NOT_BEFORE && !s->gone[c->before]) {
      s->pick[depth]++;
      continue;
    }
    s->gone[c->item] = true;
    if (left > 1) {
      s->sum[depth + 1] = s->sum[depth] + c->pull;
      s->pick[++depth] = i + 1;
      continue;
    }
    if (judge_rest(s) && flipped(s)) return true;
    s->gone[c->item] = false;
    s->pick[depth]++;
  }
  return false;
}

static bool never_rise(const double *v, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (v[i] > 1 || (i && v[i] > v[i - 1])) return false;
  return true;
}

/* Whether the bound of the search by size holds for this lexicon. */
static bool bound_holds(const struct lexicon *lex) {
  bool good = never_rise(lex->repeats, lex->repeat_count) && never_rise(lex->ranks, lex->rank_count);
  for (size_t c = 0; c < lex->criterion_count; c++)
    good = good && never_rise(lex->criteria[c].ranks, lex->criteria[c].rank_count);
  return good;
}

static size_t count_gone(const struct search *s) {
  size_t n = 0;
  for (size_t i = 0; i < s->v->evidence_count; i++) n += s->gone[i];
  return n;
}

static void keep(struct search *s, struct flip *out) {
  out->kind = FLIP_FOUND;
  out->count = 0;
  for (uint32_t i = 0; i < s->v->evidence_count; i++)
    if (s->gone[i]) out->items[out->count++] = i;
}

/* Whether the search went through: then no set of less than `end` quotes does it but the one kept. */
static bool find_smaller(struct search *s, size_t end, struct flip *out) {
  if (!bound_holds(s->lex)) return false;
  for (size_t size = 1; size < end; size++)
    for (size_t r = 0; r < s->lex->role_count; r++) {
      if ((int)r == s->v->all.role) continue;
      s->rival = (int)r;
      find_candidates(s);
      if (try_size(s, size)) {
        keep(s, out);
        return true;
      }
      if (out_of_work(s)) return false;
    }
  return true;
}

static bool take_room(struct search *s, struct arena *arena, struct flip *out) {
  size_t n = s->v->evidence_count;
  s->rest = ARENA_NEW(arena, n, struct evidence);
  s->gone = ARENA_NEW(arena, n, bool);
  s->candidates = ARENA_NEW(arena, n, struct candidate);
  s->prefix = ARENA_NEW(arena, n + 1, int64_t);
  s->pick = ARENA_NEW(arena, n + 1, size_t);
  s->sum = ARENA_NEW(arena, n + 1, int64_t);
  out->items = ARENA_NEW(arena, n, uint32_t);
  return s->rest && s->gone && s->candidates && s->prefix && s->pick && s->sum && out->items;
}

static void name_outcome(struct search *s, struct flip *out) {
  memset(s->gone, 0, s->v->evidence_count);
  for (size_t i = 0; i < out->count; i++) s->gone[out->items[i]] = true;
  s->work = 0;
  if (!judge_rest(s)) return;
  out->role = s->now.all.role;
  out->probability = s->now.all.probability[out->role];
}

enum status flip_find(const struct lexicon *lex, const struct posting *p, const struct verdict *v, struct arena *arena,
                      struct flip *out, struct err *e) {
  *out = (struct flip){.role = ROLE_UNCLEAR};
  if (v->all.role == ROLE_UNCLEAR) return ST_OK;
  struct search s = {.lex = lex, .p = p, .v = v, .e = e};
  if (!take_room(&s, arena, out)) return err_memory(e);
  arena_init_with(&s.scratch, 0, arena->memory);
  bool saw_unclear = false;
  for (size_t r = 0; r < lex->role_count && s.status == ST_OK; r++) {
    s.rival = (int)r;
    if (s.rival == v->all.role || !take_largest(&s, &saw_unclear)) continue;
    if (out->kind != FLIP_FOUND || count_gone(&s) < out->count) keep(&s, out);
  }
  /* where nothing made it so much as unclear, and all hits of a rule pull one way, no other set does either */
  bool search = s.status == ST_OK && (out->kind == FLIP_FOUND || saw_unclear || has_mixed_pool(&s));
  bool searched = search && find_smaller(&s, out->kind == FLIP_FOUND ? out->count : v->evidence_count + 1, out);
  if (out->kind == FLIP_FOUND)
    out->smallest = searched;
  else
    out->kind = out_of_work(&s) || (search && !searched) ? FLIP_TOO_LONG : saw_unclear ? FLIP_ONLY_UNCLEAR : FLIP_NEVER;
  if (out->kind == FLIP_FOUND && s.status == ST_OK) name_outcome(&s, out);
  arena_free(&s.scratch);
  return s.status;
}
