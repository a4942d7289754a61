/* compile_link.c - metadata, frame, link layer, VLAN tags, ARP.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/compile.h"
#include "filter/scope.h"

enum {
	TYPE_IPV4 = 0x0800,
	TYPE_ARP = 0x0806,
	TYPE_IPV6 = 0x86dd,
	TYPE_VLAN = 0x8100,
	TYPE_QINQ = 0x88a8,
	TYPE_QINQ_OLD = 0x9100,
};

static void no_change(struct compiler *c, struct state *s, uint32_t value)
{
	(void)c;
	(void)s;
	(void)value;
}

/* The first state that looks at the packet's octets. */
static struct state first_header(struct compiler *c, const struct state *s)
{
	struct state next = *s;

	next.next = 0;
	next.base = c->options->skip;
	next.part = PART_LINK;
	next.stage = STAGE_LINK;
	if (c->options->target == WEIR_TARGET_IP) {
		next.part = PART_IP;
		next.stage = STAGE_VERSION;
	} else if (c->options->target == WEIR_TARGET_UDP_SOCKET) {
		next.part = PART_UDP;
		next.stage = STAGE_UDP;
		state_present(c, &next, PART_UDP);
	}
	return next;
}

static uint32_t after_metadata(struct compiler *c, const struct state *s)
{
	struct state next = *s;

	next.stage = STAGE_FRAME;
	next.part = PART_FRAME;
	next.next = 0;
	if (c->options->target == WEIR_TARGET_UDP_SOCKET || c->options->target == WEIR_TARGET_IP)
		state_kill(c, &next, BIT(PART_VLAN)); /* no tags among the octets */
	return compile_state(c, &next);
}

/* The tag that a kernel holds: its numbers, one after the other. */
static uint32_t tag_numbers(struct compiler *c, const struct state *s)
{
	for (uint32_t i = s->next; i < c->variable_count; i++) {
		struct variable v = c->variables[i];
		bool wanted = false;
		formula_mark(c, s->formula);
		for (uint32_t k = 0; k < c->literal_count; k++)
			wanted = wanted || (formula_marked(c, k) && c->literals[k].variable == i);
		if (v.part != PART_VLAN || v.end > 2 || !wanted)
			continue;
		struct state next = *s;
		struct probe probe = { .at = v.at,
				       .size = v.size,
				       .mask = v.mask,
				       .repeated = true,
				       .branch = no_change };
		next.next = i + 1;
		uint32_t node = probe_split(c, &next, &probe);
		if (v.size == 1 && v.at == 0)
			node = node_step(c, OP_RSH_K, 8, node);
		return node_step(c, OP_LD_W_ABS, EXTENSION_VLAN_TCI, node);
	}
	return after_metadata(c, s);
}

/* The tag that a kernel holds has all fields but the type behind it. */
static int held(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct literal *l = &c->literals[literal];

	(void)context;
	return l->part == PART_VLAN && l->field && l->test == TEST_PRESENT && l->end <= 2 ? 1 : -1;
}

uint32_t compile_metadata(struct compiler *c, const struct state *s)
{
	if (s->count > 0)
		return tag_numbers(c, s);
	if (!state_has(c, s, BIT(PART_VLAN)))
		return after_metadata(c, s);
	struct state tagged = *s;
	tagged.count = 1;
	state_present(c, &tagged, PART_VLAN);
	tagged.formula = formula_bind(c, tagged.formula, held, NULL);
	tagged.given = formula_bind(c, tagged.given, held, NULL);
	struct state plain = *s;
	uint32_t no = after_metadata(c, &plain);
	uint32_t yes = compile_state(c, &tagged);
	return node_step(c, OP_LD_B_ABS, EXTENSION_VLAN_PRESENT, node_test(c, OP_JEQ, 0, no, yes));
}

uint32_t compile_frame(struct compiler *c, const struct state *s)
{
	struct state here = *s;

	here.count = 0;
	state_present(c, &here, PART_FRAME);
	state_present(c, &here, PART_LINK);
	if (!state_has(c, &here, BIT(PART_FRAME))) {
		here = first_header(c, &here);
		return compile_state(c, &here);
	}
	struct probe probe = { .size = 4, .code = OP_LD_LEN, .branch = no_change };
	/* One mask at a time; what was asked is out of the formula. */
	for (uint32_t i = 0; i < c->literal_count; i++)
		if (formula_marked(c, i) && c->literals[i].part == PART_FRAME)
			probe.mask = c->literals[i].bits;
	uint32_t skip = c->options->skip;
	if (skip == 0)
		return probe_split(c, &here, &probe);
	/* What is skipped does not count; nor does a packet without as much of it. */
	probe.code = 0;
	uint32_t node = probe_split(c, &here, &probe);
	uint32_t more = node_step(c, OP_SUB_K, skip, node);
	uint32_t none = node_step(c, OP_LD_IMM, 0, node);
	return node_step(c, OP_LD_LEN, 0, node_test(c, OP_JGE, skip, more, none));
}

static bool is_tag(uint32_t type)
{
	return type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD;
}

/* `s` is at the link header or a tag: what follows is at this offset from the packet's first octet. */
static uint32_t behind(const struct compiler *c, const struct state *s)
{
	return c->origin + 4 * s->count;
}

static void type_known(struct compiler *c, struct state *s, uint32_t type)
{
	uint32_t base = behind(c, s);

	s->next = 0;
	s->base = base;
	s->room = 0;
	if (is_tag(type) && s->count < SCOPE_VLANS) {
		s->stage = STAGE_VLAN;
		s->part = PART_VLAN;
		s->count++;
		state_present(c, s, PART_VLAN);
		return;
	}
	s->count = 0;
	state_kill(c, s, BIT(PART_VLAN));
	if (type == TYPE_ARP) {
		s->stage = STAGE_ARP;
		s->part = PART_ARP;
		state_present(c, s, PART_ARP);
		state_kill(c, s, PARTS_NET & ~BIT(PART_ARP));
	} else if (type == TYPE_IPV4) {
		s->stage = STAGE_VERSION;
		s->part = PART_IP;
		state_kill(c, s,
			   BIT(PART_ARP) | BIT(PART_IPV6) | PARTS_EXTENSION | BIT(PART_ICMPV6));
	} else if (type == TYPE_IPV6) {
		s->stage = STAGE_VERSION;
		s->part = PART_IPV6;
		state_kill(c, s, BIT(PART_ARP) | BIT(PART_IP) | BIT(PART_ICMP));
	} else {
		state_kill(c, s, PARTS_NET);
	}
}

static uint32_t ask_type(struct compiler *c, const struct state *s)
{
	uint32_t at = s->part == PART_VLAN                     ? 2
		      : c->options->target == WEIR_TARGET_SLL2 ? 0
							       : c->origin - c->options->skip - 2;
	struct probe probe = { .at = (uint16_t)at,
			       .size = 2,
			       .mask = UINT16_MAX,
			       .end = at + 2,
			       .code = OP_LD_H_ABS,
			       .k = s->base + at,
			       .repeated = s->part == PART_VLAN,
			       .branch = type_known };
	static const uint16_t types[] = { TYPE_IPV4, TYPE_ARP,  TYPE_IPV6,
					  TYPE_VLAN, TYPE_QINQ, TYPE_QINQ_OLD };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		probe_bound(&probe, types[i]);
		probe_bound(&probe, types[i] + 1U);
	}
	return probe_split(c, s, &probe);
}

uint32_t compile_link(struct compiler *c, const struct state *s)
{
	struct state then = *s;

	if (s->stage == STAGE_ETHERTYPE)
		return ask_type(c, s);
	then.stage = STAGE_ETHERTYPE;
	if (s->stage == STAGE_LINK)
		return compile_fields(c, s, PART_LINK, false, &then);
	if (s->stage == STAGE_VLAN)
		return compile_fields(c, s, PART_VLAN, true, &then);
	/* Behind ARP there is nothing. */
	return compile_fields(c, s, PART_ARP, false, &then);
}
