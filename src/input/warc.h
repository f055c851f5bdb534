/* warc.h: the pages of a WARC file (1.0 and 1.1), out of its response, resource and conversion records. Internal to
   this room. */
#ifndef ROLECALL_WARC_H
#define ROLECALL_WARC_H

#include "../base/document.h"
#include "../base/limits.h"
#include "http_body.h"

struct warc {
  struct stream *in;
  const struct limits *limits;
  struct header_block head, http;
  struct http_body body;
  struct stream content;    /* of the record being read, never past its end */
  uint64_t left, length;    /* bytes of the content not yet read, and of all of it */
  uint64_t present, said;   /* bytes of the HTTP body, and how many its server said; both 0 where that fits */
  uint64_t record, skipped; /* skipped: pages that are no text, or that the server did not give */
  bool at_line, lies;       /* what stands next begins a line; another record begins inside the content */
};

void warc_init(struct warc *w, struct stream *in, const struct limits *limits);
void warc_free(struct warc *w);
/* The next page: bytes, media, charset, url, warning (it was saved in part, as crawlers do with long ones), record
   (from 1, all records counted) and offset. ST_OK; ST_FAIL: this record is broken, and the next call goes on behind it
   (doc's record and offset are set); ST_END; ST_FATAL. */
NODISCARD enum status warc_next(struct warc *w, struct arena *arena, struct document *doc, struct err *e);

#endif
