/* JSON as it stands in pages. The first byte picks the limit on depth. Tokens come in order, inside the input, and to
   an end; skipping over a container leads to where reading through it does; texts are valid UTF-8 where the input is,
   with a map back. */
#include "must.h"

#include "base/utf8.h"
#include "extract/json_scan.h"

static void check_text(struct str in, struct json_token t, struct arena *arena) {
  struct str text;
  const struct srcmap *map = NULL;
  if (json_text(in, t, NULL, arena, &text, &map, NULL) != ST_OK) return;
  MUST(utf8_valid_prefix(text) == text.len);
  check_map(map, text.len, in.len);
  if (json_unescape(in, t.start, t.end, NULL, arena, &text, &map, NULL) == ST_OK)
    MUST(utf8_valid_prefix(text) == text.len);
}

static void check_skip(struct json_scan at, struct json_token t) {
  struct json_scan skipped = at, read = at;
  bool ok = json_scan_skip(&skipped);
  for (struct json_token n; (n = json_scan_next(&read)).kind > JSON_BROKEN;)
    if ((n.kind == JSON_OBJECT_END || n.kind == JSON_ARRAY_END) && n.depth == t.depth) {
      MUST(ok && skipped.at == read.at);
      return;
    }
  MUST(!ok);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > 1 << 14) return 0;
  struct str in = {(const char *)data + 1, size - 1};
  if (utf8_valid_prefix(in) != in.len) return 0; /* the room decodes before it comes here */
  struct arena arena;
  struct json_scan j;
  size_t last = 0, limit = data[0] % JSON_DEPTH_MOST + 1, containers = 0;
  arena_init(&arena, 64u << 20);
  json_scan_open(&j, in, 0, limit);
  for (size_t n = 0;; n++) {
    struct json_token t = json_scan_next(&j);
    if (t.kind <= JSON_BROKEN) break;
    MUST(n <= 2 * in.len + 2);
    MUST(t.start >= last && t.end >= t.start && t.end <= in.len && t.depth <= limit);
    last = t.start;
    if (t.kind == JSON_KEY || t.kind == JSON_STRING) check_text(in, t, &arena);
    if ((t.kind == JSON_OBJECT || t.kind == JSON_ARRAY) && containers++ < 16) check_skip(j, t);
  }
  MUST(json_scan_next(&j).kind <= JSON_BROKEN);
  arena_free(&arena);
  return 0;
}
