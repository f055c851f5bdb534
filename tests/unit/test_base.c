#include "harness.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json_out.h"
#include "base/limits.h"
#include "base/srcmap.h"
#include "base/utf8.h"

static void arena_hands_out_zeroed_aligned_memory(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  for (size_t n = 1; n < 700000; n = n * 3 + 1) {
    char *p = arena_alloc(&a, n, 1);
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % 16, 0);
    for (size_t i = 0; i < n; i++) assert_int_equal(p[i], 0);
    memset(p, 'x', n);
  }
  arena_reset(&a);
  assert_int_equal(*(char *)arena_alloc(&a, 10, 1), 0);
  arena_free(&a);
}

static void arena_keeps_its_cap_and_refuses_overflow(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 1024);
  assert_non_null(arena_alloc(&a, 1024, 1));
  assert_null(arena_alloc(&a, 1, 1));
  arena_reset(&a);
  assert_null(arena_alloc(&a, 1025, 1));
  assert_null(arena_alloc(&a, SIZE_MAX, 2));
  assert_null(arena_grow(&a, NULL, 0, SIZE_MAX / 4, 8));
  arena_free(&a);
}

static void arena_grows_in_place_or_by_copy(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  uint32_t *v = ARENA_NEW(&a, 4, uint32_t);
  v[3] = 7;
  uint32_t *same = arena_grow(&a, v, 4, 100, sizeof *v);
  assert_ptr_equal(same, v);
  assert_int_equal(same[3], 7);
  assert_non_null(arena_alloc(&a, 1, 1));
  uint32_t *moved = arena_grow(&a, same, 100, 200, sizeof *v);
  assert_ptr_not_equal(moved, same);
  assert_int_equal(moved[3], 7);
  arena_free(&a);
}

static void utf8_takes_the_well_formed_only(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t len, n;
    uint32_t code;
  } rows[] = {{"A", 1, 1, 'A'},
              {"\xC3\xA9", 2, 2, 0xE9},
              {"\xE2\x82\xAC", 3, 3, 0x20AC},
              {"\xF0\x9F\x98\x80", 4, 4, 0x1F600},
              {"\xC0\xAF", 2, 0, 0},         /* overlong */
              {"\xE0\x80\xAF", 3, 0, 0},     /* overlong */
              {"\xED\xA0\x80", 3, 0, 0},     /* surrogate */
              {"\xF4\x90\x80\x80", 4, 0, 0}, /* above U+10FFFF */
              {"\xE2\x82", 2, 0, 0},         /* cut */
              {"\x80", 1, 0, 0}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    uint32_t code = 0;
    size_t n = utf8_decode((struct str){rows[i].bytes, rows[i].len}, 0, &code);
    assert_int_equal(n, rows[i].n);
    if (!n) continue;
    assert_int_equal(code, rows[i].code);
    char back[4];
    assert_int_equal(utf8_encode(code, back), n);
    assert_memory_equal(back, rows[i].bytes, n);
  }
  assert_int_equal(utf8_valid_prefix(STR("plain ascii text \xC3\xA9 and \xFF more")), 24);
  assert_int_equal(utf8_length(STR("na\xC3\xAFve")), 5);
}

static void srcmap_resolves_through_two_maps(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct srcmap low, high;
  /* document "x&amp;y  z", middle text "x&y  z" */
  srcmap_init(&low, &a, NULL, NULL);
  assert_int_equal(srcmap_add(&low, 0, 1, 0, 1, NULL), ST_OK);
  assert_int_equal(srcmap_add(&low, 1, 1, 1, 5, NULL), ST_OK);
  assert_int_equal(srcmap_add(&low, 2, 4, 6, 4, NULL), ST_OK);
  /* shown text "x&y z": two spaces fold into one */
  srcmap_init(&high, &a, &low, "html");
  assert_int_equal(srcmap_add(&high, 0, 3, 0, 3, NULL), ST_OK);
  assert_int_equal(srcmap_add(&high, 3, 1, 3, 2, NULL), ST_OK);
  assert_int_equal(srcmap_add(&high, 4, 1, 5, 1, NULL), ST_OK);
  size_t start, end;
  srcmap_resolve(&high, 1, 2, &start, &end);
  assert_int_equal(start, 1);
  assert_int_equal(end, 6);
  srcmap_resolve(&high, 2, 5, &start, &end);
  assert_int_equal(start, 6);
  assert_int_equal(end, 10);
  srcmap_resolve(NULL, 3, 9, &start, &end);
  assert_int_equal(start, 3);
  assert_int_equal(end, 9);
  arena_free(&a);
}

static void srcmap_joins_runs_that_continue(void **state) {
  (void)state;
  struct arena a;
  struct srcmap m;
  arena_init(&a, 0);
  srcmap_init(&m, &a, NULL, NULL);
  for (size_t i = 0; i < 1000; i++) assert_int_equal(srcmap_add(&m, i, 1, i + 5, 1, NULL), ST_OK);
  assert_int_equal(m.count, 1);
  assert_int_equal(srcmap_add(&m, 1000, 0, 9, 4, NULL), ST_OK);
  assert_int_equal(m.count, 1);
  struct err e = {0};
  assert_int_equal(srcmap_add(&m, (size_t)UINT32_MAX, 2, 0, 2, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_LIMIT);
  arena_free(&a);
}

static void json_is_escaped_and_punctuated(void **state) {
  (void)state;
  struct buf b = {0};
  struct json_out j;
  json_out_init(&j, &b);
  json_open(&j, '{');
  json_key_str(&j, "a", STR("say \"hi\"\\\n\x01\xE2\x80\xA8!"));
  json_key_str(&j, "none", STR_NONE);
  json_key(&j, "n");
  json_open(&j, '[');
  json_milli(&j, -1250);
  json_milli(&j, 7);
  json_fixed(&j, 0.12345, 4);
  json_fixed(&j, 1.0 / 0.0, 4);
  json_bool(&j, true);
  json_open(&j, '{');
  json_close(&j, '}');
  json_close(&j, ']');
  json_key(&j, "z");
  json_int(&j, -3);
  json_close(&j, '}');
  assert_str(buf_str(&b),
             "{\"a\":\"say \\\"hi\\\"\\\\\\n\\u0001\\u2028!\",\"none\":null,"
             "\"n\":[-1.250,0.007,0.1235,null,true,{}],\"z\":-3}");
  buf_free(&b);
}

static void json_makes_bytes_that_are_no_utf8_visible(void **state) {
  (void)state;
  struct buf b = {0};
  struct json_out j;
  json_out_init(&j, &b);
  json_str(&j, STR("\xFF\"a\xC3\xA9\xE2\x80"));
  assert_str(buf_str(&b), "\"\xEF\xBF\xBD\\\"a\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\"");
  buf_free(&b);
}

/* Some terminals take U+0080 to U+009F for escape sequences. */
static void json_escapes_every_control_character(void **state) {
  (void)state;
  struct buf b = {0};
  struct json_out j;
  json_out_init(&j, &b);
  json_str(&j, STR("twelve bytes\x7F\xC2\x80\xC2\x85\xC2\x9B[31m\xC2\x9F\xC2\xA0\xC3\x9B"));
  assert_str(buf_str(&b), "\"twelve bytes\\u007f\\u0080\\u0085\\u009b[31m\\u009f\xC2\xA0\xC3\x9B\"");
  buf_free(&b);
}

static void first_error_wins(void **state) {
  (void)state;
  struct err e = {0};
  err_set_at(&e, ERR_LEXICON, "a.txt", 3, 7, "first %d", 1);
  err_set(&e, ERR_READ, "second");
  assert_string_equal(e.msg, "first 1");
  assert_int_equal(e.line, 3);
  assert_int_equal(err_memory(NULL), ST_FATAL);
  assert_string_equal(err_code_name(ERR_LIMIT), "limit");
  assert_string_equal(err_code_name(ERR_INTERNAL), "internal");
}

/* Lexicons, states and shards are known by it: the numbers must stay. */
static void a_hash_is_the_same_everywhere(void **state) {
  (void)state;
  assert_true(hash_add(HASH_START, STR("")) == UINT64_C(0xAF63BD4C8601B7DF));
  assert_true(hash_add(HASH_START, STR("Head of Operations")) == UINT64_C(0x24A55199BAC59B85));
  assert_true(hash_add(hash_add(HASH_START, STR("ab")), STR("c")) !=
              hash_add(hash_add(HASH_START, STR("a")), STR("bc")));
  assert_true(hash_add(HASH_START, STR("a")) != hash_add(HASH_START, ((struct str){"a", 2}))); /* a zero behind it */
  assert_true(hash_add_number(HASH_START, 1) != hash_add_number(HASH_START, 2));
}

static void a_file_is_loaded_whole_or_told(void **state) {
  (void)state;
  char name[] = "/tmp/rolecall-file-XXXXXX";
  int fd = mkstemp(name);
  assert_true(fd >= 0 && write(fd, "12345678", 8) == 8 && close(fd) == 0);
  struct arena a;
  arena_init(&a, 0);
  struct str text;
  struct err e = {0};
  assert_int_equal(file_load(name, 8, &a, &text, &e), ST_OK);
  assert_str(text, "12345678");
  assert_int_equal(text.ptr[8], 0);
  assert_int_equal(file_load(name, 7, &a, &text, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_LIMIT);
  err_clear(&e);
  unlink(name);
  assert_int_equal(file_load(name, 8, &a, &text, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_OPEN);
  err_clear(&e);
  assert_int_equal(mkfifo(name, 0600), 0); /* is not waited for */
  assert_int_equal(file_load(name, 8, &a, &text, &e), ST_FAIL);
  assert_string_equal(e.msg, "not a file");
  unlink(name);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arena_hands_out_zeroed_aligned_memory),
      cmocka_unit_test(arena_keeps_its_cap_and_refuses_overflow),
      cmocka_unit_test(arena_grows_in_place_or_by_copy),
      cmocka_unit_test(utf8_takes_the_well_formed_only),
      cmocka_unit_test(srcmap_resolves_through_two_maps),
      cmocka_unit_test(srcmap_joins_runs_that_continue),
      cmocka_unit_test(json_is_escaped_and_punctuated),
      cmocka_unit_test(json_makes_bytes_that_are_no_utf8_visible),
      cmocka_unit_test(json_escapes_every_control_character),
      cmocka_unit_test(first_error_wins),
      cmocka_unit_test(a_hash_is_the_same_everywhere),
      cmocka_unit_test(a_file_is_loaded_whole_or_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
