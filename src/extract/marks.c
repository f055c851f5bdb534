#include "marks.h"

#include "../base/ascii.h"
#include "lookup.h"

enum { LABEL_BYTES = 40, VALUE_BYTES = 120, VALUE_WORDS = 14 };

struct label {
  char text[28]; /* folded, zero-padded */
  unsigned char field;
};

/* Sorted by bytes. */
/* clang-format off */
static const struct label labels[] = {
    {"agency", ATS_COMPANY}, {"annual salary", ATS_SALARY}, {"arbeitsort", ATS_LOCATION}, {"base pay", ATS_SALARY},
    {"base salary", ATS_SALARY}, {"based in", ATS_LOCATION}, {"bedrijf", ATS_COMPANY}, {"business unit", ATS_COMPANY},
    {"city", ATS_LOCATION}, {"commitment", ATS_TYPE}, {"company", ATS_COMPANY}, {"company name", ATS_COMPANY},
    {"compensation", ATS_SALARY}, {"compensation range", ATS_SALARY}, {"contract", ATS_TYPE},
    {"contract type", ATS_TYPE}, {"date", ATS_DATE}, {"date posted", ATS_DATE}, {"druh zamestnani", ATS_TYPE},
    {"duty station", ATS_LOCATION}, {"employer", ATS_COMPANY}, {"employer name", ATS_COMPANY},
    {"employment type", ATS_TYPE}, {"empresa", ATS_COMPANY}, {"entreprise", ATS_COMPANY},
    {"hiring company", ATS_COMPANY}, {"hiring organization", ATS_COMPANY}, {"hourly rate", ATS_SALARY},
    {"hours", ATS_TYPE}, {"institution company", ATS_COMPANY}, {"job location", ATS_LOCATION},
    {"job locations", ATS_LOCATION}, {"job name", ATS_TITLE}, {"job posted", ATS_DATE},
    {"job posting title", ATS_TITLE}, {"job title", ATS_TITLE}, {"job type", ATS_TYPE},
    {"job type and duration", ATS_TYPE}, {"job types", ATS_TYPE}, {"legal entity", ATS_COMPANY},
    {"lieu", ATS_LOCATION}, {"localizacao", ATS_LOCATION}, {"locatie", ATS_LOCATION}, {"location", ATS_LOCATION},
    {"location city", ATS_LOCATION}, {"location name", ATS_LOCATION}, {"location of work", ATS_LOCATION},
    {"locations", ATS_LOCATION}, {"lokalita", ATS_LOCATION}, {"misto vykonu prace", ATS_LOCATION},
    {"name of employer", ATS_COMPANY}, {"office", ATS_LOCATION}, {"office location", ATS_LOCATION},
    {"organisation", ATS_COMPANY}, {"organization", ATS_COMPANY}, {"pay", ATS_SALARY}, {"pay range", ATS_SALARY},
    {"pay rate", ATS_SALARY}, {"place of work", ATS_LOCATION}, {"position", ATS_TITLE}, {"position title", ATS_TITLE},
    {"position type", ATS_TYPE}, {"posted", ATS_DATE}, {"posted by", ATS_COMPANY}, {"posted date", ATS_DATE},
    {"posted on", ATS_DATE}, {"posting date", ATS_DATE}, {"posting location", ATS_LOCATION},
    {"posting title", ATS_TITLE}, {"primary location", ATS_LOCATION}, {"publish date", ATS_DATE},
    {"published", ATS_DATE}, {"published on", ATS_DATE}, {"rate", ATS_SALARY}, {"rate of pay", ATS_SALARY},
    {"recruiter", ATS_COMPANY}, {"remuneration", ATS_SALARY}, {"role", ATS_TITLE}, {"role title", ATS_TITLE},
    {"salary", ATS_SALARY}, {"salary range", ATS_SALARY}, {"schedule", ATS_TYPE}, {"sede", ATS_LOCATION},
    {"spolecnost", ATS_COMPANY}, {"standort", ATS_LOCATION}, {"time type", ATS_TYPE}, {"title", ATS_TITLE},
    {"type", ATS_TYPE}, {"type of employment", ATS_TYPE}, {"type of job", ATS_TYPE}, {"ubicacion", ATS_LOCATION},
    {"unternehmen", ATS_COMPANY}, {"vacancy", ATS_TITLE}, {"vacancy title", ATS_TITLE}, {"wage", ATS_SALARY},
    {"where", ATS_LOCATION}, {"work location", ATS_LOCATION}, {"work place", ATS_LOCATION}, {"work type", ATS_TYPE},
    {"workplace", ATS_LOCATION},
};
/* clang-format on */

static enum ats_field field_of_label(struct str s) {
  char f[HEADING_MAX_BYTES + 8] = {0};
  if (s.len > LABEL_BYTES || heading_fold(s, f) >= sizeof labels[0].text) return ATS_NONE;
  size_t at = lookup_find(labels, 0, sizeof labels / sizeof labels[0], sizeof labels[0], sizeof labels[0].text, f);
  return at == SIZE_MAX ? ATS_NONE : (enum ats_field)labels[at].field;
}

static void add(struct marks *m, struct mark v) {
  if (m->count < MARKS_MAX) m->v[m->count++] = v;
}

/* Elements whose text is a single line within one block, inline ones too. */
static void find_elements(const struct scene *s, struct marks *out) {
  const struct page *p = s->page;
  for (size_t i = 0; i < s->hit_count && out->count < MARKS_MAX / 2; i++) {
    const struct element *el = &p->elements[s->hits[i].element];
    if (!s->hits[i].field || el->end_block != el->first_block + 1 || el->text_end > p->text.len) continue;
    struct str all = str_sub(p->text, el->text_start, el->text_end), t = ascii_trim(all);
    if (t.len == 0 || str_chr(t, '\n')) continue;
    add(out, (struct mark){.field = s->hits[i].field,
                           .micro = el->itemprop.len > 0,
                           .block = el->first_block,
                           .at = el->text_start + (uint32_t)(t.ptr - all.ptr),
                           .len = (uint32_t)t.len});
  }
}

/* The value of a label that stands in block `i`: behind its colon, or the next block. */
static void take_label(const struct scene *s, size_t i, struct marks *out) {
  const struct page *p = s->page;
  struct str text = raw_text(p, i);
  const char *colon = memchr(text.ptr, ':', text.len < LABEL_BYTES + 8 ? text.len : LABEL_BYTES + 8);
  size_t head = colon ? (size_t)(colon - text.ptr) : text.len;
  if (head > LABEL_BYTES) return;
  enum ats_field field = field_of_label(str_sub(text, 0, head));
  if (field == ATS_NONE) return;
  struct mark m = {.field = (uint8_t)field, .label = true, .block = (uint32_t)i};
  struct str value = colon ? ascii_trim(str_sub(text, head + 1, text.len)) : STR_NONE;
  if (value.len) {
    m.at = (uint32_t)(value.ptr - p->text.ptr);
    m.len = (uint32_t)value.len;
  } else if (i + 1 < p->block_count && (colon || p->blocks[i].kind != BLOCK_ITEM)) {
    const struct look *next = &s->looks[i + 1];
    if (next->zone != ZONE_NONE || next->exact || next->w.words > VALUE_WORDS) return;
    m.block = (uint32_t)i + 1;
    m.at = p->blocks[i + 1].start;
    m.len = p->blocks[i + 1].len;
  }
  if (m.len && m.len <= VALUE_BYTES) add(out, m);
}

void marks_find(const struct scene *s, struct marks *out) {
  const struct page *p = s->page;
  *out = (struct marks){0};
  find_elements(s, out);
  out->elements = out->count;
  for (size_t i = 0; i < p->block_count && out->count < MARKS_MAX; i++) {
    const struct raw_block *b = &p->blocks[i];
    if (s->looks[i].zone == ZONE_NONE && b->link_bytes * 2 <= b->len) take_label(s, i, out);
  }
}
