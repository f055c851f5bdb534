#include "choose.h"

#include "../base/ascii.h"
#include "tags.h"

/* What a block adds to the run it stands in. Sentences and headings of postings add, links and crumbs take away; a
   block in a named zone is passed over at a small price, so that a run can bridge a form or a share bar but not for a
   line. */
struct weights {
  float head, duty, job, word, item, short_item, stub, link_stub, boiler, control, zone_step, named, microdata, seen,
      unseen;
};

static const struct weights weights = {
    .head = 7,          /* a known section heading */
    .duty = 2.5f,       /* a line that begins with a duty */
    .job = 0.7f,        /* a word of the trade, five a line in full */
    .word = 0.22f,      /* a word of a sentence, 60 in full */
    .item = 1,          /* a list item of four words or more */
    .short_item = 0.1f, /* a shorter one, so that a list is taken to its end */
    .stub = -0.9f,      /* a short line that is nothing in particular */
    .link_stub = -2.2f, /* a short line that is a link */
    .boiler = -0.35f,   /* a word of a privacy text */
    .control = -2.5f,   /* a line beside a form field */
    .zone_step = -1.2f, /* entering a zone that is left out */
    .named = 1.2f,      /* in the element named as the posting */
    .microdata = 3,     /* in itemprop=description */
    .seen = 4,          /* stands in the structured data's description */
    .unseen = -1.5f,    /* does not */
};

static bool is_section(uint8_t head) {
  return head >= HEAD_DUTIES && head <= HEAD_EEO;
}

/* ---- small lines that belong to the page, not to the posting ---- */

struct phrase_rule {
  const char *phrase; /* folded */
  bool start;         /* the line begins with it; else the line is it */
};

/* clang-format off */
static const struct phrase_rule button_lines[] = {
    {"apply", false}, {"apply now", true}, {"apply for this", true}, {"apply for the", true}, {"apply here", false},
    {"apply today", false}, {"apply online", false}, {"apply by email", false}, {"apply on company", true},
    {"apply with", true}, {"apply to this", true}, {"apply back to", true}, {"apply via", true}, {"easy apply", false},
    {"quick apply", false}, {"one click apply", false}, {"start application", false},
    {"start your application", false}, {"submit application", false}, {"submit your application", false},
    {"back to", true}, {"go back", true}, {"view all", true}, {"see all", true}, {"see more", true},
    {"show more", true}, {"show less", true}, {"read more", false}, {"load more", false}, {"return to", true},
    {"more jobs", true}, {"all jobs", false}, {"all open roles", false}, {"all open positions", false},
    {"share", false}, {"share this", true}, {"share job", true}, {"share on", true}, {"share via", true},
    {"facebook", true}, {"twitter", true}, {"linkedin", false}, {"whatsapp", false}, {"copy link", false},
    {"email this", true}, {"email to a friend", true}, {"tell a friend", true}, {"refer a friend", true},
    {"refer this job", true}, {"print", false}, {"print this", true}, {"print job", true}, {"save", false},
    {"save job", true}, {"save this job", true}, {"bookmark", true}, {"login to", true}, {"log in to", true},
    {"sign in to", true}, {"report job", false}, {"report this", true}, {"jobs powered by", true},
    {"powered by", true}, {"applicant tracking", true}, {"skip to", true}, {"this job has been viewed", true},
    {"view company profile", false}, {"visit website", false}, {"view website", false}, {"top", false},
    {"back", false}, {"next", false}, {"previous", false}, {"close", false}, {"menu", false}, {"home", false},
    {"send", false}, {"submit", false}, {"go to top", false}, {"view job cart", true}, {"be among the first", true},
    {"see who", true}, {"referrals increase", true}, {"no longer accepting applications", false},
    {"people clicked apply", true}, {"dismiss", false}, {"zobrazit vice", false}, {"zobrazit mene", false},
    {"jetzt bewerben", true}, {"postuler", true}, {"odpovedet", true}, {"copyright", true},
    {"all rights reserved", false}, {"privacy policy", false}, {"terms of use", false}, {"find similar jobs", true},
    {"similar jobs", false},
};
/* clang-format on */

static bool is_button(struct str line, bool prose) {
  char folded[HEADING_MAX_BYTES + 8];
  if (line.len > (prose ? 100 : 70)) return false;
  size_t n = heading_fold(line, folded);
  if (n == 0) return true; /* arrows, lines, dots */
  for (size_t i = 0; i < sizeof button_lines / sizeof button_lines[0]; i++) {
    const char *p = button_lines[i].phrase;
    if (p[0] != folded[0]) continue;
    size_t m = strlen(p);
    if (strncmp(folded, p, m) != 0 || (prose && m < 8)) continue;
    if (folded[m] == '\0' || (button_lines[i].start && folded[m] == ' ')) return true;
  }
  return false;
}

/* Labels of facts ("Location:", "Pay") whose values are worth keeping when they stand between title and text. */
static const char *const fact_words[] = {"salary",       "pay",       "compensation", "rate",       "reports",
                                         "reporting",    "wage",      "hours",        "department", "location",
                                         "employment",   "job type",  "contract",     "grade",      "team",
                                         "remuneration", "job title", "closing date", "direct",     "division"};

static bool is_fact(struct str line) {
  char folded[HEADING_MAX_BYTES + 8];
  if (line.len > 100 || heading_fold(line, folded) == 0) return false;
  for (size_t i = 0; i < sizeof fact_words / sizeof fact_words[0]; i++) {
    size_t m = strlen(fact_words[i]);
    const char *at = strstr(folded, fact_words[i]);
    if (at && (at == folded || at[-1] == ' ') && (at[m] == '\0' || at[m] == ' ') && at - folded <= 12) return true;
  }
  return false;
}

static bool has_money(struct str s) {
  for (size_t i = 0; i + 1 < s.len; i++) {
    if (s.ptr[i] == '$' && ascii_is_digit(s.ptr[i + 1])) return true;
    if ((unsigned char)s.ptr[i] == 0xC2 && (unsigned char)s.ptr[i + 1] == 0xA3) return true; /* pound */
    if (i + 2 < s.len && memcmp(s.ptr + i, "\xE2\x82\xAC", 3) == 0) return true;             /* euro */
  }
  return false;
}

/* ---- scores ---- */

struct work {
  const struct scene *s;
  const struct page *p;
  const uint8_t *seen;
  struct chosen *out;
  float *score;
  size_t title;
};

static float score_block(const struct work *w, size_t i) {
  const struct look *k = &w->s->looks[i];
  const struct raw_block *b = &w->p->blocks[i];
  bool linked = b->link_bytes * 2 > b->len;
  float words = (float)k->w.words, sum = 0, jobs = (float)k->w.job;
  if (words > 60) words = 60 + (words > 400 ? 340 : words - 60) * 0.2f; /* whole postings stand in one block, too */
  if (jobs > 5) jobs = 5 + (jobs > 25 ? 20 : jobs - 5) * 0.3f;
  if (k->zone != ZONE_NONE) return 0;
  if (is_section(k->head) && !linked) sum += k->exact ? weights.head : weights.head * 0.5f;
  if (k->prose) {
    sum += weights.word * words + weights.job * jobs;
    if (k->w.duty) sum += weights.duty;
    if (b->kind == BLOCK_ITEM) sum += weights.item;
  } else if (k->w.privacy >= 2 && k->w.words >= 10 && !linked) {
    sum += weights.boiler * words;
  } else if (!k->heading) {
    if (linked)
      sum += weights.link_stub;
    else if (b->kind != BLOCK_ITEM)
      sum += weights.stub * (k->w.words < 3 ? 1.0f : 0.6f);
    else
      sum += weights.short_item;
  } else if (linked) {
    sum += weights.link_stub;
  }
  if (b->controls && !(k->prose && k->w.words >= 15))
    sum += weights.control * (float)(b->controls > 2 ? 2 : b->controls);
  else if (k->near >= 2 && !k->prose)
    sum += weights.control * 0.5f;
  if (w->seen && w->seen[i] == 1) sum += weights.seen;
  if (w->seen && w->seen[i] == 2) sum += weights.unseen;
  if (k->named == 2 && !linked)
    sum += weights.microdata;
  else if (k->named && (k->prose || k->heading))
    sum += weights.named;
  return sum;
}

/* The run with the largest sum (Kadane). The title starts a run afresh only where nothing was gained before it. */
static void find_run(struct work *w) {
  size_t n = w->p->block_count, start = 0;
  float now = 0, best = 0;
  w->out->first = w->out->end = 0;
  for (size_t i = 0; i < n; i++) {
    float x = w->score[i];
    bool zone = w->s->looks[i].zone != ZONE_NONE;
    if (zone && (i == 0 || w->s->looks[i - 1].zone != w->s->looks[i].zone)) x = weights.zone_step;
    if (now <= 0) {
      now = 0;
      start = i;
    }
    now += x;
    if (now > best) {
      best = now;
      w->out->first = (uint32_t)start;
      w->out->end = (uint32_t)i + 1;
    }
  }
  w->out->score = best;
}

/* Whether the run may take in [from, to), a rest of an element that it has a part in: short, no links, no form, no new
   chapter of the page. */
static bool is_rest(const struct work *w, size_t from, size_t to, uint32_t words) {
  struct sums n = scene_sum(w->s, from, to);
  if (n.controls || n.link_words * 10 > n.words * 3 || n.words > (words / 4 > 40 ? words / 4 : 40)) return false;
  for (size_t i = from; i < to; i++) {
    const struct look *k = &w->s->looks[i];
    if (k->zone != ZONE_NONE || i == w->title) return false;
    if (w->p->blocks[i].kind == BLOCK_HEADING && !is_section(k->head) && w->p->blocks[i].level < 4) return false;
  }
  return true;
}

/* A list or a section that the run cuts through is taken whole: from its last block (and its first) upwards, each
   element whose rest is small. */
static void extend_run(struct work *w) {
  enum { LEVELS = 5 };
  if (w->out->end <= w->out->first) return;
  uint32_t words = scene_sum(w->s, w->out->first, w->out->end).words;
  uint32_t e = w->p->blocks[w->out->end - 1].element;
  for (int level = 0; level < LEVELS && e < w->p->element_count; level++, e = w->p->elements[e].parent) {
    const struct element *el = &w->p->elements[e];
    if (el->tag == TAG_BODY || el->tag == TAG_HTML) break;
    if (el->end_block <= w->out->end) continue;
    if (!is_rest(w, w->out->end, el->end_block, words)) break;
    w->out->end = el->end_block;
  }
  if (w->title < w->out->first) return; /* reach_back looks at what stands between */
  e = w->p->blocks[w->out->first].element;
  for (int level = 0; level < LEVELS && e < w->p->element_count; level++, e = w->p->elements[e].parent) {
    const struct element *el = &w->p->elements[e];
    size_t from = el->first_block;
    if (el->tag == TAG_BODY || el->tag == TAG_HTML) break;
    if (from >= w->out->first) continue;
    if (!is_rest(w, from, w->out->first, words)) break;
    w->out->first = (uint32_t)from;
  }
}

static void mark(struct work *w, size_t i, bool keep, const char *rule) {
  w->out->v[i].keep = keep;
  w->out->v[i].rule = rule;
}

/* The title's block, and the other lines of the heading that it stands in. */
static bool is_title(const struct work *w, size_t i) {
  if (i == w->title) return true;
  if (w->title >= w->p->block_count) return false;
  const struct raw_block *a = &w->p->blocks[w->title], *b = &w->p->blocks[i];
  if (a->element != b->element || a->element == PAGE_NO_ELEMENT) return false;
  bool of_one = w->p->elements[a->element].tag != TAG_BODY; /* plain text has one element for all */
  return b->kind == BLOCK_HEADING && a->kind == BLOCK_HEADING && of_one;
}

/* Before the title only sentences about the company are kept, and those close to it. */
static bool is_before(const struct work *w, size_t i) {
  if (w->title == SIZE_MAX || w->title >= w->out->end || i >= w->title) return false;
  return !w->s->looks[i].prose || w->s->looks[i].w.words < 15 || w->title - i > 6;
}

/* Keeps what the run holds, less zones, buttons and link crumbs. */
static void keep_run(struct work *w) {
  for (size_t i = 0; i < w->p->block_count; i++) {
    const struct look *k = &w->s->looks[i];
    const struct raw_block *b = &w->p->blocks[i];
    struct str text = raw_text(w->p, i);
    bool linked = b->link_bytes * 10 > b->len * 9;
    if (k->zone != ZONE_NONE)
      mark(w, i, false, zone_rule((enum zone)k->zone));
    else if (i < w->out->first || i >= w->out->end)
      mark(w, i, false, "dropped: outside the posting");
    else if (is_title(w, i))
      mark(w, i, false, "dropped: the title");
    else if (is_before(w, i))
      mark(w, i, false, "dropped: before the title");
    else if ((!k->prose || b->kind != BLOCK_ITEM) && k->w.words <= 14 && is_button(text, k->prose))
      mark(w, i, false, "dropped: button");
    else if (linked && k->w.words <= 3 && b->kind != BLOCK_ITEM && !k->exact)
      mark(w, i, false, "dropped: link");
    else if (b->controls && k->w.words <= 8 && !k->prose && !is_section(k->head))
      mark(w, i, false, "dropped: beside a form field");
    else if (k->prose)
      mark(w, i, true, b->kind == BLOCK_ITEM ? "kept: list item" : "kept: sentence");
    else if (is_section(k->head))
      mark(w, i, true, "kept: section heading");
    else
      mark(w, i, true, "kept: within the posting");
  }
}

/* Where the document is the description, only buttons before the first and after the last sentence go. */
static void keep_whole(struct work *w) {
  size_t n = w->p->block_count, first = n, last = 0;
  for (size_t i = 0; i < n; i++) {
    const struct look *k = &w->s->looks[i];
    if (!k->prose && !is_section(k->head)) continue;
    if (first == n) first = i;
    last = i;
  }
  for (size_t i = 0; i < n; i++) {
    const struct look *k = &w->s->looks[i];
    bool edge = i < first || i > last;
    if (is_title(w, i))
      mark(w, i, false, "dropped: the title");
    else if (edge && !k->prose && is_button(raw_text(w->p, i), false))
      mark(w, i, false, "dropped: button");
    else if (edge && k->zone == ZONE_SIMILAR)
      mark(w, i, false, zone_rule(ZONE_SIMILAR));
    else
      mark(w, i, true, "kept: the document is a description");
  }
  w->out->first = 0;
  w->out->end = (uint32_t)n;
}

/* Facts and sentences between the title and the run. */
static void reach_back(struct work *w) {
  if (w->title >= w->out->first) return;
  bool label = false;
  for (size_t i = w->title + 1; i < w->out->first; i++) {
    const struct look *k = &w->s->looks[i];
    const struct raw_block *b = &w->p->blocks[i];
    struct str text = raw_text(w->p, i);
    if (k->zone != ZONE_NONE || b->link_bytes * 2 > b->len) continue;
    bool fact = is_fact(text) && k->w.words <= 12;
    bool lead = k->heading && k->w.words >= 4 && i + 1 == w->out->first && !is_button(text, false);
    if (k->prose && k->w.words >= 10 && !b->controls && w->score[i] > 0)
      mark(w, i, true, "kept: sentence after the title");
    else if (lead)
      mark(w, i, true, "kept: heading after the title");
    else if (fact || (label && k->w.words <= 12) || has_money(text))
      mark(w, i, true, "kept: fact after the title");
    label = fact && k->w.words <= 4;
  }
}

/* "posted on" and "Posted 9 Days Ago", "job requisition id" and "JR119462" above the text: of the advertisement, not of
   the job. */
static void drop_clerical(struct work *w) {
  static const char *const labels[] = {"time type",      "posted on",         "date posted",   "job requisition id",
                                       "requisition id", "requisition",       "req id",        "job id",
                                       "job number",     "job reference",     "reference",     "ref",
                                       "reference no",   "vacancy reference", "job posting id"};
  bool of_label = false;
  for (size_t i = w->out->first; i < w->out->end; i++) {
    const struct look *k = &w->s->looks[i];
    char folded[HEADING_MAX_BYTES + 8];
    if (!w->out->v[i].keep) continue;
    if (k->prose || is_section(k->head)) break;
    if (k->w.words > 6) continue;
    size_t n = heading_fold(raw_text(w->p, i), folded);
    bool value = of_label && !k->heading, label = false;
    for (size_t j = 0; n && j < sizeof labels / sizeof labels[0]; j++) label = label || strcmp(folded, labels[j]) == 0;
    if (value || label || (n && strncmp(folded, "posted ", 7) == 0))
      mark(w, i, false, "dropped: about the advertisement");
    of_label = label;
  }
}

/* A run may end in a heading with nothing under it, or in a line that only a page has. */
static void trim_end(struct work *w) {
  size_t i = w->out->end;
  while (i > w->out->first) {
    const struct look *k = &w->s->looks[i - 1];
    struct chosen_block *c = &w->out->v[i - 1];
    struct str text = raw_text(w->p, i - 1);
    bool copyright = ascii_find_nocase(text, STR("all rights reserved")) >= 0 || str_starts(text, STR("\xC2\xA9"));
    if (c->keep) {
      bool empty_head = k->heading && !k->prose && !ascii_is_digit(text.ptr[0]);
      if (!empty_head && !copyright) break;
      mark(w, i - 1, false, copyright ? "dropped: copyright" : "dropped: heading with nothing under it");
    }
    i--;
  }
  w->out->end = (uint32_t)i;
}

/* A heading whose text was dropped says nothing: the next kept block is a heading too, and not the next of the page. */
static void drop_bare_headings(struct work *w) {
  size_t next = SIZE_MAX;
  for (size_t i = w->out->end; i-- > w->out->first;) {
    if (!w->out->v[i].keep) continue;
    bool gap = next != i + 1;
    if (next != SIZE_MAX && gap && w->p->blocks[i].kind == BLOCK_HEADING && w->p->blocks[next].kind == BLOCK_HEADING &&
        w->p->blocks[next].level <= w->p->blocks[i].level && !is_section(w->s->looks[i].head)) {
      mark(w, i, false, "dropped: heading with nothing under it");
      continue;
    }
    next = i;
  }
}

/* Bold lines and lines ended by a colon are headings of the posting. */
static void set_kinds(struct work *w) {
  for (size_t i = 0; i < w->p->block_count; i++) {
    const struct raw_block *b = &w->p->blocks[i];
    const struct look *k = &w->s->looks[i];
    struct chosen_block *c = &w->out->v[i];
    c->kind = b->kind;
    c->level = b->level;
    if (b->kind == BLOCK_PARAGRAPH && k->heading && !k->prose) {
      c->kind = BLOCK_HEADING;
      c->level = k->bold ? 5 : 6;
    }
  }
}

static void sum_kept(struct work *w) {
  size_t named[3] = {0};
  for (size_t i = 0; i < w->p->block_count; i++) {
    if (!w->out->v[i].keep) continue;
    const struct look *k = &w->s->looks[i];
    w->out->kept++;
    w->out->heads += head_is_proof(k->head) && k->exact;
    w->out->prose += k->prose;
    w->out->words += k->w.words;
    w->out->job += k->w.job + k->w.duty;
    named[k->named]++;
  }
  w->out->named = named[2] ? 2 : named[1] * 2 > w->out->kept ? 1 : 0;
}

enum status choose_blocks(const struct scene *scene, size_t title, bool whole, const uint8_t *seen, struct arena *a,
                          struct chosen *out, struct err *e) {
  const struct page *p = scene->page;
  *out = (struct chosen){0};
  struct work w = {.s = scene, .p = p, .seen = seen, .out = out, .title = title};
  out->v = ARENA_NEW(a, p->block_count + 1, struct chosen_block);
  w.score = ARENA_NEW(a, p->block_count + 1, float);
  if (!out->v || !w.score) return err_memory(e);
  for (size_t i = 0; i < p->block_count; i++) w.score[i] = score_block(&w, i);
  find_run(&w);
  if (whole) {
    keep_whole(&w);
  } else {
    extend_run(&w);
    keep_run(&w);
    drop_clerical(&w);
    reach_back(&w);
    trim_end(&w);
    drop_bare_headings(&w);
  }
  set_kinds(&w);
  sum_kept(&w);
  return ST_OK;
}
