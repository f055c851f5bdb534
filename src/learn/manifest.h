/* manifest.h: the gold: labelled postings as a TSV manifest lists them. Columns by their names in the header line:
   file (relative to the manifest's folder) and label are needed; employer, title_role, split, traits, first, second,
   quote1, quote2 are used where they stand; others are left alone. Lines that begin with # are comments. */
#ifndef ROLECALL_MANIFEST_H
#define ROLECALL_MANIFEST_H

#include "../base/arena.h"
#include "../base/err.h"

struct gold {
  struct str path; /* folder of the manifest and file, NUL-terminated */
  struct str file, label, employer, title_role, split, traits, first, second; /* first, second: what two readers said */
  struct str quotes[2];
  uint32_t group; /* employers numbered by first appearance; a posting without one is a group of its own */
  uint32_t line;
};

struct manifest {
  struct arena arena; /* owns everything */
  struct gold *rows;
  size_t count, size;
  uint32_t group_count;
  uint64_t hash; /* of the manifest's bytes (FNV-1a) */
};

/* ST_OK; ST_FAIL with path, line and what is wrong. */
NODISCARD enum status manifest_load(const char *path, struct manifest *out, struct err *e);
void manifest_free(struct manifest *m);

#endif
