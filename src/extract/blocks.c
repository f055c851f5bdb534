#include "blocks.h"

#include "../base/ascii.h"
#include "../base/utf8.h"
#include "entity.h"

enum {
  HEADING_MAX = 300, /* bytes; a longer "heading" is a paragraph whose heading was never closed */
  BULLET_SURE = 8,   /* bytes after which a bullet at the front cannot change any more */
  RUN_MOST = 256,    /* bytes that are put at once; where text meets its limit, as many may be lost */
  WRAPPED_MIN = 40,  /* bytes; a line broken before a small letter reads on if it is longer than this */
};

/* Byte classes of text: 1 white space, 2 & , 3 may be a space or invisible, 4 a control character, 0 all else. */
static const uint8_t CLASS[256] = {
    4, 4, 4, 4, 4, 4, 4, 4,          4,          1,          1,          1,          1,          1,          4, 4,
    4, 4, 4, 4, 4, 4, 4, 4,          4,          4,          4,          4,          4,          4,          4, 4,
    1, 0, 0, 0, 0, 0, 2, [0x7F] = 4, [0xC2] = 3, [0xE1] = 3, [0xE2] = 3, [0xE3] = 3, [0xEF] = 3, [0xF3] = 3,
};

void blocks_init(struct block_writer *w, struct page *page, size_t room, const struct limits *limits,
                 const struct srcmap *below, struct arena *arena, struct err *err) {
  *w = (struct block_writer){.page = page, .arena = arena, .err = err, .status = ST_OK};
  w->now.element = PAGE_NO_ELEMENT;
  w->size = room < limits->text_bytes ? room : limits->text_bytes;
  w->text = arena_room(arena, w->size + 8);
  w->map = ARENA_NEW(arena, 1, struct srcmap);
  if (!w->text || !w->map) {
    w->status = err_memory(err);
    return;
  }
  srcmap_init(w->map, arena, below, NULL);
}

static void append(struct block_writer *w, const char *bytes, size_t n, size_t from, size_t from_len) {
  if (n > w->size - w->len) {
    w->full = true;
    return;
  }
  memcpy(w->text + w->len, bytes, n);
  if (w->status == ST_OK) w->status = srcmap_add(w->map, w->len, n, from, from_len, w->err);
  w->len += n;
}

static void begin(struct block_writer *w) {
  if (w->len && w->len < w->size) w->text[w->len++] = '\n';
  w->open = true;
  w->block = (struct raw_block){
      .start = (uint32_t)w->len, .element = w->now.element, .kind = w->now.kind, .level = w->now.level};
  w->line_start = w->len;
  w->first_run = w->map->count;
  w->settled = false;
  w->space = false;
  w->breaks = 0;
}

/* Whether a line that was broken before these bytes reads on. Pages break lines inside sentences only where somebody
   wrapped them by hand: the line is long, ends in no stop, and the next begins small. */
static bool reads_on(const struct block_writer *w, const char *bytes, size_t n) {
  bool lone = n == 1 || bytes[1] == ' ';
  char next = lone && bytes[0] == 'o' ? '*' : bytes[0]; /* a lone o is a bullet of Word's */
  size_t line = w->len - w->line_start;
  char last = w->len ? w->text[w->len - 1] : '.';
  if (last == ',') return ascii_is_alnum(next);
  if (!ascii_is_lower(next) || line < WRAPPED_MIN) return false;
  return last != '.' && last != ':' && last != ';' && last != '!' && last != '?';
}

/* Opens a block, or sets the space that belongs before the next bytes. */
static void prepare(struct block_writer *w, const char *bytes, size_t n) {
  if (w->open && w->breaks && (w->breaks > 1 || !reads_on(w, bytes, n))) blocks_end(w);
  if (!w->open) {
    begin(w);
    return;
  }
  if (w->space)
    append(w, " ", 1, w->space_at, w->space_len);
  else if (w->breaks && w->len < w->size)
    w->text[w->len++] = ' '; /* made from <br>: counts to the text before it */
  if (w->breaks) w->line_start = w->len;
  w->space = false;
  w->breaks = 0;
}

/* `spaces`: how many of the bytes are spaces, which do not count as bytes of a link or as bold. */
static void put_run(struct block_writer *w, const char *bytes, size_t n, size_t from, size_t from_len, size_t spaces) {
  if (w->full) return;
  if (!w->open || w->space || w->breaks) prepare(w, bytes, n);
  size_t before = w->len;
  append(w, bytes, n, from, from_len);
  uint32_t shown = w->len > before ? (uint32_t)(n - spaces) : 0;
  if (w->now.link) w->block.link_bytes += shown;
  if (w->now.bold) w->block.bold_bytes += shown;
}

static void put(struct block_writer *w, const char *bytes, size_t n, size_t from, size_t from_len) {
  put_run(w, bytes, n, from, from_len, 0);
}

static void put_space(struct block_writer *w, size_t from, size_t len) {
  if (w->space && w->space_at + w->space_len == from) {
    w->space_len += len;
  } else if (!w->space) {
    w->space = true;
    w->space_at = from;
    w->space_len = len;
  }
}

/* A character that is more than itself: white space, invisible, or one that a reference stands for. */
static void put_code(struct block_writer *w, struct str bytes, size_t from, size_t from_len) {
  uint32_t code;
  if (utf8_decode(bytes, 0, &code) == 0) return;
  if (utf8_is_space(code))
    put_space(w, from, from_len);
  else if (code >= 0x20 && !(code >= 0x7F && code <= 0x9F) && !utf8_is_invisible(code) && (code & 0xFFFE) != 0xFFFE &&
           !(code >= 0xFE00 && code <= 0xFE0F) && (code >> 8) != 0xE01)
    put(w, bytes.ptr, bytes.len, from, from_len);
}

static size_t put_reference(struct block_writer *w, struct str source, size_t at) {
  char out[8];
  size_t out_len = 0, n = entity_decode(source, at, false, out, &out_len);
  if (n == 0) {
    put(w, "&", 1, at, 1);
    return 1;
  }
  put_code(w, (struct str){out, out_len}, at, n);
  return n;
}

/* The end of the bytes from `at` that go into the text as they stand, single spaces between words among them. */
static size_t run_end(struct str s, size_t at, size_t *spaces) {
  size_t end = at, to = s.len - at > RUN_MOST ? at + RUN_MOST : s.len;
  for (*spaces = 0;; end++, ++*spaces) {
    while (end < to && CLASS[(unsigned char)s.ptr[end]] == 0) end++;
    if (end == at || end + 1 >= to || s.ptr[end] != ' ' || CLASS[(unsigned char)s.ptr[end + 1]] != 0) return end;
  }
}

void blocks_text(struct block_writer *w, struct str source, size_t from, size_t to, bool references) {
  struct str s = {source.ptr, to};
  for (size_t i = from; i < to && w->status == ST_OK;) {
    size_t spaces, run = i;
    i = run_end(s, run, &spaces);
    if (i > run) {
      put_run(w, s.ptr + run, i - run, run, i - run, spaces);
      continue;
    }
    size_t n = 1;
    switch (CLASS[(unsigned char)s.ptr[i]]) {
      case 1:
        if (w->now.keep_lines && s.ptr[i] == '\n') blocks_line_break(w);
        put_space(w, i, 1);
        break;
      case 2:
        if (references)
          n = put_reference(w, s, i);
        else
          put(w, "&", 1, i, 1);
        break;
      case 3:
        n = utf8_decode(s, i, NULL);
        if (n == 0) n = 1;
        put_code(w, str_sub(s, i, i + n), i, n);
        break;
      default: break;
    }
    i += n;
  }
}

void blocks_line_break(struct block_writer *w) {
  if (w->open) w->breaks++;
  w->space = false;
}

/* ---- bullets ---- */

size_t blocks_bullet(struct str line) {
  static const uint32_t marks[] = {0xB7,   0x2022, 0x2023, 0x2043, 0x204C, 0x2219, 0x22C5, 0x25AA, 0x25AB,
                                   0x25A0, 0x25A1, 0x25B6, 0x25B8, 0x25BA, 0x25CB, 0x25CF, 0x25E6, 0x25FC,
                                   0x25FE, 0x2605, 0x2611, 0x2705, 0x2713, 0x2714, 0x2756, 0x2794, 0x2798,
                                   0x27A2, 0x27A4, 0x2B25, 0xF0A7, 0xF0B7, 0xF0D8, 0xF0FC};
  uint32_t code = 0;
  size_t n = line.len ? utf8_decode(line, 0, &code) : 0;
  if (n == 0) return 0;
  bool spaced = n < line.len && line.ptr[n] == ' ', bullet = false;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) bullet = bullet || marks[i] == code;
  char next = n + spaced < line.len ? line.ptr[n + spaced] : '\0';
  if (code == '-' || code == 0x2013 || code == 0x2014) bullet = spaced || ascii_is_upper(next);
  if (code == '*' || code == '+' || code == 0xA7 || code == 0xBB || code == 0x203A || code == 0x2192) bullet = spaced;
  if (code == 'o') bullet = spaced && ascii_is_upper(next);         /* Word's second level */
  if ((code == '-' || code == '*') && n == line.len) bullet = true; /* in a cell of its own */
  return bullet ? n + spaced : 0;
}

/* Takes `n` bytes off the front of the block in progress, in text, map and elements. */
static void trim_front(struct block_writer *w, size_t n) {
  size_t start = w->block.start;
  memmove(w->text + start, w->text + start + n, w->len - start - n);
  w->len -= n;
  size_t keep = w->first_run;
  for (size_t i = w->first_run; i < w->map->count; i++) {
    struct map_run r = w->map->runs[i];
    size_t cut = r.to < start + n ? start + n - r.to : 0;
    if (cut >= r.to_len) continue;
    cut = cut / r.to_unit; /* whole pieces; a bullet never ends inside one */
    r.to += (uint32_t)cut * r.to_unit;
    r.to_len -= (uint32_t)cut * r.to_unit;
    r.from += (uint32_t)cut * r.from_unit;
    r.from_len -= (uint32_t)cut * r.from_unit;
    r.to -= (uint32_t)n;
    w->map->runs[keep++] = r;
  }
  w->map->count = keep;
  for (size_t i = w->first_element; i < w->page->element_count; i++) {
    struct element *el = &w->page->elements[i];
    el->text_start = el->text_start > start + n ? el->text_start - (uint32_t)n : (uint32_t)start;
    el->text_end = el->text_end > start + n ? el->text_end - (uint32_t)n : (uint32_t)start;
  }
}

static void read_bullet(struct block_writer *w) {
  struct raw_block *b = &w->block;
  if (w->settled) return;
  w->settled = true;
  size_t n = b->kind == BLOCK_HEADING ? 0 : blocks_bullet(str_sub((struct str){w->text, w->len}, b->start, w->len));
  if (n) {
    trim_front(w, n);
    w->bullet = true;
  }
  if (w->bullet && w->len > b->start) {
    if (b->kind == BLOCK_PARAGRAPH) b->level = 1;
    if (b->kind == BLOCK_PARAGRAPH) b->kind = BLOCK_ITEM;
    w->bullet = false;
  }
}

void blocks_settle(struct block_writer *w) {
  if (w->open && w->status == ST_OK && w->len - w->block.start >= BULLET_SURE) read_bullet(w);
}

static bool push_block(struct block_writer *w) {
  if (w->block_count == w->block_size) {
    size_t size = w->block_size ? w->block_size * 2 : 128;
    struct raw_block *v = arena_grow(w->arena, w->blocks, w->block_size, size, sizeof *v);
    if (!v) {
      w->status = err_memory(w->err);
      return false;
    }
    w->blocks = v;
    w->block_size = size;
  }
  w->blocks[w->block_count++] = w->block;
  return true;
}

void blocks_end(struct block_writer *w) {
  w->space = false;
  w->breaks = 0;
  if (!w->open) return;
  w->open = false;
  if (w->status != ST_OK) return;
  size_t start = w->block.start;
  read_bullet(w);
  w->first_element = w->page->element_count;
  if (w->len <= start) { /* a bullet alone: what comes next is its item */
    if (start) w->len = start - 1;
    return;
  }
  w->block.len = (uint32_t)(w->len - start);
  if (w->block.kind == BLOCK_HEADING && w->block.len > HEADING_MAX) {
    w->block.kind = BLOCK_PARAGRAPH;
    w->block.level = 0;
  }
  w->block.controls = w->controls;
  w->controls = 0;
  push_block(w);
}

void blocks_finish(struct block_writer *w) {
  blocks_end(w);
  for (size_t i = 0; i < w->page->element_count; i++) { /* what ended inside a bullet that was taken away at the end */
    struct element *el = &w->page->elements[i];
    if (el->text_end > w->len) el->text_end = (uint32_t)w->len;
    if (el->text_start > el->text_end) el->text_start = el->text_end;
    if (el->end_block > w->block_count) el->end_block = (uint32_t)w->block_count;
    if (el->first_block > el->end_block) el->first_block = el->end_block;
  }
  w->page->text = (struct str){w->text, w->len};
  w->page->map = w->map;
  w->page->blocks = w->blocks;
  w->page->block_count = w->block_count;
}

struct block_mark blocks_mark(const struct block_writer *w) {
  struct block_mark m = {.writer = *w, .run_count = w->map->count, .element_count = w->page->element_count};
  if (w->map->count) m.last = w->map->runs[w->map->count - 1];
  return m;
}

size_t blocks_since(const struct block_writer *w, const struct block_mark *m) {
  if (w->block_count != m->writer.block_count || w->len < m->writer.len) return SIZE_MAX;
  return w->len - m->writer.len;
}

void blocks_take_back(struct block_writer *w, const struct block_mark *m) {
  struct block_writer now = *w;
  *w = m->writer;
  w->blocks = now.blocks;
  w->block_size = now.block_size;
  w->status = now.status;
  w->controls = now.controls;
  w->map->count = m->run_count;
  if (m->run_count) w->map->runs[m->run_count - 1] = m->last;
  for (size_t i = m->element_count; i < w->page->element_count; i++) {
    struct element *el = &w->page->elements[i];
    el->text_start = el->text_end = (uint32_t)w->len;
    el->end_block = el->first_block;
  }
}

enum status blocks_fold(struct str source, size_t from, size_t to, const struct srcmap *below, struct arena *arena,
                        struct str *text, const struct srcmap **map, struct err *err) {
  struct page none = {0};
  struct block_writer w;
  const struct limits wide = {.text_bytes = SIZE_MAX};
  blocks_init(&w, &none, (to - from) + (to - from) / 4, &wide, below, arena, err);
  if (w.status != ST_OK) return w.status;
  blocks_text(&w, source, from, to, true);
  *text = (struct str){w.text, w.len};
  *map = w.map;
  return w.status;
}
