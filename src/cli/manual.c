#include "manual.h"

#include <string.h>

#include "option_table.h"

/* ---- the manual page ---- */

/* For mdoc: backslashes mean something anywhere, a dot or a quote at the beginning of a line. */
static void put_escaped(FILE *out, const char *text, size_t len, bool begins_line) {
  if (begins_line && len && (*text == '.' || *text == '\'')) fputs("\\&", out);
  for (size_t i = 0; i < len; i++) {
    if (text[i] == '\\')
      fputs("\\e", out);
    else if (text[i] == '-')
      fputs("\\-", out); /* an ASCII minus, so that it can be copied */
    else
      fputc(text[i], out);
  }
}

/* Running text: a line ends where a sentence does, and before it grows long. */
static void put_text(FILE *out, const char *text, size_t len) {
  enum { WIDTH = 76 };
  size_t column = 0;
  bool ended = false;
  for (size_t i = 0, end; i < len; i = end) {
    for (; i < len && text[i] == ' '; i++) continue;
    for (end = i; end < len && text[end] != ' '; end++) continue;
    if (end == i) break;
    bool next = (ended && text[i] >= 'A' && text[i] <= 'Z') || column + 1 + end - i > WIDTH;
    if (column && next) column = 0, fputc('\n', out);
    if (column) fputc(' ', out);
    put_escaped(out, text + i, end - i, column == 0);
    column += 1 + end - i;
    ended = strchr(".?!", text[end - 1]) != NULL;
  }
  fputc('\n', out);
}

static void put_lines(FILE *out, const char *text) {
  while (*text) {
    const char *end = strchr(text, '\n');
    size_t len = end ? (size_t)(end - text) : strlen(text);
    if (len == 0)
      fputs(".Pp\n", out);
    else
      put_text(out, text, len);
    text += len + (end != NULL);
  }
}

static void put_examples(FILE *out, const char *examples) {
  fputs(".Bd -literal\n", out);
  while (*examples) {
    const char *end = strchr(examples, '\n');
    size_t len = end ? (size_t)(end - examples) : strlen(examples);
    put_escaped(out, examples, len, true);
    fputc('\n', out);
    examples += len + (end != NULL);
  }
  fputs(".Ed\n", out);
}

static void put_option(FILE *out, const struct option_row *x) {
  fputs(".It ", out);
  if (x->letter) fprintf(out, "Fl %c , ", x->letter);
  fprintf(out, "Fl Fl %s", x->name);
  if (x->argument) fprintf(out, " Ns = Ns Ar %s", x->argument);
  fputc('\n', out);
  put_text(out, x->help, strlen(x->help));
  size_t usual = option_default(x);
  if (usual) fprintf(out, "(default %zu)\n", usual);
}

static bool same_option(const struct option_row *a, const struct option_row *b) {
  return strcmp(a->name, b->name) == 0 && a->help == b->help;
}

/* Whether every command that works on postings takes it: such options stand once, at the end. */
static bool is_common(const struct option_row *x) {
  for (int c = 0; c < COMMAND_HELP; c++) {
    const struct option_row *y;
    bool found = false;
    for (size_t n = 0; !found && (y = option_nth((enum command)c, n)) != NULL; n++) found = same_option(x, y);
    if (!found) return false;
  }
  return true;
}

static void put_options(FILE *out, enum command command, bool common) {
  const struct option_row *x;
  bool any = false;
  for (size_t n = 0; (x = option_nth(command, n)) != NULL; n++) {
    if (command != COMMAND_HELP && is_common(x) != common) continue;
    if (!any) fputs(".Bl -tag -width Ds\n", out);
    any = true;
    put_option(out, x);
  }
  if (any) fputs(".El\n", out);
}

void manual_page(FILE *out) {
  fputs(".Dd November 23, 2026\n.Dt ROLECALL 1\n.Os\n.Sh NAME\n.Nm rolecall\n"
        ".Nd say which role a job posting really describes\n.Sh SYNOPSIS\n",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++) {
    const char *usage = option_commands[c].usage;
    fputs(".Nm\n", out);
    put_text(out, usage + strlen("rolecall "), strlen(usage) - strlen("rolecall "));
  }
  fputs(".Sh DESCRIPTION\n.Nm\nreads job postings as people save them, HTML above all,\n"
        "and says which role each one describes:\nChief Operating Officer, Head of Operations, or another job;\n"
        "and it shows the words that decided it, where they stand in the file.\n",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++) {
    const struct command_row *command = &option_commands[c];
    fprintf(out, ".Ss rolecall %s\n", command->name);
    put_text(out, command->summary, strlen(command->summary));
    if (c == COMMAND_HELP) {
      put_options(out, COMMAND_HELP, false);
      continue;
    }
    put_lines(out, command->about);
    put_options(out, (enum command)c, false);
    put_examples(out, command->examples);
  }
  fputs(".Ss Options of all commands\n", out);
  put_options(out, COMMAND_CLASSIFY, true);
  fputs(".Sh ENVIRONMENT\n.Bl -tag -width Ds\n.It Ev ROLECALL_LEXICON\nthe folder of the lexicon where\n.Fl Fl lexicon\n"
        "is not given\n.It Ev NO_COLOR\nno colour, unless\n.Fl Fl color\nasks for it\n.El\n"
        ".Sh EXIT STATUS\n.Bl -tag -width Ds\n.It 0\ndone\n.It 1\nthe answer is no: a title does not fit\n.Pq Ic check ,\n"
        "an evaluation is under its bar\n.Pq Ic eval ,\nlint or test found an error\n.Pq Ic lexicon\n.It 2\n"
        "an error, even if other documents went well\n.It 130 , 143\nstopped by SIGINT or SIGTERM, in good order\n.El\n"
        ".Sh SEE ALSO\n.Xr rolecall-lexicon 5\n",
        out);
}

/* ---- completions ---- */

/* What the value of an option may be: words, or 'f' for a file, 'd' for a folder, 0 for what nobody can guess. */
static char value_of(enum command command, const struct option_row *x, FILE *out) {
  if (!x->argument) return 0;
  if (strcmp(x->argument, "DIR") == 0) return 'd';
  if (strcmp(x->argument, "FILE") == 0 || strcmp(x->name, "files-from") == 0) return 'f';
  if (strcmp(x->argument, "WHEN") == 0) fputs("auto always never", out);
  if (strcmp(x->argument, "HOW") == 0) fputs("all top none", out);
  if (strcmp(x->argument, "SHELL") == 0) fputs("bash zsh fish", out);
  if (strcmp(x->argument, "FORMAT") != 0) return 0;
  const char *name;
  for (size_t n = 0; (name = option_format_nth(command, n)) != NULL; n++) fprintf(out, "%s%s", n ? " " : "", name);
  return 0;
}

/* Text between single quotes, for a shell. */
static void put_quoted(FILE *out, const char *text) {
  for (; *text; text++) {
    if (*text == '\'')
      fputs("'\\''", out);
    else
      fputc(*text, out);
  }
}

static void put_bash(FILE *out) {
  fputs("# bash completion for rolecall, made by: rolecall help --completion bash\n_rolecall() {\n"
        "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=classify words= values=\n"
        "  case ${COMP_WORDS[1]} in\n    ",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++) fprintf(out, "%s%s", c ? "|" : "", option_commands[c].name);
  fputs(") command=${COMP_WORDS[1]} ;;\n  esac\n"
        "  [[ $word == = ]] && { before=${COMP_WORDS[COMP_CWORD-1]} word=; }\n"
        "  [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD-2]}\n  case $command:$before in\n",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++) {
    const struct option_row *x;
    for (size_t n = 0; (x = option_nth((enum command)c, n)) != NULL; n++) {
      if (!x->argument) continue;
      fprintf(out, "    %s:--%s", option_commands[c].name, x->name);
      if (x->letter) fprintf(out, "|%s:-%c", option_commands[c].name, x->letter);
      fputs(") values='", out);
      char kind = value_of((enum command)c, x, out);
      fprintf(out, "%s' ;;\n", kind == 'd' ? "/d" : kind == 'f' ? "/f" : "");
    }
  }
  fputs("    *) values=/none ;;\n  esac\n  case $values in\n    /d) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n"
        "    /f) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n    /none) ;;\n"
        "    *) COMPREPLY=($(compgen -W \"$values\" -- \"$word\")); return ;;\n  esac\n"
        "  if [[ $word == -* ]]; then\n    case $command in\n",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++) {
    const struct option_row *x;
    fprintf(out, "      %s) words='", option_commands[c].name);
    for (size_t n = 0; (x = option_nth((enum command)c, n)) != NULL; n++)
      fprintf(out, "%s--%s%s", n ? " " : "", x->name, x->argument ? "=" : "");
    fputs("' ;;\n", out);
  }
  fputs("    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
        "    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace\n    return\n  fi\n"
        "  [[ $command == help ]] && COMPREPLY=() || COMPREPLY=($(compgen -f -- \"$word\"))\n"
        "  [[ $COMP_CWORD == 1 || $command == help ]] && COMPREPLY+=($(compgen -W '",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++) fprintf(out, "%s%s", c ? " " : "", option_commands[c].name);
  fputs("' -- \"$word\"))\n}\ncomplete -o filenames -F _rolecall rolecall\n", out);
}

static void put_zsh_option(FILE *out, enum command command, const struct option_row *x) {
  fputs("        ", out);
  if (x->letter) fprintf(out, "'(-%c --%s)'{-%c,--%s%s}'[", x->letter, x->name, x->letter, x->name, x->argument ? "=" : "");
  else fprintf(out, "'--%s%s[", x->name, x->argument ? "=" : "");
  for (const char *c = x->help; *c; c++) { /* brackets and colons part the fields */
    if (*c == '[' || *c == ']' || *c == ':') fputc('\\', out);
    if (*c == '\'') fputs("'\\''", out);
    else fputc(*c, out);
  }
  fputc(']', out);
  if (x->argument) {
    fprintf(out, ":%s:", x->argument);
    if (strcmp(x->argument, "DIR") == 0) fputs("_files -/", out);
    else if (strcmp(x->argument, "FILE") == 0) fputs("_files", out);
    else {
      fputs("(", out);
      value_of(command, x, out);
      fputs(")", out);
    }
  }
  fputs("' \\\n", out);
}

static void put_zsh(FILE *out) {
  fputs("#compdef rolecall\n# zsh completion for rolecall, made by: rolecall help --completion zsh\n_rolecall() {\n"
        "  local -a commands=(\n",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++) {
    const struct command_row *command = &option_commands[c];
    fprintf(out, "    '%s:", command->name);
    put_quoted(out, command->summary);
    fputs("'\n", out);
  }
  fputs("  )\n  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n    _describe command commands\n    _files\n"
        "    return\n  fi\n  local command=classify\n  (( ${commands[(I)$words[2]:*]} )) && command=$words[2]\n"
        "  case $command in\n",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++) {
    const struct option_row *x;
    fprintf(out, "    %s)\n      _arguments -S \\\n", option_commands[c].name);
    for (size_t n = 0; (x = option_nth((enum command)c, n)) != NULL; n++) put_zsh_option(out, (enum command)c, x);
    fputs("        '*:file:_files' ;;\n", out);
  }
  fputs("  esac\n}\n_rolecall \"$@\"\n", out);
}

static void put_fish(FILE *out) {
  fputs("# fish completion for rolecall, made by: rolecall help --completion fish\n", out);
  fputs("set -l commands", out);
  for (int c = 0; c < COMMAND_COUNT; c++) fprintf(out, " %s", option_commands[c].name);
  fputc('\n', out);
  for (int c = 0; c < COMMAND_COUNT; c++) {
    const struct command_row *command = &option_commands[c];
    fprintf(out, "complete -c rolecall -n __fish_use_subcommand -a %s -d '", command->name);
    put_quoted(out, command->summary);
    fputs("'\n", out);
    const struct option_row *x;
    for (size_t n = 0; (x = option_nth((enum command)c, n)) != NULL; n++) {
      fputs("complete -c rolecall -n '", out);
      if (c == COMMAND_CLASSIFY)
        fputs("not __fish_seen_subcommand_from $commands; or ", out);
      fprintf(out, "__fish_seen_subcommand_from %s' -l %s", command->name, x->name);
      if (x->letter) fprintf(out, " -s %c", x->letter);
      if (x->argument) {
        fputs(strcmp(x->argument, "FILE") == 0 || strcmp(x->argument, "DIR") == 0 ? " -r -F" : " -x -a '", out);
        if (strcmp(x->argument, "FILE") != 0 && strcmp(x->argument, "DIR") != 0) {
          value_of((enum command)c, x, out);
          fputc('\'', out);
        }
      }
      fputs(" -d '", out);
      put_quoted(out, x->help);
      fputs("'\n", out);
    }
  }
}

bool manual_completion(FILE *out, const char *shell) {
  static const struct {
    const char *name;
    void (*put)(FILE *out);
  } shells[] = {{"bash", put_bash}, {"zsh", put_zsh}, {"fish", put_fish}};
  for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
    if (strcmp(shells[i].name, shell) != 0) continue;
    shells[i].put(out);
    return true;
  }
  return false;
}
