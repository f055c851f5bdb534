/* page.h: a page as read, before anybody chooses: elements with the few attributes that tell something, and the visible
   text as raw blocks, each knowing its element. Made by html.c (or plain.c for text); read by choose.c, fields.c,
   sections.c. Everything lives in the document's arena. Internal to this room. */
#ifndef ROLECALL_PAGE_H
#define ROLECALL_PAGE_H

#include "extract.h"

#define PAGE_NO_ELEMENT UINT32_MAX

struct element {
  uint16_t tag;                    /* enum tag of tags.h */
  uint16_t depth;                  /* the root is 1 */
  uint32_t parent;                 /* number in page.elements, PAGE_NO_ELEMENT for the root */
  uint32_t first_block, end_block; /* raw blocks that it has a part in: [first, end) */
  uint32_t text_start, text_end;   /* its own bytes of page.text (an inline element's are a part of a block) */
  /* Attribute values as decoded text, empty where absent. */
  struct str id, classes, role, itemprop, itemtype, href, name, type,
      label /* aria-label, data-automation-id and other data-* marks, joined with spaces; of img the alt text */;
  bool hidden; /* hidden, aria-hidden, display:none in its own attributes */
};

struct raw_block {
  uint32_t start, len; /* in page.text: clean text, white space folded, no leading or trailing space */
  uint32_t element;    /* the nearest block-level element around it */
  uint8_t kind, level; /* as in struct block; headings from h1-h6, items from li and fake bullets */
  uint32_t link_bytes; /* bytes of text inside <a href> */
  uint32_t bold_bytes; /* inside b, strong, th, dt or the like */
  uint16_t controls;   /* form controls (input, select, textarea, button) since the last block */
};

struct page_meta {
  struct str name, content; /* name or property or itemprop, lower case; content decoded */
  const struct srcmap *map; /* maps content's bytes from 0 */
};

/* A script that carries data: JSON-LD, or another JSON or state assignment. The bytes are raw (still escaped). */
struct page_data {
  struct str bytes;
  struct str type, id; /* of the script element */
  bool is_json_ld;
  const struct srcmap *map; /* maps bytes of `bytes` from 0 to the document */
};

struct page {
  const struct document *doc;
  struct str charset;             /* that was used, lower case */
  struct str lang;                /* of <html lang>, empty if none */
  struct str title;               /* of <title>, white space folded */
  const struct srcmap *title_map; /* from 0 */
  struct str base_url;            /* <link rel=canonical> or og:url or <base>, empty if none */
  struct str text;                /* all raw blocks, a newline between two */
  const struct srcmap *map;       /* of page.text */
  struct element *elements;
  size_t element_count;
  struct raw_block *blocks;
  size_t block_count;
  struct page_meta *metas;
  size_t meta_count;
  struct page_data *data;
  size_t data_count;
  size_t script_bytes, control_count; /* for telling shells and application forms */
  char warning[200];
};

/* The one way in: decodes the charset, scans, parses. The same meanings as extract_posting. */
NODISCARD enum status page_read(const struct document *doc, const struct extract_options *options, struct arena *arena,
                                struct page *out, struct err *e);
/* Reads a piece of HTML or plain text that stood inside data (a JSON-LD description, already unescaped): the same kind
   of page, its maps hanging below `map`. `depth` guards against data in data; at most 2. */
NODISCARD enum status page_read_fragment(struct str html, const struct srcmap *map,
                                         const struct extract_options *options, struct arena *arena, struct page *out,
                                         struct err *e);

#endif
