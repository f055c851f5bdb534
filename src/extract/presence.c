#include "presence.h"

#include "../base/ascii.h"
#include "titles.h"

/* Folded; looked for in the beginning of the page. */
static const char *const expired_phrases[] = {"no longer available",
                                              "no longer accepting",
                                              "has expired",
                                              "position has been filled",
                                              "job has been filled",
                                              "has been closed",
                                              "job not found",
                                              "posting is closed",
                                              "vacancy is closed",
                                              "no longer active",
                                              "no longer open",
                                              "job is closed",
                                              "job you are looking for",
                                              "position is closed",
                                              "applications are closed",
                                              "page not found",
                                              "nicht mehr verfugbar",
                                              "nest plus disponible",
                                              "ya no esta disponible",
                                              "neni jiz aktualni"};

static bool says_expired(const struct page *page) {
  enum { HEAD_BYTES = 3000 };
  char folded[HEAD_BYTES + 512];
  struct str head = page->text;
  if (head.len > HEAD_BYTES) head.len = HEAD_BYTES;
  size_t n = heading_fold_line(head, folded, HEAD_BYTES);
  folded[n] = ' ';
  heading_fold_line(page->title, folded + n + 1, sizeof folded - n - 1);
  for (size_t i = 0; i < sizeof expired_phrases / sizeof expired_phrases[0]; i++)
    if (strstr(folded, expired_phrases[i])) return true;
  return false;
}

/* Links that read like job titles: a page of search results. Those beside a posting, in zones that are left out (similar
   jobs, a menu), count only where `everywhere` is asked for. */
static size_t count_job_links(const struct scene *s, bool everywhere) {
  size_t n = 0;
  for (size_t i = 0; i < s->page->block_count; i++) {
    const struct raw_block *b = &s->page->blocks[i];
    if (!everywhere && s->looks[i].zone != ZONE_NONE) continue;
    if (b->link_bytes * 10 < b->len * 7 || s->looks[i].w.words > 10) continue;
    n += title_like(raw_text(s->page, i)) == 2;
  }
  return n;
}

/* What a page says to whoever visits it, not about the job; ASCII, any case. */
static const char *const visitor_words[] = {
    "javascript", "browser", "cookie",    "log in", "sign in",  "your cv",   "your resume", "captcha",     "upload",
    "click",      "button",  "subscribe", "e-mail", "password", "copyright", "newsletter",  "search jobs", "job alert"};

/* What stands beside forms, in the words of lawyers. */
static const char *const legal_words[] = {"equal opportunit", "equal employment", "disabilit",    "veteran",
                                          "accommodation",    "discriminat",      "self-identif", "consent",
                                          "applicable",       "personal data",    "third part",   "terms of",
                                          "gender",           "protected"};

static bool is_legal(struct str text, unsigned words) {
  unsigned n = 0;
  for (size_t i = 0; i < sizeof legal_words / sizeof legal_words[0]; i++)
    n += ascii_find_nocase(text, str_of(legal_words[i])) >= 0;
  return n >= 3 || (n && words < 40);
}

/* A running sentence that tells something of the job or of its employer. */
static bool is_telling(const struct scene *s, size_t i) {
  const struct look *k = &s->looks[i];
  struct str text = raw_text(s->page, i);
  if (!k->prose || k->w.words < 8 || k->w.privacy || k->w.form * 6u > k->w.words) return false;
  if ((k->near >= 3 && k->w.words < 40) || is_legal(text, k->w.words)) return false;
  for (size_t n = 0; n < sizeof visitor_words / sizeof visitor_words[0] && k->w.words < 40; n++)
    if (ascii_find_nocase(text, str_of(visitor_words[n])) >= 0) return false;
  return true;
}

/* A title and a few sentences: short postings are postings. Where the title stands in no line of the page, or a form
   with it, one sentence may be a slogan or a greeting, so more is asked for. */
static bool is_thin_posting(const struct scene *s, const struct chosen *chosen, const struct fields *fields) {
  unsigned words = 0, least = chosen->heads ? 4 : 8;
  int like = title_like(fields->title.value);
  bool heading = fields->title.from && str_eq(str_of(fields->title.from), STR("h1"));
  if (like == 0 || (like == 1 && !heading)) return false;
  for (size_t i = 0; i < s->page->block_count; i++)
    if (chosen->v[i].keep && is_telling(s, i)) words += s->looks[i].w.words;
  if (s->page->control_count >= 6) least = 60;
  if (fields->title_block == SIZE_MAX && least < 25) least = 25;
  if (like == 1 && least < 20) least = 20; /* "Join the crew", and some words about it */
  return words >= least && !says_expired(s->page) && count_job_links(s, false) < (like == 2 ? 8u : 2u);
}

bool page_has_posting(const struct scene *scene, const struct chosen *chosen, const struct fields *fields) {
  unsigned prose = chosen->prose > 10 ? 10 : chosen->prose;
  unsigned evidence = chosen->heads * 3 + prose + (chosen->named ? 3 : 0);
  if (chosen->kept == 0) return false;
  if (chosen->named == 2 && chosen->words >= 3) return true;
  bool bare = chosen->heads == 0 && chosen->job < 3; /* nothing that only postings have */
  if (!bare && chosen->named && chosen->prose >= 3 && scene->page->control_count < 20) return true;
  if (!bare && chosen->words >= 120 && chosen->score > 12) return true;
  bool few = chosen->heads == 0 && (chosen->prose < 3 || chosen->words < 50);
  if (!bare && !few && fields->title.value.len && chosen->heads >= 2 && chosen->words >= 20) return true;
  if (!bare && !few && evidence >= 5 && chosen->words >= 40 && chosen->prose >= 2) return true;
  return is_thin_posting(scene, chosen, fields);
}

const char *page_reason(const struct scene *scene) {
  const struct page *p = scene->page;
  if (says_expired(p)) return "expired";
  if (p->control_count >= 6) return "application-form";
  if (count_job_links(scene, true) >= 8) return "job-list";
  if (p->script_bytes > 2000 && p->script_bytes > 2 * p->text.len) return "script-shell";
  return "no-text";
}
