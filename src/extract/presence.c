#include "presence.h"

#include "../base/ascii.h"
#include "titles.h"

bool page_has_posting(const struct page *page, const struct chosen *chosen, const struct fields *fields) {
  unsigned prose = chosen->prose > 10 ? 10 : chosen->prose;
  unsigned evidence = chosen->heads * 3 + prose + (chosen->named ? 3 : 0);
  if (chosen->kept == 0) return false;
  if (chosen->named == 2 && chosen->words >= 3) return true;
  if (chosen->heads == 0 && chosen->job < 3) return false;
  if (chosen->named && chosen->prose >= 3 && page->control_count < 20) return true;
  if (chosen->words >= 120 && chosen->score > 12) return true;
  if (chosen->heads == 0 && (chosen->prose < 3 || chosen->words < 50)) return false;
  if (fields->title.value.len && chosen->heads >= 2 && chosen->words >= 20) return true;
  return evidence >= 5 && chosen->words >= 40 && chosen->prose >= 2;
}

static bool says(struct str text, const char *const *phrases, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (ascii_find_nocase(text, str_of(phrases[i])) >= 0) return true;
  return false;
}

static bool says_expired(const struct page *page) {
  static const char *const phrases[] = {
      "no longer available",     "no longer accepting",   "has expired",           "position has been filled",
      "job has been filled",     "has been closed",       "job not found",         "posting is closed",
      "vacancy is closed",       "no longer active",      "no longer open",        "job is closed",
      "job you are looking for", "position is closed",    "applications are closed", "page not found",
      "nicht mehr verf\xC3\xBCgbar", "n'est plus disponible", "ya no est\xC3\xA1 disponible", "nen\xC3\xAD ji\xC5\xBE aktu\xC3\xA1ln\xC3\xAD"};
  struct str head = page->text;
  if (head.len > 6000) head.len = 6000;
  return says(head, phrases, sizeof phrases / sizeof phrases[0]) ||
         says(page->title, phrases, sizeof phrases / sizeof phrases[0]);
}

/* Links that read like job titles: a page of search results. */
static size_t count_job_links(const struct scene *s) {
  size_t n = 0;
  for (size_t i = 0; i < s->page->block_count; i++) {
    const struct raw_block *b = &s->page->blocks[i];
    if (b->link_bytes * 10 < b->len * 7 || s->looks[i].w.words > 10) continue;
    n += title_like(raw_text(s->page, i)) == 2;
  }
  return n;
}

const char *page_reason(const struct scene *scene) {
  const struct page *p = scene->page;
  if (says_expired(p)) return "expired";
  if (p->control_count >= 6) return "application-form";
  if (count_job_links(scene) >= 8) return "job-list";
  if (p->script_bytes > 2000 && p->script_bytes > 2 * p->text.len) return "script-shell";
  return "no-text";
}

size_t page_posting_count(const struct scene *scene, const struct chosen *chosen) {
  const struct page *p = scene->page;
  size_t found[7] = {0};
  for (size_t i = chosen->first; i < chosen->end && i < p->block_count; i++) {
    const struct raw_block *b = &p->blocks[i];
    const struct look *k = &scene->looks[i];
    if (b->kind != BLOCK_HEADING || b->level < 1 || b->level > 4 || k->exact || k->head != HEAD_NONE) continue;
    if (title_like(raw_text(p, i)) != 2 || k->zone != ZONE_NONE) continue;
    bool duties = false, needs = false; /* up to the next heading of this level or higher */
    for (size_t j = i + 1; j < chosen->end; j++) {
      const struct look *n = &scene->looks[j];
      if (p->blocks[j].kind == BLOCK_HEADING && p->blocks[j].level <= b->level && !n->exact) break;
      duties = duties || (n->exact && n->head == HEAD_DUTIES);
      needs = needs || (n->exact && n->head == HEAD_REQUIREMENTS);
    }
    if (duties && needs) found[b->level]++;
  }
  size_t most = 1;
  for (unsigned l = 1; l < 7; l++)
    if (found[l] > most) most = found[l];
  return most;
}
