/* report_sample.h: a result made by hand for the tests of the report room, on the toy lexicon. */
#ifndef ROLECALL_TEST_REPORT_SAMPLE_H
#define ROLECALL_TEST_REPORT_SAMPLE_H

#include "report/report.h"
#include "toy_lexicon.h"

struct sample {
  struct lexicon lex;
  struct arena arena;
  struct document doc;
  struct block block;
  struct posting posting;
  struct verdict verdict;
  struct err err;
  struct result result;
  struct report_options options;
};

/* A COO's posting: two hits in the body, one on the title. */
static inline void sample_make(struct sample *s) {
  *s = (struct sample){.lex = toy_lexicon()};
  arena_init(&s->arena, 0);
  struct str text =
      STR("You report to the board and set strategy, which fills a text that is long enough to be taken "
          "for a posting by the rule on little text, all told, in this test and elsewhere");
  s->doc = (struct document){.id = STR("-id"), .path = STR("p.html"), .bytes = text, .record = 3, .url = STR("u")};
  s->block = (struct block){.len = (uint32_t)text.len, .section = SECTION_DUTIES};
  s->posting = (struct posting){.doc = &s->doc,
                                .text = text,
                                .title = {.value = STR("COO, all sites")},
                                .language = STR("en"),
                                .blocks = &s->block,
                                .block_count = 1,
                                .posting_count = 1};
  struct hit hits[] = {toy_hit(TITLE, 0, 3), toy_hit(BOARD, 18, 5), toy_hit(STRATEGY, 32, 8)};
  struct hits all = {.v = hits, .count = 3};
  assert_int_equal(classify_posting(&s->lex, &s->posting, &all, &s->arena, &s->verdict, NULL), ST_OK);
  s->result = (struct result){.doc = &s->doc, .err = &s->err, .posting = &s->posting, .verdict = &s->verdict};
  s->options = (struct report_options){.lex = &s->lex};
}

#endif
