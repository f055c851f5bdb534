#include "shingle.h"

#include "../base/ascii.h"

enum {
  BITS = 1 << 16,    /* of the filter; a description of 1,000 words fills 2 % of it */
  LEAST_WORDS = 60,  /* a shorter description is a teaser */
  MOST_BYTES = 65536 /* of the description that are looked at */
};

/* Hands out hashes of three words in a row. */
struct shingler {
  struct str text;
  size_t at, words;
  uint32_t last[2]; /* hashes of the two words before */
};

static bool next_word(struct shingler *s, uint32_t *hash) {
  uint32_t h = 2166136261u; /* FNV-1a */
  bool any = false;
  for (; s->at < s->text.len; s->at++) {
    char c = s->text.ptr[s->at];
    bool letter = ascii_is_alnum(c) || (unsigned char)c >= 0x80;
    if (letter) {
      h = (h ^ (unsigned char)ascii_lower(c)) * 16777619u;
      any = true;
      continue;
    }
    if (any) break;
    if (c == '<') { /* a tag */
      const char *end = memchr(s->text.ptr + s->at, '>', s->text.len - s->at);
      if (end) s->at = (size_t)(end - s->text.ptr);
    } else if (c == '&') { /* a character reference */
      size_t room = s->text.len - s->at < 10 ? s->text.len - s->at : 10;
      const char *end = memchr(s->text.ptr + s->at, ';', room);
      if (end) s->at = (size_t)(end - s->text.ptr);
    }
  }
  *hash = h;
  return any;
}

/* The next shingle; false at the end. */
static bool next_shingle(struct shingler *s, uint32_t *hash) {
  uint32_t h;
  while (next_word(s, &h)) {
    uint32_t three = (s->last[0] * 31 + s->last[1]) * 31 + h;
    s->last[0] = s->last[1];
    s->last[1] = h;
    if (++s->words < 3) continue;
    *hash = (three ^ three >> 15) & (BITS - 1);
    return true;
  }
  return false;
}

enum status shingle_compare(const struct scene *scene, struct str description, struct arena *a, uint8_t **seen,
                            struct err *e) {
  const struct page *p = scene->page;
  uint32_t hash;
  *seen = NULL;
  if (description.len < 200) return ST_OK;
  if (description.len > MOST_BYTES) description.len = MOST_BYTES;
  uint8_t *filter = ARENA_NEW(a, BITS / 8, uint8_t), *marks = ARENA_NEW(a, p->block_count + 1, uint8_t);
  if (!filter || !marks) return err_memory(e);
  struct shingler s = {.text = description};
  while (next_shingle(&s, &hash)) filter[hash >> 3] = (uint8_t)(filter[hash >> 3] | 1u << (hash & 7));
  if (s.words < LEAST_WORDS) return ST_OK;
  size_t seen_words = 0;
  for (size_t i = 0; i < p->block_count; i++) {
    struct shingler b = {.text = raw_text(p, i)};
    size_t all = 0, found = 0;
    while (next_shingle(&b, &hash)) {
      all++;
      found += (filter[hash >> 3] & (1u << (hash & 7))) != 0;
    }
    if (all >= 2 && found * 10 >= all * 6)
      marks[i] = 1;
    else if (all >= 6 && found * 10 < all)
      marks[i] = 2;
    if (marks[i] == 1) seen_words += b.words;
  }
  if (seen_words * 2 > s.words) *seen = marks;
  return ST_OK;
}
