#include "mime.h"

#include "../base/ascii.h"
#include "header_block.h"

bool mime_is_message(struct str begin) {
  bool version = false, type = false;
  begin = ascii_trim(begin);
  for (size_t at = 0; at < begin.len;) {
    const char *nl = memchr(begin.ptr + at, '\n', begin.len - at);
    size_t end = nl ? (size_t)(nl - begin.ptr) : begin.len;
    struct str line = str_sub(begin, at, end);
    const char *colon = str_chr(line, ':');
    bool continued = line.len && at && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
    at = nl ? end + 1 : end;
    if (continued && ascii_trim(line).len) continue;
    if (!colon) return version && type && ascii_trim(line).len == 0; /* the empty line, or no header */
    struct str name = str_sub(line, 0, (size_t)(colon - line.ptr));
    struct str value = ascii_trim(str_sub(line, name.len + 1, line.len));
    for (size_t i = 0; i < name.len; i++)
      if (!ascii_is_alnum(name.ptr[i]) && name.ptr[i] != '-') return false;
    version = version || ascii_eq_nocase(name, STR("MIME-Version"));
    if (!ascii_eq_nocase(name, STR("Content-Type"))) continue;
    type = ascii_find_nocase(value, STR("multipart/")) == 0 || ascii_find_nocase(value, STR("text/html")) == 0;
  }
  return version && type;
}

enum coding { CODING_PLAIN, CODING_QUOTED, CODING_BASE64 };

/* How well a part answers the question which one is the page. */
enum rank { RANK_NONE, RANK_TEXT, RANK_HTML, RANK_LOCATION, RANK_START };

struct mime {
  struct stream *in;
  const struct limits *limits;
  struct arena *arena;
  struct header_block head;
  struct str *open; /* boundaries of the multiparts around, the outermost first */
  size_t depth, size;
  struct str start, location; /* of the whole */
  enum rank best;
  struct document *doc;
  /* the part being taken */
  bool taking;
  enum coding coding;
  struct gather text;
  char line_end[2];
  size_t held;   /* bytes of line_end: the end of a line is the part's only if another line follows */
  unsigned bits; /* of base64, not yet a byte */
  int bit_count;
};

static enum status no_room(struct err *e) {
  err_set(e, ERR_MEMORY, "out of memory (--max-memory)");
  return ST_FAIL;
}

static bool copy(struct mime *m, struct str from, struct str *to) {
  *to = from;
  if (from.len) *to = arena_copy(m->arena, from);
  return from.len == 0 || to->ptr;
}

static enum status open_multipart(struct mime *m, struct str type, struct err *e) {
  struct str boundary = header_parameter(type, STR("boundary"));
  if (boundary.len == 0) {
    err_set(e, ERR_FORMAT, "a multipart without its boundary");
    return ST_FAIL;
  }
  if (m->depth == m->limits->nesting) {
    err_set(e, ERR_LIMIT, "multiparts nested deeper than %zu (--max-nesting)", m->limits->nesting);
    return ST_FAIL;
  }
  if (m->depth == m->size) {
    size_t size = m->size ? m->size * 2 : 4;
    struct str *open = arena_grow(m->arena, m->open, m->size, size, sizeof *open);
    if (!open) return no_room(e);
    m->open = open;
    m->size = size;
  }
  return copy(m, boundary, &m->open[m->depth++]) ? ST_OK : no_room(e);
}

/* "<x>" is x. */
static struct str bare(struct str s) {
  if (s.len > 1 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>') s = str_sub(s, 1, s.len - 1);
  return s;
}

static enum rank rank_of(const struct mime *m, struct str name) {
  if (ascii_eq_nocase(name, STR("text/plain"))) return RANK_TEXT;
  if (!ascii_eq_nocase(name, STR("text/html")) && !ascii_eq_nocase(name, STR("application/xhtml+xml")))
    return RANK_NONE;
  struct str id = bare(header_block_get(&m->head, STR("Content-ID")));
  if (id.len && str_eq(id, bare(m->start))) return RANK_START;
  struct str location = header_block_get(&m->head, STR("Content-Location"));
  return location.len && str_eq(location, m->location) ? RANK_LOCATION : RANK_HTML;
}

static enum status take_part(struct mime *m, struct str type, enum rank rank, struct err *e) {
  struct str coding = header_block_get(&m->head, STR("Content-Transfer-Encoding"));
  struct str location = header_block_get(&m->head, STR("Content-Location"));
  m->best = rank;
  m->taking = true;
  m->coding = ascii_eq_nocase(coding, STR("quoted-printable")) ? CODING_QUOTED
              : ascii_eq_nocase(coding, STR("base64"))         ? CODING_BASE64
                                                               : CODING_PLAIN;
  m->text = (struct gather){.arena = m->arena, .limit = m->limits->document_bytes};
  m->held = 0;
  m->bits = 0;
  m->bit_count = 0;
  m->doc->media = rank == RANK_TEXT ? MEDIA_TEXT : MEDIA_HTML;
  m->doc->offset = m->in->offset;
  bool ok = copy(m, header_parameter(type, STR("charset")), &m->doc->charset) &&
            copy(m, location.len ? location : m->location, &m->doc->url);
  return ok ? ST_OK : no_room(e);
}

/* The headers of a part, or of the whole, say what it is. */
static enum status begin_part(struct mime *m, struct err *e) {
  struct str type = header_block_get(&m->head, STR("Content-Type")), name = header_type(type);
  if (ascii_find_nocase(name, STR("multipart/")) == 0) return open_multipart(m, type, e);
  enum rank rank = rank_of(m, name);
  return rank > m->best ? take_part(m, type, rank, e) : ST_OK;
}

static enum status end_part(struct mime *m, struct err *e) {
  if (!m->taking) return ST_OK;
  m->taking = false;
  return gather_done(&m->text, "a page", &m->doc->bytes, e);
}

static void add_base64(struct mime *m, struct str piece) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char out[1024];
  size_t n = 0;
  for (size_t i = 0; i < piece.len; i++) {
    const char *digit = piece.ptr[i] ? memchr(digits, piece.ptr[i], 64) : NULL;
    if (!digit) continue;
    m->bits = (m->bits << 6 | (unsigned)(digit - digits)) & 0xFFFF;
    m->bit_count += 6;
    if (m->bit_count < 8) continue;
    m->bit_count -= 8;
    out[n++] = (char)(m->bits >> m->bit_count & 0xFF);
    if (n < sizeof out) continue;
    gather_add(&m->text, (struct str){out, n});
    n = 0;
  }
  gather_add(&m->text, (struct str){out, n});
}

static void add_quoted(struct mime *m, struct str line) {
  for (size_t i = 0; i < line.len;) {
    const char *sign = memchr(line.ptr + i, '=', line.len - i);
    size_t end = sign ? (size_t)(sign - line.ptr) : line.len;
    gather_add(&m->text, str_sub(line, i, end));
    i = end;
    if (!sign) return;
    int high = i + 2 < line.len ? ascii_hex(line.ptr[i + 1]) : -1;
    int low = i + 2 < line.len ? ascii_hex(line.ptr[i + 2]) : -1;
    char byte =
        (char)(high >= 0 && low >= 0 ? high << 4 | low : '='); /* a sign that begins nothing stands for itself */
    gather_add(&m->text, (struct str){&byte, 1});
    i += high >= 0 && low >= 0 ? 3 : 1;
  }
}

/* A line of the part being taken, or a piece of a long one. */
static void add_line(struct mime *m, struct str line) {
  if (m->coding == CODING_BASE64) {
    add_base64(m, line);
    return;
  }
  gather_add(&m->text, (struct str){m->line_end, m->held});
  size_t len = line.len;
  while (line.len - len < 2 && len && (line.ptr[len - 1] == '\n' || (line.ptr[len - 1] == '\r' && len < line.len)))
    len--;
  m->held = line.len - len;
  if (m->held) memcpy(m->line_end, line.ptr + len, m->held);
  line.len = len;
  if (m->coding == CODING_PLAIN) {
    gather_add(&m->text, line);
    return;
  }
  while (m->held && line.len && (line.ptr[line.len - 1] == ' ' || line.ptr[line.len - 1] == '\t')) line.len--;
  if (m->held && line.len && line.ptr[line.len - 1] == '=') { /* the line goes on in the next one */
    line.len--;
    m->held = 0;
  }
  add_quoted(m, line);
}

/* Which boundary a line is: its number from 1, 0 where it is none. *closes: the multipart ends with it. */
static size_t boundary_of(const struct mime *m, struct str line, bool *closes) {
  if (!str_starts(line, STR("--"))) return 0;
  line = ascii_trim(str_sub(line, 2, line.len));
  for (size_t i = m->depth; i > 0; i--) {
    struct str text = m->open[i - 1];
    if (!str_starts(line, text)) continue;
    struct str rest = str_sub(line, text.len, line.len);
    *closes = str_eq(rest, STR("--"));
    if (*closes || rest.len == 0) return i;
  }
  return 0;
}

/* Reads the parts; ST_OK once the outermost multipart was closed. */
static enum status read_parts(struct mime *m, struct err *e) {
  for (bool at_line = true;;) {
    struct str line;
    bool closes = false;
    enum status status = stream_piece(m->in, &line, e);
    if (status != ST_OK) return status;
    if (line.len == 0) {
      err_set(e, ERR_FORMAT, "cut short: the last boundary is missing");
      return ST_FAIL;
    }
    size_t which = at_line ? boundary_of(m, line, &closes) : 0;
    at_line = line.ptr[line.len - 1] == '\n';
    if (which == 0 && m->taking) add_line(m, line);
    if (which == 0) continue;
    m->depth = which - closes;
    status = end_part(m, e);
    if (status != ST_OK || m->depth == 0) return status;
    if (closes) continue;
    status = header_block_read(m->in, m->limits->header_bytes, &m->head, e);
    if (status == ST_OK) status = begin_part(m, e);
    if (status != ST_OK) return status;
    at_line = true;
  }
}

/* A message of one part is all that follows its headers. */
static enum status read_body(struct mime *m, struct err *e) {
  for (;;) {
    struct str line;
    enum status status = stream_piece(m->in, &line, e);
    if (status != ST_OK) return status;
    if (line.len == 0) return end_part(m, e);
    if (m->taking) add_line(m, line);
  }
}

static enum status read_message(struct mime *m, struct err *e) {
  struct str begin;
  enum status status = stream_peek(m->in, STREAM_BYTES, &begin, e);
  if (status != ST_OK) return status;
  stream_take(m->in, begin.len - ascii_trim(begin).len > 0 ? (size_t)(ascii_trim(begin).ptr - begin.ptr) : 0);
  status = header_block_read(m->in, m->limits->header_bytes, &m->head, e);
  if (status != ST_OK) return status;
  struct str location = header_block_get(&m->head, STR("Snapshot-Content-Location"));
  if (!location.len) location = header_block_get(&m->head, STR("Content-Location"));
  struct str start = header_parameter(header_block_get(&m->head, STR("Content-Type")), STR("start"));
  if (!copy(m, location, &m->location) || !copy(m, start, &m->start)) return no_room(e);
  status = begin_part(m, e);
  if (status != ST_OK) return status;
  status = m->depth ? read_parts(m, e) : read_body(m, e);
  if (status == ST_OK) status = stream_drain(m->in, e);
  return status;
}

enum status mime_document(struct stream *in, const struct limits *limits, struct arena *arena, struct document *doc,
                          struct err *e) {
  struct mime m = {.in = in, .limits = limits, .arena = arena, .doc = doc};
  enum status status = read_message(&m, e);
  header_block_free(&m.head);
  if (status != ST_OK || doc->bytes.len) return status;
  err_set(e, ERR_EMPTY, m.best == RANK_NONE ? "no HTML in this MHTML file" : "the page in this MHTML file is empty");
  return ST_FAIL;
}
