/* request.h: what a request says about itself, before any of its body is believed: whether it may come in at all, and
   what kind of body it brings. Pure: views in, answers out; nothing is allocated. */
#ifndef ROLECALL_REQUEST_H
#define ROLECALL_REQUEST_H

#include "../base/str.h"

enum body_kind {
  BODY_FILE,   /* no Content-Type, or application/octet-stream: a file as it was saved, told by its content */
  BODY_HTML,   /* text/html, application/xhtml+xml */
  BODY_TEXT,   /* text/plain */
  BODY_JSON,   /* application/json: one object as a line of JSONL has it */
  BODY_LINES,  /* application/jsonl, application/x-ndjson: such objects, one a line */
  BODY_FOREIGN /* anything else, a browser's forms among it */
};

/* A Content-Type header (RFC 9110, 8.3): its kind, and the value of its charset parameter without quotes (empty where
   there is none). An empty header is BODY_FILE. */
enum body_kind request_body_kind(struct str content_type, struct str *charset);

/* A Host header is ours where it is 127.0.0.1, localhost or [::1] with our port (without one for port 80). Anything
   else is a page elsewhere whose name was made to point here (DNS rebinding). */
bool request_host_is_ours(struct str host, unsigned port);
/* An Origin header is ours where it is http:// and one of the same. */
bool request_origin_is_ours(struct str origin, unsigned port);

#endif
