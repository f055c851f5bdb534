#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum status file_open(const char *path, size_t most, struct file *out, struct err *e) {
  struct stat st;
  *out = (struct file){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)}; /* a FIFO is told, not waited for */
  if (out->fd < 0 || fstat(out->fd, &st) != 0) {
    err_set(e, ERR_OPEN, "cannot open: %s", strerror(errno));
  } else if (!S_ISREG(st.st_mode)) {
    err_set(e, ERR_OPEN, "not a file");
  } else if ((uint64_t)st.st_size > most) {
    err_set(e, ERR_LIMIT, "over %zu bytes", most);
  } else {
    out->size = (size_t)st.st_size;
    return ST_OK;
  }
  file_close(out);
  return ST_FAIL;
}

enum status file_read(const struct file *f, char *bytes, size_t size, struct err *e) {
  size_t len = 0;
  ssize_t n;
  while (len < size && ((n = read(f->fd, bytes + len, size - len)) > 0 || (n < 0 && errno == EINTR)))
    if (n > 0) len += (size_t)n;
  if (len == size) return ST_OK;
  err_set(e, ERR_READ, "cannot be read whole");
  return ST_FAIL;
}

void file_close(struct file *f) {
  if (f->fd >= 0) close(f->fd);
  f->fd = -1;
}

enum status file_load(const char *path, size_t most, struct arena *a, struct str *out, struct err *e) {
  struct file f;
  enum status st = file_open(path, most, &f, e);
  if (st != ST_OK) return st;
  char *bytes = arena_room(a, f.size + 1);
  st = bytes ? file_read(&f, bytes, f.size, e) : err_memory(e);
  file_close(&f);
  if (st == ST_OK) bytes[f.size] = '\0';
  *out = (struct str){bytes, f.size};
  return st;
}
