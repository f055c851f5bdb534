/* store.h: where a batch's results are kept: the output with its FILE.part, the file of --errors, and the state beside
   them from which a run goes on. Order on the disk, so that a power cut loses nothing: rows and errors first, then the
   state that speaks of them, then names. Used by one thread at a time. */
#ifndef ROLECALL_STORE_H
#define ROLECALL_STORE_H

#include <sys/types.h>

#include "../report/database.h"
#include "options.h"
#include "outfile.h"
#include "state.h"

/* FILE, what stands beside it, and the file of --errors. */
enum { STORE_FILE, STORE_PART, STORE_JOURNAL, STORE_STATE, STORE_STATE_ASIDE, STORE_ERRORS, STORE_NAMES };

struct store {
  char *names[STORE_NAMES]; /* of what this run may write; NULL: it does not */
  struct {
    bool is_file;
    dev_t device;
    ino_t inode;
  } streams[2];     /* standard output and error, where they are files */
  char asked[4096]; /* by store_owns last, */
  bool asked_owned; /* and the answer */
  struct outfile out, errors;
  struct database *db; /* instead of `out`, of which only the names are used; NULL: rows are bytes */
  uint64_t db_had;     /* documents that it held already: more than the state says, after a kill between the two */
  bool has_errors;
  const struct lexicon *lex;
  char *state_path;    /* NULL: the run cannot go on later (standard output, a format without rows) */
  struct buf settings; /* of this run */
  struct state done;
  uint64_t saved;              /* documents of the last checkpoint */
  bool goes_on;                /* with what an earlier run left */
  bool keeps_state;            /* beside FILE when it is whole */
  double every, last, flushed; /* seconds: between checkpoints, of the last, and when rows were last written */
};

enum store_opened { STORE_READY, STORE_COMPLETE, STORE_FAILED };

/* Opens the files that the options name; with --resume as the earlier run left them, else anew. `settings` is of this
   run; taken over; `lex` is for a database. STORE_COMPLETE: FILE is this run's, whole, and no plain file among its
   inputs, in folders and lists too, is younger: there is nothing to do, and `done` says what was. STORE_FAILED: `e`
   says why. What a person should know besides is said on standard error unless --quiet. */
NODISCARD enum store_opened store_open(struct store *s, const struct options *o, const struct lexicon *lex,
                                       bool resumable, struct buf *settings, struct err *e);
void store_close(struct store *s);

/* Rows of documents up to `documents` of the input. False: `e` says why; the store is of no more use. */
NODISCARD bool store_add(struct store *s, struct str rows, struct str errors, uint64_t documents, struct err *e);
/* A checkpoint, if one is due (or `now`); and rows go out once a second at least. */
NODISCARD bool store_step(struct store *s, bool now, struct err *e);
/* All is written: the files get their names. */
NODISCARD bool store_finish(struct store *s, struct err *e);
/* Not all is written, but what is stays: for a run that was interrupted. */
NODISCARD bool store_stop(struct store *s, struct err *e);

/* Whether the path is one of the files that this run writes (a folder may hold them), standard output and error too. */
bool store_owns(struct store *s, struct str path);

#endif
