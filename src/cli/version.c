#include "version.h"

#include "../extract/extract.h"
#include "../match/match.h"

void version_print(FILE *out) {
  char xml[80], pcre2[120];
  extract_library_version(xml, sizeof xml);
  match_library_version(pcre2, sizeof pcre2);
  fprintf(out, "rolecall %s\n%s\n%s\n", ROLECALL_VERSION, xml, pcre2);
}
