/* Cells as spreadsheets, pandas and R read them; the choice of columns; rows of documents that went well and did not.
 */
#include "harness.h"

#include "base/cell.h"
#include "report/table.h"
#include "report_sample.h"

static void assert_buf(struct buf *b, const char *want) {
  assert_false(b->failed);
  assert_str(buf_str(b), want);
  buf_clear(b);
}

static void cells_are_quoted_and_defused(void **state) {
  (void)state;
  const struct {
    struct str value;
    const char *csv, *tsv;
  } cases[] = {
      {STR(""), "", ""},
      {STR("plain"), "plain", "plain"},
      {STR("a,b"), "\"a,b\"", "a,b"},
      {STR("a\tb"), "\"a\tb\"", "\"a b\""},
      {STR("a\r\nb"), "\"a\r\nb\"", "\"a  b\""},
      {STR("say \"go\""), "\"say \"\"go\"\"\"", "\"say \"\"go\"\"\""},
      {STR(" edge"), "\" edge\"", "\" edge\""},
      {STR("edge "), "\"edge \"", "\"edge \""},
      {STR("back\\slash"), "back\\slash", "back\\slash"},
      {STR("nul\0byte"), "\"nul byte\"", "\"nul byte\""},
      {STR("del\x7F"), "\"del \"", "\"del \""},
      {STR("\xC2\x80 csi\xC2\x9B[31m\xC2\x85"), "\"  csi [31m \"", "\"  csi [31m \""},
      {STR("\xC2\xA0\xC3\x9B\xE2\x82\x9B"), "\xC2\xA0\xC3\x9B\xE2\x82\x9B", "\xC2\xA0\xC3\x9B\xE2\x82\x9B"},
      {STR("bad\xFF"), "bad\xEF\xBF\xBD", "bad\xEF\xBF\xBD"},
      {STR("Gr\xC3\xB6\xC3\x9F"
           "e"),
       "Gr\xC3\xB6\xC3\x9F"
       "e",
       "Gr\xC3\xB6\xC3\x9F"
       "e"},
      {STR("=1+1"), "\"'=1+1\"", "\"'=1+1\""},
      {STR("+44 20 7946"), "\"'+44 20 7946\"", "\"'+44 20 7946\""},
      {STR("-2+3+cmd|' /C calc'!A0"), "\"'-2+3+cmd|' /C calc'!A0\"", "\"'-2+3+cmd|' /C calc'!A0\""},
      {STR("@SUM(A1)"), "\"'@SUM(A1)\"", "\"'@SUM(A1)\""},
      {STR("  =1"), "\"'  =1\"", "\"'  =1\""},
      {STR("\xC2\xA0=1"), "\"'\xC2\xA0=1\"", "\"'\xC2\xA0=1\""},
      {STR("\xE2\x80\x8B=1"), "\"'\xE2\x80\x8B=1\"", "\"'\xE2\x80\x8B=1\""},
      {STR("\xEF\xBC\x9D"
           "1"),
       "\"'\xEF\xBC\x9D"
       "1\"",
       "\"'\xEF\xBC\x9D"
       "1\""},
      {STR("\tx"), "\"'\tx\"", "\"' x\""},
      {STR("\rx"), "\"'\rx\"", "\"' x\""},
      {STR("\nx"), "\"'\nx\"", "\"' x\""},
      {STR("\x01=x"), "\"' =x\"", "\"' =x\""},
      {STR("\x7F=x"), "\"' =x\"", "\"' =x\""},
      {STR("\xC2\x9B=x"), "\"' =x\"", "\"' =x\""},
      {STR("-0.5"), "-0.5", "-0.5"},
      {STR("+1.20"), "+1.20", "+1.20"},
      {STR("-"), "\"'-\"", "\"'-\""},
      {STR("-."), "\"'-.\"", "\"'-.\""},
      {STR("-1.2.3"), "\"'-1.2.3\"", "\"'-1.2.3\""},
      {STR("a=b"), "a=b", "a=b"},
  };
  struct buf out = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cell_write(&out, cases[i].value, ',');
    assert_buf(&out, cases[i].csv);
    cell_write(&out, cases[i].value, '\t');
    assert_buf(&out, cases[i].tsv);
  }
  cell_end_row(&out, ',');
  cell_end_row(&out, '\t');
  assert_buf(&out, "\r\n\n");
  buf_free(&out);
}

/* One row with the fields of `list`. */
static void assert_row(struct sample *s, const char *list, char separator, const char *want) {
  struct report_fields fields;
  struct err e = {0};
  struct buf out = {0};
  assert_int_equal(report_fields_parse(list, true, &s->lex, &fields, &e), ST_OK);
  s->options.fields = &fields;
  report_table_row(&s->result, &s->options, separator, &out);
  assert_buf(&out, want);
  s->options.fields = NULL;
  buf_free(&out);
}

static void rows_say_what_is_known(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  assert_row(&s, "id,path,record,member,url,status,title,language", ',',
             "\"'-id\",p.html,3,,u,ok,\"COO, all sites\",en\r\n");
  assert_row(&s,
             " role , evidence_1,evidence_1_criterion,evidence_1_role,evidence_1_contribution,evidence_count,silent",
             '\t', "coo\tYou report to the board and set strategy, which fills a text\ta\tcoo\t2.000\t3\tc d\n");
  assert_row(&s, "evidence_3,evidence_2", ',',
             "\"You report to the board and set strategy, which fills a text that is\",\"COO, all sites\"\r\n");
  s.options.evidence = EVIDENCE_NONE;
  assert_row(&s, "evidence_1,evidence_count", ',', ",3\r\n");
  err_set(&s.err, ERR_LIMIT, "over the limit");
  s.result.status = ST_WARN;
  assert_row(&s, "status,error,code,role", ',', "warning,over the limit,limit,coo\r\n");
  s.result = (struct result){.doc = &s.doc, .status = ST_FAIL, .err = &s.err};
  assert_row(&s, "status,role,evidence,fit", ',', "error,,,,,,,,,,,,,,\r\n");
  assert_row(&s, "title", ',', "\"\"\r\n"); /* an empty line would be skipped by readers */
  arena_free(&s.arena);
}

static size_t cells_in(struct str line) {
  size_t n = 1;
  bool quoted = false;
  for (size_t i = 0; i < line.len; i++) {
    quoted ^= line.ptr[i] == '"';
    n += line.ptr[i] == ',' && !quoted;
  }
  return n;
}

static void head_and_row_have_as_many_cells(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  struct buf head = {0}, row = {0};
  report_table_head(&s.options, ',', &head);
  report_table_row(&s.result, &s.options, ',', &row);
  assert_int_equal(cells_in(buf_str(&head)), cells_in(buf_str(&row)));
  s.lex.role_count = LEXICON_ROLES_MAX; /* as many columns as there may be */
  struct report_fields all;
  report_fields_all(&s.lex, &all);
  assert_true(all.count <= REPORT_COLUMNS_MAX);
  buf_free(&head);
  buf_free(&row);
  arena_free(&s.arena);
}

static void wrong_fields_are_named(void **state) {
  (void)state;
  struct lexicon lex = toy_lexicon();
  struct report_fields fields;
  static const struct {
    const char *list;
    bool table;
    const char *complaint;
  } cases[] = {
      {"id,titel", true, "--fields knows no field: titel"},
      {"id,,role", true, "--fields has an empty name"},
      {"", true, "--fields has an empty name"},
      {"id,role,", true, "--fields has an empty name"},
      {"id,id", true, "--fields names a field twice: id"},
      {"probabilities,probability_coo", true, "--fields names a field twice: probability_coo"},
      {"evidence_1,evidence", true, "--fields names a field twice: evidence"},
      {"probability_cfo", true, "--fields knows no field: probability_cfo"},
      {"scores", true, "--fields knows no field: scores"},
      {"silent", false, "--fields knows no field: silent"},
      {"probability_coo", false, "--fields knows no field: probability_coo"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct err e = {0};
    assert_int_equal(report_fields_parse(cases[i].list, cases[i].table, &lex, &fields, &e), ST_FAIL);
    assert_int_equal(e.code, ERR_USAGE);
    assert_string_equal(e.msg, cases[i].complaint);
  }
}

static void every_known_field_parses(void **state) {
  (void)state;
  struct lexicon lex = toy_lexicon();
  for (int table = 0; table < 2; table++) {
    struct buf known = {0};
    report_fields_known(table, &lex, &known);
    buf_char(&known, 0);
    for (char *c = known.ptr; *c; c++)
      if (*c == '(' || *c == ')') *c = ',';
    for (char *name = strtok(known.ptr, ", "); name; name = strtok(NULL, ", ")) {
      struct report_fields fields;
      struct err e = {0};
      assert_int_equal(report_fields_parse(name, table, &lex, &fields, &e), ST_OK);
      assert_true(table ? fields.count > 0 : fields.count <= 12);
    }
    buf_free(&known);
  }
}

static void json_holds_only_what_is_asked_for(void **state) {
  (void)state;
  struct sample s;
  sample_make(&s);
  struct report_fields fields;
  struct buf out = {0};
  assert_int_equal(report_fields_parse("fit,id,probability", false, &s.lex, &fields, NULL), ST_OK);
  s.options.fields = &fields;
  report_json(&s.result, &s.options, &out); /* e^4 / (e^4 + 2) */
  assert_buf(&out, "{\"id\":\"-id\",\"probability\":0.9647,\"fit\":\"fits\"}");
  s.result = (struct result){.doc = &s.doc, .status = ST_FAIL, .err = &s.err};
  report_json(&s.result, &s.options, &out);
  assert_buf(&out, "{\"id\":\"-id\"}");
  buf_free(&out);
  arena_free(&s.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_are_quoted_and_defused),    cmocka_unit_test(rows_say_what_is_known),
      cmocka_unit_test(head_and_row_have_as_many_cells), cmocka_unit_test(wrong_fields_are_named),
      cmocka_unit_test(every_known_field_parses),        cmocka_unit_test(json_holds_only_what_is_asked_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
