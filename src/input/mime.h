/* mime.h: MHTML, a page saved by a browser with all that it shows, and mails: the main HTML part. Internal to this
   room. */
#ifndef ROLECALL_MIME_H
#define ROLECALL_MIME_H

#include "../base/document.h"
#include "../base/limits.h"
#include "stream.h"

/* Whether the bytes begin with the headers of a MIME message. */
bool mime_is_message(struct str begin);
/* Reads the stream to its end. The part that the start parameter names, else the one with the location of the whole
   page, else the first that is HTML, else the first that is text: bytes, media, charset, url, and the offset of its
   body. ST_FAIL: no such part, cut short, or over a limit. */
NODISCARD enum status mime_document(struct stream *in, const struct limits *limits, struct arena *arena,
                                    struct document *doc, struct err *e);

#endif
