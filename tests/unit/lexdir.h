/* lexdir.h: lexicon folders made for one test and removed after it. */
#ifndef ROLECALL_TEST_LEXDIR_H
#define ROLECALL_TEST_LEXDIR_H

#include <stdio.h>
#include <unistd.h>

#include "harness.h"
#include "lexicon/lexicon.h"

struct lexdir {
  char path[64];
  char files[8][128];
  size_t count;
};

static inline void lexdir_make(struct lexdir *d) {
  memset(d, 0, sizeof *d);
  strcpy(d->path, "/tmp/rolecall-test-XXXXXX");
  assert_non_null(mkdtemp(d->path));
}

static inline void lexdir_put(struct lexdir *d, const char *name, const char *text, size_t len) {
  assert_true(d->count < 8);
  char file[128];
  snprintf(file, sizeof file, "%.60s/%.40s", d->path, name);
  strcpy(d->files[d->count++], file);
  FILE *f = fopen(file, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(text, 1, len, f), len);
  assert_int_equal(fclose(f), 0);
}

static inline void lexdir_add(struct lexdir *d, const char *name, const char *text) {
  lexdir_put(d, name, text, strlen(text));
}

static inline void lexdir_remove(struct lexdir *d) {
  for (size_t i = 0; i < d->count; i++) unlink(d->files[i]);
  rmdir(d->path);
}

/* Three roles, four criteria, two sections; the entries are the test's. */
#define LEXDIR_SETTINGS                                                                                     \
  "[lexicon]\nname = Test\nversion = 7\ntemperature = 1.5\nrepeats = 1 0.5\nranks = 1 0.9\ntitle-cap = 2\n" \
  "unclear-margin = 0.2\n"                                                                                  \
  "[role.coo]\nname = Chief Operating Officer\nshort = COO\nletter = C\nprior = -1\nrank = 2\n"             \
  "[role.hoo]\nname = Head of Operations\nprior = -0.5\nrank = 1\n"                                         \
  "[role.other]\nname = another job\nprior = 1\n"                                                           \
  "[criterion.title]\nname = Title\ntitle = yes\n"                                                          \
  "[criterion.focus]\nname = Focus\n"                                                                       \
  "[section.duties]\nweight = 1\n[section.about]\nweight = 0.2\n"

#endif
