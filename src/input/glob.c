#include "glob.h"

/* Whether `c` is in the set at g[*at], which is behind its bracket; *at moves behind the closing one. A set that is
   never closed stands for the bracket. */
static bool in_set(struct str g, size_t *at, char c) {
  size_t i = *at;
  bool no = i < g.len && (g.ptr[i] == '!' || g.ptr[i] == '^'), in = false;
  i += no;
  for (size_t first = i; i < g.len && (g.ptr[i] != ']' || i == first); i++) {
    unsigned char low = (unsigned char)g.ptr[i], high = low, byte = (unsigned char)c;
    if (i + 2 < g.len && g.ptr[i + 1] == '-' && g.ptr[i + 2] != ']') high = (unsigned char)g.ptr[i += 2];
    in = in || (byte >= low && byte <= high);
  }
  if (i >= g.len) return c == '[';
  *at = i + 1;
  return in != no && c != '/';
}

/* Whether one byte of the path is what stands at g[*at], which moves on; never a star. */
static bool one(struct str g, size_t *at, char c) {
  char sign = g.ptr[(*at)++];
  if (sign == '?') return c != '/';
  if (sign == '[') return in_set(g, at, c);
  if (sign == '\\' && *at < g.len) sign = g.ptr[(*at)++];
  return sign == c;
}

/* Where a mismatch goes back to: the last star, which then stands for one byte more. */
struct star {
  size_t glob, text;
  bool set, folders; /* folders: a "**" before a slash, which stands for whole folders, or for none */
};

static struct star star_at(struct str g, size_t *at, size_t text, bool *wide) {
  struct star star = {.text = text, .set = true};
  size_t begin = *at;
  *wide = str_starts(str_sub(g, begin, g.len), STR("**"));
  *at += *wide ? 2 : 1;
  star.folders = *wide && *at < g.len && g.ptr[*at] == '/' && (begin == 0 || g.ptr[begin - 1] == '/');
  *at += star.folders;
  star.glob = *at;
  return star;
}

/* Lets the star stand for more; false where it cannot. */
static bool widen(struct star *star, struct str s, bool wide) {
  if (!star->set || star->text >= s.len || (!wide && s.ptr[star->text] == '/')) return false;
  if (!star->folders) return star->text++, true;
  const char *slash = memchr(s.ptr + star->text, '/', s.len - star->text);
  if (!slash) return false;
  star->text = (size_t)(slash - s.ptr) + 1;
  return true;
}

static bool matches(struct str g, struct str s) {
  struct star narrow = {0}, wide = {0};
  size_t at = 0, i = 0;
  for (;;) {
    if (at < g.len && g.ptr[at] == '*') {
      bool is_wide;
      struct star star = star_at(g, &at, i, &is_wide);
      *(is_wide ? &wide : &narrow) = star;
      if (is_wide) narrow.set = false;
    } else if (i == s.len && at == g.len) {
      return true;
    } else if (i < s.len && at < g.len && one(g, &at, s.ptr[i])) {
      i++;
    } else if (widen(&narrow, s, false)) {
      at = narrow.glob, i = narrow.text;
    } else if (widen(&wide, s, true)) {
      at = wide.glob, i = wide.text;
      narrow.set = false;
    } else {
      return false;
    }
  }
}

bool glob_matches(struct str glob, struct str path) {
  bool slash = str_chr(glob, '/');
  if (glob.len && glob.ptr[0] == '/') return matches(glob, path);
  for (size_t i = path.len;; i--) {
    bool begins = i == 0 || path.ptr[i - 1] == '/';
    if (begins && (i < path.len || path.len == 0)) {
      if (matches(glob, str_sub(path, i, path.len))) return true;
      if (!slash) return false;
    }
    if (i == 0) return false;
  }
}
