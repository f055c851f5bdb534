/* filter.h: which files of folders and archives are read: by the globs a person gave, and by endings that no posting
   has. Internal to this room. */
#ifndef ROLECALL_FILTER_H
#define ROLECALL_FILTER_H

#include "../base/str.h"

/* Globs as glob.h has them; borrowed. */
struct filter {
  const char *const *includes, *const *excludes;
  size_t include_count, exclude_count;
};

bool filter_excludes(const struct filter *f, struct str path);
/* Not excluded, and included where anything is asked for. */
bool filter_takes(const struct filter *f, struct str path);
/* The same for a member of an archive, of which no folder on the way may be excluded. */
bool filter_takes_member(const struct filter *f, struct str path);
/* Names that no posting bears: what a browser saves beside a page, and the usual other files of a folder. */
bool filter_is_other(struct str name);
/* The same for a member of an archive, by its whole path: other files, hidden ones, and all below a folder whose name
   ends as a browser names the one beside a page (X_files). */
bool filter_is_other_member(struct str path, bool *hidden);

#endif
