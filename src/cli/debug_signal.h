/* debug_signal.h - ^C where a human talks to the debugger: it stops a command, or gives up a line.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_DEBUG_SIGNAL_H
#define CLI_DEBUG_SIGNAL_H

#include <signal.h>
#include <stdbool.h>

/* Takes ^C over; the flag becomes true with it. NULL: the process was started to ignore it. */
const volatile sig_atomic_t *debug_signal_take(void);
void debug_signal_return(void);
/* Was it pressed? Forgets it. */
bool debug_signal_taken(void);
/* While somebody waits for a line a read ends with ^C; else reads and writes go on. */
void debug_signal_wait(bool waits);

#endif
