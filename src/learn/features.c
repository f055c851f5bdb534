#include "features.h"

static bool in_view(const struct lexicon *lex, const struct hit *h, enum view view) {
  bool in_title = h->block == MATCH_TITLE_BLOCK;
  bool body_only = view == VIEW_BODY || view == VIEW_BODY_BEGINNING;
  if (body_only && (in_title || lex->criteria[lex->entries[h->entry].criterion].is_title)) return false;
  bool beginning = view == VIEW_BEGINNING || view == VIEW_BODY_BEGINNING;
  return !beginning || in_title || h->start < VIEW_BEGINNING_BYTES;
}

enum status features_of(const struct lexicon *lex, const struct posting *p, const struct hits *hits, enum view view,
                        struct arena *arena, struct example *out, struct err *e) {
  struct hits seen = {.v = ARENA_NEW(arena, hits->count, struct hit)};
  struct feature *features = ARENA_NEW(arena, hits->count, struct feature);
  if (!seen.v || !features) return err_memory(e);
  for (size_t i = 0; i < hits->count; i++)
    if (in_view(lex, &hits->v[i], view)) seen.v[seen.count++] = hits->v[i];
  struct verdict verdict;
  enum status status = classify_posting(lex, p, &seen, arena, &verdict, e);
  if (status != ST_OK) return status;
  size_t n = 0;
  for (size_t i = 0; i < verdict.counting_count; i++) {
    const struct evidence *x = &verdict.evidence[i];
    double value = x->section * x->hit.factor * x->repeat * x->rank;
    size_t at = 0;
    while (at < n && features[at].entry != x->hit.entry) at++;
    if (at == n) features[n++] = (struct feature){x->hit.entry, 0};
    features[at].x += value;
  }
  out->features = features;
  out->feature_count = n;
  return ST_OK;
}
