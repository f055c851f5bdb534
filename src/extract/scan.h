/* scan.h: one linear pass over the decoded page before libxml2 sees it. It copies text and bare tags, and drops the
   rest: comments, declarations, the bodies of script, style, svg, template and the like, and all attributes; those the
   extractor reads are set aside in a table beside the tags. Where a comment, a script or a tag ends is what the HTML
   standard says (13.2.5, tokenization). The output is never longer than the input, maps back to it byte for byte, and
   scanning it again changes nothing. Works on any bytes; everything lives in the arena. */
#ifndef ROLECALL_SCAN_H
#define ROLECALL_SCAN_H

#include "../base/limits.h"
#include "../base/srcmap.h"
#include "tags.h"

enum attr {
  ATTR_NONE = 0,
  ATTR_ID,
  ATTR_CLASS,
  ATTR_ROLE,
  ATTR_ITEMPROP,
  ATTR_ITEMTYPE,
  ATTR_HREF,
  ATTR_NAME,
  ATTR_TYPE,
  ATTR_LABEL,  /* aria-label and the data-* marks by which applicant-tracking systems name their fields */
  ATTR_HIDDEN, /* hidden, style, aria-hidden: kept as flags only */
  ATTR_CONTENT,
  ATTR_PROPERTY,
  ATTR_REL,
  ATTR_LANG,
  ATTR_DATETIME,
  ATTR_ALT,
  ATTR_LEVEL, /* aria-level */
  ATTR_SHADOW /* shadowrootmode: the template is shown */
};

struct scan_attr {
  uint32_t at, len; /* the raw value in the input */
  enum attr attr;
};

enum scan_flag {
  SCAN_CLOSING = 1, /* an end tag */
  SCAN_HIDDEN = 2,  /* hidden, display:none or visibility:hidden */
  SCAN_ARIA = 4,    /* aria-hidden */
  SCAN_SPLIT = 8,   /* no tag: text before and behind must not be read together */
  SCAN_STRAY = 16   /* set by the reader: an end tag with nothing to end */
};

struct scan_tag {
  uint32_t at, end;    /* in scan.html, with < and > */
  uint32_t first_attr; /* in scan.attrs */
  uint16_t attr_count;
  uint8_t tag; /* enum tag */
  uint8_t flags;
};

/* A script that carries data, in bytes of the input. */
struct scan_data {
  uint32_t at, len;
  uint32_t first_attr;
  uint16_t attr_count;
  bool is_json_ld;
};

struct scan {
  struct str in; /* what was scanned */
  struct str html;
  struct srcmap map; /* from html to the input */
  struct scan_tag *tags;
  size_t tag_count, tag_size;
  struct scan_attr *attrs;
  size_t attr_count, attr_size;
  struct scan_data *data;
  size_t data_count, data_size;
  uint32_t title_at, title_len; /* of the first title, in the input; 0 length if none */
  size_t script_bytes;
  const char *limit; /* static words about a limit that was met or a thing that never ends; NULL if none */
  size_t limit_at;   /* where, in the input */
};

/* `below` is the map of `in` to the document, or NULL. */
NODISCARD enum status scan_html(struct str in, const struct srcmap *below, const struct limits *limits,
                                struct arena *arena, struct scan *out, struct err *e);

/* What the attribute `name` (any case) is to the extractor. */
enum attr scan_attr_find(struct str name);
/* SCAN_HIDDEN or SCAN_ARIA where an attribute of kind ATTR_HIDDEN hides its element, else 0. */
uint8_t scan_attr_hides(struct str name, struct str value);

#endif
