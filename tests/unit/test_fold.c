#include "base/fold.h"

#include "harness.h"

static void assert_folds(const char *text, const char *want) {
  struct arena a;
  struct tokens t = {0};
  arena_init(&a, 0);
  assert_int_equal(fold_append(&t, &a, str_of(text), 0, NULL), ST_OK);
  assert_str((struct str){t.folded, t.folded_len}, want);
  for (size_t i = 0; i < t.count; i++) {
    assert_true(t.v[i].start < t.v[i].end && t.v[i].end <= strlen(text));
    if (i) assert_true(t.v[i].start >= t.v[i - 1].end);
    assert_true(t.v[i].fold + (size_t)t.v[i].fold_len <= t.folded_len);
  }
  arena_free(&a);
}

static void words_lose_case_and_accents(void **state) {
  (void)state;
  assert_folds("Chief Operating OFFICER", "chief operating officer");
  assert_folds("Café Straße ŁÓDŹ Ørsted Œuvre Đorđe naïve", "cafe strasse lodz orsted oeuvre dorde naive");
  assert_folds("cafe\u0301", "cafe");
  assert_folds("Директор ΑΒΓ", "директор αβγ");
  assert_folds("ﬁnance of\u00ADfice", "finance office");
}

static void apostrophes_and_initials(void **state) {
  (void)state;
  assert_folds("the company's plan", "the company plan");
  assert_folds("the company’s plan, don’t", "the company plan dont");
  assert_folds("the 'best' companies' rules", "the best companies rules");
  assert_folds("C.O.O. of the U.K. site", "coo of the uk site");
  assert_folds("U.K.based", "uk based");
  assert_folds("the C.O.O.'s", "the coo");
}

static void gaps_are_soft_or_hard(void **state) {
  (void)state;
  assert_folds("day-to-day, on/off: (a) \"b\"", "day to day on off a b");
  assert_folds("day\u2011to\u2013day\u00A0now", "day to day now");
  assert_folds("One. Two; three! four? five", "one\ntwo\nthree\nfour\nfive");
  assert_folds("(see it.) Next \u201Cx.\u201D End.", "see it\nnext x\nend");
  assert_folds("node.js 3.5", "node js 3 5");
  assert_folds("a \u2022 b \u00B7 c", "a\nb\nc");
  assert_folds("R&D & more", "r and d and more");
}

static void a_second_text_breaks_and_keeps_its_base(void **state) {
  (void)state;
  struct arena a;
  struct tokens t = {0};
  arena_init(&a, 0);
  assert_int_equal(fold_append(&t, &a, STR("one two"), 0, NULL), ST_OK);
  assert_int_equal(fold_append(&t, &a, STR("three"), 100, NULL), ST_OK);
  assert_int_equal(t.count, 3);
  assert_true(t.v[0].breaks && !t.v[1].breaks && t.v[2].breaks);
  assert_int_equal(t.v[2].start, 100);
  assert_int_equal(t.v[2].end, 105);
  assert_str(token_word(&t, 2), "three");
  assert_str((struct str){t.folded, t.folded_len}, "one two\nthree");
  arena_free(&a);
}

static void long_words_are_cut_and_limits_are_told(void **state) {
  (void)state;
  struct arena a;
  struct tokens t = {0};
  static char word[5000];
  memset(word, 'x', sizeof word);
  arena_init(&a, 0);
  assert_int_equal(fold_append(&t, &a, (struct str){word, sizeof word}, 0, NULL), ST_OK);
  assert_int_equal(t.count, 1);
  assert_int_equal(t.v[0].end, sizeof word);
  assert_true(t.v[0].fold_len < sizeof word);
  arena_free(&a);
  struct err e = {0};
  t = (struct tokens){0};
  arena_init(&a, 0);
  assert_int_equal(fold_append(&t, &a, STR("one"), UINT32_MAX, &e), ST_FAIL); /* its bytes would have no numbers */
  assert_int_equal(e.code, ERR_LIMIT);
  arena_free(&a);
  e = (struct err){0};
  arena_init(&a, 64);
  assert_int_equal(fold_append(&t, &a, STR("one"), 0, &e), ST_FATAL);
  assert_int_equal(e.code, ERR_MEMORY);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_lose_case_and_accents),
      cmocka_unit_test(apostrophes_and_initials),
      cmocka_unit_test(gaps_are_soft_or_hard),
      cmocka_unit_test(a_second_text_breaks_and_keeps_its_base),
      cmocka_unit_test(long_words_are_cut_and_limits_are_told),
  };
  return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
