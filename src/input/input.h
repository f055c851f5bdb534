/* input.h: from the paths a person names to documents, in a fixed order. One reader, used by one thread at a time
   (several may take turns under a lock); documents are filled into the caller's arena and live until it is reset. What
   a file is is told by its content: HTML, text and Markdown, MHTML, JSON (an object a line, an array, an object around
   one), tables (CSV, TSV), WARC; JSON and tables in UTF-16 too; in gzip, zstd, xz, bzip2, tar and zip, and in one
   another. Everything streams: memory does not grow with a container's size. */
#ifndef ROLECALL_INPUT_H
#define ROLECALL_INPUT_H

#include <time.h>

#include "../base/arena.h"
#include "../base/document.h"
#include "../base/err.h"
#include "../base/limits.h"

struct input;

/* All zero but for limits means nothing asked for. Everything is borrowed until input_free. */
struct input_options {
  const char *const *paths; /* files, folders, or "-" for standard input */
  size_t path_count;
  struct limits limits;
  const char *files_from; /* a file that lists further paths, one a line; "-" is standard input */
  bool nul_separated;     /* a NUL stands behind each of them, not a line end */
  /* Globs (* ? ** [a-z]) for what is found in folders and archives; without a slash for the base name. */
  const char *const *includes, *const *excludes;
  size_t include_count, exclude_count;
  bool (*stop)(void); /* asked when a signal interrupts the waiting for a pipe: whether to end there; NULL: never */
  const char *columns; /* "title=COL,html=COL": columns of tables, keys of JSON objects; NULL for the usual names */
};

struct input_counts {
  uint64_t documents, failed;
  /* Files of folders and archives that are no documents, and responses of a crawl that are no pages. */
  uint64_t skipped;
  uint64_t bytes;             /* read so far, as they stand on the disk */
  uint64_t bytes_total;       /* of all files; 0 where nobody knows (folders, lists, pipes) */
  uint64_t files, files_left; /* begun; known to wait (a folder counts as one until it is entered) */
};

/* ST_FAIL: a wrong glob or --columns, or the list of paths cannot be opened (e->path). */
NODISCARD enum status input_new(const struct input_options *options, struct input **out, struct err *e);
/* The same for bytes in memory, which are borrowed and stand for a file of this name; paths and lists are ignored. */
NODISCARD enum status input_of_bytes(const struct input_options *options, const char *name, struct str bytes,
                                     struct input **out, struct err *e);
void input_free(struct input *in);

/* The next document. ST_OK; ST_FAIL: this one cannot be read: doc->id, path, member and record say which, `e` says why
   (e->path is path!member, e->line the record), and the next call goes on behind it; ST_END; ST_FATAL:
   out of memory. A document for which the arena has no room (its cap) fails alone, with ERR_MEMORY; the arena is reset
   for its name. */
NODISCARD enum status input_next(struct input *in, struct arena *arena, struct document *doc, struct err *e);
struct input_counts input_count(const struct input *in);

/* The first of the files that the options lead to (one that holds many counts as a file) of which the bytes, the name
   or the rights were changed after `then` and which `owns` does not know; *path is on the heap, NULL where there is
   none. ST_FAIL: the list cannot be opened. ST_FATAL: out of memory. */
NODISCARD enum status input_younger(const struct input_options *options, struct timespec then,
                                    bool (*owns)(void *owner, struct str path), void *owner, char **path,
                                    struct err *e);

/* Whether a file is data to be read here (JSON, a table with a column of text, anything packed) rather than a page, a
   text, or a table of another kind. What is no regular file, and "-", is taken for data: it cannot be read twice. */
bool input_is_data(const char *path, const char *columns);

#endif
