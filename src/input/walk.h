/* walk.h: files below the paths a person named, in byte order of their names, each folder once. Internal to this
   room. */
#ifndef ROLECALL_WALK_H
#define ROLECALL_WALK_H

#include "../base/err.h"

struct walk;

struct walk_file {
  const char *path; /* lives until the next call */
  bool named;       /* a person named it: it must classify or fail */
};

NODISCARD enum status walk_new(const char *const *paths, size_t count, struct walk **out, struct err *e);
void walk_free(struct walk *w);
/* ST_OK, ST_FAIL (out->path cannot be looked at; e says why), ST_END, ST_FATAL. */
NODISCARD enum status walk_next(struct walk *w, struct walk_file *out, struct err *e);
/* To be called for each document that a file gave: a named folder that gives none is an error (ERR_EMPTY). */
void walk_found(struct walk *w);
/* Files passed over so far because their name says that they are no documents. */
uint64_t walk_skipped(const struct walk *w);

#endif
