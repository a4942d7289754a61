/* tap.h - the test harness: every check is one line of TAP on standard output.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <dnsweir/base.h>

/* One test: `what` names the behaviour. Returns `passed`, so more can be said on failure. */
bool check(const char *what, bool passed);
/* The same with a formatted name. */
bool checkf(bool passed, const char *format, ...) WEIR_PRINTF(2, 3);
/* A line of explanation behind a failed check. */
void note(const char *format, ...) WEIR_PRINTF(1, 2);
/* Counts as skipped, with the reason. */
void skip(const char *what, const char *reason);
/* Ends main: prints the plan, returns the exit code. */
int tap_done(void);

/* Octets in place: WIRE(1, 'a', 0) is a slice with static lifetime inside a table. */
#define WIRE(...)                                                                                  \
	{                                                                                          \
		(const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ })         \
	}
#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

#endif
