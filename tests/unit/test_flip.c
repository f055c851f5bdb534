/* The flip set against brute force: every set of quotes of every size, on small postings made at random. */
#include "harness.h"

#include <stdio.h>

#include "classify/flip.h"

enum { CHIEF, HEAD, OTHER, ROLES };
enum { FOCUS, RISK, TITLE, CRITERIA };
enum { ENTRIES = 14, MOST_HITS = 9 };

static struct lexicon_criterion criteria[CRITERIA] = {
    {.id = {"focus", 5}}, {.id = {"risk", 4}}, {.id = {"title", 5}, .is_title = true}};
static struct lexicon_entry entries[ENTRIES];

/* Two entries of each sign for some pools, so that ranks, repeats, the cap and mixed signs all come up. */
static struct lexicon lexicon(uint32_t *seed) {
  struct lexicon lex = {.temperature = 1,
                        .language = STR("en"),
                        .repeats = {1, 0.4, 0.2},
                        .repeat_count = 3,
                        .ranks = {1, 0.5, 0.3},
                        .rank_count = 3,
                        .title_cap = 1.5,
                        .unclear_margin = 0.05,
                        .role_count = ROLES,
                        .criteria = criteria,
                        .criterion_count = CRITERIA,
                        .section_count = SECTION_COUNT,
                        .entries = entries,
                        .entry_count = ENTRIES};
  for (size_t s = 0; s < SECTION_COUNT; s++) lex.section_weights[s] = 1;
  lex.section_weights[SECTION_ABOUT] = 0.25;
  lex.section_weights[SECTION_BENEFITS] = 0;
  static const struct lexicon_role roles[] = {{.prior = -0.6, .rank = 2}, {.prior = -0.2, .rank = 1}, {.prior = 0.6}};
  memcpy(lex.roles, roles, sizeof roles);
  for (size_t i = 0; i < ENTRIES; i++) {
    *seed = *seed * 1664525u + 1013904223u;
    double weight = 0.2 + (*seed >> 16) % 20 / 10.0;
    if ((*seed >> 8) % 5 == 0) weight = -weight;
    entries[i] = (struct lexicon_entry){.id = {"entry", 5},
                                        .criterion = (uint16_t)(i % CRITERIA),
                                        .role = (uint16_t)(i / CRITERIA % ROLES),
                                        .hand_weight = weight,
                                        .weight = weight};
  }
  return lex;
}

/* Two paragraphs that are the same, so that a hit may say again what another says. */
#define PARAGRAPH "a text long enough to be taken for a posting by the rule on little text, all told"

static struct posting posting(void) {
  return (struct posting){.text = STR(PARAGRAPH "\n" PARAGRAPH),
                          .title = {.value = STR("a title of forty bytes and some to spare")},
                          .language = STR("en"),
                          .posting_count = 1};
}

static size_t hits_at_random(uint32_t *seed, struct hit v[MOST_HITS]) {
  static const uint8_t sections[] = {SECTION_DUTIES, SECTION_DUTIES, SECTION_ABOUT, SECTION_BENEFITS};
  size_t n = 3 + (*seed >> 20) % (MOST_HITS - 2);
  for (uint32_t i = 0; i < n; i++) {
    *seed = *seed * 1664525u + 1013904223u;
    uint32_t copy = i % 2, at = i / 2 * 4;
    bool same = copy && (*seed >> 8) % 3 == 0, title = (*seed >> 24) % 6 == 0 && !same;
    v[i] = (struct hit){.entry = same ? v[i - 1].entry : (*seed >> 12) % ENTRIES,
                        .block = title ? MATCH_TITLE_BLOCK : copy,
                        .start = title ? i * 4 : at + copy * (uint32_t)sizeof PARAGRAPH,
                        .len = 3,
                        .section = sections[(*seed >> 20) % 4],
                        .factor = 1,
                        .cue = UINT32_MAX};
  }
  return n;
}

static int role_without(const struct lexicon *lex, const struct posting *p, const struct verdict *v, unsigned gone,
                        struct arena *a) {
  struct evidence *rest = ARENA_NEW(a, v->evidence_count + 1, struct evidence);
  size_t n = 0;
  for (size_t i = 0; i < v->evidence_count; i++)
    if (!(gone >> i & 1) && !v->evidence[i].again) rest[n++].hit = v->evidence[i].hit;
  struct verdict now;
  assert_int_equal(classify_evidence(lex, p, rest, n, a, &now, NULL), ST_OK);
  return now.all.role;
}

/* Whether nothing among what is gone speaks for the role, or against one of its rivals. */
static bool none_speaks_for(int role, const struct verdict *v, unsigned gone) {
  for (size_t i = 0; i < v->evidence_count; i++) {
    const struct lexicon_entry *entry = &entries[v->evidence[i].hit.entry];
    if ((gone >> i & 1) && (entry->role == role) == (entry->weight > 0)) return false;
  }
  return true;
}

/* Size of the smallest set that makes it another role, 0 where there is none. */
static size_t brute_force(const struct lexicon *lex, const struct posting *p, const struct verdict *v, struct arena *a,
                          bool *unclear) {
  size_t least = 0;
  for (unsigned gone = 1; gone < 1u << v->evidence_count; gone++) {
    size_t size = (size_t)__builtin_popcount(gone);
    int role = role_without(lex, p, v, gone, a);
    *unclear |= role == ROLE_UNCLEAR;
    bool flips = role != ROLE_UNCLEAR && role != v->all.role && none_speaks_for(role, v, gone);
    if (flips && (least == 0 || size < least)) least = size;
  }
  return least;
}

static void test_brute_force(void **state) {
  (void)state;
  struct arena arena;
  arena_init(&arena, 0);
  uint32_t seed = 20261123;
  size_t sizes[MOST_HITS + 1] = {0}, never = 0, again = 0;
  struct posting p = posting();
  for (int round = 0; round < 600; round++) {
    arena_reset(&arena);
    struct lexicon lex = lexicon(&seed);
    struct hit v[MOST_HITS];
    struct hits hits = {.v = v, .count = hits_at_random(&seed, v)};
    struct verdict verdict;
    assert_int_equal(classify_posting(&lex, &p, &hits, &arena, &verdict, NULL), ST_OK);
    struct flip flip;
    assert_int_equal(flip_find(&lex, &p, &verdict, &arena, &flip, NULL), ST_OK);
    if (verdict.all.role == ROLE_UNCLEAR) {
      assert_int_equal(flip.kind, FLIP_NO_VERDICT);
      continue;
    }
    bool unclear = false;
    size_t least = brute_force(&lex, &p, &verdict, &arena, &unclear);
    if (least == 0) {
      assert_true(flip.kind == FLIP_NEVER || flip.kind == FLIP_ONLY_UNCLEAR);
      if (flip.kind == FLIP_ONLY_UNCLEAR) assert_true(unclear);
      never++;
      continue;
    }
    if (flip.kind == FLIP_FOUND && flip.count != least)
      print_error("round %d: %zu, not %zu\n", round, flip.count, least);
    assert_int_equal(flip.kind, FLIP_FOUND);
    assert_true(flip.smallest);
    assert_int_equal(flip.count, least);
    unsigned gone = 0;
    for (size_t i = 0; i < flip.count; i++) gone |= 1u << flip.items[i];
    assert_int_equal(role_without(&lex, &p, &verdict, gone, &arena), flip.role);
    assert_int_not_equal(flip.role, verdict.all.role);
    sizes[least]++;
    for (size_t i = 0; i < verdict.evidence_count; i++) again += verdict.evidence[i].again;
  }
  arena_free(&arena);
  assert_true(sizes[1] > 20 && sizes[2] > 20 && sizes[3] > 5 && never > 20 &&
              again > 20); /* the test is worth something */
}

/* 900 quotes for one role, each of which moves up when another goes: too many to take away one by one, and that is what
   it says, rather than "never". */
static void test_many(void **state) {
  (void)state;
  struct arena arena;
  arena_init(&arena, 0);
  uint32_t seed = 7;
  struct lexicon lex = lexicon(&seed);
  for (size_t i = 0; i < ENTRIES; i++) entries[i].weight = entries[i].hand_weight = 1;
  static struct hit v[900];
  static char text[3601];
  for (uint32_t i = 0; i < 900; i++) snprintf(text + 4 * i, 5, "%03u ", (unsigned)i);
  for (uint32_t i = 0; i < 900; i++)
    v[i] = (struct hit){
        .entry = i % 2 ? 0 : 1, .start = i * 4, .len = 3, .section = SECTION_DUTIES, .factor = 1, .cue = UINT32_MAX};
  struct hits hits = {.v = v, .count = 900};
  struct posting p = posting();
  p.text = (struct str){text, 3600};
  struct verdict verdict;
  assert_int_equal(classify_posting(&lex, &p, &hits, &arena, &verdict, NULL), ST_OK);
  assert_int_equal(verdict.all.role, CHIEF);
  struct flip flip;
  assert_int_equal(flip_find(&lex, &p, &verdict, &arena, &flip, NULL), ST_OK);
  assert_int_equal(flip.kind, FLIP_TOO_LONG);
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_brute_force), cmocka_unit_test(test_many)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
