/* json_stream.h: the objects of a JSON file, one after the other and never the whole file at once: an object a line
   (JSONL), objects over several lines, an array of them, or an object that wraps such an array ({"jobs": [...]}).
   Internal to this room. */
#ifndef ROLECALL_JSON_STREAM_H
#define ROLECALL_JSON_STREAM_H

#include "record.h"
#include "stream.h"

/* Whether the bytes begin as a JSON file of objects does. A `{` or `[` in text is not enough. */
bool json_stream_is_json(struct str begin);
/* Whether the file is one that a folder may hold for other ends (settings, a package's manifest): not an object a line,
   and without the keys of a posting in what is seen of it. */
bool json_stream_is_other(struct str begin, struct columns columns);

/* Up to STREAM_BYTES of what comes next, without taking them, as stream_peek. At a pipe it does not insist on more once
   the first line is an object by itself: somebody may wait for the answer to it. */
NODISCARD enum status json_stream_begin(struct stream *in, struct str *out, struct err *e);

enum json_form { JSON_LINES, JSON_VALUES, JSON_WRAPPED /* in an array, perhaps in objects */ };
enum { JSON_WRAPS = 8 };

struct json_stream {
  struct stream *in;
  size_t limit; /* bytes of one object */
  enum json_form form;
  bool begun;
  uint64_t record;        /* line number, or number of the object */
  char wraps[JSON_WRAPS]; /* '[' and '{' around the next object, the outermost first */
  size_t wrap_count;
};

struct json_object {
  struct str bytes;
  uint64_t offset;
};

/* The next object's bytes, which are whatever stands in its place; s->record is its number. ST_OK; ST_FAIL: it is over
   the limit, or cut short by the end; ST_END. */
NODISCARD enum status json_stream_next(struct json_stream *s, struct arena *arena, struct json_object *out,
                                       struct err *e);

#endif
