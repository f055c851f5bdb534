/* Any bytes as a table: rows end, and do not depend on how the bytes arrive. The first byte says in what pieces. */
#include "input/csv.h"
#include "reader.h"

static void read_rows(struct stream *in, struct sum *sum) {
  struct limits limits = small_limits();
  struct csv c;
  struct arena arena;
  arena_init(&arena, 1u << 20);
  csv_init(&c, in, (struct columns){STR_NONE}, &limits);
  for (uint64_t last = 0;;) {
    struct document doc = {0};
    struct err e = {0};
    arena_reset(&arena);
    enum status status = csv_next(&c, &arena, &doc, &e);
    if (status == ST_END) break;
    MUST(doc.offset >= last);
    last = doc.offset;
    doc.record = c.record;
    sum_document(sum, status, &doc, &e);
  }
  csv_free(&c);
  arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > 1 << 16) return 0;
  read_both_ways((struct str){(const char *)data + 1, size - 1}, (size_t)data[0] % 31 + 1, read_rows);
  return 0;
}
