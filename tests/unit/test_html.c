#include "pages.h"

static void blocks_headings_and_items(void **state) {
  (void)state;
  struct reading *r = read_html(
      "<h1>Head of  Operations</h1><div>We <b>run</b>\n a site.<p>Two<p>Three</div>"
      "<ul><li>one<li>two<ul><li>deep</ul></ul><h3>More</h3><ol><li><p>a</p><p>b</p></ol>");
  const struct page *p = &r->page;
  assert_int_equal(p->block_count, 10);
  assert_block(p, 0, BLOCK_HEADING, 1, "Head of Operations");
  assert_block(p, 1, BLOCK_PARAGRAPH, 0, "We run a site.");
  assert_block(p, 2, BLOCK_PARAGRAPH, 0, "Two");
  assert_block(p, 4, BLOCK_ITEM, 1, "one");
  assert_block(p, 6, BLOCK_ITEM, 2, "deep");
  assert_block(p, 7, BLOCK_HEADING, 3, "More");
  assert_block(p, 9, BLOCK_ITEM, 1, "b");
  assert_int_equal(p->blocks[1].bold_bytes, 3);
  assert_int_equal(p->elements[p->blocks[2].element].tag, TAG_P);
  reading_free(r);
}

static void white_space_and_references(void **state) {
  (void)state;
  struct reading *r = read_html(
      "<p> a&nbsp;\t b&#160;<i> c</i> &amp;&lt;&eacute;&copy &#150;&#x2019;&notit; so\u00ADft "
      "z\u200Bw &unknown; &bull;</p><p>&nbsp;</p><p>R&D</p>");
  assert_block(&r->page, 0, BLOCK_PARAGRAPH, 0, "a b c &<é© –’¬it; soft zw &unknown; •");
  assert_block(&r->page, 1, BLOCK_PARAGRAPH, 0, "R&D");
  assert_int_equal(r->page.block_count, 2);
  reading_free(r);
}

static void line_breaks_and_bullets(void **state) {
  (void)state;
  struct reading *r = read_html(
      "<div>One.<br><br>Two<br>\u2022 Three<br>- Four<br>\u00B7&nbsp;Five<br><b>Duties</b><br>"
      "A sentence that somebody wrapped by hand and that<br>goes on here.</div>"
      "<table><tr><td>\u2022<td>Six</table><p>2020-2021</p><p>- </p><p>o Seven</p>");
  static const char *const want[] = {"One.",
                                     "Two",
                                     "Three",
                                     "Four",
                                     "Five",
                                     "Duties",
                                     "A sentence that somebody wrapped by hand and that goes on here.",
                                     "Six",
                                     "2020-2021",
                                     "Seven"};
  assert_int_equal(r->page.block_count, 10);
  for (size_t i = 0; i < 10; i++) {
    bool item = (i >= 2 && i <= 4) || i == 7 || i == 9;
    assert_block(&r->page, i, item ? BLOCK_ITEM : BLOCK_PARAGRAPH, item, want[i]);
  }
  assert_str(source_of(r, 2), "Three");
  assert_str(source_of(r, 4), "Five");
  reading_free(r);
}

static void tables_and_definitions(void **state) {
  (void)state;
  struct reading *r = read_html(
      "<table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td>deep"
      "</table></table></table></table><td>next</table><dl><dt>Place<dd>Leeds</dl>");
  assert_int_equal(r->page.block_count, 4);
  assert_block(&r->page, 0, BLOCK_PARAGRAPH, 0, "deep");
  assert_block(&r->page, 1, BLOCK_PARAGRAPH, 0, "next");
  assert_block(&r->page, 2, BLOCK_PARAGRAPH, 0, "Place");
  assert_int_equal(r->page.blocks[2].bold_bytes, 5);
  assert_block(&r->page, 3, BLOCK_PARAGRAPH, 0, "Leeds");
  reading_free(r);
}

static const struct element *element_with_id(const struct page *p, const char *id) {
  for (size_t i = 0; i < p->element_count; i++)
    if (str_eq(p->elements[i].id, str_of(id))) return &p->elements[i];
  fail();
  return NULL;
}

static void elements_know_their_text(void **state) {
  (void)state;
  struct reading *r = read_html(
      "<div id=a class='x y' data-qa=job><p id=b>At <span id=c itemprop=name>Acme &amp; Co</span> now"
      "</p><p>z</p></div><section id=d role=main aria-label=L><a id=e href='/x?a=1&amp;b=2'>l</a>"
      "<p id=f>- <i id=g>item</i></section>");
  const struct page *p = &r->page;
  const struct element *e = element_with_id(p, "a");
  assert_str(e->classes, "x y");
  assert_str(e->label, "job");
  assert_int_equal(e->end_block - e->first_block, 2);
  e = element_with_id(p, "c");
  assert_str(e->itemprop, "name");
  assert_str(str_sub(p->text, e->text_start, e->text_end), "Acme & Co");
  assert_int_equal(e->end_block - e->first_block, 1);
  assert_str(element_with_id(p, "d")->role, "main");
  assert_str(element_with_id(p, "e")->href, "/x?a=1&b=2");
  e = element_with_id(p, "g");
  assert_str(str_sub(p->text, e->text_start, e->text_end), "item");
  for (size_t i = 0; i < p->element_count; i++) {
    const struct element *x = &p->elements[i];
    assert_true(x->first_block <= x->end_block && x->end_block <= p->block_count);
    assert_true(x->text_start <= x->text_end && x->text_end <= p->text.len);
    assert_true(x->parent == PAGE_NO_ELEMENT || x->parent < i);
  }
  reading_free(r);
}

static void links_and_controls_are_counted(void **state) {
  (void)state;
  struct reading *r = read_html(
      "<p>go <a href=x>there</a> or <a>not</a></p><a href=y><div>block</div></a><p>no</p>"
      "<form><input type=hidden><input name=n><select><option>A<option>B</select>"
      "<textarea>t</textarea><p>after</form>");
  assert_int_equal(r->page.blocks[0].link_bytes, 5);
  assert_int_equal(r->page.blocks[1].link_bytes, 5);
  assert_int_equal(r->page.blocks[2].link_bytes, 0);
  assert_block(&r->page, 3, BLOCK_PARAGRAPH, 0, "after");
  assert_int_equal(r->page.blocks[3].controls, 3);
  assert_int_equal(r->page.control_count, 3);
  reading_free(r);
}

static void hidden_text_is_kept_or_cut(void **state) {
  (void)state;
  struct reading *r = read_html(
      "<p>See <span hidden>tip</span>this</p><div style='display: none'><p>later</p></div>"
      "<p>icon <i aria-hidden=true>x</i></p><video>no video</video>");
  assert_int_equal(r->page.block_count, 3);
  assert_block(&r->page, 0, BLOCK_PARAGRAPH, 0, "See this");
  assert_block(&r->page, 1, BLOCK_PARAGRAPH, 0, "later");
  const struct element *p = &r->page.elements[r->page.blocks[1].element];
  struct reading *bullet = read_html("<p>- Lead <b>a</b> team <span hidden><i id=x>of many</i></span>now</p>");
  assert_block(&bullet->page, 0, BLOCK_ITEM, 1, "Lead a team now");
  reading_free(bullet);
  assert_true(r->page.elements[p->parent].hidden);
  assert_block(&r->page, 2, BLOCK_PARAGRAPH, 0, "icon x");
  reading_free(r);
}

static void the_head_is_read(void **state) {
  (void)state;
  struct reading *r = read_html(
      "<html lang=en-GB><head><title> A &amp;\n B </title><meta property=og:Title content='C &lt; D'>"
      "<link rel=canonical href='http://e.test/'><base href=/b><script type=application/ld+json>[]"
      "</script></head><body><time itemprop=datePosted datetime=2024-01-02>x</time>");
  const struct page *p = &r->page;
  assert_str(p->lang, "en-GB");
  assert_str(p->title, "A & B");
  assert_str(p->base_url, "http://e.test/");
  assert_int_equal(p->meta_count, 2);
  assert_str(p->metas[0].name, "og:title");
  assert_str(p->metas[0].content, "C < D");
  size_t start, end;
  srcmap_resolve(p->metas[0].map, 2, 3, &start, &end);
  assert_str(str_sub(r->doc.bytes, start, end), "&lt;");
  srcmap_resolve(p->title_map, 0, p->title.len, &start, &end);
  assert_str(str_sub(r->doc.bytes, start, end), "A &amp;\n B");
  assert_str(p->metas[1].name, "dateposted");
  assert_str(p->metas[1].content, "2024-01-02");
  assert_int_equal(p->data_count, 1);
  assert_true(p->data[0].is_json_ld);
  srcmap_resolve(p->data[0].map, 0, 2, &start, &end);
  assert_str(str_sub(r->doc.bytes, start, end), "[]");
  reading_free(r);
}

static void nesting_is_read_up_to_the_limit(void **state) {
  (void)state;
  enum { MORE = 600 };
  static char html[MORE * 5];
  for (size_t depth = 510; depth <= 511; depth++) { /* html and body are the other two */
    size_t n = 0;
    for (size_t i = 0; i < depth; i++, n += 5) memcpy(html + n, "<div>", 5);
    strcpy(html + n, "in</div><p>out");
    struct reading *r = read_with(str_of(html), MEDIA_HTML, false);
    assert_int_equal(r->status, depth > 510 ? ST_WARN : ST_OK);
    assert_block(&r->page, 0, BLOCK_PARAGRAPH, 0, "in");
    assert_block(&r->page, 1, BLOCK_PARAGRAPH, 0, "out");
    reading_free(r);
  }
}

static void limits_are_named(void **state) {
  (void)state;
  struct arena a;
  struct page p;
  struct err e = {0};
  struct document d = {.bytes = STR("<div><div><p>one<p>two</div></div><p>three"), .media = MEDIA_HTML};
  struct extract_options o = {.limits = limits_default()};
  html_init();
  arena_init(&a, 0);
  o.limits.html_elements = 6;
  assert_int_equal(page_read(&d, &o, &a, &p, &e), ST_WARN);
  assert_non_null(strstr(p.warning, "--max-elements"));
  assert_str(p.text, "one\ntwo\nthree");
  o.limits.html_elements = 7;
  assert_int_equal(page_read(&d, &o, &a, &p, &e), ST_OK);
  o.limits.html_depth = 4;
  assert_int_equal(page_read(&d, &o, &a, &p, &e), ST_WARN);
  assert_non_null(strstr(p.warning, "--max-depth"));
  assert_str(p.text, "one\ntwo\nthree");
  o.limits.html_depth = 5;
  assert_int_equal(page_read(&d, &o, &a, &p, &e), ST_OK);
  o.limits.document_bytes = d.bytes.len;
  assert_int_equal(page_read(&d, &o, &a, &p, &e), ST_OK);
  o.limits.document_bytes--;
  assert_int_equal(page_read(&d, &o, &a, &p, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_LIMIT);
  arena_free(&a);
}

static void what_is_no_page_is_said(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    enum err_code code;
  } cases[] = {{"", ERR_EMPTY}, {" \n\t ", ERR_EMPTY}, {"%PDF-1.7 x", ERR_BINARY}};
  for (size_t i = 0; i < 3; i++) {
    struct reading *r = read_with(str_of(cases[i].bytes), MEDIA_GUESS, false);
    assert_int_equal(r->status, ST_FAIL);
    assert_int_equal(r->err.code, cases[i].code);
    reading_free(r);
  }
}

static void plain_text_has_structure(void **state) {
  (void)state;
  struct reading *r =
      read_with(STR("Head of Operations\n==================\n\nABOUT US\nWe move parcels between two towns and "
                    "we would like to\nmove more of them.\r\n\r\nYour duties:\n- run the depot,\n  day and night\n"
                    "* R&amp;D\n1. first\n\n## Pay\n3 < 4 pounds\n"),
                MEDIA_GUESS, false);
  const struct page *p = &r->page;
  assert_int_equal(r->status, ST_OK);
  assert_int_equal(p->block_count, 9);
  assert_block(p, 0, BLOCK_HEADING, 1, "Head of Operations");
  assert_block(p, 1, BLOCK_HEADING, 3, "ABOUT US");
  assert_block(p, 2, BLOCK_PARAGRAPH, 0, "We move parcels between two towns and we would like to move more of them.");
  assert_block(p, 3, BLOCK_HEADING, 3, "Your duties:");
  assert_block(p, 4, BLOCK_ITEM, 1, "run the depot, day and night");
  assert_block(p, 5, BLOCK_ITEM, 1, "R&amp;D");
  assert_block(p, 6, BLOCK_ITEM, 1, "first");
  assert_block(p, 7, BLOCK_HEADING, 2, "Pay");
  assert_block(p, 8, BLOCK_PARAGRAPH, 0, "3 < 4 pounds");
  reading_free(r);
}

static void html_is_right_where_libxml2_is_not(void **state) {
  (void)state;
  struct reading *r = read_html(
      "<p>a<!--> b</p><p>c <!-- x --!> d</p><script><!--<script>1</script>--></script><p>e</p>"
      "<p>1 < 2 &amp 3 <3</p><div>&lt;b&gt; <![CDATA[x]]>y</div>");
  static const char *const want[] = {"a b", "c d", "e", "1 < 2 & 3 <3", "<b> y"};
  assert_int_equal(r->page.block_count, 5);
  for (size_t i = 0; i < 5; i++) assert_str(block_text(&r->page, i), want[i]);
  reading_free(r);
}

/* A saved page: every block's source shows its text; the page read without the scan is the same. */
static void check_page(const char *path, struct str bytes) {
  struct reading *r = read_with(bytes, MEDIA_HTML, false), *slow = read_with(bytes, MEDIA_HTML, true);
  const char *charset = str_eq(r->page.charset, STR("windows-1252")) ? "CP1252" : r->page.charset.ptr;
  bool stray_quote = false; /* one saved page has tags that the slow reader cannot end */
  for (size_t i = 0; i + 2 < bytes.len && !stray_quote; i++) stray_quote = memcmp(bytes.ptr + i, "\"}\"", 3) == 0;
  if (!str_eq(r->page.text, slow->page.text)) print_error("%s: other text without the scan\n", path);
  assert_int_equal(r->page.block_count, slow->page.block_count);
  assert_true(str_eq(r->page.text, slow->page.text));
  for (size_t i = 0; i < r->page.block_count; i++) {
    assert_int_equal(r->page.blocks[i].kind, slow->page.blocks[i].kind);
    assert_ptr_equal(source_of(r, i).ptr, source_of(slow, i).ptr);
  }
  size_t wrong = wrong_blocks(r, charset);
  if (wrong) print_error("%s: %zu blocks of %zu\n", path, wrong, r->page.block_count);
  assert_true(wrong == 0 || (stray_quote && wrong == 1));
  reading_free(r);
  reading_free(slow);
}

static void saved_pages_are_exact_and_the_same_without_scan(void **state) {
  (void)state;
  size_t count = each_page("corpus", check_page);
  count += each_page("tests/extract", check_page);
  count += each_page("../shared/data/pages", check_page);
  if (count == 0) skip();
}

static void out_of_memory_is_a_status(void **state) {
  (void)state;
  struct document d = {.bytes = STR("<title>a&amp;b</title><meta name=a content=b><ul><li>x<li id='a&amp;'>y</ul>"
                                    "<script type=application/json>{}</script>"),
                       .media = MEDIA_HTML};
  struct extract_options o = {.limits = limits_default()};
  bool done = false;
  html_init();
  for (size_t cap = 16; !done && cap < (1u << 20); cap += 4096) {
    struct arena a;
    struct page p;
    struct err e = {0};
    arena_init(&a, cap);
    enum status st = page_read(&d, &o, &a, &p, &e);
    done = st == ST_OK;
    if (!done) assert_int_equal(st, ST_FATAL);
    if (!done) assert_int_equal(e.code, ERR_MEMORY);
    arena_free(&a);
  }
  assert_true(done);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(blocks_headings_and_items),
      cmocka_unit_test(white_space_and_references),
      cmocka_unit_test(line_breaks_and_bullets),
      cmocka_unit_test(tables_and_definitions),
      cmocka_unit_test(elements_know_their_text),
      cmocka_unit_test(links_and_controls_are_counted),
      cmocka_unit_test(hidden_text_is_kept_or_cut),
      cmocka_unit_test(the_head_is_read),
      cmocka_unit_test(nesting_is_read_up_to_the_limit),
      cmocka_unit_test(limits_are_named),
      cmocka_unit_test(what_is_no_page_is_said),
      cmocka_unit_test(plain_text_has_structure),
      cmocka_unit_test(html_is_right_where_libxml2_is_not),
      cmocka_unit_test(saved_pages_are_exact_and_the_same_without_scan),
      cmocka_unit_test(out_of_memory_is_a_status),
  };
  return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
