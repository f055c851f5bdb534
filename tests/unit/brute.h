/* brute.h: the twin that the matcher is compared with, in a unit test and in a fuzz target: every phrase as a PCRE2
   pattern made from its text, pcre2_dfa_match from every word, the longest of an entry kept, leftmost first. */
#ifndef ROLECALL_TEST_BRUTE_H
#define ROLECALL_TEST_BRUTE_H

#include <stdio.h>
#include <stdlib.h>

#include "lexicon/phrase.h"
#include "match/match.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct world {
  struct lexicon *lex;
  struct matcher *m;
  struct match_scratch *scratch;
  pcre2_code ***codes; /* of each entry's phrases */
  pcre2_match_data *data;
  size_t share; /* each round looks at one in so many entries */
  uint64_t seed;
  size_t hits;
};

struct brute_hit {
  uint32_t entry, block, start, len;
};
struct brute {
  struct brute_hit *v;
  size_t count, size;
};

static pcre2_code *compile(const struct world *w, const struct phrase *p) {
  struct buf b = {0};
  if (!phrase_to_regex(w->lex->book, p->text, &b)) abort();
  int code;
  PCRE2_SIZE at;
  pcre2_code *re = pcre2_compile((PCRE2_SPTR)b.ptr, b.len, PCRE2_UTF, &code, &at, NULL);
  if (!re) fprintf(stderr, "%.*s: PCRE2 error %d\n", (int)p->text.len, p->text.ptr, code), abort();
  buf_free(&b);
  return re;
}

/* Loads a lexicon, its matcher and its twin. False: it is told why. */
static inline bool brute_begin(struct world *w, const char *folder) {
  struct err e = {0};
  if (lexicon_load(folder, &w->lex, NULL, &e) != ST_OK || matcher_new(w->lex, &w->m, &e) != ST_OK ||
      match_scratch_new(w->m, &w->scratch, &e) != ST_OK) {
    fprintf(stderr, "%s: %s\n", folder, e.msg);
    return false;
  }
  w->data = pcre2_match_data_create(64, NULL);
  w->codes = calloc(w->lex->entry_count, sizeof *w->codes);
  for (size_t i = 0; i < w->lex->entry_count; i++) {
    const struct lexicon_entry *entry = &w->lex->entries[i];
    w->codes[i] = calloc(entry->text->phrase_count, sizeof **w->codes);
    for (size_t k = 0; k < entry->text->phrase_count; k++) w->codes[i][k] = compile(w, entry->text->phrases[k]);
  }
  return true;
}

static inline void brute_finish(struct world *w) {
  for (size_t i = 0; i < w->lex->entry_count; i++) {
    for (size_t k = 0; k < w->lex->entries[i].text->phrase_count; k++) pcre2_code_free(w->codes[i][k]);
    free(w->codes[i]);
  }
  free(w->codes);
  pcre2_match_data_free(w->data);
  match_scratch_free(w->scratch);
  matcher_free(w->m);
  lexicon_free(w->lex);
}

/* ---- the twin ---- */

/* For each token the end (a token number) of the longest match of `re` that starts there, kept where it is longer. */
static void find_all(struct world *w, const pcre2_code *re, struct str subject, const uint32_t *token_of,
                     uint32_t *ends) {
  int workspace[4096];
  for (size_t from = 0; from < subject.len;) {
    int rc = pcre2_dfa_match(re, (PCRE2_SPTR)subject.ptr, subject.len, from, 0, w->data, NULL, workspace, 4096);
    if (rc == PCRE2_ERROR_NOMATCH) return;
    if (rc < 0) abort();
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(w->data);
    uint32_t first = token_of[at[0]], end = token_of[at[1] - 1] + 1; /* the space before a word belongs to it */
    if (end > ends[first]) ends[first] = end;
    from = at[0] + 1;
  }
}

static void add(struct brute *b, struct brute_hit h) {
  if (b->count == b->size) {
    b->size = b->size ? b->size * 2 : 256;
    b->v = realloc(b->v, b->size * sizeof *b->v);
    if (!b->v) abort();
  }
  b->v[b->count++] = h;
}

/* All hits of one entry in one block. */
static void brute_entry(struct world *w, uint32_t entry, uint32_t block, const struct tokens *t, struct str subject,
                        const uint32_t *token_of, struct brute *out) {
  uint32_t *ends = calloc(t->count + 1, sizeof *ends);
  for (size_t k = 0; k < w->lex->entries[entry].text->phrase_count; k++)
    find_all(w, w->codes[entry][k], subject, token_of, ends);
  for (uint32_t i = 0; i < t->count;) {
    if (!ends[i]) {
      i++;
      continue;
    }
    uint32_t start = t->v[i].start;
    add(out, (struct brute_hit){entry, block, start, t->v[ends[i] - 1].end - start});
    i = ends[i];
  }
  free(ends);
}

/* The share of the lexicon's entries that this round looks at; title entries are looked at in titles only, where they
   compete, so there all of them. */
static bool looks_at(const struct world *w, size_t entry, size_t round, bool is_title) {
  const struct lexicon_entry *e = &w->lex->entries[entry];
  if (e->is_cue || e->text->phrases[0]->is_regex) return false;
  if (is_title) return e->where & WHERE_TITLE;
  return (e->where & WHERE_BODY) && !w->lex->criteria[e->criterion].is_title && entry % w->share == round % w->share;
}

static void brute_block(struct world *w, struct str text, uint32_t block, uint32_t base, size_t round,
                        struct brute *out) {
  struct arena a;
  arena_init(&a, 0);
  struct tokens t = {0};
  if (fold_append(&t, &a, text, base, NULL) != ST_OK) abort();
  struct buf subject = {0};
  uint32_t *token_of = calloc(t.folded_len + 3 * t.count + 1, sizeof *token_of);
  for (size_t i = 0; i < t.count; i++) {
    size_t from = subject.len + t.v[i].breaks;
    if (t.v[i].breaks) buf_char(&subject, '\n');
    buf_char(&subject, ' ');
    buf_add(&subject, token_word(&t, i));
    for (size_t k = from; k < subject.len; k++) token_of[k] = (uint32_t)i;
  }
  bool is_title = block == MATCH_TITLE_BLOCK;
  for (size_t i = 0; i < w->lex->entry_count && t.count; i++)
    if (looks_at(w, i, round, is_title)) brute_entry(w, (uint32_t)i, block, &t, buf_str(&subject), token_of, out);
  free(token_of);
  buf_free(&subject);
  arena_free(&a);
}

/* In titles the longest wins. */
static void brute_silence(struct brute *b) {
  size_t kept = 0;
  bool *covered = calloc(b->count + 1, sizeof *covered);
  for (size_t i = 0; i < b->count; i++)
    for (size_t k = 0; k < b->count; k++) {
      const struct brute_hit *x = &b->v[i], *y = &b->v[k];
      if (y->len > x->len && y->start <= x->start && y->start + y->len >= x->start + x->len) covered[i] = true;
    }
  for (size_t i = 0; i < b->count; i++)
    if (!covered[i]) b->v[kept++] = b->v[i];
  b->count = kept;
  free(covered);
}

static int by_place(const void *va, const void *vb) {
  const struct brute_hit *a = va, *b = vb;
  if (a->block != b->block) return a->block + 1 < b->block + 1 ? -1 : 1; /* the title first */
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* ---- the comparison ---- */

static void say(const struct world *w, const char *who, const struct posting *p, struct brute_hit h) {
  struct str id = w->lex->entries[h.entry].id, text = h.block == MATCH_TITLE_BLOCK ? p->title.value : p->text;
  fprintf(stderr, "%s: %.*s block %d at %u: '%.*s'\n", who, (int)id.len, id.ptr, (int)h.block, h.start, (int)h.len,
          text.ptr + h.start);
}

/* Both over one posting; false, and what differs on standard error. */
static inline bool brute_same(struct world *w, const struct posting *p, size_t round) {
  struct hits hits;
  struct err e = {0};
  if (match_posting(w->m, w->scratch, p, &hits, &e) != ST_OK) abort();
  struct brute want = {0};
  brute_block(w, p->title.value, MATCH_TITLE_BLOCK, 0, round, &want);
  brute_silence(&want);
  for (size_t i = 0; i < p->block_count; i++) {
    const struct block *b = &p->blocks[i];
    brute_block(w, str_sub(p->text, b->start, b->start + b->len), (uint32_t)i, b->start, round, &want);
  }
  if (want.count) qsort(want.v, want.count, sizeof *want.v, by_place);
  size_t at = 0;
  bool same = true;
  for (size_t i = 0; i < hits.count; i++) {
    struct brute_hit h = {hits.v[i].entry, hits.v[i].block, hits.v[i].start, hits.v[i].len};
    if (!looks_at(w, h.entry, round, h.block == MATCH_TITLE_BLOCK)) continue;
    while (at < want.count && by_place(&want.v[at], &h) < 0) same = false, say(w, "missed", p, want.v[at++]);
    if (at < want.count && by_place(&want.v[at], &h) == 0 && want.v[at].len == h.len)
      at++;
    else
      same = false, say(w, "found", p, h);
  }
  while (at < want.count) same = false, say(w, "missed", p, want.v[at++]);
  w->hits += want.count;
  free(want.v);
  return same;
}

#endif
