/* walk.h - programs executed side by side for all packets at once: which packets refute a claim.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PROVE_WALK_H
#define PROVE_WALK_H

#include <dnsweir/prove.h>

#include <stdatomic.h>

#include "prove/term.h"

enum walk_part { PART_GIVEN, PART_A, PART_B, WALK_PARTS };

struct walk_order {
	const struct weir_bpf_program *parts[WALK_PARTS]; /* NULL: none; A is there */
	enum weir_prove_claim claim;
	bool values;
	size_t states_most; /* bounds time and memory: WEIR_E_RANGE where there are more */
	unsigned variants;  /* of registers at one place, before they become choices */
	const atomic_bool *stop;
};

struct walk {
	term *wrongs; /* the packets that refute the claim, by the ways that lead to it */
	size_t count, room;
	/* Packets of which the terms do not tell what a program does: loads at a computed offset below 0. */
	term beyond;
	size_t states; /* looked at */
};

enum weir_status walk_programs(struct terms *terms, const struct walk_order *order,
			       struct walk *out, struct weir_error *err) WEIR_MUST_USE;

void walk_close(struct walk *walk); /* zeroed is fine */

#endif
