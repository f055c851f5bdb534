/* srcmap.h: where text came from. Every step that makes text from bytes (decode a charset, drop markup, resolve
   entities, unescape JSON) leaves a map from the bytes it made to the bytes it read. Maps hang below one another, down
   to the document; a span is resolved only when it is shown, so the steps cost one append each.
   A map lives as long as the arena of its document; read only once built. */
#ifndef ROLECALL_SRCMAP_H
#define ROLECALL_SRCMAP_H

#include "arena.h"
#include "err.h"

/* `to_len` bytes of the made text at `to` came from `from_len` bytes below at `from`, piece by piece: every `to_unit`
   made bytes from `from_unit` bytes. Plain text has units of 1 and 1, UTF-16 below U+0080 1 and 2, Cyrillic from a
   one-byte charset 2 and 1; an entity, an escape or folded white space is one piece as long as the run. */
struct map_run {
  uint32_t to, from, to_len, from_len;
  uint32_t to_unit, from_unit;
};

struct srcmap {
  struct map_run *runs; /* by `to`, not overlapping; `from` never falls */
  size_t count, size;
  const struct srcmap *below; /* the text that `from` counts in; NULL: the document's bytes */
  const char *layer;          /* "json", "html", "charset": named in evidence; NULL where the step is no layer */
  struct arena *arena;
};

/* An empty map over `below`. */
void srcmap_init(struct srcmap *m, struct arena *arena, const struct srcmap *below, const char *layer);
/* Appends bytes that correspond one to one where the two lengths are equal, else one piece. What continues the last run
   in the same units is joined to it. Zero-length runs are dropped. */
NODISCARD enum status srcmap_add(struct srcmap *m, size_t to, size_t to_len, size_t from, size_t from_len,
                                 struct err *e);
/* The bytes of the document from which made bytes [start, end) came, through all maps below. Bytes that no run covers
   (separators that the extractor set) count to the run before them. NULL map: the same offsets. */
void srcmap_resolve(const struct srcmap *m, size_t start, size_t end, size_t *doc_start, size_t *doc_end);

#endif
