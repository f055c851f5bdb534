/* The arithmetic of a verdict, on a lexicon made by hand; the sums are worked out in the comments. */
#include "harness.h"

#include <math.h>

#include "classify/classify.h"

enum { CHIEF, HEAD, OTHER };
enum { FOCUS, TITLE };

static struct lexicon_entry entries[] = {
    {.id = {"focus.strong", 12}, .criterion = FOCUS, .role = CHIEF, .hand_weight = 2, .weight = 2},
    {.id = {"focus.weak", 10}, .criterion = FOCUS, .role = CHIEF, .hand_weight = 0.5, .weight = 0.5},
    {.id = {"focus.site", 10}, .criterion = FOCUS, .role = HEAD, .hand_weight = 1.5, .weight = 1.5},
    {.id = {"focus.anchor", 12}, .criterion = FOCUS, .role = OTHER, .hand_weight = -1, .weight = -1},
    {.id = {"title.chief", 11}, .criterion = TITLE, .role = CHIEF, .hand_weight = 3, .weight = 3},
    {.id = {"title.head", 10}, .criterion = TITLE, .role = HEAD, .hand_weight = 3, .weight = 3},
};
static struct lexicon_criterion criteria[] = {{.id = {"focus", 5}, .name = {"Focus", 5}},
                                              {.id = {"title", 5}, .name = {"Title", 5}, .is_title = true}};

static struct lexicon lexicon(void) {
  struct lexicon lex = {.temperature = 1,
                        .language = STR("en"),
                        .repeats = {1, 0.4, 0.2},
                        .repeat_count = 3,
                        .ranks = {1, 0.5},
                        .rank_count = 2,
                        .title_cap = 1.5,
                        .unclear_margin = 0.05,
                        .role_count = 3,
                        .criteria = criteria,
                        .criterion_count = 2,
                        .section_count = SECTION_COUNT,
                        .entries = entries,
                        .entry_count = sizeof entries / sizeof *entries};
  for (size_t s = 0; s < SECTION_COUNT; s++) lex.section_weights[s] = 1;
  lex.section_weights[SECTION_ABOUT] = 0.25;
  lex.section_weights[SECTION_BENEFITS] = 0;
  static const struct lexicon_role roles[] = {{.id = {"coo", 3}, .prior = -1, .rank = 2},
                                              {.id = {"head", 4}, .prior = -0.5, .rank = 1},
                                              {.id = {"other", 5}, .prior = 1, .rank = 0}};
  memcpy(lex.roles, roles, sizeof roles);
  return lex;
}

static struct hit hit(uint32_t entry, uint32_t at, uint8_t section) {
  return (struct hit){
      .entry = entry, .block = 0, .start = at, .len = 3, .section = section, .factor = 1, .cue = UINT32_MAX};
}

static struct posting posting(const char *title) {
  return (struct posting){.text = STR("a text that is long enough to be taken for a posting by the rule on little text "
                                      "because it has got more than five and twenty words in it, all told"),
                          .title = {.value = str_of(title)},
                          .language = STR("en"),
                          .posting_count = 1};
}

static struct verdict classify(struct arena *a, const struct posting *p, struct hit *v, size_t n) {
  struct lexicon lex = lexicon();
  struct hits hits = {.v = v, .count = n};
  struct verdict out;
  assert_int_equal(classify_posting(&lex, p, &hits, a, &out, NULL), ST_OK);
  return out;
}

static void repeats_ranks_and_sections_multiply(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct posting p = posting(NULL);
  struct hit v[] = {hit(0, 0, SECTION_ABOUT), hit(0, 10, SECTION_DUTIES), hit(1, 20, SECTION_DUTIES),
                    hit(2, 30, SECTION_BENEFITS), hit(3, 40, SECTION_DUTIES)};
  struct verdict d = classify(&a, &p, v, 5);
  /* strong in duties 2*1*1*1 = 2.000; again in about 2*0.25*0.4*1 = 0.200; weak, second of its kind, 0.5*0.5 = 0.250;
     the site cue stands in benefits: nothing; the anchor -1.000 on other */
  assert_int_equal(d.counting_count, 4);
  assert_int_equal(d.evidence[0].contribution, 2000);
  assert_int_equal(d.evidence[1].contribution, -1000);
  assert_int_equal(d.evidence[2].contribution, 250);
  assert_int_equal(d.evidence[3].contribution, 200);
  assert_int_equal(d.all.score[CHIEF], -1000 + 2000 + 250 + 200);
  assert_int_equal(d.all.score[HEAD], -500);
  assert_int_equal(d.all.score[OTHER], 1000 - 1000);
  assert_int_equal(d.all.role, CHIEF);
  double z = exp(1.45) + exp(-0.5) + 1;
  assert_true(fabs(d.all.probability[CHIEF] - exp(1.45) / z) < 1e-12);
  arena_free(&a);
}

static void a_fourth_repeat_adds_nothing(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct posting p = posting(NULL);
  struct hit v[100];
  for (uint32_t i = 0; i < 100; i++) v[i] = hit(2, i * 4, SECTION_DUTIES);
  struct verdict d = classify(&a, &p, v, 100);
  assert_int_equal(d.counting_count, 3);
  assert_int_equal(d.all.score[HEAD], -500 + 1500 + 600 + 300);
  arena_free(&a);
}

/* The same paragraph twice and a third time in a poorer place; what stands in other words is a repeat as ever. */
static void a_paragraph_said_again_adds_nothing(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct posting p = posting(NULL);
  p.text = STR("They keep the yard tidy\nThey keep the yard tidy\nThey keep the yard tidy\nWe keep the yard tidy");
  struct hit v[] = {hit(0, 5, SECTION_ABOUT), hit(0, 29, SECTION_DUTIES), hit(0, 53, SECTION_DUTIES),
                    hit(1, 10, SECTION_DUTIES)};
  for (uint32_t i = 0; i < 3; i++) v[i].block = i;
  struct verdict d = classify(&a, &p, v, 4);
  assert_int_equal(d.counting_count, 2);
  assert_int_equal(d.evidence[0].hit.start, 29); /* the first of the better placed */
  assert_int_equal(d.all.score[CHIEF], -1000 + 2000 + 250);
  for (size_t i = 2; i < 4; i++) {
    assert_true(d.evidence[i].again);
    assert_int_equal(d.evidence[i].contribution, 0);
    assert_true(d.evidence[i].repeat == 0);
  }
  struct hit w[] = {hit(0, 5, SECTION_DUTIES), hit(0, 75, SECTION_DUTIES)};
  w[1].block = 3;
  d = classify(&a, &p, w, 2);
  assert_int_equal(d.all.score[CHIEF], -1000 + 2000 + 800);
  arena_free(&a);
}

static void title_hits_have_a_cap_and_stay_out_of_the_body(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct posting p = posting("Chief Operating Officer");
  struct hit v[] = {hit(4, 0, 0), hit(2, 0, SECTION_DUTIES), hit(2, 9, SECTION_DUTIES), hit(4, 50, SECTION_DUTIES)};
  v[0].block = MATCH_TITLE_BLOCK;
  struct verdict d = classify(&a, &p, v, 4);
  assert_int_equal(d.all.score[CHIEF], -1000 + 1500); /* 3.000 and a repeat of 1.200, cut at 1.500 */
  assert_int_equal(d.body.score[CHIEF], -1000);
  assert_int_equal(d.body.score[HEAD], -500 + 1500 + 600);
  assert_int_equal(d.title_role, CHIEF);
  assert_int_equal(d.body.role, HEAD);
  assert_int_equal(d.fit, FIT_PROMISES_MORE);
  int32_t sum = d.prior[CHIEF];
  for (size_t i = 0; i < d.counting_count; i++)
    if (entries[d.evidence[i].hit.entry].role == CHIEF) sum += d.evidence[i].contribution;
  assert_int_equal(sum, d.all.score[CHIEF]);
  arena_free(&a);
}

static void silenced_hits_are_kept_but_do_not_count(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct posting p = posting("Head of Operations");
  struct hit v[] = {hit(5, 0, 0), hit(0, 4, SECTION_DUTIES)};
  v[0].block = MATCH_TITLE_BLOCK;
  v[1].factor = 0;
  struct verdict d = classify(&a, &p, v, 2);
  assert_int_equal(d.counting_count, 1);
  assert_int_equal(d.evidence_count, 2);
  assert_false(d.evidence[1].counts);
  assert_int_equal(d.evidence[1].contribution, 0);
  assert_int_equal(d.body.role, OTHER);
  arena_free(&a);
}

/* A body must outweigh the title to contradict it. */
static void a_body_that_hardly_says_otherwise_is_no_misfit(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct posting p = posting("Head of Operations");
  struct hit v[] = {hit(5, 0, 0), hit(3, 4, SECTION_DUTIES), hit(0, 14, SECTION_DUTIES), hit(0, 24, SECTION_DUTIES),
                    hit(1, 34, SECTION_DUTIES)};
  v[0].block = MATCH_TITLE_BLOCK;
  struct verdict d = classify(&a, &p, v, 2);
  assert_int_equal(d.title_role, HEAD);
  assert_int_equal(d.body.role, OTHER); /* 0, by its prior and the anchor, against -0.5: with the title 1.0 */
  assert_int_equal(d.all.role, HEAD);
  assert_int_equal(d.fit, FIT_UNCLEAR);
  d = classify(&a, &p, v, 5);
  assert_int_equal(d.body.role, CHIEF);
  assert_int_equal(d.all.role, CHIEF);
  assert_int_equal(d.fit, FIT_PROMISES_LESS);
  arena_free(&a);
}

static void unclear_has_its_reason(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct posting p = posting(NULL);
  /* 1.5 on head: 1.0 against other's 1.0, coo far behind: a tie */
  struct hit tie[] = {hit(2, 4, SECTION_DUTIES)};
  struct verdict d = classify(&a, &p, tie, 1);
  assert_int_equal(d.reason, UNCLEAR_TIE);
  assert_int_equal(d.all.role, ROLE_UNCLEAR);
  p.language = STR("de");
  assert_int_equal(classify(&a, &p, tie, 1).reason, UNCLEAR_OTHER_LANGUAGE);
  p.posting_count = 3;
  assert_int_equal(classify(&a, &p, tie, 1).reason, UNCLEAR_SEVERAL_POSTINGS);
  p = posting("Head of Operations");
  p.text = STR_NONE;
  d = classify(&a, &p, NULL, 0);
  assert_int_equal(d.reason, UNCLEAR_NO_POSTING);
  assert_int_equal(d.fit, FIT_UNCLEAR);
  p.text = STR("Apply now.");
  assert_int_equal(classify(&a, &p, NULL, 0).reason, UNCLEAR_TOO_LITTLE_TEXT);
  assert_string_equal(unclear_reason_name(UNCLEAR_CONFLICT), "conflict");
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(repeats_ranks_and_sections_multiply),
      cmocka_unit_test(a_fourth_repeat_adds_nothing),
      cmocka_unit_test(a_paragraph_said_again_adds_nothing),
      cmocka_unit_test(title_hits_have_a_cap_and_stay_out_of_the_body),
      cmocka_unit_test(silenced_hits_are_kept_but_do_not_count),
      cmocka_unit_test(a_body_that_hardly_says_otherwise_is_no_misfit),
      cmocka_unit_test(unclear_has_its_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
