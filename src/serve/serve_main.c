/* serve_main.c: rolecall-serve, the local page. Usually started by `rolecall serve`. Prints the page's address on
   standard output once it answers there; SIGINT and SIGTERM end it. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../sandbox.h"
#include "serve_options.h"
#include "server.h"

extern char **environ;

enum { EXIT_DONE = 0, EXIT_ERROR = 2, BACKLOG = 512 };

static const char HELP[] =
    "usage: rolecall-serve --lexicon DIR [--port N] [--open]\n\n"
    "The local page of rolecall; 'rolecall serve' starts it with the right lexicon ('rolecall help serve' says more).\n"
    "It listens on this computer only, and ends with Ctrl-C.\n";

static int say(const struct err *e) {
  fprintf(stderr, "rolecall-serve: error: %s\n", e->msg);
  return EXIT_ERROR;
}

/* ---- the socket ---- */

/* On the loopback address only: nobody else on the network can reach it. -1 and errno where the port is taken. */
static int listen_on(unsigned port, unsigned *got) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return -1;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  int one = 1;
  bool ok = fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0 &&
            setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
            bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, BACKLOG) == 0 &&
            getsockname(fd, (struct sockaddr *)&at, &size) == 0;
  if (!ok) {
    int why = errno;
    close(fd);
    errno = why;
    return -1;
  }
  *got = ntohs(at.sin_port);
  return fd;
}

static int find_port(const struct serve_options *o, unsigned *got, struct err *e) {
  int fd = listen_on(o->port, got);
  bool taken = fd < 0 && (errno == EADDRINUSE || errno == EACCES);
  if (taken && o->port) {
    const char *why = errno == EACCES ? "is not ours to take" : "is in use";
    fd = listen_on(0, got);
    if (fd >= 0) fprintf(stderr, "rolecall-serve: port %u %s; using %u\n", o->port, why, *got);
  }
  if (fd < 0) err_set(e, ERR_OPEN, "cannot listen on 127.0.0.1: %s", strerror(errno));
  return fd;
}

/* ---- the lexicon ---- */

static enum status read_lexicon(const struct serve_options *o, struct variants **out, struct err *e) {
  struct lexicon_notes notes = {0};
  enum status status = variants_new(o->lexicon, &o->limits, &notes, out, e);
  for (size_t i = 0; status != ST_OK && i < notes.count; i++)
    if (notes.v[i].is_error)
      fprintf(stderr, "rolecall-serve: %s:%u:%u: error: %s\n", notes.v[i].path, notes.v[i].line, notes.v[i].column,
              notes.v[i].message);
  lexicon_notes_free(&notes);
  return status;
}

/* ---- running ---- */

static void open_browser(const char *url) {
  char opener[] = "xdg-open", address[64];
  snprintf(address, sizeof address, "%s", url);
  char *const argv[] = {opener, address, NULL};
  posix_spawnattr_t attr;
  sigset_t none;
  pid_t pid;
  sigemptyset(&none);
  posix_spawnattr_init(&attr);
  posix_spawnattr_setsigmask(&attr, &none);
  posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
  if (posix_spawnp(&pid, opener, NULL, &attr, argv, environ) != 0)
    fprintf(stderr, "rolecall-serve: no browser could be opened; visit %s\n", url);
  posix_spawnattr_destroy(&attr);
}

/* Until one of `ends` comes. */
static void wait_for_end(struct server *s, const sigset_t *ends) {
  struct timespec second = {.tv_sec = 1};
  while (sigtimedwait(ends, NULL, &second) < 0) {
    server_tick(s);
    while (waitpid(-1, NULL, WNOHANG) > 0) continue; /* the browser's opener */
  }
}

static int run(const struct serve_options *o) {
  struct variants *variants = NULL;
  struct server *server = NULL;
  struct err e = {0};
  unsigned port = 0;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, NULL);
  signal(SIGPIPE, SIG_IGN);
  int code = EXIT_ERROR, fd = -1;
  if (read_lexicon(o, &variants, &e) == ST_OK) fd = find_port(o, &port, &e);
  char url[40];
  snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
  if (fd >= 0 && o->open) open_browser(url); /* it waits until the first answer; there is no other program afterwards */
  if (fd >= 0 && !o->no_sandbox) (void)sandbox_enter(&(struct sandbox){.accepts = true});
  if (fd >= 0 && server_start(fd, port, variants, &o->limits, &server, &e) == ST_OK) {
    printf("%s\n", url);
    if (!o->quiet) fprintf(stderr, "rolecall-serve: open this address in a browser; Ctrl-C ends it\n");
    if (fflush(stdout) != 0) err_set(&e, ERR_WRITE, "cannot write the output: %s", strerror(errno));
    if (e.code == ERR_NONE) wait_for_end(server, &ends);
    code = EXIT_DONE;
  }
  if (e.code != ERR_NONE) code = say(&e);
  server_stop(server);
  variants_free(variants);
  return code;
}

int main(int argc, char **argv) {
  struct serve_options o;
  struct err e = {0};
  if (serve_options_parse(argc, argv, &o, &e) != ST_OK) return say(&e);
  if (o.help || o.version) {
    char library[40];
    server_library_version(library, sizeof library);
    if (o.version)
      printf("rolecall-serve %s\n%s\n", ROLECALL_VERSION, library);
    else
      fputs(HELP, stdout);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_ERROR;
  }
  return run(&o);
}
