#include "kinds.h"

#include "lexicon/phrase.h"

#define TEXT                                                                                               \
  "<p>You run the day-to-day work of our <b>Leeds</b> warehouse &amp; its yard, and lead two teams.</p>\n" \
  "<ul><li>Plan the shifts of forty people.</li><li>Order packaging and keep the stock count right.</li></ul>\n"
#define HEAD                                                                                  \
  "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Head of Operations</title></head><body>\n" \
  "<h1>Head of Operations</h1>\n<h2>Responsibilities</h2>\n" TEXT
#define TAIL TEXT "</body></html>\n"
#define JSON_HEAD "{\"id\": \"x\", \"title\": \"Head of Operations\", \"text\": \""
#define SHELL "<!DOCTYPE html><html><head><title>Head of Operations</title>"

/* ---- by function ---- */

static void repeat(struct buf *out, struct str s, size_t n) {
  for (size_t i = 0; i < n; i++) buf_add(out, s);
}

/* Repeats `open`s and `close`s, `depth` of each in turn, until there are `bytes`. */
static void combs(struct buf *out, size_t bytes, size_t depth, struct str open, struct str close) {
  size_t end = out->len + bytes;
  buf_add(out, STR(HEAD));
  while (out->len < end) {
    repeat(out, open, depth);
    buf_add(out, STR("Plan the shifts."));
    repeat(out, close, depth);
  }
  buf_add(out, STR(TAIL));
}

/* Below the limit on depth, again and again: the stack is always deep. */
static void deep_combs(struct buf *out, size_t bytes, const struct lexicon *lex) {
  (void)lex;
  combs(out, bytes, 400, STR("<div>"), STR("</div>"));
}
static void deep_font_combs(struct buf *out, size_t bytes, const struct lexicon *lex) {
  (void)lex;
  combs(out, bytes, 400, STR("<font color=red>"), STR("</p>"));
}
static void deep_list_combs(struct buf *out, size_t bytes, const struct lexicon *lex) {
  (void)lex;
  combs(out, bytes, 200, STR("<ul><li>"), STR("</ul>"));
}

/* Four hundred elements deep all the way, and stray end tags that match none of them. */
static void deep_strays(struct buf *out, size_t bytes, const struct lexicon *lex) {
  (void)lex;
  size_t end = out->len + bytes;
  buf_add(out, STR(HEAD));
  repeat(out, STR("<div>"), 400);
  while (out->len < end) buf_add(out, STR("</b></table>x"));
}
static void deep_text(struct buf *out, size_t bytes, const struct lexicon *lex) {
  (void)lex;
  size_t end = out->len + bytes;
  buf_add(out, STR(HEAD));
  repeat(out, STR("<div>"), 400);
  while (out->len < end) buf_add(out, STR("<b>x</b><br>\n"));
}

static void utf16(struct buf *out, size_t bytes, const struct lexicon *lex) {
  (void)lex;
  static const char unit[] = TEXT;
  size_t end = out->len + bytes;
  buf_add(out, STR("\xFF\xFE"));
  while (out->len < end)
    for (size_t i = 0; i + 1 < sizeof unit; i++) {
      buf_char(out, unit[i]);
      buf_char(out, 0);
    }
}

/* A small generator, so that the same input comes out everywhere. */
static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* The sentences that the lexicon must find, whole or short of some last words, as one paragraph or each its own. */
enum { WHOLE, SHORT, JOINED };

static void examples(struct buf *out, size_t bytes, const struct lexicon *lex, int how) {
  size_t end = out->len + bytes;
  uint32_t random = 1;
  buf_add(out, STR(HEAD "<p>"));
  for (size_t i = 0; out->len < end; i = (i + 1) % lex->entry_count)
    for (size_t k = 0; k < lex->entries[i].text->match_count; k++) {
      struct str s = lex->entries[i].text->matches[k];
      size_t len = how == WHOLE ? s.len : s.len / 4 + next_random(&random) % (s.len - s.len / 4);
      for (size_t c = 0; c < len; c++) buf_char(out, how == JOINED && s.ptr[c] == '.' ? ' ' : s.ptr[c]);
      buf_add(out, how == JOINED ? STR(" ") : STR("</p><p>"));
    }
}
static void all_examples(struct buf *out, size_t bytes, const struct lexicon *lex) {
  examples(out, bytes, lex, WHOLE);
}
static void broken_examples(struct buf *out, size_t bytes, const struct lexicon *lex) {
  examples(out, bytes, lex, SHORT);
}
static void endless_examples(struct buf *out, size_t bytes, const struct lexicon *lex) {
  examples(out, bytes, lex, JOINED);
}

/* One cue after the other in one sentence, with phrases between. */
static void cues(struct buf *out, size_t bytes, const struct lexicon *lex) {
  size_t end = out->len + bytes;
  buf_add(out, STR(HEAD "<p>"));
  for (size_t i = 0; out->len < end; i = (i + 1) % lex->entry_count) {
    const struct lexicon_entry *e = &lex->entries[i];
    for (size_t k = 0; e->is_cue && k < e->text->match_count; k++) {
      for (size_t c = 0; c < e->text->matches[k].len; c++)
        if (e->text->matches[k].ptr[c] != '.') buf_char(out, e->text->matches[k].ptr[c]);
      buf_add(out, STR(" day-to-day operations of our warehouse not never "));
    }
  }
}

/* Words of the lexicon's phrases in any order: states of the automaton that no real text asks for. */
static void soup(struct buf *out, size_t bytes, const struct lexicon *lex) {
  size_t end = out->len + bytes;
  uint32_t random = 7;
  buf_add(out, STR(HEAD "<p>"));
  while (out->len < end) {
    const struct lexicon_entry *e = &lex->entries[next_random(&random) % lex->entry_count];
    if (e->text->phrase_count == 0) continue;
    struct str s = e->text->phrases[next_random(&random) % e->text->phrase_count]->text;
    size_t at = next_random(&random) % s.len, stop;
    while (at && s.ptr[at - 1] != ' ') at--;
    for (stop = at; stop < s.len && s.ptr[stop] != ' '; stop++)
      if (s.ptr[stop] >= 'a' && s.ptr[stop] <= 'z') buf_char(out, s.ptr[stop]);
    buf_char(out, ' ');
  }
}

/* Phrases with a gap, and a word in it that does not end. */
static void long_gaps(struct buf *out, size_t bytes, const struct lexicon *lex) {
  (void)lex;
  size_t end = out->len + bytes;
  buf_add(out, STR(HEAD "<p>"));
  while (out->len < end) {
    buf_add(out, STR("manage the "));
    repeat(out, STR("x-y"), 5000);
    buf_add(out, STR(" operations of our site. "));
  }
}

static void base64(struct buf *out, size_t bytes, const struct lexicon *lex) {
  (void)lex;
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t end = out->len + bytes;
  uint32_t random = 3;
  buf_add(out, STR(HEAD "<p>"));
  while (out->len < end) buf_char(out, letters[next_random(&random) % 64]);
  buf_add(out, STR("</p>" TAIL));
}

static void noise(struct buf *out, size_t bytes, const struct lexicon *lex) {
  (void)lex;
  static const char letters[] = "<>/!-=\"'& abpil;#?[]{}";
  size_t end = out->len + bytes;
  uint32_t random = 5;
  buf_add(out, STR(HEAD));
  while (out->len < end) buf_char(out, letters[next_random(&random) % (sizeof letters - 1)]);
}

/* ---- the table ---- */

#define ROW(name, before, unit, after) {name, "html", STR_(HEAD before), STR_(unit), STR_(""), STR_(""), STR_(after TAIL), NULL, false}
#define ROW2(name, before, unit, middle, second, after) \
  {name, "html", STR_(HEAD before), STR_(unit), STR_(middle), STR_(second), STR_(after TAIL), NULL, false}
#define RAW(name, ending, before, unit, after) \
  {name, ending, STR_(before), STR_(unit), STR_(""), STR_(""), STR_(after), NULL, false}
#define MADE(name, make) {name, "html", STR_(""), STR_(""), STR_(""), STR_(""), STR_(""), make, false}
#define TRAP(name, unit, after) \
  {name, "html", STR_(HEAD "<p>"), STR_(unit), STR_(""), STR_(""), STR_(after TAIL), NULL, true}
#define STR_(literal) {(literal), sizeof(literal) - 1}

const struct kind kinds[] = {
    /* elements */
    ROW2("nested div", "", "<div>", "x", "</div>", ""),
    ROW2("nested div, stray ends", "", "<div>", "x", "</p>", ""),
    ROW("nested font", "", "<font color=red>", "x"),
    ROW("nested font, as deep as may be, again and again", "", "<p><font color=red><b><i>x", ""),
    ROW("nested lists", "", "<ul><li>", "x"),
    ROW("nested tables", "", "<table><tr><td>", "x"),
    ROW("nested forms and buttons", "", "<form><button>", "x"),
    ROW("nested links", "", "<a href=x>", "x"),
    ROW("nested headings", "", "<h1><h2>", "x"),
    MADE("combs of div", deep_combs),
    MADE("combs of font", deep_font_combs),
    MADE("combs of lists", deep_list_combs),
    MADE("stray ends in the depth", deep_strays),
    MADE("text in the depth", deep_text),
    ROW("tags out of order", "", "<b><i><u></b></i></u>x", ""),
    ROW("unclosed list items", "<ul>", "<li>Plan the shifts of forty people ", ""),
    ROW("unclosed list items, short", "<ul>", "<li>x", ""),
    ROW("unclosed paragraphs and links", "", "<p><a href=x>You lead", ""),
    ROW("unclosed definition lists", "", "<dl><dt>Pay<dd>Good", ""),
    ROW("unclosed options", "<select>", "<option>Leeds", ""),
    ROW("a wide table", "<table><tr>", "<td>Shifts", "</table>"),
    ROW("a long table", "<table>", "<tr><td>Shifts<td>Forty people", "</table>"),
    ROW("many small blocks", "", "<p>x</p>", ""),
    ROW("many small blocks in div", "", "<div><div>Plan it.</div></div>", ""),
    ROW("many headings", "", "<h2>Responsibilities</h2>", ""),
    ROW("many titles", "", "<h1>Chief Operating Officer</h1>", ""),
    ROW("many title elements", "", "<title>Chief Operating Officer</title>", ""),
    ROW("many sections with a heading", "", "<section><h2>Requirements</h2><p>Ten years.</p></section>", ""),
    ROW("line breaks", "<p>", "<br>", "</p>"),
    ROW("line breaks and words", "<p>", "Plan it<br>\n", "</p>"),
    ROW("bold words", "<p>", "<b>Lead</b> ", "</p>"),
    ROW("links", "", "<a href=\"/jobs/\1\">Head of Operations</a> ", ""),
    ROW("job cards", "", "<div class=card><a href=/j/\1><h3>Operations Manager</h3></a><p>Leeds</p></div>", ""),
    ROW("several postings", "", "<article><h2>Head of Operations</h2><p>You run our site.</p><a>Apply</a></article>", ""),
    ROW("head and body again", "", "<html><head><body>x", ""),
    ROW("menu entries", "<nav>", "<li><a href=/\1>Jobs</a>", "</nav>"),
    ROW("empty elements", "", "<span></span>", ""),
    ROW("unknown elements", "", "<x-\1>y", ""),
    ROW("meta elements", "", "<meta name=\"description\" content=\"Head of Operations at Bitewell\">", ""),
    ROW("base and link elements", "", "<link rel=x href=\1><base href=/>", ""),
    ROW("hidden elements", "", "<div style=\"display:none\" hidden>x", ""),
    ROW("templates", "", "<template><p>x", ""),
    ROW("noscript and iframe", "", "<noscript><iframe src=x>", ""),
    ROW("svg and math", "", "<svg><math><title>x", ""),
    ROW("frames", "", "<frameset><frame src=x>", ""),
    /* attributes and tags */
    ROW("attributes", "<div ", "a\1=\1 ", ">x</div>"),
    ROW("attributes, tag after tag", "", "<p a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 id=x class=y>x", ""),
    ROW("classes", "<div class=\"", "job\1 ", "\">x</div>"),
    ROW("class words, tag after tag", "", "<div class=\"job-section job card title company location\">x</div>", ""),
    ROW("the same attribute", "<div ", "class=x ", ">x</div>"),
    ROW("spaces in a style", "<div style=\"", "display :       ", "\">x</div>"),
    ROW("spaces in a tag", "<p", "                ", ">x"),
    ROW("unclosed quotes", "", "<a href='x title=\"y>z", ""),
    ROW("an unclosed quote", "<a href=\"", "<p class=x> ", ""),
    ROW("slashes in tags", "", "<p/////////x>", ""),
    ROW("equal signs in tags", "", "<p =====>", ""),
    ROW("a tag never closed", "<p ", "<p ", ""),
    ROW("ends alone", "", "</p>", ""),
    ROW("ends of nothing", "", "</>", ""),
    ROW("less-than signs", "", "<", ""),
    ROW("greater-than signs", "", ">", ""),
    ROW("tag openings", "", "<a", ""),
    ROW("one long tag name", "<", "abcdefgh", ">"),
    /* characters */
    ROW("ampersands", "", "&", ""),
    ROW("ampersands with letters", "", "&a", ""),
    ROW("character references", "", "&amp;", ""),
    ROW("numbers as references", "", "&#65;", ""),
    ROW("references to nothing", "", "&#0;&#xFFFFFFFF;&notathing;", ""),
    ROW("one long reference", "&", "abcdefgh", ";"),
    ROW("one long number", "&#", "99999999", ";"),
    ROW("NUL bytes", "", "\0", ""),
    ROW("NUL bytes in tags", "", "<p \0a=\0>", ""),
    ROW("invalid UTF-8", "", "Plan the shifts of forty people in the yard and walk the floor each day, then rest\xC3 ", ""),
    ROW("cut UTF-8", "", "\xE2\x80", ""),
    ROW("overlong UTF-8", "", "\xC0\x80\xF8\x88\x80\x80\x80", ""),
    ROW("surrogates in UTF-8", "", "\xED\xA0\x80", ""),
    ROW("combining marks", "a", "\xCC\x81", ""),
    ROW("letters with marks", "", "e\xCC\x81o\xCC\x88 ", ""),
    ROW("bidirectional controls", "", "\xE2\x80\xAE\xE2\x80\xACx ", ""),
    ROW("zero width spaces", "", "\xE2\x80\x8Bo\xC2\xADp", ""),
    ROW("no-break spaces", "", "\xC2\xA0", ""),
    ROW("letters that fold to several", "", "\xEF\xAC\x83\xC3\x9F ", ""),
    ROW("white space", "", " \t\n\r", ""),
    ROW("Chinese", "", "\xE8\xBF\x90\xE8\x90\xA5", ""),
    RAW("charset after charset", "html", SHELL, "<meta charset=windows-1252><meta charset=utf-16>", TAIL),
    RAW("Shift_JIS", "html", "<meta charset=shift_jis><title>x</title><p>", "\x83\x49\x83\x79 ", TAIL),
    RAW("ISO-2022-JP", "html", "<meta charset=iso-2022-jp><title>x</title><p>", "\x1B$B%*%Z\x1B(B ", TAIL),
    RAW("GB18030", "html", "<meta charset=gb18030><title>x</title><p>", "\x81\x30\x81\x30\xD4\xCB", TAIL),
    MADE("UTF-16", utf16),
    /* what is no text */
    ROW("comments", "", "<!-- x -->", ""),
    ROW("empty comments", "", "<!--><!--->", ""),
    RAW("an unclosed comment", "html", HEAD "<!--", "- --! >", ""),
    ROW("unclosed comments", "", "<!--x", ""),
    ROW("comments ended wrongly", "", "<!-- --!> <!- -> <!>", ""),
    RAW("an unclosed script", "html", HEAD "<script>", "<!--<script>", ""),
    ROW("scripts", "", "<script>x</script>", ""),
    ROW("scripts not quite closed", "<script>", "</script", "</script>"),
    ROW("styles", "", "<style>p{}</style>", ""),
    ROW("text areas", "", "<textarea>x</textarea>", ""),
    ROW("unclosed text areas and titles", "", "<textarea><title>", ""),
    ROW("unclosed plaintext, xmp, listing", "", "<xmp><listing><plaintext>x", ""),
    ROW("CDATA", "", "<![CDATA[x]]>", ""),
    RAW("an unclosed CDATA", "html", HEAD "<![CDATA[", "]] >", ""),
    ROW("processing instructions", "", "<?xml x?>", ""),
    ROW("doctypes", "", "<!DOCTYPE html>", ""),
    RAW("entities declared", "html", "<!DOCTYPE html [", "<!ENTITY a\1 \"&a;&a;&a;&a;&a;&a;&a;&a;\">", "]>" HEAD "&a1;" TAIL),
    RAW("an unclosed doctype", "html", "<!DOCTYPE html [", "<!ENTITY [ ", "<title>x</title>"),
    /* data in pages */
    RAW("deep JSON-LD", "html", SHELL "<script type=\"application/ld+json\">", "{\"a\":[", "</script>" TAIL),
    RAW("deep closed JSON-LD", "html", SHELL "<script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"x\":",
        "[[[[]]]],", "1}</script>" TAIL),
    RAW("a list of postings in JSON-LD", "html", SHELL "<script type=\"application/ld+json\">[",
        "{\"@type\":\"JobPosting\",\"title\":\"COO\",\"description\":\"<p>You run operations.</p>\"},",
        "{}]</script></head><body></body></html>"),
    RAW("many JSON-LD scripts", "html", SHELL,
        "<script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"title\":\"COO\"}</script>", "</head></html>"),
    RAW("a long description in JSON-LD", "html",
        SHELL "<script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"title\":\"COO\",\"description\":\"",
        "<p>You run the day-to-day work.</p>", "\"}</script></head><body></body></html>"),
    RAW("an escaped description in JSON-LD", "html",
        SHELL "<script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"title\":\"COO\",\"description\":\"",
        "\\u003Cp\\u003EYou lead.\\u003C\\/p\\u003E", "\"}</script></head><body></body></html>"),
    RAW("a twice escaped description in JSON-LD", "html",
        SHELL "<script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"title\":\"COO\",\"description\":\"",
        "&amp;lt;p&amp;gt;You lead.&amp;lt;/p&amp;gt;", "\"}</script></head><body></body></html>"),
    RAW("many keys in JSON-LD", "html", SHELL "<script type=\"application/ld+json\">{\"@type\":\"JobPosting\",",
        "\"k\1\":\1,", "\"title\":\"COO\"}</script></head></html>"),
    RAW("the same key in JSON-LD", "html", SHELL "<script type=\"application/ld+json\">{\"@type\":\"JobPosting\",",
        "\"title\":\"COO\",", "\"title\":\"COO\"}</script></head></html>"),
    RAW("backslashes in JSON-LD", "html",
        SHELL "<script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"description\":\"", "\\\\", "\"}</script>"),
    RAW("a data island", "html", SHELL "</head><body><script id=\"__NEXT_DATA__\" type=\"application/json\">{\"a\":[",
        "{\"title\":\"Head of Operations\",\"description\":\"You run operations.\"},", "{}]}</script></body></html>"),
    RAW("many data islands", "html", SHELL "</head><body>",
        "<script>window.__STATE__ = {\"job\":{\"title\":\"COO\"}};</script>", "</body></html>"),
    RAW("openings in a script", "html", SHELL "</head><body><script>", "window.__STATE__ = {", "</script></body></html>"),
    RAW("microdata", "html", HEAD, "<div itemscope itemtype=\"http://schema.org/JobPosting\"><span itemprop=title>COO</span>",
        TAIL),
    ROW("data URLs", "", "<img src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk\">",
        ""),
    MADE("a blob in base64", base64),
    MADE("noise made of marks", noise),
    /* words */
    ROW("one paragraph without an end", "<p>", "operations and ", "</p>"),
    ROW("one word without an end", "<p>", "operations", "</p>"),
    ROW("the same phrase", "<p>", "day-to-day operations of our warehouse ", "</p>"),
    ROW("the same phrase, sentence by sentence", "<p>", "You run the day-to-day operations of our warehouse. ", "</p>"),
    ROW("a gap that never ends", "<p>", "run the and of our to in ", "</p>"),
    ROW("hyphens", "<p>", "day-to-", "</p>"),
    ROW("numbers and money", "<p>", "$1,000,000.00 10% 24/7 ", "</p>"),
    ROW("commas", "<p>", "Leeds, ", "</p>"),
    ROW("full stops", "<p>", "Inc. ", "</p>"),
    ROW("quotes and brackets", "<p>", "(\"[", "</p>"),
    ROW("bullets", "<p>", "\xE2\x80\xA2 Plan it ", "</p>"),
    ROW("colons", "<p>", "Responsibilities: ", "</p>"),
    RAW("a title without an end", "html", "<!DOCTYPE html><html><head><title>", "Chief Operating Officer - ",
        "</title></head><body>" TAIL),
    ROW("a heading without an end", "<h1>", "Head of Operations at Bitewell | ", "</h1>"),
    RAW("a company name without an end", "html", SHELL "<meta property=\"og:site_name\" content=\"", "Bitewell Ltd ",
        "\"></head><body>" TAIL),
    MADE("the lexicon's examples", all_examples),
    MADE("the lexicon's examples, cut short", broken_examples),
    MADE("the lexicon's examples in one sentence", endless_examples),
    MADE("long words in gaps", long_gaps),
    MADE("cues", cues),
    MADE("words of the lexicon in any order", soup),
    /* regular expressions; what they look for stands once at the end, so that PCRE2 does not give up at once */
    TRAP("regex: one letter", "a ", "b zqx xyzqx"),
    TRAP("regex: one long word", "a", "b zqx xyzqx"),
    TRAP("regex: words of one letter", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", "b zqx xyzqx"),
    TRAP("regex: beginnings", "run the and of our ", "operationzx zqx xyzqx"),
    TRAP("regex: little words", "day to and of the ", "zqx xyzqx"),
    TRAP("regex: endings", "running planning leading ", "ing zqx xyzqx"),
    TRAP("regex: matches", "run the operationz ", "zqx xyzqx"),
    TRAP("regex: other letters", "\xC3\xA9\xD0\xBE ", "zqx xyzqx"),
    /* plain text and JSONL */
    RAW("text without line ends", "txt", "Head of Operations\n\n", "You run the day-to-day work of our site, ", ""),
    RAW("blank lines", "txt", "Head of Operations\n\nYou run our site.\n", "\n", "You lead.\n"),
    RAW("short lines", "txt", "Head of Operations\n\n", "x\n", ""),
    RAW("lines ended by CR", "txt", "Head of Operations\r\r", "Plan it\r", ""),
    RAW("lines that look like headings", "txt", "Head of Operations\n\n", "Responsibilities:\n", ""),
    RAW("lines with bullets", "txt", "Head of Operations\n\n", "- Plan the shifts\n", ""),
    RAW("lines with labels", "txt", "Head of Operations\n\n", "Company: Bitewell\nTitle: COO\n", ""),
    RAW("form feeds and tabs", "txt", "Head of Operations\n\n", "\f\t\v x", ""),
    RAW("one long JSONL line", "jsonl", JSON_HEAD, "You run the day-to-day work of our site. ", "\"}\n"),
    RAW("escapes in JSONL", "jsonl", JSON_HEAD, "\\n\\u00e9\\\"", "\"}\n"),
    RAW("deep JSONL", "jsonl", "{\"id\": ", "[", "\n"),
    RAW("many keys in JSONL", "jsonl", "{", "\"k\1\": \1, ", "\"text\": \"You lead.\"}\n"),
    RAW("short JSONL lines", "jsonl", "", "{\"title\": \"COO\", \"text\": \"You lead.\"}\n", ""),
    RAW("broken JSONL lines", "jsonl", "{\"title\": \"COO\", \"text\": \"You lead.\"}\n", "{\"title\n", ""),
    RAW("empty JSONL lines", "jsonl", "{\"title\": \"COO\", \"text\": \"You lead.\"}\n", "\n", ""),
};
const size_t kind_count = sizeof kinds / sizeof *kinds;

static void add_counted(struct buf *out, struct str unit, size_t n) {
  for (size_t i = 0; i < unit.len; i++)
    if (unit.ptr[i] == 1)
      buf_format(out, "%zu", n);
    else
      buf_char(out, unit.ptr[i]);
}

void kind_make(const struct kind *k, size_t bytes, const struct lexicon *lex, struct buf *out) {
  if (k->make) {
    k->make(out, bytes, lex);
    return;
  }
  size_t room = bytes > k->before.len + k->after.len ? bytes - k->before.len - k->after.len : 1;
  size_t share = room * k->unit.len / (k->unit.len + k->second.len); /* of the first unit */
  buf_add(out, k->before);
  size_t end = out->len + share, n = 0;
  while (out->len < end) add_counted(out, k->unit, ++n);
  buf_add(out, k->middle);
  for (size_t i = 0; k->second.len && i < n; i++) buf_add(out, k->second);
  buf_add(out, k->after);
}
