#include "regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>

#include "../base/ascii.h"
#include "../base/buf.h"

enum {
  /* For each place that a match is tried at. A sentence may have a million such places, so this bounds the work: a
     pattern that means a phrase needs some hundred. The interpreter counts more of its steps, over short texts only. */
  MATCH_LIMIT = 2000,
  MATCH_LIMIT_INTERPRETED = 50000,
  DEPTH_LIMIT = 1000,
  HEAP_KIB = 8192,
  JIT_STACK_START = 32 * 1024,
  JIT_STACK_MAX = 512 * 1024,
  GROUPS_MAX = 64
};

struct regex {
  pcre2_code *code;
  uint32_t match_limit;
  const struct memory *memory;
};
struct regex_scratch {
  pcre2_match_data *data;
  pcre2_match_context *context;
  pcre2_jit_stack *stack;
  const struct memory *memory;
};

static const uint32_t OPTIONS =
    PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_AUTO_CAPTURE;

/* The pattern as it is compiled: it starts and ends with a whole word. */
static const char BEFORE[] = "(?<![^ ])(?:", AFTER[] = ")(?![^ ])";

static void *take(size_t size, void *memory) {
  return memory_resize(memory, NULL, size, 1);
}

static void give(void *p, void *memory) {
  memory_free(memory, p);
}

/* The same memory for PCRE2, which copies it into all that is made with it. NULL: out of memory. */
static pcre2_general_context *door(const struct memory *memory) {
  return pcre2_general_context_create(take, give, (void *)(uintptr_t)memory);
}

static pcre2_code *compile_raw(struct str pattern, const struct memory *memory, int *code, size_t *offset) {
  pcre2_code *re = NULL;
  pcre2_general_context *general = door(memory);
  pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
  *code = PCRE2_ERROR_NOMEMORY;
  if (context) re = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, OPTIONS, code, offset, context);
  pcre2_compile_context_free(context);
  pcre2_general_context_free(general);
  return re;
}

static pcre2_code *compile(struct str pattern, const struct memory *memory, int *code, size_t *offset) {
  struct buf b = {.memory = memory};
  buf_add(&b, STR(BEFORE));
  buf_add(&b, pattern);
  buf_add(&b, STR(AFTER));
  pcre2_code *re = NULL;
  *code = PCRE2_ERROR_NOMEMORY;
  if (!b.failed) re = compile_raw(buf_str(&b), memory, code, offset);
  buf_free(&b);
  return re;
}

/* Compiled alone first: what is open at its end (a class, a comment) could swallow what is put behind it. */
static int try_compile(struct str pattern, const struct memory *memory, size_t *offset) {
  int code = 0;
  PCRE2_SIZE at = 0;
  pcre2_code *re = compile_raw(pattern, memory, &code, &at);
  *offset = at < pattern.len ? at : pattern.len;
  if (!re) return code;
  pcre2_code_free(re);
  re = compile(pattern, memory, &code, &at);
  *offset = 0;
  if (!re) return code;
  pcre2_code_free(re);
  return 0;
}

/* ---- what is refused ---- */

struct scan {
  struct str p;
  size_t at;
  bool group_repeats[GROUPS_MAX + 1]; /* something without a bound stands in the group */
  size_t depth;
  bool atom_is_any, atom_repeats; /* of the item before `at` */
  const char *why;
};

static bool has(const struct scan *s, const char *z) {
  return str_starts(str_sub(s->p, s->at, s->p.len), str_of(z));
}

static bool refuse(struct scan *s, const char *why) {
  s->why = why;
  return false;
}

static bool scan_escape(struct scan *s) {
  if (s->at + 1 >= s->p.len) return refuse(s, "a lone \\ at the end");
  char c = s->p.ptr[s->at + 1];
  if (c == 'C') return refuse(s, "\\C is not allowed: it splits characters");
  if ((c >= '1' && c <= '9') || c == 'g' || c == 'k') return refuse(s, "back-references are not allowed");
  if (c == 'Q' || c == 'E') return refuse(s, "\\Q and \\E are not allowed; escape single characters");
  s->atom_is_any = c == 'X' || c == 'N' || c == 'D' || c == 'W' || c == 'S';
  s->atom_repeats = false;
  s->at += 2;
  return true;
}

static bool scan_open(struct scan *s) {
  if (has(s, "(*")) return refuse(s, "verbs such as (*ACCEPT) are not allowed");
  if (has(s, "(?C")) return refuse(s, "callouts are not allowed");
  if (has(s, "(?(")) return refuse(s, "conditional groups are not allowed");
  if (has(s, "(?P=")) return refuse(s, "back-references are not allowed");
  if (has(s, "(?R") || has(s, "(?&") || has(s, "(?P>") || has(s, "(?+")) return refuse(s, "recursion is not allowed");
  size_t digit = s->at + (has(s, "(?-") ? 3 : 2);
  if (has(s, "(?") && digit < s->p.len && ascii_is_digit(s->p.ptr[digit])) return refuse(s, "recursion is not allowed");
  if (s->depth == GROUPS_MAX) return refuse(s, "groups nested too deeply");
  s->group_repeats[++s->depth] = false;
  s->atom_is_any = s->atom_repeats = false;
  s->at++;
  if (s->at < s->p.len && s->p.ptr[s->at] == '?') { /* (?: (?= (?! (?<= (?<! (?> (?<name> (?i) */
    s->at++;
    while (s->at < s->p.len && strchr("<=!>:|#", s->p.ptr[s->at]) && s->p.ptr[s->at]) s->at++;
  }
  return true;
}

/* Behind `[`, over the whole class. */
static void scan_class(struct scan *s) {
  s->at++;
  s->atom_is_any = s->at < s->p.len && s->p.ptr[s->at] == '^';
  if (s->atom_is_any) s->at++;
  if (s->at < s->p.len && s->p.ptr[s->at] == ']') s->at++;
  while (s->at < s->p.len && s->p.ptr[s->at] != ']') {
    if (s->p.ptr[s->at] == '\\' && s->at + 1 < s->p.len) s->at++;
    if (s->p.ptr[s->at] == '[' && s->at + 1 < s->p.len && s->p.ptr[s->at + 1] == ':')
      while (s->at + 1 < s->p.len && !(s->p.ptr[s->at] == ':' && s->p.ptr[s->at + 1] == ']')) s->at++;
    s->at++;
  }
  if (s->at < s->p.len) s->at++;
  s->atom_repeats = false;
}

/* At a quantifier (or a brace that is none): its end, and whether it has no bound. */
static size_t scan_quantifier(const struct scan *s, bool *unbounded) {
  char c = s->p.ptr[s->at];
  *unbounded = c == '*' || c == '+';
  if (c != '{') return s->at + 1;
  size_t i = s->at + 1;
  while (i < s->p.len && ascii_is_digit(s->p.ptr[i])) i++;
  if (i + 1 < s->p.len && s->p.ptr[i] == ',') {
    *unbounded = s->p.ptr[i + 1] == '}';
    for (i++; i < s->p.len && ascii_is_digit(s->p.ptr[i]);) i++;
  }
  return i < s->p.len && s->p.ptr[i] == '}' ? i + 1 : s->at + 1;
}

static bool scan_repeat(struct scan *s) {
  bool unbounded;
  size_t end = scan_quantifier(s, &unbounded);
  if (unbounded && s->atom_is_any)
    return refuse(s, "a gap without a bound; write {0,40} or the like instead of * or +");
  if (unbounded && s->atom_repeats) return refuse(s, "one repetition inside another can take for ever");
  if (unbounded) s->group_repeats[s->depth] = true;
  s->atom_repeats = s->atom_is_any = false;
  s->at = end;
  if (s->at < s->p.len && (s->p.ptr[s->at] == '?' || s->p.ptr[s->at] == '+')) s->at++; /* lazy, possessive */
  return true;
}

static bool scan_item(struct scan *s) {
  switch (s->p.ptr[s->at]) {
    case '\\':
      return scan_escape(s);
    case '(':
      return scan_open(s);
    case '[':
      scan_class(s);
      return true;
    case '*':
    case '+':
    case '?':
    case '{':
      return scan_repeat(s);
    case ')':
      if (s->depth == 0) return refuse(s, "')' without a '(' before it");
      s->atom_repeats = s->group_repeats[s->depth--];
      s->group_repeats[s->depth] |= s->atom_repeats;
      s->atom_is_any = false;
      s->at++;
      return true;
    default:
      s->atom_is_any = s->p.ptr[s->at] == '.';
      s->atom_repeats = false;
      s->at++;
      return true;
  }
}

enum status regex_check(struct str pattern, const struct memory *memory, size_t *offset, char *msg, size_t msg_size) {
  struct scan s = {.p = pattern};
  while (s.at < pattern.len)
    if (!scan_item(&s)) {
      *offset = s.at;
      snprintf(msg, msg_size, "%s", s.why);
      return ST_FAIL;
    }
  int code = try_compile(pattern, memory, offset);
  if (code == 0) return ST_OK;
  if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAP_FAILED) return ST_FATAL;
  PCRE2_UCHAR text[120];
  if (pcre2_get_error_message(code, text, sizeof text) < 0) text[0] = 0;
  snprintf(msg, msg_size, "regular expression: %s", (const char *)text);
  return ST_FAIL;
}

/* ---- compiled ---- */

struct regex *regex_new(struct str pattern, bool is_fast, const struct memory *memory) {
  int code;
  size_t offset;
  struct regex *r = memory_new(memory, 1, sizeof *r);
  if (!r) return NULL;
  r->memory = memory;
  r->code = compile(pattern, memory, &code, &offset);
  if (!r->code) {
    memory_free(memory, r);
    return NULL;
  }
  if (is_fast) (void)pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE); /* without it the interpreter runs */
  r->match_limit = is_fast ? MATCH_LIMIT : MATCH_LIMIT_INTERPRETED;
  return r;
}

void regex_free(struct regex *r) {
  if (!r) return;
  pcre2_code_free(r->code);
  memory_free(r->memory, r);
}

struct regex_scratch *regex_scratch_new(const struct memory *memory) {
  struct regex_scratch *s = memory_new(memory, 1, sizeof *s);
  if (!s) return NULL;
  s->memory = memory;
  pcre2_general_context *general = door(memory);
  if (general) {
    s->data = pcre2_match_data_create(1, general);
    s->context = pcre2_match_context_create(general);
    s->stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MAX, general);
    pcre2_general_context_free(general);
  }
  if (!s->data || !s->context) {
    regex_scratch_free(s);
    return NULL;
  }
  pcre2_set_depth_limit(s->context, DEPTH_LIMIT);
  pcre2_set_heap_limit(s->context, HEAP_KIB);
  if (s->stack) pcre2_jit_stack_assign(s->context, NULL, s->stack);
  return s;
}

void regex_scratch_free(struct regex_scratch *s) {
  if (!s) return;
  pcre2_match_data_free(s->data);
  pcre2_match_context_free(s->context);
  pcre2_jit_stack_free(s->stack);
  memory_free(s->memory, s);
}

enum regex_result regex_find(const struct regex *r, struct regex_scratch *s, struct str subject, size_t from,
                             size_t *start, size_t *end) {
  pcre2_set_match_limit(s->context, r->match_limit);
  while (from < subject.len) {
    int rc = pcre2_match(r->code, (PCRE2_SPTR)subject.ptr, subject.len, from, PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY,
                         s->data, s->context);
    if (rc == PCRE2_ERROR_NOMATCH) return REGEX_NONE;
    if (rc == PCRE2_ERROR_NOMEMORY) return REGEX_NO_MEMORY;
    if (rc < 0) return REGEX_LIMIT;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(s->data);
    if (at[1] > at[0] && at[0] >= from) { /* \K and look-behind could turn it round */
      *start = at[0];
      *end = at[1];
      return REGEX_FOUND;
    }
    from++;
    while (from < subject.len && ((unsigned char)subject.ptr[from] & 0xC0) == 0x80) from++;
  }
  return REGEX_NONE;
}

void regex_version(char *out, size_t size) {
  char run[64] = "?";
  uint32_t jit = 0;
  if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) < (int)sizeof run) pcre2_config(PCRE2_CONFIG_VERSION, run);
  pcre2_config(PCRE2_CONFIG_JIT, &jit);
  snprintf(out, size, "PCRE2 %s (built with %d.%d), JIT %s", run, PCRE2_MAJOR, PCRE2_MINOR, jit ? "on" : "off");
}
