/* lexfile.h: the lexicon's files as text: sections and their fields, with the place of each for messages. Views into
   the file's bytes, which live in the arena. Internal to this room. */
#ifndef ROLECALL_LEXFILE_H
#define ROLECALL_LEXFILE_H

#include "lexicon.h"

struct lexfile {
  const char *name; /* "focus.txt" */
  const char *path; /* folder and name, NUL-terminated */
  struct str text;
};

struct lexfield {
  struct str key, value;
  uint32_t line, column, value_column; /* 1-based, bytes */
  bool is_used;                        /* somebody asked for it */
};

struct lexsection {
  struct str id;         /* "focus.day-to-day-site" */
  struct str kind, slug; /* what stands before and behind the first dot; the slug is empty where there is no dot */
  uint32_t line, column;
  struct lexfield *fields;
  size_t field_count, field_size;
};

/* Reads every .txt of the folder, and weights.tsv, in byte order of the names. */
NODISCARD enum status lexfiles_read(const char *folder, struct arena *a, struct lexfile **out, size_t *count,
                                    struct err *e);

/* Gives `use` the name of each of these files with size, times and inode: what changes when a file does. `newest`: of the changes, in seconds
   since 1970. */
NODISCARD enum status lexfiles_stamps(const char *folder, const struct memory *memory,
                                      void (*use)(void *context, struct str bytes), void *context, int64_t *newest,
                                      struct err *e);

/* Gives `use` the name of each of these files and then its bytes in pieces, all but the last of one size; they are gone
   afterwards. */
NODISCARD enum status lexfiles_each(const char *folder, const struct memory *memory,
                                    void (*use)(void *context, struct str bytes), void *context, struct err *e);

/* Goes through a file section by section. */
struct lexreader {
  const struct lexfile *file;
  size_t at;
  uint32_t line;
  bool is_ascii;
  struct lexsection section;
  struct lexicon_notes *notes;
  struct arena *arena;
};
void lexreader_init(struct lexreader *r, const struct lexfile *f, struct arena *a, struct lexicon_notes *notes);
/* ST_OK: r->section is the next one; ST_END; ST_FATAL: out of memory. Lines that can't be read become notes. */
NODISCARD enum status lexreader_next(struct lexreader *r);

/* "1", "-0.4", "+2.25": no exponent, no locale, at most 9 digits on either side. False where it is none. */
bool lexfile_number(struct str s, double *out);

#endif
