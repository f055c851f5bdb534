/* html_marks.h: the text of a posting with its evidence marked on the words themselves: a role by colour, by a kind of
   underline and by its letter; criterion, role and weight on hover and to a screen reader. Words that several hits
   cover are parted where a hit begins or ends; the heaviest gives the look, the others are named with it. Internal to
   this room. */
#ifndef ROLECALL_HTML_MARKS_H
#define ROLECALL_HTML_MARKS_H

#include "report.h"

enum { HTML_MARKS_MAX = 1000 }; /* of one posting; the heaviest */

struct html_marks {
  const struct result *r;
  const struct report_options *o;
  struct str name;  /* what the ids begin with: "p12" makes "p12h0" */
  uint32_t *order;  /* numbers in verdict.evidence, by place: the title's last */
  size_t count, at; /* at: where the next block's may begin */
};

/* False: no memory. Freed by html_marks_close. */
bool html_marks_open(const struct result *r, const struct report_options *o, struct str name, struct html_marks *m);
void html_marks_close(struct html_marks *m);
/* The words of a block, blocks in order; of the title (after the blocks, or with a struct of its own). For html_blocks,
   whose `owner` is the struct. */
void html_marks_block(void *marks, const struct block *b, struct buf *out);
void html_marks_title(struct html_marks *m, struct buf *out);

#endif
