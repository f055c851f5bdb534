/* outfile.h: where results go: standard output, or a file written aside as FILE.part and renamed once it is whole, so
   that FILE is never seen half written. Bytes are gathered and written in large pieces; every write is checked. */
#ifndef ROLECALL_OUTFILE_H
#define ROLECALL_OUTFILE_H

#include "../base/buf.h"

struct outfile {
  char *path, *part; /* path NULL: standard output; part NULL: written in place */
  int fd;
  bool is_file;       /* a regular file, which can be cut and synced */
  struct buf pending; /* not yet written */
  uint64_t bytes;     /* given so far, the pending ones too */
  bool at_once;       /* a terminal: nothing is gathered */
  bool broken_pipe;   /* the reader went away: quiet, but nothing more can be written */
};
enum { OUTFILE_GATHERS = 1 << 16 };

/* Standard output. Cannot fail. */
void outfile_standard(struct outfile *f);
/* Opens FILE.part beside `path` (a link is followed), or with `in_place` the file itself, locked against a second run.
   `keep` bytes of what is there are kept and the rest is cut off; less than that there: ST_FAIL with ERR_READ. What is
   no regular file, as a device or a FIFO, is opened as it is. `was_there` (may be NULL) tells whether something stood
   in FILE.part. */
NODISCARD enum status outfile_open(struct outfile *f, const char *path, bool in_place, uint64_t keep, bool *was_there,
                                   struct err *e);
/* What the two above took, in any state; FILE.part stays. */
void outfile_close(struct outfile *f);

/* False: `e` says why (for a broken pipe too; it need not be told). Once it has failed the file is of no more use. */
NODISCARD bool outfile_add(struct outfile *f, struct str s, struct err *e);
NODISCARD bool outfile_flush(struct outfile *f, struct err *e);
/* Flushed, and on the disk. */
NODISCARD bool outfile_sync(struct outfile *f, struct err *e);
/* The end: on the disk and renamed; standard output is closed, so that a late error is seen. */
NODISCARD bool outfile_finish(struct outfile *f, struct err *e);

/* `path` with `ending` behind it, where a link is followed; on the heap, NULL when out of memory. */
char *outfile_beside(const char *path, const char *ending);
/* Whether both names mean one regular file, there already or not yet. */
bool outfile_same(const char *a, const char *b);
/* Makes names in the folder of `path` lasting (fsync). Best effort: not every file system can. */
void outfile_sync_folder(const char *path);

#endif
