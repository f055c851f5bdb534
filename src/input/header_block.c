#include "header_block.h"

#include "../base/ascii.h"

void header_block_free(struct header_block *h) {
  buf_free(&h->text);
}

enum status header_block_read(struct stream *in, size_t limit, struct header_block *h, struct err *e) {
  buf_clear(&h->text);
  h->whole = false;
  for (size_t taken = 0;;) {
    struct str line;
    enum status status = stream_piece(in, &line, e);
    if (status != ST_OK || line.len == 0) return status;
    bool continued = line.ptr[0] == ' ' || line.ptr[0] == '\t';
    struct str text = ascii_trim(line);
    if (text.len == 0 && line.ptr[line.len - 1] == '\n') {
      h->whole = true;
      return ST_OK;
    }
    taken += line.len;
    if (taken > limit) {
      err_set(e, ERR_LIMIT, "headers over %zu bytes (--max-header)", limit);
      return ST_FAIL;
    }
    if (continued && h->text.len) h->text.ptr[h->text.len - 1] = ' ';
    buf_add(&h->text, text);
    buf_char(&h->text, '\n');
    if (h->text.failed) return err_memory(e);
  }
}

/* The line at `*at`, without its end; moves behind it. */
static struct str line_at(struct str text, size_t *at) {
  const char *nl = memchr(text.ptr + *at, '\n', text.len - *at);
  struct str line = str_sub(text, *at, nl ? (size_t)(nl - text.ptr) : text.len);
  *at += line.len + (nl != NULL);
  return line;
}

struct str header_block_first(const struct header_block *h) {
  size_t at = 0;
  return h->text.len ? line_at(buf_str(&h->text), &at) : STR_NONE;
}

struct str header_block_get(const struct header_block *h, struct str name) {
  for (size_t at = 0; at < h->text.len;) {
    struct str line = line_at(buf_str(&h->text), &at);
    if (line.len <= name.len || line.ptr[name.len] != ':') continue;
    if (ascii_eq_nocase(str_sub(line, 0, name.len), name)) return ascii_trim(str_sub(line, name.len + 1, line.len));
  }
  return STR_NONE;
}

struct str header_type(struct str value) {
  const char *end = str_chr(value, ';');
  return ascii_trim(end ? str_sub(value, 0, (size_t)(end - value.ptr)) : value);
}

/* The value that begins at `at`, in quotes or up to the next semicolon. */
static struct str parameter_value(struct str s, size_t at) {
  while (at < s.len && ascii_is_space(s.ptr[at])) at++;
  bool quoted = at < s.len && s.ptr[at] == '"';
  at += quoted;
  size_t end = at;
  while (end < s.len && (quoted ? s.ptr[end] != '"' : s.ptr[end] != ';' && !ascii_is_space(s.ptr[end]))) end++;
  return str_sub(s, at, end);
}

struct str header_parameter(struct str value, struct str name) {
  bool quoted = false;
  for (size_t i = 0; i < value.len; i++) {
    if (value.ptr[i] == '"') quoted = !quoted;
    if (quoted || value.ptr[i] != ';') continue;
    size_t start = i + 1;
    while (start < value.len && ascii_is_space(value.ptr[start])) start++;
    size_t end = start;
    while (end < value.len && value.ptr[end] != '=' && value.ptr[end] != ';') end++;
    if (end < value.len && value.ptr[end] == '=' && ascii_eq_nocase(ascii_trim(str_sub(value, start, end)), name))
      return parameter_value(value, end + 1);
  }
  return STR_NONE;
}

bool header_number(struct str value, uint64_t *out) {
  uint64_t n = 0;
  if (value.len == 0 || value.len > 19) return false;
  for (size_t i = 0; i < value.len; i++) {
    if (!ascii_is_digit(value.ptr[i])) return false;
    n = n * 10 + (uint64_t)(value.ptr[i] - '0');
  }
  *out = n;
  return true;
}
