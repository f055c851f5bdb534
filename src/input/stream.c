#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/ascii.h"

enum status stream_open(struct stream *s, const char *path, struct err *e) {
  *s = (struct stream){.fd = -1};
  bool standard = strcmp(path, "-") == 0;
  struct stat st;
  /* A FIFO is waited for; nothing else may hold us up. It is opened once: to close it would chase its writer away. */
  int wait = stat(path, &st) == 0 && S_ISFIFO(st.st_mode) ? 0 : O_NONBLOCK;
  s->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | wait);
  if (s->fd < 0) {
    err_set(e, ERR_OPEN, "cannot open: %s", strerror(errno));
    return ST_FAIL;
  }
  bool readable = standard || fstat(s->fd, &st) != 0 || S_ISREG(st.st_mode) || (S_ISFIFO(st.st_mode) && wait == 0);
  if (!readable) { /* devices and sockets are no postings */
    err_set(e, ERR_OPEN, "neither a file nor a folder");
    close(s->fd);
    s->fd = -1;
    return ST_FAIL;
  }
  s->buf = malloc(STREAM_BYTES);
  if (!s->buf) {
    stream_close(s);
    return err_memory(e);
  }
  return ST_OK;
}

void stream_close(struct stream *s) {
  if (s->fd > STDIN_FILENO) close(s->fd);
  free(s->buf);
  *s = (struct stream){.fd = -1};
}

/* The arena met its cap: this document's failure, not the stream's. */
static enum status no_room(struct err *e) {
  err_set(e, ERR_MEMORY, "out of memory (--max-memory)");
  return ST_FAIL;
}

static enum status read_failed(const struct stream *s, struct err *e) {
  err_set(e, ERR_READ, "cannot read: %s", strerror(s->failed));
  return ST_FAIL;
}

/* Reads on until the buffer is full or the end is met. A failure is kept for later: what came before it counts. */
static void fill(struct stream *s) {
  if (s->start) {
    memmove(s->buf, s->buf + s->start, s->end - s->start);
    s->end -= s->start;
    s->start = 0;
  }
  while (!s->at_end && !s->failed && s->end < STREAM_BYTES) {
    ssize_t n = read(s->fd, s->buf + s->end, STREAM_BYTES - s->end);
    if (n > 0)
      s->end += (size_t)n;
    else if (n == 0)
      s->at_end = true;
    else if (errno != EINTR)
      s->failed = errno;
  }
}

static void take(struct stream *s, size_t n) {
  s->start += n;
  s->offset += n;
}

enum status stream_peek(struct stream *s, struct str *out, struct err *e) {
  if (s->end - s->start < STREAM_BYTES) fill(s);
  *out = (struct str){s->buf + s->start, s->end - s->start};
  return out->len == 0 && s->failed ? read_failed(s, e) : ST_OK;
}

/* What was read so far, in arena memory. */
struct gather {
  struct arena *arena;
  char *ptr;
  size_t len, size;
};

/* Room for the rest of a regular file at once, so that it is neither zeroed nor moved while it grows. A lying size costs
   only speed. */
static void expect_rest(const struct stream *s, size_t limit, struct gather *g) {
  struct stat st;
  if (fstat(s->fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || (uint64_t)st.st_size > limit) return;
  size_t size = (size_t)st.st_size + 1;
  g->ptr = arena_room(g->arena, size);
  g->size = g->ptr ? size : 0;
}

/* Appends; false: out of memory. */
static bool gather(struct gather *g, const char *bytes, size_t n) {
  if (g->size - g->len < n) {
    size_t size = g->size ? g->size : 4096;
    while (size - g->len < n) size *= 2;
    char *p = arena_grow(g->arena, g->ptr, g->size, size, 1);
    if (!p) return false;
    g->ptr = p;
    g->size = size;
  }
  if (n) memcpy(g->ptr + g->len, bytes, n);
  g->len += n;
  return true;
}

enum status stream_all(struct stream *s, size_t limit, struct arena *arena, struct str *out, struct err *e) {
  struct gather g = {.arena = arena};
  expect_rest(s, limit, &g);
  for (;;) {
    if (s->start == s->end) fill(s);
    size_t n = s->end - s->start;
    if (n == 0) break;
    if (n > limit - g.len) {
      err_set(e, ERR_LIMIT, "larger than %zu bytes (--max-document)", limit);
      return ST_FAIL;
    }
    if (!gather(&g, s->buf + s->start, n)) return no_room(e);
    take(s, n);
  }
  *out = (struct str){g.ptr, g.len};
  return s->failed ? read_failed(s, e) : ST_OK;
}

enum status stream_line(struct stream *s, size_t limit, struct arena *arena, struct str *out, struct err *e) {
  struct gather g = {.arena = arena};
  bool too_long = false, full = false, any = false;
  for (bool done = false; !done;) {
    if (s->start == s->end) fill(s);
    size_t n = s->end - s->start;
    if (n == 0) break;
    any = true;
    const char *nl = memchr(s->buf + s->start, '\n', n);
    if (nl) {
      n = (size_t)(nl - (s->buf + s->start)) + 1;
      done = true;
    }
    too_long = too_long || n > limit - g.len;
    bool blank = done && g.len == 0 && n <= 2 && ascii_trim((struct str){s->buf + s->start, n}).len == 0;
    if (!too_long && !full && !blank) full = !gather(&g, s->buf + s->start, n); /* blank lines take no memory */
    take(s, n);
  }
  if (!any) return s->failed ? read_failed(s, e) : ST_END;
  if (too_long) {
    err_set(e, ERR_LIMIT, "a line over %zu bytes (--max-document)", limit);
    return ST_FAIL;
  }
  if (full) return no_room(e);
  while (g.len && (g.ptr[g.len - 1] == '\n' || g.ptr[g.len - 1] == '\r')) g.len--;
  *out = (struct str){g.ptr, g.len};
  return ST_OK;
}
