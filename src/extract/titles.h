/* titles.h: job titles as pages print them: what stands around them in <title> and headings, and whether a line is one.
   Every result is a part of what was given, so that it can still be pointed at. Internal to this room. */
#ifndef ROLECALL_TITLES_H
#define ROLECALL_TITLES_H

#include "../base/str.h"

/* Takes off what is no title: "Job Application for ... at ...", "Careers - ", requisition numbers, "(m/f/d)", trailing
   "- Remote", "Job Description". `company` and `place` may be empty; where they stand at the end (" at X", " - Y"),
   they go too. Never makes a non-empty title empty. */
struct str title_clean(struct str s, struct str company, struct str place);

/* How much a line looks like a job title: 0 not at all (no word of a job, a sentence, a slogan), 1 perhaps (short,
   begins with a capital), 2 a word of a job stands in it. */
int title_like(struct str s);

/* The lines that pages print where a title is expected but none is ("Job Detail", "Careers", "Privacy policy"). */
bool title_useless(struct str s);

/* The parts of a <title>: split at " | ", " - ", dashes with spaces, " :: ", " @ ", ": " and " at " / " bei " / " chez
   " near the end. Returns the number of parts, at most `max`. `at_company` gets the part that follows "at" or "@" or
   stands before "hiring"; STR_NONE where there is none. */
size_t title_parts(struct str s, struct str *parts, size_t max, struct str *at_company);

/* "T at C" (" bei ", " chez "): the last such place. False where there is none. */
bool title_at(struct str part, struct str *left, struct str *right);

/* Words of both, compared folded (case, accents, punctuation). */
bool title_same(struct str a, struct str b);
/* `part` stands in `whole` as whole words, folded. */
bool title_within(struct str part, struct str whole);
/* For the test of the table. */
bool titles_sorted(void);

#endif
