/* Evaluation on answers made by hand, with a lexicon made by hand; the sums stand in the comments. */
#include "harness.h"

#include <math.h>

#include "learn/eval_report.h"
#include "learn/faith.h"
#include "learn/rationale.h"
#include "toy_lexicon.h"

static void assert_near(double got, double want) {
  if (fabs(got - want) > 1e-9) print_error("got %.12f, want %.12f\n", got, want);
  assert_true(fabs(got - want) <= 1e-9);
}

static double sigmoid(double x) {
  return 1 / (1 + exp(-x));
}

static const char text[] =
    "You sit with the board. You set the strategy of the company. You run the site in Leeds. It takes some more words "
    "to "
    "be a text of which nobody can say that it is too little to go by.";

static struct posting posting(const char *title) {
  return (struct posting){.text = str_of(text), .title = {.value = str_of(title)}, .posting_count = 1};
}

static struct hit at(uint32_t entry, const char *words) {
  const char *place = strstr(text, words);
  assert_non_null(place);
  return toy_hit(entry, (uint32_t)(place - text), (uint32_t)strlen(words));
}

/* ---- reasons ---- */

static bool found(const char *reason, const char *quote) {
  struct arena a;
  arena_init(&a, 0);
  struct rationale_words r, q;
  assert_int_equal(rationale_read(str_of(reason), &a, &r, NULL), ST_OK);
  assert_int_equal(rationale_read(str_of(quote), &a, &q, NULL), ST_OK);
  bool yes = rationale_counts(&r) && rationale_found(&r, &q);
  arena_free(&a);
  return yes;
}

static void a_reason_is_found_by_half_of_its_words(void **state) {
  (void)state;
  /* run, day, site, leeds carry meaning: two of four are enough, and at least two are needed */
  assert_true(found("run the day-to-day of our Leeds site", "You will RUN the site"));
  assert_false(found("run the day-to-day of our Leeds site", "the site of another company"));
  assert_false(found("report to the board", "to the board of the company")); /* report, board: one of two */
  assert_true(found("report to the board", "you report to that board"));
  assert_false(found("in charge", "in charge")); /* one word: no reason to look for */
  assert_false(
      found("a\xE2\x80\x94"
            "b c d e f",
            "a c")); /* a, b apart; b c d e f left: one of five */
  assert_true(
      found("na\xC3\xAFve \xE2\x80\x9C"
            "caf\xC3\xA9\xE2\x80\x9D",
            "caf\xC3\xA9 na\xC3\xAFve"));
  char quote[400] = "board report";
  for (int i = 0; i < 24; i++) strcat(quote, " and");
  assert_false(found("report to the board", quote)); /* 26 words long */
  quote[strlen(quote) - 4] = 0;
  assert_true(found("report to the board", quote)); /* 25 */
}

/* ---- faithfulness ---- */

static void evidence_taken_away_and_alone(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct lexicon lex = toy_lexicon();
  struct posting p = posting(NULL);
  struct hit v[] = {at(BOARD, "board"), at(STRATEGY, "strategy"), at(SITE, "site")};
  struct hits hits = {.v = v, .count = 3};
  struct verdict verdict;
  lex.role_count = 2; /* scores: chief 2 + 1, head 1 */
  assert_int_equal(classify_posting(&lex, &p, &hits, &a, &verdict, NULL), ST_OK);
  assert_near(verdict.all.probability[CHIEF], sigmoid(2));
  double without[EVAL_KS], alone[EVAL_KS];
  assert_int_equal(faith_of(&lex, &p, &verdict, &a, without, alone, NULL), ST_OK);
  /* k = 1: without the board 1 against 1; with the board alone 2 against 0 */
  assert_near(without[0], sigmoid(2) - 0.5);
  assert_near(alone[0], 0);
  /* k = 3: board and strategy speak for the chief, the site does not: 0 against 1; 3 against 0 */
  assert_near(without[1], sigmoid(2) - sigmoid(-1));
  assert_near(alone[1], sigmoid(2) - sigmoid(3));
  assert_near(without[3], without[1]);
  arena_free(&a);
}

/* ---- the whole ---- */

struct sample {
  const char *label, *title_role, *traits, *title;
  uint32_t entries[3];
  size_t count;
  uint32_t group;
};

/* Priors are 0, so that a posting is other where the anchor is missing only by the prior given below. */
static const struct sample samples[] = {
    {"coo", "coo", "", "Chief", {TITLE, BOARD, STRATEGY}, 3, 0},                /* right; fits */
    {"coo", "head", "title-promises-less", "Site lead", {BOARD, ANCHOR}, 2, 1}, /* right */
    {"head", "coo", "title-promises-more,hybrid", "Chief", {TITLE, SITE, ANCHOR}, 3, 1},
    {"head", "head", "hybrid", "Site lead", {SITE, ANCHOR}, 2, 2},      /* right */
    {"other", "other", "", "Cook", {0}, 0, 3},                          /* right by the prior */
    {"other", "coo", "title-different", "Chief", {TITLE, BOARD}, 2, 4}, /* wrong: coo */
};
enum { SAMPLES = sizeof samples / sizeof *samples };

static void add_samples(struct eval *ev) {
  static const char *const words[] = {"board", "strategy", "site", "run"};
  for (size_t i = 0; i < SAMPLES; i++) {
    const struct sample *s = &samples[i];
    struct posting p = posting(s->title);
    struct hit v[3];
    for (size_t k = 0; k < s->count; k++)
      v[k] = s->entries[k] == TITLE ? toy_hit(TITLE, 0, 5) : at(s->entries[k], words[s->entries[k]]);
    struct hits hits = {.v = v, .count = s->count};
    struct eval_gold gold = {.id = str_of(s->title),
                             .label = str_of(s->label),
                             .title_role = str_of(s->title_role),
                             .first = str_of(s->label),
                             .second = str_of(i == 5 ? "coo" : s->label),
                             .traits = str_of(s->traits),
                             .reasons = {STR("sit with the board")},
                             .reason_count = 1,
                             .group = s->group};
    assert_int_equal(eval_add(ev, &gold, &p, &hits, NULL), ST_OK);
  }
  struct eval_gold lost = {.id = STR("lost <&>.html"),
                           .label = STR("coo"),
                           .title_role = STR("coo"),
                           .first = STR("coo"),
                           .second = STR("coo"),
                           .reasons = {STR("sit with the board")},
                           .reason_count = 1,
                           .group = 5};
  assert_int_equal(eval_add(ev, &lost, NULL, NULL, NULL), ST_OK);
}

static struct lexicon with_prior(void) {
  struct lexicon lex = toy_lexicon();
  lex.roles[OTHER].prior = lex.roles[OTHER].hand_prior = 0.5;
  return lex;
}

static void run(struct eval *ev, const struct lexicon *lex) {
  eval_init(ev, lex);
  add_samples(ev);
  for (size_t i = 0; i < ev->count; i++) assert_int_equal(eval_classify(ev, &ev->cases[i], lex, NULL), ST_OK);
}

static void answers_are_measured(void **state) {
  (void)state;
  struct lexicon lex = with_prior();
  struct eval ev;
  struct eval_results r;
  run(&ev, &lex);
  /* scores c h o: 4 0 .5 | 2 0 -.5 | 1 1 -.5, a tie | 0 1 -.5 | 0 0 .5 | 3 0 .5 | failed */
  static const int said[] = {CHIEF, CHIEF, METRICS_UNCLEAR, HEAD, OTHER, CHIEF, METRICS_FAILED};
  for (size_t i = 0; i < 7; i++) assert_int_equal(ev.cases[i].answer.said, said[i]);
  assert_int_equal(ev.cases[2].reason, UNCLEAR_TIE);
  assert_int_equal(eval_measure(&ev, &r, NULL), ST_OK);
  const struct metrics *m = &r.methods[METHOD_ROLECALL].m;
  assert_int_equal(m->right, 4);
  assert_int_equal(m->unclear, 1);
  assert_int_equal(m->failed, 1);
  /* F1: coo 2*2/(3+3), head 2*1/(1+2), other 2*1/(1+2): all 2/3 */
  assert_near(m->macro_f1, 2.0 / 3);
  assert_int_equal(r.groups, 6);
  assert_near(r.coverage, 5.0 / 7);
  assert_near(r.answered_accuracy, 0.8);
  /* the body alone gets the third right: 0 1 -.5 */
  assert_int_equal(r.methods[METHOD_BODY].m.right, 5);
  /* the title alone, where it says chief or nothing: coo other coo other other coo failed, 2 right */
  assert_int_equal(r.methods[METHOD_TITLE].m.right, 2);
  assert_int_equal(r.methods[METHOD_TITLE].m.failed, 1);
  assert_int_equal(r.methods[METHOD_TITLE_READ].m.right, 4);
  assert_int_equal(r.methods[METHOD_MAJORITY].m.right, 3);
  assert_int_equal(r.reasons_unclear[UNCLEAR_TIE], 1);
  eval_free(&ev);
}

static void titles_traits_reasons_and_readers(void **state) {
  (void)state;
  struct lexicon lex = with_prior();
  struct eval ev;
  struct eval_results r;
  run(&ev, &lex);
  assert_int_equal(eval_measure(&ev, &r, NULL), ST_OK);
  /* gold: fits less more fits fits different fits
     said: fits different more different fits fits unclear */
  assert_int_equal(ev.cases[2].fit, FIT_PROMISES_MORE);
  assert_int_equal(r.fit.count, 7);
  assert_int_equal(r.fit.both, 2);
  assert_int_equal(r.fit.only_said, 1);
  assert_int_equal(r.fit.only_gold, 1);
  assert_int_equal(r.fit.neither, 3);
  assert_int_equal(r.fit.kind_right, 1);
  assert_int_equal(r.fit.unclear, 1);
  assert_near(r.fit.precision, 2.0 / 3);
  assert_near(r.fit.recall, 2.0 / 3);
  /* in order of name; "(none)": the first, the fifth and the failed one */
  assert_int_equal(r.trait_count, 5);
  assert_str(r.traits[0].name, "(none)");
  assert_int_equal(r.traits[0].count, 3);
  assert_int_equal(r.traits[0].right, 2);
  assert_str(r.traits[1].name, "hybrid");
  assert_int_equal(r.traits[1].count, 2);
  assert_int_equal(r.traits[1].right, 1);
  assert_int_equal(r.traits[1].body_right, 2);
  /* the reason stands in the quotes of the first two; the last but one has it too, but its answer is wrong */
  assert_int_equal(r.reasons, 7);
  assert_int_equal(r.reasons_found, 2);
  assert_int_equal(r.quotes, 3 + 2 + 3 + 2 + 0 + 2);
  /* seven read twice, 6 alike; chance (3*4 + 2*2 + 2*1)/49 = 18/49; (42 - 18) / (49 - 18) */
  assert_int_equal(r.second_count, 7);
  assert_near(r.second_kappa, 24.0 / 31);
  eval_free(&ev);
}

static void a_label_that_is_no_role_is_told(void **state) {
  (void)state;
  struct lexicon lex = with_prior();
  struct eval ev;
  struct err e = {0};
  eval_init(&ev, &lex);
  struct eval_gold gold = {.id = STR("x"), .label = STR("chef")};
  assert_int_equal(eval_add(&ev, &gold, NULL, NULL, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_FORMAT);
  assert_non_null(strstr(e.msg, "chef"));
  struct eval_results r;
  assert_int_equal(eval_measure(&ev, &r, NULL), ST_OK); /* no postings: nothing is divided by */
  assert_int_equal(r.count, 0);
  eval_free(&ev);
}

/* ---- comparison ---- */

static void two_lexicons_are_compared(void **state) {
  (void)state;
  struct lexicon lex = with_prior(), other = with_prior();
  static struct lexicon_entry entries[ENTRIES];
  memcpy(entries, toy_entries, sizeof entries);
  entries[SITE].weight = 1.5;   /* the tie goes to the head: right */
  entries[ANCHOR].weight = 1.2; /* and the fourth: head 1.5, other 1.7; the second: chief 2, other 1.7 */
  other.entries = entries;
  struct eval a, b;
  struct compare_results c;
  run(&a, &lex);
  run(&b, &other);
  /* third: chief 1, head 1.5, other 1.7: from unclear to other, still wrong; fourth: from right to wrong */
  assert_int_equal(compare_evals(&a, &b, &c, NULL), ST_OK);
  assert_int_equal(c.only_first, 1);
  assert_int_equal(c.only_second, 0);
  assert_near(c.mcnemar, 1);
  assert_int_equal(c.change_count, 2);
  /* fourth: other's lead over head grows by 2.2 through the anchor and falls by 0.5 through the site */
  assert_int_equal(c.changes[1].entry_count, 2);
  assert_str(c.changes[1].entries[0].id, "d.anchor");
  assert_int_equal(c.changes[1].entries[0].moved, 2200);
  assert_str(c.changes[1].entries[1].id, "c.site");
  assert_int_equal(c.changes[1].entries[1].moved, -500);
  assert_str(c.entries[0].id, "d.anchor");
  assert_int_equal(c.entry_postings[0], 2);
  assert_int_equal(c.entries[0].moved, 4400);
  assert_true(c.difference < 0 && c.interval.low <= c.difference && c.not_better > 0.9);
  assert_int_equal(compare_evals(&a, &a, &c, NULL), ST_OK);
  assert_int_equal(c.change_count, 0);
  lex.role_count = 2;
  assert_int_equal(compare_evals(&a, &b, &c, NULL), ST_FAIL);
  eval_free(&a);
  eval_free(&b);
}

/* ---- cross-validation ---- */

static void folds_never_share_an_employer(void **state) {
  (void)state;
  struct lexicon lex = with_prior();
  struct eval ev;
  struct crossval x, again;
  static const char *const labels[] = {"coo", "head", "other"};
  double first[60];
  eval_init(&ev, &lex);
  for (uint32_t i = 0; i < 60; i++) {
    struct posting p = posting(NULL);
    struct hit v[] = {at(i % 3 == 0 ? BOARD : SITE, "site"), at(ANCHOR, "run")};
    struct hits hits = {.v = v, .count = i % 3 == 2 ? 0 : 2};
    struct eval_gold gold = {.label = str_of(labels[i % 3]), .group = i / 2};
    assert_int_equal(eval_add(&ev, &gold, &p, &hits, NULL), ST_OK);
  }
  assert_int_equal(crossval_run(&ev, &x, NULL), ST_OK);
  size_t answered = 0;
  for (size_t f = 0; f < CROSSVAL_FOLDS; f++) {
    assert_int_equal(x.folds[f].trained + x.folds[f].answered, 60);
    answered += x.folds[f].answered;
  }
  assert_int_equal(answered, 60);
  for (size_t i = 0; i < 60; i++) {
    assert_int_equal(ev.cases[i].answer.said, ev.cases[i].label);
    first[i] = ev.cases[i].answer.probability[CHIEF];
  }
  assert_int_equal(crossval_run(&ev, &again, NULL), ST_OK);
  for (size_t i = 0; i < 60; i++)
    assert_true(memcmp(&first[i], &ev.cases[i].answer.probability[CHIEF], sizeof first[i]) == 0);
  eval_free(&ev);
}

/* ---- reports ---- */

static char *written(struct buf *out) {
  assert_false(out->failed);
  buf_char(out, 0);
  assert_false(out->failed);
  return out->ptr;
}

static void every_format_says_the_same_and_escapes(void **state) {
  (void)state;
  struct lexicon lex = with_prior();
  struct eval ev;
  struct eval_results r;
  run(&ev, &lex);
  assert_int_equal(eval_measure(&ev, &r, NULL), ST_OK);
  struct eval_report report = {.data = STR("gold <b>\x1b[31m|.tsv"), .results = &r, .errors_shown = 1};
  struct buf out = {0};
  eval_report_text(&report, &ev.arena, &out);
  char *s = written(&out);
  assert_non_null(strstr(s, "0.667"));
  assert_null(strchr(s, 0x1b));
  assert_non_null(strstr(s, "and 2 more"));
  buf_clear(&out);
  report.errors_shown = SIZE_MAX;
  eval_report_markdown(&report, &ev.arena, &out);
  s = written(&out);
  assert_non_null(strstr(s, "\\<b\\>"));
  assert_non_null(strstr(s, "| rolecall | 0.667 |"));
  buf_clear(&out);
  eval_report_csv(&report, &ev.arena, &out);
  s = written(&out);
  assert_true(str_starts(str_of(s), STR("table,row,column,value\r\n")));
  assert_non_null(strstr(s, "Accuracy,rolecall,macro-F1,0.667\r\n"));
  buf_clear(&out);
  eval_report_json(&report, &out);
  s = written(&out);
  assert_non_null(strstr(s, "\"macro_f1\":0.6667"));
  assert_non_null(strstr(s, "\\u001b[31m"));
  buf_clear(&out);
  eval_report_html(&report, &ev.arena, &out);
  s = written(&out);
  assert_null(strstr(s, "<b>"));
  assert_non_null(strstr(s, "lost &lt;&amp;&gt;.html"));
  assert_non_null(strstr(s, "<svg"));
  assert_null(strstr(s, "http"));
  assert_null(strstr(s, "nan"));
  buf_free(&out);
  eval_free(&ev);
}

static void a_cell_is_no_formula(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct sheet s = {.arena = &a};
  struct buf out = {0};
  sheet_table(&s, "T", NULL, "row|value");
  sheet_text(&s, STR("=1+1"));
  sheet_number(&s, -0.0001);
  sheet_text(&s, STR("a\"b,c\xE2\x80\xAE"
                     "d"));
  sheet_number(&s, -1.5);
  sheet_write_csv(&s, &out);
  assert_string_equal(written(&out),
                      "table,row,column,value\r\nT,\"'=1+1\",value,0.000\r\nT,\"a\"\"b,c?d\",value,-1.500\r\n");
  buf_free(&out);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_reason_is_found_by_half_of_its_words),
      cmocka_unit_test(evidence_taken_away_and_alone),
      cmocka_unit_test(answers_are_measured),
      cmocka_unit_test(titles_traits_reasons_and_readers),
      cmocka_unit_test(a_label_that_is_no_role_is_told),
      cmocka_unit_test(two_lexicons_are_compared),
      cmocka_unit_test(folds_never_share_an_employer),
      cmocka_unit_test(every_format_says_the_same_and_escapes),
      cmocka_unit_test(a_cell_is_no_formula),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
