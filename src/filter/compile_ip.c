/* compile_ip.c - IPv4, IPv6 and its extension headers, ICMP.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/compile.h"
#include "filter/scope.h"

enum {
	NEXT_HOPOPTS = 0,
	NEXT_ICMP = 1,
	NEXT_TCP = 6,
	NEXT_UDP = 17,
	NEXT_ROUTING = 43,
	NEXT_FRAGMENT = 44,
	NEXT_ICMPV6 = 58,
	NEXT_DSTOPTS = 60,
};

/* The header of this IP version; its first nibble's field is known by that. */
static int version_truth(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct literal *l = &c->literals[literal];
	const uint32_t *version = context;

	if (!l->field || l->test != TEST_NUMBER ||
	    (l->field->symbol != WEIR_FIELD_IP_VERSION &&
	     l->field->symbol != WEIR_FIELD_IPV6_VERSION))
		return -1;
	return literal_number(l, *version << 4) ? 1 : 0;
}

static void version_known(struct compiler *c, struct state *s, uint32_t first)
{
	uint32_t version = first >= 0x45 && first <= 0x4f ? 4 : first >> 4 == 6 ? 6 : 0;
	bool any = c->options->target == WEIR_TARGET_IP;

	if (!any && version != (s->part == PART_IP ? 4 : 6))
		version = 0;
	s->next = 0;
	if (version == 4) {
		s->stage = STAGE_IP4;
		s->part = PART_IP;
		state_kill(c, s, BIT(PART_IPV6) | PARTS_EXTENSION | BIT(PART_ICMPV6));
		state_present(c, s, PART_IP);
	} else if (version == 6) {
		s->stage = STAGE_IP6;
		s->part = PART_IPV6;
		state_kill(c, s, BIT(PART_IP) | BIT(PART_ICMP));
		state_present(c, s, PART_IPV6);
	} else {
		state_kill(c, s, PARTS_NET);
	}
	s->formula = formula_bind(c, s->formula, version_truth, &version);
	s->given = formula_bind(c, s->given, version_truth, &version);
}

static uint32_t ask_version(struct compiler *c, const struct state *s)
{
	struct probe probe = { .at = UINT16_MAX, /* no field's own */
			       .size = 1,
			       .mask = UINT8_MAX,
			       .end = 1,
			       .code = OP_LD_B_ABS,
			       .k = s->base,
			       .branch = version_known };

	probe_bound(&probe, 0x45);
	probe_bound(&probe, 0x50);
	probe_bound(&probe, 0x60);
	probe_bound(&probe, 0x70);
	return probe_split(c, s, &probe);
}

/* The transport header begins at X + origin, for IPv4 and IPv6, with tags or without. */
static void transport_known(struct compiler *c, struct state *s, uint32_t number, bool ipv6)
{
	enum part part = number == NEXT_UDP              ? PART_UDP
			 : number == NEXT_TCP            ? PART_TCP
			 : number == NEXT_ICMP && !ipv6  ? PART_ICMP
			 : number == NEXT_ICMPV6 && ipv6 ? PART_ICMPV6
							 : PART_ABSENT;

	s->base = c->origin;
	s->room = 0;
	s->next = 0;
	s->count = 0;
	s->flags = FLAG_INDEXED;
	s->part = part;
	if (part == PART_ABSENT) {
		state_kill(c, s, PARTS_TRANSPORT | PARTS_EXTENSION);
		return;
	}
	s->stage = part == PART_UDP ? STAGE_UDP : part == PART_TCP ? STAGE_TCP : STAGE_ICMP;
	uint32_t keep = BIT(part) | (part == PART_UDP || part == PART_TCP ? PARTS_DNS : 0);
	state_kill(c, s, PARTS_EXTENSION | (PARTS_TRANSPORT & ~keep));
	state_present(c, s, part);
}

static void protocol_known(struct compiler *c, struct state *s, uint32_t number)
{
	if (c->options->behind_udp && number != NEXT_UDP)
		s->given = NEVER;
	transport_known(c, s, number, false);
}

static uint32_t ask_protocol(struct compiler *c, const struct state *s)
{
	struct probe probe = { .at = 9,
			       .size = 1,
			       .mask = UINT8_MAX,
			       .end = 10,
			       .code = OP_LD_B_ABS,
			       .k = s->base + 9,
			       .branch = protocol_known };
	static const uint8_t numbers[] = { NEXT_ICMP, NEXT_TCP, NEXT_UDP };

	for (size_t i = 0; i < sizeof(numbers); i++) {
		probe_bound(&probe, numbers[i]);
		probe_bound(&probe, numbers[i] + 1U);
	}
	if (c->options->behind_udp)
		probe.end = 0;
	uint32_t node = probe_split(c, s, &probe);
	if (s->base != c->origin) {
		node = node_step(c, OP_TAX, 0, node);
		node = node_step(c, OP_ADD_K, s->base - c->origin, node);
		node = node_step(c, OP_TXA, 0, node);
	}
	node = node_step(c, OP_LDX_MSH, s->base, node);
	/* Its octets are there: the fragment offset behind them was asked for. */
	return state_asks_bad(c, s) ? keep_ip_end(c, s->base + 2, s->base - c->origin, node) : node;
}

static void offset_known(struct compiler *c, struct state *s, uint32_t offset)
{
	s->stage = STAGE_IP4_PROTOCOL;
	if (offset != 0)
		state_kill(c, s, PARTS_TRANSPORT);
}

uint32_t compile_ip(struct compiler *c, const struct state *s)
{
	struct state then = *s;
	struct probe probe = { .at = 6,
			       .size = 2,
			       .mask = 0x1fff,
			       .end = 8,
			       .code = OP_LD_H_ABS,
			       .k = s->base + 6,
			       .branch = offset_known };

	switch ((enum stage)s->stage) {
	case STAGE_VERSION:
		return ask_version(c, s);
	case STAGE_IP4:
		then.stage = STAGE_IP4_OFFSET;
		return compile_fields(c, s, PART_IP, false, &then);
	case STAGE_IP4_OFFSET:
		probe_bound(&probe, 1);
		return probe_split(c, s, &probe);
	case STAGE_IP4_PROTOCOL:
		return ask_protocol(c, s);
	default: /* ICMP, both */
		return compile_fields(c, s, (enum part)s->part, false, &then);
	}
}

static enum part part_of_next(uint32_t number)
{
	switch (number) {
	case NEXT_HOPOPTS:
		return PART_HOPOPTS;
	case NEXT_ROUTING:
		return PART_ROUTING;
	case NEXT_FRAGMENT:
		return PART_FRAGMENT;
	case NEXT_DSTOPTS:
		return PART_DSTOPTS;
	default:
		return PART_ABSENT;
	}
}

static void next_known(struct compiler *c, struct state *s, uint32_t number)
{
	enum part part = part_of_next(number);

	if (part == PART_ABSENT) {
		transport_known(c, s, number, true);
		return;
	}
	if (s->count == SCOPE_EXTENSIONS) {
		state_kill(c, s, PARTS_TRANSPORT | PARTS_EXTENSION);
		return;
	}
	state_present(c, s, part);
	s->stage = STAGE_EXTENSION;
	s->part = part;
	s->base = c->origin;
	s->room = 0;
	s->next = 0;
	s->count++;
	s->flags = FLAG_INDEXED;
	/* Of what kind it is matters to its own fields only; but a fragment header is built otherwise. */
	if (part != PART_FRAGMENT && !state_has(c, s, BIT(part)))
		s->part = PART_ABSENT;
}

/* Whatever headers stand between: the kernel knows where UDP begins. */
static void udp_follows(struct compiler *c, struct state *s, uint32_t number)
{
	(void)number;
	transport_known(c, s, NEXT_UDP, true);
}

static uint32_t ask_kernel(struct compiler *c, const struct state *s, struct probe *probe)
{
	probe->end = 0;
	probe->branch = udp_follows;
	uint32_t node = probe_split(c, s, probe);
	node = node_step(c, OP_TAX, 0, node);
	node = node_step(c, OP_SUB_K, 8, node); /* it says where UDP's payload begins */
	node = node_step(c, OP_LD_W_ABS, EXTENSION_PAYLOAD_OFFSET, node);
	return state_asks_bad(c, s) ? keep_ip_end(c, s->base + 4, s->base + 40, node) : node;
}

static void add_next_bounds(struct probe *probe)
{
	static const uint8_t numbers[] = { NEXT_HOPOPTS,  NEXT_TCP,    NEXT_UDP,    NEXT_ROUTING,
					   NEXT_FRAGMENT, NEXT_ICMPV6, NEXT_DSTOPTS };

	for (size_t i = 0; i < sizeof(numbers); i++) {
		probe_bound(probe, numbers[i]);
		probe_bound(probe, numbers[i] + 1U);
	}
}

/* A holds the next header's number, X where it begins. */
static uint32_t ask_next(struct compiler *c, const struct state *s)
{
	struct probe probe = { .size = 1, .mask = UINT8_MAX, .branch = next_known };

	probe.repeated = true;
	add_next_bounds(&probe);
	return probe_split(c, s, &probe);
}

/* X is at an extension header: on to the next. */
static uint32_t pass(struct compiler *c, const struct state *s)
{
	bool fragment = s->part == PART_FRAGMENT;
	struct state here = *s;
	struct fence fence = fence_before(c, &here, fragment ? 4 : 2);
	struct state next = *s;

	next.stage = STAGE_EXTENSION_NEXT;
	next.next = 0;
	uint32_t node = ask_next(c, &next);
	node = node_step(c, OP_LDX_MEM, CELL_NEXT, node);
	node = node_step(c, OP_LD_B_IND, s->base, node);
	node = node_step(c, OP_ST, CELL_NEXT, node);
	if (fragment) {
		node = node_step(c, OP_ADD_K, 8, node);
		node = node_step(c, OP_TXA, 0, node);
	} else {
		node = node_step(c, OP_ADD_X, 0, node);
		node = node_step(c, OP_LSH_K, 3, node);
		node = node_step(c, OP_ADD_K, 1, node);
		node = node_step(c, OP_LD_B_IND, s->base + 1, node);
	}
	return fence_close(c, s, &fence, node);
}

static void fragment_known(struct compiler *c, struct state *s, uint32_t offset)
{
	if (offset != 0)
		state_kill(c, s, PARTS_TRANSPORT | PARTS_EXTENSION);
	s->stage = STAGE_EXTENSION_NEXT;
	s->next = 1; /* the offset is known to be zero */
}

static uint32_t ask_ip6_next(struct compiler *c, const struct state *s)
{
	struct probe probe = { .at = 6,
			       .size = 1,
			       .mask = UINT8_MAX,
			       .end = 7,
			       .code = OP_LD_B_ABS,
			       .k = s->base + 6,
			       .branch = next_known };

	if (c->options->behind_udp)
		return ask_kernel(c, s, &probe);
	add_next_bounds(&probe);
	struct state here = *s;
	struct fence fence = { .absent = NOWHERE };
	bool bad = state_asks_bad(c, s);
	if (bad)
		fence = fence_before(c, &here, probe.end);
	uint32_t node = probe_split(c, &here, &probe);
	node = node_step(c, OP_LDX_IMM, 40 + s->base - c->origin, node);
	if (bad)
		node = keep_ip_end(c, s->base + 4, 40 + s->base - c->origin, node);
	return fence_close(c, s, &fence, node);
}

uint32_t compile_ip6(struct compiler *c, const struct state *s)
{
	struct state then = *s;
	struct probe probe = { .at = 2,
			       .size = 2,
			       .mask = 0xfff8,
			       .end = 4,
			       .code = OP_LD_H_IND,
			       .k = s->base + 2,
			       .repeated = true,
			       .branch = fragment_known };

	switch ((enum stage)s->stage) {
	case STAGE_IP6:
		then.stage = STAGE_IP6_NEXT;
		return compile_fields(c, s, PART_IPV6, false, &then);
	case STAGE_IP6_NEXT:
		return ask_ip6_next(c, s);
	case STAGE_EXTENSION:
		then.stage = STAGE_EXTENSION_NEXT;
		return compile_fields(c, s, (enum part)s->part, true, &then);
	default:
		if (s->part != PART_FRAGMENT || s->next == 1)
			return pass(c, s);
		probe_bound(&probe, 8);
		return probe_split(c, s, &probe);
	}
}
