/* language.h: which language a text is in. For Latin scripts by counting function words, the "small words" method of
   Grefenstette, "Comparing two language identification schemes" (JADT 1995), which is as good as trigrams from a
   sentence on and needs no model files; other scripts by their letters. Internal to this room. */
#ifndef ROLECALL_LANGUAGE_H
#define ROLECALL_LANGUAGE_H

#include "../base/str.h"

enum { LANGUAGE_SAMPLE = 6000 }; /* bytes that are looked at */

/* ISO 639-1 in static memory, STR_NONE where it can't be told (fewer than eight words, or no language stands out). */
struct str language_of(struct str text);
/* For the test of the table. */
bool language_sorted(void);

#endif
