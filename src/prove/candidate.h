/* candidate.h - a packet out of what the solver says, and what is wrong with it.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PROVE_CANDIDATE_H
#define PROVE_CANDIDATE_H

#include <dnsweir/bpf.h>

#include "prove/solver.h"

enum { PACKET_MOST = 65535 };

struct candidate {
	struct terms *terms;
	uint8_t packet[PACKET_MOST];
	uint32_t size;
	struct weir_bpf_metadata metadata;
	term owner[PACKET_MOST]; /* who said what an octet is; NEVER: nobody */
	uint32_t *values;        /* an entry a term, as many as `count` */
	bool *needed;            /* what the truth of the whole hangs on */
	uint32_t count;
	size_t lemmas; /* required so far */
};

/* Fill the packet as the solver's last answer makes `truth` true. Where two names of one octet
 * disagree, the solver is told that they are one: `*clashes` is how many. */
enum weir_status candidate_take(struct candidate *candidate, struct solver *solver, term truth,
				size_t *clashes) WEIR_MUST_USE;
void candidate_close(struct candidate *candidate); /* not the structure itself */

#endif
