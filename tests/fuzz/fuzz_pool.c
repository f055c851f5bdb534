/* One worker and three: the input is split at form feeds into documents; what is said of each, and in which order, must
   not depend on the number of workers. From the checkout, with a lexicon that ships. */
#include "base/limits.h"
#include "pool.h"
#include "reader.h"

struct run {
  struct str left; /* of the input */
  size_t number;
  struct sum sum;
};

/* What one document came to. */
struct item {
  uint64_t hash;
};

static enum status read_one(void *owner, struct worker *w, struct pool_slot *slot) {
  struct run *r = owner;
  (void)w;
  if (r->left.len == 0) return ST_END;
  const char *end = memchr(r->left.ptr, '\f', r->left.len);
  size_t len = end ? (size_t)(end - r->left.ptr) : r->left.len;
  slot->doc = (struct document){.bytes = str_sub(r->left, 0, len), .record = ++r->number};
  r->left = str_sub(r->left, len + (end != NULL), r->left.len);
  return ST_OK;
}

static size_t run_one(void *owner, struct worker *w, struct pool_slot *slot) {
  (void)owner;
  struct item *item = slot->item;
  struct result x;
  struct sum sum = {slot->doc.record, 0};
  worker_run(w, &slot->doc, &x);
  sum_str(&sum, str_of(x.err->msg));
  if (x.posting) sum_str(&sum, x.posting->text);
  if (x.verdict) {
    sum.hash = sum.hash * 31 + (uint64_t)(unsigned)x.verdict->all.role + x.verdict->evidence_count;
    for (size_t i = 0; i < x.verdict->evidence_count; i++) {
      const struct hit *h = &x.verdict->evidence[i].hit;
      sum.hash = (sum.hash ^ h->entry ^ (uint64_t)h->block << 16 ^ (uint64_t)h->start << 32) * UINT64_C(0x100000001B3);
    }
  }
  item->hash = sum.hash;
  return 1;
}

static bool write_one(void *owner, void *v) {
  struct run *r = owner;
  const struct item *item = v;
  r->sum.hash = r->sum.hash * 31 + item->hash;
  r->sum.documents++;
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct engine *engine = NULL; /* made once */
  if (size > 1 << 14) return 0;
  struct engine_options options = {.extract = {.limits = limits_default()}};
  struct lexicon_notes notes = {0};
  if (!engine) MUST(engine_new("lexicons/technology", &options, &notes, &engine, NULL) == ST_OK);
  struct run runs[2];
  for (size_t i = 0; i < 2; i++) {
    runs[i] = (struct run){.left = {(const char *)data, size}};
    const struct pool_jobs jobs = {&runs[i], sizeof(struct item), read_one, run_one, write_one, NULL};
    struct err e = {0};
    MUST(pool_run(engine, i ? 3 : 1, &jobs, &e) == POOL_DONE);
    MUST(runs[i].number == runs[i].sum.documents);
  }
  MUST(runs[0].sum.hash == runs[1].sum.hash && runs[0].number == runs[1].number);
  return 0;
}
