#include "variants.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "../lexicon/check.h"

enum { IDLE_MAX = 16 };

struct variant {
  char id[VARIANT_ID_BYTES]; /* empty: as it was found */
  struct engine *engine;
  struct arena memory;         /* of the edits */
  struct lexicon_extra *edits; /* one a file */
  struct worker *idle[IDLE_MAX];
  size_t idle_count, seats; /* workers at work */
  uint64_t used;            /* when somebody last sat down, in sittings */
};

struct variants {
  const char *folder;
  struct limits limits;
  pthread_mutex_t lock;   /* of all below, and of the variants' idle workers and counts */
  pthread_mutex_t making; /* held while an edited lexicon is made */
  struct variant *base;
  struct variant *edited[VARIANTS_KEPT];
  uint64_t sittings;
};

/* ---- one ---- */

static void variant_free(struct variant *v) {
  if (!v) return;
  while (v->idle_count) worker_free(v->idle[--v->idle_count]);
  engine_free(v->engine);
  arena_free(&v->memory);
  free(v);
}

static bool add_edit(struct variant *v, struct str name, struct str text) {
  struct lexicon_extra *x = ARENA_NEW(&v->memory, 1, struct lexicon_extra);
  struct str name_copy = arena_copy(&v->memory, name), text_copy = arena_copy(&v->memory, text);
  if (!x || !name_copy.ptr || !text_copy.ptr) return false;
  *x = (struct lexicon_extra){name_copy.ptr, text_copy, v->edits};
  v->edits = x;
  return true;
}

/* The edits of `on` (NULL: none) but that of the same file, then this one. */
static struct variant *begin(const struct variant *on, struct str file, struct str text) {
  struct variant *made = calloc(1, sizeof *made);
  if (!made) return NULL;
  arena_init(&made->memory, 0);
  bool ok = true;
  for (const struct lexicon_extra *x = on ? on->edits : NULL; ok && x; x = x->next)
    if (!str_eq(str_of(x->name), file)) ok = add_edit(made, str_of(x->name), x->text);
  if (ok && on) ok = add_edit(made, file, text);
  if (ok) return made;
  variant_free(made);
  return NULL;
}

/* Reads the lexicon with the edits that were begun. */
static enum status load(const struct variants *v, struct variant *made, struct lexicon_notes *notes, struct err *e) {
  struct engine_options options = {.extract = {.limits = v->limits}, .whole_lexicon = true};
  if (made->edits) options.extra = *made->edits;
  enum status status = engine_new(v->folder, &options, notes, &made->engine, e);
  return status == ST_WARN ? ST_OK : status;
}

/* ---- all ---- */

enum status variants_new(const char *folder, const struct limits *limits, struct lexicon_notes *notes,
                         struct variants **out, struct err *e) {
  struct variants *v = calloc(1, sizeof *v);
  if (!v) return err_memory(e);
  v->folder = folder;
  v->limits = *limits;
  pthread_mutex_init(&v->lock, NULL);
  pthread_mutex_init(&v->making, NULL);
  v->base = begin(NULL, STR_NONE, STR_NONE);
  enum status status = v->base ? load(v, v->base, notes, e) : err_memory(e);
  if (status == ST_OK)
    *out = v;
  else
    variants_free(v);
  return status;
}

void variants_free(struct variants *v) {
  if (!v) return;
  variant_free(v->base);
  for (size_t i = 0; i < VARIANTS_KEPT; i++) variant_free(v->edited[i]);
  pthread_mutex_destroy(&v->lock);
  pthread_mutex_destroy(&v->making);
  free(v);
}

/* With the lock held. */
static struct variant *find(struct variants *v, struct str id) {
  if (id.len == 0) return v->base;
  for (size_t i = 0; i < VARIANTS_KEPT; i++)
    if (v->edited[i] && str_eq(str_of(v->edited[i]->id), id)) return v->edited[i];
  return NULL;
}

/* A seat at the variant, without a worker. */
static struct variant *enter(struct variants *v, struct str id, struct worker **idle) {
  pthread_mutex_lock(&v->lock);
  struct variant *variant = find(v, id);
  if (variant) {
    variant->seats++;
    variant->used = ++v->sittings;
    if (idle) *idle = variant->idle_count ? variant->idle[--variant->idle_count] : NULL;
  }
  pthread_mutex_unlock(&v->lock);
  return variant;
}

static void leave(struct variants *v, struct variant *variant, struct worker *worker) {
  pthread_mutex_lock(&v->lock);
  if (worker && variant->idle_count < IDLE_MAX) {
    variant->idle[variant->idle_count++] = worker;
    worker = NULL;
  }
  variant->seats--;
  pthread_mutex_unlock(&v->lock);
  worker_free(worker);
}

enum status variants_sit(struct variants *v, struct str id, struct seat *out, struct err *e) {
  *out = (struct seat){0};
  struct worker *worker = NULL;
  struct variant *variant = enter(v, id, &worker);
  if (!variant) {
    err_set(e, ERR_USAGE, "this edited lexicon is no longer kept; send the edit again");
    return ST_SKIP;
  }
  enum status status = worker ? ST_OK : worker_new(variant->engine, &worker, e);
  if (status != ST_OK) {
    leave(v, variant, NULL);
    return ST_FATAL;
  }
  worker_reset(worker);
  *out = (struct seat){variant, engine_lexicon(variant->engine), worker};
  return ST_OK;
}

void variants_leave(struct variants *v, struct seat *seat, bool was_large) {
  if (!seat->worker) return;
  if (was_large)
    worker_free(seat->worker);
  else
    worker_reset(seat->worker);
  leave(v, seat->variant, was_large ? NULL : seat->worker);
  *seat = (struct seat){0};
}

/* ---- edits ---- */

static bool has_file(const struct lexicon *lex, struct str file) {
  const char *name;
  struct str text;
  for (size_t i = 0; lexicon_file(lex, i, &name, &text); i++)
    if (str_eq(str_of(name), file)) return str_ends(file, STR(".txt"));
  return false;
}

/* A fitted weight counts, whatever the edited line says: whoever changed the line should know. */
static bool note_fitted(const struct lexicon *before, const struct lexicon *after, struct lexicon_notes *notes) {
  for (size_t i = 0; i < after->entry_count; i++) {
    const struct lexicon_entry *now = &after->entries[i];
    bool fitted = !now->is_cue && (now->weight < now->hand_weight || now->weight > now->hand_weight);
    size_t n = fitted ? lexicon_find(before, now->id) : SIZE_MAX;
    if (n == SIZE_MAX) continue;
    const struct lexicon_entry *then = &before->entries[n];
    if (then->hand_weight <= now->hand_weight && then->hand_weight >= now->hand_weight) continue;
    if (!lexicon_note_add(notes, false, now->path, STR_NONE, now->line, 1,
                          "'%.*s' keeps the weight that training gave it (%.2f, in weights.tsv); give the entry "
                          "another name to use the weight you wrote",
                          (int)now->id.len, now->id.ptr, now->weight))
      return false;
  }
  return true;
}

/* Puts a made variant where there is room, else in the place of the one unused longest; that one's seats must all be
   empty. With the lock held. */
static bool keep(struct variants *v, struct variant *made, struct variant **gone) {
  size_t at = VARIANTS_KEPT;
  for (size_t i = 0; i < VARIANTS_KEPT; i++) {
    const struct variant *x = v->edited[i];
    if (!x) {
      at = i;
      break;
    }
    if (x->seats == 0 && (at == VARIANTS_KEPT || x->used < v->edited[at]->used)) at = i;
  }
  if (at == VARIANTS_KEPT) return false;
  *gone = v->edited[at]; /* NULL: there was room */
  v->edited[at] = made;
  made->used = ++v->sittings;
  return true;
}

static enum status take_in(struct variants *v, struct variant *made, char id[VARIANT_ID_BYTES], struct err *e) {
  snprintf(made->id, sizeof made->id, "%016" PRIx64, engine_lexicon(made->engine)->hash);
  memcpy(id, made->id, VARIANT_ID_BYTES);
  struct variant *gone = made;
  pthread_mutex_lock(&v->lock);
  bool is_new = !find(v, str_of(made->id));
  bool ok = !is_new || keep(v, made, &gone);
  pthread_mutex_unlock(&v->lock);
  variant_free(gone); /* what it took the place of; or itself, where there is such a one already, or no room */
  if (ok) return ST_OK;
  err_set(e, ERR_LIMIT, "%d edited lexicons are all at work; try again", VARIANTS_KEPT);
  return ST_FAIL;
}

static enum status edit(struct variants *v, const struct variant *on, struct str file, struct str text,
                        struct lexicon_notes *notes, char id[VARIANT_ID_BYTES], struct err *e) {
  struct variant *made = begin(on, file, text);
  if (!made) return err_memory(e);
  enum status status = load(v, made, notes, e);
  if (status == ST_OK) {
    const struct lexicon *lex = engine_lexicon(made->engine);
    status = lexicon_lint(lex, notes, e);
    if (status == ST_OK && !note_fitted(engine_lexicon(v->base->engine), lex, notes)) status = err_memory(e);
  } else if (notes->error_count) {
    status = ST_FAIL;
  }
  if (status == ST_OK) return take_in(v, made, id, e);
  variant_free(made);
  return status;
}

enum status variants_edit(struct variants *v, struct str on, struct str file, struct str text,
                          struct lexicon_notes *notes, char id[VARIANT_ID_BYTES], struct err *e) {
  *notes = (struct lexicon_notes){0};
  struct variant *from = enter(v, on, NULL);
  if (!from) {
    err_set(e, ERR_USAGE, "this edited lexicon is no longer kept; send the edit again");
    return ST_SKIP;
  }
  enum status status = ST_SKIP;
  if (!has_file(engine_lexicon(from->engine), file)) {
    err_set(e, ERR_USAGE, "the lexicon has no such file to edit");
  } else {
    pthread_mutex_lock(&v->making);
    status = edit(v, from, file, text, notes, id, e);
    pthread_mutex_unlock(&v->making);
  }
  leave(v, from, NULL);
  return status;
}
