/* jsonl.h: one JSON object of a JSONL file to a document. The only file of this room that knows jansson. */
#ifndef ROLECALL_JSONL_H
#define ROLECALL_JSONL_H

#include "../base/arena.h"
#include "../base/document.h"
#include "../base/err.h"

/* Fields id, title, company, location, url and html or text (description, body or content where neither is there).
   Of labelled data also label, employer (else company) and the list quotes. Everything is copied into the arena. ST_FAIL: broken JSON or no text in it. */
NODISCARD enum status jsonl_document(struct str line, struct arena *arena, struct document *doc, struct err *e);

#endif
