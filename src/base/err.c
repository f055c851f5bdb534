#include "err.h"

#include <stdio.h>

void err_clear(struct err *e) {
  if (e) memset(e, 0, sizeof *e);
}

static void set(struct err *e, enum err_code code, const char *path, uint32_t line, uint32_t column, const char *format,
                va_list args) PRINTF_LIKE(6, 0);
static void set(struct err *e, enum err_code code, const char *path, uint32_t line, uint32_t column, const char *format,
                va_list args) {
  if (!e || e->code != ERR_NONE) return;
  e->code = code;
  e->path = path;
  e->line = line;
  e->column = column;
  vsnprintf(e->msg, sizeof e->msg, format, args);
}

void err_set(struct err *e, enum err_code code, const char *format, ...) {
  va_list args;
  va_start(args, format);
  set(e, code, NULL, 0, 0, format, args);
  va_end(args);
}

void err_set_at(struct err *e, enum err_code code, const char *path, uint32_t line, uint32_t column, const char *format,
                ...) {
  va_list args;
  va_start(args, format);
  set(e, code, path, line, column, format, args);
  va_end(args);
}

enum status err_memory(struct err *e) {
  err_set(e, ERR_MEMORY, "out of memory");
  return ST_FATAL;
}

const char *err_code_name(enum err_code code) {
  static const char *const names[] = {"none",   "memory",  "open",  "read",    "write", "empty",       "binary",
                                      "format", "charset", "limit", "lexicon", "usage", "unsupported", "internal"};
  return (size_t)code < sizeof names / sizeof *names ? names[code] : "internal";
}
