/* utf8.h: UTF-8 after the Unicode Standard, table 3-7 (well-formed byte sequences): no overlong forms, no surrogates,
   nothing above U+10FFFF. */
#ifndef ROLECALL_UTF8_H
#define ROLECALL_UTF8_H

#include "str.h"

/* Length in bytes (1 to 4) of the well-formed character at s[at], its code point by out-parameter; 0 where the bytes
   are not well-formed. `at` must be below s.len. `code` may be NULL. */
size_t utf8_decode(struct str s, size_t at, uint32_t *code);
/* Writes a code point (at most U+10FFFF, no surrogate) and returns its length; `out` has room for 4. */
size_t utf8_encode(uint32_t code, char out[4]);
/* Offset of the first byte that is not part of a well-formed character, or s.len. */
size_t utf8_valid_prefix(struct str s);
/* Number of code points in valid UTF-8. */
size_t utf8_length(struct str s);
/* White space for text: ASCII white space, U+00A0, U+1680, U+2000-200A, U+2028/9, U+202F, U+205F, U+3000. */
bool utf8_is_space(uint32_t code);
/* Characters that show nothing and are dropped from text: soft hyphen, U+200B-200F, U+202A-202E, U+2060-2064,
   U+2066-2069, U+FEFF. */
bool utf8_is_invisible(uint32_t code);

#endif
