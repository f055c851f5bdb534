#include "serve_options.h"

#include <errno.h>
#include <stdlib.h>

static bool parse_number(const char *value, unsigned long long least, unsigned long long most, size_t *out) {
  char *end;
  errno = 0;
  unsigned long long n = strtoull(value, &end, 10);
  if (*value < '0' || *value > '9' || *end || errno || n < least || n > most) return false;
  *out = (size_t)n;
  return true;
}

static bool is_flag(struct serve_options *o, struct str name) {
  struct {
    struct str name;
    bool *to;
  } flags[] = {{STR("open"), &o->open},
               {STR("quiet"), &o->quiet},
               {STR("no-sandbox"), &o->no_sandbox},
               {STR("help"), &o->help},
               {STR("version"), &o->version}};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    if (str_eq(name, flags[i].name)) return *flags[i].to = true;
  return false;
}

static enum status set_value(struct serve_options *o, struct str name, const char *value, struct err *e) {
  const struct limit_row *limit = limit_find(name);
  size_t port = 0, most = limit ? limit->most : 65535;
  bool ok = true;
  if (str_eq(name, STR("lexicon"))) {
    o->lexicon = value;
  } else if (str_eq(name, STR("port"))) {
    ok = parse_number(value, 0, most, &port);
    o->port = (unsigned)port;
  } else if (limit) {
    ok = parse_number(value, 1, most, limit_in(&o->limits, limit));
  } else {
    err_set(e, ERR_USAGE, "no such option: --%.*s", (int)name.len, name.ptr);
  }
  if (!ok)
    err_set(e, ERR_USAGE, "--%.*s takes a whole number from %d to %zu, not: %s", (int)name.len, name.ptr, limit != NULL,
            most, value);
  return e->code == ERR_NONE ? ST_OK : ST_FAIL;
}

enum status serve_options_parse(int argc, char **argv, struct serve_options *out, struct err *e) {
  *out = (struct serve_options){.port = SERVE_PORT, .limits = limits_default()};
  for (int at = 1; at < argc; at++) {
    const char *word = argv[at], *equals = strchr(word, '=');
    if (word[0] != '-' || word[1] != '-') {
      err_set(e, ERR_USAGE, "only options are taken: %s", word);
      return ST_FAIL;
    }
    struct str name = {word + 2, equals ? (size_t)(equals - word) - 2 : strlen(word) - 2};
    if (!equals && is_flag(out, name)) continue;
    if (!equals && at + 1 >= argc) {
      err_set(e, ERR_USAGE, "a value is missing after %s", word);
      return ST_FAIL;
    }
    if (set_value(out, name, equals ? equals + 1 : argv[++at], e) != ST_OK) return ST_FAIL;
  }
  if (out->lexicon || out->help || out->version) return ST_OK;
  err_set(e, ERR_USAGE, "--lexicon DIR is needed; 'rolecall serve' finds it by itself");
  return ST_FAIL;
}
