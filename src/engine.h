/* engine.h: ties the floors together for the program, the server and the tools: a lexicon with its matcher, and workers
   that take a document all the way to a verdict. Internal: the public way in is rolecall.h.
   The engine is immutable and shared by threads; each thread has a worker of its own. */
#ifndef ROLECALL_ENGINE_H
#define ROLECALL_ENGINE_H

#include "base/limits.h"
#include "extract/extract.h"
#include "report/report.h"

struct engine;
struct worker;

struct engine_options {
  struct extract_options extract;
  const struct memory *memory; /* of the engine and its workers; outlives them. NULL: malloc */
  struct lexicon_extra extra; /* name NULL: none */
  bool flip;                  /* find the flip set of each verdict */
  bool whole_lexicon;         /* with phrases and examples, for tools: read from its text even where an image stands */
};

/* Reads the lexicon in `folder`, from the image beside it where one fits (lexicon/image.h): the answers are the same.
   NULL: only options->extra. Its errors are gathered in `notes` (may be NULL). */
NODISCARD enum status engine_new(const char *folder, const struct engine_options *options, struct lexicon_notes *notes,
                                 struct engine **out, struct err *e);
/* Without a lexicon: extraction only. */
NODISCARD enum status engine_new_extractor(const struct engine_options *options, struct engine **out, struct err *e);
void engine_free(struct engine *engine);
/* Writes the image of the lexicon beside its folder. ST_FAIL: it has warnings, which nobody would see any more; they
   are in `notes`. */
NODISCARD enum status engine_compile(const char *folder, struct lexicon_notes *notes, struct err *e);
const struct lexicon *engine_lexicon(const struct engine *engine);
const struct limits *engine_limits(const struct engine *engine);

NODISCARD enum status worker_new(const struct engine *engine, struct worker **out, struct err *e);
void worker_free(struct worker *w);
/* The worker's memory for one document: the caller may read the document into it after worker_reset. */
struct arena *worker_arena(struct worker *w);
void worker_reset(struct worker *w);
/* Document to result, which lives in the worker until it is reset. Always fills `out`; what went wrong is in it. */
void worker_run(struct worker *w, const struct document *doc, struct result *out);
/* The postings of a page one by one: call with n = 0, 1, ... while it says true. The id of each is "id#1", "id#2", ...
   where the page holds several; a page with one, or none, is the same as worker_run. */
NODISCARD bool worker_run_part(struct worker *w, const struct document *doc, size_t n, struct result *out);
/* The hits behind the last verdict. */
const struct hits *worker_hits(const struct worker *w);

#endif
