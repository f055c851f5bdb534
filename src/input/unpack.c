#include "unpack.h"

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "archive_library.h"
#include "gunzip.h"

enum { TAIL_BYTES = 512 };

struct unpack {
  const struct archive_library *lib;
  struct archive *a;
  struct stream *in;
  enum unpack_form form;
  size_t ratio, shown;                  /* shown: bytes of `in` that libarchive may be looking at */
  uint64_t unpacked;                    /* bytes that came out */
  struct err why;                       /* of the stream below */
  bool encrypted, dead, ended, zip_end; /* dead: it failed, and that was told */
  char tail[TAIL_BYTES];                /* the last bytes of `in` so far, the newest behind */
  char number[32];
  uint64_t members;
  locale_t locale; /* libarchive gives no name that the locale in use cannot hold; this one holds all */
};

/* What tells, once the archive has been read, whether its end was there. */
static void look_at(struct unpack *u, struct str bytes) {
  char seam[6];
  memcpy(seam, u->tail + TAIL_BYTES - 3, 3);
  size_t n = bytes.len < 3 ? bytes.len : 3;
  if (n) memcpy(seam + 3, bytes.ptr, n);
  for (size_t i = 0; i + 4 <= 3 + n; i++) u->zip_end = u->zip_end || memcmp(seam + i, "PK\5\6", 4) == 0;
  for (size_t at = 0; u->form == UNPACK_ZIP && !u->zip_end && at < bytes.len; at++) {
    const char *p = memchr(bytes.ptr + at, 'P', bytes.len - at);
    if (!p) break;
    at = (size_t)(p - bytes.ptr);
    u->zip_end = str_starts(str_sub(bytes, at, bytes.len), STR("PK\5\6"));
  }
  if (bytes.len < TAIL_BYTES) memmove(u->tail, u->tail + bytes.len, TAIL_BYTES - bytes.len);
  n = bytes.len < TAIL_BYTES ? bytes.len : TAIL_BYTES;
  if (n) memcpy(u->tail + TAIL_BYTES - n, bytes.ptr + bytes.len - n, n);
}

/* libarchive's way of asking for more. The bytes shown last are taken only when it asks again. */
static la_ssize_t feed(struct archive *a, void *context, const void **out) {
  (void)a;
  struct unpack *u = context;
  struct str bytes;
  stream_take(u->in, u->shown);
  u->shown = 0;
  if (stream_peek(u->in, 1, &bytes, &u->why) != ST_OK) return ARCHIVE_FATAL;
  look_at(u, bytes);
  u->shown = bytes.len;
  *out = bytes.ptr;
  return (la_ssize_t)bytes.len;
}

static bool enable(const struct archive_library *lib, struct archive *a, enum unpack_form form) {
  switch (form) {
    case UNPACK_TAR: return lib->archive_read_support_format_tar(a) == ARCHIVE_OK;
    case UNPACK_ZIP: return lib->archive_read_support_format_zip_streamable(a) == ARCHIVE_OK;
    case UNPACK_PACKED: break;
  }
  return lib->archive_read_support_filter_zstd(a) == ARCHIVE_OK &&
         lib->archive_read_support_filter_xz(a) == ARCHIVE_OK &&
         lib->archive_read_support_filter_bzip2(a) == ARCHIVE_OK &&
         lib->archive_read_support_format_raw(a) == ARCHIVE_OK &&
         lib->archive_read_support_format_empty(a) == ARCHIVE_OK;
}

/* Why libarchive failed, or the stream below it. */
static void say_why(const struct unpack *u, struct err *e) {
  const char *says = u->lib->archive_error_string(u->a);
  const char *what = u->form == UNPACK_TAR ? "tar" : u->form == UNPACK_ZIP ? "zip" : "compressed data";
  if (u->why.code != ERR_NONE)
    err_set(e, u->why.code, "%s", u->why.msg);
  else
    err_set(e, ERR_FORMAT, "broken %s: %s", what, says ? says : "no reason given");
}

enum status unpack_new(const struct archive_library *lib, struct stream *in, enum unpack_form form, size_t ratio,
                       struct unpack **out, struct err *e) {
  struct unpack *u = calloc(1, sizeof *u);
  if (!u) return err_memory(e);
  *u = (struct unpack){.lib = lib, .a = lib->archive_read_new(), .in = in, .form = form, .ratio = ratio};
  u->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (!u->a || !enable(lib, u->a, form)) {
    unpack_free(u);
    return err_memory(e);
  }
  if (lib->archive_read_open(u->a, u, NULL, feed, NULL) != ARCHIVE_OK) {
    say_why(u, e);
    unpack_free(u);
    return ST_FAIL;
  }
  *out = u;
  return ST_OK;
}

void unpack_free(struct unpack *u) {
  if (!u) return;
  if (u->a) u->lib->archive_read_free(u->a);
  if (u->locale) freelocale(u->locale);
  free(u);
}

static enum status dead(struct unpack *u, struct err *e) {
  u->dead = true;
  say_why(u, e);
  return ST_FAIL;
}

/* How many members the end of a zip says there are; 0 where it is not in the tail, or that number is elsewhere. */
static unsigned zip_lists(const struct unpack *u) {
  enum { END_BYTES = 22, COUNT_AT = 10, COMMENT_AT = 20 };
  for (size_t at = TAIL_BYTES - END_BYTES + 1; at-- > 0;) {
    const unsigned char *p = (const unsigned char *)u->tail + at;
    if (memcmp(p, "PK\5\6", 4) != 0) continue;
    size_t comment = p[COMMENT_AT] | (size_t)p[COMMENT_AT + 1] << 8;
    unsigned count = p[COUNT_AT] | (unsigned)p[COUNT_AT + 1] << 8;
    if (at + END_BYTES + comment == TAIL_BYTES) return count == UINT16_MAX ? 0 : count;
  }
  return 0;
}

/* Behind the last member: whether the archive's own end mark was there, and all that it lists. Where the signature of a
   member is broken libarchive looks for the next one and says nothing. */
static enum status check_end(struct unpack *u, struct err *e) {
  static const char zeros[TAIL_BYTES];
  u->ended = true;
  stream_take(u->in, u->shown);
  u->shown = 0;
  for (;;) {
    struct str bytes;
    if (stream_peek(u->in, 1, &bytes, e) != ST_OK) return ST_FAIL;
    if (bytes.len == 0) break;
    look_at(u, bytes);
    stream_take(u->in, bytes.len);
  }
  bool whole =
      u->form == UNPACK_PACKED || (u->form == UNPACK_ZIP ? u->zip_end : memcmp(u->tail, zeros, TAIL_BYTES) == 0);
  if (whole && u->form == UNPACK_ZIP && zip_lists(u) > u->members) {
    err_set(e, ERR_FORMAT, "broken zip: it lists %u members, and %" PRIu64 " are there", zip_lists(u), u->members);
    return ST_FAIL;
  }
  if (whole) return ST_END;
  err_set(e, ERR_FORMAT, "the %s is cut short: its end mark is missing", u->form == UNPACK_ZIP ? "zip" : "tar");
  return ST_FAIL;
}

/* The name as it stands there: libarchive gives none where the locale cannot hold it. */
static struct str name_of(struct unpack *u, struct archive_entry *entry) {
  const char *name = u->lib->archive_entry_pathname(entry);
  if (!name) name = u->lib->archive_entry_pathname_utf8(entry);
  if (!name) {
    snprintf(u->number, sizeof u->number, "member %llu", (unsigned long long)u->members + 1);
    name = u->number;
  }
  return str_starts(str_of(name), STR("./")) ? str_of(name + 2) : str_of(name);
}

enum status unpack_next(struct unpack *u, struct unpack_member *out, struct err *e) {
  struct archive_entry *entry = NULL;
  if (u->dead || u->ended) return ST_END;
  locale_t before = u->locale ? uselocale(u->locale) : (locale_t)0; /* of this thread alone */
  int rc = u->lib->archive_read_next_header(u->a, &entry);
  bool has_member = rc == ARCHIVE_OK || rc == ARCHIVE_WARN;
  *out = (struct unpack_member){.name = has_member && u->form != UNPACK_PACKED ? name_of(u, entry) : STR_NONE};
  if (u->locale) uselocale(before);
  if (rc == ARCHIVE_EOF) return check_end(u, e);
  if (!has_member) return dead(u, e);
  u->members++;
  u->encrypted = u->form == UNPACK_ZIP && u->lib->archive_entry_is_data_encrypted(entry);
  int64_t size = u->lib->archive_entry_size(entry);
  out->size = size > 0 ? (uint64_t)size : 0;
  out->is_file = u->form == UNPACK_PACKED ||
                 (u->lib->archive_entry_filetype(entry) == AE_IFREG && !u->lib->archive_entry_hardlink(entry));
  return ST_OK;
}

bool unpack_pull(void *source, char *to, size_t room, size_t *got, struct err *e) {
  struct unpack *u = source;
  *got = 0;
  if (u->encrypted) {
    err_set(e, ERR_UNSUPPORTED, "encrypted; unpack it first");
    return false;
  }
  la_ssize_t n = u->lib->archive_read_data(u->a, to, room);
  if (n == ARCHIVE_RETRY) n = u->lib->archive_read_data(u->a, to, room);
  if (n < 0) {
    u->dead = n == ARCHIVE_FATAL; /* else only this member is broken */
    say_why(u, e);
    return false;
  }
  *got = (size_t)n;
  u->unpacked += *got;
  int64_t packed = u->lib->archive_filter_bytes(u->a, -1);
  if (unpack_in_ratio(packed > 0 ? (uint64_t)packed : 0, u->unpacked, u->ratio, e)) return true;
  u->dead = true;
  return false;
}
