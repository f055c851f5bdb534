/* unpack.h: the members of a tar or zip, or what a zstd, xz or bzip2 stream holds, through libarchive: one after the
   other, never seeking, so that an archive may stand in a pipe or in another one. Internal to this room. */
#ifndef ROLECALL_UNPACK_H
#define ROLECALL_UNPACK_H

#include "stream.h"

struct unpack;
struct archive_library;

enum unpack_form { UNPACK_TAR, UNPACK_ZIP, UNPACK_PACKED /* one unnamed member */ };

struct unpack_member {
  struct str name; /* as it stands there, without a leading "./"; lives until the next call */
  uint64_t size;   /* of its data where the archive says it, else 0 */
  bool is_file;    /* a regular file with data of its own */
};

/* `lib` and `in` are borrowed. */
NODISCARD enum status unpack_new(const struct archive_library *lib, struct stream *in, enum unpack_form form,
                                 size_t ratio, struct unpack **out, struct err *e);
void unpack_free(struct unpack *u);
/* ST_OK; ST_END; ST_FAIL: the archive is broken or cut short, and nothing more comes out of it. What was told already,
   while its member was read, is not told again. */
NODISCARD enum status unpack_next(struct unpack *u, struct unpack_member *out, struct err *e);
/* The data of the member: a stream_pull; the source is the struct unpack. */
bool unpack_pull(void *source, char *to, size_t room, size_t *got, struct err *e);

#endif
