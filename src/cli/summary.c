#include "summary.h"

#include <inttypes.h>
#include <stdlib.h>

void tally_count(struct tally *t, const struct result *r) {
  bool failed = r->status != ST_OK && r->status != ST_WARN;
  enum err_code code = r->err && (unsigned)r->err->code < ERR_CODES ? r->err->code : ERR_INTERNAL;
  t->rows++;
  t->bytes += r->doc->bytes.len;
  t->failed += failed;
  t->warned += r->status == ST_WARN;
  if (failed) t->failed_by[code]++;
  if (r->status == ST_WARN) t->warned_by[code]++;
  if (!r->verdict) return;
  int role = r->verdict->all.role;
  t->roles[role == ROLE_UNCLEAR ? LEXICON_ROLES_MAX : role]++;
  t->fits[r->verdict->fit]++;
}

uint64_t tally_misfits(const struct tally *t) {
  return t->fits[FIT_PROMISES_MORE] + t->fits[FIT_PROMISES_LESS] + t->fits[FIT_DIFFERENT];
}

void tally_add(struct tally *all, const struct tally *more) {
  all->rows += more->rows;
  all->failed += more->failed;
  all->warned += more->warned;
  all->bytes += more->bytes;
  for (size_t i = 0; i <= LEXICON_ROLES_MAX; i++) all->roles[i] += more->roles[i];
  for (size_t i = 0; i <= FIT_DIFFERENT; i++) all->fits[i] += more->fits[i];
  for (size_t i = 0; i < ERR_CODES; i++) {
    all->failed_by[i] += more->failed_by[i];
    all->warned_by[i] += more->warned_by[i];
  }
}

static char *copy_str(struct str s) {
  char *z = malloc(s.len + 1);
  if (!z) return NULL;
  if (s.len) memcpy(z, s.ptr, s.len);
  z[s.len] = 0;
  return z;
}

struct brief brief_of(const struct result *r) {
  struct brief b = {.id = copy_str(r->doc->id), .role = ROLE_UNCLEAR, .fit = FIT_UNCLEAR, .failed = !r->verdict};
  if (r->posting) b.title = copy_str(r->posting->title.value);
  if (!r->verdict) return b;
  b.role = r->verdict->all.role;
  b.fit = r->verdict->fit;
  return b;
}

void brief_free(struct brief *b) {
  free(b->id);
  free(b->title);
  b->id = b->title = NULL;
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

static void add_briefs(const struct lexicon *lex, const struct brief *briefs, size_t count, struct buf *out) {
  size_t id_width = 12;
  for (size_t i = 0; i < count; i++)
    if (briefs[i].id && strlen(briefs[i].id) > id_width) id_width = strlen(briefs[i].id);
  if (id_width > 56) id_width = 56;
  buf_char(out, '\n');
  for (size_t i = 0; i < count; i++) {
    const struct brief *b = &briefs[i];
    struct str id = b->id ? str_of(b->id) : STR("(out of memory)");
    bool cut = id.len > id_width; /* the end of a path tells more than its beginning */
    if (cut) buf_add(out, STR("…"));
    pad_to(out, cut ? str_sub(id, id.len - id_width + 1, id.len) : id, cut ? id_width - 1 : id_width);
    pad_to(out, b->title || b->failed ? str_of(b->title) : STR("(out of memory)"), 32);
    struct str role = b->role == ROLE_UNCLEAR ? STR("unclear") : lex->roles[b->role].name;
    pad_to(out, b->failed ? STR("failed") : role, 24);
    buf_format(out, "%s\n", b->failed ? "" : fit_name(b->fit));
  }
}

static void add_roles(const struct tally *t, const struct lexicon *lex, struct buf *out) {
  for (size_t r = 0; r < lex->role_count; r++) {
    buf_format(out, "%s %" PRIu64 " ", r ? "," : "", t->roles[r]);
    buf_add(out, lex->roles[r].id);
  }
  buf_format(out, ", %" PRIu64 " unclear", t->roles[LEXICON_ROLES_MAX]);
}

static void add_fits(const struct tally *t, struct buf *out) {
  for (size_t f = FIT_FITS; f <= FIT_DIFFERENT; f++)
    buf_format(out, "%s %" PRIu64 " %s", f > FIT_FITS ? "," : "", t->fits[f], fit_name((enum fit)f));
  buf_format(out, ", %" PRIu64 " unclear", t->fits[FIT_UNCLEAR]);
}

void summary_table(const struct tally *t, const struct lexicon *lex, const struct brief *briefs, size_t brief_count,
                   struct buf *out) {
  add_briefs(lex, briefs, brief_count, out);
  if (t->rows > brief_count) buf_format(out, "… and %" PRIu64 " more\n", t->rows - brief_count);
  buf_format(out, "\n%" PRIu64 " documents:", t->rows);
  add_roles(t, lex, out);
  if (t->failed) buf_format(out, ", %" PRIu64 " failed", t->failed);
  buf_add(out, STR(". Titles:"));
  add_fits(t, out);
  buf_add(out, STR(".\n"));
}

static void add_codes(const char *what, uint64_t count, const uint64_t *by, struct buf *out) {
  if (!count) return;
  buf_format(out, ", %" PRIu64 " %s (", count, what);
  bool first = true;
  for (size_t i = 0; i < ERR_CODES; i++) {
    if (!by[i]) continue;
    buf_format(out, "%s%" PRIu64 " %s", first ? "" : ", ", by[i], err_code_name((enum err_code)i));
    first = false;
  }
  buf_char(out, ')');
}

void summary_lines(const struct tally *t, const struct lexicon *lex, double seconds, struct buf *out) {
  double rate = seconds > 0 ? 1 / seconds : 0;
  buf_format(out, "rolecall: %" PRIu64 " documents in %.1f s (%.0f documents/s, %.1f MB/s): %" PRIu64 " ok", t->rows,
             seconds, (double)t->rows * rate, (double)t->bytes / 1e6 * rate, t->rows - t->failed - t->warned);
  add_codes(t->warned == 1 ? "warning" : "warnings", t->warned, t->warned_by, out);
  add_codes("failed", t->failed, t->failed_by, out);
  buf_char(out, '\n');
  if (!lex) return;
  buf_add(out, STR("rolecall: roles:"));
  add_roles(t, lex, out);
  buf_add(out, STR("; titles:"));
  add_fits(t, out);
  buf_char(out, '\n');
}
