#include "fields.h"

#include "../base/ascii.h"
#include "ats.h"
#include "places.h"
#include "tags.h"
#include "titles.h"

/* A value that may be a field, with the weight of what speaks for it. */
struct candidate {
  struct field f;
  float score;
  size_t block; /* SIZE_MAX: in no block */
};

enum { MAX_CANDIDATES = 48, MAX_PARTS = 6 };

struct finder {
  const struct scene *s;
  const struct page *p;
  const struct job_data *data;
  struct candidate v[MAX_CANDIDATES];
  size_t count;
  struct str og_title, og_site, meta_title;
  const struct srcmap *og_title_map, *og_site_map, *meta_title_map;
  struct str at_company;               /* "T at C" in <title> or og:title */
  const struct srcmap *at_company_map; /* of the text that at_company is a piece of */
  uint32_t at_company_at;
  const char *at_company_from;
};

static struct field field_of(struct str value, const struct srcmap *map, size_t at, const char *from) {
  return (struct field){.value = value, .map = map, .at = (uint32_t)at, .from = from};
}

/* `part` is a piece of the text of `f`: the same field, narrowed. */
static struct field narrow(struct field f, struct str part) {
  if (part.len == 0) return (struct field){0};
  f.at += (uint32_t)(part.ptr - f.value.ptr);
  f.value = part;
  return f;
}

static struct field block_field(const struct page *p, size_t i, const char *from) {
  return field_of(raw_text(p, i), p->map, p->blocks[i].start, from);
}

/* The text of an element that lies within one block, inline ones too; `block` is set. Empty where it is no single line. */
static struct field element_field(const struct page *p, const struct element *el, const char *from, size_t *block) {
  if (el->end_block != el->first_block + 1 || el->text_end <= el->text_start || el->text_end > p->text.len)
    return (struct field){0};
  struct str all = str_sub(p->text, el->text_start, el->text_end), s = ascii_trim(all);
  if (s.len == 0 || memchr(s.ptr, '\n', s.len)) return (struct field){0};
  *block = el->first_block;
  return field_of(s, p->map, el->text_start + (size_t)(s.ptr - all.ptr), from);
}

static bool element_is_named(const struct element *el) {
  return el->classes.len || el->id.len || el->label.len || el->itemprop.len;
}

static void add(struct finder *d, struct field f, float score, size_t block) {
  if (f.value.len == 0 || d->count == MAX_CANDIDATES) return;
  d->v[d->count++] = (struct candidate){.f = f, .score = score, .block = block};
}

static const struct candidate *best_of(const struct finder *d) {
  const struct candidate *best = NULL;
  for (size_t i = 0; i < d->count; i++)
    if (!best || d->v[i].score > best->score) best = &d->v[i];
  return best;
}

static void read_metas(struct finder *d) {
  for (size_t i = 0; i < d->p->meta_count; i++) {
    const struct page_meta *m = &d->p->metas[i];
    struct str v = m->content;
    if (ascii_trim(v).len == 0) continue;
    if (str_eq(m->name, STR("og:title")) && !d->og_title.len) d->og_title = v, d->og_title_map = m->map;
    else if (str_eq(m->name, STR("og:site_name")) && !d->og_site.len) d->og_site = v, d->og_site_map = m->map;
    else if ((str_eq(m->name, STR("title")) || str_eq(m->name, STR("twitter:title"))) && !d->meta_title.len)
      d->meta_title = v, d->meta_title_map = m->map;
  }
}

/* ---- labelled facts: "Location: Leeds", or a label and its value in two blocks ---- */

static const char *const title_labels[] = {"job title", "position title", "job posting title", "title", "position", "vacancy title",
                                           "posting title", "role title", "job name", "vacancy", "role"};
static const char *const company_labels[] = {"company", "company name", "employer", "organization", "organisation",
                                             "hiring company", "institution company", "hiring organization", "employer name",
                                             "legal entity", "spolecnost", "unternehmen", "entreprise", "empresa", "bedrijf",
                                             "business unit", "agency", "name of employer", "recruiter", "posted by"};
static const char *const place_labels[] = {"location", "locations", "job location", "work location", "office location",
                                           "location name", "primary location", "place of work", "city", "job locations",
                                           "work place", "workplace", "based in", "standort", "arbeitsort", "lieu", "ubicacion",
                                           "localizacao", "locatie", "lokalita", "misto vykonu prace", "office", "where",
                                           "posting location", "location city", "duty station", "location of work", "sede"};
static const char *const date_labels[] = {"date posted", "posted", "posted on", "posting date", "published", "published on",
                                          "publish date", "date", "job posted", "posted date"};
static const char *const type_labels[] = {"employment type", "job type", "contract type", "type", "position type", "type of job",
                                          "type of employment", "contract", "job types", "commitment", "schedule", "hours",
                                          "job type and duration", "work type", "druh zamestnani", "time type"};
static const char *const salary_labels[] = {"salary", "compensation", "pay", "salary range", "pay range", "hourly rate", "rate",
                                            "rate of pay", "wage", "remuneration", "base salary", "compensation range", "pay rate",
                                            "annual salary", "base pay"};

struct labels {
  const char *const *v;
  size_t count;
};
#define LABELS(list) ((struct labels){(list), sizeof(list) / sizeof((list)[0])})

static bool is_label(struct str s, struct labels l) {
  char f[HEADING_MAX_BYTES + 8];
  if (s.len > 40 || heading_fold(s, f) == 0) return false;
  for (size_t i = 0; i < l.count; i++)
    if (strcmp(l.v[i], f) == 0) return true;
  return false;
}

/* The first value with such a label in blocks [from, to). Blocks in other zones than NONE are passed over. */
static struct field labelled(const struct finder *d, struct labels l, size_t from, size_t to, size_t *block) {
  const struct page *p = d->p;
  for (size_t i = from; i < to && i < p->block_count; i++) {
    const struct look *k = &d->s->looks[i];
    if (k->zone != ZONE_NONE || p->blocks[i].link_bytes * 2 > p->blocks[i].len) continue;
    struct str text = raw_text(p, i);
    const char *colon = memchr(text.ptr, ':', text.len < 48 ? text.len : 48);
    size_t head = colon ? (size_t)(colon - text.ptr) : text.len;
    if (head > 40 || !is_label(str_sub(text, 0, head), l)) continue;
    if (colon && head + 1 < text.len) {
      struct str value = ascii_trim(str_sub(text, head + 1, text.len));
      if (value.len == 0 || value.len > 120) continue;
      *block = i;
      return narrow(block_field(p, i, "label"), value);
    }
    if (i + 1 < p->block_count && p->blocks[i + 1].len <= 120 && d->s->looks[i + 1].w.words <= 14 &&
        d->s->looks[i + 1].zone == ZONE_NONE && !d->s->looks[i + 1].exact && (colon || p->blocks[i].kind != BLOCK_ITEM)) {
      *block = i + 1;
      return block_field(p, i + 1, "label");
    }
  }
  return (struct field){0};
}

/* ---- title ---- */

static bool title_witness(const struct finder *d, struct str value) {
  return title_within(value, d->p->title) || title_within(value, d->og_title) || title_within(value, d->meta_title);
}

static void heading_candidates(struct finder *d) {
  static const float by_level[7] = {0, 5, 3.2f, 1.6f, 1, 0.5f, 0.5f};
  const struct page *p = d->p;
  size_t seen = 0;
  for (size_t i = 0; i < p->block_count && seen < 24; i++) {
    const struct raw_block *b = &p->blocks[i];
    if (b->kind != BLOCK_HEADING || b->level == 0 || b->level > 6 || b->len > 160) continue;
    const struct look *k = &d->s->looks[i];
    struct str text = raw_text(p, i);
    float score = by_level[b->level] - 0.05f * (float)seen++;
    if (k->exact || title_useless(text)) continue;
    if (k->zone != ZONE_NONE) score -= k->zone == ZONE_MENU ? 1.5f : 5;
    if (b->link_bytes * 2 > b->len && b->level > 1) score -= 1.5f;
    add(d, block_field(p, i, b->level == 1 ? "h1" : "heading"), score, i);
  }
}

static void named_candidates(struct finder *d) {
  const struct page *p = d->p;
  size_t found = 0, block = SIZE_MAX;
  for (size_t i = 0; i < p->element_count && found < 4; i++) {
    const struct element *el = &p->elements[i];
    if (!element_is_named(el) || ats_field_of(el) != ATS_TITLE) continue;
    struct field f = element_field(p, el, el->itemprop.len ? "microdata" : "class", &block);
    if (f.value.len == 0 || f.value.len > 160) continue;
    enum zone zone = (enum zone)d->s->looks[block].zone;
    if (zone != ZONE_NONE && zone != ZONE_MENU) continue;
    add(d, f, (el->itemprop.len ? 4.5f : 4) - 0.3f * (float)found++, block);
  }
}

static void data_candidates(struct finder *d) {
  struct field f = d->data->title;
  size_t block = SIZE_MAX;
  if (f.value.len) add(d, f, 4, SIZE_MAX);
  f = labelled(d, LABELS(title_labels), 0, d->p->block_count < 120 ? d->p->block_count : 120, &block);
  if (f.value.len) add(d, f, 4.5f, block);
}

static void parts_of(struct finder *d, struct str whole, const struct srcmap *map, const char *from, float score) {
  struct str parts[MAX_PARTS], company;
  size_t n = title_parts(whole, parts, MAX_PARTS, &company);
  if (company.len && !d->at_company.len && !ats_is_board(company)) {
    d->at_company = company;
    d->at_company_map = map;
    d->at_company_at = (uint32_t)(company.ptr - whole.ptr);
    d->at_company_from = from;
  }
  for (size_t i = 0; i < n; i++) {
    if (ats_is_board(parts[i]) || title_useless(parts[i])) continue;
    int like = title_like(parts[i]);
    float place = place_like(parts[i]) == 2 ? -2.0f : 0;
    add(d, field_of(parts[i], map, (size_t)(parts[i].ptr - whole.ptr), from),
        score - 0.4f * (float)i + (like == 2 ? 1.0f : 0) + place, SIZE_MAX);
  }
}

/* Where nothing has the form of a heading: short lines before the first sentence that name a job. */
static void line_candidates(struct finder *d) {
  const struct page *p = d->p;
  size_t seen = 0;
  for (size_t i = 0; i < p->block_count && seen < 60; i++) {
    const struct raw_block *b = &p->blocks[i];
    const struct look *k = &d->s->looks[i];
    if (k->zone != ZONE_NONE || b->kind == BLOCK_HEADING) continue;
    if (k->exact && k->head >= HEAD_DUTIES && k->head <= HEAD_REQUIREMENTS && seen > 0) break;
    if (b->link_bytes * 2 > b->len || b->len > 100) continue;
    seen++;
    struct str text = raw_text(p, i);
    if (title_like(text) != 2 || k->w.words > 10 || b->kind == BLOCK_ITEM) continue;
    bool bold = b->bold_bytes * 10 >= b->len * 9;
    add(d, block_field(p, i, "line"), 0.6f + (bold ? 1.0f : 0) - 0.02f * (float)seen, i);
  }
}

/* A heading broken over lines ("Operations", "Manager"): the value is what they say together. */
static bool is_broken_heading(const struct finder *d, struct str v) {
  const struct page *p = d->p;
  for (size_t i = 0; i + 1 < p->block_count; i++) {
    if (p->blocks[i].kind != BLOCK_HEADING || p->blocks[i].element != p->blocks[i + 1].element) continue;
    size_t end = i + 2;
    while (end < p->block_count && p->blocks[end].element == p->blocks[i].element) end++;
    size_t stop = (size_t)p->blocks[end - 1].start + p->blocks[end - 1].len;
    if (stop - p->blocks[i].start < HEADING_MAX_BYTES && title_same(str_sub(p->text, p->blocks[i].start, stop), v)) return true;
  }
  return false;
}

static void weigh_titles(struct finder *d) {
  struct str company = d->data->company.value.len ? d->data->company.value : d->at_company;
  for (size_t i = 0; i < d->count; i++) {
    struct candidate *c = &d->v[i];
    struct str v = c->f.value;
    int like = title_like(v);
    c->score += like == 2 ? 2.5f : like == 0 ? -4.0f : 0;
    if (c->block != SIZE_MAX && title_witness(d, v)) c->score += 3;
    if (d->data->title.value.len && title_same(v, d->data->title.value)) c->score += 2.5f;
    for (size_t j = 0; j < d->count; j++) /* said elsewhere in the same words */
      if (j != i && d->v[j].f.from != c->f.from && title_same(v, d->v[j].f.value)) {
        c->score += 1;
        break;
      }
    if (c->block == SIZE_MAX && is_broken_heading(d, v)) c->score += 6;
    if (company.len && title_same(v, company)) c->score -= 5;
    if (ats_is_board(v) || (d->og_site.len && title_same(v, d->og_site))) c->score -= 5;
  }
}

/* ---- company ---- */

static void company_by_name(struct finder *d) {
  const struct page *p = d->p;
  size_t found = 0, block = SIZE_MAX;
  for (size_t i = 0; i < p->element_count && found < 6; i++) {
    const struct element *el = &p->elements[i];
    if (!element_is_named(el) || ats_field_of(el) != ATS_COMPANY) continue;
    struct field f = element_field(p, el, el->itemprop.len ? "microdata" : "class", &block);
    if (f.value.len == 0 || f.value.len > 80 || d->s->looks[block].zone == ZONE_SIMILAR) continue;
    if (d->s->looks[block].w.words > 12) continue;
    add(d, f, 3.4f - 0.3f * (float)found++, block);
  }
  for (size_t i = 0; i < p->element_count; i++) { /* itemprop name within hiringOrganization */
    const struct element *el = &p->elements[i];
    if (!ascii_eq_nocase(el->itemprop, STR("name"))) continue;
    uint32_t up = el->parent;
    for (int steps = 0; up < p->element_count && steps < 4; steps++, up = p->elements[up].parent)
      if (ascii_eq_nocase(p->elements[up].itemprop, STR("hiringOrganization"))) {
        add(d, element_field(p, el, "microdata", &block), 5, block);
        return;
      }
  }
}

/* "Acme logo" on a picture. */
static void company_by_logo(struct finder *d) {
  const struct page *p = d->p;
  size_t found = 0;
  for (size_t i = 0; i < p->element_count && found < 2; i++) {
    const struct element *el = &p->elements[i];
    if (el->tag != TAG_IMG || el->label.len < 7 || el->label.len > 60) continue;
    struct str tail = str_sub(el->label, el->label.len - 5, el->label.len);
    if (!ascii_eq_nocase(tail, STR(" logo"))) continue;
    /* the attribute has no map of its own, so only what the page says too can be shown */
    struct str name = ascii_trim(str_sub(el->label, 0, el->label.len - 5));
    for (size_t b = 0; b < p->block_count && name.len > 1; b++) {
      ptrdiff_t at = p->blocks[b].len < 400 ? ascii_find_nocase(raw_text(p, b), name) : -1;
      if (at < 0) continue;
      struct str text = raw_text(p, b);
      add(d, narrow(block_field(p, b, "logo"), str_sub(text, (size_t)at, (size_t)at + name.len)), 1.6f, b);
      found++;
      break;
    }
  }
}

/* "(c) 2023 MJD Interactive All rights reserved" */
static void company_by_copyright(struct finder *d) {
  const struct page *p = d->p;
  size_t from = p->block_count > 60 ? p->block_count - 60 : 0;
  for (size_t i = p->block_count; i-- > from;) {
    struct str t = raw_text(p, i);
    if (t.len > 200) continue;
    ptrdiff_t at = ascii_find_nocase(t, STR("\xC2\xA9"));
    if (at < 0) at = ascii_find_nocase(t, STR("copyright"));
    if (at < 0) continue;
    struct str rest = str_sub(t, (size_t)at, t.len);
    static const char *const skip[] = {"\xC2\xA9", "copyright", "(c)", "by", "-", ",", "and", "trademark\xE2\x84\xA2", "\xE2\x80\x93", "."};
    for (bool more = true; more;) {
      more = false;
      rest = ascii_trim(rest);
      while (rest.len && (ascii_is_digit(rest.ptr[0]))) rest.ptr++, rest.len--, more = true;
      for (size_t k = 0; k < sizeof skip / sizeof skip[0]; k++) {
        struct str w = str_of(skip[k]);
        if (rest.len > w.len && ascii_eq_nocase(str_sub(rest, 0, w.len), w) &&
            (!ascii_is_alpha(w.ptr[0]) || !ascii_is_alpha(rest.ptr[w.len]))) {
          rest = str_sub(rest, w.len, rest.len);
          more = true;
        }
      }
    }
    if (ascii_find_nocase(rest, STR("all rights")) == 0) continue;
    size_t end = rest.len;
    static const char *const stops[] = {"all rights", ". ", " | ", ", inc", " inc.", " inc ", " llc", " ltd", ", llc", " limited",
                                        " co.", " s.r.o", " gmbh", " \xC2\xAE", " - ", " 19", " 20", ", all"};
    for (size_t k = 0; k < sizeof stops / sizeof stops[0]; k++) {
      ptrdiff_t s = ascii_find_nocase(str_sub(rest, 0, end), str_of(stops[k]));
      if (s > 1) end = (size_t)s;
    }
    struct str name = ascii_trim(str_sub(rest, 0, end));
    while (name.len && (name.ptr[name.len - 1] == '.' || name.ptr[name.len - 1] == ',')) name.len--;
    if (name.len > 1 && name.len <= 60) add(d, narrow(block_field(p, i, "copyright"), name), 1.2f, i);
    return;
  }
}

/* "About Acme" as a heading, and "At Acme, we". */
static void company_by_text(struct finder *d) {
  const struct page *p = d->p;
  for (size_t i = 0, seen = 0; i < p->block_count && seen < 3; i++) {
    const struct look *k = &d->s->looks[i];
    struct str t = raw_text(p, i);
    if (k->zone != ZONE_NONE) continue;
    if (k->heading && k->w.words >= 2 && k->w.words <= 5 && t.len > 6 && ascii_eq_nocase(str_sub(t, 0, 6), STR("about "))) {
      struct str name = str_sub(t, 6, t.len);
      while (name.len && (name.ptr[name.len - 1] == ':' || name.ptr[name.len - 1] == ' ')) name.len--;
      if (!k->exact && name.len > 1 && ascii_is_upper(name.ptr[0])) add(d, narrow(block_field(p, i, "text"), name), 1.6f, i), seen++;
    } else if (k->prose && t.len > 6 && str_starts(t, STR("At "))) {
      const char *comma = memchr(t.ptr, ',', t.len < 60 ? t.len : 60);
      if (comma && comma - t.ptr > 4 && ascii_is_upper(t.ptr[3]))
        add(d, narrow(block_field(p, i, "text"), str_sub(t, 3, (size_t)(comma - t.ptr))), 1.3f, i), seen++;
    }
  }
}

/* How often a name stands in the page's own sentences: an employer names itself. */
static unsigned mentions(const struct finder *d, struct str name) {
  unsigned n = 0;
  for (size_t i = 0; i < d->p->block_count && n < 4; i++)
    if (d->s->looks[i].prose && ascii_find_nocase(raw_text(d->p, i), name) >= 0) n++;
  return n;
}

/* "Acme is looking for", "Acme is a maker of": a sentence that begins with a name. */
static void company_by_sentence(struct finder *d) {
  static const char *const verbs[] = {" is ", " was ", " has ", " aims ", " provides ", " offers ", " develops "};
  static const char *const never[] = {"We", "This", "It", "The", "Our", "You", "There", "He", "She", "They", "In", "At", "A", "Your",
                                      "That", "Here", "What", "As", "If", "Location", "Salary", "Who", "All", "Each", "Job", "Role"};
  const struct page *p = d->p;
  for (size_t i = 0, seen = 0; i < p->block_count && seen < 3; i++) {
    struct str t = raw_text(p, i);
    if (d->s->looks[i].zone != ZONE_NONE || !d->s->looks[i].prose || t.len < 30 || !ascii_is_upper(t.ptr[0])) continue;
    for (size_t k = 0; k < sizeof verbs / sizeof verbs[0]; k++) {
      ptrdiff_t at = ascii_find_nocase(str_sub(t, 0, t.len < 45 ? t.len : 45), str_of(verbs[k]));
      if (at < 2) continue;
      struct str name = str_sub(t, 0, (size_t)at);
      bool good = title_like(name) == 1;
      size_t words = 1, first = name.len;
      for (size_t c = 0; c < name.len; c++) {
        if (name.ptr[c] != ' ') continue;
        if (first == name.len) first = c;
        words++;
        good = good && c + 1 < name.len && ascii_is_upper(name.ptr[c + 1]);
      }
      for (size_t n = 0; n < sizeof never / sizeof never[0]; n++) good = good && !str_eq(str_sub(name, 0, first), str_of(never[n]));
      if (good && words <= 4) add(d, narrow(block_field(p, i, "text"), name), 0.9f, i), seen++;
      break;
    }
  }
}

static struct str without_careers(struct str s) {
  static const char *const tails[] = {" careers", " career", " jobs", " career site", " careers site", " career portal", " recruitment"};
  for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
    struct str t = str_of(tails[i]);
    if (s.len > t.len + 1 && ascii_eq_nocase(str_sub(s, s.len - t.len, s.len), t)) return ascii_trim(str_sub(s, 0, s.len - t.len));
  }
  if (s.len > 11 && ascii_eq_nocase(str_sub(s, 0, 11), STR("careers at "))) return str_sub(s, 11, s.len);
  if (s.len > 8 && ascii_eq_nocase(str_sub(s, 0, 8), STR("jobs at "))) return str_sub(s, 8, s.len);
  return s;
}

/* "Careers at Acme" in a heading. */
static void company_by_heading(struct finder *d) {
  for (size_t i = 0; i < d->p->block_count; i++) {
    struct str t = raw_text(d->p, i);
    if (d->p->blocks[i].kind != BLOCK_HEADING || t.len > 60) continue;
    struct str name = without_careers(t);
    if (name.len < t.len) add(d, narrow(block_field(d->p, i, "heading"), name), 2, i);
  }
}

/* Short lines close to the title that the sentences of the page name again and again. */
static void company_by_line(struct finder *d, size_t title) {
  const struct page *p = d->p;
  size_t from = title == SIZE_MAX || title < 20 ? 0 : title - 20, to = title == SIZE_MAX ? 30 : title + 4;
  for (size_t i = from; i < to && i < p->block_count; i++) {
    const struct look *k = &d->s->looks[i];
    struct str t = raw_text(p, i);
    if (i == title || k->w.words > 5 || k->w.words == 0 || t.len > 50 || k->exact || !ascii_is_upper(t.ptr[0])) continue;
    if (k->zone != ZONE_NONE && k->zone != ZONE_MENU) continue;
    if (title_like(t) != 1 || place_like(t) == 2) continue;
    bool beside = title != SIZE_MAX && i == title + 1 && place_in_line(i + 1 < p->block_count ? raw_text(p, i + 1) : STR_NONE).len;
    if (beside || mentions(d, t) >= 3) add(d, block_field(p, i, "line"), beside ? 1.2f : 0.4f, i);
  }
}

/* The parts of <title> and og:title that are not the job. */
static void company_by_parts(struct finder *d, struct str whole, const struct srcmap *map, const char *from, struct str title) {
  struct str parts[MAX_PARTS], at;
  size_t n = title_parts(whole, parts, MAX_PARTS, &at);
  bool has_title = false;
  for (size_t i = 0; i < n; i++) has_title = has_title || title_within(parts[i], title) || title_within(title, parts[i]);
  for (size_t i = 0; i < n; i++) {
    struct str v = parts[i];
    if (title_within(v, title) || title_within(title, v) || ats_is_board(v) || title_useless(v)) continue;
    float score = has_title ? (n == 2 ? 2.8f : 2.2f) : n == 1 ? 1.5f : 0.8f;
    if (place_like(v) == 2) score -= 2;
    if (title_like(v) == 2) score -= 1;
    if (v.len > 50) score -= 1;
    add(d, field_of(v, map, (size_t)(v.ptr - whole.ptr), from), score, SIZE_MAX);
  }
}

static void weigh_companies(struct finder *d, struct str title) {
  for (size_t i = 0; i < d->count; i++) {
    struct candidate *c = &d->v[i];
    c->f = narrow(c->f, without_careers(c->f.value));
    struct str v = c->f.value;
    if (ats_is_board(v) || title_useless(v) || title_same(v, title)) c->score -= 6;
    if (title_within(v, title) && v.len < 6) c->score -= 2;
    if (place_like(v) == 2) c->score -= 1;
    c->score += 0.35f * (float)mentions(d, v);
  }
  float gain[MAX_CANDIDATES] = {0};
  for (size_t i = 0; i < d->count; i++)
    for (size_t j = 0; j < d->count; j++)
      if (i != j && d->v[i].f.from != d->v[j].f.from && title_same(d->v[i].f.value, d->v[j].f.value) && gain[i] < 2) gain[i] += 1;
  for (size_t i = 0; i < d->count; i++) d->v[i].score += gain[i];
}

static void find_company(struct finder *d, struct fields *f) {
  size_t block = SIZE_MAX;
  d->count = 0;
  add(d, d->data->company, 5, SIZE_MAX);
  if (d->at_company.len)
    add(d, field_of(d->at_company, d->at_company_map, d->at_company_at, d->at_company_from), 3, SIZE_MAX);
  struct field l = labelled(d, LABELS(company_labels), 0, d->p->block_count, &block);
  if (l.value.len && l.value.len < 80) add(d, l, 3.2f, block);
  if (d->og_site.len && !ats_is_board(d->og_site)) {
    struct str parts[MAX_PARTS], at;
    size_t n = title_parts(d->og_site, parts, MAX_PARTS, &at);
    if (n) add(d, field_of(parts[0], d->og_site_map, (size_t)(parts[0].ptr - d->og_site.ptr), "og:site_name"), 2, SIZE_MAX);
  }
  company_by_name(d);
  company_by_logo(d);
  company_by_parts(d, d->p->title, d->p->title_map, "title", f->title.value);
  company_by_parts(d, d->og_title, d->og_title_map, "og:title", f->title.value);
  company_by_copyright(d);
  company_by_text(d);
  company_by_sentence(d);
  company_by_line(d, f->title_block);
  company_by_heading(d);
  weigh_companies(d, f->title.value);
  const struct candidate *best = best_of(d);
  if (best && best->score > 0.5f) f->company = best->f;
}

static void find_block(const struct page *p, struct fields *f, const struct candidate *best) {
  f->title_block = best->block;
  if (best->block != SIZE_MAX) return;
  for (size_t i = 0; i < p->block_count; i++)
    if (p->blocks[i].len < 160 && (title_same(raw_text(p, i), f->title.value) ||
                                   (p->blocks[i].kind == BLOCK_HEADING && title_within(raw_text(p, i), f->title.value) &&
                                    title_like(raw_text(p, i)) && p->blocks[i].level < 3))) {
      f->title_block = i;
      return;
    }
}

void fields_find_title(const struct scene *s, const struct job_data *data, struct fields *f) {
  struct finder d = {.s = s, .p = s->page, .data = data};
  *f = (struct fields){.title_block = SIZE_MAX};
  read_metas(&d);
  heading_candidates(&d);
  named_candidates(&d);
  data_candidates(&d);
  parts_of(&d, d.p->title, d.p->title_map, "title", 1.5f);
  parts_of(&d, d.og_title, d.og_title_map, "og:title", 1.8f);
  parts_of(&d, d.meta_title, d.meta_title_map, "meta", 1.2f);
  line_candidates(&d);
  weigh_titles(&d);
  const struct candidate *best = best_of(&d);
  if (best && best->score > 0) {
    f->title = best->f;
    find_block(d.p, f, best);
  }
  find_company(&d, f);
  if (f->title.value.len) f->title = narrow(f->title, title_clean(f->title.value, f->company.value, STR_NONE));
}

/* ---- place and small facts ---- */

static struct field place_by_name(const struct finder *d, size_t end) {
  const struct page *p = d->p;
  struct field weak = {0};
  size_t block = SIZE_MAX;
  for (size_t i = 0; i < p->element_count; i++) {
    const struct element *el = &p->elements[i];
    if (el->first_block >= end || !element_is_named(el) || ats_field_of(el) != ATS_LOCATION) continue;
    struct field f = element_field(p, el, el->itemprop.len ? "microdata" : "class", &block);
    if (f.value.len == 0 || f.value.len > 120 || d->s->looks[block].zone != ZONE_NONE || d->s->looks[block].exact) continue;
    struct str place = place_in_line(f.value);
    if (place.len) return narrow(f, place);
    if (!weak.value.len && f.value.len < 60 && !is_label(f.value, LABELS(place_labels))) weak = f;
  }
  return weak;
}

/* Chips beside the title: inline elements of their own in one line, "Engineering" "Remote" "Full-time". */
static struct field place_by_chip(const struct finder *d, size_t from, size_t to) {
  const struct page *p = d->p;
  size_t block = SIZE_MAX;
  for (size_t i = 0; i < p->element_count; i++) {
    const struct element *el = &p->elements[i];
    if (el->first_block < from || el->first_block >= to || el->end_block != el->first_block + 1) continue;
    if (d->s->looks[el->first_block].zone != ZONE_NONE || el->text_end - el->text_start > 60) continue;
    if (d->s->looks[el->first_block].prose && d->s->looks[el->first_block].w.words > 14) continue;
    struct field f = element_field(p, el, "chip", &block);
    if (f.value.len && place_like(f.value) == 2) return f;
  }
  return (struct field){0};
}

/* Lines beside the title, up to the text. A town beats "Remote Friendly". */
static struct field place_by_line(const struct finder *d, size_t title, size_t from, size_t to) {
  const struct page *p = d->p;
  struct field weak = {0}, remote = {0};
  for (size_t i = from; i < to && i < p->block_count; i++) {
    const struct look *k = &d->s->looks[i];
    if (k->zone != ZONE_NONE || i == title || (k->prose && k->w.words > 14) || p->blocks[i].len > 160) continue;
    struct field f = block_field(p, i, "line");
    struct str place = place_in_line(f.value);
    if (!place.len) continue;
    int like = place_like(place);
    bool vague = ascii_find_nocase(place, STR("remote")) >= 0 && !memchr(place.ptr, '/', place.len) && !memchr(place.ptr, '(', place.len);
    if (like == 2 && !vague) return narrow(f, place);
    if (like == 2 && !remote.value.len) remote = narrow(f, place);
    if (!weak.value.len && i > title && title != SIZE_MAX) weak = narrow(f, place);
  }
  return remote.value.len ? remote : weak;
}

static struct field place_by_sentence(const struct finder *d, size_t first, size_t end) {
  for (size_t i = first; i < end && i < d->p->block_count; i++) {
    if (!d->s->looks[i].prose) continue;
    struct field f = block_field(d->p, i, "text");
    struct str place = place_in_sentence(f.value);
    if (place.len) return narrow(f, place);
  }
  return (struct field){0};
}

/* Of all labelled places the first that names a known one, else the first. */
static struct field place_by_label(const struct finder *d, size_t limit) {
  struct field first = {0};
  for (size_t at = 0, block = 0; at < limit; at = block + 1) {
    struct field f = labelled(d, LABELS(place_labels), at, limit, &block);
    if (!f.value.len) break;
    if (f.value.len >= 120) continue;
    struct str cut = f.value;
    for (size_t i = 0; i + 3 < cut.len; i++)
      if (memcmp(cut.ptr + i, " / ", 3) == 0 && place_like(cut) != 2) cut.len = i;
    f = narrow(f, cut);
    if (place_like(f.value) == 2) return f;
    if (!first.value.len) first = f;
  }
  return first;
}

static struct field find_place(const struct finder *d, const struct fields *f, size_t first, size_t end) {
  size_t limit = end ? end + 40 : d->p->block_count, title = f->title_block;
  size_t from = title == SIZE_MAX ? (first > 12 ? first - 12 : 0) : title > 4 ? title - 4 : 0;
  size_t to = title == SIZE_MAX || first > title + 30 || first <= title ? from + 24 : first + 4;
  struct field named = place_by_name(d, limit);
  if (named.value.len && place_like(named.value) == 2) return named;
  struct field label = place_by_label(d, limit);
  if (label.value.len) return label;
  struct field chip = place_by_chip(d, from, to);
  struct field line = place_by_line(d, title, from, to);
  if (chip.value.len && (!line.value.len || chip.at <= line.at || place_like(line.value) != 2)) return chip;
  if (line.value.len && place_like(line.value) == 2) return line;
  if (d->data->place.value.len) return d->data->place;
  if (named.value.len) return named;
  if (line.value.len) return line;
  if (d->data->region.value.len) return d->data->region;
  if (d->data->country.value.len) return d->data->country;
  return place_by_sentence(d, first, end);
}

void fields_find_rest(const struct scene *s, const struct job_data *data, size_t first, size_t end, struct fields *f) {
  struct finder d = {.s = s, .p = s->page, .data = data};
  size_t block = SIZE_MAX, limit = end ? end + 40 : s->page->block_count;
  f->location = find_place(&d, f, first, end);
  f->date_posted = data->date.value.len ? data->date : labelled(&d, LABELS(date_labels), 0, limit, &block);
  f->employment_type = data->type.value.len ? data->type : labelled(&d, LABELS(type_labels), 0, limit, &block);
  f->salary = labelled(&d, LABELS(salary_labels), 0, limit, &block);
  if (!f->salary.value.len) f->salary = data->salary;
  if (f->title.value.len) f->title = narrow(f->title, title_clean(f->title.value, f->company.value, f->location.value));
}
