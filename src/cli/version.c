#include "version.h"

#include "../extract/extract.h"
#include "../match/match.h"
#include "../report/database.h"
#include "../sandbox.h"
#include "serve_command.h"

void version_print(FILE *out) {
  char xml[80], pcre2[120], sqlite[40], sandbox[80];
  extract_library_version(xml, sizeof xml);
  match_library_version(pcre2, sizeof pcre2);
  database_library_version(sqlite, sizeof sqlite);
  fprintf(out, "rolecall %s\n%s\n%s\n%s\n", ROLECALL_VERSION, xml, pcre2, sqlite);
  fprintf(out, "rolecall serve: %s\n",
          serve_is_here() ? "ready" : "not here (there is no rolecall-serve; it is built where libmicrohttpd is)");
  sandbox_describe(sandbox_offered(), sandbox, sizeof sandbox);
  fprintf(out, "sandbox: %s\n", sandbox);
}
