#include "line_input.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../base/ascii.h"
#include "../input/jsonl.h"
#include "../input/stream.h"

enum status line_input_open(struct line_input *in, const struct limits *limits, const char *columns, struct err *e) {
  *in = (struct line_input){.limit = limits->document_bytes, .limits = *limits, .columns = columns};
  if (columns && !columns_check(str_of(columns), e)) return ST_FAIL;
  in->buf = malloc(LINE_INPUT_BYTES);
  return in->buf ? ST_OK : err_memory(e);
}

void line_input_close(struct line_input *in) {
  free(in->buf);
  *in = (struct line_input){.buf = NULL};
}

/* Whatever is there now; waits only where there is nothing. False: reading failed. */
static bool refill(struct line_input *in) {
  in->start = in->end = 0;
  while (!in->at_end) {
    ssize_t n = read(STDIN_FILENO, in->buf, LINE_INPUT_BYTES);
    if (n > 0) {
      in->end = (size_t)n;
      return true;
    }
    if (n < 0 && errno == EINTR) continue;
    in->at_end = true;
    return n == 0;
  }
  return true;
}

static enum status name(struct line_input *in, struct arena *arena, struct document *doc, struct err *e) {
  char id[32];
  int n = snprintf(id, sizeof id, "-#%" PRIu64, in->record);
  doc->id = arena_copy(arena, (struct str){id, (size_t)n});
  doc->path = STR("-");
  doc->record = in->record;
  doc->bytes = STR_NONE;
  return doc->id.ptr ? ST_FAIL : err_memory(e);
}

enum status line_input_next(struct line_input *in, struct arena *arena, struct document *doc, struct err *e) {
  struct gather g = {.arena = arena, .limit = in->limit + 2}; /* CR and LF; looked at again below */
  bool any = false, whole = false, good = true;
  *doc = (struct document){.offset = in->offset};
  while (!whole && good) {
    if (in->start == in->end && !(good = refill(in))) break;
    size_t n = in->end - in->start;
    if (n == 0) break;
    any = true;
    const char *nl = memchr(in->buf + in->start, '\n', n);
    if (nl) n = (size_t)(nl - (in->buf + in->start)) + 1;
    whole = nl != NULL;
    gather_add(&g, (struct str){in->buf + in->start, n});
    in->start += n;
    in->offset += n;
  }
  if (!good) { /* how many lines are missing nobody knows: no row could stand for them */
    err_set(e, ERR_READ, "cannot read standard input: %s", strerror(errno));
    return ST_FATAL;
  }
  if (!any) return ST_END;
  in->record++;
  if (g.len && g.ptr[g.len - 1] == '\n') g.len--;
  if (g.len && g.ptr[g.len - 1] == '\r') g.len--;
  bool over = g.over || g.len > in->limit, failed = over || g.full;
  if (over) err_set(e, ERR_LIMIT, "a line over %zu bytes (--max-document)", in->limit);
  if (g.full) err_set(e, ERR_MEMORY, "out of memory (--max-memory)");
  if (failed) arena_reset(arena);
  enum status status = name(in, arena, doc, e);
  if (failed || status == ST_FATAL) return status;
  doc->bytes = (struct str){g.ptr, g.len};
  return ST_OK;
}

enum status line_input_parse(const struct line_input *in, struct arena *arena, struct document *doc, struct err *e) {
  struct str line = doc->bytes, id = doc->id;
  doc->bytes = doc->id = STR_NONE;
  if (doc->record == 1 && str_starts(line, STR("\xEF\xBB\xBF"))) line = str_sub(line, 3, line.len);
  enum status status = ST_FAIL;
  if (ascii_trim(line).len == 0)
    err_set(e, ERR_EMPTY, "an empty line");
  else
    status = jsonl_document(line, (struct columns){str_of(in->columns)}, &in->limits, arena, doc, e);
  if (status != ST_OK) doc->bytes = STR_NONE;
  if (doc->id.len == 0) doc->id = id;
  return status;
}
