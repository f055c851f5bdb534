#include "harness.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/input.h"
#include "input/jsonl.h"
#include "input/sniff.h"

static char folder[64];

static int make_folder(void **state) {
  (void)state;
  strcpy(folder, "/tmp/rolecall-test-XXXXXX");
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state) {
  (void)state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  return chdir("/") != 0 || system(command) != 0;
}

static void write_file(const char *path, const char *text) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
  assert_int_equal(fclose(f), 0);
}

/* The ids of all documents, parted by spaces; failures in brackets with their code. */
static void expect(const char *path, const char *want) {
  struct limits limits = limits_default();
  struct input *in;
  struct arena a;
  char got[2000] = "";
  arena_init(&a, 0);
  assert_int_equal(input_new(&(struct input_options){.paths = &path, .path_count = 1, .limits = limits}, &in, NULL),
                   ST_OK);
  for (;;) {
    struct document doc;
    struct err e = {0};
    enum status status = input_next(in, &a, &doc, &e);
    if (status == ST_END) break;
    assert_int_not_equal(status, ST_FATAL);
    char one[300];
    if (status == ST_OK)
      snprintf(one, sizeof one, "%.*s ", (int)doc.id.len, doc.id.ptr);
    else
      snprintf(one, sizeof one, "[%.*s %s] ", (int)doc.id.len, doc.id.ptr, err_code_name(e.code));
    strcat(got, one);
  }
  assert_string_equal(got, want);
  input_free(in);
  arena_free(&a);
}

static void folders_are_walked_in_order_and_other_files_left_out(void **state) {
  (void)state;
  mkdir("f", 0700);
  mkdir("f/sub", 0700);
  mkdir("f/page_files", 0700);
  write_file("f/page.html", "<p>one</p>");
  write_file("f/page_files/ad.html", "<p>not this</p>");
  write_file("f/a.css", "p {}");
  write_file("f/.hidden.html", "<p>nor this</p>");
  write_file("f/sub/b.txt", "two");
  write_file("f/picture", "\x89PNG\r\n");
  assert_int_equal(symlink("..", "f/sub/loop"), 0);
  expect("f", "f/page.html f/sub/b.txt ");
}

static void what_is_wrong_has_a_row_and_the_rest_goes_on(void **state) {
  (void)state;
  mkdir("empty", 0700);
  mkdir("bad", 0700);
  write_file("bad/1.html", "");
  write_file("bad/2.html", "<p>fine</p>");
  write_file("named.pdf", "%PDF-1.7");
  write_file("named.bin", "\x01\x02\x03\x04\x05");
  expect("empty", "[empty empty] ");
  expect("bad", "[bad/1.html empty] bad/2.html ");
  expect("named.pdf", "[named.pdf unsupported] ");
  expect("named.bin", "[named.bin binary] ");
  expect("missing.html", "[missing.html open] ");
  expect("https://example.org/job", "[https://example.org/job unsupported] ");
}

static void jsonl_gives_a_document_a_line(void **state) {
  (void)state;
  write_file("d.jsonl",
             "{\"id\":\"x\",\"text\":\"one\"}\n\n{\"id\":7,\"html\":\"<p>two\"}\n{broken\n{\"title\":\"t\"}\n"
             "[1]\n{\"description\":\"<b>three</b>\"}");
  /* a record's number is its line, empty lines counted */
  expect("d.jsonl", "x 7 [d.jsonl#4 format] [d.jsonl#5 empty] [d.jsonl#6 format] d.jsonl#7 ");
}

static void jsonl_fields_are_taken(void **state) {
  (void)state;
  struct arena a;
  struct document doc = {0};
  const struct limits limits = limits_default();
  arena_init(&a, 0);
  struct str line =
      STR("{\"id\":\"k\",\"title\":\"COO\",\"company\":\"C\",\"location\":\"L\",\"text\":\"caf\\u00e9 \\u0000 <\"}");
  assert_int_equal(jsonl_document(line, (struct columns){STR_NONE}, &limits, &a, &doc, NULL), ST_OK);
  assert_str(doc.title, "COO");
  assert_str(doc.company, "C");
  assert_str(doc.location, "L");
  assert_int_equal(doc.media, MEDIA_TEXT);
  assert_int_equal(doc.bytes.len, 9);
  arena_free(&a);
}

static void a_document_may_have_as_many_bytes_as_the_limit_says(void **state) {
  (void)state;
  struct limits limits = limits_default();
  limits.document_bytes = 10;
  const char *paths[] = {"ten.txt", "eleven.txt"};
  write_file("ten.txt", "0123456789");
  write_file("eleven.txt", "01234567890");
  struct input *in;
  struct arena a;
  struct document doc;
  struct err e = {0};
  arena_init(&a, 0);
  assert_int_equal(input_new(&(struct input_options){.paths = paths, .path_count = 2, .limits = limits}, &in, NULL),
                   ST_OK);
  assert_int_equal(input_next(in, &a, &doc, &e), ST_OK);
  assert_int_equal(doc.bytes.len, 10);
  assert_int_equal(input_next(in, &a, &doc, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_LIMIT);
  assert_non_null(strstr(e.msg, "--max-document"));
  assert_int_equal(input_next(in, &a, &doc, &e), ST_END);
  assert_int_equal(input_count(in).documents, 2);
  assert_int_equal(input_count(in).failed, 1);
  input_free(in);
  arena_free(&a);
}

/* Codes of what each next call gives, in an arena of `cap` bytes that is reset for each, as the program does. */
static void expect_codes(const char *const *paths, size_t count, size_t cap, const char *want) {
  struct limits limits = limits_default();
  struct input *in;
  struct arena a;
  char got[200] = "";
  arena_init(&a, cap);
  assert_int_equal(input_new(&(struct input_options){.paths = paths, .path_count = count, .limits = limits}, &in, NULL),
                   ST_OK);
  for (;;) {
    struct document doc;
    struct err e = {0};
    arena_reset(&a);
    enum status status = input_next(in, &a, &doc, &e);
    if (status == ST_END) break;
    assert_int_not_equal(status, ST_FATAL);
    assert_true(doc.id.len > 0);
    strcat(got, status == ST_OK ? "ok " : err_code_name(e.code));
    if (status != ST_OK) strcat(got, " ");
  }
  assert_string_equal(got, want);
  input_free(in);
  arena_free(&a);
}

static void a_document_over_the_memory_cap_fails_alone(void **state) {
  (void)state;
  char *big = malloc(100001);
  assert_non_null(big);
  memset(big, 'x', 100000);
  big[100000] = 0;
  write_file("big.txt", big);
  write_file("small.txt", "small");
  FILE *f = fopen("big.jsonl", "wb");
  assert_non_null(f);
  assert_true(fprintf(f, "{\"id\":\"1\",\"text\":\"%s\"}\n{\"id\":\"2\",\"text\":\"y\"}\n", big) > 0);
  assert_int_equal(fclose(f), 0);
  free(big);
  const char *paths[] = {"big.txt", "big.jsonl", "small.txt"};
  expect_codes(paths, 3, 65536, "memory memory ok ok ");
}

static void empty_lines_take_no_memory(void **state) {
  (void)state;
  FILE *f = fopen("blank.jsonl", "wb");
  assert_non_null(f);
  fputs("{\"text\":\"x\"}\n", f);
  for (int i = 0; i < 20000; i++) fputs(i & 1 ? "\n" : "\r\n", f);
  fputs("{\"text\":\"y\"}\n", f);
  assert_int_equal(fclose(f), 0);
  const char *path = "blank.jsonl";
  expect_codes(&path, 1, 65536, "ok ok ");
}

static void what_is_no_file_in_a_folder_is_left_out(void **state) {
  (void)state;
  assert_int_equal(mkdir("mixed", 0700), 0);
  assert_int_equal(mkfifo("mixed/pipe", 0600), 0);
  write_file("mixed/a.txt", "text");
  expect("mixed", "mixed/a.txt ");
}

static void each_of_many_folders_is_walked_once(void **state) {
  (void)state;
  char path[64], want[2000] = "";
  assert_int_equal(mkdir("many", 0700), 0);
  for (int i = 100; i < 180; i++) {
    snprintf(path, sizeof path, "many/%d", i);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "many/%d/back", i);
    assert_int_equal(symlink("..", path), 0);
    snprintf(path, sizeof path, "many/%d/p", i);
    write_file(path, "text");
    strcat(want, path);
    strcat(want, " ");
  }
  expect("many", want);
}

static void kinds_are_told_by_content(void **state) {
  (void)state;
  const char *advice;
  const struct columns none = {STR_NONE};
  assert_int_equal(sniff(STR(""), none, &advice), KIND_EMPTY);
  assert_int_equal(sniff(STR(" \n\t"), none, &advice), KIND_EMPTY);
  assert_int_equal(sniff(STR("<!DOCTYPE html><p>x"), none, &advice), KIND_HTML);
  assert_int_equal(sniff(STR("text with a < b and <unlike> tags"), none, &advice), KIND_TEXT);
  assert_int_equal(sniff(STR("Lead the team<br>and"), none, &advice), KIND_HTML);
  assert_int_equal(sniff(STR("\xEF\xBB\xBF{\"a\":1}\n"), none, &advice), KIND_JSON);
  assert_int_equal(sniff(STR("{not json"), none, &advice), KIND_TEXT);
  assert_int_equal(sniff((struct str){"\xFF\xFE<\0p\0>\0x\0", 10}, none, &advice), KIND_HTML);
  assert_int_equal(sniff((struct str){"\xFF\xFEh\0i\0", 6}, none, &advice), KIND_TEXT);
  assert_int_equal(sniff((struct str){"\xFE\xFF\0{\0\"", 6}, none, &advice), KIND_UTF16);
  assert_int_equal(sniff((struct str){"MZ\0\0\1\2\3\4\5\6", 10}, none, &advice), KIND_BINARY);
  assert_non_null(advice);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(folders_are_walked_in_order_and_other_files_left_out),
      cmocka_unit_test(what_is_wrong_has_a_row_and_the_rest_goes_on),
      cmocka_unit_test(jsonl_gives_a_document_a_line),
      cmocka_unit_test(jsonl_fields_are_taken),
      cmocka_unit_test(a_document_may_have_as_many_bytes_as_the_limit_says),
      cmocka_unit_test(a_document_over_the_memory_cap_fails_alone),
      cmocka_unit_test(empty_lines_take_no_memory),
      cmocka_unit_test(what_is_no_file_in_a_folder_is_left_out),
      cmocka_unit_test(each_of_many_folders_is_walked_once),
      cmocka_unit_test(kinds_are_told_by_content),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
