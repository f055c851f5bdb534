/* Any bytes as a file of any kind, archives and compressions in one another above all: it ends, every document has its
   name, a second reading gives the same, and so does a reading of the same bytes in gzip. */
#include <zlib.h>

#include "input/input.h"
#include "input/sniff.h"
#include "reader.h"

/* `layers` more than the bytes themselves have. */
static struct sum read_all(struct str bytes, size_t layers) {
  static const char *const excludes[] = {"*.skip", "no/**"};
  struct input_options options = {.limits = small_limits(), .excludes = excludes, .exclude_count = 2};
  struct sum sum = {0, 0};
  options.limits.nesting += layers;
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

static uint8_t *in_gzip(const uint8_t *data, size_t size, size_t *len) {
  z_stream z = {0};
  MUST(deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  size_t room = deflateBound(&z, (uLong)size) + 64;
  uint8_t *out = malloc(room);
  MUST(out);
  z.next_in = (z_const Bytef *)(uintptr_t)data;
  z.avail_in = (uInt)size;
  z.next_out = out;
  z.avail_out = (uInt)room;
  MUST(deflate(&z, Z_FINISH) == Z_STREAM_END);
  *len = room - z.avail_out;
  deflateEnd(&z);
  return out;
}

/* What is told of a broken container, and of a file that is none, differs inside another one. */
static bool is_one_text(struct str bytes) {
  const char *advice = NULL;
  enum kind kind = sniff(bytes, (struct columns){STR_NONE}, &advice);
  return kind == KIND_HTML || kind == KIND_TEXT || kind == KIND_MIME || kind == KIND_JSON || kind == KIND_TABLE ||
         kind == KIND_WARC || kind == KIND_UTF16;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 1 << 16) return 0;
  struct str bytes = {(const char *)data, size};
  struct sum one = read_all(bytes, 0), two = read_all(bytes, 0);
  MUST(one.hash == two.hash && one.documents == two.documents);
  if (!is_one_text(bytes)) return 0;
  size_t len;
  uint8_t *gz = in_gzip(data, size, &len);
  struct sum packed = read_all((struct str){(const char *)gz, len}, 1);
  free(gz);
  MUST(packed.hash == one.hash && packed.documents == one.documents);
  return 0;
}
