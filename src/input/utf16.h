/* utf16.h: tables and JSON that programs wrote in UTF-16 (Excel's "Unicode Text"), as UTF-8 for their readers. A page
   or a text in UTF-16 is left to the extractor, which maps it to its own bytes. Internal to this room. */
#ifndef ROLECALL_UTF16_H
#define ROLECALL_UTF16_H

#include "stream.h"

struct utf16 {
  struct stream *in;
  char ready[4]; /* decoded, but there was no room for it; `at` of its `len` bytes were given */
  size_t at, len;
  bool begun, big;
};

/* Up to `room` bytes of UTF-8 out of the bytes of a file that begins with its byte order mark, as many characters as
   are whole. */
size_t utf16_begin(struct str begin, char *out, size_t room);

void utf16_init(struct utf16 *u, struct stream *in);
/* The text, without its mark: a stream_pull; the source is the struct utf16. Half a pair of surrogates becomes U+FFFD;
   an odd last byte is an error. */
bool utf16_pull(void *source, char *to, size_t room, size_t *got, struct err *e);

#endif
