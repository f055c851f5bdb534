#include "card.h"

#include <stdlib.h>

#include "../base/ascii.h"
#include "../base/json_out.h"
#include "../base/utf8.h"
#include "place.h"
#include "text_parts.h"

enum { SLIGHT_MILLI = 500, STRONG_MILLI = 1500, BRACKET_REACH = 24 };

const char *card_strength_name(enum card_strength s) {
  static const char *const names[] = {"silent", "even", "slightly", "clearly", "strongly"};
  return names[s];
}

static int32_t faint_milli(const struct lexicon *lex) {
  return (int32_t)(lex->faint * 1000.0 + 0.5);
}

/* The role whose sum leads, and by how much. Where two lead with the same sum, a role that is spoken against may still
   stand out: the lowest, by its distance to the rest. */
static void find_lean(const struct lexicon *lex, const int64_t *sum, struct card_row *row) {
  size_t best = 0, worst = 0;
  for (size_t r = 1; r < lex->role_count; r++) {
    if (sum[r] > sum[best]) best = r;
    if (sum[r] < sum[worst]) worst = r;
  }
  int64_t second = INT64_MIN, second_worst = INT64_MAX;
  for (size_t r = 0; r < lex->role_count; r++) {
    if (r != best && sum[r] > second) second = sum[r];
    if (r != worst && sum[r] < second_worst) second_worst = sum[r];
  }
  int64_t lead = sum[best] - second, trail = second_worst - sum[worst];
  bool against = lead < faint_milli(lex) && sum[worst] < 0 && trail > lead;
  row->lead = (int32_t)(against ? trail : lead);
  row->role = (int)(against ? worst : best);
  row->against = against;
  size_t speaking = 0;
  for (size_t r = 0; r < lex->role_count; r++) speaking += sum[r] != 0;
  if (row->lead == 0 || (row->lead < faint_milli(lex) && speaking > 1)) {
    row->strength = CARD_EVEN;
    row->role = CARD_NONE;
    row->against = false;
    row->lead = 0;
    return;
  }
  row->strength = row->lead < SLIGHT_MILLI ? CARD_SLIGHT : row->lead < STRONG_MILLI ? CARD_CLEAR : CARD_STRONG;
}

/* The same words for the same role tell a reader nothing new. */
static bool has_quote(const struct result *r, const struct lexicon *lex, const struct card_row *row,
                      const struct evidence *x) {
  for (size_t q = 0; q < row->quote_count; q++) {
    const struct evidence *y = &r->verdict->evidence[row->quotes[q]];
    bool same_role = lex->entries[x->hit.entry].role == lex->entries[y->hit.entry].role;
    if (same_role && ascii_eq_nocase(words_of(r->posting, &x->hit), words_of(r->posting, &y->hit))) return true;
  }
  return false;
}

static void fill_row(const struct result *r, const struct lexicon *lex, uint32_t criterion, struct card_row *row) {
  const struct verdict *v = r->verdict;
  int64_t sum[LEXICON_ROLES_MAX] = {0};
  *row = (struct card_row){.criterion = criterion, .role = CARD_NONE};
  for (uint32_t i = 0; i < v->counting_count; i++) {
    const struct evidence *x = &v->evidence[i];
    const struct lexicon_entry *entry = &lex->entries[x->hit.entry];
    if (entry->criterion != criterion) continue;
    sum[entry->role] += x->contribution;
    row->hit_count++;
    if (row->quote_count < CARD_QUOTES && !has_quote(r, lex, row, x)) row->quotes[row->quote_count++] = i;
  }
  if (row->hit_count) find_lean(lex, sum, row);
}

bool card_row(const struct result *r, const struct report_options *o, size_t n, struct card_row *out) {
  for (uint32_t c = 0; c < o->lex->criterion_count; c++) {
    fill_row(r, o->lex, c, out);
    if ((out->hit_count || o->lex->criteria[c].on_card) && n-- == 0) return true;
  }
  return false;
}

void card_letter(const struct card_row *row, const struct lexicon *lex, struct buf *out) {
  if (row->against) buf_char(out, '-');
  if (row->role == CARD_NONE)
    buf_add(out, STR("·"));
  else
    report_safe(out, lex->roles[row->role].letter);
}

/* ---- title against body ---- */

/* The words of the title that name its role. False: no words do (it is another job's, without a phrase of it). */
static bool role_in_title(const struct result *r, const struct lexicon *lex, size_t *start, size_t *end) {
  struct str title = r->posting->title.value;
  const struct verdict *v = r->verdict;
  *start = SIZE_MAX;
  *end = 0;
  for (size_t i = 0; i < v->counting_count; i++) {
    const struct hit *h = &v->evidence[i].hit;
    const struct lexicon_entry *entry = &lex->entries[h->entry];
    bool names_it = h->block == MATCH_TITLE_BLOCK && lex->criteria[entry->criterion].is_title &&
                    entry->role == v->title_role && entry->weight > 0;
    if (!names_it) continue;
    if (h->start < *start) *start = h->start;
    if (h->start + h->len > *end) *end = (size_t)h->start + h->len;
  }
  if (*start == SIZE_MAX || *end > title.len) return false;
  int open = 0;
  for (size_t i = *start; i < *end; i++) open += (title.ptr[i] == '(') - (title.ptr[i] == ')');
  for (size_t i = *end; open > 0 && i < title.len && i < *end + BRACKET_REACH; i++)
    if (title.ptr[i] == ')') *end = i + 1, open = 0;
  return open == 0;
}

bool card_suggest_title(const struct result *r, const struct report_options *o, struct buf *out) {
  const struct verdict *v = r->verdict;
  if (v->fit == FIT_FITS || v->fit == FIT_UNCLEAR || o->lex->roles[v->body.role].rank == 0) return false;
  struct str title = r->posting->title.value, name = o->lex->roles[v->body.role].name;
  size_t start, end;
  if (o->lex->roles[v->title_role].rank == 0 || !role_in_title(r, o->lex, &start, &end)) {
    buf_add(out, name);
    return true;
  }
  buf_add(out, str_sub(title, 0, start));
  buf_add(out, name);
  buf_add(out, str_sub(title, end, title.len));
  return true;
}

/* What it does for how the body reads, against what the title says. */
static int32_t worth(const struct lexicon *lex, const struct verdict *v, const struct evidence *x) {
  int role = lex->entries[x->hit.entry].role;
  if (v->body.role == ROLE_UNCLEAR) return abs(x->contribution);
  if (role == v->body.role) return x->contribution;
  return v->title_role == ROLE_UNCLEAR || role == v->title_role || v->title_role == v->body.role ? -x->contribution : 0;
}

size_t card_main_quotes(const struct result *r, const struct report_options *o, uint32_t out[CARD_QUOTES]) {
  const struct verdict *v = r->verdict;
  size_t n = 0;
  while (n < CARD_QUOTES) {
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < v->counting_count; i++) {
      const struct evidence *x = &v->evidence[i];
      bool taken = x->is_title || worth(o->lex, v, x) <= 0;
      for (size_t k = 0; k < n && !taken; k++) taken = hits_overlap(&x->hit, &v->evidence[out[k]].hit);
      if (!taken && (best == UINT32_MAX || worth(o->lex, v, x) > worth(o->lex, v, &v->evidence[best]))) best = i;
    }
    if (best == UINT32_MAX) break;
    out[n++] = best;
  }
  return n;
}

/* ---- as text and JSON ---- */

/* As many as there is room for, the first in any case; a quote for another role than the row's has its letter behind.
 */
static void write_quotes(const struct result *r, const struct report_options *o, const struct card_row *row,
                         size_t width, struct buf *out) {
  for (size_t q = 0; q < row->quote_count; q++) {
    const struct evidence *x = &r->verdict->evidence[row->quotes[q]];
    const struct lexicon_entry *entry = &o->lex->entries[x->hit.entry];
    struct str words = words_of(r->posting, &x->hit);
    size_t needed = utf8_length(words) + 8;
    if (q && needed > width) return;
    buf_add(out, q ? STR(", \"") : STR("  \""));
    text_shortened(out, words, width > 20 ? width : 20);
    buf_char(out, '"');
    if ((int)entry->role != row->role || (entry->weight < 0) != row->against) {
      buf_add(out, entry->weight < 0 ? STR(" (-") : STR(" ("));
      report_safe(out, o->lex->roles[entry->role].letter);
      buf_char(out, ')');
    }
    width -= needed < width ? needed : width;
  }
}

void card_text(const struct result *r, const struct report_options *o, struct buf *out) {
  enum { FIXED = 2 + 19 + 4 + 8 + 7, LEAST = 30 };
  struct card_row row;
  for (size_t n = 0; card_row(r, o, n, &row); n++) {
    buf_add(out, STR("  "));
    text_padded(out, o->lex->criteria[row.criterion].name, 18);
    struct buf letter = {0};
    card_letter(&row, o->lex, &letter);
    text_padded(out, buf_str(&letter), 3);
    out->failed |= letter.failed;
    buf_free(&letter);
    buf_format(out, row.hit_count ? "%-8s" : "%s", card_strength_name(row.strength));
    if (row.lead)
      buf_format(out, "  %5.2f", row.lead / 1000.0);
    else if (row.hit_count)
      buf_add(out, STR("       "));
    write_quotes(r, o, &row, o->width > FIXED + LEAST ? o->width - FIXED : LEAST, out);
    buf_char(out, '\n');
  }
}

void card_json(struct json_out *j, const struct result *r, const struct report_options *o) {
  struct card_row row;
  json_open(j, '[');
  for (size_t n = 0; card_row(r, o, n, &row); n++) {
    json_open(j, '{');
    json_key_str(j, "criterion", o->lex->criteria[row.criterion].id);
    json_key_str(j, "name", o->lex->criteria[row.criterion].name);
    json_key_str(j, row.against ? "against" : "leans", row.role == CARD_NONE ? STR_NONE : o->lex->roles[row.role].id);
    json_key_str(j, "strength", str_of(card_strength_name(row.strength)));
    json_key(j, "lead");
    json_milli(j, row.lead);
    json_key(j, "hits");
    json_uint(j, row.hit_count);
    json_key(j, "quotes");
    json_open(j, '[');
    for (size_t q = 0; q < row.quote_count; q++)
      json_str(j, words_of(r->posting, &r->verdict->evidence[row.quotes[q]].hit));
    json_close(j, ']');
    json_close(j, '}');
  }
  json_close(j, ']');
}
