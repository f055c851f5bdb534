/* Any bytes as a MIME message: one page or an error, read to the end. */
#include "input/mime.h"
#include "reader.h"

static void read_page(struct stream *in, struct sum *sum) {
  struct limits limits = small_limits();
  struct arena arena;
  struct document doc = {0};
  struct err e = {0};
  arena_init(&arena, 1u << 20);
  enum status status = mime_document(in, &limits, &arena, &doc, &e);
  sum_document(sum, status, &doc, &e);
  arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > 1 << 16) return 0;
  struct str bytes = {(const char *)data + 1, size - 1};
  (void)mime_is_message(bytes);
  read_both_ways(bytes, (size_t)data[0] % 31 + 1, read_page);
  return 0;
}
