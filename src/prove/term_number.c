/* term_number.c - sums in one order, and what is constant in other arithmetic.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "prove/term.h"

static term place(struct terms *terms, enum term_kind kind, term a, term b)
{
	return term_place(terms, (struct term_node){ .kind = kind, .a = a, .b = b });
}

/* The smaller index first, constants last. */
static term place_sorted(struct terms *terms, enum term_kind kind, term a, term b)
{
	uint32_t value;
	bool turn = term_is_constant(terms, a, &value) ||
		    (b < a && !term_is_constant(terms, b, &value));

	return turn ? place(terms, kind, b, a) : place(terms, kind, a, b);
}

term term_split(const struct terms *terms, term t, uint32_t *constant)
{
	const struct term_node *node = term_node(terms, t);

	*constant = 0;
	if (term_is_constant(terms, t, constant))
		return ZERO;
	if (node->kind == TERM_ADD && term_is_constant(terms, node->b, constant))
		return node->a;
	return t;
}

/* A chain of parts without constant, with one part more in its place. */
static term insert(struct terms *terms, term chain, term part)
{
	const struct term_node node = *term_node(terms, chain);
	term last = node.kind == TERM_ADD ? node.b : chain;

	if (terms->status != WEIR_OK)
		return NEVER;
	if (part >= last)
		return place(terms, TERM_ADD, chain, part);
	if (node.kind != TERM_ADD)
		return place(terms, TERM_ADD, part, chain);
	return place(terms, TERM_ADD, insert(terms, node.a, part), last);
}

static term merge(struct terms *terms, term a, term b)
{
	if (a == ZERO || b == ZERO)
		return a == ZERO ? b : a;
	const struct term_node node = *term_node(terms, b);
	if (node.kind != TERM_ADD)
		return insert(terms, a, b);
	return insert(terms, merge(terms, a, node.a), node.b);
}

term term_add(struct terms *terms, term a, term b)
{
	uint32_t one, other;
	term left = term_split(terms, a, &one);
	term right = term_split(terms, b, &other);
	term sum = merge(terms, left, right);

	if (sum == ZERO)
		return term_constant(terms, one + other);
	if (one + other == 0)
		return sum;
	return place(terms, TERM_ADD, sum, term_constant(terms, one + other));
}

term term_mul(struct terms *terms, term a, term b)
{
	uint32_t one, other;

	if (term_is_constant(terms, a, &one)) {
		if (term_is_constant(terms, b, &other))
			return term_constant(terms, one * other);
		return term_mul(terms, b, a);
	}
	if (term_is_constant(terms, b, &other)) {
		if (other == 0)
			return ZERO;
		if ((other & (other - 1)) == 0)
			return term_shl(terms, a,
					term_constant(terms, (uint32_t)__builtin_ctz(other)));
	}
	return place_sorted(terms, TERM_MUL, a, b);
}

/* Do the two have no bit in common? */
static bool is_apart(const struct terms *terms, const struct term_node *node)
{
	return node->kind == TERM_OR &&
	       (terms->ranges[node->a].bits & terms->ranges[node->b].bits) == 0;
}

static term mask(struct terms *terms, term a, uint32_t bits)
{
	const struct term_node node = *term_node(terms, a);
	uint32_t value;

	bits &= terms->ranges[a].bits;
	if (terms->status != WEIR_OK || bits == 0)
		return ZERO;
	if (bits == terms->ranges[a].bits)
		return a;
	if (is_apart(terms, &node))
		return term_or(terms, mask(terms, node.a, bits), mask(terms, node.b, bits));
	if (node.kind == TERM_AND && term_is_constant(terms, node.b, &value))
		return mask(terms, node.a, bits & value);
	if (node.kind == TERM_SHL && term_is_constant(terms, node.b, &value))
		return term_shl(terms, mask(terms, node.a, bits >> value), node.b);
	return place(terms, TERM_AND, a, term_constant(terms, bits));
}

term term_and(struct terms *terms, term a, term b)
{
	uint32_t one, other;

	if (term_is_constant(terms, a, &one)) {
		if (term_is_constant(terms, b, &other))
			return term_constant(terms, one & other);
		return mask(terms, b, one);
	}
	if (term_is_constant(terms, b, &other))
		return mask(terms, a, other);
	return a == b ? a : place_sorted(terms, TERM_AND, a, b);
}

term term_or(struct terms *terms, term a, term b)
{
	uint32_t one, other;

	if (a == ZERO || b == ZERO)
		return a == ZERO ? b : a;
	if (term_is_constant(terms, a, &one) && term_is_constant(terms, b, &other))
		return term_constant(terms, one | other);
	return a == b ? a : place_sorted(terms, TERM_OR, a, b);
}

term term_xor(struct terms *terms, term a, term b)
{
	uint32_t one, other;

	if (a == ZERO || b == ZERO)
		return a == ZERO ? b : a;
	if (term_is_constant(terms, a, &one) && term_is_constant(terms, b, &other))
		return term_constant(terms, one ^ other);
	return a == b ? ZERO : place_sorted(terms, TERM_XOR, a, b);
}

term term_shl(struct terms *terms, term a, term b)
{
	uint32_t value, by, inner;

	if (!term_is_constant(terms, b, &by))
		return place(terms, TERM_SHL, a, term_and(terms, b, term_constant(terms, 31)));
	by &= 31;
	if (by == 0 || a == ZERO)
		return a;
	if (term_is_constant(terms, a, &value))
		return term_constant(terms, value << by);
	const struct term_node node = *term_node(terms, a);
	if (node.kind == TERM_SHL && term_is_constant(terms, node.b, &inner) && inner + by < 32)
		return place(terms, TERM_SHL, node.a, term_constant(terms, inner + by));
	return place(terms, TERM_SHL, a, term_constant(terms, by));
}

term term_shr(struct terms *terms, term a, term b)
{
	uint32_t value, by, inner;

	if (!term_is_constant(terms, b, &by))
		return place(terms, TERM_SHR, a, term_and(terms, b, term_constant(terms, 31)));
	by &= 31;
	if (terms->status != WEIR_OK || terms->ranges[a].bits >> by == 0)
		return ZERO;
	if (by == 0)
		return a;
	if (term_is_constant(terms, a, &value))
		return term_constant(terms, value >> by);
	const struct term_node node = *term_node(terms, a);
	if (is_apart(terms, &node))
		return term_or(terms, term_shr(terms, node.a, b), term_shr(terms, node.b, b));
	if (node.kind == TERM_SHR && term_is_constant(terms, node.b, &inner) && inner + by < 32)
		return place(terms, TERM_SHR, node.a, term_constant(terms, inner + by));
	/* A shift to the left that lost nothing is taken back. */
	if (node.kind == TERM_SHL && term_is_constant(terms, node.b, &inner) &&
	    (uint64_t)terms->ranges[node.a].bits << inner <= UINT32_MAX) {
		if (inner >= by)
			return term_shl(terms, node.a, term_constant(terms, inner - by));
		return term_shr(terms, node.a, term_constant(terms, by - inner));
	}
	return place(terms, TERM_SHR, a, term_constant(terms, by));
}

term term_div(struct terms *terms, term a, term b)
{
	uint32_t one, other;

	if (term_is_constant(terms, b, &other) && other != 0) {
		if (term_is_constant(terms, a, &one))
			return term_constant(terms, one / other);
		if ((other & (other - 1)) == 0)
			return term_shr(terms, a,
					term_constant(terms, (uint32_t)__builtin_ctz(other)));
	}
	return place(terms, TERM_DIV, a, b);
}

term term_mod(struct terms *terms, term a, term b)
{
	uint32_t one, other;

	if (term_is_constant(terms, b, &other) && other != 0) {
		if (term_is_constant(terms, a, &one))
			return term_constant(terms, one % other);
		if ((other & (other - 1)) == 0)
			return term_and(terms, a, term_constant(terms, other - 1));
	}
	return place(terms, TERM_MOD, a, b);
}
