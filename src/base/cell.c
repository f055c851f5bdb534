#include "cell.h"

#include "ascii.h"
#include "utf8.h"

static bool is_plain_number(struct str s) {
  s = ascii_trim(s);
  size_t i = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'), digits = 0;
  for (; i < s.len && ascii_is_digit(s.ptr[i]); i++) digits++;
  if (i < s.len && s.ptr[i] == '.')
    for (i++; i < s.len && ascii_is_digit(s.ptr[i]); i++) digits++;
  return digits && i == s.len;
}

static bool is_formula_sign(uint32_t code) {
  switch (code) {
    case '=':
    case '+':
    case '-':
    case '@':
    case 0xFF1D:
    case 0xFF0B:
    case 0xFF0D:
    case 0xFF20: return true;
    default: return false;
  }
}

/* `s` is valid UTF-8. */
static bool is_formula(struct str s) {
  if (s.len && (s.ptr[0] == '\t' || s.ptr[0] == '\r' || s.ptr[0] == '\n')) return true;
  for (size_t at = 0; at < s.len;) {
    uint32_t code;
    size_t n = utf8_decode(s, at, &code);
    if (is_formula_sign(code)) return !is_plain_number(s);
    bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0); /* which becomes a space */
    if (!is_control && !utf8_is_space(code) && !utf8_is_invisible(code)) return false;
    at += n;
  }
  return false;
}

/* Length of the control character at `at`, of which some terminals take those up to U+009F for escape sequences; 0: it
   is none. */
static size_t control(struct str s, size_t at) {
  unsigned char c = (unsigned char)s.ptr[at];
  if (c == 0xC2 && at + 1 < s.len && (unsigned char)s.ptr[at + 1] < 0xA0) return 2;
  return c < 0x20 || c == 0x7F;
}

static bool needs_quotes(struct str s, char separator) {
  if (s.len == 0) return false;
  if (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ') return true;
  for (size_t i = 0; i < s.len; i++) {
    char c = s.ptr[i];
    if (c > ',' && c < 0x7F) continue; /* most are, and neither a quote mark nor a separator is */
    if (c == '"' || c == separator || control(s, i)) return true;
  }
  return false;
}

static void write_valid(struct buf *out, struct str s, char separator) {
  bool formula = is_formula(s);
  if (!formula && !needs_quotes(s, separator)) {
    buf_add(out, s);
    return;
  }
  buf_char(out, '"');
  if (formula) buf_char(out, '\'');
  for (size_t i = 0; i < s.len;) {
    char c = s.ptr[i];
    size_t n = control(s, i);
    bool kept = separator == ',' && (c == '\t' || c == '\r' || c == '\n');
    if (c == '"') buf_char(out, '"');
    buf_char(out, n && !kept ? ' ' : c);
    i += n ? n : 1;
  }
  buf_char(out, '"');
}

void cell_write(struct buf *out, struct str value, char separator) {
  if (utf8_valid_prefix(value) == value.len) {
    write_valid(out, value, separator);
    return;
  }
  struct buf clean = {0};
  buf_utf8(&clean, value);
  write_valid(out, buf_str(&clean), separator);
  if (clean.failed) out->failed = true;
  buf_free(&clean);
}

void cell_end_row(struct buf *out, char separator) {
  buf_add(out, separator == ',' ? STR("\r\n") : STR("\n"));
}
