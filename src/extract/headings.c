#include "headings.h"

#include "../base/ascii.h"
#include "../base/utf8.h"
#include "headings_table.h"
#include "lookup.h"

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

size_t heading_fold_line(struct str line, char *out, size_t size) {
  size_t n = 0, at = 0;
  bool gap = false;
  out[0] = '\0';
  while (at < line.len) {
    uint32_t code = (unsigned char)line.ptr[at];
    if (n + 6 >= size) return out[n] = '\0', n;
    if (ascii_word[code]) { /* nearly always */
      if (gap) out[n++] = ' ';
      gap = false;
      out[n++] = ascii_word[code];
      at++;
      continue;
    }
    size_t step = code < 0x80 ? 1 : utf8_decode(line, at, &code);
    at += step ? step : 1;
    char c = code == '&' ? 'a' : fold_char(code);
    if (c == 1) continue;
    if (c == 0) {
      gap = n > 0;
      continue;
    }
    if (gap || (code == '&' && n > 0)) out[n++] = ' ';
    gap = false;
    out[n++] = c;
    if (code == '&') out[n++] = 'n', out[n++] = 'd', gap = true;
  }
  out[n] = '\0';
  return n;
}

size_t heading_fold(struct str line, char out[HEADING_MAX_BYTES + 8]) {
  out[0] = '\0';
  return line.len > HEADING_MAX_BYTES ? 0 : heading_fold_line(line, out, HEADING_MAX_BYTES + 8);
}

/* The longest phrase that `s` begins with and that ends at a word's end; NULL where there is none. Those that share its
   first word stand side by side in the table. */
static const struct heading_phrase *longest_phrase(const char *s) {
  char first[LOOKUP_PAD] = {0};
  const struct heading_phrase *longest = NULL;
  size_t word = 0, length = 0;
  for (; word < 8 && s[word] != ' ' && s[word] != '\0'; word++) first[word] = s[word];
  size_t at = lookup_first(heading_phrases, 0, PHRASES, sizeof heading_phrases[0], lookup_key(first));
  for (; at < PHRASES && memcmp(heading_phrases[at].phrase, first, word) == 0; at++) {
    const char *phrase = heading_phrases[at].phrase;
    size_t len = word;
    while (phrase[len] != '\0' && phrase[len] == s[len]) len++;
    if (phrase[len] == '\0' && (s[len] == '\0' || s[len] == ' ') && len > length)
      longest = &heading_phrases[at], length = len;
  }
  return longest;
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
    const struct heading_phrase *p = longest_phrase(s);
    size_t words = p ? count_words(p->phrase) : 0;
    if (p && words > best_words && fits(p, at_word, words, total)) best = p, best_words = words;
    s = strchr(s, ' ');
    if (s) s++;
  }
  *rest = total - best_words;
  return best;
}

enum head heading_class(struct str line, bool *exact) {
  char folded[HEADING_MAX_BYTES + 8];
  size_t rest;
  *exact = false;
  if (heading_fold(line, folded) == 0) return HEAD_NONE;
  const struct heading_phrase *p = find_phrase(skip_number(folded), &rest);
  if (!p) return HEAD_NONE;
  *exact = rest == 0 || (rest == 1 && p->head <= HEAD_EEO && strchr(p->phrase, ' ') != NULL);
  return (enum head)p->head;
}

static enum section heading_section(enum head head) {
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
    case HEAD_FACT:
    case HEAD_SIMILAR:
    case HEAD_SHARE:
    case HEAD_COOKIE: break;
  }
  return SECTION_OTHER;
}

/* What the sections are at a place of the posting. */
struct place {
  enum section now;
  unsigned level; /* of the heading that opened the section */
};

/* Levels 5 and 6 are bold lines and lines ended by a colon: employers set those at will, so below duties and
   requirements one that tells nothing ("Leadership") leaves the section as it is. In the company's own text, benefits
   and the like it is another chapter ("Our first year together" after "About Acme"). */
static void enter(struct place *p, const struct block *b, enum head head) {
  enum section told = heading_section(head);
  if (told != SECTION_OTHER) {
    if (b->level > p->level && p->now == SECTION_DUTIES && told == SECTION_ABOUT) return;
    *p = (struct place){told, b->level};
    return;
  }
  bool list = p->now == SECTION_DUTIES || p->now == SECTION_REQUIREMENTS || p->now == SECTION_NICE_TO_HAVE;
  if (b->level <= p->level && (b->level < 5 || !list)) *p = (struct place){SECTION_OTHER, b->level};
}

/* "Other vacancies" below a posting: a list that the extractor could not tell from it. On top of one, such a heading is
   the page's. */
static bool opens_other_jobs(const struct block *b, enum head head, bool exact, struct str line) {
  enum { POSTING_BYTES = 400 };
  static const char *const words[] = {"other", "also", "more jobs", "similar", "related", "you may like"};
  if (head != HEAD_SIMILAR || !exact || b->start < POSTING_BYTES) return false;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (ascii_find_nocase(line, str_of(words[i])) >= 0) return true;
  return false;
}

/* A line that may stand under a heading like "Compensation". */
static bool tells_pay(struct str text) {
  static const char *const words[] = {"$",    "\xC2\xA3", "\xE2\x82\xAC", "salary", "bonus",    "compensation",
                                      "wage", "equity",   "pension",      "annum",  "per hour", "401(k)"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (ascii_find_nocase(text, str_of(words[i])) >= 0) return true;
  return false;
}

/* "Days, with early starts. Main duties:" above a list: the section of its items, by the last words of the line. */
static enum section lead_section(struct str line) {
  if (line.len == 0 || line.ptr[line.len - 1] != ':') return SECTION_OTHER;
  size_t from = line.len - 1;
  while (from > 0 && !(line.ptr[from - 1] == ' ' && from > 1 && strchr(".!?;", line.ptr[from - 2]))) from--;
  bool exact;
  enum section told = heading_section(heading_class(str_sub(line, from, line.len), &exact));
  return told == SECTION_DUTIES || told == SECTION_REQUIREMENTS || told == SECTION_NICE_TO_HAVE ? told : SECTION_OTHER;
}

/* Where the labelling stands. A heading of pay is often the label of a fact ("Salary", and under it a number), so it
   reaches only over its first line, if that is short, and over what tells of pay; then all is as before. */
struct labelling {
  struct place now, back;
  enum { PAY_NO, PAY_LABEL, PAY_VALUE } pay;
  enum section list; /* of the items that follow a line like "Main duties:" */
};

static void label_heading(struct labelling *l, struct block *b, struct str line) {
  bool exact;
  enum head head = heading_class(line, &exact);
  if (opens_other_jobs(b, head, exact, line)) head = HEAD_APPLICATION; /* what is no more about the job */
  if (l->pay) l->now = l->back;
  l->back = l->now;
  enter(&l->now, b, head);
  l->pay = head == HEAD_PAY ? PAY_LABEL : PAY_NO;
  if (l->pay && b->level < 5 && b->level <= l->back.level) l->back = (struct place){SECTION_OTHER, b->level};
  l->list = SECTION_OTHER;
  b->section = (uint8_t)l->now.now;
}

static void label_text(struct labelling *l, struct block *b, struct str line) {
  enum { VALUE_BYTES = 90 };
  if (b->kind != BLOCK_ITEM) l->list = lead_section(line);
  if (l->pay && !(l->pay == PAY_LABEL && b->len <= VALUE_BYTES) && !tells_pay(line)) {
    l->now = l->back;
    l->pay = PAY_NO;
  }
  if (l->pay) l->pay = PAY_VALUE;
  b->section = (uint8_t)(b->kind == BLOCK_ITEM && l->list != SECTION_OTHER ? l->list : l->now.now);
}

void headings_label(struct str text, struct block *blocks, size_t count) {
  struct labelling l = {.now = {SECTION_OTHER, 7}, .back = {SECTION_OTHER, 7}};
  for (size_t i = 0; i < count; i++) {
    struct block *b = &blocks[i];
    struct str line = str_sub(text, b->start, b->start + b->len);
    if (b->rule && strncmp(b->rule, "dropped", 7) == 0) continue; /* there for --why alone */
    if (b->kind == BLOCK_HEADING)
      label_heading(&l, b, line);
    else
      label_text(&l, b, line);
  }
}

bool headings_sorted(void) {
  for (size_t i = 0; i + 1 < PHRASES; i++)
    if (strcmp(heading_phrases[i].phrase, heading_phrases[i + 1].phrase) >= 0) return false;
  return true;
}
