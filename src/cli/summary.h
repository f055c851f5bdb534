/* summary.h: what a run counts, and how it is told at the end: below a text report, and on standard error. */
#ifndef ROLECALL_SUMMARY_H
#define ROLECALL_SUMMARY_H

#include "../report/report.h"

enum { ERR_CODES = ERR_INTERNAL + 1 };

/* Counts of one document or of many; they add up. */
struct tally {
  uint64_t rows, failed, warned, bytes;
  uint64_t roles[LEXICON_ROLES_MAX + 1]; /* the last: unclear */
  uint64_t fits[FIT_DIFFERENT + 1];
  uint64_t failed_by[ERR_CODES], warned_by[ERR_CODES];
};

void tally_count(struct tally *t, const struct result *r);
void tally_add(struct tally *all, const struct tally *more);
/* Titles that promise more or less than the posting, or name another job. */
uint64_t tally_misfits(const struct tally *t);

/* A row of the table that closes a text report. */
struct brief {
  char *id, *title; /* on the heap; NULL: none, or no memory for it */
  int role;
  enum fit fit;
  bool failed;
};
enum { SUMMARY_BRIEFS = 40 };

struct brief brief_of(const struct result *r);
void brief_free(struct brief *b);

/* Below a text report over several documents: a row each, as far as there are briefs, then counts by role and fit. */
void summary_table(const struct tally *t, const struct lexicon *lex, const struct brief *briefs, size_t brief_count,
                   struct buf *out);
/* For standard error: how many, how fast, by status; by role and fit where there is a lexicon; what went wrong. */
void summary_lines(const struct tally *t, const struct lexicon *lex, double seconds, struct buf *out);

#endif
