/* walk_join.c - two states at the same places become one, whose registers are choices.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Registers that are equal in either state, or a constant apart, stay so: that two programs hold the
 * same address is what a proof lives on. */
#include "prove/walk_private.h"

/* `other - one` where it is a constant. */
static bool distance(const struct terms *terms, term one, term other, uint32_t *out)
{
	uint32_t a, b;

	if (term_split(terms, one, &a) != term_split(terms, other, &b))
		return false;
	*out = b - a;
	return true;
}

/* A constant that both have stays outside of the choice. */
static term join_numbers(struct terms *terms, term when, term one, term other)
{
	uint32_t a, b;
	term left = term_split(terms, one, &a);
	term right = term_split(terms, other, &b);

	if (left == ZERO || right == ZERO)
		return term_choice(terms, when, one, other);
	/* The smaller one by sign: what is left on either side is no less than 0. */
	uint32_t least = (a ^ 0x80000000U) < (b ^ 0x80000000U) ? a : b;
	left = term_add(terms, left, term_constant(terms, a - least));
	right = term_add(terms, right, term_constant(terms, b - least));
	return term_add(terms, term_choice(terms, when, left, right), term_constant(terms, least));
}

static void add_name(const struct terms *terms, struct fact_names *names, term old, term new)
{
	uint32_t constant;
	term base = term_split(terms, old, &constant);

	if (names->count < FACT_NAMES_MAX)
		names->names[names->count++] = (struct fact_name){ base, new, constant };
}

static void join_facts(struct walker *w, struct walk_state *one, const struct walk_state *other,
		       const struct fact_names *left, const struct fact_names *right)
{
	facts stem = facts_stem(&w->facts, one->known, other->known);

	one->known = facts_common(&w->facts, w->terms,
				  facts_rename(&w->facts, w->terms, one->known, stem, left),
				  facts_rename(&w->facts, w->terms, other->known, stem, right));
}

/* Are two registers the same constant apart in both states? */
static bool keeps_distance(const struct terms *terms, const struct walk_state *one,
			   const struct walk_state *other, size_t i, size_t k)
{
	const term *left = &one->registers[0][0];
	const term *right = &other->registers[0][0];
	uint32_t before, after;

	return distance(terms, left[i], left[k], &before) &&
	       distance(terms, right[i], right[k], &after) && before == after;
}

/* The live registers in which two states differ. */
struct unlike {
	size_t count;
	size_t columns[COLUMNS];
	bool parts[WALK_PARTS]; /* that have some */
};

/* Has each register a partner in each other part that differs? */
static bool in_step(const struct terms *terms, const struct walk_state *one,
		    const struct walk_state *other, const struct unlike *unlike)
{
	for (size_t i = 0; i < unlike->count; i++) {
		size_t column = unlike->columns[i];
		bool found[WALK_PARTS] = { 0 };

		found[column / REGISTERS] = true;
		for (size_t k = 0; k < unlike->count; k++)
			if (keeps_distance(terms, one, other, column, unlike->columns[k]))
				found[unlike->columns[k] / REGISTERS] = true;
		for (size_t part = 0; part < WALK_PARTS; part++)
			if (unlike->parts[part] && !found[part])
				return false;
	}
	return true;
}

/* Not while somebody holds a number to be tested: that is soon over. What was returned stays what it
 * was. And where parts do not hold the same addresses, or some a constant away, one of them is behind,
 * and its address and the other's would lose each other; unless there are far too many states. */
bool walk_may_join(const struct walker *w, const struct walk_state *one,
		   const struct walk_state *other, bool crowded)
{
	struct unlike unlike = { 0 };

	for (size_t i = 0; i < COLUMNS; i++) {
		size_t part = i / REGISTERS;
		uint32_t live = w->live[part] ? w->live[part][one->at[part]] : 0;

		if (!(live >> i % REGISTERS & 1) ||
		    one->registers[part][i % REGISTERS] == other->registers[part][i % REGISTERS])
			continue;
		if (i % REGISTERS == REGISTER_A)
			return false;
		unlike.columns[unlike.count++] = i;
		unlike.parts[part] = true;
	}
	return crowded || in_step(w->terms, one, other, &unlike);
}

void walk_join(struct walker *w, struct walk_state *one, struct walk_state *other)
{
	struct terms *terms = w->terms;
	struct walk_state joined = *one;
	term *left[COLUMNS], *right[COLUMNS], *to[COLUMNS];
	uint32_t count = walk_columns(w, one, left);
	struct fact_names names = { 0 };
	struct fact_names others = { 0 };

	walk_columns(w, other, right);
	walk_columns(w, &joined, to);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t k = 0;
		uint32_t apart = 0;
		uint32_t as_far;

		if (*left[i] == *right[i])
			continue;
		/* A column before this one that is as far away in either state. */
		while (k < i &&
		       !(*left[k] != *right[k] && distance(terms, *left[k], *left[i], &apart) &&
			 distance(terms, *right[k], *right[i], &as_far) && apart == as_far))
			k++;
		*to[i] = k < i ? term_add(terms, *to[k], term_constant(terms, apart))
			       : join_numbers(terms, one->when, *left[i], *right[i]);
		add_name(terms, &names, *left[i], *to[i]);
		add_name(terms, &others, *right[i], *to[i]);
	}
	joined.when = term_either(terms, one->when, other->when);
	join_facts(w, &joined, other, &names, &others);
	*one = joined;
}
