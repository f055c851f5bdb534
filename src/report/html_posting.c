#include "html_posting.h"

#include "../base/ascii.h"
#include "card.h"
#include "html_marks.h"
#include "html_parts.h"
#include "place.h"
#include "text_parts.h"

enum { FRAGMENT_BYTES = 300 };

struct str html_fit(enum fit f) {
  static const char *const words[] = {"unclear", "fits", "promises more", "promises less", "different job"};
  return str_of(words[f]);
}

void html_role_badge(const struct lexicon *lex, int role, struct buf *out) {
  if (role == ROLE_UNCLEAR) {
    buf_add(out, STR("<b class=\"badge unclear\">?</b>"));
    return;
  }
  buf_format(out, "<b class=\"badge r%d\">", role);
  html_text(out, lex->roles[role].letter);
  buf_add(out, STR("</b>"));
}

void html_bar(double share, struct buf *out) {
  buf_format(out,
             "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" "
             "focusable=\"false\"><rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"fill\" "
             "width=\"%.1f\" height=\"8\"/></svg>",
             100 * (share < 0   ? 0
                    : share > 1 ? 1
                                : share));
}

static void role_words(const struct lexicon *lex, int role, struct buf *out) {
  html_text(out, role == ROLE_UNCLEAR ? STR("unclear") : lex->roles[role].name);
}

/* ---- links to the original ---- */

static bool has_url(const struct document *d) {
  return str_starts(d->url, STR("https://")) || str_starts(d->url, STR("http://"));
}

static bool is_file(const struct document *d) {
  return d->record == 0 && d->member.len == 0 && d->path.len && !str_eq(d->path, STR("-"));
}

/* A link that opens the original, at these words where the browser knows text fragments. Nothing where there is none.
 */
static bool open_original(const struct document *d, struct str words, struct buf *out) {
  if (!has_url(d) && !is_file(d)) return false;
  buf_add(out, STR("<a class=\"original\" rel=\"noreferrer\" href=\""));
  if (has_url(d)) {
    const char *hash = str_chr(d->url, '#');
    html_text(out, hash ? (struct str){d->url.ptr, (size_t)(hash - d->url.ptr)} : d->url);
  } else {
    buf_add(out, d->path.ptr[0] == '/' ? STR("file://") : STR("./"));
    html_url_part(out, d->path, true);
  }
  if (words.len && words.len < FRAGMENT_BYTES) {
    buf_add(out, STR("#:~:text="));
    html_url_part(out, words, false);
  }
  buf_add(out, STR("\""));
  return true;
}

/* ---- the parts of an article ---- */

static void write_head(const struct result *r, struct str name, struct html_marks *marks, struct buf *out) {
  const struct posting *p = r->posting;
  buf_add(out, STR("<header>\n<h2 id=\""));
  buf_add(out, name);
  buf_add(out, STR("t\" dir=\"auto\">"));
  if (p && p->title.value.len && marks)
    html_marks_title(marks, out);
  else
    html_text(out, p && p->title.value.len ? p->title.value : r->doc->id);
  buf_add(out, STR("</h2>\n<p class=\"meta\">"));
  const struct str facts[] = {p ? p->company.value : STR_NONE, p ? p->location.value : STR_NONE,
                              p ? p->salary.value : STR_NONE, p ? p->date_posted.value : STR_NONE};
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    if (facts[i].len == 0) continue;
    buf_add(out, STR("<span>"));
    html_text(out, facts[i]);
    buf_add(out, STR("</span> "));
  }
  if (open_original(r->doc, STR_NONE, out)) buf_add(out, STR(">Original</a> "));
  buf_add(out, STR("<span class=\"id\">"));
  html_text(out, r->doc->id);
  buf_add(out, STR("</span></p>\n"));
}

static const char *reason_words(const struct result *r) {
  static const char *const words[] = {[UNCLEAR_NOT] = "",
                                      [UNCLEAR_TIE] = "two jobs are about as likely",
                                      [UNCLEAR_CONFLICT] = "it says much for two jobs at once",
                                      [UNCLEAR_TOO_LITTLE_TEXT] = "it says too little about the duties",
                                      [UNCLEAR_NO_POSTING] = "there is no posting on the page",
                                      [UNCLEAR_SEVERAL_POSTINGS] = "the page holds several postings",
                                      [UNCLEAR_OTHER_LANGUAGE] = "it is in another language"};
  return words[r->verdict->reason];
}

static void write_verdict(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->verdict;
  buf_add(out, STR("<p class=\"verdict\">"));
  html_role_badge(o->lex, v->all.role, out);
  buf_add(out, STR(" Reads as <strong>"));
  role_words(o->lex, v->all.role, out);
  buf_add(out, STR("</strong>"));
  if (v->all.role == ROLE_UNCLEAR)
    buf_format(out, ": %s", reason_words(r));
  else
    buf_format(out, ", <span class=\"num\">%.0f %%</span> sure", 100 * v->all.probability[v->all.role]);
  buf_format(out, "</p>\n<p class=\"fit fit-%s\"><b class=\"tag\">", fit_name(v->fit));
  html_text(out, html_fit(v->fit));
  buf_add(out, STR("</b> "));
  if (v->fit == FIT_UNCLEAR) {
    buf_add(out, STR("It cannot be said whether the title fits."));
  } else {
    buf_add(out, STR("The title says "));
    role_words(o->lex, v->title_role, out);
    buf_add(out, STR(", the text reads as "));
    role_words(o->lex, v->body.role, out);
    buf_char(out, '.');
  }
  struct buf title = {0};
  if (card_suggest_title(r, o, &title)) {
    buf_add(out, STR(" <span class=\"suggest\">A title that fits: <strong>"));
    html_text(out, buf_str(&title));
    buf_add(out, STR("</strong></span>"));
  }
  out->failed |= title.failed;
  buf_free(&title);
  buf_add(out, STR("</p>\n<ul class=\"bars\">\n"));
  for (size_t i = 0; i < o->lex->role_count; i++) {
    buf_format(out, "<li class=\"r%zu\"><span>", i);
    html_text(out, o->lex->roles[i].short_name);
    buf_add(out, STR("</span>"));
    html_bar(v->all.probability[i], out);
    buf_format(out, "<span class=\"num\">%.0f %%</span></li>\n", 100 * v->all.probability[i]);
  }
  buf_add(out, STR("</ul>\n</header>\n"));
}

static void write_card_quotes(const struct result *r, const struct report_options *o, const struct card_row *row,
                              struct str name, struct buf *out) {
  for (size_t q = 0; q < row->quote_count; q++) {
    const struct evidence *x = &r->verdict->evidence[row->quotes[q]];
    const struct lexicon_entry *entry = &o->lex->entries[x->hit.entry];
    struct str words = words_of(r->posting, &x->hit);
    bool marked = row->quotes[q] < HTML_MARKS_MAX;
    buf_add(out, STR("<li>"));
    if ((int)entry->role != row->role) html_role_badge(o->lex, entry->role, out), buf_char(out, ' ');
    if (marked) {
      buf_add(out, STR("<a href=\"#"));
      buf_add(out, name);
      buf_format(out, "h%u\">", row->quotes[q]);
    }
    buf_add(out, STR("<q>"));
    html_text(out, words);
    buf_add(out, marked ? STR("</q></a>") : STR("</q>"));
    if (q == 0 && x->hit.block != MATCH_TITLE_BLOCK && open_original(r->doc, words, out)) {
      buf_add(out, STR(" aria-label=\"in the original: "));
      html_text(out, words);
      buf_add(out, STR("\" title=\"in the original\">\xE2\x86\x97</a>"));
    }
    buf_add(out, STR("</li>"));
  }
}

static void write_card(const struct result *r, const struct report_options *o, struct str name, struct buf *out) {
  struct card_row row;
  buf_add(out, STR("<section class=\"card\">\n<h3>Criteria</h3>\n<table>\n<thead><tr><th scope=\"col\">Criterion</th>"
                   "<th scope=\"col\">Leans</th><th scope=\"col\">Because of</th></tr></thead>\n<tbody>\n"));
  for (size_t n = 0; card_row(r, o, n, &row); n++) {
    buf_format(out, "<tr class=\"%s\"><th scope=\"row\">", card_strength_name(row.strength));
    html_text(out, o->lex->criteria[row.criterion].name);
    buf_add(out, STR("</th><td class=\"lean\">"));
    if (row.role != CARD_NONE) {
      buf_format(out, "<b class=\"badge r%d\">%s", row.role, row.against ? "\xE2\x88\x92" : "");
      html_text(out, o->lex->roles[row.role].letter);
      buf_add(out, STR("</b> "));
    }
    buf_add(out, str_of(card_strength_name(row.strength)));
    if (row.role != CARD_NONE) {
      buf_add(out, row.against ? STR("<span class=\"sr\"> against ") : STR("<span class=\"sr\"> for "));
      role_words(o->lex, row.role, out);
      buf_format(out, ", %.2f</span><span class=\"r%d\">", row.lead / 1000.0, row.role);
      html_bar(row.lead / 3000.0, out);
      buf_add(out, STR("</span>"));
    }
    buf_add(out, STR("</td><td>"));
    if (row.quote_count) buf_add(out, STR("<ul class=\"quotes\">"));
    write_card_quotes(r, o, &row, name, out);
    buf_add(out,
            row.quote_count ? STR("</ul></td></tr>\n") : STR("<span class=\"quiet\">nothing found</span></td></tr>\n"));
  }
  buf_add(out, STR("</tbody>\n</table>\n</section>\n"));
}

static void write_text(const struct result *r, struct html_marks *marks, struct buf *out) {
  const struct posting *p = r->posting;
  buf_add(out, STR("<section class=\"text\">\n<h3>The posting</h3>\n<div class=\"body\" dir=\"auto\""));
  bool plain = p->language.len == 2 && ascii_is_lower(p->language.ptr[0]) && ascii_is_lower(p->language.ptr[1]);
  if (plain) buf_format(out, " lang=\"%.2s\"", p->language.ptr);
  buf_add(out, STR(">\n"));
  struct html_blocks how = {.owner = marks, .top = 4, .words = marks ? html_marks_block : NULL};
  html_blocks(p, &how, out);
  if (p->block_count == 0) buf_add(out, STR("<p class=\"quiet\">No text was found on the page.</p>\n"));
  buf_add(out, STR("</div>\n</section>\n"));
}

static void write_review(const struct result *r, const struct report_options *o, struct str name, struct buf *out) {
  buf_add(out, STR("<fieldset class=\"review\" hidden>\n<legend>What is it really?</legend>\n"));
  for (size_t i = 0; i < o->lex->role_count; i++) {
    buf_add(out, STR("<label><input type=\"radio\" name=\""));
    buf_add(out, name);
    buf_add(out, STR("label\" value=\""));
    html_text(out, o->lex->roles[i].id);
    buf_add(out, STR("\"> "));
    html_role_badge(o->lex, (int)i, out);
    buf_add(out, STR(" <span>"));
    html_text(out, o->lex->roles[i].name);
    if ((int)i == r->verdict->all.role) buf_add(out, STR(" <span class=\"quiet\">(as read)</span>"));
    buf_add(out, STR("</span></label>\n"));
  }
  buf_add(out, STR("<button type=\"button\" class=\"next\" hidden>Next</button>\n"
                   "<button type=\"button\" class=\"undo\" hidden>Take back</button>\n</fieldset>\n"));
}

static void write_data(const char *key, struct str value, struct buf *out) {
  if (value.len == 0) return;
  buf_format(out, " data-%s=\"", key);
  html_text(out, value);
  buf_char(out, '"');
}

void report_html_posting(const struct result *r, const struct report_options *o, struct str name, bool review,
                         struct buf *out) {
  bool judged = r->posting && r->verdict;
  struct html_marks marks = {0};
  bool marked = judged && html_marks_open(r, o, name, &marks);
  buf_add(out, STR("<article class=\"posting\" id=\""));
  buf_add(out, name);
  buf_add(out, STR("\" tabindex=\"-1\" aria-labelledby=\""));
  buf_add(out, name);
  buf_add(out, STR("t\""));
  if (is_file(r->doc) && str_eq(r->doc->id, r->doc->path)) write_data("file", r->doc->path, out);
  if (judged) {
    write_data("title", r->posting->title.value, out);
    write_data("employer", r->posting->company.value, out);
  }
  buf_add(out, STR(">\n"));
  write_head(r, name, marked ? &marks : NULL, out);
  if (judged) {
    write_verdict(r, o, out);
    if (review) write_review(r, o, name, out);
    buf_add(out, STR("<div class=\"halves\">\n"));
    write_card(r, o, name, out);
    write_text(r, marked ? &marks : NULL, out);
    buf_add(out, STR("</div>\n"));
  } else {
    buf_add(out, STR("<p class=\"fit fit-unclear\"><b class=\"tag\">not read</b> "));
    html_text(out, str_of(r->err ? r->err->msg : "no reason given"));
    buf_add(out, STR("</p>\n</header>\n"));
  }
  buf_add(out, STR("</article>\n"));
  out->failed |= judged && !marked;
  if (marked) html_marks_close(&marks);
}
