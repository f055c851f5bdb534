#include "zones.h"

#include "../base/ascii.h"
#include "ats.h"
#include "lookup.h"
#include "tags.h"

/* What a name must meet before it counts. `share`: the element holds at most this part of the page's posting-like
   words. `links`: at least this part of its words are links (menus; 0 where it does not matter). */
enum { NAME_BYTES = 16, JOB = 1, CONTENT = 2 };

struct name_rule {
  char word[NAME_BYTES];       /* of id, class or role, lower case, split at hyphens, underscores and capitals */
  unsigned char zone, posting; /* a JOB word and a CONTENT word in one name stand for the posting's own element */
  float share, links;
};

/* Sorted by bytes; tests/unit/test_choose.c checks it. */
/* clang-format off */
static const struct name_rule name_rules[] = {
    {"ad", ZONE_NONE, CONTENT, 0, 0}, {"advert", ZONE_NONE, CONTENT, 0, 0}, {"alert", ZONE_DIALOG, 0, 0.10f, 0},
    {"auth", ZONE_DIALOG, 0, 0.15f, 0}, {"body", ZONE_NONE, CONTENT, 0, 0}, {"breadcrumb", ZONE_MENU, 0, 0.10f, 0},
    {"breadcrumbs", ZONE_MENU, 0, 0.10f, 0}, {"career", ZONE_NONE, JOB, 0, 0}, {"ccpa", ZONE_COOKIE, 0, 0.50f, 0},
    {"comment", ZONE_COMMENTS, 0, 0.20f, 0}, {"comments", ZONE_COMMENTS, 0, 0.30f, 0},
    {"consent", ZONE_COOKIE, 0, 0.50f, 0}, {"content", ZONE_NONE, CONTENT, 0, 0}, {"cookie", ZONE_COOKIE, 0, 0.50f, 0},
    {"cookiebot", ZONE_COOKIE, 0, 0.90f, 0}, {"cookies", ZONE_COOKIE, 0, 0.50f, 0},
    {"copyright", ZONE_FOOTER, 0, 0.15f, 0}, {"desc", ZONE_NONE, CONTENT, 0, 0},
    {"description", ZONE_NONE, CONTENT, 0, 0}, {"detail", ZONE_NONE, CONTENT, 0, 0},
    {"details", ZONE_NONE, CONTENT, 0, 0}, {"dialog", ZONE_DIALOG, 0, 0.20f, 0},
    {"disqus", ZONE_COMMENTS, 0, 0.90f, 0}, {"drawer", ZONE_DIALOG, 0, 0.15f, 0},
    {"dropdown", ZONE_MENU, 0, 0.10f, 0.5f}, {"filters", ZONE_FORM, 0, 0.10f, 0}, {"footer", ZONE_FOOTER, 0, 0.25f, 0},
    {"full", ZONE_NONE, CONTENT, 0, 0}, {"gdpr", ZONE_COOKIE, 0, 0.50f, 0}, {"jd", ZONE_NONE, JOB, 0, 0},
    {"job", ZONE_NONE, JOB, 0, 0}, {"jobdescription", ZONE_NONE, CONTENT | JOB, 0, 0},
    {"jobdetails", ZONE_NONE, CONTENT | JOB, 0, 0}, {"joblisting", ZONE_NONE, JOB, 0, 0},
    {"jobposting", ZONE_NONE, CONTENT | JOB, 0, 0}, {"jobs", ZONE_NONE, JOB, 0, 0},
    {"lightbox", ZONE_DIALOG, 0, 0.15f, 0}, {"listing", ZONE_NONE, CONTENT, 0, 0}, {"login", ZONE_DIALOG, 0, 0.15f, 0},
    {"markup", ZONE_NONE, CONTENT, 0, 0}, {"megamenu", ZONE_MENU, 0, 0.30f, 0}, {"menu", ZONE_MENU, 0, 0.30f, 0.5f},
    {"modal", ZONE_DIALOG, 0, 0.20f, 0}, {"nav", ZONE_MENU, 0, 0.30f, 0.5f}, {"navbar", ZONE_MENU, 0, 0.30f, 0.4f},
    {"navigation", ZONE_MENU, 0, 0.30f, 0.4f}, {"newsletter", ZONE_FORM, 0, 0.15f, 0},
    {"offcanvas", ZONE_MENU, 0, 0.20f, 0}, {"onetrust", ZONE_COOKIE, 0, 0.90f, 0}, {"opening", ZONE_NONE, JOB, 0, 0},
    {"pagination", ZONE_MENU, 0, 0.10f, 0}, {"popup", ZONE_DIALOG, 0, 0.15f, 0}, {"position", ZONE_NONE, JOB, 0, 0},
    {"posting", ZONE_NONE, CONTENT | JOB, 0, 0}, {"recommendations", ZONE_SIMILAR, 0, 0.40f, 0},
    {"recommended", ZONE_SIMILAR, 0, 0.40f, 0}, {"register", ZONE_DIALOG, 0, 0.15f, 0},
    {"related", ZONE_SIMILAR, 0, 0.40f, 0}, {"role", ZONE_NONE, JOB, 0, 0}, {"share", ZONE_SHARE, 0, 0.05f, 0},
    {"sharing", ZONE_SHARE, 0, 0.05f, 0}, {"signin", ZONE_DIALOG, 0, 0.15f, 0}, {"signup", ZONE_DIALOG, 0, 0.15f, 0},
    {"similar", ZONE_SIMILAR, 0, 0.40f, 0}, {"sitemap", ZONE_MENU, 0, 0.30f, 0}, {"social", ZONE_SHARE, 0, 0.05f, 0},
    {"subscribe", ZONE_FORM, 0, 0.15f, 0}, {"suggested", ZONE_SIMILAR, 0, 0.40f, 0},
    {"testimonial", ZONE_SIMILAR, 0, 0.10f, 0}, {"testimonials", ZONE_SIMILAR, 0, 0.10f, 0},
    {"text", ZONE_NONE, CONTENT, 0, 0}, {"toast", ZONE_DIALOG, 0, 0.10f, 0}, {"tooltip", ZONE_DIALOG, 0, 0.05f, 0},
    {"vacancy", ZONE_NONE, JOB, 0, 0}, {"view", ZONE_NONE, CONTENT, 0, 0},
};
/* clang-format on */

enum { NAME_RULES = sizeof name_rules / sizeof name_rules[0] };

bool zones_sorted(void) {
  for (size_t i = 0; i + 1 < NAME_RULES; i++)
    if (strcmp(name_rules[i].word, name_rules[i + 1].word) >= 0) return false;
  return true;
}

struct names {
  const struct name_rule *rule; /* the first that was found */
  bool job, content;
};

static void take_name(struct names *n, const char *word) {
  size_t at = lookup_find(name_rules, 0, NAME_RULES, sizeof name_rules[0], NAME_BYTES, word);
  if (at == SIZE_MAX) return;
  const struct name_rule *r = &name_rules[at];
  if (!n->rule && r->zone != ZONE_NONE) n->rule = r;
  n->job = n->job || (r->posting & JOB);
  n->content = n->content || (r->posting & CONTENT);
}

/* Splits "siteFooter job-description_v2" into lower-case words. A name stands for the posting where its two words are
   in one class or id. */
static bool read_names(struct names *n, struct str s) {
  char word[LOOKUP_PAD] = {0};
  size_t len = 0;
  bool posting = false;
  n->job = n->content = false;
  if (s.len > 400) s.len = 400;
  for (size_t i = 0; i <= s.len; i++) {
    char c = i < s.len ? s.ptr[i] : ' ';
    bool camel = ascii_is_upper(c) && i > 0 && ascii_is_lower(s.ptr[i - 1]);
    if (!ascii_is_alpha(c) || camel) {
      if (len > 1 && len < NAME_BYTES) take_name(n, word);
      memset(word, 0, len);
      len = 0;
      if (c == ' ') posting = posting || (n->job && n->content), n->job = n->content = false;
    }
    if (ascii_is_alpha(c) && len + 1 < NAME_BYTES + 2) word[len++] = ascii_lower(c);
  }
  return posting;
}

/* ---- blocks ---- */

static bool ends_with_colon(struct str s) {
  return (s.len && s.ptr[s.len - 1] == ':') || str_ends(s, STR("\xEF\xBC\x9A"));
}

static bool ends_a_sentence(struct str s) {
  return s.len && (s.ptr[s.len - 1] == '.' || s.ptr[s.len - 1] == ';' || s.ptr[s.len - 1] == ',');
}

/* A sentence of a cookie notice or a privacy policy. */
static bool is_boiler(const struct look *k) {
  return k->w.privacy > k->w.job &&
         (k->w.privacy >= 2 ? k->w.privacy * 18u >= k->w.words : k->w.privacy * 12u >= k->w.words);
}

/* The source of a page, escaped and shown as text. */
static bool is_markup(struct str s) {
  size_t tags = 0;
  if (s.len > 4001) s.len = 4001;
  for (const char *at = s.ptr, *last = s.ptr + s.len - 1; at < last && (at = memchr(at, '<', (size_t)(last - at)));
       at++)
    tags += ascii_is_alpha(at[1]) || at[1] == '/' || at[1] == '!';
  return tags >= 6;
}

static uint16_t controls_near(const struct page *p, size_t i) {
  size_t from = i > 1 ? i - 1 : 0, to = i + 3 < p->block_count ? i + 3 : p->block_count;
  unsigned n = 0;
  for (size_t j = from; j < to; j++) n += p->blocks[j].controls;
  return (uint16_t)(n > 999 ? 999 : n);
}

static void look_at(const struct page *p, size_t i, struct look *k) {
  const struct raw_block *b = &p->blocks[i];
  struct str text = raw_text(p, i);
  /* Of a line that is a link only the length matters; menus are most of the lines of a page. */
  k->w = b->link_bytes * 10 > b->len * 9 && b->len < 80 ? words_only(text) : words_count(text);
  unsigned words = k->w.words;
  if (i == 0 && str_starts(text, STR("HTTP/"))) { /* saved with its headers */
    k->zone = ZONE_HIDDEN;
    return;
  }
  bool linked = b->link_bytes * 2 > b->len;
  bool bold = (b->bold_bytes + words) * 10 >= b->len * 9 && b->bold_bytes > 2; /* spaces between are not counted */
  k->bold = bold;
  bool item = b->kind == BLOCK_ITEM;
  if (words > 0 && words <= HEADING_MAX_WORDS && b->len <= HEADING_MAX_BYTES) {
    bool formal = b->kind == BLOCK_HEADING || (bold && !ends_a_sentence(text)) || (ends_with_colon(text) && words <= 8);
    enum head head = HEAD_NONE;
    if (formal || (!linked && words <= 7 && b->len <= 60)) head = heading_class(text, &k->exact);
    if (formal || (k->exact && !item)) k->head = (uint8_t)head;
    k->heading = formal || (k->exact && !item && !linked);
  } else {
    k->heading = b->kind == BLOCK_HEADING;
  }
  k->prose = !linked && (item ? words >= 4 : words >= 8);
  if (b->kind == BLOCK_HEADING && words < 15) k->prose = false;
  if (is_boiler(k) && !(item && k->w.duty)) k->prose = false;
  k->near = controls_near(p, i);
  if (is_markup(text)) k->prose = false;
  bool between = b->controls && i + 1 < p->block_count && p->blocks[i + 1].controls;
  if (k->near >= 3 && words < (between ? 40 : 15)) k->prose = false;
  float mass = k->prose ? (float)(words > 120 ? 120 : words) : 0;
  if (k->prose) mass *= 1 + 0.10f * (float)(k->w.job > 6 ? 6 : k->w.job) + (k->w.duty && item ? 0.3f : 0);
  if (k->head >= HEAD_DUTIES && k->head <= HEAD_EEO && !linked) mass += 6;
  k->mass = mass;
}

static void sum_up(struct scene *s, size_t i) {
  const struct raw_block *b = &s->page->blocks[i];
  const struct look *k = &s->looks[i];
  struct sums n = s->upto[i];
  n.mass += k->mass;
  if (is_boiler(k) && k->mass <= 0) n.boiler += (float)k->w.words;
  n.words += k->w.words;
  n.link_words += b->len ? (uint32_t)((uint64_t)k->w.words * b->link_bytes / b->len) : 0;
  n.controls += b->controls;
  n.privacy += k->w.privacy;
  n.job += k->w.job;
  n.heads += head_is_proof(k->head) && k->exact;
  s->upto[i + 1] = n;
}

/* ---- elements ---- */

static enum zone zone_by_tag(const struct element *el, float share, float links) {
  switch (el->tag) {
    case TAG_NAV: return share < 0.35f ? ZONE_MENU : ZONE_NONE;
    case TAG_FOOTER: return share < 0.30f ? ZONE_FOOTER : ZONE_NONE;
    case TAG_DIALOG: return share < 0.30f ? ZONE_DIALOG : ZONE_NONE;
    case TAG_HEADER: return share < 0.05f && links > 0.7f ? ZONE_MENU : ZONE_NONE;
    case TAG_BUTTON:
    case TAG_SELECT:
    case TAG_TEXTAREA: return share < 0.10f ? ZONE_FORM : ZONE_NONE;
    default: break;
  }
  if (el->role.len) {
    if (str_eq(el->role, STR("navigation")) || str_eq(el->role, STR("menu")) || str_eq(el->role, STR("menubar")))
      return share < 0.35f ? ZONE_MENU : ZONE_NONE;
    if (str_eq(el->role, STR("contentinfo"))) return share < 0.30f ? ZONE_FOOTER : ZONE_NONE;
    if (str_eq(el->role, STR("dialog")) || str_eq(el->role, STR("alertdialog")) || str_eq(el->role, STR("alert")))
      return share < 0.25f ? ZONE_DIALOG : ZONE_NONE;
    if (str_eq(el->role, STR("search"))) return share < 0.15f ? ZONE_FORM : ZONE_NONE;
  }
  return ZONE_NONE;
}

static enum zone zone_of_element(const struct scene *s, const struct element *el, uint8_t *posting) {
  struct sums n = scene_sum(s, el->first_block, el->end_block);
  float all = s->upto[s->page->block_count].mass;
  float share = all > 0 ? n.mass / all : 0;
  float links = n.words ? (float)n.link_words / (float)n.words : 0;
  enum zone zone = zone_by_tag(el, share, links);
  if (zone) return zone;
  if (el->tag == TAG_FORM && n.heads < 2) {
    bool dense = n.controls >= 6 && n.controls * 8 >= el->end_block - el->first_block;
    if (share < (dense ? 0.6f : 0.35f) && (n.controls > 0 || n.mass < 10)) return ZONE_FORM;
  }
  struct names names = {0};
  if (el->id.len && read_names(&names, el->id)) *posting = 1;
  if (el->classes.len && read_names(&names, el->classes)) *posting = 1;
  if (el->label.len && read_names(&names, el->label)) *posting = 1;
  if (el->itemprop.len && str_eq(el->itemprop, STR("description"))) *posting = 2;
  const struct name_rule *r = names.rule;
  if (r && share < r->share && links >= r->links && !*posting && !(r->zone != ZONE_SIMILAR && n.heads >= 2))
    return (enum zone)r->zone;
  if (el->hidden && share < 0.15f) return ZONE_HIDDEN;
  if (n.boiler > 60 && n.boiler > 2 * n.mass && n.heads < 2) return ZONE_PRIVACY;
  if (n.words > 150 && n.privacy * 60 >= n.words && n.privacy > n.job && n.heads == 0) return ZONE_PRIVACY;
  return ZONE_NONE;
}

/* How many elements named as the posting, by class and as microdata, begin less end at each block. */
struct edges {
  int32_t by_class, microdata;
};

/* Elements of one short line whose names tell something. */
static void take_hit(struct scene *s, size_t i) {
  enum { LINE_BYTES = 160 };
  const struct element *el = &s->page->elements[i];
  if (s->hit_count == HITS_MAX) return;
  struct hit h = {.element = (uint32_t)i};
  if (el->tag == TAG_IMG) {
    h.picture = el->label.len > 6 && el->label.len <= 60;
  } else if (el->text_end > el->text_start && el->text_end - el->text_start <= LINE_BYTES) {
    if (el->end_block == el->first_block + 1) h.field = (uint8_t)ats_field_of(el);
    h.item_name = el->itemprop.len == 4 && ascii_eq_nocase(el->itemprop, STR("name"));
  }
  if (h.field == ATS_TEXT) h.field = ATS_NONE;
  if (h.field || h.picture || h.item_name) s->hits[s->hit_count++] = h;
}

static void walk_elements(struct scene *s, struct edges *edges) {
  const struct page *p = s->page;
  for (size_t i = 0; i < p->element_count; i++) {
    const struct element *el = &p->elements[i];
    if (el->classes.len || el->id.len || el->label.len || el->itemprop.len) take_hit(s, i);
    uint8_t above = el->parent < i ? s->zones[el->parent] : (uint8_t)ZONE_NONE;
    if (above == ZONE_NONE && el->end_block > el->first_block) {
      uint8_t posting = 0;
      above = (uint8_t)zone_of_element(s, el, &posting);
      if (posting && above == ZONE_NONE && el->tag != TAG_BODY && el->tag != TAG_HTML) {
        struct sums n = scene_sum(s, el->first_block, el->end_block);
        if (n.link_words * 2 <= n.words) {
          *(posting == 2 ? &edges[el->first_block].microdata : &edges[el->first_block].by_class) += 1;
          *(posting == 2 ? &edges[el->end_block].microdata : &edges[el->end_block].by_class) -= 1;
          s->has_named = true;
        }
      }
    }
    s->zones[i] = above;
  }
}

static void name_blocks(struct scene *s, const struct edges *edges) {
  struct edges open = {0};
  for (size_t i = 0; i < s->page->block_count; i++) {
    open.by_class += edges[i].by_class;
    open.microdata += edges[i].microdata;
    s->looks[i].named = open.microdata > 0 ? 2 : open.by_class > 0 ? 1 : 0;
    uint32_t el = s->page->blocks[i].element;
    if (el < s->page->element_count && s->looks[i].zone == ZONE_NONE) s->looks[i].zone = s->zones[el];
  }
}

/* ---- headings that open what is no posting ---- */

static enum zone zone_of_head(uint8_t head) {
  switch (head) {
    case HEAD_SIMILAR: return ZONE_SIMILAR;
    case HEAD_FORM: return ZONE_FORM;
    case HEAD_SHARE: return ZONE_SHARE;
    case HEAD_COOKIE: return ZONE_COOKIE;
    default: return ZONE_NONE;
  }
}

/* Little of the page's posting-like text, or none of a posting's sections at all. */
static bool small_part(const struct scene *s, size_t i, size_t end) {
  struct sums n = scene_sum(s, i, end);
  return n.heads == 0 || (n.heads < 2 && n.mass < 0.3f * s->upto[s->page->block_count].mass);
}

/* The end of what heading `i` stands over: the largest element that begins with it and holds more than it, but little
   of the page's posting-like text; else up to the next heading of its level, or of a posting's section, in its parent.
 */
static size_t heading_end(const struct scene *s, size_t i) {
  const struct page *p = s->page;
  uint32_t e = p->blocks[i].element;
  size_t end = 0;
  while (e < p->element_count && p->elements[e].first_block == i) {
    const struct element *el = &p->elements[e];
    if (el->end_block > i + 1 && small_part(s, i, el->end_block)) end = el->end_block;
    e = el->parent;
  }
  if (end) return end;
  size_t stop = e < p->element_count ? p->elements[e].end_block : p->block_count;
  bool form = s->looks[i].head == HEAD_FORM && scene_sum(s, i, stop).controls >= 5;
  if ((form || s->looks[i].head == HEAD_SIMILAR) && small_part(s, i, stop)) return stop;
  for (end = i + 1; end < stop; end++) {
    const struct look *k = &s->looks[end];
    if (p->blocks[end].kind == BLOCK_HEADING && p->blocks[end].level <= p->blocks[i].level &&
        p->blocks[i].kind == BLOCK_HEADING)
      break;
    if (k->exact && k->head >= HEAD_DUTIES && k->head <= HEAD_EEO) break;
    if (k->prose && k->w.words > 25 && s->looks[i].head != HEAD_COOKIE) break;
  }
  return end;
}

static bool form_follows(const struct scene *s, size_t i) {
  size_t end = i + 8 < s->page->block_count ? i + 8 : s->page->block_count;
  return scene_sum(s, i, end).controls > 0;
}

/* The end of the smallest element that begins with the heading and holds more than it: its box, where it has one. */
static size_t box_end(const struct scene *s, size_t i) {
  const struct page *p = s->page;
  uint32_t e = p->blocks[i].element;
  for (; e < p->element_count && p->elements[e].first_block == i; e = p->elements[e].parent)
    if (p->elements[e].end_block > i + 1) return p->elements[e].end_block;
  return p->block_count;
}

/* A title, or several with dots or bars between them. */
static bool lists_titles(const struct scene *s, size_t i) {
  struct str text = raw_text(s->page, i);
  unsigned marks = 0;
  for (size_t at = 0; at < text.len; at++)
    marks += text.ptr[at] == '|' || str_starts(str_sub(text, at, text.len), STR("\xC2\xB7"));
  return s->looks[i].w.duty == 0 && s->looks[i].w.words <= 8 * (marks + 1);
}

static bool links_follow(const struct scene *s, size_t i) {
  size_t end = box_end(s, i);
  if (end > i + 10) end = i + 10;
  struct sums n = scene_sum(s, i + 1, end);
  bool titles = end > i + 1; /* a line each */
  for (size_t j = i + 1; j < end && titles; j++) titles = lists_titles(s, j);
  return titles || n.words == 0 || n.link_words * 4 > n.words || n.mass < 15;
}

static void walk_headings(struct scene *s) {
  const struct page *p = s->page;
  for (size_t i = 0; i < p->block_count; i++) {
    const struct look *k = &s->looks[i];
    enum zone zone = k->heading && k->zone == ZONE_NONE ? zone_of_head(k->head) : ZONE_NONE;
    if (zone == ZONE_NONE || (!k->exact && p->blocks[i].kind != BLOCK_HEADING)) continue;
    if ((zone == ZONE_COOKIE || zone == ZONE_SHARE) && !k->exact) continue;
    if (zone == ZONE_FORM && !form_follows(s, i)) continue;
    if (zone == ZONE_SIMILAR && !links_follow(s, i)) continue;
    size_t end = heading_end(s, i);
    for (size_t j = i; j < end; j++)
      if (s->looks[j].zone == ZONE_NONE) s->looks[j].zone = (uint8_t)zone;
  }
}

enum status zones_find(const struct page *page, struct arena *a, struct scene *out, struct err *e) {
  *out = (struct scene){.page = page};
  out->looks = ARENA_NEW(a, page->block_count + 1, struct look);
  out->upto = ARENA_NEW(a, page->block_count + 1, struct sums);
  out->zones = ARENA_NEW(a, page->element_count + 1, uint8_t);
  struct edges *edges = ARENA_NEW(a, page->block_count + 1, struct edges);
  if (!out->looks || !out->upto || !out->zones || !edges) return err_memory(e);
  for (size_t i = 0; i < page->block_count; i++) {
    look_at(page, i, &out->looks[i]);
    sum_up(out, i);
  }
  walk_elements(out, edges);
  name_blocks(out, edges);
  walk_headings(out);
  return ST_OK;
}

const char *zone_rule(enum zone z) {
  static const char *const rules[ZONE_COUNT] = {"",
                                                "dropped: menu",
                                                "dropped: footer",
                                                "dropped: cookie notice",
                                                "dropped: privacy text",
                                                "dropped: dialog",
                                                "dropped: form",
                                                "dropped: other jobs",
                                                "dropped: comments",
                                                "dropped: share bar",
                                                "dropped: hidden"};
  return rules[z < ZONE_COUNT ? z : ZONE_NONE];
}
