/* api.h: the answers of the local page's JSON interface, without HTTP: a request whose body is there becomes a reply.
   Safe from any thread. The interface is described in api.md beside this file. */
#ifndef ROLECALL_API_H
#define ROLECALL_API_H

#include "request.h"
#include "variants.h"

enum endpoint {
  ENDPOINT_NONE,     /* there is no such path */
  ENDPOINT_VERSION,  /* GET /api/version */
  ENDPOINT_LEXICON,  /* GET /api/lexicon */
  ENDPOINT_EDIT,     /* POST /api/lexicon?file=NAME: the body is the file's text */
  ENDPOINT_CLASSIFY, /* POST /api/classify */
  ENDPOINT_VIEW,     /* POST /api/view */
  ENDPOINT_REPORT,   /* POST /api/report?format=FORMAT: the body is JSONL, or any file of postings */
  ENDPOINT_OPEN      /* POST /api/open: the documents in a file, a line of JSONL each */
};

struct request {
  enum endpoint endpoint;
  struct str content_type;
  struct str evidence, lexicon, file, format, id; /* of the query; empty where not given */
  struct str body;
};

struct reply {
  unsigned status;      /* of HTTP */
  const char *type;     /* Content-Type; static text */
  const char *filename; /* to be saved under this name, rather than shown; NULL: neither */
  struct buf body;      /* the caller frees it */
};

/* ENDPOINT_NONE where `path` is none of the interface's; `*other_method` then tells that it is, for another method. */
enum endpoint api_endpoint(struct str method, struct str path, bool *other_method);
/* The most bytes that a body for it may have. */
size_t api_body_limit(enum endpoint endpoint, struct str content_type, const struct limits *limits);

/* Always fills the reply; `body.failed` tells of memory. */
void api_answer(struct variants *variants, const struct limits *limits, const struct request *request,
                struct reply *out);
/* {"error":...,"code":...} */
void api_error(struct reply *out, unsigned status, const char *code, struct str message);

#endif
