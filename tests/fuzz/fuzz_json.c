/* Any bytes as a file of JSON objects: the same documents however the bytes arrive, and an end. */
#include "input/json_stream.h"
#include "input/jsonl.h"
#include "reader.h"

static void read_objects(struct stream *in, struct sum *sum) {
  struct limits limits = small_limits();
  struct json_stream s = {.in = in, .limit = limits.document_bytes};
  struct arena arena;
  arena_init(&arena, 1u << 20);
  for (uint64_t last = 0;;) {
    struct document doc = {0};
    struct json_object object;
    struct err e = {0};
    arena_reset(&arena);
    enum status status = json_stream_next(&s, &arena, &object, &e);
    if (status == ST_END) break;
    MUST(s.record > last);
    last = s.record;
    if (status == ST_OK) status = jsonl_document(object.bytes, (struct columns){STR_NONE}, &limits, &arena, &doc, &e);
    doc.record = s.record;
    doc.offset = object.offset;
    sum_document(sum, status, &doc, &e);
  }
  arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > 1 << 16) return 0;
  read_both_ways((struct str){(const char *)data + 1, size - 1}, (size_t)data[0] % 31 + 1, read_objects);
  return 0;
}
