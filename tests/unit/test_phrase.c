/* The phrase language: what a phrase takes, what is refused and where, and that its second reading as a PCRE2 pattern
   says the same. */
#include "harness.h"
#include "lexicon/phrase.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>

struct world {
  struct arena arena;
  struct phrasebook book;
};

static void add_set(struct world *w, const char *name, const struct str *texts, size_t count) {
  struct phrase_set *v = arena_grow(&w->arena, w->book.sets, w->book.set_count, w->book.set_count + 1, sizeof *v);
  assert_non_null(v);
  w->book.sets = v;
  struct phrase_set *set = &v[w->book.set_count++];
  *set = (struct phrase_set){.name = str_of(name), .texts = texts, .text_count = count};
  size_t which;
  struct phrase_error error;
  assert_int_equal(phrase_compile_set(&w->book, set, &which, &error), ST_OK);
}

static void begin(struct world *w) {
  static const struct str site[] = {{"site | plant | distribution (centre | center)", 45}, {"shop floor", 10}};
  static const struct str place[] = {{"@site | region*", 15}};
  arena_init(&w->arena, 0);
  assert_true(phrasebook_init(&w->book, &w->arena));
  add_set(w, "site", site, 2);
  add_set(w, "place", place, 1);
}

static void end(struct world *w) {
  phrasebook_done(&w->book);
  arena_free(&w->arena);
}

static size_t fold_words(struct world *w, const char *text, struct tokens *t, struct str words[64]) {
  *t = (struct tokens){0};
  assert_int_equal(fold_append(t, &w->arena, str_of(text), 0, NULL), ST_OK);
  assert_true(t->count < 64);
  for (size_t i = 0; i < t->count; i++) words[i] = token_word(t, i);
  return t->count;
}

/* The same question put to PCRE2. */
static bool regex_accepts(struct world *w, const char *phrase, const struct str *words, size_t count) {
  struct buf pattern = {0}, subject = {0};
  assert_true(phrase_to_regex(&w->book, str_of(phrase), &pattern));
  for (size_t i = 0; i < count; i++) {
    buf_char(&subject, ' ');
    buf_add(&subject, words[i]);
  }
  int code;
  PCRE2_SIZE at;
  pcre2_code *re = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED,
                                 &code, &at, NULL);
  assert_non_null(re);
  pcre2_match_data *data = pcre2_match_data_create(1, NULL);
  int rc = pcre2_match(re, (PCRE2_SPTR)subject.ptr, subject.len, 0, 0, data, NULL);
  pcre2_match_data_free(data);
  pcre2_code_free(re);
  buf_free(&pattern);
  buf_free(&subject);
  return rc >= 0;
}

static const struct {
  const char *phrase, *text;
  bool takes;
} takes_cases[] = {
    {"run the site", "Run the site", true},
    {"run the site", "run the sites", false},
    {"run the site", "run site", false},
    {"operat*", "operat", true},
    {"operat*", "Operations", true},
    {"operat*", "opera", false},
    {"(run | manage | oversee*) operations", "overseeing operations", true},
    {"(run | manage | oversee*) operations", "runs operations", false},
    {"(run | in charge of | manage the) x", "in charge of x", true},
    {"(run | in charge of | manage the) x", "manage x", false},
    {"run [the] site", "run site", true},
    {"run [the] site", "run the site", true},
    {"run [the | our own] site", "run our own site", true},
    {"run [the | our own] site", "run our site", false},
    {"run ..3 site", "run site", true},
    {"run ..3 site", "run a very big site", true},
    {"run ..3 site", "run a very very big site", false},
    {"run ..8 site", "run 1 2 3 4 5 6 7 8 site", true},
    {"run ..8 site", "run 1 2 3 4 5 6 7 8 9 site", false},
    {"run our @site", "run our distribution center", true},
    {"run our @site", "run our shop floor", true},
    {"run our @place", "run our plant", true},
    {"run our @place", "run our regional", true},
    {"run our @place", "run our distribution", false},
    {"day-to-day", "day to day", true},
    {"day to day",
     "Day\xE2\x80\x91to\xE2\x80\x94"
     "day",
     true},
    {"P&L", "P & L", true},
    {"p and l", "P&L", true},
    {"c.o.o.", "COO", true},
    {"coo", "C.O.O.", true},
    {"company's goals", "company goals", true},
    {"don't", "dont", true},
    {"caf\xC3\xA9 manager", "Cafe manager", true},
    {"caf\xC3\xA9*", "cafeteria", true},
    {"a | b c", "b c", true},
    {"a | b c", "b", false},
    {"(a (b | [c] d) | e) f", "a c d f", true},
    {"(a (b | [c] d) | e) f", "a c f", false},
    {"1* staff", "150 staff", true},
    {"1* staff", "250 staff", false},
    {"x ..2 [y] ..2 z", "x a b y c d z", true},
};

static void test_takes(void **state) {
  (void)state;
  struct world w;
  begin(&w);
  for (size_t i = 0; i < sizeof takes_cases / sizeof *takes_cases; i++) {
    struct phrase p;
    struct phrase_error error = {0};
    struct tokens t;
    struct str words[64];
    assert_int_equal(phrase_compile(&w.book, str_of(takes_cases[i].phrase), 0, &p, &error), ST_OK);
    size_t n = fold_words(&w, takes_cases[i].text, &t, words);
    if (phrase_accepts(&w.book, &p, words, n) != takes_cases[i].takes ||
        regex_accepts(&w, takes_cases[i].phrase, words, n) != takes_cases[i].takes)
      fail_msg("'%s' on '%s'", takes_cases[i].phrase, takes_cases[i].text);
  }
  end(&w);
}

static const struct {
  const char *text;
  size_t offset;
  const char *message;
} refused_cases[] = {
    {"", 0, "an empty phrase"},
    {"run (the site", 4, "'(' is never closed"},
    {"run [the site", 4, "'[' is never closed"},
    {"run the) site", 7, "')' without a '(' before it"},
    {"run (the] site", 8, "']' without a '[' before it"},
    {"run () site", 5, "an empty alternative"},
    {"run (a | ) site", 9, "an empty alternative"},
    {"run ( | a) site", 6, "an empty alternative"},
    {"run site |", 9, "an empty alternative"},
    {"..3 site", 0, "a phrase may not start with a gap"},
    {"site ..3", 5, "a phrase may not end with a gap"},
    {"(a | ..2 b) c", 5, "a phrase may not start with a gap"},
    {"a (b | c ..2)", 9, "a phrase may not end with a gap"},
    {"[the] site", 0, "a phrase may not start with an optional"},
    {"site [manager]", 5, "a phrase may not end with an optional"},
    {"a | [b] c", 4, "a phrase may not start with an optional"},
    {"([a] [b])", 0, "every word of the phrase is optional"},
    {"run ..9 site", 4, "a gap is ..1 to ..8 words"},
    {"run ..0 site", 4, "a gap is ..1 to ..8 words"},
    {"run ..99999999999999999999 site", 4, "a gap is ..1 to ..8 words"},
    {"run the @nowhere", 8, "there is no set @nowhere in sets.txt"},
    {"run\001 site", 3, "a control character"},
    {"run * site", 4, "a * on its own"},
    {"run -* site", 5, "a * on its own"},
    {"run o*s site", 5, "only at the end of a word"},
    {"run s* site", 4, "at least 2 letters"},
    {"run operation(s)", 13, "put a space before the bracket"},
    {"run (a)b", 7, "put a space behind the bracket"},
    {"run site. stop", 8, "ends a sentence"},
    {"run ; stop", 4, "ends a sentence"},
    {"run (the)? site", 9, "ends a sentence"},
    {"run \\w site", 4, "has no meaning in a phrase"},
    {"run {2} site", 4, "has no meaning in a phrase"},
    {"((((((((((((((((( a )))))))))))))))))", 16, "nested deeper than 16"},
    {"/abc", 0, "between two slashes"},
    {"//", 0, "between two slashes"},
    {"/a.*b/", 3, "a gap without a bound"},
    {"/a.+b/", 3, "a gap without a bound"},
    {"/a.{2,}b/", 3, "a gap without a bound"},
    {"/a[^ ]*b/", 6, "a gap without a bound"},
    {"/(a+)+/", 5, "one repetition inside another"},
    {"/((a|b*)c)*/", 10, "one repetition inside another"},
    {"/a\\Cb/", 2, "\\C is not allowed"},
    {"/a(?C1)b/", 2, "callouts"},
    {"/(*ACCEPT)b/", 1, "verbs"},
    {"/(a)\\1/", 4, "back-references"},
    {"/(?<n>a)\\k<n>/", 8, "back-references"},
    {"/(?<n>a)(?P=n)/", 8, "back-references"},
    {"/a(?R)/", 2, "recursion"},
    {"/(a)(?1)/", 4, "recursion"},
    {"/(?<n>a)(?&n)/", 8, "recursion"},
    {"/(?(1)a|b)/", 1, "conditional"},
    {"/a\\Qb\\E/", 2, "\\Q and \\E"},
    {"/a(b/", 4, "regular expression:"},
    {"/a)b/", 2, "')' without"},
    {"/a[b/", 4, "regular expression:"},
};

static void test_refuses(void **state) {
  (void)state;
  struct world w;
  begin(&w);
  for (size_t i = 0; i < sizeof refused_cases / sizeof *refused_cases; i++) {
    struct phrase p;
    struct phrase_error error = {0};
    enum status st = phrase_compile(&w.book, str_of(refused_cases[i].text), 0, &p, &error);
    if (st != ST_FAIL || error.offset != refused_cases[i].offset || !strstr(error.msg, refused_cases[i].message))
      fail_msg("'%s': status %d, offset %zu (want %zu), \"%s\"", refused_cases[i].text, (int)st, error.offset,
               refused_cases[i].offset, error.msg);
  }
  end(&w);
}

static void test_limits(void **state) {
  (void)state;
  struct world w;
  begin(&w);
  char text[PHRASE_BYTES_MAX + 2];
  memset(text, 'a', sizeof text);
  struct phrase p;
  struct phrase_error error = {0};
  assert_int_equal(phrase_compile(&w.book, (struct str){text, PHRASE_BYTES_MAX}, 0, &p, &error), ST_OK);
  assert_int_equal(phrase_compile(&w.book, (struct str){text, PHRASE_BYTES_MAX + 1}, 0, &p, &error), ST_FAIL);
  assert_int_equal(error.offset, PHRASE_BYTES_MAX);
  /* A set that doubles at each step must stop at the limit, not fill the memory. */
  static char lines[16][32], names[16][8];
  static struct str texts[16];
  bool stopped = false;
  for (size_t i = 0; i < 16 && !stopped; i++) {
    snprintf(names[i], sizeof names[i], "s%zu", i);
    snprintf(lines[i], sizeof lines[i], i ? "@s%zu @s%zu" : "a b c d", i - 1, i - 1);
    texts[i] = str_of(lines[i]);
    struct phrase_set *v = arena_grow(&w.arena, w.book.sets, w.book.set_count, w.book.set_count + 1, sizeof *v);
    assert_non_null(v);
    w.book.sets = v;
    v[w.book.set_count] = (struct phrase_set){.name = str_of(names[i]), .texts = &texts[i], .text_count = 1};
    size_t which;
    enum status st = phrase_compile_set(&w.book, &v[w.book.set_count++], &which, &error);
    stopped = st == ST_FAIL && strstr(error.msg, "too large");
    assert_true(stopped || st == ST_OK);
  }
  assert_true(stopped);
  end(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_takes), cmocka_unit_test(test_refuses),
                                     cmocka_unit_test(test_limits)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
