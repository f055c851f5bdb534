#include "extract/scan.h"

#include "pages.h"

static void scan_one(struct str in, struct arena *a, struct scan *s) {
  struct limits limits = limits_default();
  assert_int_equal(scan_html(in, NULL, &limits, a, s, NULL), ST_OK);
}

/* What holds for any input: no longer, the same when scanned again, tags in order, a map that is monotone and in range.
 */
static void assert_invariants(struct str in) {
  struct arena a;
  struct scan s, again;
  arena_init(&a, 0);
  scan_one(in, &a, &s);
  assert_true(s.html.len <= in.len);
  scan_one(s.html, &a, &again);
  if (!str_eq(again.html, s.html))
    print_error("\"%.*s\" became \"%.*s\"\n", (int)s.html.len, s.html.ptr, (int)again.html.len, again.html.ptr);
  assert_true(str_eq(again.html, s.html));
  size_t at = 0, from = 0;
  for (size_t i = 0; i < s.tag_count; i++) {
    assert_true(s.tags[i].at >= at && s.tags[i].end > s.tags[i].at && s.tags[i].end <= s.html.len);
    assert_int_equal(s.html.ptr[s.tags[i].at], '<');
    at = s.tags[i].end;
  }
  for (size_t i = 0; i < s.map.count; i++) {
    const struct map_run *r = &s.map.runs[i];
    assert_true(r->from >= from && r->to_len > 0);
    from = r->from + r->from_len;
    assert_true(from <= in.len && r->to + r->to_len <= s.html.len);
  }
  arena_free(&a);
}

static void assert_scans(const char *html, const char *want) {
  struct arena a;
  struct scan s;
  arena_init(&a, 0);
  scan_one(str_of(html), &a, &s);
  assert_str(s.html, want);
  arena_free(&a);
  assert_invariants(str_of(html));
}

static void tags_become_bare(void **state) {
  (void)state;
  assert_scans("<DIV Class='a>b' id=x>Text</Div >", "<div>Text</div>");
  assert_scans("<br/><img src=x alt='>'><p\n>", "<br><img><p>");
  assert_scans("<my-thing a=b>x</my-thing>", "<my-thing>x</my-thing>");
  assert_scans("a < b <3 & c > d", "a < b <3 & c > d");
  assert_scans("<a href=x/y>z", "<a>z");
  assert_scans("x<p class='never closed", "x");
}

static void comments_end_as_html_says(void **state) {
  (void)state;
  assert_scans("a<!-- b -->c", "ac");
  assert_scans("a<!-->b", "ab");
  assert_scans("a<!--->b", "ab");
  assert_scans("a<!---->b", "ab");
  assert_scans("a<!-- b --!>c", "ac");
  assert_scans("a<!-- <!-- b --> c -->d", "a c -->d");
  assert_scans("a<!-- b > c -- > d -->e", "ae");
  assert_scans("a<!-- never closed <p>b", "a");
  assert_scans("a<!x>b<?php 1 > 2 ?>c</ x>d</>e<![CDATA[f]]>g", "ab 2 ?>cdeg");
}

static void scripts_end_as_html_says(void **state) {
  (void)state;
  assert_scans("a<script>if (1 < 2) '</scrip' + '</p>'</script>b", "ab");
  assert_scans("a<script><!--<script>1</script>2--></script>b", "ab");
  assert_scans("a<script><!-- <script </script>2</script>b", "ab");
  assert_scans("a<script><!-- 1 </script>b", "ab");
  assert_scans("a<script><!--><script>1</script>b", "ab");
  assert_scans("a<script></scripty></SCRIPT\n x=y>b", "ab");
  assert_scans("a<style>p > b { }</style>b<noscript><p>c</p></noscript>d<iframe><p></iframe>e", "abde");
  assert_scans("a<textarea><p>b</textarea>c", "a<textarea></textarea>c");
  assert_scans("a<script>never closed<p>b", "a");
}

static void drawings_and_templates_go(void **state) {
  (void)state;
  assert_scans("a<svg><title>b</title><path d='>'/><svg></svg></svg>c", "ac");
  assert_scans("a<svg/>b", "ab");
  assert_scans("a<svg><path><p>b", "a<p>b");
  assert_scans("a<svg><foreignObject><p>b</p></foreignObject></svg>c", "ac");
  assert_scans("a<svg><![CDATA[</svg>]]></svg>b", "ab");
  assert_scans("a<template><p>b<template>c</template>d</template>e", "ae");
  assert_scans("a<template><script></template></script></template>b", "ab");
  assert_scans("<template shadowrootmode=open><p>b</p></template>c", "<p>b</p>c");
}

static void what_is_dropped_joins_nothing(void **state) {
  (void)state;
  assert_scans("<<!-- -->b>", "<</>b>");
  assert_scans("&am<script></script>p;", "&am</>p;");
  assert_scans("&<!---->amp;", "&</>amp;");
  assert_scans("<<!-- --><!-- -->b>c", "<</>b>c");
  assert_scans("a<!---->b", "ab");
}

static void doctypes_may_hold_a_subset(void **state) {
  (void)state;
  assert_scans("<!DOCTYPE html><p>a", "<p>a");
  assert_scans("<!DOCTYPE html [<!ENTITY a \"b\"> <!ENTITY c '>'> ] ><p>&a;", "<p>&a;");
  assert_scans("<!DOCTYPE [ <p>a", "a");
}

static void read_attributes_are_set_aside(void **state) {
  (void)state;
  struct arena a;
  struct scan s;
  arena_init(&a, 0);
  scan_one(STR("<div onclick='x' ID=\"one\" class=two style='color:red; DISPLAY : none' data-qa=three>"
               "<p aria-hidden=true hidden=false style='display:nonesuch;visibility: hidden'>"
               "<p aria-hidden=true><p hidden><p style='x-display:block'>"),
           &a, &s);
  assert_int_equal(s.tag_count, 5);
  assert_int_equal(s.tags[0].attr_count, 3);
  assert_int_equal(s.attrs[0].attr, ATTR_ID);
  assert_str(str_sub(s.in, s.attrs[0].at, s.attrs[0].at + s.attrs[0].len), "one");
  assert_int_equal(s.attrs[1].attr, ATTR_CLASS);
  assert_str(str_sub(s.in, s.attrs[1].at, s.attrs[1].at + s.attrs[1].len), "two");
  assert_int_equal(s.attrs[2].attr, ATTR_LABEL);
  assert_int_equal(s.tags[0].flags, SCAN_HIDDEN);
  assert_int_equal(s.tags[2].flags, SCAN_ARIA);
  assert_int_equal(s.tags[3].flags, SCAN_HIDDEN);
  assert_int_equal(s.tags[4].flags, 0);
  arena_free(&a);
}

static void data_is_set_aside_with_its_place(void **state) {
  (void)state;
  struct arena a;
  struct scan s;
  arena_init(&a, 0);
  scan_one(STR("<title>One</title><title>Two</title><script type='application/ld+json'>{\"a\":1}</script>"
               "<script id=__NEXT_DATA__ type=application/json>{}</script><script>alert(1)</script>"),
           &a, &s);
  assert_str(str_sub(s.in, s.title_at, s.title_at + s.title_len), "One");
  assert_int_equal(s.data_count, 2);
  assert_true(s.data[0].is_json_ld && !s.data[1].is_json_ld);
  assert_str(str_sub(s.in, s.data[0].at, s.data[0].at + s.data[0].len), "{\"a\":1}");
  assert_int_equal(s.script_bytes, 7 + 2 + 8);
  arena_free(&a);
}

static const char *limit_of(const char *html, struct limits limits) {
  struct arena a;
  struct scan s;
  arena_init(&a, 0);
  assert_int_equal(scan_html(str_of(html), NULL, &limits, &a, &s, NULL), ST_OK);
  arena_free(&a);
  return s.limit;
}

static void limits_hold_at_and_past(void **state) {
  (void)state;
  struct limits l = limits_default();
  l.tag_attributes = 3;
  assert_null(limit_of("<p a=1 b=2 c=3>x", l));
  assert_non_null(strstr(limit_of("<p a=1 b=2 c=3 d=4>x", l), "--max-attributes"));
  l = limits_default();
  l.tag_bytes = 6;
  assert_null(limit_of("<p id=abc class=def>x", l));
  assert_non_null(strstr(limit_of("<p id=abc class=defg>x", l), "--max-tag"));
  assert_null(limit_of("<p onclick=abcdefghijkl>x", l)); /* what is not read may be long */
  assert_non_null(strstr(limit_of("<!-- x", limits_default()), "comment"));
  assert_non_null(strstr(limit_of("<script> x", limits_default()), "script"));
  assert_non_null(strstr(limit_of("<a href=\"x>y</a><p>z", limits_default()), "quote"));
}

static void a_quote_that_is_never_closed_loses_one_tag(void **state) {
  (void)state;
  assert_scans("<a href=\"x>y</a><p>z", "<a>y</a><p>z");
}

static void invariants_hold_for_cut_and_mixed_input(void **state) {
  (void)state;
  static const char *const parts[] = {
      "<",           ">",      "</",     "<!",         "<!--",        "-->",        "--!>",        "<?",
      "&",           "&am",    "p;",     "a",          " ",           "<p",         "<script>",    "</script>",
      "<svg>",       "</svg>", "<svg/>", "<template>", "</template>", "<textarea>", "</textarea>", "\"",
      "'",           "=",      "id=",    "<title>",    "</title>",    "/",          "<![CDATA[",   "]]>",
      "<!doctype [", "]",      "\0",     "<b>",        "</b>",        "\xC3\xA9",   "</>",         "<style>",
      "</style>",    "<br/>",  "#",      "x3"};
  enum { PARTS = sizeof parts / sizeof *parts };
  char bytes[256];
  for (uint32_t seed = 1; seed < 60000; seed++) {
    uint32_t x = seed * 2654435761u;
    size_t n = 0;
    for (size_t k = 0; k < 3 + seed % 12; k++) {
      x = x * 1664525u + 1013904223u;
      const char *p = parts[(x >> 8) % PARTS];
      size_t len = *p ? strlen(p) : 1;
      memcpy(bytes + n, p, len);
      n += len;
    }
    assert_invariants((struct str){bytes, n});
  }
}

static void page_invariants(const char *path, struct str bytes) {
  (void)path;
  assert_invariants(bytes);
}

static void invariants_hold_for_saved_pages(void **state) {
  (void)state;
  each_page("corpus", page_invariants);
  each_page("../shared/data/pages", page_invariants);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tags_become_bare),
      cmocka_unit_test(comments_end_as_html_says),
      cmocka_unit_test(scripts_end_as_html_says),
      cmocka_unit_test(drawings_and_templates_go),
      cmocka_unit_test(what_is_dropped_joins_nothing),
      cmocka_unit_test(doctypes_may_hold_a_subset),
      cmocka_unit_test(read_attributes_are_set_aside),
      cmocka_unit_test(data_is_set_aside_with_its_place),
      cmocka_unit_test(limits_hold_at_and_past),
      cmocka_unit_test(a_quote_that_is_never_closed_loses_one_tag),
      cmocka_unit_test(invariants_hold_for_cut_and_mixed_input),
      cmocka_unit_test(invariants_hold_for_saved_pages),
  };
  return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
