/* stored.h: a lexicon to the tables of an image and back. What comes back classifies as the original does, but has no
   phrases, sets, classes, examples, sources or files: those who ask for them read the text. */
#ifndef ROLECALL_STORED_H
#define ROLECALL_STORED_H

#include "image.h"
#include "lexicon.h"

/* Adds the lexicon's tables to `out`, made in its arena, or pointing into the lexicon, which must outlive it. False:
   out of memory. */
NODISCARD bool lexicon_store(const struct lexicon *lex, struct image *out);

/* The lexicon from the image beside its folder. ST_SKIP: there is none that fits; ST_FATAL: out of memory, or the
   folder cannot be read. The image stays open, as lex->image, until lexicon_free. */
NODISCARD enum status lexicon_restore(const char *folder, const struct memory *memory, struct lexicon **out,
                                      struct err *e);

#endif
