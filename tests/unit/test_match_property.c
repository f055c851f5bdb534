/* The matcher against a brute-force twin: every phrase as a PCRE2 pattern made from its text, pcre2_dfa_match from
   every word, the longest of an entry kept, leftmost first. On random texts made of the lexicon's own phrases and
   words, and on every posting of the corpus, both must find exactly the same. */
#include <dirent.h>
#include <stdio.h>

#include "harness.h"
#include "lexicon/lexfile.h"
#include "brute.h"

enum { SHARE = 6, RANDOM_TEXTS = 240, TOKENS_MAX = 20000 };

static uint32_t pick(struct world *w, size_t n) { /* xorshift64* (Vigna) */
  w->seed ^= w->seed >> 12;
  w->seed ^= w->seed << 25;
  w->seed ^= w->seed >> 27;
  return (uint32_t)((w->seed * UINT64_C(2685821657736338717)) >> 33) % (uint32_t)n;
}

static int begin(void **state) {
  struct world *w = calloc(1, sizeof *w);
  w->seed = UINT64_C(0x9E3779B97F4A7C15);
  w->share = SHARE;
  if (!brute_begin(w, "lexicons/operations")) return -1;
  *state = w;
  return 0;
}

static int finish(void **state) {
  brute_finish(*state);
  free(*state);
  return 0;
}

static void compare(struct world *w, const struct posting *p, size_t round, const char *what) {
  if (!brute_same(w, p, round)) fail_msg("%s: the matcher and its twin differ", what);
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
  const struct phrase *p = e->text->phrases[pick(w, e->text->phrase_count)];
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
