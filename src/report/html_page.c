#include "html_page.h"

#include <page_assets.h>
#include <stdlib.h>

#include "html_parts.h"
#include "html_posting.h"

/* A frame: "ROLE FIT BIN", then for the table and for the postings their HTML, each ended by FRAME_END. NUMBER stands
   where the posting's number goes. Neither byte can come from a document: control characters are never written. */
enum { NUMBER = 1, FRAME_END = 2 };
enum { ROLE_FAILED = -2, BINS = 6 };

/* Certainty in steps of ten points, all under a half together. */
static int bin_of(double p) {
  int bin = (int)(p * 10) - 4;
  return bin < 0 ? 0 : bin < BINS ? bin : BINS - 1;
}

static double surest(const struct lexicon *lex, const struct verdict *v) {
  double most = 0;
  for (size_t i = 0; i < lex->role_count; i++)
    if (v->all.probability[i] > most) most = v->all.probability[i];
  return most;
}

static void write_cell(const char *class, struct str text, struct buf *out) {
  buf_format(out, "<td class=\"%s\" dir=\"auto\">", class);
  html_text(out, text);
  buf_add(out, STR("</td>"));
}

static void write_table_row(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct posting *p = r->posting;
  const struct verdict *v = p ? r->verdict : NULL;
  int role = v ? v->all.role : ROLE_FAILED;
  struct str role_id = !v ? STR("failed") : role == ROLE_UNCLEAR ? STR("unclear") : o->lex->roles[role].id;
  buf_add(out, STR("<tr data-for=\"p\1\" data-role=\""));
  html_text(out, role_id);
  buf_format(
      out,
      "\" data-fit=\"%s\" data-sure=\"%.4f\" data-margin=\"%.4f\"><th scope=\"row\" dir=\"auto\"><a href=\"#p\1\">",
      v ? fit_name(v->fit) : "failed", v ? surest(o->lex, v) : 0.0, v ? v->all.margin : -1.0);
  html_text(out, p && p->title.value.len ? p->title.value : r->doc->id);
  buf_add(out, STR("</a></th><td class=\"role\">"));
  if (v) {
    html_role_badge(o->lex, role, out);
    buf_add(out, STR(" <span class=\"name\">"));
    html_text(out, role == ROLE_UNCLEAR ? STR("unclear") : o->lex->roles[role].short_name);
    buf_add(out, STR("</span>"));
  } else {
    buf_add(out, STR("not read"));
  }
  buf_add(out, STR("</td><td class=\"sure num\">"));
  if (v) buf_format(out, "%.0f %%", 100 * surest(o->lex, v));
  buf_format(out, "</td><td class=\"fit fit-%s\">", v ? fit_name(v->fit) : "unclear");
  if (v) {
    buf_add(out, STR("<b class=\"tag\">"));
    html_text(out, html_fit(v->fit));
    buf_add(out, STR("</b>"));
  }
  buf_add(out, STR("</td>"));
  write_cell("company", p ? p->company.value : STR_NONE, out);
  write_cell("place", p ? p->location.value : STR_NONE, out);
  buf_add(out, STR("</tr>\n"));
}

void report_html_frame(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->posting ? r->verdict : NULL;
  buf_format(out, "%d %d %d\n", v ? v->all.role : ROLE_FAILED, v ? (int)v->fit : 0, v ? bin_of(surest(o->lex, v)) : 0);
  write_table_row(r, o, out);
  buf_char(out, FRAME_END);
  report_html_posting(r, o, STR("p\1"), true, out);
  buf_char(out, FRAME_END);
}

/* ---- the page ---- */

struct counts {
  uint64_t all, failed, unclear, roles[LEXICON_ROLES_MAX], fits[FIT_DIFFERENT + 1], bins[BINS];
};

struct frame {
  struct str row, posting;
};

/* Takes the next frame off; false at the end. */
static bool next_frame(struct str *rest, struct frame *out, struct counts *c) {
  if (rest->len == 0) return false;
  const char *line = str_chr(*rest, '\n');
  const char *middle = line ? memchr(line, FRAME_END, (size_t)(rest->ptr + rest->len - line)) : NULL;
  const char *end = middle ? memchr(middle + 1, FRAME_END, (size_t)(rest->ptr + rest->len - middle) - 1) : NULL;
  if (!line || !middle || !end) return false;
  char *at;
  long role = strtol(rest->ptr, &at, 10), fit = strtol(at, &at, 10), bin = strtol(at, &at, 10);
  c->all++;
  if (role == ROLE_FAILED) {
    c->failed++;
  } else {
    if (role == ROLE_UNCLEAR)
      c->unclear++;
    else
      c->roles[role]++;
    c->fits[fit]++;
    c->bins[bin]++;
  }
  *out = (struct frame){{line + 1, (size_t)(middle - line) - 1}, {middle + 1, (size_t)(end - middle) - 1}};
  size_t taken = (size_t)(end - rest->ptr) + 1;
  *rest = (struct str){rest->ptr + taken, rest->len - taken};
  return true;
}

static void add_numbered(struct buf *out, struct str html, uint64_t number) {
  for (size_t i = 0; i < html.len;) {
    const char *at = memchr(html.ptr + i, NUMBER, html.len - i);
    size_t end = at ? (size_t)(at - html.ptr) : html.len;
    buf_add(out, str_sub(html, i, end));
    if (at) buf_format(out, "%llu", (unsigned long long)number);
    i = end + 1;
  }
}

static void write_bar_row(const char *class, struct str name, uint64_t n, uint64_t of, struct buf *out) {
  buf_format(out, "<li class=\"%s\"><span>", class);
  html_text(out, name);
  buf_add(out, STR("</span>"));
  html_bar(of ? (double)n / (double)of : 0, out);
  buf_format(out, "<span class=\"num\">%llu</span></li>\n", (unsigned long long)n);
}

static void write_role_chart(const struct lexicon *lex, const struct counts *c, struct buf *out) {
  buf_add(out, STR("<figure><figcaption>What they read as</figcaption>\n<ul class=\"bars\">\n"));
  for (size_t i = 0; i < lex->role_count; i++) {
    char class[8] = {'r', (char)('0' + i)};
    write_bar_row(class, lex->roles[i].short_name, c->roles[i], c->all, out);
  }
  if (c->unclear) write_bar_row("none", STR("unclear"), c->unclear, c->all, out);
  if (c->failed) write_bar_row("none", STR("not read"), c->failed, c->all, out);
  buf_add(out, STR("</ul></figure>\n"));
}

static void write_fit_chart(const struct counts *c, struct buf *out) {
  static const enum fit order[] = {FIT_FITS, FIT_PROMISES_MORE, FIT_PROMISES_LESS, FIT_DIFFERENT, FIT_UNCLEAR};
  buf_add(out, STR("<figure><figcaption>Does the title fit?</figcaption>\n<ul class=\"bars\">\n"));
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    write_bar_row(order[i] == FIT_FITS      ? "good"
                  : order[i] == FIT_UNCLEAR ? "none"
                                            : "bad",
                  html_fit(order[i]), c->fits[order[i]], c->all, out);
  buf_add(out, STR("</ul></figure>\n"));
}

static void write_sure_chart(const struct counts *c, struct buf *out) {
  static const char *const names[BINS] = {"&lt; 50", "50", "60", "70", "80", "90"};
  uint64_t most = 1;
  for (size_t i = 0; i < BINS; i++) most = c->bins[i] > most ? c->bins[i] : most;
  buf_add(out,
          STR("<figure><figcaption>How sure, in per cent</figcaption>\n"
              "<svg class=\"histogram\" viewBox=\"0 0 300 130\" role=\"img\" aria-label=\"Postings by certainty:"));
  for (size_t i = 0; i < BINS; i++)
    buf_format(out, "%s %llu %s%s", i ? "," : "", (unsigned long long)c->bins[i], i ? "from " : "",
               i ? names[i] : "under 50 per cent");
  buf_add(out, STR("\">\n"));
  for (size_t i = 0; i < BINS; i++) {
    double height = 84.0 * (double)c->bins[i] / (double)most, x = 50.0 * (double)i;
    buf_format(out, "<rect class=\"fill\" x=\"%.0f\" y=\"%.1f\" width=\"42\" height=\"%.1f\" rx=\"2\"/>", x + 4,
               106 - height, height);
    buf_format(out, "<text x=\"%.0f\" y=\"%.1f\">%llu</text>", x + 25, 101 - height, (unsigned long long)c->bins[i]);
    buf_format(out, "<text class=\"axis\" x=\"%.0f\" y=\"124\">%s</text>\n", x + 25, names[i]);
  }
  buf_add(out, STR("</svg></figure>\n"));
}

static void write_option(struct str value, struct str text, struct buf *out) {
  buf_add(out, STR("<option value=\""));
  html_text(out, value);
  buf_add(out, STR("\">"));
  html_text(out, text);
  buf_add(out, STR("</option>"));
}

static void write_tools(const struct lexicon *lex, struct buf *out) {
  buf_add(out, STR("<form class=\"tools\" id=\"tools\" hidden>\n"
                   "<label>Find <input type=\"search\" id=\"find\" placeholder=\"title, company, place\"></label>\n"
                   "<label>Role <select id=\"by-role\"><option value=\"\">all</option>"));
  for (size_t i = 0; i < lex->role_count; i++) write_option(lex->roles[i].id, lex->roles[i].name, out);
  buf_add(out, STR("<option value=\"unclear\">unclear</option></select></label>\n"
                   "<label>Fit <select id=\"by-fit\"><option value=\"\">all</option><option value=\"not\">does not "
                   "fit</option>"));
  for (int f = FIT_FITS; f <= FIT_DIFFERENT; f++)
    write_option(str_of(fit_name((enum fit)f)), html_fit((enum fit)f), out);
  buf_add(out,
          STR("<option value=\"unclear\">unclear</option></select></label>\n"
              "<label>Order <select id=\"order\"><option value=\"given\">as given</option>"
              "<option value=\"unsure\">least sure first</option><option value=\"column\" disabled>by column</option>"
              "</select></label>\n<p id=\"shown\" role=\"status\"></p>\n</form>\n"));
}

static void write_table(const struct report_options *o, struct str frames, struct buf *out) {
  static const char *const columns[] = {"Title", "Reads as", "Sure", "Fit", "Company", "Place"};
  static const char *const classes[] = {"title", "role", "sure num", "fit", "company", "place"};
  buf_add(out, STR("<section id=\"overview\" aria-labelledby=\"overview-title\" tabindex=\"-1\">\n"
                   "<h2 id=\"overview-title\">All postings</h2>\n"));
  write_tools(o->lex, out);
  buf_add(out, STR("<table id=\"table\">\n<thead><tr>"));
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
    buf_format(out, "<th scope=\"col\" class=\"%s\">%s</th>", classes[i], columns[i]);
  buf_add(out, STR("</tr></thead>\n<tbody>\n"));
  struct frame frame;
  struct counts unused = {0};
  for (struct str rest = frames; next_frame(&rest, &frame, &unused);) add_numbered(out, frame.row, unused.all);
  buf_add(
      out,
      STR("</tbody>\n</table>\n<p class=\"quiet\" id=\"nothing\" hidden>No posting is like that.</p>\n</section>\n"));
}

static void write_frame_head(const struct report_options *o, struct buf *out) {
  buf_add(out, STR("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\""));
  html_text(out, STR("default-src 'none'; base-uri 'none'; form-action 'none'; style-src '" PAGE_CSS_HASH
                     "'; script-src '" PAGE_JS_HASH "'"));
  buf_add(out,
          STR("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
              "<meta name=\"generator\" content=\"rolecall " ROLECALL_VERSION "\">\n"
              "<title>What these job postings really are</title>\n<style>"));
  buf_add(out, (struct str){(const char *)page_css, sizeof page_css});
  buf_add(out, STR("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#overview\">To the list of postings</a>\n"
                   "<header class=\"page\">\n<h1>What these job postings really are</h1>\n<p>Read by rolecall with the "
                   "lexicon "));
  buf_add(out, STR("\xE2\x80\x9C"));
  html_text(out, o->lex->name);
  buf_format(out, "\xE2\x80\x9D, version ");
  html_text(out, o->lex->version);
  buf_add(out,
          STR(". Titles lie; bodies tell: each verdict rests on the words marked in the text.</p>\n<p class=\"key\">"));
  for (size_t i = 0; i < o->lex->role_count; i++) {
    buf_add(out, STR("<span>"));
    html_role_badge(o->lex, (int)i, out);
    buf_format(out, " <span class=\"sample r%zu\">", i);
    html_text(out, o->lex->roles[i].name);
    buf_add(out, STR("</span></span> "));
  }
  buf_add(out, STR("</p>\n</header>\n"));
}

static void write_summary(const struct report_options *o, const struct counts *c, struct buf *out) {
  uint64_t no = c->fits[FIT_PROMISES_MORE] + c->fits[FIT_PROMISES_LESS] + c->fits[FIT_DIFFERENT];
  buf_format(
      out,
      "<section class=\"summary\" aria-label=\"Summary\">\n<p class=\"headline\"><strong>%llu</strong> posting%s, ",
      (unsigned long long)c->all, c->all == 1 ? "" : "s");
  buf_format(out, "<strong>%llu</strong> with a title that does not fit</p>\n<div class=\"charts\">\n",
             (unsigned long long)no);
  write_role_chart(o->lex, c, out);
  write_fit_chart(c, out);
  write_sure_chart(c, out);
  buf_add(out, STR("</div>\n</section>\n"));
}

/* Shown by the script alone: without it there is nothing to gather labels with. */
static void write_review_bar(struct buf *out) {
  buf_add(out, STR("<section class=\"labels\" id=\"labels\" aria-labelledby=\"labels-title\" hidden>\n"
                   "<h2 id=\"labels-title\">Review</h2>\n<p id=\"labelled\" role=\"status\" tabindex=\"-1\">Nothing "
                   "labelled yet.</p>\n"
                   "<button type=\"button\" id=\"review\">Review, least sure first</button>\n"
                   "<button type=\"button\" id=\"download\" disabled>Download the labels</button>\n"
                   "<p class=\"quiet\">Say for each posting what it really is. The labels stay in this page until you "
                   "download them: a table (TSV) for <code>rolecall eval</code> and <code>rolecall train</code>, to be "
                   "saved in the folder where this report was made.</p>\n</section>\n"));
}

void report_html_page(const struct report_options *o, struct str frames, struct buf *out) {
  struct counts counts = {0};
  struct frame frame;
  for (struct str rest = frames; next_frame(&rest, &frame, &counts);) continue;
  write_frame_head(o, out);
  buf_add(out, STR("<main>\n"));
  write_summary(o, &counts, out);
  write_review_bar(out);
  write_table(o, frames, out);
  buf_add(out, STR("<div id=\"postings\">\n"));
  struct counts again = {0};
  for (struct str rest = frames; next_frame(&rest, &frame, &again);) add_numbered(out, frame.posting, again.all);
  buf_add(out, STR("</div>\n</main>\n<footer><p>Made by rolecall " ROLECALL_VERSION
                   ". Nothing in this file is loaded from elsewhere.</p></footer>\n<script>"));
  buf_add(out, (struct str){(const char *)page_js, sizeof page_js});
  buf_add(out, STR("</script>\n</body>\n</html>\n"));
}
