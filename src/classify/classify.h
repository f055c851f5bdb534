/* classify.h: hits to a verdict. The sum is exact: every contribution is a whole number of thousandths of a nat,
   rounded once, and score[r] = prior[r] + the contributions to r; probabilities are the softmax of the scores divided
   by the lexicon's temperature. Pure: no state, no allocation but from the arena. */
#ifndef ROLECALL_CLASSIFY_H
#define ROLECALL_CLASSIFY_H

#include "../match/match.h"

enum { ROLE_UNCLEAR = -1 };

enum unclear_reason {
  UNCLEAR_NOT = 0,
  UNCLEAR_TIE,              /* the two best are closer than the lexicon's unclear-margin */
  UNCLEAR_CONFLICT,         /* the same, with strong evidence on both sides */
  UNCLEAR_TOO_LITTLE_TEXT,  /* no sentence about duties */
  UNCLEAR_NO_POSTING,       /* nothing on the page */
  UNCLEAR_SEVERAL_POSTINGS, /* one row cannot answer for all of them */
  UNCLEAR_OTHER_LANGUAGE    /* the lexicon is written for another language */
};
const char *unclear_reason_name(enum unclear_reason r);

enum fit { FIT_UNCLEAR = 0, FIT_FITS, FIT_PROMISES_MORE, FIT_PROMISES_LESS, FIT_DIFFERENT };
const char *fit_name(enum fit f);
/* Whether a title that names one role fits a body that reads as another; unclear where either is. */
enum fit fit_of_roles(const struct lexicon *lex, int title, int body);

/* A hit and what it adds. contribution = round(1000 * weight * section * cue * repeat * rank), where weight is the
   entry's, section the section's weight (1 in the title), cue the factor a cue left, repeat the factor for the 1st,
   2nd, ... hit of the same entry (best placed first), rank that for the 1st, 2nd, ... entry of the same criterion and
   role (heaviest hand weight first). Title hits of one
   role together are cut at the title cap, in that order.
   Two hits of one entry say the same where they and up to SAME_BYTES on each side of them, within the block, are the
   same bytes: pages hold paragraphs twice (a teaser, a copy for narrow screens), which is no emphasis. The better
   placed counts, the other does not, and the title says nothing the same as the body. */
enum { SAME_BYTES = 80 };
struct evidence {
  struct hit hit;
  int32_t contribution; /* thousandths of a nat */
  double section, repeat, rank;
  bool again;    /* says the same as another hit, see below; its repeat factor is 0 */
  bool is_title; /* a title hit: counts for `role` and `title_role`, not for `body_role` */
  bool counts;   /* false: silenced by a cue or its section, said too often, or said again */
};

struct scores {
  int32_t score[LEXICON_ROLES_MAX]; /* thousandths of a nat, prior included */
  double probability[LEXICON_ROLES_MAX];
  int role;      /* the most probable, or ROLE_UNCLEAR */
  double margin; /* its lead over the second, in probability */
};

struct verdict {
  int32_t prior[LEXICON_ROLES_MAX];
  struct scores all;  /* title and body: the verdict */
  struct scores body; /* without title hits */
  int title_role;     /* from the title alone: the role its hits add most to; the "another job" role where it has none;
                         ROLE_UNCLEAR without a title or on a tie */
  enum unclear_reason reason, body_reason;
  enum fit fit; /* title_role against body.role; unclear where either is, or where they differ and yet title and body
                   together read as the title's role: the body does not outweigh the title */
  struct evidence *evidence; /* all hits: those that count first, by size of contribution, then by place */
  size_t evidence_count, counting_count;
  size_t clear_count; /* of the counting ones, those of at least the lexicon's `faint`: what is worth a reader's eye */
};

/* `out` lives in the arena. ST_OK or ST_FATAL (out of memory). */
NODISCARD enum status classify_posting(const struct lexicon *lex, const struct posting *p, const struct hits *hits,
                                       struct arena *arena, struct verdict *out, struct err *e);
/* The same from evidence of which only the hits are set; its `n` items are filled and put in order, and become the
   verdict's. What a verdict would be without some of its hits is asked in this way. */
NODISCARD enum status classify_evidence(const struct lexicon *lex, const struct posting *p, struct evidence *evidence,
                                        size_t n, struct arena *arena, struct verdict *out, struct err *e);

#endif
