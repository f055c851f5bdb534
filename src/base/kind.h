/* kind.h: what bytes of unknown origin are, told by their content (as the WHATWG MIME Sniffing Standard does for HTML,
   and by the usual magic numbers for the rest). Views are borrowed; safe from any thread. */
#ifndef ROLECALL_KIND_H
#define ROLECALL_KIND_H

#include "str.h"

/* Whether a tag stands in the first 64 KiB that no plain text has by accident; a `<` in prose is not enough. UTF-16,
   told by its byte order mark, is looked through. */
bool kind_is_html(struct str s);
/* Whether the bytes begin with a UTF-16 byte order mark. */
bool kind_is_utf16(struct str s);
/* What binary data this is and what to do about it (static text); NULL where it may be text. "not text" where no more
   is known than that it holds too many control bytes. */
const char *kind_binary(struct str s);
/* For a zip that is a document of an office program or a book: what to do (static text); NULL for any other zip. */
const char *kind_office(struct str zip);

#endif
