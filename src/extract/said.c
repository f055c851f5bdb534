#include "said.h"

#include "../base/ascii.h"

/* Where a dash, a bar, a bracket, a comma or a colon parts the title from what stands behind it; s.len: nowhere. */
static size_t next_joint(struct str s, size_t from) {
  static const char *const joints[] = {" - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " | ", " (", ", ", ": ", " / ", " @ ",
                                       " at "};
  for (size_t i = from; i < s.len; i++)
    for (size_t k = 0; k < sizeof joints / sizeof *joints; k++) {
      struct str j = str_of(joints[k]);
      if (str_starts(str_sub(s, i, s.len), j)) return i;
    }
  return s.len;
}

/* `a` up to one of its joints is `b`. */
static bool begins_with_title(struct str a, struct str b) {
  for (size_t at = next_joint(a, 1); at < a.len; at = next_joint(a, at + 1))
    if (title_same(str_sub(a, 0, at), b)) return true;
  return false;
}

bool titles_agree(struct str a, struct str b) {
  return title_same(a, b) || begins_with_title(a, b) || begins_with_title(b, a);
}

static void say(struct posting *out, const char *from, struct str value) {
  if (value.len == 0 || out->said_count == POSTING_SAID_MAX) return;
  bool agrees = titles_agree(value, out->title.value);
  out->said[out->said_count++] = (struct title_said){from, value, agrees};
}

/* "Remote Head of Operations", "Acme Mills Head of Operations": what stands before the job, with no mark between. */
static struct str without_front(struct str s, struct str front) {
  if (front.len < 2 || s.len < front.len + 3 || s.ptr[front.len] != ' ') return s;
  struct str rest = ascii_trim(str_sub(s, front.len, s.len));
  return ascii_eq_nocase(str_sub(s, 0, front.len), front) && title_like(rest) == 2 ? rest : s;
}

/* Empty where it is but the company's name ("Chamber of Consulting Engineers"). */
static struct str cleaned(const struct posting *p, struct str s) {
  s = title_clean(s, p->company.value, p->location.value);
  if (p->company.value.len && title_within(s, p->company.value)) return STR_NONE;
  return without_front(without_front(s, p->company.value), STR("remote"));
}

/* A <title> says the posting's title where one of its parts, or all of it, does; else its first part that names a job.
 */
static struct str of_title(const struct finder *d, const struct posting *p) {
  struct str parts[MAX_PARTS], at_company, first = STR_NONE, whole = ascii_trim(d->title.text);
  if (title_within(p->title.value, whole)) {
    ptrdiff_t at = ascii_find_nocase(whole, p->title.value);
    bool begins = at == 0 || (at > 1 && !ascii_is_alnum(whole.ptr[at - 2]) && whole.ptr[at - 1] == ' ');
    if (begins) return p->title.value; /* else "Deputy Head of Operations" would say "Head of Operations" */
  }
  size_t n = title_parts(whole, parts, MAX_PARTS, &at_company);
  for (size_t i = 0; i < n; i++) {
    if (title_like(parts[i]) != 2) continue;
    struct str part = cleaned(p, parts[i]);
    if (part.len && titles_agree(part, p->title.value)) return part;
    if (first.len == 0) first = part;
  }
  return first;
}

/* A page may have several main headings; the one that agrees speaks for them. */
static struct str of_heading(const struct finder *d, const struct posting *p) {
  struct str first = STR_NONE;
  for (size_t i = 0; i < d->p->block_count; i++) {
    const struct raw_block *b = &d->p->blocks[i];
    if (b->kind != BLOCK_HEADING || b->level != 1 || d->s->looks[i].zone != ZONE_NONE) continue;
    struct str text = cleaned(p, raw_text(d->p, i));
    if (title_like(text) != 2) continue;
    if (titles_agree(text, p->title.value)) return text;
    if (first.len == 0) first = text;
  }
  return first;
}

void titles_said(const struct finder *d, struct posting *out) {
  out->said_count = 0;
  if (out->title.value.len == 0 || out->posting_count > 1) return;
  say(out, "title", of_title(d, out));
  say(out, "h1", of_heading(d, out));
  if (d->data->title.value.len) say(out, "json-ld", cleaned(out, d->data->title.value));
}
