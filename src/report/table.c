#include "table.h"

#include <inttypes.h>

#include "../base/cell.h"
#include "names.h"
#include "place.h"

struct row {
  const struct result *r;
  const struct report_options *o;
  char separator;
  struct buf *out;
};

static void put(const struct row *w, struct str value) {
  cell_write(w->out, value, w->separator);
}

static void put_role(const struct row *w, int role) {
  put(w, role_id(w->o->lex, role));
}

/* Ids parted by a space; an id may hold anything, so they are gathered before they are written. */
static void put_silent(const struct row *w) {
  struct buf text = {0};
  for (size_t c = 0; c < w->o->lex->criterion_count; c++) {
    if (!criterion_is_silent(w->r->verdict, w->o->lex, c)) continue;
    if (text.len) buf_char(&text, ' ');
    buf_add(&text, w->o->lex->criteria[c].id);
  }
  put(w, buf_str(&text));
  if (text.failed) w->out->failed = true;
  buf_free(&text);
}

static void put_evidence(const struct row *w, uint8_t part) {
  const struct verdict *v = w->r->verdict;
  size_t rank = part / EVIDENCE_PARTS;
  if (rank >= v->clear_count || w->o->evidence == EVIDENCE_NONE) return;
  const struct evidence *x = &v->evidence[rank];
  const struct lexicon_entry *entry = &w->o->lex->entries[x->hit.entry];
  struct hit wide;
  switch (part % EVIDENCE_PARTS) {
    case 0:
      wide = widened(w->r->posting, &x->hit);
      put(w, words_of(w->r->posting, &wide));
      break;
    case 1: put(w, w->o->lex->criteria[entry->criterion].id); break;
    case 2: put_role(w, entry->role); break;
    default: buf_milli(w->out, x->contribution);
  }
}

/* What is known of a document whether or not it was read. */
static void put_source(const struct row *w, const struct report_column *c) {
  const struct document *d = w->r->doc;
  const struct err *e = w->r->err && w->r->err->code != ERR_NONE ? w->r->err : NULL;
  switch (c->field) {
    case FIELD_id: put(w, d->id); break;
    case FIELD_path: put(w, d->path); break;
    case FIELD_member: put(w, d->member); break;
    case FIELD_record:
      if (d->record) buf_format(w->out, "%" PRIu64, d->record);
      break;
    case FIELD_url: put(w, d->url); break;
    case FIELD_status: put(w, result_status(w->r)); break;
    case FIELD_error:
      if (e) put(w, str_of(e->msg));
      break;
    case FIELD_code:
      if (e) put(w, str_of(err_code_name(e->code)));
      break;
    default: break;
  }
}

static void put_posting(const struct row *w, const struct report_column *c) {
  const struct posting *p = w->r->posting;
  switch (c->field) {
    case FIELD_title: put(w, p->title.value); break;
    case FIELD_company: put(w, p->company.value); break;
    case FIELD_location: put(w, p->location.value); break;
    case FIELD_language: put(w, p->language); break;
    case FIELD_date_posted: put(w, p->date_posted.value); break;
    case FIELD_employment_type: put(w, p->employment_type.value); break;
    case FIELD_salary: put(w, p->salary.value); break;
    default: break;
  }
}

static void put_verdict(const struct row *w, const struct report_column *c) {
  const struct verdict *v = w->r->verdict;
  switch (c->field) {
    case FIELD_role: put_role(w, v->all.role); break;
    case FIELD_probability:
      if (v->all.role != ROLE_UNCLEAR) buf_format(w->out, "%.4f", v->all.probability[v->all.role]);
      break;
    case FIELD_probabilities: buf_format(w->out, "%.4f", v->all.probability[c->part]); break;
    case FIELD_margin: buf_format(w->out, "%.4f", v->all.margin); break;
    case FIELD_reason: put(w, str_of(unclear_reason_name(v->reason))); break;
    case FIELD_title_role: put_role(w, v->title_role); break;
    case FIELD_body_role: put_role(w, v->body.role); break;
    case FIELD_fit: put(w, str_of(fit_name(v->fit))); break;
    case FIELD_evidence: put_evidence(w, c->part); break;
    case FIELD_evidence_count: buf_format(w->out, "%zu", v->clear_count); break;
    case FIELD_silent: put_silent(w); break;
    default: break;
  }
}

void report_table_head(const struct report_options *o, char separator, struct buf *out) {
  struct report_fields all;
  const struct report_fields *fields = o->fields;
  if (!fields) report_fields_all(o->lex, &all), fields = &all;
  struct buf name = {0};
  for (size_t i = 0; i < fields->count; i++) {
    if (i) buf_char(out, separator);
    buf_clear(&name);
    report_column_name(&fields->columns[i], o->lex, &name);
    cell_write(out, buf_str(&name), separator);
  }
  if (name.failed) out->failed = true;
  buf_free(&name);
  cell_end_row(out, separator);
}

void report_table_row(const struct result *r, const struct report_options *o, char separator, struct buf *out) {
  struct report_fields all;
  const struct report_fields *fields = o->fields;
  if (!fields) report_fields_all(o->lex, &all), fields = &all;
  const struct row w = {r, o, separator, out};
  size_t start = out->len;
  for (size_t i = 0; i < fields->count; i++) {
    if (i) buf_char(out, separator);
    put_source(&w, &fields->columns[i]);
    if (!r->posting || !r->verdict) continue;
    put_posting(&w, &fields->columns[i]);
    put_verdict(&w, &fields->columns[i]);
  }
  if (out->len == start) buf_add(out, STR("\"\"")); /* a lone empty cell: readers skip empty lines */
  cell_end_row(out, separator);
}
