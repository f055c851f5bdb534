#define _GNU_SOURCE /* sched_getaffinity */
#include "pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct ring_slot {
  struct pool_slot slot;
  size_t held;
  bool is_done;
};

/* Two locks. `reading` is held by whoever is at the reader; it guards the input and the starting of threads. `ring` is
   held for moments only and guards the counters and the slots' `is_done`. A slot's contents belong to the worker that
   took its number, then, once it is done, to the one worker that is writing. */
struct pool {
  const struct engine *engine;
  const struct pool_jobs *jobs;
  struct ring_slot *slots;
  char *items;
  size_t slot_count, workers, held_most;
  pthread_mutex_t reading, ring;
  pthread_cond_t room; /* a slot was written, or it is over */
  pthread_t *threads;
  size_t started;      /* threads besides the calling one; under `reading` */
  bool is_ended;       /* nothing more is read; under `reading` */
  uint64_t next, turn; /* number of the document read next, and written next */
  size_t held;         /* bytes in slots that are done and not yet written */
  size_t waiting;      /* 0 or 1: the worker at the reader waits for room */
  bool is_writing, is_broken;
  enum pool_end end;
  struct err err;
};

static struct ring_slot *slot_of(struct pool *p, uint64_t number) {
  return &p->slots[number % p->slot_count];
}

static enum status read_one(struct pool *p, struct worker *w, struct pool_slot *slot) {
  worker_reset(w);
  slot->doc = (struct document){0};
  err_clear(&slot->err);
  slot->status = p->jobs->read(p->jobs->owner, w, slot);
  if (slot->status == ST_FATAL) {
    p->end = POOL_READ_FATAL;
    p->err = slot->err;
    p->err.path = NULL; /* it may lie in the arena */
  }
  return slot->status;
}

/* ---- one worker ---- */

static void run_alone(struct pool *p, struct worker *w) {
  struct pool_slot *slot = &p->slots[0].slot;
  for (;;) {
    enum status status = read_one(p, w, slot);
    if (status == ST_END || status == ST_FATAL) return;
    p->jobs->run(p->jobs->owner, w, slot);
    if (p->jobs->write(p->jobs->owner, slot->item)) continue;
    p->end = POOL_WRITE_FAILED;
    return;
  }
}

/* ---- several ---- */

static void *run_thread(void *pool);

/* One thread more, if one is wanted: there is work for it. Under `reading`. The signals of the process are left to the
   thread that called pool_run. */
static void start_thread(struct pool *p) {
  if (p->started + 1 >= p->workers) return;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  if (pthread_create(&p->threads[p->started], NULL, run_thread, p) == 0)
    p->started++;
  else
    p->workers = p->started + 1; /* no more are to be had */
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Waits until the next document has a slot and may be held; false when it is over. The document whose turn it is may
   always go: either it is read already, or nothing is held. */
static bool wait_for_room(struct pool *p) {
  pthread_mutex_lock(&p->ring);
  while (!p->is_broken && (p->next - p->turn >= p->slot_count || p->held > p->held_most)) {
    p->waiting = 1;
    pthread_cond_wait(&p->room, &p->ring);
  }
  p->waiting = 0;
  bool goes_on = !p->is_broken;
  pthread_mutex_unlock(&p->ring);
  return goes_on;
}

/* The next document; NULL at the end. */
static struct ring_slot *take(struct pool *p, struct worker *w) {
  struct ring_slot *s = NULL;
  pthread_mutex_lock(&p->reading);
  if (!p->is_ended && wait_for_room(p)) {
    s = slot_of(p, p->next);
    enum status status = read_one(p, w, &s->slot);
    if (status == ST_END || status == ST_FATAL) {
      s = NULL;
    } else {
      pthread_mutex_lock(&p->ring);
      p->next++;
      pthread_mutex_unlock(&p->ring);
      if (p->next > 1) start_thread(p);
    }
  }
  if (!s) p->is_ended = true;
  pthread_mutex_unlock(&p->reading);
  return s;
}

/* Marks a slot as done; then, unless another worker is at it, writes all those whose turn has come. */
static void give(struct pool *p, struct ring_slot *s, size_t held) {
  pthread_mutex_lock(&p->ring);
  s->is_done = true;
  s->held = held;
  p->held += held;
  if (!p->is_writing) {
    p->is_writing = true;
    for (struct ring_slot *t; !p->is_broken && (t = slot_of(p, p->turn))->is_done;) {
      pthread_mutex_unlock(&p->ring);
      bool ok = p->jobs->write(p->jobs->owner, t->slot.item);
      pthread_mutex_lock(&p->ring);
      t->is_done = false;
      p->held -= t->held;
      p->turn++;
      if (!ok) p->is_broken = true;
      if (p->waiting) pthread_cond_signal(&p->room);
    }
    p->is_writing = false;
  }
  pthread_mutex_unlock(&p->ring);
}

static void work(struct pool *p, struct worker *w) {
  for (struct ring_slot *s; (s = take(p, w)) != NULL;) give(p, s, p->jobs->run(p->jobs->owner, w, &s->slot));
}

static void *run_thread(void *pool) {
  struct pool *p = pool;
  struct worker *w = NULL;
  struct err e = {0};
  if (worker_new(p->engine, &w, &e) == ST_OK) work(p, w); /* else the others do it */
  worker_free(w);
  return NULL;
}

static void run_together(struct pool *p, struct worker *w) {
  work(p, w);
  for (size_t i = 0; i < p->started; i++) pthread_join(p->threads[i], NULL);
  if (p->is_broken) p->end = POOL_WRITE_FAILED;
}

/* ---- */

static bool make(struct pool *p) {
  p->slot_count = p->workers > 1 ? p->workers * POOL_SLOTS : 1;
  p->held_most = p->workers * (size_t)POOL_HELD_BYTES;
  size_t item = (p->jobs->item_bytes + 15) & ~(size_t)15; /* aligned for anything */
  p->slots = calloc(p->slot_count, sizeof *p->slots);
  p->items = calloc(p->slot_count, item + (item == 0));
  p->threads = calloc(p->workers, sizeof *p->threads);
  if (!p->slots || !p->items || !p->threads) return false;
  for (size_t i = 0; i < p->slot_count; i++) p->slots[i].slot.item = p->items + i * item;
  return true;
}

static void unmake(struct pool *p) {
  for (size_t i = 0; p->slots && p->items && p->jobs->free_item && i < p->slot_count; i++)
    if (p->slots[i].slot.item) p->jobs->free_item(p->jobs->owner, p->slots[i].slot.item);
  free(p->slots);
  free(p->items);
  free(p->threads);
}

enum pool_end pool_run(const struct engine *engine, size_t workers, const struct pool_jobs *jobs, struct err *e) {
  if (workers < 1) workers = 1;
  if (workers > POOL_WORKERS_MAX) workers = POOL_WORKERS_MAX;
  struct pool p = {.engine = engine,
                   .jobs = jobs,
                   .workers = workers,
                   .reading = PTHREAD_MUTEX_INITIALIZER,
                   .ring = PTHREAD_MUTEX_INITIALIZER,
                   .room = PTHREAD_COND_INITIALIZER};
  struct worker *w = NULL;
  if (!make(&p) || worker_new(engine, &w, &p.err) != ST_OK)
    p.end = POOL_NO_MEMORY;
  else if (p.workers > 1)
    run_together(&p, w);
  else
    run_alone(&p, w);
  worker_free(w);
  unmake(&p);
  if (p.end == POOL_NO_MEMORY) err_memory(&p.err);
  if (e && (p.end == POOL_READ_FATAL || p.end == POOL_NO_MEMORY)) *e = p.err;
  return p.end;
}

size_t pool_processors(void) {
  cpu_set_t ours;
  long n = sched_getaffinity(0, sizeof ours, &ours) == 0 ? CPU_COUNT(&ours) : sysconf(_SC_NPROCESSORS_ONLN);
  return n < 1 ? 1 : (size_t)n;
}
