#define _XOPEN_SOURCE 700 /* realpath */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *name_of(const struct outfile *f) {
  return !f->path ? "the output" : f->part ? f->part : f->path;
}

static bool failed(const struct outfile *f, const char *what, struct err *e) {
  if (errno == ENAMETOOLONG) /* the name would leave no room for the reason */
    err_set(e, ERR_WRITE, "the name of the file to write is too long");
  else
    err_set(e, ERR_WRITE, "cannot %s %s: %s", what, name_of(f), errno ? strerror(errno) : "nothing taken");
  return false;
}

char *outfile_beside(const char *path, const char *ending) {
  struct stat st;
  char *real = lstat(path, &st) == 0 && S_ISLNK(st.st_mode) ? realpath(path, NULL) : NULL;
  const char *from = real ? real : path;
  size_t a = strlen(from), b = strlen(ending);
  char *out = malloc(a + b + 1);
  if (out) {
    memcpy(out, from, a);
    memcpy(out + a, ending, b + 1);
  }
  free(real);
  return out;
}

/* The folder that the file is in, on the heap. */
static char *folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
}

static bool same_folder(const char *a, const char *b) {
  char *folders[] = {folder_of(a), folder_of(b)};
  struct stat x, y;
  bool same = folders[0] && folders[1] && stat(folders[0], &x) == 0 && stat(folders[1], &y) == 0 &&
              x.st_dev == y.st_dev && x.st_ino == y.st_ino;
  free(folders[0]);
  free(folders[1]);
  return same;
}

bool outfile_same(const char *a, const char *b) {
  struct stat x, y;
  bool has_a = stat(a, &x) == 0, has_b = stat(b, &y) == 0;
  if (has_a && has_b) return x.st_dev == y.st_dev && x.st_ino == y.st_ino && S_ISREG(x.st_mode);
  if (has_a || has_b) return false;
  const char *slash_a = strrchr(a, '/'), *slash_b = strrchr(b, '/');
  return strcmp(slash_a ? slash_a + 1 : a, slash_b ? slash_b + 1 : b) == 0 && same_folder(a, b);
}

void outfile_sync_folder(const char *path) {
  char *folder = folder_of(path);
  int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (fd >= 0) {
    (void)fsync(fd);
    close(fd);
  }
  free(folder);
}

void outfile_standard(struct outfile *f) {
  *f = (struct outfile){.fd = STDOUT_FILENO, .at_once = isatty(STDOUT_FILENO)};
}

/* Two runs that write one file would each spoil the other's. A file system without locks cannot tell. */
static enum status lock(struct outfile *f, struct err *e) {
  if (flock(f->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return ST_OK;
  err_set(e, ERR_OPEN, "another run is writing %s", name_of(f));
  return ST_FAIL;
}

/* The file, locked. Between its opening and its locking another run may have come to its end and renamed it: what is
   held then is that run's result, so it is let go and the name opened anew. */
static enum status open_locked(struct outfile *f, struct stat *st, struct err *e) {
  for (struct stat named;;) {
    f->fd = open(name_of(f), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    if (f->fd < 0 || fstat(f->fd, st) != 0) {
      failed(f, "open", e);
      return ST_FAIL;
    }
    if (!S_ISREG(st->st_mode)) {
      err_set(e, ERR_OPEN, "%s is no file", name_of(f));
      return ST_FAIL;
    }
    enum status status = lock(f, e);
    if (status != ST_OK) return status;
    bool is_there = stat(name_of(f), &named) == 0;
    if (is_there && named.st_dev == st->st_dev && named.st_ino == st->st_ino) break;
    if (!is_there && errno != ENOENT) { /* renamed, or nobody can say: that would be asked for ever */
      failed(f, "open", e);
      return ST_FAIL;
    }
    close(f->fd);
    f->fd = -1;
  }
  f->is_file = true;
  if (fstat(f->fd, st) == 0) return ST_OK; /* its size, now that nobody else writes it */
  failed(f, "open", e);
  return ST_FAIL;
}

static enum status open_file(struct outfile *f, uint64_t keep, bool *was_there, struct err *e) {
  struct stat st;
  enum status status = open_locked(f, &st, e);
  if (status != ST_OK) return status;
  if (was_there) *was_there = st.st_size > 0;
  if ((uint64_t)st.st_size < keep) {
    err_set(e, ERR_READ, "%s is shorter than it was", name_of(f));
    return ST_FAIL;
  }
  if (ftruncate(f->fd, (off_t)keep) != 0 || lseek(f->fd, (off_t)keep, SEEK_SET) < 0) {
    failed(f, "cut", e);
    return ST_FAIL;
  }
  f->bytes = keep;
  return ST_OK;
}

enum status outfile_open(struct outfile *f, const char *path, bool in_place, uint64_t keep, bool *was_there,
                         struct err *e) {
  *f = (struct outfile){.fd = -1};
  if (was_there) *was_there = false;
  struct stat st;
  bool is_there = stat(path, &st) == 0;
  f->path = outfile_beside(path, "");
  if (!f->path) return err_memory(e);
  if (is_there && S_ISDIR(st.st_mode)) {
    err_set(e, ERR_OPEN, "cannot write %s: it is a folder", path);
    return ST_FAIL;
  }
  if (is_there && !S_ISREG(st.st_mode)) {
    f->fd = open(path, O_WRONLY | O_CLOEXEC);
    f->at_once = f->fd >= 0 && isatty(f->fd);
    if (f->fd >= 0) return ST_OK;
    failed(f, "open", e);
    return ST_FAIL;
  }
  f->part = in_place ? NULL : outfile_beside(path, ".part");
  return f->part || in_place ? open_file(f, keep, was_there, e) : err_memory(e);
}

void outfile_close(struct outfile *f) {
  if (f->fd > STDERR_FILENO) close(f->fd);
  free(f->path);
  free(f->part);
  buf_free(&f->pending);
  *f = (struct outfile){.fd = -1};
}

bool outfile_flush(struct outfile *f, struct err *e) {
  if (f->pending.failed) {
    err_memory(e);
    return false;
  }
  for (size_t done = 0; done < f->pending.len;) {
    errno = 0;
    ssize_t n = write(f->fd, f->pending.ptr + done, f->pending.len - done);
    if (n > 0) {
      done += (size_t)n;
    } else if (n == 0 || errno != EINTR) {
      f->broken_pipe = n < 0 && errno == EPIPE;
      return failed(f, "write", e);
    }
  }
  buf_clear(&f->pending);
  return true;
}

bool outfile_add(struct outfile *f, struct str s, struct err *e) {
  buf_add(&f->pending, s);
  f->bytes += s.len;
  if (f->pending.failed) {
    err_memory(e);
    return false;
  }
  return f->pending.len < OUTFILE_GATHERS && !f->at_once ? true : outfile_flush(f, e);
}

bool outfile_sync(struct outfile *f, struct err *e) {
  if (!outfile_flush(f, e)) return false;
  return !f->is_file || fdatasync(f->fd) == 0 ? true : failed(f, "write", e);
}

bool outfile_finish(struct outfile *f, struct err *e) {
  if (!outfile_flush(f, e)) return false;
  if (f->is_file && fsync(f->fd) != 0) return failed(f, "write", e);
  int fd = f->fd;
  if (f->part && rename(f->part, f->path) != 0) return failed(f, "rename", e); /* still locked: nobody else's part */
  f->fd = -1;
  if (close(fd) != 0 && errno != EINTR) return failed(f, "close", e);
  if (f->is_file) outfile_sync_folder(f->path);
  return true;
}
