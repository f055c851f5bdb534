/* console.h: standard error and the terminal: messages, progress, colour, width. */
#ifndef ROLECALL_CONSOLE_H
#define ROLECALL_CONSOLE_H

#include "../base/buf.h"

/* "rolecall: path:line: error: message", control bytes made harmless. `kind` is "error" or "warning". */
void console_err(const char *kind, struct str path, const struct err *e);
/* The same line into a buffer. */
void console_add_err(struct buf *out, const char *kind, struct str path, const struct err *e);
void console_stderr(const struct buf *b);
void console_say(const char *format, ...) PRINTF_LIKE(1, 2);
/* Everything to stdout; false on a failure, which is told here. A broken pipe is quiet and none. */
bool console_write(const struct buf *out);
/* Colour for stdout: -1 asks whether it is a terminal and NO_COLOR is unset; 0 and 1 are taken as they are. */
bool console_colour(int wish);
/* Of the terminal that stdout is; else CONSOLE_WIDTH. */
size_t console_width(void);
enum { CONSOLE_WIDTH = 110 };

struct progress {
  bool shown;         /* stderr is a terminal and nobody said --quiet */
  bool drawn;         /* a line stands there that must be wiped before anything else is written */
  double began, last; /* seconds, monotonic */
  double first;       /* the share that was done at the first step */
};
void progress_start(struct progress *p, bool wanted);
/* `share` is what is done of the whole, from 0 to 1; 0 where that is not known. */
void progress_step(struct progress *p, uint64_t documents, uint64_t failed, double share);
void progress_clear(struct progress *p);
double console_seconds(void);

#endif
