#include "input.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../base/ascii.h"
#include "../base/buf.h"
#include "archive_library.h"
#include "gunzip.h"
#include "json_stream.h"
#include "jsonl.h"
#include "mime.h"
#include "sniff.h"
#include "unpack.h"
#include "utf16.h"
#include "walk.h"
#include "warc.h"

/* A file, or what was unpacked from the level below it. Streams refer to one another, so a level never moves. */
struct level {
  struct level *below;
  struct stream stream;
  enum kind kind;
  bool opened;       /* its kind is known, and its reader made */
  bool named;        /* a person named it: it must give a document or fail */
  size_t member_len; /* of in->member, up to and with this level's name */
  uint64_t documents, members;
  union { /* by kind */
    struct json_stream json;
    struct csv csv;
    struct warc warc;
    struct utf16 utf16;
    struct gunzip *gunzip;
    struct unpack *unpack;
  } reader;
};

struct input {
  struct walk *walk; /* NULL for bytes in memory */
  struct walk_options walk_options;
  struct limits limits;
  struct columns columns;
  struct level *top;
  size_t depth; /* levels */
  struct archive_library library;
  char *path;        /* of the file at the bottom */
  struct buf member; /* names of the members on the way, a ! between two */
  struct str bytes;  /* in memory, not yet read */
  bool bytes_waiting;
  struct input_counts counts;
};

static void close_level(struct input *in) {
  struct level *level = in->top;
  if (level->opened) switch (level->kind) {
      case KIND_TABLE: csv_free(&level->reader.csv); break;
      case KIND_WARC:
        in->counts.skipped += level->reader.warc.skipped;
        warc_free(&level->reader.warc);
        break;
      case KIND_GZIP: gunzip_free(level->reader.gunzip); break;
      case KIND_PACKED:
      case KIND_TAR:
      case KIND_ZIP: unpack_free(level->reader.unpack); break;
      case KIND_EMPTY:
      case KIND_HTML:
      case KIND_TEXT:
      case KIND_MIME:
      case KIND_UTF16:
      case KIND_JSON:
      case KIND_OTHER_JSON:
      case KIND_OTHER_TABLE:
      case KIND_BINARY: break;
    }
  in->top = level->below;
  in->depth--;
  if (!in->top) in->counts.bytes += level->stream.offset;
  in->member.len = in->top ? in->top->member_len : 0;
  stream_close(&level->stream);
  free(level);
}

/* The bytes of all named files, where there is nothing else. */
static uint64_t total_of(const struct input_options *o) {
  enum { PATHS_ASKED = 10000 };
  uint64_t total = 0;
  struct stat st;
  if (o->files_from || o->path_count > PATHS_ASKED) return 0;
  for (size_t i = 0; i < o->path_count; i++) {
    if (strcmp(o->paths[i], "-") == 0 || stat(o->paths[i], &st) != 0 || !S_ISREG(st.st_mode)) return 0;
    total += (uint64_t)st.st_size;
  }
  return total;
}

static enum status make(const struct input_options *o, struct input **out, struct err *e) {
  struct str columns = str_of(o->columns);
  if (o->columns && !columns_check(columns, e)) return ST_FAIL;
  struct input *in = calloc(1, sizeof *in);
  if (!in) return err_memory(e);
  in->limits = o->limits;
  in->columns.spec = columns;
  in->walk_options = (struct walk_options){.paths = o->paths,
                                           .path_count = o->path_count,
                                           .files_from = o->files_from,
                                           .nul_separated = o->nul_separated,
                                           .stop = o->stop,
                                           .filter = {o->includes, o->excludes, o->include_count, o->exclude_count}};
  *out = in;
  return ST_OK;
}

enum status input_new(const struct input_options *o, struct input **out, struct err *e) {
  struct input *in = NULL;
  enum status status = make(o, &in, e);
  if (status == ST_OK) status = walk_new(&in->walk_options, &in->walk, e);
  if (status != ST_OK) {
    input_free(in);
    return status;
  }
  in->counts.bytes_total = total_of(o);
  *out = in;
  return ST_OK;
}

static bool is_later(struct timespec a, struct timespec b) {
  return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

enum status input_younger(const struct input_options *o, struct timespec then, bool (*owns)(void *, struct str),
                          void *owner, char **path, struct err *e) {
  struct input *in = NULL;
  struct walk_file file;
  struct stat st;
  *path = NULL;
  enum status status = input_new(o, &in, e);
  while (status == ST_OK && !*path) {
    enum status next = walk_next(in->walk, &file, e);
    if (next == ST_FATAL) status = next;
    if (next == ST_FATAL || next == ST_END) break;
    err_clear(e); /* what cannot be looked at was an error to the run too */
    if (next != ST_OK || stat(file.path, &st) != 0 || !S_ISREG(st.st_mode)) continue;
    if (!(is_later(st.st_mtim, then) || is_later(st.st_ctim, then)) || owns(owner, str_of(file.path))) continue;
    *path = strdup(file.path);
    if (!*path) status = err_memory(e);
  }
  input_free(in);
  return status;
}

enum status input_of_bytes(const struct input_options *o, const char *name, struct str bytes, struct input **out,
                           struct err *e) {
  struct input *in = NULL;
  enum status status = make(o, &in, e);
  if (status != ST_OK) return status;
  in->path = strdup(name);
  if (!in->path) {
    input_free(in);
    return err_memory(e);
  }
  in->bytes = bytes;
  in->bytes_waiting = true;
  in->counts.bytes_total = bytes.len;
  *out = in;
  return ST_OK;
}

void input_free(struct input *in) {
  if (!in) return;
  while (in->top) close_level(in);
  walk_free(in->walk);
  archive_library_close(&in->library);
  buf_free(&in->member);
  free(in->path);
  free(in);
}

struct input_counts input_count(const struct input *in) {
  struct input_counts counts = in->counts;
  bool more;
  const struct level *level = in->top;
  while (level && level->below) level = level->below;
  if (level) counts.bytes += level->stream.offset;
  if (!in->walk) return counts;
  counts.skipped += walk_skipped(in->walk);
  counts.files_left = walk_left(in->walk, &more);
  return counts;
}

/* `a`, and behind it `sign` and `b` where there is one; with a NUL behind. */
static struct str join(struct arena *arena, struct str a, char sign, struct str b) {
  char *p = arena_alloc(arena, a.len + b.len + 2, 1);
  if (!p) return STR_NONE;
  if (a.len) memcpy(p, a.ptr, a.len);
  if (b.len == 0) return (struct str){p, a.len};
  p[a.len] = sign;
  memcpy(p + a.len + 1, b.ptr, b.len);
  return (struct str){p, a.len + 1 + b.len};
}

/* Names the document by its path, member and record, unless it has an id of its own. *place is path!member. */
static enum status name_document(const struct input *in, struct arena *arena, struct document *doc, struct str *place,
                                 struct err *e) {
  char number[32];
  int digits = snprintf(number, sizeof number, "%" PRIu64, doc->record);
  *place = join(arena, str_of(in->path), '!', buf_str(&in->member));
  if (!place->ptr) return err_memory(e);
  doc->path = (struct str){place->ptr, strlen(in->path)};
  doc->member = in->member.len ? str_sub(*place, doc->path.len + 1, place->len) : STR_NONE;
  if (doc->id.len) return ST_OK;
  doc->id = doc->record ? join(arena, *place, '#', (struct str){number, (size_t)digits}) : *place;
  return doc->id.ptr ? ST_OK : err_memory(e);
}

/* Gives `status` on after the document was named, so that a failure has its row. */
static enum status named(struct input *in, struct arena *arena, struct document *doc, enum status status,
                         struct err *e) {
  struct str place;
  if (status == ST_FATAL) return status;
  if (status == ST_FAIL && e && e->code == ERR_MEMORY) { /* what was gathered is lost; its name still needs room */
    uint64_t offset = doc->offset, record = doc->record;
    arena_reset(arena);
    *doc = (struct document){.offset = offset, .record = record};
  }
  enum status naming = name_document(in, arena, doc, &place, e);
  if (naming != ST_OK) return naming;
  if (status == ST_FAIL) doc->bytes = STR_NONE;
  if (status == ST_FAIL && e) {
    e->path = place.ptr;
    e->line = (uint32_t)doc->record;
  }
  for (struct level *level = in->top; level; level = level->below) level->documents++;
  in->counts.documents++;
  in->counts.failed += status == ST_FAIL;
  if (in->walk) walk_found(in->walk);
  return status;
}

static enum status push_level(struct input *in, bool is_named, struct err *e) {
  struct level *level = calloc(1, sizeof *level);
  if (!level) return err_memory(e);
  level->below = in->top;
  level->named = is_named;
  level->stream.fd = -1;
  level->member_len = in->member.len;
  in->top = level;
  in->depth++;
  return ST_OK;
}

/* A level over what the top one unpacks. */
static enum status push_unpacked(struct input *in, stream_pull *pull, void *source, bool is_named, uint64_t size,
                                 struct err *e) {
  enum status status = push_level(in, is_named, e);
  if (status == ST_OK) status = stream_init(&in->top->stream, pull, source, e);
  if (status == ST_OK) in->top->stream.size = size;
  return status;
}

/* Makes the reader of the level's kind. ST_SKIP: a file of a folder that is none of ours. */
static enum status make_reader(struct input *in, struct level *level, const char *advice, struct err *e) {
  static const enum unpack_form forms[] = {
      [KIND_PACKED] = UNPACK_PACKED, [KIND_TAR] = UNPACK_TAR, [KIND_ZIP] = UNPACK_ZIP};
  enum status status = ST_OK;
  switch (level->kind) {
    case KIND_JSON:
      level->reader.json = (struct json_stream){.in = &level->stream, .limit = in->limits.document_bytes};
      break;
    case KIND_TABLE: csv_init(&level->reader.csv, &level->stream, in->columns, &in->limits); break;
    case KIND_WARC: warc_init(&level->reader.warc, &level->stream, &in->limits); break;
    case KIND_UTF16: utf16_init(&level->reader.utf16, &level->stream); break;
    case KIND_GZIP:
      status = gunzip_new(&level->stream, GUNZIP_MEMBERS, in->limits.unpack_ratio, &level->reader.gunzip, e);
      break;
    case KIND_PACKED:
    case KIND_TAR:
    case KIND_ZIP:
      if (!in->library.handle) status = archive_library_open(&in->library, e);
      if (status == ST_OK)
        status = unpack_new(&in->library, &level->stream, forms[level->kind], in->limits.unpack_ratio,
                            &level->reader.unpack, e);
      break;
    case KIND_EMPTY: err_set(e, ERR_EMPTY, "the file is empty"); return ST_FAIL;
    case KIND_BINARY:
      if (!level->named) return ST_SKIP;
      err_set(e, strcmp(advice, "not text") == 0 ? ERR_BINARY : ERR_UNSUPPORTED, "%s", advice);
      return ST_FAIL;
    case KIND_OTHER_JSON:
    case KIND_OTHER_TABLE:
      if (!level->named) return ST_SKIP;
      level->kind = level->kind == KIND_OTHER_JSON ? KIND_JSON : KIND_TABLE; /* whose reader says what is missing */
      return make_reader(in, level, advice, e);
    case KIND_HTML:
    case KIND_TEXT:
    case KIND_MIME: break;
  }
  level->opened = status == ST_OK;
  return status;
}

/* Whether another file is inside. */
static bool is_packed(enum kind kind) {
  return kind == KIND_UTF16 || kind == KIND_GZIP || kind == KIND_PACKED || kind == KIND_TAR || kind == KIND_ZIP;
}

/* Whether the name of what is read says that it is a table: jobs.csv, jobs.csv.gz. */
static bool is_named_table(const struct input *in, const struct level *level) {
  struct str name = in->member.len ? buf_str(&in->member) : str_of(in->path);
  const struct level *below = level->below;
  if (below && (below->kind == KIND_GZIP || below->kind == KIND_PACKED))
    while (name.len && name.ptr[--name.len] != '.') continue;
  struct str end = str_sub(name, name.len < 4 ? 0 : name.len - 4, name.len);
  return ascii_eq_nocase(end, STR(".csv")) || ascii_eq_nocase(end, STR(".tsv"));
}

static enum status open_level(struct input *in, struct level *level, struct err *e) {
  struct str begin;
  const char *advice = NULL;
  enum status status = json_stream_begin(&level->stream, &begin, e);
  if (status != ST_OK) return status;
  level->kind = sniff(begin, in->columns, &advice);
  /* Who names its columns means a table; its rows would be lost in one text. Its reader says what is missing. */
  if ((level->kind == KIND_TEXT || level->kind == KIND_HTML) && in->columns.spec.len && is_named_table(in, level))
    level->kind = KIND_TABLE;
  if (is_packed(level->kind) && in->depth > in->limits.nesting) {
    err_set(e, ERR_LIMIT, "archives nested deeper than %zu (--max-nesting)", in->limits.nesting);
    return ST_FAIL;
  }
  return make_reader(in, level, advice, e);
}

/* A file whose bytes are the document. */
static enum status read_whole(struct input *in, struct level *level, struct arena *arena, struct document *doc,
                              struct err *e) {
  if (level->kind == KIND_MIME) return mime_document(&level->stream, &in->limits, arena, doc, e);
  doc->media = level->kind == KIND_HTML ? MEDIA_HTML : MEDIA_TEXT;
  return stream_all(&level->stream, in->limits.document_bytes, arena, &doc->bytes, e);
}

static enum status next_json(struct input *in, struct level *level, struct arena *arena, struct document *doc,
                             struct err *e) {
  struct json_object object;
  enum status status = json_stream_next(&level->reader.json, arena, &object, e);
  doc->offset = object.offset;
  doc->record = level->reader.json.record;
  if (status != ST_OK) return status;
  return jsonl_document(object.bytes, in->columns, &in->limits, arena, doc, e);
}

static enum status next_row(struct level *level, struct arena *arena, struct document *doc, struct err *e) {
  enum status status = csv_next(&level->reader.csv, arena, doc, e);
  doc->record = level->reader.csv.record;
  return status;
}

/* On to the next member that may be a document, which becomes a level of its own. ST_SKIP: it was pushed. */
static enum status next_member(struct input *in, struct level *level, struct err *e) {
  struct unpack_member member;
  in->member.len = level->member_len;
  for (;;) {
    bool hidden;
    enum status status = unpack_next(level->reader.unpack, &member, e);
    if (status != ST_OK) return status;
    if (level->kind == KIND_PACKED) {
      status = push_unpacked(in, unpack_pull, level->reader.unpack, level->named, 0, e);
      return status == ST_OK ? ST_SKIP : status;
    }
    if (++level->members > in->limits.members) {
      err_set(e, ERR_LIMIT, "an archive of more than %zu files (--max-members)", in->limits.members);
      return ST_FAIL;
    }
    if (!member.is_file) continue;
    if (!filter_is_other_member(member.name, &hidden) && filter_takes_member(&in->walk_options.filter, member.name))
      break;
    in->counts.skipped += !hidden;
  }
  if (in->member.len) buf_char(&in->member, '!');
  buf_add(&in->member, member.name);
  if (in->member.failed) return err_memory(e);
  enum status status = push_unpacked(in, unpack_pull, level->reader.unpack, false, member.size, e);
  return status == ST_OK ? ST_SKIP : status;
}

/* Behind the last document of a container. A named one that gave none is told. */
static enum status end_of(const struct level *level, struct err *e) {
  static const char *const words[] = {
      [KIND_JSON] = "JSON file", [KIND_TABLE] = "table", [KIND_WARC] = "WARC file",  [KIND_UTF16] = "file",
      [KIND_GZIP] = "gzip file", [KIND_PACKED] = "file", [KIND_TAR] = "tar archive", [KIND_ZIP] = "zip archive"};
  if (level->documents || !level->named) return ST_END;
  /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): only containers come here */
  err_set(e, ERR_EMPTY, "no postings in this %s", words[level->kind]);
  return ST_FAIL;
}

/* The next thing of a container that was opened. ST_SKIP: a level was put on top. */
static enum status next_of(struct input *in, struct level *level, struct arena *arena, struct document *doc,
                           struct err *e) {
  switch (level->kind) {
    case KIND_JSON: return next_json(in, level, arena, doc, e);
    case KIND_TABLE: return next_row(level, arena, doc, e);
    case KIND_WARC: return warc_next(&level->reader.warc, arena, doc, e);
    case KIND_UTF16:
      if (level->members++) return ST_END;
      if (push_unpacked(in, utf16_pull, &level->reader.utf16, level->named, 0, e) != ST_OK) return ST_FATAL;
      return ST_SKIP;
    case KIND_GZIP:
      if (level->members++) return ST_END;
      if (push_unpacked(in, gunzip_pull, level->reader.gunzip, level->named, 0, e) != ST_OK) return ST_FATAL;
      return ST_SKIP;
    case KIND_PACKED:
    case KIND_TAR:
    case KIND_ZIP: return next_member(in, level, e);
    case KIND_HTML:
    case KIND_TEXT:
    case KIND_MIME:
    case KIND_EMPTY:
    case KIND_BINARY:
    case KIND_OTHER_JSON:
    case KIND_OTHER_TABLE: break;
  }
  return ST_END;
}

/* One step of the level on top: ST_OK or ST_FAIL with a document; ST_SKIP: nothing yet. *done: it is read to its end.
 */
static enum status step(struct input *in, struct arena *arena, struct document *doc, bool *done, struct err *e) {
  struct level *level = in->top;
  *done = false;
  if (!level->opened) {
    enum status status = open_level(in, level, e);
    *done = status != ST_OK;
    in->counts.skipped += status == ST_SKIP;
    if (status != ST_OK) return status;
  }
  if (level->kind == KIND_HTML || level->kind == KIND_TEXT || level->kind == KIND_MIME) {
    *done = true;
    return read_whole(in, level, arena, doc, e);
  }
  enum status status = next_of(in, level, arena, doc, e);
  if (status == ST_FAIL) *done = is_packed(level->kind) || stream_broken(&level->stream);
  if (status != ST_END) return status;
  *done = true;
  *doc = (struct document){0};
  status = end_of(level, e);
  return status == ST_END ? ST_SKIP : status;
}

/* The next file at the bottom. ST_SKIP: it is on top now; ST_FAIL: it cannot be opened, and in->path says which. */
static enum status next_file(struct input *in, struct err *e) {
  struct walk_file file = {.path = in->path, .named = true};
  bool memory = in->bytes_waiting;
  enum status status = memory ? ST_OK : in->walk ? walk_next(in->walk, &file, e) : ST_END;
  if (status == ST_END || status == ST_FATAL) return status;
  in->counts.files++;
  in->bytes_waiting = false;
  if (!memory) {
    free(in->path);
    in->path = strdup(file.path);
    if (!in->path) return err_memory(e);
  }
  if (status != ST_OK) return status;
  status = push_level(in, file.named, e);
  if (status != ST_OK) return status;
  status = memory ? stream_memory(&in->top->stream, &in->bytes, e) : stream_open(&in->top->stream, file.path, e);
  in->top->stream.stop = in->walk_options.stop;
  return status == ST_OK ? ST_SKIP : status;
}

enum status input_next(struct input *in, struct arena *arena, struct document *doc, struct err *e) {
  for (;;) {
    *doc = (struct document){0};
    bool done = false, reading = in->top != NULL;
    enum status status = reading ? step(in, arena, doc, &done, e) : next_file(in, e);
    if (status == ST_END || status == ST_FATAL) return status;
    if (!reading && status == ST_FAIL) done = in->top != NULL;
    if (status != ST_SKIP) status = named(in, arena, doc, status, e);
    if (done) close_level(in);
    if (status != ST_SKIP) return status;
  }
}

bool input_is_data(const char *path, const char *columns) {
  struct stat st;
  if (strcmp(path, "-") == 0) return true;
  if (stat(path, &st) != 0) return false;
  if (!S_ISREG(st.st_mode)) return !S_ISDIR(st.st_mode);
  struct stream s = {.fd = -1};
  struct str begin;
  const char *advice;
  enum kind kind = KIND_EMPTY;
  if (stream_open(&s, path, NULL) == ST_OK && stream_peek(&s, STREAM_BYTES, &begin, NULL) == ST_OK)
    kind = sniff(begin, (struct columns){str_of(columns)}, &advice);
  stream_close(&s);
  return kind == KIND_JSON || kind == KIND_TABLE || is_packed(kind);
}
