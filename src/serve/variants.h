/* variants.h: the lexicon that the page was started with, and the edited ones that people try, each with its engine and
   the workers that wait for work. An edited lexicon is named by a hash of its files, so the same edit made twice is
   made once; VARIANTS_KEPT of them are kept, the one unused longest goes first, and whoever still asks for it is told.
   Safe from any thread. Needs no HTTP. */
#ifndef ROLECALL_VARIANTS_H
#define ROLECALL_VARIANTS_H

#include "../engine.h"

enum { VARIANTS_KEPT = 4, VARIANT_ID_BYTES = 17 };

struct variants;
struct variant;

/* `folder` holds the lexicon and outlives the variants. Its errors are gathered in `notes`. */
NODISCARD enum status variants_new(const char *folder, const struct limits *limits, struct lexicon_notes *notes,
                                   struct variants **out, struct err *e);
void variants_free(struct variants *v); /* nobody may have a seat any more */

/* A worker of one lexicon, reset, for one thread. */
struct seat {
  struct variant *variant;
  const struct lexicon *lex;
  struct worker *worker;
};
/* `id` empty: the lexicon as it was found. ST_OK; ST_SKIP: no such variant (any more); ST_FATAL: out of memory. */
NODISCARD enum status variants_sit(struct variants *v, struct str id, struct seat *out, struct err *e);
/* `was_large`: the document was, so the worker goes instead of keeping memory as large for the next. */
void variants_leave(struct variants *v, struct seat *seat, bool was_large);

/* Makes the lexicon of `on` (empty: as it was found) with `text` in the place of its file `file`, which must be one of
   its .txt files. ST_OK: `id` names it. ST_FAIL: errors in the text, gathered in `notes`; ST_SKIP: no such
   variant or file, `e` says which. One is made at a time. The caller frees `notes`, which hold the linter's warnings
   too. */
NODISCARD enum status variants_edit(struct variants *v, struct str on, struct str file, struct str text,
                                    struct lexicon_notes *notes, char id[VARIANT_ID_BYTES], struct err *e);

#endif
