/* archive_library.h: libarchive, loaded when the first archive is met. Linked, it and the eight libraries it brings
   cost every start of the program a millisecond (2.4 to 3.3 ms of CPU for `rolecall --version`, of 100 runs), which is
   more than the bar for one page leaves. Internal to this room; only unpack.c uses it. */
#ifndef ROLECALL_ARCHIVE_LIBRARY_H
#define ROLECALL_ARCHIVE_LIBRARY_H

#include <archive.h>
#include <archive_entry.h>

#include "../base/err.h"

/* The functions in use, by their names. */
#define ARCHIVE_FUNCTIONS(F)                    \
  F(archive_read_new)                           \
  F(archive_read_free)                          \
  F(archive_read_support_filter_bzip2)          \
  F(archive_read_support_filter_xz)             \
  F(archive_read_support_filter_zstd)           \
  F(archive_read_support_format_empty)          \
  F(archive_read_support_format_raw)            \
  F(archive_read_support_format_tar)            \
  F(archive_read_support_format_zip_streamable) \
  F(archive_read_open)                          \
  F(archive_read_next_header)                   \
  F(archive_read_data)                          \
  F(archive_filter_bytes)                       \
  F(archive_error_string)                       \
  F(archive_entry_filetype)                     \
  F(archive_entry_hardlink)                     \
  F(archive_entry_is_data_encrypted)            \
  F(archive_entry_pathname)                     \
  F(archive_entry_pathname_utf8)                \
  F(archive_entry_size)

struct archive_library {
  void *handle;
#define F(name) __typeof__(&name) name;
  ARCHIVE_FUNCTIONS(F)
#undef F
};

/* ST_FAIL (ERR_UNSUPPORTED) where libarchive.so.13 is not there. */
NODISCARD enum status archive_library_open(struct archive_library *lib, struct err *e);
void archive_library_close(struct archive_library *lib);

#endif
