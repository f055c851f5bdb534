/* html.h: decoded HTML to a page. The scan parts tags from text; libxml2's SAX parser is given the bare tags of blocks
   and says how they nest (what is closed by what, what is implied); inline elements and text are read here between two
   of its events. Never a tree, no recursion. */
#ifndef ROLECALL_HTML_H
#define ROLECALL_HTML_H

#include "page.h"

/* Once before any thread; cheap to repeat. */
void html_init(void);

/* Fills everything of `page` but doc and charset. `below` maps `text` to the document. ST_OK, ST_WARN (page->warning
   names the limit that was met), ST_FATAL. */
NODISCARD enum status html_read(struct str text, const struct srcmap *below, const struct extract_options *options,
                                struct arena *arena, struct page *page, struct err *e);

#endif
