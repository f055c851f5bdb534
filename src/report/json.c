/* json.c: the JSON of a row. Keys and meanings: schema.md. A change that breaks a reader raises SCHEMA_VERSION. */
#include "json_rows.h"

#include "names.h"
#include "place.h"

enum { SCHEMA_VERSION = 1 };

/* Writes the key of a field that is asked for; false: leave its value out. */
static bool key(struct json_out *j, const struct report_options *o, enum report_field field) {
  if (o->fields && !o->fields->has[field]) return false;
  json_key(j, report_field_name(field));
  return true;
}

/* Null where it is empty. */
static void key_str(struct json_out *j, const struct report_options *o, enum report_field field, struct str s) {
  if (!o->fields || o->fields->has[field]) json_key_str(j, report_field_name(field), s);
}

void json_role(struct json_out *j, const char *key, const struct lexicon *lex, int role) {
  json_key_str(j, key, role_id(lex, role));
}

void json_source(struct json_out *j, const struct result *r, const struct report_options *o) {
  const struct document *d = r->doc;
  if (key(j, o, FIELD_schema)) json_uint(j, SCHEMA_VERSION);
  if (key(j, o, FIELD_id)) json_str(j, d->id);
  key_str(j, o, FIELD_path, d->path);
  if (d->member.len) key_str(j, o, FIELD_member, d->member);
  if (d->record && key(j, o, FIELD_record)) json_uint(j, d->record);
  if (d->record && key(j, o, FIELD_offset)) json_uint(j, d->offset);
  if (d->url.len) key_str(j, o, FIELD_url, d->url);
  key_str(j, o, FIELD_status, result_status(r));
  if (!r->err || r->err->code == ERR_NONE) return;
  bool good = r->status == ST_OK || r->status == ST_WARN;
  if (key(j, o, good ? FIELD_warning : FIELD_error)) json_str(j, str_of(r->err->msg));
  key_str(j, o, FIELD_code, str_of(err_code_name(r->err->code)));
  if (r->err->line && key(j, o, FIELD_error_line)) json_uint(j, r->err->line);
}

static void write_fields(struct json_out *j, const struct result *r, const struct report_options *o) {
  const struct posting *p = r->posting;
  const struct {
    enum report_field name;
    const struct field *field;
  } found[] = {{FIELD_title, &p->title},
               {FIELD_company, &p->company},
               {FIELD_location, &p->location},
               {FIELD_date_posted, &p->date_posted},
               {FIELD_employment_type, &p->employment_type},
               {FIELD_salary, &p->salary}};
  enum { FOUND = sizeof found / sizeof *found };
  for (size_t i = 0; i < FOUND; i++) key_str(j, o, found[i].name, found[i].field->value);
  key_str(j, o, FIELD_language, p->language);
  if (!key(j, o, FIELD_found_in)) return;
  json_open(j, '{');
  for (size_t i = 0; i < FOUND; i++)
    if (found[i].field->from) json_key_str(j, report_field_name(found[i].name), str_of(found[i].field->from));
  json_close(j, '}');
}

static void write_place(struct json_out *j, const struct place *at) {
  json_key(j, "start");
  json_uint(j, at->start);
  json_key(j, "end");
  json_uint(j, at->end);
  json_key(j, "line");
  json_uint(j, at->line);
  json_key(j, "column");
  json_uint(j, at->column);
  if (!at->layers[0]) return;
  json_key(j, "layers");
  json_open(j, '[');
  for (size_t i = 0; at->layers[i]; i++) json_str(j, str_of(at->layers[i]));
  json_close(j, ']');
}

void json_hit(struct json_out *j, const struct result *r, const struct lexicon *lex, const struct evidence *x,
              struct lines *lines) {
  const struct lexicon_entry *entry = &lex->entries[x->hit.entry];
  struct hit wide = widened(r->posting, &x->hit);
  struct place at = place_of(r->posting, &wide, lines), words_at = place_of(r->posting, &x->hit, NULL);
  json_open(j, '{');
  json_key(j, "quote");
  json_str(j, words_of(r->posting, &wide));
  json_key(j, "words");
  json_str(j, words_of(r->posting, &x->hit));
  json_key_str(j, "phrase", entry->id);
  json_key_str(j, "criterion", lex->criteria[entry->criterion].id);
  json_key_str(j, "role", lex->roles[entry->role].id);
  json_key(j, "contribution");
  json_milli(j, x->contribution);
  bool in_title = x->hit.block == MATCH_TITLE_BLOCK;
  json_key_str(j, "in", in_title ? (at.in_document ? STR("title") : STR("given-title")) : STR("body"));
  json_key_str(j, "section", in_title ? STR_NONE : str_of(section_name((enum section)x->hit.section)));
  write_place(j, &at);
  json_key(j, "words_start");
  json_uint(j, words_at.start);
  json_key(j, "words_end");
  json_uint(j, words_at.end);
  json_key(j, "weight");
  json_fixed(j, entry->weight, 4);
  json_key(j, "factors");
  json_open(j, '{');
  json_key(j, "section");
  json_fixed(j, x->section, 3);
  json_key(j, "cue");
  json_fixed(j, x->hit.factor, 3);
  json_key(j, "repeat");
  json_fixed(j, x->repeat, 3);
  json_key(j, "rank");
  json_fixed(j, x->rank, 3);
  json_close(j, '}');
  if (x->hit.cue != UINT32_MAX) json_key_str(j, "cue", lex->entries[x->hit.cue].id);
  json_close(j, '}');
}

/* An object with a number for each role. */
static void write_probabilities(struct json_out *j, const struct lexicon *lex, const double *probability) {
  json_open(j, '{');
  for (size_t r = 0; r < lex->role_count; r++) {
    json_key_view(j, lex->roles[r].id);
    json_fixed(j, probability[r], 4);
  }
  json_close(j, '}');
}

static void write_millis(struct json_out *j, const struct lexicon *lex, const int32_t *thousandths) {
  json_open(j, '{');
  for (size_t r = 0; r < lex->role_count; r++) {
    json_key_view(j, lex->roles[r].id);
    json_milli(j, thousandths[r]);
  }
  json_close(j, '}');
}

static void write_scores(struct json_out *j, const struct report_options *o, const struct verdict *v) {
  const struct lexicon *lex = o->lex;
  if (key(j, o, FIELD_probability)) {
    if (v->all.role == ROLE_UNCLEAR)
      json_none(j);
    else
      json_fixed(j, v->all.probability[v->all.role], 4);
  }
  if (key(j, o, FIELD_probabilities)) write_probabilities(j, lex, v->all.probability);
  if (key(j, o, FIELD_prior)) write_millis(j, lex, v->prior);
  if (key(j, o, FIELD_scores)) write_millis(j, lex, v->all.score);
  if (key(j, o, FIELD_temperature)) json_fixed(j, lex->temperature, 4);
  if (key(j, o, FIELD_margin)) json_fixed(j, v->all.margin, 4);
}

/* The hits from one number up to another, as an array; nothing where the field is not asked for. */
static void write_hits(struct json_out *j, const struct result *r, const struct report_options *o,
                       enum report_field field, size_t from, size_t to, struct lines *lines) {
  if (!key(j, o, field)) return;
  json_open(j, '[');
  for (size_t i = from; i < to; i++) json_hit(j, r, o->lex, &r->verdict->evidence[i], lines);
  json_close(j, ']');
}

static void write_evidence(struct json_out *j, const struct result *r, const struct report_options *o) {
  const struct verdict *v = r->verdict;
  struct lines lines = {.bytes = r->doc->bytes, .memory = o->lex->arena.memory};
  size_t most = report_evidence_most(o);
  write_hits(j, r, o, FIELD_evidence, 0, v->clear_count < most ? v->clear_count : most, &lines);
  if (o->evidence == EVIDENCE_ALL) {
    write_hits(j, r, o, FIELD_faint, v->clear_count, v->counting_count, &lines);
    write_hits(j, r, o, FIELD_silenced, v->counting_count, v->evidence_count, &lines);
  }
  lines_free(&lines);
}

void json_row(struct json_out *j, const struct result *r, const struct report_options *o) {
  json_source(j, r, o);
  if (!r->posting || !r->verdict) {
    if (key(j, o, FIELD_role)) json_none(j);
    return;
  }
  const struct verdict *v = r->verdict;
  write_fields(j, r, o);
  key_str(j, o, FIELD_role, role_id(o->lex, v->all.role));
  write_scores(j, o, v);
  key_str(j, o, FIELD_reason, str_of(unclear_reason_name(v->reason)));
  if (r->posting->reason) key_str(j, o, FIELD_page, str_of(r->posting->reason));
  key_str(j, o, FIELD_title_role, role_id(o->lex, v->title_role));
  key_str(j, o, FIELD_body_role, role_id(o->lex, v->body.role));
  key_str(j, o, FIELD_fit, str_of(fit_name(v->fit)));
  write_evidence(j, r, o);
}

void report_json(const struct result *r, const struct report_options *o, struct buf *out) {
  struct json_out j;
  json_out_init(&j, out);
  json_open(&j, '{');
  json_row(&j, r, o);
  json_close(&j, '}');
}

void json_block(struct json_out *j, const struct block *b) {
  static const char *const kinds[] = {"paragraph", "item", "heading"};
  json_key_str(j, "kind", str_of(kinds[b->kind]));
  json_key(j, "level");
  json_uint(j, b->level);
  json_key_str(j, "section", str_of(section_name((enum section)b->section)));
}

static void write_block(struct json_out *j, const struct result *r, const struct report_options *o,
                        const struct block *b, struct lines *lines) {
  json_open(j, '{');
  json_block(j, b);
  json_key(j, "text");
  json_str(j, str_sub(r->posting->text, b->start, b->start + b->len));
  struct place at = place_of_span(r->doc, b->map, b->start, b->start + b->len, lines);
  write_place(j, &at);
  if (o->why) json_key_str(j, "rule", b->rule ? str_of(b->rule) : STR_NONE);
  json_close(j, '}');
}

void report_extract_json(const struct result *r, const struct report_options *o, struct buf *out) {
  struct json_out j;
  json_out_init(&j, out);
  json_open(&j, '{');
  json_source(&j, r, o);
  if (r->posting) {
    const struct posting *p = r->posting;
    write_fields(&j, r, o);
    json_key_str(&j, "reason", p->reason ? str_of(p->reason) : STR_NONE);
    json_key(&j, "postings");
    json_uint(&j, p->posting_count);
    json_key(&j, "text");
    json_str(&j, p->text);
    json_key(&j, "blocks");
    json_open(&j, '[');
    struct lines lines = {.bytes = r->doc->bytes};
    for (size_t i = 0; i < p->block_count; i++) write_block(&j, r, o, &p->blocks[i], &lines);
    lines_free(&lines);
    json_close(&j, ']');
  }
  json_close(&j, '}');
}
