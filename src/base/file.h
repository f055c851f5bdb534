/* file.h: reading a small file of our own kind (a lexicon's, a manifest): regular, and of at most `most` bytes. Errors
   do not name the file; who asked knows its name. */
#ifndef ROLECALL_FILE_H
#define ROLECALL_FILE_H

#include "arena.h"
#include "err.h"

struct file {
  int fd;
  size_t size; /* bytes, as it was opened */
};

/* ST_FAIL with ERR_OPEN or ERR_LIMIT. */
NODISCARD enum status file_open(const char *path, size_t most, struct file *out, struct err *e);
/* The next `size` bytes, all of them; ERR_READ where there are fewer. */
NODISCARD enum status file_read(const struct file *f, char *bytes, size_t size, struct err *e);
void file_close(struct file *f);
/* All of it in the arena, with a NUL behind it. ST_FATAL: out of memory. */
NODISCARD enum status file_load(const char *path, size_t most, struct arena *a, struct str *out, struct err *e);

#endif
