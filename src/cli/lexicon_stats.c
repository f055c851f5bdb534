/* `lexicon stats`: what each entry does on a set of postings, in the columns that Snorkel's LFAnalysis prints for its
   labelling functions. An entry votes for its role; one with a negative weight votes for every other role. */
#include <math.h>
#include <stdlib.h>

#include "../learn/sheet.h"
#include "batch.h"
#include "console.h"
#include "labelled.h"
#include "lexicon_command.h"
#include "lexicons.h"

struct entry_stats {
  size_t postings, overlaps, conflicts; /* postings where it counts; where others do, too; where others disagree */
  size_t labelled, right;               /* postings with a label where it counts; where the label agrees */
  int64_t sum;                          /* of its contributions, thousandths of a nat */
};

/* Two entries of one vote that stand on common words in a posting. */
struct pair {
  uint32_t a, b, posting;
};

struct stats {
  const struct lexicon *lex;
  struct worker *worker;
  struct entry_stats *entries;
  uint32_t *stamps;  /* number of the posting in which an entry was last seen */
  uint32_t *present; /* the entries that count in this posting */
  struct pair *pairs;
  size_t pair_count, pair_size;
  size_t labels[LEXICON_ROLES_MAX], labelled, strange, agreed; /* strange: the label is no role of this lexicon */
  size_t failed;
  uint32_t postings;
};

/* The roles that an entry's vote leaves, a bit each. */
static unsigned vote_of(const struct lexicon *lex, uint32_t entry) {
  unsigned role = 1u << lex->entries[entry].role, all = (1u << lex->role_count) - 1u;
  return lex->entries[entry].weight < 0 ? all & ~role : role;
}

static enum status add_pair(struct stats *s, uint32_t a, uint32_t b, struct err *e) {
  if (s->pair_count == s->pair_size) {
    size_t size = s->pair_size ? s->pair_size * 2 : 4096;
    struct pair *v = realloc(s->pairs, size * sizeof *v);
    if (!v) return err_memory(e);
    s->pairs = v;
    s->pair_size = size;
  }
  s->pairs[s->pair_count++] = (struct pair){a, b, s->postings};
  return ST_OK;
}

/* Entries that say the same of the same words, both ways round. */
static enum status find_pairs(struct stats *s, const struct verdict *v, struct err *e) {
  for (size_t i = 0; i < v->counting_count; i++) {
    const struct hit *a = &v->evidence[i].hit;
    for (size_t k = i + 1; k < v->counting_count; k++) {
      const struct hit *b = &v->evidence[k].hit;
      bool apart = a->block != b->block || a->start + a->len <= b->start || b->start + b->len <= a->start;
      if (apart || a->entry == b->entry || vote_of(s->lex, a->entry) != vote_of(s->lex, b->entry)) continue;
      enum status status = add_pair(s, a->entry, b->entry, e);
      if (status == ST_OK) status = add_pair(s, b->entry, a->entry, e);
      if (status != ST_OK) return status;
    }
  }
  return ST_OK;
}

static size_t find_present(struct stats *s, const struct verdict *v) {
  size_t count = 0;
  for (size_t i = 0; i < v->counting_count; i++) {
    uint32_t entry = v->evidence[i].hit.entry;
    s->entries[entry].sum += v->evidence[i].contribution;
    if (s->stamps[entry] == s->postings) continue;
    s->stamps[entry] = s->postings;
    s->present[count++] = entry;
  }
  return count;
}

static void count_votes(struct stats *s, size_t present, int label) {
  for (size_t i = 0; i < present; i++) {
    struct entry_stats *x = &s->entries[s->present[i]];
    unsigned vote = vote_of(s->lex, s->present[i]);
    bool conflict = false;
    for (size_t k = 0; k < present && !conflict; k++) conflict = !(vote & vote_of(s->lex, s->present[k]));
    x->postings++;
    x->overlaps += present > 1;
    x->conflicts += conflict;
    if (label == ROLE_UNCLEAR) continue;
    x->labelled++;
    x->right += vote >> label & 1u;
  }
}

static enum status visit(void *context, const struct labelled *posting, struct err *e) {
  struct stats *s = context;
  struct result r;
  if (!labelled_answer(s->worker, posting, &r)) {
    s->failed++;
    return ST_OK;
  }
  s->postings++;
  int label = lexicon_role_number(s->lex, posting->label);
  s->strange += posting->label.len && label == ROLE_UNCLEAR;
  if (label != ROLE_UNCLEAR) {
    s->labelled++;
    s->labels[label]++;
    s->agreed += r.verdict->all.role == label && r.verdict->reason == UNCLEAR_NOT;
  }
  count_votes(s, find_present(s, r.verdict), label);
  return find_pairs(s, r.verdict, e);
}

/* ---- the tables ---- */

static int pair_order(const void *x, const void *y) {
  const struct pair *p = x, *q = y;
  if (p->a != q->a) return p->a < q->a ? -1 : 1;
  if (p->b != q->b) return p->b < q->b ? -1 : 1;
  return (p->posting > q->posting) - (p->posting < q->posting);
}

/* The entry that most often stands on the words of `entry`, and in how many postings; pairs are in order. */
static size_t closest(const struct stats *s, uint32_t entry, size_t *from, uint32_t *other) {
  size_t most = 0, i = *from;
  while (i < s->pair_count && s->pairs[i].a == entry) {
    uint32_t b = s->pairs[i].b, last = 0;
    size_t count = 0;
    for (; i < s->pair_count && s->pairs[i].a == entry && s->pairs[i].b == b; i++) {
      count += s->pairs[i].posting != last;
      last = s->pairs[i].posting;
    }
    if (count <= most) continue;
    most = count;
    *other = b;
  }
  *from = i;
  return most;
}

/* The share of labelled postings that a vote is right about by itself. */
static double base_of(const struct stats *s, unsigned vote) {
  size_t right = 0;
  for (size_t r = 0; r < s->lex->role_count; r++)
    if (vote >> r & 1u) right += s->labels[r];
  return s->labelled ? (double)right / (double)s->labelled : nan("");
}

static double share(size_t part, size_t whole) {
  return whole ? (double)part / (double)whole : nan("");
}

static void add_row(const struct stats *s, struct sheet *sheet, uint32_t entry, size_t *pair_at) {
  const struct lexicon_entry *at = &s->lex->entries[entry];
  const struct entry_stats *x = &s->entries[entry];
  struct str role = s->lex->roles[at->role].short_name;
  uint32_t other = 0;
  size_t shared = closest(s, entry, pair_at, &other);
  sheet_text(sheet, at->id);
  sheet_format(sheet, "%s%.*s", at->weight < 0 ? "not " : "", (int)role.len, role.ptr);
  sheet_format(sheet, "%+.2f", at->weight);
  sheet_count(sheet, x->postings);
  sheet_number(sheet, share(x->postings, s->postings));
  sheet_number(sheet, share(x->overlaps, s->postings));
  sheet_number(sheet, share(x->conflicts, s->postings));
  sheet_number(sheet, x->postings ? (double)x->sum / 1000 / (double)x->postings : nan(""));
  if (s->labelled) {
    sheet_count(sheet, x->right);
    sheet_count(sheet, x->labelled);
    sheet_number(sheet, share(x->right, x->labelled));
    sheet_number(sheet, base_of(s, vote_of(s->lex, entry)));
  }
  if (shared)
    sheet_format(sheet, "%.*s (%zu)", (int)s->lex->entries[other].id.len, s->lex->entries[other].id.ptr, shared);
  else
    sheet_text(sheet, STR_NONE);
}

static void write_about(const struct stats *s, struct buf *out) {
  buf_format(out, "%u postings", s->postings);
  if (s->labelled) {
    buf_format(out, ", %zu with labels:", s->labelled);
    for (size_t r = 0; r < s->lex->role_count; r++)
      buf_format(out, "%s %zu %.*s", r ? "," : "", s->labels[r], (int)s->lex->roles[r].short_name.len,
                 s->lex->roles[r].short_name.ptr);
    buf_format(out, ". The verdict is the label in %zu.", s->agreed);
  }
  if (s->strange) buf_format(out, " Labels that are no role of this lexicon: %zu.", s->strange);
}

static void fill(const struct stats *s, const struct options *o, struct sheet *sheet) {
  bool every = o->all || o->format != FORMAT_TEXT;
  size_t pair_at = 0, silent = 0;
  sheet_table(sheet, "Entries", NULL,
              s->labelled ? "entry|for|weight|postings|coverage|overlaps|conflicts|adds|right|of|precision|base|on the "
                            "same words"
                          : "entry|for|weight|postings|coverage|overlaps|conflicts|adds|on the same words");
  for (uint32_t i = 0; i < s->lex->entry_count; i++) {
    if (s->lex->entries[i].is_cue) continue;
    silent += s->entries[i].postings == 0;
    if (s->entries[i].postings || every) add_row(s, sheet, i, &pair_at);
  }
  if (silent == 0 || every) return;
  sheet_table(sheet, "Never counted", "entries that added nothing to any of these postings", "entry|for|weight");
  for (uint32_t i = 0; i < s->lex->entry_count; i++) {
    const struct lexicon_entry *entry = &s->lex->entries[i];
    if (entry->is_cue || s->entries[i].postings) continue;
    sheet_text(sheet, entry->id);
    sheet_text(sheet, s->lex->roles[entry->role].short_name);
    sheet_format(sheet, "%+.2f", entry->weight);
  }
}

static bool write_tables(struct stats *s, const struct options *o) {
  struct arena arena;
  struct buf out = {0}, about = {0};
  arena_init(&arena, 0);
  if (s->pair_count) qsort(s->pairs, s->pair_count, sizeof *s->pairs, pair_order);
  write_about(s, &about);
  struct sheet sheet = {.arena = &arena, .heading = s->lex->name, .about = buf_str(&about)};
  fill(s, o, &sheet);
  switch (o->format) {
    case FORMAT_CSV: sheet_write_csv(&sheet, &out); break;
    case FORMAT_MARKDOWN: sheet_write_markdown(&sheet, &out); break;
    case FORMAT_TEXT:
    case FORMAT_JSON:
    case FORMAT_JSONL:
    case FORMAT_TSV:
    case FORMAT_SQLITE:
    case FORMAT_HTML: sheet_write_text(&sheet, &out); break; /* the options let only text, csv and markdown pass */
  }
  out.failed |= about.failed;
  bool ok = console_write(&out);
  buf_free(&about);
  buf_free(&out);
  arena_free(&arena);
  return ok;
}

static enum status run(struct stats *s, const struct options *o, const struct engine *engine, struct err *e) {
  s->lex = engine_lexicon(engine);
  size_t count = s->lex->entry_count + 1;
  s->entries = calloc(count, sizeof *s->entries);
  s->stamps = calloc(count, sizeof *s->stamps);
  s->present = calloc(count, sizeof *s->present);
  if (!s->entries || !s->stamps || !s->present) return err_memory(e);
  enum status status = worker_new(engine, &s->worker, e);
  struct labelled_visit each = {s, visit};
  return status == ST_OK ? labelled_run(o, 1, &each, &s->failed, e) : status;
}

int lexicon_stats(const struct options *o) {
  struct engine_options engine_options = {.extract = {.limits = o->limits}};
  struct engine *engine = NULL;
  struct stats s = {0};
  struct err e = {0};
  bool ok = lexicons_open(o->lexicon, &engine_options, &engine) == ST_OK;
  if (ok) {
    ok = run(&s, o, engine, &e) == ST_OK;
    if (!ok) console_err("error", str_of(e.path), &e);
  }
  if (ok && s.postings) ok = write_tables(&s, o);
  worker_free(s.worker);
  engine_free(engine);
  free(s.entries);
  free(s.stamps);
  free(s.present);
  free(s.pairs);
  return ok && s.failed == 0 ? EXIT_DONE : EXIT_ERROR;
}
