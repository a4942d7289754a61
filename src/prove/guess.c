/* guess.c - packets steered by the programs themselves: a refutation without a proof.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A packet is made while the programs run on it: where one loads octets that nothing has been said of
 * yet, the tests behind the load say which values matter, and one of them is put there, or one beside
 * it. Most packets get far that way, and programs that differ do so soon. It proves nothing. */
#include "prove/guess.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "filter/bpf_code.h"

enum {
	ROOM = 1024, /* octets of a packet; longer ones tell no more */
	AHEAD = 24,  /* instructions that are looked at behind a load */
	WISHES = 12, /* values that they ask for */
	CHECK_EVERY = 256,
	SEED = 0x5eed,
};

struct packet_guess {
	uint8_t octets[ROOM];
	bool known[ROOM];
	uint32_t size;
	struct weir_bpf_metadata metadata;
	uint64_t random;
};

static uint32_t draw(struct packet_guess *g)
{
	g->random ^= g->random << 13;
	g->random ^= g->random >> 7;
	g->random ^= g->random << 17;
	return (uint32_t)(g->random >> 24);
}

static uint32_t below(struct packet_guess *g, uint32_t most)
{
	return draw(g) % most;
}

/* What A has to be before `op` so that it is `value` behind it. */
static uint32_t before(struct packet_guess *g, const struct weir_bpf_op *op, uint32_t value)
{
	switch (op->code) {
	case BPF_AND_K:
		return value | (draw(g) & ~op->k);
	case BPF_OR_K:
		return value & ~(op->k & draw(g));
	case BPF_XOR_K:
		return value ^ op->k;
	case BPF_ADD_K:
		return value - op->k;
	case BPF_SUB_K:
		return value + op->k;
	case BPF_LSH_K:
		return value >> (op->k & 31);
	case BPF_RSH_K:
		return value << (op->k & 31);
	default:
		return value;
	}
}

/* A value on one side or the other of a test. */
static uint32_t near_border(struct packet_guess *g, const struct weir_bpf_op *test)
{
	uint32_t chance = below(g, 16);

	switch (test->code) {
	case BPF_JSET_K:
		return chance < 10 ? 0 : chance < 13 ? test->k : draw(g);
	case BPF_JGT_K:
	case BPF_JGE_K:
		if (chance < 6)
			return test->k < UINT32_MAX ? below(g, test->k + 1) : draw(g);
		return chance < 12 ? test->k + below(g, 64) : test->k + chance % 2;
	default:
		return chance < 13 ? test->k : test->k + chance - 14;
	}
}

/* A value for what the instruction at `at` loads, by a test behind it; false: nothing tests it. */
static bool wish(struct packet_guess *g, const struct weir_bpf_program *program, size_t at,
		 uint32_t *out)
{
	size_t tests[WISHES];
	size_t count = 0;

	for (size_t i = at + 1; i < program->count && i <= at + AHEAD && count < WISHES; i++) {
		const struct weir_bpf_op *op = &program->ops[i];

		if ((op->code & 7) == 0 || op->code == BPF_TXA || (op->code & 7) == 6)
			break;
		if (!bpf_is_branch(op->code) || (op->code & 8))
			continue;
		tests[count++] = i;
	}
	if (count == 0)
		return false;
	size_t test = tests[below(g, (uint32_t)count)];
	uint32_t value = near_border(g, &program->ops[test]);
	for (size_t i = test; --i > at;)
		value = before(g, &program->ops[i], value);
	*out = value;
	return true;
}

/* Octets that `op` loads and of which nothing has been said get a value. */
static void fill(struct packet_guess *g, const struct weir_bpf_program *program,
		 const struct weir_bpf_state *state)
{
	const struct weir_bpf_op *op = &program->ops[state->at];
	uint32_t size = 0, at = op->k, value;

	switch (op->code) {
	case BPF_LD_IND_W:
	case BPF_LD_IND_H:
	case BPF_LD_IND_B:
		at += state->x;
		break;
	case BPF_LD_ABS_W:
	case BPF_LD_ABS_H:
	case BPF_LD_ABS_B:
	case BPF_LDX_MSH:
		break;
	default:
		return;
	}
	size = op->code == BPF_LDX_MSH  ? 1
	       : (op->code & 0x18) == 0 ? 4
	       : (op->code & 0x18) == 8 ? 2
					: 1;
	if (at >= g->size || size > g->size - at)
		return;
	if (op->code == BPF_LDX_MSH)
		value = 0x40 | (below(g, 4) ? 5 : below(g, 16));
	else if (!wish(g, program, state->at, &value))
		value = below(g, 4) ? below(g, 16) : draw(g);
	for (uint32_t i = 0; i < size; i++) {
		if (g->known[at + i])
			continue;
		g->octets[at + i] = (uint8_t)(value >> 8 * (size - 1 - i));
		g->known[at + i] = true;
	}
}

static uint32_t run(struct packet_guess *g, const struct weir_bpf_program *program)
{
	const struct weir_bpf_packet packet = { { g->octets, g->size }, g->size, &g->metadata };
	struct weir_bpf_state state = { 0 };

	do {
		if (state.at < program->count)
			fill(g, program, &state);
	} while (weir_bpf_step(program, &packet, &state));
	return state.result;
}

static void begin(struct packet_guess *g, const struct weir_prove_question *q)
{
	uint32_t longest = q->longest < ROOM ? q->longest : ROOM;
	uint32_t size = below(g, 8) ? 64 + below(g, 200) : below(g, ROOM);

	memset(g->octets, 0, sizeof(g->octets));
	memset(g->known, 0, sizeof(g->known));
	g->size = size > longest ? longest : size < q->shortest ? q->shortest : size;
	g->metadata = (struct weir_bpf_metadata){
		.protocol = (uint16_t)(below(g, 2)   ? 0x0800
				       : below(g, 4) ? 0x86dd
						     : draw(g)),
		.payload_offset = below(g, 2)   ? 28
				  : below(g, 2) ? 48
						: below(g, 100),
		.vlan_present = below(g, 4) == 0,
		.ifindex = below(g, 4),
		.random = draw(g),
		.mark = below(g, 4),
		.queue = below(g, 4),
		.rxhash = below(g, 4),
		.cpu = below(g, 4),
	};
}

/* One packet; does it refute the claim? */
static bool try_one(struct inquiry *in, struct packet_guess *g)
{
	const struct weir_prove_question *q = in->question;

	begin(g, q);
	if (q->given && run(g, q->given) == 0)
		return false;
	(void)run(g, q->a);
	if (q->b)
		(void)run(g, q->b);
	if (in->liked)
		(void)run(g, q->liked);
	return inquiry_confirm(
		in, &(struct weir_bpf_packet){ { g->octets, g->size }, g->size, &g->metadata });
}

static bool try_many(struct inquiry *in, struct packet_guess *g, size_t tries)
{
	for (size_t i = 0; i < tries; i++) {
		if (i % CHECK_EVERY == 0 && in->question->interrupted && *in->question->interrupted)
			return false;
		if (try_one(in, g))
			return true;
	}
	return false;
}

/* Whatever a refutation does not hang on becomes zero. */
static void forget_metadata(struct inquiry *in, const uint8_t *packet, uint32_t size,
			    struct weir_bpf_metadata *metadata)
{
	const struct weir_bpf_packet p = { { packet, size }, size, metadata };
	const struct weir_bpf_metadata was = *metadata;

#define FORGET(member)                                                                             \
	metadata->member = 0;                                                                      \
	if (!inquiry_confirm(in, &p))                                                              \
	metadata->member = was.member
	FORGET(protocol);
	FORGET(payload_offset);
	FORGET(vlan_present);
	FORGET(ifindex);
	FORGET(random);
	FORGET(mark);
	FORGET(queue);
	FORGET(rxhash);
	FORGET(cpu);
#undef FORGET
	/* What the programs return is that of the last packet which refuted: this one. */
	(void)inquiry_confirm(in, &p);
}

enum weir_status guess(struct inquiry *in, size_t tries, struct weir_error *err)
{
	struct packet_guess g = { .random = SEED };
	uint8_t *packet;
	uint32_t size;

	/* Packets as long as that are not made here. */
	if (in->question->untried || in->question->shortest > ROOM || !try_many(in, &g, tries))
		return WEIR_OK;
	struct packet_guess liked = g;
	in->liked = in->question->liked != NULL;
	if (in->liked && try_many(in, &liked, tries))
		g = liked;
	else
		in->liked = false;
	packet = malloc(ROOM);
	if (!packet)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "no memory for a packet");
	memcpy(packet, g.octets, g.size);
	size = g.size;
	inquiry_shorten(in, packet, &size, &g.metadata);
	forget_metadata(in, packet, size, &g.metadata);
	in->out->packet = (struct weir_slice){ packet, size };
	in->out->metadata = g.metadata;
	in->out->answer = WEIR_PROVE_REFUTED;
	in->out->reason = NULL;
	return WEIR_OK;
}
