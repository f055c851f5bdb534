/* headings.h: what a heading opens. A table of the lines that employers write above the parts of a posting, and of
   those that stand above what is no posting (similar jobs, an application form, share buttons, cookies). Lines are
   compared folded: lower case, no accents, words with one space between, "&" as "and", leading numbers dropped.
   Internal to this room. No function here allocates or fails. */
#ifndef ROLECALL_HEADINGS_H
#define ROLECALL_HEADINGS_H

#include "posting.h"

enum head {
  HEAD_NONE = 0,
  HEAD_DUTIES,
  HEAD_REQUIREMENTS,
  HEAD_NICE,
  HEAD_ABOUT,
  HEAD_BENEFITS,
  HEAD_PAY,
  HEAD_APPLICATION,
  HEAD_EEO,  /* up to here: a section of a posting */
  HEAD_FACT, /* a label whose value follows: location, hours, start date */
  HEAD_SIMILAR,
  HEAD_FORM,
  HEAD_SHARE,
  HEAD_COOKIE,
};

enum { HEADING_MAX_WORDS = 12, HEADING_MAX_BYTES = 110 };

/* The folded form of a short line, into `out` (NUL-terminated); returns its length, 0 where the line is longer than
   HEADING_MAX_BYTES or has no letters. */
size_t heading_fold(struct str line, char out[HEADING_MAX_BYTES + 8]);
/* The same for a line of any length, as far as `size` bytes hold it. */
size_t heading_fold_line(struct str line, char *out, size_t size);
/* What the line opens, whatever its markup. The longest phrase of the table that stands in it decides. `exact`: the
   whole line is that phrase (in a posting's section one word may stand beside a phrase of several). */
enum head heading_class(struct str line, bool *exact);

/* Sets the section of every block: a heading's section lasts to the next heading of the same or a higher level that
   tells one. `text` is what blocks point into. */
void headings_label(struct str text, struct block *blocks, size_t count);
/* For the test of the table. */
bool headings_sorted(void);

#endif
