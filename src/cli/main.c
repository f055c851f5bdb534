/* main.c: the program. Commands are run here; what they print is made by the report room. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../sandbox.h"
#include "batch.h"
#include "console.h"
#include "eval_command.h"
#include "help.h"
#include "lexicon_command.h"
#include "manual.h"
#include "merge_command.h"
#include "lexicons.h"
#include "options.h"
#include "serve_command.h"
#include "train_command.h"
#include "version.h"

/* Before anything is read, the lexicon too: reading stays possible. */
static bool enter_sandbox(const struct options *o) {
  char weights[4096];
  bool to_standard = o->output && strcmp(o->output, "-") == 0 && o->command != COMMAND_TRAIN;
  struct sandbox s = {.outputs = {to_standard ? NULL : o->output, o->errors}};
  if (o->command == COMMAND_TRAIN && !o->output) {
    int n = snprintf(weights, sizeof weights, "%s/weights.tsv", lexicons_find(o->lexicon));
    if (n > 0 && (size_t)n < sizeof weights) s.outputs[0] = weights;
  }
  bool starved = sandbox_enter(&s).starved; /* what the kernel has not got is told by --version */
  if (starved) console_say("error: too few files may be open at a time (ulimit -n)");
  return !starved;
}

/* A standard stream that is closed would let the next file take its number, and be written into. What stands in for it
   fails, as the closed one would: reading for 0, writing for 1. Messages are lost. */
static void hold_standard_streams(void) {
  static const int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
  for (int fd = 0; fd <= STDERR_FILENO; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    int held = open("/dev/null", modes[fd]); /* the lowest that is free: this one */
    (void)held;
  }
}

int main(int argc, char **argv) {
  hold_standard_streams();
  struct options o;
  if (!options_parse(&o, argc, argv)) return EXIT_ERROR;
  if (o.manual || o.completion) {
    if (o.manual) {
      manual_page(stdout);
    } else if (!manual_completion(stdout, o.completion)) {
      console_say("error: --completion is bash, zsh or fish, not %s", o.completion);
      return EXIT_ERROR;
    }
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_ERROR;
  }
  if (o.version || o.help) {
    if (o.version)
      version_print(stdout);
    else
      help_print(stdout, o.command);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_ERROR;
  }
  signal(SIGPIPE, SIG_IGN); /* a broken pipe comes back as EPIPE, which batch_run takes quietly */
  signal(SIGXFSZ, SIG_IGN); /* a file that may grow no more: EFBIG */
  if (o.command == COMMAND_SERVE) return serve_command(&o); /* another program, which needs to be executed */
  bool compiles =
      o.command == COMMAND_LEXICON && strcmp(o.paths[0], "compile") == 0; /* writes beside a lexicon, reads no page */
  if (!o.no_sandbox && !compiles && !enter_sandbox(&o)) return EXIT_ERROR;
  if (o.command == COMMAND_EVAL) return eval_command(&o);
  if (o.command == COMMAND_MERGE) return merge_command(&o);
  if (o.command == COMMAND_LEXICON) return lexicon_command(&o);
  return o.command == COMMAND_TRAIN ? train_command(&o) : batch_run(&o);
}
