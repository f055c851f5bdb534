#include "lexicon_command.h"

#include <stdlib.h>

#include "../lexicon/check.h"
#include "../lexicon/phrase.h"
#include "../match/examples.h"
#include "batch.h"
#include "console.h"
#include "lexicons.h"

/* ---- notes ---- */

static int note_order(const void *a, const void *b) {
  const struct lexicon_note *x = a, *y = b;
  int c = strcmp(x->path, y->path);
  if (c == 0) c = (x->line > y->line) - (x->line < y->line);
  if (c == 0) c = (x->column > y->column) - (x->column < y->column);
  return c ? c : strcmp(x->message, y->message);
}

/* The notes are what was asked for, so they are data: stdout, in order of file and line. */
static void print_notes(struct lexicon_notes *notes, struct buf *out) {
  if (notes->count) qsort(notes->v, notes->count, sizeof *notes->v, note_order);
  for (size_t i = 0; i < notes->count; i++) {
    const struct lexicon_note *n = &notes->v[i];
    report_safe(out, str_of(n->path));
    buf_format(out, ":%u:%u: %s: ", n->line, n->column, n->is_error ? "error" : "warning");
    report_safe(out, str_of(n->message));
    buf_char(out, '\n');
    lexicons_caret(n, out);
  }
  size_t all = notes->error_count + notes->warning_count;
  if (notes->count < all) buf_format(out, "... and %zu more\n", all - notes->count);
}

static void counted(struct buf *out, size_t n, const char *one, const char *many) {
  buf_format(out, "%zu %s", n, n == 1 ? one : many);
}

/* Prints the notes and "FOLDER: 0 errors, 2 warnings in 40 entries"; the exit code. */
static int finish_notes(const struct options *o, const char *folder, struct lexicon_notes *notes, size_t entries,
                        struct buf *out) {
  print_notes(notes, out);
  report_safe(out, str_of(folder));
  buf_add(out, STR(": "));
  counted(out, notes->error_count, "error", "errors");
  buf_add(out, STR(", "));
  counted(out, notes->warning_count, "warning", "warnings");
  if (entries) {
    buf_add(out, STR(" in "));
    counted(out, entries, "entry", "entries");
  }
  buf_char(out, '\n');
  if (!console_write(out)) return EXIT_ERROR;
  return notes->error_count || (o->strict && notes->warning_count) ? EXIT_NO : EXIT_DONE;
}

/* ---- lint, test ---- */

static const char *folder_of(const struct options *o) {
  return lexicons_find(o->path_count > 1 ? o->paths[1] : o->lexicon);
}

static int fail(const char *folder, const struct err *e) {
  lexicons_err(folder, e);
  return EXIT_ERROR;
}

static int lint(const struct options *o) {
  const char *folder = folder_of(o);
  struct lexicon *lex = NULL;
  struct lexicon_notes notes;
  struct err e = {0};
  struct buf out = {0};
  enum status status = lexicon_load(folder, &lex, &notes, &e);
  size_t entries = lex ? lex->entry_count : 0;
  if (lex) status = lexicon_lint(lex, &notes, &e);
  bool told = status == ST_OK || status == ST_WARN || notes.error_count; /* else there was no lexicon to look at */
  int code = told ? finish_notes(o, folder, &notes, entries, &out) : fail(folder, &e);
  buf_free(&out);
  lexicon_notes_free(&notes);
  lexicon_free(lex);
  return code;
}

static enum status run_examples(const struct lexicon *lex, struct lexicon_notes *notes, size_t *run, struct err *e) {
  struct matcher *m = NULL;
  struct match_scratch *scratch = NULL;
  enum status status = matcher_new(lex, &m, e);
  if (status == ST_OK) status = match_scratch_new(m, &scratch, e);
  if (status == ST_OK) status = examples_run(m, scratch, notes, run, e);
  match_scratch_free(scratch);
  matcher_free(m);
  return status;
}

static int test(const struct options *o) {
  const char *folder = folder_of(o);
  struct lexicon *lex = NULL;
  struct lexicon_notes notes;
  struct err e = {0};
  struct buf out = {0};
  size_t run = 0;
  enum status status = lexicon_load(folder, &lex, &notes, &e);
  if (lex) status = run_examples(lex, &notes, &run, &e);
  int code;
  if (lex && status == ST_OK) {
    print_notes(&notes, &out);
    report_safe(&out, str_of(folder));
    buf_format(&out, ": %zu of ", run - notes.error_count);
    counted(&out, run, "example does what it says\n", "examples do what they say\n");
    code = !console_write(&out) ? EXIT_ERROR : notes.error_count ? EXIT_NO : EXIT_DONE;
  } else {
    code = notes.error_count ? finish_notes(o, folder, &notes, 0, &out) : fail(folder, &e);
  }
  buf_free(&out);
  lexicon_notes_free(&notes);
  lexicon_free(lex);
  return code;
}

/* ---- compile ---- */

static int compile(const struct options *o) {
  const char *folder = folder_of(o);
  struct lexicon_notes notes = {0};
  struct err e = {0};
  struct buf out = {0};
  enum status status = engine_compile(folder, &notes, &e);
  int code = EXIT_DONE;
  if (notes.count) {
    code = finish_notes(o, folder, &notes, 0, &out);
    if (!notes.error_count) code = fail(folder, &e);
  } else if (status != ST_OK) {
    code = fail(folder, &e);
  }
  buf_free(&out);
  lexicon_notes_free(&notes);
  return code;
}

/* ---- list ---- */

static void list_phrases(const struct lexicon_entry *entry, struct buf *out) {
  for (size_t i = 0; i < entry->text->phrase_count; i++) {
    buf_add(out, STR("      "));
    report_safe(out, entry->text->phrases[i]->text);
    buf_char(out, '\n');
  }
}

static void list_entry(const struct lexicon *lex, const struct lexicon_entry *entry, struct buf *out) {
  static const char *const wheres[] = {[WHERE_BODY] = "", [WHERE_TITLE] = ", title", [WHERE_BOTH] = ", title and body"};
  buf_format(out, "  %-44.*s %+.2f ", (int)entry->id.len, entry->id.ptr, entry->hand_weight);
  report_safe(out, lex->roles[entry->role].short_name);
  if (entry->weight < entry->hand_weight || entry->weight > entry->hand_weight)
    buf_format(out, ", fitted %+.2f", entry->weight);
  buf_format(out, "%s\n", wheres[entry->where]);
  list_phrases(entry, out);
}

static void list_cue(const struct lexicon_entry *cue, struct buf *out) {
  static const char *const kinds[] = {
      [REACH_AFTER] = "after", [REACH_BEFORE] = "before", [REACH_AROUND] = "around", [REACH_SENTENCE] = "sentence"};
  buf_format(out, "  %-44.*s x%.2f, %s", (int)cue->id.len, cue->id.ptr, cue->factor, kinds[cue->reach_kind]);
  if (cue->reach_kind != REACH_SENTENCE) buf_format(out, " %u", cue->reach);
  buf_char(out, '\n');
  list_phrases(cue, out);
}

static void list_criterion(const struct lexicon *lex, uint16_t criterion, struct buf *out) {
  size_t count = 0;
  for (size_t i = 0; i < lex->entry_count; i++) count += lex->entries[i].criterion == criterion;
  if (count == 0) return;
  buf_char(out, '\n');
  report_safe(out, criterion == LEXICON_NO_INDEX ? STR("Cues") : lex->criteria[criterion].name);
  buf_add(out, STR(", "));
  counted(out, count, "entry\n", "entries\n");
  for (size_t i = 0; i < lex->entry_count; i++) {
    const struct lexicon_entry *entry = &lex->entries[i];
    if (entry->criterion != criterion) continue;
    if (entry->is_cue)
      list_cue(entry, out);
    else
      list_entry(lex, entry, out);
  }
}

static int list(const struct options *o) {
  const char *folder = folder_of(o);
  struct engine_options engine_options = {.extract = {.limits = o->limits}, .whole_lexicon = true};
  struct engine *engine = NULL;
  if (lexicons_open(folder, &engine_options, &engine) != ST_OK) return EXIT_ERROR;
  const struct lexicon *lex = engine_lexicon(engine);
  struct buf out = {0};
  size_t phrases = 0;
  for (size_t i = 0; i < lex->entry_count; i++) phrases += lex->entries[i].text->phrase_count;
  report_safe(&out, lex->name);
  buf_format(&out, ": %zu phrases in ", phrases);
  counted(&out, lex->entry_count, "entry", "entries");
  buf_add(&out, STR(". Weights are nats for the role that is named.\n"));
  for (uint16_t c = 0; c < lex->criterion_count; c++) list_criterion(lex, c, &out);
  list_criterion(lex, LEXICON_NO_INDEX, &out);
  bool ok = console_write(&out);
  buf_free(&out);
  engine_free(engine);
  return ok ? EXIT_DONE : EXIT_ERROR;
}

/* ---- which one ---- */

static const struct subcommand {
  const char *name, *arguments;
  size_t least, most; /* arguments */
  int (*run)(const struct options *o);
} subcommands[] = {
    {"lint", "[DIR]", 0, 1, lint},
    {"test", "[DIR]", 0, 1, test},
    {"list", "[DIR]", 0, 1, list},
    {"compile", "[DIR]", 0, 1, compile},
    {"stats", "PATH...", 1, SIZE_MAX, lexicon_stats},
    {"diff", "OLD NEW PATH...", 3, SIZE_MAX, lexicon_diff},
    {"try", "'PHRASE' PATH...", 2, SIZE_MAX, lexicon_try},
};

int lexicon_command(const struct options *o) {
  for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++) {
    const struct subcommand *s = &subcommands[i];
    if (strcmp(o->paths[0], s->name) != 0) continue;
    size_t arguments = o->path_count - 1;
    if (arguments >= s->least && arguments <= s->most) return s->run(o);
    console_say("usage: rolecall lexicon %s %s", s->name, s->arguments);
    return EXIT_ERROR;
  }
  struct buf b = {0};
  report_safe(&b, str_of(o->paths[0]));
  console_say("no such subcommand: %.*s; there are lint, test, list, compile, stats, diff and try", (int)b.len, b.ptr);
  buf_free(&b);
  return EXIT_ERROR;
}
