/* Any bytes in any charset: what comes out is valid UTF-8, mapped back in order; text that is ASCII stays as it is. */
#include "must.h"

#include "base/utf8.h"
#include "extract/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const labels[] = {
      "",          "utf-8", "windows-1252", "iso-8859-2", "windows-1251", "koi8-r",   "shift_jis",      "euc-jp",
      "gb18030",   "big5",  "iso-2022-jp",  "euc-kr",     "utf-16le",     "utf-16be", "x-user-defined", "replacement",
      "macintosh", "utf-7", "nonsense",     "windows-874"};
  if (size < 1 || size > 1 << 16) return 0;
  struct document doc = {.bytes = {(const char *)data + 1, size - 1},
                         .charset = str_of(labels[data[0] % (sizeof labels / sizeof *labels)])};
  struct arena arena;
  struct decoded out;
  arena_init(&arena, 64u << 20);
  if (charset_decode(&doc, data[0] & 0x80, &arena, &out, NULL) == ST_OK) {
    MUST(utf8_valid_prefix(out.text) == out.text.len);
    MUST(out.charset.len > 0 && out.bad <= doc.bytes.len);
    check_map(out.map, out.text.len, doc.bytes.len);
    size_t start, end;
    srcmap_resolve(out.map, 0, out.text.len, &start, &end);
    MUST(start <= end && end <= doc.bytes.len);
  }
  arena_free(&arena);
  return 0;
}
