#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/ascii.h"

enum status stream_init(struct stream *s, stream_pull *pull, void *source, struct err *e) {
  char *buf = s->buf ? s->buf : malloc(STREAM_BYTES);
  if (!buf) return err_memory(e);
  *s = (struct stream){.pull = pull, .source = source, .fd = -1, .buf = buf};
  return ST_OK;
}

/* Whether the file was cut while it was read: what is left of it would pass for all of it. Its size is asked again
   because files of /sys hold less than they say from the beginning. */
static bool became_shorter(const struct stream *s) {
  struct stat st;
  return s->offset + (s->end - s->start) < s->size && fstat(s->fd, &st) == 0 && (uint64_t)st.st_size < s->size;
}

static bool pull_file(void *source, char *to, size_t room, size_t *got, struct err *e) {
  const struct stream *s = source;
  for (;;) {
    ssize_t n = read(s->fd, to, room);
    if (n == 0 && became_shorter(s)) {
      err_set(e, ERR_READ, "the file became shorter while it was read");
      return false;
    }
    if (n >= 0) {
      *got = (size_t)n;
      return true;
    }
    if (errno == EINTR && s->stop && s->stop()) {
      *got = 0;
      return true;
    }
    if (errno == EINTR) continue;
    err_set(e, ERR_READ, "cannot read: %s", strerror(errno));
    return false;
  }
}

enum status stream_open(struct stream *s, const char *path, struct err *e) {
  enum status status = stream_init(s, pull_file, s, e);
  if (status != ST_OK) return status;
  bool standard = strcmp(path, "-") == 0;
  struct stat st;
  /* A FIFO is waited for; nothing else may hold us up. It is opened once: to close it would chase its writer away. */
  int wait = stat(path, &st) == 0 && S_ISFIFO(st.st_mode) ? 0 : O_NONBLOCK;
  s->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | wait);
  if (s->fd < 0) {
    err_set(e, ERR_OPEN, "cannot open: %s", strerror(errno));
    return ST_FAIL;
  }
  bool known = fstat(s->fd, &st) == 0, regular = known && S_ISREG(st.st_mode);
  s->is_pipe = !regular;
  if (regular && st.st_size > 0) s->size = (uint64_t)st.st_size;
  if (standard || !known || regular || (S_ISFIFO(st.st_mode) && wait == 0)) return ST_OK;
  err_set(e, ERR_OPEN, "neither a file nor a folder"); /* devices and sockets are no postings */
  close(s->fd);
  s->fd = -1;
  return ST_FAIL;
}

static bool pull_memory(void *source, char *to, size_t room, size_t *got, struct err *e) {
  (void)e;
  struct str *bytes = source;
  *got = bytes->len < room ? bytes->len : room;
  if (*got) memcpy(to, bytes->ptr, *got);
  *bytes = str_sub(*bytes, *got, bytes->len);
  return true;
}

enum status stream_memory(struct stream *s, struct str *bytes, struct err *e) {
  enum status status = stream_init(s, pull_memory, bytes, e);
  if (status == ST_OK) s->size = bytes->len;
  return status;
}

void stream_close(struct stream *s) {
  if (s->fd > STDIN_FILENO) close(s->fd);
  free(s->buf);
  *s = (struct stream){.fd = -1};
}

/* Reads on once, into the room behind what is there. False: nothing came, at the end or on a failure. */
static bool read_on(struct stream *s) {
  if (s->at_end || s->failed.code != ERR_NONE) return false;
  if (s->start == s->end) {
    s->start = s->end = 0;
  } else if (s->end == STREAM_BYTES) {
    memmove(s->buf, s->buf + s->start, s->end - s->start);
    s->end -= s->start;
    s->start = 0;
  }
  size_t got = 0;
  if (s->end == STREAM_BYTES) return false;
  if (!s->pull(s->source, s->buf + s->end, STREAM_BYTES - s->end, &got, &s->failed)) return false;
  s->at_end = got == 0;
  s->end += got;
  return got > 0;
}

bool stream_broken(const struct stream *s) {
  return s->start == s->end && s->failed.code != ERR_NONE;
}

static enum status failure(const struct stream *s, struct err *e) {
  err_set(e, s->failed.code, "%s", s->failed.msg);
  return ST_FAIL;
}

enum status stream_peek(struct stream *s, size_t want, struct str *out, struct err *e) {
  while (s->end - s->start < want && read_on(s)) continue;
  *out = (struct str){s->buf + s->start, s->end - s->start};
  return stream_broken(s) ? failure(s, e) : ST_OK;
}

void stream_take(struct stream *s, size_t n) {
  s->start += n;
  s->offset += n;
}

enum status stream_piece(struct stream *s, struct str *out, struct err *e) {
  *out = STR_NONE;
  for (size_t looked = 0;;) {
    const char *from = s->buf + s->start;
    size_t n = s->end - s->start;
    const char *nl = memchr(from + looked, '\n', n - looked);
    if (nl) n = (size_t)(nl - from) + 1;
    looked = n;
    if (!nl && n < STREAM_BYTES && read_on(s)) continue;
    if (n == 0) return stream_broken(s) ? failure(s, e) : ST_OK;
    *out = (struct str){s->buf + s->start, n};
    stream_take(s, n);
    return ST_OK;
  }
}

enum status stream_drain(struct stream *s, struct err *e) {
  do stream_take(s, s->end - s->start);
  while (read_on(s));
  return stream_broken(s) ? failure(s, e) : ST_OK;
}

/* Room for `more` bytes; false where there is none. */
static bool gather_room(struct gather *g, size_t more) {
  if (g->size - g->len >= more) return true;
  size_t size = g->size ? g->size : 4096;
  while (size - g->len < more) size *= 2;
  char *p = arena_grow(g->arena, g->ptr, g->size, size, 1);
  if (!p) return false;
  g->ptr = p;
  g->size = size;
  return true;
}

void gather_add(struct gather *g, struct str bytes) {
  if (g->over || g->full || bytes.len == 0) return;
  g->over = bytes.len > g->limit - g->len;
  g->full = !g->over && !gather_room(g, bytes.len);
  if (g->over || g->full) return;
  memcpy(g->ptr + g->len, bytes.ptr, bytes.len);
  g->len += bytes.len;
}

enum status gather_done(const struct gather *g, const char *what, struct str *out, struct err *e) {
  *out = (struct str){g->ptr, g->len};
  if (g->over) err_set(e, ERR_LIMIT, "%s over %zu bytes (--max-document)", what, g->limit);
  if (g->full) err_set(e, ERR_MEMORY, "out of memory (--max-memory)"); /* this document's failure, not the stream's */
  return g->over || g->full ? ST_FAIL : ST_OK;
}

/* Room for the rest of a stream of known size at once, so that it is read into place and neither zeroed nor moved. */
static void expect_rest(const struct stream *s, struct gather *g) {
  if (s->size <= s->offset || s->size - s->offset > g->limit) return;
  size_t size = (size_t)(s->size - s->offset) + 1; /* the one more finds the end without another buffer */
  g->ptr = arena_room(g->arena, size);
  g->size = g->ptr ? size : 0;
}

/* Reads once past the buffer, which is empty, straight to where the bytes belong. */
static bool read_into(struct stream *s, struct gather *g, size_t room) {
  size_t got = 0;
  if (s->at_end || s->failed.code != ERR_NONE) return false;
  if (!s->pull(s->source, g->ptr + g->len, room, &got, &s->failed)) return false;
  s->at_end = got == 0;
  s->offset += got;
  g->len += got;
  return got > 0;
}

enum status stream_all(struct stream *s, size_t limit, struct arena *arena, struct str *out, struct err *e) {
  struct gather g = {.arena = arena, .limit = limit};
  expect_rest(s, &g);
  bool expected = g.size > 0;
  for (bool more = true; more && !g.over && !g.full;) {
    gather_add(&g, (struct str){s->buf + s->start, s->end - s->start});
    stream_take(s, s->end - s->start);
    size_t room = g.size - g.len < limit - g.len ? g.size - g.len : limit - g.len;
    more = expected && room && !g.over ? read_into(s, &g, room) : read_on(s);
  }
  enum status status = gather_done(&g, "a document", out, e);
  return status == ST_OK && stream_broken(s) ? failure(s, e) : status;
}

enum status stream_line(struct stream *s, char end, size_t limit, struct arena *arena, struct str *out, struct err *e) {
  struct gather g = {.arena = arena, .limit = limit};
  bool any = false, done = false;
  while (!done) {
    if (s->start == s->end && !read_on(s)) break;
    struct str part = {s->buf + s->start, s->end - s->start};
    const char *at = str_chr(part, end);
    any = true;
    done = at != NULL;
    if (done) part.len = (size_t)(at - part.ptr) + 1;
    bool blank = done && g.len == 0 && part.len <= 2 && ascii_trim(part).len == 0;
    if (!blank) gather_add(&g, part); /* blank lines take no memory */
    stream_take(s, part.len);
  }
  if (!done && stream_broken(s)) return failure(s, e); /* what there is of the line says nothing */
  if (!any) return ST_END;
  enum status status = gather_done(&g, "a line", out, e);
  if (status != ST_OK) return status;
  while (out->len && (out->ptr[out->len - 1] == end || (end == '\n' && out->ptr[out->len - 1] == '\r'))) out->len--;
  return ST_OK;
}
