/* A lexicon from its image answers as the lexicon from its text does; an image that does not fit is not used; whatever
   stands in one that claims to be whole, reading and matching stay inside it. */
#include "engine.h"
#include "lexdir.h"
#include "lexicon/image.h"

static const char FOCUS[] =
    "[focus.run]\nphrase = (run | manage*) [the] @site\nphrase = manage* ..2 day-to-day\nrole = hoo\nweight = 1\n"
    "[focus.year]\nphrase = /(19|20)[0-9]{2}/\nrole = coo\nweight = 0.5\n"
    "[focus.coo]\nphrase = reports to the coo\nrole = hoo\nweight = 1\n";
static const char CUES[] = "[cue.not]\nphrase = (not | never)\nreach = after 3\nfactor = 0.5\n";
static const char PAGE[] =
    "<html><title>Head of Operations</title><h1>Head of Operations</h1><h2>Duties</h2>"
    "<p>You run the plant and manage our daily day-to-day work since 1999. You never run the shop floor.</p>"
    "<p>The role reports to the COO. You will manage plants in 2001, and run plants.</p>";

struct world {
  struct lexdir dir;
  char image[96];
};

static void open_world(struct world *w) {
  lexdir_make(&w->dir);
  lexdir_add(&w->dir, "lexicon.txt", LEXDIR_SETTINGS);
  lexdir_add(&w->dir, "sets.txt", "[set.site]\nwords = site | plant* | distribution (centre | center) | shop floor\n");
  lexdir_add(&w->dir, "focus.txt", FOCUS);
  lexdir_add(&w->dir, "cues.txt", CUES);
  lexdir_add(&w->dir, "title.txt", "[title.head]\nphrase = head of operations\nrole = hoo\nweight = 2\nwhere = both\n");
  lexdir_add(&w->dir, "weights.tsv", "focus.run\t1.25\ntemperature\t1.4\nprior:coo\t-0.7\n");
  snprintf(w->image, sizeof w->image, "%s.image", w->dir.path);
}

static void close_world(struct world *w) {
  unlink(w->image);
  lexdir_remove(&w->dir);
}

static void compile(struct world *w) {
  struct lexicon_notes notes = {0};
  struct err e = {0};
  if (engine_compile(w->dir.path, &notes, &e) != ST_OK) fail_msg("%s", e.msg);
  lexicon_notes_free(&notes);
}

/* The JSON of PAGE, and whether an image was used. The folder as it is given: with a slash behind it, say. */
static struct buf answer(const char *folder, bool *from_image) {
  struct engine_options options = {.extract = {.limits = limits_default()}};
  struct engine *engine = NULL;
  struct worker *worker = NULL;
  struct err e = {0};
  if (engine_new(folder, &options, NULL, &engine, &e) != ST_OK) fail_msg("%s", e.msg);
  assert_int_equal(worker_new(engine, &worker, &e), ST_OK);
  struct document doc = {.bytes = STR(PAGE), .id = STR("page"), .path = STR("page"), .media = MEDIA_HTML};
  struct result result;
  struct buf out = {0};
  struct report_options report = {.lex = engine_lexicon(engine), .evidence = EVIDENCE_ALL};
  worker_run(worker, &doc, &result);
  report_json(&result, &report, &out);
  *from_image = engine_lexicon(engine)->image != NULL;
  worker_free(worker);
  engine_free(engine);
  return out;
}

/* That the answer is the same as from the text, and whether it came from an image. */
static bool same_answer(const char *folder, const struct buf *want) {
  bool from_image;
  struct buf got = answer(folder, &from_image);
  assert_int_equal(got.len, want->len);
  assert_memory_equal(got.ptr, want->ptr, want->len);
  buf_free(&got);
  return from_image;
}

static void *read_image(const struct world *w, size_t *size) {
  FILE *f = fopen(w->image, "rb");
  assert_non_null(f);
  enum { MOST = 1 << 20 };
  char *bytes = malloc(MOST);
  assert_non_null(bytes);
  *size = fread(bytes, 1, MOST, f);
  assert_true(*size > 1000 && *size < MOST);
  fclose(f);
  return bytes;
}

static void write_image(const struct world *w, const void *bytes, size_t size) {
  FILE *f = fopen(w->image, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, size, f), size);
  assert_int_equal(fclose(f), 0);
}

static void test_same_answer(void **state) {
  (void)state;
  struct world w;
  bool from_image;
  open_world(&w);
  struct buf want = answer(w.dir.path, &from_image);
  assert_false(from_image);
  assert_true(want.len > 1500); /* it found something */
  compile(&w);
  assert_true(same_answer(w.dir.path, &want));
  char slash[96];
  snprintf(slash, sizeof slash, "%s//", w.dir.path);
  assert_true(same_answer(slash, &want));
  lexdir_add(&w.dir, "zz.txt", "# one more file, though there is nothing in it\n");
  bool still;
  struct buf other = answer(w.dir.path, &still); /* another criterion: another hash, no image */
  assert_false(still);
  buf_free(&other);
  buf_free(&want);
  close_world(&w);
}

static void test_not_used(void **state) {
  (void)state;
  struct world w;
  bool from_image;
  size_t size;
  open_world(&w);
  struct buf want = answer(w.dir.path, &from_image);
  compile(&w);
  unsigned char *bytes = read_image(&w, &size);
  const size_t shorter[] = {0, 1, 16, 100, size / 2, size - 1};
  for (size_t i = 0; i < sizeof shorter / sizeof *shorter; i++) {
    write_image(&w, bytes, shorter[i]);
    assert_false(same_answer(w.dir.path, &want));
  }
  for (size_t at = 0; at < size; at += at < 600 ? 1 : 97) { /* a bit anywhere */
    bytes[at] ^= 0x10;
    write_image(&w, bytes, size);
    assert_false(same_answer(w.dir.path, &want));
    bytes[at] ^= 0x10;
  }
  write_image(&w, bytes, size);
  assert_true(same_answer(w.dir.path, &want));
  unlink(w.image);
  assert_int_equal(symlink(w.dir.path, w.image), 0); /* a folder */
  assert_false(same_answer(w.dir.path, &want));
  free(bytes);
  buf_free(&want);
  close_world(&w);
}

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* Damage under a checksum that is right: it may answer anything, but it ends, and touches nothing that is not its own
   (the sanitizers look). */
static void test_damaged(void **state) {
  (void)state;
  struct world w;
  size_t size, used = 0;
  uint32_t random = 7;
  enum { ROUNDS = 1500 };
  open_world(&w);
  compile(&w);
  unsigned char *bytes = read_image(&w, &size), *copy = malloc(size);
  assert_non_null(copy);
  for (size_t i = 0; i < ROUNDS; i++) {
    memcpy(copy, bytes, size);
    for (uint32_t n = next_random(&random) % 4 + 1; n; n--) {
      size_t at = 48 + next_random(&random) % (size - 52) / 4 * 4;
      uint32_t values[] = {0, 1, UINT32_MAX, 0x7FFFFFFF, next_random(&random), next_random(&random) % 64};
      memcpy(copy + at, &values[next_random(&random) % 6], 4);
    }
    image_seal(copy, size);
    write_image(&w, copy, size);
    bool from_image;
    struct buf out = answer(w.dir.path, &from_image);
    used += from_image;
    buf_free(&out);
  }
  assert_true(used > ROUNDS / 20); /* else nothing was tried */
  free(copy);
  free(bytes);
  close_world(&w);
}

static void test_warnings_are_not_lost(void **state) {
  (void)state;
  struct world w;
  struct lexicon_notes notes = {0};
  struct err e = {0};
  open_world(&w);
  lexdir_add(&w.dir, "weights.tsv", "focus.gone\t1\n");
  assert_int_equal(engine_compile(w.dir.path, &notes, &e), ST_FAIL);
  assert_int_equal(notes.count, 1);
  assert_int_equal(access(w.image, F_OK), -1);
  lexicon_notes_free(&notes);
  close_world(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_same_answer),
      cmocka_unit_test(test_not_used),
      cmocka_unit_test(test_damaged),
      cmocka_unit_test(test_warnings_are_not_lost),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
