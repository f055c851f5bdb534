#include "archive_library.h"

#include <dlfcn.h>

/* POSIX has dlsym's object pointers stand for functions; ISO C has no word for it, so the bytes are copied. */
static bool find(void *handle, const char *name, void *function, size_t size) {
  void *found = dlsym(handle, name);
  if (!found || size != sizeof found) return false;
  memcpy(function, &found, sizeof found);
  return true;
}

enum status archive_library_open(struct archive_library *lib, struct err *e) {
  *lib = (struct archive_library){.handle = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL)};
  bool ok = lib->handle != NULL;
#define F(name) ok = ok && find(lib->handle, #name, &lib->name, sizeof lib->name);
  ARCHIVE_FUNCTIONS(F)
#undef F
  if (ok) return ST_OK;
  archive_library_close(lib);
  err_set(e, ERR_UNSUPPORTED, "an archive, and libarchive.so.13 is not there to unpack it (package libarchive13)");
  return ST_FAIL;
}

void archive_library_close(struct archive_library *lib) {
  if (lib->handle) dlclose(lib->handle);
  lib->handle = NULL;
}
