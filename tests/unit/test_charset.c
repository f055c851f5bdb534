#include "extract/charset.h"

#include "pages.h"

/* Recodes the page and reads it: the charset is told, the text is the same, every block maps to its bytes. */
static void assert_round(const char *html, const char *iconv_name, const char *want_charset, const char *prefix) {
  struct str body = recode(str_of(html), "UTF-8", iconv_name), bytes = body;
  char *all = malloc(body.len + 8);
  assert_non_null(all);
  size_t n = strlen(prefix);
  memcpy(all, prefix, n);
  memcpy(all + n, body.ptr, body.len);
  bytes = (struct str){all, n + body.len};
  struct reading *r = read_with(bytes, MEDIA_HTML, false), *plain = read_html(html);
  assert_int_equal(r->status, ST_OK);
  assert_str(r->page.charset, want_charset);
  assert_true(r->page.block_count > 2);
  assert_int_equal(r->page.block_count, plain->page.block_count);
  assert_true(str_eq(r->page.text, plain->page.text));
  assert_true(str_eq(r->page.title, plain->page.title));
  assert_int_equal(wrong_blocks(r, iconv_name), 0);
  reading_free(r);
  reading_free(plain);
  free(all);
  free((void *)(uintptr_t)body.ptr);
}

#define PAGE(label, text)                                                                                \
  "<!DOCTYPE html><html><head><meta charset=\"" label "\"><title>" text "</title></head><body><h1>" text \
  "</h1>"                                                                                                \
  "<p>" text " &amp; <b>" text "</b>&nbsp;" text "</p>\r\n<ul><li>a " text "<li>&bull; " text            \
  " z</ul>"                                                                                              \
  "<!-- " text " --><script>var x = '" text "';</script><div>" text "<br>" text "</div></body></html>"

static void western(void **state) {
  (void)state;
  assert_round(PAGE("windows-1252", "Café – “naïve” €5"), "CP1252", "windows-1252", "");
  assert_round(PAGE("ISO-8859-1", "Café – “naïve” €5"), "CP1252", "windows-1252", "");
  assert_round(PAGE("iso-8859-15", "Café naïve €5"), "ISO-8859-15", "iso-8859-15", "");
  assert_round(PAGE("windows-1250", "Łódź Příliš žluťoučký"), "CP1250", "windows-1250", "");
  assert_round(PAGE("iso-8859-2", "Łódź Příliš žluťoučký"), "ISO-8859-2", "iso-8859-2", "");
  assert_round(PAGE("windows-1254", "İstanbul Şirketi ığ"), "CP1254", "windows-1254", "");
}

static void other_alphabets(void **state) {
  (void)state;
  assert_round(PAGE("windows-1251", "Директор по операциям"), "CP1251", "windows-1251", "");
  assert_round(PAGE("koi8-r", "Директор по операциям"), "KOI8-R", "koi8-r", "");
  assert_round(PAGE("windows-1253", "Διευθυντής λειτουργιών"), "CP1253", "windows-1253", "");
  assert_round(PAGE("windows-1256", "مدير العمليات"), "CP1256", "windows-1256", "");
}

static void east_asian(void **state) {
  (void)state;
  assert_round(PAGE("Shift_JIS", "最高執行責任者ｱｲｳ 表示"), "CP932", "shift_jis", "");
  assert_round(PAGE("euc-jp", "最高執行責任者 日本"), "EUC-JP", "euc-jp", "");
  assert_round(PAGE("gb18030", "首席运营官 ü €"), "GB18030", "gb18030", "");
  assert_round(PAGE("gb2312", "首席运营官"), "GB18030", "gb18030", "");
  assert_round(PAGE("big5", "營運長 台北"), "BIG5-HKSCS", "big5", "");
  assert_round(PAGE("euc-kr", "최고 운영 책임자"), "CP949", "euc-kr", "");
}

static void unicode(void **state) {
  (void)state;
  const char *page = PAGE("x", "Café 最高 😀 Łódź");
  assert_round(page, "UTF-8", "utf-8", "");
  assert_round(page, "UTF-8", "utf-8", "\xEF\xBB\xBF");
  assert_round(page, "UTF-16LE", "utf-16le", "\xFF\xFE");
  assert_round(page, "UTF-16BE", "utf-16be", "\xFE\xFF");
  assert_round(page, "UTF-16LE", "utf-16le", "");
  assert_round(page, "UTF-16BE", "utf-16be", "");
}

static void valid_utf8_beats_what_is_declared(void **state) {
  (void)state;
  assert_round(PAGE("iso-8859-1", "Café"), "UTF-8", "utf-8", "");
  assert_round(PAGE("shift_jis", "最高"), "UTF-8", "utf-8", "");
}

static void decode(struct str bytes, const char *label, struct arena *a, struct decoded *d) {
  struct document doc = {.bytes = bytes, .charset = str_of(label)};
  arena_init(a, 0);
  assert_int_equal(charset_decode(&doc, true, a, d, NULL), ST_OK);
}

static void declarations_are_found(void **state) {
  (void)state;
  static const struct {
    const char *bytes, *charset;
  } cases[] = {
      {"<meta charset=windows-1251>\xE0", "windows-1251"},
      {"<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>\xE0", "koi8-r"},
      {"<META CHARSET = \"Windows-1250\" >\xE0", "windows-1250"},
      {"<script>document.charset = \"shift_jis\";</script>\x8D\xC5", "shift_jis"},
      {"<?xml version='1.0' encoding='iso-8859-2'?><html>\xE0", "iso-8859-2"},
      {"<meta charset=no-such-thing>\xE0", "windows-1252"},
      {"<meta charset=utf-16>abc", "utf-8"},
      {"no declaration \x93here\x94", "windows-1252"},
      {"only ascii", "utf-8"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct arena a;
    struct decoded d;
    decode(str_of(cases[i].bytes), "", &a, &d);
    assert_str(d.charset, cases[i].charset);
    arena_free(&a);
  }
}

static void the_outer_label_comes_first(void **state) {
  (void)state;
  struct arena a;
  struct decoded d;
  decode(STR("<meta charset=koi8-r>\xE0"), "windows-1251", &a, &d);
  assert_str(d.charset, "windows-1251");
  arena_free(&a);
}

static void identity_costs_no_map(void **state) {
  (void)state;
  static const char *const same[] = {"plain", "caf\xC3\xA9", "<meta charset=windows-1251>plain"};
  for (size_t i = 0; i < 3; i++) {
    struct arena a;
    struct decoded d;
    struct str in = str_of(same[i]);
    decode(in, "", &a, &d);
    assert_null(d.map);
    assert_ptr_equal(d.text.ptr, in.ptr);
    assert_int_equal(d.text.len, in.len);
    arena_free(&a);
  }
}

static void few_bad_bytes_are_filled_in_place(void **state) {
  (void)state;
  static char bytes[1000];
  struct arena a;
  struct decoded d;
  memset(bytes, 'a', sizeof bytes);
  memcpy(bytes, "<meta charset=utf-8>\xC3\xA9", 22);
  memset(bytes + 500, 0xFF, 9); /* 0.9 % */
  decode((struct str){bytes, sizeof bytes}, "", &a, &d);
  assert_str(d.charset, "utf-8");
  assert_null(d.map);
  assert_int_equal(d.bad, 9);
  assert_int_equal(d.text.len, sizeof bytes);
  assert_int_equal(utf8_valid_prefix(d.text), sizeof bytes);
  assert_memory_equal(d.text.ptr + 509, bytes + 509, 491);
  arena_free(&a);
  memset(bytes + 500, 0xFF, 10); /* 1 %: it is not UTF-8 after all */
  decode((struct str){bytes, sizeof bytes}, "", &a, &d);
  assert_str(d.charset, "windows-1252");
  arena_free(&a);
}

static void bad_bytes_of_other_charsets_become_fillers(void **state) {
  (void)state;
  struct arena a;
  struct decoded d;
  decode(STR("<meta charset=shift_jis>\x81\xFF<p>\x8D\xC5"), "", &a, &d);
  assert_true(d.bad >= 1);
  assert_int_equal(utf8_valid_prefix(d.text), d.text.len);
  assert_true(ascii_find_nocase(d.text, STR("<p>\xE6\x9C\x80")) > 0); /* markup behind a bad lead byte survives */
  arena_free(&a);
  decode(STR("\xFF\xFE"
             "a\0\x00\xD8"
             "b\0c"),
         "", &a, &d); /* a lone surrogate, and half a unit at the end */
  assert_str(d.text, "a\uFFFDb");
  arena_free(&a);
}

static void every_prefix_of_every_charset_is_valid(void **state) {
  (void)state;
  static const char *const labels[] = {"utf-8",  "windows-1252", "shift_jis",    "gb18030",  "big5",
                                       "euc-kr", "euc-jp",       "windows-1251", "utf-16le", "iso-8859-7"};
  char bytes[64];
  for (size_t l = 0; l < sizeof labels / sizeof *labels; l++)
    for (size_t seed = 0; seed < 400; seed++) {
      uint32_t x = (uint32_t)(seed * 2654435761u + l * 40503u + 1);
      for (size_t i = 0; i < sizeof bytes; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = (char)(unsigned char)(x >> 24);
      }
      struct arena a;
      struct decoded d;
      decode((struct str){bytes, seed % 64}, labels[l], &a, &d);
      assert_int_equal(utf8_valid_prefix(d.text), d.text.len);
      size_t start, end, before = 0;
      for (size_t i = 0; d.map && i < d.text.len; i++) {
        srcmap_resolve(d.map, i, i + 1, &start, &end);
        assert_true(start >= before && start < end && end <= seed % 64);
        before = start;
      }
      arena_free(&a);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(western),
      cmocka_unit_test(other_alphabets),
      cmocka_unit_test(east_asian),
      cmocka_unit_test(unicode),
      cmocka_unit_test(valid_utf8_beats_what_is_declared),
      cmocka_unit_test(declarations_are_found),
      cmocka_unit_test(the_outer_label_comes_first),
      cmocka_unit_test(identity_costs_no_map),
      cmocka_unit_test(few_bad_bytes_are_filled_in_place),
      cmocka_unit_test(bad_bytes_of_other_charsets_become_fillers),
      cmocka_unit_test(every_prefix_of_every_charset_is_valid),
  };
  return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
