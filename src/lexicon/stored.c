#include "stored.h"

#include <stdio.h>
#include <stdlib.h>

#include "lexfile.h"
#include "phrase.h"

enum { CRITERIA_STORED_MAX = 256 };
static const double NUMBER_MAX = 100; /* no weight, factor, prior or rank is above it */

/* The records, all of fixed layout, without gaps. A piece of the table of strings: */
struct ref {
  uint32_t at, len;
};
struct stored_settings {
  struct ref name, version, language;
  uint32_t repeat_count, rank_count, code_begin, unused;
  uint64_t hash;
  double temperature, title_cap, faint, unclear_margin;
  double repeats[LEXICON_FACTORS_MAX], ranks[LEXICON_FACTORS_MAX];
};
struct stored_role {
  struct ref id, name, short_name, letter;
  double hand_prior, prior, rank;
};
struct stored_criterion {
  struct ref id, name;
  uint32_t is_title, on_card, rank_count, unused; /* no padding: the bytes are written as they are */
  double ranks[LEXICON_FACTORS_MAX];
};
struct stored_section {
  struct ref name;
  double weight;
};
struct stored_entry {
  struct ref id;
  uint32_t file, line, touches; /* number of its file; where the cue's bytes begin in IMAGE_TOUCHES */
  uint16_t criterion, role, reach;
  uint8_t where, reach_kind;
  uint32_t is_cue;
  double hand_weight, weight, factor;
};
struct stored_regex {
  struct ref text;
  uint32_t entry, line, column, unused;
};

/* ---- to an image ---- */

struct store {
  struct image *out;
  struct buf strings;
};

static struct ref put(struct store *s, struct str text) {
  struct ref r = {(uint32_t)s->strings.len, (uint32_t)text.len};
  buf_add(&s->strings, text);
  return r;
}

static void *new_part(struct store *s, enum image_table table, size_t count, size_t object) {
  void *v = arena_alloc(&s->out->arena, count, object);
  s->out->parts[table] = (struct image_part){v, count, object};
  return v;
}
#define NEW_PART(s, table, count, type) ((type *)new_part((s), (table), (count), sizeof(type)))

static bool store_settings(struct store *s, const struct lexicon *lex) {
  struct stored_settings *t = NEW_PART(s, IMAGE_SETTINGS, 1, struct stored_settings);
  struct stored_role *roles = NEW_PART(s, IMAGE_ROLES, lex->role_count, struct stored_role);
  struct stored_criterion *criteria = NEW_PART(s, IMAGE_CRITERIA, lex->criterion_count, struct stored_criterion);
  struct stored_section *sections = NEW_PART(s, IMAGE_SECTIONS, lex->section_count, struct stored_section);
  if (!t || !roles || !criteria || !sections) return false;
  *t = (struct stored_settings){
      .name = put(s, lex->name),
      .version = put(s, lex->version),
      .language = put(s, lex->language),
      .repeat_count = (uint32_t)lex->repeat_count,
      .rank_count = (uint32_t)lex->rank_count,
      .code_begin = (uint32_t)lex->book->code_begin,
      .hash = lex->hash,
      .temperature = lex->temperature,
      .title_cap = lex->title_cap,
      .faint = lex->faint,
      .unclear_margin = lex->unclear_margin,
  };
  memcpy(t->repeats, lex->repeats, sizeof t->repeats);
  memcpy(t->ranks, lex->ranks, sizeof t->ranks);
  for (size_t i = 0; i < lex->role_count; i++) {
    const struct lexicon_role *r = &lex->roles[i];
    roles[i] = (struct stored_role){
        put(s, r->id), put(s, r->name), put(s, r->short_name), put(s, r->letter), r->hand_prior, r->prior, r->rank};
  }
  for (size_t i = 0; i < lex->criterion_count; i++) {
    const struct lexicon_criterion *c = &lex->criteria[i];
    criteria[i] = (struct stored_criterion){.id = put(s, c->id),
                                            .name = put(s, c->name),
                                            .is_title = c->is_title,
                                            .on_card = c->on_card,
                                            .rank_count = (uint32_t)c->rank_count};
    memcpy(criteria[i].ranks, c->ranks, sizeof c->ranks);
  }
  for (size_t i = 0; i < lex->section_count; i++)
    sections[i] = (struct stored_section){put(s, lex->section_names[i]), lex->section_weights[i]};
  return true;
}

static bool store_entries(struct store *s, const struct lexicon *lex) {
  size_t cues = 0, file = 0, criteria = lex->criterion_count;
  for (size_t i = 0; i < lex->entry_count; i++) cues += lex->entries[i].is_cue;
  struct stored_entry *v = NEW_PART(s, IMAGE_ENTRIES, lex->entry_count, struct stored_entry);
  uint8_t *touches = NEW_PART(s, IMAGE_TOUCHES, cues * criteria, uint8_t);
  struct ref *files = NEW_PART(s, IMAGE_FILES, lex->file_count, struct ref);
  if (!v || !touches || !files) return false;
  for (size_t i = 0; i < lex->file_count; i++) files[i] = put(s, str_of(lex->files[i].name));
  for (size_t i = 0, cue = 0; i < lex->entry_count; i++) {
    const struct lexicon_entry *e = &lex->entries[i];
    while (file + 1 < lex->file_count && e->path != lex->files[file].path) file++; /* entries are in order of file */
    v[i] = (struct stored_entry){
        .id = put(s, e->id),
        .file = (uint32_t)file,
        .line = e->line,
        .touches = (uint32_t)(cue * criteria),
        .criterion = e->criterion,
        .role = e->role,
        .reach = e->reach,
        .where = e->where,
        .reach_kind = e->reach_kind,
        .is_cue = e->is_cue,
        .hand_weight = e->hand_weight,
        .weight = e->weight,
        .factor = e->factor,
    };
    if (e->is_cue) memcpy(touches + cue++ * criteria, e->touches, criteria);
  }
  return true;
}

static bool store_phrases(struct store *s, const struct lexicon *lex) {
  const struct phrasebook *book = lex->book;
  const struct vocabulary *w = &book->words;
  struct image_part *parts = s->out->parts;
  parts[IMAGE_WORDS] = (struct image_part){w->items, w->count, sizeof *w->items};
  parts[IMAGE_WORD_BYTES] = (struct image_part){w->bytes, w->byte_count, 1};
  parts[IMAGE_WORD_SLOTS] = (struct image_part){w->slots, w->slot_count, sizeof *w->slots};
  parts[IMAGE_CODE] = (struct image_part){book->code, book->code_count, sizeof *book->code};
  struct stored_regex *v = NEW_PART(s, IMAGE_REGEXES, lex->regex_count, struct stored_regex);
  if (!v) return false;
  for (size_t i = 0; i < lex->regex_count; i++) {
    const struct phrase *p = lex->regexes[i].phrase;
    v[i] = (struct stored_regex){put(s, p->regex), lex->regexes[i].entry, p->line, p->column, 0};
  }
  return true;
}

bool lexicon_store(const struct lexicon *lex, struct image *out) {
  struct store s = {.out = out};
  bool ok = store_settings(&s, lex) && store_entries(&s, lex) && store_phrases(&s, lex) && !s.strings.failed &&
            s.strings.len < UINT32_MAX;
  struct str strings = ok ? arena_copy(&out->arena, buf_str(&s.strings)) : STR_NONE;
  buf_free(&s.strings);
  out->parts[IMAGE_STRINGS] = (struct image_part){strings.ptr, strings.len, 1};
  return strings.ptr != NULL;
}

/* ---- and back ---- */

/* Reads the tables one by one; the first number that cannot be makes the whole image one that does not fit. */
struct restore {
  struct lexicon *lex;
  const struct image *image;
  struct str strings;
  const char **paths; /* of the files */
  size_t path_count, code_begin;
  enum status status;
};

static bool good(struct restore *r, bool holds) {
  if (!holds && r->status == ST_OK) r->status = ST_SKIP;
  return holds;
}

static double number(struct restore *r, double x) {
  return good(r, x >= -NUMBER_MAX && x <= NUMBER_MAX) ? x : 0; /* not a number is neither */
}

static struct str text(struct restore *r, struct ref at) {
  if (!good(r, at.at <= r->strings.len && at.len <= r->strings.len - at.at) || at.len == 0) return STR_NONE;
  return (struct str){r->strings.ptr + at.at, at.len};
}

static size_t factors(struct restore *r, const double *from, uint32_t count, double *to) {
  if (!good(r, count <= LEXICON_FACTORS_MAX)) return 0;
  for (size_t i = 0; i < count; i++) to[i] = number(r, from[i]);
  return count;
}

/* In a mapped image, which can only be read: nothing of a lexicon that is loaded is written to. */
static void *table(struct restore *r, enum image_table which, size_t object, size_t most, size_t *count) {
  const void *v = image_table(r->image, which, object, count);
  return good(r, v && *count <= most) ? (void *)(uintptr_t)v : NULL;
}

/* Not zeroed: whoever asks writes all of it. */
static void *room(struct restore *r, size_t count, size_t object) {
  void *v = arena_room(&r->lex->arena, count * object);
  if (!v) r->status = ST_FATAL;
  return v;
}

static void restore_settings(struct restore *r) {
  struct lexicon *lex = r->lex;
  size_t one = 0;
  const struct stored_settings *t = table(r, IMAGE_SETTINGS, sizeof *t, 1, &one);
  const struct stored_role *roles = table(r, IMAGE_ROLES, sizeof *roles, LEXICON_ROLES_MAX, &lex->role_count);
  const struct stored_section *sections =
      table(r, IMAGE_SECTIONS, sizeof *sections, LEXICON_SECTIONS_MAX, &lex->section_count);
  if (!t || !roles || !sections || !good(r, one == 1 && lex->role_count >= 2)) return;
  lex->name = text(r, t->name);
  lex->version = text(r, t->version);
  lex->language = text(r, t->language);
  lex->hash = t->hash;
  r->code_begin = t->code_begin;
  lex->temperature = number(r, t->temperature);
  (void)good(r, lex->temperature > 0);
  lex->title_cap = number(r, t->title_cap);
  lex->faint = number(r, t->faint);
  lex->unclear_margin = number(r, t->unclear_margin);
  lex->repeat_count = factors(r, t->repeats, t->repeat_count, lex->repeats);
  lex->rank_count = factors(r, t->ranks, t->rank_count, lex->ranks);
  for (size_t i = 0; i < lex->role_count; i++)
    lex->roles[i] = (struct lexicon_role){
        .id = text(r, roles[i].id),
        .name = text(r, roles[i].name),
        .short_name = text(r, roles[i].short_name),
        .letter = text(r, roles[i].letter),
        .hand_prior = number(r, roles[i].hand_prior),
        .prior = number(r, roles[i].prior),
        .rank = (int)number(r, roles[i].rank),
    };
  for (size_t i = 0; i < lex->section_count; i++) {
    lex->section_names[i] = text(r, sections[i].name);
    lex->section_weights[i] = number(r, sections[i].weight);
  }
}

static void restore_criteria(struct restore *r) {
  struct lexicon *lex = r->lex;
  const struct stored_criterion *v = table(r, IMAGE_CRITERIA, sizeof *v, CRITERIA_STORED_MAX, &lex->criterion_count);
  lex->criteria = v ? room(r, lex->criterion_count, sizeof *lex->criteria) : NULL;
  for (size_t i = 0; lex->criteria && i < lex->criterion_count; i++) {
    struct lexicon_criterion *c = &lex->criteria[i];
    *c = (struct lexicon_criterion){.id = text(r, v[i].id),
                                    .name = text(r, v[i].name),
                                    .is_title = v[i].is_title != 0,
                                    .on_card = v[i].on_card != 0};
    c->rank_count = factors(r, v[i].ranks, v[i].rank_count, c->ranks);
  }
}

/* The paths as the loader would have made them. */
static void restore_paths(struct restore *r, const char *folder) {
  const struct ref *v = table(r, IMAGE_FILES, sizeof *v, SIZE_MAX, &r->path_count);
  r->paths = v ? room(r, r->path_count, sizeof *r->paths) : NULL;
  for (size_t i = 0; r->paths && i < r->path_count; i++) {
    struct str name = text(r, v[i]);
    size_t size = strlen(folder) + name.len + 2;
    char *path = room(r, size, 1);
    if (!path) return;
    snprintf(path, size, "%s/%.*s", folder, (int)name.len, name.len ? name.ptr : "");
    r->paths[i] = path;
  }
}

static const struct lexicon_text NO_TEXT;

static void restore_entry(struct restore *r, const struct stored_entry *from, struct lexicon_entry *to,
                          const uint8_t *touches, size_t touch_count) {
  const struct lexicon *lex = r->lex;
  bool is_cue = from->is_cue != 0;
  bool placed = is_cue ? from->criterion == LEXICON_NO_INDEX && from->role == LEXICON_NO_INDEX &&
                             from->touches <= touch_count && lex->criterion_count <= touch_count - from->touches
                       : from->criterion < lex->criterion_count && from->role < lex->role_count;
  if (!good(r, placed && from->file < r->path_count && from->where >= WHERE_BODY && from->where <= WHERE_BOTH &&
                   from->reach_kind <= REACH_SENTENCE))
    return;
  *to = (struct lexicon_entry){
      .id = text(r, from->id),
      .criterion = from->criterion,
      .role = from->role,
      .is_cue = is_cue,
      .where = from->where,
      .hand_weight = number(r, from->hand_weight),
      .weight = number(r, from->weight),
      .reach_kind = from->reach_kind,
      .reach = from->reach,
      .factor = number(r, from->factor),
      .touches = is_cue ? touches + from->touches : NULL,
      .path = r->paths[from->file],
      .line = from->line,
      .text = &NO_TEXT,
  };
}

static void restore_entries(struct restore *r) {
  struct lexicon *lex = r->lex;
  size_t touch_count = 0;
  const struct stored_entry *v = table(r, IMAGE_ENTRIES, sizeof *v, UINT32_MAX / 2, &lex->entry_count);
  const uint8_t *touches = table(r, IMAGE_TOUCHES, 1, SIZE_MAX, &touch_count);
  lex->entries = v && touches ? room(r, lex->entry_count, sizeof *lex->entries) : NULL;
  for (size_t i = 0; lex->entries && i < lex->entry_count && r->status == ST_OK; i++)
    restore_entry(r, &v[i], &lex->entries[i], touches, touch_count);
}

static void restore_regexes(struct restore *r) {
  struct lexicon *lex = r->lex;
  const struct stored_regex *v = table(r, IMAGE_REGEXES, sizeof *v, UINT32_MAX, &lex->regex_count);
  if (!v) return;
  struct phrase *phrases = room(r, lex->regex_count, sizeof *phrases);
  struct lexicon_regex *regexes = room(r, lex->regex_count, sizeof *regexes);
  if (!phrases || !regexes) return;
  for (size_t i = 0; i < lex->regex_count; i++) {
    if (!good(r, v[i].entry < lex->entry_count)) return;
    struct str pattern = text(r, v[i].text);
    phrases[i] = (struct phrase){.text = pattern,
                                 .regex = pattern,
                                 .is_regex = true,
                                 .path = lex->entries[v[i].entry].path,
                                 .line = v[i].line,
                                 .column = v[i].column};
    regexes[i] = (struct lexicon_regex){&phrases[i], v[i].entry};
  }
  lex->regexes = regexes;
}

static void restore_words(struct restore *r, struct vocabulary *w) {
  w->items = table(r, IMAGE_WORDS, sizeof *w->items, UINT32_MAX / 2, &w->count);
  w->bytes = table(r, IMAGE_WORD_BYTES, 1, UINT32_MAX, &w->byte_count);
  w->slots = table(r, IMAGE_WORD_SLOTS, sizeof *w->slots, UINT32_MAX, &w->slot_count);
  if (!w->items || !w->bytes || !w->slots) return;
  bool holds = (w->slot_count & (w->slot_count - 1)) == 0, has_room = false; /* a search ends at a free slot */
  for (size_t i = 0; i < w->count; i++)
    holds &= w->items[i].at <= w->byte_count && w->items[i].len <= w->byte_count - w->items[i].at;
  for (size_t i = 0; i < w->slot_count; i++) {
    holds &= w->slots[i] <= w->count;
    has_room |= w->slots[i] == 0;
  }
  (void)good(r, holds && (has_room || w->slot_count == 0));
}

/* Classes and sets are left out: the index has what they take. */
static void restore_book(struct restore *r) {
  struct phrasebook *book = room(r, 1, sizeof *book);
  if (!book) return;
  *book = (struct phrasebook){.code_begin = r->code_begin};
  r->lex->book = book;
  restore_words(r, &book->words);
  book->code = table(r, IMAGE_CODE, sizeof *book->code, PHRASE_ALL_CODE_MAX, &book->code_count);
  (void)good(r, book->code_begin <= book->code_count);
}

enum status lexicon_restore(const char *folder, const struct memory *memory, struct lexicon **out, struct err *e) {
  *out = NULL;
  struct image *image;
  enum status st = image_open(folder, memory, &image, e);
  if (st != ST_OK) return st;
  struct lexicon *lex = memory_new(memory, 1, sizeof *lex);
  if (!lex) {
    image_close(image);
    return err_memory(e);
  }
  arena_init_with(&lex->arena, 0, memory);
  lex->image = image;
  struct restore r = {.lex = lex, .image = image, .status = ST_OK};
  r.strings.ptr = table(&r, IMAGE_STRINGS, 1, UINT32_MAX, &r.strings.len);
  void (*const steps[])(struct restore *) = {restore_settings, restore_criteria, restore_entries, restore_regexes,
                                             restore_book};
  if (r.status == ST_OK) restore_paths(&r, folder);
  for (size_t i = 0; r.status == ST_OK && i < sizeof steps / sizeof *steps; i++) steps[i](&r);
  if (r.status == ST_OK) {
    *out = lex;
    return ST_OK;
  }
  lexicon_free(lex);
  return r.status == ST_FATAL ? err_memory(e) : ST_SKIP;
}
