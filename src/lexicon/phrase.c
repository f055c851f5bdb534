/* Parsing goes straight to Thompson fragments: each item is a piece of program with one way in and one way out, and
   brackets keep a stack of the alternatives that are still open. Nothing recurses. */
#include "phrase.h"

#include <stdarg.h>
#include <stdio.h>

#include "../base/ascii.h"
#include "regex.h"

#define NONE 0xFFFFFFFFu
enum { OPEN = PHRASE_ALL_CODE_MAX }; /* `next` of the last instruction of a set */

/* As in the finished program, but with the place in the text, and with jumps. */
struct step {
  uint8_t op;
  uint16_t column; /* offset in the phrase's text that it came from */
  uint32_t arg, next;
};

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
  struct step code[PHRASE_CODE_MAX];
  size_t code_count;
  struct fragment alternatives[PHRASE_ALTERNATIVES_MAX];
  size_t alternative_count;
  struct frame frames[PHRASE_DEPTH_MAX + 1];
  size_t depth;
  uint32_t stack[PHRASE_CODE_MAX], seen[PHRASE_CODE_MAX], stamp; /* for walking the program */
  uint32_t order[PHRASE_CODE_MAX], number[PHRASE_CODE_MAX];      /* the finished program: its steps, and back */
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
  p->code[p->code_count] = (struct step){(uint8_t)op, (uint16_t)column, arg, NONE};
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

static enum status add_word(struct parse *s, struct str word, bool is_prefix, size_t column) {
  uint32_t item = vocabulary_add(&s->book->words, word, is_prefix);
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
    if ((unsigned char)c < ' ' || c == 0x7F) return fail(s, i, "a control character");
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
    enum status st = add_word(s, token_word(t, i), is_prefix, start + t->v[i].start);
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
    return add_word(s, word, star != 0, start);
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
    const struct phrase_instruction *c = &s->book->code[set->code_from + i];
    uint32_t arg = c->op == PHRASE_SPLIT ? c->arg - set->code_from + base : c->arg;
    uint32_t next = c->next == OPEN ? NONE : c->next - set->code_from + base;
    p->code[p->code_count++] = (struct step){c->op, (uint16_t)start, arg, next};
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

static bool grow_classes(struct phrasebook *book) {
  if (book->class_count == book->class_size) {
    size_t size = book->class_size ? book->class_size * 2 : 1024;
    struct word_class *v = arena_grow(book->arena, book->classes, book->class_size, size, sizeof *v);
    if (!v) return false;
    book->classes = v;
    book->class_size = size;
  }
  if (book->class_count * 2 < book->class_slot_count) return true;
  size_t count = book->class_slot_count ? book->class_slot_count * 4 : 4096;
  uint32_t *slots = ARENA_NEW(book->arena, count, uint32_t);
  if (!slots) return false;
  for (size_t i = 0; i < book->class_count; i++) {
    size_t at = book->classes[i].hash & (count - 1);
    while (slots[at]) at = (at + 1) & (count - 1);
    slots[at] = (uint32_t)i + 1;
  }
  book->class_slots = slots;
  book->class_slot_count = count;
  return true;
}

/* The number of the class with these items, a new one where there is none yet; NONE when out of memory. */
static uint32_t find_class(struct phrasebook *book, const uint32_t *items, size_t count) {
  if (!grow_classes(book)) return NONE;
  uint32_t hash = (uint32_t)count;
  for (size_t i = 0; i < count; i++) hash = (hash ^ items[i]) * 0x9E3779B1u, hash ^= hash >> 15;
  size_t mask = book->class_slot_count - 1, at = hash & mask;
  for (; book->class_slots[at]; at = (at + 1) & mask) {
    const struct word_class *c = &book->classes[book->class_slots[at] - 1];
    if (c->hash == hash && c->count == count && memcmp(c->items, items, count * sizeof *items) == 0)
      return book->class_slots[at] - 1;
  }
  uint32_t *own = ARENA_NEW(book->arena, count, uint32_t);
  if (!own) return NONE;
  memcpy(own, items, count * sizeof *items);
  book->classes[book->class_count++] = (struct word_class){own, (uint32_t)count, hash};
  book->class_slots[at] = (uint32_t)book->class_count;
  return (uint32_t)book->class_count - 1;
}

/* Makes one class of the alternatives from `from` that are a single word; the others stay as they are. */
static enum status merge_words(struct parse *s, size_t from) {
  struct phrase_parser *p = s->p;
  uint32_t items[PHRASE_ALTERNATIVES_MAX], first = NONE;
  size_t n = 0, kept = from;
  for (size_t i = from; i < p->alternative_count; i++) {
    struct fragment f = p->alternatives[i];
    if (f.is_word) {
      items[n++] = p->code[f.first].arg;
      if (first == NONE) first = f.first;
    }
  }
  if (n < 2) return ST_OK;
  uint32_t number = find_class(s->book, items, n);
  if (number == NONE) return ST_FATAL;
  p->code[first].op = PHRASE_CLASS;
  p->code[first].arg = number;
  for (size_t i = from; i < p->alternative_count; i++) {
    struct fragment f = p->alternatives[i];
    if (f.is_word && f.first != first) continue;
    f.is_word = false;
    p->alternatives[kept++] = f;
  }
  p->alternative_count = kept;
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

/* Where a step really leads: jumps are passed over, but for `last`. */
static uint32_t behind_jumps(const struct phrase_parser *p, uint32_t i, uint32_t last) {
  while (i != NONE && i != last && p->code[i].op == PHRASE_JUMP) i = p->code[i].next;
  return i;
}

/* Puts what can be reached from `start` into the book, in the order in which it is met, and `last` at the end. */
static enum status pack(struct parse *s, uint32_t start, uint32_t last, uint32_t *code_from, uint32_t *code_count) {
  struct phrase_parser *p = s->p;
  struct phrasebook *book = s->book;
  size_t depth = 0;
  uint32_t n = 0;
  memset(p->number, 0xFF, p->code_count * sizeof *p->number);
  p->number[last] = NONE - 1; /* seen, but numbered last */
  start = behind_jumps(p, start, last);
  if (start != last) {
    p->stack[depth++] = start;
    p->order[n] = start;
    p->number[start] = n++;
  }
  while (depth) {
    struct step *c = &p->code[p->stack[--depth]];
    c->next = behind_jumps(p, c->next, last);
    if (c->op == PHRASE_SPLIT) c->arg = behind_jumps(p, c->arg, last);
    uint32_t to[2] = {c->next, c->op == PHRASE_SPLIT ? c->arg : NONE};
    for (size_t k = 0; k < 2; k++)
      if (to[k] != NONE && p->number[to[k]] == NONE) {
        p->order[n] = to[k];
        p->number[to[k]] = n++;
        p->stack[depth++] = to[k];
      }
  }
  p->order[n] = last;
  p->number[last] = n++;
  if (book->code_count + n >= OPEN) return fail(s, 0, "the lexicon is too large: over %d steps in all", OPEN);
  if (book->code_size - book->code_count < n) {
    size_t size = (book->code_size ? book->code_size : PHRASE_CODE_MAX) * 2;
    void *v = arena_grow(book->arena, book->code, book->code_size, size, sizeof *book->code);
    if (!v) return ST_FATAL;
    book->code = v;
    book->code_size = size;
  }
  uint32_t base = (uint32_t)book->code_count;
  for (uint32_t i = 0; i < n; i++) {
    const struct step *c = &p->code[p->order[i]];
    book->code[base + i] = (struct phrase_instruction){
        .arg = c->op == PHRASE_SPLIT ? base + p->number[c->arg] : c->arg,
        .next = (c->next == NONE ? OPEN : base + p->number[c->next]) & OPEN,
        .op = c->op,
    };
  }
  *code_from = base;
  *code_count = n;
  book->code_count += n;
  return ST_OK;
}

/* The first step of kind `op` that can be reached from `from` without taking a word, or NONE. */
static uint32_t reach(struct parse *s, uint32_t from, enum phrase_op op) {
  struct phrase_parser *p = s->p;
  size_t depth = 0;
  if (++p->stamp == 0) { /* came round: no old stamp may look like a new one */
    memset(p->seen, 0, sizeof p->seen);
    p->stamp = 1;
  }
  p->stack[depth++] = from;
  p->seen[from] = p->stamp;
  while (depth) {
    uint32_t i = p->stack[--depth];
    const struct step *c = &p->code[i];
    if (c->op == op) return i;
    uint32_t to[2] = {c->op == PHRASE_SPLIT || c->op == PHRASE_JUMP ? c->next : NONE,
                      c->op == PHRASE_SPLIT ? c->arg : NONE};
    for (size_t k = 0; k < 2; k++)
      if (to[k] != NONE && p->seen[to[k]] != p->stamp) {
        p->seen[to[k]] = p->stamp;
        p->stack[depth++] = to[k];
      }
  }
  return NONE;
}

/* A phrase has a first and a last word of its own: else it would match nothing at all, or any words around it.
   `count` steps of the finished program stand in p->order. */
static enum status check_edges(struct parse *s, uint32_t count) {
  const struct phrase_parser *p = s->p;
  uint32_t start = p->order[0];
  bool starts_plainly = p->code[start].op < PHRASE_ANY;
  if (!starts_plainly && reach(s, start, PHRASE_MATCH) != NONE)
    return fail(s, 0, "every word of the phrase is optional");
  uint32_t gap = starts_plainly ? NONE : reach(s, start, PHRASE_ANY);
  if (gap != NONE) return fail(s, p->code[gap].column, "a phrase may not start with a gap");
  size_t positions = 0;
  for (uint32_t i = 0; i < count; i++) {
    const struct step *c = &p->code[p->order[i]];
    positions += c->op <= PHRASE_ANY;
    if (c->op == PHRASE_ANY && reach(s, c->next, PHRASE_MATCH) != NONE)
      return fail(s, c->column, "a phrase may not end with a gap");
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
  enum status st = regex_check(out->regex, s->book->arena->memory, &offset, s->error->msg, sizeof s->error->msg);
  if (st != ST_OK) s->error->offset = offset + 1;
  return st;
}

static enum status compile(struct parse *s, uint32_t entry, struct phrase *out) {
  enum status st = start_parse(s);
  if (st == ST_OK) st = read_text(s);
  struct fragment f;
  if (st == ST_OK) st = join_alternatives(s, false, &f);
  if (st != ST_OK) return st;
  uint32_t match = emit(s, PHRASE_MATCH, entry, 0);
  if (match == NONE) return too_long(s, 0);
  s->p->code[f.last].next = match;
  st = pack(s, f.first, match, &out->code_from, &out->code_count);
  return st == ST_OK ? check_edges(s, out->code_count) : st;
}

enum status phrase_compile(struct phrasebook *book, struct str text, uint32_t entry, struct phrase *out,
                           struct phrase_error *error) {
  struct parse s = {.book = book, .p = book->parser, .text = text, .error = error};
  *out = (struct phrase){.text = text};
  if (text.len == 0) return fail(&s, 0, "an empty phrase");
  if (text.len > PHRASE_BYTES_MAX) return fail(&s, PHRASE_BYTES_MAX, "a phrase over %d bytes", PHRASE_BYTES_MAX);
  return text.ptr[0] == '/' ? check_regex(&s, out) : compile(&s, entry, out);
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
  if (st == ST_OK) st = pack(&s, f.first, f.last, &set->code_from, &set->code_count);
  if (st != ST_OK) return st;
  if (set->code_count > 1 && reach(&s, s.p->order[0], PHRASE_ANY) != NONE)
    return fail(&s, 0, "a member of a set may not start with a gap");
  set->is_compiled = true;
  return ST_OK;
}

/* ---- running it, plainly ---- */

static bool takes(const struct phrasebook *book, uint32_t item, struct str word) {
  struct str text = vocabulary_text(&book->words, item);
  return book->words.items[item].is_prefix ? str_starts(word, text) : str_eq(word, text);
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

void phrase_spread(const struct phrasebook *book, const struct phrase *p, unsigned char *on) {
  uint32_t from = p->code_from;
  for (bool again = true; again;) {
    again = false;
    for (uint32_t i = 0; i < p->code_count; i++) {
      const struct phrase_instruction *c = &book->code[from + i];
      if (!on[i] || (c->op != PHRASE_SPLIT && c->op != PHRASE_JUMP)) continue;
      again |= !on[c->next - from] || (c->op == PHRASE_SPLIT && !on[c->arg - from]);
      on[c->next - from] = 1;
      if (c->op == PHRASE_SPLIT) on[c->arg - from] = 1;
    }
  }
}

bool phrase_accepts(const struct phrasebook *book, const struct phrase *p, const struct str *words, size_t count) {
  unsigned char on[PHRASE_CODE_MAX] = {1}, then[PHRASE_CODE_MAX];
  if (p->is_regex || p->code_count > PHRASE_CODE_MAX) return false;
  const struct phrase_instruction *code = book->code + p->code_from;
  for (size_t w = 0; w < count; w++) {
    phrase_spread(book, p, on);
    memset(then, 0, p->code_count);
    for (size_t i = 0; i < p->code_count; i++)
      if (on[i] && instruction_takes(book, &code[i], words[w])) then[code[i].next - p->code_from] = 1;
    memcpy(on, then, p->code_count);
  }
  phrase_spread(book, p, on);
  return on[p->code_count - 1]; /* the match */
}
