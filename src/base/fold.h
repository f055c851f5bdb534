/* fold.h: text as the lexicon sees it. Words in lower case without accents; everything between two words is one gap.
   Phrases and postings are folded by the same function, which is what makes a phrase match what a reader would call
   the same words. The rules (lexicons/README.md tells them to people):
     - a word is a run of letters and digits; case and accents fold (U+00C0-U+017F to ASCII, other scripts stay);
     - a possessive 's is dropped, other apostrophes vanish: company's = company, don't = dont;
     - single letters with dots between join: C.O.O. = coo, U.K. = uk;
     - & is the word "and";
     - white space, hyphen, dash, slash, comma, colon, quotes, brackets and the rest are soft gaps;
     - . (before white space or the end) ; ! ? and bullets are hard: no phrase crosses them. */
#ifndef ROLECALL_FOLD_H
#define ROLECALL_FOLD_H

#include "arena.h"
#include "err.h"

struct token {
  uint32_t start, end; /* bytes of the text that was folded */
  uint32_t fold;       /* offset of the folded word in tokens.folded */
  uint16_t fold_len;   /* bytes; a longer word is cut */
  bool breaks;         /* a hard gap (or the beginning) stands before it */
};

/* `folded` is the words with one space between, or one newline where a token breaks. */
struct tokens {
  struct token *v;
  size_t count, size;
  char *folded;
  size_t folded_len, folded_size;
};

/* Appends the tokens of `text` (valid UTF-8) to `out`; `base` is added to their start and end. The first token breaks.
   Memory from the arena. */
NODISCARD enum status fold_append(struct tokens *out, struct arena *a, struct str text, size_t base, struct err *e);

static inline struct str token_word(const struct tokens *t, size_t i) {
  return (struct str){t->folded + t->v[i].fold, t->v[i].fold_len};
}

#endif
