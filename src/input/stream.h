/* stream.h: bytes of a file or of standard input, with a look at what comes first. Internal to this room. */
#ifndef ROLECALL_STREAM_H
#define ROLECALL_STREAM_H

#include "../base/arena.h"
#include "../base/err.h"

struct stream {
  int fd;
  char *buf;           /* STREAM_BYTES, on the heap */
  size_t start, end;   /* what is read and not yet taken */
  uint64_t offset;     /* of `start` in the stream */
  bool at_end;
  int failed;          /* errno of a failed read; the bytes before it were delivered */
};
enum { STREAM_BYTES = 1 << 16 };

/* "-" is standard input; a FIFO is waited for. ST_FAIL with ERR_OPEN. */
NODISCARD enum status stream_open(struct stream *s, const char *path, struct err *e);
void stream_close(struct stream *s);
/* Up to STREAM_BYTES of what comes next, without taking it; fewer only near the end. */
NODISCARD enum status stream_peek(struct stream *s, struct str *out, struct err *e);
/* Everything that is left, at most `limit` bytes; more: ERR_LIMIT. Where the arena has no room: ST_FAIL, ERR_MEMORY. */
NODISCARD enum status stream_all(struct stream *s, size_t limit, struct arena *arena, struct str *out, struct err *e);
/* The next line without its end (LF or CRLF); ST_END behind the last. A line over `limit` is read past: ST_FAIL,
   ERR_LIMIT; likewise one for which the arena has no room: ERR_MEMORY. An empty line takes no memory. */
NODISCARD enum status stream_line(struct stream *s, size_t limit, struct arena *arena, struct str *out, struct err *e);

#endif
