#include "metrics.h"

#include <math.h>
#include <stdlib.h>

static double ratio(double a, double b) {
  return b > 0 ? a / b : 0;
}

static size_t column_of(const struct answer *a, size_t roles) {
  return a->said >= 0 ? (size_t)a->said : roles + (a->said == METRICS_FAILED);
}

/* Agreement beyond chance of a table with `columns` answers for each gold role. */
static double kappa_of_table(const struct metrics *m) {
  double agree = 0, chance = 0, n = (double)m->count;
  for (size_t r = 0; r < m->roles; r++) {
    agree += (double)m->role[r].right;
    chance += (double)m->role[r].gold * (double)m->role[r].said;
  }
  if (n <= 0) return 0;
  double po = agree / n, pe = chance / (n * n);
  return pe < 1 ? (po - pe) / (1 - pe) : 1;
}

static double mcc_of_table(const struct metrics *m) {
  double c = (double)m->right, s = (double)m->count, pt = 0, pp = 0, tt = 0;
  for (size_t r = 0; r < m->roles; r++) {
    double p = (double)m->role[r].said, t = (double)m->role[r].gold;
    pt += p * t;
    pp += p * p;
    tt += t * t;
  }
  double unclear = (double)m->unclear, failed = (double)m->failed; /* two categories that are never gold */
  pp += unclear * unclear + failed * failed;
  double under = sqrt((s * s - pp) * (s * s - tt));
  return under > 0 ? (c * s - pt) / under : 0;
}

void metrics_of(const struct answer *answers, size_t count, size_t roles, struct metrics *out) {
  struct metrics m = {.roles = roles, .count = count};
  double brier = 0;
  for (size_t i = 0; i < count; i++) {
    const struct answer *a = &answers[i];
    m.confusion[a->gold][column_of(a, roles)]++;
    m.role[a->gold].gold++;
    if (a->said >= 0) m.role[a->said].said++;
    m.role[a->gold].right += a->said == a->gold;
    m.right += a->said == a->gold;
    m.unclear += a->said == METRICS_UNCLEAR;
    m.failed += a->said == METRICS_FAILED;
    for (size_t r = 0; r < roles; r++) {
      double away = a->probability[r] - ((int)r == a->gold);
      brier += away * away;
    }
  }
  for (size_t r = 0; r < roles; r++) {
    struct role_metrics *x = &m.role[r];
    x->precision = ratio((double)x->right, (double)x->said);
    x->recall = ratio((double)x->right, (double)x->gold);
    x->f1 = ratio(2 * (double)x->right, (double)(x->said + x->gold));
    m.macro_f1 += x->f1 / (double)roles;
  }
  m.accuracy = ratio((double)m.right, (double)count);
  m.brier = ratio(brier, (double)count);
  m.kappa = kappa_of_table(&m);
  m.mcc = mcc_of_table(&m);
  *out = m;
}

/* A posting by how sure the model was of its best role, and whether that was right. A failed one is never sure. */
struct sureness {
  double probability;
  size_t number;
  bool right;
};

static int by_sureness(const void *left, const void *right) {
  const struct sureness *a = left, *b = right;
  if (a->probability > b->probability || a->probability < b->probability)
    return a->probability > b->probability ? -1 : 1;
  return a->number < b->number ? -1 : a->number > b->number;
}

/* `answered` is how many did not fail; those that did come last. */
static struct sureness *sort_by_sureness(const struct answer *answers, size_t count, size_t roles, struct arena *arena,
                                         size_t *answered) {
  struct sureness *v = ARENA_NEW(arena, count + 1, struct sureness);
  if (!v) return NULL;
  *answered = 0;
  for (size_t i = 0; i < count; i++) {
    int best = 0;
    for (size_t r = 1; r < roles; r++)
      if (answers[i].probability[r] > answers[i].probability[best]) best = (int)r;
    bool failed = answers[i].said == METRICS_FAILED;
    v[i] = (struct sureness){failed ? -1 : answers[i].probability[best], i, !failed && best == answers[i].gold};
    *answered += !failed;
  }
  qsort(v, count, sizeof *v, by_sureness);
  return v;
}

enum status calibration_of(const struct answer *answers, size_t count, size_t roles, struct arena *arena,
                           struct calibration *out, struct err *e) {
  *out = (struct calibration){.error = 0};
  size_t n;
  const struct sureness *v = sort_by_sureness(answers, count, roles, arena, &n);
  if (!v) return err_memory(e);
  for (size_t b = 0, at = 0; b < METRICS_BINS; b++) {
    struct calibration_bin *bin = &out->bins[b];
    size_t end = n * (b + 1) / METRICS_BINS;
    for (; at < end; at++, bin->count++) {
      bin->confidence += v[at].probability;
      bin->accuracy += v[at].right;
    }
    bin->confidence = ratio(bin->confidence, (double)bin->count);
    bin->accuracy = ratio(bin->accuracy, (double)bin->count);
    out->error += fabs(bin->accuracy - bin->confidence) * ratio((double)bin->count, (double)n);
  }
  return ST_OK;
}

enum status accuracy_at_coverage(const struct answer *answers, size_t count, size_t roles, double coverage,
                                 struct arena *arena, double *out, struct err *e) {
  size_t answered, right = 0;
  const struct sureness *v = sort_by_sureness(answers, count, roles, arena, &answered);
  if (!v) return err_memory(e);
  size_t covered = (size_t)ceil(coverage * (double)count - 1e-9); /* 0.9 * 10 is 9, not the next above */
  for (size_t i = 0; i < covered && i < count; i++) right += v[i].right;
  *out = ratio((double)right, (double)covered);
  return ST_OK;
}

enum status coverage_curve(const struct answer *answers, size_t count, size_t roles, struct arena *arena, double *out,
                           struct err *e) {
  size_t answered, right = 0;
  const struct sureness *v = sort_by_sureness(answers, count, roles, arena, &answered);
  if (!v) return err_memory(e);
  for (size_t i = 0; i < count; i++) {
    right += v[i].right;
    out[i] = ratio((double)right, (double)(i + 1));
  }
  return ST_OK;
}

static uint64_t next_random(uint64_t *state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static int by_value(const void *left, const void *right) {
  const double *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

/* Answers by group; `numbers` of group g are those from begins[g] to begins[g + 1]. */
struct clusters {
  uint32_t *numbers;
  size_t *begins, count;
};

struct numbered {
  uint32_t group, number;
};

static int by_group(const void *left, const void *right) {
  const struct numbered *a = left, *b = right;
  if (a->group != b->group) return a->group < b->group ? -1 : 1;
  return a->number < b->number ? -1 : a->number > b->number;
}

static bool find_clusters(const struct answer *answers, size_t count, struct arena *arena, struct clusters *out) {
  struct numbered *v = ARENA_NEW(arena, count + 1, struct numbered);
  *out = (struct clusters){.numbers = ARENA_NEW(arena, count + 1, uint32_t),
                           .begins = ARENA_NEW(arena, count + 1, size_t)};
  if (!v || !out->numbers || !out->begins) return false;
  for (size_t i = 0; i < count; i++) v[i] = (struct numbered){answers[i].group, (uint32_t)i};
  qsort(v, count, sizeof *v, by_group);
  for (size_t i = 0; i < count; i++) {
    out->numbers[i] = v[i].number;
    if (i == 0 || v[i].group != v[i - 1].group) out->begins[out->count++] = i;
  }
  out->begins[out->count] = count;
  return true;
}

/* One resample: as many groups as there are, drawn with replacement. */
struct draw {
  uint32_t *numbers;
  size_t count, size;
};

static bool draw_groups(const struct clusters *c, uint64_t *state, struct arena *arena, struct draw *d) {
  d->count = 0;
  for (size_t g = 0; g < c->count; g++) {
    size_t pick = (size_t)(next_random(state) % c->count), n = c->begins[pick + 1] - c->begins[pick];
    if (d->count + n > d->size) {
      size_t size = (d->count + n) * 2;
      uint32_t *grown = arena_grow(arena, d->numbers, d->size, size, sizeof *grown);
      if (!grown) return false;
      d->numbers = grown;
      d->size = size;
    }
    memcpy(d->numbers + d->count, c->numbers + c->begins[pick], n * sizeof *d->numbers);
    d->count += n;
  }
  return true;
}

struct gathered {
  struct answer *v;
  size_t size;
};

static bool gather(const struct answer *answers, const struct draw *d, struct arena *arena, struct gathered *out) {
  if (d->count > out->size) {
    out->v = ARENA_NEW(arena, d->count * 2, struct answer);
    out->size = out->v ? d->count * 2 : 0;
    if (!out->v) return false;
  }
  for (size_t i = 0; i < d->count; i++) out->v[i] = answers[d->numbers[i]];
  return true;
}

static struct interval percentiles(double *values, size_t count, double level) {
  qsort(values, count, sizeof *values, by_value);
  size_t cut = (size_t)((1 - level) / 2 * (double)count);
  return (struct interval){values[cut], values[count - 1 - cut]};
}

/* `second` is NULL for the interval of one statistic. */
static enum status bootstrap(const struct answer *first, const struct answer *second, size_t count, size_t resamples,
                             metrics_statistic *statistic, void *context, struct arena *arena, double *values,
                             struct err *e) {
  struct clusters clusters;
  if (!find_clusters(first, count, arena, &clusters)) return err_memory(e);
  struct draw d = {0};
  struct gathered drawn = {0}, other = {0};
  uint64_t state = 1;
  for (size_t k = 0; k < resamples; k++) {
    if (!draw_groups(&clusters, &state, arena, &d) || !gather(first, &d, arena, &drawn)) return err_memory(e);
    values[k] = statistic(drawn.v, d.count, context);
    if (second) {
      if (!gather(second, &d, arena, &other)) return err_memory(e);
      values[k] = statistic(other.v, d.count, context) - values[k];
    }
    if (isnan(values[k])) return err_memory(e);
  }
  return ST_OK;
}

enum status bootstrap_interval(const struct answer *answers, size_t count, size_t resamples, double level,
                               metrics_statistic *statistic, void *context, struct arena *arena, struct interval *out,
                               struct err *e) {
  *out = (struct interval){0, 0};
  if (count == 0 || resamples == 0) return ST_OK;
  double *values = ARENA_NEW(arena, resamples, double);
  if (!values) return err_memory(e);
  enum status status = bootstrap(answers, NULL, count, resamples, statistic, context, arena, values, e);
  if (status == ST_OK) *out = percentiles(values, resamples, level);
  return status;
}

enum status bootstrap_difference(const struct answer *first, const struct answer *second, size_t count,
                                 size_t resamples, double level, metrics_statistic *statistic, void *context,
                                 struct arena *arena, struct interval *out, double *not_better, struct err *e) {
  *out = (struct interval){0, 0};
  *not_better = 1;
  if (count == 0 || resamples == 0) return ST_OK;
  double *values = ARENA_NEW(arena, resamples, double);
  if (!values) return err_memory(e);
  enum status status = bootstrap(first, second, count, resamples, statistic, context, arena, values, e);
  if (status != ST_OK) return status;
  size_t worse = 0;
  for (size_t k = 0; k < resamples; k++) worse += !(values[k] > 0);
  *not_better = ratio((double)worse, (double)resamples);
  *out = percentiles(values, resamples, level);
  return ST_OK;
}

/* The binomial terms one from the other, as logarithms: no overflow, and no lgamma, which writes a global. */
double mcnemar_exact(size_t only_first, size_t only_second) {
  size_t n = only_first + only_second, least = only_first < only_second ? only_first : only_second;
  double p = 0, term = -(double)n * log(2);
  for (size_t k = 0; k <= least; k++) {
    p += exp(term);
    term += log((double)(n - k) / (double)(k + 1));
  }
  p *= 2;
  return p < 1 ? p : 1;
}

double kappa_of(const int *first, const int *second, size_t count, size_t categories) {
  double agree = 0, chance = 0, of_first[METRICS_ROLES_MAX] = {0}, of_second[METRICS_ROLES_MAX] = {0};
  if (count == 0) return nan("");
  for (size_t i = 0; i < count; i++) {
    agree += first[i] == second[i];
    of_first[first[i]]++;
    of_second[second[i]]++;
  }
  double n = (double)count;
  for (size_t c = 0; c < categories; c++) chance += of_first[c] * of_second[c] / (n * n);
  return chance < 1 ? (agree / n - chance) / (1 - chance) : 1;
}
