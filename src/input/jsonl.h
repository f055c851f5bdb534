/* jsonl.h: one JSON object to a document. The only file of this room that knows jansson. */
#ifndef ROLECALL_JSONL_H
#define ROLECALL_JSONL_H

#include "../base/limits.h"
#include "record.h"

/* Fields by the names that record.h knows, of labelled data the list `quotes` too; a company or place may be an object
   with a name. Everything is copied into the arena. ST_FAIL: broken JSON, over a limit of nesting or number of values,
   or no text in it. */
NODISCARD enum status jsonl_document(struct str object, struct columns columns, const struct limits *limits,
                                     struct arena *arena, struct document *doc, struct err *e);

#endif
