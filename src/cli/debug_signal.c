/* debug_signal.c - a ^C that ends a wait for input and nothing else.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A signal ends a read only if it comes while the process is in it. One that came a moment before is
 * followed by an alarm, until somebody has looked. */
#include "cli/debug_signal.h"

#include <unistd.h>

static volatile sig_atomic_t pressed;
static volatile sig_atomic_t waiting;
static struct sigaction interrupt_before, alarm_before;
static bool taken;

static void follow(int number)
{
	(void)number;
	if (waiting && pressed)
		alarm(1);
}

static void press(int number)
{
	pressed = 1;
	follow(number);
}

const volatile sig_atomic_t *debug_signal_take(void)
{
	struct sigaction on_alarm = { .sa_handler = follow };

	if (sigaction(SIGINT, NULL, &interrupt_before) != 0 ||
	    interrupt_before.sa_handler == SIG_IGN)
		return NULL;
	sigaction(SIGALRM, &on_alarm, &alarm_before);
	pressed = 0;
	taken = true;
	debug_signal_wait(false);
	return &pressed;
}

void debug_signal_return(void)
{
	if (!taken)
		return;
	taken = false;
	alarm(0);
	sigaction(SIGALRM, &alarm_before, NULL);
	sigaction(SIGINT, &interrupt_before, NULL);
}

bool debug_signal_taken(void)
{
	bool was = pressed;

	pressed = 0;
	return was;
}

void debug_signal_wait(bool waits)
{
	struct sigaction on_interrupt = { .sa_handler = press, .sa_flags = waits ? 0 : SA_RESTART };

	if (!taken)
		return;
	waiting = waits;
	if (!waits)
		alarm(0);
	sigaction(SIGINT, &on_interrupt, NULL);
}
