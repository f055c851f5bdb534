/* gold.h: runs the engine over every posting of a manifest, for evaluation and training. */
#ifndef ROLECALL_GOLD_H
#define ROLECALL_GOLD_H

#include "../engine.h"
#include "../input/input.h"
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

/* The same for labelled JSON or CSV, where the gold stands beside the text (fields label, employer or company, quotes):
   the row's file is the id; the reasons are in r->doc. One path. A record without a label: ST_FAIL. Broken ones are
   counted in *broken and told to stderr; they have no gold. */
NODISCARD enum status gold_run_data(const struct engine *engine, const struct input_options *options,
                                    const struct gold_visit *visit, size_t *broken, struct err *e);

#endif
