/* limits.h: every limit, once. LIMIT(name, default, option, unit, reason). Options and
   their help are made from this list, so a limit cannot be missing there. */
#ifndef ROLECALL_LIMITS_H
#define ROLECALL_LIMITS_H

#include <stddef.h>

#define ROLECALL_LIMITS(LIMIT)                                                                                       \
  LIMIT(document_bytes, 8u << 20, "max-document", "bytes", "a posting is at most 1.2 MB in 319 real pages")          \
  LIMIT(arena_bytes, 256u << 20, "max-memory", "bytes", "working memory for one document")                           \
  LIMIT(html_depth, 512, "max-depth", "elements", "browsers stop near here; libxml2 is quadratic in depth")          \
  LIMIT(html_elements, 100000, "max-elements", "elements", "the largest of 92 real pages has 1,624")                 \
  LIMIT(tag_bytes, 16384, "max-tag", "bytes", "libxml2 is quadratic in a tag's attributes")                          \
  LIMIT(tag_attributes, 1000, "max-attributes", "attributes", "the same")                                            \
  LIMIT(text_bytes, 4u << 20, "max-text", "bytes", "text of one posting")                                            \
  LIMIT(json_depth, 64, "max-json-depth", "levels", "JSON-LD in the wild is under 12")                               \
  LIMIT(json_values, 100000, "max-json-values", "values", "of a record; each takes some 140 bytes while it is read") \
  LIMIT(nesting, 4, "max-nesting", "layers", "archives and compressions in one another; a page in a tar.gz has 2")   \
  LIMIT(unpack_ratio, 200, "max-ratio", "bytes unpacked from one", "past the first 4 MB; gzip reaches 1000")         \
  LIMIT(members, 1000000, "max-members", "files", "of one archive")                                                  \
  LIMIT(header_bytes, 65536, "max-header", "bytes", "headers of a WARC record, HTTP response or MIME part")          \
  LIMIT(columns, 1000, "max-columns", "columns", "of a table; the header is read at once")                           \
  LIMIT(evidence, 1000, "max-evidence", "quotes", "hits kept for one posting")

struct limits {
#define LIMIT(name, value, option, unit, reason) size_t name;
  ROLECALL_LIMITS(LIMIT)
#undef LIMIT
};

static inline struct limits limits_default(void) {
  return (struct limits){
#define LIMIT(name, value, option, unit, reason) .name = (value),
      ROLECALL_LIMITS(LIMIT)
#undef LIMIT
  };
}

#endif
