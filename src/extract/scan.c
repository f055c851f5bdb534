#include "scan.h"

#include "../base/ascii.h"

struct scanner {
  struct scan *out;
  struct arena *arena;
  const struct limits *limits;
  struct err *err;
  enum status status;
  const char *in;
  size_t len;
  size_t at;
  char *to; /* the output so far */
  size_t to_len;
  size_t run_to, run_from; /* where the run in progress began; it ends at to_len */
  size_t no_quote[2];      /* from here on there is no further " or ' in the input */
  bool title_seen;
};

/* A start or end tag as it stands in the input. */
struct source_tag {
  size_t at, name, name_len, end; /* end is behind the > */
  enum tag tag;
  bool closing, self_closing;
  uint8_t flags;
  uint32_t first_attr;
  uint16_t attr_count;
  bool shadow;
};

static void note_limit(struct scanner *s, const char *limit, size_t at) {
  if (s->out->limit) return;
  s->out->limit = limit;
  s->out->limit_at = at;
}

static void out_of_memory(struct scanner *s) {
  s->status = err_memory(s->err);
}

static void end_run(struct scanner *s) {
  if (s->to_len == s->run_to || s->status != ST_OK) return;
  size_t n = s->to_len - s->run_to;
  s->status = srcmap_add(&s->out->map, s->run_to, n, s->run_from, n, s->err);
}

/* Copies [from, from + n) of the input. */
static void copy(struct scanner *s, size_t from, size_t n) {
  if (n == 0) return;
  if (s->run_from + (s->to_len - s->run_to) != from || s->to_len == s->run_to) {
    end_run(s);
    s->run_to = s->to_len;
    s->run_from = from;
  }
  memcpy(s->to + s->to_len, s->in + from, n);
  s->to_len += n;
}

static bool is_name_end(char c) {
  return ascii_is_space(c) || c == '/' || c == '>';
}

static bool is_markup(const struct scanner *s, size_t at) {
  if (at + 1 >= s->len) return false;
  char c = s->in[at + 1];
  if (c == '/') return at + 2 < s->len;
  return ascii_is_alpha(c) || c == '!' || c == '?';
}

static const char *find_byte(const struct scanner *s, size_t from, char c) {
  return from < s->len ? memchr(s->in + from, c, s->len - from) : NULL;
}

/* ---- attributes ---- */

#define NAME(literal) \
  { (literal), sizeof(literal) - 1 }

static bool is_mark(struct str name) {
  static const struct str names[] = {NAME("aria-label"),      NAME("data-automation-id"),
                                     NAME("data-automation"), NAME("data-testid"),
                                     NAME("data-test-id"),    NAME("data-test"),
                                     NAME("data-qa"),         NAME("data-ui"),
                                     NAME("data-ph-at-id"),   NAME("data-ph-id"),
                                     NAME("data-hook"),       NAME("data-cy"),
                                     NAME("data-field"),      NAME("data-section"),
                                     NAME("data-tag"),        NAME("data-component"),
                                     NAME("data-name"),       NAME("data-at"),
                                     NAME("data-type"),       NAME("data-careersite-propertyid")};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (ascii_eq_nocase(name, names[i])) return true;
  return false;
}

enum attr scan_attr_find(struct str name) {
  static const struct {
    struct str name;
    enum attr attr;
  } table[] = {
      /* by length */
      {NAME("id"), ATTR_ID},
      {NAME("rel"), ATTR_REL},
      {NAME("alt"), ATTR_ALT},
      {NAME("href"), ATTR_HREF},
      {NAME("role"), ATTR_ROLE},
      {NAME("name"), ATTR_NAME},
      {NAME("type"), ATTR_TYPE},
      {NAME("lang"), ATTR_LANG},
      {NAME("class"), ATTR_CLASS},
      {NAME("style"), ATTR_HIDDEN},
      {NAME("hidden"), ATTR_HIDDEN},
      {NAME("content"), ATTR_CONTENT},
      {NAME("itemprop"), ATTR_ITEMPROP},
      {NAME("itemtype"), ATTR_ITEMTYPE},
      {NAME("property"), ATTR_PROPERTY},
      {NAME("datetime"), ATTR_DATETIME},
      {NAME("aria-level"), ATTR_LEVEL},
      {NAME("aria-hidden"), ATTR_HIDDEN},
      {NAME("shadowrootmode"), ATTR_SHADOW},
  };
  if (name.len < 2 || name.len > 26) return ATTR_NONE;
  for (size_t i = 0; i < sizeof table / sizeof *table && table[i].name.len <= name.len; i++)
    if (ascii_eq_nocase(name, table[i].name)) return table[i].attr;
  char first = ascii_lower(name.ptr[0]);
  if ((first == 'd' || first == 'a') && is_mark(name)) return ATTR_LABEL;
  return ATTR_NONE;
}

#undef NAME

static bool is_declaration(struct str before, struct str after, struct str property, struct str value) {
  if (before.len < property.len || after.len < value.len) return false;
  return ascii_eq_nocase(str_sub(before, before.len - property.len, before.len), property) &&
         ascii_eq_nocase(str_sub(after, 0, value.len), value);
}

static void skip_spaces(struct str *s) {
  while (s->len && ascii_is_space(s->ptr[0])) s->ptr++, s->len--;
}

/* display:none or visibility:hidden, where `y` is how the property's name ends. Saved pages carry kilobytes of style in
   a tag, so it goes from one such letter to the next. */
static bool style_hides(struct str style, char y) {
  for (size_t i = 0; i < style.len; i++) {
    const char *end = memchr(style.ptr + i, y, style.len - i);
    if (!end) return false;
    i = (size_t)(end - style.ptr);
    struct str before = str_sub(style, 0, i + 1), after = str_sub(style, i + 1, style.len);
    skip_spaces(&after);
    if (after.len == 0 || after.ptr[0] != ':') continue;
    after = str_sub(after, 1, after.len);
    skip_spaces(&after);
    if (is_declaration(before, after, STR("display"), STR("none")) ||
        is_declaration(before, after, STR("visibility"), STR("hidden")))
      return true;
  }
  return false;
}

/* hidden, aria-hidden and style all hide, but each by other values; they are told by their lengths. */
uint8_t scan_attr_hides(struct str name, struct str value) {
  if (name.len == 5) return style_hides(value, 'y') || style_hides(value, 'Y') ? SCAN_HIDDEN : 0;
  if (name.len == 11) return ascii_eq_nocase(value, STR("true")) ? SCAN_ARIA : 0;
  return ascii_eq_nocase(value, STR("false")) ? 0 : SCAN_HIDDEN;
}

static void keep_attr(struct scanner *s, struct source_tag *t, enum attr attr, size_t at, size_t len) {
  struct scan *o = s->out;
  if (o->attr_count == o->attr_size) {
    size_t size = o->attr_size ? o->attr_size * 2 : 512;
    struct scan_attr *v = arena_grow(s->arena, o->attrs, o->attr_size, size, sizeof *v);
    if (!v) {
      out_of_memory(s);
      return;
    }
    o->attrs = v;
    o->attr_size = size;
  }
  if (t->attr_count == 0) t->first_attr = (uint32_t)o->attr_count;
  o->attrs[o->attr_count++] = (struct scan_attr){.at = (uint32_t)at, .len = (uint32_t)len, .attr = attr};
  t->attr_count++;
}

static void read_attr(struct scanner *s, struct source_tag *t, size_t name, size_t name_len, size_t at, size_t len) {
  struct str n = {s->in + name, name_len};
  enum attr attr = scan_attr_find(n);
  if (attr == ATTR_NONE) return;
  if (attr == ATTR_HIDDEN) {
    t->flags |= scan_attr_hides(n, (struct str){s->in + at, len});
    return;
  }
  if (attr == ATTR_SHADOW) t->shadow = true;
  if (len == 0) return;
  keep_attr(s, t, attr, at, len);
}

/* The value of an attribute behind its =: sets its place and length; returns where to go on. */
static size_t read_value(struct scanner *s, size_t i, size_t *value, size_t *value_len) {
  while (i < s->len && ascii_is_space(s->in[i])) i++;
  *value = i;
  *value_len = 0;
  if (i >= s->len || s->in[i] == '>') return i;
  char quote = s->in[i];
  if (quote == '"' || quote == '\'') {
    size_t *none = &s->no_quote[quote == '\''];
    const char *end = i + 1 < *none ? find_byte(s, i + 1, quote) : NULL;
    if (end) {
      *value = i + 1;
      *value_len = (size_t)(end - s->in) - (i + 1);
      return i + 1 + *value_len + 1;
    }
    if (i + 1 < *none) *none = i + 1;
    note_limit(s, "a quote in a tag is never closed; the tag was ended at its next >", i);
    end = find_byte(s, i, '>');
    return end ? (size_t)(end - s->in) : s->len;
  }
  while (i < s->len && !ascii_is_space(s->in[i]) && s->in[i] != '>') i++;
  *value_len = i - *value;
  return i;
}

/* Reads the tag at `at` (a < and a letter, or </ and a letter). False where the input ends inside it. Attributes are
   kept only if `keep`. */
static bool read_tag(struct scanner *s, size_t at, bool keep, struct source_tag *t) {
  *t = (struct source_tag){.at = at, .closing = s->in[at + 1] == '/'};
  size_t i = t->name = at + 1 + t->closing;
  while (i < s->len && !is_name_end(s->in[i])) i++;
  t->name_len = i - t->name;
  t->tag = tag_find((struct str){s->in + t->name, t->name_len});
  size_t count = 0, kept_bytes = 0;
  for (;;) {
    while (i < s->len && (ascii_is_space(s->in[i]) || s->in[i] == '/')) i++;
    if (i >= s->len) return false;
    if (s->in[i] == '>') break;
    size_t name = i, value = i, value_len = 0;
    i++; /* a leading = belongs to the name */
    while (i < s->len && s->in[i] != '=' && !is_name_end(s->in[i])) i++;
    size_t name_len = i - name, next = i;
    while (next < s->len && ascii_is_space(s->in[next])) next++;
    if (next < s->len && s->in[next] == '=') i = read_value(s, next + 1, &value, &value_len);
    if (!keep || t->closing) continue;
    size_t before = t->attr_count;
    if (++count <= s->limits->tag_attributes && kept_bytes + value_len <= s->limits->tag_bytes)
      read_attr(s, t, name, name_len, value, value_len);
    else if (count > s->limits->tag_attributes)
      note_limit(s, "more attributes in a tag than --max-attributes; the rest were left out", at);
    else if (scan_attr_find((struct str){s->in + name, name_len}) > ATTR_NONE)
      note_limit(s, "a tag with more in its attributes than --max-tag; the rest was left out", at);
    if (t->attr_count > before) kept_bytes += value_len;
  }
  t->self_closing = s->in[i - 1] == '/';
  t->end = i + 1;
  return true;
}

/* ---- what is dropped ---- */

/* Behind a comment that begins at `at` with <!--. */
static size_t skip_comment(struct scanner *s, size_t at) {
  size_t body = at + 4;
  if (body < s->len && s->in[body] == '>') return body + 1;
  if (body + 1 < s->len && s->in[body] == '-' && s->in[body + 1] == '>') return body + 2;
  for (size_t i = body;;) {
    const char *p = find_byte(s, i, '>');
    if (!p) break;
    i = (size_t)(p - s->in);
    if (i >= body + 2 && p[-1] == '-' && p[-2] == '-') return i + 1;
    if (i >= body + 3 && p[-1] == '!' && p[-2] == '-' && p[-3] == '-') return i + 1;
    i++;
  }
  note_limit(s, "a comment is never closed; what follows it is not shown", at);
  return s->len;
}

/* <!DOCTYPE ...>, with the internal subset of an XML prolog. */
static size_t skip_doctype(struct scanner *s, size_t at) {
  const char *end = find_byte(s, at, '>');
  if (!end) return s->len;
  const char *subset = memchr(s->in + at, '[', (size_t)(end - (s->in + at)));
  if (subset) {
    size_t i = (size_t)(subset - s->in), stop = i + s->limits->tag_bytes < s->len ? i + s->limits->tag_bytes : s->len;
    for (; i < stop; i++) {
      if (s->in[i] != ']') continue;
      size_t j = i + 1;
      while (j < stop && ascii_is_space(s->in[j])) j++;
      if (j < stop && s->in[j] == '>') return j + 1;
    }
  }
  return (size_t)(end - s->in) + 1;
}

/* <!...>, <?...>, </ and no letter: all end at the first >, comments aside. */
static size_t skip_declaration(struct scanner *s, size_t at) {
  if (s->len - at >= 4 && memcmp(s->in + at, "<!--", 4) == 0) return skip_comment(s, at);
  if (s->len - at >= 9 && ascii_eq_nocase((struct str){s->in + at, 9}, STR("<!doctype"))) return skip_doctype(s, at);
  const char *end = find_byte(s, at, '>');
  return end ? (size_t)(end - s->in) + 1 : s->len;
}

/* Whether name and the end of a name stand at `at`. */
static bool name_at(const struct scanner *s, size_t at, struct str name) {
  return at + name.len < s->len && is_name_end(s->in[at + name.len]) &&
         ascii_eq_nocase((struct str){s->in + at, name.len}, name);
}

/* Where the end tag of a raw text element begins; the input's length where there is none. */
static size_t find_raw_end(const struct scanner *s, size_t at, enum tag tag) {
  struct str name = tag_name(tag);
  for (;;) {
    const char *p = find_byte(s, at, '<');
    if (!p) return s->len;
    at = (size_t)(p - s->in);
    if (at + 1 < s->len && p[1] == '/' && name_at(s, at + 2, name)) return at;
    at++;
  }
}

/* The same for script, where <!-- and a <script inside it hide the first </script> (13.2.5.18 to 13.2.5.31). */
static size_t find_script_end(const struct scanner *s, size_t at) {
  const struct str script = STR("script");
  bool escaped = false, twice = false;
  size_t dashes = 0; /* in a row just before `at`, since the <!-- */
  while (at < s->len) {
    if (!escaped) {
      const char *p = find_byte(s, at, '<');
      if (!p) return s->len;
      at = (size_t)(p - s->in);
    }
    char c = s->in[at];
    if (c == '<') {
      dashes = 0;
      bool end = at + 1 < s->len && s->in[at + 1] == '/';
      if (end && name_at(s, at + 2, script)) {
        if (!twice) return at;
        twice = false;
      } else if (escaped && !twice && !end && name_at(s, at + 1, script)) {
        twice = true;
      } else if (!escaped && s->len - at >= 4 && memcmp(s->in + at, "<!--", 4) == 0) {
        escaped = true;
        dashes = 2;
        at += 3;
      }
    } else if (c == '-') {
      dashes++;
    } else {
      if (c == '>' && dashes >= 2) escaped = twice = false;
      dashes = 0;
    }
    at++;
  }
  return s->len;
}

/* HTML tags that end foreign content (13.2.6.5). */
static bool breaks_out(enum tag tag) {
  unsigned flags = tag_flags(tag);
  if (flags & TAG_HEADING) return true;
  switch ((unsigned)tag) {
    /* clang-format off */
    case TAG_B: case TAG_BLOCKQUOTE: case TAG_BODY: case TAG_BR: case TAG_CENTER: case TAG_DD: case TAG_DIV:
    case TAG_DL: case TAG_DT: case TAG_EM: case TAG_EMBED: case TAG_HEAD_ELEMENT: case TAG_HR: case TAG_I:
    case TAG_IMG: case TAG_LI: case TAG_MENU: case TAG_META: case TAG_OL: case TAG_P: case TAG_PRE: case TAG_S:
    case TAG_SMALL: case TAG_SPAN: case TAG_STRONG: case TAG_SUB: case TAG_SUP: case TAG_TABLE: case TAG_U:
    case TAG_UL:
      /* clang-format on */
      return true;
    default: return false;
  }
}

static size_t skip_cdata(const struct scanner *s, size_t at) {
  for (const char *p; (p = find_byte(s, at, ']')); at++) {
    at = (size_t)(p - s->in);
    if (at + 2 < s->len && p[1] == ']' && p[2] == '>') return at + 3;
  }
  return s->len;
}

/* Inside svg, where there is no raw text but CDATA, and foreignObject takes HTML in again. Returns where the element
   ends: behind its end tag, or before a tag that breaks out of it. */
static size_t skip_svg(struct scanner *s, size_t at) {
  size_t depth = 1, foreign = 0;
  while (depth > 0) {
    const char *p = find_byte(s, at, '<');
    if (!p) return s->len;
    at = (size_t)(p - s->in);
    struct source_tag t;
    if (s->len - at >= 9 && memcmp(p, "<![CDATA[", 9) == 0) {
      at = skip_cdata(s, at);
    } else if (at + 2 < s->len && (ascii_is_alpha(p[1]) || (p[1] == '/' && ascii_is_alpha(p[2])))) {
      if (!read_tag(s, at, false, &t)) return s->len;
      struct str name = {s->in + t.name, t.name_len};
      bool opens = ascii_eq_nocase(name, STR("foreignobject")) || ascii_eq_nocase(name, STR("desc"));
      if (opens && !t.self_closing) foreign = t.closing ? (foreign ? foreign - 1 : 0) : foreign + 1;
      if (foreign == 0 && breaks_out(t.tag) && (!t.closing || t.tag == TAG_P || t.tag == TAG_BR)) return at;
      if (t.tag == TAG_SVG && !(t.self_closing && !t.closing)) depth = t.closing ? depth - 1 : depth + 1;
      at = t.end;
    } else {
      at = is_markup(s, at) ? skip_declaration(s, at) : at + 1;
    }
  }
  return at;
}

/* Inside a template: nested templates, raw text and comments are passed over; it ends at its end tag. */
static size_t skip_template(struct scanner *s, size_t at) {
  for (size_t depth = 1; depth > 0;) {
    const char *p = find_byte(s, at, '<');
    if (!p) return s->len;
    at = (size_t)(p - s->in);
    struct source_tag t;
    if (at + 2 < s->len && (ascii_is_alpha(p[1]) || (p[1] == '/' && ascii_is_alpha(p[2])))) {
      if (!read_tag(s, at, false, &t)) return s->len;
      if (t.tag == TAG_TEMPLATE) depth = t.closing ? depth - 1 : depth + 1;
      at = t.end;
      if (!t.closing && (tag_flags(t.tag) & TAG_RAW))
        at = t.tag == TAG_SCRIPT ? find_script_end(s, at) : find_raw_end(s, at, t.tag);
    } else {
      at = is_markup(s, at) ? skip_declaration(s, at) : at + 1;
    }
  }
  return at;
}

/* ---- what is kept ---- */

static void add_tag(struct scanner *s, const struct source_tag *t, size_t at) {
  struct scan *o = s->out;
  if (o->tag_count == o->tag_size) {
    size_t size = o->tag_size ? o->tag_size * 2 : 1024;
    struct scan_tag *v = arena_grow(s->arena, o->tags, o->tag_size, size, sizeof *v);
    if (!v) {
      out_of_memory(s);
      return;
    }
    o->tags = v;
    o->tag_size = size;
  }
  o->tags[o->tag_count++] = (struct scan_tag){.at = (uint32_t)at,
                                              .end = (uint32_t)s->to_len,
                                              .first_attr = t->first_attr,
                                              .attr_count = t->attr_count,
                                              .tag = (uint8_t)t->tag,
                                              .flags = (uint8_t)(t->flags | (t->closing ? SCAN_CLOSING : 0))};
}

/* Writes the bare tag: its name in lower case between < and >. */
static void emit_tag(struct scanner *s, const struct source_tag *t) {
  size_t at = s->to_len, head = t->name + t->name_len - t->at;
  copy(s, t->at, head);
  for (char *p = s->to + at; p < s->to + s->to_len; p++) *p = ascii_lower(*p);
  copy(s, t->end - 1, 1);
  add_tag(s, t, at);
}

/* Whether the output ends in the beginning of a tag or a character reference, which what follows could complete. */
static bool tail_is_open(const struct scanner *s) {
  size_t i = s->to_len;
  if (i == 0 || (s->out->tag_count && s->out->tags[s->out->tag_count - 1].end == i)) return false;
  char c = s->to[i - 1];
  if (c == '<' || (i >= 2 && s->to[i - 2] == '<' && (c == '/' || c == '!' || c == '?'))) return true;
  for (size_t n = 0; i > 0 && n < 34; n++) {
    c = s->to[--i];
    if (c == '&') return true;
    if (!ascii_is_alnum(c) && c != '#') return false;
  }
  return false;
}

/* Something of 3 bytes or more was dropped: keeps the text on both sides apart. </> is nothing to HTML. */
static void emit_split(struct scanner *s) {
  if (s->at >= s->len || !tail_is_open(s)) return;
  size_t begin = s->to_len;
  end_run(s);
  memcpy(s->to + begin, "</>", 3);
  s->to_len += 3;
  s->run_to = s->to_len; /* it came from nowhere in particular, so no run maps it */
  s->run_from = s->at;
  add_tag(s, &(struct source_tag){.closing = true, .flags = SCAN_SPLIT}, begin);
}

/* A split before nothing parts nothing. */
static void drop_last_split(struct scanner *s) {
  struct scan *o = s->out;
  if (o->tag_count == 0 || !(o->tags[o->tag_count - 1].flags & SCAN_SPLIT)) return;
  if (o->tags[o->tag_count - 1].end != s->to_len) return;
  s->to_len = s->run_to = o->tags[--o->tag_count].at;
}

static struct str kept_attr(const struct scanner *s, const struct source_tag *t, enum attr attr) {
  for (size_t i = 0; i < t->attr_count; i++) {
    const struct scan_attr *a = &s->out->attrs[t->first_attr + i];
    if (a->attr == attr) return (struct str){s->in + a->at, a->len};
  }
  return STR_NONE;
}

/* Does a script without a data type look like state assigned to a variable? */
static bool looks_like_state(struct str body) {
  static const char *const starts[] = {"window.", "window[", "self.", "globalThis.", "__", "var ", "let ", "const "};
  body = ascii_trim(body);
  if (body.len < 200) return false;
  bool known = false;
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) known = known || str_starts(body, str_of(starts[i]));
  if (!known && body.ptr[0] != '(' && body.ptr[0] != '!') return false;
  if (body.len > 400) body.len = 400;
  return str_chr(body, '{') || str_chr(body, '[') || ascii_find_nocase(body, STR("JSON.parse")) >= 0;
}

static void set_aside(struct scanner *s, const struct source_tag *t, size_t at, size_t len) {
  struct scan *o = s->out;
  struct str type = ascii_trim(kept_attr(s, t, ATTR_TYPE)), body = {s->in + at, len};
  bool json_ld = ascii_find_nocase(type, STR("ld+json")) >= 0;
  bool json = json_ld || ascii_find_nocase(type, STR("json")) >= 0;
  o->script_bytes += len;
  if (len < 2 || (!json && !looks_like_state(body))) return;
  if (o->data_count == o->data_size) {
    size_t size = o->data_size ? o->data_size * 2 : 16;
    struct scan_data *v = arena_grow(s->arena, o->data, o->data_size, size, sizeof *v);
    if (!v) {
      out_of_memory(s);
      return;
    }
    o->data = v;
    o->data_size = size;
  }
  o->data[o->data_count++] = (struct scan_data){.at = (uint32_t)at,
                                                .len = (uint32_t)len,
                                                .first_attr = t->first_attr,
                                                .attr_count = t->attr_count,
                                                .is_json_ld = json_ld};
}

/* A raw text element whose start tag is `t`: drops it, or leaves the empty element where it is a control. */
static void drop_raw(struct scanner *s, const struct source_tag *t) {
  size_t body = t->end;
  size_t end = t->tag == TAG_SCRIPT ? find_script_end(s, body) : find_raw_end(s, body, t->tag);
  if (end == s->len) note_limit(s, "a script, style or the like is never closed; what follows is not shown", t->at);
  if (t->tag == TAG_SCRIPT) set_aside(s, t, body, end - body);
  if (t->tag == TAG_TITLE && !s->title_seen) {
    s->title_seen = true;
    s->out->title_at = (uint32_t)body;
    s->out->title_len = (uint32_t)(end - body);
  }
  if (t->tag == TAG_TEXTAREA) emit_tag(s, t);
  struct source_tag close;
  if (end == s->len || !read_tag(s, end, false, &close)) {
    s->at = s->len;
    return;
  }
  s->at = close.end;
  if (t->tag == TAG_TEXTAREA) emit_tag(s, &close);
}

static void scan_tag_at(struct scanner *s) {
  size_t at = s->at;
  struct source_tag t;
  if (!read_tag(s, at, true, &t)) {
    s->at = s->len;
    return;
  }
  s->at = t.end;
  unsigned flags = tag_flags(t.tag);
  if (!t.closing && (flags & TAG_RAW)) {
    size_t before = s->to_len;
    drop_raw(s, &t);
    if (s->to_len == before) emit_split(s);
    return;
  }
  if (!t.closing && t.tag == TAG_SVG) {
    if (!t.self_closing) s->at = skip_svg(s, t.end);
    if (s->at == s->len) note_limit(s, "a drawing is never closed; what follows is not shown", at);
    emit_split(s);
    return;
  }
  if (!t.closing && t.tag == TAG_TEMPLATE && !t.shadow) {
    s->at = skip_template(s, t.end);
    if (s->at == s->len) note_limit(s, "a template is never closed; what follows is not shown", at);
    emit_split(s);
    return;
  }
  if (flags & (TAG_RAW | TAG_SKIP)) {
    emit_split(s); /* a stray end tag, or a template whose content is shown */
    return;
  }
  emit_tag(s, &t);
}

enum status scan_html(struct str in, const struct srcmap *below, const struct limits *limits, struct arena *arena,
                      struct scan *out, struct err *e) {
  *out = (struct scan){.in = in};
  srcmap_init(&out->map, arena, below, NULL);
  struct scanner s = {.out = out,
                      .arena = arena,
                      .limits = limits,
                      .err = e,
                      .status = ST_OK,
                      .in = in.ptr,
                      .len = in.len,
                      .no_quote = {in.len, in.len}};
  if (in.len > UINT32_MAX / 2) {
    err_set(e, ERR_LIMIT, "a page over 2 GiB cannot be read");
    return ST_FAIL;
  }
  s.to = arena_room(arena, in.len + 1);
  if (!s.to) return err_memory(e);
  while (s.at < s.len && s.status == ST_OK) {
    const char *p = find_byte(&s, s.at, '<');
    size_t next = p ? (size_t)(p - s.in) : s.len;
    copy(&s, s.at, next - s.at);
    s.at = next;
    if (next == s.len) break;
    if (!is_markup(&s, next)) {
      copy(&s, s.at++, 1);
    } else if (ascii_is_alpha(p[1]) || (p[1] == '/' && ascii_is_alpha(p[2]))) {
      scan_tag_at(&s);
    } else {
      s.at = skip_declaration(&s, next);
      emit_split(&s);
    }
  }
  drop_last_split(&s);
  end_run(&s);
  out->html = (struct str){s.to, s.to_len};
  return s.status;
}
