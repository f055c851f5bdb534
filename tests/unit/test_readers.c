#include "harness.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "input/csv.h"
#include "input/glob.h"
#include "input/header_block.h"
#include "input/input.h"
#include "input/json_stream.h"
#include "input/mime.h"
#include "input/utf16.h"

/* What the documents of these bytes are: "id=text " for each, "[id code] " for a failure. */
static void expect_of(const struct input_options *options, struct str bytes, const char *want) {
  struct input *in;
  struct arena a;
  char got[4000] = "";
  arena_init(&a, 0);
  assert_int_equal(input_of_bytes(options, "f", bytes, &in, NULL), ST_OK);
  for (;;) {
    struct document doc;
    struct err e = {0};
    char one[400];
    arena_reset(&a);
    enum status status = input_next(in, &a, &doc, &e);
    if (status == ST_END) break;
    assert_int_not_equal(status, ST_FATAL);
    if (status == ST_OK)
      snprintf(one, sizeof one, "%.*s=%.*s ", (int)doc.id.len, doc.id.ptr, (int)doc.bytes.len, doc.bytes.ptr);
    else
      snprintf(one, sizeof one, "[%.*s %s] ", (int)doc.id.len, doc.id.ptr, err_code_name(e.code));
    strcat(got, one);
  }
  assert_string_equal(got, want);
  input_free(in);
  arena_free(&a);
}

static void expect(const char *bytes, const char *want) {
  struct input_options options = {.limits = limits_default()};
  expect_of(&options, str_of(bytes), want);
}

static void globs_match(void **state) {
  (void)state;
  static const struct {
    const char *glob, *path;
    bool matches;
  } cases[] = {
      {"*.html", "a/b/c.html", true},
      {"*.html", "c.htm", false},
      {"c.*", "a/c.html", true},
      {"?.html", "c.html", true},
      {"?.html", "cc.html", false},
      {"[a-c].html", "b.html", true},
      {"[!a-c].html", "b.html", false},
      {"[]x]", "]", true},
      {"[", "[", true},
      {"\\*.html", "*.html", true},
      {"\\*.html", "a.html", false},
      {"b/*.html", "a/b/c.html", true},
      {"b/*.html", "a/b/x/c.html", false},
      {"b/**", "a/b/x/c.html", true},
      {"/a/*", "/a/b", true},
      {"/a/*", "x/a/b", false},
      {"a/**/c", "a/c", true},
      {"a/**/c", "a/b/b/c", true},
      {"a/**/c", "a/bc", false},
      {"**/c.html", "c.html", true},
      {"*a*b*c*", "xxaxxbxxcxx", true},
      {"*a*b*c*", "xxaxxcxxbxx", false},
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"a*/b", "ax/b", true},
      {"a*b", "a/b", false},
      {"sub", "a/sub", true},
      {"x/sub", "a/sub", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (glob_matches(str_of(cases[i].glob), str_of(cases[i].path)) != cases[i].matches)
      fail_msg("%s against %s", cases[i].glob, cases[i].path);
}

static void a_glob_of_many_stars_takes_no_time(void **state) {
  (void)state;
  char glob[201], path[20001];
  for (size_t i = 0; i < 200; i++) glob[i] = i % 2 ? '*' : 'a';
  glob[199] = 'b';
  glob[200] = 0;
  memset(path, 'a', 20000);
  path[20000] = 0;
  assert_false(glob_matches(str_of(glob), str_of(path)));
}

static void header_values_are_taken_apart(void **state) {
  (void)state;
  struct str value = STR("Text/HTML ; x=\"a;b=c\"; Charset=\"utf-8\"; start=<y>");
  uint64_t n;
  assert_str(header_type(value), "Text/HTML");
  assert_str(header_parameter(value, STR("charset")), "utf-8");
  assert_str(header_parameter(value, STR("x")), "a;b=c");
  assert_str(header_parameter(value, STR("start")), "<y>");
  assert_int_equal(header_parameter(value, STR("b")).len, 0);
  assert_true(header_number(STR("0123"), &n) && n == 123);
  assert_false(header_number(STR(""), &n));
  assert_false(header_number(STR("12a"), &n));
  assert_false(header_number(STR("-1"), &n));
  assert_false(header_number(STR("99999999999999999999"), &n));
}

static void header_lines_are_joined(void **state) {
  (void)state;
  struct str bytes = STR("HTTP/1.1 200 OK\r\nA: 1\r\n\tmore\r\nb : no\r\nB:2\n\r\nbody");
  struct stream s = {.fd = -1};
  struct header_block h = {0};
  struct str rest;
  assert_int_equal(stream_memory(&s, &bytes, NULL), ST_OK);
  assert_int_equal(header_block_read(&s, 1000, &h, NULL), ST_OK);
  assert_true(h.whole);
  assert_str(header_block_first(&h), "HTTP/1.1 200 OK");
  assert_str(header_block_get(&h, STR("a")), "1 more");
  assert_str(header_block_get(&h, STR("b")), "2");
  assert_int_equal(stream_peek(&s, 4, &rest, NULL), ST_OK);
  assert_str(rest, "body");
  header_block_free(&h);
  stream_close(&s);
}

static void tables_are_read_as_programs_write_them(void **state) {
  (void)state;
  expect("id,text\n1,one\n2,two\n", "1=one 2=two ");
  expect("id;text\r\n1;\"o;n\"\"e\r\n\"\r\n\r\n2;two", "1=o;n\"e\r\n 2=two ");
  expect("\xEF\xBB\xBFJob-ID\tDescription\r1\tone\r2\ttwo\r", "1=one 2=two ");
  expect("sep=|\nid|text\n1|a,b\n", "1=a,b ");
  expect("id,text,more\n1,one\n2,two,x,,\n", "1=one 2=two "); /* cells may be missing, or be empty behind */
  expect("id,text\n1,one,x\n2,two\n", "[f#1 format] 2=two "); /* but not be too many */
  expect("id,text\n1,\n2,two\n", "[1 empty] 2=two ");
  expect("id,text\n1,one\n2,\"two\n3,three\n", "1=one [f#2 format] "); /* the quote swallows the rest */
  expect("id,text\n1,\"one\" more\n", "1=one more ");
  expect("id,description,html\n1,x,<p>y\n2,z,\n", "1=<p>y 2=z "); /* html is the better of the two where it is there */
  expect("a,b,c\n1,2,3\n4,5,6\n", "[f format] ");
  expect("id,text\n\n1,one\n2,two\n", "1=one 2=two "); /* a header may stand apart */
  expect("id\ttext\r\n\r\n\r\n1\tone\r\n", "1=one ");
  expect("\n\r\nid,text\n1,one\n", "1=one ");
  expect("id,text\n\n1,\"one\ntwo\"", "1=one\ntwo ");
  expect("ref,text\n\n1,one\n2,two\n3,three\n", "f#1=one f#2=two f#3=three ");
  expect("Jobs of May\nid,text\n1,one\n2,two\n", "1=one 2=two ");
  expect("\xEF\xBB\xBF\"Jobs; May\";;\r\n\r\nid;title;text\r\n\r\n1;t;one\r\n", "1=one ");
  expect("id,text\n\nWe look for you, and you, and you.\n", "f=id,text\n\nWe look for you, and you, and you.\n ");
  expect("Head of Operations\nTitle, text\nOne, two, three.\n",
         "f=Head of Operations\nTitle, text\nOne, two, three.\n ");
  expect("Operations\nText, and so on\nOne, two\n", "f=Operations\nText, and so on\nOne, two\n ");
  expect("# COO\n| Title | Text |\n|---|---|\n", "f=# COO\n| Title | Text |\n|---|---|\n ");
  expect("Jobs of May\nid,text\n", "f=Jobs of May\nid,text\n ");
  expect("Description, as the text of a posting, says more.\nMore of it, and more, and more, and more.\n",
         "f=Description, as the text of a posting, says more.\nMore of it, and more, and more, and more.\n ");
}

/* UTF-8 as UTF-16 behind its mark; "@" stands for the first half of a pair by itself. */
static struct str widen(const char *text, bool big, char *out) {
  struct str s = str_of(text);
  size_t n = 0;
  out[n++] = big ? '\xFE' : '\xFF';
  out[n++] = big ? '\xFF' : '\xFE';
  for (size_t at = 0; at < s.len;) {
    uint32_t code, units[2] = {0, 0};
    at += utf8_decode(s, at, &code);
    units[0] = code == '@' ? 0xD83D : code < 0x10000 ? code : 0xD800 + ((code - 0x10000) >> 10);
    units[1] = code < 0x10000 ? 0 : 0xDC00 + (code & 0x3FF);
    for (size_t i = 0; i < (code < 0x10000 ? 1 : 2); i++) {
      out[n++] = (char)(big ? units[i] >> 8 : units[i] & 0xFF);
      out[n++] = (char)(big ? units[i] & 0xFF : units[i] >> 8);
    }
  }
  return (struct str){out, n};
}

static void records_in_utf16_are_decoded(void **state) {
  (void)state;
  struct input_options options = {.limits = limits_default()};
  char wide[400];
  for (int big = 0; big < 2; big++) {
    expect_of(&options, widen("id\ttext\r\n1\tCaf\u00e9 \u20ac \U0001F600\r\n2\t@@x\r\n", big, wide),
              "1=Caf\u00e9 \u20ac \U0001F600 2=\uFFFD\uFFFDx ");
    expect_of(&options, widen("{\"id\":1,\"text\":\"\u00e9\"}\n[\n", big, wide), "1=\u00e9 [f#2 format] ");
    expect_of(&options, widen("a,b,c\n1,2,3\n4,5,6\n", big, wide), "[f format] ");
    expect_of(&options, widen("id,text\n1,x\n2,y@", big, wide), "1=x 2=y\uFFFD ");
    struct str odd = widen("id,text\n1,x\n2,y", big, wide);
    odd.len--;
    expect_of(&options, odd, "1=x [f#2 format] ");
    struct str text = widen("Text", big, wide); /* goes to the extractor as it is */
    char want[40];
    snprintf(want, sizeof want, "f=%.*s ", (int)text.len, text.ptr);
    expect_of(&options, text, want);
  }
}

static void utf16_does_not_depend_on_the_room_there_is(void **state) {
  (void)state;
  const char *text = "a\u00e9\u20ac\U0001F600 and more";
  char wide[100], got[100];
  for (size_t room = 1; room < 20; room++) {
    struct str bytes = widen(text, room & 1, wide);
    struct stream s = {.fd = -1};
    struct utf16 u;
    size_t len = 0, n;
    assert_int_equal(stream_memory(&s, &bytes, NULL), ST_OK);
    utf16_init(&u, &s);
    do assert_true(utf16_pull(&u, got + len, room, &n, NULL) && n <= room);
    while ((len += n) && n);
    assert_str((struct str){got, len}, text);
    stream_close(&s);
  }
}

static void gold_stands_in_columns_too(void **state) {
  (void)state;
  struct input_options options = {.limits = limits_default()};
  struct input *in;
  struct arena a;
  struct document doc;
  arena_init(&a, 0);
  struct str bytes = STR("id,text,label,company,employer,quote1,quote2\n1,x,coo,C,E,first,second\n2,y,other,C,,,q\n");
  assert_int_equal(input_of_bytes(&options, "f", bytes, &in, NULL), ST_OK);
  assert_int_equal(input_next(in, &a, &doc, NULL), ST_OK);
  assert_str(doc.label, "coo");
  assert_str(doc.company, "C");
  assert_str(doc.group, "E");
  assert_str(doc.reasons, "first\nsecond");
  assert_int_equal(doc.offset, 45);
  assert_int_equal(input_next(in, &a, &doc, NULL), ST_OK);
  assert_str(doc.group, "C");
  assert_str(doc.reasons, "q");
  assert_int_equal(input_next(in, &a, &doc, NULL), ST_END);
  input_free(in);
  arena_free(&a);
}

static void columns_are_as_the_person_says(void **state) {
  (void)state;
  struct input_options options = {.limits = limits_default(), .columns = "text=Ad,id=Ref"};
  struct input *in;
  struct err e = {0};
  expect_of(&options, STR("Ref,Description,Ad\nr1,no,yes\n"), "r1=yes ");
  expect_of(&options, STR("{\"Ref\":\"r2\",\"Ad\":\"yes\",\"text\":\"no\"}\n"), "r2=yes ");
  expect_of(&options, STR("id,text\n1,one\n"), "[f usage] ");
  options.columns = "text=Ad,wrong";
  assert_int_equal(input_of_bytes(&options, "f", STR(""), &in, &e), ST_FAIL);
  assert_int_equal(e.code, ERR_USAGE);
}

static void json_of_every_form_is_read(void **state) {
  (void)state;
  expect("{\"id\":\"a\",\"text\":\"x\"}", "a=x ");
  expect("{\n \"id\": \"a\",\n \"text\": \"}{\"\n}\n{\n \"text\":\"y\"}", "a=}{ f#2=y ");
  expect("[{\"text\":\"x\"},\n{\"text\":\"y\"}]", "f#1=x f#2=y ");
  expect("[{\"text\":\"x\"},3,{\"text\":\"y\"}]", "f#1=x [f#2 format] f#3=y ");
  expect("{\"n\":1,\"jobs\":[{\"text\":\"x\"}],\"m\":{\"a\":[]},\"results\":[{\"text\":\"y\"}]}", "f#1=x f#2=y ");
  expect("{\"data\":{\"items\":[{\"text\":\"x\"}]}}", "f#1=x ");
  expect("[{\"text\":\"x\"}]\n{\"text\":\"y\"} {\"text\":\"z\"}", "f#1=x f#2=y f#3=z "); /* behind a list */
  expect("{\"jobs\":[{\"text\":\"x\"}]}\n[{\"text\":\"y\"}]\n{\"text\":\"z\"}", "f#1=x f#2=y f#3=z ");
  expect("{\"jobs\":[{\"text\":\"x\"}]}\n{\"n\":2,\"jobs\":[{\"text\":\"y\"}]}\n", "f#1=x f#2=y ");
  expect("[{\"text\":\"x\"}] {\"page\":2}", "f#1=x [f#2 empty] ");
  expect("{\"title\":\"t\",\"items\":[{\"a\":1}],\"text\":\"x\"}\n", "f#1=x "); /* a posting with a list is a posting */
  expect("{\"text\":\"x\"}\n{\"text\":\n{\"text\":\"y\"}\n", "f#1=x [f#2 format] f#3=y ");
  expect("{\"text\":\n{\"text\":\"y\"}\n", "[f#1 format] f#2=y ");
  expect("[{\"text\":\"x\"},{\"te", "f#1=x [f#2 format] ");
  expect("[{\"text\":\"x\"}", "f#1=x [f#2 format] ");
  expect("[{\"text\":\"x\"}] and more", "f#1=x [f#2 format] ");
  expect("[]", "[f empty] ");
  expect("[a link](https://example.org) begins this text", "f=[a link](https://example.org) begins this text ");
  expect("{\"company\":{\"name\":\"C\"},\"content\":\"x\",\"jobId\":7}\n", "7=x ");
}

/* Objects behind a list, where what tells a wrapper from a posting lies within the reader's buffer, and beyond it. */
static void objects_behind_a_list_may_be_long(void **state) {
  (void)state;
  static const size_t pads[] = {1, 40000, STREAM_BYTES - 60, STREAM_BYTES + 1};
  char *text = malloc(4 * STREAM_BYTES), *pad = malloc(STREAM_BYTES + 2);
  assert_true(text && pad);
  for (size_t i = 0; i < sizeof pads / sizeof *pads; i++) {
    bool seen = pads[i] < STREAM_BYTES;
    memset(pad, 'p', pads[i]);
    pad[pads[i]] = '\0';
    snprintf(text, 4 * STREAM_BYTES,
             "[{\"text\":\"x\"}]\n{\"pad\":\"%s\",\"text\":\"y\"}\n{\"pad\":\"%s\",\"jobs\":[{\"text\":\"z\"}]}", pad,
             pad);
    expect(text, seen ? "f#1=x f#2=y f#3=z " : "f#1=x f#2=y [f#3 empty] ");
  }
  free(pad);
  free(text);
}

static void other_json_is_told_by_its_keys(void **state) {
  (void)state;
  struct columns none = {STR_NONE};
  assert_true(json_stream_is_other(STR("{\n\"name\": \"x\",\n\"description\": \"y\"\n}"), none));
  assert_false(json_stream_is_other(STR("{\n\"title\": \"x\",\n\"description\": \"y\"\n}"), none));
  assert_true(json_stream_is_other(STR("[{\"a\":1}]"), none));
  assert_false(json_stream_is_other(STR("[{\"description\":1}]"), none));
  assert_false(json_stream_is_other(STR("{\"broken\":\n{\"a\":1}\n"), none)); /* lines: each has its row */
}

static void messages_are_told_by_their_headers(void **state) {
  (void)state;
  assert_true(
      mime_is_message(STR("From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=b\r\n\r\n")));
  assert_true(mime_is_message(STR("\nContent-Type: text/html\nMIME-Version: 1.0\n\n<p>")));
  assert_false(mime_is_message(STR("Title: COO\nMIME-Version: 1.0\n\nContent-Type: text/html\n")));
  assert_false(mime_is_message(STR("Head of Operations: MIME-Version: 1.0\nContent-Type: text/html\n\n")));
}

static void parts_are_decoded(void **state) {
  (void)state;
#define MESSAGE "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
#define HTML "--b\nContent-Type: text/html\nContent-Transfer-Encoding: "
  expect(MESSAGE HTML "quoted-printable\n\na=3D=\n b  \nc=zz\n--b--\n", "f=a= b\nc=zz ");
  expect(MESSAGE HTML "base64\n\nPHA+\naGk=\n--b--\n", "f=<p>hi ");
  expect(MESSAGE HTML "7bit\n\n--bx\n<p>\n\n--b--\n", "f=--bx\n<p>\n ");
  expect(MESSAGE HTML "7bit\n\n<p>\n", "[f format] ");
  expect(MESSAGE "--b\nContent-Type: text/plain\n\nplain\n" HTML "x\n\n<p>\n--b--\n", "f=<p> ");
  expect(MESSAGE "--b\nContent-Type: text/plain\n\nplain\n--b--\n", "f=plain ");
  expect("MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "[f format] ");
  expect("MIME-Version: 1.0\nContent-Type: text/html\n\n<p>x", "f=<p>x ");
#undef HTML
#undef MESSAGE
}

static void a_stream_gives_the_same_in_any_pieces(void **state) {
  (void)state;
  enum { LONG = STREAM_BYTES * 2 + 17 };
  char *text = malloc(LONG);
  assert_non_null(text);
  for (size_t i = 0; i < LONG; i++) text[i] = i % 1000 == 999 ? '\n' : (char)('a' + i % 26);
  struct str bytes = {text, LONG}, piece;
  struct stream s = {.fd = -1};
  assert_int_equal(stream_memory(&s, &bytes, NULL), ST_OK);
  size_t at = 0;
  for (;;) {
    assert_int_equal(stream_piece(&s, &piece, NULL), ST_OK);
    if (piece.len == 0) break;
    assert_true(piece.len == 1000 || at + piece.len == LONG);
    assert_memory_equal(piece.ptr, text + at, piece.len);
    at += piece.len;
    assert_int_equal(s.offset, at);
  }
  assert_int_equal(at, LONG);
  stream_close(&s);
  free(text);
}

/* Reads from the file until its end and says how that is: 0 for an end, else the code. */
static enum err_code end_of(struct stream *s) {
  struct err e = {0};
  enum status status = stream_drain(s, &e);
  assert_int_equal(status, e.code == ERR_NONE ? ST_OK : ST_FAIL);
  stream_close(s);
  return e.code;
}

static void a_file_that_becomes_shorter_is_not_whole(void **state) {
  (void)state;
  enum { LONG = 3 * STREAM_BYTES };
  char path[] = "/tmp/rolecall-shorter-XXXXXX";
  int fd = mkstemp(path);
  struct stream s = {.fd = -1};
  struct str begin;
  assert_true(fd >= 0);
  for (int way = 0; way < 4; way++) {
    assert_int_equal(ftruncate(fd, LONG), 0);
    assert_int_equal(stream_open(&s, path, NULL), ST_OK);
    assert_int_equal(stream_peek(&s, STREAM_BYTES, &begin, NULL), ST_OK);
    if (way == 3) assert_int_equal(stream_drain(&s, NULL), ST_OK);
    static const off_t sizes[] = {LONG, LONG + 1, LONG - 1, 0}; /* cut behind the last byte read, it was whole */
    assert_int_equal(ftruncate(fd, sizes[way]), 0);
    assert_int_equal(end_of(&s), way == 2 ? ERR_READ : ERR_NONE);
  }
  assert_int_equal(ftruncate(fd, LONG), 0); /* what is left of standard input, when a part of it was read by another */
  assert_int_equal(lseek(fd, 100, SEEK_SET), 100);
  int standard = dup(STDIN_FILENO);
  assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
  assert_int_equal(stream_open(&s, "-", NULL), ST_OK);
  assert_int_equal(end_of(&s), ERR_NONE);
  if (standard >= 0) assert_int_equal(dup2(standard, STDIN_FILENO), STDIN_FILENO);
  if (stream_open(&s, "/sys/kernel/mm/transparent_hugepage/enabled", NULL) == ST_OK) /* says 4096 bytes, has fewer */
    assert_int_equal(end_of(&s), ERR_NONE);
  stream_close(&s);
  if (standard >= 0) close(standard);
  close(fd);
  assert_int_equal(unlink(path), 0);
}

/* The rows that were there come, then one error, also where a gzip file is cut between two members. */
static void rows_before_the_cut_of_a_file_come(void **state) {
  (void)state;
#define LINE "{\"text\":\"x\"}\n"
  static const char plain[] = LINE, member[] =
                                        "\x1F\x8B\x08\0\0\0\0\0\0\x03" /* one stored block */
                                        "\x01\x0D\0\xF2\xFF" LINE "\x62\x54\xD3\x15\x0D\0\0";
  static const struct str records[] = {{plain, sizeof plain - 1}, {member, sizeof member}}; /* with its last zero */
#undef LINE
  for (size_t i = 0; i < 2; i++) {
    enum { COUNT = 10000, KEPT = 8000 };
    char path[] = "/tmp/rolecall-shorter-XXXXXX";
    const char *paths[] = {path};
    struct input_options options = {.paths = paths, .path_count = 1, .limits = limits_default()};
    struct input *in;
    struct arena a;
    struct document doc;
    struct err e = {0};
    FILE *f = fdopen(mkstemp(path), "wb");
    assert_non_null(f);
    for (size_t n = 0; n < COUNT; n++) assert_int_equal(fwrite(records[i].ptr, 1, records[i].len, f), records[i].len);
    assert_int_equal(fflush(f), 0);
    arena_init(&a, 0);
    assert_int_equal(input_new(&options, &in, NULL), ST_OK);
    assert_int_equal(input_next(in, &a, &doc, NULL), ST_OK);
    assert_int_equal(ftruncate(fileno(f), (off_t)(KEPT * records[i].len)), 0);
    for (size_t n = 1; n < KEPT; n++) {
      arena_reset(&a);
      assert_int_equal(input_next(in, &a, &doc, NULL), ST_OK);
    }
    assert_int_equal(input_next(in, &a, &doc, &e), ST_FAIL);
    assert_int_equal(e.code, ERR_READ);
    assert_int_equal(input_next(in, &a, &doc, NULL), ST_END);
    input_free(in);
    arena_free(&a);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(unlink(path), 0);
  }
}

static void what_was_read_is_counted(void **state) {
  (void)state;
  char path[] = "/tmp/rolecall-count-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, "{\"text\":\"x\"}\n", 13), 13);
  close(fd);
  const char *paths[] = {path, path};
  struct input *in;
  struct arena a;
  struct document doc;
  arena_init(&a, 0);
  assert_int_equal(
      input_new(&(struct input_options){.paths = paths, .path_count = 2, .limits = limits_default()}, &in, NULL),
      ST_OK);
  assert_int_equal(input_count(in).bytes_total, 26);
  assert_int_equal(input_count(in).files_left, 2);
  assert_int_equal(input_next(in, &a, &doc, NULL), ST_OK);
  assert_int_equal(input_next(in, &a, &doc, NULL), ST_OK);
  assert_int_equal(input_next(in, &a, &doc, NULL), ST_END);
  struct input_counts counts = input_count(in);
  assert_int_equal(counts.bytes, 26);
  assert_int_equal(counts.files, 2);
  assert_int_equal(counts.files_left, 0);
  assert_int_equal(counts.documents, 2);
  assert_true(input_is_data(path, NULL));
  input_free(in);
  arena_free(&a);
  assert_int_equal(unlink(path), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(globs_match),
      cmocka_unit_test(a_glob_of_many_stars_takes_no_time),
      cmocka_unit_test(header_values_are_taken_apart),
      cmocka_unit_test(header_lines_are_joined),
      cmocka_unit_test(tables_are_read_as_programs_write_them),
      cmocka_unit_test(records_in_utf16_are_decoded),
      cmocka_unit_test(utf16_does_not_depend_on_the_room_there_is),
      cmocka_unit_test(gold_stands_in_columns_too),
      cmocka_unit_test(columns_are_as_the_person_says),
      cmocka_unit_test(json_of_every_form_is_read),
      cmocka_unit_test(objects_behind_a_list_may_be_long),
      cmocka_unit_test(other_json_is_told_by_its_keys),
      cmocka_unit_test(messages_are_told_by_their_headers),
      cmocka_unit_test(parts_are_decoded),
      cmocka_unit_test(a_stream_gives_the_same_in_any_pieces),
      cmocka_unit_test(a_file_that_becomes_shorter_is_not_whole),
      cmocka_unit_test(rows_before_the_cut_of_a_file_come),
      cmocka_unit_test(what_was_read_is_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
