/* `lexicon diff`: the same postings by two lexicons: which verdicts change, and which entries moved each. Entries are
   the same where their ids are. */
#include <stdlib.h>

#include "../lexicon/phrase.h"
#include "batch.h"
#include "console.h"
#include "labelled.h"
#include "lexicon_command.h"
#include "lexicons.h"

enum { SHOWN = 40, MOVERS_SHOWN = 6, NAMES_SHOWN = 12 };

struct side {
  struct engine *engine;
  const struct lexicon *lex;
  struct worker *worker;
  struct result result;
  int32_t *sums; /* by joint number: what the entry added to this posting, thousandths of a nat */
};

/* An entry of either lexicon; SIZE_MAX where it has none. */
struct joint {
  struct str id;
  size_t at[2];
  size_t led; /* verdicts that it moved most */
};

struct diff {
  const struct options *o;
  struct side side[2];
  struct joint *joints;
  uint32_t *number[2]; /* joint number of each side's entries */
  uint32_t *movers;
  size_t joint_count;
  struct buf out;
  size_t postings, moved, changed, shown, failed, labelled, right[2], mended, broken;
};

/* ---- two lexicons as one list ---- */

static enum status join(struct diff *d, struct err *e) {
  const struct lexicon *a = d->side[0].lex, *b = d->side[1].lex;
  size_t most = a->entry_count + b->entry_count + 1;
  d->joints = calloc(most, sizeof *d->joints);
  d->movers = calloc(most, sizeof *d->movers);
  for (int s = 0; s < 2; s++) {
    d->number[s] = calloc(most, sizeof *d->number[s]);
    d->side[s].sums = calloc(most, sizeof *d->side[s].sums);
    if (!d->number[s] || !d->side[s].sums) return err_memory(e);
  }
  if (!d->joints || !d->movers) return err_memory(e);
  for (size_t i = 0; i < a->entry_count; i++) {
    d->number[0][i] = (uint32_t)d->joint_count;
    d->joints[d->joint_count++] = (struct joint){.id = a->entries[i].id, .at = {i, SIZE_MAX}};
  }
  for (size_t i = 0; i < b->entry_count; i++) {
    size_t old = lexicon_find(a, b->entries[i].id);
    d->number[1][i] = old == SIZE_MAX ? (uint32_t)d->joint_count : d->number[0][old];
    if (old == SIZE_MAX) d->joints[d->joint_count++] = (struct joint){.id = b->entries[i].id, .at = {SIZE_MAX, i}};
    d->joints[d->number[1][i]].at[1] = i;
  }
  return ST_OK;
}

static bool differ(double a, double b) {
  return a < b || b < a;
}

/* What is said of the entry in both lexicons: phrases, role, weight, a cue's reach. */
static bool is_edited(const struct diff *d, const struct joint *j) {
  const struct lexicon *la = d->side[0].lex, *lb = d->side[1].lex;
  const struct lexicon_entry *a = &la->entries[j->at[0]], *b = &lb->entries[j->at[1]];
  if (a->text->phrase_count != b->text->phrase_count || a->is_cue != b->is_cue || a->where != b->where) return true;
  if (differ(a->weight, b->weight) || differ(a->factor, b->factor)) return true;
  if (a->reach != b->reach || a->reach_kind != b->reach_kind) return true;
  if (!a->is_cue && !str_eq(la->roles[a->role].id, lb->roles[b->role].id)) return true;
  for (size_t i = 0; i < a->text->phrase_count; i++)
    if (!str_eq(a->text->phrases[i]->text, b->text->phrases[i]->text)) return true;
  return false;
}

enum change { CHANGE_NONE, CHANGE_NEW, CHANGE_GONE, CHANGE_EDITED };

static enum change change_of(const struct diff *d, const struct joint *j) {
  if (j->at[0] == SIZE_MAX) return CHANGE_NEW;
  if (j->at[1] == SIZE_MAX) return CHANGE_GONE;
  return is_edited(d, j) ? CHANGE_EDITED : CHANGE_NONE;
}

static void write_names(struct diff *d, enum change change, const char *word) {
  size_t count = 0;
  for (size_t i = 0; i < d->joint_count; i++) {
    if (change_of(d, &d->joints[i]) != change) continue;
    if (count == 0) buf_format(&d->out, "%s", word);
    if (count < NAMES_SHOWN || d->o->all) {
      buf_char(&d->out, ' ');
      report_safe(&d->out, d->joints[i].id);
    }
    count++;
  }
  if (count > NAMES_SHOWN && !d->o->all) buf_format(&d->out, " and %zu more", count - NAMES_SHOWN);
  if (count) buf_char(&d->out, '\n');
}

static void write_head(struct diff *d) {
  const struct lexicon *a = d->side[0].lex, *b = d->side[1].lex;
  write_names(d, CHANGE_NEW, "new entries:   ");
  write_names(d, CHANGE_GONE, "gone entries:  ");
  write_names(d, CHANGE_EDITED, "other entries: ");
  for (size_t r = 0; r < a->role_count; r++) {
    int other = lexicon_role_number(b, a->roles[r].id);
    if (other != ROLE_UNCLEAR && differ(a->roles[r].prior, b->roles[other].prior))
      buf_format(&d->out, "prior of %.*s: %.2f, now %.2f\n", (int)a->roles[r].id.len, a->roles[r].id.ptr,
                 a->roles[r].prior, b->roles[other].prior);
  }
  if (differ(a->temperature, b->temperature))
    buf_format(&d->out, "temperature: %.2f, now %.2f\n", a->temperature, b->temperature);
  if (a->hash == b->hash) buf_add(&d->out, STR("the two lexicons are the same\n"));
}

/* ---- a posting ---- */

static struct str answer_of(const struct side *s) {
  const struct verdict *v = s->result.verdict;
  bool unclear = v->reason != UNCLEAR_NOT || v->all.role == ROLE_UNCLEAR;
  return unclear ? STR("unclear") : s->lex->roles[v->all.role].id;
}

static void write_answer(struct diff *d, const struct side *s) {
  const struct verdict *v = s->result.verdict;
  if (v->reason != UNCLEAR_NOT || v->all.role == ROLE_UNCLEAR) {
    buf_format(&d->out, "unclear (%s)", unclear_reason_name(v->reason));
    return;
  }
  report_safe(&d->out, s->lex->roles[v->all.role].short_name);
  buf_format(&d->out, " %.0f %%", 100 * v->all.probability[v->all.role]);
}

static void add_up(struct diff *d, int side) {
  struct side *s = &d->side[side];
  const struct verdict *v = s->result.verdict;
  memset(s->sums, 0, d->joint_count * sizeof *s->sums);
  for (size_t i = 0; i < v->counting_count; i++)
    s->sums[d->number[side][v->evidence[i].hit.entry]] += v->evidence[i].contribution;
}

static const struct lexicon_role *role_of(const struct diff *d, size_t joint, int side) {
  const struct lexicon *lex = d->side[side].lex;
  size_t at = d->joints[joint].at[side];
  return at == SIZE_MAX || lex->entries[at].is_cue ? NULL : &lex->roles[lex->entries[at].role];
}

/* Whether the entry speaks for one role in the old lexicon and for another in the new one. */
static bool turns(const struct diff *d, size_t joint) {
  const struct lexicon_role *a = role_of(d, joint, 0), *b = role_of(d, joint, 1);
  return a && b && !str_eq(a->id, b->id);
}

/* How much the entry moves the posting's scores, thousandths of a nat. */
static int32_t step_of(const struct diff *d, size_t joint) {
  int32_t before = d->side[0].sums[joint], after = d->side[1].sums[joint];
  return turns(d, joint) ? abs(before) + abs(after) : abs(after - before);
}

/* The entries that added something else, the largest step first; in order of number where steps are equal. */
static size_t find_movers(struct diff *d) {
  size_t count = 0;
  for (size_t i = 0; i < d->joint_count; i++) {
    int32_t step = step_of(d, i);
    if (step == 0) continue;
    size_t at = count++;
    for (; at > 0 && step_of(d, d->movers[at - 1]) < step; at--) d->movers[at] = d->movers[at - 1];
    d->movers[at] = (uint32_t)i;
  }
  return count;
}

/* " +1.200 COO"; no role: " +1.200" */
static void write_sum(struct diff *d, size_t joint, int side, const struct lexicon_role *role) {
  buf_format(&d->out, " %+.3f", (double)d->side[side].sums[joint] / 1000);
  if (!role) return;
  buf_char(&d->out, ' ');
  report_safe(&d->out, role->short_name);
}

static void write_mover(struct diff *d, size_t joint) {
  const struct joint *j = &d->joints[joint];
  const struct lexicon_role *before = role_of(d, joint, 0), *after = role_of(d, joint, 1);
  static const char *const words[] = {[CHANGE_NONE] = "(its hits, rank or cues)",
                                      [CHANGE_NEW] = "(new)",
                                      [CHANGE_GONE] = "(gone)",
                                      [CHANGE_EDITED] = ""};
  enum change change = change_of(d, j);
  buf_add(&d->out, STR("  "));
  report_safe(&d->out, j->id);
  buf_char(&d->out, ' ');
  if (before) write_sum(d, joint, 0, before);
  if (before && after) buf_add(&d->out, STR(", now"));
  if (after) write_sum(d, joint, 1, turns(d, joint) || !before ? after : NULL);
  buf_format(&d->out, "%s%s\n", words[change][0] ? " " : "", words[change]);
}

static void write_change(struct diff *d, const struct labelled *posting, size_t movers) {
  report_safe(&d->out, posting->id);
  buf_add(&d->out, STR(": "));
  write_answer(d, &d->side[0]);
  buf_add(&d->out, STR(", now "));
  write_answer(d, &d->side[1]);
  if (posting->label.len) {
    bool before = str_eq(posting->label, answer_of(&d->side[0]));
    bool after = str_eq(posting->label, answer_of(&d->side[1]));
    buf_add(&d->out, STR("; labelled "));
    report_safe(&d->out, posting->label);
    buf_format(&d->out, "%s", before ? ", so now wrong" : after ? ", so now right" : "");
  }
  buf_char(&d->out, '\n');
  for (size_t i = 0; i < movers && i < MOVERS_SHOWN; i++) write_mover(d, d->movers[i]);
  if (movers > MOVERS_SHOWN) buf_format(&d->out, "  and %zu more\n", movers - MOVERS_SHOWN);
  if (movers == 0) buf_add(&d->out, STR("  no entry: priors, temperature or settings\n"));
}

static enum status visit(void *context, const struct labelled *posting, struct err *e) {
  struct diff *d = context;
  (void)e;
  for (int s = 0; s < 2; s++) {
    if (!labelled_answer(d->side[s].worker, posting, &d->side[s].result)) {
      d->failed++;
      return ST_OK;
    }
    add_up(d, s);
  }
  size_t movers = find_movers(d);
  struct str before = answer_of(&d->side[0]), after = answer_of(&d->side[1]);
  bool was_right = str_eq(posting->label, before), is_right = str_eq(posting->label, after);
  d->postings++;
  d->moved += movers > 0;
  d->labelled += posting->label.len > 0;
  d->right[0] += was_right;
  d->right[1] += is_right;
  if (str_eq(before, after)) return ST_OK;
  d->changed++;
  d->mended += is_right;
  d->broken += was_right;
  if (movers) d->joints[d->movers[0]].led++;
  if (d->shown >= SHOWN && !d->o->all) return ST_OK;
  if (d->out.len && d->shown == 0) buf_char(&d->out, '\n');
  d->shown++;
  write_change(d, posting, movers);
  return ST_OK;
}

/* ---- the summary ---- */

static void write_leaders(struct diff *d) {
  bool any = false;
  for (;;) {
    size_t most = 0;
    for (size_t i = 1; i < d->joint_count; i++)
      if (d->joints[i].led > d->joints[most].led) most = i;
    if (d->joint_count == 0 || d->joints[most].led == 0) return;
    if (!any) buf_add(&d->out, STR("moved most by:\n"));
    any = true;
    buf_format(&d->out, "  %4zu  ", d->joints[most].led);
    report_safe(&d->out, d->joints[most].id);
    buf_char(&d->out, '\n');
    d->joints[most].led = 0;
  }
}

static void write_end(struct diff *d) {
  if (d->shown < d->changed) buf_format(&d->out, "… and %zu more (--all shows them)\n", d->changed - d->shown);
  if (d->out.len) buf_char(&d->out, '\n');
  buf_format(&d->out, "%zu of %zu verdicts change; the evidence of %zu differs\n", d->changed, d->postings, d->moved);
  if (d->labelled)
    buf_format(&d->out, "right: %zu of %zu, now %zu (%zu mended, %zu broken)\n", d->right[0], d->labelled, d->right[1],
               d->mended, d->broken);
  write_leaders(d);
}

static enum status run(struct diff *d, struct err *e) {
  enum status status = join(d, e);
  for (int s = 0; s < 2 && status == ST_OK; s++) status = worker_new(d->side[s].engine, &d->side[s].worker, e);
  if (status != ST_OK) return status;
  write_head(d);
  struct labelled_visit each = {d, visit};
  return labelled_run(d->o, 3, &each, &d->failed, e);
}

static void free_diff(struct diff *d) {
  for (int s = 0; s < 2; s++) {
    worker_free(d->side[s].worker);
    engine_free(d->side[s].engine);
    free(d->side[s].sums);
    free(d->number[s]);
  }
  free(d->joints);
  free(d->movers);
  buf_free(&d->out);
}

int lexicon_diff(const struct options *o) {
  struct engine_options engine_options = {.extract = {.limits = o->limits}, .whole_lexicon = true};
  struct diff d = {.o = o};
  struct err e = {0};
  bool ok = true;
  for (int s = 0; s < 2 && ok; s++) {
    ok = lexicons_open(o->paths[1 + s], &engine_options, &d.side[s].engine) == ST_OK;
    if (ok) d.side[s].lex = engine_lexicon(d.side[s].engine);
  }
  if (ok) {
    ok = run(&d, &e) == ST_OK;
    if (!ok) console_err("error", str_of(e.path), &e);
  }
  if (ok) {
    write_end(&d);
    ok = console_write(&d.out);
  }
  bool failed = d.failed > 0;
  free_diff(&d);
  return ok && !failed ? EXIT_DONE : EXIT_ERROR;
}
