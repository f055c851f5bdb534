/* The matcher against a brute-force twin: every phrase as a PCRE2 pattern made from its text, pcre2_dfa_match from
   every word, the longest of an entry kept, leftmost first. On random texts made of the lexicon's own phrases and
   words, and on every posting of the corpus, both must find exactly the same. */
#include <dirent.h>
#include <stdio.h>

#include "harness.h"
#include "lexicon/lexfile.h"
#include "lexicon/phrase.h"
#include "match/match.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { SHARE = 6, RANDOM_TEXTS = 240, TOKENS_MAX = 20000 };

struct world {
  struct lexicon *lex;
  struct matcher *m;
  struct match_scratch *scratch;
  pcre2_code ***codes; /* of each entry's phrases */
  pcre2_match_data *data;
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

static uint32_t pick(struct world *w, size_t n) { /* xorshift64* (Vigna) */
  w->seed ^= w->seed >> 12;
  w->seed ^= w->seed << 25;
  w->seed ^= w->seed >> 27;
  return (uint32_t)((w->seed * UINT64_C(2685821657736338717)) >> 33) % (uint32_t)n;
}

static pcre2_code *compile(const struct world *w, const struct phrase *p) {
  struct buf b = {0};
  assert_true(phrase_to_regex(w->lex->book, p->text, &b));
  int code;
  PCRE2_SIZE at;
  pcre2_code *re = pcre2_compile((PCRE2_SPTR)b.ptr, b.len, PCRE2_UTF, &code, &at, NULL);
  if (!re) fail_msg("%.*s: PCRE2 error %d", (int)p->text.len, p->text.ptr, code);
  buf_free(&b);
  return re;
}

static int begin(void **state) {
  struct world *w = calloc(1, sizeof *w);
  struct err e = {0};
  w->seed = UINT64_C(0x9E3779B97F4A7C15);
  if (lexicon_load("lexicons/operations", &w->lex, NULL, &e) != ST_OK) fail_msg("%s", e.msg);
  assert_int_equal(matcher_new(w->lex, &w->m, &e), ST_OK);
  assert_int_equal(match_scratch_new(w->m, &w->scratch, &e), ST_OK);
  w->data = pcre2_match_data_create(64, NULL);
  w->codes = calloc(w->lex->entry_count, sizeof *w->codes);
  for (size_t i = 0; i < w->lex->entry_count; i++) {
    const struct lexicon_entry *entry = &w->lex->entries[i];
    w->codes[i] = calloc(entry->phrase_count, sizeof **w->codes);
    for (size_t k = 0; k < entry->phrase_count; k++) w->codes[i][k] = compile(w, entry->phrases[k]);
  }
  *state = w;
  return 0;
}

static int finish(void **state) {
  struct world *w = *state;
  for (size_t i = 0; i < w->lex->entry_count; i++) {
    for (size_t k = 0; k < w->lex->entries[i].phrase_count; k++) pcre2_code_free(w->codes[i][k]);
    free(w->codes[i]);
  }
  free(w->codes);
  pcre2_match_data_free(w->data);
  match_scratch_free(w->scratch);
  matcher_free(w->m);
  lexicon_free(w->lex);
  free(w);
  return 0;
}

/* ---- the twin ---- */

/* For each token the end (a token number) of the longest match of `re` that starts there, kept where it is longer. */
static void find_all(struct world *w, const pcre2_code *re, struct str subject, const uint32_t *token_of,
                     uint32_t *ends) {
  int workspace[4096];
  for (size_t from = 0; from < subject.len;) {
    int rc = pcre2_dfa_match(re, (PCRE2_SPTR)subject.ptr, subject.len, from, 0, w->data, NULL, workspace, 4096);
    if (rc == PCRE2_ERROR_NOMATCH) return;
    assert_true(rc >= 0);
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
    assert_non_null(b->v);
  }
  b->v[b->count++] = h;
}

/* All hits of one entry in one block. */
static void brute_entry(struct world *w, uint32_t entry, uint32_t block, const struct tokens *t, struct str subject,
                        const uint32_t *token_of, struct brute *out) {
  uint32_t *ends = calloc(t->count + 1, sizeof *ends);
  for (size_t k = 0; k < w->lex->entries[entry].phrase_count; k++)
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
  if (e->is_cue || e->phrases[0]->is_regex) return false;
  if (is_title) return e->where & WHERE_TITLE;
  return (e->where & WHERE_BODY) && !w->lex->criteria[e->criterion].is_title && entry % SHARE == round % SHARE;
}

static void brute_block(struct world *w, struct str text, uint32_t block, uint32_t base, size_t round,
                        struct brute *out) {
  struct arena a;
  arena_init(&a, 0);
  struct tokens t = {0};
  assert_int_equal(fold_append(&t, &a, text, base, NULL), ST_OK);
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
  print_error("%s: %.*s block %d at %u: '%.*s'\n", who, (int)id.len, id.ptr, (int)h.block, h.start, (int)h.len,
              text.ptr + h.start);
}

static void compare(struct world *w, const struct posting *p, size_t round, const char *what) {
  struct hits hits;
  struct err e = {0};
  assert_int_equal(match_posting(w->m, w->scratch, p, &hits, &e), ST_OK);
  struct brute want = {0};
  brute_block(w, p->title.value, MATCH_TITLE_BLOCK, 0, round, &want);
  brute_silence(&want);
  for (size_t i = 0; i < p->block_count; i++) {
    const struct block *b = &p->blocks[i];
    brute_block(w, (struct str){p->text.ptr + b->start, b->len}, (uint32_t)i, b->start, round, &want);
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
  if (!same) fail_msg("%s: the matcher and its twin differ", what);
}

/* ---- texts ---- */

static void put_item(struct world *w, uint32_t item, struct buf *out) {
  static const char *const endings[] = {"", "s", "ing", "ed", "x"};
  const struct vocabulary *words = &w->lex->book->words;
  buf_add(out, vocabulary_text(words, item));
  if (words->items[item].is_prefix) buf_add(out, str_of(endings[pick(w, 5)]));
}

/* One way through a phrase's program, with a slip now and then. */
static void put_phrase(struct world *w, struct buf *out) {
  static const char *const gaps[] = {" ", " ", " ", "-", " / ", ", ", " (", ". ", "; "};
  const struct lexicon_entry *e = &w->lex->entries[pick(w, w->lex->entry_count)];
  const struct phrase *p = e->phrases[pick(w, e->phrase_count)];
  const struct phrase_instruction *code = w->lex->book->code;
  for (uint32_t i = p->code_from; !p->is_regex && code[i].op != PHRASE_MATCH;) {
    const struct phrase_instruction *c = &code[i];
    if (c->op == PHRASE_SPLIT && pick(w, 2)) {
      i = c->arg;
      continue;
    }
    if (c->op <= PHRASE_ANY && pick(w, 25)) {
      const struct word_class *k = c->op == PHRASE_CLASS ? &w->lex->book->classes[c->arg] : NULL;
      if (c->op == PHRASE_ANY)
        buf_add(out, STR("whatever"));
      else
        put_item(w, k ? k->items[pick(w, k->count)] : c->arg, out);
      buf_add(out, str_of(gaps[pick(w, pick(w, 3) ? 5 : 9)]));
    }
    i = c->next;
  }
}

static void put_text(struct world *w, size_t pieces, struct buf *out) {
  static const char *const fillers[] = {"the ", "and ", "of ", "Zz ", "to ", "\xC3\x89lan ", "P&L ", "C.O.O. ", "our "};
  for (size_t i = 0; i < pieces; i++) {
    uint32_t kind = pick(w, 10);
    if (kind < 6) put_phrase(w, out);
    if (kind == 6 || kind == 7) {
      put_item(w, pick(w, w->lex->book->words.count), out);
      buf_char(out, ' ');
    }
    if (kind >= 8) buf_add(out, str_of(fillers[pick(w, 9)]));
  }
}

static void test_random_texts(void **state) {
  struct world *w = *state;
  w->hits = 0;
  for (size_t round = 0; round < RANDOM_TEXTS; round++) {
    struct buf text = {0}, title = {0};
    struct block blocks[3] = {{0}};
    for (size_t i = 0; i < 3; i++) {
      blocks[i].start = (uint32_t)text.len;
      put_text(w, 1 + pick(w, 25), &text);
      blocks[i].len = (uint32_t)text.len - blocks[i].start;
      buf_char(&text, '\n');
    }
    put_text(w, 1 + pick(w, 3), &title);
    struct posting p = {
        .text = buf_str(&text), .blocks = blocks, .block_count = 3, .title = {.value = buf_str(&title)}};
    char what[32];
    snprintf(what, sizeof what, "random text %zu", round);
    compare(w, &p, round, what);
    buf_free(&text);
    buf_free(&title);
  }
  print_message("%zu hits in %d random texts\n", w->hits, RANDOM_TEXTS);
  assert_true(w->hits > 1000);
}

/* The page's text, roughly: tags go, each run between two becomes a block. What matters here is only that it is real.
 */
static void strip(struct str page, struct buf *text, struct block *blocks, size_t *count) {
  bool in_tag = false;
  struct block b = {.start = 0};
  for (size_t i = 0; i <= page.len; i++) {
    bool ends = i == page.len || page.ptr[i] == '<';
    if (ends && !in_tag) {
      b.len = (uint32_t)text->len - b.start;
      if (b.len > 1 && *count < TOKENS_MAX) blocks[(*count)++] = b;
      buf_char(text, '\n');
      b = (struct block){.start = (uint32_t)text->len};
    }
    if (i < page.len && page.ptr[i] == '<') in_tag = true;
    if (i < page.len && !in_tag) buf_char(text, page.ptr[i]);
    if (i < page.len && page.ptr[i] == '>') in_tag = false, b.start = (uint32_t)text->len;
  }
}

static void one_page(struct world *w, const char *path, size_t round) {
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  struct buf page = {0}, text = {0};
  char piece[4096];
  for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;) buf_add(&page, (struct str){piece, n});
  fclose(f);
  struct block *blocks = calloc(TOKENS_MAX, sizeof *blocks);
  size_t count = 0;
  strip(buf_str(&page), &text, blocks, &count);
  struct posting p = {.text = buf_str(&text), .blocks = blocks, .block_count = count};
  if (count) p.title.value = (struct str){text.ptr + blocks[0].start, blocks[0].len};
  compare(w, &p, round, path);
  free(blocks);
  buf_free(&page);
  buf_free(&text);
}

static void test_corpus(void **state) {
  struct world *w = *state;
  w->hits = 0;
  size_t pages = 0;
  DIR *dir = opendir("corpus/postings");
  if (!dir) skip();
  for (struct dirent *d; (d = readdir(dir)) != NULL;) {
    char path[512];
    if (d->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "corpus/postings/%s", d->d_name);
    one_page(w, path, pages++);
  }
  closedir(dir);
  print_message("%zu hits in %zu postings\n", w->hits, pages);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_texts), cmocka_unit_test(test_corpus)};
  return cmocka_run_group_tests(tests, begin, finish);
}
