/* view.h: what the page needs to show a posting with its evidence on the words themselves. */
#ifndef ROLECALL_VIEW_H
#define ROLECALL_VIEW_H

#include "../report/report.h"

/* One JSON object: `result` is what report_json writes with all evidence; `title` and each of `blocks` have their
   `text` and `spans`, in order of `start`: `start` and `end` count UTF-16 units of the text (as JavaScript does),
   `item` is the number of the hit in `evidence`, `faint` and `silenced` of the result, taken as one list. Spans may
   overlap. Blocks also have `kind` (paragraph, item, heading), `level` and `section`. `card` is the criteria card
   (card.h) with the items of its quotes, `suggestion` a title that would fit, or null, `flip` what
   would change the answer (flip.h): `kind` and, where it was found, `role`, `probability`, `smallest` and the `items`
   to take away. Without a posting there is only `result`. `arena` lends room. Time is linear in the text but for the
   flip set, whose search is bounded by FLIP_WORK. `out->failed` tells of memory. */
void view_json(const struct result *r, const struct lexicon *lex, struct arena *arena, struct buf *out);

#endif
