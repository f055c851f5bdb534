#include "filter.h"

#include "../base/ascii.h"
#include "glob.h"

static bool any_matches(const char *const *globs, size_t count, struct str path) {
  for (size_t i = 0; i < count; i++)
    if (glob_matches(str_of(globs[i]), path)) return true;
  return false;
}

bool filter_excludes(const struct filter *f, struct str path) {
  return any_matches(f->excludes, f->exclude_count, path);
}

bool filter_takes(const struct filter *f, struct str path) {
  return !filter_excludes(f, path) && (!f->include_count || any_matches(f->includes, f->include_count, path));
}

bool filter_takes_member(const struct filter *f, struct str path) {
  for (size_t i = 0; f->exclude_count && i < path.len; i++)
    if (path.ptr[i] == '/' && filter_excludes(f, str_sub(path, 0, i))) return false;
  return filter_takes(f, path);
}

bool filter_is_other(struct str name) {
  static const char *const endings[] = {
      ".css",   ".js",  ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif",  ".svg",  ".webp", ".ico", ".avif", ".woff",
      ".woff2", ".ttf", ".otf", ".eot", ".pdf", ".doc", ".docx", ".xls",  ".xlsx", ".mp4",  ".mp3", ".webm", ".py",
      ".sh",    ".c",   ".h",   ".o",   ".xml", ".db",  ".log",  ".part", ".tmp",  ".bak",  ".swp"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    struct str ending = str_of(endings[i]);
    if (name.len > ending.len && ascii_eq_nocase(str_sub(name, name.len - ending.len, name.len), ending)) return true;
  }
  return name.len && name.ptr[name.len - 1] == '~';
}

bool filter_is_other_member(struct str path, bool *hidden) {
  static const struct str beside[] = {{"_files", 6}, {"_Files", 6}, {".files", 6}};
  *hidden = false;
  while (path.len) {
    const char *slash = str_chr(path, '/');
    struct str part = slash ? str_sub(path, 0, (size_t)(slash - path.ptr)) : path;
    if (str_eq(part, STR("__MACOSX"))) *hidden = true;
    if (str_starts(part, STR(".")) && !str_eq(part, STR(".")) && !str_eq(part, STR(".."))) *hidden = true;
    if (!slash) return *hidden || filter_is_other(part);
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
      if (str_ends(part, beside[i])) return true;
    path = str_sub(path, part.len + 1, path.len);
  }
  return true; /* a folder */
}
