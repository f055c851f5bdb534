/* walk.h: files below the paths a person named, in byte order of their names, each folder once. Internal to this
   room. */
#ifndef ROLECALL_WALK_H
#define ROLECALL_WALK_H

#include "../base/err.h"
#include "filter.h"

struct walk;

struct walk_file {
  const char *path; /* lives until the next call */
  bool named;       /* a person named it: it must classify or fail */
};

struct walk_options {
  const char *const *paths;
  size_t path_count;
  const char *files_from; /* a file with further paths, one a line; "-" standard input; NULL for none */
  bool nul_separated;     /* a NUL stands behind each of them instead */
  bool (*stop)(void);     /* of the list; see stream.h */
  struct filter filter;   /* for what is found in folders */
};

/* The options are borrowed. ST_FAIL: the list cannot be opened. */
NODISCARD enum status walk_new(const struct walk_options *options, struct walk **out, struct err *e);
void walk_free(struct walk *w);
/* ST_OK, ST_FAIL (out->path cannot be looked at; e says why), ST_END, ST_FATAL. */
NODISCARD enum status walk_next(struct walk *w, struct walk_file *out, struct err *e);
/* To be called for each document that a file gave: a named folder that gives none is an error (ERR_EMPTY). */
void walk_found(struct walk *w);
/* Files passed over so far because of their name, or because a glob says so. */
uint64_t walk_skipped(const struct walk *w);
/* Files and folders that wait; *more: and a list of others whose length nobody knows. */
size_t walk_left(const struct walk *w, bool *more);

#endif
