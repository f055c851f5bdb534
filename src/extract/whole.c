#include "whole.h"

#include <libxml/HTMLparser.h>
#include <limits.h>

#include "../base/buf.h"

enum { CHUNK = 1000 }; /* libxml2 hands over text in pieces of this size, before it passes their last character */

struct whole {
  struct scan *out;
  struct arena *arena;
  const struct limits *limits;
  struct err *err;
  enum status status;
  htmlParserCtxt *xml;
  struct str in;
  struct buf html, values; /* the output; attribute values, which libxml2 gives as copies */
  unsigned dropped;        /* open elements whose content is dropped */
  bool stopped;
};

static bool is_dropped(enum tag tag) {
  return (tag_flags(tag) & (TAG_RAW | TAG_SKIP)) && tag != TAG_TEXTAREA;
}

static bool add_tag(struct whole *w, struct scan_tag t) {
  struct scan *o = w->out;
  if (o->tag_count == o->tag_size) {
    size_t size = o->tag_size ? o->tag_size * 2 : 1024;
    struct scan_tag *v = arena_grow(w->arena, o->tags, o->tag_size, size, sizeof *v);
    if (!v) {
      w->status = err_memory(w->err);
      return false;
    }
    o->tags = v;
    o->tag_size = size;
  }
  o->tags[o->tag_count++] = t;
  return true;
}

static void add_attr(struct whole *w, enum attr attr, struct str value) {
  struct scan *o = w->out;
  if (o->attr_count == o->attr_size) {
    size_t size = o->attr_size ? o->attr_size * 2 : 512;
    struct scan_attr *v = arena_grow(w->arena, o->attrs, o->attr_size, size, sizeof *v);
    if (!v) {
      w->status = err_memory(w->err);
      return;
    }
    o->attrs = v;
    o->attr_size = size;
  }
  o->attrs[o->attr_count++] =
      (struct scan_attr){.at = (uint32_t)(w->in.len + w->values.len), .len = (uint32_t)value.len, .attr = attr};
  buf_add(&w->values, value);
}

static void emit_tag(struct whole *w, const char *name, bool closing, struct scan_tag t) {
  t.at = (uint32_t)w->html.len;
  buf_add(&w->html, closing ? STR("</") : STR("<"));
  buf_add(&w->html, str_of(name));
  buf_char(&w->html, '>');
  t.end = (uint32_t)w->html.len;
  add_tag(w, t);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **atts) {
  struct whole *w = ctx;
  if (w->stopped) return;
  if (w->xml->nameNr > (int)w->limits->html_depth) {
    w->out->limit = "elements nested deeper than --max-depth";
    w->stopped = true;
    xmlStopParser(w->xml);
    return;
  }
  const char *n = (const char *)name;
  struct scan_tag t = {.tag = (uint8_t)tag_find(str_of(n)), .first_attr = (uint32_t)w->out->attr_count};
  if (is_dropped((enum tag)t.tag)) w->dropped++;
  if (w->dropped) return;
  for (; atts && atts[0]; atts += 2) {
    struct str key = str_of((const char *)atts[0]), value = str_of((const char *)atts[1]);
    enum attr attr = scan_attr_find(key);
    if (attr == ATTR_HIDDEN)
      t.flags |= scan_attr_hides(key, value);
    else if (attr != ATTR_NONE && value.len)
      add_attr(w, attr, value);
  }
  t.attr_count = (uint16_t)(w->out->attr_count - t.first_attr);
  emit_tag(w, n, false, t);
}

static void on_end(void *ctx, const xmlChar *name) {
  struct whole *w = ctx;
  if (w->stopped) return;
  const char *n = (const char *)name;
  enum tag tag = tag_find(str_of(n));
  if (w->dropped) {
    if (is_dropped(tag)) w->dropped--;
    return;
  }
  if (!(tag_flags(tag) & TAG_VOID)) emit_tag(w, n, true, (struct scan_tag){.tag = (uint8_t)tag, .flags = SCAN_CLOSING});
}

/* Where the text came from is told by where the parser stands: just behind it, or on the last character of a chunk. */
static void on_text(void *ctx, const xmlChar *text, int len) {
  struct whole *w = ctx;
  if (w->stopped || w->dropped || len <= 0) return;
  const xmlParserInput *in = w->xml->input;
  size_t n = (size_t)len, end = (size_t)(in->cur - in->base) + in->consumed + (n >= CHUNK ? 1 : 0);
  if (n == 1 && text[0] == '<' && end < w->in.len && *in->cur == '<') end++; /* a < that begins no tag */
  if (end < n || end > w->in.len) {
    err_set(w->err, ERR_INTERNAL, "libxml2 gave text without a place");
    w->status = ST_FAIL;
    return;
  }
  size_t to = w->html.len;
  buf_add(&w->html, str_sub(w->in, end - n, end));
  if (w->status == ST_OK) w->status = srcmap_add(&w->out->map, to, n, end - n, n, w->err);
}

static void on_cdata(void *ctx, const xmlChar *text, int len) {
  (void)ctx;
  (void)text;
  (void)len;
}

static void on_error(void *ctx, xmlErrorPtr error) {
  (void)ctx;
  (void)error;
}

/* A copy in which libxml2 finds no references and no bytes beyond ASCII, so that all its text stands in the source. */
static struct str masked(struct str in, struct arena *arena) {
  struct str copy = {NULL, in.len};
  char *p = arena_alloc(arena, in.len + 1, 1);
  if (!p) return copy;
  for (size_t i = 0; i < in.len; i++) {
    unsigned char c = (unsigned char)in.ptr[i];
    bool odd = c == '&' || c >= 0x7F || (c < ' ' && c != '\n' && c != '\t' && c != '\r');
    p[i] = odd ? 'x' : (char)c;
  }
  copy.ptr = p;
  return copy;
}

static enum status keep(struct whole *w) {
  if (w->html.failed || w->values.failed) return err_memory(w->err);
  struct str html = arena_copy(w->arena, buf_str(&w->html));
  char *all = arena_alloc(w->arena, w->in.len + w->values.len + 1, 1);
  if (!html.ptr || !all) return err_memory(w->err);
  memcpy(all, w->in.ptr, w->in.len);
  if (w->values.len) memcpy(all + w->in.len, w->values.ptr, w->values.len);
  w->out->html = html;
  w->out->in = (struct str){all, w->in.len + w->values.len};
  return w->status;
}

enum status whole_html(struct str in, const struct srcmap *below, const struct limits *limits, struct arena *arena,
                       struct scan *out, struct err *e) {
  *out = (struct scan){.in = in};
  srcmap_init(&out->map, arena, below, NULL);
  struct str copy = masked(in, arena);
  if (!copy.ptr) return err_memory(e);
  if (in.len == 0 || in.len > INT_MAX) return ST_OK;
  struct whole w = {.out = out, .arena = arena, .limits = limits, .err = e, .status = ST_OK, .in = in};
  w.html.memory = w.values.memory = arena->memory;
  htmlSAXHandler sax = {.startElement = on_start, .endElement = on_end, .characters = on_text,
                        .ignorableWhitespace = on_text, .cdataBlock = on_cdata, .serror = on_error,
                        .initialized = XML_SAX2_MAGIC};
  w.xml = htmlCreateMemoryParserCtxt(copy.ptr, (int)copy.len);
  if (!w.xml) return err_memory(e);
  htmlSAXHandler *own = w.xml->sax;
  w.xml->sax = &sax;
  w.xml->userData = &w;
  htmlCtxtUseOptions(w.xml, HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  sax.serror = on_error;
  htmlParseDocument(w.xml);
  w.xml->sax = own;
  htmlFreeParserCtxt(w.xml);
  enum status st = keep(&w);
  buf_free(&w.html);
  buf_free(&w.values);
  return st;
}
