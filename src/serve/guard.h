/* guard.h: how long a connection may take. The HTTP library closes a connection that is silent, but not one that sends
   a byte now and then; so each stands here with the moment by which it must be done with what it does, and whoever is
   late has its socket shut down, upon which the library closes it. Safe from any thread. */
#ifndef ROLECALL_GUARD_H
#define ROLECALL_GUARD_H

#include <stddef.h>

enum { GUARD_RECEIVE_SECONDS = 20, GUARD_SEND_SECONDS = 60 };

struct guard;
struct guarded; /* one connection */

struct guard *guard_new(void); /* NULL: out of memory */
void guard_free(struct guard *g);

/* A connection begins: it has GUARD_RECEIVE_SECONDS for a request. NULL: out of memory; it then goes unguarded. */
struct guarded *guard_enter(struct guard *g, int fd);
/* Before its socket is closed. */
void guard_leave(struct guard *g, struct guarded *c);
/* From now on it has so many seconds; 0: as long as it needs (we are at work for it, it waits for us). NULL is fine. */
void guard_allow(struct guard *g, struct guarded *c, unsigned seconds);
/* Shuts down whoever is late. To be called about once a second. */
void guard_check(struct guard *g);

#endif
