#include "parts.h"

#include "titles.h"

enum { LEVELS = 6, BOLD_LEVEL = 5 };

/* The level of a heading that names a job; 0 for any other block. A bold line counts as one of its own. */
static unsigned job_level(const struct scene *s, size_t i) {
  const struct raw_block *b = &s->page->blocks[i];
  const struct look *k = &s->looks[i];
  bool bold = b->kind == BLOCK_PARAGRAPH && k->bold && k->heading && !k->prose;
  if (k->zone != ZONE_NONE || k->exact || k->head != HEAD_NONE || k->w.words > 10) return 0;
  if (b->link_bytes * 2 > b->len || (!bold && (b->kind != BLOCK_HEADING || b->level < 1 || b->level > 4))) return 0;
  struct str text = raw_text(s->page, i);
  if (text.len == 0 || text.ptr[text.len - 1] == ':' || title_like(text) != 2) return 0;
  return bold ? BOLD_LEVEL : b->level;
}

/* What stands between a heading that names a job and the next. */
struct content {
  bool duties, needs;
  unsigned words, items, job;
};

static struct content look_through(const struct scene *s, size_t from, size_t end, unsigned level, size_t *stop) {
  struct content c = {0};
  size_t i = from;
  for (; i < end; i++) {
    const struct raw_block *b = &s->page->blocks[i];
    const struct look *k = &s->looks[i];
    unsigned job = job_level(s, i);
    if (job && job <= level) break;
    if (b->kind == BLOCK_HEADING && b->level && b->level < level && !k->exact) break;
    if (k->zone != ZONE_NONE) continue;
    c.duties = c.duties || (k->exact && k->head == HEAD_DUTIES);
    c.needs = c.needs || (k->exact && k->head == HEAD_REQUIREMENTS);
    if (!k->prose) continue;
    c.words += k->w.words;
    c.items += b->kind == BLOCK_ITEM;
    c.job += k->w.job + k->w.duty;
  }
  *stop = i;
  return c;
}

/* How much a heading that names a job must stand over: where others beside it are postings, a sentence will do. */
enum demand { ANY_TEXT, SOME_SECTION, BOTH_SECTIONS };

/* A posting by itself: both of its sections; or, where no title stands above all, one of them or enough text. */
static bool is_posting(const struct content *c, enum demand demand) {
  enum { WORDS = 40, JOB_WORDS = 3 };
  if (c->duties && c->needs) return true;
  if (demand == BOTH_SECTIONS) return false;
  if (demand == ANY_TEXT) return c->words > 0;
  return c->words >= WORDS && (c->duties || c->needs || c->items >= 3 || c->job >= JOB_WORDS);
}

/* Some heading above this level, the page's title, names a job. */
static bool has_title_above(const struct scene *s, size_t title, unsigned level) {
  if (title >= s->page->block_count) return false;
  const struct raw_block *b = &s->page->blocks[title];
  return b->kind == BLOCK_HEADING ? b->level && b->level < level : !s->looks[title].bold || level < BOLD_LEVEL;
}

static size_t find_level(const struct scene *s, unsigned level, enum demand demand, size_t first, size_t end,
                         struct part *out) {
  size_t n = 0;
  for (size_t i = first; i < end;) {
    size_t stop = i + 1;
    if (job_level(s, i) == level) {
      struct content c = look_through(s, i + 1, end, level, &stop);
      if (is_posting(&c, demand)) {
        if (out) out[n] = (struct part){(uint32_t)i, (uint32_t)stop};
        n++;
      }
    }
    i = stop;
  }
  return n;
}

enum status parts_find(const struct scene *s, size_t title, size_t first, size_t end, struct arena *a,
                       struct part **out, size_t *count, struct err *e) {
  unsigned best = 0;
  *out = NULL;
  *count = 0;
  if (end > s->page->block_count) end = s->page->block_count;
  for (unsigned level = 1; level < LEVELS; level++) {
    enum demand demand = has_title_above(s, title, level) ? BOTH_SECTIONS : SOME_SECTION;
    size_t n = find_level(s, level, demand, first, end, NULL);
    if (n > 1 && n > *count) best = level, *count = n;
  }
  if (!best) return ST_OK;
  *count = find_level(s, best, ANY_TEXT, first, end, NULL);
  *out = ARENA_NEW(a, *count, struct part);
  if (!*out) return err_memory(e);
  (void)find_level(s, best, ANY_TEXT, first, end, *out);
  return ST_OK;
}
