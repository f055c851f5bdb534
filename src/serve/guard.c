#include "guard.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

struct guarded {
  struct guarded *next, *before;
  int fd;
  int64_t until; /* seconds; 0: no limit */
};

struct guard {
  pthread_mutex_t lock;
  struct guarded *first;
};

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec + 1; /* never 0 */
}

struct guard *guard_new(void) {
  struct guard *g = calloc(1, sizeof *g);
  if (g) pthread_mutex_init(&g->lock, NULL);
  return g;
}

void guard_free(struct guard *g) {
  if (!g) return;
  while (g->first) {
    struct guarded *next = g->first->next;
    free(g->first);
    g->first = next;
  }
  pthread_mutex_destroy(&g->lock);
  free(g);
}

struct guarded *guard_enter(struct guard *g, int fd) {
  struct guarded *c = malloc(sizeof *c);
  if (!c) return NULL;
  pthread_mutex_lock(&g->lock);
  *c = (struct guarded){.next = g->first, .fd = fd, .until = now() + GUARD_RECEIVE_SECONDS};
  if (g->first) g->first->before = c;
  g->first = c;
  pthread_mutex_unlock(&g->lock);
  return c;
}

void guard_leave(struct guard *g, struct guarded *c) {
  if (!c) return;
  pthread_mutex_lock(&g->lock);
  if (c->next) c->next->before = c->before;
  if (c->before)
    c->before->next = c->next;
  else
    g->first = c->next;
  pthread_mutex_unlock(&g->lock);
  free(c);
}

void guard_allow(struct guard *g, struct guarded *c, unsigned seconds) {
  if (!c) return;
  pthread_mutex_lock(&g->lock);
  c->until = seconds ? now() + (int64_t)seconds : 0;
  pthread_mutex_unlock(&g->lock);
}

void guard_check(struct guard *g) {
  int64_t at = now();
  pthread_mutex_lock(&g->lock);
  for (struct guarded *c = g->first; c; c = c->next)
    if (c->until && c->until < at) {
      shutdown(c->fd, SHUT_RDWR);
      c->until = 0; /* once is enough */
    }
  pthread_mutex_unlock(&g->lock);
}
