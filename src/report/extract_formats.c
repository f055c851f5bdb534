#include "extract_formats.h"

#include "../base/ascii.h"

enum { LIST_LEVELS = 8 };

struct fact {
  const char *label;
  struct str value;
};
enum { FACTS = 6 };

/* The fields but the title; empty where nothing was found. */
static void list_facts(const struct posting *p, struct fact facts[FACTS]) {
  facts[0] = (struct fact){"Company", p->company.value};
  facts[1] = (struct fact){"Location", p->location.value};
  facts[2] = (struct fact){"Posted", p->date_posted.value};
  facts[3] = (struct fact){"Type", p->employment_type.value};
  facts[4] = (struct fact){"Salary", p->salary.value};
  facts[5] = (struct fact){"Nothing taken", str_of(p->reason)};
}

static struct str block_text(const struct posting *p, const struct block *b) {
  return str_sub(p->text, b->start, (size_t)b->start + b->len);
}

static unsigned item_level(const struct block *b) {
  return b->level < 1 ? 1 : b->level < LIST_LEVELS ? b->level : LIST_LEVELS;
}

/* The title is level 1; bold lines, which come as levels 5 and 6, stand below the page's own headings. */
static unsigned heading_depth(const struct block *b) {
  return b->level <= 2 ? 2 : b->level == 3 ? 3 : 4;
}

/* What stands for a character that would be read as markup; NULL where it stands for itself. */
static const char *html_for(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    default: return NULL;
  }
}

static const char *markdown_for(char c) {
  switch (c) {
    case '\\': return "\\\\";
    case '`': return "\\`";
    case '*': return "\\*";
    case '_': return "\\_";
    case '[': return "\\[";
    case ']': return "\\]";
    case '<': return "\\<";
    case '>': return "\\>";
    case '&': return "\\&";
    case '~': return "\\~";
    case '|': return "\\|";
    default: return NULL;
  }
}

static void put_escaped(struct buf *out, struct str s, const char *(*escape)(char c)) {
  size_t run = 0;
  for (size_t i = 0; i < s.len; i++) {
    const char *instead = escape(s.ptr[i]);
    if (!instead) continue;
    report_safe(out, str_sub(s, run, i));
    buf_add(out, str_of(instead));
    run = i + 1;
  }
  report_safe(out, str_sub(s, run, s.len));
}

static void put_html(struct buf *out, struct str s) {
  put_escaped(out, s, html_for);
}

/* At the beginning of a line #, +, -, = and a number with a stop behind it are markup too. */
static void put_markdown(struct buf *out, struct str s) {
  size_t digits = 0;
  while (digits < s.len && ascii_is_digit(s.ptr[digits])) digits++;
  bool numbered = digits && digits < s.len && (s.ptr[digits] == '.' || s.ptr[digits] == ')');
  if (numbered) buf_add(out, str_sub(s, 0, digits));
  if (numbered || (s.len && memchr("#+-=", s.ptr[0], 4))) buf_char(out, '\\');
  put_escaped(out, numbered ? str_sub(s, digits, s.len) : s, markdown_for);
}

/* ---- Markdown ---- */

static void write_block_markdown(const struct posting *p, size_t i, bool why, struct buf *out) {
  const struct block *b = &p->blocks[i];
  bool item = b->kind == BLOCK_ITEM;
  if (!item || i == 0 || p->blocks[i - 1].kind != BLOCK_ITEM) buf_char(out, '\n');
  if (item)
    for (unsigned level = item_level(b); level > 1; level--) buf_add(out, STR("  "));
  if (item) buf_add(out, STR("- "));
  if (b->kind == BLOCK_HEADING) buf_add(out, str_sub(STR("#### "), 4 - heading_depth(b), 5));
  put_markdown(out, block_text(p, b));
  if (why && b->rule) buf_format(out, " <!-- %s -->", b->rule);
  buf_char(out, '\n');
}

void report_extract_markdown(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct posting *p = r->posting;
  buf_add(out, STR("# "));
  put_markdown(out, p && p->title.value.len ? p->title.value : r->doc->id);
  buf_char(out, '\n');
  if (!p) {
    buf_add(out, STR("\nFailed: "));
    put_markdown(out, str_of(r->err ? r->err->msg : "no reason given"));
    buf_char(out, '\n');
    return;
  }
  struct fact facts[FACTS];
  list_facts(p, facts);
  bool any = false;
  for (size_t i = 0; i < FACTS; i++) {
    if (facts[i].value.len == 0) continue;
    buf_format(out, "%s- %s: ", any ? "" : "\n", facts[i].label);
    put_markdown(out, facts[i].value);
    buf_char(out, '\n');
    any = true;
  }
  if (any && p->block_count && p->blocks[0].kind == BLOCK_ITEM) buf_add(out, STR("\n<!-- -->\n")); /* another list */
  for (size_t i = 0; i < p->block_count; i++) write_block_markdown(p, i, o->why, out);
}

/* ---- HTML ---- */

void report_html_open(struct buf *out) {
  buf_add(out, STR("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" "
                   "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<title>Extracted postings</title>\n"
                   "<style>body{font:1rem/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}"
                   "dt{font-weight:bold}.dropped{text-decoration:line-through}</style>\n</head>\n<body>\n"));
}

void report_html_close(struct buf *out) {
  buf_add(out, STR("</body>\n</html>\n"));
}

static void open_tag(struct buf *out, const char *tag, const struct block *b, bool why) {
  bool dropped = why && b->rule && strncmp(b->rule, "dropped", 7) == 0;
  buf_format(out, "<%s%s", tag, dropped ? " class=\"dropped\"" : "");
  if (why && b->rule) {
    buf_add(out, STR(" title=\""));
    put_html(out, str_of(b->rule));
    buf_char(out, '"');
  }
  buf_char(out, '>');
}

/* Closes lists down to `level`, the item in progress too. */
static void close_lists(struct buf *out, unsigned *open, unsigned level) {
  for (; *open > level; --*open) buf_add(out, STR("</li></ul>"));
}

static void write_item_html(struct buf *out, const struct block *b, struct str text, bool why, unsigned *open) {
  unsigned level = item_level(b);
  close_lists(out, open, level);
  if (*open == level) buf_add(out, STR("</li>\n"));
  bool deeper = *open < level;
  for (; *open < level; ++*open) buf_add(out, *open + 1 < level ? STR("<ul><li>") : STR("<ul>"));
  if (deeper) buf_char(out, '\n');
  open_tag(out, "li", b, why);
  put_html(out, text);
}

static void write_text_html(const struct posting *p, bool why, struct buf *out) {
  unsigned open = 0;
  for (size_t i = 0; i < p->block_count; i++) {
    const struct block *b = &p->blocks[i];
    if (b->kind == BLOCK_ITEM) {
      write_item_html(out, b, block_text(p, b), why, &open);
      continue;
    }
    if (open) close_lists(out, &open, 0), buf_char(out, '\n');
    char tag[] = "p\0";
    if (b->kind == BLOCK_HEADING) tag[0] = 'h', tag[1] = (char)('0' + heading_depth(b));
    open_tag(out, tag, b, why);
    put_html(out, block_text(p, b));
    buf_format(out, "</%s>\n", tag);
  }
  if (open) close_lists(out, &open, 0), buf_char(out, '\n');
}

void report_extract_html(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct posting *p = r->posting;
  buf_add(out, STR("<article dir=\"auto\""));
  if (p && p->language.len) buf_format(out, " lang=\"%.2s\"", p->language.ptr);
  buf_add(out, STR(">\n<h1>"));
  put_html(out, p && p->title.value.len ? p->title.value : r->doc->id);
  buf_add(out, STR("</h1>\n"));
  if (!p) {
    buf_add(out, STR("<p>Failed: "));
    put_html(out, str_of(r->err ? r->err->msg : "no reason given"));
    buf_add(out, STR("</p>\n</article>\n"));
    return;
  }
  struct fact facts[FACTS];
  list_facts(p, facts);
  bool any = false;
  for (size_t i = 0; i < FACTS; i++) {
    if (facts[i].value.len == 0) continue;
    buf_format(out, "%s<dt>%s</dt><dd>", any ? "" : "<dl>\n", facts[i].label);
    put_html(out, facts[i].value);
    buf_add(out, STR("</dd>\n"));
    any = true;
  }
  if (any) buf_add(out, STR("</dl>\n"));
  write_text_html(p, o->why, out);
  buf_add(out, STR("</article>\n"));
}
