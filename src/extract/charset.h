/* charset.h: the document's bytes to UTF-8, with a map back where they differ. Order of belief: a byte order mark;
   valid UTF-8 with at least one character beyond ASCII; what is declared; windows-1252. Labels are read as the WHATWG
   encoding standard reads them (iso-8859-1 is windows-1252). Everything lives in the arena; any thread. */
#ifndef ROLECALL_CHARSET_H
#define ROLECALL_CHARSET_H

#include "../base/document.h"
#include "../base/srcmap.h"

struct decoded {
  struct str text;          /* valid UTF-8; a view of the document where nothing had to change */
  const struct srcmap *map; /* from text to the document; NULL: the same offsets */
  struct str charset;       /* that was used, lower case */
  size_t bad;               /* bytes or units that could not be decoded; each became a filler */
};

/* ST_OK, ST_FAIL (a charset that cannot be decoded) or ST_FATAL. `is_html`: look for meta elements too. */
NODISCARD enum status charset_decode(const struct document *doc, bool is_html, struct arena *arena, struct decoded *out,
                                     struct err *e);

#endif
