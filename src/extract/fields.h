/* fields.h: title, company, place and the small facts of a posting, weighed from what the page offers: structured data,
   meta tags, headings, the <title>, labelled facts, lines beside the title. Each of them lies sometimes, so a value
   gains by standing in two places. Every value is a piece of its source and can be pointed at. Internal to this room.
 */
#ifndef ROLECALL_FIELDS_H
#define ROLECALL_FIELDS_H

#include "datatext.h"
#include "zones.h"

struct fields_work;

struct fields {
  struct field title, company, location, date_posted, employment_type, salary;
  struct fields_work *work; /* of these functions alone */
  size_t title_block;       /* of page.blocks, SIZE_MAX where the title stands in no block */
};

/* Finds the title and the company; nothing is known yet of where the posting is. `whole`: the page is a description by
   itself, where a first line is a title only if it names a job. A title that was given with the document wins, and its
   line is then not part of the text. */
NODISCARD enum status fields_find_title(const struct scene *s, const struct job_data *data, bool whole, struct arena *a,
                                        struct fields *f, struct err *e);
/* The other fields; [first, end) are the blocks of the posting (0, 0 where there is none). After fields_find_title. */
void fields_find_rest(size_t first, size_t end, struct fields *f);

/* What <title>, main heading and structured data say, each for itself, against the title that `out` has now. */
void fields_titles_said(const struct fields *f, struct posting *out);

/* The fields of one posting of a page with several: `of` are those of the page. [heading, end) are its blocks, the
   first posting's heading is `first_heading`: what stands above it is of all. */
void fields_find_part(const struct fields *of, size_t heading, size_t end, size_t first_heading, struct fields *out);

#endif
