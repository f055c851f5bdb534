/* vocabulary.h: the folded words and word beginnings that a lexicon names, each once and with a number. Grows while a
   lexicon is loaded, read only afterwards. Memory from the arena it was given; not thread-safe while it grows. */
#ifndef ROLECALL_VOCABULARY_H
#define ROLECALL_VOCABULARY_H

#include "../base/arena.h"
#include "../base/err.h"

struct vocabulary_item {
  struct str text; /* folded; without the star */
  bool is_prefix;  /* any word that begins with it, itself too */
  uint32_t hash;
};

struct vocabulary {
  struct arena *arena;
  struct vocabulary_item *items;
  size_t count, size;
  uint32_t *slots; /* item number + 1, open addressing; 0 is free */
  size_t slot_count;
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
/* The item's number, made where it is new (its text copied only if `copy`); VOCABULARY_NONE when out of memory.
   `is_new` may be NULL. */
uint32_t vocabulary_add(struct vocabulary *v, struct str text, bool is_prefix, bool copy, bool *is_new);
/* VOCABULARY_NONE where there is none. `hash` is vocabulary_hash(text). */
uint32_t vocabulary_lookup(const struct vocabulary *v, struct str text, bool is_prefix, uint32_t hash);
uint32_t vocabulary_find(const struct vocabulary *v, struct str text, bool is_prefix);

#endif
