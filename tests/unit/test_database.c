/* The database: what a row becomes, whose file it may be, and that what was committed survives whatever comes. */
#include "harness.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "report/database.h"
#include "report_sample.h"

static char folder[64], path[96];

static int set_up(void **state) {
  (void)state;
  strcpy(folder, "/tmp/rolecall-test-XXXXXX");
  if (!mkdtemp(folder)) return -1;
  snprintf(path, sizeof path, "%s/results.db", folder);
  return 0;
}

static int clean_up(void **state) {
  (void)state;
  char journal[128];
  snprintf(journal, sizeof journal, "%s-journal", path);
  unlink(path);
  bool left = unlink(journal) == 0;
  return rmdir(folder) || left ? -1 : 0;
}

static struct database_options options(const struct lexicon *lex, bool resume) {
  return (struct database_options){.lex = lex, .tool_version = "0.1.0", .run_hash = "abc", .resume = resume};
}

static struct database *must_open(struct sample *s, bool resume) {
  struct database_options o = options(&s->lex, resume);
  struct database *db = NULL;
  struct err e = {0};
  if (database_open(path, &o, &db, &e) != ST_OK) print_error("%s\n", e.msg);
  assert_non_null(db);
  return db;
}

static void must_add(struct database *db, struct sample *s) {
  struct buf rows = {0};
  report_database_row(&s->result, &s->options, &rows);
  assert_false(rows.failed);
  assert_int_equal(database_add(db, buf_str(&rows), NULL), ST_OK);
  buf_free(&rows);
}

static void assert_refused(struct database_options o, enum err_code code, const char *words) {
  struct database *db = NULL;
  struct err e = {0};
  assert_int_equal(database_open(path, &o, &db, &e), ST_FATAL);
  assert_null(db);
  if (!strstr(e.msg, words)) print_error("%s\n", e.msg);
  assert_non_null(strstr(e.msg, words));
  assert_int_equal(e.code, code);
  assert_string_equal(e.path, path);
}

/* The rows of a query as "a|b|c\n", as the sqlite3 program writes them. */
static void assert_query(const char *sql, const char *want) {
  sqlite3 *db = NULL;
  sqlite3_stmt *q = NULL;
  struct buf out = {0};
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK) print_error("%s\n", sqlite3_errmsg(db));
  assert_non_null(q);
  while (sqlite3_step(q) == SQLITE_ROW)
    for (int c = 0; c < sqlite3_column_count(q); c++) {
      buf_add(&out, str_of((const char *)sqlite3_column_text(q, c)));
      buf_char(&out, c + 1 < sqlite3_column_count(q) ? '|' : '\n');
    }
  sqlite3_finalize(q);
  sqlite3_close(db);
  assert_str(buf_str(&out), want);
  buf_free(&out);
}

static void a_document_becomes_rows(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  struct database *db = must_open(&s, false);
  must_add(db, &s);
  err_set(&s.err, ERR_EMPTY, "the file is empty");
  s.doc.record = 0;
  s.result = (struct result){.doc = &s.doc, .status = ST_FAIL, .err = &s.err};
  must_add(db, &s);
  assert_int_equal(database_commit(db, 2, NULL), ST_OK);
  assert_int_equal(database_done(db), 2);
  assert_int_equal(database_close(db, NULL), ST_OK);
  assert_query(
      "SELECT ordinal, id, path, member, record, offset, url, status, title, language, role, probability, margin,"
      " reason, title_role, body_role, fit, error, code FROM postings",
      "1|-id|p.html||3|0|u|ok|COO, all sites|en|coo|0.9647|0.947||coo|coo|fits||\n"
      "2|-id|p.html||||u|error||||||||||the file is empty|empty\n");
  assert_query("SELECT * FROM probabilities ORDER BY role",
               "1|coo|0.9647|4.0|0.0\n1|head|0.0177|0.0|0.0\n1|other|0.0177|0.0|0.0\n");
  assert_query(
      "SELECT rank, kind, words, phrase, criterion, role, contribution, section, place, start, end, line, column"
      " FROM evidence",
      "1|clear|board|a.board|a|coo|2.0|duties|body|0|60|1|1\n"
      "2|clear|COO|title.chief|title|coo|1.0||given-title|0|14|1|1\n"
      "3|clear|strategy|b.strategy|b|coo|1.0|duties|body|0|68|1|1\n");
  assert_query("SELECT key, value FROM run WHERE key NOT LIKE '%hash'",
               "documents|2\nlexicon|Toy\nlexicon_version|1\ntemperature|1.0000\nversion|0.1.0\n");
  assert_query("PRAGMA user_version", "1\n");
  assert_query("PRAGMA integrity_check", "ok\n");
  assert_query("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name LIKE '%_by_%'", "4\n");
  assert_query("PRAGMA foreign_key_check", "");
  arena_free(&s.arena);
}

static void views_answer_what_analysts_ask(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  struct database *db = must_open(&s, false);
  must_add(db, &s);
  s.verdict.fit = FIT_PROMISES_LESS;
  s.verdict.title_role = HEAD;
  must_add(db, &s);
  assert_int_equal(database_commit(db, 2, NULL), ST_OK);
  assert_int_equal(database_close(db, NULL), ST_OK);
  assert_query("SELECT ordinal, fit, title_role, body_role, quote FROM misfits",
               "2|promises-less|head|coo|You report to the board and set strategy, which fills a text\n");
  assert_query("SELECT ordinal, criterion, role, contribution, hits FROM criteria WHERE ordinal = 2",
               "2|a|coo|2.0|1\n2|b|coo|1.0|1\n2|title|coo|1.0|1\n");
  arena_free(&s.arena);
}

static void evidence_is_as_much_as_asked_for(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  struct evidence *all = s.verdict.evidence;
  all[1].hit.factor = 0; /* one clear, one faint, one silenced */
  s.verdict.clear_count = 1;
  s.verdict.counting_count = 2;
  struct database *db = must_open(&s, false);
  for (int amount = EVIDENCE_ALL; amount <= EVIDENCE_NONE; amount++) {
    s.options.evidence = (enum evidence_amount)amount;
    must_add(db, &s);
  }
  assert_int_equal(database_commit(db, 3, NULL), ST_OK);
  assert_int_equal(database_close(db, NULL), ST_OK);
  assert_query("SELECT ordinal, rank, kind FROM evidence", "1|1|clear\n1|2|faint\n1|3|silenced\n2|1|clear\n");
  arena_free(&s.arena);
}

static void strange_text_is_kept_as_text(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  s.doc.id = STR_NONE;
  struct database *db = must_open(&s, false);
  must_add(db, &s);
  s.doc.id = STR("'); DROP TABLE postings; --");
  s.doc.path = STR("bad\xFF.html");
  s.posting.title.value = STR("COO\0, all"); /* a NUL within */
  must_add(db, &s);
  assert_int_equal(database_commit(db, 2, NULL), ST_OK);
  assert_int_equal(database_close(db, NULL), ST_OK);
  assert_query("SELECT id, path, length(CAST(title AS BLOB)) FROM postings",
               "|p.html|14\n'); DROP TABLE postings; --|bad\xEF\xBF\xBD.html|9\n");
  arena_free(&s.arena);
}

static void put_file(const char *bytes) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  fputs(bytes, f);
  fclose(f);
}

static void other_files_are_refused(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  struct database_options anew = options(&s.lex, false), resume = options(&s.lex, true), other = resume;
  put_file("Somebody's letter, long enough to be no empty file and no database either: it shall stay as it is.\n");
  assert_refused(anew, ERR_FORMAT, "no database");
  assert_refused(resume, ERR_FORMAT, "no database");
  unlink(path);
  sqlite3 *theirs = NULL;
  assert_int_equal(sqlite3_open(path, &theirs), SQLITE_OK);
  sqlite3_exec(theirs, "CREATE TABLE customers (id)", NULL, NULL, NULL);
  sqlite3_close(theirs);
  assert_refused(anew, ERR_FORMAT, "not one of rolecall's");
  assert_refused(resume, ERR_FORMAT, "not one of rolecall's");
  assert_query("SELECT count(*) FROM customers", "0\n");
  unlink(path);
  struct database *db = must_open(&s, true); /* nothing there: begun */
  must_add(db, &s);
  assert_int_equal(database_commit(db, 1, NULL), ST_OK);
  assert_refused(resume, ERR_OPEN, "another program");
  assert_refused(anew, ERR_OPEN, "another program");
  assert_int_equal(database_close(db, NULL), ST_OK);
  other.run_hash = "abd";
  assert_refused(other, ERR_USAGE, "another lexicon");
  assert_query("SELECT count(*) FROM postings", "1\n");
  assert_int_equal(sqlite3_open(path, &theirs), SQLITE_OK);
  sqlite3_exec(theirs, "PRAGMA user_version = 9", NULL, NULL, NULL);
  sqlite3_close(theirs);
  assert_refused(resume, ERR_FORMAT, "schema 9, not 1");
  assert_int_equal(database_close(must_open(&s, false), NULL), ST_OK); /* ours, if old: replaced */
  assert_query("PRAGMA user_version", "1\n");
  unlink(path);
  assert_int_equal(mkdir(path, 0700), 0);
  assert_refused(anew, ERR_OPEN, "cannot write");
  rmdir(path);
  arena_free(&s.arena);
}

static void a_run_begins_anew_or_goes_on(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  struct database *db = must_open(&s, false);
  for (int i = 0; i < 5; i++) must_add(db, &s);
  assert_int_equal(database_commit(db, 4, NULL), ST_OK); /* a page split in two: five rows of four documents */
  must_add(db, &s);
  assert_int_equal(database_close(db, NULL), ST_OK); /* the sixth was never committed */
  assert_query("SELECT count(*), max(ordinal) FROM postings", "5|5\n");
  db = must_open(&s, true);
  assert_int_equal(database_done(db), 4);
  must_add(db, &s);
  assert_int_equal(database_commit(db, 5, NULL), ST_OK);
  assert_int_equal(database_commit(db, 7, NULL), ST_OK); /* two that left no row */
  assert_int_equal(database_close(db, NULL), ST_OK);
  assert_query("SELECT count(*), max(ordinal), (SELECT value FROM run WHERE key = 'documents') FROM postings",
               "6|6|7\n");
  assert_query("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name LIKE '%_by_%'", "4\n");
  db = must_open(&s, false);
  assert_int_equal(database_done(db), 0);
  assert_int_equal(database_close(db, NULL), ST_OK);
  assert_query("SELECT count(*) FROM postings", "0\n");
  assert_int_equal(database_close(NULL, NULL), ST_OK);
  arena_free(&s.arena);
}

static void broken_rows_are_an_error(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  struct buf rows = {0};
  report_database_row(&s.result, &s.options, &rows);
  for (size_t cut = 1; cut < rows.len; cut += 7) {
    struct database *db = must_open(&s, false);
    struct err e = {0};
    enum status status = database_add(db, str_sub(buf_str(&rows), 0, cut), &e);
    if (status == ST_OK) assert_true(strchr("RE", rows.ptr[cut]) != NULL); /* cut between two rows */
    if (status != ST_OK) assert_int_equal(e.code, ERR_INTERNAL);
    assert_int_equal(database_close(db, NULL), ST_OK);
    assert_query("SELECT count(*) FROM postings", "0\n");
  }
  struct database *db = must_open(&s, false);
  assert_int_equal(database_add(db, STR("Xn"), NULL), ST_FATAL);
  struct err e = {0};
  assert_int_equal(database_add(db, buf_str(&rows), &e), ST_FATAL);
  assert_non_null(strstr(e.msg, "earlier"));
  assert_int_equal(database_commit(db, 1, NULL), ST_FATAL);
  assert_int_equal(database_close(db, NULL), ST_OK);
  buf_free(&rows);
  arena_free(&s.arena);
}

enum { KILL_DOCUMENTS = 3000, KILL_STEP = 50 };

/* Adds documents from where the database stands, telling each commit on `told`; dies at `last`, or goes on to the end.
 */
static void work(struct sample *s, int told, uint64_t last) {
  struct database_options o = options(&s->lex, true);
  struct database *db = NULL;
  struct buf rows = {0};
  report_database_row(&s->result, &s->options, &rows);
  if (database_open(path, &o, &db, NULL) != ST_OK) _exit(3);
  for (uint64_t n = database_done(db) + 1; n <= KILL_DOCUMENTS; n++) {
    if (database_add(db, buf_str(&rows), NULL) != ST_OK) _exit(4);
    if (n == last) _exit(0);
    if (n % KILL_STEP) continue;
    if (database_commit(db, n, NULL) != ST_OK) _exit(5);
    if (write(told, &n, sizeof n) != sizeof n) _exit(6);
  }
  _exit(database_close(db, NULL) == ST_OK ? 0 : 7);
}

/* One child that works until it is killed after `wait_us` (0: by itself at `last`); what it had told of is there. */
static uint64_t work_and_die(struct sample *s, uint64_t last, unsigned wait_us) {
  int told[2];
  assert_int_equal(pipe(told), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) work(s, told[1], last);
  close(told[1]);
  if (wait_us) {
    nanosleep(&(struct timespec){.tv_nsec = 1000 * (long)wait_us}, NULL);
    kill(child, SIGKILL);
  }
  uint64_t committed = 0, n;
  while (read(told[0], &n, sizeof n) == sizeof n) committed = n;
  close(told[0]);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
  return committed;
}

static void committed_documents_survive_a_kill(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  srand(20); /* the moments differ, the draw does not */
  for (int round = 0; round < 24; round++) {
    bool by_itself = round % 2;
    uint64_t told = work_and_die(&s, by_itself ? 1 + (uint64_t)rand() % KILL_DOCUMENTS : 0,
                                 by_itself ? 0 : 1000 + (unsigned)rand() % 60000);
    struct database *db = must_open(&s, true);
    uint64_t done = database_done(db);
    assert_true(done >= told && done % KILL_STEP == 0); /* the last commit may not have been told any more */
    assert_int_equal(database_close(db, NULL), ST_OK);
    char want[64];
    snprintf(want, sizeof want, "%d|%d\n", (int)done, (int)done);
    assert_query("SELECT count(*), ifnull(max(ordinal), 0) FROM postings", want);
    snprintf(want, sizeof want, "%d\n", 3 * (int)done);
    assert_query("SELECT count(*) FROM evidence", want);
    assert_query("PRAGMA integrity_check", "ok\n");
    if (done == KILL_DOCUMENTS) unlink(path);
  }
  work_and_die(&s, 0, 0); /* and on to the end */
  char want[64];
  snprintf(want, sizeof want, "%d\n", KILL_DOCUMENTS);
  assert_query("SELECT count(*) FROM postings", want);
  arena_free(&s.arena);
}

/* A file that may not grow stands in for a full disk. */
static void a_full_disk_is_an_error_and_costs_nothing_committed(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit most = {200000, 200000};
    if (setrlimit(RLIMIT_FSIZE, &most)) _exit(2);
    struct database_options o = options(&s.lex, false);
    struct database *db = NULL;
    struct err e = {0};
    if (database_open(path, &o, &db, &e) != ST_OK) _exit(3);
    struct buf rows = {0};
    report_database_row(&s.result, &s.options, &rows);
    enum status status = ST_OK;
    for (uint64_t n = 1; n <= 100000 && status == ST_OK; n++) {
      status = database_add(db, buf_str(&rows), &e);
      if (status == ST_OK && n % 20 == 0) status = database_commit(db, n, &e);
    }
    if (status != ST_FATAL || e.code != ERR_WRITE || !strstr(e.msg, "cannot write") || database_done(db) == 0) _exit(4);
    uint64_t done = database_done(db);
    (void)!database_close(db, NULL);
    _exit((int)(done / 20));
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) > 4);
  struct database *db = must_open(&s, true);
  assert_int_equal(database_done(db), 20 * WEXITSTATUS(status));
  assert_int_equal(database_close(db, NULL), ST_OK);
  assert_query("PRAGMA integrity_check", "ok\n");
  arena_free(&s.arena);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, clean_up)
  const struct CMUnitTest tests[] = {
      TEST(a_document_becomes_rows),
      TEST(views_answer_what_analysts_ask),
      TEST(evidence_is_as_much_as_asked_for),
      TEST(strange_text_is_kept_as_text),
      TEST(other_files_are_refused),
      TEST(a_run_begins_anew_or_goes_on),
      TEST(broken_rows_are_an_error),
      TEST(committed_documents_survive_a_kill),
      TEST(a_full_disk_is_an_error_and_costs_nothing_committed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
