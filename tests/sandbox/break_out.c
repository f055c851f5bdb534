/* break_out.c: what a parser that a page has taken over would try, after sandbox_enter: each attempt, and whether it
   was stopped. usage: break_out DIR none|output|fifo|accept|free (free: no sandbox, to see that the attempts are real)
   DIR holds out/ (where the output may go), out/fifo (which it may be), elsewhere/victim (a file of eight bytes). Prints
   "stopped NAME", "got NAME" or "works NAME", "broken NAME"; checks/sandbox.py knows which are right. BREAK_OUT_PORT:
   somebody listens there.
   Built as a library (BREAK_OUT_PRELOADED) it is loaded before libxml2 into rolecall or rolecall-serve and tries the
   same inside the program itself, on the thread that parses, when the first page is parsed: BREAK_OUT_DIR and
   BREAK_OUT_MODE are the arguments, BREAK_OUT_TELL the number of the open file that is told. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/err.h"
#include "sandbox.h"

static char base[2048];
static int told = STDOUT_FILENO;

PRINTF_LIKE(1, 2) static void say(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vdprintf(told, format, args);
  va_end(args);
}

static const char *in(const char *name) {
  static char path[4][4096];
  static unsigned turn;
  char *p = path[turn++ % 4];
  snprintf(p, sizeof path[0], "%s/%s", base, name);
  return p;
}

/* An attempt that must not come off. */
static void bad(const char *name, bool came_off) {
  say("%s %s\n", came_off ? "got" : "stopped", name);
}

/* Something that must still work. */
static void good(const char *name, bool works) {
  if (works)
    say("works %s\n", name);
  else
    say("broken %s: %s\n", name, strerror(errno));
}

static bool can_write(const char *path, int flags) {
  int fd = open(path, (flags & O_RDWR ? 0 : O_WRONLY) | O_CLOEXEC | flags, 0600);
  bool ok = fd >= 0 && write(fd, "x", 1) == 1;
  if (fd >= 0) close(fd);
  return ok;
}

static bool can_read(const char *path) {
  char c;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  bool ok = fd >= 0 && read(fd, &c, 1) == 1;
  if (fd >= 0) close(fd);
  return ok;
}

static bool moved(const char *from, const char *to) {
  return rename(from, to) == 0 && rename(to, from) == 0;
}

/* The output is a FIFO, and nothing beside it may be touched. */
static void try_fifo(void) {
  good("write the FIFO", can_write(in("out/fifo"), O_RDWR));
  bad("rename the FIFO", moved(in("out/fifo"), in("out/other")));
  bad("remove the FIFO", unlink(in("out/fifo")) == 0);
}

static void try_files(bool has_output) {
  good("read a file", can_read(in("elsewhere/victim")));
  bad("write a file elsewhere", can_write(in("elsewhere/victim"), 0));
  bad("append to a file elsewhere", can_write(in("elsewhere/victim"), O_APPEND));
  bad("make a file elsewhere", can_write(in("elsewhere/new"), O_CREAT));
  bad("make a file in /tmp", can_write("/tmp/rolecall-break-out", O_CREAT));
  bad("empty a file by opening it", open(in("elsewhere/victim"), O_RDONLY | O_TRUNC) >= 0);
  bad("empty a file by its path", truncate(in("elsewhere/victim"), 0) == 0);
  bad("rename a file", moved(in("elsewhere/victim"), in("elsewhere/other")));
  bad("move a file into the output's folder", moved(in("elsewhere/victim"), in("out/other")));
  bad("link a file into the output's folder", link(in("elsewhere/victim"), in("out/link")) == 0);
  bad("make a folder", mkdir(in("elsewhere/dir"), 0700) == 0);
  bad("remove a folder", rmdir(in("elsewhere/empty")) == 0);
  bad("make a symbolic link", symlink("victim", in("elsewhere/symlink")) == 0);
  bad("make a symbolic link beside the output", symlink("../elsewhere/victim", in("out/symlink")) == 0);
  bad("make a FIFO", mkfifo(in("elsewhere/fifo"), 0600) == 0);
  bad("change a mode", chmod(in("elsewhere/victim"), 0777) == 0);
  bad("change an owner", chown(in("elsewhere/victim"), getuid(), getgid()) == 0);
  bad("change a time", utimensat(AT_FDCWD, in("elsewhere/victim"), NULL, 0) == 0);
  bad("set an attribute", setxattr(in("elsewhere/victim"), "user.x", "x", 1, 0) == 0);
  bad("remove a file", unlink(in("elsewhere/victim")) == 0);
  bool made = can_write(in("out/result.part"), O_CREAT | O_TRUNC);
  bool renamed = made && rename(in("out/result.part"), in("out/result")) == 0;
  bool removed = renamed && unlink(in("out/result")) == 0;
  if (has_output)
    good("make, rename and remove the output", made && renamed && removed);
  else
    bad("make the output", made);
}

static void try_network(void) {
  bad("open a TCP socket", socket(AF_INET, SOCK_STREAM, 0) >= 0);
  bad("open a UDP socket", socket(AF_INET, SOCK_DGRAM, 0) >= 0);
  bad("open a TCP socket for IPv6", socket(AF_INET6, SOCK_STREAM, 0) >= 0);
  bad("open a Unix socket", socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
  bad("open a netlink socket", socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
  int pair[2];
  bad("open a pair of sockets", socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
}

static void try_tracing(pid_t parent) {
  bad("be traced", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
  bad("trace the parent", ptrace(PTRACE_ATTACH, parent, NULL, NULL) == 0);
}

/* A socket that listens here already: it is all that a server has. */
static int listening(void) {
  for (int fd = 3; fd < 256; fd++) {
    int yes = 0;
    socklen_t len = sizeof yes;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &len) == 0 && yes) return fd;
  }
  return -1;
}

/* To speak to somebody by a socket that is there: it is made free, then connected, or connected by sending. */
static void try_to_connect(int fd) {
  const char *port = getenv("BREAK_OUT_PORT");
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  to.sin_port = htons((uint16_t)(port ? atoi(port) : 9));
  bad("listen at another port", bind(fd, (struct sockaddr *)&to, sizeof to) == 0);
  bool is_free = shutdown(fd, SHUT_RD) == 0;
  bad("connect the socket that listened", is_free && connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
  is_free = shutdown(fd, SHUT_RD) == 0 || is_free;
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  (void)connect(fd, &none, sizeof none);
  ssize_t sent = sendto(fd, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof to);
  bad("connect it by sending", is_free && (sent == 1 || errno == EINPROGRESS));
}

static void try_processes(pid_t parent, bool is_free) {
  if (!is_free) try_tracing(parent); /* it would come off, and stop both */
  bad("kill the parent", kill(parent, 0) == 0);
  bad("push a key into the terminal", ioctl(STDIN_FILENO, TIOCSTI, "x") == 0 || errno != EPERM);
  pid_t child = fork();
  if (child == 0) _exit(0);
  if (child > 0) waitpid(child, NULL, 0);
  bad("fork", child > 0);
#ifdef SYS_vfork
  bad("run a shell", system("true") == 0);
#endif
  char said[] = "got execute a program", name[] = "echo", *const echo[] = {name, said, NULL};
  if (is_free) dup2(told, STDOUT_FILENO);
  execve("/bin/echo", echo, echo);
  bad("execute a program", false);
}

static void *nothing(void *none) {
  return none;
}

static void try_threads(void) {
  pthread_t thread;
  bool started = pthread_create(&thread, NULL, nothing, NULL) == 0;
  good("start a thread", started && pthread_join(thread, NULL) == 0);
  void *room = malloc(64u << 20);
  good("allocate memory", room != NULL);
  free(room);
}

static void try_all(const char *mode, int server) {
  bool has_output = strcmp(mode, "output") == 0, is_free = strcmp(mode, "free") == 0;
  try_files(has_output);
  if (strcmp(mode, "fifo") == 0) try_fifo();
  try_network();
  try_threads();
  if (server < 0) server = listening();
  if (server >= 0) try_to_connect(server);
  try_processes(getppid(), is_free);
}

#ifdef BREAK_OUT_PRELOADED

int htmlParseDocument(void *page);
int htmlParseDocument(void *page) {
  static atomic_flag done = ATOMIC_FLAG_INIT;
  if (!atomic_flag_test_and_set(&done)) {
    snprintf(base, sizeof base, "%s", getenv("BREAK_OUT_DIR"));
    told = atoi(getenv("BREAK_OUT_TELL"));
    try_all(getenv("BREAK_OUT_MODE"), -1);
  }
  int (*parse)(void *);
  *(void **)&parse = dlsym(RTLD_NEXT, "htmlParseDocument");
  return parse(page);
}

#else

/* A client of the listening socket, made before; the connection waits. */
static int listen_here(int *client) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  *client = socket(AF_INET, SOCK_STREAM, 0);
  bool ok = fd >= 0 && bind(fd, (struct sockaddr *)&at, len) == 0 && listen(fd, 4) == 0 &&
            getsockname(fd, (struct sockaddr *)&at, &len) == 0 && connect(*client, (struct sockaddr *)&at, len) == 0;
  return ok ? fd : -1;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  snprintf(base, sizeof base, "%s", argv[1]);
  bool accepts = strcmp(argv[2], "accept") == 0;
  const char *output = strcmp(argv[2], "output") == 0 ? in("out/result") : NULL;
  if (strcmp(argv[2], "fifo") == 0) output = in("out/fifo");
  int client = -1, server = listen_here(&client);
  if (server < 0) return 2;
  struct sandbox s = {.outputs = {output}, .accepts = accepts};
  struct sandbox_layers layers = {0};
  if (strcmp(argv[2], "free") != 0) layers = sandbox_enter(&s);
  char words[80];
  sandbox_describe(layers, words, sizeof words);
  say("layers %d %d (%s)\n", layers.landlock, layers.seccomp, words);
  int taken = accept(server, NULL, NULL);
  if (accepts)
    good("accept a connection and answer", taken >= 0 && send(taken, "x", 1, 0) == 1);
  else
    bad("accept a connection", taken >= 0);
  try_all(argv[2], server);
  return 0;
}

#endif
