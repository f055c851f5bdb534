/* json.c: the JSON of a row. Keys and meanings: schema.md. A change that breaks a reader raises SCHEMA_VERSION. */
#include "json_rows.h"

#include "place.h"

enum { SCHEMA_VERSION = 1, TOP_EVIDENCE = 10 };

void json_role(struct json_out *j, const char *key, const struct lexicon *lex, int role) {
  json_key(j, key);
  json_str(j, role == ROLE_UNCLEAR ? STR("unclear") : lex->roles[role].id);
}

void json_source(struct json_out *j, const struct result *r) {
  const struct document *d = r->doc;
  json_key(j, "schema");
  json_uint(j, SCHEMA_VERSION);
  json_key(j, "id");
  json_str(j, d->id);
  json_key_str(j, "path", d->path);
  if (d->member.len) json_key_str(j, "member", d->member);
  if (d->record) {
    json_key(j, "record");
    json_uint(j, d->record);
    json_key(j, "offset");
    json_uint(j, d->offset);
  }
  bool good = r->status == ST_OK || r->status == ST_WARN;
  json_key(j, "status");
  json_str(j, good ? (r->status == ST_WARN ? STR("warning") : STR("ok")) : STR("error"));
  if (r->err && r->err->code != ERR_NONE) {
    json_key(j, good ? "warning" : "error");
    json_str(j, str_of(r->err->msg));
    json_key_str(j, "code", str_of(err_code_name(r->err->code)));
    if (r->err->line) {
      json_key(j, "error_line");
      json_uint(j, r->err->line);
    }
  }
}

static void write_fields(struct json_out *j, const struct posting *p) {
  const struct {
    const char *name;
    const struct field *field;
  } fields[] = {{"title", &p->title},
                {"company", &p->company},
                {"location", &p->location},
                {"date_posted", &p->date_posted},
                {"employment_type", &p->employment_type},
                {"salary", &p->salary}};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) json_key_str(j, fields[i].name, fields[i].field->value);
  json_key_str(j, "language", p->language);
  json_key(j, "found_in");
  json_open(j, '{');
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (fields[i].field->from) json_key_str(j, fields[i].name, str_of(fields[i].field->from));
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

static void write_scores(struct json_out *j, const struct lexicon *lex, const struct verdict *v) {
  json_key(j, "probability");
  if (v->all.role == ROLE_UNCLEAR)
    json_none(j);
  else
    json_fixed(j, v->all.probability[v->all.role], 4);
  json_key(j, "probabilities");
  json_open(j, '{');
  for (size_t r = 0; r < lex->role_count; r++) {
    json_key_view(j, lex->roles[r].id);
    json_fixed(j, v->all.probability[r], 4);
  }
  json_close(j, '}');
  json_key(j, "prior");
  json_open(j, '{');
  for (size_t r = 0; r < lex->role_count; r++) {
    json_key_view(j, lex->roles[r].id);
    json_milli(j, v->prior[r]);
  }
  json_close(j, '}');
  json_key(j, "scores");
  json_open(j, '{');
  for (size_t r = 0; r < lex->role_count; r++) {
    json_key_view(j, lex->roles[r].id);
    json_milli(j, v->all.score[r]);
  }
  json_close(j, '}');
  json_key(j, "temperature");
  json_fixed(j, lex->temperature, 4);
  json_key(j, "margin");
  json_fixed(j, v->all.margin, 4);
}

static void write_evidence(struct json_out *j, const struct result *r, const struct report_options *o) {
  const struct verdict *v = r->verdict;
  struct lines lines = {.bytes = r->doc->bytes};
  size_t most = o->evidence == EVIDENCE_NONE ? 0 : o->evidence == EVIDENCE_TOP ? TOP_EVIDENCE : SIZE_MAX;
  json_key(j, "evidence");
  json_open(j, '[');
  for (size_t i = 0; i < v->clear_count && i < most; i++) json_hit(j, r, o->lex, &v->evidence[i], &lines);
  json_close(j, ']');
  if (o->evidence == EVIDENCE_ALL) {
    json_key(j, "faint");
    json_open(j, '[');
    for (size_t i = v->clear_count; i < v->counting_count; i++) json_hit(j, r, o->lex, &v->evidence[i], &lines);
    json_close(j, ']');
    json_key(j, "silenced");
    json_open(j, '[');
    for (size_t i = v->counting_count; i < v->evidence_count; i++) json_hit(j, r, o->lex, &v->evidence[i], &lines);
    json_close(j, ']');
  }
  lines_free(&lines);
}

void json_row(struct json_out *j, const struct result *r, const struct report_options *o) {
  json_source(j, r);
  if (!r->posting || !r->verdict) {
    json_key(j, "role");
    json_none(j);
    return;
  }
  const struct verdict *v = r->verdict;
  write_fields(j, r->posting);
  json_role(j, "role", o->lex, v->all.role);
  write_scores(j, o->lex, v);
  const char *reason = unclear_reason_name(v->reason);
  json_key_str(j, "reason", reason ? str_of(reason) : STR_NONE);
  if (r->posting->reason) json_key_str(j, "page", str_of(r->posting->reason));
  json_role(j, "title_role", o->lex, v->title_role);
  json_role(j, "body_role", o->lex, v->body.role);
  json_key_str(j, "fit", str_of(fit_name(v->fit)));
  write_evidence(j, r, o);
}

void report_json(const struct result *r, const struct report_options *o, struct buf *out) {
  struct json_out j;
  json_out_init(&j, out);
  json_open(&j, '{');
  json_row(&j, r, o);
  json_close(&j, '}');
}

static void write_block(struct json_out *j, const struct result *r, const struct report_options *o,
                        const struct block *b, struct lines *lines) {
  static const char *const kinds[] = {"paragraph", "item", "heading"};
  json_open(j, '{');
  json_key_str(j, "kind", str_of(kinds[b->kind]));
  json_key(j, "level");
  json_uint(j, b->level);
  json_key_str(j, "section", str_of(section_name((enum section)b->section)));
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
  json_source(&j, r);
  if (r->posting) {
    const struct posting *p = r->posting;
    write_fields(&j, p);
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
