#include "sniff.h"

#include "../base/ascii.h"
#include "../base/kind.h"
#include "json_stream.h"
#include "mime.h"
#include "utf16.h"

static const struct {
  struct str magic;
  enum kind kind;
} magics[] = {
    {{"\x1F\x8B", 2}, KIND_GZIP},
    {{"\x28\xB5\x2F\xFD", 4}, KIND_PACKED},
    {{"\xFD"
      "7zXZ",
      6}, /* with its NUL */
     KIND_PACKED},
    {{"PK\x03\x04", 4}, KIND_ZIP},
    {{"PK\x05\x06", 4}, KIND_ZIP}, /* without members */
    {{"WARC/0.", 7}, KIND_WARC},
    {{"WARC/1.", 7}, KIND_WARC},
};

/* bzip2 says its block size and then begins a block, or ends. */
static bool is_bzip2(struct str s) {
  if (s.len < 10 || !str_starts(s, STR("BZh")) || s.ptr[3] < '1' || s.ptr[3] > '9') return false;
  struct str mark = str_sub(s, 4, 10);
  return str_eq(mark, STR("1AY&SY")) || str_eq(mark, STR("\x17\x72\x45\x38\x50\x90"));
}

/* A tar begins with a header whose checksum, eight octal digits at 148, is the sum of its bytes with spaces there. */
static bool is_tar(struct str s) {
  enum { HEADER = 512, SUM_AT = 148, SUM_BYTES = 8 };
  unsigned sum = 0, said = 0;
  if (s.len < HEADER || s.ptr[0] == '\0') return false;
  for (size_t i = 0; i < HEADER; i++) sum += i >= SUM_AT && i < SUM_AT + SUM_BYTES ? ' ' : (unsigned char)s.ptr[i];
  for (size_t i = SUM_AT; i < SUM_AT + SUM_BYTES; i++)
    if (s.ptr[i] >= '0' && s.ptr[i] <= '7') said = said * 8 + (unsigned)(s.ptr[i] - '0');
  return sum == said;
}

static enum kind kind_of_text(struct str s, struct columns columns) {
  char sign;
  struct str header;
  if (mime_is_message(s)) return KIND_MIME;
  if (json_stream_is_json(s)) return json_stream_is_other(s, columns) ? KIND_OTHER_JSON : KIND_JSON;
  struct str text = ascii_trim(str_starts(s, STR("\xEF\xBB\xBF")) ? str_sub(s, 3, s.len) : s);
  if (text.len == 0) return KIND_EMPTY;
  if (text.ptr[0] == '<') return kind_is_html(text) ? KIND_HTML : KIND_TEXT;
  switch (csv_look(s, columns, &sign, &header)) {
    case TABLE_NAMED: return KIND_TABLE;
    case TABLE_NAMELESS: return KIND_OTHER_TABLE;
    case TABLE_NONE: break;
  }
  return kind_is_html(text) ? KIND_HTML : KIND_TEXT;
}

/* Whether the text in UTF-16 is one that this room takes apart. */
static bool is_wide_data(struct str s, struct columns columns) {
  char begin[STREAM_BYTES / 2];
  enum kind kind = kind_of_text((struct str){begin, utf16_begin(s, begin, sizeof begin)}, columns);
  return kind == KIND_JSON || kind == KIND_OTHER_JSON || kind == KIND_TABLE || kind == KIND_OTHER_TABLE;
}

enum kind sniff(struct str s, struct columns columns, const char **advice) {
  if (s.len == 0) return KIND_EMPTY;
  *advice = kind_office(s);
  if (*advice) return KIND_BINARY;
  for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
    if (str_starts(s, magics[i].magic)) return magics[i].kind;
  if (is_bzip2(s)) return KIND_PACKED;
  if (is_tar(s)) return KIND_TAR;
  *advice = kind_binary(s);
  if (*advice) return KIND_BINARY;
  if (!kind_is_utf16(s)) return kind_of_text(s, columns);
  return is_wide_data(s, columns) ? KIND_UTF16 : kind_is_html(s) ? KIND_HTML : KIND_TEXT;
}
