#include "title_check.h"

#include "card.h"
#include "json_rows.h"
#include "place.h"
#include "text_parts.h"

enum { SAID_WIDTH = 60, FLIP_SHOWN = 12 };

/* Whether the answer is "no": the title promises more or less than the posting, or names another job. */
static bool says_no(const struct result *r) {
  return r->verdict && (r->verdict->fit == FIT_PROMISES_MORE || r->verdict->fit == FIT_PROMISES_LESS ||
                        r->verdict->fit == FIT_DIFFERENT);
}

static void percent(struct buf *out, double p) {
  buf_format(out, "%.0f %%", 100 * p);
}

static const char *why_unclear(const struct verdict *v) {
  static const char *const words[] = {[UNCLEAR_NOT] = "",
                                      [UNCLEAR_TIE] = "the body reads like two jobs at once",
                                      [UNCLEAR_CONFLICT] = "the body says much for two jobs at once",
                                      [UNCLEAR_TOO_LITTLE_TEXT] = "the posting says too little about the duties",
                                      [UNCLEAR_NO_POSTING] = "there is no posting on the page",
                                      [UNCLEAR_SEVERAL_POSTINGS] = "the page holds several postings (try --split)",
                                      [UNCLEAR_OTHER_LANGUAGE] = "the posting is in another language"};
  return words[v->body_reason];
}

static void quoted_title(const struct result *r, struct buf *out) {
  buf_char(out, '"');
  text_shortened(out, r->posting->title.value, SAID_WIDTH);
  buf_char(out, '"');
}

/* "page.html: the title promises more than the posting: "COO" reads as Head of Operations (95 %)" */
static void write_answer(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->verdict;
  report_safe(out, r->doc->id);
  buf_add(out, STR(": "));
  text_colour(out, o, v->fit == FIT_FITS ? "32;1" : "33;1");
  if (v->fit == FIT_UNCLEAR) {
    buf_add(out, STR("cannot say whether the title fits"));
    text_colour(out, o, "0");
    const char *why = r->posting->title.value.len == 0 ? "no title was found"
                      : v->body.role == ROLE_UNCLEAR   ? why_unclear(v)
                      : v->title_role == ROLE_UNCLEAR  ? "the title names two jobs"
                                                       : "the body leans another way, but not clearly";
    buf_format(out, ": %s\n", why);
    return;
  }
  buf_add(out, str_of(text_fit(v->fit)));
  text_colour(out, o, "0");
  buf_add(out, STR(": "));
  quoted_title(r, out);
  buf_add(out, STR(" reads as "));
  report_safe(out, o->lex->roles[v->body.role].name);
  buf_add(out, STR(" ("));
  percent(out, v->body.probability[v->body.role]);
  buf_add(out, STR(")\n"));
}

static void label(struct buf *out, const char *text) {
  buf_format(out, "  %-12s  ", text);
}

static void write_says(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->verdict;
  label(out, "Title says");
  if (r->posting->title.value.len) {
    text_shortened(out, r->posting->title.value, SAID_WIDTH);
    buf_add(out, STR("   → "));
    report_safe(out, v->title_role == ROLE_UNCLEAR ? STR("unclear") : o->lex->roles[v->title_role].name);
  } else {
    buf_add(out, STR("nothing was found"));
  }
  buf_char(out, '\n');
  label(out, "Body reads");
  bool clear = v->body.role != ROLE_UNCLEAR;
  buf_add(out, clear ? STR("") : STR("unclear"));
  if (clear) report_safe(out, o->lex->roles[v->body.role].name);
  for (int pass = 0; pass < 2; pass++) /* its own role first */
    for (size_t i = 0; i < o->lex->role_count; i++) {
      if (((int)i == v->body.role) != (pass == 0)) continue;
      buf_add(out, STR("   "));
      if ((int)i != v->body.role) report_safe(out, text_role(o->lex, (int)i)), buf_char(out, ' ');
      percent(out, v->body.probability[i]);
    }
  buf_char(out, '\n');
}

static void write_quote(const struct result *r, const struct report_options *o, const char *before, uint32_t item,
                        struct lines *lines, struct buf *out) {
  const struct evidence *x = &r->verdict->evidence[item];
  const struct lexicon_entry *entry = &o->lex->entries[x->hit.entry];
  struct place at = place_of(r->posting, &x->hit, lines);
  size_t width = o->width > 60 + 24 ? o->width - 60 : 24;
  buf_format(out, "  %-12s %c", before, entry->weight < 0 ? '-' : ' ');
  report_safe(out, o->lex->roles[entry->role].letter);
  buf_add(out, STR("  \""));
  size_t shown = text_shortened(out, words_of(r->posting, &x->hit), width);
  buf_format(out, "\"%*s  ", (int)(width - shown), "");
  report_safe(out, o->lex->criteria[entry->criterion].name);
  if (x->hit.block == MATCH_TITLE_BLOCK)
    buf_add(out, STR(", in the title"));
  else if (at.line)
    buf_format(out, ", line %u", at.line);
  buf_char(out, '\n');
}

static void write_main_quotes(const struct result *r, const struct report_options *o, struct lines *lines,
                              struct buf *out) {
  uint32_t quotes[CARD_QUOTES];
  size_t n = card_main_quotes(r, o, quotes);
  for (size_t i = 0; i < n; i++) write_quote(r, o, i ? "" : "Because of", quotes[i], lines, out);
}

/* Criteria on which a posting of the title's role would speak for it, and this one does not. */
static bool is_missing(const struct lexicon *lex, const struct verdict *v, const struct card_row *row) {
  return lex->criteria[row->criterion].on_card && (row->role != v->title_role || row->against);
}

static bool wants_missing(const struct result *r, const struct lexicon *lex) {
  return says_no(r) && lex->roles[r->verdict->title_role].rank > 0;
}

static void write_missing(const struct result *r, const struct report_options *o, struct buf *out) {
  if (!wants_missing(r, o->lex)) return;
  struct card_row row;
  for (int pass = 0; pass < 2; pass++) {
    bool any = false;
    for (size_t n = 0; card_row(r, o, n, &row); n++) {
      if (!is_missing(o->lex, r->verdict, &row) || (row.strength == CARD_SILENT) != (pass == 0)) continue;
      if (!any) label(out, pass ? "Other way" : "Missing");
      if (!any && !pass) buf_add(out, STR("nothing for ")), report_safe(out, text_role(o->lex, r->verdict->title_role));
      if (any || !pass) buf_add(out, any ? STR(", ") : STR(" on: "));
      report_safe(out, o->lex->criteria[row.criterion].name);
      if (pass) buf_char(out, ' ');
      if (pass && row.strength == CARD_EVEN) buf_add(out, STR("even"));
      if (pass && row.strength != CARD_EVEN) card_letter(&row, o->lex, out);
      any = true;
    }
    if (any) buf_char(out, '\n');
  }
}

static const char *flip_words(const struct flip *flip) {
  static const char *const words[] = {
      [FLIP_NO_VERDICT] = "it is unclear as it is",
      [FLIP_FOUND] = "",
      [FLIP_ONLY_UNCLEAR] = "no quotes taken away would make it another role, only unclear",
      [FLIP_NEVER] = "no quotes taken away would: without any, the answer is the same",
      [FLIP_TOO_LONG] = "too many quotes to search them all"};
  return words[flip->kind];
}

void flip_text(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct flip *flip = r->flip;
  const struct verdict *v = r->verdict;
  label(out, "To change it");
  if (flip->kind != FLIP_FOUND) {
    buf_format(out, "%s\n", flip_words(flip));
    return;
  }
  report_safe(out, o->lex->roles[v->all.role].name);
  buf_add(out, STR(" ("));
  percent(out, v->all.probability[v->all.role]);
  buf_add(out, STR(" with the title) would become "));
  report_safe(out, o->lex->roles[flip->role].name);
  buf_add(out, STR(" ("));
  percent(out, flip->probability);
  buf_add(out, STR(")\n"));
  label(out, "");
  if (flip->count == 1)
    buf_add(out, STR("without this quote:\n"));
  else
    buf_format(out, "without these %zu quotes%s:\n", flip->count, flip->smallest ? ", and no fewer" : "");
  struct lines lines = {.bytes = r->doc->bytes};
  for (size_t i = 0; i < flip->count && (o->all || i < FLIP_SHOWN); i++)
    write_quote(r, o, "", flip->items[i], &lines, out);
  if (!o->all && flip->count > FLIP_SHOWN)
    buf_format(out, "  %-12s  … %zu more (--all)\n", "", flip->count - FLIP_SHOWN);
  lines_free(&lines);
}

static struct str said_where(const char *from) {
  return strcmp(from, "title") == 0 ? STR("<title>") : strcmp(from, "h1") == 0 ? STR("heading") : STR("JSON-LD");
}

static bool titles_differ(const struct posting *p) {
  bool differ = false;
  for (size_t i = 0; i < p->said_count; i++) differ |= !p->said[i].agrees;
  return differ;
}

static void write_said(const struct posting *p, struct buf *out) {
  if (!titles_differ(p)) return;
  label(out, "Titles differ");
  out->len -= out->failed ? 0 : 1; /* the label is one wider */
  for (size_t i = 0; i < p->said_count; i++) {
    buf_add(out, i ? STR(", ") : STR(""));
    buf_add(out, said_where(p->said[i].from));
    buf_add(out, STR(" \""));
    text_shortened(out, p->said[i].value, SAID_WIDTH);
    buf_char(out, '"');
  }
  buf_char(out, '\n');
}

void report_check_text(const struct result *r, const struct report_options *o, struct buf *out) {
  if (!r->posting || !r->verdict) {
    text_head(r, o, out);
    text_failure(r, out);
    return;
  }
  struct buf title = {0};
  struct lines lines = {.bytes = r->doc->bytes};
  write_answer(r, o, out);
  write_says(r, o, out);
  if (card_suggest_title(r, o, &title)) {
    label(out, "Suggested");
    report_safe(out, buf_str(&title));
    buf_char(out, '\n');
  }
  write_main_quotes(r, o, &lines, out);
  write_missing(r, o, out);
  if (r->flip && r->verdict->all.role != ROLE_UNCLEAR) flip_text(r, o, out);
  write_said(r->posting, out);
  if (r->verdict->evidence_count) {
    buf_add(out, STR("\n  Criterion         leans      strength\n"));
    card_text(r, o, out);
  }
  out->failed |= title.failed;
  lines_free(&lines);
  buf_free(&title);
}

void flip_json(struct json_out *j, const struct result *r, const struct report_options *o) {
  const struct flip *flip = r->flip;
  struct lines lines = {.bytes = r->doc->bytes};
  json_open(j, '{');
  json_key_str(j, "kind", str_of(flip_kind_name(flip->kind)));
  if (flip->kind == FLIP_FOUND) {
    json_role(j, "role", o->lex, flip->role);
    json_key(j, "probability");
    json_fixed(j, flip->probability, 4);
    json_key(j, "smallest");
    json_bool(j, flip->smallest);
    json_key(j, "quotes");
    json_open(j, '[');
    for (size_t i = 0; i < flip->count; i++) json_hit(j, r, o->lex, &r->verdict->evidence[flip->items[i]], &lines);
    json_close(j, ']');
  }
  json_close(j, '}');
  lines_free(&lines);
}

static void write_said_json(struct json_out *j, const struct posting *p) {
  json_key(j, "titles");
  json_open(j, '[');
  for (size_t i = 0; i < p->said_count; i++) {
    json_open(j, '{');
    json_key_str(j, "from", str_of(p->said[i].from));
    json_key_str(j, "title", p->said[i].value);
    json_key(j, "agrees");
    json_bool(j, p->said[i].agrees);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void write_missing_json(struct json_out *j, const struct result *r, const struct report_options *o) {
  struct card_row row;
  json_key(j, "missing");
  json_open(j, '[');
  for (size_t n = 0; wants_missing(r, o->lex) && card_row(r, o, n, &row); n++)
    if (is_missing(o->lex, r->verdict, &row)) json_str(j, o->lex->criteria[row.criterion].id);
  json_close(j, ']');
}

static void write_main_json(struct json_out *j, const struct result *r, const struct report_options *o) {
  uint32_t quotes[CARD_QUOTES];
  size_t n = card_main_quotes(r, o, quotes);
  struct lines lines = {.bytes = r->doc->bytes};
  json_key(j, "quotes");
  json_open(j, '[');
  for (size_t i = 0; i < n; i++) json_hit(j, r, o->lex, &r->verdict->evidence[quotes[i]], &lines);
  json_close(j, ']');
  lines_free(&lines);
}

static void write_checked(struct json_out *j, const struct result *r, const struct report_options *o) {
  const struct verdict *v = r->verdict;
  struct buf title = {0};
  json_key_str(j, "title", r->posting->title.value);
  json_role(j, "title_role", o->lex, v->title_role);
  json_role(j, "body_role", o->lex, v->body.role);
  json_key(j, "body_probability");
  if (v->body.role == ROLE_UNCLEAR)
    json_none(j);
  else
    json_fixed(j, v->body.probability[v->body.role], 4);
  json_role(j, "role", o->lex, v->all.role);
  json_key_str(j, "fit", str_of(fit_name(v->fit)));
  const char *reason = unclear_reason_name(v->body_reason);
  json_key_str(j, "reason", reason ? str_of(reason) : STR_NONE);
  card_suggest_title(r, o, &title);
  json_key_str(j, "suggested_title", buf_str(&title));
  j->buf->failed |= title.failed;
  buf_free(&title);
  write_main_json(j, r, o);
  write_missing_json(j, r, o);
  write_said_json(j, r->posting);
  if (r->flip) {
    json_key(j, "flip");
    flip_json(j, r, o);
  }
  json_key(j, "card");
  card_json(j, r, o);
}

void report_check_json(const struct result *r, const struct report_options *o, struct buf *out) {
  struct json_out j;
  json_out_init(&j, out);
  json_open(&j, '{');
  json_source(&j, r, o);
  if (r->posting && r->verdict) {
    write_checked(&j, r, o);
  } else {
    json_key(&j, "fit");
    json_none(&j);
  }
  json_close(&j, '}');
}
