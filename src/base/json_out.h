/* json_out.h: writes JSON (RFC 8259) into a buf, one value after the other; commas and quoting are its business. Bytes
   that are not UTF-8 (a file's name may have them) become U+FFFD; control characters and U+2028/9 are escaped, so a
   line of JSONL stays one line anywhere. */
#ifndef ROLECALL_JSON_OUT_H
#define ROLECALL_JSON_OUT_H

#include "buf.h"

struct json_out {
  struct buf *buf;
  uint32_t depth;
  uint64_t has_item; /* a bit for each level (at most 63): something was written there */
  bool after_key;
};

void json_out_init(struct json_out *j, struct buf *buf);
void json_open(struct json_out *j, char bracket); /* '{' or '[' */
void json_close(struct json_out *j, char bracket);
void json_key(struct json_out *j, const char *name);
void json_key_view(struct json_out *j, struct str name);
void json_str(struct json_out *j, struct str s);
void json_none(struct json_out *j);
void json_bool(struct json_out *j, bool b);
void json_uint(struct json_out *j, uint64_t n);
void json_int(struct json_out *j, int64_t n);
/* As buf_milli. */
void json_milli(struct json_out *j, int32_t thousandths);
/* With that many decimals, rounded half to even by printf; NaN and infinity become null. */
void json_fixed(struct json_out *j, double x, int decimals);
/* key and value; an empty string is written as null */
void json_key_str(struct json_out *j, const char *name, struct str s);

#endif
