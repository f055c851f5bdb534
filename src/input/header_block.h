/* header_block.h: the lines `Name: value` before an empty line that WARC records, HTTP responses and MIME parts begin
   with. Continued lines are joined. Internal to this room. */
#ifndef ROLECALL_HEADER_BLOCK_H
#define ROLECALL_HEADER_BLOCK_H

#include "../base/buf.h"
#include "stream.h"

struct header_block {
  struct buf text; /* the lines, a line feed behind each; reused from one block to the next */
  bool whole;      /* the empty line behind it was there */
};
void header_block_free(struct header_block *h);

/* Takes a block with its empty line. ST_FAIL: ERR_LIMIT over `limit` bytes (--max-header), ERR_READ. At the end of the
   stream it is what there is, perhaps nothing. */
NODISCARD enum status header_block_read(struct stream *in, size_t limit, struct header_block *h, struct err *e);
/* The first line, which in WARC and HTTP is no header. */
struct str header_block_first(const struct header_block *h);
/* The value of the first header of this name, trimmed; empty where there is none. */
struct str header_block_get(const struct header_block *h, struct str name);

/* `text/html; charset="utf-8"`: the type without its parameters, and a parameter by name without its quotes. */
struct str header_type(struct str value);
struct str header_parameter(struct str value, struct str name);
/* A whole number; false where it is none or does not fit. */
bool header_number(struct str value, uint64_t *out);

#endif
