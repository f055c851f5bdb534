#include "../base/ascii.h"
#include "loader.h"

enum { ENTRIES_MAX = 50000, REACH_MAX = 200 };

static const double WEIGHT_MAX = 5;

static enum status add_entry(struct loader *l, struct lexicon_entry **out, struct lexicon_text **text) {
  struct lexicon *lex = l->lex;
  *text = ARENA_NEW(&lex->arena, 1, struct lexicon_text);
  if (!*text) return ST_FATAL;
  if (lex->entry_count == l->entry_size) {
    size_t size = l->entry_size ? l->entry_size * 2 : 512;
    struct lexicon_entry *v = arena_grow(&lex->arena, lex->entries, l->entry_size, size, sizeof *v);
    if (!v) return ST_FATAL;
    lex->entries = v;
    l->entry_size = size;
  }
  *out = &lex->entries[lex->entry_count++];
  **out = (struct lexicon_entry){
      .criterion = LEXICON_NO_INDEX, .role = LEXICON_NO_INDEX, .path = l->file->path, .text = *text};
  return ST_OK;
}

static enum status read_phrases(struct loader *l, struct lexsection *s, struct lexicon_text *t) {
  uint32_t number = (uint32_t)l->lex->entry_count - 1;
  size_t count = 0, n = 0;
  for (size_t i = 0; i < s->field_count; i++) count += str_eq(s->fields[i].key, STR("phrase"));
  if (count == 0) return loader_error(l, s->line, s->column, "an entry without a 'phrase'");
  struct phrase *phrases = ARENA_NEW(&l->lex->arena, count, struct phrase);
  const struct phrase **pointers = ARENA_NEW(&l->lex->arena, count, const struct phrase *);
  if (!phrases || !pointers) return ST_FATAL;
  for (size_t i = 0; i < s->field_count; i++) {
    struct lexfield *f = &s->fields[i];
    if (!str_eq(f->key, STR("phrase"))) continue;
    f->is_used = true;
    struct phrase_error error;
    struct phrase *p = &phrases[n];
    enum status st = phrase_compile(l->book, f->value, number, p, &error);
    if (st == ST_FAIL)
      st = loader_error(l, f->line, f->value_column + (uint32_t)error.offset, "%s", error.msg);
    else
      pointers[n++] = p;
    if (st != ST_OK) return st;
    p->path = l->file->path;
    p->line = f->line;
    p->column = f->value_column;
  }
  t->phrases = pointers;
  t->phrase_count = n;
  return ST_OK;
}

static enum status read_where(struct loader *l, struct lexsection *s, uint8_t otherwise, uint8_t *out) {
  struct lexfield *f;
  enum status st = loader_field(l, s, "where", &f);
  *out = otherwise;
  if (!f || st != ST_OK) return st;
  if (str_eq(f->value, STR("body")))
    *out = WHERE_BODY;
  else if (str_eq(f->value, STR("title")))
    *out = WHERE_TITLE;
  else if (str_eq(f->value, STR("both")))
    *out = WHERE_BOTH;
  else
    st = loader_error(l, f->line, f->value_column, "'where' is body, title or both");
  return st;
}

static enum status read_examples(struct loader *l, struct lexsection *s, struct lexicon_text *t) {
  struct str *v;
  enum status st = loader_list(l, s, "match", &v, &t->match_count);
  t->matches = v;
  if (st == ST_OK) st = loader_list(l, s, "miss", &v, &t->miss_count);
  t->misses = v;
  if (st == ST_OK) st = loader_text(l, s, "source", &t->source);
  return st;
}

static enum status read_role_of(struct loader *l, struct lexsection *s, struct lexicon_entry *e) {
  struct lexfield *f;
  enum status st = loader_field(l, s, "role", &f);
  if (st != ST_OK) return st;
  if (!f) return loader_error(l, s->line, s->column, "an entry without a 'role'");
  int role = lexicon_role_number(l->lex, f->value);
  if (role < 0)
    return loader_error(l, f->line, f->value_column, "lexicon.txt has no [role.%.*s]",
                        (int)(f->value.len < 60 ? f->value.len : 60), f->value.ptr);
  e->role = (uint16_t)role;
  return ST_OK;
}

static enum status read_entry(struct loader *l, struct lexsection *s, struct lexicon_entry *e) {
  bool found;
  enum status st = read_role_of(l, s, e);
  if (st == ST_OK) st = loader_number(l, s, "weight", -WEIGHT_MAX, WEIGHT_MAX, &e->hand_weight, &found);
  if (st == ST_OK && !found) st = loader_error(l, s->line, s->column, "an entry without a 'weight'");
  e->weight = e->hand_weight;
  if (st == ST_OK) st = read_where(l, s, WHERE_BODY, &e->where);
  return st == ST_OK ? loader_unknown(l, s, "phrase, role, weight, where, source, match, miss") : st;
}

/* ---- cues ---- */

/* "after 6", "before 3", "around 4", "sentence" */
static enum status read_reach(struct loader *l, struct lexsection *s, struct lexicon_entry *e) {
  static const struct {
    const char *name;
    enum reach_kind kind;
  } kinds[] = {{"after", REACH_AFTER}, {"before", REACH_BEFORE}, {"around", REACH_AROUND}};
  struct lexfield *f;
  enum status st = loader_field(l, s, "reach", &f);
  if (st != ST_OK) return st;
  if (!f) return loader_error(l, s->line, s->column, "a cue without a 'reach'");
  if (str_eq(f->value, STR("sentence"))) {
    e->reach_kind = REACH_SENTENCE;
    return ST_OK;
  }
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    struct str name = str_of(kinds[i].name);
    double words;
    if (!str_starts(f->value, name) || f->value.len <= name.len || f->value.ptr[name.len] != ' ') continue;
    if (!lexfile_number(ascii_trim(str_sub(f->value, name.len, f->value.len)), &words) || words < 1 ||
        words > REACH_MAX)
      break;
    e->reach_kind = (uint8_t)kinds[i].kind;
    e->reach = (uint16_t)words;
    return ST_OK;
  }
  return loader_error(l, f->line, f->value_column,
                      "'reach' is after N, before N or around N (1 to %d words), or sentence", REACH_MAX);
}

/* Writes `mark` for each criterion that the field lists. */
static enum status mark_criteria(struct loader *l, const struct lexfield *f, uint8_t mark, uint8_t *touches) {
  for (size_t at = 0, end; at < f->value.len; at = end) {
    while (at < f->value.len && (ascii_is_space(f->value.ptr[at]) || f->value.ptr[at] == ',')) at++;
    for (end = at; end < f->value.len && !ascii_is_space(f->value.ptr[end]) && f->value.ptr[end] != ',';) end++;
    if (end == at) break;
    uint16_t c = lexicon_criterion(l->lex, str_sub(f->value, at, end));
    if (c == LEXICON_NO_INDEX)
      return loader_error(l, f->line, f->value_column + (uint32_t)at, "there is no criterion of this name");
    touches[c] = mark;
  }
  return ST_OK;
}

static enum status read_touches(struct loader *l, struct lexsection *s, struct lexicon_entry *e) {
  struct lexfield *spares, *only;
  uint8_t *touches = ARENA_NEW(&l->lex->arena, l->lex->criterion_count, uint8_t);
  if (!touches) return ST_FATAL;
  enum status st = loader_field(l, s, "spares", &spares);
  if (st == ST_OK) st = loader_field(l, s, "only", &only);
  if (st != ST_OK) return st;
  memset(touches, only ? 0 : 1, l->lex->criterion_count);
  if (only) st = mark_criteria(l, only, 1, touches);
  if (st == ST_OK && spares) st = mark_criteria(l, spares, 0, touches);
  e->touches = touches;
  return st;
}

static enum status read_cue(struct loader *l, struct lexsection *s, struct lexicon_entry *e) {
  bool found;
  e->is_cue = true;
  enum status st = read_reach(l, s, e);
  if (st == ST_OK) st = loader_number(l, s, "factor", 0, 1, &e->factor, &found);
  if (st == ST_OK && !found) st = loader_error(l, s->line, s->column, "a cue without a 'factor'");
  if (st == ST_OK) st = read_touches(l, s, e);
  if (st == ST_OK) st = read_where(l, s, WHERE_BOTH, &e->where);
  return st == ST_OK ? loader_unknown(l, s, "phrase, reach, factor, spares, only, where, source, match, miss") : st;
}

/* ---- a file ---- */

/* Whether the section's name fits the file. An entry that does not is left out, with its error. */
static enum status check_id(struct loader *l, const struct lexsection *s, struct str kind, bool *good) {
  *good = false;
  if (s->id.len == 0) return ST_OK;
  if (!str_eq(s->kind, kind) || s->slug.len == 0)
    return loader_error(l, s->line, s->column, "in this file stand [%.*s.NAME] only", (int)kind.len, kind.ptr);
  uint32_t before = vocabulary_find(&l->ids, s->id, false);
  if (before != VOCABULARY_NONE)
    return loader_error(l, s->line, s->column, "this id is taken already, on line %u", l->lex->entries[before].line);
  if (l->lex->entry_count == ENTRIES_MAX) return loader_error(l, s->line, s->column, "over %d entries", ENTRIES_MAX);
  *good = true;
  return ST_OK;
}

enum status load_entries(struct loader *l, uint16_t criterion) {
  bool is_cues = criterion == LEXICON_NO_INDEX;
  struct str kind = is_cues ? STR("cue") : l->lex->criteria[criterion].id;
  struct lexreader r;
  lexreader_init(&r, l->file, &l->lex->arena, l->notes);
  enum status st;
  while ((st = lexreader_next(&r)) == ST_OK) {
    struct lexsection *s = &r.section;
    bool good;
    st = check_id(l, s, kind, &good);
    if (st != ST_OK) return st;
    if (!good) continue;
    struct lexicon_entry *e;
    struct lexicon_text *text;
    st = add_entry(l, &e, &text);
    if (st != ST_OK || vocabulary_add(&l->ids, s->id, false) == VOCABULARY_NONE) return ST_FATAL;
    e->id = s->id;
    e->line = s->line;
    e->criterion = criterion;
    st = read_phrases(l, s, text);
    if (st == ST_OK) st = read_examples(l, s, text);
    if (st == ST_OK) st = is_cues ? read_cue(l, s, e) : read_entry(l, s, e);
    if (st != ST_OK) return st;
  }
  return st == ST_END ? ST_OK : st;
}
