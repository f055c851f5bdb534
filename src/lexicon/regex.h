/* regex.h: regular expressions over folded text, by PCRE2; the only door to that library. A pattern matches whole
   words. What could run away or look beyond the text is refused when the lexicon is loaded; what is left still has
   limits, and meeting one is told apart from not matching. A compiled regex is immutable and may be shared; a scratch
   belongs to one worker. PCRE2 takes its memory where we do (JIT code aside), which must outlive what is made. */
#ifndef ROLECALL_REGEX_H
#define ROLECALL_REGEX_H

#include "../base/err.h"
#include "../base/memory.h"

struct regex;
struct regex_scratch;

/* Whether the pattern is one that a lexicon may hold. ST_FAIL: `msg` says why not, `offset` where in the pattern;
   ST_FATAL: out of memory. */
NODISCARD enum status regex_check(struct str pattern, const struct memory *memory, size_t *offset, char *msg,
                                  size_t msg_size);

/* Compiled. NULL where the pattern is bad or memory is short. `is_fast`: to machine code, where the machine has it,
   which takes longer than matching hundreds of titles; without it, for texts of some hundred bytes only. */
struct regex *regex_new(struct str pattern, bool is_fast, const struct memory *memory);
void regex_free(struct regex *r);

struct regex_scratch *regex_scratch_new(const struct memory *memory);
void regex_scratch_free(struct regex_scratch *s);

enum regex_result { REGEX_NONE, REGEX_FOUND, REGEX_LIMIT, REGEX_NO_MEMORY };
/* The leftmost match at or behind `from`, of at least one byte. `subject` is valid UTF-8: folded words with one space
   between. REGEX_LIMIT: it was given up; whether it matches is not known. */
enum regex_result regex_find(const struct regex *r, struct regex_scratch *s, struct str subject, size_t from,
                             size_t *start, size_t *end);

/* "PCRE2 10.42 2022-12-11 (built with 10.42), JIT on" */
void regex_version(char *out, size_t size);

#endif
