/* Fitting weights: the gradient against finite differences, signs, repeatability, and a problem whose answer is known.
 */
#include "harness.h"

#include <math.h>

#include "learn/weights.h"
#include "toy_lexicon.h"

enum { POSTINGS = 120 };

/* A small generator of its own, so that the data is the same everywhere. */
static uint32_t next(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

struct data {
  struct feature features[POSTINGS][4];
  struct example examples[POSTINGS];
};

static void put(struct data *d, size_t k, uint32_t entry, double x) {
  d->features[k][d->examples[k].feature_count++] = (struct feature){entry, x};
}

/* The board speaks for the chief and the site for the head nearly always; strategy, which the hand believes in, tells
   nothing; the anchor is missing in other jobs. */
static void make(struct data *d) {
  uint32_t state = 42;
  memset(d, 0, sizeof *d);
  for (size_t k = 0; k < POSTINGS; k++) {
    int label = (int)(k % 3);
    d->examples[k] =
        (struct example){.features = d->features[k], .label = label, .group = (uint32_t)k / 2, .weight = 1};
    bool odd = next(&state) % 12 == 0;
    if ((label == CHIEF) != odd) put(d, k, BOARD, 1);
    if ((label == HEAD) != odd) put(d, k, SITE, 1.4);
    if (next(&state) % 2) put(d, k, STRATEGY, 0.6);
    if (label != OTHER && next(&state) % 5) put(d, k, ANCHOR, 1);
  }
}

static void the_gradient_is_that_of_the_loss(void **state) {
  (void)state;
  struct lexicon lex = toy_lexicon();
  struct data d;
  make(&d);
  size_t n = train_parameter_count(&lex);
  double x[64], gradient[64], ignored[64], weights[ENTRIES];
  assert_true(n <= 64);
  uint32_t seed = 7;
  for (size_t i = 0; i < n; i++) x[i] = (double)(next(&seed) % 1000) / 1000 - 0.5;
  train_objective(&lex, d.examples, POSTINGS, 2, x, gradient, weights);
  for (size_t i = 0; i < n; i++) {
    const double h = 1e-5, at = x[i];
    x[i] = at + h;
    double above = train_objective(&lex, d.examples, POSTINGS, 2, x, ignored, weights);
    x[i] = at - h;
    double below = train_objective(&lex, d.examples, POSTINGS, 2, x, ignored, weights);
    x[i] = at;
    double slope = (above - below) / (2 * h);
    if (fabs(slope - gradient[i]) > 1e-5 * (1 + fabs(slope)))
      print_error("parameter %zu: gradient %.9f, slope %.9f\n", i, gradient[i], slope);
    assert_true(fabs(slope - gradient[i]) <= 1e-5 * (1 + fabs(slope)));
  }
}

static void at_zero_the_weights_are_those_of_the_hand(void **state) {
  (void)state;
  struct lexicon lex = toy_lexicon();
  struct data d;
  make(&d);
  double x[64] = {0}, gradient[64], weights[ENTRIES];
  /* one example, the board alone: scores 2, 0, 0: loss of the chief -ln(e^2 / (e^2 + 2)) */
  struct feature board = {BOARD, 1};
  struct example one = {.features = &board, .feature_count = 1, .label = CHIEF, .weight = 1};
  double loss = train_objective(&lex, &one, 1, 2, x, gradient, weights);
  assert_true(fabs(loss + log(exp(2) / (exp(2) + 2))) < 1e-12);
  for (size_t i = 0; i < ENTRIES; i++)
    if (!lex.entries[i].is_cue) assert_true(fabs(weights[i] - lex.entries[i].hand_weight) < 1e-12);
}

static void a_toy_problem_is_learnt(void **state) {
  (void)state;
  struct lexicon lex = toy_lexicon();
  struct data d;
  struct train_result r;
  struct err e = {0};
  make(&d);
  assert_int_equal(train_fit(&lex, d.examples, POSTINGS, &r, &e), ST_OK);
  assert_true(r.fold_accuracy > 0.85);
  /* what tells nothing loses weight (how much, the pull says, and that is the strongest that the folds bear), what tells
     weighs more than that */
  assert_true(r.weights[STRATEGY] < 0.9 * lex.entries[STRATEGY].hand_weight);
  assert_true(r.weights[BOARD] > r.weights[STRATEGY]);
  assert_true(isnan(r.weights[CUE]));
  assert_true(r.temperature >= 0.25 && r.temperature <= 8);
  size_t best = 0;
  for (size_t i = 1; i < TRAIN_PULLS; i++)
    if (r.pull_loss[i] < r.pull_loss[best]) best = i;
  assert_true(r.pull >= r.pulls[best]); /* within a standard error of the best, so never weaker than it */
  for (size_t k = 0; k < POSTINGS; k++) {
    double sum = 0;
    for (size_t role = 0; role < 3; role++) sum += r.probabilities[k * 3 + role];
    assert_true(fabs(sum - 1) < 1e-9);
  }
  train_result_free(&r);
}

static void signs_are_kept(void **state) {
  (void)state;
  struct lexicon lex = toy_lexicon();
  struct data d;
  struct train_result r;
  make(&d);
  /* turned about: what the hand calls a sign of the chief stands in other jobs, the anchor in them too */
  for (size_t k = 0; k < POSTINGS; k++) d.examples[k].label = 2 - d.examples[k].label;
  assert_int_equal(train_fit(&lex, d.examples, POSTINGS, &r, NULL), ST_OK);
  for (size_t i = 0; i < ENTRIES; i++)
    if (!lex.entries[i].is_cue) assert_true(r.weights[i] * lex.entries[i].hand_weight > 0);
  train_result_free(&r);
}

/* A hit that tells all and yet adds little would ask for a weight that no lexicon may hold. */
static void weights_stay_within_what_a_lexicon_may_hold(void **state) {
  (void)state;
  struct lexicon lex = toy_lexicon();
  static struct lexicon_entry entries[ENTRIES];
  memcpy(entries, toy_entries, sizeof entries);
  entries[BOARD].hand_weight = 5;
  lex.entries = entries;
  struct data d;
  struct train_result r;
  make(&d);
  for (size_t k = 0; k < POSTINGS; k++) {
    d.examples[k].feature_count = 0;
    if (d.examples[k].label == CHIEF) put(&d, k, BOARD, 0.05);
    d.examples[k].weight = 100;
  }
  assert_int_equal(train_fit(&lex, d.examples, POSTINGS, &r, NULL), ST_OK);
  assert_true(r.weights[BOARD] >= LEXICON_WEIGHT_MAX && r.weights[BOARD] <= LEXICON_WEIGHT_MAX);
  for (size_t role = 0; role < 3; role++) assert_true(fabs(r.priors[role]) <= LEXICON_WEIGHT_MAX);
  train_result_free(&r);
}

static void fit_and_write(struct buf *out) {
  struct lexicon lex = toy_lexicon();
  struct data d;
  struct train_result r;
  static const char *const provenance[] = {"made of a toy"};
  make(&d);
  assert_int_equal(train_fit(&lex, d.examples, POSTINGS, &r, NULL), ST_OK);
  weights_write(&lex, &r, provenance, 1, out);
  train_result_free(&r);
}

static void the_same_data_gives_the_same_bytes(void **state) {
  (void)state;
  struct buf first = {0}, second = {0};
  fit_and_write(&first);
  fit_and_write(&second);
  assert_true(first.len > 0 && str_eq(buf_str(&first), buf_str(&second)));
  assert_true(str_starts(buf_str(&first), STR("# made of a toy\ntemperature\t")));
  buf_char(&first, 0);
  assert_non_null(strstr(first.ptr, "\nprior:other\t"));
  assert_non_null(strstr(first.ptr, "\nd.anchor\t-"));
  assert_null(strstr(first.ptr, "cue.not"));
  buf_free(&first);
  buf_free(&second);
}

static void fitted_weights_are_no_starting_point(void **state) {
  (void)state;
  struct lexicon lex = toy_lexicon(), fitted = toy_lexicon();
  static struct lexicon_entry entries[ENTRIES];
  memcpy(entries, toy_entries, sizeof entries);
  for (size_t i = 0; i < ENTRIES; i++) entries[i].weight *= 3;
  fitted.entries = entries;
  fitted.roles[CHIEF].prior = 4;
  fitted.temperature = 2;
  struct data d;
  struct train_result a, b;
  make(&d);
  assert_int_equal(train_fit(&lex, d.examples, POSTINGS, &a, NULL), ST_OK);
  assert_int_equal(train_fit(&fitted, d.examples, POSTINGS, &b, NULL), ST_OK);
  assert_true(memcmp(a.weights, b.weights, (ENTRIES - 1) * sizeof *a.weights) == 0);
  assert_true(memcmp(a.priors, b.priors, 3 * sizeof *a.priors) == 0);
  train_result_free(&a);
  train_result_free(&b);
}

static void too_little_is_an_error(void **state) {
  (void)state;
  struct lexicon lex = toy_lexicon();
  struct data d;
  struct train_result r;
  struct err e = {0};
  make(&d);
  assert_int_equal(train_fit(&lex, d.examples, 15, &r, &e), ST_FAIL); /* 8 employers */
  assert_int_equal(e.code, ERR_EMPTY);
  for (size_t k = 0; k < POSTINGS; k++) d.examples[k].label = CHIEF;
  assert_int_equal(train_fit(&lex, d.examples, POSTINGS, &r, NULL), ST_FAIL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_gradient_is_that_of_the_loss),
      cmocka_unit_test(at_zero_the_weights_are_those_of_the_hand),
      cmocka_unit_test(a_toy_problem_is_learnt),
      cmocka_unit_test(signs_are_kept),
      cmocka_unit_test(weights_stay_within_what_a_lexicon_may_hold),
      cmocka_unit_test(the_same_data_gives_the_same_bytes),
      cmocka_unit_test(fitted_weights_are_no_starting_point),
      cmocka_unit_test(too_little_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
