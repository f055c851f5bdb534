#include "version.h"

#include "../extract/extract.h"
#include "../match/match.h"
#include "sandbox.h"

void version_print(FILE *out) {
  char xml[80], pcre2[120], sandbox[80];
  extract_library_version(xml, sizeof xml);
  match_library_version(pcre2, sizeof pcre2);
  sandbox_describe(sandbox_offered(), sandbox, sizeof sandbox);
  fprintf(out, "rolecall %s\n%s\n%s\nsandbox: %s\n", ROLECALL_VERSION, xml, pcre2, sandbox);
}
