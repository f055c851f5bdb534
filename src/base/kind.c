#include "kind.h"

#include "ascii.h"

enum { LOOK_BYTES = 65536, NAME_MAX_BYTES = 10 };

#define OFFICE_ADVICE "an Office file; save the posting as HTML or text first"

static const struct {
  struct str magic;
  const char *advice;
} binaries[] = {
    {{"%PDF-", 5}, "a PDF; save the posting as text first (pdftotext FILE)"},
    {{"\xD0\xCF\x11\xE0", 4}, "an old Office file; save the posting as HTML or text first"},
    {{"{\\rtf", 5}, "an RTF file; save the posting as HTML or text first"},
    {{"\x89PNG", 4}, "a picture"},
    {{"\xFF\xD8\xFF", 3}, "a picture"},
    {{"GIF8", 4}, "a picture"},
    {{"bplist00", 8}, "a Safari web archive or property list; save the page as HTML"},
    {{"\177ELF", 4}, "a program"},
    {{"7z\xBC\xAF\x27\x1C", 6}, "a 7z archive; unpack it first (7z x FILE)"},
    {{"Rar!\x1A\x07", 6}, "a RAR archive; unpack it first (unrar x FILE)"},
    {{"\x04\x22\x4D\x18", 4}, "lz4 data; unpack it first (unlz4 FILE)"},
    {{"\x1F\x9D", 2}, "compress data; unpack it first (uncompress FILE)"},
    {{"SQLite format 3", 15}, "an SQLite database"},
};

static const char *const tags[] = {
    "!doctype", "a",    "article", "b",      "body",    "br",    "div", "em",    "font", "form", "h1", "h2",
    "h3",       "h4",   "head",    "header", "html",    "i",     "li",  "link",  "main", "meta", "ol", "p",
    "script",   "span", "strong",  "style",  "section", "table", "td",  "title", "tr",   "ul"};

bool kind_is_utf16(struct str s) {
  return str_starts(s, (struct str){"\xFF\xFE", 2}) || str_starts(s, (struct str){"\xFE\xFF", 2});
}

/* The tag at `<`: its name, lower case, and whether it ends as a tag does. NUL bytes are passed over in UTF-16. */
static bool is_tag(struct str s, size_t at, bool wide) {
  char name[NAME_MAX_BYTES];
  size_t n = 0, i = at + 1;
  while (wide && i < s.len && s.ptr[i] == '\0') i++;
  if (i < s.len && s.ptr[i] == '/') i++;
  for (; i < s.len && n < sizeof name; i++) {
    if (wide && s.ptr[i] == '\0') continue;
    if (!ascii_is_alnum(s.ptr[i]) && s.ptr[i] != '!') break;
    name[n++] = ascii_lower(s.ptr[i]);
  }
  while (wide && i < s.len && s.ptr[i] == '\0') i++;
  if (i >= s.len || (s.ptr[i] != '>' && s.ptr[i] != '/' && !ascii_is_space(s.ptr[i]))) return false;
  for (size_t t = 0; t < sizeof tags / sizeof *tags; t++)
    if (str_eq((struct str){name, n}, str_of(tags[t]))) return true;
  return false;
}

bool kind_is_html(struct str s) {
  if (s.len > LOOK_BYTES) s.len = LOOK_BYTES;
  bool wide = kind_is_utf16(s);
  for (size_t i = 0; i + 1 < s.len; i++) {
    const char *open = memchr(s.ptr + i, '<', s.len - i);
    if (!open) return false;
    i = (size_t)(open - s.ptr);
    if (is_tag(s, i, wide) || str_starts(str_sub(s, i, s.len), STR("<!--"))) return true;
  }
  return false;
}

/* Whether any of eight bytes is below a blank, or DEL (Bit Twiddling Hacks, hasless and haszero). */
static bool has_low(uint64_t v) {
  const uint64_t ones = UINT64_MAX / 255, tops = ones << 7;
  uint64_t del = v ^ ones * 0x7F;
  return (((v - ones * ' ') & ~v) | ((del - ones) & ~del)) & tops;
}

/* Text has hardly any control bytes; a stray NUL in a saved page happens. */
static bool has_controls(struct str s) {
  static const uint8_t control[256] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1,         1,
                                       1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, [0x7F] = 1};
  size_t bad = 0;
  for (size_t i = 0; i < s.len;) {
    uint64_t eight;
    if (s.len - i >= sizeof eight && memcpy(&eight, s.ptr + i, sizeof eight) && !has_low(eight)) {
      i += sizeof eight;
      continue;
    }
    for (size_t end = s.len - i < sizeof eight ? s.len : i + sizeof eight; i < end; i++)
      bad += control[(unsigned char)s.ptr[i]];
  }
  return bad > s.len / 100 + 1;
}

const char *kind_binary(struct str s) {
  for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
    if (str_starts(s, binaries[i].magic)) return binaries[i].advice;
  if (s.len > LOOK_BYTES) s.len = LOOK_BYTES;
  return !kind_is_utf16(s) && has_controls(s) ? "not text" : NULL;
}

const char *kind_office(struct str zip) {
  static const char *const folders[] = {"[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/"};
  enum { NAME_AT = 30 }; /* of the first member, in its header */
  if (!str_starts(zip, STR("PK\x03\x04")) || zip.len < NAME_AT) return NULL;
  struct str name = str_sub(zip, NAME_AT, zip.len);
  if (str_starts(name, STR("mimetypeapplication/epub"))) return "an EPUB book; save the posting as HTML or text first";
  if (str_starts(name, STR("mimetypeapplication/vnd."))) return OFFICE_ADVICE;
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
    if (str_starts(name, str_of(folders[i]))) return OFFICE_ADVICE;
  return NULL;
}
