/* parts.h: the postings of a page that holds several, one below the other: headings of one level that name jobs, each
   with what only postings have. Internal to this room. */
#ifndef ROLECALL_PARTS_H
#define ROLECALL_PARTS_H

#include "zones.h"

/* One posting of several: its heading, and the end of its blocks. */
struct part {
  uint32_t heading, end;
};

/* Finds them in blocks [first, end). `title` is the block that was taken for the title of the page, SIZE_MAX where it
   stands in none: a heading above the others that names a job makes them sections of one posting, unless each has its
   own duties and requirements. `*count` is 0 where the page does not hold several. Linear in blocks. */
NODISCARD enum status parts_find(const struct scene *s, size_t title, size_t first, size_t end, struct arena *a,
                                 struct part **out, size_t *count, struct err *e);

#endif
