/* Workers in a pool: what is read is written, once, in order, whatever the number of workers and however long each
   document takes; and an end in the middle is an end. */
#define _GNU_SOURCE /* sched_setaffinity */
#include "harness.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#include "pool.h"

struct item {
  uint64_t number, doubled;
};

struct run {
  uint64_t documents;            /* there are so many */
  uint64_t fatal_at, refused_at; /* reading, writing breaks there; UINT64_MAX: nowhere */
  size_t held;                   /* what each item says that it holds */
  uint64_t read, written, wrong; /* wrong: out of order, or not what it should be */
  atomic_uint reading, writing, overlaps;
  atomic_ullong in_flight, most_in_flight, unwritten, most_unwritten, freed;
  pthread_t main;
  atomic_ullong elsewhere; /* documents run on other threads */
};

static enum status read_one(void *owner, struct worker *w, struct pool_slot *slot) {
  struct run *r = owner;
  if (atomic_fetch_add(&r->reading, 1) != 0) atomic_fetch_add(&r->overlaps, 1);
  assert_int_equal(worker_arena(w)->used, 0);
  enum status status = r->read < r->documents ? ST_OK : ST_END;
  if (r->read == r->fatal_at) {
    err_set(&slot->err, ERR_MEMORY, "out of memory, says the test");
    status = ST_FATAL;
  }
  if (status == ST_OK) {
    ((struct item *)slot->item)->number = r->read++;
    unsigned long long now = atomic_fetch_add(&r->in_flight, 1) + 1, most = atomic_load(&r->most_in_flight);
    while (now > most && !atomic_compare_exchange_weak(&r->most_in_flight, &most, now)) {
    }
  }
  atomic_fetch_sub(&r->reading, 1);
  return status;
}

static size_t run_one(void *owner, struct worker *w, struct pool_slot *slot) {
  struct run *r = owner;
  struct item *item = slot->item;
  if (item->number % 97 == 13) { /* some take long */
    struct timespec t = {.tv_nsec = 200000 * (long)(item->number % 5)};
    nanosleep(&t, NULL);
  }
  assert_non_null(arena_alloc(worker_arena(w), 100, 1));
  item->doubled = 2 * item->number;
  if (!pthread_equal(pthread_self(), r->main)) atomic_fetch_add(&r->elsewhere, 1);
  unsigned long long now = atomic_fetch_add(&r->unwritten, 1) + 1, most = atomic_load(&r->most_unwritten);
  while (now > most && !atomic_compare_exchange_weak(&r->most_unwritten, &most, now)) {
  }
  return r->held;
}

static bool write_one(void *owner, void *v) {
  struct run *r = owner;
  struct item *item = v;
  if (atomic_fetch_add(&r->writing, 1) != 0) atomic_fetch_add(&r->overlaps, 1);
  bool good = item->number == r->written && item->doubled == 2 * r->written;
  r->wrong += !good;
  bool goes_on = r->written != r->refused_at;
  r->written += goes_on;
  atomic_fetch_sub(&r->in_flight, 1);
  atomic_fetch_sub(&r->unwritten, 1);
  atomic_fetch_sub(&r->writing, 1);
  return goes_on;
}

static void free_one(void *owner, void *item) {
  struct run *r = owner;
  (void)item;
  atomic_fetch_add(&r->freed, 1);
}

static enum pool_end go(struct run *r, size_t workers, struct err *e) {
  struct engine *engine = NULL;
  const struct engine_options options = {.extract = {.limits = limits_default()}};
  assert_int_equal(engine_new_extractor(&options, &engine, NULL), ST_OK);
  const struct pool_jobs jobs = {r, sizeof(struct item), read_one, run_one, write_one, free_one};
  r->main = pthread_self();
  enum pool_end end = pool_run(engine, workers, &jobs, e);
  engine_free(engine);
  assert_int_equal(r->wrong, 0);
  assert_int_equal(atomic_load(&r->overlaps), 0);
  return end;
}

static struct run run_of(uint64_t documents) {
  return (struct run){.documents = documents, .fatal_at = UINT64_MAX, .refused_at = UINT64_MAX};
}

static const size_t numbers[] = {1, 2, 3, 8, 40};
enum { NUMBERS = sizeof numbers / sizeof *numbers };

static void all_in_order(void **state) {
  (void)state;
  for (size_t i = 0; i < NUMBERS; i++) {
    struct run r = run_of(5000);
    assert_int_equal(go(&r, numbers[i], NULL), POOL_DONE);
    assert_int_equal(r.written, 5000);
    assert_true(atomic_load(&r.most_in_flight) <= (numbers[i] == 1 ? 1 : numbers[i] * POOL_SLOTS));
    assert_true(numbers[i] > 1 || atomic_load(&r.elsewhere) == 0);
    assert_int_equal(atomic_load(&r.freed), numbers[i] == 1 ? 1 : numbers[i] * POOL_SLOTS);
  }
}

static void few_documents_few_threads(void **state) {
  (void)state;
  for (uint64_t documents = 0; documents < 4; documents++) {
    struct run r = run_of(documents);
    assert_int_equal(go(&r, 8, NULL), POOL_DONE);
    assert_int_equal(r.written, documents);
    if (documents <= 1) assert_int_equal(atomic_load(&r.elsewhere), 0);
  }
}

/* What waits to be written is held back by its bytes, not only by its number. */
static void held_bytes(void **state) {
  (void)state;
  struct run r = run_of(2000);
  r.held = POOL_HELD_BYTES;
  assert_int_equal(go(&r, 4, NULL), POOL_DONE);
  assert_int_equal(r.written, 2000);
  /* four workers' bytes, one more that goes over them, and what each had in hand */
  assert_true(atomic_load(&r.most_unwritten) <= 4 + 1 + 4);
}

static void reading_breaks(void **state) {
  (void)state;
  for (size_t i = 0; i < NUMBERS; i++)
    for (uint64_t at = 0; at < 200; at += 33) {
      struct run r = run_of(5000);
      struct err e = {0};
      r.fatal_at = at;
      assert_int_equal(go(&r, numbers[i], &e), POOL_READ_FATAL);
      assert_int_equal(r.written, at);
      assert_int_equal(e.code, ERR_MEMORY);
    }
}

static void writing_breaks(void **state) {
  (void)state;
  for (size_t i = 0; i < NUMBERS; i++)
    for (uint64_t at = 0; at < 200; at += 33) {
      struct run r = run_of(5000);
      r.refused_at = at;
      assert_int_equal(go(&r, numbers[i], NULL), POOL_WRITE_FAILED);
      assert_int_equal(r.written, at);
      assert_true(r.read <= at + 1 + numbers[i] * POOL_SLOTS);
    }
}

static void the_processors_it_was_left(void **state) {
  (void)state;
  cpu_set_t all, one;
  assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
  assert_int_equal(pool_processors(), CPU_COUNT(&all));
  size_t first = 0;
  while (!CPU_ISSET(first, &all)) first++;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
  assert_int_equal(pool_processors(), 1);
  assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_in_order),   cmocka_unit_test(few_documents_few_threads),
                                     cmocka_unit_test(held_bytes),     cmocka_unit_test(reading_breaks),
                                     cmocka_unit_test(writing_breaks), cmocka_unit_test(the_processors_it_was_left)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
