/* batch.c: one run over many documents. Reading and writing are serial (the pool sees to it), what is between is not:
   functions named read_* and run_* look at what is theirs only. */
#include "batch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/ascii.h"
#include "../base/hash.h"
#include "../input/input.h"
#include "../pool.h"
#include "console.h"
#include "interrupt.h"
#include "lexicons.h"
#include "line_input.h"
#include "rows.h"
#include "store.h"

enum { ERRORS_SHOWN = 20 };

struct batch {
  const struct options *o;
  struct engine *engine;
  struct rows rows;
  struct report_fields fields;
  /* of the reader */
  struct input *input;
  struct line_input lines; /* instead of it, with --stream */
  uint64_t ordinal, taken; /* documents read; of them, given to the workers */
  uint64_t input_hash;     /* of the documents read, for the state */
  uint64_t skip;           /* documents that an earlier run is done with, */
  uint64_t skip_hash;      /* and what they were then */
  bool other_input;        /* they are others now */
  bool left_own_out;       /* a file of this run lay among the input */
  /* of the writer */
  struct store store;
  struct tally tally;
  struct brief briefs[SUMMARY_BRIEFS];
  size_t brief_count;
  struct buf held; /* rows of a format that makes its output of all of them */
  struct progress progress;
  uint64_t told; /* failures shown */
  struct err err;
};

/* ---- reading ---- */

static enum status read_any(struct batch *b, struct worker *w, struct pool_slot *slot) {
  struct arena *arena = worker_arena(w);
  if (interrupt_signal()) return ST_END;
  interrupt_reading(true);
  enum status status = b->o->stream ? line_input_next(&b->lines, arena, &slot->doc, &slot->err)
                                    : input_next(b->input, arena, &slot->doc, &slot->err);
  interrupt_reading(false);
  return interrupt_signal() ? ST_END : status; /* what was read may be cut short */
}

/* How much of the input is read: by bytes where their sum is known, else by files; 0 where neither is. */
static double share_read(const struct batch *b) {
  if (!b->progress.shown || !b->input) return 0;
  struct input_counts c = input_count(b->input);
  if (c.bytes_total) return (double)c.bytes / (double)c.bytes_total;
  uint64_t files = c.files + c.files_left;
  return files > 1 && c.files ? (double)(c.files - 1) / (double)files : 0;
}

/* The documents that an earlier run is done with must be what they were: what it wrote of them stays. */
static enum status other_input(struct batch *b, struct err *e) {
  b->other_input = true;
  err_clear(e); /* the document's own */
  err_set(e, ERR_USAGE,
          "the input is not what it was: of the %" PRIu64
          " documents whose rows stand in %s some have changed, gone or "
          "moved; without --resume it begins anew",
          b->skip, b->store.out.part);
  return ST_FATAL;
}

static uint64_t add_document(uint64_t hash, const struct document *doc, bool was_read) {
  hash = hash_add(hash_add(hash_add(hash_add(hash, doc->id), doc->title), doc->company), doc->location);
  return was_read ? hash_add(hash, doc->bytes) : hash_add_number(hash, 0);
}

/* The next document that this run has to do. */
static enum status read_next(void *owner, struct worker *w, struct pool_slot *slot) {
  struct batch *b = owner;
  for (;;) {
    enum status status = read_any(b, w, slot);
    bool is_short = status == ST_END && !interrupt_signal() && b->ordinal < b->skip;
    if (is_short) return other_input(b, &slot->err);
    if (status == ST_END || status == ST_FATAL) return status;
    if (store_owns(&b->store, slot->doc.path)) {
      b->left_own_out = true;
    } else {
      uint64_t ordinal = b->ordinal++;
      if (b->store.state_path) b->input_hash = add_document(b->input_hash, &slot->doc, status == ST_OK);
      if (b->ordinal == b->skip && b->input_hash != b->skip_hash) return other_input(b, &slot->err);
      bool ours = b->o->shard_of == 0 || ordinal % b->o->shard_of == b->o->shard - 1;
      if (ours && ordinal >= b->skip) {
        struct parcel *p = slot->item;
        p->ordinal = ordinal;
        p->input_hash = b->input_hash;
        p->written = b->taken++;
        p->share = share_read(b);
        return status;
      }
    }
    worker_reset(w);
    err_clear(&slot->err);
  }
}

/* ---- in a worker ---- */

static size_t run_one(void *owner, struct worker *w, struct pool_slot *slot) {
  struct batch *b = owner;
  struct parcel *p = slot->item;
  enum status status = slot->status;
  if (status == ST_OK && b->o->stream) status = line_input_parse(&b->lines, worker_arena(w), &slot->doc, &slot->err);
  for (size_t n = 0, more = true; more; n++) { /* the postings of a page, with --split; else the page */
    struct result r = {.doc = &slot->doc, .status = status, .err = &slot->err};
    more = status == ST_OK && b->o->split_pages && worker_run_part(w, &slot->doc, n, &r);
    if (status == ST_OK && !b->o->split_pages) worker_run(w, &slot->doc, &r);
    parcel_add(p, &b->rows, &r);
  }
  return p->rows.size + p->errors.size + p->said.size;
}

static void free_parcel(void *owner, void *item) {
  (void)owner;
  parcel_free(item);
}

/* ---- writing ---- */

static void tell_failures(struct batch *b, const struct parcel *p) {
  if (!p->said.len) return;
  if (b->o->errors && p->tally.failed && b->told++ >= ERRORS_SHOWN) {
    if (b->told > ERRORS_SHOWN + 1) return;
    progress_clear(&b->progress);
    console_say("further failures are gathered in %s", b->o->errors);
    return;
  }
  progress_clear(&b->progress);
  console_stderr(&p->said);
}

static void keep_briefs(struct batch *b, struct parcel *p) {
  for (size_t i = 0; i < p->brief_count; i++) {
    if (b->brief_count < SUMMARY_BRIEFS)
      b->briefs[b->brief_count++] = p->briefs[i];
    else
      brief_free(&p->briefs[i]);
  }
  p->brief_count = 0;
}

/* Keeps the rows of a document for the end, and takes them from the parcel. */
static bool hold_rows(struct batch *b, struct parcel *p) {
  uint64_t most = b->rows.format->most;
  if (b->tally.rows + p->tally.rows > most) {
    err_set(&b->err, ERR_LIMIT,
            "over %" PRIu64
            " postings are too many for one report in %s, and nothing was written; make several, of a "
            "folder or a part of the list each (--shard 1/2, 2/2), or take --format jsonl",
            most, option_format_name(b->o->format));
    return false;
  }
  buf_add(&b->held, buf_str(&p->rows));
  buf_clear(&p->rows);
  if (b->held.failed) err_memory(&b->err);
  return !b->held.failed;
}

static bool write_one(void *owner, void *item) {
  struct batch *b = owner;
  struct parcel *p = item;
  const struct row_format *f = b->rows.format;
  if (p->rows.failed || p->errors.failed) {
    err_memory(&b->err);
    return false;
  }
  tell_failures(b, p);
  if (f->whole && !hold_rows(b, p)) return false;
  const char *before = b->tally.rows ? f->between : f->first;
  if (before && !store_add(&b->store, str_of(before), STR_NONE, p->ordinal, &b->err)) return false;
  b->store.done.rows += p->tally.rows;
  b->store.done.failed += p->tally.failed;
  b->store.done.misfits += tally_misfits(&p->tally);
  if (!store_add(&b->store, buf_str(&p->rows), buf_str(&p->errors), p->ordinal + 1, &b->err)) return false;
  b->store.done.input_hash = p->input_hash;
  if (b->o->stream && !outfile_flush(&b->store.out, &b->err)) return false;
  tally_add(&b->tally, &p->tally);
  keep_briefs(b, p);
  progress_step(&b->progress, b->tally.rows, b->tally.failed, p->share);
  parcel_clear(p); /* a long row is not kept until the slot's turn comes again */
  return store_step(&b->store, false, &b->err);
}

/* What stands before and behind the rows. */
static bool write_frame(struct batch *b, bool at_end) {
  const struct row_format *f = b->rows.format;
  const struct lexicon *lex = b->rows.report.lex;
  struct buf text = {0};
  if (!at_end && f->begin) f->begin(&b->rows.report, &text);
  if (at_end && f->end) f->end(&text);
  if (at_end && f->whole) f->whole(&b->rows.report, buf_str(&b->held), &text);
  const char *last = b->tally.rows ? f->close : f->none;
  if (at_end && last) buf_add(&text, str_of(last));
  if (at_end && lex && b->rows.with_briefs && b->tally.rows > 1)
    summary_table(&b->tally, lex, b->briefs, b->brief_count, &text);
  bool ok = !text.failed && store_add(&b->store, buf_str(&text), STR_NONE, b->store.done.documents, &b->err);
  if (text.failed) err_memory(&b->err);
  buf_free(&text);
  return ok;
}

/* ---- the end ---- */

/* The words of this very command with --resume, as a shell takes them. False: they are not to be had. */
static bool add_command(struct buf *out, bool has_resume) {
  FILE *f = fopen("/proc/self/cmdline", "rb");
  if (!f) return false;
  bool plain = true, any = false;
  struct buf word = {0};
  for (int c; (c = getc(f)) != EOF;) {
    if (c) {
      bool safe = ascii_is_alnum((char)c) || strchr("-_./=,:@%+", c);
      plain = plain && safe;
      if (c == '\'')
        buf_add(&word, STR("'\\''"));
      else
        buf_char(&word, (char)c);
      continue;
    }
    if (any) buf_char(out, ' ');
    if (!has_resume && str_eq(buf_str(&word), STR("--"))) { /* behind it are no options */
      buf_add(out, STR("--resume "));
      has_resume = true;
    }
    bool bare = plain && word.len;
    if (!bare) buf_char(out, '\'');
    report_safe(out, buf_str(&word));
    if (!bare) buf_char(out, '\'');
    buf_clear(&word);
    plain = any = true;
  }
  fclose(f);
  buf_free(&word);
  if (any && !has_resume) buf_add(out, STR(" --resume"));
  return any;
}

/* How to go on with a run that was not brought to its end. */
static void tell_rest(const struct batch *b) {
  const struct store *s = &b->store;
  if (!s->state_path) {
    if (s->out.part) console_say("what there is of it stands in %s", s->out.part);
    return;
  }
  struct buf command = {0};
  if (!add_command(&command, b->o->resume)) buf_add(&command, STR("the same command with --resume"));
  console_say("%" PRIu64 " documents are done and stand in %s; to go on:", s->saved, s->out.part);
  buf_char(&command, '\n');
  fputs("  ", stderr);
  console_stderr(&command);
  buf_free(&command);
}

static void tell_end(const struct batch *b, double seconds) {
  if (b->o->quiet || (b->o->stream && !isatty(STDERR_FILENO))) return;
  if (b->store.goes_on) console_say("went on behind %" PRIu64 " documents of an earlier run; now:", b->skip);
  if (b->tally.rows > 1 || b->store.goes_on) {
    struct buf text = {0};
    bool told = b->rows.with_briefs; /* in the report itself */
    summary_lines(&b->tally, told ? NULL : b->rows.report.lex, seconds, &text);
    console_stderr(&text);
    buf_free(&text);
  }
  struct input_counts counts = b->input ? input_count(b->input) : (struct input_counts){0};
  if (counts.skipped && isatty(STDERR_FILENO))
    console_say("%" PRIu64 " other file%s of folders and archives left out", counts.skipped,
                counts.skipped == 1 ? "" : "s");
  if (b->left_own_out) console_say("files of this run lay among the input and were left out");
}

/* Of all rows, an earlier run's too. */
static int answer(const struct batch *b) {
  return b->o->command == COMMAND_CHECK && b->store.done.misfits ? EXIT_NO : EXIT_DONE;
}

/* Nothing is done, so nothing fails; what failed then is told. */
static int tell_complete(const struct batch *b) {
  uint64_t failed = b->store.done.failed;
  if (!b->o->quiet && failed)
    console_say("%s is complete already; %" PRIu64 " of its documents failed then", b->o->output, failed);
  else if (!b->o->quiet)
    console_say("%s is complete already", b->o->output);
  return answer(b);
}

/* Closes what is open, whole or not, and says what there is to say. Returns the exit status. */
static int finish(struct batch *b, enum pool_end end, const struct err *pool_err) {
  int signal = interrupt_signal();
  bool read_all = end == POOL_DONE && !signal, ok = end == POOL_DONE || end == POOL_READ_FATAL;
  if (read_all) { /* those behind the last row are other shards' */
    b->store.done.documents = b->ordinal;
    b->store.done.input_hash = b->input_hash;
  }
  if (ok && (read_all || !b->rows.format->resumable || !b->store.state_path)) ok = write_frame(b, true);
  if (ok) ok = read_all || !b->store.out.part ? store_finish(&b->store, &b->err) : store_stop(&b->store, &b->err);
  progress_clear(&b->progress);
  if (end == POOL_READ_FATAL || end == POOL_NO_MEMORY) console_err("error", STR_NONE, pool_err);
  bool failed = b->store.done.failed > 0 && !b->o->stream;
  if (b->store.out.broken_pipe) return failed || end == POOL_READ_FATAL ? EXIT_ERROR : EXIT_DONE;
  if (!ok && end != POOL_NO_MEMORY) console_err("error", STR_NONE, &b->err);
  if (b->other_input) return EXIT_ERROR;
  tell_end(b, console_seconds() - b->progress.began);
  if (signal && !b->o->quiet) console_say("stopped by a signal");
  if (!read_all || !ok) tell_rest(b);
  if (!ok || (end != POOL_DONE && !signal)) return EXIT_ERROR;
  return signal ? 128 + signal : failed ? EXIT_ERROR : answer(b);
}

/* ---- the beginning ---- */

static void settings_of(const struct batch *b, struct buf *out) {
  const struct options *o = b->o;
  char hash[32];
  uint64_t lexicon = b->rows.report.lex ? b->rows.report.lex->hash : 0, names = HASH_START;
  for (size_t i = 0; i < o->path_count; i++) names = hash_add(names, str_of(o->paths[i]));
  state_set(out, "version", STR(ROLECALL_VERSION));
  snprintf(hash, sizeof hash, "%016" PRIx64, lexicon);
  state_set(out, "lexicon", str_of(hash));
  state_set(out, "command", str_of(option_commands[o->command].name));
  state_set(out, "format", str_of(option_format_name(o->format)));
  options_settings(o, out);
  snprintf(hash, sizeof hash, "%zu %016" PRIx64, o->path_count, names);
  state_set(out, "inputs", str_of(hash));
}

static size_t workers_of(const struct options *o) {
  if (o->jobs) return o->jobs;
  size_t n = pool_processors();
  return n > POOL_WORKERS_MAX ? POOL_WORKERS_MAX : n;
}

/* Says what the fields are, behind the message about one that is none. */
static void tell_fields(const struct batch *b, bool table) {
  struct buf known = {0}, safe = {0};
  report_fields_known(table, engine_lexicon(b->engine), &known);
  report_safe(&safe, buf_str(&known));
  if (safe.len) console_say("the fields are %.*s", (int)safe.len, safe.ptr);
  buf_free(&known);
  buf_free(&safe);
}

/* --fields; false: it names what is no field, which is told here. */
static bool choose_fields(struct batch *b) {
  const struct options *o = b->o;
  if (!o->fields) return true;
  bool table = o->format == FORMAT_CSV || o->format == FORMAT_TSV;
  bool fits = table || o->format == FORMAT_JSON || o->format == FORMAT_JSONL;
  enum status status = ST_FAIL;
  if (!fits)
    err_set(&b->err, ERR_USAGE, "--fields goes with --format json, jsonl, csv or tsv");
  else
    status = report_fields_parse(o->fields, table, engine_lexicon(b->engine), &b->fields, &b->err);
  if (status == ST_OK) b->rows.report.fields = &b->fields;
  if (status != ST_OK) console_err("error", STR_NONE, &b->err);
  if (status == ST_FAIL && fits) tell_fields(b, table);
  return status == ST_OK;
}

static bool open_engine(struct batch *b) {
  const struct options *o = b->o;
  struct engine_options engine_options = {.extract = {.limits = o->limits, .keep_all = o->why},
                                          .flip = o->command == COMMAND_CHECK || o->command == COMMAND_EXPLAIN};
  if (o->command != COMMAND_EXTRACT) {
    if (lexicons_open(o->lexicon, &engine_options, &b->engine) != ST_OK) return false;
  } else if (engine_new_extractor(&engine_options, &b->engine, &b->err) != ST_OK) {
    console_err("error", STR_NONE, &b->err);
    return false;
  }
  bool to_file = o->output && strcmp(o->output, "-") != 0;
  const struct report_options report = {
      .lex = engine_lexicon(b->engine),
      .evidence = o->evidence,
      .colour = o->format == FORMAT_TEXT && console_colour(to_file && o->colour < 0 ? 0 : o->colour),
      .all = o->all,
      .offsets = o->offsets,
      .why = o->why,
      .width = to_file ? CONSOLE_WIDTH : console_width()};
  b->rows = (struct rows){.format = row_format(o->command, o->format),
                          .report = report,
                          .with_errors = o->errors != NULL,
                          .with_briefs = o->format == FORMAT_TEXT && report.lex && o->command != COMMAND_EXPLAIN,
                          .silent = o->stream};
  return choose_fields(b);
}

static bool interrupted(void) {
  return interrupt_signal() != 0;
}

static enum status open_input(struct batch *b) {
  const struct options *o = b->o;
  if (o->stream) return line_input_open(&b->lines, &o->limits, o->columns, &b->err);
  struct input_options options = options_input(o, o->paths, o->path_count);
  options.files_from = o->files_from;
  options.stop = interrupted;
  return input_new(&options, &b->input, &b->err);
}

/* False: it is told why. */
static bool open_all(struct batch *b, bool *complete) {
  if (!open_engine(b)) return false;
  struct buf settings = {0};
  settings_of(b, &settings);
  switch (store_open(&b->store, b->o, b->rows.report.lex, b->rows.format->resumable, &settings, &b->err)) {
    case STORE_COMPLETE: *complete = true; return true;
    case STORE_FAILED: console_err("error", STR_NONE, &b->err); return false;
    case STORE_READY: break;
  }
  b->input_hash = HASH_START;
  b->skip = b->store.done.documents;
  b->skip_hash = b->store.done.input_hash;
  if (open_input(b) == ST_OK) return true;
  console_err("error", str_of(b->err.path), &b->err);
  return false;
}

static int run(struct batch *b) {
  progress_start(&b->progress, !b->o->quiet);
  interrupt_install();
  const struct pool_jobs jobs = {.owner = b,
                                 .item_bytes = sizeof(struct parcel),
                                 .read = read_next,
                                 .run = run_one,
                                 .write = write_one,
                                 .free_item = free_parcel};
  struct err e = {0};
  bool ok = b->store.goes_on || write_frame(b, false);
  if (ok && b->store.state_path) ok = store_step(&b->store, true, &b->err);
  return finish(b, ok ? pool_run(b->engine, workers_of(b->o), &jobs, &e) : POOL_WRITE_FAILED, &e);
}

int batch_run(const struct options *o) {
  const struct row_format *format = row_format(o->command, o->format);
  if (o->resume && !format->resumable) {
    console_say("--resume is for jsonl, csv, tsv and sqlite; rows of %s do not stand for themselves",
                option_format_name(o->format));
    return EXIT_ERROR;
  }
  struct batch *b = calloc(1, sizeof *b);
  if (!b) {
    console_say("error: out of memory");
    return EXIT_ERROR;
  }
  b->o = o;
  b->store.out.fd = b->store.errors.fd = -1;
  bool complete = false;
  int exit_status = EXIT_ERROR;
  if (open_all(b, &complete)) exit_status = complete ? tell_complete(b) : run(b);
  for (size_t i = 0; i < b->brief_count; i++) brief_free(&b->briefs[i]);
  input_free(b->input);
  line_input_close(&b->lines);
  store_close(&b->store);
  buf_free(&b->held);
  engine_free(b->engine);
  free(b);
  return exit_status;
}
