#include "page.h"

#include <stdio.h>

#include "../base/ascii.h"
#include "../base/kind.h"
#include "charset.h"
#include "html.h"
#include "plain.h"

enum status page_read(const struct document *doc, const struct extract_options *options, struct arena *arena,
                      struct page *out, struct err *e) {
  *out = (struct page){.doc = doc};
  if (doc->bytes.len > options->limits.document_bytes) {
    err_set(e, ERR_LIMIT, "%zu bytes are more than --max-document (%zu)", doc->bytes.len,
            options->limits.document_bytes);
    return ST_FAIL;
  }
  if (ascii_trim(doc->bytes).len == 0) {
    err_set(e, ERR_EMPTY, "the document is empty");
    return ST_FAIL;
  }
  const char *advice = doc->media == MEDIA_GUESS && !doc->charset.len ? kind_binary(doc->bytes) : NULL;
  if (advice) {
    err_set(e, ERR_BINARY, "%s", advice);
    return ST_FAIL;
  }
  bool html = doc->media == MEDIA_HTML || (doc->media == MEDIA_GUESS && kind_is_html(doc->bytes));
  struct decoded decoded;
  enum status st = charset_decode(doc, html, arena, &decoded, e);
  if (st != ST_OK) return st;
  out->charset = decoded.charset;
  if (html) return html_read(decoded.text, decoded.map, options, arena, out, e);
  return plain_read(decoded.text, decoded.map, options, arena, out, e);
}

enum status page_read_fragment(struct str html, const struct srcmap *map, const struct extract_options *options,
                               struct arena *arena, struct page *out, struct err *e) {
  *out = (struct page){.charset = STR("utf-8")};
  if (kind_is_html(html)) return html_read(html, map, options, arena, out, e);
  return plain_read(html, map, options, arena, out, e);
}
