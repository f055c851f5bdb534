/* `lexicon try`: where a phrase would hit. The lexicon is loaded twice: as it is, for the verdicts, and with the phrase
   as an entry more, for the hits. */
#include <stdio.h>
#include <stdlib.h>

#include "batch.h"
#include "console.h"
#include "labelled.h"
#include "lexicon_command.h"
#include "lexicons.h"

static const char TRY_FILE[] = "phrase-to-try.txt", TRY_BEFORE[] = "[phrase-to-try.it]\nphrase = ";
enum { TRY_LINE = 2, TRY_COLUMN = 10, SHOWN = 40, BESIDE_SHOWN = 5 };

struct trial {
  const struct options *o;
  const struct lexicon *lex; /* as it is */
  const struct lexicon *with;
  struct worker *plain, *trying;
  uint32_t entry; /* of the phrase, in `with` */
  bool colour;
  size_t width;
  struct buf hits; /* what is shown of them */
  size_t postings, hit_count, hit_postings, shown, failed;
  size_t verdicts[LEXICON_ROLES_MAX + 1], labels[LEXICON_ROLES_MAX], all_labels[LEXICON_ROLES_MAX]; /* last: unclear */
  size_t *beside; /* by entry of `with`: hits of the phrase that this entry finds too */
};

/* ---- the phrase as an entry ---- */

/* An error in the phrase, as though the command line were the file. */
static void tell_phrase(const struct lexicon_notes *notes, struct str phrase, const char *folder,
                        const struct err *why) {
  for (size_t i = 0; i < notes->count; i++) {
    struct lexicon_note n = notes->v[i];
    struct err e = {.line = n.line, .column = n.column};
    snprintf(e.msg, sizeof e.msg, "%s", n.message);
    bool ours = strcmp(n.path, TRY_FILE) == 0;
    if (ours) {
      e.line = 1;
      e.column = n.line == TRY_LINE && n.column >= TRY_COLUMN ? n.column - TRY_COLUMN + 1 : 1;
      n.source_line = phrase;
      n.column = e.column;
    }
    console_err(n.is_error ? "error" : "warning", ours ? STR("phrase") : str_of(n.path), &e);
    struct buf b = {0};
    lexicons_caret(&n, &b);
    fwrite(b.ptr, 1, b.len, stderr);
    buf_free(&b);
  }
  if (notes->error_count == 0) lexicons_err(folder, why);
}

/* The lexicon with the phrase. It weighs nothing, so it moves no other entry's rank. */
static struct engine *open_with(const struct options *o, struct str phrase, struct str role) {
  struct engine *engine = NULL;
  const char *folder = lexicons_find(o->lexicon);
  struct lexicon_notes notes = {0};
  struct buf text = {0};
  struct err e = {0};
  buf_format(&text, "%s%.*s\nrole = %.*s\nweight = 0\nwhere = both\n", TRY_BEFORE, (int)phrase.len, phrase.ptr,
             (int)role.len, role.ptr);
  struct engine_options options = {.extract = {.limits = o->limits},
                                   .extra = {.name = TRY_FILE, .text = buf_str(&text)}};
  if (phrase.len == 0) {
    console_say("error: the phrase is empty");
  } else if (str_chr(phrase, '\n') || str_chr(phrase, '\r')) {
    console_say("error: a phrase is one line");
  } else if (text.failed) {
    console_say("error: out of memory");
  } else if (engine_new(folder, &options, &notes, &engine, &e) != ST_OK) {
    tell_phrase(&notes, phrase, folder, &e);
    engine = NULL;
  }
  lexicon_notes_free(&notes);
  buf_free(&text);
  return engine;
}

/* ---- hits ---- */

/* Where the sentence-like stretch around a hit begins and ends, at most `width` bytes, cut between words. */
static void around(struct str text, size_t from, size_t to, size_t width, size_t *start, size_t *end) {
  size_t spare = to - from < width ? width - (to - from) : 0;
  *start = from > spare / 3 ? from - spare / 3 : 0;
  *end = text.len - to > spare - (from - *start) ? to + spare - (from - *start) : text.len;
  if (*start)
    while (*start < from && text.ptr[*start - 1] != ' ') ++*start;
  if (*end < text.len)
    while (*end > to && text.ptr[*end] != ' ') --*end;
}

/* Text without line breaks. */
static void add_text(struct buf *out, struct str s) {
  struct buf one = {0};
  report_safe(&one, s);
  for (size_t i = 0; i < one.len; i++)
    if (one.ptr[i] == '\n' || one.ptr[i] == '\t') one.ptr[i] = ' ';
  buf_add(out, buf_str(&one));
  out->failed |= one.failed;
  buf_free(&one);
}

static void show_hit(struct trial *t, const struct posting *p, const struct hit *h) {
  struct buf *out = &t->hits;
  bool in_title = h->block == MATCH_TITLE_BLOCK;
  struct str text = p->title.value;
  size_t from = h->start, start, end;
  if (!in_title) {
    const struct block *b = &p->blocks[h->block];
    text = (struct str){p->text.ptr + b->start, b->len};
    from -= b->start;
  }
  around(text, from, from + h->len, t->width - 28, &start, &end);
  buf_format(out, "  %-18s %s", in_title ? "title" : section_name((enum section)h->section), start ? "… " : "");
  add_text(out, str_sub(text, start, from));
  buf_add(out, t->colour ? STR("\x1b[1m") : STR("["));
  add_text(out, str_sub(text, from, from + h->len));
  buf_add(out, t->colour ? STR("\x1b[0m") : STR("]"));
  add_text(out, str_sub(text, from + h->len, end));
  if (end < text.len) buf_add(out, STR(" …"));
  if (h->cue != MATCH_NO_CUE) {
    struct str cue = t->with->entries[h->cue].id;
    buf_format(out, "  (%s %.*s)", h->factor > 0 ? "weakened by" : "silenced by", (int)cue.len, cue.ptr);
  }
  buf_char(out, '\n');
}

/* Which entries of the lexicon find something on the same words already. */
static void count_beside(struct trial *t, const struct hits *hits, const struct hit *h) {
  for (size_t i = 0; i < hits->count; i++) {
    const struct hit *o = &hits->v[i];
    if (o->entry != t->entry && o->block == h->block && o->start < h->start + h->len && h->start < o->start + o->len)
      t->beside[o->entry]++;
  }
}

static void show_posting(struct trial *t, const struct labelled *posting, const struct verdict *v) {
  report_safe(&t->hits, posting->id);
  bool unclear = v->reason != UNCLEAR_NOT || v->all.role == ROLE_UNCLEAR;
  buf_add(&t->hits, STR(": "));
  report_safe(&t->hits, unclear ? STR("unclear") : t->lex->roles[v->all.role].short_name);
  if (posting->label.len) {
    buf_add(&t->hits, STR(", labelled "));
    report_safe(&t->hits, posting->label);
  }
  buf_char(&t->hits, '\n');
}

static enum status visit(void *context, const struct labelled *posting, struct err *e) {
  struct trial *t = context;
  struct result plain, trying;
  (void)e;
  if (!labelled_answer(t->plain, posting, &plain) || !labelled_answer(t->trying, posting, &trying)) {
    t->failed++;
    return ST_OK;
  }
  t->postings++;
  int label = lexicon_role_number(t->lex, posting->label);
  if (label != ROLE_UNCLEAR) t->all_labels[label]++;
  const struct verdict *v = plain.verdict;
  const struct hits *hits = worker_hits(t->trying);
  size_t found = 0;
  for (size_t i = 0; i < hits->count; i++) {
    const struct hit *h = &hits->v[i];
    if (h->entry != t->entry) continue;
    bool show = t->o->all || t->shown < SHOWN;
    if (found++ == 0 && show) show_posting(t, posting, v);
    if (show) show_hit(t, trying.posting, h);
    t->shown += show;
    count_beside(t, hits, h);
  }
  t->hit_count += found;
  if (found == 0) return ST_OK;
  t->hit_postings++;
  t->verdicts[v->reason != UNCLEAR_NOT || v->all.role == ROLE_UNCLEAR ? LEXICON_ROLES_MAX : v->all.role]++;
  if (label != ROLE_UNCLEAR) t->labels[label]++;
  return ST_OK;
}

/* ---- the summary ---- */

static void write_roles(const struct trial *t, struct buf *out) {
  size_t labelled = 0;
  buf_add(out, STR("  by verdict:"));
  for (size_t r = 0; r < t->lex->role_count; r++) {
    struct str role = t->lex->roles[r].short_name;
    buf_format(out, " %zu %.*s,", t->verdicts[r], (int)role.len, role.ptr);
  }
  buf_format(out, " %zu unclear\n", t->verdicts[LEXICON_ROLES_MAX]);
  for (size_t r = 0; r < t->lex->role_count; r++) labelled += t->all_labels[r];
  if (labelled == 0) return;
  buf_add(out, STR("  by label:  "));
  for (size_t r = 0; r < t->lex->role_count; r++)
    buf_format(out, "%s %zu of %zu %.*s", r ? "," : "", t->labels[r], t->all_labels[r],
               (int)t->lex->roles[r].short_name.len, t->lex->roles[r].short_name.ptr);
  buf_char(out, '\n');
}

/* The entries that stand on the same words most often; uses `beside` up. */
static void write_beside(const struct trial *t, struct buf *out) {
  int k = 0;
  for (; k < BESIDE_SHOWN; k++) {
    size_t most = 0;
    for (size_t i = 1; i < t->with->entry_count; i++)
      if (t->beside[i] > t->beside[most]) most = i;
    if (t->beside[most] == 0) break;
    struct str id = t->with->entries[most].id;
    buf_format(out, "%s %.*s (%zu)", k ? "," : "  on the same words:", (int)id.len, id.ptr, t->beside[most]);
    t->beside[most] = 0;
  }
  if (k) buf_char(out, '\n');
}

static bool write_all(struct trial *t) {
  struct buf out = {0};
  buf_add(&out, buf_str(&t->hits));
  if (t->shown < t->hit_count) buf_format(&out, "… and %zu more (--all shows them)\n", t->hit_count - t->shown);
  if (t->hit_count) buf_char(&out, '\n');
  buf_format(&out, "%zu hit%s in %zu of %zu postings\n", t->hit_count, t->hit_count == 1 ? "" : "s", t->hit_postings,
             t->postings);
  if (t->hit_count) write_roles(t, &out);
  write_beside(t, &out);
  out.failed |= t->hits.failed;
  bool ok = console_write(&out);
  buf_free(&out);
  return ok;
}

static enum status run(struct trial *t, const struct engine *plain, const struct engine *trying, struct err *e) {
  t->with = engine_lexicon(trying);
  t->entry = (uint32_t)lexicon_find(t->with, STR("phrase-to-try.it"));
  t->beside = calloc(t->with->entry_count + 1, sizeof *t->beside);
  if (!t->beside) return err_memory(e);
  enum status status = worker_new(plain, &t->plain, e);
  if (status == ST_OK) status = worker_new(trying, &t->trying, e);
  struct labelled_visit each = {t, visit};
  return status == ST_OK ? labelled_run(t->o, 2, &each, &t->failed, e) : status;
}

int lexicon_try(const struct options *o) {
  struct engine_options engine_options = {.extract = {.limits = o->limits}};
  struct engine *plain = NULL, *trying = NULL;
  struct trial t = {.o = o, .colour = console_colour(o->colour), .width = console_width()};
  struct err e = {0};
  bool ok = lexicons_open(o->lexicon, &engine_options, &plain) == ST_OK;
  if (ok) {
    t.lex = engine_lexicon(plain);
    trying = open_with(o, str_of(o->paths[1]), t.lex->roles[0].id);
    ok = trying != NULL;
  }
  if (ok) {
    ok = run(&t, plain, trying, &e) == ST_OK;
    if (!ok) console_err("error", str_of(e.path), &e);
  }
  if (ok) ok = write_all(&t);
  worker_free(t.plain);
  worker_free(t.trying);
  engine_free(plain);
  engine_free(trying);
  buf_free(&t.hits);
  free(t.beside);
  return ok && t.failed == 0 ? EXIT_DONE : EXIT_ERROR;
}
