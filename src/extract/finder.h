/* finder.h: what the finders of title, company and place share: candidates with weights. Internal to this room, and to
   fields.c, company.c and location.c in it. */
#ifndef ROLECALL_FINDER_H
#define ROLECALL_FINDER_H

#include "fields.h"
#include "marks.h"
#include "titles.h"

enum { MAX_CANDIDATES = 48, MAX_PARTS = 6, FOLD_BYTES = HEADING_MAX_BYTES + 8 };

/* A value that may be a field, with the weight of what speaks for it. */
struct candidate {
  struct field f;
  float score;
  size_t block; /* SIZE_MAX: in no block */
  bool beside;  /* stands beside the title in one phrase ("T at C"): no name of a site */
  size_t folded;
  char fold[FOLD_BYTES]; /* of the value; empty where it is too long */
};

/* A text that is only compared with. */
struct witness {
  struct str text;
  const struct srcmap *map;
  char fold[512];
};

struct finder {
  const struct scene *s;
  const struct page *p;
  const struct job_data *data;
  const struct marks *marks;
  struct candidate v[MAX_CANDIDATES];
  size_t count;
  struct witness title, og_title, meta_title, og_site;
  size_t low, high;        /* fields are looked for in blocks [low, high): of a page with several postings, in one */
  struct field at_company; /* "T at C" in <title> or og:title */
};

void finder_open(struct finder *d, const struct scene *s, const struct job_data *data, const struct marks *marks);
void finder_add(struct finder *d, struct field f, float score, size_t block);
const struct candidate *finder_best(const struct finder *d);
/* Replaces a candidate's value by a piece of it. */
void finder_narrow(struct candidate *c, struct str part);
bool finder_same(const struct candidate *a, const struct candidate *b);
/* The value stands in the text as whole words. */
bool finder_within(const struct candidate *c, const struct witness *w);

struct field field_of(struct str value, const struct srcmap *map, size_t at, const char *from);
/* `part` is a piece of the text of `f`: the same field, narrowed. Empty where the part is. */
struct field field_narrow(struct field f, struct str part);
struct field field_of_block(const struct page *p, size_t i, const char *from);
struct field field_of_mark(const struct page *p, const struct mark *m);
/* The first labelled fact of a kind in blocks [from, to). */
struct field finder_label(const struct finder *d, enum ats_field kind, size_t from, size_t to, size_t *block);

/* company.c; [first, end) are the blocks of the posting. */
void company_find(struct finder *d, struct fields *f, size_t first, size_t end);
/* How many of the page's own sentences name it, up to 4: an employer names itself. */
unsigned company_mentions(const struct finder *d, struct str name);
/* company_text.c: the name without "at", "by", "(View all jobs)" and the like; whether it has the form of a name; the
   candidates from the lines beside the title and from the sentences of the posting. */
struct str company_trim(struct str s);
bool company_like(struct str s);
/* A word like "Trust" or "Ltd" stands in it. */
bool company_organisation(struct str s);
void company_from_text(struct finder *d, size_t title, size_t first, size_t end);
/* location.c */
struct field location_find(struct finder *d, const struct fields *f, size_t first, size_t end);

#endif
