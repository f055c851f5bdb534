#include "batch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "../input/input.h"
#include "../report/extract_formats.h"
#include "console.h"
#include "lexicons.h"

enum { TABLE_ROWS = 40 };

/* What the closing table of a text run needs of each document. */
struct row {
  char *id, *title;
  int role;
  enum fit fit;
  bool failed;
};

struct batch {
  const struct options *o;
  struct engine *engine;
  struct worker *worker;
  struct input *input;
  struct report_options report;
  struct progress progress;
  struct buf out;
  uint64_t written, failed, roles[LEXICON_ROLES_MAX + 1], fits[FIT_DIFFERENT + 1];
  struct row rows[TABLE_ROWS];
  bool broken_pipe;
};

/* Everything to stdout; false on a failure, which is told here unless it is a broken pipe. */
static bool flush(struct batch *b) {
  if (b->out.failed) {
    console_say("error: out of memory");
    return false;
  }
  for (size_t done = 0; done < b->out.len;) {
    ssize_t n = write(STDOUT_FILENO, b->out.ptr + done, b->out.len - done);
    if (n > 0) {
      done += (size_t)n;
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else {
      b->broken_pipe = n < 0 && errno == EPIPE;
      progress_clear(&b->progress);
      if (!b->broken_pipe) console_say("error: cannot write the output: %s", n < 0 ? strerror(errno) : "nothing taken");
      return false;
    }
  }
  buf_clear(&b->out);
  return true;
}

static char *copy_str(struct str s) {
  char *z = malloc(s.len + 1);
  if (!z) return NULL;
  if (s.len) memcpy(z, s.ptr, s.len);
  z[s.len] = 0;
  return z;
}

static void count(struct batch *b, const struct result *r) {
  if (r->verdict) {
    int role = r->verdict->all.role;
    b->roles[role == ROLE_UNCLEAR ? LEXICON_ROLES_MAX : role]++;
    b->fits[r->verdict->fit]++;
  }
  if (b->written >= TABLE_ROWS || b->o->format != FORMAT_TEXT || !b->engine || !engine_lexicon(b->engine)) return;
  struct row *row = &b->rows[b->written];
  *row = (struct row){.id = copy_str(r->doc->id), .role = ROLE_UNCLEAR, .fit = FIT_UNCLEAR};
  if (r->posting) row->title = copy_str(r->posting->title.value);
  row->failed = !r->verdict;
  if (!r->verdict) return;
  row->role = r->verdict->all.role;
  row->fit = r->verdict->fit;
}

static void write_result(struct batch *b, const struct result *r) {
  bool classify = b->o->command == COMMAND_CLASSIFY;
  switch (b->o->format) {
    case FORMAT_TEXT:
      if (b->written) buf_char(&b->out, '\n');
      (classify ? report_text : report_extract_text)(r, &b->report, &b->out);
      break;
    case FORMAT_JSON:
      buf_add(&b->out, b->written ? STR(",\n") : STR("[\n"));
      (classify ? report_json : report_extract_json)(r, &b->report, &b->out);
      break;
    case FORMAT_JSONL:
      (classify ? report_json : report_extract_json)(r, &b->report, &b->out);
      buf_char(&b->out, '\n');
      break;
    case FORMAT_MARKDOWN:
      if (b->written) buf_char(&b->out, '\n');
      report_extract_markdown(r, &b->report, &b->out);
      break;
    case FORMAT_HTML: report_extract_html(r, &b->report, &b->out); break;
    case FORMAT_CSV: break; /* of eval; the options see to it */
  }
}

static void tell_failure(struct batch *b, const struct result *r) {
  bool failed = r->status != ST_OK && r->status != ST_WARN;
  b->failed += failed;
  if (!failed && r->status != ST_WARN) return;
  progress_clear(&b->progress);
  struct err e = *r->err;
  console_err(failed ? "error" : "warning", r->doc->path, &e);
}

/* Reads, runs and writes one document after the other. False: the run cannot go on. */
static bool run_all(struct batch *b) {
  for (;;) {
    struct document doc;
    struct err e = {0};
    worker_reset(b->worker);
    enum status status = input_next(b->input, worker_arena(b->worker), &doc, &e);
    if (status == ST_END) return true;
    if (status == ST_FATAL) {
      console_err("error", doc.path, &e);
      return false;
    }
    for (size_t n = 0, more = true; more; n++) { /* the postings of a page, with --split; else the page */
      struct result r = {.doc = &doc, .status = status, .err = &e};
      more = status == ST_OK && b->o->split_pages && worker_run_part(b->worker, &doc, n, &r);
      if (status == ST_OK && !b->o->split_pages) worker_run(b->worker, &doc, &r);
      tell_failure(b, &r);
      write_result(b, &r);
      count(b, &r);
      b->written++;
      if (!flush(b)) return false;
    }
    progress_step(&b->progress, b->written, b->failed);
  }
}

static void pad_to(struct buf *out, struct str s, size_t width) {
  struct buf one = {0};
  report_safe(&one, s);
  size_t shown = 0;
  for (size_t i = 0; i < one.len; i++) {
    bool starts = ((unsigned char)one.ptr[i] & 0xC0) != 0x80;
    if (starts && shown == width) {
      one.len = i;
      break;
    }
    shown += starts;
  }
  buf_add(out, buf_str(&one));
  for (; shown < width + 2; shown++) buf_char(out, ' ');
  out->failed = out->failed || one.failed;
  buf_free(&one);
}

static void write_table(struct batch *b, const struct lexicon *lex) {
  size_t rows = b->written < TABLE_ROWS ? (size_t)b->written : TABLE_ROWS;
  size_t id_width = 12;
  for (size_t i = 0; i < rows; i++)
    if (b->rows[i].id && strlen(b->rows[i].id) > id_width) id_width = strlen(b->rows[i].id);
  if (id_width > 56) id_width = 56;
  buf_char(&b->out, '\n');
  for (size_t i = 0; i < rows; i++) {
    const struct row *row = &b->rows[i];
    struct str id = row->id ? str_of(row->id) : STR("(out of memory)");
    bool cut = id.len > id_width; /* the end of a path tells more than its beginning */
    if (cut) buf_add(&b->out, STR("…"));
    pad_to(&b->out, cut ? str_sub(id, id.len - id_width + 1, id.len) : id, cut ? id_width - 1 : id_width);
    pad_to(&b->out, row->title || row->failed ? str_of(row->title) : STR("(out of memory)"), 32);
    struct str role = row->role == ROLE_UNCLEAR ? STR("unclear") : lex->roles[row->role].name;
    pad_to(&b->out, row->failed ? STR("failed") : role, 24);
    buf_format(&b->out, "%s\n", row->failed ? "" : fit_name(row->fit));
  }
  if (b->written > rows) buf_format(&b->out, "… and %" PRIu64 " more\n", b->written - rows);
}

/* The end of a text run over several documents: a row each, then counts by role and fit. */
static void write_summary(struct batch *b) {
  const struct lexicon *lex = engine_lexicon(b->engine);
  if (!lex || b->o->format != FORMAT_TEXT || b->written < 2) return;
  write_table(b, lex);
  buf_format(&b->out, "\n%" PRIu64 " documents:", b->written);
  for (size_t r = 0; r < lex->role_count; r++) {
    buf_format(&b->out, "%s %" PRIu64 " ", r ? "," : "", b->roles[r]);
    buf_add(&b->out, lex->roles[r].id);
  }
  buf_format(&b->out, ", %" PRIu64 " unclear", b->roles[LEXICON_ROLES_MAX]);
  if (b->failed) buf_format(&b->out, ", %" PRIu64 " failed", b->failed);
  buf_add(&b->out, STR(". Titles:"));
  for (size_t f = FIT_FITS; f <= FIT_DIFFERENT; f++)
    buf_format(&b->out, "%s %" PRIu64 " %s", f > FIT_FITS ? "," : "", b->fits[f], fit_name((enum fit)f));
  buf_format(&b->out, ", %" PRIu64 " unclear.\n", b->fits[FIT_UNCLEAR]);
}

static void tell_end(const struct batch *b) {
  struct input_counts counts = input_count(b->input);
  if (b->failed) console_say("%" PRIu64 " of %" PRIu64 " documents failed", b->failed, b->written);
  if (counts.skipped && !b->o->quiet && isatty(STDERR_FILENO))
    console_say("%" PRIu64 " other files in the folders were left out", counts.skipped);
}

static bool start(struct batch *b) {
  const struct options *o = b->o;
  struct err e = {0};
  struct engine_options engine_options = {.extract = {.limits = o->limits, .keep_all = o->why}};
  enum status status;
  if (o->command == COMMAND_CLASSIFY)
    status = lexicons_open(o->lexicon, &engine_options, &b->engine);
  else
    status = engine_new_extractor(&engine_options, &b->engine, &e);
  if (status == ST_OK) status = worker_new(b->engine, &b->worker, &e);
  if (status == ST_OK) status = input_new(o->paths, o->path_count, &o->limits, &b->input, &e);
  if (status != ST_OK && e.code != ERR_NONE) console_err("error", STR_NONE, &e);
  return status == ST_OK;
}

int batch_run(const struct options *o) {
  struct batch b = {.o = o};
  bool ok = start(&b);
  if (ok) {
    b.report = (struct report_options){.lex = engine_lexicon(b.engine),
                                       .evidence = o->evidence,
                                       .colour = o->format == FORMAT_TEXT && console_colour(o->colour),
                                       .all = o->all,
                                       .offsets = o->offsets,
                                       .why = o->why,
                                       .width = console_width()};
    progress_start(&b.progress, !o->quiet);
    if (o->format == FORMAT_HTML) report_html_open(&b.out);
    ok = run_all(&b);
    if (ok && o->format == FORMAT_HTML) report_html_close(&b.out);
    if (ok && o->format == FORMAT_JSON) buf_add(&b.out, b.written ? STR("\n]\n") : STR("[]\n"));
    if (ok) write_summary(&b);
    if (ok) ok = flush(&b);
    progress_clear(&b.progress);
    if (!b.broken_pipe) tell_end(&b);
    if (ok && close(STDOUT_FILENO) != 0 && errno != EINTR) {
      console_say("error: cannot write the output: %s", strerror(errno));
      ok = false;
    }
  }
  for (size_t i = 0; i < TABLE_ROWS; i++) {
    free(b.rows[i].id);
    free(b.rows[i].title);
  }
  input_free(b.input);
  worker_free(b.worker);
  engine_free(b.engine);
  buf_free(&b.out);
  if (b.broken_pipe) return EXIT_DONE;
  return ok && b.failed == 0 ? EXIT_DONE : EXIT_ERROR;
}
