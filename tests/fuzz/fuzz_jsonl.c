/* A line of JSONL to a document: a status, fields inside the arena. And a twin: a page is the same posting whether it
   comes as a file or as the html field of a line (the first byte is even), where it is valid UTF-8 and declared so. */
#include "must.h"

#include "base/json_out.h"
#include "base/utf8.h"
#include "extract/extract.h"
#include "input/jsonl.h"

static void check_line(struct str line, struct arena *arena) {
  struct document doc = {.media = MEDIA_GUESS};
  struct err e = {0};
  enum status st = jsonl_document(line, arena, &doc, &e);
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
  struct document file = {.bytes = page, .media = MEDIA_HTML, .charset = STR("utf-8")}, row = {.media = MEDIA_GUESS};
  struct extract_options options = {.limits = limits_default()};
  struct posting a, b;
  MUST(!line.failed);
  MUST(jsonl_document(buf_str(&line), arena, &row, NULL) == ST_OK);
  MUST(str_eq(row.bytes, page));
  enum status st = extract_posting(&file, &options, arena, &a, NULL);
  MUST(extract_posting(&row, &options, arena, &b, NULL) == st);
  if (st == ST_OK || st == ST_WARN) MUST(str_eq(a.text, b.text) && str_eq(a.title.value, b.title.value));
  buf_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2 || size > 1 << 15) return 0;
  struct str in = {(const char *)data + 1, size - 1};
  struct arena arena;
  extract_global_init();
  arena_init(&arena, 64u << 20);
  if (data[0] & 1)
    check_line(in, &arena);
  else if (utf8_valid_prefix(in) == in.len)
    check_twin(in, &arena);
  arena_free(&arena);
  return 0;
}
