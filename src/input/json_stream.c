#include "json_stream.h"

#include "../base/ascii.h"

static const char BOM[] = "\xEF\xBB\xBF";

static struct str without_bom(struct str s) {
  return str_starts(s, str_of(BOM)) ? str_sub(s, 3, s.len) : s;
}

bool json_stream_is_json(struct str begin) {
  struct str s = ascii_trim(without_bom(begin));
  if (s.len < 2 || (s.ptr[0] != '{' && s.ptr[0] != '[')) return false;
  char open = s.ptr[0];
  s = ascii_trim(str_sub(s, 1, s.len));
  if (s.len == 0) return open == '{';
  if (open == '{') return s.ptr[0] == '"' || s.ptr[0] == '}';
  if (s.ptr[0] == ']') return s.len == 1;
  if (s.ptr[0] != '{') return false;
  s = ascii_trim(str_sub(s, 1, s.len));
  return s.len == 0 || s.ptr[0] == '"' || s.ptr[0] == '}';
}

/* A walk over JSON text byte by byte. */
struct scan_state {
  size_t depth;
  bool quoted, escaped;
};

/* Takes bytes up to the end of the value in progress, which is behind the bracket that closes it; *ended says whether
   it was met. */
static size_t scan(struct scan_state *st, struct str s, bool *ended) {
  *ended = false;
  for (size_t i = 0; i < s.len; i++) {
    char c = s.ptr[i];
    if (st->escaped) {
      st->escaped = false;
    } else if (st->quoted) {
      st->escaped = c == '\\';
      st->quoted = c != '"';
    } else if (c == '"') {
      st->quoted = true;
    } else if (c == '{' || c == '[') {
      st->depth++;
    } else if (c == '}' || c == ']') {
      if (st->depth > 1) {
        st->depth--;
        continue;
      }
      st->depth = 0;
      *ended = true;
      return i + 1;
    }
  }
  return s.len;
}

/* The string at `at`, which is behind its opening quote; *at moves behind the closing one. False: it does not end. */
static bool read_string(struct str s, size_t *at, struct str *out) {
  for (size_t i = *at; i < s.len; i++) {
    if (s.ptr[i] == '\\') {
      i++;
    } else if (s.ptr[i] == '"') {
      *out = str_sub(s, *at, i);
      *at = i + 1;
      return true;
    }
  }
  return false;
}

static size_t skip_space(struct str s, size_t at) {
  while (at < s.len && ascii_is_space(s.ptr[at])) at++;
  return at;
}

/* Keys under which job boards and their interfaces put their lists. */
static bool is_wrapper(struct str key) {
  static const char *const wrappers[] = {"jobs",    "results", "postings", "data",      "items",        "records",
                                         "hits",    "entries", "list",     "documents", "jobpostings",  "vacancies",
                                         "offers",  "rows",    "openings", "positions", "response",     "result",
                                         "joblist", "jobads",  "elements", "listings",  "opportunities"};
  for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers; i++)
    if (ascii_eq_nocase(key, str_of(wrappers[i]))) return true;
  return ascii_eq_nocase(key, STR("job_postings")) || ascii_eq_nocase(key, STR("job_listings"));
}

/* Whether the value that begins at `at` is a list of objects, or an object that may hold one. */
static bool may_wrap(struct str s, size_t at) {
  if (at >= s.len || (s.ptr[at] != '[' && s.ptr[at] != '{')) return false;
  if (s.ptr[at] == '{') return true;
  at = skip_space(s, at + 1);
  return at < s.len && (s.ptr[at] == '{' || s.ptr[at] == ']');
}

/* Whether the object that begins the text wraps a list of postings: a key says so, and none before it is a posting's.
 */
static bool wraps_list(struct str s, size_t levels) {
  size_t at = skip_space(s, 1);
  while (at < s.len && s.ptr[at] == '"') {
    struct str key;
    at++;
    if (!read_string(s, &at, &key)) return false;
    at = skip_space(s, at);
    if (at >= s.len || s.ptr[at] != ':') return false;
    at = skip_space(s, at + 1);
    if (is_wrapper(key) && may_wrap(s, at) &&
        (s.ptr[at] == '[' || (levels && wraps_list(str_sub(s, at, s.len), levels - 1))))
      return true;
    enum record_field field = field_named((struct columns){STR_NONE}, key).field;
    if (field == FIELD_TITLE || field == FIELD_BODY) return false;
    struct scan_state st = {0};
    bool ended = false;
    struct str rest = str_sub(s, at, s.len), ignored;
    if (rest.len && (rest.ptr[0] == '{' || rest.ptr[0] == '[')) {
      at += scan(&st, rest, &ended);
    } else if (rest.len && rest.ptr[0] == '"') {
      at++;
      ended = read_string(s, &at, &ignored);
    } else {
      while (at < s.len && s.ptr[at] != ',' && s.ptr[at] != '}') at++;
      ended = true;
    }
    if (!ended) return false;
    at = skip_space(s, at);
    if (at >= s.len || s.ptr[at] != ',') return false;
    at = skip_space(s, at + 1);
  }
  return false;
}

/* Whether the first line is an object by itself. */
static bool line_is_whole(struct str s) {
  struct scan_state st = {0};
  bool ended;
  const char *nl = str_chr(s, '\n');
  return nl && s.ptr[0] == '{' && scan(&st, str_sub(s, 0, (size_t)(nl - s.ptr)), &ended) && ended;
}

enum status json_stream_begin(struct stream *in, struct str *out, struct err *e) {
  enum status status;
  size_t want = in->is_pipe ? 1 : STREAM_BYTES, seen;
  do {
    status = stream_peek(in, want, out, e);
    seen = status == ST_OK ? out->len : 0;
    if (seen < want || line_is_whole(without_bom(*out))) break;
    want = seen + 1;
  } while (seen < STREAM_BYTES);
  return status;
}

/* Whether the first line is an object by itself, or the second begins one: then a line is a record. */
static enum json_form form_of(struct str s) {
  s = ascii_trim(without_bom(s));
  if (s.len && (s.ptr[0] == '[' || wraps_list(s, JSON_WRAPS / 2))) return JSON_WRAPPED;
  const char *nl = str_chr(s, '\n');
  if (!nl) return JSON_LINES;
  struct str line = str_sub(s, 0, (size_t)(nl - s.ptr)), rest = str_sub(s, line.len + 1, s.len);
  if (line_is_whole(s)) return JSON_LINES;
  while (rest.len && (rest.ptr[0] == '\n' || rest.ptr[0] == '\r')) rest = str_sub(rest, 1, rest.len);
  return line.len > 1 && str_starts(rest, STR("{\"")) ? JSON_LINES : JSON_VALUES;
}

bool json_stream_is_other(struct str begin, struct columns columns) {
  enum json_form form = form_of(begin);
  if (form == JSON_LINES && str_chr(begin, '\n')) return false;
  bool title = form != JSON_VALUES, body = false; /* a package's manifest has a description, too */
  for (size_t at = 0; at < begin.len;) {
    const char *quote = memchr(begin.ptr + at, '"', begin.len - at);
    struct str key;
    if (!quote) break;
    at = (size_t)(quote - begin.ptr) + 1;
    if (!read_string(begin, &at, &key)) break;
    if (skip_space(begin, at) >= begin.len || begin.ptr[skip_space(begin, at)] != ':') continue;
    enum record_field field = field_named(columns, key).field;
    title = title || field == FIELD_TITLE;
    body = body || field == FIELD_BODY;
  }
  return !title || !body;
}

static enum status cut_short(struct json_stream *s, struct err *e) {
  s->wrap_count = 0;
  err_set(e, ERR_FORMAT, "broken JSON: the file ends in the middle of %s",
          s->form == JSON_WRAPPED ? "a list" : "an object");
  return ST_FAIL;
}

static bool ends_bare(char c) {
  return c == ',' || c == ']' || c == '}' || c == '[' || c == '{' || c == '"' || ascii_is_space(c);
}

/* Takes the value that comes: an object or a list to its end, a string to its quote, anything else to the next sign.
   Its bytes go to `g`, which may be NULL. */
static enum status take_value(struct json_stream *s, struct gather *g, struct err *e) {
  struct scan_state st = {0};
  bool first = true, bare = false, string = false;
  for (;;) {
    struct str part;
    bool ended = false;
    enum status status = stream_peek(s->in, 1, &part, e);
    if (status != ST_OK) return status;
    if (part.len == 0) return bare ? ST_OK : cut_short(s, e);
    if (first) {
      string = part.ptr[0] == '"';
      bare = !string && part.ptr[0] != '{' && part.ptr[0] != '[';
      st.depth = string; /* so that only brackets around it could end it */
    }
    size_t n = 0;
    if (bare) {
      n = first; /* one byte at the least, whatever it is */
      while (n < part.len && !ends_bare(part.ptr[n])) n++;
      ended = n < part.len;
    } else if (string) {
      for (; n < part.len && !ended; n++) {
        struct str one = str_sub(part, n, n + 1);
        bool ignored, was = st.quoted;
        (void)scan(&st, one, &ignored);
        ended = was && !st.quoted;
      }
    } else {
      n = scan(&st, part, &ended);
    }
    if (g) gather_add(g, str_sub(part, 0, n));
    stream_take(s->in, n);
    if (ended) return ST_OK;
    first = false;
  }
}

/* Looks at the next byte that is no white space or comma, without taking it; 0 at the end. */
static enum status next_sign(struct json_stream *s, char *sign, struct err *e) {
  *sign = 0;
  for (;;) {
    struct str part;
    enum status status = stream_peek(s->in, 1, &part, e);
    if (status != ST_OK || part.len == 0) return status;
    size_t n = 0;
    while (n < part.len && (ascii_is_space(part.ptr[n]) || part.ptr[n] == ',' || part.ptr[n] == ':')) n++;
    stream_take(s->in, n);
    if (n == part.len) continue;
    *sign = part.ptr[n] ? part.ptr[n] : 1;
    return ST_OK;
  }
}

static enum status take_object(struct json_stream *s, struct arena *arena, struct json_object *out, struct err *e) {
  struct gather g = {.arena = arena, .limit = s->limit};
  s->record++;
  out->offset = s->in->offset;
  enum status status = take_value(s, &g, e);
  return status == ST_OK ? gather_done(&g, "a record", &out->bytes, e) : status;
}

/* Rubbish where the next object or list should begin: nothing behind it can be trusted. */
static enum status stray(struct json_stream *s, struct json_object *out, struct err *e) {
  s->record++;
  out->offset = s->in->offset;
  enum status status = stream_drain(s->in, e);
  if (status == ST_OK) err_set(e, ERR_FORMAT, "broken JSON: something else stands behind the objects");
  return ST_FAIL;
}

static void enter(struct json_stream *s, char sign) {
  stream_take(s->in, 1);
  if (s->wrap_count < JSON_WRAPS) s->wraps[s->wrap_count++] = sign;
}

/* A key of an object that wraps lists, with its value: entered where that may hold postings, else passed over. */
static enum status take_key(struct json_stream *s, struct arena *arena, struct err *e) {
  struct gather g = {.arena = arena, .limit = 64};
  struct str part;
  char sign = 0;
  enum status status = take_value(s, &g, e);
  if (status == ST_OK) status = next_sign(s, &sign, e);
  if (status != ST_OK || !sign) return status;
  struct str key = g.len > 1 && !g.over ? (struct str){g.ptr + 1, g.len - 2} : STR_NONE;
  status = stream_peek(s->in, STREAM_BYTES, &part, e);
  if (status != ST_OK) return status;
  if (is_wrapper(key) && may_wrap(part, 0) && s->wrap_count < JSON_WRAPS) {
    enter(s, sign);
    return ST_OK;
  }
  return take_value(s, NULL, e);
}

/* Whether the object that comes wraps lists. Only its own bytes are looked at, or as many as the buffer holds, so that
   it does not matter in what pieces they arrive. */
static enum status look_for_list(struct json_stream *s, bool *wraps, struct err *e) {
  struct str part;
  bool ended = false;
  size_t n = 0;
  for (size_t want = 1;; want = STREAM_BYTES) {
    struct scan_state st = {0};
    enum status status = stream_peek(s->in, want, &part, e);
    if (status != ST_OK) return status;
    n = scan(&st, part, &ended);
    if (ended || want == STREAM_BYTES) break;
  }
  *wraps = wraps_list(str_sub(part, 0, n), JSON_WRAPS / 2);
  return ST_OK;
}

/* Inside lists and the objects around them, on to the next object of a list, or one that stands beside them. */
static enum status next_wrapped(struct json_stream *s, struct arena *arena, struct json_object *out, struct err *e) {
  for (;;) {
    char sign, top = s->wrap_count ? s->wraps[s->wrap_count - 1] : 0;
    enum status status = next_sign(s, &sign, e);
    if (status != ST_OK) return status;
    if (!sign && !top) return ST_END;
    if (!sign) {
      s->record++;
      out->offset = s->in->offset;
      return cut_short(s, e);
    }
    if (top == '[' && sign != ']') return take_object(s, arena, out, e);
    if (!top && sign != '[' && sign != '{') return stray(s, out, e);
    if (top && (sign == ']' || sign == '}')) {
      stream_take(s->in, 1);
      s->wrap_count--;
    } else if (!top) {
      bool wraps = true;
      if (sign == '{') status = look_for_list(s, &wraps, e);
      if (status != ST_OK) return status;
      if (!wraps) return take_object(s, arena, out, e); /* a posting behind the list, or an object that holds none */
      enter(s, sign);
    } else if (top == '{' && sign == '"') {
      status = take_key(s, arena, e);
      if (status == ST_FAIL) s->record++;
      if (status != ST_OK) return status;
    } else {
      return take_object(s, arena, out, e); /* rubbish: its row says so */
    }
  }
}

static enum status next_value(struct json_stream *s, struct arena *arena, struct json_object *out, struct err *e) {
  char sign;
  enum status status = next_sign(s, &sign, e);
  if (status != ST_OK) return status;
  if (!sign) return ST_END;
  return sign == '{' || sign == '[' ? take_object(s, arena, out, e) : stray(s, out, e);
}

static enum status next_line(struct json_stream *s, struct arena *arena, struct json_object *out, struct err *e) {
  for (;;) {
    out->offset = s->in->offset;
    enum status status = stream_line(s->in, '\n', s->limit, arena, &out->bytes, e);
    if (status == ST_END) return status;
    s->record++;
    if (status != ST_OK || ascii_trim(out->bytes).len) return status; /* an empty line holds no document */
  }
}

enum status json_stream_next(struct json_stream *s, struct arena *arena, struct json_object *out, struct err *e) {
  *out = (struct json_object){.offset = s->in->offset};
  if (!s->begun) {
    struct str begin;
    enum status status = json_stream_begin(s->in, &begin, e);
    if (status != ST_OK) return status;
    s->begun = true;
    s->form = form_of(begin);
    if (str_starts(begin, str_of(BOM))) stream_take(s->in, 3);
  }
  switch (s->form) {
    case JSON_LINES: return next_line(s, arena, out, e);
    case JSON_VALUES: return next_value(s, arena, out, e);
    case JSON_WRAPPED: break;
  }
  return next_wrapped(s, arena, out, e);
}
