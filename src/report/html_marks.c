#include "html_marks.h"

#include <stdlib.h>

#include "../base/utf8.h"
#include "html_parts.h"
#include "place.h"

enum { NAMED_MAX = 4 };

/* The hits of one block or of the title, and the text they stand in. */
struct piece {
  const struct html_marks *m;
  struct str text; /* the whole that starts and lengths count in */
  const uint32_t *items;
  size_t count;
};

static const struct hit *hit_at(const struct piece *p, size_t i) {
  return &p->m->r->verdict->evidence[p->items[i]].hit;
}

static const struct lexicon_entry *entry_of(const struct html_marks *m, const struct evidence *x) {
  return &m->o->lex->entries[x->hit.entry];
}

struct placed {
  uint32_t item, block, start;
};

static int by_place(const void *left, const void *right) {
  const struct placed *a = left, *b = right;
  if (a->block != b->block) return a->block < b->block ? -1 : 1;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return a->item < b->item ? -1 : a->item > b->item;
}

bool html_marks_open(const struct result *r, const struct report_options *o, struct str name, struct html_marks *m) {
  size_t n = r->verdict->counting_count < HTML_MARKS_MAX ? r->verdict->counting_count : HTML_MARKS_MAX;
  *m = (struct html_marks){.r = r, .o = o, .name = name, .count = n};
  struct placed *placed = malloc((n + 1) * sizeof *placed);
  m->order = malloc((n + 1) * sizeof *m->order);
  for (size_t i = 0; i < n && placed; i++) {
    const struct hit *h = &r->verdict->evidence[i].hit;
    placed[i] = (struct placed){(uint32_t)i, h->block, h->start};
  }
  if (placed) qsort(placed, n, sizeof *placed, by_place);
  for (size_t i = 0; i < n && placed && m->order; i++) m->order[i] = placed[i].item;
  bool good = placed && m->order;
  free(placed);
  if (!good) html_marks_close(m);
  return good;
}

void html_marks_close(struct html_marks *m) {
  free(m->order);
  *m = (struct html_marks){0};
}

/* "Focus, for Head of Operations 0.82" */
static void name_hit(const struct html_marks *m, const struct evidence *x, struct buf *out) {
  const struct lexicon_entry *entry = entry_of(m, x);
  html_text(out, m->o->lex->criteria[entry->criterion].name);
  buf_add(out, entry->weight < 0 ? STR(", against ") : STR(", for "));
  html_text(out, m->o->lex->roles[entry->role].name);
  buf_format(out, " %.2f", abs(x->contribution) / 1000.0);
}

static void write_letter(const struct html_marks *m, const struct evidence *x, struct buf *out) {
  if (entry_of(m, x)->weight < 0) buf_add(out, STR("\xE2\x88\x92")); /* a minus */
  html_text(out, m->o->lex->roles[entry_of(m, x)->role].letter);
}

/* The hits (indices in the piece) that cover the words from `start` to `end`. */
static size_t covering(const struct piece *p, size_t start, size_t end, size_t *first, size_t out[HTML_MARKS_MAX]) {
  size_t n = 0;
  while (*first < p->count && hit_at(p, *first)->start + hit_at(p, *first)->len <= start) ++*first;
  for (size_t i = *first; i < p->count && hit_at(p, i)->start <= start; i++)
    if (hit_at(p, i)->start + hit_at(p, i)->len >= end) out[n++] = i;
  return n;
}

/* Of the hits in `over`, n of them and one at least. */
static void open_mark(const struct piece *p, const size_t *over, size_t n, size_t start, struct buf *out) {
  const struct html_marks *m = p->m;
  const struct evidence *v = m->r->verdict->evidence, *top = &v[p->items[over[0]]];
  bool mixed = false, has_id = false;
  for (size_t i = 1; i < n; i++) {
    const struct evidence *x = &v[p->items[over[i]]];
    mixed |= entry_of(m, top)->role != entry_of(m, x)->role;
    if (abs(x->contribution) > abs(top->contribution)) top = x;
  }
  for (size_t i = 1; i < n; i++) /* more than one begins here: places to jump to */
    for (size_t k = 0; hit_at(p, over[i])->start == start && k < i; k++)
      if (hit_at(p, over[k])->start == start) {
        buf_add(out, STR("<span id=\""));
        buf_add(out, m->name);
        buf_format(out, "h%u\"></span>", p->items[over[i]]);
        break;
      }
  const struct lexicon_entry *entry = entry_of(m, top);
  bool faint = abs(top->contribution) < (int)(1000 * m->o->lex->faint + 0.5);
  buf_format(out, "<mark class=\"r%u%s%s%s\"", entry->role, entry->weight < 0 ? " against" : "", faint ? " faint" : "",
             mixed ? " mixed" : "");
  for (size_t i = 0; i < n && !has_id; i++) {
    if (hit_at(p, over[i])->start != start) continue;
    buf_add(out, STR(" id=\""));
    buf_add(out, m->name);
    buf_format(out, "h%u\"", p->items[over[i]]);
    has_id = true;
  }
  buf_add(out, STR(" title=\""));
  for (size_t i = 0; i < n && i < NAMED_MAX; i++) {
    if (i) buf_add(out, STR("; "));
    name_hit(m, &v[p->items[over[i]]], out);
  }
  buf_add(out, STR("\""));
}

/* Where hits end, their letters (each once), and for a screen reader what they are. */
static void close_mark(const struct piece *p, const size_t *over, size_t n, size_t end, struct str words,
                       struct buf *out) {
  const struct html_marks *m = p->m;
  const struct evidence *v = m->r->verdict->evidence;
  uint32_t told = 0; /* a bit for each role and sign */
  for (size_t i = 0; i < n; i++) {
    const struct evidence *x = &v[p->items[over[i]]];
    uint32_t bit = 1u << (entry_of(m, x)->role + (x->contribution < 0 ? LEXICON_ROLES_MAX : 0));
    if (x->hit.start + x->hit.len != end || (told & bit)) continue;
    buf_add(out, told ? STR(" ") : STR(" data-l=\""));
    write_letter(m, x, out);
    told |= bit;
  }
  buf_add(out, told ? STR("\">") : STR(">"));
  html_text(out, words);
  if (told) buf_add(out, STR("<span class=\"sr\"> ("));
  bool any = false;
  for (size_t i = 0; i < n; i++) {
    const struct evidence *x = &v[p->items[over[i]]];
    if (x->hit.start + x->hit.len != end) continue;
    if (any) buf_add(out, STR("; "));
    name_hit(m, x, out);
    any = true;
  }
  buf_add(out, told ? STR(")</span></mark>") : STR("</mark>"));
}

static int by_offset(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return a < b ? -1 : a > b;
}

/* The text from `from` to `to`, marked. */
static void write_marked(const struct piece *p, size_t from, size_t to, struct buf *out) {
  if (p->count == 0) {
    html_text(out, str_sub(p->text, from, to));
    return;
  }
  uint32_t *cuts = malloc((2 * p->count) * sizeof *cuts);
  size_t *over = malloc(HTML_MARKS_MAX * sizeof *over), first = 0, at = from;
  if (!cuts || !over) {
    out->failed = true;
  } else {
    for (size_t i = 0; i < p->count; i++) {
      cuts[2 * i] = hit_at(p, i)->start;
      cuts[2 * i + 1] = hit_at(p, i)->start + hit_at(p, i)->len;
    }
    qsort(cuts, 2 * p->count, sizeof *cuts, by_offset);
    for (size_t i = 0; i < 2 * p->count; i++) {
      size_t next = cuts[i] < to ? cuts[i] : to;
      if (next <= at) continue;
      size_t n = covering(p, at, next, &first, over);
      if (n == 0) {
        html_text(out, str_sub(p->text, at, next));
      } else {
        open_mark(p, over, n, at, out);
        close_mark(p, over, n, next, str_sub(p->text, at, next), out);
      }
      at = next;
    }
    html_text(out, str_sub(p->text, at, to));
  }
  free(cuts);
  free(over);
}

void html_marks_block(void *marks, const struct block *b, struct buf *out) {
  struct html_marks *m = marks;
  const struct evidence *v = m->r->verdict->evidence;
  uint32_t number = (uint32_t)(b - m->r->posting->blocks);
  while (m->at < m->count && v[m->order[m->at]].hit.block < number) m->at++;
  struct piece p = {.m = m, .text = m->r->posting->text, .items = m->order + m->at};
  while (m->at + p.count < m->count && v[m->order[m->at + p.count]].hit.block == number) p.count++;
  write_marked(&p, b->start, (size_t)b->start + b->len, out);
}

void html_marks_title(struct html_marks *m, struct buf *out) {
  const struct evidence *v = m->r->verdict->evidence;
  size_t first = m->count;
  while (first && v[m->order[first - 1]].hit.block == MATCH_TITLE_BLOCK) first--;
  struct piece p = {.m = m, .text = m->r->posting->title.value, .items = m->order + first, .count = m->count - first};
  write_marked(&p, 0, p.text.len, out);
}
