#include "explain.h"

#include <stdlib.h>

#include "card.h"
#include "json_rows.h"
#include "place.h"
#include "text_parts.h"
#include "title_check.h"

enum { ENTRY_WIDTH = 30, NAME_WIDTH = 20 };

static const struct lexicon_entry *entry_of(const struct report_options *o, const struct evidence *x) {
  return &o->lex->entries[x->hit.entry];
}

/* The product before it was rounded, and cut by the title's cap. */
static bool was_capped(const struct report_options *o, const struct evidence *x) {
  double product = 1000 * entry_of(o, x)->weight * x->section * x->hit.factor * x->repeat * x->rank;
  return x->is_title && abs(x->contribution) + 1 < abs((int)product);
}

static void write_hit_words(const struct result *r, const struct report_options *o, const struct evidence *x,
                            struct lines *lines, struct buf *out) {
  struct place at = place_of(r->posting, &x->hit, lines);
  size_t width = o->width > 96 + 48 ? o->width - 96 : 48;
  text_padded(out, entry_of(o, x)->id, ENTRY_WIDTH);
  buf_add(out, STR(" \""));
  text_shortened(out, words_of(r->posting, &x->hit), width);
  buf_char(out, '"');
  if (at.line && at.in_document) buf_format(out, " line %u", at.line);
}

static struct str section_of(const struct evidence *x) {
  return x->hit.block == MATCH_TITLE_BLOCK ? STR("title") : str_of(section_name((enum section)x->hit.section));
}

static void write_steps(const struct result *r, const struct report_options *o, struct lines *lines, struct buf *out) {
  const struct verdict *v = r->verdict;
  int32_t sum[LEXICON_ROLES_MAX];
  buf_add(out, STR("\n  for      adds       sum  = weight × section              × cue × repeat × rank\n"));
  for (size_t i = 0; i < o->lex->role_count; i++) {
    sum[i] = v->prior[i];
    buf_add(out, STR("  "));
    text_padded(out, o->lex->roles[i].letter, 3);
    buf_format(out, "%+9.3f %+9.3f  the prior of ", sum[i] / 1000.0, sum[i] / 1000.0);
    report_safe(out, o->lex->roles[i].name);
    buf_char(out, '\n');
  }
  for (size_t i = 0; i < v->counting_count; i++) {
    const struct evidence *x = &v->evidence[i];
    uint16_t role = entry_of(o, x)->role;
    sum[role] += x->contribution;
    buf_add(out, STR("  "));
    text_padded(out, o->lex->roles[role].letter, 3);
    buf_format(out, "%+9.3f %+9.3f  = %+6.3f × %4.2f ", x->contribution / 1000.0, sum[role] / 1000.0,
               entry_of(o, x)->weight, x->section);
    text_padded(out, section_of(x), 14);
    buf_format(out, "× %3.1f × %4.2f   × %4.2f  ", x->hit.factor, x->repeat, x->rank);
    write_hit_words(r, o, x, lines, out);
    if (was_capped(o, x)) buf_add(out, STR(", cut by the title's cap"));
    buf_char(out, '\n');
  }
}

static void write_softmax(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->verdict;
  buf_format(out, "\n  Probability = exp(score / %.4g), as a share of them all        without the title\n",
             o->lex->temperature);
  for (size_t i = 0; i < o->lex->role_count; i++) {
    buf_add(out, STR("  "));
    text_padded(out, o->lex->roles[i].letter, 3);
    text_padded(out, o->lex->roles[i].name, NAME_WIDTH + 6);
    buf_format(out, "%+9.3f   %6.2f %%             %+9.3f   %6.2f %%\n", v->all.score[i] / 1000.0,
               100 * v->all.probability[i], v->body.score[i] / 1000.0, 100 * v->body.probability[i]);
  }
}

/* Why a hit does not count. */
static void write_silence(const struct report_options *o, const struct evidence *x, struct buf *out) {
  if (!(x->section > 0)) {
    buf_add(out, STR("this section does not count: "));
    buf_add(out, section_of(x));
  } else if (x->hit.cue != MATCH_NO_CUE && !(x->hit.factor > 0)) {
    buf_add(out, STR("the words around it: "));
    report_safe(out, o->lex->entries[x->hit.cue].id);
  } else if (!(x->hit.factor > 0)) {
    buf_add(out, STR("a longer hit covers it"));
  } else {
    buf_add(out, STR("said too often"));
  }
}

static void write_silenced(const struct result *r, const struct report_options *o, struct lines *lines,
                           struct buf *out) {
  const struct verdict *v = r->verdict;
  if (v->counting_count == v->evidence_count) return;
  buf_add(out, STR("\n  Found, but not counted\n"));
  for (size_t i = v->counting_count; i < v->evidence_count; i++) {
    const struct evidence *x = &v->evidence[i];
    buf_add(out, STR("  "));
    text_padded(out, o->lex->roles[entry_of(o, x)->role].letter, 3);
    write_hit_words(r, o, x, lines, out);
    buf_add(out, STR(" ("));
    write_silence(o, x, out);
    buf_add(out, STR(")\n"));
  }
}

void report_explain_text(const struct result *r, const struct report_options *o, struct buf *out) {
  text_head(r, o, out);
  if (!r->posting || !r->verdict) {
    text_failure(r, out);
    return;
  }
  struct lines lines = {.bytes = r->doc->bytes};
  text_verdict(r, o, out);
  write_steps(r, o, &lines, out);
  write_softmax(r, o, out);
  write_silenced(r, o, &lines, out);
  if (r->flip) {
    buf_char(out, '\n');
    flip_text(r, o, out);
  }
  lines_free(&lines);
}

static void write_steps_json(struct json_out *j, const struct result *r, const struct report_options *o) {
  const struct verdict *v = r->verdict;
  int32_t sum[LEXICON_ROLES_MAX];
  for (size_t i = 0; i < o->lex->role_count; i++) sum[i] = v->prior[i];
  json_key(j, "steps");
  json_open(j, '[');
  for (size_t i = 0; i < v->counting_count; i++) {
    const struct lexicon_entry *entry = entry_of(o, &v->evidence[i]);
    sum[entry->role] += v->evidence[i].contribution;
    json_open(j, '{');
    json_key_str(j, "phrase", entry->id);
    json_key_str(j, "role", o->lex->roles[entry->role].id);
    json_key(j, "contribution");
    json_milli(j, v->evidence[i].contribution);
    json_key(j, "sum");
    json_milli(j, sum[entry->role]);
    json_close(j, '}');
  }
  json_close(j, ']');
}

void report_explain_json(const struct result *r, const struct report_options *o, struct buf *out) {
  struct report_options all = *o;
  all.evidence = EVIDENCE_ALL;
  struct json_out j;
  json_out_init(&j, out);
  json_open(&j, '{');
  json_row(&j, r, &all);
  if (r->posting && r->verdict) {
    write_steps_json(&j, r, o);
    if (r->flip) {
      json_key(&j, "flip");
      flip_json(&j, r, o);
    }
    json_key(&j, "card");
    card_json(&j, r, o);
  }
  json_close(&j, '}');
}
