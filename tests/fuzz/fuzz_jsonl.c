/* A line of JSONL to a document: a status, fields inside the arena. And a twin: a page that is written as the html
   field of a line (the first byte is even) comes out with the same bytes, so it is the same posting as the file. */
#include "must.h"

#include "base/ascii.h"
#include "base/json_out.h"
#include "base/utf8.h"
#include "input/jsonl.h"

static void check_line(struct str line, struct arena *arena) {
  struct document doc = {.media = MEDIA_GUESS};
  struct err e = {0};
  struct limits limits = limits_default();
  enum status st = jsonl_document(line, (struct columns){STR_NONE}, &limits, arena, &doc, &e);
  MUST(st == ST_OK ? doc.bytes.len > 0 : e.code != ERR_NONE);
  if (st == ST_OK && doc.title.len) MUST(doc.title.ptr[doc.title.len] == 0);
}

static void check_twin(struct str page, struct arena *arena) {
  struct buf line = {0};
  struct json_out j;
  json_out_init(&j, &line);
  json_open(&j, '{');
  json_key(&j, "html");
  json_str(&j, page);
  json_close(&j, '}');
  struct document row = {.media = MEDIA_GUESS};
  struct limits limits = limits_default();
  MUST(!line.failed);
  enum status st = jsonl_document(buf_str(&line), (struct columns){STR_NONE}, &limits, arena, &row, NULL);
  if (ascii_trim(page).len == 0)
    MUST(st == ST_FAIL); /* as an empty file is */
  else
    MUST(st == ST_OK && str_eq(row.bytes, page) && row.media == MEDIA_HTML);
  buf_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2 || size > 1 << 15) return 0;
  struct str in = {(const char *)data + 1, size - 1};
  struct arena arena;
  arena_init(&arena, 64u << 20);
  if (data[0] & 1)
    check_line(in, &arena);
  else if (utf8_valid_prefix(in) == in.len)
    check_twin(in, &arena);
  arena_free(&arena);
  return 0;
}
