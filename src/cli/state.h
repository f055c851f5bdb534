/* state.h: the small file FILE.state beside FILE.part, which says how far a run has come and with what settings, so
   that it can go on after a kill or a power cut. Beside the FILE of a finished shard it stays, for rolecall merge, and
   of a run with --resume, which knows its FILE by it. Text, for people
   too: a first line that names the format, the settings as name=value, a line "done:", and numbers as name=value. */
#ifndef ROLECALL_STATE_H
#define ROLECALL_STATE_H

#include "../base/buf.h"

struct state {
  uint64_t documents;          /* of the input: read and done with, those of other shards too */
  uint64_t bytes, error_bytes; /* of FILE.part, and of the part of --errors, that belong to them */
  uint64_t input_hash;         /* of what those documents were */
  uint64_t rows, failed;       /* written in all */
  uint64_t misfits;            /* of the rows: titles that do not fit */
  bool complete;               /* the whole input is done */
};

/* Written aside, on the disk, renamed: there is always a whole one. What it speaks of must be on the disk already. */
NODISCARD enum status state_save(const char *path, struct str settings, const struct state *s, struct err *e);
/* ST_END: there is none. ST_FAIL: it cannot be read, or is none of ours. The settings are left in `settings`. */
NODISCARD enum status state_load(const char *path, struct buf *settings, struct state *out, struct err *e);
/* Whether two lists of settings are the same but for the setting `except` (NULL: no exception). If not, *what is a
   phrase that says what differs first: "format was csv, is jsonl". */
bool state_same(struct str was, struct str is, const char *except, char *what, size_t size);
/* The value of a setting; empty where it is not there. */
struct str state_setting(struct str settings, const char *name);
/* Adds a setting; control bytes become '?'. */
void state_set(struct buf *settings, const char *name, struct str value);

#endif
