#include "console.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "../report/report.h"

void console_stderr(const struct buf *b) {
  if (b->failed) /* what needs no memory is said at least */
    fputs("rolecall: error: out of memory\n", stderr);
  else if (b->len)
    fwrite(b->ptr, 1, b->len, stderr);
}

void console_add_err(struct buf *out, const char *kind, struct str path, const struct err *e) {
  buf_add(out, STR("rolecall: "));
  if (path.len) {
    report_safe(out, path);
    if (e->line) buf_format(out, ":%u", e->line);
    if (e->column) buf_format(out, ":%u", e->column);
    buf_add(out, STR(": "));
  }
  buf_format(out, "%s: ", kind);
  report_safe(out, str_of(e->msg));
  buf_char(out, '\n');
}

void console_err(const char *kind, struct str path, const struct err *e) {
  struct buf b = {0};
  console_add_err(&b, kind, path, e);
  console_stderr(&b);
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
  return CONSOLE_WIDTH;
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

/* `first` was done when counting began (a run that goes on). */
static void draw_left(double first, double share, double gone) {
  double left = share > first ? gone * (1 - share) / (share - first) : 0;
  fprintf(stderr, ", %.0f %%", share * 100);
  if (gone < 2 || share <= first) return; /* too early to tell */
  if (left >= 3600)
    fprintf(stderr, ", %d h %02d min left", (int)(left / 3600), (int)(left / 60) % 60);
  else if (left >= 60)
    fprintf(stderr, ", %d min %02d s left", (int)left / 60, (int)left % 60);
  else
    fprintf(stderr, ", %.0f s left", left);
}

void progress_step(struct progress *p, uint64_t documents, uint64_t failed, double share) {
  if (!p->shown) return;
  if (p->first == 0) p->first = share;
  double now = console_seconds();
  if (now - p->last < 0.2) return;
  p->last = now;
  p->drawn = true;
  fprintf(stderr, "\r\x1b[Krolecall: %llu documents, %.0f a second", (unsigned long long)documents,
          (double)documents / (now - p->began));
  if (share > 0 && share <= 1) draw_left(p->first, share, now - p->began);
  if (failed) fprintf(stderr, ", %llu failed", (unsigned long long)failed);
}

void progress_clear(struct progress *p) {
  if (p->drawn) fputs("\r\x1b[K", stderr);
  p->drawn = false;
}
