/* reader.h: what the fuzz targets of the input room share: a stream over the bytes that gives them whole or in crumbs,
   and a sum over the documents that comes out, which must not depend on that. */
#ifndef ROLECALL_FUZZ_READER_H
#define ROLECALL_FUZZ_READER_H

#include <stdlib.h>

#include "base/document.h"
#include "base/limits.h"
#include "input/stream.h"
#include "must.h"

struct crumbs {
  struct str bytes;
  size_t most; /* bytes at a time; 0: as many as fit */
};

static inline bool crumbs_pull(void *source, char *to, size_t room, size_t *got, struct err *e) {
  (void)e;
  struct crumbs *c = source;
  *got = c->bytes.len < room ? c->bytes.len : room;
  if (c->most && *got > c->most) *got = c->most;
  if (*got) memcpy(to, c->bytes.ptr, *got);
  c->bytes = str_sub(c->bytes, *got, c->bytes.len);
  return true;
}

struct sum {
  uint64_t hash;
  size_t documents;
};

static inline void sum_str(struct sum *s, struct str text) {
  for (size_t i = 0; i < text.len; i++) s->hash = (s->hash ^ (unsigned char)text.ptr[i]) * UINT64_C(0x100000001B3);
  s->hash = (s->hash ^ text.len) * UINT64_C(0x100000001B3);
}

/* Adds what a reader gave; every failure has words. */
static inline void sum_document(struct sum *s, enum status status, const struct document *doc, const struct err *e) {
  MUST(status == ST_OK || status == ST_FAIL);
  MUST((status == ST_FAIL) == (e->code != ERR_NONE) && (status == ST_OK || e->msg[0]));
  const struct str all[] = {doc->bytes,   doc->id,    doc->title, doc->company, doc->location, doc->url,
                            doc->charset, doc->label, doc->group, doc->reasons, doc->warning,  str_of(e->msg)};
  if (status == ST_OK) MUST(doc->bytes.len > 0);
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (status == ST_OK || i == 11) sum_str(s, all[i]);
  s->hash ^= doc->record * 31 + doc->offset * 17 + (uint64_t)doc->media;
  s->documents++;
}

/* Runs `read` over the bytes whole and in crumbs of `most`. */
static inline void read_both_ways(struct str bytes, size_t most, void (*read)(struct stream *, struct sum *)) {
  struct sum sums[2] = {{0, 0}, {0, 0}};
  for (int i = 0; i < 2; i++) {
    struct crumbs c = {bytes, i ? most : 0};
    struct stream s = {.fd = -1};
    MUST(stream_init(&s, crumbs_pull, &c, NULL) == ST_OK);
    read(&s, &sums[i]);
    stream_close(&s);
  }
  MUST(sums[0].documents == sums[1].documents && sums[0].hash == sums[1].hash);
}

static inline struct limits small_limits(void) {
  struct limits limits = limits_default();
  limits.document_bytes = 20000; /* so that small inputs meet the limits */
  limits.header_bytes = 2000;
  limits.columns = 40;
  limits.members = 50;
  limits.json_depth = 8;
  limits.json_values = 30;
  return limits;
}

#endif
