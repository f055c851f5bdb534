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

/* The same for labelled JSONL, where the gold stands beside the text (fields label, employer or company, quotes): the
   row's file is the id; the reasons are in r->doc. A line without a label: ST_FAIL. Broken lines are counted in
   *broken and told to stderr; they have no gold. */
NODISCARD enum status gold_run_jsonl(const struct engine *engine, const struct limits *limits, const char *path,
                                     const struct gold_visit *visit, size_t *broken, struct err *e);
/* Whether the file is JSON lines rather than a manifest: its first byte that is no white space is a brace. Standard
   input ("-") is taken for JSON lines. */
bool gold_is_jsonl(const char *path);

#endif
