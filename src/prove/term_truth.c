/* term_truth.c - comparisons and what joins them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "prove/term.h"

static term place(struct terms *terms, enum term_kind kind, term a, term b)
{
	return term_place(terms, (struct term_node){ .kind = kind, .a = a, .b = b });
}

term term_not(struct terms *terms, term a)
{
	const struct term_node *node = term_node(terms, a);

	if (a == NEVER || a == ALWAYS)
		return a == NEVER ? ALWAYS : NEVER;
	if (node->kind == TERM_NOT)
		return node->a;
	return term_place(terms, (struct term_node){ .kind = TERM_NOT, .a = a });
}

static bool is_opposite(const struct terms *terms, term a, term b)
{
	const struct term_node *one = term_node(terms, a);
	const struct term_node *other = term_node(terms, b);

	return (one->kind == TERM_NOT && one->a == b) || (other->kind == TERM_NOT && other->a == a);
}

term term_both(struct terms *terms, term a, term b)
{
	if (a == NEVER || b == NEVER || is_opposite(terms, a, b))
		return NEVER;
	if (a == ALWAYS || a == b)
		return b;
	if (b == ALWAYS)
		return a;
	return a < b ? place(terms, TERM_BOTH, a, b) : place(terms, TERM_BOTH, b, a);
}

/* Both ways of a branch come together again: what is left is what stood before it. NEVER: no such. */
static term rejoin(const struct terms *terms, term a, term b)
{
	const struct term_node *one = term_node(terms, a);
	const struct term_node *other = term_node(terms, b);

	if (one->kind != TERM_BOTH || other->kind != TERM_BOTH)
		return NEVER;
	if (one->a == other->a && is_opposite(terms, one->b, other->b))
		return one->a;
	if (one->b == other->b && is_opposite(terms, one->a, other->a))
		return one->b;
	if (one->a == other->b && is_opposite(terms, one->b, other->a))
		return one->a;
	if (one->b == other->a && is_opposite(terms, one->a, other->b))
		return one->b;
	return NEVER;
}

term term_either(struct terms *terms, term a, term b)
{
	if (a == ALWAYS || b == ALWAYS || is_opposite(terms, a, b))
		return ALWAYS;
	if (a == NEVER || a == b)
		return b;
	if (b == NEVER)
		return a;
	term before = rejoin(terms, a, b);
	if (before != NEVER)
		return before;
	return a < b ? place(terms, TERM_EITHER, a, b) : place(terms, TERM_EITHER, b, a);
}

/* A number that is put together from parts without common bits equals a constant if each part does. */
static term equal_constant(struct terms *terms, term a, uint32_t value)
{
	struct term_range range = terms->ranges[a];
	const struct term_node node = *term_node(terms, a);
	uint32_t by;

	if (terms->status != WEIR_OK || value < range.low || value > range.high ||
	    (value & ~range.bits) != 0)
		return NEVER;
	if (node.kind == TERM_CONSTANT)
		return node.a == value ? ALWAYS : NEVER;
	if (node.kind == TERM_OR) {
		uint32_t one = terms->ranges[node.a].bits;
		uint32_t other = terms->ranges[node.b].bits;

		if ((one & other) == 0)
			return term_both(terms, equal_constant(terms, node.a, value & one),
					 equal_constant(terms, node.b, value & other));
	}
	if (node.kind == TERM_SHL && term_is_constant(terms, node.b, &by) &&
	    (uint64_t)terms->ranges[node.a].bits << by <= UINT32_MAX)
		return equal_constant(terms, node.a, value >> by);
	if (node.kind == TERM_ADD && term_is_constant(terms, node.b, &by))
		return equal_constant(terms, node.a, value - by);
	return place(terms, TERM_EQUAL, a, term_constant(terms, value));
}

term term_equal(struct terms *terms, term a, term b)
{
	uint32_t value;

	if (a == b)
		return ALWAYS;
	if (term_is_constant(terms, b, &value))
		return equal_constant(terms, a, value);
	if (term_is_constant(terms, a, &value))
		return equal_constant(terms, b, value);
	if (terms->ranges[a].high < terms->ranges[b].low ||
	    terms->ranges[b].high < terms->ranges[a].low)
		return NEVER;
	return a < b ? place(terms, TERM_EQUAL, a, b) : place(terms, TERM_EQUAL, b, a);
}

/* A number put together from a high and a low part without common bits: which is which, and where the
 * high one begins. */
static bool take_apart(const struct terms *terms, term t, term *high, term *low, uint32_t *at)
{
	const struct term_node *node = term_node(terms, t);

	if (node->kind != TERM_OR)
		return false;
	uint32_t a = terms->ranges[node->a].bits;
	uint32_t b = terms->ranges[node->b].bits;
	if (a == 0 || b == 0)
		return false;
	*high = a > b ? node->a : node->b;
	*low = a > b ? node->b : node->a;
	*at = 32 - (uint32_t)__builtin_clz(a > b ? b : a);
	uint32_t upper = a > b ? a : b;
	return *at < 32 && upper >> *at << *at == upper;
}

/* The same for a number and a constant, octet by octet: t < value, or value < t. */
static term less_constant(struct terms *terms, term t, uint32_t value, bool below)
{
	term constant = term_constant(terms, value);
	term high, low;
	uint32_t at;

	if (terms->status != WEIR_OK)
		return NEVER;
	struct term_range range = terms->ranges[t];
	if (below ? range.low >= value : range.high <= value)
		return NEVER;
	if (below ? range.high < value : range.low > value)
		return ALWAYS;
	if (below && value == 1)
		return equal_constant(terms, t, 0);
	const struct term_node node = *term_node(terms, t);
	uint32_t by;
	if (node.kind == TERM_SHL && term_is_constant(terms, node.b, &by) &&
	    (uint64_t)terms->ranges[node.a].bits << by <= UINT32_MAX) {
		/* n << by < v: n < v / 2^by rounded up. v < n << by: v / 2^by rounded down < n. */
		uint64_t up = below ? ((uint64_t)1 << by) - 1 : 0;
		return less_constant(terms, node.a, (uint32_t)((value + up) >> by), below);
	}
	if (!take_apart(terms, t, &high, &low, &at))
		return below ? place(terms, TERM_LESS, t, constant)
			     : place(terms, TERM_LESS, constant, t);
	uint32_t upper = value >> at << at;
	return term_either(terms, less_constant(terms, high, upper, below),
			   term_both(terms, equal_constant(terms, high, upper),
				     less_constant(terms, low, value - upper, below)));
}

term term_less(struct terms *terms, term a, term b)
{
	uint32_t value;

	if (terms->status != WEIR_OK || a == b || terms->ranges[a].low >= terms->ranges[b].high)
		return NEVER;
	if (terms->ranges[a].high < terms->ranges[b].low)
		return ALWAYS;
	if (term_is_constant(terms, b, &value))
		return less_constant(terms, a, value, true);
	if (term_is_constant(terms, a, &value))
		return less_constant(terms, b, value, false);
	return place(terms, TERM_LESS, a, b);
}
