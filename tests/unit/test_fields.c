#include "extract/fields.h"

#include "extract/ats.h"
#include "extract/extract.h"
#include "extract/places.h"
#include "extract/said.h"
#include "extract/titles.h"
#include "harness.h"

static void titles_are_cleaned(void **state) {
  (void)state;
  static const struct {
    const char *raw, *company, *want;
  } cases[] = {
      {"Job Application for Baker at Harbour Bakery", "Harbour Bakery", "Baker"},
      {"Careers - Night Shift Supervisor", "", "Night Shift Supervisor"},
      {"Betriebsleiter (m/w/d)", "", "Betriebsleiter"},
      {"Baker (R-204117)", "", "Baker"},
      {"Operations Manager - JR204117", "", "Operations Manager"},
      {"Operations Manager - Remote", "", "Operations Manager"},
      {"Baker - Harbour Bakery", "Harbour Bakery", "Baker"},
      {"Baker Job Description", "", "Baker"},
      {"Engineer (L4), Ovens - Dough Team at Harbour", "Harbour", "Engineer (L4), Ovens"},
      {"Manager, Ovens & Vans", "", "Manager, Ovens & Vans"},
      {"Jobs", "", "Jobs"},
      {"Product Manager (GO-LIFE)", "", "Product Manager (GO-LIFE)"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_str(title_clean(str_of(cases[i].raw), str_of(cases[i].company), STR_NONE), cases[i].want);
}

static void titles_are_told_from_other_lines(void **state) {
  (void)state;
  assert_int_equal(title_like(STR("Bakery Operations Manager")), 2);
  assert_int_equal(title_like(STR("Freelance Illustrators")), 2);
  assert_int_equal(title_like(STR("Harbour Bakery")), 1);
  assert_int_equal(title_like(STR("Think you fit the bill?")), 0);
  assert_int_equal(title_like(STR("We bake bread for people who get up earlier than us.")), 0);
  assert_true(title_useless(STR("Job Detail")));
  assert_false(title_useless(STR("Baker")));
}

static void title_tags_fall_into_parts(void **state) {
  (void)state;
  struct str parts[6], at;
  assert_int_equal(title_parts(STR("Baker at Harbour Bakery | Careers"), parts, 6, &at), 2);
  assert_str(parts[0], "Baker");
  assert_str(at, "Harbour Bakery");
  assert_int_equal(title_parts(STR("Harbour hiring Baker in Leeds | LinkedIn"), parts, 6, &at), 2);
  assert_str(parts[0], "Baker");
  assert_str(at, "Harbour");
  assert_int_equal(title_parts(STR("Baker @ Harbour"), parts, 6, &at), 2);
  assert_str(at, "Harbour");
  assert_int_equal(title_parts(STR(""), parts, 6, &at), 0);
}

static void places_are_told(void **state) {
  (void)state;
  assert_int_equal(place_like(STR("Leeds, United Kingdom")), 2);
  assert_int_equal(place_like(STR("Remote (US)")), 2);
  assert_int_equal(place_like(STR("San Diego")), 2);
  assert_int_equal(place_like(STR("US-IL-Yorkville")), 2);
  assert_int_equal(place_like(STR("Five years of experience")), 0);
  assert_int_equal(place_like(STR("Full-time")), 0);
  assert_str(place_in_line(STR("Full-time | Berlin, Germany | Nights")), "Berlin, Germany");
  assert_str(place_in_line(STR("Location Mooresville, North Carolina")), "Mooresville, North Carolina");
  assert_str(place_in_sentence(STR("The role is based in Leeds, near the harbour.")), "Leeds");
  assert_int_equal(place_in_line(STR("Apply now")).len, 0);
}

static void boards_are_no_employers(void **state) {
  (void)state;
  assert_true(ats_is_board(STR("LinkedIn")));
  assert_true(ats_is_board(STR("We Work Remotely")));
  assert_false(ats_is_board(STR("Harbour Bakery")));
}

static void elements_are_known_by_their_names(void **state) {
  (void)state;
  struct element el = {.classes = STR("wide posting-headline")};
  assert_int_equal(ats_field_of(&el), ATS_TITLE);
  el = (struct element){.label = STR("jobPostingHeader")};
  assert_int_equal(ats_field_of(&el), ATS_TITLE);
  el = (struct element){.itemprop = STR("hiringOrganization")};
  assert_int_equal(ats_field_of(&el), ATS_COMPANY);
  el = (struct element){.id = STR("main")};
  assert_int_equal(ats_field_of(&el), ATS_NONE);
}

/* ---- whole documents ---- */

#define BODY                                                                                               \
  "<h1>Baker</h1><h2>Responsibilities</h2><ul><li>Bake bread for forty shops every single night</li></ul>" \
  "<h2>Requirements</h2><ul><li>Two years of experience with dough</li><li>You get up early and like it</li></ul>"

struct extraction {
  struct arena arena;
  struct document doc;
  struct posting posting;
};

static struct extraction *extract(const char *html, const char *given) {
  struct extraction *x = calloc(1, sizeof *x);
  struct extract_options o = {.limits = limits_default()};
  assert_non_null(x);
  extract_global_init();
  arena_init(&x->arena, 0);
  x->doc = (struct document){.bytes = str_of(html), .media = MEDIA_HTML, .title = str_of(given)};
  assert_int_equal(extract_posting(&x->doc, &o, &x->arena, &x->posting, NULL), ST_OK);
  return x;
}

static void release(struct extraction *x) {
  arena_free(&x->arena);
  free(x);
}

/* What stands at a field's place in the document. */
static struct str shown(const struct extraction *x, const struct field *f) {
  size_t start, end;
  srcmap_resolve(f->map, f->at, f->at + f->value.len, &start, &end);
  return str_sub(x->doc.bytes, start, end);
}

static void a_given_title_wins(void **state) {
  (void)state;
  struct extraction *x = extract("<html><body>" BODY "</body></html>", "Head Baker");
  assert_str(x->posting.title.value, "Head Baker");
  assert_string_equal(x->posting.title.from, "given");
  release(x);
}

static void fields_point_at_their_source(void **state) {
  (void)state;
  struct extraction *x = extract("<html><head><title>Baker at R&amp;B Bakers | Careers</title></head><body>" BODY
                                 "<p>Location: Leeds, England</p></body></html>",
                                 NULL);
  assert_str(x->posting.title.value, "Baker");
  assert_str(shown(x, &x->posting.title), "Baker");
  assert_str(x->posting.company.value, "R&B Bakers");
  assert_str(shown(x, &x->posting.company), "R&amp;B Bakers");
  assert_str(x->posting.location.value, "Leeds, England");
  assert_str(shown(x, &x->posting.location), "Leeds, England");
  release(x);
}

static void json_ld_fields_point_into_the_json(void **state) {
  (void)state;
  struct extraction *x = extract(
      "<html><body><script "
      "type='application/ld+json'>{\"description\":\"\",\"title\":\"Baker\",\"@type\":\"JobPosting\","
      "\"hiringOrganization\":{\"name\":\"Caf\\u00e9 "
      "Nord\"},\"employmentType\":[\"FULL_TIME\"],\"datePosted\":\"2024-05-01\","
      "\"baseSalary\":{\"currency\":\"GBP\",\"value\":{\"minValue\":20,\"maxValue\":25,\"unitText\":\"HOUR\"}}}</"
      "script>" BODY "</body></html>",
      NULL);
  assert_str(x->posting.company.value, "Caf\xC3\xA9 Nord");
  assert_str(shown(x, &x->posting.company), "Caf\\u00e9 Nord");
  assert_str(x->posting.employment_type.value, "FULL_TIME");
  assert_str(x->posting.date_posted.value, "2024-05-01");
  assert_str(x->posting.salary.value, "20 - 25 GBP / HOUR");
  assert_null(x->posting.salary.map);
  release(x);
}

static void schema_names_are_compared_exactly(void **state) {
  (void)state;
  struct extraction *x = extract(
      "<html><body><script type='application/ld+json'>{\"@type\":\"JobPosting\","
      "\"HiringOrganization\":{\"Name\":\"Nobody\"}}</script>" BODY "</body></html>",
      NULL);
  assert_int_equal(x->posting.company.value.len, 0);
  release(x);
}

static void titles_agree_whatever_stands_behind_them(void **state) {
  (void)state;
  assert_true(titles_agree(STR("COO"), STR("COO - Leeds")));
  assert_true(titles_agree(STR("COO (Leeds), part time"), STR("coo")));
  assert_true(titles_agree(STR("Director of Ops | Acme"), STR("Director of Ops, North | Acme")) == false);
  assert_false(titles_agree(STR("Deputy Head of Operations"), STR("Head of Operations")));
  assert_false(titles_agree(STR("COO"), STR("Head of Operations")));
}

static void each_part_of_a_page_says_its_title(void **state) {
  (void)state;
  struct extraction *x = extract(
      "<html><head><title>Remote Bakery Manager - Harbour Bakery | Careers</title>"
      "<script type='application/ld+json'>{\"@type\":\"JobPosting\",\"title\":\"Chief Baker\"}</script></head>"
      "<body><h1>Bakery Manager</h1>" BODY "</body></html>",
      NULL);
  const struct posting *p = &x->posting;
  assert_str(p->title.value, "Bakery Manager");
  assert_int_equal(p->said_count, 3);
  static const char *const want[] = {"Bakery Manager", "Bakery Manager", "Chief Baker"};
  for (size_t i = 0; i < 3; i++) assert_str(p->said[i].value, want[i]);
  assert_true(p->said[0].agrees && p->said[1].agrees && !p->said[2].agrees);
  release(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(titles_are_cleaned),
      cmocka_unit_test(titles_are_told_from_other_lines),
      cmocka_unit_test(title_tags_fall_into_parts),
      cmocka_unit_test(places_are_told),
      cmocka_unit_test(boards_are_no_employers),
      cmocka_unit_test(elements_are_known_by_their_names),
      cmocka_unit_test(a_given_title_wins),
      cmocka_unit_test(fields_point_at_their_source),
      cmocka_unit_test(json_ld_fields_point_into_the_json),
      cmocka_unit_test(schema_names_are_compared_exactly),
      cmocka_unit_test(titles_agree_whatever_stands_behind_them),
      cmocka_unit_test(each_part_of_a_page_says_its_title),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
