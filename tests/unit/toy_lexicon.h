/* toy_lexicon.h: a lexicon made by hand for the tests of the learn room: three roles without priors, five entries each
   of a criterion of its own, no ranks, repeats or sections to reckon with. */
#ifndef ROLECALL_TEST_TOY_LEXICON_H
#define ROLECALL_TEST_TOY_LEXICON_H

#include "classify/classify.h"

enum { CHIEF, HEAD, OTHER };
enum { BOARD, STRATEGY, SITE, ANCHOR, TITLE, CUE, ENTRIES };

static struct lexicon_entry toy_entries[ENTRIES] = {
    {.id = {"a.board", 7}, .criterion = 0, .role = CHIEF, .hand_weight = 2, .weight = 2},
    {.id = {"b.strategy", 10}, .criterion = 1, .role = CHIEF, .hand_weight = 1, .weight = 1},
    {.id = {"c.site", 6}, .criterion = 2, .role = HEAD, .hand_weight = 1, .weight = 1},
    {.id = {"d.anchor", 8}, .criterion = 3, .role = OTHER, .hand_weight = -1, .weight = -1},
    {.id = {"title.chief", 11}, .criterion = 4, .role = CHIEF, .hand_weight = 1, .weight = 1},
    {.id = {"cue.not", 7}, .criterion = LEXICON_NO_INDEX, .role = LEXICON_NO_INDEX, .is_cue = true},
};

static struct lexicon_criterion toy_criteria[] = {
    {.id = {"a", 1}}, {.id = {"b", 1}}, {.id = {"c", 1}}, {.id = {"d", 1}}, {.id = {"title", 5}, .is_title = true}};

static inline struct lexicon toy_lexicon(void) {
  struct lexicon lex = {.name = STR("Toy"),
                        .version = STR("1"),
                        .temperature = 1,
                        .repeats = {1},
                        .repeat_count = 1,
                        .ranks = {1},
                        .rank_count = 1,
                        .title_cap = 5,
                        .unclear_margin = 0.01,
                        .role_count = 3,
                        .criteria = toy_criteria,
                        .criterion_count = 5,
                        .section_count = SECTION_COUNT,
                        .entries = toy_entries,
                        .entry_count = ENTRIES};
  for (size_t s = 0; s < SECTION_COUNT; s++) lex.section_weights[s] = 1;
  lex.roles[CHIEF] = (struct lexicon_role){.id = STR("coo"), .short_name = STR("COO"), .letter = STR("C"), .rank = 2};
  lex.roles[HEAD] = (struct lexicon_role){.id = STR("head"), .short_name = STR("Head"), .letter = STR("H"), .rank = 1};
  lex.roles[OTHER] = (struct lexicon_role){.id = STR("other"), .short_name = STR("other"), .letter = STR("O")};
  return lex;
}

static inline struct hit toy_hit(uint32_t entry, uint32_t start, uint32_t len) {
  bool title = entry == TITLE;
  return (struct hit){.entry = entry,
                      .block = title ? MATCH_TITLE_BLOCK : 0,
                      .start = start,
                      .len = len,
                      .section = SECTION_DUTIES,
                      .factor = 1,
                      .cue = UINT32_MAX};
}

#endif
