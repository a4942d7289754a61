/* inquiry_ask.c - ask the solver, try its packets, learn, ask again.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Each way on which the claim is refuted is a question of its own, so that the solver looks at what belongs
 * to it; what it takes long for comes last. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "prove/inquiry.h"

enum { FIRST_MS = 200, LIKED_MS = 1500, SHORTER_MS = 500 };

enum search { SEARCH_FOUND, SEARCH_NONE, SEARCH_UNKNOWN };

static uint64_t now(const struct inquiry *in)
{
	return inquiry_time(in) / 1000;
}

/* Milliseconds from now, but not behind the end of all. */
static uint64_t in_time(const struct inquiry *in, uint64_t milliseconds)
{
	uint64_t until = now(in) + milliseconds;

	return until < in->question->milliseconds ? until : in->question->milliseconds;
}

static void keep(struct inquiry *in, const struct candidate *c, uint8_t *packet)
{
	memcpy(packet, c->packet, c->size);
	in->out->packet = (struct weir_slice){ packet, c->size };
	in->out->metadata = c->metadata;
}

/* A packet that refutes the claim and for which `truth` holds, into `packet`; `until` in milliseconds. */
static enum search search(struct inquiry *in, term truth, uint64_t until, uint8_t *packet,
			  enum weir_status *status)
{
	struct candidate *c = in->candidate;
	size_t clashes;

	*status = in->terms.status;
	if (truth == NEVER || *status != WEIR_OK)
		return SEARCH_NONE;
	while (now(in) < until && !atomic_load(&in->stop)) {
		enum solver_answer answer =
			solver_ask(in->solver, truth == in->required ? ALWAYS : truth,
				   (unsigned)(until - now(in) + 1));

		in->out->rounds++;
		if (answer == SOLVER_NONE)
			return SEARCH_NONE;
		if (answer == SOLVER_UNKNOWN)
			break;
		*status = candidate_take(c, in->solver, truth, &clashes);
		if (*status != WEIR_OK)
			return SEARCH_UNKNOWN;
		struct weir_bpf_packet tried = { { c->packet, c->size }, c->size, &c->metadata };
		if (inquiry_confirm(in, &tried)) {
			keep(in, c, packet);
			return SEARCH_FOUND;
		}
		if (clashes == 0) {
			in->out->reason = "it hangs on what netlink attributes say";
			break;
		}
	}
	return SEARCH_UNKNOWN;
}

/* The ways that are still open, a time each: how many are left. */
static enum search search_each(struct inquiry *in, size_t *open, uint64_t time, uint8_t *packet,
			       enum weir_status *status)
{
	term *wrongs = in->walk.wrongs;
	size_t left = 0;

	for (size_t i = 0; i < *open; i++) {
		enum search found = search(in, wrongs[i], in_time(in, time), packet, status);

		if (found == SEARCH_FOUND || *status != WEIR_OK) {
			in->found = wrongs[i];
			return found;
		}
		if (found == SEARCH_UNKNOWN)
			wrongs[left++] = wrongs[i];
	}
	*open = left;
	return left == 0 ? SEARCH_NONE : SEARCH_UNKNOWN;
}

/* All of them at once, to a solver that may simplify as nothing else will be asked. */
static enum search search_all(struct inquiry *in, size_t open, uint8_t *packet,
			      enum weir_status *status, struct weir_error *err)
{
	term any = NEVER;

	for (size_t i = 0; i < open; i++)
		any = term_either(&in->terms, any, in->walk.wrongs[i]);
	*status = inquiry_solver(in, err);
	if (*status != WEIR_OK)
		return SEARCH_UNKNOWN;
	solver_require(in->solver, any);
	in->required = in->found = any;
	return search(in, any, in_time(in, in->question->milliseconds / 3), packet, status);
}

static enum search find(struct inquiry *in, uint8_t *packet, enum weir_status *status,
			struct weir_error *err)
{
	size_t open = in->walk.count;
	enum search found = search_each(in, &open, FIRST_MS, packet, status);

	if (found == SEARCH_UNKNOWN && *status == WEIR_OK)
		found = search_all(in, open, packet, status, err);
	for (uint64_t time = 4 * FIRST_MS; found == SEARCH_UNKNOWN && *status == WEIR_OK;
	     time *= 4) {
		if (now(in) >= in->question->milliseconds || atomic_load(&in->stop) ||
		    in->out->reason)
			break;
		found = search_each(in, &open, time, packet, status);
	}
	return found;
}

/* A packet that is liked, on any of the ways: *truth becomes what it was found for. */
static enum weir_status like(struct inquiry *in, uint8_t *packet, struct weir_error *err)
{
	const struct walk_order order = { .parts = { [PART_A] = in->question->liked },
					  .claim = WEIR_PROVE_NEVER,
					  .states_most = 100000,
					  .variants = 32,
					  .stop = &in->stop };
	struct walk liked = { 0 };
	term truth = NEVER;
	uint64_t until = in_time(in, LIKED_MS);
	enum weir_status status = walk_programs(&in->terms, &order, &liked, err);

	for (size_t i = 0; i < liked.count; i++)
		truth = term_either(&in->terms, truth, liked.wrongs[i]);
	walk_close(&liked);
	if (status != WEIR_OK)
		return status == WEIR_E_RANGE ? WEIR_OK : status;
	in->liked = true;
	for (size_t i = 0; i < in->walk.count && now(in) < until && status == WEIR_OK; i++) {
		term both = term_both(&in->terms, in->walk.wrongs[i], truth);

		if (search(in, both, in_time(in, LIKED_MS / 4), packet, &status) == SEARCH_FOUND) {
			in->found = both;
			return status;
		}
	}
	in->liked = false;
	return status;
}

/* One that reads well: liked, short, and zero where it does not matter. */
static enum weir_status refute(struct inquiry *in, uint8_t *packet, struct weir_error *err)
{
	struct terms *terms = &in->terms;
	struct weir_prove_result *out = in->out;
	enum weir_status status = in->question->liked ? like(in, packet, err) : WEIR_OK;
	uint64_t until = in_time(in, SHORTER_MS);

	uint32_t size = (uint32_t)out->packet.size;
	inquiry_shorten(in, packet, &size, &out->metadata);
	while (status == WEIR_OK && size > in->question->shortest) {
		term shorter = term_less(terms, term_length(terms), term_constant(terms, size));

		if (search(in, term_both(terms, in->found, shorter), until, packet, &status) !=
		    SEARCH_FOUND)
			break;
		size = (uint32_t)out->packet.size;
		inquiry_shorten(in, packet, &size, &out->metadata);
	}
	out->packet.size = size;
	out->answer = WEIR_PROVE_REFUTED;
	out->reason = NULL;
	return status;
}

/* No packet that we understand refutes it. Are there others? */
static enum weir_status settle(struct inquiry *in, struct weir_error *err)
{
	uint64_t until = in->question->milliseconds;

	if (in->walk.beyond == NEVER) {
		in->out->answer = WEIR_PROVE_PROVED;
		return WEIR_OK;
	}
	/* Nothing of what was required holds any more. */
	enum weir_status status = in->required == ALWAYS ? WEIR_OK : inquiry_solver(in, err);
	if (status != WEIR_OK)
		return status;
	in->out->rounds++;
	if (now(in) < until &&
	    solver_ask(in->solver, in->walk.beyond, (unsigned)(until - now(in))) == SOLVER_NONE)
		in->out->answer = WEIR_PROVE_PROVED;
	else if (!inquiry_stopped(in))
		in->out->reason = "a program computes offsets below 0, "
				  "which count from a header that we do not know";
	return WEIR_OK;
}

enum weir_status inquiry_ask(struct inquiry *in, struct weir_error *err)
{
	enum search found = SEARCH_NONE;
	uint8_t *packet = malloc(PACKET_MOST);

	if (!packet)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "no memory");
	enum weir_status status = inquiry_solver(in, err);
	in->required = ALWAYS;
	if (status == WEIR_OK)
		found = find(in, packet, &status, err);
	if (status == WEIR_OK && found == SEARCH_FOUND)
		status = refute(in, packet, err);
	else if (status == WEIR_OK && found == SEARCH_NONE)
		status = settle(in, err);
	else if (status == WEIR_OK && !inquiry_stopped(in) && !in->out->reason)
		in->out->reason = "the solver gave up";
	if (status == WEIR_OK && in->out->answer == WEIR_PROVE_REFUTED) {
		in->out->packet.data = packet;
		return status;
	}
	in->out->packet = (struct weir_slice){ 0 };
	free(packet);
	return status;
}
