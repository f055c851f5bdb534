/* err.h: graded status and the one error struct. The graded status follows libarchive: a bad record is not a dead
   stream. Functions that can fail return `enum status`, give results by out-parameter, and take `struct err *` last;
   it may be NULL. The first error set wins until err_clear. Nothing here allocates. */
#ifndef ROLECALL_ERR_H
#define ROLECALL_ERR_H

#include <stdarg.h>
#include <stdint.h>

#include "str.h"

enum status {
  ST_OK = 0,
  ST_WARN,  /* done, with something to tell (err is set) */
  ST_END,   /* no more documents */
  ST_SKIP,  /* this input is none of ours; counted, not an error */
  ST_FAIL,  /* this document failed; the next one may go well */
  ST_FATAL, /* nothing more can be done with this stream or lexicon */
};

enum err_code {
  ERR_NONE = 0,
  ERR_MEMORY,      /* an allocation failed, or the arena met its cap */
  ERR_OPEN,        /* a path cannot be opened */
  ERR_READ,        /* reading failed in the middle */
  ERR_WRITE,       /* output could not be written */
  ERR_EMPTY,       /* nothing in the file, or no document in the folder */
  ERR_BINARY,      /* not text */
  ERR_FORMAT,      /* a broken container, record or JSON line */
  ERR_CHARSET,     /* a charset that cannot be decoded */
  ERR_LIMIT,       /* a limit of limits.h was met */
  ERR_LEXICON,     /* an error in a lexicon file */
  ERR_USAGE,       /* a wrong argument */
  ERR_UNSUPPORTED, /* a URL, PDF, DOCX: the message says what to do */
  ERR_INTERNAL     /* a library below misbehaved */
};

struct err {
  enum err_code code;
  char msg[256];         /* NUL-terminated, one line, without path or position */
  const char *path;      /* borrowed; NULL if there is none */
  uint32_t line, column; /* 1-based; column in bytes; 0 where unset */
};

#define NODISCARD __attribute__((warn_unused_result))
#define PRINTF_LIKE(string, first) __attribute__((format(printf, string, first)))

void err_clear(struct err *e);
/* Sets code and message unless an error stands there already. */
void err_set(struct err *e, enum err_code code, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same with a place. */
void err_set_at(struct err *e, enum err_code code, const char *path, uint32_t line, uint32_t column, const char *format,
                ...) PRINTF_LIKE(6, 7);
/* ERR_MEMORY with the usual words; returns ST_FATAL so that `return err_memory(e);` reads well. */
enum status err_memory(struct err *e);
/* A short lower-case name for a code, as it stands in output ("read", "limit"). Never NULL. */
const char *err_code_name(enum err_code code);

#endif
