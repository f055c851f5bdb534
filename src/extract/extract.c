#include "extract.h"

#include <stdio.h>

#include "../base/ascii.h"
#include "choose.h"
#include "datatext.h"
#include "fields.h"
#include "html.h"
#include "language.h"
#include "parts.h"
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
  bool whole;         /* the document is a description by itself */
  struct part *parts; /* of a page with several postings */
  size_t part_count;
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

/* Copies the chosen blocks of [first, end) of `page` into the posting, with a map of their own over the page's. */
static enum status take_range(struct job *j, const struct page *page, const struct chosen *c, size_t first, size_t end,
                              struct posting *out) {
  size_t room = 1, count = 0, at = 0;
  bool all = j->options->keep_all;
  for (size_t i = first; i < end; i++)
    if (c->v[i].keep || all) room += page->blocks[i].len + 1, count++;
  char *text = ARENA_NEW(j->arena, room, char);
  struct srcmap *map = ARENA_NEW(j->arena, 1, struct srcmap);
  out->blocks = ARENA_NEW(j->arena, count + 1, struct block);
  if (!text || !map || !out->blocks) return err_memory(j->err);
  srcmap_init(map, j->arena, page->map, NULL);
  for (size_t i = first; i < end; i++) {
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

static enum status take_blocks(struct job *j, const struct page *page, const struct chosen *c, struct posting *out) {
  return take_range(j, page, c, 0, page->block_count, out);
}

static void give(struct field *f, struct str given) {
  if (given.len) *f = (struct field){.value = given, .from = "given"};
}

static void take_fields(const struct fields *f, struct posting *out) {
  out->title = f->title;
  out->company = f->company;
  out->location = f->location;
  out->date_posted = f->date_posted;
  out->employment_type = f->employment_type;
  out->salary = f->salary;
}

static void take_given(const struct job *j, struct posting *out) {
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
  if (!str_chr(text, '<') && ascii_find_nocase(text, STR("&lt;")) >= 0) {
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
    st =
        parts_find(&j->scene, j->fields.title_block, first, j->chosen.end, j->arena, &j->parts, &j->part_count, j->err);
    if (st != ST_OK) return st;
    out->posting_count = j->part_count ? j->part_count : 1;
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

/* Adds to the warnings there are. */
static void warn(struct posting *out, const char *what) {
  size_t len = strlen(out->warning);
  snprintf(out->warning + len, sizeof out->warning - len, "%s%s", len ? "; " : "", what);
}

static enum status extract(struct job *j, struct posting *out) {
  *out = (struct posting){.doc = j->doc};
  enum status warned = page_read(j->doc, j->options, j->arena, &j->page, j->err);
  if (warned >= ST_FAIL) return warned;
  memcpy(out->warning, j->page.warning, sizeof out->warning);
  enum status st = data_read(&j->page, j->options, j->arena, &j->data, j->err);
  if (st >= ST_FAIL) return st;
  j->whole = is_fragment(j);
  st = zones_find(&j->page, j->arena, &j->scene, j->err);
  if (st != ST_OK) return st;
  st = fields_find_title(&j->scene, &j->data, j->whole, j->arena, &j->fields, j->err);
  if (st != ST_OK) return st;
  st = choose_text(j, out);
  if (st >= ST_FAIL) return st;
  if (j->data.too_deep) {
    warn(out, "data nested deeper than --max-json-depth; the rest of it was left out");
    warned = ST_WARN;
  }
  fields_find_rest(j->chosen.first, j->chosen.end, &j->fields);
  take_fields(&j->fields, out);
  take_given(j, out);
  if (!j->whole) fields_titles_said(&j->fields, out);
  out->language = language_of(out->text);
  return warned;
}

enum status extract_posting(const struct document *doc, const struct extract_options *options, struct arena *arena,
                            struct posting *out, struct err *e) {
  struct job j = {.doc = doc, .options = options, .arena = arena, .err = e};
  return extract(&j, out);
}

/* The n-th of several postings: its blocks are those below its heading. */
static enum status take_part(struct job *j, size_t n, const struct posting *all, struct posting *out) {
  const struct part *p = &j->parts[n];
  struct fields fields;
  *out = (struct posting){.doc = j->doc, .posting_count = 1};
  memcpy(out->warning, all->warning, sizeof out->warning);
  fields_find_part(&j->fields, p->heading, p->end, j->parts[0].heading, &fields);
  take_fields(&fields, out);
  give(&out->company, j->doc->company);
  give(&out->location, out->location.value.len ? STR_NONE : j->doc->location);
  enum status st = take_range(j, &j->page, &j->chosen, p->heading + 1, p->end, out);
  if (st == ST_OK) out->language = language_of(out->text);
  return st;
}

enum status extract_postings(const struct document *doc, const struct extract_options *options, struct arena *arena,
                             struct posting **out, size_t *count, struct err *e) {
  struct job j = {.doc = doc, .options = options, .arena = arena, .err = e};
  *count = 0;
  *out = ARENA_NEW(arena, 1, struct posting);
  if (!*out) return err_memory(e);
  enum status warned = extract(&j, *out);
  if (warned >= ST_FAIL) return warned;
  *count = 1;
  if (j.part_count < 2) return warned;
  const struct posting *all = *out;
  struct posting *parts = ARENA_NEW(arena, j.part_count, struct posting);
  enum status st = parts ? ST_OK : err_memory(e);
  for (size_t n = 0; n < j.part_count && st == ST_OK; n++) st = take_part(&j, n, all, &parts[n]);
  *out = parts;
  *count = st == ST_OK ? j.part_count : 0;
  return st == ST_OK ? warned : st;
}
