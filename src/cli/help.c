#include "help.h"

static void put_commands(FILE *out) {
  fputs("rolecall reads saved job postings and says which role each one really describes.\n\n", out);
  for (int c = 0; c < COMMAND_COUNT; c++)
    fprintf(out, "  %-9s %s\n", option_commands[c].name, option_commands[c].summary);
  fputs("\n'rolecall PATH...' is 'rolecall classify PATH...'. Help for each: rolecall help COMMAND.\n"
        "'rolecall help --man' writes the manual page, --completion=SHELL what bash, zsh or fish completes by.\n\n",
        out);
}

static void put_option(FILE *out, const struct option_row *x) {
  char name[64];
  snprintf(name, sizeof name, "%s%s%s", x->name, x->argument ? "=" : "", x->argument ? x->argument : "");
  fprintf(out, x->letter ? "  -%c, --%-22s %s" : "   %c  --%-22s %s", x->letter ? x->letter : ' ', name, x->help);
  size_t usual = option_default(x);
  if (usual) fprintf(out, " (default %zu)", usual);
  fputc('\n', out);
}

void help_print(FILE *out, enum command command) {
  if (command == COMMAND_HELP) {
    put_commands(out);
    command = COMMAND_CLASSIFY;
  }
  const struct command_row *c = &option_commands[command];
  fprintf(out, "usage: %s\n\n%s\n%s\nExamples:\n%s\nOptions:\n", c->usage, c->summary, c->about, c->examples);
  const struct option_row *x;
  for (size_t n = 0; (x = option_nth(command, n)) != NULL; n++) put_option(out, x);
  if (c->no) fprintf(out, "\nExit status: 1 where %s, else as follows.", c->no);
  fputs("\nExit status: 0 done, 2 an error, even if other documents went well.\n", out);
  if (FOR(command) & FOR_PATHS) fputs("130 and 143: stopped by SIGINT or SIGTERM, in good order.\n", out);
}
