/* Any bytes through the extractor. The first byte picks media and options; the rest is the document. What must hold: a
   status, blocks in order and inside their text, maps monotone and inside the document, a scan no longer than its input
   and the same when repeated. */
#include "must.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "extract/extract.h"
#include "extract/page.h"
#include "extract/scan.h"

static void check_span(const struct srcmap *map, size_t start, size_t end, size_t document_len) {
  size_t from, to;
  srcmap_resolve(map, start, end, &from, &to);
  MUST(from <= to && to <= document_len);
}

static void check_scan(struct str in, struct arena *arena) {
  struct limits limits = limits_default();
  struct scan once, twice;
  if (scan_html(in, NULL, &limits, arena, &once, NULL) != ST_OK) return;
  MUST(once.html.len <= in.len);
  check_map(&once.map, once.html.len, in.len);
  MUST(scan_html(once.html, NULL, &limits, arena, &twice, NULL) == ST_OK);
  MUST(str_eq(once.html, twice.html));
}

static void check_page(const struct document *doc, const struct extract_options *options, struct arena *arena) {
  struct page p;
  enum status st = page_read(doc, options, arena, &p, NULL);
  if (st != ST_OK && st != ST_WARN) return;
  MUST((st == ST_WARN) == (p.warning[0] != '\0'));
  MUST(utf8_valid_prefix(p.text) == p.text.len);
  check_map(p.map, p.text.len, doc->bytes.len);
  size_t end = 0;
  for (size_t i = 0; i < p.block_count; i++) {
    const struct raw_block *b = &p.blocks[i];
    MUST(b->start == (i ? end + 1 : 0) && b->len > 0);
    end = (size_t)b->start + b->len;
    MUST(end <= p.text.len && p.text.ptr[b->start] != ' ' && p.text.ptr[end - 1] != ' ');
    MUST(b->element == PAGE_NO_ELEMENT || b->element < p.element_count);
    MUST(b->link_bytes <= b->len + 4 && b->bold_bytes <= b->len + 4);
    check_span(p.map, b->start, end, doc->bytes.len);
  }
  for (size_t i = 0; i < p.element_count; i++) {
    const struct element *el = &p.elements[i];
    MUST(el->first_block <= el->end_block && el->end_block <= p.block_count);
    MUST(el->text_start <= el->text_end && el->text_end <= p.text.len);
    MUST(el->parent == PAGE_NO_ELEMENT || el->parent < i);
  }
  for (size_t i = 0; i < p.meta_count; i++) check_span(p.metas[i].map, 0, p.metas[i].content.len, doc->bytes.len);
  for (size_t i = 0; i < p.data_count; i++) check_span(p.data[i].map, 0, p.data[i].bytes.len, doc->bytes.len);
}

static void check_posting(const struct document *doc, const struct extract_options *options, struct arena *arena) {
  struct posting p;
  enum status st = extract_posting(doc, options, arena, &p, NULL);
  if (st != ST_OK && st != ST_WARN) return;
  size_t end = 0;
  for (size_t i = 0; i < p.block_count; i++) {
    const struct block *b = &p.blocks[i];
    MUST(b->start >= end && (size_t)b->start + b->len <= p.text.len);
    end = (size_t)b->start + b->len;
    check_span(b->map, b->start, end, doc->bytes.len);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > 1 << 16) return 0;
  static const char *const charsets[] = {"", "", "", "windows-1251", "shift_jis", "gb18030", "utf-16be", "iso-8859-2"};
  struct document doc = {.bytes = {(const char *)data + 1, size - 1},
                         .media = (enum media)(data[0] % 3),
                         .charset = str_of(charsets[data[0] / 3 % 8])};
  struct extract_options options = {.limits = limits_default(), .keep_all = data[0] & 0x80};
  options.limits.html_depth = 40; /* so that small inputs meet the limits */
  options.limits.html_elements = 500;
  options.limits.tag_attributes = 8;
  options.limits.text_bytes = 20000;
  struct arena arena;
  extract_global_init();
  arena_init(&arena, 64u << 20);
  check_scan(doc.bytes, &arena);
  check_page(&doc, &options, &arena);
  arena_reset(&arena);
  check_posting(&doc, &options, &arena);
  arena_free(&arena);
  return 0;
}
