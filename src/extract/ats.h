/* ats.h: what is known of applicant-tracking systems and job boards, as data: how they call the elements that hold the
   fields of a posting, and which site names are no employer's. Internal to this room. */
#ifndef ROLECALL_ATS_H
#define ROLECALL_ATS_H

#include "page.h"

enum ats_field { ATS_NONE = 0, ATS_TITLE, ATS_COMPANY, ATS_LOCATION, ATS_DATE, ATS_TYPE, ATS_SALARY, ATS_TEXT };

/* Which field an element holds by its names (id, class, itemprop, data-* label): a whole name of a known system, or the
   pair of words that many sites use ("job-title"). */
enum ats_field ats_field_of(const struct element *el);
/* True for the name of a board, a system or a platform ("LinkedIn", "Indeed", "Workday"): never the employer. */
bool ats_is_board(struct str name);
/* For the test of the tables. */
bool ats_sorted(void);

#endif
