/* lexicons.h: where the program finds its lexicon, and how it tells a person what is wrong in one. */
#ifndef ROLECALL_LEXICONS_H
#define ROLECALL_LEXICONS_H

#include "../engine.h"

/* The folder given, else $ROLECALL_LEXICON, else lexicons/operations beside the program's folder or one of the three
   above it (a checkout), else where it was installed. Lives as long as the program. */
const char *lexicons_find(const char *folder);
/* Opens the folder that lexicons_find names. Errors are printed with source line and caret. */
NODISCARD enum status lexicons_open(const char *folder, const struct engine_options *options, struct engine **out);

/* Tells why the lexicon in `folder` could not be read. */
void lexicons_err(const char *folder, const struct err *e);
/* The source line of a note with a caret below; nothing where it has none. */
void lexicons_caret(const struct lexicon_note *n, struct buf *out);

#endif
