/* markdown.h: the signs that Markdown puts into a line of text: emphasis, links, backslashes. Plain text is read by the
   same rules: a sign that has no partner in its line, or stands inside a word, is text. Internal to this room. */
#ifndef ROLECALL_MARKDOWN_H
#define ROLECALL_MARKDOWN_H

#include "../base/str.h"

/* A line being read. */
struct markdown {
  struct str s;    /* everything up to the end of the line */
  size_t from;     /* where the line begins */
  bool bold, link; /* of the text behind the sign that was met last */
  /* inside */
  size_t closes, signs;        /* where the emphasis in progress ends, and in how many signs */
  size_t link_text, link_stop; /* where the text of the link in progress ends, and the whole of it */
  size_t literal;              /* a byte that a backslash makes text */
  bool alone[2][4];            /* stars and underlines, by number: no partner in the rest of the line */
};

/* Bytes at s[at] that are signs and no text; 0 where they are text. To be asked for each byte in turn that was not told
   to be a sign. Time is linear in the line. */
size_t markdown_sign(struct markdown *m, size_t at);

#endif
