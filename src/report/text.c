/* text.c: the report for people. Weights carry the sign relative to the verdict: + speaks for it, - against it. */
#include "text_parts.h"

#include "../base/utf8.h"
#include "names.h"
#include "place.h"

enum { FEW_HITS = 6, QUOTE_MIN = 24 };

void report_safe(struct buf *out, struct str s) {
  for (size_t i = 0; i < s.len;) {
    uint32_t code;
    size_t n = utf8_decode(s, i, &code);
    bool bad = n == 0 || code < 0x20 || (code >= 0x7F && code < 0xA0) || utf8_is_invisible(code);
    buf_add(out, bad ? STR("\xEF\xBF\xBD") : str_sub(s, i, i + n));
    i += n ? n : 1;
  }
}

void text_colour(struct buf *out, const struct report_options *o, const char *code) {
  if (o->colour) buf_format(out, "\x1b[%sm", code);
}

size_t text_shortened(struct buf *out, struct str s, size_t width) {
  size_t length = utf8_length(s);
  if (length <= width) {
    report_safe(out, s);
    return length;
  }
  size_t keep = width > 1 ? width - 1 : 0, tail = keep / 3, head = keep - tail, at = 0, seen = 0, cut = 0;
  for (; at < s.len; at++) {
    bool starts = ((unsigned char)s.ptr[at] & 0xC0) != 0x80;
    if (starts && seen == head) cut = at;
    if (starts && seen == length - tail) break;
    seen += starts;
  }
  report_safe(out, str_sub(s, 0, cut));
  buf_add(out, STR("…"));
  report_safe(out, str_sub(s, at, s.len));
  return width;
}

static void pad(struct buf *out, size_t from, size_t to) {
  for (; from < to; from++) buf_char(out, ' ');
}

void text_padded(struct buf *out, struct str s, size_t width) {
  pad(out, text_shortened(out, s, width), width + 1);
}

static struct str role_name(const struct lexicon *lex, int role) {
  return role == ROLE_UNCLEAR ? STR("unclear") : lex->roles[role].name;
}

struct str text_role(const struct lexicon *lex, int role) {
  return role == ROLE_UNCLEAR ? STR("unclear") : lex->roles[role].short_name;
}

static void write_title(const struct posting *p, struct buf *out) {
  const struct str parts[] = {p->title.value, p->company.value, p->location.value};
  buf_add(out, STR("  Title     "));
  bool any = false;
  for (size_t i = 0; i < 3; i++) {
    if (parts[i].len == 0) continue;
    if (any) buf_add(out, STR(" · "));
    report_safe(out, parts[i]);
    any = true;
  }
  buf_add(out, any ? STR("\n") : STR("(none found)\n"));
}

static void write_probabilities(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->verdict;
  for (size_t i = 0; i < o->lex->role_count; i++) {
    if ((int)i == v->all.role) continue;
    buf_format(out, "   ");
    report_safe(out, text_role(o->lex, (int)i));
    buf_format(out, " %.0f %%", 100 * v->all.probability[i]);
  }
  buf_char(out, '\n');
}

static void write_verdict(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->verdict;
  buf_add(out, STR("  Reads as  "));
  text_colour(out, o, v->all.role == ROLE_UNCLEAR ? "33;1" : "1");
  report_safe(out, role_name(o->lex, v->all.role));
  text_colour(out, o, "0");
  if (v->all.role != ROLE_UNCLEAR) {
    buf_format(out, "   %.0f %%   ", 100 * v->all.probability[v->all.role]);
    write_probabilities(r, o, out);
    return;
  }
  buf_format(out, " (%s%s%s)", unclear_reason_name(v->reason), r->posting->reason ? ": " : "",
             r->posting->reason ? r->posting->reason : "");
  if (v->reason == UNCLEAR_TIE || v->reason == UNCLEAR_CONFLICT)
    write_probabilities(r, o, out);
  else
    buf_char(out, '\n');
}

const char *text_fit(enum fit f) {
  static const char *const words[] = {
      "unclear", "the title fits the posting", "the title promises more than the posting",
      "the title promises less than the posting", "the title names a different job than the posting"};
  return words[f];
}

static void write_fit(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->verdict;
  buf_add(out, STR("  Fit       "));
  bool good = v->fit == FIT_FITS;
  text_colour(out, o, good ? "32" : "33");
  buf_add(out, str_of(text_fit(v->fit)));
  text_colour(out, o, "0");
  if (v->fit != FIT_FITS) {
    buf_add(out, STR(": title "));
    report_safe(out, r->posting->title.value.len ? text_role(o->lex, v->title_role) : STR("not found"));
    buf_add(out, STR(", body "));
    report_safe(out, text_role(o->lex, v->body.role));
  }
  buf_char(out, '\n');
}

/* +1.9: speaks for the verdict; a hit for another role, or against this one, is negative. */
static int32_t relative(const struct lexicon *lex, const struct verdict *v, const struct evidence *x) {
  int role = v->all.role == ROLE_UNCLEAR ? 0 : v->all.role;
  return lex->entries[x->hit.entry].role == role ? x->contribution : -x->contribution;
}

static void write_row(const struct result *r, const struct report_options *o, const struct evidence *x,
                      struct lines *lines, struct buf *out) {
  const struct lexicon *lex = o->lex;
  const struct lexicon_entry *entry = &lex->entries[x->hit.entry];
  size_t fixed = 2 + 19 + 3 + 9 + 18 + 8, quote_width = o->width > fixed + QUOTE_MIN ? o->width - fixed : QUOTE_MIN;
  buf_add(out, STR("  "));
  pad(out, text_shortened(out, lex->criteria[entry->criterion].name, 17), 18);
  buf_char(out, entry->weight < 0 ? '-' : ' '); /* -O: speaks against "another job" */
  report_safe(out, lex->roles[entry->role].letter);
  buf_add(out, STR("  \""));
  size_t shown = text_shortened(out, words_of(r->posting, &x->hit), quote_width - 2);
  buf_char(out, '"');
  pad(out, shown, quote_width - 2);
  struct place at = place_of(r->posting, &x->hit, lines);
  bool in_title = x->hit.block == MATCH_TITLE_BLOCK;
  if (x->counts) {
    int32_t w = relative(lex, r->verdict, x);
    text_colour(out, o, w < 0 ? "33" : "32");
    buf_format(out, "  %+6.2f", w / 1000.0);
    text_colour(out, o, "0");
  } else {
    buf_add(out, STR("    none"));
  }
  buf_format(out, "  %-17s", in_title ? "title" : section_name((enum section)x->hit.section));
  if (at.in_document) buf_format(out, " %6u", at.line);
  if (!x->counts && x->hit.cue != UINT32_MAX) {
    buf_add(out, STR("  silenced by "));
    report_safe(out, lex->entries[x->hit.cue].id);
  }
  buf_char(out, '\n');
}

/* The criteria of which nothing was found: silence is no evidence, but a reader wants to know. */
static bool write_silent(const struct result *r, const struct report_options *o, struct buf *out) {
  bool first = true;
  for (size_t c = 0; c < o->lex->criterion_count; c++) {
    if (!criterion_is_silent(r->verdict, o->lex, c)) continue;
    buf_add(out, first ? STR("Silent on: ") : STR(", "));
    report_safe(out, o->lex->criteria[c].name);
    first = false;
  }
  return !first;
}

static void write_evidence(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->verdict;
  if (o->evidence == EVIDENCE_NONE) return;
  if (v->counting_count) {
    size_t quote = o->width > 59 + QUOTE_MIN ? o->width - 59 : QUOTE_MIN;
    buf_add(out, STR("\n  Why"));
    pad(out, 5, 23 + quote);
    buf_add(out, STR("    weight  section             line\n"));
  }
  size_t total = o->all ? v->evidence_count : v->counting_count;
  size_t shown = o->all || total <= FEW_HITS ? total : FEW_HITS;
  struct lines lines = {.bytes = r->doc->bytes};
  for (size_t i = 0; i < shown; i++) write_row(r, o, &v->evidence[i], &lines, out);
  lines_free(&lines);
  buf_add(out, STR("  "));
  if (shown < total) buf_format(out, "… %zu more (--all)   ", total - shown);
  bool silent = write_silent(r, o, out);
  if (shown < total || silent)
    buf_char(out, '\n');
  else if (!out->failed)
    out->len -= 2; /* nothing to say: no line */
}

void text_head(const struct result *r, const struct report_options *o, struct buf *out) {
  text_colour(out, o, "1");
  report_safe(out, r->doc->id);
  text_colour(out, o, "0");
  buf_char(out, '\n');
}

void text_failure(const struct result *r, struct buf *out) {
  buf_add(out, STR("  Failed    "));
  report_safe(out, str_of(r->err ? r->err->msg : "no reason given"));
  buf_char(out, '\n');
}

void text_verdict(const struct result *r, const struct report_options *o, struct buf *out) {
  write_title(r->posting, out);
  write_verdict(r, o, out);
  write_fit(r, o, out);
}

void report_text(const struct result *r, const struct report_options *o, struct buf *out) {
  text_head(r, o, out);
  if (!r->posting || !r->verdict) {
    text_failure(r, out);
    return;
  }
  text_verdict(r, o, out);
  write_evidence(r, o, out);
}

static void write_extract_block(const struct result *r, const struct report_options *o, const struct block *b,
                                struct lines *lines, struct buf *out) {
  if (b->kind == BLOCK_HEADING) buf_char(out, '\n');
  if (o->offsets) {
    struct place at = place_of_span(r->doc, b->map, b->start, b->start + b->len, lines);
    buf_format(out, "%8zu-%-8zu ", at.start, at.end);
  }
  if (o->why) buf_format(out, "%-17s %-28s ", section_name((enum section)b->section), b->rule ? b->rule : "");
  if (b->kind == BLOCK_HEADING) buf_add(out, STR("# "));
  if (b->kind == BLOCK_ITEM) {
    pad(out, 1, b->level ? b->level : 1);
    buf_add(out, STR("- "));
  }
  report_safe(out, str_sub(r->posting->text, b->start, b->start + b->len));
  buf_char(out, '\n');
}

void report_extract_text(const struct result *r, const struct report_options *o, struct buf *out) {
  text_head(r, o, out);
  if (!r->posting) {
    text_failure(r, out);
    return;
  }
  const struct posting *p = r->posting;
  const struct {
    const char *label;
    const struct field *field;
  } fields[] = {{"Title", &p->title},        {"Company", &p->company},      {"Location", &p->location},
                {"Posted", &p->date_posted}, {"Type", &p->employment_type}, {"Salary", &p->salary}};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    if (!fields[i].field->from) continue;
    buf_format(out, "  %-9s ", fields[i].label);
    report_safe(out, fields[i].field->value);
    buf_format(out, "   (%s)\n", fields[i].field->from);
  }
  if (p->language.len) buf_format(out, "  Language  %.2s\n", p->language.ptr);
  if (p->reason) buf_format(out, "  Reason    %s\n", p->reason);
  buf_char(out, '\n');
  struct lines lines = {.bytes = r->doc->bytes};
  for (size_t i = 0; i < p->block_count; i++) write_extract_block(r, o, &p->blocks[i], &lines, out);
  lines_free(&lines);
  buf_char(out, '\n');
}
