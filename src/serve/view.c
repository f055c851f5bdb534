#include "view.h"

#include <stdlib.h>

#include "../base/json_out.h"
#include "../classify/flip.h"
#include "../report/card.h"
#include "../report/json_rows.h"

/* A hit and its number in the answer. */
struct mark {
  uint32_t block, start, len; /* bytes, as in struct hit */
  size_t item;
};

static int by_place(const void *a, const void *b) {
  const struct mark *x = a, *y = b;
  if (x->block != y->block) return x->block < y->block ? -1 : 1;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->len != y->len) return x->len > y->len ? -1 : 1; /* what covers more comes first */
  return (x->item > y->item) - (x->item < y->item);
}

/* UTF-16 units of valid UTF-8: characters of four bytes have two. */
static size_t utf16_length(struct str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.len; i++) {
    unsigned char c = (unsigned char)s.ptr[i];
    n += (size_t)((c & 0xC0) != 0x80) + (c >= 0xF0);
  }
  return n;
}

/* `text` begins at byte `at` of what the marks count in. */
static void write_spans(struct json_out *j, struct str text, size_t at, const struct mark *marks, size_t count) {
  json_key_str(j, "text", text);
  json_key(j, "spans");
  json_open(j, '[');
  size_t bytes = 0, units = 0;
  for (size_t i = 0; i < count; i++) {
    size_t start = marks[i].start - at, end = start + marks[i].len;
    units += utf16_length(str_sub(text, bytes, start));
    bytes = start;
    json_open(j, '{');
    json_key(j, "start");
    json_uint(j, units);
    json_key(j, "end");
    json_uint(j, units + utf16_length(str_sub(text, start, end)));
    json_key(j, "item");
    json_uint(j, marks[i].item);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void write_block(struct json_out *j, const struct posting *p, const struct block *b, const struct mark *marks,
                        size_t count) {
  json_open(j, '{');
  json_block(j, b);
  write_spans(j, str_sub(p->text, b->start, b->start + b->len), b->start, marks, count);
  json_close(j, '}');
}

/* The hits in order of their place; NULL where there is no room. */
static struct mark *index_hits(const struct verdict *v, struct arena *arena) {
  struct mark *marks = ARENA_NEW(arena, v->evidence_count + 1, struct mark);
  for (size_t i = 0; marks && i < v->evidence_count; i++) {
    const struct hit *h = &v->evidence[i].hit;
    marks[i] = (struct mark){h->block, h->start, h->len, i};
  }
  if (marks) qsort(marks, v->evidence_count, sizeof *marks, by_place);
  return marks;
}

static void write_text(struct json_out *j, const struct result *r, struct arena *arena) {
  const struct posting *p = r->posting;
  size_t count = r->verdict ? r->verdict->evidence_count : 0, at = 0;
  const struct mark *marks = count ? index_hits(r->verdict, arena) : NULL;
  if (count && !marks) {
    j->buf->failed = true;
    return;
  }
  json_key(j, "blocks");
  json_open(j, '[');
  for (size_t b = 0; b < p->block_count; b++) {
    size_t first = at;
    while (at < count && marks[at].block == b) at++;
    write_block(j, p, &p->blocks[b], marks ? marks + first : NULL, at - first);
  }
  json_close(j, ']');
  json_key(j, "title"); /* its number is the highest, so its marks are the last */
  json_open(j, '{');
  write_spans(j, p->title.value, 0, marks ? marks + at : NULL, count - at);
  json_close(j, '}');
}

static void write_card(struct json_out *j, const struct result *r, const struct report_options *o) {
  struct card_row row;
  json_key(j, "card");
  json_open(j, '[');
  for (size_t n = 0; card_row(r, o, n, &row); n++) {
    json_open(j, '{');
    json_key_str(j, "criterion", o->lex->criteria[row.criterion].id);
    json_key_str(j, "role", row.role == CARD_NONE ? STR_NONE : o->lex->roles[row.role].id);
    json_key(j, "against");
    json_bool(j, row.against);
    json_key_str(j, "strength", str_of(card_strength_name(row.strength)));
    json_key(j, "hits");
    json_uint(j, row.hit_count);
    json_key(j, "items");
    json_open(j, '[');
    for (size_t q = 0; q < row.quote_count; q++) json_uint(j, row.quotes[q]);
    json_close(j, ']');
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void write_suggestion(struct json_out *j, const struct result *r, const struct report_options *o) {
  struct buf title = {0};
  bool found = card_suggest_title(r, o, &title);
  json_key_str(j, "suggestion", found ? buf_str(&title) : STR_NONE);
  if (title.failed) j->buf->failed = true;
  buf_free(&title);
}

/* What would change the answer; here and not in the engine, which also makes reports of thousands. */
static void write_flip(struct json_out *j, const struct result *r, const struct lexicon *lex, struct arena *arena) {
  struct flip flip;
  struct err e = {0};
  if (flip_find(lex, r->posting, r->verdict, arena, &flip, &e) != ST_OK) {
    j->buf->failed = true;
    return;
  }
  json_key(j, "flip");
  json_open(j, '{');
  json_key_str(j, "kind", str_of(flip_kind_name(flip.kind)));
  if (flip.kind == FLIP_FOUND) {
    json_key_str(j, "role", lex->roles[flip.role].id);
    json_key(j, "probability");
    json_fixed(j, flip.probability, 4);
    json_key(j, "smallest");
    json_bool(j, flip.smallest);
    json_key(j, "items");
    json_open(j, '[');
    for (size_t i = 0; i < flip.count; i++) json_uint(j, flip.items[i]);
    json_close(j, ']');
  }
  json_close(j, '}');
}

void view_json(const struct result *r, const struct lexicon *lex, struct arena *arena, struct buf *out) {
  struct report_options options = {.lex = lex, .evidence = EVIDENCE_ALL};
  struct json_out j;
  json_out_init(&j, out);
  json_open(&j, '{');
  json_key(&j, "result");
  report_json(r, &options, out);
  j.after_key = false; /* the value was written by somebody else */
  if (r->posting && r->verdict) {
    write_card(&j, r, &options);
    write_suggestion(&j, r, &options);
    write_flip(&j, r, lex, arena);
  }
  if (r->posting) write_text(&j, r, arena);
  json_close(&j, '}');
}
