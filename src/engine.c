#include "engine.h"

#include <stdio.h>

#include "lexicon/image.h"
#include "lexicon/stored.h"

struct engine {
  struct engine_options options;
  struct lexicon *lex; /* NULL: extraction only */
  struct matcher *matcher;
};

struct worker {
  const struct engine *engine;
  struct arena arena;
  struct match_scratch *scratch;
  struct posting posting;
  struct posting *parts; /* of a page that is split, in the arena */
  size_t part_count;
  enum status part_status;
  struct document part_doc;
  struct verdict verdict;
  struct flip flip;
  struct hits hits;
  struct err err;
};

enum status engine_new_extractor(const struct engine_options *options, struct engine **out, struct err *e) {
  extract_global_init();
  struct engine *engine = memory_new(options->memory, 1, sizeof *engine);
  if (!engine) return err_memory(e);
  engine->options = *options;
  *out = engine;
  return ST_OK;
}

/* The lexicon's own tables, or those of its image; ST_SKIP: there is no image that fits. */
static enum status open_lexicon(const char *folder, bool from_image, struct engine *engine, struct lexicon_notes *notes,
                                struct err *e) {
  const struct engine_options *o = &engine->options;
  enum status status = from_image ? lexicon_restore(folder, o->memory, &engine->lex, e)
                                  : lexicon_load_with(folder, &o->extra, o->memory, &engine->lex, notes, e);
  if (status == ST_OK || status == ST_WARN) status = matcher_new(engine->lex, &engine->matcher, e);
  if (status != ST_OK) { /* the text may be tried after the image */
    matcher_free(engine->matcher);
    lexicon_free(engine->lex);
    engine->matcher = NULL;
    engine->lex = NULL;
  }
  return status;
}

enum status engine_new(const char *folder, const struct engine_options *options, struct lexicon_notes *notes,
                       struct engine **out, struct err *e) {
  struct engine *engine = NULL;
  enum status status = engine_new_extractor(options, &engine, e);
  if (status != ST_OK || !engine) return status;
  bool try_image = !options->whole_lexicon && !options->extra.name;
  struct err image_error = {0}; /* told by the text's reader, if it meets it too */
  status = try_image ? open_lexicon(folder, true, engine, NULL, &image_error) : ST_SKIP;
  if (status != ST_OK) status = open_lexicon(folder, false, engine, notes, e);
  if (status != ST_OK) {
    engine_free(engine);
    return status;
  }
  *out = engine;
  return ST_OK;
}

enum status engine_compile(const char *folder, struct lexicon_notes *notes, struct err *e) {
  struct engine_options options = {.extract = {.limits = limits_default()}, .whole_lexicon = true};
  struct engine *engine = NULL;
  struct image image = {0};
  struct image_key key;
  enum status status = image_key(folder, NULL, &key, e);
  if (status == ST_OK) status = engine_new(folder, &options, notes, &engine, e);
  if (status != ST_OK) return status;
  arena_init(&image.arena, 0);
  if (notes->count) {
    err_set(e, ERR_LEXICON, "no image is made of a lexicon with warnings: they would not be told again");
    status = ST_FAIL;
  } else if (!lexicon_store(engine->lex, &image)) {
    status = err_memory(e);
  } else {
    matcher_store(engine->matcher, &image);
    image_settle(folder);
    status = image_write(folder, key, &image, e);
  }
  arena_free(&image.arena);
  engine_free(engine);
  return status;
}

void engine_free(struct engine *engine) {
  if (!engine) return;
  matcher_free(engine->matcher);
  lexicon_free(engine->lex);
  memory_free(engine->options.memory, engine);
}

const struct lexicon *engine_lexicon(const struct engine *engine) {
  return engine->lex;
}

const struct limits *engine_limits(const struct engine *engine) {
  return &engine->options.extract.limits;
}

enum status worker_new(const struct engine *engine, struct worker **out, struct err *e) {
  struct worker *w = memory_new(engine->options.memory, 1, sizeof *w);
  if (!w) return err_memory(e);
  w->engine = engine;
  arena_init_with(&w->arena, engine->options.extract.limits.arena_bytes, engine->options.memory);
  if (engine->matcher) {
    enum status status = match_scratch_new(engine->matcher, &w->scratch, e);
    if (status != ST_OK) {
      worker_free(w);
      return status;
    }
  }
  *out = w;
  return ST_OK;
}

void worker_free(struct worker *w) {
  if (!w) return;
  match_scratch_free(w->scratch);
  arena_free(&w->arena);
  memory_free(w->engine->options.memory, w);
}

struct arena *worker_arena(struct worker *w) {
  return &w->arena;
}

void worker_reset(struct worker *w) {
  arena_reset(&w->arena);
}

const struct hits *worker_hits(const struct worker *w) {
  return &w->hits;
}

/* Hits stand in the order of the text, so what is left out is the end of it. */
static void keep_evidence(struct worker *w, struct result *out) {
  size_t most = w->engine->options.extract.limits.evidence;
  if (w->hits.count <= most) return;
  err_set(&w->err, ERR_LIMIT, "over %zu hits; those behind are left out (--max-evidence)", most);
  w->hits.count = most;
  out->status = ST_WARN;
}

/* A warning about the lexicon says where in it; path and line of the error are the document's. */
static void name_lexicon_place(struct err *e) {
  if (e->code != ERR_LIMIT || !e->path) return;
  struct err at = *e;
  err_clear(e);
  err_set(e, at.code, "%s (%s:%u)", at.msg, at.path, at.line);
}

/* Where it is the cap that a document met, the message names the option. */
static void name_memory_limit(struct worker *w, enum status status) {
  if (status != ST_FATAL || w->err.code != ERR_MEMORY || !w->arena.full) return;
  err_clear(&w->err);
  err_set(&w->err, ERR_MEMORY, "more than %zu bytes of working memory (--max-memory)", w->arena.cap);
}

/* That a page is not whole weighs more than a limit that it met. */
static void tell_warnings(struct worker *w, const struct posting *posting, struct result *out) {
  struct str cut = posting->doc->warning;
  if (cut.len)
    err_set(&w->err, ERR_FORMAT, "%.*s%s%s", (int)cut.len, cut.ptr, out->status == ST_WARN ? "; " : "",
            posting->warning);
  else if (out->status == ST_WARN)
    err_set(&w->err, ERR_LIMIT, "%s", posting->warning);
  if (cut.len) out->status = ST_WARN;
}

/* From posting to verdict, where there is a lexicon. */
static void judge(struct worker *w, const struct posting *posting, struct result *out) {
  const struct engine *engine = w->engine;
  if (out->status != ST_OK && out->status != ST_WARN) return;
  tell_warnings(w, posting, out);
  out->posting = posting;
  if (!engine->matcher) return;
  enum status status = match_posting(engine->matcher, w->scratch, posting, &w->hits, &w->err);
  if (status == ST_WARN) {
    name_lexicon_place(&w->err);
    out->status = ST_WARN;
  }
  if (status == ST_OK || status == ST_WARN) {
    keep_evidence(w, out);
    status = classify_posting(engine->lex, posting, &w->hits, &w->arena, &w->verdict, &w->err);
  }
  if (status == ST_OK && engine->options.flip) {
    status = flip_find(engine->lex, posting, &w->verdict, &w->arena, &w->flip, &w->err);
    out->flip = &w->flip;
  }
  if (status == ST_OK)
    out->verdict = &w->verdict;
  else
    out->status = status;
}

void worker_run(struct worker *w, const struct document *doc, struct result *out) {
  err_clear(&w->err);
  *out = (struct result){.doc = doc, .err = &w->err};
  out->status = extract_posting(doc, &w->engine->options.extract, &w->arena, &w->posting, &w->err);
  judge(w, &w->posting, out);
  name_memory_limit(w, out->status);
}

/* "page.html#2" */
static enum status name_part(struct worker *w, const struct document *doc, size_t n) {
  char number[24];
  int digits = snprintf(number, sizeof number, "#%zu", n + 1);
  char *id = ARENA_NEW(&w->arena, doc->id.len + sizeof number, char);
  if (!id || digits < 0) return err_memory(&w->err);
  if (doc->id.len) memcpy(id, doc->id.ptr, doc->id.len);
  memcpy(id + doc->id.len, number, (size_t)digits);
  w->part_doc = *doc;
  w->part_doc.id = (struct str){id, doc->id.len + (size_t)digits};
  return ST_OK;
}

bool worker_run_part(struct worker *w, const struct document *doc, size_t n, struct result *out) {
  err_clear(&w->err);
  *out = (struct result){.doc = doc, .err = &w->err};
  if (n == 0) {
    w->part_count = 0;
    w->part_status = extract_postings(doc, &w->engine->options.extract, &w->arena, &w->parts, &w->part_count, &w->err);
  }
  out->status = w->part_status;
  name_memory_limit(w, out->status);
  if (n >= w->part_count) return false;
  if (w->part_count > 1) {
    if (name_part(w, doc, n) != ST_OK) {
      out->status = ST_FATAL;
      return false;
    }
    out->doc = &w->part_doc;
  }
  judge(w, &w->parts[n], out);
  name_memory_limit(w, out->status);
  return n + 1 < w->part_count;
}
