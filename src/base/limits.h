/* limits.h: every limit, once. LIMIT(name, default, most, option, unit, reason). Options, their help, their errors and
   the table of src/limits.md are made from this list, so a limit cannot be missing there. 1 is the least of each. */
#ifndef ROLECALL_LIMITS_H
#define ROLECALL_LIMITS_H

#include "str.h"

/* The most that an option takes: what a 32-bit count holds; less where a limit sets memory aside by itself. */
enum { HTML_DEPTH_MOST = 10000, JSON_DEPTH_MOST = 256 };
#define LIMIT_ANY UINT32_MAX

#define ROLECALL_LIMITS(LIMIT)                                                                                         \
  LIMIT(document_bytes, 8u << 20, LIMIT_ANY, "max-document", "bytes", "a posting is at most 1.2 MB in 319 real pages") \
  LIMIT(arena_bytes, 256u << 20, LIMIT_ANY, "max-memory", "bytes", "working memory of one document and its answer")    \
  LIMIT(html_depth, 512, HTML_DEPTH_MOST, "max-depth", "elements",                                                     \
        "browsers stop near here; libxml2 is quadratic in depth")                                                      \
  LIMIT(html_elements, 100000, LIMIT_ANY, "max-elements", "elements", "the largest of 92 real pages has 1,624")        \
  LIMIT(tag_bytes, 16384, LIMIT_ANY, "max-tag", "bytes", "libxml2 is quadratic in a tag's attributes")                 \
  LIMIT(tag_attributes, 1000, LIMIT_ANY, "max-attributes", "attributes", "of a tag; as with its bytes")                \
  LIMIT(text_bytes, 4u << 20, LIMIT_ANY, "max-text", "bytes", "text of one page or file")                              \
  LIMIT(json_depth, 64, JSON_DEPTH_MOST, "max-json-depth", "levels", "JSON-LD in the wild is under 12")                \
  LIMIT(json_values, 100000, LIMIT_ANY, "max-json-values", "values",                                                   \
        "of a record; each takes some 140 bytes while it is read")                                                     \
  LIMIT(nesting, 4, LIMIT_ANY, "max-nesting", "layers",                                                                \
        "archives and compressions in one another; a page in a tar.gz has 2")                                          \
  LIMIT(unpack_ratio, 200, LIMIT_ANY, "max-ratio", "bytes unpacked from one",                                          \
        "past the first 4 MB; gzip reaches 1000")                                                                      \
  LIMIT(members, 1000000, LIMIT_ANY, "max-members", "files", "of one archive")                                         \
  LIMIT(header_bytes, 65536, LIMIT_ANY, "max-header", "bytes", "headers of a WARC record, HTTP response or MIME part") \
  LIMIT(columns, 1000, LIMIT_ANY, "max-columns", "columns", "of a table; the header is read at once")                  \
  LIMIT(evidence, 1000, LIMIT_ANY, "max-evidence", "quotes", "hits kept for one posting")

struct limits {
#define LIMIT(name, value, most, option, unit, reason) size_t name;
  ROLECALL_LIMITS(LIMIT)
#undef LIMIT
};

/* One of them, as an option sees it. */
struct limit_row {
  const char *option; /* without its dashes */
  size_t initial, most;
  size_t offset; /* of its value, in struct limits */
};

struct limits limits_default(void);
/* The limit that the option sets; NULL: it sets none. */
const struct limit_row *limit_find(struct str option);
static inline size_t *limit_in(struct limits *limits, const struct limit_row *row) {
  return (size_t *)(void *)((char *)limits + row->offset);
}

#endif
