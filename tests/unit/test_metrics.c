/* Every measure against a worked example; the sums stand in the comments. */
#include "harness.h"

#include <math.h>

#include "learn/metrics.h"

static void assert_near(double got, double want) {
  if (fabs(got - want) > 1e-9) print_error("got %.12f, want %.12f\n", got, want);
  assert_true(fabs(got - want) <= 1e-9);
}

static size_t add(struct answer *v, size_t n, size_t times, int gold, int said) {
  for (size_t i = 0; i < times; i++, n++) {
    v[n] = (struct answer){.gold = gold, .said = said, .group = (uint32_t)n};
    if (said >= 0) v[n].probability[said] = 1;
  }
  return n;
}

/* label \ answer   0  1  2        right 7 of 10; labels 4 3 3; answers 4 4 2
                0   3  1  0
                1   1  2  0
                2   0  1  2 */
static size_t ten(struct answer *v) {
  size_t n = add(v, 0, 3, 0, 0);
  n = add(v, n, 1, 0, 1);
  n = add(v, n, 1, 1, 0);
  n = add(v, n, 2, 1, 1);
  n = add(v, n, 1, 2, 1);
  return add(v, n, 2, 2, 2);
}

static void a_table_of_three_roles(void **state) {
  (void)state;
  struct answer v[16];
  struct metrics m;
  metrics_of(v, ten(v), 3, &m);
  assert_near(m.accuracy, 0.7);
  assert_near(m.role[0].precision, 0.75);
  assert_near(m.role[0].recall, 0.75);
  assert_near(m.role[1].precision, 0.5);
  assert_near(m.role[1].recall, 2.0 / 3);
  assert_near(m.role[2].precision, 1);
  /* F1: 6/8, 4/7, 4/5; their mean (105 + 80 + 112) / 140 / 3 = 99/140 */
  assert_near(m.macro_f1, 99.0 / 140);
  /* kappa: chance (4*4 + 3*4 + 3*2) / 100 = 0.34; (0.7 - 0.34) / 0.66 = 6/11 */
  assert_near(m.kappa, 6.0 / 11);
  /* R_K: (7*10 - 34) / sqrt((100 - 16 - 16 - 4) (100 - 16 - 9 - 9)) = 36 / sqrt(64 * 66) */
  assert_near(m.mcc, 36 / sqrt(64.0 * 66));
  assert_true(fabs(m.mcc - 0.553912) < 1e-6);
  assert_int_equal(m.confusion[2][1], 1);
}

static void unclear_and_failed_are_wrong(void **state) {
  (void)state;
  struct answer v[16];
  struct metrics m;
  size_t n = ten(v);
  n = add(v, n, 1, 0, METRICS_UNCLEAR);
  n = add(v, n, 1, 1, METRICS_FAILED);
  metrics_of(v, n, 3, &m);
  assert_near(m.accuracy, 7.0 / 12);
  assert_int_equal(m.unclear, 1);
  assert_int_equal(m.failed, 1);
  assert_int_equal(m.confusion[0][3], 1);
  assert_int_equal(m.confusion[1][4], 1);
  assert_near(m.role[0].recall, 0.6);
  assert_near(m.role[0].precision, 0.75);
  /* F1: 2*3/(4+5) = 2/3, 2*2/(4+4) = 1/2, 4/5 */
  assert_near(m.macro_f1, (2.0 / 3 + 0.5 + 0.8) / 3);
  /* chance (5*4 + 4*4 + 3*2) / 144 = 42/144; (84 - 42) / (144 - 42) = 7/17 */
  assert_near(m.kappa, 7.0 / 17);
  /* (84 - 42) / sqrt((144 - 16 - 16 - 4 - 1 - 1) (144 - 25 - 16 - 9)) */
  assert_near(m.mcc, 42 / sqrt(106.0 * 94));
}

static void nothing_and_one_role_divide_by_no_zero(void **state) {
  (void)state;
  struct answer v[4] = {{0}};
  struct metrics m;
  metrics_of(v, 0, 3, &m);
  assert_near(m.accuracy, 0);
  assert_near(m.macro_f1, 0);
  assert_near(m.kappa, 0);
  assert_near(m.mcc, 0);
  metrics_of(v, add(v, 0, 4, 2, 2), 3, &m);
  assert_near(m.accuracy, 1);
  assert_near(m.kappa, 1);
  assert_near(m.mcc, 0); /* undefined: no spread */
}

static void brier_sums_over_roles(void **state) {
  (void)state;
  /* (0.3^2 + 0.2^2 + 0.1^2) = 0.14; (0.1^2 + 0.6^2 + 0.7^2) = 0.86; a failed one has nothing on its role: 1 */
  struct answer v[] = {{.gold = 0, .said = 0, .probability = {0.7, 0.2, 0.1}},
                       {.gold = 2, .said = 1, .probability = {0.1, 0.6, 0.3}},
                       {.gold = 1, .said = METRICS_FAILED}};
  struct metrics m;
  metrics_of(v, 2, 3, &m);
  assert_near(m.brier, 0.5);
  metrics_of(v, 3, 3, &m);
  assert_near(m.brier, 2.0 / 3);
}

/* Ten answers from the surest: right right | right wrong | right right | wrong right | wrong right */
static void sure(struct answer v[11]) {
  static const double p[] = {0.95, 0.95, 0.9, 0.8, 0.75, 0.75, 0.7, 0.6, 0.6, 0.5};
  static const bool right[] = {true, true, true, false, true, true, false, true, false, true};
  for (size_t i = 0; i < 10; i++) {
    v[i] = (struct answer){.gold = right[i] ? 0 : 1, .said = 0, .group = (uint32_t)i};
    v[i].probability[0] = p[i];
    v[i].probability[2] = 1 - p[i];
  }
  v[10] = (struct answer){.gold = 0, .said = METRICS_FAILED, .group = 10};
}

static void calibration_error_of_equal_bins(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct answer v[11];
  struct calibration c;
  sure(v);
  struct answer swapped = v[0]; /* the order of the answers does not matter */
  v[0] = v[9];
  v[9] = swapped;
  assert_int_equal(calibration_of(v, 10, 3, &a, &c, NULL), ST_OK);
  /* means 0.95 0.85 0.75 0.65 0.55, right 1 0.5 1 0.5 0.5: (0.05 + 0.35 + 0.25 + 0.15 + 0.05) / 5 = 0.17 */
  assert_near(c.error, 0.17);
  assert_near(c.bins[1].confidence, 0.85);
  assert_near(c.bins[1].accuracy, 0.5);
  assert_int_equal(calibration_of(v, 11, 3, &a, &c, NULL), ST_OK);
  assert_near(c.error, 0.17); /* what failed has no probability */
  assert_int_equal(calibration_of(v, 7, 3, &a, &c, NULL), ST_OK);
  static const size_t sizes[] = {1, 1, 2, 1, 2}; /* 7*1/5, 7*2/5, ... rounded down, one from the next */
  for (size_t b = 0; b < METRICS_BINS; b++) assert_int_equal(c.bins[b].count, sizes[b]);
  assert_int_equal(calibration_of(v, 0, 3, &a, &c, NULL), ST_OK);
  assert_near(c.error, 0);
  arena_free(&a);
}

static void accuracy_over_the_surest(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct answer v[11];
  double x, curve[11];
  sure(v);
  static const struct {
    double coverage, want;
  } points[] = {{0.5, 4.0 / 5}, {0.45, 4.0 / 5}, {0.9, 6.0 / 9}, {1, 0.7}, {0, 0}};
  for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
    assert_int_equal(accuracy_at_coverage(v, 10, 3, points[i].coverage, &a, &x, NULL), ST_OK);
    assert_near(x, points[i].want);
  }
  assert_int_equal(accuracy_at_coverage(v, 11, 3, 1, &a, &x, NULL), ST_OK);
  assert_near(x, 7.0 / 11); /* a failed document is wrong, and last */
  assert_int_equal(coverage_curve(v, 11, 3, &a, curve, NULL), ST_OK);
  assert_near(curve[0], 1);
  assert_near(curve[3], 0.75);
  assert_near(curve[10], 7.0 / 11);
  arena_free(&a);
}

static double share_right(const struct answer *answers, size_t count, void *context) {
  (void)context;
  size_t right = 0;
  for (size_t i = 0; i < count; i++) right += answers[i].said == answers[i].gold;
  return (double)right / (double)count;
}

static void bootstrap_draws_whole_groups(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct answer v[40];
  struct interval i, again;
  for (size_t k = 0; k < 40; k++) v[k] = (struct answer){.gold = 0, .said = k < 20 ? 0 : 1, .group = 7};
  assert_int_equal(bootstrap_interval(v, 40, 200, 0.95, share_right, NULL, &a, &i, NULL), ST_OK);
  assert_near(i.low, 0.5); /* one group: nothing to vary */
  assert_near(i.high, 0.5);
  for (size_t k = 0; k < 40; k++) v[k].group = k < 20 ? 3 : 9;
  assert_int_equal(bootstrap_interval(v, 40, 200, 0.95, share_right, NULL, &a, &i, NULL), ST_OK);
  assert_near(i.low, 0); /* two groups, all right and all wrong: a quarter of the draws each 0 and 1 */
  assert_near(i.high, 1);
  for (size_t k = 0; k < 40; k++) v[k].group = (uint32_t)k;
  assert_int_equal(bootstrap_interval(v, 40, 1000, 0.95, share_right, NULL, &a, &i, NULL), ST_OK);
  /* forty apart: 0.5 +- 1.96 sqrt(0.25 / 40) = 0.345 to 0.655, in steps of 1/40 */
  assert_true(fabs(i.low - 0.345) < 0.03 && fabs(i.high - 0.655) < 0.03);
  assert_int_equal(bootstrap_interval(v, 40, 1000, 0.95, share_right, NULL, &a, &again, NULL), ST_OK);
  assert_true(memcmp(&i, &again, sizeof i) == 0);
  arena_free(&a);
}

static void paired_bootstrap_takes_the_same_postings(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct answer first[20], second[20];
  struct interval i;
  double not_better;
  for (size_t k = 0; k < 20; k++)
    first[k] = (struct answer){.gold = 0, .said = k % 2 ? 0 : 1, .group = (uint32_t)k / 2};
  memcpy(second, first, sizeof first);
  assert_int_equal(bootstrap_difference(first, second, 20, 500, 0.95, share_right, NULL, &a, &i, &not_better, NULL),
                   ST_OK);
  assert_near(i.low, 0);
  assert_near(i.high, 0);
  assert_near(not_better, 1);
  for (size_t k = 0; k < 20; k++) second[k].said = 0; /* better by a half in every group */
  assert_int_equal(bootstrap_difference(first, second, 20, 500, 0.95, share_right, NULL, &a, &i, &not_better, NULL),
                   ST_OK);
  assert_near(i.low, 0.5);
  assert_near(i.high, 0.5);
  assert_near(not_better, 0);
  arena_free(&a);
}

static void mcnemar_is_exact(void **state) {
  (void)state;
  assert_near(mcnemar_exact(0, 0), 1);
  assert_near(mcnemar_exact(5, 5), 1);
  assert_near(mcnemar_exact(1, 6), 2 * (1 + 7) / 128.0);
  assert_near(mcnemar_exact(6, 1), 0.125);
  assert_near(mcnemar_exact(3, 9), 2 * (1 + 12 + 66 + 220) / 4096.0);
  assert_near(mcnemar_exact(0, 10), 2 / 1024.0);
  /* large numbers neither overflow nor vanish: the normal approximation with correction gives z = 99/sqrt(2100)
     = 2.160, p = 0.0308 */
  assert_true(fabs(mcnemar_exact(1000, 1100) - 0.0308) < 0.0005);
}

static void kappa_of_two_readers(void **state) {
  (void)state;
  /* 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, chance 0.5*0.6 + 0.5*0.4 = 0.5, kappa 0.4 */
  int first[50], second[50];
  for (size_t i = 0; i < 50; i++) {
    first[i] = i < 25;
    second[i] = i < 20 || (i >= 25 && i < 35);
  }
  assert_near(kappa_of(first, second, 50, 2), 0.4);
  assert_near(kappa_of(first, first, 50, 2), 1);
  assert_true(isnan(kappa_of(first, second, 0, 2)));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_table_of_three_roles),
      cmocka_unit_test(unclear_and_failed_are_wrong),
      cmocka_unit_test(nothing_and_one_role_divide_by_no_zero),
      cmocka_unit_test(brier_sums_over_roles),
      cmocka_unit_test(calibration_error_of_equal_bins),
      cmocka_unit_test(accuracy_over_the_surest),
      cmocka_unit_test(bootstrap_draws_whole_groups),
      cmocka_unit_test(paired_bootstrap_takes_the_same_postings),
      cmocka_unit_test(mcnemar_is_exact),
      cmocka_unit_test(kappa_of_two_readers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
