/* stream.h: bytes that come from somewhere, with a look at what comes first: a file, memory, or another reader of this
   room that unpacks or decodes. Streams stand on one another; each owns one buffer and knows its own offsets. Internal
   to this room, but for struct gather. */
#ifndef ROLECALL_STREAM_H
#define ROLECALL_STREAM_H

#include "../base/arena.h"
#include "../base/err.h"

/* Puts up to `room` bytes at `to` and their number in *got; 0 only at the end. False: no more can be read, e says why
   (without path). Never called again after the end or a failure. */
typedef bool stream_pull(void *source, char *to, size_t room, size_t *got, struct err *e);

struct stream {
  stream_pull *pull;
  void *source;
  bool (*stop)(void); /* asked when a signal interrupts a read of a file: whether to end there; NULL: read on */
  int fd;            /* of a file that was opened here; else -1 */
  char *buf;         /* STREAM_BYTES, on the heap */
  size_t start, end; /* what is read and not yet taken */
  uint64_t offset;   /* of `start` in the stream */
  uint64_t size;     /* of the whole stream where it is known, else 0: a hint, which may lie */
  bool at_end, is_pipe;
  struct err failed; /* code ERR_NONE, or why no more can be read; the bytes before it were delivered */
};
enum { STREAM_BYTES = 1 << 16 };

/* A stream over another source, which is borrowed. A buffer that stands in `s` already is kept: zero it at first. */
NODISCARD enum status stream_init(struct stream *s, stream_pull *pull, void *source, struct err *e);
/* Opens a file; "-" is standard input, a FIFO is waited for. ST_FAIL with ERR_OPEN. `s` must stay where it is. */
NODISCARD enum status stream_open(struct stream *s, const char *path, struct err *e);
/* A stream over memory; `bytes` is borrowed, and becomes shorter as it is read. */
NODISCARD enum status stream_memory(struct stream *s, struct str *bytes, struct err *e);
void stream_close(struct stream *s);

/* At least `want` bytes (at most STREAM_BYTES) of what comes next, without taking them; fewer only at the end or before
   a failure; more where they are there already, so that what follows from bytes past `want` must not matter. ST_FAIL
   where there is none because reading failed. */
NODISCARD enum status stream_peek(struct stream *s, size_t want, struct str *out, struct err *e);
/* Takes bytes that stream_peek showed. */
void stream_take(struct stream *s, size_t n);
/* Takes a line with its line feed, or as much of it as the buffer holds; empty at the end. `out` lives until the next
   call. ST_FAIL where reading failed. */
NODISCARD enum status stream_piece(struct stream *s, struct str *out, struct err *e);
/* Takes all that is left and forgets it. */
NODISCARD enum status stream_drain(struct stream *s, struct err *e);
/* Whether nothing can be read any more because reading failed. */
bool stream_broken(const struct stream *s);

/* Text put together in arena memory from pieces, at most `limit` bytes; what goes wrong is kept for the end. */
struct gather {
  struct arena *arena;
  size_t limit;
  char *ptr;
  size_t len, size;
  bool over, full; /* the limit was met; the arena has no room */
};
void gather_add(struct gather *g, struct str bytes);
/* ST_OK and the text; ST_FAIL: ERR_LIMIT ("<what> over N bytes (--max-document)") or ERR_MEMORY. */
NODISCARD enum status gather_done(const struct gather *g, const char *what, struct str *out, struct err *e);

/* Everything that is left, at most `limit` bytes; more: ERR_LIMIT. Where the arena has no room: ST_FAIL, ERR_MEMORY. */
NODISCARD enum status stream_all(struct stream *s, size_t limit, struct arena *arena, struct str *out, struct err *e);
/* The next line without its end (LF or CRLF; or what `end` says); ST_END behind the last. A line over `limit` is read
   past: ST_FAIL, ERR_LIMIT; likewise one for which the arena has no room: ERR_MEMORY. An empty line takes no memory. */
NODISCARD enum status stream_line(struct stream *s, char end, size_t limit, struct arena *arena, struct str *out,
                                  struct err *e);

#endif
