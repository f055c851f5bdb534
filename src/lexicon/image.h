/* image.h: a lexicon made ready for matching, as tables in one file beside its folder (FOLDER.image), so that a run
   over a single page need not read half a megabyte of phrases. It holds what classifying needs, not what people read
   (phrases, examples, sources). Places in it are numbers, never addresses. An image is used only if it was made from
   the very files that stand in the folder, by this version of the program, on a machine of this kind, and is whole;
   else the text is read. Whoever reads a table checks every number in it: a damaged image may cost time, not safety.
   The file is mapped; it is replaced by renaming, never changed in place. */
#ifndef ROLECALL_IMAGE_H
#define ROLECALL_IMAGE_H

#include "../base/arena.h"
#include "../base/err.h"

enum image_table {
  IMAGE_STRINGS,
  IMAGE_SETTINGS,
  IMAGE_ROLES,
  IMAGE_CRITERIA,
  IMAGE_SECTIONS,
  IMAGE_FILES,
  IMAGE_ENTRIES,
  IMAGE_TOUCHES,
  IMAGE_REGEXES,
  IMAGE_WORDS, /* the vocabulary: items, their bytes, its slots */
  IMAGE_WORD_BYTES,
  IMAGE_WORD_SLOTS,
  IMAGE_CODE, /* of phrases; what sets hold is written out in it */
  IMAGE_ITEM_RANGES,
  IMAGE_PREFIXES,
  IMAGE_GROUPS,
  IMAGE_RANGES,
  IMAGE_ROOT_OF,
  IMAGE_ROOTS,
  IMAGE_ROOT_KEYS,
  IMAGE_KEYS,
  IMAGE_THREADS,
  IMAGE_ENDS,
  IMAGE_TABLES
};

struct image_part {
  const void *v;
  size_t count, object; /* objects, and bytes of each */
};

/* Opened: the parts lie in `bytes`, aligned to 16. To be written: in `arena`, or wherever whoever put them there keeps
   them until image_write. */
struct image {
  void *bytes; /* mapped; NULL in one to be written */
  size_t size;
  int64_t written;    /* when, in seconds since 1970 */
  struct arena arena; /* of an opened one, only its memory is used */
  struct image_part parts[IMAGE_TABLES];
};

/* What the files of a folder come to, with the program's version. */
struct image_key {
  uint64_t text; /* of their bytes */
  /* Of their sizes, times and inodes, as git's index does: where that is the same, nobody need read them. */
  uint64_t stamp;
};
NODISCARD enum status image_key(const char *folder, const struct memory *memory, struct image_key *key, struct err *e);
/* Waits, for three seconds at most, until no file has changed so lately that an image made now could not be trusted by
   their stamp. Without it the image is as good, but the files are read at each start. The key is taken before: what
   changes in the meantime makes it unfit. */
void image_settle(const char *folder);

/* ST_OK; ST_SKIP: there is none, or none that fits; ST_FATAL: the folder cannot be read, or out of memory. */
NODISCARD enum status image_open(const char *folder, const struct memory *memory, struct image **out, struct err *e);
void image_close(struct image *image);
/* The table, if its objects are of this size; else NULL. `count` is set. */
const void *image_table(const struct image *image, enum image_table table, size_t object, size_t *count);

/* Writes FOLDER.image aside and renames it. `key` is from before the lexicon was read. */
NODISCARD enum status image_write(const char *folder, struct image_key key, const struct image *image, struct err *e);
/* Sets the checksum of a file's bytes: for image_write, and for tests that damage one on purpose. */
void image_seal(void *bytes, size_t size);

#endif
