#include "headings.h"

#include "../base/ascii.h"
#include "../base/utf8.h"
#include "headings_table.h"

enum { PHRASES = sizeof heading_phrases / sizeof heading_phrases[0] };

/* Latin letters U+00C0-U+017F without their accents; '.' where the letter is no word byte. Two bytes in UTF-8, so the
   index is the code point less 0xC0. */
static const char latin_base[] =
    "aaaaaaaceeeeiiiidnooooo.ouuuuypsaaaaaaaceeeeiiiidnooooo.ouuuuypyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiii"
    "iiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* Vietnamese letters U+1EA0-U+1EF9 come in pairs; this is the base of each pair. */
static const char vietnamese_base[] = "aaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy";

/* Folds one character; 0 for a gap, 1 for one that vanishes. */
static char fold_char(uint32_t c) {
  if (c < 0x80) {
    if (ascii_is_alnum((char)c)) return ascii_lower((char)c);
    return c == '\'' ? 1 : 0;
  }
  if (c == 0x2019 || c == 0x2018 || c == 0xB4 || (c >= 0x300 && c <= 0x36F)) return 1;
  if (c >= 0xC0 && c < 0xC0 + sizeof latin_base - 1) return latin_base[c - 0xC0] == '.' ? 0 : latin_base[c - 0xC0];
  if (c == 0x1A0 || c == 0x1A1) return 'o';
  if (c == 0x1AF || c == 0x1B0) return 'u';
  if (c >= 0x1EA0 && c < 0x1EA0 + 2 * (sizeof vietnamese_base - 1)) return vietnamese_base[(c - 0x1EA0) / 2];
  return 0;
}

size_t heading_fold(struct str line, char out[HEADING_MAX_BYTES + 8]) {
  size_t n = 0, at = 0;
  bool gap = false;
  out[0] = '\0';
  if (line.len > HEADING_MAX_BYTES) return 0;
  while (at < line.len) {
    uint32_t code = 0;
    size_t step = utf8_decode(line, at, &code);
    at += step ? step : 1;
    char c = code == '&' ? 'a' : fold_char(code);
    if (c == 1) continue;
    if (c == 0) {
      gap = n > 0;
      continue;
    }
    if (n + 6 >= HEADING_MAX_BYTES) return 0;
    if (gap || (code == '&' && n > 0)) out[n++] = ' ';
    gap = false;
    out[n++] = c;
    if (code == '&') out[n++] = 'n', out[n++] = 'd', gap = true;
  }
  out[n] = '\0';
  return n;
}

/* The longest phrase that `s` begins with and that ends at a word's end; NULL where there is none. Every phrase that is
   a prefix of `s` sorts before it, and so does every shorter prefix: cut `s` to what it shares with its neighbour and
   look again. */
static const struct heading_phrase *longest_phrase(const char *s, size_t len) {
  while (len) {
    size_t low = 0, high = PHRASES;
    while (low < high) { /* the first phrase above s */
      size_t mid = (low + high) / 2;
      const char *p = heading_phrases[mid].phrase;
      int c = strncmp(p, s, len);
      if (c > 0 || (c == 0 && p[len] != '\0')) high = mid;
      else low = mid + 1;
    }
    if (low == 0) return NULL;
    const struct heading_phrase *p = &heading_phrases[low - 1];
    size_t shared = 0;
    while (shared < len && p->phrase[shared] == s[shared]) shared++;
    if (p->phrase[shared] == '\0' && (s[shared] == '\0' || s[shared] == ' ')) return p;
    len = shared < len ? shared : len - 1;
    while (len && s[len] != ' ' && s[len] != '\0') len--; /* whole words only */
  }
  return NULL;
}

static size_t count_words(const char *s) {
  size_t n = *s != '\0';
  for (; *s; s++) n += *s == ' ';
  return n;
}

static bool fits(const struct heading_phrase *p, size_t at_word, size_t words, size_t total) {
  size_t rest = total - words;
  switch ((enum heading_fit)p->fit) {
    case WHOLE: return rest <= (words > 1 ? 2 : 1);
    case START: return at_word == 0 && rest <= 6;
    case PART: break;
  }
  return words * 3 >= total || (at_word == 0 && rest <= 4);
}

/* "1. About us" and "9) How to apply": the number is no part of the heading. */
static const char *skip_number(const char *s) {
  const char *p = s;
  while (ascii_is_digit(*p)) p++;
  return p > s && *p == ' ' && p - s <= 2 ? p + 1 : s;
}

static const struct heading_phrase *find_phrase(const char *folded, size_t *rest) {
  const struct heading_phrase *best = NULL;
  size_t best_words = 0, at_word = 0, total = count_words(folded);
  if (total > HEADING_MAX_WORDS) return NULL;
  for (const char *s = folded; s; at_word++) {
    const struct heading_phrase *p = longest_phrase(s, strlen(s));
    size_t words = p ? count_words(p->phrase) : 0;
    if (p && words > best_words && fits(p, at_word, words, total)) best = p, best_words = words;
    s = strchr(s, ' ');
    if (s) s++;
  }
  *rest = total - best_words;
  return best;
}

enum head heading_class(struct str line) {
  char folded[HEADING_MAX_BYTES + 8];
  size_t rest;
  if (heading_fold(line, folded) == 0) return HEAD_NONE;
  const struct heading_phrase *p = find_phrase(skip_number(folded), &rest);
  return p ? (enum head)p->head : HEAD_NONE;
}

bool heading_exact(struct str line, enum head *head) {
  char folded[HEADING_MAX_BYTES + 8];
  size_t rest;
  if (heading_fold(line, folded) == 0) return false;
  const struct heading_phrase *p = find_phrase(skip_number(folded), &rest);
  if (!p || rest > 1 || (rest == 1 && strchr(p->phrase, ' ') == NULL)) return false;
  *head = (enum head)p->head;
  return true;
}

enum section heading_section(enum head head) {
  switch (head) {
    case HEAD_DUTIES: return SECTION_DUTIES;
    case HEAD_REQUIREMENTS: return SECTION_REQUIREMENTS;
    case HEAD_NICE: return SECTION_NICE_TO_HAVE;
    case HEAD_ABOUT: return SECTION_ABOUT;
    case HEAD_BENEFITS: return SECTION_BENEFITS;
    case HEAD_PAY: return SECTION_PAY;
    case HEAD_APPLICATION:
    case HEAD_FORM: return SECTION_APPLICATION;
    case HEAD_EEO: return SECTION_EQUAL_OPPORTUNITY;
    case HEAD_NONE:
    case HEAD_SIMILAR:
    case HEAD_SHARE:
    case HEAD_COOKIE: break;
  }
  return SECTION_OTHER;
}

void headings_label(struct str text, struct block *blocks, size_t count) {
  enum section now = SECTION_OTHER;
  unsigned level = 7; /* of the heading that opened the section */
  for (size_t i = 0; i < count; i++) {
    struct block *b = &blocks[i];
    if (b->rule && strncmp(b->rule, "dropped", 7) == 0) continue; /* there for --why alone */
    if (b->kind == BLOCK_HEADING) {
      enum head head = heading_class(str_sub(text, b->start, b->start + b->len));
      enum section told = heading_section(head);
      /* A sub-heading ("Leadership" under "Responsibilities") leaves the section as it is; so does a bold line that
         tells nothing, for employers set those at will. Levels 5 and 6 are bold lines and lines ended by a colon. */
      if (told != SECTION_OTHER && !(b->level > level && now == SECTION_DUTIES && told == SECTION_ABOUT)) {
        now = told;
        level = b->level;
      } else if (told == SECTION_OTHER && b->level <= level && b->level < 5) {
        now = SECTION_OTHER;
        level = b->level;
      }
    }
    b->section = (uint8_t)now;
  }
}
