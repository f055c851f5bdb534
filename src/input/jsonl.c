#include "jsonl.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "sniff.h"

static struct str string_of(const json_t *object, const char *key) {
  const json_t *v = json_object_get(object, key);
  return json_is_string(v) ? (struct str){json_string_value(v), json_string_length(v)} : STR_NONE;
}

static bool copy(struct arena *arena, struct str from, struct str *to) {
  if (from.len == 0) return true;
  *to = arena_copy(arena, from);
  return to->ptr != NULL;
}

/* An id may be a number. */
static bool copy_id(struct arena *arena, const json_t *object, struct str *to) {
  const json_t *v = json_object_get(object, "id");
  if (!json_is_integer(v)) return copy(arena, string_of(object, "id"), to);
  char digits[32];
  int n = snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
  return copy(arena, (struct str){digits, (size_t)n}, to);
}

/* The strings of the array `quotes`, one a line. */
static bool copy_reasons(struct arena *arena, const json_t *object, struct str *to) {
  const json_t *quotes = json_object_get(object, "quotes"), *quote;
  size_t i, len = 0;
  json_array_foreach(quotes, i, quote) len += json_is_string(quote) ? json_string_length(quote) + 1 : 0;
  if (len == 0) return true;
  char *p = arena_alloc(arena, len, 1);
  if (!p) return false;
  *to = (struct str){p, len - 1};
  json_array_foreach(quotes, i, quote) {
    if (!json_is_string(quote)) continue;
    for (const char *c = json_string_value(quote); *c; c++) *p++ = *c == '\n' ? ' ' : *c;
    *p++ = '\n';
  }
  to->len = (size_t)(p - to->ptr) - 1; /* shorter than thought where a quote holds a NUL */
  return true;
}

static bool copy_gold(struct arena *arena, const json_t *object, struct document *doc) {
  struct str employer = string_of(object, "employer");
  if (employer.len == 0) employer = string_of(object, "company");
  return copy(arena, string_of(object, "label"), &doc->label) && copy(arena, employer, &doc->group) &&
         copy_reasons(arena, object, &doc->reasons);
}

static enum status fill(const json_t *object, struct arena *arena, struct document *doc, struct err *e) {
  struct str html = string_of(object, "html"), text = string_of(object, "text");
  static const char *const others[] = {"description", "body", "content"};
  for (size_t i = 0; i < 3 && !html.len && !text.len; i++) {
    struct str found = string_of(object, others[i]);
    if (sniff_is_html(found))
      html = found;
    else
      text = found;
  }
  bool ok = copy_id(arena, object, &doc->id) && copy(arena, string_of(object, "title"), &doc->title) &&
            copy(arena, string_of(object, "company"), &doc->company) &&
            copy(arena, string_of(object, "location"), &doc->location) &&
            copy(arena, string_of(object, "url"), &doc->url) && copy_gold(arena, object, doc) &&
            copy(arena, html.len ? html : text, &doc->bytes);
  if (!ok) {
    err_set(e, ERR_MEMORY, "out of memory (--max-memory)");
    return ST_FAIL;
  }
  doc->media = html.len ? MEDIA_HTML : MEDIA_TEXT;
  doc->charset = STR("utf-8");
  if (doc->bytes.len) return ST_OK;
  err_set(e, ERR_EMPTY, "no text: the object has no html or text field with anything in it");
  return ST_FAIL;
}

enum status jsonl_document(struct str line, struct arena *arena, struct document *doc, struct err *e) {
  json_error_t why;
  json_t *object = json_loadb(line.ptr, line.len, JSON_ALLOW_NUL, &why);
  if (!object) {
    err_set(e, ERR_FORMAT, "broken JSON at byte %d of the line: %s", why.position, why.text);
    return ST_FAIL;
  }
  enum status status;
  if (json_is_object(object)) {
    status = fill(object, arena, doc, e);
  } else {
    err_set(e, ERR_FORMAT, "a JSON object was expected on each line");
    status = ST_FAIL;
  }
  json_decref(object);
  return status;
}
