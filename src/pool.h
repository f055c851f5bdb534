/* pool.h: many documents through several workers, with the results in the order of the input. Each worker takes its
   turn at the reader, takes the document to its result on its own, and leaves what came out in a slot of a ring; slots
   are written strictly in the order in which their documents were read, so the output is the same at any number of
   workers. Memory is bounded by the ring and by POOL_HELD_BYTES a worker, however many documents there are. Nobody
   waits in a loop. With one worker all of it runs on the calling thread and nothing is locked. */
#ifndef ROLECALL_POOL_H
#define ROLECALL_POOL_H

#include "engine.h"

enum { POOL_WORKERS_MAX = 1024, POOL_SLOTS = 16 /* a worker */, POOL_HELD_BYTES = 1 << 20 /* a worker */ };

/* One document on its way. `doc` and what it points to live in the worker's arena until `run` is done. */
struct pool_slot {
  struct document doc;
  enum status status; /* of reading it: ST_OK or ST_FAIL */
  struct err err;
  void *item; /* the owner's, `item_bytes` long, zeroed at the beginning and kept from document to document */
};

struct pool_jobs {
  void *owner;
  size_t item_bytes;
  /* Serial, on any thread: reads the next document into the worker's arena, which is empty. ST_OK, ST_FAIL (it cannot
     be read: run and written like the others), ST_END, or ST_FATAL (the slot's err says why); both of these end it. */
  enum status (*read)(void *owner, struct worker *w, struct pool_slot *slot);
  /* Many at a time: from slot->doc to slot->item. Returns how many bytes the item holds until it is written. */
  size_t (*run)(void *owner, struct worker *w, struct pool_slot *slot);
  /* Serial, on any thread, in the order of reading; neither doc nor err can be looked at. False ends it. */
  bool (*write)(void *owner, void *item);
  void (*free_item)(void *owner, void *item); /* at the end, for each item; may be NULL */
};

enum pool_end { POOL_DONE, POOL_READ_FATAL, POOL_WRITE_FAILED, POOL_NO_MEMORY };

/* Runs to the end of the input with at most `workers` (1 to POOL_WORKERS_MAX). A thread is started only once there is a
   document for it; where the system gives no more threads or memory for one, those that there are do the work.
   Everything read before a POOL_READ_FATAL is written; `e` gets its reason, or that of POOL_NO_MEMORY. */
enum pool_end pool_run(const struct engine *engine, size_t workers, const struct pool_jobs *jobs, struct err *e);

/* The processors that this process may run on: those that taskset or Slurm left it, not all of the machine (but all
   where that has over 1024). */
size_t pool_processors(void);

#endif
