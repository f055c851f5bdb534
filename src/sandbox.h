/* sandbox.h: what the program gives up before it looks at the first page. A page is hostile input and the parsers are
   C; from here on the process reads files, writes into the folders of its outputs, and can do little else, whatever a
   page made of it. Two layers, each used where the kernel has it:
   - Landlock (no new privileges, then a ruleset): nothing is written, made, renamed, removed or executed outside the
     outputs' folders; all may be read. Of an output that is there and no regular file (a device, a FIFO) nothing but
     itself is written.
   - seccomp: no new sockets, no connecting by one that is open, no other program, no new process, no truncate(2) by
     path (which Landlock knows only since its ABI 3), no change of modes, owners or times, no ptrace, no mounts, no keys
     pushed into a terminal.
   What is open already stays open: standard output, a listening socket. Threads started later are inside; those that
   run already are inside for seccomp only, so enter before the first one. There is no way back. */
#ifndef ROLECALL_SANDBOX_H
#define ROLECALL_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

enum { SANDBOX_OUTPUTS_MAX = 8 };

struct sandbox {
  const char *outputs[SANDBOX_OUTPUTS_MAX]; /* files that will be written; their folders become writable. NULL: none */
  bool accepts;                             /* connections on a socket that listens already are taken and answered */
};

struct sandbox_layers {
  int landlock; /* ABI; 0: not there */
  bool seccomp;
  bool starved; /* the limit on open files left no room to say what may be written: not all of it may be */
};

/* What the kernel offers. Nothing is changed. */
struct sandbox_layers sandbox_offered(void);
/* Enters; says what is in force now. An output whose folder cannot be opened is not writable: writing it will fail and
   be told then. */
struct sandbox_layers sandbox_enter(const struct sandbox *s);
/* "Landlock ABI 2, seccomp", "none: the kernel has neither" */
void sandbox_describe(struct sandbox_layers layers, char *out, size_t size);

#endif
