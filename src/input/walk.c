/* walk.c: an explicit stack of names, so that depth costs no C stack. A folder is entered once: its device and inode
   are remembered, which is what ends loops of symbolic links. */
#include "walk.h"

#include "../base/ascii.h"
#include "stream.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

struct pending {
  char *path;
  bool named;
  bool is_end;    /* the end of a folder that a person named */
  uint64_t found; /* documents found before it was entered */
};

struct seen {
  dev_t device;
  ino_t inode;
  bool taken;
};

struct walk {
  struct pending *stack; /* the next one on top */
  size_t count, size;
  struct seen *seen; /* open addressing; a power of two, at most half full */
  size_t seen_count, seen_size;
  char *current; /* the path given out last */
  uint64_t skipped, found;
  const struct filter *filter;
  /* a list of further paths */
  const char *list_path;
  struct stream list;
  char list_end; /* what stands behind each path of it */
  struct arena arena;
};

static bool push(struct walk *w, const char *folder, const char *name, bool named) {
  if (w->count == w->size) {
    size_t size = w->size ? w->size * 2 : 64;
    struct pending *stack = realloc(w->stack, size * sizeof *stack);
    if (!stack) return false;
    w->stack = stack;
    w->size = size;
  }
  size_t folder_len = folder ? strlen(folder) : 0, name_len = strlen(name);
  bool slash = folder_len && folder[folder_len - 1] != '/';
  char *path = malloc(folder_len + slash + name_len + 1);
  if (!path) return false;
  if (folder) memcpy(path, folder, folder_len);
  if (slash) path[folder_len] = '/';
  memcpy(path + folder_len + slash, name, name_len + 1);
  w->stack[w->count++] = (struct pending){.path = path, .named = named};
  return true;
}

enum status walk_new(const struct walk_options *o, struct walk **out, struct err *e) {
  struct walk *w = calloc(1, sizeof *w);
  if (!w) return err_memory(e);
  w->filter = &o->filter;
  w->list_end = o->nul_separated ? '\0' : '\n';
  arena_init(&w->arena, 0);
  enum status status = ST_OK;
  for (size_t i = o->path_count; status == ST_OK && i-- > 0;)
    if (!push(w, NULL, o->paths[i], true)) status = err_memory(e);
  if (status == ST_OK && o->files_from) {
    w->list_path = o->files_from;
    status = stream_open(&w->list, o->files_from, e);
    w->list.stop = o->stop;
    if (status == ST_FAIL && e) e->path = o->files_from;
  }
  if (status != ST_OK) {
    walk_free(w);
    return status;
  }
  *out = w;
  return ST_OK;
}

void walk_free(struct walk *w) {
  if (!w) return;
  for (size_t i = 0; i < w->count; i++) free(w->stack[i].path);
  free(w->stack);
  free(w->seen);
  free(w->current);
  stream_close(&w->list);
  arena_free(&w->arena);
  free(w);
}

uint64_t walk_skipped(const struct walk *w) {
  return w->skipped;
}

size_t walk_left(const struct walk *w, bool *more) {
  *more = w->list_path != NULL;
  return w->count;
}

void walk_found(struct walk *w) {
  w->found++;
}

/* The slot that holds the folder, or the free one where it goes. */
static struct seen *find_seen(struct seen *seen, size_t size, dev_t device, ino_t inode) {
  uint64_t hash = ((uint64_t)inode ^ (uint64_t)device << 40) * UINT64_C(0x9E3779B97F4A7C15);
  size_t at = (size_t)(hash >> 32) & (size - 1);
  while (seen[at].taken && (seen[at].device != device || seen[at].inode != inode)) at = (at + 1) & (size - 1);
  return &seen[at];
}

/* True the first time only. */
static bool enter(struct walk *w, const struct stat *st, bool *out_of_memory) {
  if (w->seen_count * 2 >= w->seen_size) {
    size_t size = w->seen_size ? w->seen_size * 2 : 64;
    struct seen *seen = calloc(size, sizeof *seen);
    if (!seen) {
      *out_of_memory = true;
      return false;
    }
    for (size_t i = 0; i < w->seen_size; i++)
      if (w->seen[i].taken) *find_seen(seen, size, w->seen[i].device, w->seen[i].inode) = w->seen[i];
    free(w->seen);
    w->seen = seen;
    w->seen_size = size;
  }
  struct seen *slot = find_seen(w->seen, w->seen_size, st->st_dev, st->st_ino);
  if (slot->taken) return false;
  *slot = (struct seen){st->st_dev, st->st_ino, true};
  w->seen_count++;
  return true;
}

static int by_name(const void *left, const void *right) {
  const char *const *a = left, *const *b = right;
  return strcmp(*a, *b);
}

/* `X_files` beside `X.html` (or .htm) holds what the page needs, not postings. `names` are sorted. */
static bool is_page_folder(char *const *names, size_t count, const char *name) {
  struct str n = str_of(name);
  const struct str endings[] = {STR("_files"), STR("_Files"), STR(".files")};
  for (size_t i = 0; i < 3; i++) {
    if (!str_ends(n, endings[i])) continue;
    struct str stem = str_sub(n, 0, n.len - endings[i].len);
    for (size_t k = 0; k < count; k++) {
      struct str other = str_of(names[k]);
      if (str_starts(other, stem) && (ascii_eq_nocase(str_sub(other, stem.len, other.len), STR(".html")) ||
                                      ascii_eq_nocase(str_sub(other, stem.len, other.len), STR(".htm"))))
        return true;
    }
  }
  return false;
}

static enum status read_names(const char *folder, char ***names, size_t *count, struct err *e) {
  DIR *d = opendir(folder);
  if (!d) {
    err_set(e, ERR_OPEN, "cannot open the folder: %s", strerror(errno));
    return ST_FAIL;
  }
  enum status status = ST_OK;
  size_t size = 0;
  for (struct dirent *entry; status == ST_OK;) {
    errno = 0;
    entry = readdir(d);
    if (!entry) {
      if (errno) { /* what was not listed must not be lost in silence */
        err_set(e, ERR_READ, "cannot read the folder: %s", strerror(errno));
        status = ST_FAIL;
      }
      break;
    }
    if (entry->d_name[0] == '.') continue; /* hidden, and . and .. */
    if (*count == size) {
      size = size ? size * 2 : 64;
      char **more = realloc(*names, size * sizeof *more);
      if (!more) {
        status = err_memory(e);
        break;
      }
      *names = more;
    }
    (*names)[*count] = strdup(entry->d_name);
    if (!(*names)[*count]) status = err_memory(e);
    *count += status == ST_OK;
  }
  closedir(d);
  if (*count) qsort(*names, *count, sizeof **names, by_name);
  return status;
}

static enum status push_folder(struct walk *w, const char *folder, struct err *e) {
  char **names = NULL;
  size_t count = 0;
  enum status status = read_names(folder, &names, &count, e);
  for (size_t i = count; status == ST_OK && i-- > 0;) {
    if (filter_is_other(str_of(names[i])) || is_page_folder(names, count, names[i]))
      w->skipped++;
    else if (!push(w, folder, names[i], false))
      status = err_memory(e);
  }
  for (size_t i = 0; i < count; i++) free(names[i]);
  free(names);
  return status;
}

/* Marks where a named folder ends, below what it holds. */
static enum status push_end(struct walk *w, const char *folder, struct err *e) {
  if (!push(w, NULL, folder, true)) return err_memory(e);
  w->stack[w->count - 1].is_end = true;
  w->stack[w->count - 1].found = w->found;
  return ST_OK;
}

/* The next path of the list, onto the stack. ST_END behind the last. */
static enum status next_listed(struct walk *w, struct walk_file *out, struct err *e) {
  enum { PATH_BYTES = 1 << 16 };
  while (w->list_path) {
    struct str path;
    arena_reset(&w->arena);
    enum status status = stream_line(&w->list, w->list_end, PATH_BYTES, &w->arena, &path, e);
    if (status == ST_END || stream_broken(&w->list)) {
      *out = (struct walk_file){w->list_path, true};
      stream_close(&w->list);
      w->list_path = NULL;
      return status;
    }
    if (status == ST_OK && path.len == 0) continue;
    char *copy = status == ST_OK ? malloc(path.len + 1) : NULL;
    if (status == ST_OK && !copy) return err_memory(e);
    free(w->current);
    w->current = copy;
    *out = (struct walk_file){copy ? copy : w->list_path, true};
    if (status != ST_OK) return status;
    memcpy(copy, path.ptr, path.len);
    copy[path.len] = 0;
    if (strlen(copy) < path.len) {
      err_set(e, ERR_FORMAT, "a NUL in a path: is this a list for -0?");
      return ST_FAIL;
    }
    if (strcmp(copy, "-") == 0 && strcmp(w->list_path, "-") == 0) {
      err_set(e, ERR_USAGE, "standard input is the list of files itself");
      return ST_FAIL;
    }
    return push(w, NULL, copy, true) ? ST_OK : err_memory(e);
  }
  return ST_END;
}

/* Whether --include and --exclude leave out what was found in a folder. */
static bool is_left_out(const struct walk *w, const struct pending *p, bool is_folder) {
  struct str path = str_of(p->path);
  return !p->named && (is_folder ? filter_excludes(w->filter, path) : !filter_takes(w->filter, path));
}

enum status walk_next(struct walk *w, struct walk_file *out, struct err *e) {
  for (;;) {
    if (!w->count) {
      enum status listed = next_listed(w, out, e);
      if (listed != ST_OK) return listed;
    }
    free(w->current);
    struct pending next = w->stack[--w->count];
    w->current = next.path;
    *out = (struct walk_file){w->current, next.named};
    if (next.is_end) {
      if (next.found != w->found) continue;
      err_set(e, ERR_EMPTY, "no postings in this folder");
      return ST_FAIL;
    }
    if (next.named && strcmp(next.path, "-") == 0) return ST_OK;
    struct stat st;
    if (stat(next.path, &st) != 0) {
      bool url = strstr(next.path, "://") != NULL;
      if (url)
        err_set(e, ERR_UNSUPPORTED, "a URL; save the page first (in the browser, or with curl -L -o page.html URL)");
      else
        err_set(e, ERR_OPEN, "cannot open: %s", strerror(errno));
      return ST_FAIL;
    }
    if (!next.named && !S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) { /* FIFOs, sockets, devices */
      w->skipped++;
      continue;
    }
    if (is_left_out(w, &next, S_ISDIR(st.st_mode))) {
      w->skipped++;
      continue;
    }
    if (!S_ISDIR(st.st_mode)) return ST_OK;
    bool out_of_memory = false;
    if (!enter(w, &st, &out_of_memory)) {
      if (out_of_memory) return err_memory(e);
      continue;
    }
    enum status status = next.named ? push_end(w, next.path, e) : ST_OK;
    if (status == ST_OK) status = push_folder(w, next.path, e);
    if (status != ST_OK) return status;
  }
}
