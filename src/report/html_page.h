/* html_page.h: a batch as one self-contained HTML file: counts and charts, a table, then each posting (html_posting.h).
   It can be read without scripts; its own small script sorts and filters the table and gathers labels. Its policy lets
   nothing else run or load.

   The counts stand at the top and are known at the end only, so the file is made in two steps: a frame for each result,
   in any thread; then all frames, in order and one behind the other, make the page. */
#ifndef ROLECALL_HTML_PAGE_H
#define ROLECALL_HTML_PAGE_H

#include "report.h"

enum { HTML_POSTINGS_MAX = 2000 }; /* in one file: more, and browsers grow slow */

/* Adds the frame of one result. It holds no number: frames may be made in any order. */
void report_html_frame(const struct result *r, const struct report_options *o, struct buf *out);
/* The whole file from the frames of a batch. */
void report_html_page(const struct report_options *o, struct str frames, struct buf *out);

#endif
