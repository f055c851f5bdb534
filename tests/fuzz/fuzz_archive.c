/* Any bytes as a file of any kind, archives and compressions in one another above all: it ends, every document has its
   name, and a second reading gives the same. */
#include "input/input.h"
#include "reader.h"

static struct sum read_all(struct str bytes) {
  static const char *const excludes[] = {"*.skip", "no/**"};
  const struct input_options options = {.limits = small_limits(), .excludes = excludes, .exclude_count = 2};
  struct sum sum = {0, 0};
  struct input *in;
  struct arena arena;
  arena_init(&arena, 1u << 20);
  MUST(input_of_bytes(&options, "file", bytes, &in, NULL) == ST_OK);
  for (;;) {
    struct document doc;
    struct err e = {0};
    arena_reset(&arena);
    enum status status = input_next(in, &arena, &doc, &e);
    if (status == ST_END) break;
    MUST(status == ST_OK || status == ST_FAIL);
    MUST(doc.id.len && str_eq(doc.path, STR("file")));
    MUST(status == ST_OK || (e.path && str_starts(str_of(e.path), STR("file"))));
    sum_document(&sum, status, &doc, &e);
    sum_str(&sum, doc.member);
  }
  struct input_counts counts = input_count(in);
  MUST(counts.documents == sum.documents && counts.bytes <= bytes.len);
  input_free(in);
  arena_free(&arena);
  return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 1 << 16) return 0;
  struct str bytes = {(const char *)data, size};
  struct sum one = read_all(bytes), two = read_all(bytes);
  MUST(one.hash == two.hash && one.documents == two.documents);
  return 0;
}
