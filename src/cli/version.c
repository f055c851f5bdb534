#include "version.h"

#include "../extract/extract.h"
#include "../match/match.h"
#include "serve_command.h"

void version_print(FILE *out) {
  char xml[80], pcre2[120];
  extract_library_version(xml, sizeof xml);
  match_library_version(pcre2, sizeof pcre2);
  fprintf(out, "rolecall %s\n%s\n%s\n", ROLECALL_VERSION, xml, pcre2);
  fprintf(out, "rolecall serve: %s\n", serve_is_here() ? "ready" : "not here (built without libmicrohttpd)");
}
