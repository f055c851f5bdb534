#include "extract.h"

#include "../base/ascii.h"
#include "choose.h"
#include "datatext.h"
#include "fields.h"
#include "html.h"
#include "language.h"
#include "presence.h"
#include "shingle.h"
#include "titles.h"

void extract_global_init(void) {
  html_init();
}

/* One document on its way. */
struct job {
  const struct document *doc;
  const struct extract_options *options;
  struct arena *arena;
  struct err *err;
  struct page page;
  struct scene scene;
  struct job_data data;
  struct fields fields;
  struct chosen chosen;
  bool whole; /* the document is a description by itself */
};

/* A page of its own says <html> or <body> or has a <title>; a description from a data set does not. */
static bool is_fragment(const struct job *j) {
  if (j->page.title.len || j->page.meta_count) return false;
  size_t titles = 0, others = 0; /* an h1 that names a job, and no other, is a piece of a saved page */
  for (size_t i = 0; i < j->page.block_count; i++) {
    if (j->page.blocks[i].kind != BLOCK_HEADING || j->page.blocks[i].level != 1) continue;
    struct str text = str_sub(j->page.text, j->page.blocks[i].start, j->page.blocks[i].start + j->page.blocks[i].len);
    *(title_like(text) == 2 ? &titles : &others) += 1;
  }
  if (titles == 1 && others == 0 && j->doc->title.len == 0) return false;
  struct str head = j->doc->bytes;
  if (head.len > 4096) head.len = 4096;
  return ascii_find_nocase(head, STR("<html")) < 0 && ascii_find_nocase(head, STR("<body")) < 0 &&
         ascii_find_nocase(head, STR("<head")) < 0 && j->page.control_count < 3 && j->page.data_count == 0;
}

/* Copies the chosen blocks of `page` into the posting, with a map of their own over the page's. */
static enum status take_blocks(struct job *j, const struct page *page, const struct chosen *c, struct posting *out) {
  size_t room = 1, count = 0, at = 0;
  bool all = j->options->keep_all;
  for (size_t i = 0; i < page->block_count; i++)
    if (c->v[i].keep || all) room += page->blocks[i].len + 1, count++;
  char *text = ARENA_NEW(j->arena, room, char);
  struct srcmap *map = ARENA_NEW(j->arena, 1, struct srcmap);
  out->blocks = ARENA_NEW(j->arena, count + 1, struct block);
  if (!text || !map || !out->blocks) return err_memory(j->err);
  srcmap_init(map, j->arena, page->map, NULL);
  for (size_t i = 0; i < page->block_count; i++) {
    if (!c->v[i].keep && !all) continue;
    const struct raw_block *b = &page->blocks[i];
    if (out->block_count) text[at++] = '\n';
    memcpy(text + at, page->text.ptr + b->start, b->len);
    enum status st = srcmap_add(map, at, b->len, b->start, b->len, j->err);
    if (st != ST_OK) return st;
    out->blocks[out->block_count++] = (struct block){.start = (uint32_t)at,
                                                     .len = b->len,
                                                     .kind = c->v[i].kind,
                                                     .level = c->v[i].level,
                                                     .map = map,
                                                     .rule = c->v[i].rule};
    at += b->len;
  }
  out->text = (struct str){text, at};
  headings_label(out->text, out->blocks, out->block_count);
  return ST_OK;
}

static void give(struct field *f, struct str given) {
  if (given.len) *f = (struct field){.value = given, .from = "given"};
}

static void take_fields(const struct job *j, struct posting *out) {
  const struct fields *f = &j->fields;
  out->title = f->title;
  out->company = f->company;
  out->location = f->location;
  out->date_posted = f->date_posted;
  out->employment_type = f->employment_type;
  out->salary = f->salary;
  give(&out->title, j->doc->title);
  give(&out->company, j->doc->company);
  give(&out->location, j->doc->location);
}

/* Markup that stands in the text: the description was escaped for HTML before it was for JSON. */
static bool escaped_twice(struct str text) {
  struct str head = text.len > 4000 ? str_sub(text, 0, 4000) : text;
  return ascii_find_nocase(head, STR("<p")) >= 0 || ascii_find_nocase(head, STR("<br")) >= 0 ||
         ascii_find_nocase(head, STR("<div")) >= 0 || ascii_find_nocase(head, STR("<li")) >= 0;
}

/* The text of a page that has none of its own, from its data. */
static enum status take_data(struct job *j, struct posting *out) {
  struct job_data *d = &j->data;
  struct page inner;
  struct scene scene;
  struct chosen c;
  enum status st;
  if (!d->description.value.len) {
    st = data_state_text(&j->page, j->options, j->arena, d, j->err);
    if (st >= ST_FAIL) return st;
  }
  if (!d->description.value.len) return ST_SKIP;
  struct str text = d->description.value;
  if (!memchr(text.ptr, '<', text.len) && ascii_find_nocase(text, STR("&lt;")) >= 0) {
    inner = (struct page){.charset = STR("utf-8")};
    st = html_read(text, d->description_map, j->options, j->arena, &inner, j->err);
  } else {
    st = page_read_fragment(text, d->description_map, j->options, j->arena, &inner, j->err);
  }
  if (st < ST_FAIL && escaped_twice(inner.text)) {
    struct page again;
    st = page_read_fragment(inner.text, inner.map, j->options, j->arena, &again, j->err);
    if (st < ST_FAIL) inner = again;
  }
  if (st == ST_FATAL) return st;
  if (st >= ST_FAIL) return ST_SKIP;
  inner.doc = j->doc;
  st = zones_find(&inner, j->arena, &scene, j->err);
  if (st == ST_OK) st = choose_blocks(&scene, SIZE_MAX, true, NULL, j->arena, &c, j->err);
  if (st != ST_OK) return st;
  if (c.words < 40 || (c.heads == 0 && c.prose < 4)) return ST_SKIP;
  return take_blocks(j, &inner, &c, out);
}

static enum status choose_text(struct job *j, struct posting *out) {
  uint8_t *seen = NULL;
  enum status st = shingle_compare(&j->scene, j->data.description.value, j->arena, &seen, j->err);
  if (st == ST_OK) st = choose_blocks(&j->scene, j->fields.title_block, j->whole, seen, j->arena, &j->chosen, j->err);
  if (st != ST_OK) return st;
  if (j->whole ? j->chosen.kept > 0 : page_has_posting(&j->scene, &j->chosen, &j->fields)) {
    size_t first = j->chosen.first < j->fields.title_block ? j->chosen.first : j->fields.title_block;
    out->posting_count = page_posting_count(&j->scene, first, j->chosen.end);
    if (j->data.postings > out->posting_count && out->posting_count > 1) out->posting_count = j->data.postings;
    if (out->posting_count > 1) out->reason = "several-postings";
    return take_blocks(j, &j->page, &j->chosen, out);
  }
  st = take_data(j, out);
  if (st == ST_OK) out->posting_count = 1;
  if (st != ST_SKIP) return st;
  out->reason = page_reason(&j->scene);
  j->chosen.first = j->chosen.end = 0;
  if (j->options->keep_all) {
    for (size_t i = 0; i < j->page.block_count; i++)
      if (j->chosen.v[i].keep) j->chosen.v[i].keep = false, j->chosen.v[i].rule = "dropped: too little for a posting";
    return take_blocks(j, &j->page, &j->chosen, out);
  }
  return ST_OK;
}

enum status extract_posting(const struct document *doc, const struct extract_options *options, struct arena *arena,
                            struct posting *out, struct err *e) {
  struct job j = {.doc = doc, .options = options, .arena = arena, .err = e};
  *out = (struct posting){.doc = doc};
  enum status warned = page_read(doc, options, arena, &j.page, e);
  if (warned >= ST_FAIL) return warned;
  memcpy(out->warning, j.page.warning, sizeof out->warning);
  enum status st = data_read(&j.page, options, arena, &j.data, e);
  if (st >= ST_FAIL) return st;
  j.whole = is_fragment(&j);
  st = zones_find(&j.page, arena, &j.scene, e);
  if (st != ST_OK) return st;
  st = fields_find_title(&j.scene, &j.data, j.whole, arena, &j.fields, e);
  if (st != ST_OK) return st;
  st = choose_text(&j, out);
  if (st >= ST_FAIL) return st;
  fields_find_rest(j.chosen.first, j.chosen.end, &j.fields);
  take_fields(&j, out);
  out->language = language_of(out->text);
  return warned;
}
