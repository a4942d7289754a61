/* run.h - one command line from its words to its exit code, without touching the process.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "cli/command.h"

struct streams {
	FILE *in;
	FILE *out;
	FILE *err;
	const volatile sig_atomic_t *interrupted; /* NULL: never */
};

/* `words` as main gets them, the program's name first. Flushes `out` and judges whether all of it
 * arrived: a full disk is EXIT_SYSTEM with a message; a reader that left (a closed pipe; SIGPIPE has
 * to be ignored) wanted no more, and that is EXIT_DONE. */
enum exit_code cli_run(const struct streams *streams, int count, const char *const *words);

/* The command `dnsweir` itself: its options stand before the subcommand's name. */
extern const struct command cmd_dnsweir;

#endif
