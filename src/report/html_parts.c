#include "html_parts.h"

#include "../base/ascii.h"

enum { LIST_LEVELS = 8 };

/* What stands for a character that would be read as markup; NULL where it stands for itself. */
static const char *entity_for(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    default: return NULL;
  }
}

void html_text(struct buf *out, struct str s) {
  size_t run = 0;
  for (size_t i = 0; i < s.len; i++) {
    const char *instead = entity_for(s.ptr[i]);
    if (!instead) continue;
    report_safe(out, str_sub(s, run, i));
    buf_add(out, str_of(instead));
    run = i + 1;
  }
  report_safe(out, str_sub(s, run, s.len));
}

void html_url_part(struct buf *out, struct str s, bool slashes) {
  for (size_t i = 0; i < s.len; i++) {
    char c = s.ptr[i];
    if (ascii_is_alnum(c) || (slashes && c == '-') || c == '.' || c == '_' || c == '~' || (slashes && c == '/'))
      buf_char(out, c);
    else
      buf_format(out, "%%%02X", (unsigned char)c);
  }
}

static unsigned item_level(const struct block *b) {
  return b->level < 1 ? 1 : b->level < LIST_LEVELS ? b->level : LIST_LEVELS;
}

/* 0 for the page's own larger headings, 1, and 2 for the smallest and for bold lines, which come as levels 5 and 6. */
static unsigned heading_rank(const struct block *b) {
  return b->level <= 2 ? 0 : b->level == 3 ? 1 : 2;
}

/* The levels go down one by one from `top`, whatever the page did, so that an outline of them has no holes. */
static unsigned heading_level(const struct block *b, unsigned top, unsigned lowest, unsigned *last) {
  unsigned level = top + heading_rank(b) - lowest;
  if (level > *last + 1) level = *last + 1;
  return *last = level < 6 ? level : 6;
}

static void open_tag(const struct html_blocks *how, const char *tag, const struct block *b, struct buf *out) {
  buf_format(out, "<%s", tag);
  if (how->attributes) how->attributes(how->owner, b, out);
  buf_char(out, '>');
}

static void write_words(const struct posting *p, const struct html_blocks *how, const struct block *b,
                        struct buf *out) {
  if (how->words)
    how->words(how->owner, b, out);
  else
    html_text(out, str_sub(p->text, b->start, (size_t)b->start + b->len));
}

/* Closes lists down to `level`, the item in progress too. */
static void close_lists(struct buf *out, unsigned *open, unsigned level) {
  for (; *open > level; --*open) buf_add(out, STR("</li></ul>"));
}

static void open_item(const struct html_blocks *how, const struct block *b, unsigned *open, struct buf *out) {
  unsigned level = item_level(b);
  close_lists(out, open, level);
  if (*open == level) buf_add(out, STR("</li>\n"));
  bool deeper = *open < level;
  for (; *open < level; ++*open) buf_add(out, *open + 1 < level ? STR("<ul><li>") : STR("<ul>"));
  if (deeper) buf_char(out, '\n');
  open_tag(how, "li", b, out);
}

void html_blocks(const struct posting *p, const struct html_blocks *how, struct buf *out) {
  unsigned open = 0, lowest = 2, last = how->top - 1;
  for (size_t i = 0; i < p->block_count; i++)
    if (p->blocks[i].kind == BLOCK_HEADING && heading_rank(&p->blocks[i]) < lowest)
      lowest = heading_rank(&p->blocks[i]);
  for (size_t i = 0; i < p->block_count; i++) {
    const struct block *b = &p->blocks[i];
    if (b->kind == BLOCK_ITEM) {
      open_item(how, b, &open, out);
      write_words(p, how, b, out);
      continue;
    }
    if (open) close_lists(out, &open, 0), buf_char(out, '\n');
    char tag[] = "p\0";
    if (b->kind == BLOCK_HEADING) tag[0] = 'h', tag[1] = (char)('0' + heading_level(b, how->top, lowest, &last));
    open_tag(how, tag, b, out);
    write_words(p, how, b, out);
    buf_format(out, "</%s>\n", tag);
  }
  if (open) close_lists(out, &open, 0), buf_char(out, '\n');
}
