/* gunzip.h: gzip, zlib and raw deflate data unpacked, as a stream over another one. zlib does it rather than
   libarchive, which does not look at gzip's checksums, takes a millisecond to load and is not needed for HTTP bodies.
   Internal to this room; the only file of the house that knows zlib. */
#ifndef ROLECALL_GUNZIP_H
#define ROLECALL_GUNZIP_H

#include "stream.h"

struct gunzip;

enum gunzip_form {
  GUNZIP_MEMBERS, /* gzip, any number of members one behind the other */
  GUNZIP_HTTP     /* what an HTTP header may call gzip or deflate: gzip, zlib or raw deflate */
};

/* Unpacked bytes against packed ones, past the first UNPACK_FREE bytes: a bomb is no posting. */
enum { UNPACK_FREE = 4 << 20 };
/* False and an error (ERR_LIMIT) where `out` bytes are too many for `in`. */
bool unpack_in_ratio(uint64_t in, uint64_t out, size_t ratio, struct err *e);

/* `in` is borrowed. */
NODISCARD enum status gunzip_new(struct stream *in, enum gunzip_form form, size_t ratio, struct gunzip **out,
                                 struct err *e);
void gunzip_free(struct gunzip *g);
/* A stream_pull; the source is the struct gunzip. */
bool gunzip_pull(void *source, char *to, size_t room, size_t *got, struct err *e);

#endif
