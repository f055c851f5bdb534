/* server.h: the HTTP side of the local page. The only module that knows libmicrohttpd.
   Only requests that name us as Host (and Origin, where there is one) are answered; bodies, connections and time are
   bounded; everything that is answered is part of the program or made from the request. */
#ifndef ROLECALL_SERVER_H
#define ROLECALL_SERVER_H

#include "variants.h"

struct server;

/* Connections at a time, where the limit on open files has room for them; bytes of all requests together that are being
   received. */
enum { SERVER_CONNECTIONS = 512, SERVER_BODY_BYTES = 192 << 20 };

/* Serves on the listening socket `fd`, which it closes in the end; `port` is what a Host header must name. Threads are
   started: block the signals that they should not take beforehand. `variants` and `limits` outlive the server. */
NODISCARD enum status server_start(int fd, unsigned port, struct variants *variants, const struct limits *limits,
                                   struct server **out, struct err *e);
/* To be called about once a second: late connections are closed. */
void server_tick(struct server *s);
/* Waits for the answers being made; then everything is closed. NULL is fine. */
void server_stop(struct server *s);
/* "libmicrohttpd 0.9.75" */
void server_library_version(char *out, size_t size);

#endif
