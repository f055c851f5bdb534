/* rolecall.h: the public API of librolecall. Give it the bytes of a job posting as somebody saved it, and read which
   role it really describes, how sure that is, and the words that decided it, each with its place in those bytes.

     rolecall_engine *engine;                       one for the program: the lexicon, compiled; shared by threads
     rolecall_worker *worker;                       one for each thread: memory for one document at a time
     rolecall_error error;
     if (rolecall_engine_open("lexicons/operations", NULL, &engine, &error) != ROLECALL_OK ||
         rolecall_worker_new(engine, &worker, &error) != ROLECALL_OK) return fputs(error.message, stderr), 1;
     rolecall_document page = rolecall_document_of(bytes, length);
     const rolecall_result *result;
     if (rolecall_classify(worker, &page, &result, &error) <= ROLECALL_WARN) puts(rolecall_result_role(result));
     rolecall_worker_free(worker);
     rolecall_engine_free(engine);

   To build: cc first.c $(pkg-config --cflags --libs rolecall). Where the lexicons are: pkg-config --variable=lexicons
   rolecall, in folders of their names ("operations"). Whole programs, with their errors checked, are in tests/examples.

   Threads. An engine is never changed once it is open: any number of threads may use it. A worker and its result belong
   to one thread at a time; several threads may make workers at once. Free every worker before its engine. There is no
   global state but what libxml2 sets up once, which the library does by itself.
   Memory. What a function hands out through `out` is the caller's to free with the `_free` of its type; `_free(NULL)` is
   fine. A result and every text read from it live in their worker until its next rolecall_classify or its end; ids and
   names of roles, phrases and criteria, and the words that a verdict is told in, live as long as the engine.
   An engine takes some 5 MB, a worker 1 MB and what a document needs; it keeps that for the next one: free a worker to
   give it back.
   Texts are UTF-8 views of pointer and length; those given as `const char *` end with a NUL.
   Arguments. No pointer may be NULL but `options`, `error`, the argument of a `_free` and the `ptr` of an empty text.
   Where a function has a status, that is told as ROLECALL_ERROR_USAGE; what only reads (from rolecall_engine_role_count on)
   does not look. An index that is too large gives NULL, 0 or an empty text.
   Errors. A function that can fail returns a graded status and fills `error`, which may be NULL. Running out of memory
   is a status like any other: the engine and the worker go on when there is memory again. `error` need not be set
   before; on success its code is ROLECALL_ERROR_NONE. Its message is for people and may name an option of the program
   rolecall. The library never prints, never exits, and reads no environment variable or locale.
   Compatibility. Within a major version no function changes its meaning; structs that a caller fills begin with
   `size` and may grow at their end (make them by their inline function; a size from a newer header is fine); those that
   the library fills stay as they are; enums may grow. */
#ifndef ROLECALL_H
#define ROLECALL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ROLECALL_API
#define ROLECALL_API __attribute__((visibility("default")))
#endif

typedef struct rolecall_engine rolecall_engine;
typedef struct rolecall_worker rolecall_worker;
typedef struct rolecall_result rolecall_result;

/* Text that is borrowed: UTF-8, not NUL-terminated: printf("%.*s", (int)text.len, text.ptr). An empty one may have a
   NULL `ptr`. */
typedef struct rolecall_text {
  const char *ptr;
  size_t len; /* bytes */
} rolecall_text;

/* How it went, from good to bad. */
typedef enum rolecall_status {
  ROLECALL_OK = 0,
  ROLECALL_WARN = 1,  /* done; `error` tells of the first thing to know (a limit was met) */
  ROLECALL_FAIL = 2,  /* this document failed; the worker goes on with the next */
  ROLECALL_FATAL = 3  /* nothing was made (an engine that could not be opened), or memory ran out */
} rolecall_status;

typedef enum rolecall_error_code {
  ROLECALL_ERROR_NONE = 0,
  ROLECALL_ERROR_MEMORY = 1,  /* an allocation failed, or the cap `max_memory` was met */
  ROLECALL_ERROR_OPEN = 2,    /* the lexicon's folder or a file of it cannot be opened; `message` names it */
  ROLECALL_ERROR_READ = 3,    /* or not be read to its end */
  ROLECALL_ERROR_EMPTY = 4,   /* no bytes in the document, or only blanks */
  ROLECALL_ERROR_BINARY = 5,  /* not text */
  ROLECALL_ERROR_FORMAT = 6,  /* broken in a way that leaves nothing to read */
  ROLECALL_ERROR_CHARSET = 7, /* a charset that is known but that this machine cannot decode */
  ROLECALL_ERROR_LIMIT = 8,   /* larger or deeper than a limit allows */
  ROLECALL_ERROR_LEXICON = 9, /* an error in a lexicon file: `path`, `line` and `column` say where */
  ROLECALL_ERROR_USAGE = 10,  /* an argument that makes no sense */
  ROLECALL_ERROR_UNSUPPORTED = 11, /* a PDF, an Office file, a picture: `message` says what to do */
  ROLECALL_ERROR_INTERNAL = 12     /* a library below misbehaved */
} rolecall_error_code;

typedef struct rolecall_error {
  rolecall_error_code code;
  char message[256];     /* one line; NUL-terminated. An error in a lexicon's file has its place not here but below */
  char path[256];        /* of the lexicon's file; empty where it is about something else; its end where it is longer */
  uint32_t line, column; /* from 1; the column in bytes; 0 where unset */
} rolecall_error;

/* Memory on the caller's terms, for an engine and all its workers and results. `resize` works as realloc: `old` NULL
   takes new memory, `size` 0 gives `old` back and returns NULL, NULL else means that there is none. It must be safe to
   call from every thread that uses the engine, and memory must be aligned as malloc's. It is called for all memory that
   this library takes and all that PCRE2 takes for it. It is not called by libxml2 while it reads a
   page: its hooks are for a whole process, and by the end of rolecall_classify it has given back what it took; nor by
   PCRE2's JIT for machine code; nor inside the C library (an open folder, sorting). */
typedef struct rolecall_allocator {
  void *(*resize)(void *context, void *old, size_t size);
  void *context;
} rolecall_allocator;

/* Zero, as rolecall_options_default fills it, means: as the program does by itself. */
typedef struct rolecall_options {
  size_t size;                  /* sizeof(rolecall_options) */
  rolecall_allocator allocator; /* resize NULL: malloc and free */
  size_t max_document;          /* bytes of one document; 0: 8 MiB */
  size_t max_memory;            /* bytes that a worker may take for one document, libxml2 aside; 0: 256 MiB */
  size_t max_text;              /* bytes of text read from a page, its menus included; 0: 4 MiB */
  size_t max_evidence;          /* hits that are judged, in the order of the text: those behind count for
                                   nothing; 0: 1000 */
} rolecall_options;
static inline rolecall_options rolecall_options_default(void) {
#ifdef __cplusplus
  rolecall_options o = {};
#else
  rolecall_options o = {0};
#endif
  o.size = sizeof o;
  return o;
}

/* A file of a lexicon that is not on a disk: "lexicon.txt", "focus.txt", "weights.tsv", ... */
typedef struct rolecall_file {
  const char *name;
  rolecall_text text;
} rolecall_file;

typedef enum rolecall_media {
  ROLECALL_MEDIA_GUESS = 0, /* by its bytes */
  ROLECALL_MEDIA_HTML = 1,
  ROLECALL_MEDIA_TEXT = 2
} rolecall_media;

/* One saved posting, already taken out of what it came in: archives, MHTML, WARC, mail, CSV and JSON Lines are opened by
   the program rolecall, not here. The texts are borrowed until the worker's next document or its end; the struct is not. */
typedef struct rolecall_document {
  size_t size; /* sizeof(rolecall_document) */
  rolecall_text bytes;
  rolecall_media media;
  rolecall_text charset;                  /* said from outside, as in a HTTP header; empty, or not to be believed: look at
                                             the bytes */
  rolecall_text title, company, location; /* known beforehand; they win over the page. Empty: take them from it */
  rolecall_text id, url;                  /* only passed on, to the JSON */
} rolecall_document;

static inline rolecall_document rolecall_document_of(const void *bytes, size_t length) {
#ifdef __cplusplus
  rolecall_document d = {};
#else
  rolecall_document d = {0};
#endif
  d.size = sizeof d;
  d.bytes.ptr = (const char *)bytes;
  d.bytes.len = length;
  return d;
}

/* "1.0.0", of the library that runs; ROLECALL_VERSION_* of the header that was compiled against. */
#define ROLECALL_VERSION_MAJOR 1
#define ROLECALL_VERSION_MINOR 0
#define ROLECALL_VERSION_PATCH 0
ROLECALL_API const char *rolecall_version(void);

/* ---- engine ---- */

/* Reads and compiles the lexicon in `folder` (some milliseconds; less where `rolecall lexicon compile` left its image
   beside it). ROLECALL_OK, or ROLECALL_FATAL with *out NULL. `options` may be NULL; they are copied, and the allocator's
   `context` must outlive the engine. */
ROLECALL_API rolecall_status rolecall_engine_open(const char *folder, const rolecall_options *options,
                                                  rolecall_engine **out, rolecall_error *error);
/* The same from memory; the files are copied. There must be "lexicon.txt"; every other name that ends in .txt is read as
   one of a folder would be, and "weights.tsv" where it is there (else the weights are those of the phrases). Other names
   are passed over. */
ROLECALL_API rolecall_status rolecall_engine_open_memory(const rolecall_file *files, size_t count,
                                                         const rolecall_options *options, rolecall_engine **out,
                                                         rolecall_error *error);
ROLECALL_API void rolecall_engine_free(rolecall_engine *engine);

/* The roles that the lexicon tells apart, in its order: "coo", "head-of-operations", "other" in the one that ships. */
ROLECALL_API size_t rolecall_engine_role_count(const rolecall_engine *engine);
ROLECALL_API const char *rolecall_engine_role_id(const rolecall_engine *engine, size_t role);   /* "coo" */
ROLECALL_API const char *rolecall_engine_role_name(const rolecall_engine *engine, size_t role); /* for people */

/* ---- worker ---- */

ROLECALL_API rolecall_status rolecall_worker_new(const rolecall_engine *engine, rolecall_worker **out,
                                                 rolecall_error *error);
ROLECALL_API void rolecall_worker_free(rolecall_worker *worker);

/* Reads one document and judges it. ROLECALL_OK or ROLECALL_WARN: *out is the result. Otherwise *out is NULL.
   A page without a posting is no failure: its role is "unclear", with the reason "no-posting".
   Time is linear in the document's length, whatever is in it. */
ROLECALL_API rolecall_status rolecall_classify(rolecall_worker *worker, const rolecall_document *document,
                                               const rolecall_result **out, rolecall_error *error);

/* ---- verdict ---- */

/* A role's id (rolecall_engine_role_id), or "unclear": from title and body, from the body alone, from the title alone. The
   last is "unclear" where there is no title, and "other" where it names none of the roles. */
ROLECALL_API const char *rolecall_result_role(const rolecall_result *result);
ROLECALL_API const char *rolecall_result_body_role(const rolecall_result *result);
ROLECALL_API const char *rolecall_result_title_role(const rolecall_result *result);
/* Why the role is unclear: "tie", "conflict", "too-little-text", "no-posting", "several-postings", "other-language".
   NULL where it is not. */
ROLECALL_API const char *rolecall_result_reason(const rolecall_result *result);
/* Whether the title fits the body: "fits", "promises-more", "promises-less", "different", "unclear". */
ROLECALL_API const char *rolecall_result_fit(const rolecall_result *result);
/* Of the engine's role with that number: 0 to 1, together 1. They are the softmax of the scores divided by the
   temperature; a score is the prior and the contributions of all evidence for the role, in nats. The verdict's own is that
   of the role whose id is rolecall_result_role; "unclear" has none. */
ROLECALL_API double rolecall_result_probability(const rolecall_result *result, size_t role);
ROLECALL_API double rolecall_result_score(const rolecall_result *result, size_t role);
ROLECALL_API double rolecall_result_prior(const rolecall_result *result, size_t role);
ROLECALL_API double rolecall_result_temperature(const rolecall_result *result);

/* ---- posting ---- */

typedef enum rolecall_field {
  ROLECALL_FIELD_TITLE = 0,
  ROLECALL_FIELD_COMPANY = 1,
  ROLECALL_FIELD_LOCATION = 2,
  ROLECALL_FIELD_DATE_POSTED = 3,
  ROLECALL_FIELD_EMPLOYMENT_TYPE = 4,
  ROLECALL_FIELD_SALARY = 5,
  ROLECALL_FIELD_LANGUAGE = 6 /* ISO 639-1 */
} rolecall_field;

/* What was taken from the page (or given with it); empty where it has none. */
ROLECALL_API rolecall_text rolecall_result_field(const rolecall_result *result, rolecall_field field);
/* The text of the posting alone: no menus, no other jobs; a newline between two blocks. */
ROLECALL_API rolecall_text rolecall_result_text(const rolecall_result *result);

/* ---- evidence ---- */

typedef struct rolecall_evidence {
  rolecall_text quote;     /* the words with up to seven more on each side, within the sentence */
  rolecall_text words;     /* the words that the phrase found */
  const char *phrase;      /* id of the lexicon's entry: "focus.day-to-day" */
  const char *criterion;   /* "focus" */
  const char *role;        /* the role it speaks for */
  const char *section;     /* of the posting: "duties", ...; NULL in the title */
  double contribution;     /* what it adds to the role's score, nats; exact to 0.001 */
  int in_document;         /* 0: in a title that was given with the document: the numbers below count in that title */
  uint64_t start, end;     /* bytes of the document that hold the quote: half-open, tags and entities included */
  uint64_t words_start, words_end; /* the same of the words */
  uint32_t line, column;           /* of `start`, from 1; the column in characters */
  int counts;              /* 0: it was silenced (negated, said of somebody else, said too often): contribution 0 */
} rolecall_evidence;

/* All hits of the lexicon: those that count first, by the size of their contribution, whatever its sign: one below 0
   speaks against its role. A role's prior and the contributions to it are its score. */
ROLECALL_API size_t rolecall_result_evidence_count(const rolecall_result *result);
/* Fills `out`. ROLECALL_FAIL where `index` is too large. */
ROLECALL_API rolecall_status rolecall_result_evidence(const rolecall_result *result, size_t index,
                                                      rolecall_evidence *out);

/* The same JSON object that `rolecall --format jsonl` prints (schema.md), without a newline. ROLECALL_FATAL: out of
   memory. */
ROLECALL_API rolecall_status rolecall_result_json(const rolecall_result *result, rolecall_text *out,
                                                  rolecall_error *error);

#ifdef __cplusplus
}
#endif

#endif
