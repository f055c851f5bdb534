/* card.h: the criteria card: for each criterion of the lexicon that describes the job, which role the posting's words
   lean to, how strongly, and the quotes that say so. Nothing found is an answer of its own: silent. Pure. */
#ifndef ROLECALL_CARD_H
#define ROLECALL_CARD_H

#include "report.h"

enum { CARD_QUOTES = 3, CARD_NONE = -1 };

enum card_strength { CARD_SILENT = 0, CARD_EVEN, CARD_SLIGHT, CARD_CLEAR, CARD_STRONG };
/* "silent", "even", "slightly", "clearly", "strongly" */
const char *card_strength_name(enum card_strength s);

struct card_row {
  uint32_t criterion;
  enum card_strength strength;
  int role;                     /* leans to it, or away from it; CARD_NONE: silent or even */
  bool against;                 /* away from `role`: the criterion speaks of no other */
  int32_t lead;                 /* thousandths of a nat: the lean over the next role; 0 where silent or even */
  uint32_t quotes[CARD_QUOTES]; /* numbers in verdict.evidence, the heaviest first */
  size_t quote_count, hit_count;
};

/* Row `n` of the card, in the lexicon's order. False: there is none. Title criteria and those with `card = no` have a
   row only where something was found. A slight lean is under 0.5 nats (odds of 1.6), a strong one at least 1.5 (4.5);
   where several roles are closer than the lexicon's `faint`, it is even. */
bool card_row(const struct result *r, const struct report_options *o, size_t n, struct card_row *out);
/* The role a row leans to or away from: "C", "-O"; "·" where it does neither. */
void card_letter(const struct card_row *row, const struct lexicon *lex, struct buf *out);

/* What the posting's title would have to be for the body: the given title with the words that name its role replaced
   ("COO, Europe" to "Head of Operations, Europe"), or the role's name. False: it fits, or nothing can be suggested. */
bool card_suggest_title(const struct result *r, const struct report_options *o, struct buf *out);
/* The quotes of the body that matter most for how it reads: up to CARD_QUOTES, numbers in verdict.evidence. */
size_t card_main_quotes(const struct result *r, const struct report_options *o, uint32_t out[CARD_QUOTES]);

/* As text, a row a line; and as the value of a JSON key. */
struct json_out;
void card_text(const struct result *r, const struct report_options *o, struct buf *out);
void card_json(struct json_out *j, const struct result *r, const struct report_options *o);

#endif
