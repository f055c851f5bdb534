/* The loader, the linter and the matcher on any files: the input is the text of up to four files of a lexicon, split at
   form feeds (focus.txt, sets.txt, cues.txt, more of lexicon.txt). What loads is linted, compiled and run over its own
   text; every hit must lie in it. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "lexicon/check.h"
#include "match/examples.h"

static const char SETTINGS[] =
    "[role.coo]\nprior = -1\nrank = 2\n[role.other]\nprior = 1\n[criterion.focus]\nname = Focus\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(const char *folder, const char *name, const char *before, struct str text) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "wb");
  if (!f) abort();
  fwrite(before, 1, strlen(before), f);
  if (text.len) fwrite(text.ptr, 1, text.len, f);
  fclose(f);
}

static void match(const struct lexicon *lex, struct str text) {
  struct matcher *m;
  struct match_scratch *s;
  if (matcher_new(lex, &m, NULL) != ST_OK || match_scratch_new(m, &s, NULL) != ST_OK) abort();
  struct block block = {.start = 0, .len = (uint32_t)text.len};
  struct posting p = {.text = text, .blocks = &block, .block_count = 1, .title.value = text};
  struct hits hits;
  if (match_posting(m, s, &p, &hits, NULL) > ST_WARN) abort();
  for (size_t i = 0; i < hits.count; i++) {
    const struct hit *h = &hits.v[i];
    if (h->len == 0 || h->start + h->len > text.len || h->entry >= lex->entry_count || h->factor > 1) abort();
  }
  struct lexicon_notes notes = {.count = 0};
  arena_init(&notes.arena, 0);
  if (examples_run(m, s, &notes, NULL, NULL) > ST_WARN) abort();
  lexicon_notes_free(&notes);
  match_scratch_free(s);
  matcher_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const names[] = {"focus.txt", "sets.txt", "cues.txt", "lexicon.txt"};
  static char folder[] = "/tmp/rolecall-fuzz-XXXXXX";
  static bool made;
  if (!made && !mkdtemp(folder)) abort();
  made = true;
  struct str rest = {(const char *)data, size};
  for (size_t i = 0; i < 4; i++) {
    const char *end = rest.len ? memchr(rest.ptr, '\f', rest.len) : NULL;
    struct str part = end ? str_sub(rest, 0, (size_t)(end - rest.ptr)) : rest;
    rest = end ? str_sub(rest, part.len + 1, rest.len) : STR("");
    put(folder, names[i], i == 3 ? SETTINGS : "", part);
  }
  struct lexicon *lex;
  struct lexicon_notes notes;
  struct err e = {0};
  enum status st = lexicon_load(folder, &lex, &notes, &e);
  if (st != ST_OK && (notes.error_count == 0 || notes.v[0].line == 0)) abort();
  if (st == ST_OK) {
    struct str text = {(const char *)data, size};
    text.len = utf8_valid_prefix(text);
    if (lexicon_lint(lex, &notes, &e) != ST_OK) abort();
    match(lex, text);
  }
  lexicon_free(lex);
  lexicon_notes_free(&notes);
  return 0;
}
