/* assets.h: the files of the page, which are part of the program: no file of the computer is ever served. The table is
   made at build time from page/ and some postings of the corpus (see the Makefile). */
#ifndef ROLECALL_ASSETS_H
#define ROLECALL_ASSETS_H

#include "../base/str.h"

struct asset {
  const char *path; /* "/page.css" */
  const char *type; /* Content-Type */
  struct str bytes;
};

/* NULL where there is none. Paths are compared as they are; nothing is decoded or joined. */
const struct asset *asset_find(struct str path);

#endif
