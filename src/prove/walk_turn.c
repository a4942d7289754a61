/* walk_turn.c - in which order programs walk side by side.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * All that happens at some octets of the packet happens at one time: first everybody loads them, then
 * everybody tests what was loaded. So the answer to one program's test is still known when another
 * asks the same. It is a matter of how much is found out without the solver, not of what is true. */
#include "filter/bpf_code.h"
#include "prove/walk_private.h"

/* A part's place in the packet: where it will load, or where what it tests lies. Terms that were made
 * later lie further behind, as addresses are computed from what was read before. */
struct turn {
	term base;
	uint32_t
		offset; /* no less than what was loaded before, so that nobody runs ahead by looking back */
	uint32_t exact;
	bool tests;
	uint32_t way;
};

/* Who looks behind the same base tests first; but who loads what another is about to test does so
 * before. Where two do the same, who has the longer way to go comes first. */
static bool is_before(const struct turn *one, const struct turn *other)
{
	if (one->base != other->base)
		return one->base < other->base;
	if (one->tests != other->tests)
		return one->tests != (one->exact == other->exact);
	if (one->offset != other->offset)
		return one->offset < other->offset;
	return one->way > other->way;
}

static struct turn place_of(const struct terms *terms, term t)
{
	uint32_t constant;

	return (struct turn){ .base = term_split(terms, t, &constant),
			      .offset = UINT32_MAX,
			      .exact = UINT32_MAX,
			      .tests = true };
}

/* Where a number lies: octets where they begin, addresses where they lead, and what an address is taken
 * from there too. */
static bool find_place(const struct terms *terms, term t, struct turn *out)
{
	const struct term_node *node = term_node(terms, t);
	struct turn one = { 0 };
	struct turn other = { 0 };

	if (node->kind == TERM_OCTET) {
		*out = (struct turn){
			.base = node->a, .offset = node->b, .exact = node->b, .tests = true
		};
		return true;
	}
	if (node->kind < TERM_ADD || node->kind > TERM_CHOICE)
		return false;
	if (node->kind == TERM_MUL || node->kind == TERM_CHOICE || node->kind == TERM_ADD) {
		*out = place_of(terms, node->kind == TERM_MUL ? node->a : t);
		for (; node->kind == TERM_ADD; node = term_node(terms, node->a)) {
			const struct term_node *part = term_node(terms, node->b);

			if (part->kind == TERM_MUL)
				*out = place_of(terms, part->a);
		}
		if (node->kind == TERM_MUL)
			*out = place_of(terms, node->a);
		return true;
	}
	bool left = find_place(terms, node->a, &one);
	bool right = find_place(terms, node->b, &other);
	*out = left && (!right || is_before(&one, &other)) ? one : other;
	return left || right;
}

/* False: the next instruction neither loads octets nor tests them. */
static bool find_turn(struct walker *w, const struct walk_state *state, enum walk_part part,
		      struct turn *out)
{
	const struct weir_bpf_op *op = &w->order->parts[part]->ops[state->at[part]];
	term address;

	if (walk_address(w, state, part, &address)) {
		const struct walk_reached *reached = &state->reached[part];

		out->base = term_split(w->terms, address, &out->exact);
		out->offset = out->exact;
		out->tests = false;
		if (out->base < reached->base ||
		    (out->base == reached->base && out->offset < reached->offset)) {
			out->base = reached->base;
			out->offset = reached->offset;
		}
	} else if (!bpf_is_branch(op->code) ||
		   !find_place(w->terms, state->registers[part][REGISTER_A], out)) {
		return false;
	}
	out->way = w->ways[part][state->at[part]];
	return true;
}

enum walk_part walk_turn(struct walker *w, const struct walk_state *state)
{
	enum walk_part best = WALK_PARTS;
	struct turn first = { 0 };

	for (enum walk_part part = 0; part < WALK_PARTS; part++) {
		struct turn turn;

		if (state->at[part] == w->ends[part])
			continue;
		if (!find_turn(w, state, part, &turn))
			return part;
		if (best == WALK_PARTS || is_before(&turn, &first)) {
			best = part;
			first = turn;
		}
	}
	return best;
}

void walk_reach(const struct walker *w, struct walk_state *state, enum walk_part part, term address)
{
	struct walk_reached *reached = &state->reached[part];
	uint32_t offset;
	term base = term_split(w->terms, address, &offset);

	if (base > reached->base || (base == reached->base && offset > reached->offset))
		*reached = (struct walk_reached){ base, offset };
}

enum { OCTETS_MAX = 8 };
struct octets {
	size_t count;
	term octets[OCTETS_MAX];
};

/* The octets that a number is made of, as many as fit: not those of sums, which are addresses. */
static void find_octets(const struct terms *terms, term t, struct octets *out)
{
	const struct term_node *node = term_node(terms, t);

	if (node->kind == TERM_OCTET && out->count < OCTETS_MAX)
		out->octets[out->count++] = t;
	if (node->kind < TERM_AND || node->kind > TERM_MOD)
		return;
	find_octets(terms, node->a, out);
	find_octets(terms, node->b, out);
}

/* Is the truth about one of the octets, or about the number? */
static bool is_about(const struct terms *terms, term t, const struct octets *octets, term number)
{
	const struct term_node *node = term_node(terms, t);

	if (t == number)
		return true;
	for (size_t i = 0; i < octets->count; i++)
		if (t == octets->octets[i])
			return true;
	if (node->kind < TERM_AND || node->kind == TERM_TRUTH || node->kind == TERM_CHOICE)
		return false;
	return is_about(terms, node->a, octets, number) ||
	       (node->kind != TERM_NOT && is_about(terms, node->b, octets, number));
}

/* Insert into a sorted list, once. */
static uint32_t insert(uint32_t *list, uint32_t count, uint32_t value)
{
	uint32_t i = count;

	while (i > 0 && list[i - 1] > value)
		i--;
	if (i > 0 && list[i - 1] == value)
		return count;
	for (uint32_t k = count; k > i; k--)
		list[k] = list[k - 1];
	list[i] = value;
	return count + 1;
}

uint32_t walk_tested(const struct walker *w, const struct walk_state *state,
		     uint32_t tested[WALK_TESTED_MAX])
{
	uint32_t count = 0;

	for (enum walk_part part = 0; part < WALK_PARTS; part++) {
		uint32_t live = w->live[part] ? w->live[part][state->at[part]] : 0;
		term a = state->registers[part][REGISTER_A];
		struct octets octets = { 0 };
		uint32_t value;

		if (!(live >> REGISTER_A & 1) || term_is_constant(w->terms, a, &value))
			continue;
		find_octets(w->terms, a, &octets);
		for (facts at = state->known; at != 0 && count < WALK_TESTED_MAX;
		     at = w->facts.facts[at].before) {
			term truth = w->facts.facts[at].truth;

			if (is_about(w->terms, truth, &octets, a))
				count = insert(tested, count, truth);
		}
	}
	return count;
}
