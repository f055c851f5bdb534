/* The local page's interface on any request: the first byte chooses what is asked, the first line is the Content-Type,
   the rest is the body. Whatever comes, there is an answer, and it is one that the interface promises. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "serve/api.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct variants *house(const struct limits *limits) {
  static struct variants *v;
  struct lexicon_notes notes;
  struct err e = {0};
  if (v) return v;
  if (variants_new("lexicons/technology", limits, &notes, &v, &e) != ST_OK) {
    fprintf(stderr, "%s (run this in the checkout)\n", e.msg);
    abort();
  }
  lexicon_notes_free(&notes);
  return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct limits limits = limits_default();
  limits.document_bytes = 1 << 16;
  if (size < 2) return 0;
  struct str rest = {(const char *)data + 1, size - 1};
  const char *line = memchr(rest.ptr, '\n', rest.len);
  size_t n = line ? (size_t)(line - rest.ptr) : 0;
  static const struct str formats[] = {{"json", 4}, {"html", 4}, {"jsonl", 5}, {"", 0}};
  struct request q = {.endpoint = (enum endpoint)(data[0] % (ENDPOINT_OPEN + 1)),
                      .content_type = str_sub(rest, 0, n),
                      .file = STR("team.txt"),
                      .format = formats[data[0] / 8 % 4],
                      .body = line ? str_sub(rest, n + 1, rest.len) : rest};
  struct reply reply;
  api_answer(house(&limits), &limits, &q, &reply);
  static const unsigned known[] = {200, 400, 404, 413, 415, 422, 503};
  size_t i = 0;
  while (i < sizeof known / sizeof *known && known[i] != reply.status) i++;
  if (i == sizeof known / sizeof *known || !reply.type || (!reply.body.len && q.endpoint < ENDPOINT_REPORT)) abort();
  bool host = request_host_is_ours(q.content_type, 8737), origin = request_origin_is_ours(q.content_type, 8737);
  if (host && origin) abort();
  buf_free(&reply.body);
  return 0;
}
