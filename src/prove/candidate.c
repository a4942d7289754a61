/* candidate.c - a packet out of what the solver says.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Only what the truth hangs on is put into the packet, so most of it stays zero. Octets at computed
 * addresses are unknowns of their own to the solver: two of them, or one and an octet at a fixed place,
 * may fall on the same octet and differ. Then the solver learns that where their addresses are equal
 * they are equal, and is asked again. */
#include "prove/candidate.h"

#include <stdlib.h>
#include <string.h>

static uint32_t compute(enum term_kind kind, uint32_t a, uint32_t b)
{
	switch (kind) {
	case TERM_ADD:
		return a + b;
	case TERM_MUL:
		return a * b;
	case TERM_AND:
		return a & b;
	case TERM_OR:
		return a | b;
	case TERM_XOR:
		return a ^ b;
	case TERM_SHL:
		return a << (b & 31);
	case TERM_SHR:
		return a >> (b & 31);
	case TERM_DIV: /* by zero as the solver's */
		return b ? a / b : UINT32_MAX;
	case TERM_MOD:
		return b ? a % b : a;
	case TERM_EQUAL:
		return a == b;
	case TERM_LESS:
		return a < b;
	case TERM_BOTH:
		return a && b;
	case TERM_EITHER:
		return a || b;
	case TERM_NOT:
		return !a;
	case TERM_CONSTANT:
	case TERM_OCTET:
	case TERM_LENGTH:
	case TERM_FREE:
	case TERM_NETLINK:
	case TERM_CHOICE:
	case TERM_TRUTH:
		break;
	}
	return 0;
}

/* What every term up to `truth` is, given what the solver says of the unknowns. */
static void evaluate(struct candidate *c, struct solver *solver, term truth)
{
	for (term t = 0; t <= truth; t++) {
		const struct term_node *node = term_node(c->terms, t);

		c->needed[t] = false;
		if (node->kind == TERM_CONSTANT || node->kind == TERM_TRUTH)
			c->values[t] = node->a;
		else if (node->kind == TERM_LENGTH || node->kind == TERM_FREE ||
			 node->kind == TERM_OCTET || node->kind == TERM_NETLINK)
			c->values[t] = solver_value(solver, t);
		else if (node->kind == TERM_CHOICE)
			c->values[t] = c->values[c->values[node->a] ? node->b : node->c];
		else
			c->values[t] = compute((enum term_kind)node->kind, c->values[node->a],
					       node->kind == TERM_NOT ? 0 : c->values[node->b]);
	}
}

/* One of two reasons is enough: the one that is needed anyway, else the one that was there first. */
static void need_one(struct candidate *c, term a, term b, uint32_t value)
{
	bool first = (c->values[a] != 0) == (value != 0);
	bool second = (c->values[b] != 0) == (value != 0);

	if ((first && c->needed[a]) || (second && c->needed[b]))
		return;
	c->needed[first ? a : b] = true;
}

static void need(struct candidate *c, term truth)
{
	c->needed[truth] = true;
	for (size_t i = (size_t)truth + 1; i-- > 0;) {
		const struct term_node *node = term_node(c->terms, (term)i);

		if (!c->needed[i])
			continue;
		if ((node->kind == TERM_BOTH && !c->values[i]) ||
		    (node->kind == TERM_EITHER && c->values[i])) {
			need_one(c, node->a, node->b, c->values[i]);
		} else if (node->kind == TERM_CHOICE) {
			c->needed[node->a] = true;
			c->needed[c->values[node->a] ? node->b : node->c] = true;
		} else if (node->kind >= TERM_ADD && node->kind != TERM_TRUTH) {
			c->needed[node->a] = true;
			if (node->kind != TERM_NOT)
				c->needed[node->b] = true;
		} else if (node->kind == TERM_OCTET) {
			c->needed[node->a] = true;
		} else if (node->kind == TERM_NETLINK) {
			c->needed[node->b] = c->needed[node->c] = true;
		}
	}
}

static void set_metadata(struct candidate *c, enum term_free which, uint32_t value)
{
	struct weir_bpf_metadata *m = &c->metadata;
	uint32_t *const words[FREE_COUNT] = {
		[FREE_PACKET_TYPE] = &m->packet_type,
		[FREE_IFINDEX] = &m->ifindex,
		[FREE_MARK] = &m->mark,
		[FREE_QUEUE] = &m->queue,
		[FREE_HATYPE] = &m->hatype,
		[FREE_RXHASH] = &m->rxhash,
		[FREE_CPU] = &m->cpu,
		[FREE_PAYLOAD_OFFSET] = &m->payload_offset,
		[FREE_RANDOM] = &m->random,
		[FREE_NETWORK_OFFSET] = &m->network_offset,
		[FREE_LINK_OFFSET] = &m->link_offset,
	};

	if (words[which])
		*words[which] = value;
	else if (which == FREE_PROTOCOL)
		m->protocol = (uint16_t)value;
	else if (which == FREE_VLAN_TCI)
		m->vlan_tci = (uint16_t)value;
	else if (which == FREE_VLAN_TPID)
		m->vlan_tpid = (uint16_t)value;
	else if (which == FREE_VLAN_PRESENT)
		m->vlan_present = value != 0;
	else
		m->has_link = value != 0;
}

static term address_of(struct candidate *c, term octet)
{
	const struct term_node node = *term_node(c->terms, octet);

	return term_add(c->terms, node.a, term_constant(c->terms, node.b));
}

/* Where two octets have one address they are equal. */
static void learn(struct candidate *c, struct solver *solver, term one, term other)
{
	term apart =
		term_not(c->terms, term_equal(c->terms, address_of(c, one), address_of(c, other)));

	solver_require(solver, term_either(c->terms, apart, term_equal(c->terms, one, other)));
	c->lemmas++;
}

/* An octet where the solver wants it. False: another stands there. */
static bool put(struct candidate *c, term octet)
{
	const struct term_node *node = term_node(c->terms, octet);
	uint32_t at = c->values[node->a] + node->b;

	if (at >= c->size)
		return true;
	if (c->owner[at] == NEVER) {
		c->owner[at] = octet;
		c->packet[at] = (uint8_t)c->values[octet];
		return true;
	}
	return c->packet[at] == c->values[octet];
}

static enum weir_status make_room(struct candidate *c, term truth)
{
	if (c->count > truth)
		return WEIR_OK;
	uint32_t count = truth + 1;
	uint32_t *values = realloc(c->values, count * sizeof(*values));
	if (values)
		c->values = values;
	bool *needed = realloc(c->needed, count * sizeof(*needed));
	if (needed)
		c->needed = needed;
	if (!values || !needed)
		return WEIR_E_MEMORY;
	c->count = count;
	return WEIR_OK;
}

enum weir_status candidate_take(struct candidate *c, struct solver *solver, term truth,
				size_t *clashes)
{
	enum weir_status status = make_room(c, truth);

	*clashes = 0;
	if (status != WEIR_OK)
		return status;
	evaluate(c, solver, truth);
	need(c, truth);
	memset(c->packet, 0, sizeof(c->packet));
	memset(c->owner, 0, sizeof(c->owner));
	c->metadata = (struct weir_bpf_metadata){ 0 };
	c->size = c->terms->shortest;
	for (term t = 0; t <= truth; t++)
		if (term_node(c->terms, t)->kind == TERM_LENGTH)
			c->size = c->values[t];
	for (term t = 0; t <= truth; t++) {
		/* Learning makes terms: this one may move. */
		const struct term_node node = *term_node(c->terms, t);

		if (!c->needed[t])
			continue;
		if (node.kind == TERM_FREE)
			set_metadata(c, (enum term_free)node.a, c->values[t]);
		if (node.kind == TERM_OCTET && !put(c, t)) {
			learn(c, solver, c->owner[c->values[node.a] + node.b], t);
			++*clashes;
		}
	}
	return c->terms->status;
}

void candidate_close(struct candidate *c)
{
	free(c->values);
	free(c->needed);
}
