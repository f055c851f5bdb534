#include "memory.h"

#include "jsonl.h"
#include "sniff.h"

enum { SNIFF_BYTES = 1 << 16 }; /* as a stream shows of its beginning */

enum status memory_document(struct str bytes, struct arena *arena, struct document *doc, struct err *e) {
  *doc = (struct document){0};
  const char *advice;
  enum kind kind = sniff(str_sub(bytes, 0, bytes.len < SNIFF_BYTES ? bytes.len : SNIFF_BYTES), &advice);
  switch (kind) {
    case KIND_JSONL: return jsonl_document(bytes, arena, doc, e);
    case KIND_BINARY:
      err_set(e, strcmp(advice, "not text") == 0 ? ERR_BINARY : ERR_UNSUPPORTED, "%s", advice);
      return ST_FAIL;
    case KIND_EMPTY: err_set(e, ERR_EMPTY, "the file is empty"); return ST_FAIL;
    case KIND_HTML:
    case KIND_TEXT: break;
  }
  doc->media = kind == KIND_HTML ? MEDIA_HTML : MEDIA_TEXT;
  doc->bytes = bytes;
  return ST_OK;
}
