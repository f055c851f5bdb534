/* stages.c: CPU time of each stage over a set of pages, as a ratio to libxml2's bare DOM parse (htmlReadMemory, quiet,
   and xmlFreeDoc) of the same bytes in the same run. Stages are run in turn, ROUNDS times; median and spread of the
   ratios. usage: stages LEXICON-DIR ROUNDS PAGE...; stages --dom PAGE... says the seconds of that parse alone */
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine.h"
#include "match/match.h"

struct page {
  struct document doc;
};

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool load(const char *path, struct page *p) {
  enum { MOST = 8 << 20 };
  FILE *f = fopen(path, "rb");
  char *bytes = f ? malloc(MOST) : NULL;
  size_t len = bytes ? fread(bytes, 1, MOST, f) : 0;
  if (f) fclose(f);
  if (len == 0) {
    free(bytes);
    return false;
  }
  *p = (struct page){.doc = {.bytes = {bytes, len}, .id = str_of(path), .path = str_of(path), .media = MEDIA_HTML}};
  return true;
}

static void quiet(void *context, xmlErrorPtr error) {
  (void)context;
  (void)error;
}

static double dom(const struct page *pages, size_t n) {
  double began = cpu_seconds();
  for (size_t i = 0; i < n; i++) {
    htmlDocPtr d = htmlReadMemory(pages[i].doc.bytes.ptr, (int)pages[i].doc.bytes.len, NULL, NULL,
                                  HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    if (d) xmlFreeDoc(d);
  }
  return cpu_seconds() - began;
}

static double run(struct worker *w, const struct report_options *report, const struct page *pages, size_t n) {
  struct buf out = {0};
  double began = cpu_seconds();
  for (size_t i = 0; i < n; i++) {
    struct result r;
    worker_reset(w);
    worker_run(w, &pages[i].doc, &r);
    if (report) {
      buf_clear(&out);
      report_json(&r, report, &out);
    }
  }
  double took = cpu_seconds() - began;
  buf_free(&out);
  return took;
}

static int by_value(const void *left, const void *right) {
  const double *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

static void print(const char *name, double *ratios, size_t n) {
  qsort(ratios, n, sizeof *ratios, by_value);
  printf("%-44s %.3f   (%.3f to %.3f)\n", name, ratios[n / 2], ratios[0], ratios[n - 1]);
}

static int dom_alone(int argc, char **argv) {
  struct page *pages = calloc((size_t)argc, sizeof *pages);
  size_t n = 0;
  for (int i = 2; pages && i < argc; i++) n += load(argv[i], &pages[n]);
  xmlSetStructuredErrorFunc(NULL, quiet);
  (void)dom(pages, n); /* warms up */
  printf("%.6f\n", dom(pages, n));
  for (size_t i = 0; i < n; i++) free((void *)(uintptr_t)pages[i].doc.bytes.ptr);
  free(pages);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[1], "--dom") == 0) return dom_alone(argc, argv);
  size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 0, n = 0, bytes = 0;
  if (argc < 4 || rounds == 0) return 2;
  struct page *pages = calloc((size_t)argc, sizeof *pages);
  for (int i = 3; pages && i < argc; i++)
    if (load(argv[i], &pages[n])) bytes += pages[n++].doc.bytes.len;
  struct engine_options options = {.extract = {.limits = limits_default()}};
  struct engine *extractor = NULL, *engine = NULL;
  struct worker *extracting = NULL, *whole = NULL;
  struct err e = {0};
  bool ok = pages && engine_new_extractor(&options, &extractor, &e) == ST_OK &&
            engine_new(argv[1], &options, NULL, &engine, &e) == ST_OK &&
            worker_new(extractor, &extracting, &e) == ST_OK && worker_new(engine, &whole, &e) == ST_OK;
  if (!ok) {
    fprintf(stderr, "stages: %s\n", e.msg);
    return 2;
  }
  xmlSetStructuredErrorFunc(NULL, quiet);
  struct report_options summary = {.lex = engine_lexicon(engine), .evidence = EVIDENCE_NONE};
  struct report_options all = {.lex = engine_lexicon(engine), .evidence = EVIDENCE_ALL};
  enum { STAGES = 5 };
  double *ratios[STAGES];
  for (size_t s = 0; s < STAGES; s++) ratios[s] = calloc(rounds, sizeof **ratios);
  for (size_t k = 0; k <= rounds; k++) { /* the first round warms up */
    double base = dom(pages, n), extract = run(extracting, NULL, pages, n), match = run(whole, NULL, pages, n);
    double brief = run(whole, &summary, pages, n), full = run(whole, &all, pages, n);
    if (k == 0) continue;
    ratios[0][k - 1] = extract / base;
    ratios[1][k - 1] = (match - extract) / base;
    ratios[2][k - 1] = brief / base;
    ratios[3][k - 1] = full / base;
    ratios[4][k - 1] = full / brief;
  }
  printf("%zu pages, %.1f MB, %zu rounds; CPU time over that of libxml2's DOM parse, median (least to most)\n", n,
         (double)bytes / 1e6, rounds);
  print("extract", ratios[0], rounds);
  print("match and classify", ratios[1], rounds);
  print("the whole, without evidence", ratios[2], rounds);
  print("the whole, all evidence as JSON", ratios[3], rounds);
  print("all evidence over none", ratios[4], rounds);
  for (size_t s = 0; s < STAGES; s++) free(ratios[s]);
  for (size_t i = 0; i < n; i++) free((void *)(uintptr_t)pages[i].doc.bytes.ptr);
  free(pages);
  worker_free(whole);
  worker_free(extracting);
  engine_free(engine);
  engine_free(extractor);
  return 0;
}
