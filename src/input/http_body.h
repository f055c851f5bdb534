/* http_body.h: the body of an HTTP response as it was sent over the wire, read as the browser would: chunks joined,
   gzip and deflate unpacked. Internal to this room. */
#ifndef ROLECALL_HTTP_BODY_H
#define ROLECALL_HTTP_BODY_H

#include "header_block.h"

struct gunzip;

struct http_body {
  struct stream *wire, joined, unpacked; /* the last two where the headers ask for them; kept for the next body */
  struct gunzip *gunzip;
  uint64_t chunk_left;
  bool in_chunks, last_chunk;
};
void http_body_free(struct http_body *b);

/* Opens the body that stands at `in`, behind the headers `h`, of which nothing is kept; *out is the stream to read,
   which lives until the next call. Crawlers keep headers over bodies that they have unpacked already: such a body is
   taken as it is. ST_FAIL (ERR_UNSUPPORTED) for brotli and other codings. */
NODISCARD enum status http_body_open(struct http_body *b, struct stream *in, const struct header_block *h, size_t ratio,
                                     struct stream **out, struct err *e);

#endif
