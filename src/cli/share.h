/* share.h: how much of the input is read, for the progress line: known where a person named files only and none of them
   is compressed. Used by the reader alone. */
#ifndef ROLECALL_SHARE_H
#define ROLECALL_SHARE_H

#include "../base/document.h"

struct share {
  const char *const *paths;
  double *sizes; /* bytes of each; NULL: not known */
  size_t count, at;
  double total, before; /* bytes of all, and of those before `at` */
};

void share_open(struct share *s, const char *const *paths, size_t count);
void share_close(struct share *s);
/* What is read when this document has been: from 0 to 1; 0 where it is not known. Documents come in order. */
double share_at(struct share *s, const struct document *doc);

#endif
