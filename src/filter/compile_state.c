/* compile_state.c - states: equal ones once; what a packet that ends early becomes.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "filter/compile.h"

static uint32_t dispatch(struct compiler *c, const struct state *s)
{
	switch ((enum stage)s->stage) {
	case STAGE_METADATA:
		return compile_metadata(c, s);
	case STAGE_FRAME:
		return compile_frame(c, s);
	case STAGE_LINK:
	case STAGE_ETHERTYPE:
	case STAGE_VLAN:
	case STAGE_ARP:
		return compile_link(c, s);
	case STAGE_VERSION:
	case STAGE_IP4:
	case STAGE_IP4_OFFSET:
	case STAGE_IP4_PROTOCOL:
	case STAGE_ICMP:
		return compile_ip(c, s);
	case STAGE_IP6:
	case STAGE_IP6_NEXT:
	case STAGE_EXTENSION:
	case STAGE_EXTENSION_NEXT:
		return compile_ip6(c, s);
	case STAGE_UDP:
	case STAGE_UDP_TARGET:
	case STAGE_UDP_SOURCE:
	case STAGE_UDP_LENGTH:
		return compile_udp(c, s);
	case STAGE_TCP:
	case STAGE_TCP_TARGET:
	case STAGE_TCP_SOURCE:
	case STAGE_TCP_OFFSET:
	case STAGE_TCP_PREFIX:
	case STAGE_TCP_COUNT:
		return compile_tcp(c, s);
	case STAGE_CARRIED:
	case STAGE_DNS_COUNT:
	case STAGE_DNS:
		return compile_dns(c, s);
	case STAGE_NAME:
		return compile_name(c, s);
	case STAGE_WALK:
	case STAGE_WALK_END:
		return compile_walk(c, s);
	case STAGE_TYPE:
		return compile_type(c, s);
	case STAGE_OPT:
	case STAGE_OPT_FIELDS:
		return compile_opt(c, s);
	}
	return DROP;
}

uint32_t compile_state(struct compiler *c, const struct state *s)
{
	uint32_t place;

	if (s->given == NEVER)
		return NOWHERE;
	if (s->formula <= ALWAYS)
		return s->formula == NEVER ? DROP : KEEP;
	if (c->status != WEIR_OK)
		return DROP;
	/* A length known to be there only saves tests; far behind, it would only make states unequal. */
	enum weir_status status = intern_place(&c->states, (const uint32_t *)s,
					       sizeof(*s) / sizeof(uint32_t), STATES_MAX, &place);
	if (status != WEIR_OK || c->depth == DEPTH_MAX) {
		compiler_fail(c, status == WEIR_E_MEMORY ? status : WEIR_E_SUPPORT, 0,
			      "too large for classic BPF; user space evaluates it");
		return DROP;
	}
	if (c->states.entries[place].value != UINT32_MAX)
		return c->states.entries[place].value - 1;
	c->depth++;
	uint32_t node = dispatch(c, s);
	c->depth--;
	/* NOWHERE is UINT32_MAX, a new entry's value too: one more makes it 0, and back. */
	c->states.entries[place].value = node + 1;
	return node;
}

static int dead_part(const struct compiler *c, const void *context, uint32_t literal)
{
	const uint32_t *parts = context;

	return BIT(c->literals[literal].part) & *parts ? 0 : -1;
}

void state_kill(struct compiler *c, struct state *s, uint32_t parts)
{
	s->formula = formula_bind(c, s->formula, dead_part, &parts);
	s->given = formula_bind(c, s->given, dead_part, &parts);
}

static int there_part(const struct compiler *c, const void *context, uint32_t literal)
{
	const enum part *part = context;
	const struct literal *l = &c->literals[literal];

	return l->part == *part && !l->field ? 1 : -1;
}

void state_present(struct compiler *c, struct state *s, enum part part)
{
	s->formula = formula_bind(c, s->formula, there_part, &part);
	s->given = formula_bind(c, s->given, there_part, &part);
}

static int beyond(const struct compiler *c, const void *context, uint32_t literal)
{
	const uint32_t *octets = context;
	const struct literal *l = &c->literals[literal];

	return (BIT(l->part) & PARTS_MESSAGE) && l->end > *octets ? 0 : -1;
}

void state_kill_beyond(struct compiler *c, struct state *s, uint32_t octets)
{
	s->formula = formula_bind(c, s->formula, beyond, &octets);
	s->given = formula_bind(c, s->given, beyond, &octets);
}

bool state_has(struct compiler *c, const struct state *s, uint32_t parts)
{
	return formula_has(c, s->formula, parts);
}

bool state_whole(struct compiler *c, const struct state *s)
{
	uint32_t parts = BIT(PART_QUESTION);

	return s->given != NEVER && formula_bind(c, s->given, dead_part, &parts) == NEVER;
}

uint32_t state_load(const struct state *s, unsigned size)
{
	bool indexed = s->flags & FLAG_INDEXED;

	if (size == 1)
		return indexed ? OP_LD_B_IND : OP_LD_B_ABS;
	if (size == 2)
		return indexed ? OP_LD_H_IND : OP_LD_H_ABS;
	return indexed ? OP_LD_W_IND : OP_LD_W_ABS;
}

struct shortage {
	const struct state *state;
	uint32_t octets;
};

/* The packet has less than `octets` from the base on: what needs as many is not there. */
static int too_far(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct shortage *shortage = context;
	const struct literal *l = &c->literals[literal];

	return literal_least(c, shortage->state, l) >= shortage->octets &&
			       l->part != PART_UNKNOWN && l->part != PART_FRAME
		       ? 0
		       : -1;
}

static struct state cut(struct compiler *c, const struct state *s, uint32_t octets)
{
	struct shortage shortage = { s, octets };
	struct state short_one = *s;

	short_one.formula = formula_bind(c, s->formula, too_far, &shortage);
	short_one.given = formula_bind(c, s->given, too_far, &shortage);
	return short_one;
}

/* A test of the length here may as well ask for more, as long as the answer stays the same: then later
 * tests need not ask. */
static uint32_t farthest(struct compiler *c, const struct state *s, uint32_t end, uint32_t answer)
{
	uint32_t best = end;

	formula_mark(c, s->formula); /* cut() leaves the marks alone */
	for (uint32_t i = 0; i < c->literal_count; i++) {
		if (!formula_marked(c, i))
			continue;
		uint32_t least = literal_least(c, s, &c->literals[i]);
		if (least > best && cut(c, s, least).formula == answer)
			best = least;
	}
	return best;
}

struct fence fence_before(struct compiler *c, struct state *s, uint32_t end)
{
	struct fence fence = { .absent = NOWHERE };

	if (end == 0 || end <= s->room)
		return fence;
	struct state absent = cut(c, s, end);
	/* What asks for octets depends on them, so without them there is less to ask. */
	if (absent.formula == s->formula && absent.given == s->given) {
		compiler_fail(c, WEIR_E_SUPPORT, 0,
			      "the compiler finds no way on; user space can: dnsweir filter -f");
		return fence;
	}
	fence.absent = compile_state(c, &absent);
	fence.octets = end;
	if (fence.absent == DROP || fence.absent == NOWHERE) {
		s->room = end; /* a load that fails drops the packet by itself */
		return fence;
	}
	if (absent.formula <= ALWAYS)
		fence.octets = farthest(c, s, end, absent.formula);
	fence.asked = true;
	s->room = fence.octets;
	return fence;
}

uint32_t fence_close(struct compiler *c, const struct state *s, const struct fence *fence,
		     uint32_t body)
{
	if (!fence->asked || body == fence->absent)
		return body;
	uint32_t end = s->base + fence->octets;
	if (!(s->flags & FLAG_INDEXED))
		return node_step(c, OP_LD_LEN, 0, node_test(c, OP_JGE, end, body, fence->absent));
	/* len - X may be below zero. */
	uint32_t test = node_test(c, OP_JGE, BIAS + end, body, fence->absent);
	test = node_step(c, OP_SUB_X, 0, test);
	test = node_step(c, OP_ADD_K, BIAS, test);
	return node_step(c, OP_LD_LEN, 0, test);
}
