#include "rationale.h"

#include "../base/ascii.h"

static const char *const function_words[] = {
    "a",    "an",    "and",  "any", "are", "as",  "at",  "be",    "been", "by",    "for", "from", "has",
    "have", "in",    "into", "is",  "it",  "its", "of",  "on",    "or",   "other", "our", "role", "that",
    "the",  "their", "this", "to",  "up",  "we",  "all", "which", "will", "with",  "you", "your"};

/* Bytes of the character at `at` if it belongs to a word, else 0. Letters beyond ASCII do; the punctuation of Latin-1
   and the general punctuation block (dashes, quotes, bullets) do not. */
static size_t word_bytes(struct str s, size_t at) {
  unsigned char c = (unsigned char)s.ptr[at];
  if (c < 0x80) return ascii_is_alnum(s.ptr[at]) || c == '_';
  size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
  if (at + n > s.len) return 0;
  unsigned char second = (unsigned char)s.ptr[at + 1];
  bool latin_mark = c == 0xC2 && second != 0xAA && second != 0xB5 && second != 0xBA;
  bool general_mark = c == 0xE2 && (second == 0x80 || second == 0x81 || (second >= 0x94 && second <= 0xAF));
  return latin_mark || general_mark ? 0 : n;
}

static bool carries_meaning(struct str word) {
  for (size_t i = 0; i < sizeof function_words / sizeof *function_words; i++)
    if (str_eq(word, str_of(function_words[i]))) return false;
  return true;
}

static bool has(const struct rationale_words *w, struct str word) {
  for (size_t i = 0; i < w->count; i++)
    if (str_eq(w->v[i], word)) return true;
  return false;
}

static size_t count_by_space(struct str text) {
  size_t n = 0;
  for (size_t i = 0; i < text.len; i++)
    n += !ascii_is_space(text.ptr[i]) && (i == 0 || ascii_is_space(text.ptr[i - 1]));
  return n;
}

enum status rationale_read(struct str text, struct arena *arena, struct rationale_words *out, struct err *e) {
  *out = (struct rationale_words){.all = count_by_space(text)};
  char *lower = arena_alloc(arena, text.len + 1, 1);
  if (!lower) return err_memory(e);
  for (size_t i = 0; i < text.len; i++) lower[i] = ascii_lower(text.ptr[i]);
  struct str s = {lower, text.len};
  for (size_t at = 0; at < s.len && out->count < RATIONALE_WORDS_MAX;) {
    size_t start = at, n;
    while (at < s.len && (n = word_bytes(s, at)) > 0) at += n;
    struct str word = str_sub(s, start, at);
    if (word.len == 0) do
        at++;
      while (at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80);
    else if (carries_meaning(word) && !has(out, word))
      out->v[out->count++] = word;
  }
  return ST_OK;
}

bool rationale_found(const struct rationale_words *reason, const struct rationale_words *quote) {
  if (quote->all > RATIONALE_QUOTE_WORDS) return false;
  size_t shared = 0;
  for (size_t i = 0; i < reason->count; i++) shared += has(quote, reason->v[i]);
  return shared >= 2 && 2 * shared >= reason->count;
}
