#include "extract/json_scan.h"

#include "harness.h"

/* The kinds of all tokens, a letter each, with the texts of keys and scalars between bars. */
static void assert_tokens(const char *json, const char *want) {
  static const char letters[] = "$!{}[]ksn10z";
  char got[512];
  size_t n = 0;
  struct json_scan j;
  json_scan_open(&j, str_of(json), 0, 64);
  for (;;) {
    struct json_token t = json_scan_next(&j);
    got[n++] = letters[t.kind];
    assert_true(t.start <= t.end && t.end <= strlen(json));
    for (size_t i = t.start; i < t.end && t.kind >= JSON_KEY && t.kind <= JSON_NUMBER; i++) got[n++] = json[i];
    if (t.kind == JSON_END || t.kind == JSON_BROKEN) break;
    assert_true(n + 40 < sizeof got);
  }
  assert_str((struct str){got, n}, want);
  assert_true(json_scan_next(&j).kind <= JSON_BROKEN); /* stays where it is */
}

static void tokens_come_in_order(void **state) {
  (void)state;
  assert_tokens("{\"a\": [1, -2.5e3, true, false, null], \"b\": {}}", "{ka[n1n-2.5e310z]kb{}}$");
  assert_tokens("  \"x\"  ", "sx$");
  assert_tokens("[]", "[]$");
  assert_tokens("[[],{},\"\"]", "[[]{}s]$");
}

static void pages_get_away_with_much(void **state) {
  (void)state;
  assert_tokens("{\"a\":1,}", "{kan1}$");
  assert_tokens("[1,,2,]", "[n1n2]$");
  assert_tokens("{\"a\":\"b\\qc\td\"}", "{kasb\\qc\td}$");
  assert_tokens("{\"a\":undefined};window.b=2", "{kaz}$");
}

static void broken_is_said(void **state) {
  (void)state;
  assert_tokens("", "!");
  assert_tokens("{", "{!");
  assert_tokens("{\"a\"", "{!");
  assert_tokens("{\"a\":", "{ka!");
  assert_tokens("{\"a\":}", "{ka!");
  assert_tokens("[1 2]", "[n1!");
  assert_tokens("[\"abc", "[!");
  assert_tokens("{a:1}", "{!");
  assert_tokens("[}", "[!");
}

static void depth_is_limited(void **state) {
  (void)state;
  char deep[600];
  memset(deep, '[', sizeof deep);
  struct json_scan j;
  json_scan_open(&j, (struct str){deep, sizeof deep}, 0, 64);
  for (size_t i = 0; i < 64; i++) assert_int_equal(json_scan_next(&j).kind, JSON_ARRAY);
  assert_int_equal(json_scan_next(&j).kind, JSON_BROKEN);
  assert_int_equal(json_scan_next(&j).kind, JSON_BROKEN);
  memset(deep + 64, ']', 64);
  json_scan_open(&j, (struct str){deep, 128}, 0, 64);
  for (size_t i = 0; i < 128; i++) assert_true(json_scan_next(&j).kind != JSON_BROKEN);
  assert_int_equal(json_scan_next(&j).kind, JSON_END);
}

static void containers_can_be_skipped(void **state) {
  (void)state;
  struct json_scan j;
  json_scan_open(&j, STR("window.__X = {\"a\":{\"b\":[1,{}]},\"c\":2};"), 13, 64);
  assert_int_equal(json_scan_next(&j).kind, JSON_OBJECT);
  assert_int_equal(json_scan_next(&j).kind, JSON_KEY);
  assert_int_equal(json_scan_next(&j).kind, JSON_OBJECT);
  assert_true(json_scan_skip(&j));
  struct json_token t = json_scan_next(&j);
  assert_int_equal(t.kind, JSON_KEY);
  assert_int_equal(t.depth, 1);
  assert_str(str_sub(j.in, t.start, t.end), "c");
}

static void strings_are_unescaped_with_a_map(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 0);
  struct str in = STR("[\"a\\n\\u00e9\\/\\ud83d\\ude00\\q\\ud800z\"]"), text;
  struct json_scan j;
  json_scan_open(&j, in, 0, 8);
  json_scan_next(&j);
  struct json_token t = json_scan_next(&j);
  assert_true(t.escaped);
  const struct srcmap *map;
  assert_int_equal(json_text(in, t, NULL, &a, &text, &map, NULL), ST_OK);
  assert_str(text, "a\né/😀q\uFFFDz");
  assert_string_equal(map->layer, "json");
  size_t start, end;
  srcmap_resolve(map, 2, 4, &start, &end); /* é */
  assert_str(str_sub(in, start, end), "\\u00e9");
  srcmap_resolve(map, 5, 9, &start, &end);
  assert_str(str_sub(in, start, end), "\\ud83d\\ude00");
  srcmap_resolve(map, text.len - 1, text.len, &start, &end);
  assert_str(str_sub(in, start, end), "z");
  srcmap_resolve(map, 0, text.len, &start, &end);
  assert_int_equal(start, t.start);
  assert_int_equal(end, t.end);
  arena_free(&a);
}

static void plain_strings_are_views(void **state) {
  (void)state;
  struct str in = STR("\"abc\""), text;
  struct json_scan j;
  json_scan_open(&j, in, 0, 8);
  struct json_token t = json_scan_next(&j);
  assert_false(t.escaped);
  assert_int_equal(json_text(in, t, NULL, NULL, &text, NULL, NULL), ST_OK);
  assert_ptr_equal(text.ptr, in.ptr + 1);
}

static void every_cut_and_byte_is_survived(void **state) {
  (void)state;
  const char json[] = "{\"a\\u12\":[1,\"x\\\\\",{\"b\":null}],\"c\":\"\\ud83d\"}";
  char copy[sizeof json];
  struct arena a;
  arena_init(&a, 0);
  for (size_t cut = 0; cut < sizeof json; cut++)
    for (size_t at = 0; at < cut; at++)
      for (int byte = 0; byte < 256; byte += 17) {
        memcpy(copy, json, sizeof json);
        copy[at] = (char)byte;
        struct json_scan j;
        json_scan_open(&j, (struct str){copy, cut}, 0, 8);
        for (size_t i = 0; i < 100; i++) {
          struct json_token t = json_scan_next(&j);
          struct str text;
          if (t.kind == JSON_END || t.kind == JSON_BROKEN) break;
          if (t.kind == JSON_STRING || t.kind == JSON_KEY)
            assert_int_equal(json_text(j.in, t, NULL, &a, &text, NULL, NULL), ST_OK);
          assert_true(i < 99);
        }
        arena_reset(&a);
      }
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tokens_come_in_order),
      cmocka_unit_test(pages_get_away_with_much),
      cmocka_unit_test(broken_is_said),
      cmocka_unit_test(depth_is_limited),
      cmocka_unit_test(containers_can_be_skipped),
      cmocka_unit_test(strings_are_unescaped_with_a_map),
      cmocka_unit_test(plain_strings_are_views),
      cmocka_unit_test(every_cut_and_byte_is_survived),
  };
  return cmocka_run_group_tests_name("json_scan", tests, NULL, NULL);
}
