/* extract_formats.h: what was taken from a document, as Markdown or as an HTML page: the title as the first heading,
   the other fields as a list, then the text with its headings and lists. Everything from the document is escaped, so
   that it shows as the text it was; control and bidirectional characters become U+FFFD. Pure, like report.h. */
#ifndef ROLECALL_EXTRACT_FORMATS_H
#define ROLECALL_EXTRACT_FORMATS_H

#include "report.h"

/* CommonMark, ended by a newline. With o->why a comment behind each block names its rule. */
void report_extract_markdown(const struct result *r, const struct report_options *o, struct buf *out);
/* One <article>; with o->why dropped blocks are struck through, and each block's rule is its title. The page around
   the articles: open before the first, close behind the last. It needs nothing from elsewhere and runs no script. */
void report_extract_html(const struct result *r, const struct report_options *o, struct buf *out);
void report_html_open(struct buf *out);
void report_html_close(struct buf *out);

#endif
