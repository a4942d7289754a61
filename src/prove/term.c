/* term.c - the table of terms, and what is known of a number's bounds and bits.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "prove/term.h"

#include <stdlib.h>

enum { TERMS_MAX = 4 * 1024 * 1024 };

static const uint32_t free_highest[FREE_COUNT] = {
	[FREE_PROTOCOL] = UINT16_MAX,    [FREE_PACKET_TYPE] = 7,
	[FREE_IFINDEX] = INT32_MAX,      [FREE_MARK] = UINT32_MAX,
	[FREE_QUEUE] = UINT16_MAX,       [FREE_HATYPE] = UINT16_MAX,
	[FREE_RXHASH] = UINT32_MAX,      [FREE_CPU] = UINT16_MAX,
	[FREE_VLAN_TCI] = UINT16_MAX,    [FREE_VLAN_PRESENT] = 1,
	[FREE_VLAN_TPID] = UINT16_MAX,   [FREE_PAYLOAD_OFFSET] = UINT16_MAX,
	[FREE_RANDOM] = UINT32_MAX,      [FREE_NETWORK_OFFSET] = UINT16_MAX,
	[FREE_LINK_OFFSET] = UINT16_MAX, [FREE_HAS_LINK] = 1,
};

/* All bits up to the highest of `value`. */
static uint32_t filled(uint32_t value)
{
	return value == 0 ? 0 : UINT32_MAX >> __builtin_clz(value);
}

static uint32_t least(uint64_t a, uint64_t b)
{
	return (uint32_t)(a < b ? a : b);
}

static struct term_range at_most(uint32_t high)
{
	return (struct term_range){ 0, high, filled(high) };
}

static struct term_range sum_range(struct term_range a, struct term_range b)
{
	uint64_t high = (uint64_t)a.high + b.high;

	/* A constant below 0, from what is large enough. */
	if (b.low == b.high && (uint64_t)a.low + b.low > UINT32_MAX)
		return (struct term_range){ a.low + b.low, a.high + b.low, filled(a.high + b.low) };
	if (high > UINT32_MAX)
		return at_most(UINT32_MAX);
	return (struct term_range){ a.low + b.low, (uint32_t)high, filled((uint32_t)high) };
}

static struct term_range either_range(struct term_range a, struct term_range b)
{
	return (struct term_range){ a.low < b.low ? a.low : b.low,
				    a.high > b.high ? a.high : b.high, a.bits | b.bits };
}

static struct term_range shift_range(const struct terms *terms, const struct term_node *node)
{
	struct term_range a = terms->ranges[node->a];
	uint32_t by;

	if (!term_is_constant(terms, node->b, &by))
		return at_most(node->kind == TERM_SHR ? a.high : UINT32_MAX);
	if (node->kind == TERM_SHR)
		return (struct term_range){ a.low >> by, a.high >> by, a.bits >> by };
	if ((uint64_t)a.bits << by > UINT32_MAX)
		return (struct term_range){ 0, UINT32_MAX, a.bits << by };
	return (struct term_range){ a.low << by, a.high << by, a.bits << by };
}

static struct term_range range_of(const struct terms *terms, const struct term_node *node)
{
	struct term_range a = { 0 };
	struct term_range b = { 0 };

	if (node->kind >= TERM_ADD && node->kind <= TERM_MOD) {
		a = terms->ranges[node->a];
		b = terms->ranges[node->b];
	}
	switch ((enum term_kind)node->kind) {
	case TERM_CONSTANT:
		return (struct term_range){ node->a, node->a, node->a };
	case TERM_OCTET:
		return at_most(UINT8_MAX);
	case TERM_LENGTH:
		return (struct term_range){ terms->shortest, terms->longest,
					    filled(terms->longest) };
	case TERM_FREE:
		return at_most(free_highest[node->a]);
	case TERM_ADD:
		return sum_range(a, b);
	case TERM_MUL:
		return at_most(least((uint64_t)a.high * b.high, UINT32_MAX));
	case TERM_AND:
		return (struct term_range){ 0, least(a.bits & b.bits, least(a.high, b.high)),
					    a.bits & b.bits };
	case TERM_OR:
		return (struct term_range){ a.low > b.low ? a.low : b.low, a.bits | b.bits,
					    a.bits | b.bits };
	case TERM_XOR:
		return (struct term_range){ 0, a.bits | b.bits, a.bits | b.bits };
	case TERM_SHL:
	case TERM_SHR:
		return shift_range(terms, node);
	case TERM_DIV:
		return at_most(a.high);
	case TERM_MOD:
		return at_most(b.high > 0 ? least(a.high, b.high - 1) : 0);
	case TERM_NETLINK:
		return at_most(UINT32_MAX);
	case TERM_CHOICE:
		return either_range(terms->ranges[node->b], terms->ranges[node->c]);
	case TERM_TRUTH:
	case TERM_EQUAL:
	case TERM_LESS:
	case TERM_BOTH:
	case TERM_EITHER:
	case TERM_NOT:
		break;
	}
	return at_most(1);
}

static enum weir_status grow_ranges(struct terms *terms)
{
	size_t room = terms->range_room ? 2 * terms->range_room : 1024;
	struct term_range *ranges = realloc(terms->ranges, room * sizeof(*ranges));

	if (!ranges)
		return WEIR_E_MEMORY;
	terms->ranges = ranges;
	terms->range_room = room;
	return WEIR_OK;
}

term term_place(struct terms *terms, struct term_node node)
{
	const uint32_t key[4] = { node.kind, node.a, node.b, node.c };
	uint32_t before = terms->nodes.count;
	uint32_t at = 0;

	if (terms->status == WEIR_OK && before == terms->range_room)
		terms->status = grow_ranges(terms);
	if (terms->status == WEIR_OK)
		terms->status = intern_place(&terms->nodes, key, 4, terms->most, &at);
	if (terms->status != WEIR_OK)
		return NEVER;
	if (at == before)
		terms->ranges[at] = range_of(terms, &node);
	return at;
}

enum weir_status terms_open(struct terms *terms, uint32_t shortest, uint32_t longest)
{
	*terms = (struct terms){ .most = TERMS_MAX, .shortest = shortest, .longest = longest };
	/* In the order of NEVER, ALWAYS and ZERO. */
	term_place(terms, (struct term_node){ .kind = TERM_TRUTH, .a = 0 });
	term_place(terms, (struct term_node){ .kind = TERM_TRUTH, .a = 1 });
	term_place(terms, (struct term_node){ .kind = TERM_CONSTANT, .a = 0 });
	return terms->status;
}

void terms_close(struct terms *terms)
{
	intern_free(&terms->nodes);
	free(terms->ranges);
	terms->ranges = NULL;
}

bool term_is_constant(const struct terms *terms, term t, uint32_t *value)
{
	const struct term_node *node = term_node(terms, t);

	if (node->kind != TERM_CONSTANT)
		return false;
	*value = node->a;
	return true;
}

term term_constant(struct terms *terms, uint32_t value)
{
	return term_place(terms, (struct term_node){ .kind = TERM_CONSTANT, .a = value });
}

term term_length(struct terms *terms)
{
	if (terms->shortest == terms->longest)
		return term_constant(terms, terms->shortest);
	return term_place(terms, (struct term_node){ .kind = TERM_LENGTH });
}

term term_free(struct terms *terms, enum term_free which)
{
	return term_place(terms, (struct term_node){ .kind = TERM_FREE, .a = which });
}

term term_netlink(struct terms *terms, bool nested, term a, term x)
{
	return term_place(terms,
			  (struct term_node){ .kind = TERM_NETLINK, .a = nested, .b = a, .c = x });
}

term term_octet(struct terms *terms, term base, uint32_t offset)
{
	return term_place(terms, (struct term_node){ .kind = TERM_OCTET, .a = base, .b = offset });
}

term term_choice(struct terms *terms, term truth, term a, term b)
{
	if (truth == ALWAYS || a == b)
		return a;
	if (truth == NEVER)
		return b;
	return term_place(terms,
			  (struct term_node){ .kind = TERM_CHOICE, .a = truth, .b = a, .c = b });
}
