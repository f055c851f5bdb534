#include "entity.h"

#include "../base/ascii.h"
#include "../base/utf8.h"

enum { NAME_MAX_BYTES = 31 };

struct entity {
  char name[NAME_MAX_BYTES + 1];
  uint8_t len, legacy;
  uint32_t code, second;
};

static const struct entity TABLE[] = {
#define ENTITY(name, len, legacy, code, second) {name, len, legacy, code, second},
#include "entity_table.inc"
#undef ENTITY
};
enum { TABLE_COUNT = sizeof TABLE / sizeof *TABLE };

static const struct entity *find(struct str name) {
  size_t low = 0, high = TABLE_COUNT;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int c = str_cmp(name, (struct str){TABLE[middle].name, TABLE[middle].len});
    if (c == 0) return &TABLE[middle];
    if (c < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

/* What numbers 0x80 to 0x9F mean: windows-1252. */
static uint32_t number_to_code(uint32_t n) {
  static const uint16_t windows[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                       0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  if (n >= 0x80 && n < 0xA0) return windows[n - 0x80];
  if (n == 0 || n > 0x10FFFF || (n >= 0xD800 && n <= 0xDFFF)) return 0xFFFD;
  return n;
}

static size_t decode_number(struct str s, size_t at, char out[8], size_t *out_len) {
  size_t i = at + 2;
  bool hex = i < s.len && (s.ptr[i] == 'x' || s.ptr[i] == 'X');
  i += hex;
  size_t digits = i;
  uint32_t n = 0;
  for (; i < s.len; i++) {
    int d = ascii_hex(s.ptr[i]);
    if (d < 0 || (!hex && d > 9)) break;
    if (n <= 0x10FFFF) n = n * (hex ? 16 : 10) + (uint32_t)d;
  }
  if (i == digits) return 0;
  *out_len = utf8_encode(number_to_code(n), out);
  return i + (i < s.len && s.ptr[i] == ';') - at;
}

static void put(const struct entity *entity, char out[8], size_t *out_len) {
  *out_len = utf8_encode(entity->code, out);
  if (entity->second) *out_len += utf8_encode(entity->second, out + *out_len);
}

size_t entity_decode(struct str s, size_t at, bool in_attribute, char out[8], size_t *out_len) {
  if (at + 2 >= s.len) return 0;
  if (s.ptr[at + 1] == '#') return decode_number(s, at, out, out_len);
  size_t n = 0, most = s.len - at - 1 < NAME_MAX_BYTES ? s.len - at - 1 : NAME_MAX_BYTES;
  const char *name = s.ptr + at + 1;
  while (n < most && ascii_is_alnum(name[n])) n++;
  if (n < 2) return 0;
  const struct entity *entity = NULL;
  if (at + 1 + n < s.len && name[n] == ';' && (entity = find((struct str){name, n}))) {
    put(entity, out, out_len);
    return n + 2;
  }
  if (in_attribute) { /* without a semicolon only where nothing follows that belongs to the name */
    if (at + 1 + n < s.len && name[n] == '=') return 0;
    entity = find((struct str){name, n});
    if (!entity || !entity->legacy) return 0;
    put(entity, out, out_len);
    return n + 1;
  }
  for (size_t k = n < 6 ? n : 6; k >= 2; k--) { /* the longest legacy name that the letters begin with */
    entity = find((struct str){name, k});
    if (!entity || !entity->legacy) continue;
    put(entity, out, out_len);
    return k + 1;
  }
  return 0;
}
