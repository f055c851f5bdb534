/* labelled.h: documents for the tools, with their labels where somebody gave them: any files and folders, records
   with a field label, and manifests (files that end in .tsv and have no column with the text itself). */
#ifndef ROLECALL_LABELLED_H
#define ROLECALL_LABELLED_H

#include "../engine.h"
#include "options.h"

struct labelled {
  const struct document *doc;
  struct str id, label; /* the label is empty where there is none */
};

struct labelled_visit {
  void *context;
  /* Everything lives until the callback returns. Anything but ST_OK ends the run. */
  enum status (*visit)(void *context, const struct labelled *posting, struct err *e);
};

/* In the order of the paths, which are o->paths from number `first` on; --split holds for the rows of manifests. What
   cannot be read is told to stderr and counted in *failed. */
NODISCARD enum status labelled_run(const struct options *o, size_t first, const struct labelled_visit *visit,
                                   size_t *failed, struct err *e);
/* Runs the worker on the document; false where that gave no verdict, which is told to stderr. */
bool labelled_answer(struct worker *w, const struct labelled *posting, struct result *r);

#endif
