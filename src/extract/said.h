/* said.h: what the <title>, the main heading and the structured data of a page say the job is called, each for itself,
   so that a reader is told where they do not agree. Internal to this room. */
#ifndef ROLECALL_SAID_H
#define ROLECALL_SAID_H

#include "finder.h"

/* Fills out->said; the fields of `out` are found already. What names no job ("Careers at Acme") says nothing. */
void titles_said(const struct finder *d, struct posting *out);
/* The same title, or one of them with something behind a dash, comma, bracket or the like: "COO" and "COO - Leeds". */
bool titles_agree(struct str a, struct str b);

#endif
