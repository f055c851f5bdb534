/* document.h: the bytes of one saved posting after its container is opened and before charset decoding. Filled by the
   input room (or by a caller of the library); read only from then on. All views are borrowed. */
#ifndef ROLECALL_DOCUMENT_H
#define ROLECALL_DOCUMENT_H

#include "str.h"

enum media { MEDIA_GUESS = 0, MEDIA_HTML, MEDIA_TEXT };

struct document {
  struct str bytes;
  enum media media;
  struct str charset; /* declared from outside (a HTTP header); empty where nothing is declared */
  struct str id;      /* the document's own, else the path, `!member`, `#record` */
  struct str path, member;
  uint64_t record; /* 1-based number in a container of records, a line number in JSONL; 0: the file is the document */
  uint64_t offset; /* of the record in the (decompressed) container, bytes */
  struct str url;  /* where it was saved from, if the container says */
  struct str warning; /* for the row: the container says that this is not all of the page; else empty */
  /* Given beside the bytes (JSONL, CSV); they win over what the page says. Empty where not given. */
  struct str title, company, location;
  /* Gold, in labelled data: the role, who employs (never parted between folds), and quotes that readers gave as their
     reason, one a line. Nothing but evaluation looks at them. */
  struct str label, group, reasons;
};

#endif
