/* extract.h: one document to one posting. Works on HTML and plain text in any charset it can decode; never fails on
   bad markup. Time is linear in the input. Thread rule: one extractor a worker; extract_global_init once before. */
#ifndef ROLECALL_EXTRACT_H
#define ROLECALL_EXTRACT_H

#include "../base/limits.h"
#include "posting.h"

/* Before the first thread starts; cheap to call again. */
void extract_global_init(void);

/* "libxml2 2.9.14 (built with 2.9.14)" */
void extract_library_version(char *out, size_t size);

struct extract_options {
  struct limits limits;
  bool no_scan;  /* leave out the pruning pass; for the comparison test only */
  bool keep_all; /* keep dropped blocks too (section_other, rule says why dropped), for `extract --why` */
};

/* Fills `out`. ST_OK, ST_WARN (out->warning says which limit was met; the posting is usable), or ST_FAIL (empty,
   binary, undecodable or too large: e says why), ST_FATAL (out of memory). A page without a posting is ST_OK with
   empty text and a reason. Everything in `out` lives in `arena` and points into `doc`, which must outlive it. */
NODISCARD enum status extract_posting(const struct document *doc, const struct extract_options *options,
                                      struct arena *arena, struct posting *out, struct err *e);

/* The same for each posting of a page that holds several: `*out` gets `*count` of them, at least 1. Where there is but
   one, or none, it is what extract_posting gives; else each has its own title and text, and no reason. On ST_FAIL and
   ST_FATAL `*count` is 0. */
NODISCARD enum status extract_postings(const struct document *doc, const struct extract_options *options,
                                       struct arena *arena, struct posting **out, size_t *count, struct err *e);

#endif
