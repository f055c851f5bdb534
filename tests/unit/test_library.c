/* The public API where it is not like an example. Memory on the caller's terms: all of it is asked for and given back;
   and when it runs out, at whichever place, that is a status, nothing is lost, and the next document is read as if
   nothing had been. */
#include "harness.h"

#include <math.h>
#include <stdio.h>

#include "lexdir.h"
#include "rolecall.h"

/* Counts, and refuses: the `fail_at`th request (0: none) and, with `for_good`, all behind it. */
struct counter {
  size_t blocks, requests, fail_at;
  bool for_good, refused;
};

static void *resize(void *context, void *old, size_t size) {
  struct counter *c = context;
  if (size == 0) {
    c->blocks -= old != NULL;
    free(old);
    return NULL;
  }
  c->requests++;
  if (c->fail_at && (c->for_good ? c->requests >= c->fail_at : c->requests == c->fail_at)) {
    c->refused = true;
    return NULL;
  }
  void *p = realloc(old, size);
  c->blocks += p && !old;
  return p;
}

static const char FOCUS[] =
    "[focus.daily]\nphrase = (run | manage) [the] daily operat* of our (site | plant)\n"
    "role = hoo\nweight = 2\n[focus.board]\nphrase = /reports? to the board/\nrole = coo\n"
    "weight = 2\n";
static const char CUES[] = "[cue.not]\nphrase = not\nreach = after 3\nfactor = 0\n";
static const char POSTING[] =
    "<html><title>Head of Operations</title><body><h1>Head of Operations</h1><h2>What you will do</h2><ul><li>You will "
    "manage the daily operations of our plant in Leeds.<li>You will run daily operations of our site.</ul><p>You "
    "report to the board. You do not report to the board alone.</body></html>";

/* What a run came to. */
struct run {
  size_t failures; /* calls that did not succeed */
  bool other_code; /* one of them for another reason than memory */
  char role[32];   /* of the last document that was judged */
  size_t json;     /* bytes of its JSON */
};

static bool went(struct run *r, rolecall_status status, const rolecall_error *error) {
  if (status <= ROLECALL_WARN) return true;
  r->failures++;
  r->other_code |= error->code != ROLECALL_ERROR_MEMORY;
  return false;
}

static void judge(struct run *r, rolecall_worker *worker) {
  rolecall_document page = rolecall_document_of(POSTING, strlen(POSTING));
  const rolecall_result *result;
  rolecall_error error;
  rolecall_text json;
  if (!went(r, rolecall_classify(worker, &page, &result, &error), &error)) {
    assert_null(result);
    return;
  }
  snprintf(r->role, sizeof r->role, "%s", rolecall_result_role(result));
  for (size_t i = 0; i < rolecall_result_evidence_count(result); i++) {
    rolecall_evidence e;
    assert_int_equal(rolecall_result_evidence(result, i, &e), ROLECALL_OK);
    assert_int_equal(e.line, 1);
  }
  if (went(r, rolecall_result_json(result, &json, &error), &error)) r->json = json.len;
}

/* The life of an engine with two workers, one after the other, and three documents; from `folder`, or from memory. */
static struct run live(struct counter *c, const char *folder) {
  const rolecall_file files[] = {{"lexicon.txt", {LEXDIR_SETTINGS, strlen(LEXDIR_SETTINGS)}},
                                 {"focus.txt", {FOCUS, strlen(FOCUS)}},
                                 {"cues.txt", {CUES, strlen(CUES)}}};
  rolecall_options options = rolecall_options_default();
  options.allocator = (rolecall_allocator){resize, c};
  rolecall_engine *engine;
  rolecall_error error;
  struct run r = {0};
  rolecall_status status = folder ? rolecall_engine_open(folder, &options, &engine, &error)
                                  : rolecall_engine_open_memory(files, 3, &options, &engine, &error);
  if (!went(&r, status, &error)) {
    assert_null(engine);
    return r;
  }
  for (int k = 0; k < 2; k++) {
    rolecall_worker *worker;
    if (!went(&r, rolecall_worker_new(engine, &worker, &error), &error)) continue;
    judge(&r, worker);
    if (k) judge(&r, worker);
    rolecall_worker_free(worker);
  }
  rolecall_engine_free(engine);
  return r;
}

static void test_balance(void **state) {
  (void)state;
  const char *folders[] = {NULL, "lexicons/operations", "lexicons/technology"};
  for (size_t i = 0; i < 3; i++) {
    struct counter c = {0};
    struct run r = live(&c, folders[i]);
    assert_int_equal(r.failures, 0);
    assert_true(c.requests > 20);
    assert_int_equal(c.blocks, 0);
  }
}

/* Every request refused in its turn: alone, and with all that follow. */
static void refuse_each(const char *folder) {
  struct counter whole = {0};
  struct run want = live(&whole, folder);
  assert_int_equal(want.failures, 0);
  assert_true(want.json > 100);
  for (size_t n = 1; n <= whole.requests; n++)
    for (int for_good = 0; for_good < 2; for_good++) {
      struct counter c = {.fail_at = n, .for_good = for_good};
      struct run got = live(&c, folder);
      assert_true(c.refused);
      assert_int_equal(c.blocks, 0);
      assert_false(got.other_code);
      if (for_good) continue;
      if (got.role[0]) assert_string_equal(got.role, want.role); /* never another answer, at worst none */
      if (got.json) assert_int_equal(got.json, want.json);
    }
}

static void test_refused(void **state) {
  (void)state;
  refuse_each(NULL);
}

static void test_refused_folder(void **state) {
  (void)state;
  refuse_each("lexicons/operations");
}

static void test_usage(void **state) {
  (void)state;
  const rolecall_file files[] = {{"lexicon.txt", {LEXDIR_SETTINGS, strlen(LEXDIR_SETTINGS)}}, {NULL, {NULL, 0}}};
  rolecall_engine *engine;
  rolecall_error error;
  assert_int_equal(rolecall_engine_open_memory(files, 2, NULL, &engine, &error), ROLECALL_FATAL);
  assert_int_equal(error.code, ROLECALL_ERROR_USAGE);
  assert_int_equal(rolecall_engine_open_memory(files, 1, &(rolecall_options){0}, &engine, &error), ROLECALL_FATAL);
  assert_int_equal(error.code, ROLECALL_ERROR_USAGE);
  assert_int_equal(rolecall_engine_open(NULL, NULL, &engine, &error), ROLECALL_FATAL);
  assert_int_equal(error.code, ROLECALL_ERROR_USAGE);
  rolecall_worker *worker;
  const rolecall_result *result;
  assert_int_equal(rolecall_engine_open_memory(files, 1, NULL, &engine, &error), ROLECALL_OK);
  assert_int_equal(rolecall_worker_new(engine, &worker, NULL), ROLECALL_OK);
  assert_int_equal(rolecall_classify(worker, &(rolecall_document){0}, &result, &error), ROLECALL_FAIL);
  assert_int_equal(error.code, ROLECALL_ERROR_USAGE);
  rolecall_document lying = rolecall_document_of(NULL, 5), page = rolecall_document_of(POSTING, strlen(POSTING));
  page.title.len = 3;
  assert_int_equal(rolecall_classify(worker, &lying, &result, &error), ROLECALL_FAIL);
  assert_int_equal(error.code, ROLECALL_ERROR_USAGE);
  assert_int_equal(rolecall_classify(worker, &page, &result, &error), ROLECALL_FAIL);
  assert_int_equal(error.code, ROLECALL_ERROR_USAGE);
  assert_int_equal(rolecall_classify(NULL, &page, &result, &error), ROLECALL_FATAL);
  assert_int_equal(error.code, ROLECALL_ERROR_USAGE);
  rolecall_worker *other;
  assert_int_equal(rolecall_worker_new(NULL, &other, &error), ROLECALL_FATAL);
  assert_int_equal(error.code, ROLECALL_ERROR_USAGE);
  const rolecall_file twice[] = {files[0], files[0]};
  assert_int_equal(rolecall_engine_open_memory(twice, 2, NULL, &(rolecall_engine *){NULL}, &error), ROLECALL_FATAL);
  assert_int_equal(error.code, ROLECALL_ERROR_USAGE);
  rolecall_worker_free(worker);
  rolecall_engine_free(engine);
}

/* A quote from a title that was given says so; the words have their own range. */
static void test_places(void **state) {
  (void)state;
  rolecall_engine *engine;
  rolecall_worker *worker;
  const rolecall_result *result;
  assert_int_equal(rolecall_engine_open("lexicons/operations", NULL, &engine, NULL), ROLECALL_OK);
  assert_int_equal(rolecall_worker_new(engine, &worker, NULL), ROLECALL_OK);
  const char title[] = "Chief Operating Officer";
  rolecall_document page = rolecall_document_of(POSTING, strlen(POSTING));
  page.title = (rolecall_text){title, strlen(title)};
  assert_true(rolecall_classify(worker, &page, &result, NULL) <= ROLECALL_WARN);
  size_t in_title = 0, in_page = 0;
  for (size_t i = 0; i < rolecall_result_evidence_count(result); i++) {
    rolecall_evidence x;
    assert_int_equal(rolecall_result_evidence(result, i, &x), ROLECALL_OK);
    const char *from = x.in_document ? POSTING : title;
    assert_true(x.end <= strlen(from) && x.start <= x.words_start && x.words_end <= x.end);
    assert_memory_equal(from + x.words_start, x.words.ptr, 3);
    *(x.in_document ? &in_page : &in_title) += 1;
  }
  assert_true(in_title > 0 && in_page > 0);
  rolecall_worker_free(worker);
  rolecall_engine_free(engine);
}

/* The place of a lexicon's error stands in the struct, not in the message; names and texts of files are copied. */
static void test_files(void **state) {
  (void)state;
  const rolecall_file bad[] = {{"focus.txt", {"[focus.a]\nphrase = (a\n", 22}},
                               {"lexicon.txt", {LEXDIR_SETTINGS, strlen(LEXDIR_SETTINGS)}}};
  rolecall_engine *engine;
  rolecall_error error;
  assert_int_equal(rolecall_engine_open_memory(bad, 2, NULL, &engine, &error), ROLECALL_FATAL);
  assert_int_equal(error.code, ROLECALL_ERROR_LEXICON);
  assert_string_equal(error.path, "focus.txt");
  assert_int_equal(error.line, 2);
  assert_null(strstr(error.message, "focus.txt"));
}

/* An engine of FOCUS and CUES with these options (NULL: none), and a worker. */
struct bench {
  rolecall_engine *engine;
  rolecall_worker *worker;
};

static struct bench bench_of(const rolecall_options *options) {
  const rolecall_file files[] = {{"lexicon.txt", {LEXDIR_SETTINGS, strlen(LEXDIR_SETTINGS)}},
                                 {"focus.txt", {FOCUS, strlen(FOCUS)}},
                                 {"cues.txt", {CUES, strlen(CUES)}}};
  struct bench b;
  assert_int_equal(rolecall_engine_open_memory(files, 3, options, &b.engine, NULL), ROLECALL_OK);
  assert_int_equal(rolecall_worker_new(b.engine, &b.worker, NULL), ROLECALL_OK);
  return b;
}

static void bench_free(struct bench *b) {
  rolecall_worker_free(b->worker);
  rolecall_engine_free(b->engine);
}

static void assert_text(rolecall_text got, const char *want) {
  assert_int_equal(got.len, strlen(want));
  assert_memory_equal(got.len ? got.ptr : "", want, got.len);
}

/* The score of each role is its prior and the contributions to it; the probabilities are the softmax of the scores. */
static void assert_adds_up(const rolecall_engine *engine, const rolecall_result *x) {
  double sum = 0, odds = 0, all = 0;
  for (size_t r = 0; r < rolecall_engine_role_count(engine); r++) {
    double score = rolecall_result_prior(x, r);
    for (size_t i = 0; i < rolecall_result_evidence_count(x); i++) {
      rolecall_evidence e;
      assert_int_equal(rolecall_result_evidence(x, i, &e), ROLECALL_OK);
      if (strcmp(e.role, rolecall_engine_role_id(engine, r)) == 0) score += e.contribution;
    }
    assert_true(fabs(score - rolecall_result_score(x, r)) < 1e-9);
    all += rolecall_result_probability(x, r);
    odds += exp(score / rolecall_result_temperature(x));
    sum += rolecall_result_probability(x, r) * rolecall_result_temperature(x) > 0;
  }
  assert_true(fabs(all - 1) < 1e-9 && sum == 3);
  double first = exp(rolecall_result_score(x, 0) / rolecall_result_temperature(x)) / odds;
  assert_true(fabs(first - rolecall_result_probability(x, 0)) < 1e-9);
}

static void test_answers(void **state) {
  (void)state;
  struct bench b = bench_of(NULL);
  assert_int_equal(rolecall_engine_role_count(b.engine), 3);
  assert_string_equal(rolecall_engine_role_id(b.engine, 1), "hoo");
  assert_string_equal(rolecall_engine_role_name(b.engine, 1), "Head of Operations");
  assert_null(rolecall_engine_role_id(b.engine, 3));
  assert_null(rolecall_engine_role_name(b.engine, 3));

  rolecall_document page = rolecall_document_of(POSTING, strlen(POSTING));
  page.company = (rolecall_text){"Acme Mills", 10};
  page.location = (rolecall_text){"Leeds", 5};
  const rolecall_result *x;
  assert_int_equal(rolecall_classify(b.worker, &page, &x, NULL), ROLECALL_OK);
  assert_string_equal(rolecall_result_role(x), "other"); /* by its prior: the phrases are weak */
  assert_string_equal(rolecall_result_body_role(x), "other");
  assert_string_equal(rolecall_result_title_role(x), "other"); /* no phrase is about titles */
  assert_string_equal(rolecall_result_fit(x), "fits");
  assert_null(rolecall_result_reason(x));
  assert_true(rolecall_result_temperature(x) == 1.5);
  assert_adds_up(b.engine, x);
  assert_true(rolecall_result_probability(x, 3) == 0 && rolecall_result_score(x, 3) == 0 &&
              rolecall_result_prior(x, 3) == 0);
  assert_text(rolecall_result_field(x, ROLECALL_FIELD_TITLE), "Head of Operations");
  assert_text(rolecall_result_field(x, ROLECALL_FIELD_COMPANY), "Acme Mills");
  assert_text(rolecall_result_field(x, ROLECALL_FIELD_LOCATION), "Leeds");
  assert_text(rolecall_result_field(x, ROLECALL_FIELD_DATE_POSTED), "");
  assert_text(rolecall_result_field(x, ROLECALL_FIELD_LANGUAGE), "en");
  rolecall_text text = rolecall_result_text(x);
  assert_true(text.len > 40 && memcmp(text.ptr + text.len - 6, "alone.", 6) == 0);
  rolecall_evidence e;
  assert_int_equal(rolecall_result_evidence(x, rolecall_result_evidence_count(x), &e), ROLECALL_FAIL);
  bench_free(&b);
}

/* What a page says of itself in JSON-LD comes out as its fields; where there is no posting, that is the reason. */
static void test_fields(void **state) {
  (void)state;
  static const char SAID[] =
      "<html><script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"JobPosting\","
      "\"title\":\"Head of Operations\",\"datePosted\":\"2026-03-01\",\"employmentType\":\"FULL_TIME\",\"baseSalary\":"
      "{\"@type\":\"MonetaryAmount\",\"currency\":\"GBP\",\"value\":{\"@type\":\"QuantitativeValue\",\"minValue\":"
      "70000,\"maxValue\":80000,\"unitText\":\"YEAR\"}},\"hiringOrganization\":{\"name\":\"Acme "
      "Mills\"},\"description\":"
      "\"<p>You will manage the daily operations of our plant in Leeds, with its forty people and three shifts.</p>\"}"
      "</script><body><div id=root></div></body></html>";
  struct bench b = bench_of(NULL);
  const rolecall_result *x;
  rolecall_document page = rolecall_document_of(SAID, strlen(SAID));
  assert_int_equal(rolecall_classify(b.worker, &page, &x, NULL), ROLECALL_OK);
  assert_text(rolecall_result_field(x, ROLECALL_FIELD_COMPANY), "Acme Mills");
  assert_text(rolecall_result_field(x, ROLECALL_FIELD_DATE_POSTED), "2026-03-01");
  assert_true(rolecall_result_field(x, ROLECALL_FIELD_EMPLOYMENT_TYPE).len > 0);
  assert_true(rolecall_result_field(x, ROLECALL_FIELD_SALARY).len > 0);
  page = rolecall_document_of("<html><body><nav>Home Jobs About</nav></body></html>", 52);
  assert_int_equal(rolecall_classify(b.worker, &page, &x, NULL), ROLECALL_OK);
  assert_string_equal(rolecall_result_role(x), "unclear");
  assert_string_equal(rolecall_result_reason(x), "no-posting");
  bench_free(&b);
}

static void assert_code(struct bench *b, const void *bytes, size_t len, const char *charset, rolecall_status status,
                        rolecall_error_code code) {
  rolecall_document page = rolecall_document_of(bytes, len);
  page.charset = (rolecall_text){charset, strlen(charset)};
  const rolecall_result *x;
  rolecall_error error;
  assert_int_equal(rolecall_classify(b->worker, &page, &x, &error), status);
  assert_int_equal(error.code, code);
  assert_true(error.message[0] && (x != NULL) == (status == ROLECALL_WARN));
}

/* Every code that a document can lead to; after each the worker goes on. */
static void test_codes(void **state) {
  (void)state;
  rolecall_options options = rolecall_options_default();
  options.max_document = 1000;
  options.max_text = 100;
  options.max_memory = 100000;
  struct bench b = bench_of(&options);
  static char large[1001], deep[1000];
  memset(large, 'a', sizeof large);
  memset(deep, 'b', sizeof deep);
  assert_code(&b, large, sizeof large, "", ROLECALL_FAIL, ROLECALL_ERROR_LIMIT);
  assert_code(&b, deep, sizeof deep, "", ROLECALL_WARN, ROLECALL_ERROR_LIMIT); /* its text is cut, and that is told */
  assert_code(&b, "", 0, "", ROLECALL_FAIL, ROLECALL_ERROR_EMPTY);
  assert_code(&b, "\1\2\3\4\5\6\7\10\0\0\0\0", 12, "", ROLECALL_FAIL, ROLECALL_ERROR_BINARY);
  assert_code(&b, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", 15, "", ROLECALL_FAIL, ROLECALL_ERROR_UNSUPPORTED);
  bench_free(&b);
  rolecall_engine *engine;
  rolecall_error error;
  assert_int_equal(rolecall_engine_open("/nowhere/lexicon", NULL, &engine, &error), ROLECALL_FATAL);
  assert_int_equal(error.code, ROLECALL_ERROR_OPEN);
  assert_null(engine);
}

static void test_version(void **state) {
  (void)state;
  char header[32];
  snprintf(header, sizeof header, "%d.%d.%d", ROLECALL_VERSION_MAJOR, ROLECALL_VERSION_MINOR, ROLECALL_VERSION_PATCH);
  assert_string_equal(rolecall_version(), header);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_balance),        cmocka_unit_test(test_refused),
                                     cmocka_unit_test(test_refused_folder), cmocka_unit_test(test_usage),
                                     cmocka_unit_test(test_places),         cmocka_unit_test(test_files),
                                     cmocka_unit_test(test_answers),        cmocka_unit_test(test_fields),
                                     cmocka_unit_test(test_codes),          cmocka_unit_test(test_version)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
