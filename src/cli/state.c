#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "outfile.h"

enum { STATE_BYTES_MAX = 1 << 22 /* more than the words of a command can have */ };
#define FIRST_LINE STR("rolecall state 1\n")
#define DONE STR("done:\n")

static const struct {
  const char *name;
  size_t at;
} numbers[] = {{"documents", offsetof(struct state, documents)},
               {"bytes", offsetof(struct state, bytes)},
               {"error-bytes", offsetof(struct state, error_bytes)},
               {"input-hash", offsetof(struct state, input_hash)},
               {"rows", offsetof(struct state, rows)},
               {"failed", offsetof(struct state, failed)},
               {"misfits", offsetof(struct state, misfits)}};
enum { NUMBERS = sizeof numbers / sizeof *numbers };

void state_set(struct buf *settings, const char *name, struct str value) {
  buf_format(settings, "%s=", name);
  for (size_t i = 0; i < value.len; i++) buf_char(settings, (unsigned char)value.ptr[i] < ' ' ? '?' : value.ptr[i]);
  buf_char(settings, '\n');
}

/* ---- writing ---- */

static enum status cannot(const char *path, struct err *e) {
  err_set(e, ERR_WRITE, "cannot write %s: %s", path, strerror(errno));
  return ST_FAIL;
}

static bool write_all(int fd, struct str s) {
  for (size_t done = 0; done < s.len;) {
    ssize_t n = write(fd, s.ptr + done, s.len - done);
    if (n > 0)
      done += (size_t)n;
    else if (n == 0 || errno != EINTR)
      return false;
  }
  return true;
}

static enum status put_file(const char *path, struct str text, struct err *e) {
  char *aside = outfile_beside(path, ".tmp");
  if (!aside) return err_memory(e);
  int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  bool ok = fd >= 0 && write_all(fd, text) && fsync(fd) == 0;
  if (fd >= 0 && close(fd) != 0 && errno != EINTR) ok = false; /* closed all the same */
  enum status status = ok && rename(aside, path) == 0 ? ST_OK : cannot(path, e);
  if (status == ST_OK)
    outfile_sync_folder(path);
  else
    (void)unlink(aside);
  free(aside);
  return status;
}

enum status state_save(const char *path, struct str settings, const struct state *s, struct err *e) {
  struct buf b = {0};
  buf_add(&b, FIRST_LINE);
  buf_add(&b, settings);
  buf_add(&b, DONE);
  for (size_t i = 0; i < NUMBERS; i++) {
    uint64_t n;
    memcpy(&n, (const char *)s + numbers[i].at, sizeof n);
    buf_format(&b, "%s=%" PRIu64 "\n", numbers[i].name, n);
  }
  buf_format(&b, "complete=%s\n", s->complete ? "yes" : "no");
  enum status status = b.failed ? err_memory(e) : put_file(path, buf_str(&b), e);
  buf_free(&b);
  return status;
}

/* ---- reading ---- */

/* The next line of name=value; false behind the last. */
static bool next_line(struct str *rest, struct str *name, struct str *value) {
  while (rest->len) {
    const char *nl = str_chr(*rest, '\n');
    size_t len = nl ? (size_t)(nl - rest->ptr) : rest->len;
    struct str line = str_sub(*rest, 0, len);
    *rest = str_sub(*rest, len + (nl != NULL), rest->len);
    const char *equals = len ? memchr(line.ptr, '=', len) : NULL;
    if (!equals) continue;
    size_t at = (size_t)(equals - line.ptr);
    *name = str_sub(line, 0, at);
    *value = str_sub(line, at + 1, len);
    return true;
  }
  return false;
}

static bool find(struct str settings, struct str name, struct str *value) {
  struct str n;
  while (next_line(&settings, &n, value))
    if (str_eq(n, name)) return true;
  *value = STR_NONE;
  return false;
}

struct str state_setting(struct str settings, const char *name) {
  struct str value;
  find(settings, str_of(name), &value);
  return value;
}

static bool read_number(struct str text, uint64_t *out) {
  *out = 0;
  for (size_t i = 0; i < text.len; i++) {
    unsigned digit = (unsigned char)text.ptr[i] - (unsigned)'0';
    if (digit > 9 || *out > (UINT64_MAX - digit) / 10) return false;
    *out = *out * 10 + digit;
  }
  return text.len > 0;
}

/* False: the text is no state. Leaves the settings in it. */
static bool parse(struct buf *b, struct state *out) {
  struct str text = buf_str(b), value;
  if (!str_starts(text, FIRST_LINE)) return false;
  struct str done = DONE;
  size_t at = FIRST_LINE.len;
  while (at + done.len <= text.len && !(text.ptr[at - 1] == '\n' && str_starts(str_sub(text, at, text.len), done)))
    at++;
  if (at + done.len > text.len) return false;
  struct str below = str_sub(text, at + done.len, text.len);
  *out = (struct state){0};
  for (size_t i = 0; i < NUMBERS; i++) {
    uint64_t n;
    if (!find(below, str_of(numbers[i].name), &value) || !read_number(value, &n)) return false;
    memcpy((char *)out + numbers[i].at, &n, sizeof n);
  }
  if (!find(below, STR("complete"), &value)) return false;
  out->complete = str_eq(value, STR("yes"));
  b->len = at;
  memmove(b->ptr, b->ptr + FIRST_LINE.len, b->len -= FIRST_LINE.len);
  return true;
}

enum status state_load(const char *path, struct buf *settings, struct state *out, struct err *e) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT) return ST_END;
  char piece[4096];
  ssize_t n = 1;
  buf_clear(settings);
  while (fd >= 0 && n > 0 && settings->len < STATE_BYTES_MAX) {
    do n = read(fd, piece, sizeof piece);
    while (n < 0 && errno == EINTR);
    if (n > 0) buf_add(settings, (struct str){piece, (size_t)n});
  }
  if (fd < 0 || n < 0) {
    err_set(e, ERR_READ, "cannot read %s: %s", path, strerror(errno));
    if (fd >= 0) close(fd);
    return ST_FAIL;
  }
  close(fd);
  if (settings->failed) return err_memory(e);
  if (parse(settings, out)) return ST_OK;
  err_set(e, ERR_FORMAT, "%s is no state of a run", path);
  return ST_FAIL;
}

/* ---- comparing ---- */

static int shown(struct str s) {
  return s.len < 80 ? (int)s.len : 80;
}

static void tell(char *what, size_t size, struct str name, struct str was, bool had, struct str is, bool has) {
  if (!had) was = STR("not given");
  if (!has) is = STR("not given");
  snprintf(what, size, "%.*s was %.*s, is %.*s", shown(name), name.ptr, shown(was), was.ptr, shown(is), is.ptr);
}

bool state_same(struct str was, struct str is, const char *except, char *what, size_t size) {
  struct str skip = str_of(except), name, a, b;
  for (struct str rest = was; next_line(&rest, &name, &a);) {
    bool has = find(is, name, &b);
    if ((has && str_eq(a, b)) || (except && str_eq(name, skip))) continue;
    tell(what, size, name, a, true, b, has);
    return false;
  }
  for (struct str rest = is; next_line(&rest, &name, &b);) {
    if (find(was, name, &a) || (except && str_eq(name, skip))) continue;
    tell(what, size, name, a, false, b, true);
    return false;
  }
  return true;
}
