/* Reading a lexicon folder: what is taken from it, and every message with its file, line and column. */
#include "base/err.h"
#include "lexdir.h"

#define ENTRY "role = coo\nweight = 1\nphrase = lead\n"
#define GOOD "[focus.a]\n" ENTRY

static enum status load(struct lexdir *d, struct lexicon **lex, struct lexicon_notes *notes) {
  struct err e = {0};
  enum status st = lexicon_load(d->path, lex, notes, &e);
  assert_true((st == ST_OK) == (e.code == ERR_NONE));
  return st;
}

static void put_good(struct lexdir *d) {
  lexdir_add(d, "lexicon.txt", "\xEF\xBB\xBF# a comment\r\n" LEXDIR_SETTINGS);
  lexdir_add(d, "sets.txt",
             "[set.area]\nwords = @site | region\n[set.site]\nwords = site | plant\nwords = shop floor\n");
  lexdir_add(d, "focus.txt",
             "# comment\n\n[focus.b]\r\nphrase = run the @area\r\nphrase = day-to-day\r\nrole = hoo\r\nweight = 1.2\r\n"
             "source = role guide, focus = all\r\nmatch = Run the site.\r\nmiss = Run.\r\nmiss = Walk.\r\n"
             "[focus.a]\nphrase = board\nrole = coo\nweight = -0.5\nwhere = both\n");
  lexdir_add(d, "supply-chain.txt", "[supply-chain.stock]\nphrase = stock\nrole = other\nweight = 2\nwhere = title\n");
  lexdir_add(d, "cues.txt",
             "[cue.not]\nphrase = not\nreach = after 6\nfactor = 0\nspares = focus\n"
             "[cue.past]\nphrase = former\nreach = sentence\nfactor = 0.25\nonly = focus title\n");
  lexdir_add(d, "weights.tsv", "# fitted\nfocus.b\t0.75\nfocus.gone\t1\ncue.not\t1\n");
}

static void test_good(void **state) {
  (void)state;
  struct lexdir d;
  lexdir_make(&d);
  put_good(&d);
  struct lexicon *lex;
  struct lexicon_notes notes;
  assert_int_equal(load(&d, &lex, &notes), ST_OK);
  assert_str(lex->name, "Test");
  assert_str(lex->version, "7");
  assert_str(lex->language, "en");
  assert_true(lex->temperature > 1.49 && lex->temperature < 1.51);
  assert_int_equal(lex->repeat_count, 2);
  assert_int_equal(lex->role_count, 3);
  assert_str(lex->roles[0].short_name, "COO");
  assert_str(lex->roles[1].short_name, "Head of Operations");
  assert_str(lex->roles[1].letter, "H");
  assert_int_equal(lex->roles[0].rank, 2);
  assert_int_equal(lex->criterion_count, 3);
  assert_true(lex->criteria[0].is_title && !lex->criteria[1].is_title);
  assert_str(lex->criteria[2].name, "Supply chain");
  assert_int_equal(lex->section_count, 2);
  assert_int_equal(lex->entry_count, 5); /* cues.txt, focus.txt, supply-chain.txt */
  const struct lexicon_entry *cue = &lex->entries[1], *b = &lex->entries[2], *a = &lex->entries[3];
  assert_true(cue->is_cue && cue->reach_kind == REACH_SENTENCE && cue->criterion == LEXICON_NO_INDEX);
  assert_true(cue->touches[0] && cue->touches[1] && !cue->touches[2]);
  assert_true(!lex->entries[0].touches[1] && lex->entries[0].touches[2] && lex->entries[0].reach == 6);
  assert_str(b->id, "focus.b");
  assert_int_equal(b->line, 3);
  assert_int_equal(b->text->phrase_count, 2);
  assert_int_equal(b->text->miss_count, 2);
  assert_str(b->text->source, "role guide, focus = all");
  assert_str(b->text->matches[0], "Run the site.");
  assert_true(b->hand_weight > 1.19 && b->weight > 0.74 && b->weight < 0.76 && b->where == WHERE_BODY);
  assert_true(a->weight < -0.49 && a->where == WHERE_BOTH);
  assert_int_equal(lexicon_find(lex, STR("focus.a")), 3);
  assert_true(lexicon_find(lex, STR("focus.z")) == SIZE_MAX);
  const char *path;
  struct str text;
  uint32_t line, column;
  assert_true(lexicon_place(lex, b->text->misses[1].ptr, &path, &text, &line, &column));
  assert_int_equal(line, 11);
  assert_int_equal(column, 8);
  assert_int_equal(notes.count, 2);
  assert_true(!notes.v[0].is_error && notes.v[0].line == 3 && strstr(notes.v[0].message, "no entry has this id"));
  assert_true(!notes.v[1].is_error && notes.v[1].line == 4 && strstr(notes.v[1].message, "a cue"));
  uint64_t hash = lex->hash;
  lexicon_free(lex);
  lexicon_notes_free(&notes);
  assert_int_equal(load(&d, &lex, NULL), ST_OK);
  assert_true(lex->hash == hash);
  lexicon_free(lex);
  lexdir_remove(&d);
}

struct bad {
  const char *file, *text;
  uint32_t line, column;
  const char *message;
};

static const struct bad bad_cases[] = {
    /* the shape of a file */
    {"focus.txt", "phrase = lead\n", 1, 1, "before the first [section]"},
    {"focus.txt", GOOD "  something\n", 5, 3, "neither a [section] nor a line"},
    {"focus.txt", GOOD "Match = x\n", 5, 1, "a key is lower-case"},
    {"focus.txt", GOOD " = x\n", 5, 2, "a key is missing"},
    {"focus.txt", GOOD "source =\n", 5, 8, "nothing behind '='"},
    {"focus.txt", GOOD "sauce = x\n", 5, 1, "unknown key 'sauce'"},
    {"focus.txt", GOOD "role = hoo\n", 5, 1, "a second 'role'; the first is on line 2"},
    {"focus.txt", "[focus.a\n" ENTRY, 1, 8, "ends with ']'"},
    {"focus.txt", "[focus.A]\n" ENTRY, 1, 8, "lower-case letters"},
    {"focus.txt", "[focus.a.b]\n" ENTRY, 1, 9, "one dot at most"},
    {"focus.txt", "[]\n" ENTRY, 1, 2, "lower-case letters"},
    {"focus.txt", "[scope.a]\n" ENTRY, 1, 2, "in this file stand [focus.NAME] only"},
    {"focus.txt", "[focus]\n" ENTRY, 1, 2, "in this file stand [focus.NAME] only"},
    {"focus.txt", GOOD GOOD, 5, 2, "this id is taken already, on line 1"},
    {"focus.txt", GOOD "source = caf\xE9\n", 5, 13, "not UTF-8"},
    {"Bad_name.txt", GOOD, 1, 1, "the file's name is its criterion's id"},
    /* entries */
    {"focus.txt", "[focus.a]\nrole = coo\nweight = 1\n", 1, 2, "without a 'phrase'"},
    {"focus.txt", "[focus.a]\nphrase = x\nweight = 1\n", 1, 2, "without a 'role'"},
    {"focus.txt", "[focus.a]\nphrase = x\nrole = coo\n", 1, 2, "without a 'weight'"},
    {"focus.txt", "[focus.a]\nphrase = x\nrole = ceo\nweight = 1\n", 3, 8, "no [role.ceo]"},
    {"focus.txt", "[focus.a]\nphrase = x\nrole = coo\nweight = much\n", 4, 10, "not a number"},
    {"focus.txt", "[focus.a]\nphrase = x\nrole = coo\nweight = 1e3\n", 4, 10, "not a number"},
    {"focus.txt", "[focus.a]\nphrase = x\nrole = coo\nweight = 7\n", 4, 10, "'weight' lies between -5 and 5"},
    {"focus.txt", GOOD "where = foot\n", 5, 9, "'where' is body, title or both"},
    {"focus.txt", GOOD "phrase =  run (the site\n", 5, 15, "'(' is never closed"},
    {"focus.txt", GOOD "phrase = run the @plase\n", 5, 18, "there is no set @plase"},
    {"focus.txt", GOOD "phrase = /a.*b/\n", 5, 13, "a gap without a bound"},
    /* sets */
    {"sets.txt", "[site]\nwords = a\n", 1, 2, "[set.NAME] only"},
    {"sets.txt", "[set.site]\nsource = a\n", 1, 2, "a set without 'words'"},
    {"sets.txt", "[set.site]\nwords = a\n[set.site]\nwords = b\n", 3, 2, "stands here twice"},
    {"sets.txt", "[set.site]\nwords = a\nword = b\n", 3, 1, "unknown key 'word'"},
    {"sets.txt", "[set.site]\nwords = a\nwords = b | | c\n", 3, 13, "an empty alternative"},
    {"sets.txt", "[set.site]\nwords = a | @b\n", 2, 13, "there is no set @b"},
    {"sets.txt", "[set.x]\nwords = a | @y\n[set.y]\nwords = @x\n", 1, 2, "names this one in turn"},
    {"sets.txt", "[set.x]\nwords = ..2 a\n", 2, 9, "may not start with a gap"},
    /* cues */
    {"cues.txt", "[focus.a]\n" ENTRY, 1, 2, "in this file stand [cue.NAME] only"},
    {"cues.txt", "[cue.a]\nphrase = not\nfactor = 0\n", 1, 2, "without a 'reach'"},
    {"cues.txt", "[cue.a]\nphrase = not\nreach = after 3\n", 1, 2, "without a 'factor'"},
    {"cues.txt", "[cue.a]\nphrase = not\nreach = near 3\nfactor = 0\n", 3, 9, "'reach' is after N"},
    {"cues.txt", "[cue.a]\nphrase = not\nreach = after 0\nfactor = 0\n", 3, 9, "'reach' is after N"},
    {"cues.txt", "[cue.a]\nphrase = not\nreach = after\nfactor = 0\n", 3, 9, "'reach' is after N"},
    {"cues.txt", "[cue.a]\nphrase = not\nreach = after 201\nfactor = 0\n", 3, 9, "1 to 200 words"},
    {"cues.txt", "[cue.a]\nphrase = not\nreach = after 3\nfactor = 2\n", 4, 10, "'factor' lies between 0 and 1"},
    {"cues.txt", "[cue.a]\nphrase = not\nreach = after 3\nfactor = 0\nonly = title  sco\n", 5, 15,
     "no criterion of this name"},
    {"cues.txt", "[cue.a]\nphrase = not\nreach = after 3\nfactor = 0\nrole = coo\n", 5, 1, "unknown key 'role'"},
    /* settings, behind the good ones of 30 lines */
    {"lexicon.txt", "[role]\n", 31, 2, "[role.NAME]"},
    {"lexicon.txt", "[role.coo]\n", 31, 2, "this role stands here twice"},
    {"lexicon.txt", "[role.x]\nprior = low\n", 32, 9, "not a number"},
    {"lexicon.txt", "[role.x]\nprio = 1\n", 32, 1, "unknown key 'prio'"},
    {"lexicon.txt", "[criterion.focus]\n", 31, 2, "this criterion stands here twice"},
    {"lexicon.txt", "[criterion.x]\ntitle = maybe\n", 32, 9, "'title' is yes or no"},
    {"lexicon.txt", "[section.about]\nweight = 1\n", 31, 2, "this section stands here twice"},
    {"lexicon.txt", "[section.pay]\n", 31, 2, "no 'weight'"},
    {"lexicon.txt", "[section.pay]\nweight = 3\n", 32, 10, "'weight' lies between 0 and 2"},
    {"lexicon.txt", "[lexicon]\nrepeats = 1 x\n", 32, 13, "'repeats' are factors"},
    {"lexicon.txt", "[lexicon]\nranks = 1 2\n", 32, 11, "'ranks' are factors"},
    {"lexicon.txt", "[lexicon]\ntemperature = 0\n", 32, 15, "'temperature' lies between"},
    {"lexicon.txt", "[lexicon]\nspeed = 0\n", 32, 1, "unknown key 'speed'"},
    /* weights */
    {"weights.tsv", "focus.a 1\n", 1, 1, "not an id, a tab and a weight"},
    {"weights.tsv", "# x\nfocus.a\tmuch\n", 2, 9, "not a weight between"},
    {"weights.tsv", "focus.a\t20\nfocus.a\t20.0001\n", 2, 9, "not a weight between -20 and 20"},
    {"weights.tsv", "prior:coo\t-20\nprior:coo\t-20.0001\n", 2, 11, "not a weight between"},
};

static void test_bad(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof bad_cases / sizeof *bad_cases; i++) {
    const struct bad *c = &bad_cases[i];
    char settings[2048], want[160];
    bool is_settings = strcmp(c->file, "lexicon.txt") == 0;
    snprintf(settings, sizeof settings, "%s%s", LEXDIR_SETTINGS, is_settings ? c->text : "");
    struct lexdir d;
    lexdir_make(&d);
    lexdir_add(&d, "lexicon.txt", settings);
    if (!is_settings) lexdir_add(&d, c->file, c->text);
    if (strcmp(c->file, "focus.txt") != 0) lexdir_add(&d, "focus.txt", GOOD);
    struct lexicon *lex;
    struct lexicon_notes notes;
    struct err e = {0};
    enum status st = lexicon_load(d.path, &lex, &notes, &e);
    snprintf(want, sizeof want, "%s/%s", d.path, c->file);
    if (st != ST_FATAL || lex || e.line != c->line || e.column != c->column || !strstr(e.msg, c->message) ||
        e.code != ERR_LEXICON || !e.path || strcmp(e.path, want) != 0)
      fail_msg("case %zu (%s): status %d at %s:%u:%u (want %u:%u): %s", i, c->message, (int)st, e.path ? e.path : "",
               e.line, e.column, c->line, c->column, e.msg);
    assert_true(notes.error_count >= 1 && notes.v[0].line == c->line);
    lexicon_notes_free(&notes);
    /* Without notes the place is in the message. */
    err_clear(&e);
    assert_int_equal(lexicon_load(d.path, &lex, NULL, &e), ST_FATAL);
    assert_true(!e.path && strstr(e.msg, c->file) && e.line == c->line);
    lexdir_remove(&d);
  }
}

/* All errors of all files are told at once, with their lines. */
static void test_several(void **state) {
  (void)state;
  struct lexdir d;
  lexdir_make(&d);
  lexdir_add(&d, "lexicon.txt", LEXDIR_SETTINGS "[lexicon]\nspeed = 1\n");
  lexdir_add(&d, "focus.txt",
             "[focus.a]\nrole = coo\nweight = 1\nphrase = (a\nphrase = b)\n[focus.b]\n" ENTRY "x = 1\n");
  struct lexicon *lex;
  struct lexicon_notes notes;
  assert_int_equal(load(&d, &lex, &notes), ST_FATAL);
  assert_int_equal(notes.error_count, 4);
  assert_int_equal(notes.v[1].line, 4);
  assert_str(notes.v[1].source_line, "phrase = (a");
  assert_int_equal(notes.v[2].line, 5);
  assert_int_equal(notes.v[3].line, 10);
  lexicon_notes_free(&notes);
  lexdir_remove(&d);
}

/* So many criteria and no more, whether lexicon.txt or a file names the last. */
static void test_many_criteria(void **state) {
  (void)state;
  enum { MOST = 256, LINE = 24, IN_SETTINGS = 2 };
  static char settings[sizeof LEXDIR_SETTINGS + (MOST + 1) * LINE];
  for (size_t more = 0; more < 3; more++) {
    size_t len = (size_t)snprintf(settings, sizeof settings, "%s", LEXDIR_SETTINGS);
    for (size_t i = IN_SETTINGS; i < MOST + (more == 1); i++)
      len += (size_t)snprintf(settings + len, sizeof settings - len, "[criterion.c%zu]\n", i);
    struct lexdir d;
    lexdir_make(&d);
    lexdir_add(&d, "lexicon.txt", settings);
    lexdir_add(&d, "focus.txt", GOOD);
    if (more == 2) lexdir_add(&d, "one-more.txt", "");
    struct lexicon *lex = NULL;
    struct lexicon_notes notes;
    assert_int_equal(load(&d, &lex, &notes), more ? ST_FATAL : ST_OK);
    if (more) assert_non_null(strstr(notes.v[0].message, "over 256 criteria"));
    lexicon_free(lex);
    lexicon_notes_free(&notes);
    lexdir_remove(&d);
  }
}

/* The letter of a role, where none is given, is the first of its short name, however many bytes it has. */
static void test_letters(void **state) {
  (void)state;
  struct lexdir d;
  lexdir_make(&d);
  lexdir_add(&d, "lexicon.txt",
             LEXDIR_SETTINGS
             "[role.dg]\nname = Directeur g\xC3\xA9n\xC3\xA9ral\nshort = \xC3\x89lu\n"
             "[role.x]\nname = \xE7\xA4\xBE\xE9\x95\xB7\n[role.y]\nname = \xF0\x9F\x91\x94 boss\n");
  lexdir_add(&d, "focus.txt", GOOD);
  struct lexicon *lex;
  assert_int_equal(load(&d, &lex, NULL), ST_OK);
  assert_str(lex->roles[3].letter, "\xC3\x89");
  assert_str(lex->roles[4].letter, "\xE7\xA4\xBE");
  assert_str(lex->roles[5].letter, "\xF0\x9F\x91\x94");
  lexicon_free(lex);
  lexdir_remove(&d);
}

/* A weights file of another lexicon: warnings are kept up to a number, and counted; it is read once, not once for each
   of them (200,000 lines would take minutes). */
static void test_many_warnings(void **state) {
  (void)state;
  enum { STALE = 200000, LINE = 16 };
  char *weights = malloc(2 * STALE * LINE + 1);
  assert_non_null(weights);
  size_t len = 0;
  for (int i = 0; i < STALE; i++) len += (size_t)snprintf(weights + len, LINE, "# %06d\n", i);
  for (int i = 0; i < STALE; i++) len += (size_t)snprintf(weights + len, LINE, "gone.%06d\t1\n", i);
  struct lexdir d;
  lexdir_make(&d);
  lexdir_add(&d, "lexicon.txt", LEXDIR_SETTINGS);
  lexdir_add(&d, "focus.txt", GOOD);
  lexdir_put(&d, "weights.tsv", weights, len);
  struct lexicon *lex;
  struct lexicon_notes notes;
  assert_int_equal(load(&d, &lex, &notes), ST_OK);
  assert_int_equal(notes.count, LEXICON_NOTES_MAX);
  assert_int_equal(notes.warning_count, STALE);
  assert_int_equal(notes.error_count, 0);
  assert_int_equal(notes.v[LEXICON_NOTES_MAX - 1].line, STALE + LEXICON_NOTES_MAX);
  assert_str(notes.v[LEXICON_NOTES_MAX - 1].source_line, "gone.000199\t1");
  /* a note about an earlier line, and about one that is not there */
  struct str text = STR("one\r\ntwo\nthree");
  notes.warning_count = 0;
  const char *const lines[] = {"three", "one", "two", "", "three"};
  const uint32_t numbers[] = {3, 1, 2, 4, 3};
  for (size_t i = 0; i < 5; i++) {
    assert_true(lexicon_note_add(&notes, false, "x.txt", text, numbers[i], 1, "note"));
    assert_str(notes.v[notes.count - 1].source_line, lines[i]);
  }
  lexicon_free(lex);
  lexicon_notes_free(&notes);
  lexdir_remove(&d);
  free(weights);
}

static void test_folder(void **state) {
  (void)state;
  struct lexicon *lex;
  struct err e = {0};
  assert_int_equal(lexicon_load("/tmp/rolecall-no-such-folder", &lex, NULL, &e), ST_FATAL);
  assert_int_equal(e.code, ERR_OPEN);
  struct lexdir d;
  lexdir_make(&d);
  err_clear(&e);
  assert_int_equal(lexicon_load(d.path, &lex, NULL, &e), ST_FATAL);
  assert_true(strstr(e.msg, "no lexicon.txt") != NULL);
  lexdir_add(&d, "lexicon.txt", "[role.coo]\n");
  err_clear(&e);
  assert_int_equal(lexicon_load(d.path, &lex, NULL, &e), ST_FATAL);
  assert_true(strstr(e.msg, "at least two roles") != NULL);
  lexdir_remove(&d);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_good),    cmocka_unit_test(test_bad),
                                     cmocka_unit_test(test_several), cmocka_unit_test(test_many_warnings),
                                     cmocka_unit_test(test_letters), cmocka_unit_test(test_many_criteria),
                                     cmocka_unit_test(test_folder)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
