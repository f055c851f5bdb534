/* vocabulary.h: the folded words and word beginnings that a lexicon names, each once and with a number. Grows while a
   lexicon is loaded, read only afterwards. Memory from the arena it was given; not thread-safe while it grows. */
#ifndef ROLECALL_VOCABULARY_H
#define ROLECALL_VOCABULARY_H

#include "../base/arena.h"
#include "../base/err.h"

struct vocabulary_item {
  uint32_t at, hash; /* its text in `bytes`: folded, without the star */
  uint32_t len : 31;
  uint32_t is_prefix : 1; /* any word that begins with it, itself too */
};

struct vocabulary {
  struct arena *arena; /* NULL: it cannot grow */
  struct vocabulary_item *items;
  size_t count, size;
  char *bytes;
  size_t byte_count, byte_size;
  uint32_t *slots;   /* item number + 1, open addressing; 0 is free */
  size_t slot_count; /* a power of two, twice the count at least */
};

#define VOCABULARY_NONE 0xFFFFFFFFu

/* FNV-1a, 32 bits (Fowler, Noll, Vo). The hash of a word's beginning is a step on the way to the word's own. */
#define VOCABULARY_HASH_START 0x811C9DC5u
static inline uint32_t vocabulary_hash_step(uint32_t hash, char c) {
  return (hash ^ (unsigned char)c) * 0x01000193u;
}
static inline uint32_t vocabulary_hash(struct str s) {
  uint32_t hash = VOCABULARY_HASH_START;
  for (size_t i = 0; i < s.len; i++) hash = vocabulary_hash_step(hash, s.ptr[i]);
  return hash;
}

void vocabulary_init(struct vocabulary *v, struct arena *a);
/* The item's number, made where it is new; VOCABULARY_NONE when out of memory. */
uint32_t vocabulary_add(struct vocabulary *v, struct str text, bool is_prefix);
static inline struct str vocabulary_text(const struct vocabulary *v, uint32_t item) {
  return (struct str){v->bytes + v->items[item].at, v->items[item].len};
}
/* VOCABULARY_NONE where there is none. `hash` is vocabulary_hash(text). */
uint32_t vocabulary_lookup(const struct vocabulary *v, struct str text, bool is_prefix, uint32_t hash);
uint32_t vocabulary_find(const struct vocabulary *v, struct str text, bool is_prefix);

#endif
