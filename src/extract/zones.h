/* zones.h: which parts of a page are no posting by what they are called: menus, footers, cookie banners, dialogs,
   forms, lists of other jobs, comments, share bars. Names lie (a <form> around the whole page, a "modal" that is the
   posting, tabs that are hidden until clicked), so each name only counts where the element holds no more than a share
   of the page's posting-like text. Internal to this room. */
#ifndef ROLECALL_ZONES_H
#define ROLECALL_ZONES_H

#include "headings.h"
#include "page.h"
#include "words.h"

enum zone {
  ZONE_NONE = 0,
  ZONE_MENU,
  ZONE_FOOTER,
  ZONE_COOKIE,
  ZONE_PRIVACY,
  ZONE_DIALOG,
  ZONE_FORM,
  ZONE_SIMILAR,
  ZONE_COMMENTS,
  ZONE_SHARE,
  ZONE_HIDDEN,
  ZONE_COUNT
};

/* What one raw block looks like by itself. */
struct look {
  struct line_words w;
  uint8_t head;  /* enum head, where the block may be a heading by its form */
  bool bold;     /* all of it, or nearly */
  bool heading;  /* h1-h6, or a bold line, or a short line ended by a colon, or a known heading as a line */
  bool exact;    /* the whole line is a known heading */
  bool prose;    /* a sentence or a list item of some length that is mostly no link */
  uint8_t zone;  /* enum zone */
  uint8_t named; /* in an element that is named as the posting: 1 by its class, 2 as microdata */
  uint16_t near; /* form controls beside it, two blocks to each side */
  float mass;    /* posting-like words */
};

/* A section that only postings have: duties, requirements, benefits, the company. Facts like "Location" are no proof.
 */
static inline bool head_is_proof(uint8_t head) {
  return head >= HEAD_DUTIES && head <= HEAD_BENEFITS;
}

/* Sums over blocks 0..i, so that any element's sum is one subtraction. */
struct sums {
  float mass, boiler; /* words of posting-like, of privacy-like lines */
  uint32_t words, link_words, controls, privacy, job;
  uint32_t heads; /* heads: headings of sections that only postings have */
};

enum { HITS_MAX = 64 };

/* An element whose names say that it holds a field (enum ats_field), a picture, or an itemprop "name". */
struct hit {
  uint32_t element;
  uint8_t field;
  bool picture, item_name;
};

struct scene {
  const struct page *page;
  struct look *looks; /* one a raw block */
  struct sums *upto;  /* block_count + 1 */
  uint8_t *zones;     /* one an element, inherited */
  bool has_named;
  struct hit hits[HITS_MAX];
  size_t hit_count;
};

static inline struct sums scene_sum(const struct scene *s, size_t first, size_t end) {
  struct sums a = s->upto[first], b = s->upto[end];
  return (struct sums){b.mass - a.mass,         b.boiler - a.boiler,   b.words - a.words, b.link_words - a.link_words,
                       b.controls - a.controls, b.privacy - a.privacy, b.job - a.job,     b.heads - a.heads};
}

static inline struct str raw_text(const struct page *p, size_t i) {
  return str_sub(p->text, p->blocks[i].start, (size_t)p->blocks[i].start + p->blocks[i].len);
}

/* Looks at every block and names the zone of every element and block. Memory from the arena; ERR_MEMORY is the only
   failure. Linear in elements and text. */
NODISCARD enum status zones_find(const struct page *page, struct arena *a, struct scene *out, struct err *e);
/* "menu", "footer", ...: why a block there is dropped. Static. */
const char *zone_rule(enum zone z);
/* For the test of the table. */
bool zones_sorted(void);

#endif
