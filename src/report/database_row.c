#include "database_row.h"

#include <math.h>

#include "names.h"
#include "place.h"

static void put_none(struct buf *out) {
  buf_char(out, VALUE_NONE);
}

static void put_integer(struct buf *out, uint64_t n) {
  int64_t value = n > INT64_MAX ? INT64_MAX : (int64_t)n;
  buf_char(out, VALUE_INTEGER);
  buf_add(out, (struct str){(const char *)&value, sizeof value});
}

/* Rounded as it is printed elsewhere, so that the same number is found in every format. */
static void put_real(struct buf *out, double x, double unit) {
  double value = round(x * unit) / unit;
  buf_char(out, VALUE_REAL);
  buf_add(out, (struct str){(const char *)&value, sizeof value});
}

static void put_milli(struct buf *out, int32_t thousandths) {
  put_real(out, thousandths / 1000.0, 1000);
}

/* An empty text is NULL. */
static void put_text(struct buf *out, struct str s) {
  if (s.len == 0) {
    put_none(out);
    return;
  }
  uint32_t len = 0;
  buf_char(out, VALUE_TEXT);
  size_t at = out->len;
  buf_add(out, (struct str){(const char *)&len, sizeof len});
  buf_utf8(out, s);
  if (out->failed) return;
  len = (uint32_t)(out->len - at - sizeof len);
  memcpy(out->ptr + at, &len, sizeof len);
}

static void put_source(struct buf *out, const struct result *r) {
  const struct document *d = r->doc;
  bool told = r->err && r->err->code != ERR_NONE;
  put_text(out, d->id);
  put_text(out, d->path);
  put_text(out, d->member);
  if (d->record) {
    put_integer(out, d->record);
    put_integer(out, d->offset);
  } else {
    put_none(out);
    put_none(out);
  }
  put_text(out, d->url);
  put_text(out, result_status(r));
  put_text(out, told ? str_of(r->err->msg) : STR_NONE);
  put_text(out, told ? str_of(err_code_name(r->err->code)) : STR_NONE);
}

static void put_verdict(struct buf *out, const struct result *r, const struct lexicon *lex) {
  const struct posting *p = r->posting;
  const struct verdict *v = r->verdict;
  put_text(out, p->title.value);
  put_text(out, p->company.value);
  put_text(out, p->location.value);
  put_text(out, p->language);
  put_text(out, p->date_posted.value);
  put_text(out, p->employment_type.value);
  put_text(out, p->salary.value);
  put_text(out, role_id(lex, v->all.role));
  if (v->all.role == ROLE_UNCLEAR)
    put_none(out);
  else
    put_real(out, v->all.probability[v->all.role], 1e4);
  put_real(out, v->all.margin, 1e4);
  put_text(out, str_of(unclear_reason_name(v->reason)));
  put_text(out, str_of(p->reason));
  put_text(out, role_id(lex, v->title_role));
  put_text(out, role_id(lex, v->body.role));
  put_text(out, str_of(fit_name(v->fit)));
}
enum { VERDICT_VALUES = 15 };

static void put_hit(struct buf *out, const struct result *r, const struct lexicon *lex, size_t n, struct str kind,
                    struct lines *lines) {
  const struct evidence *x = &r->verdict->evidence[n];
  const struct lexicon_entry *entry = &lex->entries[x->hit.entry];
  struct hit wide = widened(r->posting, &x->hit);
  struct place at = place_of(r->posting, &wide, lines);
  bool in_title = x->hit.block == MATCH_TITLE_BLOCK;
  buf_char(out, ROW_EVIDENCE);
  put_integer(out, n + 1);
  put_text(out, kind);
  put_text(out, words_of(r->posting, &wide));
  put_text(out, words_of(r->posting, &x->hit));
  put_text(out, entry->id);
  put_text(out, lex->criteria[entry->criterion].id);
  put_text(out, role_id(lex, entry->role));
  put_milli(out, x->contribution);
  put_text(out, in_title ? STR_NONE : str_of(section_name((enum section)x->hit.section)));
  put_text(out, !in_title ? STR("body") : at.in_document ? STR("title") : STR("given-title"));
  put_integer(out, at.start);
  put_integer(out, at.end);
  put_integer(out, at.line);
  put_integer(out, at.column);
}

static void put_hits(struct buf *out, const struct result *r, const struct report_options *o) {
  const struct verdict *v = r->verdict;
  struct lines lines = {.bytes = r->doc->bytes};
  size_t most = report_evidence_most(o), all = o->evidence == EVIDENCE_ALL ? v->evidence_count : v->clear_count;
  for (size_t n = 0; n < all && n < most; n++) {
    struct str kind = n < v->clear_count ? STR("clear") : n < v->counting_count ? STR("faint") : STR("silenced");
    put_hit(out, r, o->lex, n, kind, &lines);
  }
  lines_free(&lines);
}

void report_database_row(const struct result *r, const struct report_options *o, struct buf *out) {
  buf_char(out, ROW_POSTING);
  put_source(out, r);
  if (!r->posting || !r->verdict) {
    for (int i = 0; i < VERDICT_VALUES; i++) put_none(out);
    return;
  }
  put_verdict(out, r, o->lex);
  for (size_t i = 0; i < o->lex->role_count; i++) {
    buf_char(out, ROW_PROBABILITY);
    put_text(out, o->lex->roles[i].id);
    put_real(out, r->verdict->all.probability[i], 1e4);
    put_milli(out, r->verdict->all.score[i]);
    put_milli(out, r->verdict->prior[i]);
  }
  put_hits(out, r, o);
}
