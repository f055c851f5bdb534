#include "extract/choose.h"

#include "extract/ats.h"
#include "extract/lookup.h"
#include "extract/places.h"
#include "extract/titles.h"
#include "pages.h"

struct choosing {
  struct reading *reading;
  struct scene scene;
  struct chosen chosen;
};

static struct choosing choose_in(const char *html) {
  struct choosing c = {.reading = read_html(html)};
  struct page *p = &c.reading->page;
  assert_int_equal(zones_find(p, &c.reading->arena, &c.scene, NULL), ST_OK);
  assert_int_equal(choose_blocks(&c.scene, SIZE_MAX, false, NULL, &c.reading->arena, &c.chosen, NULL), ST_OK);
  return c;
}

static void done(struct choosing *c) {
  arena_free(&c->reading->arena);
  free(c->reading);
}

/* The fate of the block that begins with `text`. */
static const struct chosen_block *fate(const struct choosing *c, const char *text) {
  const struct page *p = &c->reading->page;
  for (size_t i = 0; i < p->block_count; i++)
    if (str_starts(raw_text(p, i), str_of(text))) return &c->chosen.v[i];
  fail_msg("no block begins with %s", text);
  return NULL;
}

#define BODY                                                                               \
  "<h2>Responsibilities</h2><ul><li>Lead a team of twelve bakers through the night</li>"   \
  "<li>Plan the shifts so that every shop has bread by six</li></ul><h2>Requirements</h2>" \
  "<ul><li>Five years of experience in food production</li></ul>"

static void tables_are_sorted(void **state) {
  (void)state;
  assert_true(words_sorted());
  assert_true(zones_sorted());
  assert_true(ats_sorted());
  assert_true(places_sorted());
  assert_true(titles_sorted());
}

static void words_are_counted(void **state) {
  (void)state;
  struct line_words w = words_count(STR("Manage the team and its experience with personal data, GDPR and cookies"));
  assert_int_equal(w.words, 12);
  assert_int_equal(w.duty, 1);
  assert_true(w.job >= 2);
  assert_int_equal(w.privacy, 3);
  assert_int_equal(words_count(STR("")).words, 0);
}

static void every_block_has_a_rule(void **state) {
  (void)state;
  struct choosing c = choose_in("<nav><a href=1>Home</a></nav>" BODY "<footer>Bye</footer>");
  for (size_t i = 0; i < c.reading->page.block_count; i++) {
    assert_non_null(c.chosen.v[i].rule);
    assert_memory_equal(c.chosen.v[i].rule, c.chosen.v[i].keep ? "kept: " : "dropped: ", 6);
  }
  done(&c);
}

static void a_menu_is_dropped_and_the_posting_kept(void **state) {
  (void)state;
  struct choosing c = choose_in("<nav><a href=1>Home</a><a href=2>Bread</a></nav>" BODY);
  assert_string_equal(fate(&c, "Home")->rule, "dropped: menu");
  assert_true(fate(&c, "Responsibilities")->keep);
  assert_true(fate(&c, "Five years")->keep);
  assert_int_equal(c.chosen.heads, 2);
  done(&c);
}

static void a_named_zone_that_holds_the_posting_is_no_zone(void **state) {
  (void)state;
  struct choosing c = choose_in("<div class='modal cookie-footer'><form>" BODY "<input></form></div>");
  assert_true(fate(&c, "Lead a team")->keep);
  done(&c);
}

static void other_jobs_are_dropped(void **state) {
  (void)state;
  struct choosing c =
      choose_in("<main>" BODY "</main><section><h2>Similar jobs</h2><a href=1>Chief Operating Officer</a></section>");
  assert_string_equal(fate(&c, "Chief Operating")->rule, "dropped: other jobs");
  done(&c);
}

static void bold_and_colon_lines_become_headings(void **state) {
  (void)state;
  struct choosing c = choose_in(
      "<p><b>Your role</b></p><p>You lead a team of twelve bakers through the long night.</p><p>Skills:</p>"
      "<p>Experience with ovens, dough and people of every temper is required.</p>");
  assert_int_equal(fate(&c, "Your role")->kind, BLOCK_HEADING);
  assert_int_equal(fate(&c, "Your role")->level, 5);
  assert_int_equal(fate(&c, "Skills:")->level, 6);
  done(&c);
}

static void nothing_is_chosen_from_nothing(void **state) {
  (void)state;
  struct choosing c = choose_in("<p><a href=1>a</a></p>");
  assert_int_equal(c.chosen.kept, 0);
  done(&c);
}

static void lookups_find_first_last_and_nothing(void **state) {
  (void)state;
  static const char table[][8] = {"a", "bb", "ccc"};
  char word[LOOKUP_PAD] = "a";
  assert_int_equal(lookup_find(table, 0, 3, 8, 8, word), 0);
  memcpy(word, "ccc", 3);
  assert_int_equal(lookup_find(table, 0, 3, 8, 8, word), 2);
  memcpy(word, "cc\0", 3);
  assert_true(lookup_find(table, 0, 3, 8, 8, word) == SIZE_MAX);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables_are_sorted),
      cmocka_unit_test(words_are_counted),
      cmocka_unit_test(every_block_has_a_rule),
      cmocka_unit_test(a_menu_is_dropped_and_the_posting_kept),
      cmocka_unit_test(a_named_zone_that_holds_the_posting_is_no_zone),
      cmocka_unit_test(other_jobs_are_dropped),
      cmocka_unit_test(bold_and_colon_lines_become_headings),
      cmocka_unit_test(nothing_is_chosen_from_nothing),
      cmocka_unit_test(lookups_find_first_last_and_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
