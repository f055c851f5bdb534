#include "fold.h"

#include "ascii.h"
#include "utf8.h"

enum { WORD_MAX = 1024 }; /* bytes of a folded word that are kept; UINT16_MAX would do, but no language needs it */

/* U+00C0 to U+017F in lower-case ASCII; "" where the character is no letter (U+00D7, U+00F7). */
static const char LATIN[0x180 - 0xC0][3] = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",  /* 00C0 */
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss", /* 00D0 */
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",  /* 00E0 */
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y",  /* 00F0 */
    "a", "a", "a",  "a",  "a", "a", "c",  "c", "c", "c", "c", "c", "c", "c", "d",  "d",  /* 0100 */
    "d", "d", "e",  "e",  "e", "e", "e",  "e", "e", "e", "e", "e", "g", "g", "g",  "g",  /* 0110 */
    "g", "g", "g",  "g",  "h", "h", "h",  "h", "i", "i", "i", "i", "i", "i", "i",  "i",  /* 0120 */
    "i", "i", "ij", "ij", "j", "j", "k",  "k", "k", "l", "l", "l", "l", "l", "l",  "l",  /* 0130 */
    "l", "l", "l",  "n",  "n", "n", "n",  "n", "n", "n", "n", "n", "o", "o", "o",  "o",  /* 0140 */
    "o", "o", "oe", "oe", "r", "r", "r",  "r", "r", "r", "s", "s", "s", "s", "s",  "s",  /* 0150 */
    "s", "s", "t",  "t",  "t", "t", "t",  "t", "u", "u", "u", "u", "u", "u", "u",  "u",  /* 0160 */
    "u", "u", "u",  "u",  "w", "w", "y",  "y", "y", "z", "z", "z", "z", "z", "z",  "s",  /* 0170 */
};

static const char LIGATURE[7][4] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"}; /* U+FB00 to U+FB06 */

/* What a character is to folding. */
enum glyph {
  GLYPH_WORD,    /* letter or digit */
  GLYPH_NOTHING, /* shows nothing or marks the letter before it: as if it were not there */
  GLYPH_APOSTROPHE,
  GLYPH_DOT,
  GLYPH_AND,
  GLYPH_SOFT,
  GLYPH_HARD
};

struct fold_state {
  struct tokens *out;
  struct arena *arena;
  struct str text;
  size_t base;
  bool breaks; /* the next token breaks */
};

/* Punctuation, symbols and private use above U+017F; what is in none of these ranges counts as a letter. */
static bool is_symbol(uint32_t c) {
  static const struct {
    uint32_t first, last;
  } ranges[] = {
      {0x02C2, 0x02C5},   {0x02D2, 0x02DF},    {0x037E, 0x037E}, {0x0387, 0x0387}, {0x055A, 0x055F}, {0x0589, 0x058A},
      {0x05BE, 0x05BE},   {0x05F3, 0x05F4},    {0x060C, 0x060D}, {0x061B, 0x061F}, {0x066A, 0x066D}, {0x06D4, 0x06D4},
      {0x0964, 0x0965},   {0x0E3F, 0x0E3F},    {0x1680, 0x1680}, {0x2000, 0x209F}, {0x20A0, 0x20CF}, {0x2100, 0x2BFF},
      {0x2E00, 0x2E7F},   {0x3000, 0x3004},    {0x3007, 0x3030}, {0x303D, 0x303F}, {0x30FB, 0x30FB}, {0xD800, 0xF8FF},
      {0xFE10, 0xFE6F},   {0xFF00, 0xFF0F},    {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF},
      {0x1F000, 0x1FAFF}, {0xF0000, 0x10FFFF},
  };
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges && c >= ranges[i].first; i++)
    if (c <= ranges[i].last) return true;
  return false;
}

/* Sentence ends of other scripts, ellipsis, and the marks that stand before list items. */
static bool is_hard(uint32_t c) {
  static const uint32_t marks[] = {0xB7,   0xA1,   0xBF,   0x037E, 0x061B, 0x061F, 0x06D4, 0x0964, 0x2022, 0x2023,
                                   0x2024, 0x2026, 0x2027, 0x203B, 0x203C, 0x2043, 0x204C, 0x204D, 0x2219, 0x22C5,
                                   0x25CF, 0x25E6, 0x2605, 0x2606, 0x2610, 0x2611, 0x2713, 0x2714, 0x2B25, 0x2B29,
                                   0x3002, 0x30FB, 0xFF01, 0xFF0E, 0xFF1B, 0xFF1F, 0xFF61};
  if ((c >= 0x25A0 && c <= 0x25FF) || (c >= 0x2700 && c <= 0x27BF) || (c >= 0xE000 && c <= 0xF8FF)) return true;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (marks[i] == c) return true;
  return false;
}

static enum glyph classify_ascii(char c) {
  if (ascii_is_alnum(c)) return GLYPH_WORD;
  switch (c) {
    case '\'':
    case '`': return GLYPH_APOSTROPHE;
    case '.': return GLYPH_DOT;
    case '&': return GLYPH_AND;
    case ';':
    case '!':
    case '?': return GLYPH_HARD;
    default: return GLYPH_SOFT;
  }
}

static enum glyph classify(uint32_t c) {
  if (c < 0x80) return classify_ascii((char)c);
  if (c >= 0xC0 && c < 0x180) return LATIN[c - 0xC0][0] ? GLYPH_WORD : GLYPH_SOFT;
  if (c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x201B || c == 0xB4 || c == 0xFF07) return GLYPH_APOSTROPHE;
  if (c == 0xFF06) return GLYPH_AND;
  if (utf8_is_invisible(c) || (c >= 0x0300 && c <= 0x036F) || (c >= 0xFE00 && c <= 0xFE0F)) return GLYPH_NOTHING;
  if (is_hard(c)) return GLYPH_HARD;
  if (c < 0xC0) return c == 0xAA || c == 0xBA || c == 0xB5 ? GLYPH_WORD : GLYPH_SOFT;
  return is_symbol(c) ? GLYPH_SOFT : GLYPH_WORD;
}

/* The glyph at `at`, its length and code point; GLYPH_SOFT of length 0 at the end. */
static enum glyph glyph_at(struct str text, size_t at, size_t *len, uint32_t *code) {
  *len = 0;
  *code = 0;
  if (at >= text.len) return GLYPH_SOFT;
  *len = utf8_decode(text, at, code);
  if (*len == 0) { /* not valid UTF-8, against the contract: step over it */
    *len = 1;
    return GLYPH_SOFT;
  }
  return classify(*code);
}

static bool word_at(struct str text, size_t at) {
  size_t len;
  uint32_t code;
  return glyph_at(text, at, &len, &code) == GLYPH_WORD;
}

static size_t fold_code(uint32_t c, char out[4]) {
  const char *s = NULL;
  if (c >= 0xC0 && c < 0x180) s = LATIN[c - 0xC0];
  if (c >= 0xFB00 && c <= 0xFB06) s = LIGATURE[c - 0xFB00];
  if (c == 0xAA) s = "a";
  if (c == 0xBA) s = "o";
  if (s) {
    size_t n = strlen(s);
    memcpy(out, s, n);
    return n;
  }
  if ((c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A)) {
    out[0] = ascii_lower((char)(c - 0xFEE0)); /* full-width forms */
    return 1;
  }
  if ((c >= 0x0218 && c <= 0x021B)) { /* Romanian letters with a comma below */
    out[0] = c < 0x021A ? 's' : 't';
    return 1;
  }
  if ((c >= 0x0391 && c <= 0x03A9) || (c >= 0x0410 && c <= 0x042F)) c += 32;
  if (c >= 0x0400 && c <= 0x040F) c += 80;
  return utf8_encode(c, out);
}

static bool reserve(struct fold_state *s, size_t bytes) {
  struct tokens *t = s->out;
  if (t->count == t->size) {
    size_t size = t->size ? t->size * 2 : 64;
    struct token *v = arena_grow(s->arena, t->v, t->size, size, sizeof *v);
    if (!v) return false;
    t->v = v;
    t->size = size;
  }
  if (t->folded_size - t->folded_len < bytes) {
    size_t size = (t->folded_size ? t->folded_size * 2 : 256) + bytes;
    char *p = arena_grow(s->arena, t->folded, t->folded_size, size, 1);
    if (!p) return false;
    t->folded = p;
    t->folded_size = size;
  }
  return true;
}

/* Opens a token at `start`, with room for the longest word. */
static struct token *token_open(struct fold_state *s, size_t start) {
  if (!reserve(s, WORD_MAX + 8)) return NULL;
  struct tokens *t = s->out;
  if (t->count) t->folded[t->folded_len++] = s->breaks ? '\n' : ' ';
  struct token *k = &t->v[t->count++];
  *k = (struct token){.start = (uint32_t)(s->base + start), .fold = (uint32_t)t->folded_len, .breaks = s->breaks};
  s->breaks = false;
  return k;
}

static void token_put(struct fold_state *s, struct token *k, const char *bytes, size_t n) {
  if (k->fold_len + n > WORD_MAX) return;
  memcpy(s->out->folded + s->out->folded_len, bytes, n);
  s->out->folded_len += n;
  k->fold_len = (uint16_t)(k->fold_len + n);
}

/* Behind `at`, an apostrophe of `len` bytes: is it a possessive 's? */
static bool is_possessive(struct str text, size_t at, size_t len) {
  return at + len < text.len && ascii_lower(text.ptr[at + len]) == 's' && !word_at(text, at + len + 1);
}

static bool single_letter_at(struct str text, size_t at) {
  return at < text.len && ascii_is_alpha(text.ptr[at]) && !word_at(text, at + 1);
}

/* C.O.O.: `at` is behind the first letter. Returns the end, dots included, and puts the other letters; or `at`. */
static size_t read_initials(struct fold_state *s, struct token *k, size_t at) {
  bool joined = false;
  while (at < s->text.len && s->text.ptr[at] == '.' && single_letter_at(s->text, at + 1)) {
    char c = ascii_lower(s->text.ptr[at + 1]);
    token_put(s, k, &c, 1);
    at += 2;
    joined = true;
  }
  return joined && at < s->text.len && s->text.ptr[at] == '.' && !word_at(s->text, at + 1) ? at + 1 : at;
}

/* A word that begins at `start`; returns where it ends, or 0 when memory is short. */
static size_t read_word(struct fold_state *s, size_t start) {
  struct token *k = token_open(s, start);
  if (!k) return 0;
  size_t at = start;
  for (;;) {
    while (at < s->text.len && ascii_is_alnum(s->text.ptr[at])) {
      char c = ascii_lower(s->text.ptr[at++]);
      token_put(s, k, &c, 1);
    }
    if (at == start + 1 && ascii_is_alpha(s->text.ptr[start])) at = read_initials(s, k, at);
    size_t len;
    uint32_t code;
    enum glyph g = glyph_at(s->text, at, &len, &code);
    if (len == 0) break;
    if (g == GLYPH_WORD) {
      char folded[4];
      token_put(s, k, folded, fold_code(code, folded));
    } else if (g == GLYPH_APOSTROPHE && is_possessive(s->text, at, len)) {
      at += len + 1;
      break;
    } else if (!(g == GLYPH_NOTHING || (g == GLYPH_APOSTROPHE && word_at(s->text, at + len)))) {
      break;
    }
    at += len;
  }
  k->end = (uint32_t)(s->base + at);
  return at;
}

/* A full stop ends a sentence where white space or the end follows, closing quotes and brackets aside. */
static bool dot_is_hard(struct str text, size_t at) {
  for (at++; at < text.len;) {
    size_t len;
    uint32_t c;
    if (glyph_at(text, at, &len, &c) == GLYPH_DOT || utf8_is_space(c)) return true;
    if (c != '"' && c != '\'' && c != ')' && c != ']' && c != 0x2019 && c != 0x201D && c != 0xBB) return false;
    at += len;
  }
  return true;
}

static bool put_and(struct fold_state *s, size_t at, size_t len) {
  struct token *k = token_open(s, at);
  if (!k) return false;
  token_put(s, k, "and", 3);
  k->end = (uint32_t)(s->base + at + len);
  return true;
}

enum status fold_append(struct tokens *out, struct arena *a, struct str text, size_t base, struct err *e) {
  struct fold_state s = {.out = out, .arena = a, .text = text, .base = base, .breaks = true};
  if (text.len > UINT32_MAX / 4 || base > UINT32_MAX - text.len || out->folded_len > UINT32_MAX / 2) {
    err_set(e, ERR_LIMIT, "text too long to be matched");
    return ST_FAIL;
  }
  for (size_t at = 0; at < text.len;) {
    if (text.ptr[at] == ' ') { /* the commonest gap */
      at++;
      continue;
    }
    size_t len;
    uint32_t code;
    enum glyph g = glyph_at(text, at, &len, &code);
    if (g == GLYPH_WORD) {
      size_t end = read_word(&s, at);
      if (end == 0) return err_memory(e);
      at = end;
      continue;
    }
    if (g == GLYPH_AND && !put_and(&s, at, len)) return err_memory(e);
    if (g == GLYPH_HARD || (g == GLYPH_DOT && dot_is_hard(text, at))) s.breaks = true;
    at += len;
  }
  enum { PAD = 32 }; /* PCRE2 reads so far behind a text, to no effect; valgrind asks what stands there */
  if (!reserve(&s, PAD)) return err_memory(e);
  memset(out->folded + out->folded_len, 0, PAD);
  return ST_OK;
}
