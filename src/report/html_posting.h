/* html_posting.h: one classified posting as an HTML <article>: title, verdict and fit, the criteria card, and the text
   as it was extracted with the evidence marked in it. It stands by itself in any page that has page.css (html_page.h),
   needs no script, and holds no style or event attributes. Everything from the document is escaped. Pure, like
   report.h. */
#ifndef ROLECALL_HTML_POSTING_H
#define ROLECALL_HTML_POSTING_H

#include "report.h"

/* `name` begins the ids in it, and is the article's own: "p12"; letters and digits. With `review`, the choice of labels
   (hidden until a script shows it). Where there is no verdict, the reason. */
void report_html_posting(const struct result *r, const struct report_options *o, struct str name, bool review,
                         struct buf *out);

/* A role's letter in its colour; "?" for unclear. */
void html_role_badge(const struct lexicon *lex, int role, struct buf *out);
/* A few words for a fit: "promises more". */
struct str html_fit(enum fit f);
/* A horizontal bar, `share` of its width filled (0 to 1): decoration beside a number. */
void html_bar(double share, struct buf *out);

#endif
