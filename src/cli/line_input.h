/* line_input.h: standard input line by line, for --stream: every line counts, the empty and the too long ones too, and
   each is given out as soon as it is there. */
#ifndef ROLECALL_LINE_INPUT_H
#define ROLECALL_LINE_INPUT_H

#include "../base/arena.h"
#include "../base/document.h"
#include "../base/err.h"
#include "../base/limits.h"

struct line_input {
  char *buf;         /* LINE_INPUT_BYTES, on the heap */
  size_t start, end; /* read and not yet taken */
  size_t limit;      /* bytes of a line, without its end */
  uint64_t record, offset;
  bool at_end;
  const char *columns; /* as in input_options */
  struct limits limits;
};
enum { LINE_INPUT_BYTES = 1 << 16 };

/* ST_FAIL: a wrong `columns`. */
NODISCARD enum status line_input_open(struct line_input *in, const struct limits *limits, const char *columns,
                                      struct err *e);
void line_input_close(struct line_input *in);
/* The next line, without LF or CRLF, as doc->bytes, with id "-#17" and path "-"; what it holds is not looked at.
   ST_END; ST_FAIL: it is too long, or the arena has no room for it; ST_FATAL: reading broke off. */
NODISCARD enum status line_input_next(struct line_input *in, struct arena *arena, struct document *doc, struct err *e);
/* What the line holds, in place of it: one JSON object. ST_FAIL where it holds anything else. For any worker. */
NODISCARD enum status line_input_parse(const struct line_input *in, struct arena *arena, struct document *doc,
                                       struct err *e);

#endif
