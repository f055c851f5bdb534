#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "../base/ascii.h"
#include "lexfile.h"
#include "phrase.h"

enum { PATHS_MAX = 256, STEPS_MAX = 64 };

struct lint {
  const struct lexicon *lex;
  struct lexicon_notes *notes;
  bool failed; /* out of memory */
};

/* ---- places ---- */

static struct str text_of(const struct lexicon *lex, const char *path) {
  for (size_t i = 0; i < lex->file_count; i++)
    if (lex->files[i].path == path) return lex->files[i].text;
  return STR_NONE;
}

PRINTF_LIKE(5, 6)
static void note_at(struct lint *l, bool is_error, const struct lexicon_entry *at, const struct phrase *p,
                    const char *format, ...) {
  char msg[320];
  va_list args;
  va_start(args, format);
  vsnprintf(msg, sizeof msg, format, args);
  va_end(args);
  const char *path = p ? p->path : at->path;
  l->failed |= !lexicon_note_add(l->notes, is_error, path, text_of(l->lex, path), p ? p->line : at->line,
                                 p ? p->column : 2, "%s", msg);
}

/* ---- duplicates and contradictions ---- */

struct spelled {
  char *text; /* without needless spaces, in lower case */
  const struct lexicon_entry *entry;
  const struct phrase *phrase;
  size_t order;
};

static char *spell(struct str text) {
  char *out = malloc(2 * text.len + 1); /* at most a space more for each bracket */
  size_t n = 0;
  for (size_t i = 0; out && i < text.len; i++) {
    char c = ascii_lower(text.ptr[i]);
    bool open = n == 0 || strchr(" (|[", out[n - 1]);
    if (ascii_is_space(c) || c == '-' || c == '/' || c == ',') {
      if (!open) out[n++] = ' ';
      continue;
    }
    if (n && out[n - 1] == ' ' && strchr(")]|", c)) n--;
    if ((c == '(' || c == '[') && n && !open) out[n++] = ' ';
    out[n++] = c;
  }
  if (out) out[n] = 0;
  return out;
}

static int by_spelling(const void *va, const void *vb) {
  const struct spelled *a = va, *b = vb;
  int c = strcmp(a->text, b->text);
  return c ? c : (a->order > b->order) - (a->order < b->order);
}

static void compare_pair(struct lint *l, const struct spelled *a, const struct spelled *b) {
  const struct lexicon_entry *x = a->entry, *y = b->entry;
  if (x == y) {
    note_at(l, true, y, b->phrase, "duplicate: the same phrase as on line %u", a->phrase->line);
  } else if (x->is_cue || y->is_cue || x->criterion != y->criterion || !(x->where & y->where)) {
    return;
  } else if (x->role != y->role || (x->hand_weight < 0) != (y->hand_weight < 0)) {
    note_at(l, true, y, b->phrase, "contradictory: %.*s (line %u) has the same phrase and pulls the other way",
            (int)x->id.len, x->id.ptr, a->phrase->line);
  } else {
    note_at(l, false, y, b->phrase, "duplicate: %.*s (line %u) has the same phrase, so it counts twice", (int)x->id.len,
            x->id.ptr, a->phrase->line);
  }
}

static void find_duplicates(struct lint *l) {
  const struct lexicon *lex = l->lex;
  size_t count = 0, n = 0;
  for (size_t i = 0; i < lex->entry_count; i++) count += lex->entries[i].text->phrase_count;
  struct spelled *v = calloc(count + 1, sizeof *v);
  l->failed |= !v;
  for (size_t i = 0; v && i < lex->entry_count; i++)
    for (size_t k = 0; k < lex->entries[i].text->phrase_count; k++) {
      const struct phrase *p = lex->entries[i].text->phrases[k];
      char *text = spell(p->text);
      l->failed |= !text;
      if (text) v[n] = (struct spelled){text, &lex->entries[i], p, n}, n++;
    }
  if (n > 1) qsort(v, n, sizeof *v, by_spelling);
  for (size_t i = 0; i < n; i++)
    for (size_t k = i + 1; k < n && strcmp(v[k].text, v[i].text) == 0; k++) compare_pair(l, &v[i], &v[k]);
  for (size_t i = 0; i < n; i++) free(v[i].text);
  free(v);
}

/* ---- shadowed phrases ---- */

/* Whether vocabulary item `a` takes every word that `b` takes. */
static bool item_covers(const struct vocabulary *words, uint32_t a, uint32_t b) {
  return a == b || (words->items[a].is_prefix && str_starts(vocabulary_text(words, b), vocabulary_text(words, a)));
}

static size_t items_of(const struct phrasebook *book, const struct phrase_instruction *c, const uint32_t **items) {
  *items = c->op == PHRASE_CLASS ? book->classes[c->arg].items : &c->arg;
  return c->op == PHRASE_CLASS ? book->classes[c->arg].count : 1;
}

/* Whether instruction `a` takes every word that `b` takes. May say no where it is so, never yes where it is not. */
static bool covers(const struct phrasebook *book, const struct phrase_instruction *a,
                   const struct phrase_instruction *b) {
  if (a->op == PHRASE_ANY) return true;
  if (b->op == PHRASE_ANY) return false;
  if (a->op == PHRASE_CLASS && b->op == PHRASE_CLASS && a->arg == b->arg) return true;
  const uint32_t *x, *y;
  size_t n = items_of(book, a, &x), m = items_of(book, b, &y);
  for (size_t k = 0; k < m; k++) {
    bool found = false;
    for (size_t i = 0; i < n && !found; i++) found = item_covers(&book->words, x[i], y[k]);
    if (!found) return false;
  }
  return true;
}

/* Whether phrase `a` takes every text that goes along this path of another phrase. */
static bool takes_path(const struct phrasebook *book, const struct phrase *a,
                       const struct phrase_instruction *const *path, size_t count) {
  const struct phrase_instruction *code = book->code + a->code_from;
  unsigned char on[PHRASE_CODE_MAX] = {1}, then[PHRASE_CODE_MAX];
  for (size_t w = 0; w <= count; w++) {
    phrase_spread(book, a, on);
    if (w == count) break;
    memset(then, 0, a->code_count);
    for (size_t i = 0; i < a->code_count; i++)
      if (on[i] && code[i].op <= PHRASE_ANY && covers(book, &code[i], path[w])) then[code[i].next - a->code_from] = 1;
    memcpy(on, then, a->code_count);
  }
  return on[a->code_count - 1]; /* the match */
}

/* Whether `a` takes all that `b` takes: goes along every path of b, so far as there are not too many. */
static bool shadows(const struct phrasebook *book, const struct phrase *a, const struct phrase *b) {
  struct {
    uint32_t at;
    size_t length;
  } open[PATHS_MAX];
  const struct phrase_instruction *path[STEPS_MAX], *code = book->code;
  size_t depth = 0, paths = 0;
  open[depth].at = b->code_from;
  open[depth++].length = 0;
  while (depth) {
    uint32_t at = open[--depth].at;
    size_t n = open[depth].length;
    for (; code[at].op != PHRASE_MATCH; at = code[at].next) {
      if (code[at].op == PHRASE_SPLIT) {
        if (depth == PATHS_MAX) return false;
        open[depth].at = code[at].arg;
        open[depth++].length = n;
      } else if (code[at].op <= PHRASE_ANY) {
        if (n == STEPS_MAX) return false;
        path[n++] = &code[at];
      }
    }
    if (++paths > PATHS_MAX || !takes_path(book, a, path, n)) return false;
  }
  return true;
}

static void find_shadowed(struct lint *l, const struct lexicon_entry *e) {
  for (size_t i = 0; i < e->text->phrase_count; i++)
    for (size_t k = 0; k < e->text->phrase_count; k++) {
      const struct phrase *a = e->text->phrases[i], *b = e->text->phrases[k];
      if (i == k || a->is_regex || b->is_regex || !shadows(l->lex->book, a, b)) continue;
      if (i > k && shadows(l->lex->book, b, a)) continue; /* they say the same: told once, of the later one */
      note_at(l, false, e, b, "shadowed: the phrase on line %u takes all that this one takes", a->line);
      break;
    }
}

/* ---- single phrases and entries ---- */

static void check_regex(struct lint *l, const struct lexicon_entry *e, const struct phrase *p) {
  if (e->where != WHERE_TITLE) /* a title is short, and words cannot say "nowhere in it" */
    note_at(l, false, e, p, "slow: a regular expression; a phrase in words is found faster and read more easily");
  for (size_t i = 0; i < p->regex.len; i++) {
    char c = p->regex.ptr[i];
    if (c == '\\') i++;
    if (!strchr("-,;:&'\"/_", c) || !c) continue;
    bool in_range = c == '-' && memchr(p->regex.ptr, '[', i) && memchr(p->regex.ptr + i, ']', p->regex.len - i);
    bool in_group = (c == ':' || c == '\'') && i > 0 && strchr("?<[:", p->regex.ptr[i - 1]);
    if (in_range || in_group || (c == ',' && memchr(p->regex.ptr, '{', i))) continue;
    note_at(l, false, e, p, "never matching: folded text has only letters, digits and single spaces, no '%c'", c);
    return;
  }
}

static void check_entry(struct lint *l, const struct lexicon_entry *e) {
  bool touches = !e->is_cue;
  for (size_t i = 0; e->is_cue && i < l->lex->criterion_count; i++) touches |= e->touches[i];
  if (!touches) note_at(l, false, e, NULL, "unreachable: this cue touches no criterion");
  if (!e->is_cue && e->hand_weight >= 0 && e->hand_weight <= 0)
    note_at(l, false, e, NULL, "unreachable: an entry of weight 0 never counts");
  if (e->text->source.len == 0) note_at(l, false, e, NULL, "missing: no 'source'");
  if (e->text->match_count == 0) note_at(l, false, e, NULL, "missing: no 'match' example");
  if (e->text->miss_count == 0) note_at(l, false, e, NULL, "missing: no 'miss' example");
  for (size_t i = 0; i < e->text->phrase_count; i++)
    if (e->text->phrases[i]->is_regex) check_regex(l, e, e->text->phrases[i]);
  find_shadowed(l, e);
}

enum status lexicon_lint(const struct lexicon *lex, struct lexicon_notes *notes, struct err *e) {
  struct lint l = {.lex = lex, .notes = notes};
  for (size_t i = 0; i < lex->book->set_count && !l.failed; i++) {
    const struct phrase_set *s = &lex->book->sets[i];
    if (!s->is_used)
      l.failed |= !lexicon_note_add(notes, false, s->path, text_of(lex, s->path), s->line, 2,
                                    "unreachable: no phrase uses the set @%.*s", (int)s->name.len, s->name.ptr);
  }
  for (size_t i = 0; i < lex->entry_count && !l.failed; i++) check_entry(&l, &lex->entries[i]);
  if (!l.failed) find_duplicates(&l);
  return l.failed ? err_memory(e) : ST_OK;
}
