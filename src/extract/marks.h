/* marks.h: what a page itself names: elements that by id, class, itemprop or data-* mark hold a field ("job-title"),
   and labelled facts ("Location: Leeds", in one line or in two). Found once a page. Internal to this room. */
#ifndef ROLECALL_MARKS_H
#define ROLECALL_MARKS_H

#include "ats.h"
#include "zones.h"

enum { MARKS_MAX = 96 };

struct mark {
  uint8_t field;     /* enum ats_field */
  bool label, micro; /* a labelled fact; microdata; else a class or the like */
  uint32_t block;
  uint32_t at, len; /* the value, in page.text */
};

struct marks {
  struct mark v[MARKS_MAX]; /* elements in the order of the page, then labelled facts in the order of the page */
  size_t count, elements;
};

void marks_find(const struct scene *s, struct marks *out);

#endif
