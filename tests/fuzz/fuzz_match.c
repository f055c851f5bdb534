/* The matcher against its brute-force twin (tests/unit/brute.h), on text that the input spells in words of the lexicon:
   a byte under 0xE0 and the next one pick a word, others a mark between words. From the checkout. */
#include "must.h"

#include "../unit/brute.h"

static void put(const struct world *w, const uint8_t *data, size_t size, struct buf *out) {
  static const char *const marks[] = {". ", "; ", ", ", "-", " (", "x ", "ing ", "\xC3\xA9 ", "'s ", "\n"};
  const struct vocabulary *words = &w->lex->book->words;
  for (size_t i = 0; i < size; i++) {
    if (data[i] >= 0xE0) {
      buf_add(out, str_of(marks[data[i] % (sizeof marks / sizeof *marks)]));
    } else if (i + 1 < size) {
      size_t n = (size_t)data[i] << 8 | data[i + 1];
      buf_add(out, vocabulary_text(words, (uint32_t)(n % words->count)));
      buf_char(out, ' ');
      i++;
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct world w = {.share = 1}; /* the lexicon is read once */
  if (size > 160) return 0;
  if (!w.lex && !brute_begin(&w, "lexicons/technology")) abort();
  struct buf text = {0}, title = {0};
  size_t half = size / 5;
  put(&w, data, half, &title);
  put(&w, data + half, size - half, &text);
  struct block block = {.start = 0, .len = (uint32_t)text.len};
  struct posting p = {.text = buf_str(&text), .blocks = &block, .block_count = 1, .title = {.value = buf_str(&title)}};
  MUST(brute_same(&w, &p, 0));
  buf_free(&text);
  buf_free(&title);
  return 0;
}
