/* interrupt.h: SIGINT and SIGTERM end a run in good order: what is in flight is finished. A second one ends it at once.
 */
#ifndef ROLECALL_INTERRUPT_H
#define ROLECALL_INTERRUPT_H

#include <stdbool.h>

/* From now on the signals are noticed. Before the first thread. */
void interrupt_install(void);
/* The signal that came, or 0. */
int interrupt_signal(void);
/* To be called around each read of input, by whichever thread reads: one that waits for standard input is woken, and
   finds its end; one that waits for a FIFO is interrupted (EINTR). What such a read gave may be cut short: look at interrupt_signal behind it. */
void interrupt_reading(bool begins);

#endif
