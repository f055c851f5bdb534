#include "request.h"

#include "../base/ascii.h"

/* Cuts up to the first `at` off `rest`, both ends trimmed. */
static struct str cut(struct str *rest, char at) {
  const char *p = str_chr(*rest, at);
  size_t n = p ? (size_t)(p - rest->ptr) : rest->len;
  struct str first = str_sub(*rest, 0, n);
  *rest = p ? str_sub(*rest, n + 1, rest->len) : STR_NONE;
  return ascii_trim(first);
}

enum body_kind request_body_kind(struct str header, struct str *charset) {
  static const struct {
    struct str name;
    enum body_kind kind;
  } types[] = {
      {{"", 0}, BODY_FILE},
      {{"application/octet-stream", 24}, BODY_FILE},
      {{"text/html", 9}, BODY_HTML},
      {{"application/xhtml+xml", 21}, BODY_HTML},
      {{"text/plain", 10}, BODY_TEXT},
      {{"application/json", 16}, BODY_JSON},
      {{"application/jsonl", 17}, BODY_LINES},
      {{"application/x-ndjson", 20}, BODY_LINES},
  };
  *charset = STR_NONE;
  struct str type = cut(&header, ';');
  while (header.len) {
    struct str value = cut(&header, ';');
    struct str name = cut(&value, '=');
    if (!ascii_eq_nocase(name, STR("charset"))) continue;
    value = ascii_trim(value);
    bool quoted = value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"';
    *charset = quoted ? str_sub(value, 1, value.len - 1) : value;
    break;
  }
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (ascii_eq_nocase(type, types[i].name)) return types[i].kind;
  return BODY_FOREIGN;
}

/* ":8737", and nothing behind it; nothing at all where the port is the one that goes without saying. */
static bool is_port(struct str s, unsigned port) {
  if (s.len == 0) return port == 80;
  if (s.len < 2 || s.len > 6 || s.ptr[0] != ':' || s.ptr[1] == '0') return false;
  unsigned n = 0;
  for (size_t i = 1; i < s.len; i++) {
    if (!ascii_is_digit(s.ptr[i])) return false;
    n = n * 10 + (unsigned)(s.ptr[i] - '0');
  }
  return n == port;
}

bool request_host_is_ours(struct str host, unsigned port) {
  static const struct str names[] = {{"127.0.0.1", 9}, {"localhost", 9}, {"[::1]", 5}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t n = names[i].len;
    if (host.len >= n && ascii_eq_nocase(str_sub(host, 0, n), names[i]))
      return is_port(str_sub(host, n, host.len), port);
  }
  return false;
}

bool request_origin_is_ours(struct str origin, unsigned port) {
  struct str scheme = STR("http://");
  return str_starts(origin, scheme) && request_host_is_ours(str_sub(origin, scheme.len, origin.len), port);
}
