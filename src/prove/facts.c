/* facts.c - what is known on a way through programs.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "prove/facts.h"

#include <stdlib.h>
#include <string.h>

void facts_close(struct fact_table *table)
{
	free(table->facts);
	free(table->marks);
}

static facts push(struct fact_table *table, facts before, term truth)
{
	if (table->count == table->room) {
		size_t room = table->room ? 2 * table->room : 1024;
		struct fact *moved = realloc(table->facts, room * sizeof(*moved));

		if (!moved) {
			table->status = WEIR_E_MEMORY;
			return 0;
		}
		table->facts = moved;
		table->room = room;
		if (table->count == 0)
			table->facts[table->count++] = (struct fact){ 0 };
	}
	table->facts[table->count] = (struct fact){ truth, before };
	return (facts)table->count++;
}

/* One of two: known as such, unless one is known to be false. */
static facts add_either(struct fact_table *table, struct terms *terms, facts known, term truth,
			term one, term other)
{
	if (facts_decide(table, terms, known, one) == FACT_FALSE)
		return facts_add(table, terms, known, other);
	if (facts_decide(table, terms, known, other) == FACT_FALSE)
		return facts_add(table, terms, known, one);
	return push(table, known, truth);
}

facts facts_add(struct fact_table *table, struct terms *terms, facts known, term truth)
{
	struct term_node node = *term_node(terms, truth);
	bool negated = node.kind == TERM_NOT;

	if (truth == ALWAYS || truth == NEVER)
		return known;
	if (negated)
		node = *term_node(terms, node.a);
	if (node.kind != TERM_BOTH && node.kind != TERM_EITHER)
		return push(table, known, truth);
	term one = negated ? term_not(terms, node.a) : node.a;
	term other = negated ? term_not(terms, node.b) : node.b;
	if ((node.kind == TERM_BOTH) == negated)
		return add_either(table, terms, known, truth, one, other);
	known = facts_add(table, terms, known, one);
	return facts_add(table, terms, known, other);
}

static bool make_marks(struct fact_table *table, const struct terms *terms)
{
	size_t wanted = terms->nodes.count;

	if (++table->turn == 0 || wanted > table->mark_room) {
		size_t room = 2 * wanted;
		uint32_t *marks = calloc(room, sizeof(*marks));

		if (!marks) {
			table->status = WEIR_E_MEMORY;
			return false;
		}
		free(table->marks);
		table->marks = marks;
		table->mark_room = room;
		table->turn = 1;
	}
	return true;
}

/* Indices grow towards the end, so where two lists meet is found by going back on the longer index. */
facts facts_stem(const struct fact_table *table, facts one, facts other)
{
	while (one != other) {
		if (one > other)
			one = table->facts[one].before;
		else
			other = table->facts[other].before;
	}
	return one;
}

facts facts_common(struct fact_table *table, const struct terms *terms, facts one, facts other)
{
	if (one == other || one == 0 || other == 0)
		return one == other ? one : 0;
	if (!make_marks(table, terms))
		return 0;
	facts common = facts_stem(table, one, other);
	facts result = common;

	for (facts at = other; at != common; at = table->facts[at].before)
		table->marks[table->facts[at].truth] = table->turn;
	for (facts at = one; at != common;) {
		struct fact fact = table->facts[at];

		if (table->marks[fact.truth] == table->turn)
			result = push(table, result, fact.truth);
		at = fact.before;
	}
	return result;
}

/* A comparison of a number with a constant, as bounds that the number has if it is true. */
struct bounds {
	term number;
	uint32_t low, high;
	bool outside; /* the number is not in these bounds */
};

static bool read_bounds(const struct terms *terms, term truth, struct bounds *out)
{
	const struct term_node *node = term_node(terms, truth);
	uint32_t value;

	if (node->kind == TERM_NOT) {
		if (!read_bounds(terms, node->a, out))
			return false;
		out->outside = !out->outside;
		return true;
	}
	out->outside = false;
	if (node->kind == TERM_EQUAL && term_is_constant(terms, node->b, &value))
		*out = (struct bounds){ node->a, value, value, false };
	else if (node->kind == TERM_LESS && term_is_constant(terms, node->b, &value))
		*out = (struct bounds){ node->a, 0, value - 1, false };
	else if (node->kind == TERM_LESS && term_is_constant(terms, node->a, &value))
		*out = (struct bounds){ node->b, value + 1, UINT32_MAX, false };
	else
		return false;
	return true;
}

/* Takes what a fact says from the bounds of the number. */
static void narrow(struct bounds *known, const struct bounds *fact)
{
	if (!fact->outside) {
		known->low = fact->low > known->low ? fact->low : known->low;
		known->high = fact->high < known->high ? fact->high : known->high;
	} else {
		if (fact->low <= known->low && fact->high >= known->low && fact->high < UINT32_MAX)
			known->low = fact->high + 1;
		if (fact->high >= known->high && fact->low <= known->high && fact->low > 0)
			known->high = fact->low - 1;
	}
}

static enum fact_verdict compare(const struct bounds *known, const struct bounds *asked)
{
	bool all = known->low >= asked->low && known->high <= asked->high;
	bool none = known->high < asked->low || known->low > asked->high;

	if (!all && !none)
		return FACT_OPEN;
	return all != asked->outside ? FACT_TRUE : FACT_FALSE;
}

static enum fact_verdict decide_one(const struct fact_table *table, const struct terms *terms,
				    facts known, term truth)
{
	const struct term_node *node = term_node(terms, truth);
	term opposite = node->kind == TERM_NOT ? node->a : NEVER;
	struct bounds asked, fact;
	bool bounded = read_bounds(terms, truth, &asked);
	struct bounds now = { 0 };

	if (bounded) {
		struct term_range range = terms->ranges[asked.number];

		now = (struct bounds){ asked.number, range.low, range.high, false };
	}
	for (facts at = known; at != 0; at = table->facts[at].before) {
		term one = table->facts[at].truth;
		const struct term_node *other = term_node(terms, one);

		if (one == truth)
			return FACT_TRUE;
		if (one == opposite || (other->kind == TERM_NOT && other->a == truth))
			return FACT_FALSE;
		if (bounded && read_bounds(terms, one, &fact) && fact.number == asked.number) {
			narrow(&now, &fact);
			/* An octet that is known not to be this: bounds do not say so. */
			if (fact.outside && asked.low == asked.high && fact.low <= asked.low &&
			    fact.high >= asked.high)
				return asked.outside ? FACT_TRUE : FACT_FALSE;
		}
	}
	return bounded ? compare(&now, &asked) : FACT_OPEN;
}

static enum fact_verdict turn(enum fact_verdict verdict)
{
	return verdict == FACT_TRUE ? FACT_FALSE : verdict == FACT_FALSE ? FACT_TRUE : FACT_OPEN;
}

enum fact_verdict facts_decide(const struct fact_table *table, const struct terms *terms,
			       facts known, term truth)
{
	const struct term_node *node = term_node(terms, truth);

	if (truth == ALWAYS || truth == NEVER)
		return truth == ALWAYS ? FACT_TRUE : FACT_FALSE;
	enum fact_verdict whole = decide_one(table, terms, known, truth);
	if (whole != FACT_OPEN)
		return whole;
	if (node->kind == TERM_NOT)
		return turn(facts_decide(table, terms, known, node->a));
	if (node->kind != TERM_BOTH && node->kind != TERM_EITHER)
		return FACT_OPEN;
	enum fact_verdict one = facts_decide(table, terms, known, node->a);
	enum fact_verdict other = facts_decide(table, terms, known, node->b);
	enum fact_verdict strong = node->kind == TERM_BOTH ? FACT_FALSE : FACT_TRUE;
	if (one == strong || other == strong)
		return strong;
	return one == other ? one : FACT_OPEN;
}
