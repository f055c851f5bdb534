#include "api.h"

#include <inttypes.h>
#include <stdio.h>

#include "../base/ascii.h"
#include "../base/json_out.h"
#include "../input/jsonl.h"
#include "../input/memory.h"
#include "../report/html_page.h"
#include "view.h"

enum { OVERHEAD_BYTES = 65536, EDIT_BYTES = 2 << 20, REPORT_BYTES = 64 << 20 };
enum { LARGE_BYTES = 1 << 20 }; /* a worker that had a document as large is not kept */

static const char JSON[] = "application/json";

/* ---- which ---- */

enum endpoint api_endpoint(struct str method, struct str path, bool *other_method) {
  static const struct {
    struct str method, path;
    enum endpoint endpoint;
  } all[] = {
      {{"GET", 3}, {"/api/version", 12}, ENDPOINT_VERSION},    {{"GET", 3}, {"/api/lexicon", 12}, ENDPOINT_LEXICON},
      {{"POST", 4}, {"/api/lexicon", 12}, ENDPOINT_EDIT},      {{"POST", 4}, {"/api/view", 9}, ENDPOINT_VIEW},
      {{"POST", 4}, {"/api/classify", 13}, ENDPOINT_CLASSIFY}, {{"POST", 4}, {"/api/report", 11}, ENDPOINT_REPORT},
  };
  *other_method = false;
  if (str_eq(method, STR("HEAD"))) method = STR("GET");
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (!str_eq(all[i].path, path)) continue;
    if (str_eq(all[i].method, method)) return all[i].endpoint;
    *other_method = true;
  }
  return ENDPOINT_NONE;
}

size_t api_body_limit(enum endpoint endpoint, struct str content_type, const struct limits *limits) {
  struct str charset;
  switch (endpoint) {
    case ENDPOINT_EDIT: return EDIT_BYTES;
    case ENDPOINT_REPORT: return REPORT_BYTES;
    case ENDPOINT_CLASSIFY:
    case ENDPOINT_VIEW: /* JSON needs two bytes for a quote or a line's end */
      return limits->document_bytes * (request_body_kind(content_type, &charset) == BODY_JSON ? 2 : 1) + OVERHEAD_BYTES;
    case ENDPOINT_NONE:
    case ENDPOINT_VERSION:
    case ENDPOINT_LEXICON: break;
  }
  return 0;
}

/* ---- errors ---- */

void api_error(struct reply *out, unsigned status, const char *code, struct str message) {
  struct json_out j;
  buf_clear(&out->body);
  json_out_init(&j, &out->body);
  out->status = status;
  out->type = JSON;
  out->filename = NULL;
  json_open(&j, '{');
  json_key_str(&j, "error", message);
  json_key_str(&j, "code", str_of(code));
  json_close(&j, '}');
}

static void fail(struct reply *out, unsigned status, const struct err *e) {
  api_error(out, status, err_code_name(e->code), str_of(e->msg));
}

/* What a failure to sit down or to edit is in HTTP. */
static unsigned http_status(enum status status) {
  return status == ST_SKIP ? 404 : status == ST_FAIL ? 422 : 503;
}

/* ---- one posting ---- */

/* ST_FAIL with ERR_USAGE: a kind of body that is not taken. */
static enum status read_body(const struct request *q, struct arena *arena, struct document *doc, struct err *e) {
  struct str charset;
  enum body_kind kind = request_body_kind(q->content_type, &charset);
  *doc = (struct document){0};
  switch (kind) {
    case BODY_FILE: return memory_document(q->body, arena, doc, e);
    case BODY_JSON: return jsonl_document(q->body, arena, doc, e);
    case BODY_HTML:
    case BODY_TEXT:
      doc->bytes = q->body;
      doc->media = kind == BODY_HTML ? MEDIA_HTML : MEDIA_TEXT;
      doc->charset = charset;
      return ST_OK;
    case BODY_LINES:
    case BODY_FOREIGN: break;
  }
  err_set(e, ERR_USAGE, "Content-Type must be application/json, text/html, text/plain or application/octet-stream");
  return ST_FAIL;
}

static bool evidence_amount(struct str word, enum evidence_amount *out) {
  static const char *const names[] = {[EVIDENCE_ALL] = "all", [EVIDENCE_TOP] = "top", [EVIDENCE_NONE] = "none"};
  *out = EVIDENCE_ALL;
  if (word.len == 0) return true;
  for (int i = EVIDENCE_ALL; i <= EVIDENCE_NONE; i++)
    if (str_eq(word, str_of(names[i]))) {
      *out = (enum evidence_amount)i;
      return true;
    }
  return false;
}

static void run(struct worker *w, const struct document *doc, enum status status, const struct err *e,
                struct result *out) {
  *out = (struct result){.doc = doc, .status = status, .err = e};
  if (status == ST_OK) worker_run(w, doc, out);
}

static void answer_posting(const struct seat *seat, const struct request *q, struct reply *out) {
  struct report_options options = {.lex = seat->lex};
  if (!evidence_amount(q->evidence, &options.evidence)) {
    api_error(out, 400, "usage", STR("evidence is all, top or none"));
    return;
  }
  struct document doc;
  struct err e = {0};
  enum status status = read_body(q, worker_arena(seat->worker), &doc, &e);
  if (status != ST_OK && (e.code == ERR_FORMAT || e.code == ERR_USAGE)) {
    fail(out, e.code == ERR_USAGE ? 415 : 400, &e);
    return;
  }
  if (doc.id.len == 0) doc.id = q->id.len ? q->id : STR("posting");
  struct result r;
  run(seat->worker, &doc, status, &e, &r);
  out->status = r.status == ST_OK || r.status == ST_WARN ? 200 : 422;
  out->type = JSON;
  if (q->endpoint == ENDPOINT_VIEW)
    view_json(&r, seat->lex, worker_arena(seat->worker), &out->body);
  else
    report_json(&r, &options, &out->body);
}

/* ---- several ---- */

/* A posting of a batch that has no id of its own is called after its number, "#3". */
static bool name_record(struct document *doc, struct arena *arena) {
  char number[24];
  int n = snprintf(number, sizeof number, "#%" PRIu64, doc->record);
  if (doc->id.len == 0) doc->id = arena_copy(arena, (struct str){number, (size_t)n});
  return doc->id.ptr != NULL;
}

static struct str next_line(struct str *rest) {
  const char *p = memchr(rest->ptr, '\n', rest->len);
  struct str line = str_sub(*rest, 0, p ? (size_t)(p - rest->ptr) : rest->len);
  *rest = str_sub(*rest, line.len + (p != NULL), rest->len);
  return ascii_trim(line);
}

static const struct format {
  struct str name;
  const char *type, *filename;
  struct str open, between, close;
  bool is_html; /* made of frames, once all are there */
} formats[] = {
    {{"html", 4}, "text/html; charset=utf-8", "rolecall.html", {"", 0}, {"", 0}, {"", 0}, true},
    {{"json", 4}, "application/json", "rolecall.json", {"[\n", 2}, {",\n", 2}, {"\n]\n", 3}, false},
    {{"jsonl", 5}, "application/jsonl", "rolecall.jsonl", {"", 0}, {"\n", 1}, {"\n", 1}, false},
};
enum { FORMAT_COUNT = sizeof formats / sizeof *formats };

static const struct format *find_format(struct str name) {
  for (size_t i = 0; i < FORMAT_COUNT; i++)
    if (str_eq(formats[i].name, name)) return &formats[i];
  return NULL;
}

/* A row for each line of the body. False: there are too many. */
static bool write_rows(const struct seat *seat, struct str body, const struct format *format,
                       const struct report_options *options, struct buf *out) {
  size_t written = 0;
  for (struct str rest = body; rest.len;) {
    struct str line = next_line(&rest);
    if (line.len == 0) continue;
    if (written == HTML_POSTINGS_MAX) return false;
    struct document doc = {0};
    struct err e = {0};
    struct result r;
    struct arena *arena = worker_arena(seat->worker);
    worker_reset(seat->worker);
    enum status status = jsonl_document(line, arena, &doc, &e);
    doc.record = ++written;
    doc.offset = (uint64_t)(line.ptr - body.ptr);
    if (!name_record(&doc, arena) && status == ST_OK) status = err_memory(&e);
    run(seat->worker, &doc, status, &e, &r);
    if (written > 1) buf_add(out, format->between);
    (format->is_html ? report_html_frame : report_json)(&r, options, out);
  }
  return true;
}

static void answer_report(const struct seat *seat, const struct request *q, struct reply *out) {
  const struct format *format = find_format(q->format);
  struct str charset;
  enum body_kind kind = request_body_kind(q->content_type, &charset);
  if (!format) {
    api_error(out, 400, "usage", STR("there is no such format of a report; GET /api/version names them"));
    return;
  }
  if (kind != BODY_LINES && kind != BODY_JSON) {
    api_error(out, 415, "usage", STR("Content-Type must be application/jsonl"));
    return;
  }
  struct report_options options = {.lex = seat->lex};
  struct buf rows = {0};
  *out = (struct reply){.status = 200, .type = format->type, .filename = format->filename};
  buf_add(&rows, format->open);
  bool fits = write_rows(seat, q->body, format, &options, &rows);
  buf_add(&rows, format->close);
  if (!fits) {
    api_error(out, 413, "limit", STR("a report holds at most 2000 postings; send them in parts"));
    buf_free(&rows);
  } else if (format->is_html && !rows.failed) {
    report_html_page(&options, buf_str(&rows), &out->body);
    buf_free(&rows);
  } else {
    out->body = rows;
  }
}

/* ---- the lexicon ---- */

static void write_roles(struct json_out *j, const struct lexicon *lex) {
  json_key(j, "roles");
  json_open(j, '[');
  for (size_t i = 0; i < lex->role_count; i++) {
    const struct lexicon_role *role = &lex->roles[i];
    json_open(j, '{');
    json_key_str(j, "id", role->id);
    json_key_str(j, "name", role->name);
    json_key_str(j, "short", role->short_name);
    json_key_str(j, "letter", role->letter);
    json_key(j, "rank");
    json_int(j, role->rank);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void write_criteria(struct json_out *j, const struct lexicon *lex) {
  json_key(j, "criteria");
  json_open(j, '[');
  for (size_t i = 0; i < lex->criterion_count; i++) {
    json_open(j, '{');
    json_key_str(j, "id", lex->criteria[i].id);
    json_key_str(j, "name", lex->criteria[i].name);
    json_key(j, "title");
    json_bool(j, lex->criteria[i].is_title);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void answer_lexicon(const struct seat *seat, struct reply *out) {
  const struct lexicon *lex = seat->lex;
  struct json_out j;
  char hash[24];
  snprintf(hash, sizeof hash, "%016" PRIx64, lex->hash);
  json_out_init(&j, &out->body);
  out->status = 200;
  out->type = JSON;
  json_open(&j, '{');
  json_key_str(&j, "name", lex->name);
  json_key_str(&j, "version", lex->version);
  json_key_str(&j, "hash", str_of(hash));
  write_roles(&j, lex);
  write_criteria(&j, lex);
  json_key(&j, "files");
  json_open(&j, '[');
  const char *name;
  struct str text;
  for (size_t i = 0; lexicon_file(lex, i, &name, &text); i++) {
    if (!str_ends(str_of(name), STR(".txt"))) continue;
    json_open(&j, '{');
    json_key_str(&j, "name", str_of(name));
    json_key_str(&j, "text", text);
    json_close(&j, '}');
  }
  json_close(&j, ']');
  json_close(&j, '}');
}

/* Errors of all files, warnings of the one that was edited: those of the others were there before. */
static void write_notes(struct json_out *j, const struct lexicon_notes *notes, struct str file) {
  json_key(j, "notes");
  json_open(j, '[');
  for (size_t i = 0; i < notes->count; i++) {
    const struct lexicon_note *n = &notes->v[i];
    const char *slash = strrchr(n->path, '/');
    struct str name = str_of(slash ? slash + 1 : n->path);
    if (!n->is_error && !str_eq(name, file)) continue;
    json_open(j, '{');
    json_key_str(j, "kind", n->is_error ? STR("error") : STR("warning"));
    json_key_str(j, "file", name);
    json_key(j, "line");
    json_uint(j, n->line);
    json_key(j, "column");
    json_uint(j, n->column);
    json_key_str(j, "message", str_of(n->message));
    json_key_str(j, "source", n->source_line);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void answer_edit(struct variants *variants, const struct request *q, struct reply *out) {
  struct lexicon_notes notes;
  struct err e = {0};
  char id[VARIANT_ID_BYTES] = "";
  enum status status = variants_edit(variants, q->lexicon, q->file, q->body, &notes, id, &e);
  if (status != ST_OK && notes.error_count == 0) {
    fail(out, http_status(status), &e);
  } else {
    struct json_out j;
    json_out_init(&j, &out->body);
    out->status = status == ST_OK ? 200 : 422;
    out->type = JSON;
    json_open(&j, '{');
    if (status == ST_OK) {
      json_key_str(&j, "lexicon", str_of(id));
    } else {
      json_key_str(&j, "error", STR("the lexicon cannot be read with this text"));
      json_key_str(&j, "code", STR("lexicon"));
    }
    write_notes(&j, &notes, q->file);
    json_close(&j, '}');
  }
  lexicon_notes_free(&notes);
}

static void answer_version(const struct limits *limits, struct reply *out) {
  char xml[80], pcre2[120];
  extract_library_version(xml, sizeof xml);
  match_library_version(pcre2, sizeof pcre2);
  struct json_out j;
  json_out_init(&j, &out->body);
  out->status = 200;
  out->type = JSON;
  json_open(&j, '{');
  json_key_str(&j, "rolecall", STR(ROLECALL_VERSION));
  json_key_str(&j, "html", str_of(xml));
  json_key_str(&j, "phrases", str_of(pcre2));
  json_key(&j, "formats"); /* of a report */
  json_open(&j, '[');
  for (size_t i = 0; i < FORMAT_COUNT; i++) json_str(&j, formats[i].name);
  json_close(&j, ']');
  json_key(&j, "document_bytes"); /* the most that one posting may have */
  json_uint(&j, limits->document_bytes);
  json_close(&j, '}');
}

void api_answer(struct variants *variants, const struct limits *limits, const struct request *q, struct reply *out) {
  *out = (struct reply){0};
  if (q->body.len > api_body_limit(q->endpoint, q->content_type, limits)) {
    api_error(out, 413, "limit", STR("the body is too large"));
  } else if (q->endpoint == ENDPOINT_VERSION) {
    answer_version(limits, out);
  } else if (q->endpoint == ENDPOINT_EDIT) {
    answer_edit(variants, q, out);
  } else if (q->endpoint == ENDPOINT_NONE) {
    api_error(out, 404, "path", STR("there is nothing here"));
  } else {
    struct seat seat;
    struct err e = {0};
    enum status status = variants_sit(variants, q->lexicon, &seat, &e);
    if (status != ST_OK) {
      fail(out, http_status(status), &e);
      return;
    }
    if (q->endpoint == ENDPOINT_LEXICON)
      answer_lexicon(&seat, out);
    else if (q->endpoint == ENDPOINT_REPORT)
      answer_report(&seat, q, out);
    else
      answer_posting(&seat, q, out);
    variants_leave(variants, &seat, q->body.len > LARGE_BYTES);
  }
}
