/* Which hits count: in titles the longest wins, and cues weaken what stands in their reach. Linear in the hits: a cue
   looks at most SENTENCE_WORDS words to either side. */
#include "run.h"

enum { SENTENCE_WORDS = 200 };

/* Marks in `covered` pass: each hit of the one kind that lies inside a longer hit of the other. A sweep over the hits
   by first token: what began before needs only to reach as far; of those that begin together the farthest is kept. */
typedef bool (*choose)(const struct lexicon *lex, const struct found *f);

static void drop_covered(struct found_list list, const struct lexicon *lex, choose covered, choose covering) {
  uint32_t before = 0; /* the farthest end of a covering hit that begins before this group */
  for (size_t i = 0; i < list.count;) {
    size_t end = i;
    uint32_t here = 0;
    for (; end < list.count && list.v[end].first == list.v[i].first; end++)
      if (covering(lex, &list.v[end]) && list.v[end].end > here) here = list.v[end].end;
    for (; i < end; i++) {
      struct found *f = &list.v[i];
      if (covered(lex, f) && (before >= f->end || here > f->end)) f->is_dropped = true;
    }
    if (here > before) before = here;
  }
}

static bool is_hit(const struct lexicon *lex, const struct found *f) {
  return !lex->entries[f->entry].is_cue;
}

static bool is_title_hit(const struct lexicon *lex, const struct found *f) {
  const struct lexicon_entry *e = &lex->entries[f->entry];
  return !e->is_cue && lex->criteria[e->criterion].is_title;
}

static bool is_cue(const struct lexicon *lex, const struct found *f) {
  return lex->entries[f->entry].is_cue;
}

/* A cue that leaves everything as it is stands there to keep the shorter ones inside it quiet ("not only"). */
static bool is_guard(const struct lexicon *lex, const struct found *f) {
  return lex->entries[f->entry].is_cue && lex->entries[f->entry].factor >= 1;
}

void found_silence(struct found_list list, const struct lexicon *lex, bool all) {
  choose which = all ? is_hit : is_title_hit;
  drop_covered(list, lex, which, which);
}

/* The first hit that begins at token `at` or later. */
static size_t find_first(struct found_list list, uint32_t at) {
  size_t low = 0, high = list.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (list.v[middle].first < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The tokens in which a hit must begin to be in the cue's reach: those of its sentence, so far as it reaches. */
static void find_reach(const struct lexicon_entry *cue, const struct found *c, const struct tokens *tokens,
                       uint32_t first, uint32_t end, uint32_t *from, uint32_t *to) {
  uint32_t words = cue->reach_kind == REACH_SENTENCE ? SENTENCE_WORDS : cue->reach;
  *from = c->first;
  *to = c->end;
  if (cue->reach_kind != REACH_AFTER)
    for (uint32_t n = 0; n<words && * from> first && !tokens->v[*from].breaks; n++) --*from;
  if (cue->reach_kind != REACH_BEFORE)
    for (uint32_t n = 0; n < words && *to < end && !tokens->v[*to].breaks; n++) ++*to;
  if (cue->reach_kind == REACH_AFTER) *from = c->end;
  if (cue->reach_kind == REACH_BEFORE) *to = c->first;
}

static bool inside(const struct found *a, const struct found *b) {
  return a->first >= b->first && a->end <= b->end;
}

static void apply(struct found_list list, const struct lexicon *lex, const struct found *c, uint32_t from,
                  uint32_t to) {
  const struct lexicon_entry *cue = &lex->entries[c->entry];
  for (size_t i = find_first(list, from); i < list.count && list.v[i].first < to; i++) {
    struct found *f = &list.v[i];
    const struct lexicon_entry *e = &lex->entries[f->entry];
    if (e->is_cue || !cue->touches[e->criterion] || inside(f, c) || inside(c, f) || cue->factor >= f->factor) continue;
    f->factor = cue->factor;
    f->cue = c->entry;
  }
}

void found_apply_cues(struct found_list list, const struct lexicon *lex, const struct tokens *tokens, uint32_t first,
                      uint32_t end) {
  drop_covered(list, lex, is_cue, is_guard);
  for (size_t i = 0; i < list.count; i++) {
    const struct found *c = &list.v[i];
    if (!is_cue(lex, c) || c->is_dropped) continue;
    uint32_t from, to;
    find_reach(&lex->entries[c->entry], c, tokens, first, end, &from, &to);
    apply(list, lex, c, from, to);
  }
}
