#include "serve_command.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "batch.h"
#include "console.h"
#include "lexicons.h"

enum { PATH_BYTES = 4096, ARGUMENTS_MAX = 64, ARGUMENT_BYTES = 64 };

/* Beside this program, else in the libexec or bin folder of the same installation. */
static bool find_program(char *out, size_t size) {
  static const char *const places[] = {"", "../libexec/rolecall/", "../libexec/", "../lib/rolecall/", "../bin/"};
  char program[PATH_BYTES];
  ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
  if (n <= 0) return false;
  program[n] = 0;
  char *slash = strrchr(program, '/');
  if (!slash) return false;
  slash[1] = 0;
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    int written = snprintf(out, size, "%s%srolecall-serve", program, places[i]);
    if (written > 0 && (size_t)written < size && access(out, X_OK) == 0) return true;
  }
  return false;
}

bool serve_is_here(void) {
  char path[2 * PATH_BYTES];
  return find_program(path, sizeof path);
}

struct arguments {
  const char *v[ARGUMENTS_MAX];
  size_t count;
  char made[ARGUMENTS_MAX][ARGUMENT_BYTES];
};

static void add_number(struct arguments *a, const char *name, size_t n) {
  if (a->count + 1 >= ARGUMENTS_MAX) return;
  snprintf(a->made[a->count], ARGUMENT_BYTES, "--%s=%zu", name, n);
  a->v[a->count] = a->made[a->count];
  a->count++;
}

int serve_command(const struct options *o) {
  char path[2 * PATH_BYTES];
  if (!find_program(path, sizeof path)) {
    console_say("error: rolecall-serve, the program of the local page, is not here");
    console_say("it is a Debian package of that name; a build makes it where libmicrohttpd-dev is installed");
    return EXIT_ERROR;
  }
  struct arguments a = {.v = {path, "--lexicon", lexicons_find(o->lexicon)}, .count = 3};
  if (o->port >= 0) add_number(&a, "port", (size_t)o->port);
  if (o->open) a.v[a.count++] = "--open";
  if (o->no_sandbox) a.v[a.count++] = "--no-sandbox";
  if (o->quiet) a.v[a.count++] = "--quiet";
#define LIMIT(field, value, most, option, unit, reason) add_number(&a, option, o->limits.field);
  ROLECALL_LIMITS(LIMIT)
#undef LIMIT
  char *argv[ARGUMENTS_MAX + 1] = {NULL};
  memcpy(argv, a.v, a.count * sizeof *a.v); /* execv takes them as they are; its type is older than const */
  execv(path, argv);
  console_say("error: cannot start %s: %s", path, strerror(errno));
  return EXIT_ERROR;
}
