#include "html.h"

#include <libxml/HTMLparser.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>

#include "../base/ascii.h"
#include "blocks.h"
#include "entity.h"
#include "scan.h"
#include "whole.h"

enum {
  SHORT_HIDDEN = 200, /* bytes; a hidden inline element up to this is a tooltip or a label, no text behind "more" */
};

/* An open element. */
struct open_element {
  uint8_t tag;
  bool block;       /* libxml2 knows it */
  bool counted;     /* in open_count; an inline element no more once an end tag was seen out of order */
  bool link, bold;  /* counted in links and bolds, as long */
  bool hides;       /* the hidden inline element whose beginning is marked */
  uint32_t element; /* in page.elements, or PAGE_NO_ELEMENT */
  uint16_t depth;
  uint8_t lists; /* ul and ol around it */
  uint8_t mute;  /* enum tag of the muting element around the text; 0 for none */
  struct block_context context;
};

struct reader {
  struct scan scan;
  struct page *page;
  struct block_writer w;
  const struct limits *limits;
  struct arena *arena;
  struct err *err;
  enum status status;
  htmlParserCtxt *xml;
  struct str skeleton;
  size_t next;        /* the next tag of the scan */
  size_t text_at;     /* text up to here was read */
  size_t skeleton_at; /* where the next block tag stands in the skeleton */
  bool ended;         /* the next tag is an end tag and its element was ended */
  bool stopped;       /* libxml2 was stopped at the depth limit */
  struct open_element *stack;
  size_t stack_count, block_depth, inline_depth, depth_limit; /* the limit is for each of the two */
  size_t links, bolds;
  size_t element_size;
  uint16_t open_count[TAG_COUNT]; /* elements on the stack, by tag; inline ones only while they count */
  bool hiding;                    /* inside an inline element that hides; `mark` is where it began */
  struct block_mark mark;
  const char *limit;
};

static void fail_memory(struct reader *r) {
  r->status = err_memory(r->err);
}

/* ---- attributes and elements ---- */

static struct str decode_value(struct reader *r, const struct scan_attr *a) {
  struct str raw = {r->scan.in.ptr + a->at, a->len};
  const char *first = a->len ? str_chr(raw, '&') : NULL;
  if (!first) return raw;
  char *to = arena_alloc(r->arena, raw.len + raw.len / 4 + 8, 1);
  if (!to) {
    fail_memory(r);
    return STR_NONE;
  }
  size_t n = 0;
  for (size_t i = 0; i < raw.len;) {
    size_t out_len = 0, used = raw.ptr[i] == '&' ? entity_decode(raw, i, true, to + n, &out_len) : 0;
    if (used == 0) {
      to[n++] = raw.ptr[i++];
      continue;
    }
    n += out_len;
    i += used;
  }
  return (struct str){to, n};
}

static const struct scan_attr *attr_of(const struct reader *r, uint32_t first, size_t count, enum attr attr) {
  for (size_t i = 0; i < count; i++)
    if (r->scan.attrs[first + i].attr == attr) return &r->scan.attrs[first + i];
  return NULL;
}

static struct str value_of(struct reader *r, uint32_t first, size_t count, enum attr attr) {
  const struct scan_attr *a = attr_of(r, first, count, attr);
  return a ? ascii_trim(decode_value(r, a)) : STR_NONE;
}

static struct str join(struct reader *r, struct str a, struct str b) {
  if (a.len == 0) return b;
  char *p = arena_alloc(r->arena, a.len + b.len + 1, 1);
  if (!p) {
    fail_memory(r);
    return a;
  }
  memcpy(p, a.ptr, a.len);
  p[a.len] = ' ';
  if (b.len) memcpy(p + a.len + 1, b.ptr, b.len);
  return (struct str){p, a.len + 1 + b.len};
}

/* Where an attribute's value belongs in an element; the first of a name wins, as in HTML. */
static void set_attr(struct reader *r, struct element *el, const struct scan_attr *a) {
  struct str *to = NULL;
  switch ((unsigned)a->attr) {
    case ATTR_ID: to = &el->id; break;
    case ATTR_CLASS: to = &el->classes; break;
    case ATTR_ROLE: to = &el->role; break;
    case ATTR_ITEMPROP: to = &el->itemprop; break;
    case ATTR_ITEMTYPE: to = &el->itemtype; break;
    case ATTR_HREF: to = &el->href; break;
    case ATTR_NAME: to = &el->name; break;
    case ATTR_TYPE: to = &el->type; break;
    case ATTR_LABEL: el->label = join(r, el->label, decode_value(r, a)); return;
    case ATTR_ALT:
      if (el->tag == TAG_IMG) to = &el->label;
      break;
    default: break;
  }
  if (to && to->len == 0) *to = ascii_trim(decode_value(r, a));
}

static bool grow_elements(struct reader *r) {
  struct page *p = r->page;
  if (p->element_count < r->element_size) return true;
  if (p->element_count >= r->limits->html_elements) {
    if (!r->limit) r->limit = "more elements than --max-elements; from there on only text was read";
    return false;
  }
  enum { FIRST_MOST = 4096 };
  size_t first = r->scan.tag_count / 2 + 64; /* most have a start and an end */
  size_t size = r->element_size ? r->element_size * 2 : first < FIRST_MOST ? first : FIRST_MOST;
  if (size > r->limits->html_elements) size = r->limits->html_elements;
  struct element *v = arena_grow(r->arena, p->elements, r->element_size, size, sizeof *v);
  if (!v) {
    fail_memory(r);
    return false;
  }
  p->elements = v;
  r->element_size = size;
  return true;
}

static const struct open_element *top(const struct reader *r) {
  return &r->stack[r->stack_count - 1];
}

/* A new element at the place of writing; PAGE_NO_ELEMENT where there is no room. `t` may be NULL (implied). */
static uint32_t add_element(struct reader *r, enum tag tag, const struct scan_tag *t) {
  if (!grow_elements(r)) return PAGE_NO_ELEMENT;
  const struct open_element *parent = top(r);
  uint32_t number = (uint32_t)r->page->element_count++;
  struct element *el = &r->page->elements[number];
  *el = (struct element){.tag = (uint16_t)tag, .depth = (uint16_t)(parent->depth + 1), .parent = parent->element};
  el->first_block = el->end_block = (uint32_t)r->w.block_count;
  el->text_start = el->text_end = (uint32_t)r->w.len;
  if (!t) return number;
  el->hidden = (t->flags & (SCAN_HIDDEN | SCAN_ARIA)) != 0;
  for (size_t i = 0; i < t->attr_count; i++) set_attr(r, el, &r->scan.attrs[t->first_attr + i]);
  return number;
}

static void end_element(struct reader *r, uint32_t number) {
  if (number == PAGE_NO_ELEMENT) return;
  if (!r->hiding) blocks_settle(&r->w); /* text before the mark must stay where it is */
  struct element *el = &r->page->elements[number];
  size_t start = el->text_start, end = r->w.len;
  while (start < end && (r->w.text[start] == '\n' || r->w.text[start] == ' ')) start++;
  el->text_start = (uint32_t)start;
  el->text_end = (uint32_t)end;
  el->end_block = (uint32_t)(r->w.block_count + (r->w.open && end > start));
}

/* ---- the page's own words: meta, link, html, microdata values ---- */

static struct str lower(struct reader *r, struct str s) {
  char *p = arena_alloc(r->arena, s.len + 1, 1);
  if (!p) {
    fail_memory(r);
    return STR_NONE;
  }
  for (size_t i = 0; i < s.len; i++) p[i] = ascii_lower(s.ptr[i]);
  return (struct str){p, s.len};
}

static void add_meta(struct reader *r, struct str name, const struct scan_attr *content) {
  struct page *p = r->page;
  if ((p->meta_count & (p->meta_count - 1)) == 0) { /* full at each power of two */
    struct page_meta *v =
        arena_grow(r->arena, p->metas, p->meta_count, p->meta_count ? p->meta_count * 2 : 1, sizeof *v);
    if (!v) {
      fail_memory(r);
      return;
    }
    p->metas = v;
  }
  struct page_meta m = {.name = lower(r, name)};
  enum status st = blocks_fold(r->scan.in, content->at, content->at + content->len, r->scan.map.below, r->arena,
                               &m.content, &m.map, r->err);
  if (st != ST_OK && r->status == ST_OK) r->status = st;
  p->metas[p->meta_count++] = m;
  if (str_eq(m.name, STR("og:url")) && p->base_url.len == 0) p->base_url = m.content;
}

/* meta elements, and itemprop with a value that is not text: <time itemprop datetime>, <span itemprop content>. */
static void read_meta(struct reader *r, const struct scan_tag *t) {
  const struct scan_attr *content = attr_of(r, t->first_attr, t->attr_count, ATTR_CONTENT);
  if (!content) content = attr_of(r, t->first_attr, t->attr_count, ATTR_DATETIME);
  if (!content) return;
  static const enum attr keys[] = {ATTR_PROPERTY, ATTR_NAME, ATTR_ITEMPROP};
  for (size_t i = t->tag == TAG_META ? 0 : 2; i < 3; i++) {
    struct str name = value_of(r, t->first_attr, t->attr_count, keys[i]);
    if (name.len) add_meta(r, name, content);
  }
}

static void read_link(struct reader *r, const struct scan_tag *t) {
  struct str rel = value_of(r, t->first_attr, t->attr_count, ATTR_REL);
  bool canonical = t->tag == TAG_LINK && ascii_eq_nocase(rel, STR("canonical"));
  if (!canonical && (t->tag != TAG_BASE || r->page->base_url.len)) return;
  struct str href = value_of(r, t->first_attr, t->attr_count, ATTR_HREF);
  if (href.len) r->page->base_url = href;
}

/* ---- the stack ---- */

static void set_now(struct reader *r) {
  r->w.now = top(r)->context;
  r->w.now.link = r->links > 0;
  r->w.now.bold = r->bolds > 0;
}

static void uncount(struct reader *r, struct open_element *o) {
  r->links -= o->link;
  r->bolds -= o->bold;
  r->open_count[o->tag] = (uint16_t)(r->open_count[o->tag] - o->counted);
  o->link = o->bold = o->counted = false;
}

static void pop(struct reader *r) {
  struct open_element *o = &r->stack[r->stack_count - 1];
  if (o->block) blocks_end(&r->w);
  end_element(r, o->element);
  if (o->hides) {
    r->hiding = false;
    if (blocks_since(&r->w, &r->mark) <= SHORT_HIDDEN) blocks_take_back(&r->w, &r->mark);
  }
  if (o->block)
    r->block_depth--;
  else
    r->inline_depth--;
  uncount(r, o);
  r->stack_count--;
  set_now(r);
}

static struct open_element *push(struct reader *r, enum tag tag, bool block, uint32_t element) {
  struct open_element o = *top(r);
  unsigned flags = tag_flags(tag);
  o.tag = (uint8_t)tag;
  o.block = block;
  o.element = element == PAGE_NO_ELEMENT ? o.element : element;
  o.depth = (uint16_t)(o.depth + (element != PAGE_NO_ELEMENT));
  o.link = o.hides = false;
  o.bold = (flags & TAG_BOLD) != 0;
  if (flags & TAG_MUTE) o.mute = (uint8_t)tag;
  r->bolds += o.bold;
  if (block)
    r->block_depth++;
  else
    r->inline_depth++;
  o.counted = true;
  r->open_count[tag]++;
  r->stack[r->stack_count++] = o;
  return &r->stack[r->stack_count - 1];
}

static unsigned heading_level(const struct reader *r, enum tag tag, const struct scan_tag *t) {
  unsigned level = tag_heading_level(tag);
  if (level || !t) return level;
  const struct scan_attr *role = attr_of(r, t->first_attr, t->attr_count, ATTR_ROLE);
  if (!role || !ascii_eq_nocase((struct str){r->scan.in.ptr + role->at, role->len}, STR("heading"))) return 0;
  const struct scan_attr *a = attr_of(r, t->first_attr, t->attr_count, ATTR_LEVEL);
  char digit = a && a->len ? r->scan.in.ptr[a->at] : '2';
  return digit >= '1' && digit <= '6' ? (unsigned)(digit - '0') : 2;
}

static void open_block(struct reader *r, enum tag tag, const struct scan_tag *t) {
  blocks_end(&r->w);
  uint32_t element = add_element(r, tag, t);
  struct open_element *o = push(r, tag, true, element);
  unsigned flags = tag_flags(tag), level = heading_level(r, tag, t);
  if (o->mute == TAG_SELECT && tag != TAG_SELECT) o->mute = 0; /* no block belongs into a select: it was never closed */
  if (element != PAGE_NO_ELEMENT) o->context.element = element;
  if (flags & TAG_CONTROL) {
    r->w.controls++;
    r->page->control_count++;
  }
  if ((flags & TAG_LIST) && o->lists < 100) o->lists++;
  if (tag == TAG_LI) {
    o->context.kind = BLOCK_ITEM;
    o->context.level = o->lists ? o->lists : 1;
  } else if (level) {
    o->context.kind = BLOCK_HEADING;
    o->context.level = (uint8_t)level;
  } else if ((flags & TAG_LIST) || tag == TAG_TABLE || tag == TAG_DD || tag == TAG_DT) {
    o->context.kind = BLOCK_PARAGRAPH;
    o->context.level = 0;
  }
  if (tag == TAG_PRE) o->context.keep_lines = true;
  set_now(r);
}

static void open_inline(struct reader *r, const struct scan_tag *t) {
  enum tag tag = (enum tag)t->tag;
  if (r->inline_depth >= r->depth_limit) {
    if (!r->limit) r->limit = "elements nested deeper than --max-depth; the inner ones were not followed";
    return;
  }
  uint32_t element = t->attr_count || (t->flags & (SCAN_HIDDEN | SCAN_ARIA)) ? add_element(r, tag, t) : PAGE_NO_ELEMENT;
  bool linked = false;
  if (tag == TAG_A) {
    for (size_t i = r->stack_count; r->open_count[TAG_A] && i-- > 0;) /* a link in a link closes it */
      if (r->stack[i].tag == TAG_A && r->stack[i].counted) uncount(r, &r->stack[i]);
    linked = attr_of(r, t->first_attr, t->attr_count, ATTR_HREF) != NULL;
  }
  struct open_element *o = push(r, tag, false, element);
  o->link = linked;
  r->links += linked;
  if ((t->flags & SCAN_HIDDEN) && !r->hiding) {
    r->hiding = true;
    o->hides = true;
    r->mark = blocks_mark(&r->w);
    if (element != PAGE_NO_ELEMENT) r->mark.element_count = element;
  }
  set_now(r);
}

/* An inline end tag closes what is open above the nearest block; further down it only stops counting. */
static void close_inline(struct reader *r, enum tag tag) {
  if (r->open_count[tag] == 0) return;
  size_t i = r->stack_count;
  bool above = true;
  while (i-- > 1) {
    struct open_element *o = &r->stack[i];
    if (o->block) {
      above = false;
    } else if (o->tag == (uint8_t)tag && o->counted) {
      if (above)
        while (r->stack_count > i) pop(r);
      else
        uncount(r, o);
      break;
    }
  }
  set_now(r);
}

/* ---- between two block tags ---- */

static void read_text(struct reader *r, size_t to) {
  if (to > r->text_at && !top(r)->mute) blocks_text(&r->w, r->scan.html, r->text_at, to, true);
  r->text_at = to;
}

static void read_inline(struct reader *r, const struct scan_tag *t) {
  enum tag tag = (enum tag)t->tag;
  unsigned flags = tag_flags(tag);
  if (t->flags & SCAN_SPLIT) return;
  if (t->flags & SCAN_STRAY) {
    blocks_end(&r->w);
  } else if (tag == TAG_BR) {
    blocks_line_break(&r->w);
  } else if (tag == TAG_HR) {
    blocks_end(&r->w);
  } else if (flags & TAG_HEAD) {
    if (tag == TAG_META)
      read_meta(r, t);
    else
      read_link(r, t);
  } else if (flags & (TAG_VOID | TAG_RAW)) {
    if (t->flags & SCAN_CLOSING) return;
    if (flags & TAG_CONTROL) {
      struct str type = value_of(r, t->first_attr, t->attr_count, ATTR_TYPE);
      if (ascii_eq_nocase(type, STR("hidden"))) return;
      r->w.controls++;
      r->page->control_count++;
    }
    if (attr_of(r, t->first_attr, t->attr_count, ATTR_ALT) || (flags & TAG_CONTROL))
      end_element(r, add_element(r, tag, t));
  } else if (t->flags & SCAN_CLOSING) {
    close_inline(r, tag);
  } else if (tag != TAG_HEAD_ELEMENT) {
    if (t->attr_count) read_meta(r, t);
    open_inline(r, t);
  }
}

static bool in_skeleton(const struct scan_tag *t) {
  return (tag_flags((enum tag)t->tag) & TAG_BLOCK) && !(t->flags & SCAN_STRAY);
}

static size_t skeleton_size(const struct scan_tag *t) {
  return tag_name((enum tag)t->tag).len + 2 + (t->flags & SCAN_CLOSING ? 1 : 0);
}

/* Text and inline tags up to the next block tag. */
static void read_gap(struct reader *r) {
  const struct scan *s = &r->scan;
  for (; r->next < s->tag_count && !in_skeleton(&s->tags[r->next]) && r->status == ST_OK; r->next++) {
    read_text(r, s->tags[r->next].at);
    read_inline(r, &s->tags[r->next]);
    r->text_at = s->tags[r->next].end;
  }
  read_text(r, r->next < s->tag_count ? s->tags[r->next].at : s->html.len);
}

static void pass_block_tag(struct reader *r) {
  const struct scan_tag *t = &r->scan.tags[r->next++];
  r->skeleton_at += skeleton_size(t);
  r->text_at = t->end;
  r->ended = false;
  blocks_end(&r->w); /* it ended the block even where libxml2 had no use for it */
}

/* Reads on to the block tag that libxml2 is busy with at `at` in the skeleton. Behind a tag it is done with that, as it
   closes elements for the sake of the next one before it reads it; behind an end tag only once that has ended its
   element. */
static void advance(struct reader *r, size_t at) {
  while (r->status == ST_OK) {
    read_gap(r);
    if (r->next >= r->scan.tag_count) return;
    const struct scan_tag *t = &r->scan.tags[r->next];
    size_t end = r->skeleton_at + skeleton_size(t);
    if (end > at) return;
    if (end == at && (t->flags & SCAN_CLOSING) && !r->ended && r->open_count[t->tag]) return;
    pass_block_tag(r);
  }
}

/* ---- libxml2 ---- */

static size_t skeleton_position(const struct reader *r) {
  const xmlParserInput *in = r->xml->input;
  return in ? (size_t)(in->cur - in->base) + in->consumed : r->skeleton.len;
}

static void stop(struct reader *r, const char *limit) {
  r->stopped = true;
  if (!r->limit) r->limit = limit;
  xmlStopParser(r->xml);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **atts) {
  struct reader *r = ctx;
  (void)atts;
  if (r->stopped) return;
  size_t at = skeleton_position(r);
  advance(r, at);
  if (r->block_depth >= r->depth_limit)
    stop(r, "elements nested deeper than --max-depth; from there on only text was read");
  else if (r->page->element_count >= r->limits->html_elements)
    stop(r, "more elements than --max-elements; from there on only text was read");
  else if (r->status != ST_OK)
    stop(r, NULL);
  if (r->stopped) return;
  enum tag tag = tag_find(str_of((const char *)name));
  const struct scan_tag *t = r->next < r->scan.tag_count ? &r->scan.tags[r->next] : NULL;
  bool own = t && t->tag == (uint8_t)tag && !(t->flags & SCAN_CLOSING) && r->skeleton_at + skeleton_size(t) == at + 1;
  open_block(r, tag, own ? t : NULL);
}

static void on_end(void *ctx, const xmlChar *name) {
  struct reader *r = ctx;
  if (r->stopped) return;
  size_t at = skeleton_position(r);
  advance(r, at);
  uint8_t tag = (uint8_t)tag_find(str_of((const char *)name));
  const struct scan_tag *t = r->next < r->scan.tag_count ? &r->scan.tags[r->next] : NULL;
  if (t && (t->flags & SCAN_CLOSING) && t->tag == tag && r->skeleton_at + skeleton_size(t) == at) r->ended = true;
  size_t i = r->stack_count;
  while (i > 1 && !(r->stack[i - 1].block && r->stack[i - 1].tag == tag)) i--;
  if (i <= 1) return;
  while (r->stack_count >= i) pop(r);
}

static void on_error(void *ctx, xmlErrorPtr error) {
  (void)ctx;
  (void)error;
}

/* The bare block tags in one string. End tags that have nothing to end are left out and marked, since libxml2 would
   look through the whole stack for each. */
static bool build_skeleton(struct reader *r) {
  struct scan *s = &r->scan;
  size_t open[TAG_COUNT] = {0}, size = 0;
  for (size_t i = 0; i < s->tag_count; i++) {
    struct scan_tag *t = &s->tags[i];
    if (!(tag_flags((enum tag)t->tag) & TAG_BLOCK)) continue;
    if (!(t->flags & SCAN_CLOSING))
      open[t->tag]++;
    else if (open[t->tag])
      open[t->tag]--;
    else
      t->flags |= SCAN_STRAY;
    if (in_skeleton(t)) size += skeleton_size(t);
  }
  char *p = arena_alloc(r->arena, size + 1, 1);
  if (!p) return false;
  r->skeleton = (struct str){p, size};
  for (size_t i = 0; i < s->tag_count; i++) {
    const struct scan_tag *t = &s->tags[i];
    if (!in_skeleton(t)) continue;
    struct str name = tag_name((enum tag)t->tag);
    *p++ = '<';
    if (t->flags & SCAN_CLOSING) *p++ = '/';
    memcpy(p, name.ptr, name.len);
    p += name.len;
    *p++ = '>';
  }
  return true;
}

static enum status parse(struct reader *r) {
  if (r->skeleton.len == 0) return ST_OK;
  if (r->skeleton.len > INT_MAX) return ST_FAIL;
  htmlSAXHandler sax = {
      .startElement = on_start, .endElement = on_end, .serror = on_error, .initialized = XML_SAX2_MAGIC};
  r->xml = htmlCreateMemoryParserCtxt(r->skeleton.ptr, (int)r->skeleton.len);
  if (!r->xml) return err_memory(r->err);
  htmlSAXHandler *own = r->xml->sax;
  r->xml->sax = &sax;
  r->xml->userData = r;
  htmlCtxtUseOptions(r->xml, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  sax.serror = on_error;
  htmlParseDocument(r->xml);
  r->xml->sax = own;
  htmlFreeParserCtxt(r->xml);
  r->xml = NULL;
  return ST_OK;
}

static void xml_init(void) {
  xmlInitParser();
}

void html_init(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, xml_init);
}

/* ---- the whole page ---- */

static void read_lang(struct reader *r) {
  for (size_t i = 0; i < r->scan.tag_count; i++) {
    const struct scan_tag *t = &r->scan.tags[i];
    if (t->tag != TAG_HTML || (t->flags & SCAN_CLOSING)) continue;
    r->page->lang = value_of(r, t->first_attr, t->attr_count, ATTR_LANG);
    return;
  }
}

static void read_data(struct reader *r) {
  const struct scan *s = &r->scan;
  struct page *p = r->page;
  p->script_bytes = s->script_bytes;
  if (s->data_count == 0) return;
  p->data = ARENA_NEW(r->arena, s->data_count, struct page_data);
  struct srcmap *maps = ARENA_NEW(r->arena, s->data_count, struct srcmap);
  if (!p->data || !maps) {
    fail_memory(r);
    return;
  }
  for (size_t i = 0; i < s->data_count; i++) {
    const struct scan_data *d = &s->data[i];
    srcmap_init(&maps[i], r->arena, s->map.below, NULL);
    enum status st = srcmap_add(&maps[i], 0, d->len, d->at, d->len, r->err);
    if (st != ST_OK) r->status = st;
    p->data[i] = (struct page_data){.bytes = {s->in.ptr + d->at, d->len},
                                    .type = value_of(r, d->first_attr, d->attr_count, ATTR_TYPE),
                                    .id = value_of(r, d->first_attr, d->attr_count, ATTR_ID),
                                    .is_json_ld = d->is_json_ld,
                                    .map = &maps[i]};
  }
  p->data_count = s->data_count;
}

static enum status read_title(struct reader *r) {
  const struct scan *s = &r->scan;
  if (s->title_len == 0) return ST_OK;
  return blocks_fold(s->in, s->title_at, (size_t)s->title_at + s->title_len, s->map.below, r->arena, &r->page->title,
                     &r->page->title_map, r->err);
}

/* What comes after libxml2 is done or was stopped: the rest without nesting, then the open elements end. */
static void finish(struct reader *r) {
  if (r->stopped) r->stack[r->stack_count - 1].mute = 0;
  while (r->status == ST_OK) {
    read_gap(r);
    if (r->next >= r->scan.tag_count) break;
    pass_block_tag(r);
  }
  while (r->stack_count > 1) pop(r);
  blocks_finish(&r->w);
}

static enum status warn(struct reader *r) {
  const char *first = r->scan.limit, *second = r->limit;
  if (!second && r->w.full) second = "more text than --max-text; the rest was left out";
  if (!first && !second) return ST_OK;
  snprintf(r->page->warning, sizeof r->page->warning, "%s%s%s", first ? first : "", first && second ? "; " : "",
           second ? second : "");
  return ST_WARN;
}

enum status html_read(struct str text, const struct srcmap *below, const struct extract_options *options,
                      struct arena *arena, struct page *page, struct err *e) {
  struct reader *r = ARENA_NEW(arena, 1, struct reader);
  if (!r) return err_memory(e);
  r->page = page;
  r->limits = &options->limits;
  r->arena = arena;
  r->err = e;
  enum status st = options->no_scan ? whole_html(text, below, &options->limits, arena, &r->scan, e)
                                    : scan_html(text, below, &options->limits, arena, &r->scan, e);
  if (st != ST_OK) return st;
  r->depth_limit = options->limits.html_depth < HTML_DEPTH_MOST ? options->limits.html_depth : HTML_DEPTH_MOST;
  r->stack = arena_room(arena, (2 * r->depth_limit + 2) * sizeof *r->stack);
  if (!r->stack || !build_skeleton(r)) return err_memory(e);
  r->stack[0] = (struct open_element){.tag = TAG_OTHER, .block = true, .element = PAGE_NO_ELEMENT};
  r->stack[0].context.element = PAGE_NO_ELEMENT;
  r->stack_count = 1;
  blocks_init(&r->w, page, r->scan.html.len + r->scan.html.len / 5 + 64, &options->limits, &r->scan.map, arena, e);
  set_now(r);
  read_lang(r);
  read_data(r);
  st = read_title(r);
  if (st == ST_OK) st = parse(r);
  if (st != ST_OK) return st;
  finish(r);
  if (r->status != ST_OK) return r->status;
  return r->w.status != ST_OK ? r->w.status : warn(r);
}
