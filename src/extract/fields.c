#include "fields.h"

#include "../base/ascii.h"
#include "finder.h"
#include "places.h"
#include "said.h"

/* ---- title ---- */

static bool has_witness(const struct finder *d, const struct candidate *c) {
  return finder_within(c, &d->title) || finder_within(c, &d->og_title) || finder_within(c, &d->meta_title);
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
    finder_add(d, field_of_block(p, i, b->level == 1 ? "h1" : "heading"), score, i);
  }
}

static void named_candidates(struct finder *d) {
  size_t found = 0;
  for (size_t i = 0; i < d->marks->elements && found < 4; i++) {
    const struct mark *m = &d->marks->v[i];
    if (m->field != ATS_TITLE) continue;
    enum zone zone = (enum zone)d->s->looks[m->block].zone;
    if (zone != ZONE_NONE && zone != ZONE_MENU) continue;
    finder_add(d, field_of_mark(d->p, m), (m->micro ? 4.5f : 4) - 0.3f * (float)found++, m->block);
  }
}

static void data_candidates(struct finder *d) {
  struct field f = d->data->title;
  size_t block = SIZE_MAX;
  if (f.value.len) finder_add(d, f, 4, SIZE_MAX);
  f = finder_label(d, ATS_TITLE, 0, 120, &block);
  if (f.value.len) finder_add(d, f, 4.5f, block);
}

static void parts_of(struct finder *d, const struct witness *w, const char *from, float score) {
  struct str parts[MAX_PARTS], company;
  size_t n = title_parts(w->text, parts, MAX_PARTS, &company);
  if (company.len && !d->at_company.value.len && !ats_is_board(company))
    d->at_company = field_of(company, w->map, (size_t)(company.ptr - w->text.ptr), from);
  for (size_t i = 0; i < n; i++) {
    if (ats_is_board(parts[i]) || title_useless(parts[i])) continue;
    int like = title_like(parts[i]);
    float place = place_like(parts[i]) == 2 ? -2.0f : 0;
    finder_add(d, field_of(parts[i], w->map, (size_t)(parts[i].ptr - w->text.ptr), from),
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
    bool bold = k->bold;
    finder_add(d, field_of_block(p, i, "line"), 0.6f + (bold ? 1.0f : 0) - 0.02f * (float)seen, i);
  }
}

/* A heading broken over lines ("Operations", "Manager"): the value is what they say together. */
static bool is_broken_heading(const struct finder *d, struct str v) {
  const struct page *p = d->p;
  for (size_t i = 0; i + 1 < p->block_count; i++) {
    if (p->blocks[i].kind != BLOCK_HEADING || p->blocks[i].element != p->blocks[i + 1].element) continue;
    size_t end = i + 2;
    while (end < p->block_count && p->blocks[end].element == p->blocks[i].element &&
           p->blocks[end].start - p->blocks[i].start < HEADING_MAX_BYTES)
      end++;
    size_t stop = (size_t)p->blocks[end - 1].start + p->blocks[end - 1].len;
    if (stop - p->blocks[i].start < HEADING_MAX_BYTES && title_same(str_sub(p->text, p->blocks[i].start, stop), v))
      return true;
  }
  return false;
}

static void weigh_titles(struct finder *d, size_t from) {
  struct str company = d->data->company.value.len ? d->data->company.value : d->at_company.value;
  for (size_t i = from; i < d->count; i++) {
    struct candidate *c = &d->v[i];
    struct str v = c->f.value;
    int like = title_like(v);
    c->score += like == 2 ? 2.5f : like == 0 ? -4.0f : 0;
    if (c->block != SIZE_MAX && has_witness(d, c)) c->score += 3;
    if (d->data->title.value.len && title_same(v, d->data->title.value)) c->score += 2.5f;
    for (size_t j = 0; j < d->count; j++) /* said elsewhere in the same words */
      if (j != i && d->v[j].f.from != c->f.from && finder_same(c, &d->v[j])) {
        c->score += 1;
        break;
      }
    if (c->block == SIZE_MAX && is_broken_heading(d, v)) c->score += 6;
    if (company.len && title_same(v, company)) c->score -= 5;
    if (ats_is_board(v) || (d->og_site.text.len && title_same(v, d->og_site.text))) c->score -= 5;
  }
}

/* The title was split where it holds a dash itself: "Vice President" of <title> "Vice President - IT Services - Acme"
   where a line of the page says "Vice President - IT Services". The line is the title. */
static void find_whole_line(const struct finder *d, struct fields *f, const struct candidate *best) {
  const struct page *p = d->p;
  struct str title = f->title.value;
  if (best->block != SIZE_MAX || title.len < 3 || f->title.map != d->title.map) return;
  for (size_t i = 0; i < p->block_count; i++) {
    struct str line = raw_text(p, i);
    if (line.len <= title.len + 3 || line.len > 120 || p->blocks[i].link_bytes * 2 > line.len) continue;
    if (!ascii_eq_nocase(str_sub(line, 0, title.len), title) || ascii_find_nocase(d->title.text, line) < 0) continue;
    if (d->s->looks[i].zone != ZONE_NONE || line.ptr[title.len] != ' ' || title_like(line) != 2) continue;
    if (d->at_company.value.len && title_within(d->at_company.value, line)) continue;
    f->title = field_of_block(p, i, "line");
    f->title_block = i;
    return;
  }
}

/* "Head of Operations at Acme Trust" as a heading: the employer is no part of it. */
static void part_from_company(struct finder *d, struct fields *f) {
  struct str left, right, v = f->title.value;
  if (!title_at(v, &left, &right) || title_like(left) != 2 || !company_like(right)) return;
  bool known = d->at_company.value.len && title_within(d->at_company.value, right);
  if (!known && !company_organisation(right) && !company_mentions(d, right)) return;
  if (!known || d->at_company.value.len < right.len) d->at_company = field_narrow(f->title, right);
  f->title = field_narrow(f->title, title_clean(v, right, STR_NONE));
}

static void find_block(const struct page *p, struct fields *f, const struct candidate *best) {
  f->title_block = best->block;
  if (best->block != SIZE_MAX) return;
  for (size_t i = 0; i < p->block_count; i++)
    if (p->blocks[i].len < 160 &&
        (title_same(raw_text(p, i), f->title.value) ||
         (p->blocks[i].kind == BLOCK_HEADING && title_within(raw_text(p, i), f->title.value) &&
          title_like(raw_text(p, i)) && p->blocks[i].level < 3))) {
      f->title_block = i;
      return;
    }
}

/* The line that says the given title, among the first of the page. */
static size_t given_block(const struct page *p, struct str given, bool whole) {
  size_t end = whole && p->block_count > 3 ? 3 : p->block_count;
  for (size_t i = 0; i < end; i++)
    if (p->blocks[i].len < 160 && title_same(raw_text(p, i), given)) return i;
  return SIZE_MAX;
}

/* In a description by itself the title is a labelled line, or the first line where that names a job. */
static void find_title_whole(struct finder *d, struct fields *f) {
  size_t block = SIZE_MAX;
  struct field v = finder_label(d, ATS_TITLE, 0, 4, &block);
  if (!v.value.len && d->p->block_count > 1 && d->s->looks[0].w.words <= 10 && !d->s->looks[0].exact &&
      title_like(raw_text(d->p, 0)) == 2) {
    v = field_of_block(d->p, 0, d->p->blocks[0].kind == BLOCK_HEADING ? "heading" : "line");
    block = 0;
  }
  f->title = v;
  f->title_block = v.value.len ? block : SIZE_MAX;
}

static void find_title(struct finder *d, struct fields *f) {
  heading_candidates(d);
  named_candidates(d);
  data_candidates(d);
  parts_of(d, &d->title, "title", 1.5f);
  parts_of(d, &d->og_title, "og:title", 1.8f);
  parts_of(d, &d->meta_title, "meta", 1.2f);
  weigh_titles(d, 0);
  const struct candidate *best = finder_best(d);
  if (!best || best->score < 4) {
    size_t from = d->count;
    line_candidates(d);
    weigh_titles(d, from);
    best = finder_best(d);
  }
  if (!best || best->score <= 0) return;
  f->title = best->f;
  find_block(d->p, f, best);
  find_whole_line(d, f, best);
  part_from_company(d, f);
}

/* What the two calls share, too large for the stack of a small thread. */
struct fields_work {
  struct finder finder;
  struct marks marks;
};

enum status fields_find_title(const struct scene *s, const struct job_data *data, bool whole, struct arena *a,
                              struct fields *f, struct err *e) {
  *f = (struct fields){.title_block = SIZE_MAX};
  f->work = ARENA_NEW(a, 1, struct fields_work);
  if (!f->work) return err_memory(e);
  struct finder *d = &f->work->finder;
  marks_find(s, &f->work->marks);
  finder_open(d, s, data, &f->work->marks);
  if (whole)
    find_title_whole(d, f);
  else
    find_title(d, f);
  if (d->p->doc && d->p->doc->title.len) f->title_block = given_block(d->p, d->p->doc->title, whole);
  return ST_OK;
}

static struct field either(struct field data, struct field label) {
  return data.value.len ? data : label;
}

/* Behind what parts two facts in a line: ", Leeds", "· Leeds", "| Leeds". */
static struct str behind_separators(struct str s) {
  static const char *const separators[] = {" ",           ",", "|", "-", "\xC2\xB7", "\xE2\x80\xA2", "\xE2\x80\x93",
                                           "\xE2\x80\x94"};
  for (size_t i = 0; i < sizeof separators / sizeof *separators;) {
    struct str one = str_of(separators[i++]);
    if (!str_starts(s, one)) continue;
    s = str_sub(s, one.len, s.len);
    i = 0;
  }
  return s;
}

/* "Acme Cold Stores, Wisbech" beside the title. */
static struct field without_company(struct field place, struct str company) {
  struct str v = place.value;
  if (company.len < 2 || v.len < company.len + 3 || !ascii_eq_nocase(str_sub(v, 0, company.len), company)) return place;
  if (v.ptr[company.len] != ' ' && v.ptr[company.len] != ',') return place;
  struct str rest = behind_separators(str_sub(v, company.len, v.len));
  return rest.len > 1 ? field_narrow(place, rest) : place;
}

/* "Bodmin" of the line "Acme Bakers, Bodmin (18 hours)": a town that no table knows. */
static struct field behind_company(const struct finder *d, const struct field *company) {
  enum { TOWN_BYTES = 40 };
  const struct page *p = d->p;
  if (company->map != p->map || !company->from || !str_eq(str_of(company->from), STR("line"))) return (struct field){0};
  size_t from = company->at + company->value.len, end = from;
  while (end < p->text.len && !strchr("\n(|", p->text.ptr[end])) end++;
  struct str town = ascii_trim(str_sub(p->text, from, end));
  if (town.len < 4 || town.len > TOWN_BYTES || town.ptr[0] != ',' || !ascii_is_upper(town.ptr[2]))
    return (struct field){0};
  for (size_t i = 0; i < town.len; i++)
    if (ascii_is_digit(town.ptr[i])) return (struct field){0};
  town = ascii_trim(str_sub(town, 1, town.len));
  return field_of(town, p->map, (size_t)(town.ptr - p->text.ptr), "line");
}

void fields_find_rest(size_t first, size_t end, struct fields *f) {
  struct finder *d = &f->work->finder;
  size_t block = SIZE_MAX, limit = end ? end + 40 : d->p->block_count;
  f->location = location_find(d, f, first, end);
  company_find(d, f, first, end);
  f->location = without_company(f->location, f->company.value);
  if (!f->location.value.len) f->location = behind_company(d, &f->company);
  f->date_posted = either(d->data->date, finder_label(d, ATS_DATE, 0, limit, &block));
  f->employment_type = either(d->data->type, finder_label(d, ATS_TYPE, 0, limit, &block));
  f->salary = either(finder_label(d, ATS_SALARY, 0, limit, &block), d->data->salary);
  if (f->title.value.len)
    f->title = field_narrow(f->title, title_clean(f->title.value, f->company.value, f->location.value));
}

void fields_titles_said(const struct fields *f, struct posting *out) {
  titles_said(&f->work->finder, out);
}

/* What stands above the first of several postings is of each. */
static struct field shared(const struct page *p, struct field f, size_t first_heading) {
  bool above = f.map == p->map && f.value.len && f.at < p->blocks[first_heading].start;
  return above ? f : (struct field){0};
}

void fields_find_part(const struct fields *of, size_t heading, size_t end, size_t first_heading, struct fields *out) {
  struct finder *d = &of->work->finder;
  static const struct job_data none = {0};
  const struct job_data *data = d->data;
  size_t block = SIZE_MAX;
  *out = (struct fields){.work = of->work, .title_block = heading};
  d->low = heading;
  d->high = end;
  d->data = &none; /* tells of one of them, nobody knows which */
  struct field title = field_of_block(d->p, heading, d->p->blocks[heading].kind == BLOCK_HEADING ? "heading" : "line");
  out->location = either(location_find(d, out, heading + 1, end), shared(d->p, of->location, first_heading));
  out->company = either(finder_label(d, ATS_COMPANY, heading, end, &block), of->company);
  out->date_posted =
      either(finder_label(d, ATS_DATE, heading, end, &block), shared(d->p, of->date_posted, first_heading));
  out->employment_type =
      either(finder_label(d, ATS_TYPE, heading, end, &block), shared(d->p, of->employment_type, first_heading));
  out->salary = either(finder_label(d, ATS_SALARY, heading, end, &block), shared(d->p, of->salary, first_heading));
  out->title = field_narrow(title, title_clean(title.value, out->company.value, out->location.value));
  d->low = 0;
  d->high = d->p->block_count;
  d->data = data;
}
