/* Images of a lexicon with damage under a right checksum: the input is a list of places and values, six bytes each, put
   into the image of the lexicon below. What is read from it must end and stay inside it. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine.h"
#include "lexicon/image.h"

static const char *const files[][2] = {
    {"lexicon.txt", "[role.coo]\nprior = -1\nrank = 2\n[role.other]\nprior = 1\n[section.duties]\nweight = 1\n"},
    {"sets.txt", "[set.site]\nwords = site | plant* | distribution (centre | center)\n"},
    {"focus.txt",
     "[focus.run]\nphrase = (run | manage*) [the] @site\nphrase = manage* ..2 day-to-day\nphrase = 1* plants\n"
     "role = coo\nweight = 1\n[focus.year]\nphrase = /(19|20)[0-9]{2}/\nrole = other\nweight = 0.5\n"},
    {"cues.txt", "[cue.not]\nphrase = (not | never)\nreach = after 3\nfactor = 0.5\n"}};
static const char TEXT[] =
    "Head of Operations\n\nYou run the plant and manage our daily day-to-day work since 1999.\n"
    "You never run the distribution centre. You manage plants, 12 plants.\n";
static char folder[] = "/tmp/rolecall-fuzz-XXXXXX", path[64];
static unsigned char *whole, *copy;
static size_t whole_size;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(const char *file, const void *bytes, size_t size) {
  FILE *f = fopen(file, "wb");
  if (!f || fwrite(bytes, 1, size, f) != size || fclose(f) != 0) abort();
}

static void prepare(void) {
  enum { MOST = 1 << 20 };
  if (!mkdtemp(folder)) abort();
  snprintf(path, sizeof path, "%s.image", folder);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    char file[128];
    snprintf(file, sizeof file, "%s/%s", folder, files[i][0]);
    put(file, files[i][1], strlen(files[i][1]));
  }
  struct lexicon_notes notes = {0};
  if (engine_compile(folder, &notes, NULL) != ST_OK) abort();
  lexicon_notes_free(&notes);
  FILE *f = fopen(path, "rb");
  whole = malloc(MOST);
  copy = malloc(MOST);
  if (!f || !whole || !copy) abort();
  whole_size = fread(whole, 1, MOST, f);
  fclose(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  enum { KEPT = 48 }; /* the head as far as the key: what is changed there is refused at once */
  if (!whole) prepare();
  memcpy(copy, whole, whole_size);
  for (; size >= 6; data += 6, size -= 6) {
    size_t at = (size_t)(data[0] | data[1] << 8) * 4 % (whole_size - KEPT - 4) + KEPT;
    memcpy(copy + at, data + 2, 4);
  }
  image_seal(copy, whole_size);
  put(path, copy, whole_size);
  struct engine_options options = {.extract = {.limits = limits_default()}};
  struct engine *engine = NULL;
  struct worker *worker = NULL;
  if (engine_new(folder, &options, NULL, &engine, NULL) != ST_OK || worker_new(engine, &worker, NULL) != ST_OK) abort();
  struct document doc = {.bytes = STR(TEXT), .id = STR("page"), .path = STR("page"), .media = MEDIA_TEXT};
  struct report_options report = {.lex = engine_lexicon(engine), .evidence = EVIDENCE_ALL};
  struct result result;
  struct buf out = {0};
  worker_run(worker, &doc, &result);
  report_json(&result, &report, &out);
  buf_free(&out);
  worker_free(worker);
  engine_free(engine);
  return 0;
}
