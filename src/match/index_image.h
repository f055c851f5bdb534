/* index_image.h: the index to the tables of an image (lexicon/image.h) and back. Internal to this room. */
#ifndef ROLECALL_INDEX_IMAGE_H
#define ROLECALL_INDEX_IMAGE_H

#include "../lexicon/image.h"
#include "index.h"

/* Adds the index's tables, which must outlive `out`. */
void index_store(const struct index *x, struct image *out);

/* The index from the image that the lexicon came from; its tables stay in it. Whatever the image holds, matching stays
   inside the tables and ends: they are checked here, but for the code and the threads, which are the most of it and are
   checked where they are used. ST_SKIP: they do not hold together. */
NODISCARD enum status index_restore(struct index *x, const struct lexicon *lex);

#endif
