#include "lexicons.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "console.h"

enum { PATH_BYTES = 4096, NOTES_SHOWN = 20 };

static bool exists(const char *folder) {
  char path[PATH_BYTES];
  int n = snprintf(path, sizeof path, "%s/lexicon.txt", folder);
  return n > 0 && (size_t)n < sizeof path && access(path, R_OK) == 0;
}

/* The lexicon of the checkout that the program was built in. */
static bool beside_program(char *out, size_t size) {
  char program[PATH_BYTES];
  ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
  if (n <= 0) return false;
  program[n] = 0;
  for (int up = 0; up < 4; up++) {
    char *slash = strrchr(program, '/');
    if (!slash) return false;
    *slash = 0;
    int written = snprintf(out, size, "%s/lexicons/operations", program);
    if (written > 0 && (size_t)written < size && exists(out)) return true;
  }
  return false;
}

void lexicons_caret(const struct lexicon_note *n, struct buf *out) {
  if (!n->source_line.len) return;
  buf_add(out, STR("  "));
  report_safe(out, n->source_line);
  buf_add(out, STR("\n  "));
  for (uint32_t i = 1; i < n->column && i <= n->source_line.len; i++)
    if (((unsigned char)n->source_line.ptr[i - 1] & 0xC0) != 0x80) buf_char(out, ' ');
  buf_add(out, STR("^\n"));
}

static void tell(const struct lexicon_notes *notes) {
  size_t shown = 0;
  for (size_t i = 0; i < notes->count && shown < NOTES_SHOWN; i++) {
    const struct lexicon_note *n = &notes->v[i];
    struct err e = {.line = n->line, .column = n->column};
    snprintf(e.msg, sizeof e.msg, "%s", n->message);
    console_err(n->is_error ? "error" : "warning", str_of(n->path), &e);
    struct buf b = {0};
    lexicons_caret(n, &b);
    fwrite(b.ptr, 1, b.len, stderr);
    buf_free(&b);
    shown++;
  }
  size_t all = notes->error_count + notes->warning_count;
  if (shown < all) console_say("and %zu more", all - shown);
}

const char *lexicons_find(const char *folder) {
  static char found[PATH_BYTES]; /* the program's own memory: it looks once */
  if (!folder) folder = getenv("ROLECALL_LEXICON");
  if (folder && *folder) return folder;
  return beside_program(found, sizeof found) ? found : ROLECALL_LEXICONS "/operations";
}

void lexicons_err(const char *folder, const struct err *e) {
  struct str where = str_of(e->path ? e->path : folder);
  if (str_starts(str_of(e->msg), where)) where = STR_NONE; /* the message begins with it already */
  console_err("error", where, e);
}

enum status lexicons_open(const char *folder, const struct engine_options *options, struct engine **out) {
  folder = lexicons_find(folder);
  struct lexicon_notes notes = {0};
  struct err e = {0};
  enum status status = engine_new(folder, options, &notes, out, &e);
  tell(&notes);
  if (status != ST_OK && notes.error_count == 0) lexicons_err(folder, &e);
  lexicon_notes_free(&notes);
  return status == ST_WARN ? ST_OK : status;
}
