#include "posting.h"

static const char *const names[SECTION_COUNT] = {"other",    "duties", "requirements", "nice-to-have",     "about",
                                                 "benefits", "pay",    "application",  "equal-opportunity"};

const char *section_name(enum section s) {
  return (unsigned)s < SECTION_COUNT ? names[s] : "other";
}

enum section section_from_name(struct str name) {
  for (unsigned i = 0; i < SECTION_COUNT; i++)
    if (str_eq(name, str_of(names[i]))) return (enum section)i;
  return SECTION_COUNT;
}
