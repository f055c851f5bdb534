/* The public API where it is not like an example. Memory on the caller's terms: all of it is asked for and given back;
   and when it runs out, at whichever place, that is a status, nothing is lost, and the next document is read as if
   nothing had been. */
#include "harness.h"

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
                                     cmocka_unit_test(test_version)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
