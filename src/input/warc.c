#include "warc.h"

#include <inttypes.h>
#include <stdio.h>

#include "../base/ascii.h"
#include "../base/kind.h"

enum { MARK_BYTES = 8 }; /* "WARC/1.0" */

void warc_init(struct warc *w, struct stream *in, const struct limits *limits) {
  *w = (struct warc){.in = in, .limits = limits};
}

void warc_free(struct warc *w) {
  header_block_free(&w->head);
  header_block_free(&w->http);
  http_body_free(&w->body);
  stream_close(&w->content);
}

static bool is_mark(struct str s) {
  return s.len >= MARK_BYTES && str_starts(s, STR("WARC/")) && ascii_is_digit(s.ptr[5]) && s.ptr[6] == '.' &&
         ascii_is_digit(s.ptr[7]);
}

/* Place of the next line that begins a record, or where the last bytes begin that may be the first of one. */
static size_t find_mark(struct str s, bool at_line, bool *found) {
  *found = false;
  for (size_t i = 0; i < s.len; i++) {
    const char *w = memchr(s.ptr + i, 'W', s.len - i);
    if (!w) return s.len;
    i = (size_t)(w - s.ptr);
    if (i ? s.ptr[i - 1] != '\n' : !at_line) continue;
    if (s.len - i < MARK_BYTES) return i;
    *found = is_mark(str_sub(s, i, s.len));
    if (*found) return i;
  }
  return s.len;
}

static bool tell_lie(const struct warc *w, struct err *e) {
  err_set(e, ERR_FORMAT, "another record begins %" PRIu64 " bytes before the end that Content-Length says", w->left);
  return false;
}

/* The content of a record. A length that reaches into the next record is found out where that begins: a stored page
   that holds a line like it would have to be a WARC file itself. */
static bool pull_content(void *source, char *to, size_t room, size_t *got, struct err *e) {
  struct warc *w = source;
  struct str part;
  *got = 0;
  if (w->left == 0) return true;
  if (w->lies) return tell_lie(w, e);
  if (stream_peek(w->in, MARK_BYTES + 1, &part, e) != ST_OK) return false;
  if (part.len == 0) {
    err_set(e, ERR_FORMAT, "cut short: the record says %" PRIu64 " bytes, %" PRIu64 " are missing", w->length, w->left);
    return false;
  }
  if (part.len > w->left) part.len = (size_t)w->left;
  if (part.len > room) part.len = room;
  size_t safe = find_mark(part, w->at_line, &w->lies);
  if (!w->lies && (safe == 0 || part.len == w->left)) safe = part.len; /* no more comes that would make it a mark */
  if (safe == 0) return tell_lie(w, e);
  memcpy(to, part.ptr, safe);
  w->at_line = part.ptr[safe - 1] == '\n';
  stream_take(w->in, safe);
  w->left -= safe;
  *got = safe;
  return true;
}

/* Reads on to a line that begins a record; true where there was nothing else before it than empty lines. */
static bool find_record(struct warc *w, bool *at_end, struct err *e) {
  bool clean = true, at_line = true;
  *at_end = false;
  for (;;) {
    struct str part;
    bool found;
    if (stream_peek(w->in, MARK_BYTES + 1, &part, e) != ST_OK) return false;
    if (part.len == 0) {
      *at_end = true;
      return clean;
    }
    size_t n = find_mark(part, at_line, &found);
    if (n == 0 && !found) n = part.len; /* the end of the file */
    for (size_t i = 0; i < n && clean; i++) clean = part.ptr[i] == '\n' || part.ptr[i] == '\r';
    if (n) at_line = part.ptr[n - 1] == '\n';
    stream_take(w->in, n);
    if (found) return clean;
  }
}

/* Goes to the end of the record's content and looks whether the next one begins there. */
static enum status finish(struct warc *w, struct err *e) {
  enum status status = stream_drain(&w->content, e);
  if (status != ST_OK) return status;
  uint64_t at = w->in->offset;
  bool at_end, clean = find_record(w, &at_end, e);
  if (clean || stream_broken(w->in)) return ST_OK; /* this page is whole; the next call tells what is wrong behind it */
  err_set(e, ERR_FORMAT, "Content-Length does not fit: the record goes on for %" PRIu64 " bytes behind it",
          w->in->offset - at);
  return ST_FAIL;
}

static enum status read_head(struct warc *w, struct err *e) {
  enum status status = header_block_read(w->in, w->limits->header_bytes, &w->head, e);
  if (status != ST_OK) return status;
  if (!w->head.whole) {
    err_set(e, ERR_FORMAT, "cut short in its header");
    return ST_FAIL;
  }
  if (header_number(header_block_get(&w->head, STR("Content-Length")), &w->left)) {
    w->length = w->left;
    w->lies = w->at_line = false;
    w->present = w->said = 0;
    return stream_init(&w->content, pull_content, w, e);
  }
  err_set(e, ERR_FORMAT, "a record without a Content-Length");
  return ST_FAIL;
}

enum use { USE_NONE /* not a page at all */, USE_SKIP /* a page that is no text or was not given */, USE_PAGE };

/* By the content type that is declared: HTML and text are pages; without a type the bytes decide later. */
static enum use use_of_type(struct str type, struct document *doc) {
  struct str name = header_type(type);
  doc->charset = header_parameter(type, STR("charset"));
  doc->media = MEDIA_GUESS;
  if (name.len == 0) return USE_PAGE;
  bool html = ascii_eq_nocase(name, STR("text/html")) || ascii_eq_nocase(name, STR("application/xhtml+xml"));
  bool text = ascii_eq_nocase(name, STR("text/plain"));
  doc->media = html ? MEDIA_HTML : MEDIA_TEXT;
  return html || text ? USE_PAGE : USE_SKIP;
}

/* Keeps the length of a body that came as it is and is longer than what is there. Under a coding the length is that of
   other bytes, as crawlers keep the header over a body that they unpacked. */
static void compare_length(struct warc *w, const struct stream *body) {
  uint64_t said, present = w->left + (w->content.end - w->content.start);
  bool coded = body != &w->content || header_block_get(&w->http, STR("Transfer-Encoding")).len ||
               header_block_get(&w->http, STR("Content-Encoding")).len;
  if (coded || !header_number(header_block_get(&w->http, STR("Content-Length")), &said) || said <= present) return;
  w->said = said;
  w->present = present;
}

/* The HTTP response inside a record: its status and headers; *body is what follows them. */
static enum status open_http(struct warc *w, struct document *doc, enum use *use, struct stream **body, struct err *e) {
  enum status status = header_block_read(&w->content, w->limits->header_bytes, &w->http, e);
  if (status != ST_OK) return status;
  struct str first = header_block_first(&w->http);
  const char *space = str_chr(first, ' ');
  if (!str_starts(first, STR("HTTP/")) || !space) {
    err_set(e, ERR_FORMAT, "a response record without an HTTP status line");
    return ST_FAIL;
  }
  struct str code = ascii_trim(str_sub(first, (size_t)(space - first.ptr), first.len));
  *use = str_starts(code, STR("200")) ? use_of_type(header_block_get(&w->http, STR("Content-Type")), doc) : USE_SKIP;
  if (*use != USE_PAGE) return ST_OK;
  status = http_body_open(&w->body, &w->content, &w->http, w->limits->unpack_ratio, body, e);
  if (status == ST_OK) compare_length(w, *body);
  return status;
}

/* Whether the record holds a page; then *body is opened. */
static enum status open_record(struct warc *w, struct document *doc, enum use *use, struct stream **body,
                               struct err *e) {
  struct str type = header_block_get(&w->head, STR("WARC-Type"));
  struct str mime = header_block_get(&w->head, STR("Content-Type"));
  struct str url = header_block_get(&w->head, STR("WARC-Target-URI"));
  *use = USE_NONE;
  *body = &w->content;
  if (str_ends(url, STR("/robots.txt"))) {
    *use = USE_SKIP;
    return ST_OK;
  }
  if (ascii_eq_nocase(type, STR("continuation"))) { /* the row of its first segment says that more was there */
    *use = USE_SKIP;
    return ST_OK;
  }
  bool response = ascii_eq_nocase(type, STR("response"));
  if (!response && !ascii_eq_nocase(type, STR("resource")) && !ascii_eq_nocase(type, STR("conversion"))) return ST_OK;
  if (response && ascii_eq_nocase(header_type(mime), STR("application/http"))) return open_http(w, doc, use, body, e);
  *use = use_of_type(mime, doc);
  return ST_OK;
}

/* Takes what the document needs of headers, whose memory the next record reuses. */
static bool keep(struct arena *arena, struct str *s) {
  if (s->len == 0) return true;
  *s = arena_copy(arena, *s);
  return s->ptr != NULL;
}

/* Says in the document what tells that its page was saved in part. */
static bool tell_cut(const struct warc *w, struct arena *arena, struct document *doc) {
  enum { SHOWN = 20 };
  char text[160];
  struct str why = header_block_get(&w->head, STR("WARC-Truncated"));
  struct str segment = header_block_get(&w->head, STR("WARC-Segment-Number"));
  if (why.len)
    snprintf(text, sizeof text, "only the beginning of the page was saved (WARC-Truncated: %.*s)",
             (int)(why.len < SHOWN ? why.len : SHOWN), why.ptr);
  else if (segment.len)
    snprintf(text, sizeof text, "only a part of the page is in this record (WARC-Segment-Number: %.*s)",
             (int)(segment.len < SHOWN ? segment.len : SHOWN), segment.ptr);
  else if (w->said)
    snprintf(text, sizeof text, "only the beginning of the page was saved: %" PRIu64 " of %" PRIu64 " bytes",
             w->present, w->said);
  else
    return true;
  doc->warning = str_of(text);
  return keep(arena, &doc->warning);
}

static enum status read_page(struct warc *w, struct stream *body, struct arena *arena, struct document *doc,
                             enum use *use, struct err *e) {
  struct str url = header_block_get(&w->head, STR("WARC-Target-URI"));
  if (url.len > 1 && url.ptr[0] == '<') url = str_sub(url, 1, url.len - (url.ptr[url.len - 1] == '>'));
  doc->url = url;
  struct str begin;
  enum status status = stream_peek(body, STREAM_BYTES, &begin, e);
  if (status != ST_OK) return status;
  if (kind_binary(begin) && doc->charset.len == 0) { /* a picture under a wrong name */
    *use = USE_SKIP;
    return ST_OK;
  }
  if (!keep(arena, &doc->url) || !keep(arena, &doc->charset) || !tell_cut(w, arena, doc)) {
    err_set(e, ERR_MEMORY, "out of memory (--max-memory)");
    return ST_FAIL;
  }
  if (doc->media == MEDIA_GUESS) doc->media = kind_is_html(begin) ? MEDIA_HTML : MEDIA_TEXT;
  status = stream_all(body, w->limits->document_bytes, arena, &doc->bytes, e);
  if (status != ST_OK || doc->bytes.len) return status;
  err_set(e, ERR_EMPTY, "the page is empty");
  return ST_FAIL;
}

/* One record: ST_OK with *use telling whether it gave a page. */
static enum status read_record(struct warc *w, struct arena *arena, struct document *doc, enum use *use,
                               struct err *e) {
  struct stream *body;
  enum status status = read_head(w, e);
  if (status == ST_FAIL) { /* one error for all that stands before the next record */
    bool at_end;
    (void)find_record(w, &at_end, NULL);
  }
  if (status != ST_OK) return status;
  status = open_record(w, doc, use, &body, e);
  if (status == ST_OK && *use == USE_PAGE) status = read_page(w, body, arena, doc, use, e);
  if (status == ST_FATAL) return status;
  enum status end = finish(w, e); /* the first error stands */
  return status == ST_OK ? end : status;
}

enum status warc_next(struct warc *w, struct arena *arena, struct document *doc, struct err *e) {
  for (;;) {
    bool at_end, clean = find_record(w, &at_end, e);
    uint64_t offset = w->in->offset;
    enum use use = USE_NONE;
    *doc = (struct document){.offset = offset, .record = w->record + 1};
    if (stream_broken(w->in)) return ST_FAIL;
    if (!clean) {
      w->record++; /* what stands there counts as a record, so that the numbers of errors differ */
      err_set(e, ERR_FORMAT, "no WARC record begins here");
      return ST_FAIL;
    }
    if (at_end) return ST_END;
    w->record++;
    enum status status = read_record(w, arena, doc, &use, e);
    if (status != ST_OK) *doc = (struct document){.offset = offset, .record = w->record};
    if (status != ST_OK || use == USE_PAGE) return status;
    w->skipped += use == USE_SKIP;
  }
}
