/* sniff.h: what kind of input this is, by its first bytes and never by its name. Internal to this room. */
#ifndef ROLECALL_SNIFF_H
#define ROLECALL_SNIFF_H

#include "csv.h"

enum kind {
  KIND_EMPTY,
  KIND_HTML,
  KIND_TEXT, /* Markdown too: plain text is read as if it were */
  KIND_MIME, /* MHTML and mails */
  KIND_JSON,
  KIND_OTHER_JSON, /* nothing in it looks like a posting */
  KIND_TABLE,
  KIND_OTHER_TABLE, /* no column known to hold text */
  KIND_WARC,
  KIND_UTF16, /* a table or JSON in it, with its mark; pages and texts are HTML and TEXT as any other */
  KIND_GZIP,
  KIND_PACKED, /* zstd, xz or bzip2 */
  KIND_TAR,
  KIND_ZIP,
  KIND_BINARY
};

/* `begin` is up to 64 KiB. For KIND_BINARY `advice` says what it is and what to do (static text). */
enum kind sniff(struct str begin, struct columns columns, const char **advice);

#endif
