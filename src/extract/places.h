/* places.h: whether a short line names the place of a job. Countries, states of the USA and provinces of Canada, large
   cities, and the words for work from anywhere; plus the form "Town, Region". Internal to this room. */
#ifndef ROLECALL_PLACES_H
#define ROLECALL_PLACES_H

#include "../base/str.h"

/* 0: no place. 1: has the form of one ("Springfield, Somewhere"). 2: names a known place, or "Remote". */
int place_like(struct str s);
/* The part of a line like "Full-time | Berlin, Germany | Hybrid" that is the place; STR_NONE where no part is. */
struct str place_in_line(struct str line);
/* The place in "we are based in Leeds", "for our San Diego office"; STR_NONE where none is named. */
struct str place_in_sentence(struct str text);
/* For the test of the table. */
bool places_sorted(void);

#endif
