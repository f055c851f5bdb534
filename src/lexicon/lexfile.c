#include "lexfile.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../base/ascii.h"
#include "../base/file.h"
#include "../base/utf8.h"

enum { FILES_MAX = 1000, FILE_BYTES_MAX = 16 << 20 };

/* ---- notes ---- */

static bool add_note(struct lexicon_notes *notes, struct lexicon_note note) {
  if (notes->count == notes->size) {
    size_t size = notes->size ? notes->size * 2 : 16;
    struct lexicon_note *v = arena_grow(&notes->arena, notes->v, notes->size, size, sizeof *v);
    if (!v) return false;
    notes->v = v;
    notes->size = size;
  }
  notes->v[notes->count++] = note;
  return true;
}

/* The line that holds number `line`; empty where there is none. Goes on from the line of the last note. */
static struct str line_of(struct lexicon_notes *notes, struct str text, uint32_t line) {
  const char *end = text.ptr + text.len;
  bool same = text.ptr && notes->reading.ptr && notes->reading.ptr + notes->reading.len == end;
  if (!same || notes->reading_line > line) {
    notes->reading = text;
    notes->reading_line = 1;
  }
  while (notes->reading.len) {
    struct str rest = notes->reading;
    const char *stop = str_chr(rest, '\n');
    size_t len = stop ? (size_t)(stop - rest.ptr) : rest.len;
    if (notes->reading_line == line) return (struct str){rest.ptr, len - (len && rest.ptr[len - 1] == '\r')};
    notes->reading = str_sub(rest, stop ? len + 1 : len, rest.len);
    notes->reading_line++;
  }
  return STR_NONE;
}

bool lexicon_note_add(struct lexicon_notes *notes, bool is_error, const char *path, struct str text, uint32_t line,
                      uint32_t column, const char *format, ...) {
  size_t *count = is_error ? &notes->error_count : &notes->warning_count;
  if (++*count > LEXICON_NOTES_MAX) return true;
  char msg[512];
  va_list args;
  va_start(args, format);
  vsnprintf(msg, sizeof msg, format, args);
  va_end(args);
  struct str message = arena_copy(&notes->arena, str_of(msg)), where = arena_copy(&notes->arena, str_of(path));
  struct str source = line_of(notes, text, line);
  if (source.len > 2048) source.len = 2048;
  source = arena_copy(&notes->arena, source);
  return message.ptr && where.ptr && source.ptr &&
         add_note(notes, (struct lexicon_note){is_error, where.ptr, line, column, source, message.ptr});
}

void lexicon_notes_free(struct lexicon_notes *notes) {
  if (!notes) return;
  arena_free(&notes->arena);
  *notes = (struct lexicon_notes){.count = 0};
}

/* ---- files ---- */

/* The error about a file, with its name in the message: it lives no longer than the lexicon. */
static enum status of_file(const char *path, enum status st, struct err *e) {
  if (st != ST_FAIL) return st;
  struct err bare = e ? *e : (struct err){0};
  err_clear(e);
  err_set(e, bare.code, "%s: %s", path, bare.msg);
  return ST_FATAL;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const struct lexfile *)a)->name, ((const struct lexfile *)b)->name);
}

/* Names of the folder's lexicon files, sorted. */
static enum status list_files(const char *folder, struct arena *a, struct lexfile **out, size_t *count, struct err *e) {
  DIR *dir = opendir(folder);
  if (!dir) {
    err_set(e, ERR_OPEN, "%s: %s", folder, strerror(errno));
    return ST_FATAL;
  }
  struct lexfile *v = NULL;
  size_t n = 0, size = 0;
  enum status st = ST_OK;
  for (;;) {
    errno = 0;
    const struct dirent *d = readdir(dir);
    if (!d) {
      if (errno == 0) break;
      err_set(e, ERR_READ, "%s: cannot be listed: %s", folder, strerror(errno)); /* half a lexicon is another one */
      st = ST_FATAL;
      break;
    }
    struct str name = str_of(d->d_name);
    if (name.ptr[0] == '.' || !(str_ends(name, STR(".txt")) || str_eq(name, STR("weights.tsv")))) continue;
    struct lexfile *room = v;
    if (n == size) {
      room = arena_grow(a, v, size, size ? size * 2 : 32, sizeof *v);
      size = size ? size * 2 : 32;
    }
    v = room ? room : v;
    size_t len = strlen(folder) + 1 + name.len;
    char *path = room && n < FILES_MAX ? arena_alloc(a, len + 1, 1) : NULL;
    if (!path) {
      st = err_memory(e);
      break;
    }
    snprintf(path, len + 1, "%s/%s", folder, name.ptr);
    v[n++] = (struct lexfile){.name = path + strlen(folder) + 1, .path = path};
  }
  closedir(dir);
  if (n) qsort(v, n, sizeof *v, by_name);
  *out = v;
  *count = n;
  return st;
}

enum status lexfiles_read(const char *folder, struct arena *a, struct lexfile **out, size_t *count, struct err *e) {
  enum status st = list_files(folder, a, out, count, e);
  for (size_t i = 0; st == ST_OK && i < *count; i++) {
    const char *path = (*out)[i].path;
    st = of_file(path, file_load(path, FILE_BYTES_MAX, a, &(*out)[i].text, e), e);
  }
  return st;
}

enum status lexfiles_each(const char *folder, const struct memory *memory, void (*use)(void *context, struct str bytes),
                          void *context, struct err *e) {
  enum { PIECE = 64 << 10 };
  struct arena a;
  arena_init_with(&a, 0, memory);
  struct lexfile *files = NULL;
  size_t count = 0;
  char *bytes = memory_resize(memory, NULL, PIECE, 1);
  enum status st = bytes ? list_files(folder, &a, &files, &count, e) : err_memory(e);
  for (size_t i = 0; st == ST_OK && i < count; i++) {
    struct file f;
    size_t len;
    st = of_file(files[i].path, file_open(files[i].path, FILE_BYTES_MAX, &f, e), e);
    if (st != ST_OK) break;
    use(context, str_of(files[i].name));
    do {
      len = f.size < PIECE ? f.size : PIECE;
      st = of_file(files[i].path, file_read(&f, bytes, len, e), e);
      use(context, (struct str){bytes, len});
      f.size -= len;
    } while (st == ST_OK && len == PIECE); /* a file ends with a piece that is not full */
    file_close(&f);
  }
  memory_free(memory, bytes);
  arena_free(&a);
  return st;
}

enum status lexfiles_stamps(const char *folder, const struct memory *memory,
                            void (*use)(void *context, struct str bytes), void *context, int64_t *newest,
                            struct err *e) {
  struct arena a;
  struct lexfile *files;
  size_t count;
  arena_init_with(&a, 0, memory);
  *newest = INT64_MIN;
  enum status st = list_files(folder, &a, &files, &count, e);
  for (size_t i = 0; st == ST_OK && i < count; i++) {
    struct stat info;
    if (stat(files[i].path, &info) != 0) {
      err_set(e, ERR_OPEN, "%s: %s", files[i].path, strerror(errno));
      st = ST_FATAL;
      break;
    }
    int64_t stamp[] = {(int64_t)info.st_dev,         (int64_t)info.st_ino,          (int64_t)info.st_size,
                       (int64_t)info.st_mtim.tv_sec, (int64_t)info.st_mtim.tv_nsec, (int64_t)info.st_ctim.tv_sec,
                       (int64_t)info.st_ctim.tv_nsec};
    use(context, str_of(files[i].name));
    use(context, (struct str){(const char *)stamp, sizeof stamp});
    if (stamp[5] > *newest) *newest = stamp[5];
  }
  arena_free(&a);
  return st;
}

/* ---- sections ---- */

static bool all_ascii(struct str s) {
  size_t i = 0;
  for (; i + 8 <= s.len; i += 8) {
    uint64_t word;
    memcpy(&word, s.ptr + i, 8);
    if (word & UINT64_C(0x8080808080808080)) return false;
  }
  for (; i < s.len; i++)
    if ((unsigned char)s.ptr[i] & 0x80) return false;
  return true;
}

void lexreader_init(struct lexreader *r, const struct lexfile *f, struct arena *a, struct lexicon_notes *notes) {
  *r = (struct lexreader){.file = f, .arena = a, .notes = notes, .is_ascii = all_ascii(f->text)};
  if (str_starts(f->text, STR("\xEF\xBB\xBF"))) r->at = 3;
}

static struct str next_line(struct lexreader *r) {
  struct str rest = str_sub(r->file->text, r->at, r->file->text.len);
  const char *stop = str_chr(rest, '\n');
  size_t len = stop ? (size_t)(stop - rest.ptr) : rest.len;
  r->at += len + (stop != NULL);
  r->line++;
  return (struct str){rest.ptr, len};
}

static bool note(struct lexreader *r, size_t column, const char *what) {
  return lexicon_note_add(r->notes, true, r->file->path, r->file->text, r->line, (uint32_t)column + 1, "%s", what);
}

static bool is_name(char c) {
  return ascii_is_lower(c) || ascii_is_digit(c) || c == '-';
}

/* Offset of the first byte that does not belong in an id, or its length. */
static size_t id_end(struct str id) {
  size_t i = 0, dots = 0;
  while (i < id.len && (is_name(id.ptr[i]) || (id.ptr[i] == '.' && dots == 0 && i > 0 && i + 1 < id.len)))
    dots += id.ptr[i++] == '.';
  return i;
}

/* Reads "[kind.slug]". A heading that can't be read still opens a section, with an empty id, so that its fields are not
   taken for the one before. */
static bool open_section(struct lexreader *r, struct str line, size_t indent) {
  struct lexsection *s = &r->section;
  struct lexfield *fields = s->fields;
  size_t size = s->field_size;
  *s = (struct lexsection){.line = r->line, .column = (uint32_t)indent + 2, .fields = fields, .field_size = size};
  if (line.ptr[line.len - 1] != ']') return note(r, indent + line.len - 1, "a section's name ends with ']'");
  struct str id = str_sub(line, 1, line.len - 1);
  size_t end = id_end(id);
  if (id.len == 0 || end < id.len)
    return note(r, indent + 1 + end, "a section's name is lower-case letters, digits and '-', with one dot at most");
  s->id = s->kind = id;
  const char *dot = str_chr(id, '.');
  if (dot) {
    s->kind = str_sub(id, 0, (size_t)(dot - id.ptr));
    s->slug = str_sub(id, s->kind.len + 1, id.len);
  }
  return true;
}

static bool add_field(struct lexreader *r, struct str line, size_t indent) {
  const char *equals = str_chr(line, '=');
  if (!equals) return note(r, indent, "neither a [section] nor a line `key = value`");
  struct str key = ascii_trim((struct str){line.ptr, (size_t)(equals - line.ptr)});
  for (size_t i = 0; i < key.len; i++)
    if (!is_name(key.ptr[i])) return note(r, indent + i, "a key is lower-case letters, digits and '-'");
  if (key.len == 0) return note(r, indent, "a key is missing before '='");
  struct str value = ascii_trim(str_sub(line, (size_t)(equals - line.ptr) + 1, line.len));
  size_t value_at = value.len ? (size_t)(value.ptr - line.ptr) : line.len;
  struct lexsection *s = &r->section;
  if (!s->line) return note(r, indent, "this line stands before the first [section]");
  if (value.len == 0) return note(r, indent + line.len - 1, "nothing behind '='");
  if (s->field_count == s->field_size) {
    size_t size = s->field_size ? s->field_size * 2 : 64;
    struct lexfield *v = arena_grow(r->arena, s->fields, s->field_size, size, sizeof *v);
    if (!v) return false;
    s->fields = v;
    s->field_size = size;
  }
  s->fields[s->field_count++] =
      (struct lexfield){key, value, r->line, (uint32_t)indent + 1, (uint32_t)(indent + value_at) + 1, false};
  return true;
}

enum status lexreader_next(struct lexreader *r) {
  bool opened = false;
  while (r->at < r->file->text.len) {
    size_t before = r->at;
    struct str whole = next_line(r), line = ascii_trim(whole);
    if (line.len == 0 || line.ptr[0] == '#') continue;
    size_t indent = (size_t)(line.ptr - whole.ptr);
    if (line.ptr[0] == '[' && opened) { /* the next call begins with it */
      r->at = before;
      r->line--;
      return ST_OK;
    }
    size_t valid = r->is_ascii ? whole.len : utf8_valid_prefix(whole);
    bool ok = true;
    if (valid < whole.len) {
      ok = note(r, valid, "not UTF-8");
    } else if (line.ptr[0] == '[') {
      ok = open_section(r, line, indent);
      opened = true;
    } else {
      ok = add_field(r, line, indent);
    }
    if (!ok) return ST_FATAL;
  }
  return opened ? ST_OK : ST_END;
}

bool lexfile_number(struct str s, double *out) {
  bool minus = s.len && s.ptr[0] == '-';
  size_t i = s.len && (minus || s.ptr[0] == '+') ? 1 : 0, before = 0, behind = 0;
  double value = 0, scale = 1;
  for (; i < s.len && ascii_is_digit(s.ptr[i]); i++, before++) value = value * 10 + (s.ptr[i] - '0');
  if (i < s.len && s.ptr[i] == '.')
    for (i++; i < s.len && ascii_is_digit(s.ptr[i]); i++, behind++) {
      value = value * 10 + (s.ptr[i] - '0');
      scale *= 10;
    }
  if (i < s.len || before == 0 || before > 9 || behind > 9) return false;
  *out = (minus ? -value : value) / scale;
  return true;
}
