#include "tags.h"

#include "../base/ascii.h"

enum { NAME_MAX_BYTES = 10 };

static const struct {
  struct str name;
  unsigned flags;
} TABLE[TAG_COUNT] = {{{"", 0}, 0},
#define TAG(id, text, bits) {{text, sizeof(text) - 1}, (bits)},
                      ROLECALL_TAGS(TAG)
#undef TAG
};

/* The first tag of each letter; the last entry ends the letter z. Checked against the table by a test. */
static const uint8_t FIRST[27] = {TAG_A,     TAG_B,   TAG_CANVAS, TAG_DATALIST, TAG_EM,    TAG_FIELDSET, TAG_H1,
                                  TAG_H1,    TAG_I,   TAG_KEYGEN, TAG_KEYGEN,   TAG_LABEL, TAG_MAIN,     TAG_NAV,
                                  TAG_OL,    TAG_P,   TAG_S,      TAG_S,        TAG_S,     TAG_TABLE,    TAG_U,
                                  TAG_VIDEO, TAG_WBR, TAG_XMP,    TAG_COUNT,    TAG_COUNT, TAG_COUNT};

enum tag tag_find(struct str name) {
  if (name.len == 0 || name.len > NAME_MAX_BYTES || !ascii_is_alpha(name.ptr[0])) return TAG_OTHER;
  size_t letter = (size_t)(ascii_lower(name.ptr[0]) - 'a');
  for (unsigned i = FIRST[letter]; i < FIRST[letter + 1]; i++)
    if (ascii_eq_nocase(TABLE[i].name, name)) return (enum tag)i;
  return TAG_OTHER;
}

struct str tag_name(enum tag tag) {
  return TABLE[tag].name;
}

unsigned tag_flags(enum tag tag) {
  return TABLE[tag].flags;
}

unsigned tag_heading_level(enum tag tag) {
  return tag >= TAG_H1 && tag <= TAG_H6 ? (unsigned)(tag - TAG_H1 + 1) : 0;
}
