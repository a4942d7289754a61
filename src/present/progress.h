/* progress.h - how far a long run has come: one line on a terminal that erases itself.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_PROGRESS_H
#define PRESENT_PROGRESS_H

#include <dnsweir/base.h>

#include <stdio.h>

/* How far the work is. */
struct progress_state {
	uint64_t octets;       /* read so far */
	uint64_t octets_total; /* 0: unknown (a pipe); then no share and no time left */
	uint64_t packets;
};

struct progress {
	FILE *err;
	bool wanted;
	bool shown;      /* a line stands on the terminal */
	int64_t started; /* nanoseconds of a steady clock */
	int64_t next;    /* when the line may change again */
};

/* Shows anything only where `wanted` and `err` is a terminal that is not dumb. Where the answer itself scrolls over
 * the same terminal the caller does not want it. */
void progress_open(struct progress *progress, FILE *err, bool wanted);
/* Call as often as is handy, once a batch: the line changes some times a second, the first time
 * after half a second. */
void progress_step(struct progress *progress, const struct progress_state *state);
/* Take the line away: before anything else is written to the terminal, and at the end. */
void progress_erase(struct progress *progress);

/* The octets of all these files together; 0 where one is no file (a pipe, "-"). */
uint64_t progress_total(const char *const *paths, size_t count);

/* The words alone, after `elapsed` nanoseconds:
 * "12.3 MB of 45.6 MB (27 %), 1.20 M packets, 850 k packets/s, 3 s left". */
void progress_print(const struct progress_state *state, int64_t elapsed, struct weir_writer *out);

#endif
