/* input.h: from the paths a person names to documents, in a fixed order. One reader, one thread; documents are filled
   into the caller's arena and live until it is reset. Containers are recognised by content, not by name. */
#ifndef ROLECALL_INPUT_H
#define ROLECALL_INPUT_H

#include "../base/arena.h"
#include "../base/document.h"
#include "../base/err.h"
#include "../base/limits.h"

struct input;

struct input_counts {
  uint64_t documents, failed, skipped; /* skipped: files in folders that are no documents */
};

/* `paths` are files, folders or "-" for standard input; borrowed until input_free. */
NODISCARD enum status input_new(const char *const *paths, size_t path_count, const struct limits *limits,
                                struct input **out, struct err *e);
void input_free(struct input *in);

/* The next document. ST_OK; ST_FAIL: this one cannot be read: doc->id and doc->path say which, `e` says why, and the
   next call goes on behind it; ST_END; ST_FATAL: out of memory. A document for which the arena has no room (its cap)
   fails alone, with ERR_MEMORY; the arena is reset for its name. */
NODISCARD enum status input_next(struct input *in, struct arena *arena, struct document *doc, struct err *e);
struct input_counts input_count(const struct input *in);

#endif
