/* prove.c - two programs held against each other: the claim, the question, the answer.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What must never be is one term over the programs' conditions. No solution: proved. A solution is
 * believed when both programs, run on its packet, show it. */
#include <dnsweir/prove.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "prove/guess.h"
#include "prove/inquiry.h"

enum { STATES_MOST = 1000000, VARIANTS = 32, MILLISECONDS = 60 * 1000, MEMORY_MIB = 2048 };
/* Packets tried before the proof, some 20 ms, and where the proof is hard. */
enum { TRIES_FIRST = 8000, TRIES_MORE = 200000 };

static enum weir_status check(const struct weir_bpf_program *program, const char *name,
			      struct weir_error *err)
{
	struct weir_error reason;
	enum weir_status status = program ? weir_bpf_check(program, &reason) : WEIR_OK;

	if (status != WEIR_OK)
		return error_set(err, status, NO_PLACE, "%s: %s", name, reason.text);
	return WEIR_OK;
}

static bool has_two(const struct weir_prove_question *q)
{
	return q->claim != WEIR_PROVE_NEVER && q->claim != WEIR_PROVE_ALWAYS;
}

static enum weir_status check_question(const struct weir_prove_question *q, struct weir_error *err)
{
	if (q->size != sizeof(*q) || !q->a || has_two(q) != (q->b != NULL) ||
	    q->longest > PACKET_MOST || (q->longest && q->shortest > q->longest))
		return error_set(err, WEIR_E_USE, NO_PLACE, "a question that cannot be asked");
	enum weir_status status = check(q->a, "the first program", err);
	if (status == WEIR_OK)
		status = check(q->b, "the second program", err);
	if (status == WEIR_OK)
		status = check(q->given, "what is given", err);
	return status == WEIR_OK ? check(q->liked, "what is liked", err) : status;
}

static enum weir_status walk(struct inquiry *in, struct weir_error *err)
{
	const struct weir_prove_question *q = in->question;
	const struct walk_order order = {
		.parts = { [PART_GIVEN] = q->given, [PART_A] = q->a, [PART_B] = q->b },
		.claim = q->claim,
		.values = q->values,
		.states_most = STATES_MOST,
		.variants = VARIANTS,
		.stop = &in->stop,
	};
	enum weir_status status = walk_programs(&in->terms, &order, &in->walk, err);

	in->out->states = in->walk.states;
	for (size_t i = 0; i < in->walk.count; i++)
		in->walk.wrongs[i] = term_both(&in->terms, in->walk.wrongs[i],
					       term_not(&in->terms, in->walk.beyond));
	if (status != WEIR_OK)
		return status;
	return in->terms.status;
}

/* The same program twice. */
static bool is_same(const struct weir_prove_question *q)
{
	if (!q->b || q->claim == WEIR_PROVE_DISJOINT || q->a->count != q->b->count)
		return false;
	for (size_t i = 0; i < q->a->count; i++) {
		const struct weir_bpf_op *a = &q->a->ops[i];
		const struct weir_bpf_op *b = &q->b->ops[i];

		if (a->code != b->code || a->jt != b->jt || a->jf != b->jf || a->k != b->k)
			return false;
	}
	return true;
}

static enum weir_status answer(struct inquiry *in, struct weir_error *err)
{
	if (is_same(in->question)) {
		in->out->answer = WEIR_PROVE_PROVED;
		return WEIR_OK;
	}
	enum weir_status status = guess(in, TRIES_FIRST, err);
	if (status != WEIR_OK || in->out->answer == WEIR_PROVE_REFUTED)
		return status;
	status = walk(in, err);
	if (status == WEIR_E_RANGE)
		in->out->reason = "the programs have too many ways for this proof";
	else if (status != WEIR_OK)
		return status;
	if (status == WEIR_E_RANGE || inquiry_stopped(in))
		return guess(in, TRIES_MORE, err);
	if (in->walk.count == 0 && in->walk.beyond == NEVER) {
		in->out->answer = WEIR_PROVE_PROVED;
		return WEIR_OK;
	}
	status = guess(in, TRIES_MORE, err);
	if (status != WEIR_OK || in->out->answer == WEIR_PROVE_REFUTED)
		return status;
	return inquiry_ask(in, err);
}

enum weir_status weir_prove(const struct weir_prove_question *question,
			    struct weir_prove_result *out, struct weir_error *err)
{
	struct weir_prove_question q = *question;
	struct weir_prove_result result = { .answer = WEIR_PROVE_UNKNOWN };
	enum weir_status status = check_question(question, err);

	if (status != WEIR_OK)
		return status;
	q.longest = q.longest ? q.longest : PACKET_MOST;
	q.milliseconds = q.milliseconds ? q.milliseconds : MILLISECONDS;
	q.memory_mib = q.memory_mib ? q.memory_mib : MEMORY_MIB;
	struct inquiry *in = calloc(1, sizeof(*in));
	if (!in)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "no memory");
	in->question = &q;
	in->out = &result;
	status = inquiry_open(in, err);
	if (status == WEIR_OK)
		status = answer(in, err);
	inquiry_close(in);
	free(in);
	if (status == WEIR_OK)
		*out = result;
	else
		weir_prove_free(&result);
	return status;
}

void weir_prove_free(struct weir_prove_result *result)
{
	union {
		const uint8_t *lent;
		void *owned;
	} octets = { .lent = result->packet.data };

	free(octets.owned);
	result->packet = (struct weir_slice){ 0 };
}
