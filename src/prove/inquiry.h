/* inquiry.h - one question on its way to an answer: time, the solver, the best packet so far.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PROVE_INQUIRY_H
#define PROVE_INQUIRY_H

#include <dnsweir/prove.h>

#include <pthread.h>
#include <stdatomic.h>

#include "prove/candidate.h"
#include "prove/walk.h"

struct inquiry {
	const struct weir_prove_question *question;
	struct weir_prove_result *out;
	struct terms terms;
	struct walk walk;
	term beyond;           /* of which packets we do not know */
	struct solver *solver; /* changes under the lock */
	pthread_mutex_t lock;
	struct candidate *candidate;
	term required; /* of the solver, always; ALWAYS: nothing */
	term found;    /* what the packet was found for */
	bool liked;    /* the packet that was found is one that the question likes */
	/* A thread looks at the clock and at who interrupts, and stops what runs. */
	atomic_bool stop, done;
	pthread_t watch;
	bool watched;
	uint64_t start; /* microseconds */
};

enum weir_status inquiry_open(struct inquiry *in, struct weir_error *err) WEIR_MUST_USE;
void inquiry_close(struct inquiry *in);
/* Time is over, or somebody interrupts: then the answer says which. */
bool inquiry_stopped(struct inquiry *in);
/* Microseconds since it was opened. */
uint64_t inquiry_time(const struct inquiry *in);

/* A solver in the place of the one that was there. */
enum weir_status inquiry_solver(struct inquiry *in, struct weir_error *err) WEIR_MUST_USE;

/* The answer by the solver. */
enum weir_status inquiry_ask(struct inquiry *in, struct weir_error *err) WEIR_MUST_USE;

/* Does the packet refute the claim, both programs run on it? Fills what they return. */
bool inquiry_confirm(struct inquiry *in, const struct weir_bpf_packet *packet);
/* Makes the packet of a refutation shorter and its octets zero where the claim stays refuted. */
void inquiry_shorten(struct inquiry *in, uint8_t *packet, uint32_t *size,
		     const struct weir_bpf_metadata *metadata);

#endif
