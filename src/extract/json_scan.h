/* json_scan.h: JSON as it stands in pages, read event by event with byte offsets and without recursion. Tolerant where
   pages are wrong: invalid escapes, raw control characters in strings, trailing commas, what follows the value (so the
   tail of `window.__X = {...};` can be read from its first brace). One owner; borrowed input. */
#ifndef ROLECALL_JSON_SCAN_H
#define ROLECALL_JSON_SCAN_H

#include "../base/limits.h"
#include "../base/srcmap.h"

enum json_kind {
  JSON_END,    /* the value is complete */
  JSON_BROKEN, /* not JSON from here on, or the input ends too early, or nesting passes the limit */
  JSON_OBJECT,
  JSON_OBJECT_END,
  JSON_ARRAY,
  JSON_ARRAY_END,
  JSON_KEY,
  JSON_STRING,
  JSON_NUMBER,
  JSON_TRUE,
  JSON_FALSE,
  JSON_NULL
};

struct json_token {
  enum json_kind kind;
  size_t start, end; /* bytes of the input; of keys and strings without the quotes, still escaped */
  size_t depth;      /* containers around it; of a container's two ends, not counting itself */
  bool escaped;      /* a key or string with a backslash or a raw control character in it */
};

struct json_scan {
  struct str in;
  size_t at, depth, limit;
  uint8_t arrays[JSON_DEPTH_MOST / 8]; /* bit set: an array at this depth */
  bool value, done; /* a value may come next (else a comma or an end); the outermost value is complete */
  bool key;         /* in an object, before a key */
  bool too_deep;    /* it broke at the depth limit */
};

/* Begins at in[at]; white space is passed over. `depth_limit` is at most JSON_DEPTH_MOST. */
void json_scan_open(struct json_scan *j, struct str in, size_t at, size_t depth_limit);
/* The next token. JSON_END and JSON_BROKEN come again and again; j->at then says where it ended or broke. */
struct json_token json_scan_next(struct json_scan *j);
/* After JSON_OBJECT or JSON_ARRAY: passes to behind its end. False where it is broken. */
bool json_scan_skip(struct json_scan *j);

/* The text of a key or string. A view of the input where nothing is escaped, else unescaped into the arena; \u pairs
   are joined, lone surrogates become U+FFFD, an unknown escape is the character itself. `map` (may be NULL) gets a map
   from the text to the input over `below`, layer "json". */
NODISCARD enum status json_text(struct str in, struct json_token token, const struct srcmap *below, struct arena *arena,
                                struct str *text, const struct srcmap **map, struct err *err);
/* The same for the bytes [start, end) between two quotes of a script, whose escapes are a superset: \x41, \', \` too.
 */
NODISCARD enum status json_unescape(struct str in, size_t start, size_t end, const struct srcmap *below,
                                    struct arena *arena, struct str *text, const struct srcmap **map, struct err *err);

#endif
