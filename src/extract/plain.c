#include "plain.h"

#include <stdio.h>

#include "../base/ascii.h"
#include "blocks.h"
#include "markdown.h"
#include "tags.h"

struct line {
  size_t start, end, next; /* without the blanks around it; where the next line begins */
  size_t indent;
};

/* A line ends with LF, CR LF, or CR alone (old Macs). No look beyond its end: lines would be quadratic. */
static struct line line_at(struct str s, size_t at) {
  struct line l = {.start = at, .end = at};
  while (l.end < s.len && s.ptr[l.end] != '\n' && s.ptr[l.end] != '\r') l.end++;
  l.next = l.end + (l.end < s.len);
  if (l.next < s.len && s.ptr[l.end] == '\r' && s.ptr[l.next] == '\n') l.next++;
  while (l.start < l.end && ascii_is_space(s.ptr[l.start])) l.start++;
  while (l.end > l.start && ascii_is_space(s.ptr[l.end - 1])) l.end--;
  l.indent = l.start - at;
  return l;
}

static bool is_rule(struct str line, char c) {
  if (line.len < 3) return false;
  for (size_t i = 0; i < line.len; i++)
    if (line.ptr[i] != c) return false;
  return true;
}

/* Number of # before a space; 0 where the line is no Markdown heading. */
static size_t hashes(struct str line) {
  size_t n = 0;
  while (n < line.len && line.ptr[n] == '#') n++;
  return n >= 1 && n <= 6 && n < line.len && line.ptr[n] == ' ' ? n : 0;
}

/* Bytes of the hashes that close a heading, and of the space before them. */
static size_t hashes_behind(struct str line) {
  size_t end = line.len;
  while (end && line.ptr[end - 1] == '#') end--;
  if (end == line.len || !ascii_is_space(line.ptr[end - 1])) return 0;
  while (ascii_is_space(line.ptr[end - 1])) end--;
  return line.len - end;
}

/* "1. " or "2) " and its length. */
static size_t number_length(struct str line) {
  size_t n = 0;
  while (n < line.len && n < 3 && ascii_is_digit(line.ptr[n])) n++;
  if (n == 0 || n + 1 >= line.len || (line.ptr[n] != '.' && line.ptr[n] != ')') || line.ptr[n + 1] != ' ') return 0;
  return n + 2;
}

/* A short line that ends in a colon, or stands alone in capitals. */
static bool looks_like_heading(struct str line, bool alone) {
  if (line.len < 3 || line.len > 60) return false;
  if (line.ptr[line.len - 1] == ':') return alone || line.len <= 40;
  bool letter = false;
  for (size_t i = 0; i < line.len; i++) {
    if (ascii_is_lower(line.ptr[i])) return false;
    letter = letter || ascii_is_upper(line.ptr[i]);
  }
  return letter && alone && line.len > 3;
}

struct plain_reader {
  struct str s;
  struct block_writer w;
  bool after_blank;
  struct line last;   /* the line of text before, where a block is in progress */
  size_t item_indent; /* of the item in progress */
};

/* Whether a line goes on with the sentence of the one before: text wrapped by an editor or a mail program. */
static bool reads_on(const struct plain_reader *p, struct line l, struct str line) {
  struct str last = str_sub(p->s, p->last.start, p->last.end);
  if (!p->w.open || last.len == 0 || blocks_bullet(line) || number_length(line)) return false;
  if (p->w.block.kind == BLOCK_ITEM && l.indent > p->item_indent) return true;
  char end = last.ptr[last.len - 1], next = line.ptr[0];
  if (end == ',') return true;
  if (end == '.' || end == ':' || end == ';' || end == '!' || end == '?') return last.len >= 60 && ascii_is_lower(next);
  return (last.len >= 40 && ascii_is_lower(next)) || (last.len >= 60 && last.len <= 100 && end != ')');
}

/* The text of s[from, to), at most a line and its end, without the signs of Markdown. */
static void put_text(struct plain_reader *p, size_t from, size_t to) {
  struct markdown m = {.s = {p->s.ptr, to}, .from = from};
  size_t start = from;
  for (size_t i = from; i < to;) {
    size_t drop = markdown_sign(&m, i);
    if (drop) {
      blocks_text(&p->w, p->s, start, i, false);
      p->w.now.bold = m.bold;
      p->w.now.link = m.link;
      start = i + drop;
    }
    i += drop ? drop : 1;
  }
  blocks_text(&p->w, p->s, start, to, false);
  p->w.now.bold = p->w.now.link = false;
}

static void heading(struct plain_reader *p, size_t from, size_t to, unsigned level) {
  blocks_end(&p->w);
  p->w.now.kind = BLOCK_HEADING;
  p->w.now.level = (uint8_t)level;
  put_text(p, from, to);
  blocks_end(&p->w);
  p->w.now.kind = BLOCK_PARAGRAPH;
  p->w.now.level = 0;
}

/* A line that begins a block: an item behind its bullet or number, or a paragraph. */
static void begin_line(struct plain_reader *p, struct line l, struct str line) {
  blocks_end(&p->w);
  size_t number = number_length(line), bullet = number ? number : blocks_bullet(line);
  p->w.now.kind = bullet ? BLOCK_ITEM : BLOCK_PARAGRAPH;
  p->w.now.level = (uint8_t)(!bullet ? 0 : l.indent >= 4 ? 2 : 1);
  p->item_indent = l.indent;
  p->last = l;
  put_text(p, l.start + bullet, l.end);
}

/* One line of text; returns where to go on. */
static size_t read_line(struct plain_reader *p, struct line l) {
  struct str line = str_sub(p->s, l.start, l.end);
  struct line after = l.next < p->s.len ? line_at(p->s, l.next) : (struct line){.next = p->s.len};
  struct str below = str_sub(p->s, after.start, after.end);
  if (line.len == 0 || is_rule(line, '-') || is_rule(line, '=') || is_rule(line, '*') || is_rule(line, '_')) {
    blocks_end(&p->w);
    p->w.now.kind = BLOCK_PARAGRAPH;
    p->w.now.level = 0;
    p->after_blank = true;
    return l.next;
  }
  size_t n = hashes(line);
  if (n) {
    heading(p, l.start + n, l.end - hashes_behind(line), (unsigned)n);
  } else if (line.len <= 80 && (is_rule(below, '=') || is_rule(below, '-'))) {
    heading(p, l.start, l.end, below.ptr[0] == '=' ? 1 : 2);
    l.next = after.next;
  } else if (looks_like_heading(line, p->after_blank || !p->w.open)) {
    heading(p, l.start, l.end, 3);
  } else if (reads_on(p, l, line)) {
    put_text(p, p->last.end, l.end);
    p->last = l;
  } else {
    begin_line(p, l, line);
  }
  p->after_blank = false;
  return l.next;
}

enum status plain_read(struct str text, const struct srcmap *below, const struct extract_options *options,
                       struct arena *arena, struct page *page, struct err *e) {
  struct plain_reader p = {.s = text, .after_blank = true};
  page->elements = ARENA_NEW(arena, 1, struct element);
  if (!page->elements) return err_memory(e);
  page->elements[0] = (struct element){.tag = TAG_BODY, .depth = 1, .parent = PAGE_NO_ELEMENT};
  page->element_count = 1;
  blocks_init(&p.w, page, text.len + 64, &options->limits, below, arena, e);
  p.w.now.element = 0;
  for (size_t at = 0; at < text.len && p.w.status == ST_OK;) at = read_line(&p, line_at(text, at));
  blocks_finish(&p.w);
  page->elements[0].end_block = (uint32_t)page->block_count;
  page->elements[0].text_end = (uint32_t)page->text.len;
  if (p.w.status != ST_OK) return p.w.status;
  if (!p.w.full) return ST_OK;
  snprintf(page->warning, sizeof page->warning, "%s", "more text than --max-text; the rest was left out");
  return ST_WARN;
}
