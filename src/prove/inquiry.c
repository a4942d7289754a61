/* inquiry.c - the time a question has, and the thread that watches it.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "prove/inquiry.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"

enum { LOOK_EVERY_MS = 10 };

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

uint64_t inquiry_time(const struct inquiry *in)
{
	return now() - in->start;
}

static bool is_interrupted(const struct inquiry *in)
{
	return in->question->interrupted && *in->question->interrupted;
}

bool inquiry_stopped(struct inquiry *in)
{
	bool interrupted = is_interrupted(in);

	if (!interrupted && inquiry_time(in) / 1000 < in->question->milliseconds)
		return false;
	in->out->reason = interrupted ? "interrupted" : "not found out in this time";
	return true;
}

static void *watch(void *argument)
{
	const struct timespec pause = { 0, LOOK_EVERY_MS * 1000000 };
	struct inquiry *in = argument;

	while (!atomic_load(&in->done)) {
		if (is_interrupted(in) || inquiry_time(in) / 1000 >= in->question->milliseconds) {
			atomic_store(&in->stop, true);
			pthread_mutex_lock(&in->lock);
			if (in->solver)
				solver_interrupt(in->solver);
			pthread_mutex_unlock(&in->lock);
		}
		nanosleep(&pause, NULL);
	}
	return NULL;
}

enum weir_status inquiry_open(struct inquiry *in, struct weir_error *err)
{
	in->start = now();
	pthread_mutex_init(&in->lock, NULL);
	in->candidate = calloc(1, sizeof(*in->candidate));
	if (!in->candidate ||
	    terms_open(&in->terms, in->question->shortest, in->question->longest) != WEIR_OK)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "no memory");
	in->candidate->terms = &in->terms;
	in->watched = pthread_create(&in->watch, NULL, watch, in) == 0;
	return in->watched ? WEIR_OK : error_set(err, WEIR_E_MEMORY, NO_PLACE, "no thread");
}

void inquiry_close(struct inquiry *in)
{
	atomic_store(&in->done, true);
	if (in->watched)
		pthread_join(in->watch, NULL);
	solver_close(in->solver);
	pthread_mutex_destroy(&in->lock);
	if (in->candidate)
		candidate_close(in->candidate);
	free(in->candidate);
	walk_close(&in->walk);
	terms_close(&in->terms);
	in->out->microseconds = inquiry_time(in);
}

static struct solver *exchange(struct inquiry *in, struct solver *solver)
{
	pthread_mutex_lock(&in->lock);
	struct solver *old = in->solver;
	in->solver = solver;
	pthread_mutex_unlock(&in->lock);
	return old;
}

enum weir_status inquiry_solver(struct inquiry *in, struct weir_error *err)
{
	struct solver *solver;

	solver_close(exchange(in, NULL));
	enum weir_status status = solver_open(&in->terms, in->question->memory_mib, &solver, err);
	if (status == WEIR_OK)
		exchange(in, solver);
	return status;
}

static uint32_t run(const struct weir_bpf_program *program, const struct weir_bpf_packet *packet)
{
	return program ? weir_bpf_trace(program, packet, NULL, NULL) : 1;
}

bool inquiry_confirm(struct inquiry *in, const struct weir_bpf_packet *packet)
{
	const struct weir_prove_question *q = in->question;
	uint32_t a = run(q->a, packet);
	uint32_t b = q->b ? run(q->b, packet) : 0;
	bool refuted = false;

	if (run(q->given, packet) == 0)
		return false;
	switch (q->claim) {
	case WEIR_PROVE_EQUAL:
		refuted = q->values ? a != b : (a != 0) != (b != 0);
		break;
	case WEIR_PROVE_IMPLIES:
		refuted = a != 0 && b == 0;
		break;
	case WEIR_PROVE_DISJOINT:
		refuted = a != 0 && b != 0;
		break;
	case WEIR_PROVE_NEVER:
		refuted = a != 0;
		break;
	case WEIR_PROVE_ALWAYS:
		refuted = a == 0;
		break;
	}
	if (refuted && in->liked)
		refuted = run(q->liked, packet) != 0;
	if (refuted) {
		in->out->returned_a = a;
		in->out->returned_b = b;
	}
	return refuted;
}

void inquiry_shorten(struct inquiry *in, uint8_t *packet, uint32_t *size,
		     const struct weir_bpf_metadata *metadata)
{
	struct weir_bpf_packet p = { .metadata = metadata };

	for (uint32_t n = in->question->shortest; n <= *size; n++) {
		p.bytes = (struct weir_slice){ packet, n };
		p.wire_size = n;
		if (inquiry_confirm(in, &p)) {
			*size = n;
			break;
		}
	}
	for (uint32_t i = 0; i < *size; i++) {
		uint8_t was = packet[i];

		packet[i] = 0;
		if (was != 0 && !inquiry_confirm(in, &p))
			packet[i] = was;
	}
	/* What the programs return is that of the last packet which refuted: this one. */
	(void)inquiry_confirm(in, &p);
}
