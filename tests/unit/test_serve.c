/* The local page without HTTP: who may ask, what a body is, the answers, edited lexicons. */
#include <pthread.h>

#include "lexdir.h"
#include "serve/api.h"
#include "serve/assets.h"

static void test_hosts(void **state) {
  (void)state;
  static const struct {
    const char *host;
    unsigned port;
    bool ours;
  } cases[] = {
      {"127.0.0.1:8737", 8737, true},
      {"localhost:8737", 8737, true},
      {"LocalHost:8737", 8737, true},
      {"[::1]:8737", 8737, true},
      {"127.0.0.1", 80, true},
      {"127.0.0.1:80", 80, true},
      {"127.0.0.1", 8737, false},
      {"127.0.0.1:8738", 8737, false},
      {"127.0.0.1:08737", 8737, false},
      {"127.0.0.1:", 8737, false},
      {"127.0.0.1:8737x", 8737, false},
      {"localhost.evil:8737", 8737, false},
      {"evil:8737", 8737, false},
      {"", 80, false},
      {"::1:8737", 8737, false},
      {"127.0.0.1:87370", 8737, false},
      {"127.0.0.1:4294976033", 8737, false},
      {"127.0.0.1 :8737", 8737, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char origin[80];
    snprintf(origin, sizeof origin, "http://%s", cases[i].host);
    assert_int_equal(request_host_is_ours(str_of(cases[i].host), cases[i].port), cases[i].ours);
    assert_int_equal(request_origin_is_ours(str_of(origin), cases[i].port), cases[i].ours);
  }
  assert_false(request_origin_is_ours(STR("https://127.0.0.1:8737"), 8737));
  assert_false(request_origin_is_ours(STR("null"), 8737));
  assert_false(request_origin_is_ours(STR(""), 80));
  assert_false(request_host_is_ours(STR_NONE, 80));
}

static void test_body_kinds(void **state) {
  (void)state;
  static const struct {
    const char *type;
    enum body_kind kind;
    const char *charset;
  } cases[] = {
      {"", BODY_FILE, ""},
      {"application/octet-stream", BODY_FILE, ""},
      {"Text/HTML; Charset=\"UTF-16LE\"", BODY_HTML, "UTF-16LE"},
      {"text/html ;charset=latin1; x=y", BODY_HTML, "latin1"},
      {"text/plain;a=b;charset = koi8-r", BODY_TEXT, "koi8-r"},
      {"application/json; charset=utf-8", BODY_JSON, "utf-8"},
      {"application/x-ndjson", BODY_LINES, ""},
      {"text/htmlx", BODY_FOREIGN, ""},
      {"text/html, text/plain", BODY_FOREIGN, ""},
      {"text/html; charset=\"", BODY_HTML, "\""},
      {";;;charset=;charset=x", BODY_FILE, ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct str charset;
    assert_int_equal(request_body_kind(str_of(cases[i].type), &charset), cases[i].kind);
    assert_str(charset, cases[i].charset);
  }
}

static void test_endpoints(void **state) {
  (void)state;
  bool other;
  assert_int_equal(api_endpoint(STR("POST"), STR("/api/classify"), &other), ENDPOINT_CLASSIFY);
  assert_int_equal(api_endpoint(STR("HEAD"), STR("/api/lexicon"), &other), ENDPOINT_LEXICON);
  assert_int_equal(api_endpoint(STR("GET"), STR("/api/classify"), &other), ENDPOINT_NONE);
  assert_true(other);
  assert_int_equal(api_endpoint(STR("GET"), STR("/api/classify/"), &other), ENDPOINT_NONE);
  assert_false(other);
  assert_non_null(asset_find(STR("/")));
  assert_non_null(asset_find(STR("/page.js")));
  assert_null(asset_find(STR("/page.html")));
  assert_null(asset_find(STR("")));
  assert_null(asset_find(STR_NONE));
  struct limits limits = limits_default();
  assert_int_equal(api_body_limit(ENDPOINT_VERSION, STR_NONE, &limits), 0);
  size_t html = api_body_limit(ENDPOINT_VIEW, STR("text/html"), &limits);
  assert_true(html > limits.document_bytes && api_body_limit(ENDPOINT_VIEW, STR("application/json"), &limits) > html);
}

struct house {
  struct lexdir dir;
  struct limits limits;
  struct variants *variants;
};

#define FOCUS "[focus.a]\nphrase = run the site\nrole = hoo\nweight = 2\n"

static void open_house(struct house *h) {
  struct lexicon_notes notes;
  struct err e = {0};
  lexdir_make(&h->dir);
  lexdir_add(&h->dir, "lexicon.txt", LEXDIR_SETTINGS);
  lexdir_add(&h->dir, "focus.txt", FOCUS);
  lexdir_add(&h->dir, "title.txt", "[title.a]\nphrase = coo\nrole = coo\nweight = 1\nwhere = title\n");
  lexdir_add(&h->dir, "weights.tsv", "focus.a\t1.25\n");
  h->limits = limits_default();
  assert_int_equal(variants_new(h->dir.path, &h->limits, &notes, &h->variants, &e), ST_OK);
  lexicon_notes_free(&notes);
}

static void close_house(struct house *h) {
  variants_free(h->variants);
  lexdir_remove(&h->dir);
}

static void ask(struct house *h, struct request q, unsigned status, const char *part) {
  struct reply reply;
  api_answer(h->variants, &h->limits, &q, &reply);
  assert_int_equal(reply.status, status);
  buf_char(&reply.body, 0);
  if (!strstr(reply.body.ptr, part)) fail_msg("no %s in %s", part, reply.body.ptr);
  buf_free(&reply.body);
}

static void test_answers(void **state) {
  (void)state;
  struct house h;
  open_house(&h);
  struct request q = {.endpoint = ENDPOINT_CLASSIFY,
                      .content_type = STR("application/json"),
                      .body = STR("{\"title\":\"COO\",\"text\":\"You will run the site.\"}")};
  ask(&h, q, 200, "\"phrase\":\"focus.a\"");
  q.evidence = STR("none");
  ask(&h, q, 200, "\"fit\":");
  q.evidence = STR("some");
  ask(&h, q, 400, "\"code\":\"usage\"");
  q.evidence = STR_NONE;
  q.lexicon = STR("0");
  ask(&h, q, 404, "no longer kept");
  q.lexicon = STR_NONE;
  q.body = STR("{");
  ask(&h, q, 400, "\"code\":\"format\"");
  q.body = STR("{}");
  ask(&h, q, 422, "\"role\":null");
  q.content_type = STR("image/png");
  ask(&h, q, 415, "Content-Type");
  q.content_type = STR("text/plain");
  q.body = STR("\xF0\x9F\x98\x80 You will run the site. \xF0\x9F\x98\x80");
  q.endpoint = ENDPOINT_VIEW;
  ask(&h, q, 200, "\"spans\":[{\"start\":12,\"end\":24,\"item\":0}]");
  q.content_type = STR("application/octet-stream");
  q.body = STR("[]");
  ask(&h, q, 422, "no postings in this JSON file");
  q.body = STR("{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
  ask(&h, q, 422, "the file holds several postings");
  q.endpoint = ENDPOINT_REPORT;
  q.content_type = STR("application/jsonl");
  q.format = STR("jsonl");
  q.body = STR("{\"text\":\"a\"}\n\n{\"text\":\"b\",\"id\":7}\n");
  ask(&h, q, 200, "\"id\":\"postings#1\"");
  ask(&h, q, 200, "\"id\":\"7\"");
  q.format = STR("html");
  ask(&h, q, 200, "</html>");
  q.format = STR("nothing");
  ask(&h, q, 400, "format");
  q = (struct request){.endpoint = ENDPOINT_LEXICON};
  ask(&h, q, 200, "\"name\":\"focus.txt\",\"text\":\"[focus.a]");
  ask(&h, (struct request){.endpoint = ENDPOINT_VERSION}, 200, "\"formats\":");
  ask(&h, (struct request){.endpoint = ENDPOINT_NONE}, 404, "\"code\":\"path\"");
  ask(&h, (struct request){.endpoint = ENDPOINT_VERSION, .body = STR("x")}, 413, "too large");
  close_house(&h);
}

static enum status edit(struct house *h, const char *on, const char *file, const char *text, char id[VARIANT_ID_BYTES],
                        const char *note) {
  struct lexicon_notes notes;
  struct err e = {0};
  enum status status = variants_edit(h->variants, str_of(on), str_of(file), str_of(text), &notes, id, &e);
  bool found = !note;
  for (size_t i = 0; note && i < notes.count; i++) found |= strstr(notes.v[i].message, note) != NULL;
  if (!found) fail_msg("no note with %s", note);
  lexicon_notes_free(&notes);
  return status;
}

static void test_edits(void **state) {
  (void)state;
  struct house h;
  open_house(&h);
  char id[VARIANT_ID_BYTES], same[VARIANT_ID_BYTES], both[VARIANT_ID_BYTES];
  const char *more = FOCUS "[focus.b]\nphrase = set strategy\nrole = coo\nweight = 3\n";
  assert_int_equal(edit(&h, "", "focus.txt", more, id, NULL), ST_OK);
  assert_int_equal(edit(&h, "", "focus.txt", more, same, NULL), ST_OK);
  assert_string_equal(id, same);
  const char *title = "[title.a]\nphrase = coo\nrole = coo\nweight = 2\nwhere = title\n";
  assert_int_equal(edit(&h, id, "title.txt", title, both, NULL), ST_OK);
  struct seat seat, other;
  struct err e = {0};
  assert_int_equal(variants_sit(h.variants, str_of(both), &seat, &e), ST_OK);
  assert_int_equal(seat.lex->entry_count, 3);
  assert_int_equal(variants_sit(h.variants, STR_NONE, &other, &e), ST_OK);
  assert_int_equal(other.lex->entry_count, 2);
  assert_true(other.worker != seat.worker);
  variants_leave(h.variants, &other, false);
  const char *heavy = "[focus.a]\nphrase = run the site\nrole = hoo\nweight = 4\n";
  assert_int_equal(edit(&h, "", "focus.txt", heavy, id, "weights.tsv"), ST_OK);
  assert_int_equal(edit(&h, "", "focus.txt", "[focus.a]\nphrase = (run\nrole = hoo\nweight = 1\n", id, "never closed"),
                   ST_FAIL);
  assert_int_equal(edit(&h, "", "nowhere.txt", "", id, NULL), ST_SKIP);
  assert_int_equal(edit(&h, "", "weights.tsv", "", id, NULL), ST_SKIP);
  assert_int_equal(edit(&h, "nobody", "focus.txt", "", id, NULL), ST_SKIP);
  for (int i = 0; i < 9; i++) { /* more than are kept: the one at work stays */
    char text[200];
    snprintf(text, sizeof text, "%s# %d\n", FOCUS, i);
    assert_int_equal(edit(&h, "", "focus.txt", text, id, NULL), ST_OK);
  }
  variants_leave(h.variants, &seat, true);
  assert_int_equal(variants_sit(h.variants, str_of(both), &seat, &e), ST_OK);
  variants_leave(h.variants, &seat, false);
  assert_int_equal(variants_sit(h.variants, str_of(same), &seat, &e), ST_SKIP);
  assert_null(seat.worker);
  close_house(&h);
}

static void test_all_at_work(void **state) {
  (void)state;
  struct house h;
  open_house(&h);
  struct seat seats[VARIANTS_KEPT];
  char id[VARIANT_ID_BYTES], text[200];
  struct err e = {0};
  for (int i = 0; i < VARIANTS_KEPT; i++) {
    snprintf(text, sizeof text, "%s# %d\n", FOCUS, i);
    assert_int_equal(edit(&h, "", "focus.txt", text, id, NULL), ST_OK);
    assert_int_equal(variants_sit(h.variants, str_of(id), &seats[i], &e), ST_OK);
  }
  struct lexicon_notes notes;
  assert_int_equal(variants_edit(h.variants, STR_NONE, STR("focus.txt"), STR(FOCUS "# 9\n"), &notes, id, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_LIMIT);
  assert_non_null(strstr(e.msg, "try again"));
  lexicon_notes_free(&notes);
  variants_leave(h.variants, &seats[0], false);
  assert_int_equal(edit(&h, "", "focus.txt", FOCUS "# 9\n", id, NULL), ST_OK);
  for (int i = 1; i < VARIANTS_KEPT; i++) variants_leave(h.variants, &seats[i], false);
  close_house(&h);
}

static void *crowd_one(void *data) {
  struct house *h = data;
  for (int i = 0; i < 30; i++) {
    char text[200], id[VARIANT_ID_BYTES];
    snprintf(text, sizeof text, "%s# %d\n", FOCUS, i % 7);
    struct lexicon_notes notes;
    struct err e = {0};
    enum status status = variants_edit(h->variants, STR_NONE, STR("focus.txt"), str_of(text), &notes, id, &e);
    lexicon_notes_free(&notes);
    if (status != ST_OK) continue; /* all at work: that may be */
    struct request q = {.endpoint = ENDPOINT_CLASSIFY,
                        .content_type = STR("text/plain"),
                        .lexicon = str_of(id),
                        .body = STR("You will run the site.")};
    struct reply reply;
    api_answer(h->variants, &h->limits, &q, &reply);
    bool good = reply.status == 200 || reply.status == 404; /* it may be gone again */
    buf_free(&reply.body);
    if (!good) return h;
  }
  return NULL;
}

static void test_crowd(void **state) {
  (void)state;
  struct house h;
  open_house(&h);
  pthread_t threads[4];
  for (size_t i = 0; i < 4; i++) assert_int_equal(pthread_create(&threads[i], NULL, crowd_one, &h), 0);
  for (size_t i = 0; i < 4; i++) {
    void *wrong;
    pthread_join(threads[i], &wrong);
    assert_null(wrong);
  }
  close_house(&h);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_hosts),     cmocka_unit_test(test_body_kinds),
                                     cmocka_unit_test(test_endpoints), cmocka_unit_test(test_answers),
                                     cmocka_unit_test(test_edits),     cmocka_unit_test(test_all_at_work),
                                     cmocka_unit_test(test_crowd)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
