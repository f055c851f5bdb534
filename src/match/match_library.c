#include "../lexicon/regex.h"
#include "match.h"

void match_library_version(char *out, size_t size) {
  regex_version(out, size);
}
