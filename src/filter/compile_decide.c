/* compile_decide.c - the fewest tests of A that lead to the node of its class.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/compile.h"

/* Neighbours with one node are one class; classes that cannot be join a neighbour. */
static size_t merge(struct class *classes, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept > 0 &&
		    (classes[kept - 1].node == classes[i].node || classes[i].node == NOWHERE))
			continue;
		if (kept > 0 && classes[kept - 1].node == NOWHERE) {
			classes[kept - 1].node = classes[i].node;
			continue;
		}
		classes[kept++] = classes[i];
	}
	return kept;
}

static uint32_t high_of(const struct class *classes, size_t count, size_t i, uint32_t most)
{
	return i + 1 < count ? classes[i + 1].low - 1 : most;
}

/* Takes one class of a single value out from between neighbours of one node; its value. */
static bool take_single(struct class *classes, size_t *count, uint32_t mask, uint32_t most,
			struct class *single)
{
	for (size_t i = 0; i < *count; i++) {
		/* With a mask, the values between are those whose bits lie inside it. */
		uint32_t high = high_of(classes, *count, i, most);
		uint32_t step = mask & (~mask + 1);
		bool one = high - classes[i].low < (step ? step : 1);
		bool edge = i == 0 || i + 1 == *count;
		if (!one || (!edge && classes[i - 1].node != classes[i + 1].node))
			continue;
		if (edge && *count > 2)
			continue;
		*single = classes[i];
		for (size_t k = i; k + 1 < *count; k++)
			classes[k] = classes[k + 1];
		(*count)--;
		if (i == 0)
			classes[0].low = 0;
		*count = merge(classes, *count);
		return true;
	}
	return false;
}

static bool one_bit(uint32_t mask)
{
	return mask && !(mask & (mask - 1));
}

static uint32_t tree(struct compiler *c, struct class *classes, size_t count, uint32_t mask,
		     uint32_t most)
{
	struct class single;

	count = merge(classes, count);
	if (count == 1)
		return classes[0].node;
	/* Each round takes one class out; recursion only halves. */
	if (take_single(classes, &count, mask, most, &single)) {
		uint32_t rest = tree(c, classes, count, mask, most);
		return node_test(c, OP_JEQ, single.low, single.node, rest);
	}
	size_t half = count / 2;
	uint32_t low = classes[half].low;
	uint32_t above = tree(c, classes + half, count - half, mask, most);
	uint32_t below = tree(c, classes, half, mask, low - 1);
	return node_test(c, OP_JGE, low, above, below);
}

/* Bits that are all of a number's upper ones: comparing needs no `and`. */
static bool is_top(uint32_t mask, uint32_t most)
{
	uint32_t below = most & ~mask;

	return (below & (below + 1)) == 0;
}

uint32_t decide(struct compiler *c, uint32_t mask, bool masked, struct class *classes, size_t count,
		uint32_t most)
{
	count = merge(classes, count);
	if (count == 1)
		return classes[0].node;
	if (!masked)
		return tree(c, classes, count, 1, most);
	/* Zero or not; a single bit is that, too. */
	if (count == 2 && classes[1].low == (mask & (~mask + 1)))
		return node_test(c, OP_JSET, mask, classes[1].node, classes[0].node);
	if (one_bit(mask))
		return tree(c, classes, count, mask, most);
	if (is_top(mask, most))
		return tree(c, classes, count, 1, most);
	return node_step(c, OP_AND_K, mask, tree(c, classes, count, mask, mask));
}
