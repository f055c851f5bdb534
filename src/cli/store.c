#include "store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/hash.h"
#include "../input/input.h"
#include "console.h"

/* ---- opening ---- */

static bool same_file(const char *a, const char *b) {
  struct stat x, y;
  return a && b && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static const char *base_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* The names of all that this run may write, before any of it is opened. */
static bool name_files(struct store *s, const struct options *o, const char *file, bool regular, bool resumable) {
  static const char *const endings[STORE_NAMES] = {"", ".part", ".part-journal", ".state", ".state.tmp"};
  const bool wanted[STORE_NAMES] = {[STORE_FILE] = file,
                                    [STORE_PART] = regular,
                                    [STORE_JOURNAL] = regular && o->format == FORMAT_SQLITE,
                                    [STORE_STATE] = regular && resumable,
                                    [STORE_STATE_ASIDE] = regular && resumable,
                                    [STORE_ERRORS] = o->errors};
  for (size_t i = 0; i < STORE_NAMES; i++) {
    if (!wanted[i]) continue;
    s->names[i] = i == STORE_ERRORS ? outfile_beside(o->errors, "") : outfile_beside(file, endings[i]);
    if (!s->names[i]) return false;
  }
  return true;
}

static void note_streams(struct store *s) {
  for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) continue;
    s->streams[fd - STDOUT_FILENO].is_file = true;
    s->streams[fd - STDOUT_FILENO].device = st.st_dev;
    s->streams[fd - STDOUT_FILENO].inode = st.st_ino;
  }
}

static bool is_stream(const struct store *s, int fd, const struct stat *st) {
  size_t i = (size_t)(fd - STDOUT_FILENO);
  return s->streams[i].is_file && s->streams[i].device == st->st_dev && s->streams[i].inode == st->st_ino;
}

static bool is_some_stream(const struct store *s, const struct stat *st) {
  return is_stream(s, STDOUT_FILENO, st) || is_stream(s, STDERR_FILENO, st);
}

/* Nothing that is read may be written. */
static bool is_written(const struct store *s, const char *input, struct err *e) {
  struct stat st;
  if ((strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(input, &st)) != 0 || !S_ISREG(st.st_mode))
    return false;
  if (is_some_stream(s, &st)) {
    err_set(e, ERR_USAGE, "%s is an input; standard output or standard error cannot go there too",
            strcmp(input, "-") == 0 ? "standard input" : input);
    return true;
  }
  for (size_t i = 0; i < STORE_NAMES; i++) {
    if (!same_file(s->names[i], input)) continue;
    err_set(e, ERR_USAGE, "%s is an input; it cannot be %s too", input,
            i == STORE_FILE || i == STORE_ERRORS ? "the output" : "written beside the output");
    return true;
  }
  return false;
}

/* What --errors names is emptied, so it must not be anything else: a line of failures, as rows.c writes them. */
static bool holds_other_than_errors(const char *path) {
  char line[1 << 16];
  struct stat st;
  if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) return false;
  FILE *f = fopen(path, "rb");
  bool is_ours = f && fgets(line, sizeof line, f) && strncmp(line, "{\"id\":", 6) == 0 && strstr(line, ",\"code\":");
  if (f) fclose(f);
  return !is_ours;
}

static bool check_paths(const struct store *s, const struct options *o, struct err *e) {
  for (size_t i = 0; i < o->path_count; i++)
    if (is_written(s, o->paths[i], e)) return false;
  if (o->files_from && is_written(s, o->files_from, e)) return false;
  const char *errors = s->names[STORE_ERRORS];
  for (size_t i = 0; errors && i < STORE_ERRORS; i++) {
    if (!s->names[i] || !outfile_same(s->names[i], errors)) continue;
    if (i == STORE_FILE)
      err_set(e, ERR_USAGE, "-o and --errors name the same file");
    else
      err_set(e, ERR_USAGE, "--errors names %s, which is kept beside the output", o->errors);
    return false;
  }
  if (errors && holds_other_than_errors(errors)) {
    err_set(e, ERR_USAGE, "%s is there and holds something else than failures; remove it, or name another file",
            o->errors);
    return false;
  }
  return true;
}

static bool exists(const char *path) {
  struct stat st;
  return stat(path, &st) == 0;
}

static bool owns(void *store, struct str path) {
  return store_owns(store, path);
}

/* Whether a file of the input has changed or come since `then`; `e` says which. What has gone, nobody can see. */
static enum status unchanged_since(struct store *s, const struct options *o, struct timespec then, struct err *e) {
  struct input_options options = options_input(o, o->paths, o->path_count);
  options.files_from = o->files_from;
  char *path = NULL;
  enum status status = input_younger(&options, then, owns, s, &path, e);
  if (status != ST_OK || !path) return status;
  err_set(e, ERR_USAGE, "%s is complete, and %s has changed since; without --resume it is made anew", o->output, path);
  free(path);
  return ST_FAIL;
}

/* FILE is there and FILE.part is not: ST_OK, it is what this run would write; ST_END: it is of an earlier run, and this
   one did not come to its end; ST_FAIL: `e` says what it is. */
static enum status look_at_whole(struct store *s, const struct options *o, const char *file, bool has_state,
                                 struct err *e) {
  struct stat st;
  if (!has_state) {
    err_set(e, ERR_USAGE,
            "%s is there, and no %s beside it says what run made it; without --resume it is made anew, or name another "
            "file",
            file, s->state_path);
    return ST_FAIL;
  }
  if (!s->done.complete || stat(file, &st) != 0) return ST_END;
  if (o->format != FORMAT_SQLITE && (uint64_t)st.st_size != s->done.bytes) {
    err_set(e, ERR_USAGE,
            "%s is not as its run left it: %" PRIu64 " bytes were written, it has %" PRIu64
            "; without --resume it is made anew",
            file, s->done.bytes, (uint64_t)st.st_size);
    return ST_FAIL;
  }
  return unchanged_since(s, o, st.st_mtim, e);
}

/* What an earlier run left, for --resume. ST_OK: to be gone on with, or *complete. ST_END: nothing; begin anew. */
static enum status look_back(struct store *s, const struct options *o, const char *file, bool *complete,
                             struct err *e) {
  char what[256];
  struct buf was = {0};
  char *part = outfile_beside(file, ".part");
  enum status status = part ? state_load(s->state_path, &was, &s->done, e) : err_memory(e);
  bool has_part = part && exists(part), has_file = exists(file);
  if (status == ST_OK && (has_part || has_file) &&
      !state_same(buf_str(&was), buf_str(&s->settings), NULL, what, sizeof what)) {
    err_set(e, ERR_USAGE, "cannot go on with %s, which another run began: %s; without --resume it begins anew", file,
            what);
    status = ST_FAIL;
  } else if ((status == ST_OK || status == ST_END) && !has_part && has_file) {
    status = look_at_whole(s, o, file, status == ST_OK, e);
    *complete = status == ST_OK;
  } else if (status == ST_OK && !has_part) {
    status = ST_END;
  }
  buf_free(&was);
  free(part);
  return status;
}

/* As it was at the last commit. */
static void drop_database(struct store *s) {
  enum status ignored = database_close(s->db, NULL);
  (void)ignored;
  s->db = NULL;
}

/* The database in FILE.part, which keeps count of its documents itself. */
static enum status open_database(struct store *s, const char *file, bool *was_there, struct err *e) {
  s->out.path = outfile_beside(file, "");
  s->out.part = outfile_beside(file, ".part");
  if (!s->out.path || !s->out.part) return err_memory(e);
  struct stat st;
  if (stat(file, &st) == 0 && !S_ISREG(st.st_mode)) {
    err_set(e, ERR_OPEN, "cannot write %s: a database is a file", file);
    return ST_FAIL;
  }
  enum status status = database_replaceable(s->out.path, e);
  if (status != ST_OK) return status;
  if (was_there) *was_there = exists(s->out.part);
  char run[17];
  snprintf(run, sizeof run, "%016" PRIx64, hash_add(HASH_START, buf_str(&s->settings)));
  struct database_options options = {
      .lex = s->lex, .tool_version = ROLECALL_VERSION, .run_hash = run, .resume = s->goes_on};
  status = database_open(s->out.part, &options, &s->db, e);
  if (status != ST_OK) return status;
  s->db_had = database_done(s->db);
  if (s->db_had >= s->done.documents) return ST_OK;
  err_set(e, ERR_READ, "%s holds fewer documents than it did", s->out.part);
  return ST_FAIL;
}

static enum status open_files(struct store *s, const struct options *o, const char *file, bool *was_there,
                              struct err *e) {
  outfile_close(&s->out);
  outfile_close(&s->errors);
  drop_database(s);
  enum status status = ST_OK;
  if (file && o->format == FORMAT_SQLITE)
    status = open_database(s, file, was_there, e);
  else if (file)
    status = outfile_open(&s->out, file, false, s->done.bytes, was_there, e);
  else
    outfile_standard(&s->out);
  if (status == ST_OK && o->errors) status = outfile_open(&s->errors, o->errors, true, s->done.error_bytes, NULL, e);
  return status;
}

/* Opens anew. The old state goes before the first row is written, so that it never speaks of rows of this run; a power
   cut in between leaves it with too short a part, which go_on sees. */
static enum status begin(struct store *s, const struct options *o, const char *file, struct err *e) {
  bool was_there = false;
  s->goes_on = false;
  s->saved = 0;
  s->done = (struct state){0};
  enum status status = open_files(s, o, file, &was_there, e);
  if (status != ST_OK) return status;
  if (s->state_path && unlink(s->state_path) == 0) outfile_sync_folder(s->state_path);
  if (was_there && !o->quiet)
    console_say("warning: %s stood there from an earlier run; it is overwritten", s->out.part);
  return ST_OK;
}

static enum status go_on(struct store *s, const struct options *o, const char *file, struct err *e) {
  s->goes_on = true;
  s->saved = s->done.documents;
  enum status status = open_files(s, o, file, NULL, e);
  if (status != ST_FAIL || e->code != ERR_READ) return status;
  if (!o->quiet) console_say("warning: %s; beginning anew", e->msg);
  err_clear(e);
  return begin(s, o, file, e);
}

enum store_opened store_open(struct store *s, const struct options *o, const struct lexicon *lex, bool resumable,
                             struct buf *settings, struct err *e) {
  *s = (struct store){
      .out = {.fd = -1}, .errors = {.fd = -1}, .lex = lex, .settings = *settings, .every = o->checkpoint};
  *settings = (struct buf){0};
  s->has_errors = o->errors != NULL;
  s->keeps_state = o->shard_of > 0 || o->resume; /* for merge, and to know FILE again */
  s->last = s->flushed = console_seconds();
  const char *file = o->output && strcmp(o->output, "-") != 0 ? o->output : NULL;
  struct stat st;
  note_streams(s);
  bool is_there = file && stat(file, &st) == 0;
  if (is_there && is_stream(s, STDOUT_FILENO, &st) && o->format != FORMAT_SQLITE)
    file = NULL; /* -o /dev/stdout >>FILE: a renamed part would lose what stands in FILE */
  bool regular = file && (!is_there || S_ISREG(st.st_mode));
  if (!name_files(s, o, file, regular, resumable) || s->settings.failed) {
    err_memory(e);
    return STORE_FAILED;
  }
  s->state_path = s->names[STORE_STATE];
  if (!check_paths(s, o, e)) return STORE_FAILED;
  bool complete = false;
  enum status status = o->resume && s->state_path ? look_back(s, o, file, &complete, e) : ST_END;
  if (status == ST_FAIL || status == ST_FATAL) return STORE_FAILED;
  if (complete) return STORE_COMPLETE;
  status = status == ST_OK ? go_on(s, o, file, e) : begin(s, o, file, e);
  return status == ST_OK ? STORE_READY : STORE_FAILED;
}

void store_close(struct store *s) {
  drop_database(s);
  outfile_close(&s->out);
  outfile_close(&s->errors);
  buf_free(&s->settings);
  for (size_t i = 0; i < STORE_NAMES; i++) free(s->names[i]);
  memset(s->names, 0, sizeof s->names);
  s->state_path = NULL;
}

static bool find_own(const struct store *s, const char *path) {
  struct stat st;
  if ((s->streams[0].is_file || s->streams[1].is_file) && stat(path, &st) == 0 && is_some_stream(s, &st)) return true;
  for (size_t i = 0; i < STORE_NAMES; i++)
    if (s->names[i] && str_ends(str_of(path), str_of(base_of(s->names[i]))) && same_file(path, s->names[i]))
      return true;
  return false;
}

bool store_owns(struct store *s, struct str path) {
  if (path.len == 0 || path.len >= sizeof s->asked) return false;
  if (str_eq(path, str_of(s->asked))) return s->asked_owned; /* a file may have millions of records */
  memcpy(s->asked, path.ptr, path.len);
  s->asked[path.len] = 0;
  s->asked_owned = find_own(s, s->asked);
  return s->asked_owned;
}

/* ---- writing ---- */

bool store_add(struct store *s, struct str rows, struct str errors, uint64_t documents, struct err *e) {
  if (s->db) {
    bool is_new = rows.len && documents > s->db_had;
    if (is_new && database_add(s->db, rows, e) != ST_OK) return false;
  } else if (!outfile_add(&s->out, rows, e)) {
    return false;
  }
  if (s->has_errors && !outfile_add(&s->errors, errors, e)) return false;
  s->done.documents = documents;
  return true;
}

/* The rows are on the disk. */
static bool sync_rows(struct store *s, struct err *e) {
  if (!s->db) return outfile_sync(&s->out, e);
  uint64_t documents = s->done.documents > s->db_had ? s->done.documents : s->db_had;
  return database_commit(s->db, documents, e) == ST_OK;
}

static bool checkpoint(struct store *s, struct err *e) {
  if (!sync_rows(s, e) || (s->has_errors && !outfile_sync(&s->errors, e))) return false;
  s->done.bytes = s->out.bytes;
  s->done.error_bytes = s->has_errors ? s->errors.bytes : 0;
  if (state_save(s->state_path, buf_str(&s->settings), &s->done, e) != ST_OK) return false;
  s->saved = s->done.documents;
  return true;
}

bool store_step(struct store *s, bool now, struct err *e) {
  double t = console_seconds();
  bool is_due = now || t - s->last >= s->every;
  if (s->state_path && is_due) {
    if (!checkpoint(s, e)) return false;
    s->last = s->flushed = console_seconds();
  }
  if (t - s->flushed < 1) return true;
  s->flushed = t;
  return (s->db || outfile_flush(&s->out, e)) && (!s->has_errors || outfile_flush(&s->errors, e));
}

static bool finish_database(struct store *s, struct err *e) {
  if (!sync_rows(s, e)) return false;
  enum status status = database_close(s->db, e);
  s->db = NULL;
  if (status != ST_OK || database_replaceable(s->out.path, e) != ST_OK) return false;
  if (rename(s->out.part, s->out.path) != 0) {
    err_set(e, ERR_WRITE, "cannot rename %s: %s", s->out.part, strerror(errno));
    return false;
  }
  outfile_sync_folder(s->out.path);
  return true;
}

bool store_finish(struct store *s, struct err *e) {
  s->done.complete = true;
  if (s->state_path && !checkpoint(s, e)) return false; /* says so before FILE has its name */
  if (s->has_errors && !outfile_finish(&s->errors, e)) return false;
  if (!(s->db ? finish_database(s, e) : outfile_finish(&s->out, e))) return false;
  if (s->state_path && !s->keeps_state) (void)unlink(s->state_path);
  return true;
}

bool store_stop(struct store *s, struct err *e) {
  if (s->state_path) return checkpoint(s, e);
  return outfile_flush(&s->out, e) && (!s->has_errors || outfile_flush(&s->errors, e));
}
