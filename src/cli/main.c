/* main.c: the program. Commands are run here; what they print is made by the report room. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "batch.h"
#include "eval_command.h"
#include "lexicon_command.h"
#include "options.h"
#include "serve_command.h"
#include "train_command.h"
#include "version.h"

int main(int argc, char **argv) {
  struct options o;
  if (!options_parse(&o, argc, argv)) return EXIT_ERROR;
  if (o.version || o.help) {
    if (o.version)
      version_print(stdout);
    else
      options_help(stdout, o.command);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_ERROR;
  }
  signal(SIGPIPE, SIG_IGN); /* a broken pipe comes back as EPIPE, which batch_run takes quietly */
  if (o.command == COMMAND_EVAL) return eval_command(&o);
  if (o.command == COMMAND_SERVE) return serve_command(&o);
  if (o.command == COMMAND_LEXICON) return lexicon_command(&o);
  return o.command == COMMAND_TRAIN ? train_command(&o) : batch_run(&o);
}
