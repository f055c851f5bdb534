/* rolecall.c: the public API over engine.h: it copies options and documents in, and makes views of what comes out. */
#include "rolecall.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/kind.h"
#include "engine.h"
#include "report/place.h"

struct rolecall_engine {
  struct memory memory;
  struct engine *engine;
  struct arena arena; /* the lexicon's names, each with a NUL behind it */
  const char **roles, **role_names, **criteria, **phrases;
};

/* What is made only when somebody asks, though the result itself is read only. */
struct on_demand {
  struct lines lines; /* of the document */
  struct buf json;
};

struct rolecall_result {
  const struct rolecall_engine *engine;
  struct document doc;
  struct result r;
  struct on_demand *more;
};

struct rolecall_worker {
  const struct rolecall_engine *engine;
  struct worker *worker;
  struct rolecall_result result;
  struct on_demand more;
};

static struct str in(rolecall_text t) {
  return (struct str){t.ptr, t.len};
}

static bool is_text(rolecall_text t) {
  return t.ptr || !t.len;
}

static rolecall_text view(struct str s) {
  return (rolecall_text){s.ptr, s.len};
}

/* ---- errors ---- */

static rolecall_error_code public_code(enum err_code code) {
  switch (code) {
    case ERR_NONE: return ROLECALL_ERROR_NONE;
    case ERR_MEMORY: return ROLECALL_ERROR_MEMORY;
    case ERR_OPEN: return ROLECALL_ERROR_OPEN;
    case ERR_READ: return ROLECALL_ERROR_READ;
    case ERR_EMPTY: return ROLECALL_ERROR_EMPTY;
    case ERR_BINARY: return ROLECALL_ERROR_BINARY;
    case ERR_FORMAT: return ROLECALL_ERROR_FORMAT;
    case ERR_CHARSET: return ROLECALL_ERROR_CHARSET;
    case ERR_LIMIT: return ROLECALL_ERROR_LIMIT;
    case ERR_LEXICON: return ROLECALL_ERROR_LEXICON;
    case ERR_USAGE: return ROLECALL_ERROR_USAGE;
    case ERR_UNSUPPORTED: return ROLECALL_ERROR_UNSUPPORTED;
    case ERR_WRITE:
    case ERR_INTERNAL: break;
  }
  return ROLECALL_ERROR_INTERNAL;
}

static void tell(const struct err *e, rolecall_error *out) {
  if (!out) return;
  *out = (rolecall_error){.code = public_code(e->code), .line = e->line, .column = e->column};
  snprintf(out->message, sizeof out->message, "%s", e->msg);
  if (!e->path) return;
  size_t len = strlen(e->path), room = sizeof out->path - 1;
  snprintf(out->path, sizeof out->path, "%s", len > room ? e->path + len - room : e->path);
}

static rolecall_status refuse(rolecall_error *error, const char *why) {
  struct err e = {0};
  err_set(&e, ERR_USAGE, "%s", why);
  tell(&e, error);
  return ROLECALL_FATAL;
}

/* ---- engine ---- */

const char *rolecall_version(void) {
  return ROLECALL_VERSION;
}

static const char **names_new(struct arena *arena, size_t count) {
  return ARENA_NEW(arena, count ? count : 1, const char *);
}

static bool copy_name(struct arena *arena, struct str from, const char **to) {
  *to = arena_copy(arena, from).ptr;
  return *to != NULL;
}

/* Names that end with a NUL, as C programs like them. */
static bool copy_names(struct rolecall_engine *g) {
  const struct lexicon *lex = engine_lexicon(g->engine);
  g->roles = names_new(&g->arena, lex->role_count);
  g->role_names = names_new(&g->arena, lex->role_count);
  g->criteria = names_new(&g->arena, lex->criterion_count);
  g->phrases = names_new(&g->arena, lex->entry_count);
  bool ok = g->roles && g->role_names && g->criteria && g->phrases;
  for (size_t i = 0; ok && i < lex->role_count; i++)
    ok = copy_name(&g->arena, lex->roles[i].id, &g->roles[i]) &&
         copy_name(&g->arena, lex->roles[i].name, &g->role_names[i]);
  for (size_t i = 0; ok && i < lex->criterion_count; i++)
    ok = copy_name(&g->arena, lex->criteria[i].id, &g->criteria[i]);
  for (size_t i = 0; ok && i < lex->entry_count; i++) ok = copy_name(&g->arena, lex->entries[i].id, &g->phrases[i]);
  return ok;
}

static size_t or_else(size_t wish, size_t otherwise) {
  return wish ? wish : otherwise;
}

static struct memory memory_of(const rolecall_options *o) {
  return o ? (struct memory){o->allocator.resize, o->allocator.context} : (struct memory){.resize = NULL};
}

static struct engine_options options_of(const rolecall_options *o, const struct lexicon_extra *files) {
  struct engine_options options = {.extract = {.limits = limits_default()}};
  if (files) options.extra = *files;
  if (!o) return options;
  struct limits *l = &options.extract.limits;
  l->document_bytes = or_else(o->max_document, l->document_bytes);
  l->arena_bytes = or_else(o->max_memory, l->arena_bytes);
  l->text_bytes = or_else(o->max_text, l->text_bytes);
  l->evidence = or_else(o->max_evidence, l->evidence);
  return options;
}

static const char NO_POINTER[] = "a pointer is NULL that may not be";
static const char NO_SIZE[] = "the struct's `size` is not set; make it by its inline function";

static bool has_size(const rolecall_options *o) {
  return !o || o->size >= sizeof *o;
}

/* From a folder, or (NULL) from `files` alone. */
static rolecall_status open_engine(const char *folder, const struct lexicon_extra *files, const rolecall_options *o,
                                   rolecall_engine **out, rolecall_error *error) {
  struct err e = {0};
  struct engine_options options = options_of(o, files);
  struct lexicon_notes notes = {0}; /* else the place of an error would stand in its message */
  struct memory memory = memory_of(o);
  struct rolecall_engine *g = memory_new(&memory, 1, sizeof *g);
  enum status status = ST_OK;
  if (g) {
    g->memory = memory;
    options.memory = &g->memory;
    arena_init_with(&g->arena, 0, &g->memory);
    status = engine_new(folder, &options, &notes, &g->engine, &e);
  } else {
    status = err_memory(&e);
  }
  if (status == ST_OK && !copy_names(g)) status = err_memory(&e);
  tell(&e, error);
  lexicon_notes_free(&notes);
  if (status != ST_OK) {
    rolecall_engine_free(g);
    return ROLECALL_FATAL;
  }
  *out = g;
  return ROLECALL_OK;
}

rolecall_status rolecall_engine_open(const char *folder, const rolecall_options *options, rolecall_engine **out,
                                     rolecall_error *error) {
  if (!out) return refuse(error, NO_POINTER);
  *out = NULL;
  if (!folder) return refuse(error, "no folder was given");
  if (!has_size(options)) return refuse(error, NO_SIZE);
  return open_engine(folder, NULL, options, out, error);
}

/* As a folder is read, so that the same files are the same lexicon. */
static int by_name(const void *a, const void *b) {
  return strcmp(((const struct lexicon_extra *)a)->name, ((const struct lexicon_extra *)b)->name);
}

rolecall_status rolecall_engine_open_memory(const rolecall_file *files, size_t count, const rolecall_options *options,
                                            rolecall_engine **out, rolecall_error *error) {
  if (!out) return refuse(error, NO_POINTER);
  *out = NULL;
  if (count == 0) return refuse(error, "a lexicon has at least one file");
  if (!files) return refuse(error, NO_POINTER);
  for (size_t i = 0; i < count; i++) {
    if (!files[i].name) return refuse(error, "a file without a name");
    if (!is_text(files[i].text)) return refuse(error, NO_POINTER);
  }
  if (!has_size(options)) return refuse(error, NO_SIZE);
  struct memory memory = memory_of(options);
  struct lexicon_extra *list = memory_new(&memory, count, sizeof *list);
  if (!list) {
    struct err e = {0};
    (void)err_memory(&e);
    tell(&e, error);
    return ROLECALL_FATAL;
  }
  for (size_t i = 0; i < count; i++) list[i] = (struct lexicon_extra){.name = files[i].name, .text = in(files[i].text)};
  qsort(list, count, sizeof *list, by_name);
  bool is_twice = false;
  for (size_t i = 0; i + 1 < count; i++) {
    list[i].next = &list[i + 1];
    if (strcmp(list[i].name, list[i + 1].name) == 0) is_twice = true;
  }
  rolecall_status status =
      is_twice ? refuse(error, "a file is given twice") : open_engine(NULL, list, options, out, error);
  memory_free(&memory, list);
  return status;
}

void rolecall_engine_free(rolecall_engine *g) {
  if (!g) return;
  engine_free(g->engine);
  arena_free(&g->arena);
  struct memory memory = g->memory; /* it goes with the engine */
  memory_free(&memory, g);
}

size_t rolecall_engine_role_count(const rolecall_engine *g) {
  return engine_lexicon(g->engine)->role_count;
}

const char *rolecall_engine_role_id(const rolecall_engine *g, size_t role) {
  return role < rolecall_engine_role_count(g) ? g->roles[role] : NULL;
}

const char *rolecall_engine_role_name(const rolecall_engine *g, size_t role) {
  return role < rolecall_engine_role_count(g) ? g->role_names[role] : NULL;
}

/* ---- worker ---- */

rolecall_status rolecall_worker_new(const rolecall_engine *g, rolecall_worker **out, rolecall_error *error) {
  if (!g || !out) return refuse(error, NO_POINTER);
  struct err e = {0};
  struct rolecall_worker *w = memory_new(&g->memory, 1, sizeof *w);
  enum status status = w ? worker_new(g->engine, &w->worker, &e) : err_memory(&e);
  tell(&e, error);
  *out = NULL;
  if (status != ST_OK) {
    memory_free(&g->memory, w);
    return ROLECALL_FATAL;
  }
  w->engine = g;
  w->more.json.memory = w->more.lines.memory = &g->memory;
  *out = w;
  return ROLECALL_OK;
}

static void forget_result(struct rolecall_worker *w) {
  lines_free(&w->more.lines);
  buf_free(&w->more.json);
  w->result = (struct rolecall_result){.engine = w->engine, .more = &w->more};
}

void rolecall_worker_free(rolecall_worker *w) {
  if (!w) return;
  forget_result(w);
  worker_free(w->worker);
  memory_free(&w->engine->memory, w);
}

/* Bytes of which nobody said what they are. */
static enum status look_at(struct str bytes, struct err *e) {
  const char *advice = kind_binary(bytes);
  if (bytes.len == 0) err_set(e, ERR_EMPTY, "no bytes");
  if (advice) err_set(e, strcmp(advice, "not text") == 0 ? ERR_BINARY : ERR_UNSUPPORTED, "%s", advice);
  return bytes.len == 0 || advice ? ST_FAIL : ST_OK;
}

/* The caller's document as ours; what kind it is, where nobody said. */
static enum status take_document(struct rolecall_worker *w, const rolecall_document *d, struct document *doc,
                                 struct err *e) {
  enum status status = ST_OK;
  *doc = (struct document){.bytes = in(d->bytes)};
  if (d->size < sizeof *d) {
    err_set(e, ERR_USAGE, "%s", NO_SIZE);
    return ST_FAIL;
  }
  if (!is_text(d->bytes)) {
    err_set(e, ERR_USAGE, "%s", NO_POINTER);
    return ST_FAIL;
  }
  size_t most = engine_limits(w->engine->engine)->document_bytes;
  if (d->bytes.len > most) {
    err_set(e, ERR_LIMIT, "larger than %zu bytes (max_document)", most);
    return ST_FAIL;
  }
  if (d->media == ROLECALL_MEDIA_GUESS) status = look_at(in(d->bytes), e);
  if (d->media == ROLECALL_MEDIA_HTML) doc->media = MEDIA_HTML;
  if (d->media == ROLECALL_MEDIA_TEXT) doc->media = MEDIA_TEXT;
  const struct {
    rolecall_text given;
    struct str *to;
  } texts[] = {{d->charset, &doc->charset},   {d->title, &doc->title}, {d->company, &doc->company},
               {d->location, &doc->location}, {d->id, &doc->id},       {d->url, &doc->url}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (!is_text(texts[i].given)) {
      err_set(e, ERR_USAGE, "%s", NO_POINTER);
      return ST_FAIL;
    }
    if (texts[i].given.len) *texts[i].to = in(texts[i].given);
  }
  return status;
}

rolecall_status rolecall_classify(rolecall_worker *w, const rolecall_document *document, const rolecall_result **out,
                                  rolecall_error *error) {
  if (!w || !document || !out) return refuse(error, NO_POINTER);
  struct rolecall_result *result = &w->result;
  struct err e = {0};
  *out = NULL;
  forget_result(w);
  worker_reset(w->worker);
  enum status status = take_document(w, document, &result->doc, &e);
  if (status == ST_OK) {
    worker_run(w->worker, &result->doc, &result->r);
    status = result->r.status;
    if (result->r.err) e = *result->r.err;
  }
  tell(&e, error);
  if (status == ST_FATAL) return ROLECALL_FATAL;
  if (status != ST_OK && status != ST_WARN) return ROLECALL_FAIL;
  w->more.lines.bytes = result->doc.bytes;
  *out = result;
  return status == ST_OK ? ROLECALL_OK : ROLECALL_WARN;
}

/* ---- verdict ---- */

static const char *role_id(const rolecall_result *x, int role) {
  return role == ROLE_UNCLEAR ? "unclear" : x->engine->roles[role];
}

const char *rolecall_result_role(const rolecall_result *x) {
  return role_id(x, x->r.verdict->all.role);
}

const char *rolecall_result_body_role(const rolecall_result *x) {
  return role_id(x, x->r.verdict->body.role);
}

const char *rolecall_result_title_role(const rolecall_result *x) {
  return role_id(x, x->r.verdict->title_role);
}

const char *rolecall_result_reason(const rolecall_result *x) {
  return unclear_reason_name(x->r.verdict->reason);
}

const char *rolecall_result_fit(const rolecall_result *x) {
  return fit_name(x->r.verdict->fit);
}

static bool has_role(const rolecall_result *x, size_t role) {
  return role < rolecall_engine_role_count(x->engine);
}

double rolecall_result_probability(const rolecall_result *x, size_t role) {
  return has_role(x, role) ? x->r.verdict->all.probability[role] : 0;
}

double rolecall_result_score(const rolecall_result *x, size_t role) {
  return has_role(x, role) ? x->r.verdict->all.score[role] / 1000.0 : 0;
}

double rolecall_result_prior(const rolecall_result *x, size_t role) {
  return has_role(x, role) ? x->r.verdict->prior[role] / 1000.0 : 0;
}

double rolecall_result_temperature(const rolecall_result *x) {
  return engine_lexicon(x->engine->engine)->temperature;
}

/* ---- posting ---- */

rolecall_text rolecall_result_field(const rolecall_result *x, rolecall_field field) {
  const struct posting *p = x->r.posting;
  switch (field) {
    case ROLECALL_FIELD_TITLE: return view(p->title.value);
    case ROLECALL_FIELD_COMPANY: return view(p->company.value);
    case ROLECALL_FIELD_LOCATION: return view(p->location.value);
    case ROLECALL_FIELD_DATE_POSTED: return view(p->date_posted.value);
    case ROLECALL_FIELD_EMPLOYMENT_TYPE: return view(p->employment_type.value);
    case ROLECALL_FIELD_SALARY: return view(p->salary.value);
    case ROLECALL_FIELD_LANGUAGE: return view(p->language);
  }
  return (rolecall_text){0};
}

rolecall_text rolecall_result_text(const rolecall_result *x) {
  return view(x->r.posting->text);
}

/* ---- evidence ---- */

size_t rolecall_result_evidence_count(const rolecall_result *x) {
  return x->r.verdict->evidence_count;
}

rolecall_status rolecall_result_evidence(const rolecall_result *result, size_t index, rolecall_evidence *out) {
  if (!out) return ROLECALL_FAIL;
  *out = (rolecall_evidence){0};
  const struct verdict *v = result->r.verdict;
  if (index >= v->evidence_count) return ROLECALL_FAIL;
  const struct posting *p = result->r.posting;
  const struct evidence *x = &v->evidence[index];
  const struct lexicon_entry *entry = &engine_lexicon(result->engine->engine)->entries[x->hit.entry];
  struct hit wide = widened(p, &x->hit);
  struct place at = place_of(p, &wide, &result->more->lines), words = place_of(p, &x->hit, NULL);
  bool in_title = x->hit.block == MATCH_TITLE_BLOCK;
  *out = (rolecall_evidence){.quote = view(words_of(p, &wide)),
                             .words = view(words_of(p, &x->hit)),
                             .phrase = result->engine->phrases[x->hit.entry],
                             .criterion = result->engine->criteria[entry->criterion],
                             .role = result->engine->roles[entry->role],
                             .section = in_title ? NULL : section_name((enum section)x->hit.section),
                             .contribution = x->contribution / 1000.0,
                             .in_document = at.in_document,
                             .start = at.start,
                             .end = at.end,
                             .words_start = words.start,
                             .words_end = words.end,
                             .line = at.line,
                             .column = at.column,
                             .counts = x->counts};
  return ROLECALL_OK;
}

rolecall_status rolecall_result_json(const rolecall_result *x, rolecall_text *out, rolecall_error *error) {
  if (!x || !out) return refuse(error, NO_POINTER);
  struct buf *json = &x->more->json;
  struct err e = {0};
  if (json->failed) buf_free(json); /* there may be memory again */
  buf_clear(json);
  report_json(&x->r, &(struct report_options){.lex = engine_lexicon(x->engine->engine)}, json);
  if (json->failed) (void)err_memory(&e);
  *out = view(buf_str(json));
  tell(&e, error);
  return json->failed ? ROLECALL_FATAL : ROLECALL_OK;
}
