/* gold.h: runs the engine over every posting of a manifest, for evaluation and training. */
#ifndef ROLECALL_GOLD_H
#define ROLECALL_GOLD_H

#include "../engine.h"
#include "../learn/manifest.h"

struct gold_visit {
  void *context;
  /* `hits` are those behind the verdict; everything but the row lives until the callback returns. A document that
     failed comes with r->verdict NULL. Anything but ST_OK ends the run. */
  enum status (*visit)(void *context, const struct gold *row, const struct result *r, const struct hits *hits,
                       struct err *e);
};

/* In the order of the manifest. */
NODISCARD enum status gold_run(const struct engine *engine, const struct limits *limits, const struct manifest *m,
                               const struct gold_visit *visit, struct err *e);

#endif
