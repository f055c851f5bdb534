#include "place.h"

static void find_line(struct str bytes, size_t at, struct line_finder *f, struct place *out) {
  if (f->line == 0 || at < f->at) *f = (struct line_finder){.at = 0, .line = 1, .line_start = 0};
  while (f->at < at) {
    const char *nl = memchr(bytes.ptr + f->at, '\n', at - f->at);
    if (!nl) {
      f->at = at;
      break;
    }
    f->at = (size_t)(nl - bytes.ptr) + 1;
    f->line_start = f->at;
    f->line++;
  }
  out->line = f->line;
  out->column = 1;
  for (size_t i = f->line_start; i < at; i++) out->column += ((unsigned char)bytes.ptr[i] & 0xC0) != 0x80;
}

/* Maps name their layer on the way down to the document; told from the document up. */
static void name_layers(const struct srcmap *map, struct place *out) {
  const char *found[4];
  size_t n = 0;
  for (; map && n < 3; map = map->below)
    if (map->layer) found[n++] = map->layer;
  for (size_t i = 0; i < n; i++) out->layers[i] = found[n - 1 - i];
}

struct place place_of_span(const struct document *doc, const struct srcmap *map, size_t start, size_t end,
                           struct line_finder *lines) {
  struct place out = {.in_document = true};
  srcmap_resolve(map, start, end, &out.start, &out.end);
  if (out.end > doc->bytes.len) out.end = doc->bytes.len;
  if (out.start > out.end) out.start = out.end;
  find_line(doc->bytes, out.start, lines, &out);
  name_layers(map, &out);
  return out;
}

struct place place_of(const struct posting *p, const struct hit *h, struct line_finder *lines) {
  if (h->block != MATCH_TITLE_BLOCK)
    return place_of_span(p->doc, p->blocks[h->block].map, h->start, h->start + h->len, lines);
  if (p->title.map)
    return place_of_span(p->doc, p->title.map, p->title.at + h->start, p->title.at + h->start + h->len, lines);
  return (struct place){.start = h->start, .end = h->start + h->len, .line = 1, .column = h->start + 1};
}

static struct str text_of(const struct posting *p, const struct hit *h) {
  return h->block == MATCH_TITLE_BLOCK ? p->title.value : p->text;
}

struct str words_of(const struct posting *p, const struct hit *h) {
  return str_sub(text_of(p, h), h->start, h->start + h->len);
}

/* Whether the sentence ends behind the byte at `at` (a stop and then a space, or the end of a block). */
static bool ends_sentence(struct str text, size_t at) {
  char c = text.ptr[at];
  if (c == '\n') return true;
  bool stop = c == '.' || c == ';' || c == '!' || c == '?';
  return stop && (at + 1 == text.len || text.ptr[at + 1] == ' ' || text.ptr[at + 1] == '\n');
}

struct hit widened(const struct posting *p, const struct hit *h) {
  struct str text = text_of(p, h);
  size_t start = h->start, end = h->start + h->len;
  for (size_t words = 0, at = start; at > 0 && !ends_sentence(text, at - 1); at--) {
    bool begins_word = text.ptr[at - 1] != ' ' && (at == 1 || text.ptr[at - 2] == ' ' || ends_sentence(text, at - 2));
    if (!begins_word) continue;
    start = at - 1;
    if (++words == QUOTE_WORDS) break;
  }
  for (size_t words = 0, at = end; at < text.len && !ends_sentence(text, at); at++) {
    bool ends_word = text.ptr[at] != ' ' && (at + 1 == text.len || text.ptr[at + 1] == ' ' || ends_sentence(text, at + 1));
    if (!ends_word) continue;
    end = at + 1;
    if (++words == QUOTE_WORDS) break;
  }
  struct hit wide = *h;
  wide.start = (uint32_t)start;
  wide.len = (uint32_t)(end - start);
  return wide;
}
