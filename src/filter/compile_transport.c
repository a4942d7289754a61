/* compile_transport.c - UDP and TCP, and the gates that lead to a DNS message in them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/compile.h"
#include "filter/scope.h"

static bool is_port(const struct compiler *c, uint32_t number)
{
	for (unsigned i = 0; i < c->rule->port_count; i++)
		if (c->rule->ports[i] == number)
			return true;
	return false;
}

static void add_port_bounds(const struct compiler *c, struct probe *probe)
{
	for (unsigned i = 0; i < c->rule->port_count; i++) {
		probe_bound(probe, c->rule->ports[i]);
		probe_bound(probe, c->rule->ports[i] + 1U);
	}
}

/* Does the formula ask for this number of the header, or does the gate? */
static bool is_asked(struct compiler *c, const struct state *s, uint32_t at, uint32_t size,
		     uint32_t mask)
{
	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++) {
		const struct literal *l = &c->literals[i];
		if (!formula_marked(c, i) || l->part != s->part || l->variable == NOWHERE)
			continue;
		const struct variable *v = &c->variables[l->variable];
		if (v->at == at && v->size == size && v->mask == mask)
			return true;
	}
	return false;
}

static void target_known(struct compiler *c, struct state *s, uint32_t port)
{
	s->stage++;
	s->flags |= is_port(c, port) ? FLAG_PORT : FLAG_NO_PORT;
}

static void source_known(struct compiler *c, struct state *s, uint32_t port)
{
	s->stage++;
	if ((s->flags & FLAG_NO_PORT) && !is_port(c, port))
		state_kill(c, s, PARTS_DNS);
	s->flags &= ~(uint32_t)(FLAG_PORT | FLAG_NO_PORT);
}

/* Ports of both protocols lie at the same place. */
static uint32_t ask_port(struct compiler *c, const struct state *s, bool source)
{
	bool gate = state_has(c, s, PARTS_DNS) && !(s->flags & FLAG_PORT);
	struct state next = *s;
	struct probe probe = { .at = source ? 0 : 2,
			       .size = 2,
			       .mask = UINT16_MAX,
			       .end = source ? 2 : 4,
			       .code = (uint32_t)state_load(s, 2),
			       .k = s->base + (source ? 0 : 2),
			       .branch = source ? source_known : target_known };

	add_port_bounds(c, &probe);
	if (gate || is_asked(c, s, probe.at, 2, UINT16_MAX))
		return probe_split(c, s, &probe);
	next.stage++;
	if (source)
		next.flags &= ~(uint32_t)(FLAG_PORT | FLAG_NO_PORT);
	return compile_state(c, &next);
}

/* The least that a literal of the question asks for; 0: there is none. */
static uint32_t least_question(struct compiler *c, const struct state *s)
{
	uint32_t least = 0;

	if (state_whole(c, s)) /* where it ends need not be asked */
		return 0;
	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++)
		if (formula_marked(c, i) && (BIT(c->literals[i].part) & PARTS_MESSAGE) &&
		    (least == 0 || c->literals[i].end < least))
			least = c->literals[i].end;
	return least;
}

/* `octets` of the message lie behind its header; s->reach has the least that was asked for. */
static void message_known(struct compiler *c, struct state *s, uint32_t octets)
{
	uint32_t least = s->reach;

	if (octets >= least)
		return;
	s->reach = 0;
	state_kill_beyond(c, s, least - 1);
}

static void udp_length_known(struct compiler *c, struct state *s, uint32_t length)
{
	s->stage = STAGE_CARRIED;
	s->next = 0;
	if (length < SCOPE_UDP_LEAST) {
		s->reach = 0;
		state_kill(c, s, PARTS_DNS);
		return;
	}
	message_known(c, s, length - SCOPE_UDP_LEAST);
	state_present(c, s, PART_DNS);
	s->part = PART_DNS;
}

static uint32_t ask_udp_length(struct compiler *c, const struct state *s)
{
	struct probe probe = { .at = 4,
			       .size = 2,
			       .mask = UINT16_MAX,
			       .end = 6,
			       .code = (uint32_t)state_load(s, 2),
			       .k = s->base + 4,
			       .bias = 8,
			       .lowest = SCOPE_UDP_LEAST,
			       .branch = udp_length_known };

	struct state here = *s;
	here.reach = least_question(c, s);
	probe_bound(&probe, SCOPE_UDP_LEAST);
	probe_bound(&probe, SCOPE_UDP_LEAST + here.reach);
	return probe_split(c, &here, &probe);
}

static bool is_bad(const struct literal *l)
{
	return l->part == PART_UDP && l->field && l->field->symbol == WEIR_FIELD_UDP_LENGTH_BAD;
}

bool state_asks_bad(struct compiler *c, const struct state *s)
{
	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++)
		if (formula_marked(c, i) && is_bad(&c->literals[i]))
			return true;
	return false;
}

uint32_t keep_ip_end(struct compiler *c, uint32_t at, uint32_t more, uint32_t node)
{
	node = node_step(c, OP_ST, CELL_IP_END, node);
	if (more > 0)
		node = node_step(c, OP_ADD_K, more, node);
	return node_step(c, OP_LD_H_ABS, at, node);
}

static int bad_truth(const struct compiler *c, const void *context, uint32_t literal)
{
	const bool *bad = context;
	const struct literal *l = &c->literals[literal];

	return !is_bad(l) ? -1 : *bad && literal_number(l, 1) ? 1 : 0;
}

static uint32_t with_bad(struct compiler *c, const struct state *s, bool bad)
{
	struct state next = *s;

	next.formula = formula_bind(c, s->formula, bad_truth, &bad);
	next.given = formula_bind(c, s->given, bad_truth, &bad);
	return compile_state(c, &next);
}

/* X + UDP length against where IP ends; X is lent for it. */
static uint32_t ask_bad(struct compiler *c, const struct state *s)
{
	struct state here = *s;
	struct fence fence = fence_before(c, &here, 6);
	uint32_t yes = with_bad(c, &here, true);
	uint32_t node = node_test(c, OP_JEQ, 0, with_bad(c, &here, false), yes);

	node = node_step(c, OP_LDX_MEM, CELL_X, node);
	node = node_step(c, OP_SUB_X, 0, node);
	node = node_step(c, OP_LDX_MEM, CELL_IP_END, node);
	node = node_step(c, OP_ADD_X, 0, node);
	node = node_step(c, OP_LD_H_IND, s->base + 4, node);
	node = node_step(c, OP_STX, CELL_X, node);
	return fence_close(c, s, &fence, node);
}

uint32_t compile_udp(struct compiler *c, const struct state *s)
{
	struct state then = *s;

	if (s->stage == STAGE_UDP && state_asks_bad(c, s))
		return ask_bad(c, s);

	switch ((enum stage)s->stage) {
	case STAGE_UDP:
		then.stage = STAGE_UDP_TARGET;
		return compile_fields(c, s, PART_UDP, false, &then);
	case STAGE_UDP_TARGET:
		return ask_port(c, s, false);
	case STAGE_UDP_SOURCE:
		return ask_port(c, s, true);
	default:
		return ask_udp_length(c, s);
	}
}

static void offset_known(struct compiler *c, struct state *s, uint32_t octet)
{
	s->stage = STAGE_TCP_COUNT;
	s->base = c->origin;
	s->room = 0;
	if (octet < 0x50)
		state_kill(c, s, PARTS_DNS);
}

static void count_known(struct compiler *c, struct state *s, uint32_t count)
{
	s->stage = STAGE_TCP_PREFIX;
	if (count > 1)
		state_kill(c, s, PARTS_DNS);
}

/* X moves so that the message begins at X + origin + 8, as in UDP. The prefix is at 6, QDCOUNT at 12. */
static uint32_t ask_count(struct compiler *c, const struct state *s)
{
	struct probe probe = { .at = UINT16_MAX,
			       .size = 2,
			       .mask = UINT16_MAX,
			       .end = 14,
			       .code = OP_LD_H_IND,
			       .k = s->base + 12,
			       .branch = count_known };

	probe_bound(&probe, 2);
	uint32_t node = probe_split(c, s, &probe);
	node = node_step(c, OP_TAX, 0, node);
	node = node_step(c, OP_SUB_K, 6, node);
	node = node_step(c, OP_ADD_X, 0, node);
	node = node_step(c, OP_RSH_K, 2, node);
	node = node_step(c, OP_AND_K, 0xf0, node);
	return node_step(c, OP_LD_B_IND, c->origin + 12, node);
}

static void prefix_known(struct compiler *c, struct state *s, uint32_t length)
{
	s->stage = STAGE_CARRIED;
	s->next = 0;
	s->flags |= FLAG_TCP;
	if (length < SCOPE_TCP_LEAST) {
		s->reach = 0;
		state_kill(c, s, PARTS_DNS);
		return;
	}
	message_known(c, s, length - SCOPE_TCP_LEAST);
	state_present(c, s, PART_DNS);
	s->part = PART_DNS;
}

static uint32_t ask_offset(struct compiler *c, const struct state *s)
{
	struct probe probe = { .at = 12,
			       .size = 1,
			       .mask = 0xf0,
			       .end = 13,
			       .code = OP_LD_B_IND,
			       .k = s->base + 12,
			       .branch = offset_known };

	probe_bound(&probe, 0x50);
	return probe_split(c, s, &probe);
}

uint32_t compile_tcp(struct compiler *c, const struct state *s)
{
	struct state then = *s;
	struct probe prefix = { .at = UINT16_MAX,
				.size = 2,
				.mask = UINT16_MAX,
				.end = 8,
				.code = OP_LD_H_IND,
				.k = s->base + 6,
				.lowest = SCOPE_TCP_LEAST,
				.branch = prefix_known };

	switch ((enum stage)s->stage) {
	case STAGE_TCP:
		then.stage = STAGE_TCP_TARGET;
		return compile_fields(c, s, PART_TCP, false, &then);
	case STAGE_TCP_TARGET:
		return ask_port(c, s, false);
	case STAGE_TCP_SOURCE:
		return ask_port(c, s, true);
	case STAGE_TCP_OFFSET:
		return ask_offset(c, s);
	case STAGE_TCP_COUNT:
		return ask_count(c, s);
	default:
		then.reach = least_question(c, s);
		probe_bound(&prefix, SCOPE_TCP_LEAST);
		probe_bound(&prefix, SCOPE_TCP_LEAST + then.reach);
		return probe_split(c, &then, &prefix);
	}
}
