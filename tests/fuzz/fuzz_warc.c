/* Any bytes as a WARC file, HTTP bodies and their codings among them. */
#include "input/warc.h"
#include "reader.h"

static void read_pages(struct stream *in, struct sum *sum) {
  struct limits limits = small_limits();
  struct warc w;
  struct arena arena;
  arena_init(&arena, 1u << 20);
  warc_init(&w, in, &limits);
  for (uint64_t last = 0;;) {
    struct document doc;
    struct err e = {0};
    arena_reset(&arena);
    enum status status = warc_next(&w, &arena, &doc, &e);
    if (status == ST_END) break;
    MUST(doc.record > last && doc.offset <= in->offset);
    last = doc.record;
    sum_document(sum, status, &doc, &e);
  }
  warc_free(&w);
  arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > 1 << 16) return 0;
  read_both_ways((struct str){(const char *)data + 1, size - 1}, (size_t)data[0] % 31 + 1, read_pages);
  return 0;
}
