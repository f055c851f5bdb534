/* plain.h: plain text and simple Markdown to a page. Blank lines part blocks; lines inside a paragraph read on;
   bullets, numbers, underlined and # headings are told by the line. One root element stands for the whole. */
#ifndef ROLECALL_PLAIN_H
#define ROLECALL_PLAIN_H

#include "page.h"

/* As html_read. */
NODISCARD enum status plain_read(struct str text, const struct srcmap *below, const struct extract_options *options,
                                 struct arena *arena, struct page *page, struct err *e);

#endif
