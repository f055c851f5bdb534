/* entity.h: character references as HTML reads them (13.2.5.72 to 13.2.5.80). Constant; any thread. */
#ifndef ROLECALL_ENTITY_H
#define ROLECALL_ENTITY_H

#include "../base/str.h"

/* The reference that begins with the & at s[at]: its length in bytes, and its text as UTF-8 (1 to 8 bytes) in `out`
   with the length in `out_len`. 0 where the & stands for itself. `in_attribute`: &copy=1 in an address is no reference.
 */
size_t entity_decode(struct str s, size_t at, bool in_attribute, char out[8], size_t *out_len);

#endif
