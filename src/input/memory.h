/* memory.h: a document from bytes that are in memory already: what somebody dropped on the page. */
#ifndef ROLECALL_MEMORY_H
#define ROLECALL_MEMORY_H

#include "../base/arena.h"
#include "../base/document.h"
#include "../base/err.h"

/* A file as it was saved: HTML, text, or one object of JSONL, told by its content as input.h tells it. The document is a
   view of `bytes`, or lives in the arena. ST_FAIL: empty, broken or of a kind that cannot be read; `e` says what to do. */
NODISCARD enum status memory_document(struct str bytes, struct arena *arena, struct document *doc, struct err *e);

#endif
