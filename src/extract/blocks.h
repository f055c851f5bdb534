/* blocks.h: puts visible text together into raw blocks: folds white space, resolves character references, drops what
   shows nothing, maps every byte, tells items from their bullets. html.c and plain.c feed it in the order of the source
   and say what stands around the text. One owner; errors are kept in `status`, after which nothing is done. */
#ifndef ROLECALL_BLOCKS_H
#define ROLECALL_BLOCKS_H

#include "page.h"

/* What stands around the text that is fed. */
struct block_context {
  uint32_t element;
  uint8_t kind, level;         /* of a block that begins here */
  bool link, bold, keep_lines; /* keep_lines: a line feed is a line break (pre, plain text) */
};

struct block_writer {
  struct block_context now;
  /* what was written */
  char *text;
  size_t len, size;
  struct srcmap *map;
  struct raw_block *blocks;
  size_t block_count, block_size;
  /* the block in progress */
  bool open, settled; /* settled: its bullet was looked for */
  struct raw_block block;
  size_t first_run;     /* in the map */
  size_t line_start;    /* in the text */
  size_t first_element; /* elements from here on began since the last block ended */
  /* what stands before the next character */
  bool space, bullet;
  size_t space_at, space_len;
  unsigned breaks;
  uint16_t controls;
  /* ends */
  struct page *page; /* whose elements are kept in step */
  bool full;         /* the limit of text was met */
  struct arena *arena;
  struct err *err;
  enum status status;
};

/* `room`: the most text that can come, bytes; not more than limits.text_bytes is kept. `below` maps the source. */
void blocks_init(struct block_writer *w, struct page *page, size_t room, const struct limits *limits,
                 const struct srcmap *below, struct arena *arena, struct err *err);
/* The text of source[from, to). `references`: resolve character references. */
void blocks_text(struct block_writer *w, struct str source, size_t from, size_t to, bool references);
/* A line break: two end the block, one does where the lines do not read on. */
void blocks_line_break(struct block_writer *w);
void blocks_end(struct block_writer *w);
/* Before an element ends inside a block: takes the bullet off now, so that places in the text stay. */
void blocks_settle(struct block_writer *w);
/* Bytes of a bullet and the space behind it at the beginning of a line; 0 where there is none. */
size_t blocks_bullet(struct str line);
/* Ends the last block and hands text, map and blocks to the page. */
void blocks_finish(struct block_writer *w);

/* A mark of where the writing stands, to which it can be taken back as long as no block ended since. */
struct block_mark {
  struct block_writer writer;
  struct map_run last;
  size_t run_count, element_count;
};
struct block_mark blocks_mark(const struct block_writer *w);
/* Bytes written since; SIZE_MAX where a block ended. */
size_t blocks_since(const struct block_writer *w, const struct block_mark *m);
void blocks_take_back(struct block_writer *w, const struct block_mark *m);

/* One line of text from source[from, to), folded, with a map of its own: a title, an attribute. */
NODISCARD enum status blocks_fold(struct str source, size_t from, size_t to, const struct srcmap *below,
                                  struct arena *arena, struct str *text, const struct srcmap **map, struct err *err);

#endif
