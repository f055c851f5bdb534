#include "quote.h"

/* Whether the sentence ends behind the byte at `at` (a stop and then a space, or the end of a block). */
static bool ends_sentence(struct str text, size_t at) {
  char c = text.ptr[at];
  if (c == '\n') return true;
  bool stop = c == '.' || c == ';' || c == '!' || c == '?';
  return stop && (at + 1 == text.len || text.ptr[at + 1] == ' ' || text.ptr[at + 1] == '\n');
}

struct hit widened(const struct posting *p, const struct hit *h) {
  struct str text = h->block == MATCH_TITLE_BLOCK ? p->title.value : p->text;
  size_t start = h->start, end = h->start + h->len;
  size_t lowest = start > QUOTE_BYTES ? start - QUOTE_BYTES : 0;
  size_t highest = text.len - end > QUOTE_BYTES ? end + QUOTE_BYTES : text.len;
  for (size_t words = 0, at = start; at > lowest && !ends_sentence(text, at - 1); at--) {
    bool begins_word = text.ptr[at - 1] != ' ' && (at == 1 || text.ptr[at - 2] == ' ' || ends_sentence(text, at - 2));
    if (!begins_word) continue;
    start = at - 1;
    if (++words == QUOTE_WORDS) break;
  }
  for (size_t words = 0, at = end; at < highest && !ends_sentence(text, at); at++) {
    bool ends_word =
        text.ptr[at] != ' ' && (at + 1 == text.len || text.ptr[at + 1] == ' ' || ends_sentence(text, at + 1));
    if (!ends_word) continue;
    end = at + 1;
    if (++words == QUOTE_WORDS) break;
  }
  struct hit wide = *h;
  wide.start = (uint32_t)start;
  wide.len = (uint32_t)(end - start);
  return wide;
}
