/* glob.h: --include and --exclude. `*` and `?` stand for anything but a slash, `**` for anything, `[a-z]` and `[!a-z]`
   for a byte, and a backslash takes the next byte as it is. Time is the product of both lengths at most. Internal to
   this room. */
#ifndef ROLECALL_GLOB_H
#define ROLECALL_GLOB_H

#include "../base/str.h"

/* A glob without a slash is held against the last part of the path; with one, against the path or what stands behind
   any slash of it; with one at its beginning, against the whole path. */
bool glob_matches(struct str glob, struct str path);

#endif
