#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lexfile.h"

/* Raise the format when a table changes, or what the loader makes of a file. */
enum {
  IMAGE_FORMAT = 6,
  BYTE_ORDER_MARK = 0x01020304,
  ALIGN = 16,
  PATH_BYTES = 4096,
  IMAGE_BYTES_MAX = 1 << 30,
  RACY_SECONDS = 2
};

struct head {
  char magic[16];
  uint64_t checksum; /* of all that follows */
  uint32_t format, byte_order;
  struct image_key key;
  uint64_t size;
  struct {
    uint64_t at, count, object;
  } parts[IMAGE_TABLES];
};
static const char MAGIC[16] = "rolecall image\n";
enum { CHECKED_FROM = 24 }; /* where what the checksum covers begins: behind itself */

/* ---- digests ---- */

__extension__ typedef unsigned __int128 wide;

/* Both halves of a product, as wyhash (Wang Yi) mixes: sixteen bytes for one multiplication. */
static uint64_t mix(uint64_t hash, const uint64_t word[2]) {
  wide product = (wide)(hash ^ word[0]) * (word[1] ^ UINT64_C(0x9E3779B97F4A7C15));
  return (uint64_t)product ^ (uint64_t)(product >> 64) ^ word[1];
}

/* Two hashes side by side, since one waits for its multiplication: against damage and mix-ups, not against anybody. */
static uint64_t digest(uint64_t seed, const void *v, size_t n) {
  const char *p = v;
  uint64_t a = seed ^ UINT64_C(0x2545F4914F6CDD1D), b = ~a, word[4];
  size_t i = 0;
  for (; i + sizeof word <= n; i += sizeof word) {
    memcpy(word, p + i, sizeof word);
    a = mix(a, word);
    b = mix(b, word + 2);
  }
  memset(word, 0, sizeof word);
  if (i < n) memcpy(word, p + i, n - i);
  a = mix(a, word);
  b = mix(b, word + 2);
  uint64_t last[2][2] = {{b, n}, {n, a}};
  return mix(mix(a, last[0]), last[1]);
}

static void add_to_key(void *key, struct str bytes) {
  uint64_t *k = key;
  *k = digest(*k, bytes.ptr, bytes.len);
}

static const char VERSION[] = "rolecall " ROLECALL_VERSION;

static enum status stamp_of(const char *folder, const struct memory *memory, uint64_t *stamp, int64_t *newest,
                            struct err *e) {
  *stamp = digest(IMAGE_FORMAT, VERSION, sizeof VERSION);
  return lexfiles_stamps(folder, memory, add_to_key, stamp, newest, e);
}

static enum status text_of(const char *folder, const struct memory *memory, uint64_t *text, struct err *e) {
  *text = digest(IMAGE_FORMAT, VERSION, sizeof VERSION);
  return lexfiles_each(folder, memory, add_to_key, text, e);
}

enum status image_key(const char *folder, const struct memory *memory, struct image_key *key, struct err *e) {
  int64_t newest;
  enum status st = stamp_of(folder, memory, &key->stamp, &newest, e); /* first: a change from here on is seen */
  return st == ST_OK ? text_of(folder, memory, &key->text, e) : st;
}

/* ST_OK where the image was made from the files as they are now. A file that was changed about when the image was
   written could be changed once more within one tick of the clock, so then only its bytes count. */
static enum status compare_files(const char *folder, const struct memory *memory, const struct image *image,
                                 struct err *e) {
  const struct head *h = image->bytes;
  uint64_t stamp, text;
  int64_t newest;
  enum status st = stamp_of(folder, memory, &stamp, &newest, e);
  if (st != ST_OK || (stamp == h->key.stamp && newest < image->written - RACY_SECONDS)) return st;
  st = text_of(folder, memory, &text, e);
  return st == ST_OK && text != h->key.text ? ST_SKIP : st;
}

void image_settle(const char *folder) {
  uint64_t stamp;
  int64_t newest;
  struct err e = {0};
  if (stamp_of(folder, NULL, &stamp, &newest, &e) != ST_OK) return; /* whoever makes the image will say why */
  for (int seconds = 0; seconds <= RACY_SECONDS && newest >= time(NULL) - RACY_SECONDS; seconds++) sleep(1);
}

/* ---- reading ---- */

/* "lexicons/mine/" is "lexicons/mine.image". */
static bool image_path(const char *folder, const char *ending, char *out, size_t size) {
  size_t len = strlen(folder);
  while (len > 1 && folder[len - 1] == '/') len--;
  int n = snprintf(out, size, "%.*s.image%s", (int)len, folder, ending);
  return len < PATH_BYTES && n > 0 && (size_t)n < size;
}

/* The mapped file, if it is one of ours as far as its head says. */
static enum status map(const char *path, struct image *image) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info;
  if (fd < 0) return ST_SKIP;
  void *bytes = MAP_FAILED;
  if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size >= (off_t)sizeof(struct head) &&
      info.st_size <= IMAGE_BYTES_MAX) {
    image->size = (size_t)info.st_size;
    image->written = info.st_mtim.tv_sec;
    bytes = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, fd, 0);
  }
  close(fd);
  if (bytes == MAP_FAILED) return ST_SKIP;
  image->bytes = bytes;
  const struct head *h = bytes;
  bool ours = memcmp(h->magic, MAGIC, sizeof MAGIC) == 0 && h->format == IMAGE_FORMAT &&
              h->byte_order == BYTE_ORDER_MARK && h->size == image->size;
  return ours ? ST_OK : ST_SKIP;
}

static bool read_parts(struct image *image) {
  const struct head *h = image->bytes;
  for (size_t i = 0; i < IMAGE_TABLES; i++) {
    uint64_t at = h->parts[i].at, count = h->parts[i].count, object = h->parts[i].object;
    if (at < sizeof *h || at > image->size || at % ALIGN || object == 0 || object > image->size ||
        count > (image->size - at) / object)
      return false;
    image->parts[i] = (struct image_part){(const char *)image->bytes + at, (size_t)count, (size_t)object};
  }
  return true;
}

enum status image_open(const char *folder, const struct memory *memory, struct image **out, struct err *e) {
  char path[PATH_BYTES + 16];
  *out = NULL;
  if (!image_path(folder, "", path, sizeof path)) return ST_SKIP;
  struct image *image = memory_new(memory, 1, sizeof *image);
  if (!image) return err_memory(e);
  arena_init_with(&image->arena, 0, memory);
  enum status st = map(path, image);
  if (st == ST_OK) st = compare_files(folder, memory, image, e);
  if (st == ST_OK) {
    const struct head *h = image->bytes;
    bool whole = h->checksum == digest(0, (const char *)image->bytes + CHECKED_FROM, image->size - CHECKED_FROM) &&
                 read_parts(image);
    st = whole ? ST_OK : ST_SKIP;
  }
  if (st != ST_OK) {
    image_close(image);
    return st;
  }
  *out = image;
  return ST_OK;
}

void image_close(struct image *image) {
  if (!image) return;
  if (image->bytes) munmap(image->bytes, image->size);
  memory_free(image->arena.memory, image);
}

const void *image_table(const struct image *image, enum image_table table, size_t object, size_t *count) {
  const struct image_part *p = &image->parts[table];
  *count = p->object == object ? p->count : 0;
  return p->object == object ? p->v : NULL;
}

/* ---- writing ---- */

static size_t round_up(size_t n) {
  return (n + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
}

void image_seal(void *bytes, size_t size) {
  if (size < sizeof(struct head)) return;
  struct head *h = bytes;
  h->checksum = digest(0, (const char *)bytes + CHECKED_FROM, size - CHECKED_FROM);
}

/* All of it in memory; NULL when out of that. */
static char *lay_out(struct image_key key, const struct image *image, size_t *size) {
  struct head h = {.format = IMAGE_FORMAT, .byte_order = BYTE_ORDER_MARK, .key = key};
  memcpy(h.magic, MAGIC, sizeof MAGIC);
  size_t at = round_up(sizeof h);
  for (size_t i = 0; i < IMAGE_TABLES; i++) {
    const struct image_part *p = &image->parts[i];
    h.parts[i].at = at;
    h.parts[i].count = p->count;
    h.parts[i].object = p->object;
    at += round_up(p->count * p->object);
  }
  h.size = *size = at;
  char *bytes = calloc(1, at);
  if (!bytes) return NULL;
  for (size_t i = 0; i < IMAGE_TABLES; i++)
    if (image->parts[i].count)
      memcpy(bytes + h.parts[i].at, image->parts[i].v, image->parts[i].count * image->parts[i].object);
  memcpy(bytes, &h, sizeof h);
  image_seal(bytes, at);
  return bytes;
}

static bool write_whole(int fd, const char *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = write(fd, bytes + done, size - done);
    if (n > 0)
      done += (size_t)n;
    else if (n == 0 || errno != EINTR)
      return false;
  }
  return fsync(fd) == 0;
}

enum status image_write(const char *folder, struct image_key key, const struct image *image, struct err *e) {
  char path[PATH_BYTES + 16], aside[PATH_BYTES + 48], ending[32];
  snprintf(ending, sizeof ending, ".%ld", (long)getpid());
  if (!image_path(folder, "", path, sizeof path) || !image_path(folder, ending, aside, sizeof aside)) {
    err_set(e, ERR_WRITE, "the folder's name is too long");
    return ST_FATAL;
  }
  size_t size;
  char *bytes = lay_out(key, image, &size);
  if (!bytes) return err_memory(e);
  (void)unlink(aside); /* left by a run that was killed */
  int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  bool ok = fd >= 0 && write_whole(fd, bytes, size);
  if (fd >= 0 && close(fd) != 0) ok = false;
  if (ok) ok = rename(aside, path) == 0;
  if (!ok) {
    err_set(e, ERR_WRITE, "%.180s: %s", fd >= 0 ? path : aside, strerror(errno));
    if (fd >= 0) (void)unlink(aside);
  }
  free(bytes);
  return ok ? ST_OK : ST_FATAL;
}
