/* merge_command.c: document i of shard k is document i*N + k-1 of the input, and a shard has one row for each of its
   documents; so the rows are taken in turn. Everything is checked before the first is written: the states beside the
   parts say which shard of which run each is and how many bytes and documents it has. */
#include "merge_command.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch.h"
#include "console.h"
#include "outfile.h"
#include "state.h"

enum { PIECE = 1 << 15 };

struct part {
  const char *path;
  struct state state;
  struct buf settings;
  uint64_t shard, shard_of; /* from 1 */
  int fd;
  char *buf;
  size_t start, end;
  uint64_t rows; /* taken so far */
};

struct merge {
  struct part *parts; /* once checked: in order of shard */
  size_t count;
  enum format format;
  struct outfile out;
  struct err err;
};

static bool bad(struct merge *m, const char *path, const char *why) {
  err_set(&m->err, ERR_FORMAT, "%s %s", path, why);
  return false;
}

static bool bad_file(struct merge *m, const char *path, const char *what) {
  err_set(&m->err, ERR_READ, "cannot %s %s: %s", what, path, strerror(errno));
  return false;
}

/* ---- what is merged ---- */

static bool read_shard(struct part *p) {
  struct str s = state_setting(buf_str(&p->settings), "shard");
  uint64_t n[2] = {0, 0};
  size_t k = 0;
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] == '/' && k == 0)
      k = 1;
    else if (s.ptr[i] >= '0' && s.ptr[i] <= '9' && n[k] <= UINT32_MAX)
      n[k] = n[k] * 10 + (uint64_t)(s.ptr[i] - '0');
    else
      return false;
  }
  p->shard = n[0];
  p->shard_of = n[1];
  return k == 1 && n[0] >= 1 && n[0] <= n[1] && n[1] <= UINT32_MAX;
}

static bool known_format(struct merge *m, const struct part *p) {
  struct str name = state_setting(buf_str(&p->settings), "format");
  static const enum format formats[] = {FORMAT_JSONL, FORMAT_CSV, FORMAT_TSV};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    m->format = formats[i];
    if (str_eq(name, str_of(option_format_name(formats[i])))) return true;
  }
  return bad(m, p->path, "is of a format that cannot be merged; jsonl, csv and tsv can");
}

static bool look_at(struct merge *m, struct part *p) {
  char *state_path = outfile_beside(p->path, ".state");
  enum status status = state_path ? state_load(state_path, &p->settings, &p->state, &m->err) : err_memory(&m->err);
  free(state_path);
  if (status == ST_END)
    return bad(m, p->path, "has no .state beside it: it is not what a run with --shard and -o wrote");
  if (status != ST_OK) return false;
  if (!read_shard(p)) return bad(m, p->path, "is of a run without --shard");
  if (!known_format(m, p)) return false;
  struct stat st;
  if (stat(p->path, &st) != 0) return bad_file(m, p->path, "open");
  if (!p->state.complete) return bad(m, p->path, "is short: its run was cut off; bring it to its end with --resume");
  if ((uint64_t)st.st_size == p->state.bytes) return true;
  err_set(&m->err, ERR_FORMAT, "%s is %s: %" PRIu64 " bytes were written, it has %" PRIu64, p->path,
          (uint64_t)st.st_size < p->state.bytes ? "short" : "long", p->state.bytes, (uint64_t)st.st_size);
  return false;
}

static int by_shard(const void *a, const void *b) {
  const struct part *x = a, *y = b;
  return (x->shard > y->shard) - (x->shard < y->shard);
}

/* Whether the parts are all shards of one run, each once. Puts them in order. */
static bool check(struct merge *m) {
  char what[256];
  const struct part *first = &m->parts[0];
  for (size_t i = 0; i < m->count; i++)
    if (!look_at(m, &m->parts[i])) return false;
  const struct str run = buf_str(&first->settings);
  for (size_t i = 1; i < m->count; i++) {
    struct part *p = &m->parts[i];
    if (!state_same(run, buf_str(&p->settings), "shard", what, sizeof what)) {
      err_set(&m->err, ERR_FORMAT, "%s is of another run than %s: %s", p->path, first->path, what);
      return false;
    }
    if (p->shard_of != first->shard_of || p->state.documents != first->state.documents) {
      err_set(&m->err, ERR_FORMAT,
              "%s is of another run than %s: %" PRIu64 " shards of %" PRIu64 " documents, not %" PRIu64 " of %" PRIu64,
              p->path, first->path, p->shard_of, p->state.documents, first->shard_of, first->state.documents);
      return false;
    }
    if (p->state.input_hash != first->state.input_hash) {
      err_set(&m->err, ERR_FORMAT, "%s is of another run than %s: its input was another", p->path, first->path);
      return false;
    }
  }
  uint64_t shards = first->shard_of;
  qsort(m->parts, m->count, sizeof *m->parts, by_shard);
  for (size_t i = 1; i < m->count; i++) {
    if (m->parts[i].shard != m->parts[i - 1].shard) continue;
    err_set(&m->err, ERR_FORMAT, "%s and %s are the same shard, %" PRIu64 "/%" PRIu64, m->parts[i - 1].path,
            m->parts[i].path, m->parts[i].shard, shards);
    return false;
  }
  for (size_t i = 0; i < m->count; i++) {
    if (m->parts[i].shard == i + 1) continue;
    err_set(&m->err, ERR_FORMAT, "shard %zu/%" PRIu64 " is missing", i + 1, shards);
    return false;
  }
  if (m->count == shards) return true;
  err_set(&m->err, ERR_FORMAT, "shard %zu/%" PRIu64 " is missing", m->count + 1, shards);
  return false;
}

/* ---- rows ---- */

static bool open_part(struct merge *m, struct part *p) {
  p->fd = open(p->path, O_RDONLY | O_CLOEXEC);
  if (p->fd < 0) return bad_file(m, p->path, "open");
  p->buf = malloc(PIECE);
  if (!p->buf) err_memory(&m->err);
  return p->buf != NULL;
}

/* 1, 0 at the end, -1 for a failure that is told. */
static int refill(struct merge *m, struct part *p) {
  if (p->start < p->end) return 1;
  ssize_t n;
  do n = read(p->fd, p->buf, PIECE);
  while (n < 0 && errno == EINTR);
  p->start = 0;
  p->end = n > 0 ? (size_t)n : 0;
  if (n < 0) bad_file(m, p->path, "read");
  return n > 0 ? 1 : (int)n;
}

/* Copies one row of a part; with `out` NULL it is left out. False: it is not there, or a failure. */
static bool copy_row(struct merge *m, struct part *p, struct outfile *out) {
  bool quoted = false;
  for (;;) {
    int got = refill(m, p);
    if (got < 0) return false;
    if (got == 0) {
      err_set(&m->err, ERR_FORMAT, "%s is short: row %" PRIu64 " is missing or has no end", p->path, p->rows + 1);
      return false;
    }
    size_t at = p->start;
    bool ended = false;
    for (; at < p->end && !ended; at++) { /* quotes: a CSV cell may hold line ends */
      if (m->format != FORMAT_JSONL && p->buf[at] == '"') quoted = !quoted;
      ended = p->buf[at] == '\n' && !quoted;
    }
    struct str piece = {p->buf + p->start, at - p->start};
    p->start = at;
    if (out && !outfile_add(out, piece, &m->err)) return false;
    if (!ended) continue;
    p->rows++;
    return true;
  }
}

static bool copy_all(struct merge *m) {
  uint64_t documents = m->parts[0].state.documents;
  bool has_head = m->format != FORMAT_JSONL;
  for (size_t i = 0; i < m->count; i++) {
    if (!open_part(m, &m->parts[i])) return false;
    if (has_head && !copy_row(m, &m->parts[i], i == 0 ? &m->out : NULL)) return false;
  }
  for (uint64_t i = 0, turn = 0; i < documents; i++, turn = turn + 1 < m->count ? turn + 1 : 0)
    if (!copy_row(m, &m->parts[turn], &m->out)) return false;
  for (size_t i = 0; i < m->count; i++) {
    int got = refill(m, &m->parts[i]);
    if (got < 0) return false;
    if (got > 0) return bad(m, m->parts[i].path, "is long: it has more rows than documents");
  }
  return outfile_finish(&m->out, &m->err);
}

/* Whether `file` is a part or one of the files that its run keeps beside it. */
static bool is_of_part(struct merge *m, const char *file, const struct part *p) {
  static const char *const endings[] = {"", ".state", ".state.tmp", ".part"};
  bool is = false;
  for (size_t i = 0; i < sizeof endings / sizeof *endings && !is; i++) {
    char *beside = outfile_beside(p->path, endings[i]);
    if (!beside) {
      err_memory(&m->err);
      return true;
    }
    is = outfile_same(file, beside);
    if (is && i == 0)
      bad(m, p->path, "is a part; it cannot be the output too");
    else if (is)
      err_set(&m->err, ERR_USAGE, "%s belongs to the part %s; it cannot be the output", file, p->path);
    free(beside);
  }
  return is;
}

static bool check_out(struct merge *m, const char *output) {
  char *files[] = {outfile_beside(output, ""), outfile_beside(output, ".part")};
  bool ok = files[0] && files[1];
  if (!ok) err_memory(&m->err);
  for (size_t i = 0; i < m->count && ok; i++)
    ok = !is_of_part(m, files[0], &m->parts[i]) && !is_of_part(m, files[1], &m->parts[i]);
  free(files[0]);
  free(files[1]);
  return ok;
}

static bool open_out(struct merge *m, const struct options *o) {
  if (!o->output || strcmp(o->output, "-") == 0) {
    outfile_standard(&m->out);
    return true;
  }
  if (!check_out(m, o->output)) return false;
  return outfile_open(&m->out, o->output, false, 0, NULL, &m->err) == ST_OK;
}

/* A part each is open all the time. */
static void allow_files(void) {
  struct rlimit most;
  if (getrlimit(RLIMIT_NOFILE, &most) != 0) return;
  most.rlim_cur = most.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &most);
}

int merge_command(const struct options *o) {
  struct merge m = {.count = o->path_count, .out = {.fd = -1}};
  m.parts = calloc(m.count + 1, sizeof *m.parts);
  for (size_t i = 0; m.parts && i < m.count; i++) m.parts[i] = (struct part){.path = o->paths[i], .fd = -1};
  if (!m.parts) err_memory(&m.err);
  allow_files();
  bool ok = m.parts && check(&m) && open_out(&m, o);
  if (ok) {
    ok = copy_all(&m);
    if (!ok && m.out.part) (void)unlink(m.out.part);
  }
  if (!ok && !m.out.broken_pipe) console_err("error", STR_NONE, &m.err);
  if (ok && !o->quiet && m.out.path)
    console_say("%" PRIu64 " rows of %zu shards in %s", m.parts[0].state.documents, m.count, o->output);
  for (size_t i = 0; m.parts && i < m.count; i++) {
    if (m.parts[i].fd >= 0) close(m.parts[i].fd);
    free(m.parts[i].buf);
    buf_free(&m.parts[i].settings);
  }
  bool quiet = m.out.broken_pipe;
  free(m.parts);
  outfile_close(&m.out);
  return ok || quiet ? EXIT_DONE : EXIT_ERROR;
}
