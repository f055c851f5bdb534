/* whole.h: the same result as scan.h, made the slow way: libxml2 reads the whole page and says what is a tag and what
   is text. It is there to be compared with (extract_options.no_scan): two tokenizers that share no code must give the
   same text. They may differ where libxml2 2.9 itself parts from HTML: comments that end in --!> or begin with <!-->, a
   script in a comment in a script, CDATA, markup in a quote that is never closed. */
#ifndef ROLECALL_WHOLE_H
#define ROLECALL_WHOLE_H

#include "scan.h"

/* As scan_html; the title and scripts are not set aside. */
NODISCARD enum status whole_html(struct str in, const struct srcmap *below, const struct limits *limits,
                                 struct arena *arena, struct scan *out, struct err *e);

#endif
