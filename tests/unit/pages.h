/* pages.h: pages for tests: reading bytes or files into a struct page, and what a range of source bytes shows, worked
   out by a plain and slow reader that shares nothing with the extractor. */
#ifndef ROLECALL_TEST_PAGES_H
#define ROLECALL_TEST_PAGES_H

#include <dirent.h>
#include <iconv.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "extract/html.h"
#include "extract/page.h"
#include "extract/tags.h"
#include "harness.h"

struct reading {
  struct arena arena;
  struct document doc;
  struct page page;
  struct err err;
  enum status status;
};

static inline struct reading *read_with(struct str bytes, enum media media, bool no_scan) {
  struct reading *r = calloc(1, sizeof *r);
  assert_non_null(r);
  html_init();
  arena_init(&r->arena, 256u << 20);
  r->doc = (struct document){.bytes = bytes, .media = media};
  struct extract_options o = {.limits = limits_default(), .no_scan = no_scan};
  r->status = page_read(&r->doc, &o, &r->arena, &r->page, &r->err);
  return r;
}

static inline struct reading *read_html(const char *html) {
  struct reading *r = read_with(str_of(html), MEDIA_HTML, false);
  assert_int_equal(r->status, ST_OK);
  return r;
}

static inline void reading_free(struct reading *r) {
  arena_free(&r->arena);
  free(r);
}

static inline struct str block_text(const struct page *p, size_t i) {
  assert_true(i < p->block_count);
  return (struct str){p->text.ptr + p->blocks[i].start, p->blocks[i].len};
}

static inline void assert_block(const struct page *p, size_t i, enum block_kind kind, unsigned level,
                                const char *want) {
  assert_str(block_text(p, i), want);
  assert_int_equal(p->blocks[i].kind, kind);
  assert_int_equal(p->blocks[i].level, level);
}

static inline struct str source_of(const struct reading *r, size_t i) {
  size_t start, end;
  const struct raw_block *b = &r->page.blocks[i];
  srcmap_resolve(r->page.map, b->start, b->start + b->len, &start, &end);
  assert_true(start <= end && end <= r->doc.bytes.len);
  return str_sub(r->doc.bytes, start, end);
}

/* `bytes` from one charset to another by iconv; malloced. */
static inline struct str recode(struct str bytes, const char *from, const char *to) {
  iconv_t cd = iconv_open(to, from);
  assert_true(cd != (iconv_t)-1);
  size_t size = bytes.len * 4 + 16, left = bytes.len, room = size;
  char *in = malloc(bytes.len + 1), *out = malloc(size), *ip = in, *op = out;
  assert_true(in && out);
  memcpy(in, bytes.ptr, bytes.len);
  assert_true(iconv(cd, &ip, &left, &op, &room) != (size_t)-1);
  iconv_close(cd);
  free(in);
  return (struct str){out, size - room};
}

/* ---- the slow reader ---- */

static inline bool starts_nocase(const char *p, const char *end, const char *word) {
  for (; *word; word++, p++)
    if (p >= end || (*p | 32) != (*word | 32)) return false;
  return true;
}

/* Behind what begins at p (a <): a comment, a dropped element or a tag. */
static inline const char *show_skip(const char *p, const char *end) {
  static const char *const dropped[] = {"script", "style",  "svg",   "template", "noscript", "textarea", "iframe",
                                        "title",  "select", "video", "audio",    "canvas",   "datalist"};
  if (starts_nocase(p, end, "<!--")) {
    for (p += 4; p < end && !(starts_nocase(p, end, "-->") || starts_nocase(p, end, "--!>")); p++) continue;
    while (p < end && *p != '>') p++;
    return p < end ? p + 1 : end;
  }
  for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
    char close[16];
    snprintf(close, sizeof close, "</%s", dropped[i]);
    if (!starts_nocase(p + 1, end, dropped[i])) continue;
    const char *after = p + 1 + strlen(dropped[i]);
    if (after < end && *after != '>' && *after != ' ' && *after != '\n') continue;
    while (p < end && !starts_nocase(p, end, close)) p++;
    while (p < end && *p != '>') p++;
    return p < end ? p + 1 : end;
  }
  for (char quote = 0; p < end; p++) {
    if (quote)
      quote = *p == quote ? 0 : quote;
    else if (*p == '"' || *p == '\'')
      quote = *p;
    else if (*p == '>')
      return p + 1;
  }
  return end;
}

static inline size_t show_number(const char *p, const char *end, char made[8]) {
  char *after;
  char digits[16] = {0};
  size_t n = (size_t)(end - p) < 12 ? (size_t)(end - p) : 12;
  memcpy(digits, p, n);
  bool hex = (digits[2] | 32) == 'x';
  unsigned long code = strtoul(digits + (hex ? 3 : 2), &after, hex ? 16 : 10);
  if (*after != ';' || code == 0 || code > 0x10FFFF || (code >= 0x80 && code < 0xA0)) return 0;
  made[utf8_encode((uint32_t)code, made)] = '\0';
  return (size_t)(after - digits) + 1;
}

/* `made` is room for what a number stands for. */
static inline size_t show_reference(const char *p, const char *end, char made[8], const char **text) {
  static const char *const names[][2] = {
      {"&amp;", "&"},   {"&lt;", "<"},    {"&gt;", ">"},     {"&quot;", "\""},  {"&nbsp;", " "},   {"&eacute;", "é"},
      {"&rsquo;", "’"}, {"&#233;", "é"},  {"&#x2019;", "’"}, {"&ndash;", "–"},  {"&mdash;", "—"},  {"&#39;", "'"},
      {"&bull;", "•"},  {"&pound;", "£"}, {"&shy;", ""},     {"&middot;", "·"}, {"&hellip;", "…"}, {"&ldquo;", "“"},
      {"&rdquo;", "”"}, {"&lsquo;", "‘"}, {"&#8217;", "’"},  {"&#8211;", "–"},  {"&#160;", " "},   {"&euro;", "€"},
      {"&copy;", "©"},  {"&raquo;", "»"}, {"&reg;", "®"},    {"&apos;", "'"},   {"&trade;", "™"},  {"&times;", "×"},
      {"&rarr;", "→"},  {"&comma;", ","}, {"&rsaquo;", "›"}, {"&Ouml;", "Ö"},   {"&ouml;", "ö"},   {"&uuml;", "ü"},
      {"&auml;", "ä"},  {"&szlig;", "ß"}, {"&laquo;", "«"},  {"&deg;", "°"},    {"&frac12;", "½"}, {"&ccedil;", "ç"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t n = strlen(names[i][0]);
    if ((size_t)(end - p) < n || memcmp(p, names[i][0], n) != 0) continue;
    *text = names[i][1];
    return n;
  }
  *text = made;
  return end - p > 3 && p[1] == '#' ? show_number(p, end, made) : 0;
}

/* Bytes of white space (1) or of what shows nothing (2) at p. */
static inline size_t show_blank(const char *p, const char *end, int *kind) {
  static const char *const blanks[] = {" ", "\n", "\r", "\t", "\f", "\v", "\u00A0", "\u2009", "\u202F", "\u3000"};
  static const char *const nothing[] = {"\u00AD", "\u200B", "\u200D", "\u200E", "\uFEFF", "\uFE0F", "\u200C"};
  for (size_t i = 0; i < 17; i++) {
    const char *s = i < 10 ? blanks[i] : nothing[i - 10];
    size_t n = strlen(s);
    if ((size_t)(end - p) < n || memcmp(p, s, n) != 0) continue;
    *kind = i < 10 ? 1 : 2;
    return n;
  }
  bool control =
      end - p > 1 && (unsigned char)p[0] == 0xC2 && (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] < 0xA0;
  if (control) *kind = 2;
  return control ? 2 : 0;
}

/* What the UTF-8 markup shows: no tags, references resolved, white space folded and trimmed; malloced. */
static inline struct str shown(struct str html) {
  char *out = malloc(html.len * 2 + 16);
  assert_non_null(out);
  size_t n = 0;
  bool space = false;
  for (const char *p = html.ptr, *end = html.ptr + html.len; p < end;) {
    const char *text = p;
    char made[8] = "";
    int kind = 0;
    size_t used = show_blank(p, end, &kind), len = 1;
    bool tag = *p == '<' && p + 1 < end && ((p[1] | 32) >= 'a' ? (p[1] | 32) <= 'z' : p[1] == '/' || p[1] == '!');
    if (tag) {
      if (starts_nocase(p, end, "<br")) space = true;
      p = show_skip(p, end);
      continue;
    }
    if (used == 0 && *p == '&' && (used = show_reference(p, end, made, &text)) > 0) {
      len = strlen(text);
      show_blank(text, text + len, &kind);
    } else if (used == 0) {
      text = p;
    }
    p += used ? used : 1;
    if (kind == 1) space = true;
    if (kind || len == 0) continue;
    if (space && n) out[n++] = ' ';
    space = false;
    memcpy(out + n, text, len);
    n += len;
  }
  return (struct str){out, n};
}

/* For every block: its source bytes, decoded from `charset`, show its text. Returns the number of those that do not. */
static inline size_t wrong_blocks(const struct reading *r, const char *charset) {
  size_t wrong = 0, before = 0;
  for (size_t i = 0; i < r->page.block_count; i++) {
    struct str source = source_of(r, i), utf8 = recode(source, charset, "UTF-8"), got = shown(utf8);
    assert_true((size_t)(source.ptr - r->doc.bytes.ptr) >= before);
    before = (size_t)(source.ptr - r->doc.bytes.ptr);
    if (!str_eq(got, block_text(&r->page, i))) {
      if (wrong++ < 3)
        print_error("block %zu: source shows \"%.*s\", text is \"%.*s\"\n", i, (int)got.len, got.ptr,
                    (int)r->page.blocks[i].len, block_text(&r->page, i).ptr);
    }
    free((void *)(uintptr_t)got.ptr);
    free((void *)(uintptr_t)utf8.ptr);
  }
  return wrong;
}

/* ---- files ---- */

static inline struct str file_bytes(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) return STR_NONE;
  size_t size = 0, room = 1 << 16;
  char *p = malloc(room);
  for (size_t n; p && (n = fread(p + size, 1, room - size, f)) > 0; size += n)
    if (size + n == room) p = realloc(p, room *= 2);
  fclose(f);
  assert_non_null(p);
  return (struct str){p, size};
}

/* Calls `each` for every .html file in the folder and in its folders. Returns how many there were. */
static inline size_t each_page(const char *folder, void (*each)(const char *path, struct str bytes)) {
  size_t count = 0;
  DIR *top = opendir(folder);
  if (!top) return 0;
  for (struct dirent *d; (d = readdir(top));) {
    char path[1024];
    if (d->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%.500s/%.400s", folder, d->d_name);
    size_t n = strlen(path);
    if (n > 5 && strcmp(path + n - 5, ".html") == 0) {
      struct str bytes = file_bytes(path);
      each(path, bytes);
      free((void *)(uintptr_t)bytes.ptr);
      count++;
    } else if (strlen(folder) < 400) {
      count += each_page(path, each);
    }
  }
  closedir(top);
  return count;
}

#endif
