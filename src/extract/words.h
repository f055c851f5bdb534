/* words.h: what single words say about a line of a page: words with which duties begin, words of job postings, of
   privacy texts, of forms. Weak evidence each, used in sums. Internal to this room; no allocation, no failure. */
#ifndef ROLECALL_WORDS_H
#define ROLECALL_WORDS_H

#include "../base/str.h"

enum {
  WORD_DUTY = 1,      /* begins a duty ("manage", "oversee") */
  WORD_JOB = 2,       /* stands in postings */
  WORD_PRIVACY = 4,   /* stands in cookie and privacy texts */
  WORD_FORM = 8,      /* stands beside form fields */
  WORD_PERSONAL = 16, /* with WORD_DATA after it, a privacy text: "personal data", "third parties" */
  WORD_DATA = 32,
};

enum { WORD_MAX_BYTES = 24 };

/* For the test of the table. */
bool words_sorted(void);

/* What the words of one line add up to. */
struct line_words {
  uint16_t words, duty, job, privacy, form; /* counts; duty: 1 where the first word is one */
  uint16_t capitals;                        /* words that begin with a capital letter */
};

/* Counts the words of a line of clean UTF-8. A run of letters beyond ASCII is taken as words by their bytes where the
   script sets no spaces (Han, kana, Thai): three bytes of such letters count as half a word. */
struct line_words words_count(struct str line);
/* Only the number of words. */
struct line_words words_only(struct str line);

#endif
