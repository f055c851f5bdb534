/* choose.h: which raw blocks of a page are the posting. By what a posting is: known section headings, lines that begin
   with a duty, list items, words of the trade, few links, no form fields; not by habits of news articles.
   Method: every block has a score; the run of blocks with the largest sum is the posting (maximum subsequence
   segmentation, Pasternack and Roth, "Extracting article text from the web", WWW 2009), with named zones left out
   before (zones.h) and the ends trimmed after. Internal to this room. Linear in blocks. */
#ifndef ROLECALL_CHOOSE_H
#define ROLECALL_CHOOSE_H

#include "zones.h"

struct chosen_block {
  const char *rule; /* why it was kept or dropped; static, never NULL */
  bool keep;
  uint8_t kind, level; /* as the posting has them: bold lines and lines ended by a colon are headings */
};

struct chosen {
  struct chosen_block *v; /* one a raw block */
  size_t kept;
  uint32_t first, end;          /* the run of blocks; end is past the last */
  float score;                  /* of the run */
  unsigned job;                 /* words of the trade and lines that begin with a duty */
  unsigned heads, prose, words; /* headings only postings have, posting-like lines, words among the kept */
  uint8_t named; /* the run lies in an element that is named as the posting: 1 by class, 2 as microdata */
};

/* `title` is the block of the page that holds the posting's title, or SIZE_MAX. `whole`: the page is a description by
   itself (a fragment from data, or plain text), so that all is kept but boilerplate at the end. `seen` may be NULL;
   else per block 1 where the structured data's description holds it, 2 where it does not, 0 unknown. */
NODISCARD enum status choose_blocks(const struct scene *scene, size_t title, bool whole, const uint8_t *seen,
                                    struct arena *a, struct chosen *out, struct err *e);

#endif
