#include "columns.h"

#include "../base/ascii.h"

static const struct {
  const char *name;
  int where;
} fields[REPORT_FIELD_COUNT] = {
#define FIELD(name, where) {#name, where},
    REPORT_FIELDS(FIELD)
#undef FIELD
};

const char *report_field_name(enum report_field field) {
  return fields[field].name;
}

/* Of a table, the columns that a field stands for. */
static size_t width_of(size_t field, const struct lexicon *lex) {
  if (!(fields[field].where & FIELD_IN_TABLE)) return 0;
  if (field == FIELD_probabilities) return lex->role_count;
  return field == FIELD_evidence ? EVIDENCE_SHOWN * EVIDENCE_PARTS : 1;
}

static void add_field(struct report_fields *out, size_t field, const struct lexicon *lex) {
  out->has[field] = true;
  for (size_t i = 0; i < width_of(field, lex); i++)
    out->columns[out->count++] = (struct report_column){(uint8_t)field, (uint8_t)i};
}

void report_fields_all(const struct lexicon *lex, struct report_fields *out) {
  *out = (struct report_fields){0};
  for (size_t f = 0; f < REPORT_FIELD_COUNT; f++) add_field(out, f, lex);
}

void report_column_name(const struct report_column *c, const struct lexicon *lex, struct buf *out) {
  static const char *const parts[EVIDENCE_PARTS] = {"", "_criterion", "_role", "_contribution"};
  if (c->field == FIELD_probabilities) {
    buf_add(out, STR("probability_"));
    buf_add(out, lex->roles[c->part].id);
  } else if (c->field == FIELD_evidence) {
    buf_format(out, "evidence_%d%s", c->part / EVIDENCE_PARTS + 1, parts[c->part % EVIDENCE_PARTS]);
  } else {
    buf_add(out, str_of(fields[c->field].name));
  }
}

static bool contains(const struct report_fields *list, const struct report_column *c) {
  for (size_t i = 0; i < list->count; i++)
    if (list->columns[i].field == c->field && list->columns[i].part == c->part) return true;
  return false;
}

enum found { FOUND, FOUND_AGAIN, NOT_FOUND };

/* The name of a field, which in a table may stand for several columns. */
static enum found add_named_field(struct report_fields *out, struct str name, bool table, const struct lexicon *lex) {
  for (size_t f = 0; f < REPORT_FIELD_COUNT; f++) {
    if (!(fields[f].where & (table ? FIELD_IN_TABLE : FIELD_IN_JSON)) || !str_eq(name, str_of(fields[f].name)))
      continue;
    if (out->has[f]) return FOUND_AGAIN;
    add_field(out, f, lex);
    return FOUND;
  }
  return NOT_FOUND;
}

/* The name of a single column: of one role's probability, or a part of the evidence. */
static enum found add_named_column(struct report_fields *out, struct str name, const struct lexicon *lex,
                                   struct buf *text) {
  struct report_fields all;
  report_fields_all(lex, &all);
  for (size_t i = 0; i < all.count; i++) {
    buf_clear(text);
    report_column_name(&all.columns[i], lex, text);
    if (!str_eq(name, buf_str(text))) continue;
    if (contains(out, &all.columns[i])) return FOUND_AGAIN;
    out->has[all.columns[i].field] = true;
    out->columns[out->count++] = all.columns[i];
    return FOUND;
  }
  return NOT_FOUND;
}

enum status report_fields_parse(const char *list, bool table, const struct lexicon *lex, struct report_fields *out,
                                struct err *e) {
  struct buf text = {0};
  *out = (struct report_fields){0};
  enum found found = FOUND;
  struct str name = STR_NONE;
  for (const char *at = list; found == FOUND;) {
    size_t len = strcspn(at, ",");
    name = ascii_trim((struct str){at, len});
    found = add_named_field(out, name, table, lex);
    if (found == NOT_FOUND && table) found = add_named_column(out, name, lex, &text);
    if (!at[len]) break;
    at += len + 1;
  }
  bool failed = text.failed;
  buf_free(&text);
  if (failed) return err_memory(e);
  if (found == FOUND) return ST_OK;
  enum { SHOWN = 80 };
  int shown = (int)(name.len < SHOWN ? name.len : SHOWN);
  if (found == FOUND_AGAIN)
    err_set(e, ERR_USAGE, "--fields names a field twice: %.*s", shown, name.ptr);
  else if (name.len == 0)
    err_set(e, ERR_USAGE, "--fields has an empty name");
  else
    err_set(e, ERR_USAGE, "--fields knows no field: %.*s", shown, name.ptr);
  return ST_FAIL;
}

void report_fields_known(bool table, const struct lexicon *lex, struct buf *out) {
  bool first = true;
  for (size_t f = 0; f < REPORT_FIELD_COUNT; f++) {
    if (!(fields[f].where & (table ? FIELD_IN_TABLE : FIELD_IN_JSON))) continue;
    if (!first) buf_add(out, STR(", "));
    first = false;
    buf_add(out, str_of(fields[f].name));
    for (size_t i = 0; table && i < width_of(f, lex) && width_of(f, lex) > 1; i++) {
      struct report_column c = {(uint8_t)f, (uint8_t)i};
      buf_add(out, i ? STR(", ") : STR(" ("));
      report_column_name(&c, lex, out);
      if (i + 1 == width_of(f, lex)) buf_char(out, ')');
    }
  }
}
