/* shim.c: preloaded, makes one system call of a run go wrong. FAULT_CALL names the function, FAULT_AT which of its calls
   (from 1), FAULT_HOW what happens: an errno by name, or SHORT (read, write: one byte only); FAULT_ON: the calls behind
   it too. How many calls there were is written to the descriptor FAULT_TELL at the end. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHORT = -1 };
static const char *call = "";
static long at, count;
static int how, tell = -1;
static bool on;

__attribute__((constructor)) static void begin(void) {
  static const struct {
    const char *name;
    int number;
  } names[] = {{"EINTR", EINTR}, {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EPIPE", EPIPE}, {"EMFILE", EMFILE},
               {"EACCES", EACCES}, {"ENOMEM", ENOMEM}, {"EAGAIN", EAGAIN}, {"SHORT", SHORT}};
  const char *a = getenv("FAULT_AT"), *h = getenv("FAULT_HOW"), *t = getenv("FAULT_TELL"), *c = getenv("FAULT_CALL");
  if (c) call = c;
  if (a) at = atol(a);
  if (t) tell = atoi(t);
  on = getenv("FAULT_ON") != NULL;
  for (size_t i = 0; h && i < sizeof names / sizeof *names; i++)
    if (strcmp(h, names[i].name) == 0) how = names[i].number;
}

__attribute__((destructor)) static void end(void) {
  char line[32];
  int n = snprintf(line, sizeof line, "%ld\n", count);
  at = 0;
  if (tell >= 0 && write(tell, line, (size_t)n) != n) _exit(99);
}

/* Whether this call goes wrong; errno is set then. SHORT is left to the caller. */
static bool goes_wrong(const char *name) {
  if (strcmp(call, name) != 0) return false;
  count++;
  if (!at || count < at || (count > at && !on)) return false;
  if (how > 0) errno = how;
  return true;
}

#define NEXT(type, name, parameters) \
  static type(*next) parameters;     \
  if (!next) *(void **)&next = dlsym(RTLD_NEXT, name)

ssize_t read(int fd, void *p, size_t n) {
  NEXT(ssize_t, "read", (int, void *, size_t));
  if (!goes_wrong("read")) return next(fd, p, n);
  return how == SHORT ? next(fd, p, n > 1 ? 1 : n) : -1;
}

ssize_t write(int fd, const void *p, size_t n) {
  NEXT(ssize_t, "write", (int, const void *, size_t));
  if (fd == tell || !goes_wrong("write")) return next(fd, p, n);
  return how == SHORT ? next(fd, p, n > 1 ? 1 : n) : -1;
}

static int open_with(const char *name, const char *path, int flags, va_list args) {
  int (*next)(const char *, int, ...);
  *(void **)&next = dlsym(RTLD_NEXT, name);
  int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, int) : 0;
  return goes_wrong("open") ? -1 : next(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list args;
  va_start(args, flags);
  int fd = open_with("open", path, flags, args);
  va_end(args);
  return fd;
}

int open64(const char *path, int flags, ...);
int open64(const char *path, int flags, ...) {
  va_list args;
  va_start(args, flags);
  int fd = open_with("open64", path, flags, args);
  va_end(args);
  return fd;
}

int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags) {
  return open(path, flags);
}

int close(int fd) {
  NEXT(int, "close", (int));
  bool wrong = goes_wrong("close");
  int saved = errno, code = next(fd); /* the descriptor is gone even so, as on Linux */
  if (!wrong) return code;
  errno = saved;
  return -1;
}

int fstat(int fd, struct stat *st) {
  NEXT(int, "fstat", (int, struct stat *));
  return goes_wrong("fstat") ? -1 : next(fd, st);
}

int stat(const char *path, struct stat *st) {
  NEXT(int, "stat", (const char *, struct stat *));
  return goes_wrong("stat") ? -1 : next(path, st);
}

int rename(const char *from, const char *to) {
  NEXT(int, "rename", (const char *, const char *));
  return goes_wrong("rename") ? -1 : next(from, to);
}

int fsync(int fd) {
  NEXT(int, "fsync", (int));
  return goes_wrong("fsync") ? -1 : next(fd);
}

int ftruncate(int fd, off_t n) {
  NEXT(int, "ftruncate", (int, off_t));
  return goes_wrong("ftruncate") ? -1 : next(fd, n);
}

DIR *opendir(const char *path) {
  NEXT(DIR *, "opendir", (const char *));
  return goes_wrong("opendir") ? NULL : next(path);
}

struct dirent *readdir(DIR *d) {
  NEXT(struct dirent *, "readdir", (DIR *));
  return goes_wrong("readdir") ? NULL : next(d);
}

/* Of streams: glibc's flag says afterwards that there was an error. */
static void mark(FILE *f) {
  enum { ERROR_SEEN = 0x20 };
  f->_flags |= ERROR_SEEN;
}

FILE *fopen(const char *path, const char *mode) {
  NEXT(FILE *, "fopen", (const char *, const char *));
  return goes_wrong("fopen") ? NULL : next(path, mode);
}

size_t fread(void *p, size_t size, size_t n, FILE *f) {
  NEXT(size_t, "fread", (void *, size_t, size_t, FILE *));
  if (!goes_wrong("fread")) return next(p, size, n, f);
  if (how == SHORT) return next(p, size, n > 1 ? 1 : n, f);
  mark(f);
  return 0;
}

size_t fwrite(const void *p, size_t size, size_t n, FILE *f) {
  NEXT(size_t, "fwrite", (const void *, size_t, size_t, FILE *));
  if (f == stderr || !goes_wrong("fwrite")) return next(p, size, n, f);
  mark(f);
  return 0;
}

int fflush(FILE *f) {
  NEXT(int, "fflush", (FILE *));
  if (f == stderr || !goes_wrong("fflush")) return next(f);
  mark(f);
  return EOF;
}

int fclose(FILE *f) {
  NEXT(int, "fclose", (FILE *));
  bool wrong = f != stderr && goes_wrong("fclose");
  int saved = errno, code = next(f);
  if (!wrong) return code;
  errno = saved;
  return EOF;
}
