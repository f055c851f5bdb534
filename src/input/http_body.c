#include "http_body.h"

#include "../base/ascii.h"
#include "gunzip.h"

void http_body_free(struct http_body *b) {
  gunzip_free(b->gunzip);
  stream_close(&b->joined);
  stream_close(&b->unpacked);
}

/* The size at the beginning of a chunk's line, in hexadecimal, perhaps with an extension behind it. */
static bool chunk_size(struct str line, uint64_t *size) {
  size_t i = 0;
  *size = 0;
  line = ascii_trim(line);
  for (; i < line.len && ascii_hex(line.ptr[i]) >= 0; i++) {
    if (i == 15) return false;
    *size = *size * 16 + (uint64_t)ascii_hex(line.ptr[i]);
  }
  return i > 0 && (i == line.len || line.ptr[i] == ';' || ascii_is_space(line.ptr[i]));
}

static bool broken(struct err *e, const char *why) {
  err_set(e, ERR_FORMAT, "broken HTTP body: %s", why);
  return false;
}

/* The line before a chunk; false where it is none. */
static bool next_chunk(struct http_body *b, struct err *e) {
  struct str line;
  if (b->in_chunks) { /* the line end behind the chunk before */
    if (stream_piece(b->wire, &line, e) != ST_OK) return false;
    if (ascii_trim(line).len) return broken(e, "a chunk is longer than it says");
  }
  if (stream_piece(b->wire, &line, e) != ST_OK) return false;
  if (line.len == 0) return broken(e, "cut short");
  if (!chunk_size(line, &b->chunk_left)) return broken(e, "a chunk without its size");
  b->in_chunks = true;
  b->last_chunk = b->chunk_left == 0;
  return true;
}

static bool pull_chunks(void *source, char *to, size_t room, size_t *got, struct err *e) {
  struct http_body *b = source;
  struct str part;
  *got = 0;
  if (b->last_chunk) return true;
  if (b->chunk_left == 0 && !next_chunk(b, e)) return false;
  if (b->last_chunk) return true;
  if (stream_peek(b->wire, 1, &part, e) != ST_OK) return false;
  if (part.len == 0) return broken(e, "cut short");
  *got = part.len < room ? part.len : room;
  if (*got > b->chunk_left) *got = (size_t)b->chunk_left;
  memcpy(to, part.ptr, *got);
  stream_take(b->wire, *got);
  b->chunk_left -= *got;
  return true;
}

/* The first bytes of the body, however many of them have arrived. */
static struct str begin_of(struct stream *in) {
  enum { BYTES = 256 };
  struct str begin;
  if (stream_peek(in, BYTES, &begin, NULL) != ST_OK) return STR_NONE;
  return begin.len > BYTES ? str_sub(begin, 0, BYTES) : begin;
}

/* Whether what comes is a chunk's first line. */
static bool is_chunked(struct stream *in) {
  struct str begin = begin_of(in);
  uint64_t size;
  if (begin.len == 0) return false;
  const char *nl = str_chr(begin, '\n');
  return nl && chunk_size(str_sub(begin, 0, (size_t)(nl - begin.ptr)), &size);
}

enum coding { CODING_NONE, CODING_GZIP, CODING_DEFLATE, CODING_OTHER };

static enum coding coding_of(struct str name) {
  if (name.len == 0 || ascii_eq_nocase(name, STR("identity")) || ascii_eq_nocase(name, STR("none"))) return CODING_NONE;
  if (ascii_eq_nocase(name, STR("gzip")) || ascii_eq_nocase(name, STR("x-gzip"))) return CODING_GZIP;
  return ascii_eq_nocase(name, STR("deflate")) ? CODING_DEFLATE : CODING_OTHER;
}

/* Whether the body is text although a coding is declared. */
static bool is_unpacked(struct stream *in, enum coding coding) {
  struct str begin = begin_of(in), text = ascii_trim(begin);
  if (coding == CODING_GZIP) return !str_starts(begin, STR("\x1F\x8B"));
  return text.len ? text.ptr[0] == '<' : coding != CODING_OTHER;
}

enum status http_body_open(struct http_body *b, struct stream *in, const struct header_block *h, size_t ratio,
                           struct stream **out, struct err *e) {
  b->wire = *out = in;
  b->chunk_left = 0;
  b->in_chunks = b->last_chunk = false;
  gunzip_free(b->gunzip);
  b->gunzip = NULL;
  if (ascii_find_nocase(header_block_get(h, STR("Transfer-Encoding")), STR("chunked")) >= 0 && is_chunked(in)) {
    enum status status = stream_init(&b->joined, pull_chunks, b, e);
    if (status != ST_OK) return status;
    *out = &b->joined;
  }
  struct str name = header_block_get(h, STR("Content-Encoding"));
  enum coding coding = coding_of(name);
  if (coding == CODING_NONE || is_unpacked(*out, coding)) return ST_OK;
  if (coding == CODING_OTHER) {
    err_set(e, ERR_UNSUPPORTED, "Content-Encoding %.*s is not supported; gzip and deflate are",
            (int)(name.len < 40 ? name.len : 40), name.ptr);
    return ST_FAIL;
  }
  enum status status = gunzip_new(*out, GUNZIP_HTTP, ratio, &b->gunzip, e);
  if (status == ST_OK) status = stream_init(&b->unpacked, gunzip_pull, b->gunzip, e);
  if (status == ST_OK) *out = &b->unpacked;
  return status;
}
