/* The linter: each thing that it warns of, with its place; and that a clean lexicon stays without a word. */
#include "base/err.h"
#include "lexdir.h"
#include "lexicon/check.h"

#define REST "role = coo\nweight = 1\nsource = s\nmatch = x\nmiss = y\n"
#define OTHER "role = hoo\nweight = 1\nsource = s\nmatch = x\nmiss = y\n"

static const struct {
  const char *sets, *focus, *cues;
  const char *file;
  uint32_t line, column;
  bool is_error;
  const char *message; /* NULL: nothing to say */
} cases[] = {
    {"", "[focus.a]\nphrase = lead the team\nphrase = board\n" REST, "", "", 0, 0, false, NULL},
    {"", "[focus.a]\nphrase = lead\nphrase = lead ..3 team\n" REST, "", "", 0, 0, false, NULL},
    {"", "[focus.a]\nphrase = lead\nphrase =  Lead\n" REST, "", "focus.txt", 3, 11, true,
     "duplicate: the same phrase as on line 2"},
    {"", "[focus.a]\nphrase = (a1|b1) cc\nphrase = ( a1 | b1 )  cc\n" REST, "", "focus.txt", 3, 10, true, "duplicate"},
    {"", "[focus.a]\nphrase = lead\n" REST "[focus.b]\nphrase = lead\n" REST, "", "focus.txt", 9, 10, false,
     "duplicate: focus.a (line 2)"},
    {"", "[focus.a]\nphrase = lead\n" REST "[focus.b]\nphrase = lead\n" OTHER, "", "focus.txt", 9, 10, true,
     "contradictory: focus.a (line 2)"},
    {"",
     "[focus.a]\nphrase = lead\n" REST
     "[focus.b]\nphrase = lead\nrole = coo\nweight = -1\nsource = s\nmatch = x\nmiss = y\n",
     "", "focus.txt", 9, 10, true, "contradictory"},
    {"", "[focus.a]\nphrase = lead [the] team\nphrase = lead the team\n" REST, "", "focus.txt", 3, 10, false,
     "shadowed: the phrase on line 2"},
    {"", "[focus.a]\nphrase = lead the team\nphrase = lead* (the | a) team\n" REST, "", "focus.txt", 2, 10, false,
     "shadowed: the phrase on line 3"},
    {"", "[focus.a]\nphrase = lead ..2 team\nphrase = lead ..1 team\n" REST, "", "focus.txt", 3, 10, false, "shadowed"},
    {"", "[focus.a]\nphrase = lead ..1 team\nphrase = lead [the our] team\n" REST, "", "", 0, 0, false, NULL},
    {"[set.s]\nwords = aa | bb\n", "[focus.a]\nphrase = lead @s\nphrase = lead bb\n" REST, "", "focus.txt", 3, 10,
     false, "shadowed"},
    {"[set.s]\nwords = aa\n", "[focus.a]\nphrase = lead\n" REST, "", "sets.txt", 1, 2, false,
     "no phrase uses the set @s"},
    {"", "[focus.a]\nphrase = /lead(er)?/\n" REST, "", "focus.txt", 2, 10, false, "slow: a regular expression"},
    {"", "[focus.a]\nphrase = /lead(er)?/\nwhere = title\n" REST, "", "", 0, 0, false, NULL},
    {"", "[focus.a]\nphrase = /day-to-day/\n" REST, "", "focus.txt", 2, 10, false, "never matching"},
    {"", "[focus.a]\nphrase = lead\nrole = coo\nweight = 0\nsource = s\nmatch = x\nmiss = y\n", "", "focus.txt", 1, 2,
     false, "weight 0"},
    {"", "[focus.a]\nphrase = lead\nrole = coo\nweight = 1\nmatch = x\nmiss = y\n", "", "focus.txt", 1, 2, false,
     "no 'source'"},
    {"", "[focus.a]\nphrase = lead\nrole = coo\nweight = 1\nsource = s\nmiss = y\n", "", "focus.txt", 1, 2, false,
     "no 'match'"},
    {"", "[focus.a]\nphrase = lead\nrole = coo\nweight = 1\nsource = s\nmatch = x\n", "", "focus.txt", 1, 2, false,
     "no 'miss'"},
    {"", "[focus.a]\nphrase = lead\n" REST,
     "[cue.c]\nphrase = not\nreach = after 2\nfactor = 0\nonly = title\nspares = title\nsource = s\nmatch = x\nmiss = "
     "y\n",
     "cues.txt", 1, 2, false, "touches no criterion"},
};

static void test_lint(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct lexdir d;
    lexdir_make(&d);
    lexdir_add(&d, "lexicon.txt", LEXDIR_SETTINGS);
    lexdir_add(&d, "sets.txt", cases[i].sets);
    lexdir_add(&d, "focus.txt", cases[i].focus);
    lexdir_add(&d, "cues.txt", cases[i].cues);
    struct lexicon *lex;
    struct lexicon_notes notes;
    struct err e = {0};
    if (lexicon_load(d.path, &lex, &notes, &e) != ST_OK) fail_msg("case %zu: %s", i, e.msg);
    assert_int_equal(lexicon_lint(lex, &notes, &e), ST_OK);
    bool found = cases[i].message == NULL && notes.count == 0;
    for (size_t k = 0; k < notes.count && cases[i].message; k++) {
      const struct lexicon_note *n = &notes.v[k];
      found |= n->line == cases[i].line && n->column == cases[i].column && n->is_error == cases[i].is_error &&
               strstr(n->path, cases[i].file) && strstr(n->message, cases[i].message);
    }
    if (!found) {
      for (size_t k = 0; k < notes.count; k++)
        print_error("%s:%u:%u: %s\n", notes.v[k].path, notes.v[k].line, notes.v[k].column, notes.v[k].message);
      fail_msg("case %zu: wanted %s", i, cases[i].message ? cases[i].message : "nothing");
    }
    lexicon_free(lex);
    lexicon_notes_free(&notes);
    lexdir_remove(&d);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_lint)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
