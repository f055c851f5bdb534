/* database.h: results as an SQLite database that an analyst can query: postings, probabilities, evidence, run, and the
   views misfits and criteria (schema.md). Owned and used by one thread; the workers encode rows for it
   (database_row.h). The only file with sqlite3, whose temporary files go to the folder of the database that is open.
   What database_commit was told is durable: on the disk, whatever happens to the process or the power, together with
   the count of documents it stands for. What was added since is gone after a kill; open again with `resume` and go on
   behind database_done() documents. One writer at a time: a second one is refused. */
#ifndef ROLECALL_DATABASE_H
#define ROLECALL_DATABASE_H

#include "database_row.h"

enum { DATABASE_SCHEMA = 1, DATABASE_APPLICATION = 0x524F4C45 }; /* PRAGMA user_version; application_id, "ROLE" */

struct database;

struct database_options {
  const struct lexicon *lex;
  const char *tool_version; /* "0.1.0" */
  const char *run_hash;     /* of all that the rows depend on: a resumed run must have the same */
  bool resume;              /* go on with what is there, nothing included; else begin anew */
};

/* `path` is borrowed until database_close. Without `resume` a database of ours at that path is replaced; anything else
   there is refused, never overwritten. With it, a missing or empty file is begun, and one of another run, of another
   schema or of somebody else is refused. ST_OK, or ST_FATAL with ERR_OPEN, ERR_READ, ERR_WRITE, ERR_FORMAT (not ours)
   or ERR_USAGE (another run); `e->path` is `path`. */
NODISCARD enum status database_open(const char *path, const struct database_options *o, struct database **out,
                                    struct err *e);
/* Rows as report_database_row wrote them, of one or more documents. ST_FATAL: the database takes no more; close it. */
NODISCARD enum status database_add(struct database *db, struct str rows, struct err *e);
/* Makes what was added durable, and `documents` as the number of them since the beginning of the run, resumed or not.
 */
NODISCARD enum status database_commit(struct database *db, uint64_t documents, struct err *e);
/* Documents of the last commit, those of the run that was resumed included. */
uint64_t database_done(const struct database *db);
/* Drops what was not committed, makes the indexes unless something failed before, and closes. Frees `db` in any case;
   NULL is fine. */
NODISCARD enum status database_close(struct database *db, struct err *e);
/* Whether a new database may get this name. ST_FAIL, ERR_OPEN: beside it stand changes of the one that has it now, not
   yet put into it, because a program has it open or was killed; SQLite would put them into the new one. */
NODISCARD enum status database_replaceable(const char *path, struct err *e);
/* "SQLite 3.40.1" */
void database_library_version(char *out, size_t size);

#endif
