#include "rows.h"

#include <stdlib.h>

#include "../base/json_out.h"
#include "../report/database_row.h"
#include "../report/explain.h"
#include "../report/extract_formats.h"
#include "../report/html_page.h"
#include "../report/table.h"
#include "../report/title_check.h"
#include "console.h"

enum { KEPT_BYTES = 1 << 15 }; /* of a parcel's buffer, from document to document */

static void open_page(const struct report_options *o, struct buf *out) {
  (void)o;
  report_html_open(out);
}

static void open_csv(const struct report_options *o, struct buf *out) {
  report_table_head(o, ',', out);
}

static void add_csv(const struct result *r, const struct report_options *o, struct buf *out) {
  report_table_row(r, o, ',', out);
}

static void open_tsv(const struct report_options *o, struct buf *out) {
  report_table_head(o, '\t', out);
}

static void add_tsv(const struct result *r, const struct report_options *o, struct buf *out) {
  report_table_row(r, o, '\t', out);
}

static const struct row_format classify_formats[] = {
    [FORMAT_TEXT] = {.row = report_text, .between = "\n"},
    [FORMAT_JSON] = {.row = report_json, .first = "[\n", .between = ",\n", .close = "\n]\n", .none = "[]\n"},
    [FORMAT_JSONL] = {.row = report_json, .behind = "\n", .resumable = true},
    [FORMAT_HTML] = {.row = report_html_frame, .whole = report_html_page, .most = HTML_POSTINGS_MAX},
    [FORMAT_CSV] = {.begin = open_csv, .row = add_csv, .resumable = true},
    [FORMAT_TSV] = {.begin = open_tsv, .row = add_tsv, .resumable = true},
    [FORMAT_SQLITE] = {.row = report_database_row, .resumable = true}, /* rows for the database, not for a file */
};
static const struct row_format extract_formats[] = {
    [FORMAT_TEXT] = {.row = report_extract_text, .between = "\n"},
    [FORMAT_JSON] = {.row = report_extract_json, .first = "[\n", .between = ",\n", .close = "\n]\n", .none = "[]\n"},
    [FORMAT_JSONL] = {.row = report_extract_json, .behind = "\n", .resumable = true},
    [FORMAT_MARKDOWN] = {.row = report_extract_markdown, .between = "\n"},
    [FORMAT_HTML] = {.begin = open_page, .row = report_extract_html, .end = report_html_close},
};
static const struct row_format check_formats[] = {
    [FORMAT_TEXT] = {.row = report_check_text, .between = "\n"},
    [FORMAT_JSON] = {.row = report_check_json, .first = "[\n", .between = ",\n", .close = "\n]\n", .none = "[]\n"},
    [FORMAT_JSONL] = {.row = report_check_json, .behind = "\n", .resumable = true},
};
static const struct row_format explain_formats[] = {
    [FORMAT_TEXT] = {.row = report_explain_text, .between = "\n"},
    [FORMAT_JSON] = {.row = report_explain_json, .first = "[\n", .between = ",\n", .close = "\n]\n", .none = "[]\n"},
    [FORMAT_JSONL] = {.row = report_explain_json, .behind = "\n", .resumable = true},
};

#define TABLE(formats) \
  { (formats), sizeof(formats) / sizeof *(formats) }

const struct row_format *row_format(enum command command, enum format format) {
  static const struct {
    const struct row_format *v;
    size_t count;
  } tables[COMMAND_COUNT] = {[COMMAND_CLASSIFY] = TABLE(classify_formats),
                             [COMMAND_EXTRACT] = TABLE(extract_formats),
                             [COMMAND_CHECK] = TABLE(check_formats),
                             [COMMAND_EXPLAIN] = TABLE(explain_formats)};
  return (size_t)format < tables[command].count && tables[command].v[format].row ? &tables[command].v[format] : NULL;
}

static void clear(struct buf *b) {
  if (b->size > KEPT_BYTES || b->failed)
    buf_free(b);
  else
    buf_clear(b);
}

void parcel_clear(struct parcel *p) {
  clear(&p->rows);
  clear(&p->errors);
  clear(&p->said);
  p->tally = (struct tally){0};
  for (size_t i = 0; i < p->brief_count; i++) brief_free(&p->briefs[i]);
  free(p->briefs);
  p->briefs = NULL;
  p->brief_count = 0;
}

void parcel_free(struct parcel *p) {
  parcel_clear(p);
  buf_free(&p->rows);
  buf_free(&p->errors);
  buf_free(&p->said);
}

/* A line for --errors. */
static void add_error(struct parcel *p, const struct result *r) {
  const struct document *d = r->doc;
  struct json_out j;
  json_out_init(&j, &p->errors);
  json_open(&j, '{');
  json_key(&j, "id");
  json_str(&j, d->id);
  json_key_str(&j, "path", d->path);
  json_key_str(&j, "member", d->member);
  json_key(&j, "record");
  if (d->record)
    json_uint(&j, d->record);
  else
    json_none(&j);
  json_key(&j, "offset");
  json_uint(&j, d->offset);
  json_key_str(&j, "code", str_of(err_code_name(r->err->code)));
  json_key_str(&j, "message", str_of(r->err->msg));
  json_close(&j, '}');
  buf_char(&p->errors, '\n');
}

static void add_brief(struct parcel *p, const struct result *r) {
  struct brief *more = realloc(p->briefs, (p->brief_count + 1) * sizeof *more);
  if (!more) {
    p->rows.failed = true; /* the closing table would lack a row in silence */
    return;
  }
  p->briefs = more;
  p->briefs[p->brief_count++] = brief_of(r);
}

void parcel_add(struct parcel *p, const struct rows *rows, const struct result *r) {
  const struct row_format *f = rows->format;
  bool failed = r->status != ST_OK && r->status != ST_WARN;
  if (p->tally.rows && f->between) buf_add(&p->rows, str_of(f->between));
  f->row(r, &rows->report, &p->rows);
  if (f->behind) buf_add(&p->rows, str_of(f->behind));
  tally_count(&p->tally, r);
  if (failed && rows->with_errors) add_error(p, r);
  if ((failed || r->status == ST_WARN) && !rows->silent)
    console_add_err(&p->said, failed ? "error" : "warning", r->err->path ? str_of(r->err->path) : r->doc->path, r->err);
  if (rows->with_briefs && p->written < SUMMARY_BRIEFS && p->brief_count < SUMMARY_BRIEFS) add_brief(p, r);
}
