#include "api.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/ascii.h"
#include "../base/json_out.h"
#include "../extract/charset.h"
#include "../input/input.h"
#include "../report/html_page.h"
#include "../report/table.h"
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
      {{"POST", 4}, {"/api/open", 9}, ENDPOINT_OPEN},
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
    case ENDPOINT_REPORT:
    case ENDPOINT_OPEN: return REPORT_BYTES;
    case ENDPOINT_CLASSIFY:
    case ENDPOINT_VIEW:
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

/* The body as the file it was, whatever that holds. JSON needs two bytes for a quote or a line's end, so a record of it
   may be as long; what it holds is then measured by the limit. */
static enum status open_body(const struct request *q, const struct limits *limits, const char *name, struct input **out,
                             struct err *e) {
  struct input_options options = {.limits = *limits};
  struct str charset;
  enum body_kind kind = request_body_kind(q->content_type, &charset);
  if (kind == BODY_JSON || kind == BODY_LINES) options.limits.document_bytes *= 2;
  return input_of_bytes(&options, name, q->body, out, e);
}

/* A file that is one posting; its name is the request's id. */
static enum status read_file(const struct request *q, const struct limits *limits, struct arena *arena,
                             struct document *doc, struct err *e) {
  struct str name = arena_copy(arena, q->id.len ? q->id : STR("posting"));
  if (!name.ptr) return err_memory(e);
  doc->id = name;
  struct input *in = NULL;
  enum status status = open_body(q, limits, name.ptr, &in, e);
  if (status == ST_OK) status = input_next(in, arena, doc, e);
  struct document second;
  struct err more = {0};
  if (status == ST_END) {
    err_set(e, ERR_EMPTY, "there is no posting in it");
    status = ST_FAIL;
  } else if (status == ST_OK && input_next(in, arena, &second, &more) != ST_END) {
    err_set(e, ERR_UNSUPPORTED,
            "the file holds several postings: POST /api/report answers them all, /api/open parts them");
    status = ST_FAIL;
  }
  input_free(in);
  doc->path = STR_NONE;
  return status;
}

/* ST_FAIL with ERR_USAGE: a kind of body that is not taken. */
static enum status read_body(const struct request *q, const struct limits *limits, struct arena *arena,
                             struct document *doc, struct err *e) {
  struct str charset;
  enum body_kind kind = request_body_kind(q->content_type, &charset);
  *doc = (struct document){0};
  switch (kind) {
    case BODY_FILE: return read_file(q, limits, arena, doc, e);
    case BODY_JSON: {
      enum status status = read_file(q, limits, arena, doc, e);
      if (doc->record || (status != ST_OK && e->code != ERR_EMPTY)) return status;
      err_clear(e);
      err_set(e, ERR_FORMAT, "a JSON object was expected");
      return ST_FAIL;
    }
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

static void answer_posting(const struct seat *seat, const struct limits *limits, const struct request *q,
                           struct reply *out) {
  struct report_options options = {.lex = seat->lex};
  if (!evidence_amount(q->evidence, &options.evidence)) {
    api_error(out, 400, "usage", STR("evidence is all, top or none"));
    return;
  }
  struct document doc;
  struct err e = {0};
  enum status status = read_body(q, limits, worker_arena(seat->worker), &doc, &e);
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

static const struct format {
  struct str name;
  const char *type, *filename;
  struct str open, between, close;
  enum { MADE_OF_ROWS, MADE_OF_FRAMES, MADE_OF_CELLS } made; /* frames become a page once all are there */
} formats[] = {
    {{"html", 4}, "text/html; charset=utf-8", "rolecall.html", {"", 0}, {"", 0}, {"", 0}, MADE_OF_FRAMES},
    {{"csv", 3}, "text/csv; charset=utf-8", "rolecall.csv", {"", 0}, {"", 0}, {"", 0}, MADE_OF_CELLS},
    {{"json", 4}, "application/json", "rolecall.json", {"[\n", 2}, {",\n", 2}, {"\n]\n", 3}, MADE_OF_ROWS},
    {{"jsonl", 5}, "application/jsonl", "rolecall.jsonl", {"", 0}, {"\n", 1}, {"\n", 1}, MADE_OF_ROWS},
};
enum { FORMAT_COUNT = sizeof formats / sizeof *formats };

static const struct format *find_format(struct str name) {
  for (size_t i = 0; i < FORMAT_COUNT; i++)
    if (str_eq(formats[i].name, name)) return &formats[i];
  return NULL;
}

enum { POSTINGS_MAX = HTML_POSTINGS_MAX };
static const char TOO_MANY[] = "over 2000 postings at once, or too much text; send them in parts";

/* What is written for each document of a body. */
struct writing {
  const struct seat *seat;
  struct report_options options;
  const struct format *format; /* NULL: the documents themselves, a line each */
  struct buf out;
};

/* The document as an object that /api/classify takes; what cannot be decoded has its error. */
static void write_document(struct writing *w, const struct document *doc, enum status status, struct err *e) {
  struct decoded decoded = {0};
  struct json_out j;
  if (status == ST_OK)
    status = charset_decode(doc, doc->media == MEDIA_HTML, worker_arena(w->seat->worker), &decoded, e);
  json_out_init(&j, &w->out);
  json_open(&j, '{');
  json_key_str(&j, "id", doc->id);
  if (doc->title.len) json_key_str(&j, "title", doc->title);
  if (doc->company.len) json_key_str(&j, "company", doc->company);
  if (doc->location.len) json_key_str(&j, "location", doc->location);
  if (doc->url.len) json_key_str(&j, "url", doc->url);
  if (status == ST_OK)
    json_key_str(&j, doc->media == MEDIA_HTML ? "html" : "text", decoded.text);
  else
    json_key_str(&j, "error", str_of(e->msg));
  json_close(&j, '}');
  buf_char(&w->out, '\n');
}

static void write_row(struct writing *w, const struct document *doc, enum status status, struct err *e, bool first) {
  struct result r;
  run(w->seat->worker, doc, status, e, &r);
  if (!first) buf_add(&w->out, w->format->between);
  if (w->format->made == MADE_OF_CELLS)
    report_table_row(&r, &w->options, ',', &w->out);
  else
    (w->format->made == MADE_OF_FRAMES ? report_html_frame : report_json)(&r, &w->options, &w->out);
}

/* Goes through all documents of a body. ST_SKIP: there are too many, or they are too large together. */
static enum status write_all(struct writing *w, struct input *in, struct err *e) {
  for (size_t written = 0;; written++) {
    struct document doc;
    struct err one = {0};
    worker_reset(w->seat->worker);
    enum status status = input_next(in, worker_arena(w->seat->worker), &doc, &one);
    if (status == ST_END) return ST_OK;
    if (status == ST_FATAL) {
      *e = one;
      return status;
    }
    if (written == POSTINGS_MAX || w->out.len > REPORT_BYTES) return ST_SKIP;
    if (w->format)
      write_row(w, &doc, status, &one, written == 0);
    else
      write_document(w, &doc, status, &one);
  }
}

static void finish_report(struct writing *w, struct reply *out) {
  if (w->format && w->format->made == MADE_OF_FRAMES && !w->out.failed) {
    report_html_page(&w->options, buf_str(&w->out), &out->body);
  } else {
    out->body = w->out;
    w->out = (struct buf){0};
  }
}

static void answer_report(const struct seat *seat, const struct limits *limits, const struct request *q,
                          struct reply *out) {
  struct writing w = {.seat = seat, .options = {.lex = seat->lex}};
  struct str charset;
  bool opens = q->endpoint == ENDPOINT_OPEN;
  if (!opens) w.format = find_format(q->format);
  if (!opens && !w.format) {
    api_error(out, 400, "usage", STR("there is no such format of a report; GET /api/version names them"));
    return;
  }
  if (request_body_kind(q->content_type, &charset) == BODY_FOREIGN) {
    api_error(out, 415, "usage", STR("Content-Type must be application/jsonl, or application/octet-stream for a file"));
    return;
  }
  static const char name_if_none[] = "postings";
  char *name = q->id.len ? strndup(q->id.ptr, q->id.len) : strdup(name_if_none);
  struct input *in = NULL;
  struct err e = {0};
  *out = (struct reply){.status = 200, .type = w.format ? w.format->type : "application/jsonl"};
  if (w.format) out->filename = w.format->filename;
  if (w.format) buf_add(&w.out, w.format->open);
  if (w.format && w.format->made == MADE_OF_CELLS) report_table_head(&w.options, ',', &w.out);
  enum status status = name ? open_body(q, limits, name, &in, &e) : err_memory(&e);
  if (status == ST_OK) status = write_all(&w, in, &e);
  if (w.format) buf_add(&w.out, w.format->close);
  if (status == ST_OK)
    finish_report(&w, out);
  else if (status == ST_SKIP)
    api_error(out, 413, "limit", str_of(TOO_MANY));
  else
    fail(out, http_status(status), &e);
  buf_free(&w.out);
  input_free(in);
  free(name);
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
    else if (q->endpoint == ENDPOINT_REPORT || q->endpoint == ENDPOINT_OPEN)
      answer_report(&seat, limits, q, out);
    else
      answer_posting(&seat, limits, q, out);
    variants_leave(variants, &seat, q->body.len > LARGE_BYTES);
  }
}
