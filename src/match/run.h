/* run.h: what matching works on: hits in tokens, before they become bytes of the posting. Internal to this room. */
#ifndef ROLECALL_RUN_H
#define ROLECALL_RUN_H

#include "match.h"

/* A hit of an entry or a cue: tokens first .. end - 1. */
struct found {
  uint32_t entry, first, end;
  uint32_t cue; /* entry of the cue that weakened it, or MATCH_NO_CUE */
  double factor;
  bool is_dropped;
};

/* The hits of one block (or of the title), in order of first token, then entry. */
struct found_list {
  struct found *v;
  size_t count;
};

/* Drops title hits that another one covers: among all of the list with `all`, else among those of title criteria. */
void found_silence(struct found_list list, const struct lexicon *lex, bool all);
/* Lets the cues of the list weaken the other hits. `tokens` are those of the block: first .. end - 1. */
void found_apply_cues(struct found_list list, const struct lexicon *lex, const struct tokens *tokens, uint32_t first,
                      uint32_t end);

#endif
