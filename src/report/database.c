#include "database.h"

#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char make_tables[] =
    "CREATE TABLE run (key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE postings (ordinal INTEGER PRIMARY KEY, id TEXT, path TEXT, member TEXT, record INTEGER,"
    " offset INTEGER, url TEXT, status TEXT NOT NULL, error TEXT, code TEXT, title TEXT, company TEXT, location TEXT,"
    " language TEXT, date_posted TEXT, employment_type TEXT, salary TEXT, role TEXT, probability REAL, margin REAL,"
    " reason TEXT, page TEXT, title_role TEXT, body_role TEXT, fit TEXT);"
    "CREATE TABLE probabilities (ordinal INTEGER NOT NULL REFERENCES postings, role TEXT NOT NULL, probability REAL,"
    " score REAL, prior REAL, PRIMARY KEY (ordinal, role)) WITHOUT ROWID;"
    "CREATE TABLE evidence (ordinal INTEGER NOT NULL REFERENCES postings, rank INTEGER NOT NULL, kind TEXT NOT NULL,"
    " quote TEXT, words TEXT, phrase TEXT, criterion TEXT, role TEXT, contribution REAL, section TEXT, place TEXT,"
    " \"start\" INTEGER, \"end\" INTEGER, line INTEGER, \"column\" INTEGER, PRIMARY KEY (ordinal, rank)) WITHOUT ROWID;"
    "CREATE VIEW misfits AS SELECT ordinal, id, title, company, fit, title_role, body_role, probability,"
    " (SELECT quote FROM evidence e WHERE e.ordinal = p.ordinal AND e.role = p.body_role AND e.place = 'body'"
    "  AND e.kind = 'clear' ORDER BY e.rank LIMIT 1) AS quote, path"
    " FROM postings p WHERE fit IN ('promises-more', 'promises-less', 'different');"
    "CREATE VIEW criteria AS SELECT ordinal, criterion, role, round(sum(contribution), 3) AS contribution,"
    " count(*) AS hits, (SELECT quote FROM evidence s WHERE s.ordinal = e.ordinal AND s.criterion = e.criterion"
    "  AND s.role = e.role ORDER BY s.rank LIMIT 1) AS quote"
    " FROM evidence e WHERE kind <> 'silenced' GROUP BY ordinal, criterion, role;";

static const char make_indexes[] =
    "CREATE INDEX IF NOT EXISTS postings_by_id ON postings (id);"
    "CREATE INDEX IF NOT EXISTS postings_by_role ON postings (role, fit);"
    "CREATE INDEX IF NOT EXISTS evidence_by_phrase ON evidence (phrase);"
    "CREATE INDEX IF NOT EXISTS evidence_by_criterion ON evidence (criterion, role);";
static const char drop_indexes[] =
    "DROP INDEX IF EXISTS postings_by_id; DROP INDEX IF EXISTS postings_by_role;"
    "DROP INDEX IF EXISTS evidence_by_phrase; DROP INDEX IF EXISTS evidence_by_criterion;";

enum { POSTINGS, PROBABILITIES, EVIDENCE, DOCUMENTS, STATEMENTS };
static const char *const statements[STATEMENTS] = {
    "INSERT INTO postings VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    "INSERT INTO probabilities VALUES (?,?,?,?,?)",
    "INSERT INTO evidence VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    "UPDATE run SET value = ? WHERE key = 'documents'",
};

struct database {
  sqlite3 *sql;
  sqlite3_stmt *statement[STATEMENTS];
  const char *path;
  int64_t ordinal; /* of the last posting */
  uint64_t done;
  bool writing; /* a transaction is open */
  bool failed;
};

/* What SQLite last complained of, in words for people. */
static enum status complain(struct database *db, struct err *e) {
  db->failed = true;
  int code = db->sql ? sqlite3_errcode(db->sql) & 0xFF : SQLITE_NOMEM;
  const char *path = db->path;
  switch (code) {
    case SQLITE_NOMEM: return err_memory(e);
    case SQLITE_FULL: err_set_at(e, ERR_WRITE, path, 0, 0, "cannot write: the disk is full"); break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: err_set_at(e, ERR_OPEN, path, 0, 0, "another program is using this database"); break;
    case SQLITE_CORRUPT: err_set_at(e, ERR_FORMAT, path, 0, 0, "this database is damaged"); break;
    case SQLITE_NOTADB: err_set_at(e, ERR_FORMAT, path, 0, 0, "there is a file already, and it is no database"); break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_IOERR: {
      int number = sqlite3_system_errno(db->sql);
      err_set_at(e, code == SQLITE_CANTOPEN ? ERR_OPEN : ERR_WRITE, path, 0, 0, "cannot write: %s",
                 number ? strerror(number) : sqlite3_errmsg(db->sql));
      break;
    }
    default: err_set_at(e, ERR_INTERNAL, path, 0, 0, "SQLite: %s", sqlite3_errmsg(db->sql));
  }
  return ST_FATAL;
}

static enum status run_sql(struct database *db, const char *sql, struct err *e) {
  return sqlite3_exec(db->sql, sql, NULL, NULL, NULL) == SQLITE_OK ? ST_OK : complain(db, e);
}

/* The one number that a query gives. */
static enum status ask(struct database *db, const char *sql, int64_t *out, struct err *e) {
  sqlite3_stmt *s = NULL;
  int step = sqlite3_prepare_v2(db->sql, sql, -1, &s, NULL);
  if (step == SQLITE_OK) step = sqlite3_step(s);
  if (step == SQLITE_ROW) *out = sqlite3_column_int64(s, 0);
  enum status status = step == SQLITE_ROW ? ST_OK : complain(db, e);
  sqlite3_finalize(s);
  return status;
}

/* ---- opening ---- */

/* A relative path gets "./" in front: SQLite would take ":memory:" and "file:..." for something else. */
static int open_file(struct database *db) {
  char *path = sqlite3_mprintf("%s%s", db->path[0] == '/' ? "" : "./", db->path);
  if (!path) return SQLITE_NOMEM;
  int code = sqlite3_open_v2(path, &db->sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  sqlite3_free(path);
  if (code == SQLITE_OK) sqlite3_busy_timeout(db->sql, 2000);
  return code;
}

/* Takes the file for this process alone, and finds out whose it is. `empty`: nobody's. */
static enum status take(struct database *db, bool *empty, struct err *e) {
  int64_t tables = 0, application = 0;
  if (open_file(db) != SQLITE_OK) return complain(db, e);
  enum status status =
      run_sql(db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = EXTRA; BEGIN EXCLUSIVE; COMMIT", e);
  if (status == ST_OK) status = ask(db, "SELECT count(*) FROM sqlite_master", &tables, e);
  if (status == ST_OK) status = ask(db, "PRAGMA application_id", &application, e);
  if (status != ST_OK) return status;
  *empty = tables == 0 && application == 0;
  if (*empty || application == DATABASE_APPLICATION) return ST_OK;
  err_set_at(e, ERR_FORMAT, db->path, 0, 0, "there is a database already, and it is not one of rolecall's");
  return ST_FATAL;
}

static enum status set_run(struct database *db, const char *key, const char *text, size_t len, struct err *e) {
  sqlite3_stmt *s = NULL;
  int code = sqlite3_prepare_v2(db->sql, "INSERT INTO run VALUES (?, ?)", -1, &s, NULL);
  if (code == SQLITE_OK) code = sqlite3_bind_text(s, 1, key, -1, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_bind_text64(s, 2, text, len, SQLITE_STATIC, SQLITE_UTF8);
  if (code == SQLITE_OK) code = sqlite3_step(s);
  enum status status = code == SQLITE_DONE ? ST_OK : complain(db, e);
  sqlite3_finalize(s);
  return status;
}

/* Tables and the run's facts, all or nothing. */
static enum status begin(struct database *db, const struct database_options *o, struct err *e) {
  char pragmas[128], hash[24], temperature[32];
  snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d", DATABASE_APPLICATION,
           DATABASE_SCHEMA);
  snprintf(hash, sizeof hash, "%016" PRIx64, o->lex->hash);
  snprintf(temperature, sizeof temperature, "%.4f", o->lex->temperature);
  const struct {
    const char *key;
    struct str value;
  } facts[] = {{"version", str_of(o->tool_version)}, {"lexicon", o->lex->name},
               {"lexicon_version", o->lex->version}, {"lexicon_hash", str_of(hash)},
               {"temperature", str_of(temperature)}, {"run_hash", str_of(o->run_hash)}};
  enum status status = run_sql(db, "BEGIN IMMEDIATE", e);
  if (status == ST_OK) status = run_sql(db, pragmas, e);
  if (status == ST_OK) status = run_sql(db, make_tables, e);
  for (size_t i = 0; i < sizeof facts / sizeof *facts && status == ST_OK; i++)
    status = set_run(db, facts[i].key, facts[i].value.ptr, facts[i].value.len, e);
  if (status == ST_OK) status = run_sql(db, "INSERT INTO run VALUES ('documents', 0); COMMIT", e);
  return status;
}

/* Reads how far an earlier run came, if it was the same run. */
static enum status go_on(struct database *db, const struct database_options *o, struct err *e) {
  int64_t schema = 0;
  if (ask(db, "PRAGMA user_version", &schema, e) != ST_OK) return ST_FATAL;
  if (schema != DATABASE_SCHEMA) {
    err_set_at(e, ERR_FORMAT, db->path, 0, 0, "a database of another version of rolecall (schema %" PRId64 ", not %d)",
               schema, DATABASE_SCHEMA);
    return ST_FATAL;
  }
  sqlite3_stmt *s = NULL;
  int code = sqlite3_prepare_v2(db->sql, "SELECT value = ? FROM run WHERE key = 'run_hash'", -1, &s, NULL);
  if (code == SQLITE_OK) code = sqlite3_bind_text(s, 1, o->run_hash, -1, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_step(s);
  bool same = code == SQLITE_ROW && sqlite3_column_int(s, 0) == 1;
  enum status status = code == SQLITE_ROW || code == SQLITE_DONE ? ST_OK : complain(db, e);
  sqlite3_finalize(s);
  if (status == ST_OK && !same) {
    err_set_at(
        e, ERR_USAGE, db->path, 0, 0,
        "this database was begun by another version of rolecall, or with another lexicon, other options or inputs");
    return ST_FATAL;
  }
  int64_t done = 0;
  if (status == ST_OK) status = ask(db, "SELECT value FROM run WHERE key = 'documents'", &done, e);
  if (status == ST_OK) status = ask(db, "SELECT ifnull(max(ordinal), 0) FROM postings", &db->ordinal, e);
  if (status == ST_OK) status = run_sql(db, drop_indexes, e);
  db->done = done > 0 ? (uint64_t)done : 0;
  return status;
}

/* Sorting for the indexes takes files once it is more than a few hundred postings; the sandbox leaves us this folder. */
static bool sort_beside(const char *path) {
  const char *slash = strrchr(path, '/');
  sqlite3_free(sqlite3_temp_directory);
  sqlite3_temp_directory = slash ? sqlite3_mprintf("%.*s", (int)(slash - path) + 1, path) : sqlite3_mprintf(".");
  return sqlite3_temp_directory != NULL;
}

static void free_database(struct database *db) {
  sqlite3_free(sqlite3_temp_directory);
  sqlite3_temp_directory = NULL;
  for (size_t i = 0; i < STATEMENTS; i++) sqlite3_finalize(db->statement[i]);
  sqlite3_close(db->sql);
  free(db);
}

/* An earlier database of ours makes room; `db` is as before the opening. */
static enum status replace(struct database *db, struct err *e) {
  sqlite3_close(db->sql);
  db->sql = NULL;
  if (unlink(db->path) == 0 || errno == ENOENT) return ST_OK;
  err_set_at(e, ERR_OPEN, db->path, 0, 0, "cannot replace: %s", strerror(errno));
  return ST_FATAL;
}

enum status database_open(const char *path, const struct database_options *o, struct database **out, struct err *e) {
  struct database *db = calloc(1, sizeof *db);
  if (!db) return err_memory(e);
  db->path = path;
  bool empty = false;
  enum status status = sort_beside(path) ? take(db, &empty, e) : err_memory(e);
  if (status == ST_OK && !empty && !o->resume) {
    status = replace(db, e);
    if (status == ST_OK) status = take(db, &empty, e);
  }
  if (status == ST_OK) status = empty ? begin(db, o, e) : go_on(db, o, e);
  for (size_t i = 0; i < STATEMENTS && status == ST_OK; i++)
    if (sqlite3_prepare_v3(db->sql, statements[i], -1, SQLITE_PREPARE_PERSISTENT, &db->statement[i], NULL) != SQLITE_OK)
      status = complain(db, e);
  if (status != ST_OK) {
    free_database(db);
    return status;
  }
  *out = db;
  return ST_OK;
}

/* ---- adding ---- */

/* Takes `size` bytes from the front of the rows. */
static bool take_bytes(struct str *rows, void *out, size_t size) {
  if (rows->len < size) return false;
  memcpy(out, rows->ptr, size);
  *rows = str_sub(*rows, size, rows->len);
  return true;
}

/* The next value to a statement's parameter; an SQLite code, or SQLITE_MISUSE where the rows are broken. */
static int bind(sqlite3_stmt *s, int parameter, struct str *rows) {
  char type;
  int64_t integer;
  double real;
  uint32_t len;
  if (!take_bytes(rows, &type, 1)) return SQLITE_MISUSE;
  switch (type) {
    case VALUE_NONE: return sqlite3_bind_null(s, parameter);
    case VALUE_INTEGER:
      return take_bytes(rows, &integer, sizeof integer) ? sqlite3_bind_int64(s, parameter, integer) : SQLITE_MISUSE;
    case VALUE_REAL:
      return take_bytes(rows, &real, sizeof real) ? sqlite3_bind_double(s, parameter, real) : SQLITE_MISUSE;
    case VALUE_TEXT: {
      if (!take_bytes(rows, &len, sizeof len) || rows->len < len) return SQLITE_MISUSE;
      const char *text = rows->ptr;
      *rows = str_sub(*rows, len, rows->len);
      return sqlite3_bind_text64(s, parameter, text, len, SQLITE_STATIC, SQLITE_UTF8); /* stays until the step below */
    }
    default: return SQLITE_MISUSE;
  }
}

static sqlite3_stmt *statement_of(const struct database *db, char table) {
  switch (table) {
    case ROW_POSTING: return db->statement[POSTINGS];
    case ROW_PROBABILITY: return db->statement[PROBABILITIES];
    case ROW_EVIDENCE: return db->statement[EVIDENCE];
    default: return NULL;
  }
}

static enum status broken(struct database *db, struct err *e) {
  if (db->failed) err_set_at(e, ERR_WRITE, db->path, 0, 0, "cannot write: an earlier write failed");
  db->failed = true;
  err_set_at(e, ERR_INTERNAL, db->path, 0, 0, "a row for the database is broken");
  return ST_FATAL;
}

enum status database_add(struct database *db, struct str rows, struct err *e) {
  if (db->failed) return broken(db, e);
  if (!db->writing) {
    if (run_sql(db, "BEGIN IMMEDIATE", e) != ST_OK) return ST_FATAL;
    db->writing = true;
  }
  while (rows.len) {
    char table;
    if (!take_bytes(&rows, &table, 1)) return broken(db, e);
    sqlite3_stmt *s = statement_of(db, table);
    if (!s) return broken(db, e);
    if (table == ROW_POSTING) db->ordinal++;
    int code = sqlite3_bind_int64(s, 1, db->ordinal);
    for (int i = 2; i <= sqlite3_bind_parameter_count(s) && code == SQLITE_OK; i++) code = bind(s, i, &rows);
    if (code == SQLITE_MISUSE) return broken(db, e);
    if (code == SQLITE_OK) code = sqlite3_step(s);
    if (code != SQLITE_DONE) return complain(db, e);
    sqlite3_reset(s);
  }
  return ST_OK;
}

enum status database_commit(struct database *db, uint64_t documents, struct err *e) {
  if (db->failed) return broken(db, e);
  if (!db->writing && documents == db->done) return ST_OK;
  if (!db->writing && run_sql(db, "BEGIN IMMEDIATE", e) != ST_OK) return ST_FATAL;
  db->writing = true;
  sqlite3_stmt *s = db->statement[DOCUMENTS];
  int code = sqlite3_bind_int64(s, 1, (sqlite3_int64)documents);
  if (code == SQLITE_OK) code = sqlite3_step(s);
  if (code != SQLITE_DONE) return complain(db, e);
  sqlite3_reset(s);
  if (run_sql(db, "COMMIT", e) != ST_OK) return ST_FATAL;
  db->writing = false;
  db->done = documents;
  return ST_OK;
}

uint64_t database_done(const struct database *db) {
  return db->done;
}

enum status database_close(struct database *db, struct err *e) {
  if (!db) return ST_OK;
  enum status status = ST_OK;
  bool failed = db->failed;
  for (size_t i = 0; i < STATEMENTS; i++) sqlite3_reset(db->statement[i]);
  if (db->writing && sqlite3_get_autocommit(db->sql) == 0) status = run_sql(db, "ROLLBACK", e);
  if (status == ST_OK && !failed) status = run_sql(db, make_indexes, e);
  free_database(db);
  return status;
}

enum status database_replaceable(const char *path, struct err *e) {
  static const char *const endings[] = {"-wal", "-journal"};
  enum status status = ST_OK;
  for (size_t i = 0; i < 2 && status == ST_OK; i++) {
    struct stat st;
    char *beside = sqlite3_mprintf("%s%s", path, endings[i]);
    if (!beside) return err_memory(e);
    bool is_wal = i == 0;
    if (stat(beside, &st) == 0 && S_ISREG(st.st_mode) && (is_wal || st.st_size)) {
      err_set(e, ERR_OPEN,
              "cannot replace %s: %s beside it is of a program that has it open or was killed; end that program, or "
              "open the database with it once more; or remove both",
              path, beside);
      status = ST_FAIL;
    }
    sqlite3_free(beside);
  }
  return status;
}

void database_library_version(char *out, size_t size) {
  snprintf(out, size, "SQLite %s", sqlite3_libversion());
}
