/* pathological.c: time and memory on input made to be slow (kinds.c), file to JSON, each kind in a process of its own.
   What must hold: it ends; twice the input takes under 2.5 times the CPU time (the mean of two doublings, up to a
   megabyte, or to four where that is not so); a megabyte takes at most ten times what a megabyte of the corpus takes;
   memory stays below a ceiling. usage: pathological [-v] [--ends] [-k NAME-PART] LEXICON-DIR POSTING...   (the postings are the corpus, for
   the measure) */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "kinds.h"

#include <malloc.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "input/input.h"

enum { MB = 1 << 20, SIZES = 3, TRIES_MAX = 9, SECONDS_MAX = 60 };
static const size_t sizes[SIZES] = {MB / 4, MB / 2, MB};
static const double MOST_GROWTH = 2.5, MOST_TIMES = 10, MOST_MIB = 160;
/* A run that takes less is counted as though it took this long: below is noise, and what is quadratic but this quick at
   a megabyte takes no longer than an ordinary page at the eight that a document may have. */
static const double NOISE_SECONDS = 0.005;

struct measured {
  double seconds[SIZES];
  double mib; /* that the megabyte added to the process */
  bool is_done;
};

/* Regular expressions that the linter lets through, made to try much at every word. */
static const char TRAPS[] =
    "[traps.trap]\n"
    "phrase = /(?:\\w|\\s){0,60}zq/\n"
    "phrase = /run (?:\\w+ ){0,8}operationz/\n"
    "phrase = /(?:a|aa|aaa){0,40}b/\n"
    "phrase = /[a-z ]{1,100}zq/\n"
    "phrase = /(?:\\w+ ?){1,12}ing zq/\n"
    "role = coo\nweight = 0.1\nsource = none\n";

struct bench {
  struct engine *engine, *trapped;
  struct worker *worker, *trapped_worker;
  struct buf out;
  char path[64];
};

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double peak_mib(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)u.ru_maxrss / 1024;
}

/* Everything the program does with a path, but for writing: negative when it cannot go on. */
static double run(struct bench *b, struct worker *worker, const char *path) {
  struct input *in = NULL;
  struct err e = {0};
  double began = cpu_seconds();
  if (input_new(&(struct input_options){.paths = &path, .path_count = 1, .limits = limits_default()}, &in, &e) != ST_OK)
    return -1;
  for (;;) {
    struct document doc;
    err_clear(&e);
    worker_reset(worker);
    enum status status = input_next(in, worker_arena(worker), &doc, &e);
    if (status == ST_END || status == ST_FATAL) break;
    struct result r = {.doc = &doc, .status = status, .err = &e};
    if (status == ST_OK) worker_run(worker, &doc, &r);
    buf_clear(&b->out);
    struct report_options as = {.lex = engine_lexicon(worker == b->worker ? b->engine : b->trapped),
                                .evidence = EVIDENCE_ALL};
    report_json(&r, &as, &b->out);
  }
  input_free(in);
  return b->out.failed ? -1 : cpu_seconds() - began;
}

static bool write_kind(const struct bench *b, const struct kind *k, size_t bytes) {
  struct buf page = {0};
  kind_make(k, bytes, engine_lexicon(b->engine), &page);
  FILE *f = page.failed ? NULL : fopen(b->path, "wb");
  bool ok = f && fwrite(page.ptr, 1, page.len, f) == page.len;
  if (f && fclose(f) != 0) ok = false;
  buf_free(&page);
  return ok;
}

static bool again(struct bench *b, const struct kind *k, struct measured *m, size_t i, size_t scale) {
  double took =
      write_kind(b, k, sizes[i] * scale) ? run(b, k->is_for_regexes ? b->trapped_worker : b->worker, b->path) : -1;
  if (took >= 0 && (m->seconds[i] == 0 || took < m->seconds[i])) m->seconds[i] = took;
  return took >= 0;
}

/* Each time the input doubles: over all sizes, since one step alone is moved by the noise of page faults and caches. */
static double growth(const struct measured *m) {
  double first = m->seconds[0] > NOISE_SECONDS ? m->seconds[0] : NOISE_SECONDS, last = m->seconds[SIZES - 1];
  return last > first ? sqrt(last / first) : 1;
}

/* In the child, where time says nothing: a small one, once. */
static void see_it_end(struct bench *b, const struct kind *k, struct measured *m) {
  m->is_done = again(b, k, m, 0, 1);
  m->seconds[0] = 0;
}

/* In the child. The megabyte comes first, for its memory; more tries only where the first few say that something is
   wrong, and at last with four times as much: what grows too fast for its size then does all the more, while what only
   left a cache between a quarter and a megabyte does not. */
static void measure(struct bench *b, const struct kind *k, struct measured *m, double normal) {
  double before = peak_mib();
  for (size_t n = 0; n < TRIES_MAX; n++) {
    for (size_t i = SIZES; i-- > 0;) {
      if (!again(b, k, m, i, 1)) return;
      if (m->mib == 0) m->mib = peak_mib() - before;
    }
    if (growth(m) <= MOST_GROWTH && m->seconds[SIZES - 1] <= MOST_TIMES * normal) break;
  }
  if (growth(m) > MOST_GROWTH && m->seconds[SIZES - 1] <= MOST_TIMES * normal) {
    struct measured large = {{0}, m->mib, false};
    for (size_t n = 0; n < TRIES_MAX && (n == 0 || growth(&large) > MOST_GROWTH); n++)
      for (size_t i = SIZES; i-- > 0;)
        if (!again(b, k, &large, i, 4)) return;
    m->seconds[0] = m->seconds[SIZES - 1] / growth(&large) / growth(&large);
  }
  m->is_done = true;
}

static bool judge(const struct kind *k, const struct measured *m, double normal, int wait_status, bool verbose) {
  double grew = growth(m), times = normal > 0 ? m->seconds[SIZES - 1] / normal : 0;
  const char *why = NULL;
  if (!m->is_done)
    why = WIFSIGNALED(wait_status) ? strsignal(WTERMSIG(wait_status)) : "it does not end well";
  else if (grew > MOST_GROWTH)
    why = "twice the input takes too long";
  else if (times > MOST_TIMES)
    why = "too slow";
  else if (m->mib > MOST_MIB)
    why = "too much memory";
  if (verbose || why)
    printf("%s%-48s %6.1f %6.1f %6.1f ms  growth %4.2f  times %4.1f  %5.1f MiB\n", why ? "" : "# ", k->name,
           m->seconds[0] * 1e3, m->seconds[1] * 1e3, m->seconds[2] * 1e3, grew, times, m->mib);
  printf(why ? "not ok %s: %s\n" : "ok %s\n", k->name, why);
  return !why;
}

/* Seconds for a megabyte of the corpus, the best of three rounds. */
static double measure_corpus(struct bench *b, char **paths, size_t n) {
  double best = 0, bytes = 0;
  for (int round = 0; round < 3; round++) {
    double took = 0;
    bytes = 0;
    for (size_t i = 0; i < n; i++) {
      FILE *f = fopen(paths[i], "rb");
      if (!f) return 0;
      fseek(f, 0, SEEK_END);
      bytes += (double)ftell(f);
      fclose(f);
      took += run(b, b->worker, paths[i]);
    }
    if (best == 0 || took < best) best = took;
  }
  return bytes > 0 ? best / bytes * MB : 0;
}

static bool fork_kind(struct bench *b, const struct kind *k, double normal, bool verbose, struct measured *worst) {
  struct measured *m = mmap(NULL, sizeof *m, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (m == MAP_FAILED) return false;
  snprintf(b->path, sizeof b->path, "%s/rolecall-%ld.%s", "/tmp", (long)getpid(), k->ending);
  fflush(stdout);
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    struct rlimit most = {SECONDS_MAX, SECONDS_MAX};
    setrlimit(RLIMIT_CPU, &most);
    if (normal > 0)
      measure(b, k, m, normal);
    else
      see_it_end(b, k, m);
    _exit(0);
  }
  bool ok = child > 0 && waitpid(child, &status, 0) == child && judge(k, m, normal, status, verbose);
  if (growth(m) > worst->seconds[0]) worst->seconds[0] = growth(m);
  if (normal > 0 && m->seconds[SIZES - 1] / normal > worst->seconds[1])
    worst->seconds[1] = m->seconds[SIZES - 1] / normal;
  if (m->mib > worst->mib) worst->mib = m->mib;
  unlink(b->path);
  munmap(m, sizeof *m);
  return ok;
}

int main(int argc, char **argv) {
  bool verbose = false, only_ends = false;
  const char *only = "";
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; at++) {
    if (strcmp(argv[at], "-v") == 0)
      verbose = true;
    else if (strcmp(argv[at], "--ends") == 0)
      only_ends = true;
    else if (strcmp(argv[at], "-k") == 0 && at + 1 < argc)
      only = argv[++at];
    else
      return 2;
  }
  if (argc - at < 2) return 2;
  mallopt(M_MMAP_MAX, 0); /* freed memory is kept: page faults would grow faster than the input */
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  struct bench b = {.engine = NULL};
  struct engine_options options = {.extract = {.limits = limits_default()}, .whole_lexicon = true};
  struct err e = {0};
  struct engine_options trapped = {
      .extract = options.extract, .whole_lexicon = true, .extra = {.name = "traps.txt", .text = STR(TRAPS)}};
  if (engine_new(argv[at], &options, NULL, &b.engine, &e) != ST_OK || worker_new(b.engine, &b.worker, &e) != ST_OK ||
      engine_new(argv[at], &trapped, NULL, &b.trapped, &e) != ST_OK ||
      worker_new(b.trapped, &b.trapped_worker, &e) != ST_OK) {
    fprintf(stderr, "pathological: %s\n", e.msg);
    return 2;
  }
  double normal = only_ends ? 0 : measure_corpus(&b, argv + at + 1, (size_t)(argc - at) - 1);
  if (normal <= 0 && !only_ends) return 2;
  struct measured worst = {{0}, 0, true};
  size_t tried = 0, bad = 0;
  for (size_t i = 0; i < kind_count; i++) {
    if (!strstr(kinds[i].name, only)) continue;
    tried++;
    bad += !fork_kind(&b, &kinds[i], normal, verbose, &worst);
  }
  printf("# %zu kinds, %zu bad; a megabyte of the corpus takes %.1f ms; worst: growth %.2f, %.1f times, %.0f MiB\n",
         tried, bad, normal * 1e3, worst.seconds[0], worst.seconds[1], worst.mib);
  worker_free(b.worker);
  worker_free(b.trapped_worker);
  engine_free(b.engine);
  engine_free(b.trapped);
  buf_free(&b.out);
  return bad > 0;
}
