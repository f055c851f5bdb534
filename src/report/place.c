#include "place.h"

#include "../base/utf8.h"

/* Maps name their layer on the way down to the document; told from the document up. */
static void name_layers(const struct srcmap *map, struct place *out) {
  const char *found[4];
  size_t n = 0;
  for (; map && n < 3; map = map->below)
    if (map->layer) found[n++] = map->layer;
  for (size_t i = 0; i < n; i++) out->layers[i] = found[n - 1 - i];
}

struct place place_of_span(const struct document *doc, const struct srcmap *map, size_t start, size_t end,
                           struct lines *lines) {
  struct place out = {.in_document = true};
  srcmap_resolve(map, start, end, &out.start, &out.end);
  if (out.end > doc->bytes.len) out.end = doc->bytes.len;
  if (out.start > out.end) out.start = out.end;
  if (lines) lines_find(lines, out.start, &out.line, &out.column);
  name_layers(map, &out);
  return out;
}

struct place place_of(const struct posting *p, const struct hit *h, struct lines *lines) {
  if (h->block != MATCH_TITLE_BLOCK)
    return place_of_span(p->doc, p->blocks[h->block].map, h->start, h->start + h->len, lines);
  if (p->title.map)
    return place_of_span(p->doc, p->title.map, p->title.at + h->start, p->title.at + h->start + h->len, lines);
  size_t before = utf8_length(str_sub(p->title.value, 0, h->start));
  return (struct place){.start = h->start, .end = (size_t)h->start + h->len, .line = 1, .column = (uint32_t)before + 1};
}

static struct str text_of(const struct posting *p, const struct hit *h) {
  return h->block == MATCH_TITLE_BLOCK ? p->title.value : p->text;
}

bool hits_overlap(const struct hit *a, const struct hit *b) {
  bool same_text = (a->block == MATCH_TITLE_BLOCK) == (b->block == MATCH_TITLE_BLOCK);
  return same_text && a->start < b->start + b->len && b->start < a->start + a->len;
}

struct str words_of(const struct posting *p, const struct hit *h) {
  return str_sub(text_of(p, h), h->start, h->start + h->len);
}
