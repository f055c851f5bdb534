#include "../base/ascii.h"
#include "../base/utf8.h"
#include "loader.h"

enum { CRITERIA_MAX = 256, SETS_MAX = 1000 };

/* ---- lexicon.txt ---- */

/* "1 0.4 0.2" */
static enum status read_factors(struct loader *l, struct lexsection *s, const char *key, double *out, size_t *count) {
  struct lexfield *f;
  enum status st = loader_field(l, s, key, &f);
  if (!f || st != ST_OK) return st;
  *count = 0;
  for (size_t at = 0; at < f->value.len;) {
    size_t end = at;
    while (end < f->value.len && !ascii_is_space(f->value.ptr[end])) end++;
    double value;
    if (!lexfile_number(str_sub(f->value, at, end), &value) || value < 0 || value > 1)
      return loader_error(l, f->line, f->value_column + (uint32_t)at, "'%s' are factors from 0 to 1", key);
    if (*count == LEXICON_FACTORS_MAX)
      return loader_error(l, f->line, f->value_column + (uint32_t)at, "over %d factors", LEXICON_FACTORS_MAX);
    out[(*count)++] = value;
    while (end < f->value.len && ascii_is_space(f->value.ptr[end])) end++;
    at = end;
  }
  return ST_OK;
}

static enum status read_lexicon(struct loader *l, struct lexsection *s) {
  struct lexicon *lex = l->lex;
  enum status st = loader_text(l, s, "name", &lex->name);
  if (st == ST_OK) st = loader_text(l, s, "version", &lex->version);
  if (st == ST_OK) st = loader_text(l, s, "language", &lex->language);
  if (st == ST_OK) st = loader_number(l, s, "temperature", 0.05, 20, &lex->temperature, NULL);
  if (st == ST_OK) st = loader_number(l, s, "title-cap", 0, 20, &lex->title_cap, NULL);
  if (st == ST_OK) st = loader_number(l, s, "faint", 0, 10, &lex->faint, NULL);
  if (st == ST_OK) st = loader_number(l, s, "unclear-margin", 0, 1, &lex->unclear_margin, NULL);
  if (st == ST_OK) st = read_factors(l, s, "repeats", lex->repeats, &lex->repeat_count);
  if (st == ST_OK) st = read_factors(l, s, "ranks", lex->ranks, &lex->rank_count);
  return st == ST_OK
             ? loader_unknown(l, s,
                              "name, version, language, temperature, repeats, ranks, title-cap, faint, unclear-margin")
             : st;
}

int lexicon_role_number(const struct lexicon *lex, struct str id) {
  for (size_t r = 0; r < lex->role_count; r++)
    if (str_eq(lex->roles[r].id, id)) return (int)r;
  return -1;
}

static struct str first_character(struct str s) {
  if (s.len == 0) return s;
  size_t n = utf8_decode(s, 0, NULL);
  return str_sub(s, 0, n ? n : 1);
}

static enum status read_role(struct loader *l, struct lexsection *s) {
  struct lexicon *lex = l->lex;
  if (lexicon_role_number(lex, s->slug) >= 0) return loader_error(l, s->line, s->column, "this role stands here twice");
  if (lex->role_count == LEXICON_ROLES_MAX)
    return loader_error(l, s->line, s->column, "over %d roles", LEXICON_ROLES_MAX);
  struct lexicon_role *r = &lex->roles[lex->role_count++];
  *r = (struct lexicon_role){.id = s->slug, .name = s->slug};
  double rank = 0;
  enum status st = loader_text(l, s, "name", &r->name);
  r->short_name = r->name;
  if (st == ST_OK) st = loader_text(l, s, "short", &r->short_name);
  r->letter = first_character(r->short_name);
  if (st == ST_OK) st = loader_text(l, s, "letter", &r->letter);
  if (st == ST_OK) st = loader_number(l, s, "prior", -LEXICON_WEIGHT_MAX, LEXICON_WEIGHT_MAX, &r->prior, NULL);
  if (st == ST_OK) st = loader_number(l, s, "rank", 0, 100, &rank, NULL);
  r->rank = (int)rank;
  r->hand_prior = r->prior;
  return st == ST_OK ? loader_unknown(l, s, "name, short, letter, prior, rank") : st;
}

/* Left as it was where the field does not stand there. */
static enum status read_yes_no(struct loader *l, struct lexsection *s, const char *key, bool *out) {
  struct lexfield *field = NULL;
  enum status st = loader_field(l, s, key, &field);
  if (st != ST_OK || !field) return st;
  *out = str_eq(field->value, STR("yes"));
  if (*out || str_eq(field->value, STR("no"))) return ST_OK;
  return loader_error(l, field->line, field->value_column, "'%s' is yes or no", key);
}

enum status loader_criterion(struct loader *l, uint32_t line, uint32_t column, struct lexicon_criterion **out) {
  struct lexicon *lex = l->lex;
  *out = NULL;
  if (lex->criterion_count >= CRITERIA_MAX) return loader_error(l, line, column, "over %d criteria", CRITERIA_MAX);
  if (lex->criterion_count == l->criterion_size) {
    size_t size = l->criterion_size ? l->criterion_size * 2 : 32;
    struct lexicon_criterion *v = arena_grow(&lex->arena, lex->criteria, l->criterion_size, size, sizeof *v);
    if (!v) return ST_FATAL;
    lex->criteria = v;
    l->criterion_size = size;
  }
  *out = &lex->criteria[lex->criterion_count++];
  return ST_OK;
}

static enum status read_criterion(struct loader *l, struct lexsection *s) {
  struct lexicon *lex = l->lex;
  if (lexicon_criterion(lex, s->slug) != LEXICON_NO_INDEX)
    return loader_error(l, s->line, s->column, "this criterion stands here twice");
  struct lexicon_criterion *c;
  enum status st = loader_criterion(l, s->line, s->column, &c);
  if (!c) return st;
  *c = (struct lexicon_criterion){.id = s->slug, .name = s->slug};
  st = loader_text(l, s, "name", &c->name);
  if (st == ST_OK) st = read_yes_no(l, s, "title", &c->is_title);
  c->on_card = !c->is_title;
  if (st == ST_OK) st = read_yes_no(l, s, "card", &c->on_card);
  if (st == ST_OK) st = read_factors(l, s, "ranks", c->ranks, &c->rank_count);
  return st == ST_OK ? loader_unknown(l, s, "name, title, card, ranks") : st;
}

static enum status read_section(struct loader *l, struct lexsection *s) {
  struct lexicon *lex = l->lex;
  for (size_t i = 0; i < lex->section_count; i++)
    if (str_eq(lex->section_names[i], s->slug))
      return loader_error(l, s->line, s->column, "this section stands here twice");
  if (lex->section_count == LEXICON_SECTIONS_MAX)
    return loader_error(l, s->line, s->column, "over %d sections", LEXICON_SECTIONS_MAX);
  size_t i = lex->section_count++;
  lex->section_names[i] = s->slug;
  bool found;
  enum status st = loader_number(l, s, "weight", 0, 2, &lex->section_weights[i], &found);
  if (st == ST_OK && !found) st = loader_error(l, s->line, s->column, "no 'weight' for this section");
  return st == ST_OK ? loader_unknown(l, s, "weight") : st;
}

static enum status read_setting(struct loader *l, struct lexsection *s) {
  if (s->id.len == 0) return ST_OK; /* its heading is an error already */
  if (str_eq(s->id, STR("lexicon"))) return read_lexicon(l, s);
  if (s->slug.len && str_eq(s->kind, STR("role"))) return read_role(l, s);
  if (s->slug.len && str_eq(s->kind, STR("criterion"))) return read_criterion(l, s);
  if (s->slug.len && str_eq(s->kind, STR("section"))) return read_section(l, s);
  return loader_error(l, s->line, s->column,
                      "here stand [lexicon], [role.NAME], [criterion.NAME] and [section.NAME] only");
}

enum status load_settings(struct loader *l) {
  struct lexicon *lex = l->lex;
  lex->language = STR("en");
  lex->temperature = 1;
  lex->title_cap = 3;
  lex->repeats[0] = lex->ranks[0] = 1;
  lex->repeat_count = lex->rank_count = 1;
  struct lexreader r;
  lexreader_init(&r, l->file, &lex->arena, l->notes);
  enum status st;
  while ((st = lexreader_next(&r)) == ST_OK) {
    st = read_setting(l, &r.section);
    if (st != ST_OK) return st;
  }
  if (st != ST_END) return st;
  return lex->role_count < 2 ? loader_error(l, 1, 1, "a lexicon has at least two roles: [role.NAME]") : ST_OK;
}

/* ---- sets.txt ---- */

static enum status read_set(struct loader *l, struct lexsection *s) {
  struct phrasebook *book = l->book;
  if (s->id.len == 0) return ST_OK;
  if (!str_eq(s->kind, STR("set")) || s->slug.len == 0)
    return loader_error(l, s->line, s->column, "here stand [set.NAME] only");
  if (phrasebook_set(book, s->slug)) return loader_error(l, s->line, s->column, "this set stands here twice");
  if (book->set_count == SETS_MAX) return loader_error(l, s->line, s->column, "over %d sets", SETS_MAX);
  if (book->set_count == book->set_size) {
    size_t size = book->set_size ? book->set_size * 2 : 64;
    struct phrase_set *v = arena_grow(book->arena, book->sets, book->set_size, size, sizeof *v);
    if (!v) return ST_FATAL;
    book->sets = v;
    book->set_size = size;
  }
  struct phrase_set set = {.name = s->slug, .path = l->file->path, .line = s->line};
  struct str *texts;
  enum status st = loader_list(l, s, "words", &texts, &set.text_count);
  if (st != ST_OK) return st;
  set.texts = texts;
  if (set.text_count == 0) st = loader_error(l, s->line, s->column, "a set without 'words'");
  uint32_t *lines = ARENA_NEW(book->arena, set.text_count, uint32_t);
  uint32_t *columns = ARENA_NEW(book->arena, set.text_count, uint32_t);
  if (!lines || !columns) return ST_FATAL;
  for (size_t i = 0, n = 0; i < s->field_count; i++)
    if (str_eq(s->fields[i].key, STR("words"))) {
      lines[n] = s->fields[i].line;
      columns[n++] = s->fields[i].value_column;
    }
  set.lines = lines;
  set.columns = columns;
  book->sets[book->set_count++] = set;
  return st == ST_OK ? loader_unknown(l, s, "words") : st;
}

/* Whether all @sets that the set names are compiled; those that do not exist are the compiler's to complain about. */
static bool is_ready(const struct phrasebook *book, const struct phrase_set *set) {
  for (size_t i = 0; i < set->text_count; i++) {
    struct str t = set->texts[i];
    for (size_t at = 0; at < t.len; at++) {
      if (t.ptr[at] != '@') continue;
      size_t end = at + 1;
      while (end < t.len && (ascii_is_alnum(t.ptr[end]) || t.ptr[end] == '-')) end++;
      const struct phrase_set *other = phrasebook_set(book, str_sub(t, at + 1, end));
      if (other && !other->is_compiled) return false;
    }
  }
  return true;
}

static enum status compile_set(struct loader *l, struct phrase_set *set) {
  struct phrase_error error;
  size_t which = 0;
  enum status st = phrase_compile_set(l->book, set, &which, &error);
  if (st != ST_FAIL) return st;
  return loader_error(l, set->lines[which], set->columns[which] + (uint32_t)error.offset, "%s", error.msg);
}

enum status load_sets(struct loader *l) {
  struct lexreader r;
  lexreader_init(&r, l->file, &l->lex->arena, l->notes);
  enum status st;
  while ((st = lexreader_next(&r)) == ST_OK) {
    st = read_set(l, &r.section);
    if (st != ST_OK) return st;
  }
  if (st != ST_END) return st;
  bool again = true;
  unsigned char tried[SETS_MAX] = {0};
  while (again) { /* sets may name sets further down */
    again = false;
    for (size_t i = 0; i < l->book->set_count; i++) {
      if (tried[i] || !is_ready(l->book, &l->book->sets[i])) continue;
      tried[i] = 1;
      again = true;
      st = l->book->sets[i].text_count ? compile_set(l, &l->book->sets[i]) : ST_OK;
      if (st != ST_OK) return st;
    }
  }
  for (size_t i = 0; i < l->book->set_count; i++) {
    const struct phrase_set *set = &l->book->sets[i];
    if (tried[i]) continue;
    st = loader_error(l, set->line, 2, "@%.*s names a set that has errors, or that names this one in turn",
                      (int)set->name.len, set->name.ptr);
    if (st != ST_OK) return st;
  }
  return ST_OK;
}

/* ---- weights.tsv ---- */

static enum status read_prior(struct loader *l, struct str role, double value, uint32_t number) {
  int r = lexicon_role_number(l->lex, role);
  if (r < 0) return loader_warn(l, number, 7, "the lexicon has no such role; its prior is not used");
  l->lex->roles[r].prior = value;
  return ST_OK;
}

static enum status read_weight(struct loader *l, struct str line, uint32_t number) {
  const char *tab = str_chr(line, '\t');
  if (!tab) return loader_error(l, number, 1, "not an id, a tab and a weight");
  struct str id = {line.ptr, (size_t)(tab - line.ptr)};
  struct str text = ascii_trim(str_sub(line, id.len + 1, line.len));
  uint32_t column = (uint32_t)id.len + 2;
  double value;
  if (!lexfile_number(text, &value) || value < -LEXICON_WEIGHT_MAX || value > LEXICON_WEIGHT_MAX)
    return loader_error(l, number, column, "not a weight between %d and %d", -LEXICON_WEIGHT_MAX, LEXICON_WEIGHT_MAX);
  if (str_eq(id, STR("temperature"))) {
    if (!(value > 0)) return loader_error(l, number, column, "a temperature is above 0");
    l->lex->temperature = value;
    return ST_OK;
  }
  if (str_starts(id, STR("prior:"))) return read_prior(l, str_sub(id, 6, id.len), value, number);
  uint32_t i = vocabulary_find(&l->ids, id, false);
  if (i == VOCABULARY_NONE) return loader_warn(l, number, 1, "no entry has this id (any more); its weight is not used");
  if (l->lex->entries[i].is_cue) return loader_warn(l, number, 1, "this is a cue, which has no weight");
  l->lex->entries[i].weight = value;
  return ST_OK;
}

enum status load_weights(struct loader *l) {
  uint32_t number = 0;
  for (size_t at = 0; at < l->file->text.len;) {
    struct str rest = str_sub(l->file->text, at, l->file->text.len);
    const char *stop = str_chr(rest, '\n');
    size_t len = stop ? (size_t)(stop - rest.ptr) : rest.len;
    at += len + 1;
    number++;
    struct str line = {rest.ptr, len};
    if (ascii_trim(line).len == 0 || line.ptr[0] == '#') continue;
    enum status st = read_weight(l, line, number);
    if (st != ST_OK) return st;
  }
  return ST_OK;
}
