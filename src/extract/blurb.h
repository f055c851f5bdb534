/* blurb.h: paragraphs in which an employer talks of itself, told by their words where no heading tells, and paragraphs
   below "About us" that are about the job after all. Internal to this room. */
#ifndef ROLECALL_BLURB_H
#define ROLECALL_BLURB_H

#include "posting.h"

/* Corrects the sections that headings gave (headings_label), of paragraphs alone: one in no section that says "we" or
   "founded in" and the like at least twice, and nothing of a job, becomes SECTION_ABOUT; one in SECTION_ABOUT that says
   who is sought or to whom the job reports becomes SECTION_OTHER. Linear in the text; allocates nothing. */
void blurb_label(struct str text, struct block *blocks, size_t count);
/* For the test of the table. */
bool blurb_sorted(void);

#endif
