/* shingle.h: which blocks of a page the structured data says too. The description of a JobPosting can lie (a teaser,
   another job), so it is only a witness: where it holds much of the page's text, the blocks that stand in it gain.
   Compared by hashes of three words in a row (Broder's shingles), markup and character references passed over.
   Internal to this room. */
#ifndef ROLECALL_SHINGLE_H
#define ROLECALL_SHINGLE_H

#include "zones.h"

/* For each block 1 where most of its shingles stand in `description`, 2 where hardly one does, else 0; into `*seen`,
   which is NULL where the description is too short or the page does not hold most of it. Linear in both texts. */
NODISCARD enum status shingle_compare(const struct scene *scene, struct str description, struct arena *a,
                                      uint8_t **seen, struct err *e);

#endif
