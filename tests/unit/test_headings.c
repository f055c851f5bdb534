#include "extract/blurb.h"
#include "extract/headings.h"

#include "harness.h"

static enum head class_of(const char *line) {
  bool exact;
  return heading_class(str_of(line), &exact);
}

static bool exact(const char *line) {
  bool is;
  (void)heading_class(str_of(line), &is);
  return is;
}

static void the_table_is_sorted(void **state) {
  (void)state;
  assert_true(headings_sorted());
}

static void lines_are_folded(void **state) {
  (void)state;
  char out[HEADING_MAX_BYTES + 8];
  assert_int_equal(heading_fold(STR("  What You\xE2\x80\x99ll  Do: "), out), 13);
  assert_string_equal(out, "what youll do");
  heading_fold(STR("R\xC3\xB4le & Responsabilit\xC3\xA9s"), out);
  assert_string_equal(out, "role and responsabilites");
  heading_fold(STR("QUY\xE1\xBB\x80N L\xE1\xBB\xA2I"), out);
  assert_string_equal(out, "quyen loi");
  assert_int_equal(heading_fold(STR("\xE2\x86\x92 \xE2\x80\xA2"), out), 0);
}

static void sections_are_told(void **state) {
  (void)state;
  assert_int_equal(class_of("Responsibilities:"), HEAD_DUTIES);
  assert_int_equal(class_of("2. Role & Responsibilities"), HEAD_DUTIES);
  assert_int_equal(class_of("What you'll do at Harbour Bakery"), HEAD_DUTIES);
  assert_int_equal(class_of("REQUIREMENTS"), HEAD_REQUIREMENTS);
  assert_int_equal(class_of("Nice to have"), HEAD_NICE);
  assert_int_equal(class_of("About Harbour Bakery"), HEAD_ABOUT);
  assert_int_equal(class_of("Why join us?"), HEAD_BENEFITS);
  assert_int_equal(class_of("Salary range"), HEAD_PAY);
  assert_int_equal(class_of("How to apply"), HEAD_APPLICATION);
  assert_int_equal(class_of("Equal Opportunity Employer"), HEAD_EEO);
  assert_int_equal(class_of("Deine Aufgaben"), HEAD_DUTIES);
}

static void what_is_no_posting_is_told(void **state) {
  (void)state;
  assert_int_equal(class_of("Similar jobs"), HEAD_SIMILAR);
  assert_int_equal(class_of("Apply for this job"), HEAD_FORM);
  assert_int_equal(class_of("Share this job"), HEAD_SHARE);
  assert_int_equal(class_of("Cookie settings"), HEAD_COOKIE);
}

static void other_lines_are_none(void **state) {
  (void)state;
  assert_int_equal(class_of("Bakery Operations Manager"), HEAD_NONE);
  assert_int_equal(class_of("You will be on your feet from four to noon, and that every day of the week"), HEAD_NONE);
  assert_int_equal(class_of(""), HEAD_NONE);
  assert_int_equal(class_of("Our very own skills academy for young bakers and friends"), HEAD_NONE);
}

static void exactness_needs_the_whole_line(void **state) {
  (void)state;
  assert_true(exact("Benefits"));
  assert_true(exact("Your key responsibilities"));
  assert_false(exact("Data Protection Officer"));
  assert_false(exact("Benefits manager for the coast"));
}

static struct block line(const char *text, const char *all, enum block_kind kind, unsigned level) {
  const char *at = strstr(all, text);
  assert_non_null(at);
  return (struct block){
      .start = (uint32_t)(at - all), .len = (uint32_t)strlen(text), .kind = (uint8_t)kind, .level = (uint8_t)level};
}

static void a_section_lasts_to_the_next_heading_of_its_level(void **state) {
  (void)state;
  static const char all[] =
      "hello\nResponsibilities\nbake\nOven team\nsweep\nBenefits\nbread\nHistory of the oven\nold\nSalary:\n12 an "
      "hour\nlast";
  struct block b[] = {line("hello", all, BLOCK_PARAGRAPH, 0),
                      line("Responsibilities", all, BLOCK_HEADING, 2),
                      line("bake", all, BLOCK_ITEM, 1),
                      line("Oven team", all, BLOCK_HEADING, 3),
                      line("sweep", all, BLOCK_ITEM, 1),
                      line("Benefits", all, BLOCK_HEADING, 2),
                      line("bread", all, BLOCK_ITEM, 1),
                      line("History of the oven", all, BLOCK_HEADING, 2),
                      line("old", all, BLOCK_PARAGRAPH, 0),
                      line("Salary:", all, BLOCK_HEADING, 6),
                      line("12 an hour", all, BLOCK_PARAGRAPH, 0),
                      line("last", all, BLOCK_PARAGRAPH, 0)};
  static const enum section want[] = {SECTION_OTHER,  SECTION_DUTIES,   SECTION_DUTIES,   SECTION_DUTIES,
                                      SECTION_DUTIES, SECTION_BENEFITS, SECTION_BENEFITS, SECTION_OTHER,
                                      SECTION_OTHER,  SECTION_PAY,      SECTION_PAY,      SECTION_OTHER};
  headings_label(str_of(all), b, sizeof b / sizeof b[0]);
  for (size_t i = 0; i < sizeof b / sizeof b[0]; i++) assert_int_equal(b[i].section, want[i]);
}

/* Below a posting a heading of other jobs ends what is about this one; above it, it is the page's. */
static void other_vacancies_are_no_more_of_the_posting(void **state) {
  (void)state;
  static char all[600];
  memset(all, 'x', sizeof all - 1);
  memcpy(all, "Other vacancies", 15);
  memcpy(all + 500, "Other vacancies", 15);
  struct block b[] = {{.start = 0, .len = 15, .kind = BLOCK_HEADING, .level = 2},
                      {.start = 20, .len = 400, .kind = BLOCK_PARAGRAPH},
                      {.start = 500, .len = 15, .kind = BLOCK_HEADING, .level = 2},
                      {.start = 520, .len = 60, .kind = BLOCK_PARAGRAPH}};
  headings_label(str_of(all), b, 4);
  assert_int_equal(b[1].section, SECTION_OTHER);
  assert_int_equal(b[3].section, SECTION_APPLICATION);
}

/* One paragraph in the section given; what it is in then. */
static enum section labelled(const char *paragraph, enum section before) {
  struct block b = {.len = (uint32_t)strlen(paragraph), .kind = BLOCK_PARAGRAPH, .section = (uint8_t)before};
  blurb_label(str_of(paragraph), &b, 1);
  return (enum section)b.section;
}

static void an_employers_talk_of_itself_is_told(void **state) {
  (void)state;
  assert_true(blurb_sorted());
  const char *ours = "We bake bread for four hundred shops, and our vans are on the road by three each morning.";
  const char *sought = "At Harbour Bakery we bake our bread by night. We are looking for a leader for the six depots.";
  const char *duty = "Leads the night shift in both bakeries and answers to the founders for waste and for safety.";
  const char *customer = "You know our bread from your corner shop: we have baked it since the year of the flood.";
  assert_int_equal(labelled(ours, SECTION_OTHER), SECTION_ABOUT);
  assert_int_equal(labelled(ours, SECTION_DUTIES), SECTION_DUTIES); /* a heading knows better */
  assert_int_equal(labelled(sought, SECTION_OTHER), SECTION_OTHER);
  assert_int_equal(labelled(sought, SECTION_ABOUT), SECTION_OTHER);
  assert_int_equal(labelled(sought, SECTION_BENEFITS), SECTION_BENEFITS);
  assert_int_equal(labelled(duty, SECTION_OTHER), SECTION_OTHER);
  assert_int_equal(labelled(customer, SECTION_OTHER), SECTION_OTHER);
  assert_int_equal(labelled("We sell our bread.", SECTION_OTHER), SECTION_OTHER); /* too short to tell */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(other_vacancies_are_no_more_of_the_posting),
      cmocka_unit_test(an_employers_talk_of_itself_is_told),
      cmocka_unit_test(the_table_is_sorted),
      cmocka_unit_test(lines_are_folded),
      cmocka_unit_test(sections_are_told),
      cmocka_unit_test(what_is_no_posting_is_told),
      cmocka_unit_test(other_lines_are_none),
      cmocka_unit_test(exactness_needs_the_whole_line),
      cmocka_unit_test(a_section_lasts_to_the_next_heading_of_its_level),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
