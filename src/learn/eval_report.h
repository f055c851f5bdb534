/* eval_report.h: an evaluation as text, Markdown, CSV, JSON or a self-contained HTML page. Pure: reads the results,
   writes the buf; `out->failed` tells of memory. The same numbers stand in each. */
#ifndef ROLECALL_EVAL_REPORT_H
#define ROLECALL_EVAL_REPORT_H

#include "../base/buf.h"
#include "compare.h"
#include "crossval.h"
#include "sheet.h"

struct eval_report {
  struct str data;  /* path of the gold */
  struct str split; /* empty: all of it */
  const struct eval_results *results;
  const struct crossval *crossval;       /* NULL: answers by the lexicon as it is */
  const struct compare_results *compare; /* NULL: one lexicon alone */
  const struct lexicon *second;          /* the lexicon compared with */
  size_t errors_shown;                   /* wrong answers listed at most */
};

/* Everything as tables, in the arena. */
void eval_sheet(const struct eval_report *r, struct arena *arena, struct sheet *out);

void eval_report_text(const struct eval_report *r, struct arena *arena, struct buf *out);
void eval_report_markdown(const struct eval_report *r, struct arena *arena, struct buf *out);
void eval_report_csv(const struct eval_report *r, struct arena *arena, struct buf *out);
void eval_report_json(const struct eval_report *r, struct buf *out);
void eval_report_html(const struct eval_report *r, struct arena *arena, struct buf *out);

#endif
