/* html_parts.h: writing HTML from text that nobody trusts: every text and attribute is escaped, control characters and
   bidirectional controls become U+FFFD. Internal to this room. */
#ifndef ROLECALL_HTML_PARTS_H
#define ROLECALL_HTML_PARTS_H

#include "report.h"

/* Text, or the value of an attribute within double quotes. */
void html_text(struct buf *out, struct str s);
/* A part of a URL: all but letters, digits, "._~" and, in a path (`slashes`), "-" and "/" becomes %XX. In a text
   fragment a "-" means something. */
void html_url_part(struct buf *out, struct str s, bool slashes);

/* How the blocks of a posting are written. */
struct html_blocks {
  void *owner;
  unsigned top; /* level of its largest headings, 2 to 5; others stand below, one by one, down to 6 */
  /* ` class="..."` and the like of a block's tag; NULL: nothing */
  void (*attributes)(void *owner, const struct block *b, struct buf *out);
  /* The block's words; NULL: its text, escaped. */
  void (*words)(void *owner, const struct block *b, struct buf *out);
};
void html_blocks(const struct posting *p, const struct html_blocks *how, struct buf *out);

#endif
