/* loader.h: what the parts of the loader share while one lexicon is read. Internal to this room. */
#ifndef ROLECALL_LOADER_H
#define ROLECALL_LOADER_H

#include "lexfile.h"
#include "phrase.h"

struct loader {
  struct lexicon *lex;
  struct phrasebook *book;
  struct lexicon_notes *notes;
  const struct lexfile *file; /* that is being read */
  size_t criterion_size, entry_size;
  struct vocabulary ids; /* of the entries, numbered as they are */
};

/* Adds an error or a warning with its place in the file that is being read. ST_OK, or ST_FATAL when out of memory:
   an error in a file never stops the loader. */
NODISCARD enum status loader_error(struct loader *l, uint32_t line, uint32_t column, const char *format, ...)
    PRINTF_LIKE(4, 5);
NODISCARD enum status loader_warn(struct loader *l, uint32_t line, uint32_t column, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* The one field with this key, marked as used; NULL where there is none. A second one is an error. */
NODISCARD enum status loader_field(struct loader *l, struct lexsection *s, const char *key, struct lexfield **out);
/* Its text; *out is left alone where there is none. */
NODISCARD enum status loader_text(struct loader *l, struct lexsection *s, const char *key, struct str *out);
/* Its number, which must lie between `least` and `most`. `found` may be NULL. */
NODISCARD enum status loader_number(struct loader *l, struct lexsection *s, const char *key, double least, double most,
                                    double *out, bool *found);
/* All values of a key that may repeat, in order. */
NODISCARD enum status loader_list(struct loader *l, struct lexsection *s, const char *key, struct str **out,
                                  size_t *count);
/* After all keys were asked for: an error for each that nobody asked for. */
NODISCARD enum status loader_unknown(struct loader *l, const struct lexsection *s, const char *known);

/* One more criterion, to be filled; NULL where there is none: too many (an error with this place), or out of memory. */
NODISCARD enum status loader_criterion(struct loader *l, uint32_t line, uint32_t column,
                                       struct lexicon_criterion **out);

/* settings.c: lexicon.txt, sets.txt, weights.tsv. */
NODISCARD enum status load_settings(struct loader *l);
NODISCARD enum status load_sets(struct loader *l);
NODISCARD enum status load_weights(struct loader *l);
/* entries.c: one criterion's file, or cues.txt where `criterion` is LEXICON_NO_INDEX. */
NODISCARD enum status load_entries(struct loader *l, uint16_t criterion);

/* The criterion's number, or LEXICON_NO_INDEX. */
uint16_t lexicon_criterion(const struct lexicon *lex, struct str id);

#endif
