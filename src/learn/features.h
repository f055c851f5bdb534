/* features.h: a posting as the trainer sees it: for each entry of the lexicon how much of its weight counts. The score
   of a role is linear in these, so fitting weights is a convex problem but for the way signs are kept (train.h). */
#ifndef ROLECALL_FEATURES_H
#define ROLECALL_FEATURES_H

#include "../classify/classify.h"

struct feature {
  uint32_t entry;
  double x; /* sum over the entry's hits of section * cue * repeat * rank */
};

struct example {
  const struct feature *features;
  size_t feature_count;
  int label;      /* a role's number */
  uint32_t group; /* of one employer: never parted between training and test */
  double weight;
};

/* What of a posting is seen. Training on all four teaches weights that hold without the title and on a short text. */
enum view { VIEW_ALL, VIEW_BODY, VIEW_BEGINNING, VIEW_BODY_BEGINNING, VIEW_COUNT };
enum { VIEW_BEGINNING_BYTES = 900 };

/* Features of one view, in the arena. ST_OK or ST_FATAL. */
NODISCARD enum status features_of(const struct lexicon *lex, const struct posting *p, const struct hits *hits,
                                  enum view view, struct arena *arena, struct example *out, struct err *e);

#endif
