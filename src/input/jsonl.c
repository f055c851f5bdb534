#include "jsonl.h"

#include <jansson.h>
#include <stdio.h>

static struct str text_of(const json_t *v) {
  if (json_is_object(v)) v = json_object_get(v, "name"); /* {"company": {"name": ...}} */
  return json_is_string(v) ? (struct str){json_string_value(v), json_string_length(v)} : STR_NONE;
}

static bool copy(struct arena *arena, struct str *s) {
  if (s->len == 0) return true;
  *s = arena_copy(arena, *s);
  return s->ptr != NULL;
}

/* The strings of the array, one a line; a string is one quote. */
static bool copy_reasons(struct arena *arena, const json_t *quotes, struct str *to) {
  const json_t *quote;
  size_t i, len = 0;
  if (json_is_string(quotes)) *to = text_of(quotes);
  json_array_foreach(quotes, i, quote) len += json_is_string(quote) ? json_string_length(quote) + 1 : 0;
  if (len == 0) return copy(arena, to);
  char *p = arena_alloc(arena, len, 1);
  if (!p) return false;
  to->ptr = p;
  json_array_foreach(quotes, i, quote) {
    if (!json_is_string(quote)) continue;
    for (const char *c = json_string_value(quote); *c; c++) *p++ = *c == '\n' ? ' ' : *c;
    *p++ = '\n';
  }
  to->len = (size_t)(p - to->ptr) - 1; /* shorter than thought where a quote holds a NUL */
  return true;
}

static enum status fill(json_t *object, struct columns columns, struct arena *arena, struct document *doc,
                        struct err *e) {
  struct record r = {0};
  const json_t *quotes = NULL, *value;
  const char *key;
  char digits[32];
  json_object_foreach(object, key, value) {
    struct field_name name = field_named(columns, str_of(key));
    if (name.field == FIELD_QUOTES) quotes = value;
    if (name.field == FIELD_QUOTES || name.field == FIELD_NONE) continue;
    if (name.field != FIELD_ID || !json_is_integer(value)) {
      record_put(&r, name, text_of(value));
    } else if (!r.values[FIELD_ID].len || name.rank < r.ranks[FIELD_ID]) {
      int n = snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
      record_put(&r, name, (struct str){digits, (size_t)n});
    }
  }
  bool ok = copy_reasons(arena, quotes, &r.values[FIELD_QUOTES]);
  for (size_t i = 0; i < FIELD_COUNT && ok; i++)
    if (i != FIELD_QUOTES) ok = copy(arena, &r.values[i]);
  if (!ok) {
    err_set(e, ERR_MEMORY, "out of memory (--max-memory)");
    return ST_FAIL;
  }
  doc->charset = STR("utf-8");
  return record_document(&r, doc, e);
}

/* What jansson does not bound: how deep the text is nested, and how many values it has. Signs in strings do not count.
 */
static bool is_in_limits(struct str s, const struct limits *limits, struct err *e) {
  size_t depth = 0, values = 0;
  bool quoted = false;
  for (size_t i = 0; i < s.len; i++) {
    char c = s.ptr[i];
    if (c == '"') quoted = !quoted;
    if (quoted) {
      i += c == '\\';
      continue;
    }
    bool opens = c == '{' || c == '[';
    depth += opens;
    depth -= (c == '}' || c == ']') && depth;
    values += opens || c == ',';
    if (depth > limits->json_depth)
      err_set(e, ERR_LIMIT, "JSON nested deeper than %zu (--max-json-depth)", limits->json_depth);
    if (values > limits->json_values)
      err_set(e, ERR_LIMIT, "a record of more than %zu values (--max-json-values)", limits->json_values);
    if (depth > limits->json_depth || values > limits->json_values) return false;
  }
  return true;
}

enum status jsonl_document(struct str text, struct columns columns, const struct limits *limits, struct arena *arena,
                           struct document *doc, struct err *e) {
  if (!is_in_limits(text, limits, e)) return ST_FAIL;
  json_error_t why;
  json_t *object = json_loadb(text.ptr, text.len, JSON_ALLOW_NUL | JSON_DECODE_ANY, &why);
  if (!object) {
    err_set(e, ERR_FORMAT, "broken JSON at byte %d of the line: %s", why.position, why.text);
    return ST_FAIL;
  }
  enum status status = ST_FAIL;
  if (json_is_object(object))
    status = fill(object, columns, arena, doc, e);
  else
    err_set(e, ERR_FORMAT, "a JSON object was expected");
  json_decref(object);
  return status;
}
