#include "posting.h"

static const char *const names[SECTION_COUNT] = {"other",    "duties", "requirements", "nice-to-have",     "about",
                                                 "benefits", "pay",    "application",  "equal-opportunity"};

const char *section_name(enum section s) {
  return (unsigned)s < SECTION_COUNT ? names[s] : "other";
}
