#include <stdio.h>

#include "../base/ascii.h"
#include "../base/hash.h"
#include "image.h"
#include "loader.h"

/* ---- notes and fields ---- */

PRINTF_LIKE(5, 0)
static enum status add(struct loader *l, bool is_error, uint32_t line, uint32_t column, const char *format,
                       va_list args) {
  char msg[512];
  vsnprintf(msg, sizeof msg, format, args);
  return lexicon_note_add(l->notes, is_error, l->file->path, l->file->text, line, column, "%s", msg) ? ST_OK : ST_FATAL;
}

enum status loader_error(struct loader *l, uint32_t line, uint32_t column, const char *format, ...) {
  va_list args;
  va_start(args, format);
  enum status st = add(l, true, line, column, format, args);
  va_end(args);
  return st;
}

enum status loader_warn(struct loader *l, uint32_t line, uint32_t column, const char *format, ...) {
  va_list args;
  va_start(args, format);
  enum status st = add(l, false, line, column, format, args);
  va_end(args);
  return st;
}

enum status loader_field(struct loader *l, struct lexsection *s, const char *key, struct lexfield **out) {
  struct str want = str_of(key);
  *out = NULL;
  for (size_t i = 0; i < s->field_count; i++) {
    struct lexfield *f = &s->fields[i];
    if (!str_eq(f->key, want)) continue;
    f->is_used = true;
    if (*out) return loader_error(l, f->line, f->column, "a second '%s'; the first is on line %u", key, (*out)->line);
    *out = f;
  }
  return ST_OK;
}

enum status loader_text(struct loader *l, struct lexsection *s, const char *key, struct str *out) {
  struct lexfield *f;
  enum status st = loader_field(l, s, key, &f);
  if (f) *out = f->value;
  return st;
}

enum status loader_number(struct loader *l, struct lexsection *s, const char *key, double least, double most,
                          double *out, bool *found) {
  struct lexfield *f;
  enum status st = loader_field(l, s, key, &f);
  if (found) *found = f != NULL;
  if (!f || st != ST_OK) return st;
  double value;
  if (!lexfile_number(f->value, &value)) return loader_error(l, f->line, f->value_column, "not a number such as 1.2");
  if (value < least || value > most)
    return loader_error(l, f->line, f->value_column, "'%s' lies between %g and %g", key, least, most);
  *out = value;
  return ST_OK;
}

enum status loader_list(struct loader *l, struct lexsection *s, const char *key, struct str **out, size_t *count) {
  size_t n = 0;
  struct str want = str_of(key);
  *out = NULL;
  *count = 0;
  for (size_t i = 0; i < s->field_count; i++) n += str_eq(s->fields[i].key, want);
  if (n == 0) return ST_OK;
  *out = ARENA_NEW(&l->lex->arena, n, struct str);
  if (!*out) return ST_FATAL;
  for (size_t i = 0; i < s->field_count; i++)
    if (str_eq(s->fields[i].key, want)) {
      s->fields[i].is_used = true;
      (*out)[(*count)++] = s->fields[i].value;
    }
  return ST_OK;
}

enum status loader_unknown(struct loader *l, const struct lexsection *s, const char *known) {
  for (size_t i = 0; i < s->field_count; i++) {
    const struct lexfield *f = &s->fields[i];
    if (f->is_used) continue;
    enum status st = loader_error(l, f->line, f->column, "unknown key '%.*s'; here stand %s",
                                  (int)(f->key.len < 40 ? f->key.len : 40), f->key.ptr, known);
    if (st != ST_OK) return st;
  }
  return ST_OK;
}

/* ---- the folder ---- */

uint16_t lexicon_criterion(const struct lexicon *lex, struct str id) {
  for (size_t i = 0; i < lex->criterion_count; i++)
    if (str_eq(lex->criteria[i].id, id)) return (uint16_t)i;
  return LEXICON_NO_INDEX;
}

static struct str stem(const struct lexfile *f) {
  struct str name = str_of(f->name);
  return str_sub(name, 0, name.len - 4);
}

static bool is_criterion_file(const struct lexfile *f) {
  struct str s = stem(f);
  return str_ends(str_of(f->name), STR(".txt")) && !str_eq(s, STR("lexicon")) && !str_eq(s, STR("sets")) &&
         !str_eq(s, STR("cues"));
}

/* A criterion that lexicon.txt does not name is called after its file: "supply-chain" is "Supply chain". */
static enum status name_criterion(struct loader *l, struct str id) {
  struct lexicon *lex = l->lex;
  for (size_t i = 0; i < id.len; i++)
    if (!ascii_is_lower(id.ptr[i]) && !ascii_is_digit(id.ptr[i]) && id.ptr[i] != '-')
      return loader_error(l, 1, 1, "the file's name is its criterion's id: lower-case letters, digits and '-'");
  struct lexicon_criterion *c;
  enum status st = loader_criterion(l, 1, 1, &c);
  if (!c) return st;
  char *name = arena_alloc(&lex->arena, id.len + 1, 1);
  if (!name) return ST_FATAL;
  for (size_t i = 0; i < id.len; i++) name[i] = id.ptr[i] == '-' ? ' ' : id.ptr[i];
  if (ascii_is_lower(name[0])) name[0] = (char)(name[0] - 'a' + 'A');
  *c = (struct lexicon_criterion){.id = id, .name = {name, id.len}, .on_card = true};
  return ST_OK;
}

static const struct lexfile *find_file(const struct lexicon *lex, const char *name) {
  for (size_t i = 0; i < lex->file_count; i++)
    if (strcmp(lex->files[i].name, name) == 0) return &lex->files[i];
  return NULL;
}

static enum status load_all(struct loader *l) {
  struct lexicon *lex = l->lex;
  enum status st = ST_OK;
  l->file = find_file(lex, "lexicon.txt");
  if (l->file) {
    st = load_settings(l);
  } else {
    l->file = &(struct lexfile){.name = "lexicon.txt", .path = "lexicon.txt", .text = STR("")};
    st = loader_error(l, 1, 1, "the folder has no lexicon.txt, where a lexicon's roles and settings stand");
  }
  if (st == ST_OK && (l->file = find_file(lex, "sets.txt")) != NULL) st = load_sets(l);
  l->book->code_begin = l->book->code_count;
  for (size_t i = 0; st == ST_OK && i < lex->file_count; i++) {
    l->file = &lex->files[i];
    if (is_criterion_file(l->file) && lexicon_criterion(lex, stem(l->file)) == LEXICON_NO_INDEX)
      st = name_criterion(l, stem(l->file));
  }
  for (size_t i = 0; st == ST_OK && i < lex->file_count; i++) {
    l->file = &lex->files[i];
    bool is_cues = strcmp(l->file->name, "cues.txt") == 0;
    uint16_t criterion = is_criterion_file(l->file) ? lexicon_criterion(lex, stem(l->file)) : LEXICON_NO_INDEX;
    if (is_cues || criterion != LEXICON_NO_INDEX) st = load_entries(l, criterion);
  }
  if (st == ST_OK && (l->file = find_file(lex, "weights.tsv")) != NULL) st = load_weights(l);
  return st;
}

static enum status list_regexes(struct lexicon *lex) {
  size_t n = 0;
  for (size_t i = 0; i < lex->entry_count; i++)
    for (size_t k = 0; k < lex->entries[i].text->phrase_count; k++) n += lex->entries[i].text->phrases[k]->is_regex;
  struct lexicon_regex *v = ARENA_NEW(&lex->arena, n, struct lexicon_regex);
  if (!v) return ST_FATAL;
  for (size_t i = 0; i < lex->entry_count; i++)
    for (size_t k = 0; k < lex->entries[i].text->phrase_count; k++)
      if (lex->entries[i].text->phrases[k]->is_regex)
        v[lex->regex_count++] = (struct lexicon_regex){lex->entries[i].text->phrases[k], (uint32_t)i};
  lex->regexes = v;
  return ST_OK;
}

/* Puts one file in the place of the folder's, or behind those that are there. */
static enum status add_file(struct lexicon *lex, const struct lexicon_extra *extra, struct lexfile **files,
                            struct err *e) {
  struct str text = arena_copy(&lex->arena, extra->text);
  const char *name = arena_copy(&lex->arena, str_of(extra->name)).ptr;
  if (!text.ptr || !name) return err_memory(e);
  for (size_t i = 0; i < lex->file_count; i++)
    if (strcmp((*files)[i].name, extra->name) == 0) {
      (*files)[i].text = text;
      return ST_OK;
    }
  struct lexfile *v = arena_grow(&lex->arena, *files, lex->file_count, lex->file_count + 1, sizeof *v);
  if (!v) return err_memory(e);
  v[lex->file_count++] = (struct lexfile){name, name, text};
  *files = v;
  return ST_OK;
}

static enum status load(struct loader *l, const char *folder, const struct lexicon_extra *extra, struct err *e) {
  struct lexicon *lex = l->lex;
  struct lexfile *files = NULL;
  enum status st = ST_OK;
  if (folder) st = lexfiles_read(folder, &lex->arena, &files, &lex->file_count, e);
  for (; st == ST_OK && extra && extra->name; extra = extra->next) st = add_file(lex, extra, &files, e);
  if (st != ST_OK) return st;
  lex->files = files;
  lex->hash = HASH_START;
  for (size_t i = 0; i < lex->file_count; i++)
    lex->hash = hash_add(hash_add(lex->hash, str_of(files[i].name)), files[i].text);
  l->book = ARENA_NEW(&lex->arena, 1, struct phrasebook);
  if (!l->book || !phrasebook_init(l->book, &lex->arena)) return err_memory(e);
  lex->book = l->book;
  vocabulary_init(&l->ids, &lex->arena);
  return load_all(l) == ST_OK && list_regexes(lex) == ST_OK ? ST_OK : err_memory(e);
}

/* The first error, for callers that look no further. */
static enum status report(const struct lexicon_notes *notes, bool keep_path, struct err *e) {
  for (size_t i = 0; i < notes->count; i++) {
    const struct lexicon_note *n = &notes->v[i];
    if (!n->is_error) continue;
    if (keep_path)
      err_set_at(e, ERR_LEXICON, n->path, n->line, n->column, "%s", n->message);
    else
      err_set_at(e, ERR_LEXICON, NULL, n->line, n->column, "%s:%u:%u: %s", n->path, n->line, n->column, n->message);
    return ST_FATAL;
  }
  return ST_OK;
}

enum status lexicon_load(const char *folder, struct lexicon **out, struct lexicon_notes *notes, struct err *e) {
  return lexicon_load_with(folder, NULL, NULL, out, notes, e);
}

enum status lexicon_load_with(const char *folder, const struct lexicon_extra *extra, const struct memory *memory,
                              struct lexicon **out, struct lexicon_notes *notes, struct err *e) {
  *out = NULL;
  struct lexicon_notes own;
  struct lexicon_notes *n = notes ? notes : &own;
  *n = (struct lexicon_notes){.count = 0};
  arena_init_with(&n->arena, 0, memory);
  struct lexicon *lex = memory_new(memory, 1, sizeof *lex);
  if (!lex) return err_memory(e);
  arena_init_with(&lex->arena, 0, memory);
  struct loader l = {.lex = lex, .notes = n};
  enum status st = load(&l, folder, extra, e);
  if (st == ST_OK) st = report(n, notes != NULL, e);
  if (!notes) lexicon_notes_free(&own);
  if (st != ST_OK) {
    lexicon_free(lex);
    return ST_FATAL;
  }
  *out = lex;
  return ST_OK;
}

void lexicon_free(struct lexicon *lex) {
  if (!lex) return;
  if (lex->book) phrasebook_done(lex->book);
  image_close(lex->image);
  arena_free(&lex->arena);
  memory_free(lex->arena.memory, lex);
}

bool lexicon_file(const struct lexicon *lex, size_t n, const char **name, struct str *text) {
  if (n >= lex->file_count) return false;
  *name = lex->files[n].name;
  *text = lex->files[n].text;
  return true;
}

bool lexicon_place(const struct lexicon *lex, const char *at, const char **path, struct str *text, uint32_t *line,
                   uint32_t *column) {
  for (size_t i = 0; i < lex->file_count; i++) {
    const struct lexfile *f = &lex->files[i];
    if (!at || at < f->text.ptr || at >= f->text.ptr + f->text.len) continue;
    const char *start = f->text.ptr;
    *line = 1;
    for (const char *p; (p = memchr(start, '\n', (size_t)(at - start))) != NULL; start = p + 1) ++*line;
    *column = (uint32_t)(at - start) + 1;
    *path = f->path;
    *text = f->text;
    return true;
  }
  return false;
}

size_t lexicon_find(const struct lexicon *lex, struct str id) {
  for (size_t i = 0; i < lex->entry_count; i++)
    if (str_eq(lex->entries[i].id, id)) return i;
  return SIZE_MAX;
}
