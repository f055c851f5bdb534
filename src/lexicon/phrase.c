/* Parsing goes straight to Thompson fragments: each item is a piece of program with one way in and one way out, and
   brackets keep a stack of the alternatives that are still open. Nothing recurses. */
#include "phrase.h"

#include <stdarg.h>
#include <stdio.h>

#include "../base/ascii.h"
#include "regex.h"

#define NONE 0xFFFFFFFFu

struct fragment {
  uint32_t first, last; /* `last` has a `next` that is still open */
  bool is_word;         /* one PHRASE_WORD and nothing else: may become part of a class */
};

struct frame {
  char open;       /* '(' or '[', 0 for the whole phrase */
  uint16_t column; /* of the bracket */
  size_t alternatives_from;
  struct fragment sequence;               /* the alternative that is being read; first is NONE while it is empty */
  size_t item_count;                      /* of the sequence, brackets counted as one */
  uint32_t first_optional, last_optional; /* where the first and the last item begin, if optional; else NONE */
};

struct phrase_parser {
  struct phrase_instruction code[PHRASE_CODE_MAX];
  size_t code_count;
  struct fragment alternatives[PHRASE_ALTERNATIVES_MAX];
  size_t alternative_count;
  struct frame frames[PHRASE_DEPTH_MAX + 1];
  size_t depth;
  uint32_t stack[PHRASE_CODE_MAX], number[PHRASE_CODE_MAX]; /* for walking the program */
  struct tokens folded;
  struct arena arena; /* of `folded` */
};

/* What one call works on. */
struct parse {
  struct phrasebook *book;
  struct phrase_parser *p;
  struct str text;
  size_t at;
  bool is_set;
  struct phrase_error *error;
};

bool phrasebook_init(struct phrasebook *book, struct arena *a) {
  *book = (struct phrasebook){.arena = a};
  vocabulary_init(&book->words, a);
  book->parser = ARENA_NEW(a, 1, struct phrase_parser);
  return book->parser != NULL;
}

void phrasebook_done(const struct phrasebook *book) {
  if (book->parser) arena_free(&book->parser->arena);
}

struct phrase_set *phrasebook_set(const struct phrasebook *book, struct str name) {
  for (size_t i = 0; i < book->set_count; i++)
    if (str_eq(book->sets[i].name, name)) return &book->sets[i];
  return NULL;
}

PRINTF_LIKE(3, 4) static enum status fail(struct parse *s, size_t offset, const char *format, ...) {
  va_list args;
  va_start(args, format);
  s->error->offset = offset;
  vsnprintf(s->error->msg, sizeof s->error->msg, format, args);
  va_end(args);
  return ST_FAIL;
}

static enum status too_long(struct parse *s, size_t offset) {
  return fail(s, offset, "the phrase is too large: over %d steps once its sets are written out", PHRASE_CODE_MAX);
}

/* A new instruction, or NONE where there is no room. */
static uint32_t emit(struct parse *s, enum phrase_op op, uint32_t arg, size_t column) {
  struct phrase_parser *p = s->p;
  if (p->code_count == PHRASE_CODE_MAX) return NONE;
  p->code[p->code_count] = (struct phrase_instruction){(uint8_t)op, (uint16_t)column, arg, NONE};
  return (uint32_t)p->code_count++;
}

static struct frame *top(struct parse *s) {
  return &s->p->frames[s->p->depth];
}

static void sequence_add(struct parse *s, struct fragment f) {
  struct frame *t = top(s);
  t->last_optional = NONE;
  if (t->item_count++ == 0) {
    t->sequence = f;
    t->first_optional = NONE;
    return;
  }
  s->p->code[t->sequence.last].next = f.first;
  t->sequence.last = f.last;
  t->sequence.is_word = false;
}

/* ---- words ---- */

static enum status add_word(struct parse *s, struct str word, bool is_prefix, bool copy, size_t column) {
  uint32_t item = vocabulary_add(&s->book->words, word, is_prefix, copy, NULL);
  if (item == VOCABULARY_NONE) return ST_FATAL;
  uint32_t i = emit(s, PHRASE_WORD, item, column);
  if (i == NONE) return too_long(s, column);
  sequence_add(s, (struct fragment){i, i, true});
  return ST_OK;
}

static bool is_gap_at(struct str text, size_t at) {
  return at + 2 < text.len && text.ptr[at] == '.' && text.ptr[at + 1] == '.' && ascii_is_digit(text.ptr[at + 2]);
}

static bool ends_word(char c) {
  return ascii_is_space(c) || c == '(' || c == ')' || c == '[' || c == ']' || c == '|' || c == '@';
}

static bool is_plain_byte(char c) {
  return ascii_is_lower(c) || ascii_is_digit(c);
}

/* What may follow a word without a further look. */
static bool ends_plainly(char c) {
  return c == ' ' || c == ')' || c == ']' || c == '|';
}

/* One letter would take a twentieth of all words; a digit is a way to say "any number". */
static bool is_prefix_long(struct str word) {
  return word.len >= PHRASE_PREFIX_MIN || (word.len == 1 && ascii_is_digit(word.ptr[0]));
}

static enum status prefix_too_short(struct parse *s, size_t start) {
  return fail(s, start, "at least %d letters, or a digit, before a *", PHRASE_PREFIX_MIN);
}

static enum status check_stars(struct parse *s, size_t start, size_t end) {
  for (size_t i = start; i < end; i++) {
    char c = s->text.ptr[i];
    if (c == '*' && i == start) return fail(s, i, "a * on its own; for any words write a gap such as ..3");
    if (c == '*' && i + 1 < end) return fail(s, i, "a * may stand only at the end of a word");
    if (c == '\\' || c == '{' || c == '}' || c == '^')
      return fail(s, i, "'%c' has no meaning in a phrase; a regular expression stands between slashes", c);
  }
  return ST_OK;
}

/* Folds a piece of the phrase as text is folded and adds its words. An "x" behind it shows whether a hard gap ends it.
 */
static enum status add_folded(struct parse *s, size_t start, size_t end, bool has_star) {
  char bytes[PHRASE_BYTES_MAX + 2];
  size_t n = end - start;
  if (n > PHRASE_BYTES_MAX) return fail(s, start, "a word over %d bytes", PHRASE_BYTES_MAX);
  memcpy(bytes, s->text.ptr + start, n);
  memcpy(bytes + n, " x", 2);
  struct tokens *t = &s->p->folded;
  t->count = t->folded_len = 0;
  if (fold_append(t, &s->p->arena, (struct str){bytes, n + 2}, 0, NULL) != ST_OK) return ST_FATAL;
  size_t words = t->count - 1;
  if (has_star && words == 0) return fail(s, end, "a * on its own; for any words write a gap such as ..3");
  bool leading = n > 0 && t->count && words == 0 && t->v[0].start >= n && strchr(".;!?", bytes[0]);
  for (size_t i = 1; i < t->count || leading; i++) {
    if (leading || t->v[i].breaks) {
      size_t at = leading ? 0 : t->v[i - 1].end;
      return fail(s, start + (at < n ? at : n - 1),
                  "this ends a sentence (. ; ! ? and bullets do), and no phrase goes on behind one");
    }
  }
  for (size_t i = 0; i < words; i++) {
    bool is_prefix = has_star && i + 1 == words;
    if (is_prefix && !is_prefix_long(token_word(t, i))) return prefix_too_short(s, start);
    enum status st = add_word(s, token_word(t, i), is_prefix, true, start + t->v[i].start);
    if (st != ST_OK) return st;
  }
  return ST_OK;
}

static enum status read_word(struct parse *s) {
  size_t start = s->at, end = start;
  while (end < s->text.len && is_plain_byte(s->text.ptr[end])) end++;
  size_t star = end < s->text.len && s->text.ptr[end] == '*';
  if (end > start && (end + star == s->text.len || ends_plainly(s->text.ptr[end + star]))) { /* nearly always */
    s->at = end + star;
    struct str word = str_sub(s->text, start, end);
    if (star && !is_prefix_long(word)) return prefix_too_short(s, start);
    return add_word(s, word, star != 0, false, start);
  }
  while (end < s->text.len && !ends_word(s->text.ptr[end]) && !is_gap_at(s->text, end)) end++;
  s->at = end;
  if (end < s->text.len && (s->text.ptr[end] == '(' || s->text.ptr[end] == '[') && ascii_is_alnum(s->text.ptr[end - 1]))
    return fail(s, end, "put a space before the bracket: brackets hold whole words");
  enum status st = check_stars(s, start, end);
  if (st != ST_OK) return st;
  bool has_star = s->text.ptr[end - 1] == '*';
  size_t stop = has_star ? end - 1 : end;
  return add_folded(s, start, stop, has_star);
}

/* ---- gaps and sets ---- */

static enum status read_gap(struct parse *s) {
  size_t start = s->at, n = 0;
  for (s->at += 2; s->at < s->text.len && ascii_is_digit(s->text.ptr[s->at]); s->at++)
    if (n <= PHRASE_GAP_MAX) n = n * 10 + (size_t)(s->text.ptr[s->at] - '0');
  if (n == 0 || n > PHRASE_GAP_MAX) return fail(s, start, "a gap is ..1 to ..%d words", PHRASE_GAP_MAX);
  uint32_t exit = emit(s, PHRASE_JUMP, 0, start), first = NONE, last = NONE;
  for (size_t i = 0; i < n && exit != NONE; i++) {
    uint32_t split = emit(s, PHRASE_SPLIT, exit, start), any = emit(s, PHRASE_ANY, 0, start);
    if (split == NONE || any == NONE) return too_long(s, start);
    s->p->code[split].next = any;
    if (i == 0)
      first = split;
    else
      s->p->code[last].next = split;
    last = any;
  }
  if (exit == NONE) return too_long(s, start);
  s->p->code[last].next = exit;
  sequence_add(s, (struct fragment){first, exit, false});
  return ST_OK;
}

static enum status read_set(struct parse *s) {
  size_t start = s->at++, from = s->at;
  while (s->at < s->text.len && (ascii_is_alnum(s->text.ptr[s->at]) || s->text.ptr[s->at] == '-')) s->at++;
  struct str name = str_sub(s->text, from, s->at);
  struct phrase_set *set = phrasebook_set(s->book, name);
  if (!set) return fail(s, start, "there is no set @%.*s in sets.txt", (int)(name.len < 60 ? name.len : 60), name.ptr);
  set->is_used = true;
  if (!set->is_compiled) return fail(s, start, "the set @%.*s has errors of its own", (int)name.len, name.ptr);
  struct phrase_parser *p = s->p;
  if (PHRASE_CODE_MAX - p->code_count < set->code_count) return too_long(s, start);
  uint32_t base = (uint32_t)p->code_count;
  for (size_t i = 0; i < set->code_count; i++) {
    struct phrase_instruction c = set->code[i];
    if (c.op == PHRASE_SPLIT) c.arg += base;
    if (c.next != NONE) c.next += base;
    c.column = (uint16_t)start;
    p->code[p->code_count++] = c;
  }
  sequence_add(s, (struct fragment){base, base + (uint32_t)set->code_count - 1, false});
  return ST_OK;
}

/* ---- brackets ---- */

static enum status open_frame(struct parse *s, char open) {
  if (open && s->p->depth == PHRASE_DEPTH_MAX)
    return fail(s, s->at, "brackets nested deeper than %d", PHRASE_DEPTH_MAX);
  if (open) s->p->depth++;
  *top(s) = (struct frame){.open = open,
                           .column = (uint16_t)s->at,
                           .alternatives_from = s->p->alternative_count,
                           .sequence = {NONE, NONE, false}};
  return ST_OK;
}

static enum status end_alternative(struct parse *s, size_t offset) {
  struct frame *t = top(s);
  if (t->item_count == 0) return fail(s, offset, "an empty alternative");
  if (s->p->depth == 0 && !s->is_set) { /* "[the] ceo" means no more than "ceo": it is a slip */
    if (t->first_optional != NONE) return fail(s, t->first_optional, "a phrase may not start with an optional");
    if (t->last_optional != NONE) return fail(s, t->last_optional, "a phrase may not end with an optional");
  }
  if (s->p->alternative_count == PHRASE_ALTERNATIVES_MAX)
    return fail(s, offset, "over %d alternatives", PHRASE_ALTERNATIVES_MAX);
  s->p->alternatives[s->p->alternative_count++] = t->sequence;
  t->sequence = (struct fragment){NONE, NONE, false};
  t->item_count = 0;
  return ST_OK;
}

/* Makes one class of the alternatives from `from` that are a single word; the others stay as they are. */
static enum status merge_words(struct parse *s, size_t from) {
  struct phrase_parser *p = s->p;
  struct phrasebook *book = s->book;
  size_t count = 0, kept = from;
  for (size_t i = from; i < p->alternative_count; i++) count += p->alternatives[i].is_word;
  if (count < 2) return ST_OK;
  if (book->class_count == book->class_size) {
    size_t size = book->class_size ? book->class_size * 2 : 512;
    struct word_class *v = arena_grow(book->arena, book->classes, book->class_size, size, sizeof *v);
    if (!v) return ST_FATAL;
    book->classes = v;
    book->class_size = size;
  }
  uint32_t *items = ARENA_NEW(book->arena, count, uint32_t);
  if (!items) return ST_FATAL;
  size_t n = 0;
  for (size_t i = from; i < p->alternative_count; i++) {
    struct fragment f = p->alternatives[i];
    if (f.is_word) {
      items[n++] = p->code[f.first].arg;
      if (n > 1) continue;
      p->code[f.first].op = PHRASE_CLASS;
      p->code[f.first].arg = (uint32_t)book->class_count;
      f.is_word = false;
    }
    p->alternatives[kept++] = f;
  }
  p->alternative_count = kept;
  book->classes[book->class_count++] = (struct word_class){items, n};
  return ST_OK;
}

/* The alternatives of the innermost frame as one fragment. */
static enum status join_alternatives(struct parse *s, bool optional, struct fragment *out) {
  struct phrase_parser *p = s->p;
  size_t from = top(s)->alternatives_from, column = top(s)->column;
  enum status st = merge_words(s, from);
  if (st != ST_OK) return st;
  size_t count = p->alternative_count - from;
  *out = p->alternatives[from];
  p->alternative_count = from;
  if (count == 1 && !optional) return ST_OK;
  uint32_t exit = emit(s, PHRASE_JUMP, 0, column), before = NONE;
  struct fragment joined = {NONE, exit, false};
  for (size_t i = 0; i < count && exit != NONE; i++) {
    struct fragment f = i ? p->alternatives[from + i] : *out;
    p->code[f.last].next = exit;
    uint32_t way = f.first;
    if (i + 1 < count || optional) {
      way = emit(s, PHRASE_SPLIT, f.first, column);
      if (way == NONE) return too_long(s, column);
      p->code[way].next = exit; /* where nothing else follows: the way round an optional */
    }
    if (before == NONE)
      joined.first = way;
    else
      p->code[before].next = way;
    before = way;
  }
  if (exit == NONE) return too_long(s, column);
  *out = joined;
  return ST_OK;
}

static enum status close_frame(struct parse *s, char close) {
  char open = close == ')' ? '(' : '[';
  if (s->p->depth == 0 || top(s)->open != open) return fail(s, s->at, "'%c' without a '%c' before it", close, open);
  enum status st = end_alternative(s, s->at);
  if (st != ST_OK) return st;
  struct fragment f;
  st = join_alternatives(s, open == '[', &f);
  if (st != ST_OK) return st;
  uint32_t column = top(s)->column;
  s->p->depth--;
  s->at++;
  if (s->at < s->text.len && ascii_is_alnum(s->text.ptr[s->at]))
    return fail(s, s->at, "put a space behind the bracket: brackets hold whole words");
  sequence_add(s, f);
  if (open == '[' && top(s)->item_count == 1) top(s)->first_optional = column;
  if (open == '[') top(s)->last_optional = column;
  return ST_OK;
}

/* Reads one text as further alternatives of the outermost frame. */
static enum status read_text(struct parse *s) {
  enum status st = ST_OK;
  while (st == ST_OK && s->at < s->text.len) {
    char c = s->text.ptr[s->at];
    if (ascii_is_space(c)) {
      s->at++;
    } else if (c == '(' || c == '[') {
      st = open_frame(s, c);
      s->at++;
    } else if (c == ')' || c == ']') {
      st = close_frame(s, c);
    } else if (c == '|') {
      st = end_alternative(s, s->at);
      s->at++;
    } else if (c == '@') {
      st = read_set(s);
    } else {
      st = is_gap_at(s->text, s->at) ? read_gap(s) : read_word(s);
    }
  }
  if (st != ST_OK) return st;
  if (s->p->depth) return fail(s, top(s)->column, "'%c' is never closed", top(s)->open);
  return end_alternative(s, s->text.len ? s->text.len - 1 : 0);
}

/* ---- the finished program ---- */

/* Copies what can be reached from `start` to the arena, in the order in which it is met; `last` is put at the end. */
static enum status pack(struct parse *s, uint32_t start, uint32_t last, const struct phrase_instruction **code,
                        size_t *count) {
  struct phrase_parser *p = s->p;
  size_t depth = 0, n = 0;
  memset(p->number, 0xFF, p->code_count * sizeof *p->number);
  p->stack[depth++] = start;
  p->number[last] = NONE - 1; /* seen, but numbered last */
  while (depth) {
    uint32_t i = p->stack[--depth];
    if (p->number[i] == NONE) p->number[i] = (uint32_t)n++;
    uint32_t to[2] = {p->code[i].next, p->code[i].op == PHRASE_SPLIT ? p->code[i].arg : NONE};
    for (size_t k = 0; k < 2; k++)
      if (to[k] != NONE && p->number[to[k]] == NONE) {
        p->number[to[k]] = (uint32_t)n++;
        p->stack[depth++] = to[k];
      }
  }
  p->number[last] = (uint32_t)n++;
  struct phrase_instruction *out = ARENA_NEW(s->book->arena, n, struct phrase_instruction);
  if (!out) return ST_FATAL;
  for (size_t i = 0; i < p->code_count; i++) {
    if (p->number[i] == NONE) continue;
    struct phrase_instruction c = p->code[i];
    if (c.next != NONE) c.next = p->number[c.next];
    if (c.op == PHRASE_SPLIT) c.arg = p->number[c.arg];
    out[p->number[i]] = c;
  }
  *code = out;
  *count = n;
  return ST_OK;
}

/* The first instruction of kind `op` that can be reached from `from` without taking a word, or NONE. */
static uint32_t reach(struct parse *s, const struct phrase *f, uint32_t from, enum phrase_op op) {
  struct phrase_parser *p = s->p;
  size_t depth = 0;
  memset(p->number, 0, f->code_count * sizeof *p->number);
  p->stack[depth++] = from;
  p->number[from] = 1;
  while (depth) {
    uint32_t i = p->stack[--depth];
    const struct phrase_instruction *c = &f->code[i];
    if (c->op == op) return i;
    uint32_t to[2] = {c->op == PHRASE_SPLIT || c->op == PHRASE_JUMP ? c->next : NONE,
                      c->op == PHRASE_SPLIT ? c->arg : NONE};
    for (size_t k = 0; k < 2; k++)
      if (to[k] != NONE && !p->number[to[k]]) {
        p->number[to[k]] = 1;
        p->stack[depth++] = to[k];
      }
  }
  return NONE;
}

/* A phrase has a first and a last word of its own: else it would match nothing at all, or any words around it. */
static enum status check_edges(struct parse *s, const struct phrase *f) {
  bool starts_plainly = f->code[0].op < PHRASE_ANY;
  if (!starts_plainly && reach(s, f, 0, PHRASE_MATCH) != NONE)
    return fail(s, 0, "every word of the phrase is optional");
  uint32_t gap = starts_plainly ? NONE : reach(s, f, 0, PHRASE_ANY);
  if (gap != NONE) return fail(s, f->code[gap].column, "a phrase may not start with a gap");
  size_t positions = 0;
  for (uint32_t i = 0; i < f->code_count; i++) {
    positions += f->code[i].op <= PHRASE_ANY;
    if (f->code[i].op == PHRASE_ANY && reach(s, f, f->code[i].next, PHRASE_MATCH) != NONE)
      return fail(s, f->code[i].column, "a phrase may not end with a gap");
  }
  if (positions > PHRASE_POSITIONS_MAX)
    return fail(s, 0, "the phrase is too large: over %d words once its sets are written out", PHRASE_POSITIONS_MAX);
  return ST_OK;
}

static enum status start_parse(struct parse *s) {
  s->p->code_count = s->p->alternative_count = s->p->depth = 0;
  return open_frame(s, 0);
}

static enum status check_regex(struct parse *s, struct phrase *out) {
  if (s->text.len < 3 || s->text.ptr[s->text.len - 1] != '/')
    return fail(s, 0, "a regular expression stands between two slashes");
  out->is_regex = true;
  out->regex = str_sub(s->text, 1, s->text.len - 1);
  size_t offset;
  enum status st = regex_check(out->regex, &offset, s->error->msg, sizeof s->error->msg);
  if (st != ST_OK) s->error->offset = offset + 1;
  return st;
}

static enum status compile(struct parse *s, struct phrase *out) {
  enum status st = start_parse(s);
  if (st == ST_OK) st = read_text(s);
  struct fragment f;
  if (st == ST_OK) st = join_alternatives(s, false, &f);
  if (st != ST_OK) return st;
  uint32_t match = emit(s, PHRASE_MATCH, 0, 0);
  if (match == NONE) return too_long(s, 0);
  s->p->code[f.last].next = match;
  st = pack(s, f.first, match, &out->code, &out->code_count);
  return st == ST_OK ? check_edges(s, out) : st;
}

enum status phrase_compile(struct phrasebook *book, struct str text, struct phrase *out, struct phrase_error *error) {
  struct parse s = {.book = book, .p = book->parser, .text = text, .error = error};
  *out = (struct phrase){.text = text};
  if (text.len == 0) return fail(&s, 0, "an empty phrase");
  if (text.len > PHRASE_BYTES_MAX) return fail(&s, PHRASE_BYTES_MAX, "a phrase over %d bytes", PHRASE_BYTES_MAX);
  return text.ptr[0] == '/' ? check_regex(&s, out) : compile(&s, out);
}

enum status phrase_compile_set(struct phrasebook *book, struct phrase_set *set, size_t *which,
                               struct phrase_error *error) {
  struct parse s = {.book = book, .p = book->parser, .is_set = true, .error = error};
  enum status st = start_parse(&s);
  for (size_t i = 0; i < set->text_count && st == ST_OK; i++) {
    *which = i;
    s.text = set->texts[i];
    s.at = 0;
    if (s.text.len > PHRASE_SET_BYTES_MAX)
      st = fail(&s, PHRASE_SET_BYTES_MAX, "a line of a set over %d bytes; write several", PHRASE_SET_BYTES_MAX);
    else
      st = read_text(&s);
  }
  struct fragment f;
  if (st == ST_OK) st = join_alternatives(&s, false, &f);
  if (st == ST_OK) st = pack(&s, f.first, f.last, &set->code, &set->code_count);
  if (st != ST_OK) return st;
  struct phrase as_phrase = {.code = set->code, .code_count = set->code_count};
  if (set->code_count > 1 && reach(&s, &as_phrase, 0, PHRASE_ANY) != NONE)
    return fail(&s, 0, "a member of a set may not start with a gap");
  set->is_compiled = true;
  return ST_OK;
}

/* ---- running it, plainly ---- */

static bool takes(const struct phrasebook *book, uint32_t item, struct str word) {
  const struct vocabulary_item *it = &book->words.items[item];
  return it->is_prefix ? str_starts(word, it->text) : str_eq(word, it->text);
}

static bool instruction_takes(const struct phrasebook *book, const struct phrase_instruction *c, struct str word) {
  if (c->op == PHRASE_ANY) return true;
  if (c->op == PHRASE_WORD) return takes(book, c->arg, word);
  if (c->op != PHRASE_CLASS) return false;
  const struct word_class *k = &book->classes[c->arg];
  for (size_t i = 0; i < k->count; i++)
    if (takes(book, k->items[i], word)) return true;
  return false;
}

bool phrase_accepts(const struct phrasebook *book, const struct phrase *p, const struct str *words, size_t count) {
  enum { NOW = 1, THEN = 2 };
  unsigned char on[PHRASE_CODE_MAX] = {NOW};
  if (p->is_regex || p->code_count > PHRASE_CODE_MAX) return false;
  for (size_t w = 0; w <= count; w++) {
    for (bool again = true; again;) { /* follow splits and jumps until nothing is added */
      again = false;
      for (size_t i = 0; i < p->code_count; i++) {
        const struct phrase_instruction *c = &p->code[i];
        if (!(on[i] & NOW) || (c->op != PHRASE_SPLIT && c->op != PHRASE_JUMP)) continue;
        again |= !(on[c->next] & NOW) || (c->op == PHRASE_SPLIT && !(on[c->arg] & NOW));
        on[c->next] |= NOW;
        if (c->op == PHRASE_SPLIT) on[c->arg] |= NOW;
      }
    }
    if (w == count) break;
    for (size_t i = 0; i < p->code_count; i++)
      if ((on[i] & NOW) && instruction_takes(book, &p->code[i], words[w])) on[p->code[i].next] |= THEN;
    for (size_t i = 0; i < p->code_count; i++) on[i] = on[i] & THEN ? NOW : 0;
  }
  for (size_t i = 0; i < p->code_count; i++)
    if ((on[i] & NOW) && p->code[i].op == PHRASE_MATCH) return true;
  return false;
}
