#include "page.h"

#include <stdio.h>

#include "../base/ascii.h"
#include "charset.h"
#include "html.h"
#include "plain.h"

enum { SNIFF_BYTES = 65536 };

/* Whether bytes of unknown kind are HTML: a tag that no plain text has by accident. UTF-16 is told by its NULs. */
static bool looks_like_html(struct str s) {
  static const char *const tags[] = {"html", "!doctype", "head", "body", "div", "p", "br", "table", "ul", "ol", "li",
                                     "span", "h1", "h2", "h3", "script", "meta", "title", "section", "article", "main",
                                     "b", "strong", "a", "td", "tr", "font", "header", "style", "link", "!--"};
  char name[12];
  if (s.len > SNIFF_BYTES) s.len = SNIFF_BYTES;
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] != '<') continue;
    size_t n = 0, j = i + 1;
    if (j < s.len && s.ptr[j] == '/') j++;
    for (; j < s.len && n < sizeof name; j++) {
      if (s.ptr[j] == '\0') continue;
      if (!ascii_is_alnum(s.ptr[j]) && s.ptr[j] != '!' && s.ptr[j] != '-') break;
      name[n++] = ascii_lower(s.ptr[j]);
    }
    for (size_t k = 0; k < sizeof tags / sizeof *tags; k++)
      if (str_eq((struct str){name, n}, str_of(tags[k]))) return true;
  }
  return false;
}

static bool is_binary(struct str s) {
  static const char *const magic[] = {"%PDF-", "PK\x03\x04", "\x89PNG", "GIF8", "\177ELF", "\xFF\xD8\xFF", "\x1F\x8B"};
  for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
    if (str_starts(s, str_of(magic[i]))) return true;
  return false;
}

enum status page_read(const struct document *doc, const struct extract_options *options, struct arena *arena,
                      struct page *out, struct err *e) {
  *out = (struct page){.doc = doc};
  if (doc->bytes.len > options->limits.document_bytes) {
    err_set(e, ERR_LIMIT, "%zu bytes are more than --max-document (%zu)", doc->bytes.len, options->limits.document_bytes);
    return ST_FAIL;
  }
  if (ascii_trim(doc->bytes).len == 0) {
    err_set(e, ERR_EMPTY, "the document is empty");
    return ST_FAIL;
  }
  if (is_binary(doc->bytes)) {
    err_set(e, ERR_BINARY, "the document is no text");
    return ST_FAIL;
  }
  bool html = doc->media == MEDIA_HTML || (doc->media == MEDIA_GUESS && looks_like_html(doc->bytes));
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
  if (looks_like_html(html)) return html_read(html, map, options, arena, out, e);
  return plain_read(html, map, options, arena, out, e);
}
