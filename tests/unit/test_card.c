/* The criteria card, the title to use instead, and evidence marked in HTML where hits overlap. */
#include "harness.h"

#include "base/buf.h"
#include "report/card.h"
#include "report/html_marks.h"
#include "toy_lexicon.h"

static const char text[] = "Set the strategy with the board <b> and run the site\nThe board decides";

struct sample {
  struct arena arena;
  struct lexicon lex;
  struct document doc;
  struct block blocks[2];
  struct posting posting;
  struct verdict verdict;
  struct result result;
  struct report_options options;
};

static void make(struct sample *s, const char *title, struct hit *hits, size_t n) {
  *s = (struct sample){.lex = toy_lexicon()};
  arena_init(&s->arena, 0);
  for (size_t c = 0; c < s->lex.criterion_count; c++) s->lex.criteria[c].on_card = c < 3;
  s->lex.faint = 0.1;
  s->lex.roles[CHIEF].name = STR("Chief Operating Officer");
  s->lex.roles[HEAD].name = STR("Head of Operations");
  s->lex.roles[OTHER].name = STR("another job");
  s->blocks[0] = (struct block){.start = 0, .len = 52, .section = SECTION_DUTIES};
  s->blocks[1] = (struct block){.start = 53, .len = 17, .section = SECTION_DUTIES};
  s->posting = (struct posting){.doc = &s->doc,
                                .text = STR(text),
                                .title = {.value = str_of(title)},
                                .blocks = s->blocks,
                                .block_count = 2,
                                .posting_count = 1};
  struct hits found = {.v = hits, .count = n};
  assert_int_equal(classify_posting(&s->lex, &s->posting, &found, &s->arena, &s->verdict, NULL), ST_OK);
  s->result = (struct result){.doc = &s->doc, .posting = &s->posting, .verdict = &s->verdict};
  s->options = (struct report_options){.lex = &s->lex, .width = 80};
}

static void a_row_leans_is_even_or_silent(void **state) {
  (void)state;
  struct sample s;
  struct hit hits[] = {toy_hit(BOARD, 26, 5), toy_hit(ANCHOR, 44, 8)};
  make(&s, "COO", hits, 2);
  struct card_row row;
  assert_true(card_row(&s.result, &s.options, 0, &row)); /* a: 2 nats for the chief */
  assert_int_equal(row.role, CHIEF);
  assert_int_equal(row.lead, 2000);
  assert_int_equal(row.strength, CARD_STRONG);
  assert_int_equal(row.quote_count, 1);
  assert_true(card_row(&s.result, &s.options, 1, &row)); /* b: nothing */
  assert_int_equal(row.strength, CARD_SILENT);
  assert_int_equal(row.role, CARD_NONE);
  assert_true(card_row(&s.result, &s.options, 3, &row)); /* d: no row of its own, but 1 nat against other was found */
  assert_int_equal(row.criterion, 3);
  assert_int_equal(row.role, OTHER);
  assert_true(row.against);
  assert_int_equal(row.strength, CARD_CLEAR);
  assert_false(card_row(&s.result, &s.options, 4, &row));
  struct buf out = {0};
  card_row(&s.result, &s.options, 3, &row);
  card_letter(&row, &s.lex, &out);
  assert_str(buf_str(&out), "-O");
  buf_free(&out);
  arena_free(&s.arena);
}

/* The same criterion for two roles, as strong: even, not silent. */
static void two_sides_are_even(void **state) {
  (void)state;
  struct sample s;
  struct hit hits[] = {toy_hit(STRATEGY, 8, 8), toy_hit(SITE, 44, 8)};
  uint16_t was = toy_entries[SITE].criterion;
  toy_entries[SITE].criterion = toy_entries[STRATEGY].criterion;
  make(&s, "COO", hits, 2);
  struct card_row row;
  assert_true(card_row(&s.result, &s.options, 1, &row));
  assert_int_equal(row.strength, CARD_EVEN);
  assert_int_equal(row.hit_count, 2);
  toy_entries[SITE].criterion = was;
  arena_free(&s.arena);
}

static void suggest(const char *title, uint32_t start, uint32_t len, const char *want) {
  struct sample s;
  struct hit hits[] = {toy_hit(TITLE, start, len), toy_hit(SITE, 44, 8)};
  make(&s, title, hits, 2);
  assert_int_equal(s.verdict.fit, FIT_PROMISES_MORE);
  struct buf out = {0};
  assert_true(card_suggest_title(&s.result, &s.options, &out));
  assert_str(buf_str(&out), want);
  buf_free(&out);
  arena_free(&s.arena);
}

static void a_title_keeps_its_scope(void **state) {
  (void)state;
  suggest("COO", 0, 3, "Head of Operations");
  suggest("COO, Europe", 0, 3, "Head of Operations, Europe");
  suggest("Interim Chief (COO) - North", 8, 10, "Interim Head of Operations - North");
  struct sample s;
  struct hit hits[] = {toy_hit(TITLE, 0, 3), toy_hit(BOARD, 26, 5)};
  make(&s, "COO", hits, 2);
  struct buf out = {0};
  assert_false(card_suggest_title(&s.result, &s.options, &out)); /* it fits */
  assert_int_equal(out.len, 0);
  arena_free(&s.arena);
}

static void overlapping_hits_part_the_words(void **state) {
  (void)state;
  struct sample s;
  struct hit hits[] = {toy_hit(STRATEGY, 8, 8), toy_hit(BOARD, 8, 23), toy_hit(SITE, 26, 14)};
  make(&s, "COO", hits, 3);
  struct html_marks m;
  assert_true(html_marks_open(&s.result, &s.options, STR("p1"), &m));
  struct buf out = {0};
  html_marks_block(&m, &s.blocks[0], &out);
  html_marks_block(&m, &s.blocks[1], &out);
  buf_char(&out, 0);
  /* with tags taken off, and what screen readers get, the text is what it was, escaped */
  char plain[400];
  size_t n = 0;
  bool hidden = false;
  for (const char *c = out.ptr; *c; c++) {
    if (*c == '<') {
      if (strncmp(c, "<span class=\"sr\">", 17) == 0) hidden = true;
      if (strncmp(c, "</span>", 7) == 0) hidden = false;
      while (*c != '>') c++;
      continue;
    }
    if (!hidden && n + 1 < sizeof plain) plain[n++] = *c;
  }
  assert_str((struct str){plain, n}, "Set the strategy with the board &lt;b&gt; and run the siteThe board decides");
  /* parted at 16, 26, 31 and 40: the board weighs most where it stands, then the site alone */
  assert_non_null(strstr(out.ptr, ">strategy<"));
  assert_non_null(strstr(out.ptr, "> with the <"));
  assert_non_null(strstr(out.ptr, "class=\"r0 mixed\""));
  assert_non_null(strstr(out.ptr, "data-l=\"H\"> &lt;b&gt; and <"));
  assert_non_null(strstr(out.ptr, "id=\"p1h0\""));
  assert_non_null(strstr(out.ptr, "id=\"p1h1\""));
  assert_non_null(strstr(out.ptr, "id=\"p1h2\""));
  buf_free(&out);
  html_marks_close(&m);
  arena_free(&s.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_row_leans_is_even_or_silent),
                                     cmocka_unit_test(two_sides_are_even), cmocka_unit_test(a_title_keeps_its_scope),
                                     cmocka_unit_test(overlapping_hits_part_the_words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
