/* record.h: which column of a table, or which key of a JSON object, is which field of a document: by the usual names,
   or as the person said. Internal to this room, but for struct columns (jsonl.h). */
#ifndef ROLECALL_RECORD_H
#define ROLECALL_RECORD_H

#include "../base/arena.h"
#include "../base/document.h"
#include "../base/err.h"

enum record_field {
  FIELD_ID,
  FIELD_TITLE,
  FIELD_BODY,
  FIELD_COMPANY,
  FIELD_LOCATION,
  FIELD_URL,
  FIELD_LABEL,
  FIELD_EMPLOYER,
  FIELD_QUOTES,
  FIELD_COUNT,
  FIELD_NONE = FIELD_COUNT
};

/* What a name means. Of several names for one field the lowest rank wins that has a value. */
struct field_name {
  enum record_field field;
  uint8_t rank;
  enum media media; /* FIELD_BODY: what its text is; MEDIA_GUESS: told by the text */
};

/* Names that a person gave: "title=COL,html=COL". */
struct columns {
  struct str spec; /* borrowed */
};
/* False where the text is not of that form, or names a field that is none; `e` says so. */
bool columns_check(struct str spec, struct err *e);
/* The meaning of a name: capitals, white space, hyphens and underlines do not count. */
struct field_name field_named(struct columns columns, struct str name);
/* The next field that the person gave and its column, from *at on; FIELD_NONE behind the last. */
enum record_field columns_next(struct columns columns, size_t *at, struct str *column);

/* A document in the making. All zero is empty. */
struct record {
  struct str values[FIELD_COUNT];
  uint8_t ranks[FIELD_COUNT];
  enum media media;
};
/* Keeps the value where it is the best so far; views only. Quotes are for the caller to gather. */
void record_put(struct record *r, struct field_name name, struct str value);
/* Fills the document with the record's views. ST_FAIL (ERR_EMPTY) where there is no text. */
NODISCARD enum status record_document(const struct record *r, struct document *doc, struct err *e);

#endif
