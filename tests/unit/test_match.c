/* What is found where: longest matches, hard gaps, titles, cues, sections, regular expressions. */
#include <pthread.h>
#include <time.h>

#include "base/err.h"
#include "lexdir.h"
#include "match/examples.h"
#include "match/match.h"

static const char FOCUS[] =
    "[focus.run]\nphrase = (run | manage*) [the] @site\nphrase = manage*\nrole = hoo\nweight = 1\n"
    "match = Run the plant.\nmatch = Running it.\nmiss = They manage.\nmiss = Walk.\n"
    "[focus.site]\nphrase = @site ..2 team\nphrase = @site\nrole = hoo\nweight = 1\n"
    "[focus.coo]\nphrase = reports to the coo\nrole = hoo\nweight = 1\n"
    "[focus.budget]\nphrase = budget\nphrase = budget of the group\nrole = coo\nweight = 1\n";
static const char TITLE[] =
    "[title.coo]\nphrase = coo\nphrase = chief operating officer\nrole = coo\nweight = 2\nwhere = both\n"
    "[title.assistant]\nphrase = assistant to the (coo | ceo)\nrole = other\nweight = 2\nwhere = both\n"
    "[title.deputy]\nphrase = deputy ..1 coo\nrole = hoo\nweight = 1\nwhere = title\n";
static const char CUES[] =
    "[cue.not]\nphrase = (not | never)\nreach = after 3\nfactor = 0\n"
    "[cue.not-only]\nphrase = not only\nreach = after 3\nfactor = 1\n"
    "[cue.former]\nphrase = former\nreach = around 2\nfactor = 0.5\n"
    "[cue.elsewhere]\nphrase = is done elsewhere\nreach = before 4\nfactor = 0.25\n"
    "[cue.example]\nphrase = for example\nreach = sentence\nfactor = 0.75\nspares = title\n"
    "[cue.our]\nphrase = our coo\nreach = after 9\nfactor = 0\nonly = title\n";

struct world {
  struct lexdir dir;
  struct lexicon *lex;
  struct matcher *m;
  struct match_scratch *scratch;
};

static void open_world(struct world *w, const char *more_focus) {
  char focus[4096];
  snprintf(focus, sizeof focus, "%s%s", FOCUS, more_focus);
  lexdir_make(&w->dir);
  lexdir_add(&w->dir, "lexicon.txt", LEXDIR_SETTINGS);
  lexdir_add(&w->dir, "sets.txt", "[set.site]\nwords = site | plant* | distribution (centre | center) | shop floor\n");
  lexdir_add(&w->dir, "focus.txt", focus);
  lexdir_add(&w->dir, "title.txt", TITLE);
  lexdir_add(&w->dir, "cues.txt", CUES);
  struct err e = {0};
  if (lexicon_load(w->dir.path, &w->lex, NULL, &e) != ST_OK) fail_msg("%s", e.msg);
  assert_int_equal(matcher_new(w->lex, &w->m, &e), ST_OK);
  assert_int_equal(match_scratch_new(w->m, &w->scratch, &e), ST_OK);
}

static void close_world(struct world *w) {
  match_scratch_free(w->scratch);
  matcher_free(w->m);
  lexicon_free(w->lex);
  lexdir_remove(&w->dir);
}

/* All hits as text: "id'quote'" with "*factor(cue)" where it is below 1. */
static void show(struct world *w, const char *title, const char *body, char *out, size_t size) {
  struct block block = {.start = 0, .len = (uint32_t)strlen(body), .section = SECTION_DUTIES};
  struct posting p = {.title = {.value = str_of(title)}, .text = str_of(body), .blocks = &block, .block_count = 1};
  struct hits hits;
  struct err e = {0};
  assert_int_equal(match_posting(w->m, w->scratch, &p, &hits, &e), ST_OK);
  size_t n = 0;
  out[0] = 0;
  for (size_t i = 0; i < hits.count; i++) {
    const struct hit *h = &hits.v[i];
    const char *text = h->block == MATCH_TITLE_BLOCK ? title : body;
    struct str id = w->lex->entries[h->entry].id;
    n += (size_t)snprintf(out + n, size - n, "%s%.*s'%.*s'", n ? " " : "", (int)id.len, id.ptr, (int)h->len,
                          text + h->start);
    if (h->cue == MATCH_NO_CUE) continue;
    struct str cue = w->lex->entries[h->cue].id;
    n += (size_t)snprintf(out + n, size - n, "*%g(%.*s)", h->factor, (int)cue.len, cue.ptr);
  }
}

static void test_hits(void **state) {
  (void)state;
  static const struct {
    const char *title, *body, *hits;
  } cases[] = {
      {"", "Run the plant.", "focus.run'Run the plant' focus.site'plant'"},
      {"", "manage the distribution centre",
       "focus.run'manage the distribution centre' focus.site'distribution centre'"},
      {"", "manage the distribution", "focus.run'manage'"},
      {"", "Manages our plants; manages plants",
       "focus.run'Manages' focus.site'plants' focus.run'manages plants' focus.site'plants'"},
      {"", "run the. Plant", "focus.site'Plant'"},
      {"", "run the \xE2\x80\xA2 site", "focus.site'site'"},
      {"", "run, (the) - \"site\"", "focus.run'run, (the) - \"site' focus.site'site'"},
      {"", "site and its team, site team", "focus.site'site and its team' focus.site'site team'"},
      {"", "site site site team", "focus.site'site site site team'"},
      {"", "budget of the group", "focus.budget'budget of the group'"},
      {"", "budget of the budget", "focus.budget'budget' focus.budget'budget'"},
      {"", "", ""},
      {"", "... !!!", ""},
      /* titles: what stands where, and the longest wins */
      {"COO", "", "title.coo'COO'"},
      {"Assistant to the COO", "", "title.assistant'Assistant to the COO'"},
      {"Deputy Chief COO / COO", "", "title.deputy'Deputy Chief COO' title.coo'COO'"},
      {"Site manager", "", ""},
      {"", "the assistant to the COO, a deputy COO", "title.assistant'assistant to the COO' title.coo'COO'"},
      {"", "Reports to the COO", "focus.coo'Reports to the COO' title.coo'COO'"},
      {"C.O.O.", "", "title.coo'C.O.O.'"},
      /* cues */
      {"", "You will not run the site", "focus.run'run the site'*0(cue.not) focus.site'site'*0(cue.not)"},
      {"", "You will not ever at all run the site", "focus.run'run the site' focus.site'site'"},
      {"", "Not today. Run the site", "focus.run'Run the site' focus.site'site'"},
      {"", "You will not only run the site", "focus.run'run the site' focus.site'site'"},
      {"", "site of a former plant in two years site",
       "focus.site'site' focus.site'plant'*0.5(cue.former) focus.site'site'"},
      {"", "site, former plant", "focus.site'site'*0.5(cue.former) focus.site'plant'*0.5(cue.former)"},
      {"", "budget is done elsewhere, budget", "focus.budget'budget'*0.25(cue.elsewhere) focus.budget'budget'"},
      {"", "budget and COO, for example; budget",
       "focus.budget'budget'*0.75(cue.example) title.coo'COO' focus.budget'budget'"},
      {"", "for example not the budget", "focus.budget'budget'*0(cue.not)"},
      {"", "our COO and the COO and a budget", "title.coo'COO' title.coo'COO'*0(cue.our) focus.budget'budget'"},
      {"Not COO", "", "title.coo'COO'*0(cue.not)"},
  };
  struct world w;
  open_world(&w, "");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char got[1024];
    show(&w, cases[i].title, cases[i].body, got, sizeof got);
    if (strcmp(got, cases[i].hits) != 0)
      fail_msg("'%s' / '%s':\n got  %s\n want %s", cases[i].title, cases[i].body, got, cases[i].hits);
  }
  close_world(&w);
}

/* Blocks: nothing crosses them, a heading's hits count in the section that follows. */
static void test_blocks(void **state) {
  (void)state;
  struct world w;
  open_world(&w, "");
  static const char text[] = "The budget\nrun the\nsite\nlast budget";
  const struct block blocks[] = {{.start = 0, .len = 10, .kind = BLOCK_HEADING, .section = SECTION_ABOUT},
                                 {.start = 11, .len = 7, .section = SECTION_DUTIES},
                                 {.start = 19, .len = 4, .kind = BLOCK_ITEM, .section = SECTION_DUTIES},
                                 {.start = 24, .len = 11, .kind = BLOCK_HEADING, .section = SECTION_BENEFITS}};
  struct block copy[4];
  memcpy(copy, blocks, sizeof blocks);
  struct posting p = {.text = str_of(text), .blocks = copy, .block_count = 4};
  struct hits hits;
  assert_int_equal(match_posting(w.m, w.scratch, &p, &hits, NULL), ST_OK);
  assert_int_equal(hits.count, 3);
  assert_int_equal(hits.v[0].section, SECTION_DUTIES);
  assert_int_equal(hits.v[0].start, 4);
  assert_int_equal(hits.v[1].block, 2);
  assert_int_equal(hits.v[1].start, 19);
  assert_int_equal(hits.v[2].section, SECTION_BENEFITS);
  close_world(&w);
}

/* CPU seconds for `n` headings that each hit, above one paragraph; all count in its section. */
static double match_headings(struct world *w, uint32_t n) {
  const struct str word = STR("budget\n");
  char *text = malloc((n + 1) * word.len);
  struct block *blocks = calloc(n + 1, sizeof *blocks);
  assert_true(text && blocks);
  for (uint32_t i = 0; i <= n; i++) {
    memcpy(text + i * word.len, word.ptr, word.len);
    blocks[i] = (struct block){.start = i * (uint32_t)word.len,
                               .len = (uint32_t)word.len - 1,
                               .kind = i < n ? BLOCK_HEADING : BLOCK_PARAGRAPH,
                               .section = i < n ? SECTION_ABOUT : SECTION_DUTIES};
  }
  struct posting p = {.text = {text, (n + 1) * word.len - 1}, .blocks = blocks, .block_count = n + 1};
  struct hits hits;
  clock_t began = clock();
  assert_int_equal(match_posting(w->m, w->scratch, &p, &hits, NULL), ST_OK);
  double took = (double)(clock() - began) / CLOCKS_PER_SEC;
  assert_int_equal(hits.count, n + 1);
  for (uint32_t i = 0; i <= n; i++) assert_int_equal(hits.v[i].section, SECTION_DUTIES);
  free(text);
  free(blocks);
  return took;
}

static void test_many_headings(void **state) {
  (void)state;
  enum { N = 25000 };
  struct world w;
  open_world(&w, "");
  match_headings(&w, N); /* the automaton's states and the scratch are made */
  double once = match_headings(&w, N), four = match_headings(&w, 4 * N);
  if (four > 8 * once + 0.1) print_error("%d headings %.3f s, four times as many %.3f s\n", N, once, four);
  assert_true(four <= 8 * once + 0.1);
  close_world(&w);
}

static void test_regex(void **state) {
  (void)state;
  struct world w;
  open_world(&w,
             "[focus.re]\nphrase = /profits?( and loss)?/\nphrase = profit share\nrole = coo\nweight = 1\n"
             "[focus.re2]\nphrase = /a b{1,3}/\nrole = coo\nweight = 1\n");
  char got[1024];
  show(&w, "", "The profit & loss. Profits, and; loss. Nonprofit, profit share and a bbb, a bbbb", got, sizeof got);
  assert_string_equal(got, "focus.re'profit & loss' focus.re'Profits' focus.re'profit share' focus.re2'a bbb'");
  close_world(&w);
}

/* A regular expression that gives up is told apart from one that finds nothing. */
static void test_regex_limit(void **state) {
  (void)state;
  struct world w;
  open_world(
      &w, "[focus.re]\nphrase = /(a|a|b){1,40}(a|aa|b){1,40}(a|aa|b){1,40}(a|aa){1,40}[cd]/\nrole = coo\nweight = 1\n");
  char text[400];
  memset(text, 'a', sizeof text - 1);
  text[sizeof text - 1] = 0;
  struct block block = {.start = 0, .len = sizeof text - 1};
  struct posting p = {.text = str_of(text), .blocks = &block, .block_count = 1};
  struct hits hits;
  struct err e = {0};
  assert_int_equal(match_posting(w.m, w.scratch, &p, &hits, &e), ST_WARN);
  assert_int_equal(e.code, ERR_LIMIT);
  assert_int_equal(hits.count, 0);
  assert_true(strstr(e.path, "focus.txt") != NULL);
  close_world(&w);
}

static void test_examples(void **state) {
  (void)state;
  struct world w;
  open_world(&w, "");
  struct lexicon_notes notes = {.count = 0};
  arena_init(&notes.arena, 0);
  size_t run;
  struct err e = {0};
  assert_int_equal(examples_run(w.m, w.scratch, &notes, &run, &e), ST_OK);
  assert_int_equal(run, 4);
  assert_int_equal(notes.error_count, 2);
  assert_int_equal(notes.v[0].line, 7);
  assert_int_equal(notes.v[0].column, 9);
  assert_non_null(strstr(notes.v[0].message, "no phrase of focus.run matches"));
  assert_int_equal(notes.v[1].line, 8);
  assert_int_equal(notes.v[1].column, 8);
  assert_non_null(strstr(notes.v[1].message, "must not match"));
  lexicon_notes_free(&notes);
  close_world(&w);
}

/* One matcher, two workers: the same hits as alone; the regular expression is compiled once, whoever comes first. */
struct worker {
  struct world *w;
  size_t hits;
};

static void *work(void *data) {
  struct worker *k = data;
  struct match_scratch *s;
  if (match_scratch_new(k->w->m, &s, NULL) != ST_OK) return NULL;
  struct block block = {.start = 0, .len = 29};
  struct posting p = {.text = STR("Profit of the site and budget"), .blocks = &block, .block_count = 1};
  for (int i = 0; i < 500; i++) {
    struct hits hits;
    if (match_posting(k->w->m, s, &p, &hits, NULL) == ST_OK) k->hits += hits.count;
  }
  match_scratch_free(s);
  return NULL;
}

static void test_threads(void **state) {
  (void)state;
  struct world w;
  open_world(&w, "[focus.re]\nphrase = /profits?/\nrole = coo\nweight = 1\n");
  struct worker workers[2] = {{.w = &w}, {.w = &w}};
  pthread_t threads[2];
  for (size_t i = 0; i < 2; i++) assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
  for (size_t i = 0; i < 2; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
  assert_int_equal(workers[0].hits, 1500);
  assert_int_equal(workers[1].hits, 1500);
  close_world(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_hits),          cmocka_unit_test(test_blocks),
                                     cmocka_unit_test(test_many_headings), cmocka_unit_test(test_regex),
                                     cmocka_unit_test(test_regex_limit),   cmocka_unit_test(test_examples),
                                     cmocka_unit_test(test_threads)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
