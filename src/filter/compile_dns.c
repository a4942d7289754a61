/* compile_dns.c - the DNS header, and what the question's tests will need.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Here X + origin + 8 is where the message begins, in UDP and TCP, over IPv4 and IPv6. */
#include "filter/compile.h"

/* Will a test of the question move X? Then the message's end must be kept where it can be asked for. */
static bool moves(struct compiler *c, const struct state *s)
{
	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++) {
		const struct literal *l = &c->literals[i];
		if (!formula_marked(c, i) || !(BIT(l->part) & PARTS_MESSAGE))
			continue;
		if (!l->steps || l->steps->walks || l->steps->within)
			return true;
	}
	return false;
}

/* Type, class, OPT: octets behind the name. */
static bool asks_behind(struct compiler *c, const struct state *s)
{
	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++) {
		const struct literal *l = &c->literals[i];
		if (formula_marked(c, i) && l->part == PART_OPT)
			return true;
		if (formula_marked(c, i) && l->field &&
		    (l->field->symbol == WEIR_FIELD_DNS_QRY_TYPE ||
		     l->field->symbol == WEIR_FIELD_DNS_QRY_CLASS))
			return true;
	}
	return false;
}

/* UDP and TCP become one state: the end lies at M[CELL_END] - BIAS, counted from origin + 8. */
static uint32_t carried(struct compiler *c, const struct state *s)
{
	struct state next = *s;
	bool tcp = s->flags & FLAG_TCP;

	next.stage = STAGE_DNS_COUNT;
	next.base = s->base + 8;
	next.room = 0;
	next.next = 0;
	if (!state_has(c, s, PARTS_MESSAGE)) {
		next.flags &= ~(uint32_t)FLAG_TCP;
		next.reach = 0;
		return compile_state(c, &next);
	}
	if (state_whole(c, s)) {
		next.flags |= FLAG_WHOLE;
		next.reach = 0;
	}
	bool direct = !moves(c, s) && !c->share;
	if (direct && (next.flags & FLAG_WHOLE) && !asks_behind(c, s))
		next.flags &= ~(uint32_t)FLAG_TCP;
	if (direct)
		return compile_state(c, &next);
	next.flags |= FLAG_CELL;
	next.flags &= ~(uint32_t)FLAG_TCP;
	uint32_t node = node_step(c, OP_STX, CELL_START, compile_state(c, &next));
	if ((next.flags & FLAG_WHOLE) && !asks_behind(c, s)) /* nobody will ask where it ends */
		return node;
	node = node_step(c, OP_ST, CELL_END, node);
	node = node_step(c, OP_ADD_K, tcp ? BIAS : BIAS - 8, node);
	if (s->flags & FLAG_INDEXED)
		node = node_step(c, OP_ADD_X, 0, node);
	return node_step(c, (uint16_t)state_load(s, 2), s->base + (tcp ? 6 : 4), node);
}

static void count_known(struct compiler *c, struct state *s, uint32_t count)
{
	if (count != 1)
		state_kill(c, s, BIT(PART_QUESTION));
	edns_count_known(c, s, count);
}

static uint32_t ask_count(struct compiler *c, const struct state *s)
{
	uint16_t at = (uint16_t)(4 + 2 * s->next);
	struct probe probe = { .at = at,
			       .size = 2,
			       .mask = UINT16_MAX,
			       .end = at + 2U,
			       .code = (uint32_t)state_load(s, 2),
			       .k = s->base + at,
			       .branch = s->next == 0 ? count_known : edns_count_known };
	bool asked = state_has(c, s, PARTS_MESSAGE);

	probe_bound(&probe, 1);
	probe_bound(&probe, 2);
	for (uint32_t i = 0; i < c->literal_count && !asked; i++)
		asked = formula_marked(c, i) && c->literals[i].field &&
			c->literals[i].field->symbol == WEIR_FIELD_DNS_COUNT_QUERIES;
	if (asked)
		return probe_split(c, s, &probe);
	struct state next = *s;
	next.stage = STAGE_DNS;
	return compile_state(c, &next);
}

uint32_t compile_dns(struct compiler *c, const struct state *s)
{
	struct state then = *s;

	if (s->stage == STAGE_CARRIED)
		return carried(c, s);
	if (s->stage == STAGE_DNS_COUNT)
		return ask_count(c, s);
	then.stage = STAGE_NAME;
	then.base = s->base + 12;
	then.room = s->room > 12 ? s->room - 12 : 0;
	then.part = PART_QUESTION;
	return compile_fields(c, s, PART_DNS, false, &then);
}
