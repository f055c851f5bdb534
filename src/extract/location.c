#include "../base/ascii.h"
#include "finder.h"
#include "places.h"

static struct field place_by_name(const struct finder *d, size_t end) {
  struct field weak = {0};
  for (size_t i = 0; i < d->marks->elements; i++) {
    const struct mark *m = &d->marks->v[i];
    const struct look *k = &d->s->looks[m->block];
    if (m->field != ATS_LOCATION || m->block >= end || m->block < d->low || m->len > 120 || k->zone != ZONE_NONE ||
        k->exact)
      continue;
    struct field f = field_of_mark(d->p, m);
    struct str place = place_in_line(f.value);
    if (place.len) return field_narrow(f, place);
    if (!weak.value.len && f.value.len < 60 && k->w.words <= 10) weak = f;
  }
  return weak;
}

/* Chips beside the title: inline elements of their own in one line, "Engineering" "Remote" "Full-time". */
static struct field place_by_chip(const struct finder *d, size_t from, size_t to) {
  const struct page *p = d->p;
  size_t low = 0, high = p->element_count; /* elements stand in the order of the page */
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (p->elements[mid].first_block < from)
      low = mid + 1;
    else
      high = mid;
  }
  for (size_t i = low; i < p->element_count && p->elements[i].first_block < to; i++) {
    const struct element *el = &p->elements[i];
    if (el->end_block != el->first_block + 1) continue;
    if (d->s->looks[el->first_block].zone != ZONE_NONE || el->text_end - el->text_start > 60) continue;
    if (d->s->looks[el->first_block].prose && d->s->looks[el->first_block].w.words > 14) continue;
    if (el->text_end <= el->text_start || el->text_end > p->text.len) continue;
    struct str t = str_sub(p->text, el->text_start, el->text_end);
    if (!str_chr(t, '\n') && place_like(t) == 2) return field_of(t, p->map, el->text_start, "chip");
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
    struct field f = field_of_block(p, i, "line");
    struct str place = place_in_line(f.value);
    if (!place.len) continue;
    int like = place_like(place);
    bool vague = ascii_find_nocase(place, STR("remote")) >= 0 && !str_chr(place, '/') && !str_chr(place, '(');
    if (like == 2 && !vague) return field_narrow(f, place);
    if (like == 2 && !remote.value.len) remote = field_narrow(f, place);
    if (!weak.value.len && i > title && title != SIZE_MAX) weak = field_narrow(f, place);
  }
  return remote.value.len ? remote : weak;
}

static struct field place_by_sentence(const struct finder *d, size_t first, size_t end) {
  for (size_t i = first; i < end && i < d->p->block_count; i++) {
    if (!d->s->looks[i].prose) continue;
    struct field f = field_of_block(d->p, i, "text");
    struct str place = place_in_sentence(f.value);
    if (place.len) return field_narrow(f, place);
  }
  return (struct field){0};
}

/* Of all labelled places the first that names a known one, else the first. */
static struct field place_by_label(const struct finder *d, size_t limit) {
  struct field first = {0};
  for (size_t at = 0, block = 0; at < limit; at = block + 1) {
    struct field f = finder_label(d, ATS_LOCATION, at, limit, &block);
    if (!f.value.len) break;
    bool told = ascii_is_lower(f.value.ptr[0]) && place_like(f.value) != 2; /* "Office: we're moving in April" */
    if (f.value.len >= 120 || told) continue;
    struct str cut = f.value;
    for (size_t i = 0; i + 3 < cut.len; i++)
      if (memcmp(cut.ptr + i, " / ", 3) == 0 && place_like(cut) != 2) cut.len = i;
    f = field_narrow(f, cut);
    if (place_like(f.value) == 2) return f;
    if (!first.value.len) first = f;
  }
  return first;
}

struct field location_find(struct finder *d, const struct fields *f, size_t first, size_t end) {
  size_t limit = end ? end + 40 : d->p->block_count, title = f->title_block;
  size_t from = title == SIZE_MAX ? (first > 12 ? first - 12 : 0) : title > 4 ? title - 4 : 0;
  size_t to = title == SIZE_MAX || first > title + 30 || first <= title ? from + 24 : first + 4;
  if (limit > d->high) limit = d->high;
  if (from < d->low) from = d->low;
  if (to > d->high) to = d->high;
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
