#include "input.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/ascii.h"
#include "jsonl.h"
#include "sniff.h"
#include "stream.h"
#include "walk.h"

struct input {
  struct walk *walk;
  struct limits limits;
  struct stream stream; /* the container being read record by record */
  bool in_records;
  uint64_t record;
  char *path;
  struct input_counts counts;
};

enum status input_new(const char *const *paths, size_t path_count, const struct limits *limits, struct input **out,
                      struct err *e) {
  struct input *in = calloc(1, sizeof *in);
  if (!in) return err_memory(e);
  in->limits = *limits;
  in->stream.fd = -1;
  enum status status = walk_new(paths, path_count, &in->walk, e);
  if (status != ST_OK) {
    input_free(in);
    return status;
  }
  *out = in;
  return ST_OK;
}

void input_free(struct input *in) {
  if (!in) return;
  walk_free(in->walk);
  stream_close(&in->stream);
  free(in->path);
  free(in);
}

struct input_counts input_count(const struct input *in) {
  struct input_counts counts = in->counts;
  counts.skipped += walk_skipped(in->walk);
  return counts;
}

/* Names the document by its path, and its record where it has one, unless it has an id of its own. */
static enum status name_document(const struct input *in, const char *path, struct arena *arena, struct document *doc,
                                 struct err *e) {
  doc->path = arena_copy(arena, str_of(path));
  if (!doc->path.ptr) return err_memory(e);
  doc->record = in->in_records ? in->record : 0;
  if (doc->id.len) return ST_OK;
  doc->id = doc->path;
  if (!in->in_records) return ST_OK;
  char number[32];
  int n = snprintf(number, sizeof number, "#%" PRIu64, in->record);
  char *id = arena_alloc(arena, doc->path.len + (size_t)n + 1, 1);
  if (!id) return err_memory(e);
  memcpy(id, doc->path.ptr, doc->path.len);
  memcpy(id + doc->path.len, number, (size_t)n);
  doc->id = (struct str){id, doc->path.len + (size_t)n};
  return ST_OK;
}

/* Gives `status` on after the document was named, so that a failure has its row. */
static enum status named(struct input *in, const char *path, struct arena *arena, struct document *doc,
                         enum status status, struct err *e) {
  if (status == ST_FATAL) return status;
  if (status == ST_FAIL && e && e->code == ERR_MEMORY) { /* what was gathered is lost; its name still needs room */
    uint64_t offset = doc->offset;
    arena_reset(arena);
    *doc = (struct document){.offset = offset};
  }
  enum status naming = name_document(in, path, arena, doc, e);
  if (naming != ST_OK) return naming;
  if (status == ST_FAIL && e) {
    e->path = doc->path.ptr;
    if (in->in_records) e->line = (uint32_t)in->record;
  }
  in->counts.documents++;
  walk_found(in->walk);
  in->counts.failed += status == ST_FAIL;
  return status;
}

static enum status next_record(struct input *in, struct arena *arena, struct document *doc, struct err *e) {
  for (;;) {
    struct str line;
    uint64_t offset = in->stream.offset;
    enum status status = stream_line(&in->stream, in->limits.document_bytes, arena, &line, e);
    if (status == ST_END || status == ST_FATAL) return status;
    bool broken_stream = status == ST_FAIL && e && e->code == ERR_READ;
    in->record++;
    if (status == ST_OK && in->record == 1 && str_starts(line, STR("\xEF\xBB\xBF"))) line = str_sub(line, 3, line.len);
    if (status == ST_OK && ascii_trim(line).len == 0) continue; /* an empty line holds no document */
    doc->offset = offset;
    if (status == ST_OK) status = jsonl_document(line, arena, doc, e);
    status = named(in, in->path, arena, doc, status, e);
    if (broken_stream) {
      stream_close(&in->stream);
      in->in_records = false;
    }
    return status;
  }
}

/* A file that is one document, or the beginning of a file of records. ST_SKIP: not ours. */
static enum status open_file(struct input *in, const struct walk_file *file, struct arena *arena, struct document *doc,
                             struct err *e) {
  enum status status = stream_open(&in->stream, file->path, e);
  if (status != ST_OK) return status;
  struct str begin;
  status = stream_peek(&in->stream, &begin, e);
  if (status != ST_OK) return status;
  const char *advice;
  enum kind kind = sniff(begin, &advice);
  switch (kind) {
    case KIND_JSONL:
      free(in->path);
      in->path = strdup(file->path);
      if (!in->path) return err_memory(e);
      in->in_records = true;
      in->record = 0;
      return ST_OK;
    case KIND_BINARY:
      if (!file->named) return ST_SKIP;
      err_set(e, strcmp(advice, "not text") == 0 ? ERR_BINARY : ERR_UNSUPPORTED, "%s", advice);
      return ST_FAIL;
    case KIND_EMPTY: err_set(e, ERR_EMPTY, "the file is empty"); return ST_FAIL;
    case KIND_HTML:
    case KIND_TEXT: break;
  }
  doc->media = kind == KIND_HTML ? MEDIA_HTML : MEDIA_TEXT;
  return stream_all(&in->stream, in->limits.document_bytes, arena, &doc->bytes, e);
}

enum status input_next(struct input *in, struct arena *arena, struct document *doc, struct err *e) {
  for (;;) {
    *doc = (struct document){0};
    if (in->in_records) {
      enum status status = next_record(in, arena, doc, e);
      if (status != ST_END) return status;
      in->in_records = false;
    }
    stream_close(&in->stream);
    struct walk_file file;
    enum status status = walk_next(in->walk, &file, e);
    if (status == ST_END || status == ST_FATAL) return status;
    if (status == ST_OK) status = open_file(in, &file, arena, doc, e);
    if (status == ST_SKIP) {
      in->counts.skipped++;
      continue;
    }
    if (in->in_records) continue;
    if (status == ST_FAIL) doc->bytes = STR_NONE;
    return named(in, file.path, arena, doc, status, e);
  }
}
