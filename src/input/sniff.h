/* sniff.h: what kind of file this is, by its first bytes (as the WHATWG MIME Sniffing Standard does for HTML, and by
   the usual magic numbers). Internal to this room. */
#ifndef ROLECALL_SNIFF_H
#define ROLECALL_SNIFF_H

#include "../base/str.h"

enum kind { KIND_EMPTY, KIND_HTML, KIND_TEXT, KIND_JSONL, KIND_BINARY };

/* `begin` is up to 64 KiB of the file. For KIND_BINARY `advice` says what it is and what to do (static text). */
enum kind sniff(struct str begin, const char **advice);
/* Whether text holds HTML tags that matter (a description field may be either). */
bool sniff_is_html(struct str text);

#endif
