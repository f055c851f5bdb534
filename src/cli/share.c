#include "share.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* An offset in what is inside says nothing of how far the file itself is read. */
static bool is_packed(const char *path) {
  static const struct str magics[] = {{"\x1F\x8B", 2}, {"BZh", 3}, {"PK", 2}, {"\xFD" "7z", 3}, {"\x28\xB5\x2F\xFD", 4}};
  char begin[4] = {0};
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t n = fd >= 0 ? read(fd, begin, sizeof begin) : 0;
  if (fd >= 0) close(fd);
  for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
    if (n > 0 && str_starts((struct str){begin, (size_t)n}, magics[i])) return true;
  return false;
}

void share_open(struct share *s, const char *const *paths, size_t count) {
  *s = (struct share){.paths = paths, .count = count, .sizes = calloc(count + 1, sizeof *s->sizes)};
  for (size_t i = 0; s->sizes && i < count; i++) {
    struct stat st;
    if (stat(paths[i], &st) != 0 || !S_ISREG(st.st_mode) || is_packed(paths[i])) {
      share_close(s);
      return;
    }
    s->sizes[i] = (double)st.st_size;
    s->total += s->sizes[i];
  }
}

void share_close(struct share *s) {
  free(s->sizes);
  s->sizes = NULL;
}

double share_at(struct share *s, const struct document *doc) {
  if (!s->sizes || s->total <= 0) return 0;
  while (!str_eq(doc->path, str_of(s->paths[s->at]))) {
    s->before += s->sizes[s->at++];
    if (s->at < s->count) continue;
    share_close(s); /* a name that nobody gave */
    return 0;
  }
  double inside = doc->record ? (double)doc->offset : s->sizes[s->at];
  return inside <= s->sizes[s->at] ? (s->before + inside) / s->total : 0;
}
