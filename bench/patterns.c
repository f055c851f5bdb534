/* patterns.c: the matcher against its plainest peer, every phrase as a PCRE2 pattern of its own, JIT compiled, searched
   over the same folded text. Prints the CPU time of each over that of libxml2's DOM parse of the pages, medians of
   ROUNDS.  usage: patterns LEXICON-DIR PAGE... */
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine.h"
#include "lexicon/phrase.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { ROUNDS = 5 };

struct text {
  struct document doc;
  struct posting posting;
  struct tokens tokens;
};

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void quiet(void *context, xmlErrorPtr error) {
  (void)context;
  (void)error;
}

static bool load(const char *path, struct arena *a, struct text *t, const struct extract_options *o) {
  FILE *f = fopen(path, "rb");
  enum { MOST = 8 << 20 };
  char *bytes = f ? arena_alloc(a, MOST, 1) : NULL;
  size_t len = bytes ? fread(bytes, 1, MOST, f) : 0;
  if (f) fclose(f);
  struct err e = {0};
  t->doc = (struct document){.bytes = {bytes, len}, .id = str_of(path), .path = str_of(path), .media = MEDIA_HTML};
  if (len == 0 || extract_posting(&t->doc, o, a, &t->posting, &e) > ST_WARN) return false;
  for (size_t i = 0; i < t->posting.block_count; i++) {
    const struct block *b = &t->posting.blocks[i];
    struct str s = str_sub(t->posting.text, b->start, b->start + b->len);
    if (fold_append(&t->tokens, a, s, b->start, &e) != ST_OK) return false;
  }
  return true;
}

static size_t compile(const struct lexicon *lex, pcre2_code **codes) {
  size_t n = 0;
  for (size_t i = 0; i < lex->entry_count; i++)
    for (size_t k = 0; k < lex->entries[i].text->phrase_count; k++) {
      struct buf b = {0};
      int error;
      PCRE2_SIZE at;
      if (phrase_to_regex(lex->book, lex->entries[i].text->phrases[k]->text, &b))
        codes[n] = pcre2_compile((PCRE2_SPTR)b.ptr, b.len, PCRE2_UTF, &error, &at, NULL);
      if (codes[n] && pcre2_jit_compile(codes[n], PCRE2_JIT_COMPLETE) == 0) n++;
      buf_free(&b);
    }
  return n;
}

static size_t each_pattern(pcre2_code *const *codes, size_t count, pcre2_match_data *data, const struct text *texts,
                           size_t n) {
  size_t found = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < count; c++)
      for (PCRE2_SIZE at = 0; at < texts[i].tokens.folded_len;) {
        int rc = pcre2_jit_match(codes[c], (PCRE2_SPTR)texts[i].tokens.folded, texts[i].tokens.folded_len, at, 0, data,
                                 NULL);
        if (rc < 0) break;
        at = pcre2_get_ovector_pointer(data)[1] + 1;
        found++;
      }
  return found;
}

static int by_value(const void *left, const void *right) {
  const double *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

int main(int argc, char **argv) {
  struct err e = {0};
  struct arena a;
  arena_init(&a, 0);
  struct extract_options o = {.limits = limits_default()};
  extract_global_init();
  struct lexicon *lex = NULL;
  struct matcher *m = NULL;
  struct match_scratch *scratch = NULL;
  if (argc < 3 || lexicon_load(argv[1], &lex, NULL, &e) > ST_WARN || matcher_new(lex, &m, &e) != ST_OK ||
      match_scratch_new(m, &scratch, &e) != ST_OK) {
    fprintf(stderr, "patterns: %s\n", e.msg);
    return 2;
  }
  struct text *texts = calloc((size_t)argc, sizeof *texts);
  pcre2_code **codes = calloc(20000, sizeof *codes);
  size_t n = 0, found = 0, hits_found = 0;
  for (int i = 2; texts && i < argc; i++) n += load(argv[i], &a, &texts[n], &o);
  size_t count = codes ? compile(lex, codes) : 0;
  pcre2_match_data *data = pcre2_match_data_create(16, NULL);
  xmlSetStructuredErrorFunc(NULL, quiet);
  double index[ROUNDS], each[ROUNDS];
  for (int k = 0; k < ROUNDS; k++) {
    double t0 = cpu_seconds();
    for (size_t i = 0; i < n; i++) {
      htmlDocPtr d = htmlReadMemory(texts[i].doc.bytes.ptr, (int)texts[i].doc.bytes.len, NULL, NULL,
                                    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
      if (d) xmlFreeDoc(d);
    }
    double t1 = cpu_seconds();
    for (size_t i = 0; i < n; i++) {
      struct hits hits;
      if (match_posting(m, scratch, &texts[i].posting, &hits, &e) <= ST_WARN) hits_found += hits.count;
    }
    double t2 = cpu_seconds();
    found += each_pattern(codes, count, data, texts, n);
    double t3 = cpu_seconds();
    index[k] = (t2 - t1) / (t1 - t0);
    each[k] = (t3 - t2) / (t1 - t0);
  }
  qsort(index, ROUNDS, sizeof *index, by_value);
  qsort(each, ROUNDS, sizeof *each, by_value);
  printf("%.4f %.4f  (%zu patterns; %zu and %zu hits a round)\n", index[ROUNDS / 2], each[ROUNDS / 2], count,
         hits_found / ROUNDS, found / ROUNDS);
  for (size_t i = 0; i < count; i++) pcre2_code_free(codes[i]);
  pcre2_match_data_free(data);
  match_scratch_free(scratch);
  matcher_free(m);
  lexicon_free(lex);
  arena_free(&a);
  free(codes);
  free(texts);
  return 0;
}
