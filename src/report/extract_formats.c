#include "extract_formats.h"

#include "../base/ascii.h"
#include "html_parts.h"

enum { LIST_LEVELS = 8 };

struct fact {
  const char *label;
  struct str value;
};
enum { FACTS = 6 };

/* The fields that were found, but the title; how many. */
static size_t list_facts(const struct posting *p, struct fact facts[FACTS]) {
  const struct fact all[FACTS] = {{"Company", p->company.value},    {"Location", p->location.value},
                                  {"Posted", p->date_posted.value}, {"Type", p->employment_type.value},
                                  {"Salary", p->salary.value},      {"Nothing taken", str_of(p->reason)}};
  size_t n = 0;
  for (size_t i = 0; i < FACTS; i++)
    if (all[i].value.len) facts[n++] = all[i];
  return n;
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

static void put_escaped(struct buf *out, struct str s) {
  size_t run = 0;
  for (size_t i = 0; i < s.len; i++) {
    const char *instead = markdown_for(s.ptr[i]);
    if (!instead) continue;
    report_safe(out, str_sub(s, run, i));
    buf_add(out, str_of(instead));
    run = i + 1;
  }
  report_safe(out, str_sub(s, run, s.len));
}

/* At the beginning of a line #, +, -, = and a number with a stop behind it are markup too. */
static void put_markdown(struct buf *out, struct str s) {
  size_t digits = 0;
  while (digits < s.len && ascii_is_digit(s.ptr[digits])) digits++;
  bool numbered = digits && digits < s.len && (s.ptr[digits] == '.' || s.ptr[digits] == ')');
  if (numbered) buf_add(out, str_sub(s, 0, digits));
  if (numbered || (s.len && memchr("#+-=", s.ptr[0], 4))) buf_char(out, '\\');
  put_escaped(out, numbered ? str_sub(s, digits, s.len) : s);
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
  size_t n = list_facts(p, facts);
  for (size_t i = 0; i < n; i++) {
    buf_format(out, "%s- %s: ", i ? "" : "\n", facts[i].label);
    put_markdown(out, facts[i].value);
    buf_char(out, '\n');
  }
  if (n && p->block_count && p->blocks[0].kind == BLOCK_ITEM) buf_add(out, STR("\n<!-- -->\n")); /* another list */
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

static void write_why(void *owner, const struct block *b, struct buf *out) {
  (void)owner;
  if (!b->rule) return;
  if (strncmp(b->rule, "dropped", 7) == 0) buf_add(out, STR(" class=\"dropped\""));
  buf_add(out, STR(" title=\""));
  html_text(out, str_of(b->rule));
  buf_char(out, '"');
}

void report_extract_html(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct posting *p = r->posting;
  buf_add(out, STR("<article dir=\"auto\""));
  if (p && p->language.len) buf_format(out, " lang=\"%.2s\"", p->language.ptr);
  buf_add(out, STR(">\n<h1>"));
  html_text(out, p && p->title.value.len ? p->title.value : r->doc->id);
  buf_add(out, STR("</h1>\n"));
  if (!p) {
    buf_add(out, STR("<p>Failed: "));
    html_text(out, str_of(r->err ? r->err->msg : "no reason given"));
    buf_add(out, STR("</p>\n</article>\n"));
    return;
  }
  struct fact facts[FACTS];
  size_t n = list_facts(p, facts);
  for (size_t i = 0; i < n; i++) {
    buf_format(out, "%s<dt>%s</dt><dd>", i ? "" : "<dl>\n", facts[i].label);
    html_text(out, facts[i].value);
    buf_add(out, STR("</dd>\n"));
  }
  if (n) buf_add(out, STR("</dl>\n"));
  struct html_blocks how = {.top = 2, .attributes = o->why ? write_why : NULL};
  html_blocks(p, &how, out);
  buf_add(out, STR("</article>\n"));
}
