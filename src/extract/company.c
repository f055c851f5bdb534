#include "../base/ascii.h"
#include "finder.h"
#include "places.h"

static void company_by_name(struct finder *d) {
  const struct page *p = d->p;
  size_t found = 0;
  for (size_t i = 0; i < d->marks->elements && found < 6; i++) {
    const struct mark *m = &d->marks->v[i];
    if (m->field != ATS_COMPANY || m->len > 80 || d->s->looks[m->block].zone == ZONE_SIMILAR) continue;
    if (d->s->looks[m->block].w.words > 12) continue;
    finder_add(d, field_of_mark(p, m), 3.4f - 0.3f * (float)found++, m->block);
  }
}

/* itemprop name within hiringOrganization */
static void company_by_microdata(struct finder *d) {
  const struct page *p = d->p;
  for (size_t i = 0; i < d->s->hit_count; i++) {
    const struct element *el = &p->elements[d->s->hits[i].element];
    if (!d->s->hits[i].item_name || el->text_end > p->text.len) continue;
    uint32_t up = el->parent;
    for (int steps = 0; up < p->element_count && steps < 4; steps++, up = p->elements[up].parent) {
      if (!ascii_eq_nocase(p->elements[up].itemprop, STR("hiringOrganization"))) continue;
      struct str t = el->text_end > el->text_start ? str_sub(p->text, el->text_start, el->text_end) : STR_NONE;
      if (t.len && t.len < 100 && !str_chr(t, '\n'))
        finder_add(d, field_of(t, p->map, el->text_start, "microdata"), 5, el->first_block);
      return;
    }
  }
}

/* "Acme logo" on a picture. */
static void company_by_logo(struct finder *d) {
  const struct page *p = d->p;
  size_t found = 0, tried = 0;
  for (size_t i = 0; i < d->s->hit_count && found < 2 && tried < 6; i++) {
    const struct element *el = &p->elements[d->s->hits[i].element];
    if (!d->s->hits[i].picture) continue;
    tried++;
    struct str tail = str_sub(el->label, el->label.len - 5, el->label.len);
    if (!ascii_eq_nocase(tail, STR(" logo"))) continue;
    /* the attribute has no map of its own, so only what the page says too can be shown */
    struct str name = ascii_trim(str_sub(el->label, 0, el->label.len - 5));
    for (size_t b = 0; b < p->block_count && name.len > 1; b++) {
      ptrdiff_t at = p->blocks[b].len < 400 ? ascii_find_nocase(raw_text(p, b), name) : -1;
      if (at < 0) continue;
      struct str text = raw_text(p, b);
      finder_add(d, field_narrow(field_of_block(p, b, "logo"), str_sub(text, (size_t)at, (size_t)at + name.len)), 1.6f,
                 b);
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
    static const char *const skip[] = {
        "\xC2\xA9", "copyright", "(c)", "by", "-", ",", "and", "trademark\xE2\x84\xA2", "\xE2\x80\x93", "."};
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
    static const char *const stops[] = {"all rights", ". ",        " | ",   ", inc",    " inc.", " inc ",
                                        " llc",       " ltd",      ", llc", " limited", " co.",  " s.r.o",
                                        " gmbh",      " \xC2\xAE", " - ",   " 19",      " 20",   ", all"};
    for (size_t k = 0; k < sizeof stops / sizeof stops[0]; k++) {
      ptrdiff_t s = ascii_find_nocase(str_sub(rest, 0, end), str_of(stops[k]));
      if (s > 1) end = (size_t)s;
    }
    struct str name = ascii_trim(str_sub(rest, 0, end));
    while (name.len && (name.ptr[name.len - 1] == '.' || name.ptr[name.len - 1] == ',')) name.len--;
    if (name.len > 1 && name.len <= 60) finder_add(d, field_narrow(field_of_block(p, i, "copyright"), name), 1.2f, i);
    return;
  }
}

unsigned company_mentions(const struct finder *d, struct str name) {
  unsigned n = 0;
  size_t from = 0;
  for (size_t i = 0; i < d->p->block_count && n < 4 && name.len; i++) {
    if (!d->s->looks[i].prose || d->s->looks[i].zone != ZONE_NONE) continue;
    struct str t = raw_text(d->p, i);
    for (const char *at = t.ptr; n < 4;) {
      at = memchr(at, name.ptr[0], t.len - (size_t)(at - t.ptr));
      if (!at || (size_t)(at - t.ptr) + name.len > t.len) break;
      if (memcmp(at, name.ptr, name.len) == 0) {
        n++;
        break;
      }
      at++;
    }
    from += t.len;
    if (from > 12000) break;
  }
  return n;
}

static struct str without_careers(struct str s) {
  static const char *const tails[] = {" careers",      " career",        " jobs",       " career site",
                                      " careers site", " career portal", " recruitment"};
  for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
    struct str t = str_of(tails[i]);
    if (s.len > t.len + 1 && ascii_eq_nocase(str_sub(s, s.len - t.len, s.len), t))
      return ascii_trim(str_sub(s, 0, s.len - t.len));
  }
  if (s.len > 11 && ascii_eq_nocase(str_sub(s, 0, 11), STR("careers at "))) return str_sub(s, 11, s.len);
  if (s.len > 8 && ascii_eq_nocase(str_sub(s, 0, 8), STR("jobs at "))) return str_sub(s, 8, s.len);
  return s;
}

/* "Careers at Acme" in a heading. */
static void company_by_heading(struct finder *d) {
  for (size_t i = 0; i < d->p->block_count; i++) {
    struct str t = raw_text(d->p, i);
    if (d->p->blocks[i].kind != BLOCK_HEADING || t.len > 60 || d->s->looks[i].head != HEAD_NONE) continue;
    struct str name = without_careers(t);
    if (name.len < t.len) finder_add(d, field_narrow(field_of_block(d->p, i, "heading"), name), 2, i);
  }
}

/* "Operations Director job in Leeds": no name, though nothing in it is one word of a title. */
static bool is_job_in_place(struct str v) {
  ptrdiff_t in = ascii_find_nocase(v, STR(" in "));
  if (in < 0) return false;
  struct str head = str_sub(v, 0, (size_t)in), tail = str_sub(v, (size_t)in + 4, v.len);
  return place_like(tail) == 2 || str_ends(head, STR(" job")) || str_ends(head, STR(" Job")) ||
         str_ends(head, STR(" jobs")) || str_ends(head, STR(" Jobs"));
}

/* "T, C", "T job with C", "C T" in one part of <title>: what is left of it without the title. */
static struct str beside_title(struct str part, struct str title) {
  static const char *const joints[] = {",", "with ", "at ", "- ", "for ", "\xE2\x80\x93 "};
  ptrdiff_t at = title.len > 1 ? ascii_find_nocase(part, title) : -1;
  if (at < 0 || (at > 0 && part.ptr[at - 1] != ' ')) return STR_NONE;
  struct str rest = str_sub(part, (size_t)at + title.len, part.len);
  if (rest.len && ascii_is_alnum(rest.ptr[0])) return STR_NONE;
  rest = ascii_trim(rest);
  if (at > 2 && rest.len == 0) return company_trim(str_sub(part, 0, (size_t)at));
  if (at > 0) return STR_NONE;
  if (rest.len > 4 && ascii_eq_nocase(str_sub(rest, 0, 4), STR("job "))) rest = str_sub(rest, 4, rest.len);
  for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++) {
    struct str j = str_of(joints[i]);
    if (rest.len > j.len + 1 && ascii_eq_nocase(str_sub(rest, 0, j.len), j))
      return company_trim(str_sub(rest, j.len, rest.len));
  }
  return STR_NONE;
}

/* The parts of <title> and og:title that are not the job. */
static void company_by_parts(struct finder *d, const struct witness *w, const char *from, struct str title) {
  struct str whole = w->text;
  struct str parts[MAX_PARTS], at;
  size_t n = title_parts(whole, parts, MAX_PARTS, &at);
  bool has_title = false;
  for (size_t i = 0; i < n; i++)
    has_title = has_title || title_within(parts[i], title) || title_within(title, parts[i]);
  bool named = d->at_company.value.len > 0; /* beside the title, so that the other parts are the site's */
  for (size_t i = 0; i <= n; i++) { /* the title may itself hold a dash: once more as a whole, less the last part */
    struct str part = i < n ? parts[i] : str_sub(whole, 0, n > 1 ? (size_t)(parts[n - 1].ptr - whole.ptr) - 1 : 0);
    while (i == n && part.len && !ascii_is_alnum(part.ptr[part.len - 1]) && part.ptr[part.len - 1] != ')') part.len--;
    struct str beside = beside_title(part, title);
    if (i == n && beside.ptr != whole.ptr) continue;
    if (!company_like(beside) || title_useless(beside)) continue;
    named = true;
    finder_add(d, field_of(beside, w->map, (size_t)(beside.ptr - whole.ptr), from), 2.6f, SIZE_MAX);
    d->v[d->count - 1].beside = true;
  }
  for (size_t i = 0; i < n; i++) {
    struct str v = parts[i];
    if (title_within(v, title) || title_within(title, v) || ats_is_board(v) || title_useless(v)) continue;
    if (is_job_in_place(v)) continue;
    float score = has_title ? (n == 2 ? 2.8f : 2.2f) : n == 1 ? 1.5f : 0.8f;
    if (place_like(v) == 2) score -= 2;
    if (title_like(v) == 2) score -= 1;
    if (v.len > 50 || named) score -= 1;
    finder_add(d, field_of(v, w->map, (size_t)(v.ptr - whole.ptr), from), score, SIZE_MAX);
  }
}

/* Names of the site, as boards print them too: they count less where the posting never says them. */
static bool from_site(const struct candidate *c) {
  static const char *const sources[] = {"title", "og:title", "og:site_name", "copyright", "heading", "logo"};
  if (c->beside) return false;
  for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
    if (strcmp(c->f.from, sources[i]) == 0) return true;
  return false;
}

/* "jobsgreenhill.co", "SwiftRecruit": words of boards. */
static bool sounds_like_board(struct str v) {
  return ascii_find_nocase(v, STR("jobs")) >= 0 || ascii_find_nocase(v, STR("vacanc")) >= 0 ||
         ascii_find_nocase(v, STR("careers")) >= 0;
}

/* Where several come close, those that the posting itself names gain, and those that only its site does lose. */
static void weigh_by_text(struct finder *d, float best) {
  const struct candidate *first = finder_best(d);
  unsigned said[MAX_CANDIDATES] = {0};
  bool decided = true, any = false; /* all that come close say the same */
  for (size_t i = 0; i < d->count; i++)
    decided = decided && (d->v[i].score <= best - 2.5f || finder_same(first, &d->v[i]));
  for (size_t i = 0; i < d->count && !decided; i++) {
    if (d->v[i].score <= best - 2.5f) continue;
    said[i] = company_mentions(d, d->v[i].f.value);
    any = any || said[i];
  }
  for (size_t i = 0; i < d->count && !decided; i++) {
    if (d->v[i].score <= best - 2.5f) continue;
    d->v[i].score += 0.35f * (float)said[i];
    struct str v = d->v[i].f.value; /* "Acme" for "Acme Engineering" is said, too */
    const char *space = str_chr(v, ' ');
    bool part = space && space - v.ptr > 2 && company_mentions(d, str_sub(v, 0, (size_t)(space - v.ptr)));
    if (any && !said[i] && !part && from_site(&d->v[i])) d->v[i].score -= 1.5f;
  }
}

/* All of a place, or what stands between two of its commas. */
static bool is_piece_of(struct str v, struct str place) {
  ptrdiff_t at = ascii_find_nocase(place, v);
  if (at < 0) return false;
  size_t end = (size_t)at + v.len;
  return (at == 0 || (at > 1 && place.ptr[at - 2] == ',')) && (end == place.len || place.ptr[end] == ',');
}

static void weigh_companies(struct finder *d, struct str title, const struct field *place) {
  bool sure = place->value.len && (place_like(place->value) == 2 || strcmp(place->from, "line") != 0);
  float best = -9;
  for (size_t i = 0; i < d->count; i++) {
    struct candidate *c = &d->v[i];
    bool site = from_site(c);
    finder_narrow(c, company_trim(c->f.value));
    if (site) finder_narrow(c, without_careers(c->f.value));
    struct str v = c->f.value;
    if (ats_is_board(v) || title_useless(v) || title_same(v, title)) c->score -= 6;
    if (v.len < 6 && title_within(v, title)) c->score -= 2;
    if (place_like(v) == 2) c->score -= 1;
    if (site && !company_organisation(v) && place_like(v) && str_chr(v, ',')) c->score -= 2;
    bool text = strcmp(c->f.from, "text") == 0;
    if ((site || sure) && !text && c->score < 5 && !company_organisation(v) && is_piece_of(v, place->value))
      c->score -= 3;
    if ((site || strcmp(c->f.from, "line") == 0) && sounds_like_board(v)) c->score -= 3;
  }
  float gain[MAX_CANDIDATES] = {0};
  for (size_t i = 0; i < d->count; i++)
    for (size_t j = 0; j < d->count; j++)
      if (i != j && gain[i] < 2 && d->v[i].f.from != d->v[j].f.from && finder_same(&d->v[i], &d->v[j])) gain[i] += 1;
  for (size_t i = 0; i < d->count; i++) {
    d->v[i].score += gain[i];
    if (d->v[i].score > best) best = d->v[i].score;
  }
  weigh_by_text(d, best);
}

/* "Acme Inc": the form of the firm is what makes it an organisation's name. */
static bool only_form(struct str v) {
  static const char *const forms[] = {" inc",  " inc.",    " ltd", " llc",        " plc",
                                      " gmbh", " limited", " co",  " corporation"};
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    struct str f = str_of(forms[i]);
    if (v.len > f.len && ascii_eq_nocase(str_sub(v, v.len - f.len, v.len), f)) return true;
  }
  return false;
}

/* "Dalefield" in a sentence, "Dalefield Hospice Care" or "Friends of Dalefield Trust" beside the title: the longer says
   more. What only the site says must have the form of an organisation's name. */
static const struct candidate *longest_form(const struct finder *d, const struct candidate *best) {
  const struct candidate *longer = best;
  for (size_t i = 0; i < d->count && best->folded > 1; i++) {
    const struct candidate *c = &d->v[i];
    if (c->folded <= longer->folded || c->score < best->score - 2 || c->folded > best->folded + 40) continue;
    const char *at = strstr(c->fold, best->fold);
    if (!at || (c->fold[best->folded] != ' ' && at == c->fold) || (at > c->fold && at[-1] != ' ')) continue;
    struct str more = str_sub(c->f.value, best->f.value.len, c->f.value.len);
    if (company_organisation(best->f.value) && at == c->fold && !company_organisation(more)) continue;
    bool organisation = company_organisation(c->f.value) && !(from_site(c) && only_form(c->f.value));
    if (at > c->fold && (!organisation || strcmp(c->f.from, "line") != 0)) continue;
    if ((from_site(c) && strcmp(c->f.from, "logo") != 0 && !organisation) || strcmp(c->f.from, "json-ld") == 0)
      continue;
    if (company_like(c->f.value) && !sounds_like_board(c->f.value)) longer = c;
  }
  return longer;
}

/* "Acme Trust - Operations Manager" as a heading. */
static void company_in_title(struct finder *d, struct field title) {
  struct str parts[MAX_PARTS], at, v = title.value;
  if (!title.map || title_parts(v, parts, MAX_PARTS, &at) < 2 || title_like(parts[0]) == 2) return;
  if (company_like(parts[0]) && (company_organisation(parts[0]) || company_mentions(d, parts[0])))
    finder_add(d, field_narrow(title, parts[0]), 2.4f, SIZE_MAX);
}

static void company_by_site(struct finder *d) {
  const struct witness *w = &d->og_site;
  struct str parts[MAX_PARTS], at;
  if (w->text.len == 0 || ats_is_board(w->text)) return;
  if (title_parts(w->text, parts, MAX_PARTS, &at))
    finder_add(d, field_of(parts[0], w->map, (size_t)(parts[0].ptr - w->text.ptr), "og:site_name"), 2, SIZE_MAX);
}

void company_find(struct finder *d, struct fields *f, size_t first, size_t end) {
  size_t block = SIZE_MAX;
  d->count = 0;
  finder_add(d, d->data->company, 5, SIZE_MAX);
  finder_add(d, d->at_company, 3, SIZE_MAX);
  if (d->at_company.value.len) d->v[d->count - 1].beside = true;
  struct field l = finder_label(d, ATS_COMPANY, 0, d->p->block_count, &block);
  if (l.value.len && l.value.len < 80) finder_add(d, l, 3.2f, block);
  company_by_site(d);
  company_by_name(d);
  company_by_microdata(d);
  company_by_logo(d);
  company_by_parts(d, &d->title, "title", f->title.value);
  company_by_parts(d, &d->og_title, "og:title", f->title.value);
  company_in_title(d, f->title);
  company_by_copyright(d);
  company_by_heading(d);
  const struct candidate *clear = finder_best(d);
  if (!clear || clear->score < 3.3f) {
    company_from_text(d, f->title_block, first, end);
  }
  weigh_companies(d, f->title.value, &f->location);
  const struct candidate *best = finder_best(d);
  if (best && best->score > 0.5f) f->company = longest_form(d, best)->f;
}
