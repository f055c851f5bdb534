#include "gunzip.h"

#include <stdlib.h>
#include <zlib.h>

struct gunzip {
  z_stream z;
  struct stream *in;
  enum gunzip_form form;
  size_t ratio;
  uint64_t packed, unpacked;
  bool begun, member_ended, ended;
};

bool unpack_in_ratio(uint64_t in, uint64_t out, size_t ratio, struct err *e) {
  if (out <= UNPACK_FREE || (out - UNPACK_FREE) / ratio <= in) return true;
  err_set(e, ERR_LIMIT, "unpacks to more than %zu times its size (--max-ratio)", ratio);
  return false;
}

enum status gunzip_new(struct stream *in, enum gunzip_form form, size_t ratio, struct gunzip **out, struct err *e) {
  struct gunzip *g = calloc(1, sizeof *g);
  if (!g) return err_memory(e);
  g->in = in;
  g->form = form;
  g->ratio = ratio;
  *out = g;
  return ST_OK;
}

void gunzip_free(struct gunzip *g) {
  if (!g) return;
  if (g->begun) inflateEnd(&g->z);
  free(g);
}

/* The window bits that tell zlib what comes. A zlib header is two bytes, a multiple of 31. */
static int window_bits(const struct gunzip *g, struct str begin) {
  enum { GZIP = 15 + 16, ZLIB = 15, RAW = -15 };
  if (g->form == GUNZIP_MEMBERS || str_starts(begin, STR("\x1F\x8B"))) return GZIP;
  unsigned a = begin.len > 1 ? (unsigned char)begin.ptr[0] : 0, b = begin.len > 1 ? (unsigned char)begin.ptr[1] : 0;
  return (a & 15) == 8 && (a << 8 | b) % 31 == 0 ? ZLIB : RAW;
}

static bool begin(struct gunzip *g, struct str bytes, struct err *e) {
  if (inflateInit2(&g->z, window_bits(g, bytes)) != Z_OK) {
    err_set(e, ERR_MEMORY, "out of memory");
    return false;
  }
  return g->begun = true;
}

/* Behind a member: another one, or the end, which may be filled up with zeros (tapes do). */
static bool next_member(struct gunzip *g, struct err *e) {
  struct str rest;
  g->member_ended = false;
  g->ended = true;
  if (g->form == GUNZIP_HTTP) return true;
  if (stream_peek(g->in, 2, &rest, e) != ST_OK) return false;
  if (str_starts(rest, STR("\x1F\x8B"))) {
    g->ended = false;
    return inflateReset(&g->z) == Z_OK;
  }
  while (rest.len) {
    for (size_t i = 0; i < rest.len; i++)
      if (rest.ptr[i]) {
        err_set(e, ERR_FORMAT, "broken gzip data: something else stands behind it");
        return false;
      }
    stream_take(g->in, rest.len);
    if (stream_peek(g->in, 1, &rest, e) != ST_OK) return false;
  }
  return true;
}

/* One step: takes packed bytes, gives unpacked ones. A broken stream says so again at the next step, so that what came
   before the break is given first. */
static bool step(struct gunzip *g, struct str in, char *to, size_t room, size_t *got, struct err *e) {
  uInt wanted = (uInt)(room < 1u << 30 ? room : 1u << 30);
  g->z.next_in = (z_const Bytef *)(uintptr_t)in.ptr;
  g->z.avail_in = (uInt)in.len;
  g->z.next_out = (Bytef *)to;
  g->z.avail_out = wanted;
  int rc = inflate(&g->z, Z_NO_FLUSH);
  *got = wanted - g->z.avail_out;
  stream_take(g->in, in.len - g->z.avail_in);
  g->packed += in.len - g->z.avail_in;
  g->unpacked += *got;
  g->member_ended = rc == Z_STREAM_END;
  if (rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR || *got) return true;
  if (rc == Z_MEM_ERROR)
    err_set(e, ERR_MEMORY, "out of memory");
  else
    err_set(e, ERR_FORMAT, "broken compressed data: %s", g->z.msg ? g->z.msg : "no reason given");
  return false;
}

bool gunzip_pull(void *source, char *to, size_t room, size_t *got, struct err *e) {
  struct gunzip *g = source;
  *got = 0;
  while (*got == 0 && !g->ended) {
    struct str in;
    if (g->member_ended && !next_member(g, e)) return false;
    if (g->ended) break;
    if (stream_peek(g->in, g->begun ? 1 : 2, &in, e) != ST_OK) return false;
    if (!g->begun && !begin(g, in, e)) return false;
    if (in.len == 0) {
      err_set(e, ERR_FORMAT, "the compressed data is cut short");
      return false;
    }
    if (!step(g, in, to, room, got, e) || !unpack_in_ratio(g->packed, g->unpacked, g->ratio, e)) return false;
  }
  return true;
}
