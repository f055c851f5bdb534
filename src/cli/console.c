#include "console.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "../report/report.h"

static void write_stderr(const struct buf *b) {
  if (b->len) fwrite(b->ptr, 1, b->len, stderr);
}

void console_err(const char *kind, struct str path, const struct err *e) {
  struct buf b = {0};
  buf_add(&b, STR("rolecall: "));
  if (path.len) {
    report_safe(&b, path);
    if (e->line) buf_format(&b, ":%u", e->line);
    if (e->column) buf_format(&b, ":%u", e->column);
    buf_add(&b, STR(": "));
  }
  buf_format(&b, "%s: ", kind);
  report_safe(&b, str_of(e->msg));
  buf_char(&b, '\n');
  if (b.failed) /* what needs no memory is said at least */
    fputs("rolecall: error: out of memory\n", stderr);
  else
    write_stderr(&b);
  buf_free(&b);
}

void console_say(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("rolecall: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
}

bool console_write(const struct buf *out) {
  if (out->failed) {
    console_say("error: out of memory");
    return false;
  }
  bool ok = (out->len == 0 || fwrite(out->ptr, 1, out->len, stdout) == out->len) && fflush(stdout) == 0;
  if (ok || errno == EPIPE) return true;
  console_say("error: cannot write the output: %s", strerror(errno));
  return false;
}

bool console_colour(int wish) {
  if (wish >= 0) return wish;
  const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
  return isatty(STDOUT_FILENO) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

size_t console_width(void) {
  struct winsize size;
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
    return size.ws_col < 160 ? size.ws_col : 160;
  return 110;
}

double console_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_start(struct progress *p, bool wanted) {
  *p = (struct progress){.shown = wanted && isatty(STDERR_FILENO), .began = console_seconds()};
  p->last = p->began;
}

void progress_step(struct progress *p, uint64_t documents, uint64_t failed) {
  if (!p->shown) return;
  double now = console_seconds();
  if (now - p->last < 0.2) return;
  p->last = now;
  p->drawn = true;
  fprintf(stderr, "\r\x1b[Krolecall: %llu documents, %.0f a second", (unsigned long long)documents,
          (double)documents / (now - p->began));
  if (failed) fprintf(stderr, ", %llu failed", (unsigned long long)failed);
}

void progress_clear(struct progress *p) {
  if (p->drawn) fputs("\r\x1b[K", stderr);
  p->drawn = false;
}
