#include "finder.h"

#include "../base/ascii.h"

struct field field_of(struct str value, const struct srcmap *map, size_t at, const char *from) {
  return (struct field){.value = value, .map = map, .at = (uint32_t)at, .from = from};
}

struct field field_narrow(struct field f, struct str part) {
  if (part.len == 0) return (struct field){0};
  f.at += (uint32_t)(part.ptr - f.value.ptr);
  f.value = part;
  return f;
}

struct field field_of_block(const struct page *p, size_t i, const char *from) {
  return field_of(raw_text(p, i), p->map, p->blocks[i].start, from);
}

struct field field_of_mark(const struct page *p, const struct mark *m) {
  return field_of(str_sub(p->text, m->at, (size_t)m->at + m->len), p->map, m->at,
                  m->label   ? "label"
                  : m->micro ? "microdata"
                             : "class");
}

struct field finder_label(const struct finder *d, enum ats_field kind, size_t from, size_t to, size_t *block) {
  for (size_t i = d->marks->elements; i < d->marks->count; i++) {
    const struct mark *m = &d->marks->v[i];
    if (m->field != kind || m->block < from || m->block >= to || m->block < d->low || m->block >= d->high) continue;
    *block = m->block;
    return field_of_mark(d->p, m);
  }
  return (struct field){0};
}

static void set_witness(struct witness *w, struct str text, const struct srcmap *map) {
  w->text = text;
  w->map = map;
  if (text.len > sizeof w->fold / 2 - 8) text.len = sizeof w->fold / 2 - 8;
  heading_fold_line(text, w->fold, sizeof w->fold);
}

void finder_open(struct finder *d, const struct scene *s, const struct job_data *data, const struct marks *marks) {
  d->s = s;
  d->p = s->page;
  d->data = data;
  d->marks = marks;
  d->count = 0;
  d->low = 0;
  d->high = s->page->block_count;
  set_witness(&d->title, s->page->title, s->page->title_map);
  for (size_t i = 0; i < s->page->meta_count; i++) {
    const struct page_meta *m = &s->page->metas[i];
    struct witness *w = NULL;
    if (ascii_trim(m->content).len == 0) continue;
    if (str_eq(m->name, STR("og:title")))
      w = &d->og_title;
    else if (str_eq(m->name, STR("og:site_name")))
      w = &d->og_site;
    else if (str_eq(m->name, STR("title")) || str_eq(m->name, STR("twitter:title")))
      w = &d->meta_title;
    if (w && w->text.len == 0) set_witness(w, m->content, m->map);
  }
}

void finder_add(struct finder *d, struct field f, float score, size_t block) {
  if (f.value.len == 0 || d->count == MAX_CANDIDATES) return;
  struct candidate *c = &d->v[d->count++];
  c->f = f;
  c->score = score;
  c->block = block;
  c->beside = false;
  c->folded = heading_fold(f.value, c->fold);
}

void finder_narrow(struct candidate *c, struct str part) {
  if (part.len == c->f.value.len) return;
  const char *from = c->f.from;
  c->f = field_narrow(c->f, part);
  c->f.from = from; /* where nothing is left too: it stays in the list, with no chance */
  if (part.len == 0) c->score = -99;
  c->folded = heading_fold(c->f.value, c->fold);
}

const struct candidate *finder_best(const struct finder *d) {
  const struct candidate *best = NULL;
  for (size_t i = 0; i < d->count; i++)
    if (!best || d->v[i].score > best->score) best = &d->v[i];
  return best;
}

bool finder_same(const struct candidate *a, const struct candidate *b) {
  return a->folded > 0 && a->folded == b->folded && memcmp(a->fold, b->fold, a->folded) == 0;
}

bool finder_within(const struct candidate *c, const struct witness *w) {
  if (c->folded < 2) return false;
  for (const char *at = strstr(w->fold, c->fold); at; at = strstr(at + 1, c->fold))
    if ((at == w->fold || at[-1] == ' ') && (at[c->folded] == '\0' || at[c->folded] == ' ')) return true;
  return false;
}
