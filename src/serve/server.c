#include "server.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "../base/ascii.h"
#include "../pool.h"
#include "api.h"
#include "assets.h"
#include "guard.h"

enum { CONNECTION_MEMORY = 32 << 10, SILENT_SECONDS = 20, THREADS_MIN = 2, THREADS_MAX = 8, BODY_FIRST = 16 << 10 };
/* Of each thread: two by which the library waits and is woken, two for tables that the C library opens for a charset. */
enum { THREAD_DESCRIPTORS = 4 };

struct server {
  struct MHD_Daemon *daemon;
  struct guard *guard;
  struct variants *variants;
  const struct limits *limits;
  unsigned port;
  atomic_size_t body_bytes; /* of all bodies being received */
};

/* One request on its way. */
struct exchange {
  struct request request;
  const struct asset *asset;
  char *body;
  size_t len, size, limit;
  unsigned refused; /* the status it will be refused with once its body has gone by; 0: none */
};

/* ---- replies ---- */

static const char *const headers[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; "
     "frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"},
    {"Cache-Control", "no-store"},
};

/* Takes the response over. */
static enum MHD_Result queue(struct MHD_Connection *connection, struct MHD_Response *response, unsigned status,
                             const char *type, const char *filename) {
  if (!response) return MHD_NO;
  bool ok = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type) == MHD_YES;
  for (size_t i = 0; ok && i < sizeof headers / sizeof *headers; i++)
    ok = MHD_add_response_header(response, headers[i][0], headers[i][1]) == MHD_YES;
  if (ok && filename) {
    char value[128];
    snprintf(value, sizeof value, "attachment; filename=\"%s\"", filename);
    ok = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, value) == MHD_YES;
  }
  if (ok && status == MHD_HTTP_METHOD_NOT_ALLOWED)
    ok = MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD, POST") == MHD_YES;
  enum MHD_Result result = ok ? MHD_queue_response(connection, status, response) : MHD_NO;
  MHD_destroy_response(response);
  return result;
}

/* Takes the reply's body over. */
static enum MHD_Result send_reply(struct MHD_Connection *connection, struct reply *reply) {
  if (reply->body.failed) {
    buf_free(&reply->body);
    return MHD_NO;
  }
  struct MHD_Response *response =
      MHD_create_response_from_buffer(reply->body.len, reply->body.ptr, MHD_RESPMEM_MUST_FREE);
  if (!response) buf_free(&reply->body);
  return queue(connection, response, reply->status, reply->type, reply->filename);
}

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status) {
  struct reply reply = {0};
  switch (status) {
    case 400: api_error(&reply, status, "format", STR("a request with two lengths")); break;
    case 403: api_error(&reply, status, "forbidden", STR("only the page of this program may ask")); break;
    case 404: api_error(&reply, status, "path", STR("there is nothing here")); break;
    case 405: api_error(&reply, status, "method", STR("this path is asked for in another way")); break;
    case 413: api_error(&reply, status, "limit", STR("the body is too large")); break;
    default: api_error(&reply, status, "busy", STR("too much at once; try again")); break;
  }
  return send_reply(connection, &reply);
}

static enum MHD_Result send_asset(struct MHD_Connection *connection, const struct asset *asset) {
  /* the library does not write to a persistent buffer; its interface knows no const */
  void *bytes = (void *)(uintptr_t)asset->bytes.ptr;
  return queue(connection, MHD_create_response_from_buffer(asset->bytes.len, bytes, MHD_RESPMEM_PERSISTENT), 200,
               asset->type, NULL);
}

/* ---- who may come in ---- */

static struct str header(struct MHD_Connection *connection, const char *name) {
  return str_of(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

/* The Host and Origin headers that are ours and those that are not; how often a length is declared. */
struct names {
  unsigned port, ours, foreign, lengths;
};

static enum MHD_Result look_at_header(void *cls, enum MHD_ValueKind kind, const char *key, const char *value) {
  (void)kind;
  struct names *n = cls;
  struct str name = str_of(key), text = str_of(value);
  if (ascii_eq_nocase(name, STR("Host"))) {
    if (request_host_is_ours(text, n->port))
      n->ours++;
    else
      n->foreign++;
  }
  if (ascii_eq_nocase(name, STR("Origin"))) n->foreign += !request_origin_is_ours(text, n->port);
  n->lengths += ascii_eq_nocase(name, STR("Content-Length"));
  return MHD_YES;
}

/* The status to refuse it with, or 0. */
static unsigned look_at_headers(const struct server *s, struct MHD_Connection *connection) {
  struct names n = {.port = s->port};
  MHD_get_connection_values(connection, MHD_HEADER_KIND, look_at_header, &n);
  if (n.ours != 1 || n.foreign) return 403;
  return n.lengths > 1 ? 400 : 0;
}

/* Undoes %XX in place, as the library would, but for %00: a path or a value never ends in its middle. */
static size_t unescape(void *cls, struct MHD_Connection *connection, char *s) {
  (void)cls;
  (void)connection;
  char *to = s;
  for (const char *from = s; *from; to++) {
    int high = from[0] == '%' ? ascii_hex(from[1]) : -1, low = high >= 0 ? ascii_hex(from[2]) : -1;
    bool escaped = low >= 0 && (high || low);
    *to = escaped ? (char)(high * 16 + low) : *from;
    from += escaped ? 3 : 1;
  }
  *to = 0;
  return (size_t)(to - s);
}

/* ---- a request ---- */

static struct str argument(struct MHD_Connection *connection, const char *name) {
  return str_of(MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name));
}

static struct guarded *guarded_of(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

static size_t declared_length(struct MHD_Connection *connection) {
  struct str s = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
  size_t n = 0;
  for (size_t i = 0; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
    n = n > SIZE_MAX / 16 ? SIZE_MAX / 16 : n * 10 + (size_t)(s.ptr[i] - '0');
  return n;
}

/* The headers are there, the body is not. */
static enum MHD_Result begin(struct server *s, struct MHD_Connection *connection, struct str method, struct str path,
                             void **context) {
  unsigned refused = look_at_headers(s, connection);
  if (refused) return refuse(connection, refused);
  bool other = false, reads = str_eq(method, STR("GET")) || str_eq(method, STR("HEAD"));
  const struct asset *asset = asset_find(path);
  enum endpoint endpoint = api_endpoint(method, path, &other);
  if (endpoint == ENDPOINT_NONE && !(asset && reads)) return refuse(connection, asset || other ? 405 : 404);
  struct str type = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
  size_t limit = api_body_limit(endpoint, type, s->limits);
  if (declared_length(connection) > limit) return refuse(connection, 413);
  struct exchange *x = calloc(1, sizeof *x);
  if (!x) return MHD_NO;
  x->asset = asset;
  x->limit = limit;
  x->request = (struct request){.endpoint = endpoint,
                                .content_type = type,
                                .evidence = argument(connection, "evidence"),
                                .lexicon = argument(connection, "lexicon"),
                                .file = argument(connection, "file"),
                                .format = argument(connection, "format"),
                                .id = argument(connection, "id")};
  *context = x;
  return MHD_YES;
}

/* Room for `more` bytes of the body; false: the request is refused, and what it sends is let go. */
static bool make_room(struct server *s, struct exchange *x, size_t more) {
  if (more > x->limit - x->len) {
    x->refused = 413;
    return false;
  }
  if (x->len + more <= x->size) return true;
  size_t size = x->size ? x->size : BODY_FIRST;
  while (size < x->len + more) size *= 2;
  size_t added = size - x->size;
  if (atomic_fetch_add(&s->body_bytes, added) + added > SERVER_BODY_BYTES) {
    atomic_fetch_sub(&s->body_bytes, added);
    x->refused = 503;
    return false;
  }
  char *body = realloc(x->body, size);
  if (!body) {
    atomic_fetch_sub(&s->body_bytes, added);
    x->refused = 503;
    return false;
  }
  x->body = body;
  x->size = size;
  return true;
}

static void drop_body(struct server *s, struct exchange *x) {
  free(x->body);
  atomic_fetch_sub(&s->body_bytes, x->size);
  x->body = NULL;
  x->size = 0;
}

static void take(struct server *s, struct exchange *x, const char *bytes, size_t len) {
  if (x->refused) return;
  if (!make_room(s, x, len)) {
    drop_body(s, x);
    return;
  }
  memcpy(x->body + x->len, bytes, len);
  x->len += len;
}

static enum MHD_Result finish(struct server *s, struct MHD_Connection *connection, struct exchange *x) {
  if (x->refused) return refuse(connection, x->refused);
  if (x->asset) return send_asset(connection, x->asset);
  struct guarded *guarded = guarded_of(connection);
  guard_allow(s->guard, guarded, 0);
  struct reply reply;
  x->request.body = (struct str){x->body, x->len};
  api_answer(s->variants, s->limits, &x->request, &reply);
  drop_body(s, x);
  guard_allow(s->guard, guarded, GUARD_SEND_SECONDS);
  return send_reply(connection, &reply);
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **context) {
  (void)version;
  struct server *s = cls;
  struct exchange *x = *context;
  if (!x) return begin(s, connection, str_of(method), str_of(url), context);
  if (*upload_size) {
    take(s, x, upload, *upload_size);
    *upload_size = 0;
    return MHD_YES;
  }
  return finish(s, connection, x);
}

static void completed(void *cls, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode code) {
  (void)code;
  struct server *s = cls;
  struct exchange *x = *context;
  guard_allow(s->guard, guarded_of(connection), GUARD_RECEIVE_SECONDS);
  if (!x) return;
  drop_body(s, x);
  free(x);
  *context = NULL;
}

static void connected(void *cls, struct MHD_Connection *connection, void **context,
                      enum MHD_ConnectionNotificationCode code) {
  struct server *s = cls;
  if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
    guard_leave(s->guard, *context);
    *context = NULL;
    return;
  }
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  *context = info ? guard_enter(s->guard, info->connect_fd) : NULL;
}

/* ---- the server ---- */

static unsigned thread_count(void) {
  size_t n = pool_processors();
  return n < THREADS_MIN ? THREADS_MIN : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

/* How many more descriptors may be open, counted no further than `enough`. */
static size_t free_descriptors(size_t enough) {
  struct rlimit most;
  if (getrlimit(RLIMIT_NOFILE, &most) != 0) return enough;
  size_t n = 0;
  for (rlim_t fd = 0; fd < most.rlim_cur && n < enough; fd++) n += fcntl((int)fd, F_GETFD) < 0;
  return n;
}

/* Threads and connections, for which there are descriptors: a thread that may take one more but gets no descriptor for
   it asks again and again. What stands in line beyond that waits in the kernel. */
static void fit(unsigned *threads, unsigned *connections) {
  size_t room = free_descriptors(SERVER_CONNECTIONS + THREADS_MAX * THREAD_DESCRIPTORS), own;
  for (*threads = thread_count(); *threads > 1 && room < *threads * (THREAD_DESCRIPTORS + 1u);) --*threads;
  own = *threads * (size_t)THREAD_DESCRIPTORS;
  room = room > own ? room - own : 1;
  *connections = room < SERVER_CONNECTIONS ? (unsigned)room : (unsigned)SERVER_CONNECTIONS;
}

enum status server_start(int fd, unsigned port, struct variants *variants, const struct limits *limits,
                         struct server **out, struct err *e) {
  struct server *s = calloc(1, sizeof *s);
  struct guard *guard = guard_new();
  if (!s || !guard) {
    free(s);
    guard_free(guard);
    return err_memory(e);
  }
  s->guard = guard;
  s->variants = variants;
  s->limits = limits;
  s->port = port;
  unsigned threads, connections;
  fit(&threads, &connections);
  s->daemon = MHD_start_daemon(
      MHD_USE_AUTO_INTERNAL_THREAD, (uint16_t)port, NULL, NULL, handle, s, MHD_OPTION_LISTEN_SOCKET, fd,
      MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT, connections,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT,
      (unsigned)SILENT_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, completed, s,
      MHD_OPTION_NOTIFY_CONNECTION, connected, s, MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL, MHD_OPTION_END);
  if (s->daemon) {
    *out = s;
    return ST_OK;
  }
  err_set(e, ERR_INTERNAL, "libmicrohttpd cannot start");
  server_stop(s);
  return ST_FATAL;
}

void server_tick(struct server *s) {
  guard_check(s->guard);
}

void server_stop(struct server *s) {
  if (!s) return;
  if (s->daemon) MHD_stop_daemon(s->daemon);
  guard_free(s->guard);
  free(s);
}

void server_library_version(char *out, size_t size) {
  snprintf(out, size, "libmicrohttpd %s", MHD_get_version());
}
