/* interrupt.c: the handler does nothing but set a flag, say a line, put the end of input under standard input, and wake
   the thread that may be waiting for it or for a FIFO. That one may be just about to wait, so it is woken again every
   second. Only functions that are safe in a handler are used there. */
#include "interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

/* A handler has no argument to find its data by. */
static atomic_int came;
static atomic_bool is_reading;
static pthread_t reader; /* valid while is_reading */
static int nothing = -1; /* /dev/null */

static void wake_reader(void) {
  if (atomic_load(&is_reading) && !pthread_equal(reader, pthread_self())) pthread_kill(reader, SIGUSR1);
  alarm(1);
}

static void on_alarm(int number) {
  (void)number;
  int before = errno;
  wake_reader();
  errno = before;
}

static void on_signal(int number) {
  int before = errno;                        /* of what was interrupted */
  if (atomic_exchange(&came, number) != 0) { /* the second one */
    signal(number, SIG_DFL);
    raise(number);
    return;
  }
  static const char words[] = "rolecall: finishing what is begun; once more to end at once\n";
  ssize_t ignored = isatty(STDERR_FILENO) ? write(STDERR_FILENO, words, sizeof words - 1) : 0;
  (void)ignored;
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  wake_reader();
  errno = before;
}

static void on_wake(int number) {
  (void)number; /* its coming is all: read gives EINTR */
}

void interrupt_install(void) {
  nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  struct sigaction act = {.sa_handler = on_wake};
  sigemptyset(&act.sa_mask);
  sigaction(SIGUSR1, &act, NULL);
  act.sa_handler = on_alarm;
  sigaction(SIGALRM, &act, NULL);
  act.sa_handler = on_signal;
  sigaction(SIGTERM, &act, NULL);
  struct sigaction before;
  if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup, a shell's background job */
    sigaction(SIGINT, &act, NULL);
}

int interrupt_signal(void) {
  return atomic_load(&came);
}

/* A worker's thread is started with all signals blocked; the one that wakes it must come through. */
static void let_wake(void) {
  static _Thread_local bool is_done;
  if (is_done) return;
  sigset_t wake;
  sigemptyset(&wake);
  sigaddset(&wake, SIGUSR1);
  pthread_sigmask(SIG_UNBLOCK, &wake, NULL);
  is_done = true;
}

void interrupt_reading(bool begins) {
  if (begins) {
    let_wake();
    reader = pthread_self();
  }
  atomic_store(&is_reading, begins);
}
