/* The phrase compiler on any text: the first line is a phrase, the rest is a text. What compiles must run, and must say
   of the whole text what the PCRE2 pattern made from the same phrase says. */
#include <stdint.h>
#include <stdlib.h>

#include "lexicon/phrase.h"
#include "lexicon/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/utf8.h"

enum { WORDS_MAX = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* 1 or 0, or -1 where PCRE2 gives up. */
static int regex_says(const struct phrasebook *book, struct str phrase, const struct str *words, size_t count) {
  struct buf pattern = {0}, subject = {0};
  int code, rc = -1;
  PCRE2_SIZE at;
  if (!phrase_to_regex(book, phrase, &pattern)) abort();
  for (size_t i = 0; i < count; i++) {
    buf_char(&subject, ' ');
    buf_add(&subject, words[i]);
  }
  pcre2_code *re = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED,
                                 &code, &at, NULL);
  pcre2_match_data *match = pcre2_match_data_create(1, NULL);
  if (re && match) {
    rc = pcre2_match(re, (PCRE2_SPTR)subject.ptr, subject.len, 0, 0, match, NULL);
    rc = rc >= 0 ? 1 : rc == PCRE2_ERROR_NOMATCH ? 0 : -1;
  } else if (!re && code < 130) {
    abort(); /* not a limit of PCRE2's but a pattern that is no pattern */
  }
  pcre2_match_data_free(match);
  pcre2_code_free(re);
  buf_free(&pattern);
  buf_free(&subject);
  return rc;
}

static void run_regex(struct str pattern, const struct tokens *t) {
  struct regex *re = regex_new(pattern, true, NULL);
  struct regex_scratch *s = regex_scratch_new(NULL);
  if (!re || !s) abort();
  size_t start, end;
  for (size_t at = 0; regex_find(re, s, (struct str){t->folded, t->folded_len}, at, &start, &end) == REGEX_FOUND;
       at = end)
    if (start >= end || end > t->folded_len || start < at) abort();
  regex_free(re);
  regex_scratch_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const struct str site[] = {{"site | distribution (centre | center) | plant*", 46}};
  struct str all = {(const char *)data, size};
  if (size == 0 || utf8_valid_prefix(all) < size) return 0;
  const char *line = memchr(all.ptr, '\n', size);
  struct str text = line ? str_sub(all, (size_t)(line - all.ptr) + 1, size) : STR(""), phrase = all;
  if (line) phrase.len = (size_t)(line - all.ptr);
  struct arena a;
  arena_init(&a, 0);
  struct phrasebook book;
  struct phrase p;
  struct phrase_error error;
  struct phrase_set set = {.name = STR("site"), .texts = site, .text_count = 1};
  size_t which;
  if (!phrasebook_init(&book, &a)) abort();
  book.sets = &set;
  book.set_count = 1;
  if (phrase_compile_set(&book, &set, &which, &error) != ST_OK) abort();
  enum status st = phrase_compile(&book, phrase, 0, &p, &error);
  if (st == ST_FAIL && (error.offset > phrase.len || error.msg[0] == 0)) abort();
  struct tokens t = {0};
  if (st == ST_OK && fold_append(&t, &a, text, 0, NULL) == ST_OK) {
    struct str words[WORDS_MAX];
    size_t count = t.count < WORDS_MAX ? t.count : WORDS_MAX;
    for (size_t i = 0; i < count; i++) words[i] = token_word(&t, i);
    if (p.is_regex) {
      run_regex(p.regex, &t);
    } else if (count) {
      int says = regex_says(&book, phrase, words, count);
      if (says >= 0 && phrase_accepts(&book, &p, words, count) != (says == 1)) abort();
    }
  }
  phrasebook_done(&book);
  arena_free(&a);
  return 0;
}
