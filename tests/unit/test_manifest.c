/* Reading a manifest: columns by name, employers numbered, errors with their line. */
#include "harness.h"

#include <stdio.h>
#include <unistd.h>

#include "learn/manifest.h"

static char folder[] = "/tmp/rolecall-manifest-XXXXXX", path[64];

static int set_up(void **state) {
  (void)state;
  if (!mkdtemp(folder)) return -1;
  snprintf(path, sizeof path, "%s/m.tsv", folder);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  unlink(path);
  return rmdir(folder);
}

static enum status load(const char *text, struct manifest *m, struct err *e) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  fputs(text, f);
  assert_int_equal(fclose(f), 0);
  *e = (struct err){0};
  return manifest_load(path, m, e);
}

static void columns_are_found_by_name(void **state) {
  (void)state;
  struct manifest m;
  struct err e;
  assert_int_equal(load("# about this corpus\n"
                        "label\tfile\temployer\tmood\tsplit\ttraits\tquote1\tquote2\ttitle_role\tfirst\tsecond\r\n"
                        "coo\tp/a.html\tAsh Ltd\tgay\ttest\tthin,negated\tin charge of all\t-\thead\tcoo\tother\r\n"
                        "\n"
                        "other\tp/b.html\t-\t\ttrain\t-\t-\t-\t-\t-\t-\n"
                        "# a comment between\n"
                        "head\tp/c.html\tAsh Ltd\n"
                        "head\t/abs/d.html\t",
                        &m, &e),
                   ST_OK);
  assert_int_equal(m.count, 4);
  char want[96];
  snprintf(want, sizeof want, "%s/p/a.html", folder);
  assert_string_equal(m.rows[0].path.ptr, want);
  assert_str(m.rows[0].file, "p/a.html");
  assert_str(m.rows[0].label, "coo");
  assert_str(m.rows[0].split, "test");
  assert_str(m.rows[0].traits, "thin,negated");
  assert_str(m.rows[0].title_role, "head");
  assert_str(m.rows[0].first, "coo");
  assert_str(m.rows[0].second, "other");
  assert_str(m.rows[0].quotes[0], "in charge of all");
  assert_int_equal(m.rows[0].quotes[1].len, 0);
  assert_int_equal(m.rows[0].line, 3);
  assert_int_equal(m.rows[1].traits.len, 0); /* a dash is nothing */
  assert_int_equal(m.rows[2].line, 7);
  assert_str(m.rows[2].label, "head"); /* a short row: what is left out is empty */
  assert_int_equal(m.rows[2].split.len, 0);
  assert_string_equal(m.rows[3].path.ptr, "/abs/d.html");
  manifest_free(&m);
}

static void employers_are_numbered_once(void **state) {
  (void)state;
  struct manifest m;
  struct err e;
  assert_int_equal(
      load("file\tlabel\temployer\na\tx\tAsh\nb\tx\tBeech\nc\tx\tAsh\nd\tx\t\ne\tx\t\nf\tx\tBeech\n", &m, &e), ST_OK);
  static const uint32_t want[] = {0, 1, 0, 2, 3, 1};
  for (size_t i = 0; i < 6; i++) assert_int_equal(m.rows[i].group, want[i]);
  assert_int_equal(m.group_count, 4);
  manifest_free(&m);
}

static void the_hash_is_that_of_the_bytes(void **state) {
  (void)state;
  struct manifest m;
  struct err e;
  assert_int_equal(load("file\tlabel\na\tx\n", &m, &e), ST_OK);
  uint64_t hash = m.hash, want = 14695981039346656037u;
  for (const char *c = "file\tlabel\na\tx\n"; *c; c++) want = (want ^ (unsigned char)*c) * 1099511628211u;
  assert_true(hash == want);
  manifest_free(&m);
}

static void errors_have_their_line(void **state) {
  (void)state;
  struct manifest m;
  struct err e;
  assert_int_equal(load("file\temployer\na\tx\n", &m, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_FORMAT);
  assert_int_equal(e.line, 1);
  assert_int_equal(load("file\tlabel\na\tx\n\nb\t\n", &m, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_FORMAT);
  assert_int_equal(e.line, 4);
  assert_non_null(strstr(e.msg, "without label"));
  assert_int_equal(load("", &m, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_EMPTY);
  assert_int_equal(load("file\tlabel\n", &m, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_EMPTY);
  e = (struct err){0};
  assert_int_equal(manifest_load("/nowhere/m.tsv", &m, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_OPEN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns_are_found_by_name),
      cmocka_unit_test(employers_are_numbered_once),
      cmocka_unit_test(the_hash_is_that_of_the_bytes),
      cmocka_unit_test(errors_have_their_line),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
