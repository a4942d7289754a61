/* probe.h - which ways a program's branches went, and packets that make them go the other way.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * While a program runs, each register remembers which octets of the packet it came from and what was
 * done to them since. To turn a branch the steps are undone from the number compared with, and written
 * into those octets. */
#ifndef DIFFERENTIAL_PROBE_H
#define DIFFERENTIAL_PROBE_H

#include "scene.h"

/* Ways of each instruction that were gone. */
enum { WENT_TRUE = 1, WENT_FALSE = 2, WENT_BOTH = 3 };

struct probe {
	const struct weir_bpf_program *program;
	unsigned news;          /* ways gone for the first time, so far */
	uint8_t *went;          /* for each instruction */
	struct scene **example; /* of a packet that reached it with one way left */
};

bool probe_open(const struct weir_bpf_program *program, struct probe *out);
void probe_close(struct probe *probe);
/* Run a packet and note its ways. */
void probe_note(struct probe *probe, const struct scene *scene);
/* Conditional jumps with two different targets, and how many of their ways were gone. */
void probe_count(const struct probe *probe, unsigned *ways, unsigned *gone);
/* A packet that might go the way that is left at a branch; `from` goes round. false: nothing is left, or
 * nobody came there. */
bool probe_turn(struct random *r, const struct probe *probe, size_t *from, struct scene *out);

#endif
