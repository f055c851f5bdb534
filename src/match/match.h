/* match.h: finds the phrases of a lexicon in a posting. A matcher is made once from a lexicon and shared; each worker
   has its own scratch. Time is linear in the text (times the longest phrase); no allocation per hit once the scratch
   has grown. */
#ifndef ROLECALL_MATCH_H
#define ROLECALL_MATCH_H

#include "../base/fold.h"
#include "../extract/posting.h"
#include "../lexicon/lexicon.h"

#define MATCH_TITLE_BLOCK UINT32_MAX
#define MATCH_NO_CUE UINT32_MAX

struct hit {
  uint32_t entry;      /* number in lexicon.entries; never a cue */
  uint32_t block;      /* number in posting.blocks, or MATCH_TITLE_BLOCK */
  uint32_t start, len; /* bytes of posting.text; of posting.title.value with MATCH_TITLE_BLOCK */
  uint8_t section;     /* enum section; 0 for the title */
  double factor;       /* 1, or what a cue left of it; 0: it does not count */
  uint32_t cue;        /* entry number of the cue that weakened it; MATCH_NO_CUE: none */
};

struct hits {
  struct hit *v; /* in order of block (the title first), start, then entry */
  size_t count, size;
};

struct matcher;
struct match_scratch;

/* "PCRE2 10.42 2022-12-11 (built with 10.42), JIT on" */
void match_library_version(char *out, size_t size);

/* ST_SKIP: the lexicon comes from an image whose tables do not hold together; read it from the text. */
NODISCARD enum status matcher_new(const struct lexicon *lex, struct matcher **out, struct err *e);
/* Adds the matcher's tables to an image; they must outlive it. */
void matcher_store(const struct matcher *m, struct image *out);
void matcher_free(struct matcher *m);
const struct lexicon *matcher_lexicon(const struct matcher *m);
NODISCARD enum status match_scratch_new(const struct matcher *m, struct match_scratch **out, struct err *e);
void match_scratch_free(struct match_scratch *s);

/* All hits of the posting, cues applied: leftmost-longest for each entry, hits of one entry never overlapping; in the
   title, and among entries of a title criterion in the body, a hit that another covers is silenced (longest wins).
   `out` lives in the scratch until its next use. Headings' hits count in the section that follows.
   Cues: a hit is touched where it begins inside the reach, in the same sentence (a `sentence` reaches 200 words at
   most), and neither holds the cue nor is part of it; of several cues the smallest factor counts, then the first. A cue
   with factor 1 keeps the shorter cues inside it quiet.
   ST_WARN: all is well but for a regular expression that met its limit (e names it by path and line); it found nothing
   in that sentence. */
NODISCARD enum status match_posting(const struct matcher *m, struct match_scratch *scratch, const struct posting *p,
                                    struct hits *out, struct err *e);

/* Whether any phrase of one entry (or cue) hits the text, taken as one block; `where`, cues and other entries left
   aside. For examples and tools. */
NODISCARD enum status match_entry(const struct matcher *m, struct match_scratch *scratch, size_t entry, struct str text,
                                  bool *found, struct err *e);

#endif
