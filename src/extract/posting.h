/* posting.h: what the extractor takes from a document: fields and blocks of clean UTF-8 text, each mapped back to the
   document's bytes. Everything lives in the arena of the document; read only once made. */
#ifndef ROLECALL_POSTING_H
#define ROLECALL_POSTING_H

#include "../base/document.h"
#include "../base/srcmap.h"

enum block_kind { BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_HEADING };

enum section {
  SECTION_OTHER = 0, /* no heading told */
  SECTION_DUTIES,
  SECTION_REQUIREMENTS,
  SECTION_NICE_TO_HAVE,
  SECTION_ABOUT,
  SECTION_BENEFITS,
  SECTION_PAY,
  SECTION_APPLICATION,
  SECTION_EQUAL_OPPORTUNITY,
  SECTION_COUNT
};

/* "duties", "nice-to-have", ... as it stands in output and in lexicon files. */
const char *section_name(enum section s);

struct block {
  uint32_t start, len;      /* in posting.text */
  uint8_t kind;             /* enum block_kind */
  uint8_t level;            /* of a heading, 1 to 6; nesting of an item, from 1 */
  uint8_t section;          /* enum section */
  const struct srcmap *map; /* from offsets in posting.text to the document */
  const char *rule;         /* why it was kept (static text), for `extract --why` */
};

struct field {
  struct str value;         /* empty: not found */
  const struct srcmap *map; /* maps offset `at` + i of its text to the document; NULL with `given`, or made up */
  uint32_t at;
  const char *from; /* "json-ld", "h1", "title", "og:title", "microdata", "given", ...; NULL: not found */
};

/* What one part of the page says the job is called. */
struct title_said {
  const char *from; /* "title", "h1" or "json-ld" */
  struct str value; /* without the company, the place and the like around it */
  bool agrees;      /* with the posting's title */
};
enum { POSTING_SAID_MAX = 3 };

struct posting {
  const struct document *doc;
  struct field title, company, location, date_posted, employment_type, salary;
  struct str language; /* ISO 639-1, empty where it can't be told */
  struct str text;     /* all blocks, a newline between two */
  struct block *blocks;
  size_t block_count;
  const char *reason;   /* why text is empty or not to be trusted: "script-shell", "application-form", "expired",
                           "job-list", "several-postings", "no-text"; NULL where all is well. Static. */
  size_t posting_count; /* how many postings the page holds: 0, 1, or more (reason "several-postings") */
  struct title_said said[POSTING_SAID_MAX]; /* those that name a job; none for plain text and for parts of a page */
  size_t said_count;
  char warning[200]; /* a limit that was met, else empty */
};

#endif
