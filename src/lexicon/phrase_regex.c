/* A second reading of the phrase language, kept apart from the first on purpose: the tests hold the two against each
   other. It goes over the text once and writes as it reads; sets are followed with a stack. */
#include "../base/ascii.h"
#include "phrase.h"

enum { SETS_DEEP = 32, REGEX_BYTES_MAX = 1 << 20 };

struct reader {
  struct str text;
  size_t at;
  const struct phrase_set *set; /* whose texts[index] this is; NULL for the phrase itself */
  size_t index;
};

static bool is_delimiter(char c) {
  return ascii_is_space(c) || strchr("()[]|@", c);
}

static bool gap_here(const struct reader *r) {
  return r->text.len - r->at > 2 && memcmp(r->text.ptr + r->at, "..", 2) == 0 && ascii_is_digit(r->text.ptr[r->at + 2]);
}

static void add_word(struct buf *out, struct str word, bool is_prefix) {
  buf_char(out, ' ');
  for (size_t i = 0; i < word.len; i++) {
    if (!ascii_is_alnum(word.ptr[i]) && (unsigned char)word.ptr[i] < 0x80) buf_char(out, '\\');
    buf_char(out, word.ptr[i]);
  }
  if (is_prefix) buf_add(out, STR("[^ \\n]*"));
}

static bool add_words(struct reader *r, struct arena *a, struct buf *out) {
  size_t start = r->at;
  while (r->at < r->text.len && (r->at == start || !gap_here(r)) && !is_delimiter(r->text.ptr[r->at])) r->at++;
  struct str piece = str_sub(r->text, start, r->at);
  bool is_prefix = piece.len && piece.ptr[piece.len - 1] == '*';
  if (is_prefix) piece.len--;
  struct tokens t = {0};
  if (fold_append(&t, a, piece, 0, NULL) != ST_OK) return false;
  for (size_t i = 0; i < t.count; i++) add_word(out, token_word(&t, i), is_prefix && i + 1 == t.count);
  return true;
}

/* Goes into the set that stands at r[*depth - 1]. */
static bool enter_set(const struct phrasebook *book, struct reader *r, size_t *depth, struct buf *out) {
  struct reader *now = &r[*depth - 1];
  size_t start = ++now->at;
  while (now->at < now->text.len && (ascii_is_alnum(now->text.ptr[now->at]) || now->text.ptr[now->at] == '-'))
    now->at++;
  const struct phrase_set *set = phrasebook_set(book, str_sub(now->text, start, now->at));
  if (!set || set->text_count == 0 || *depth == SETS_DEEP) return false;
  r[(*depth)++] = (struct reader){.text = set->texts[0], .set = set};
  buf_add(out, STR("(?:"));
  return true;
}

static bool step(const struct phrasebook *book, struct reader *r, size_t *depth, struct arena *a, struct buf *out) {
  struct reader *now = &r[*depth - 1];
  char c = now->text.ptr[now->at];
  if (c == '@') return enter_set(book, r, depth, out);
  if (gap_here(now)) {
    buf_format(out, "(?: [^ \\n]+){0,%c}", now->text.ptr[now->at + 2]);
    now->at += 3;
    return true;
  }
  if (!is_delimiter(c)) return add_words(now, a, out);
  if (c == '(' || c == '[') buf_add(out, STR("(?:"));
  if (c == ')' || c == ']') buf_add(out, c == ')' ? STR(")") : STR(")?"));
  if (c == '|') buf_char(out, '|');
  now->at++;
  return true;
}

bool phrase_to_regex(const struct phrasebook *book, struct str text, struct buf *out) {
  if (text.len >= 2 && text.ptr[0] == '/') {
    buf_add(out, str_sub(text, 1, text.len - 1));
    return !out->failed;
  }
  struct reader r[SETS_DEEP] = {{.text = text}};
  size_t depth = 1;
  struct arena a;
  arena_init(&a, 0);
  buf_add(out, STR("(?:"));
  bool ok = true;
  while (ok && depth && out->len < REGEX_BYTES_MAX) {
    struct reader *now = &r[depth - 1];
    if (now->at < now->text.len) {
      ok = step(book, r, &depth, &a, out);
    } else if (now->set && ++now->index < now->set->text_count) {
      buf_char(out, '|');
      now->text = now->set->texts[now->index];
      now->at = 0;
    } else {
      buf_char(out, ')');
      depth--;
    }
  }
  buf_add(out, STR("(?![^ \\n])"));
  arena_free(&a);
  return ok && depth == 0 && !out->failed;
}
