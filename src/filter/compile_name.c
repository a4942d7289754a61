/* compile_name.c - all name patterns of a rule looked for at once, as one trie.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Patterns that stand at the same octet form a group; their next octets are tested together. What
 * fails goes on with the group below it. A label of any octets moves X; groups that still need the old
 * X find it in a scratch word. */
#include "filter/compile_name.h"

#include <string.h>

const struct seg *thread_step(const struct compiler *c, uint32_t thread)
{
	return &c->literals[thread_literal(thread)].steps->segs[thread_seg(thread)];
}

uint32_t thread_least(const struct compiler *c, uint32_t thread)
{
	return c->literals[thread_literal(thread)].steps->least[thread_seg(thread)] -
	       thread_done(thread);
}

bool look_push(struct compiler *c, struct look *look, uint32_t cell, uint32_t at,
	       const uint32_t *threads, uint32_t count)
{
	if (count == 0)
		return true;
	if (look->count == GROUPS_MAX) {
		compiler_fail(c, WEIR_E_SUPPORT, 0,
			      "the name patterns are too tangled for classic BPF; user space "
			      "evaluates them: dnsweir filter -f");
		return false;
	}
	uint32_t *copy = compiler_room(c, count * sizeof(*copy));
	if (!copy)
		return false;
	memcpy(copy, threads, count * sizeof(*copy));
	look->groups[look->count++] = (struct group){ cell, at, count, copy };
	return true;
}

struct look look_without(const struct look *look)
{
	struct look less = *look;

	less.count--;
	return less;
}

uint32_t look_bad(struct compiler *c, const struct look *look)
{
	struct state s = look->state;

	s.stage = STAGE_TYPE;
	state_kill(c, &s, PARTS_MESSAGE);
	return compile_state(c, &s);
}

/* Keep threads whose literal still matters, and groups that have any. */
static void tidy(struct compiler *c, struct look *look)
{
	uint32_t kept = 0;

	formula_mark(c, look->state.formula);
	for (uint32_t g = 0; g < look->count; g++) {
		struct group group = look->groups[g];
		uint32_t alive = 0;
		for (uint32_t i = 0; i < group.count; i++)
			alive += formula_marked(c, thread_literal(group.threads[i]));
		if (alive == 0)
			continue;
		if (alive < group.count) {
			uint32_t *threads = compiler_room(c, alive * sizeof(*threads));
			if (!threads)
				return;
			alive = 0;
			for (uint32_t i = 0; i < group.count; i++)
				if (formula_marked(c, thread_literal(group.threads[i])))
					threads[alive++] = group.threads[i];
			group.threads = threads;
			group.count = alive;
		}
		look->groups[kept++] = group;
	}
	look->count = kept;
}

static int unmatched(const struct compiler *c, const void *context, uint32_t literal)
{
	const bool *within = context;
	const struct literal *l = &c->literals[literal];

	/* Patterns of what is given are not looked for. */
	return l->steps && !l->given && (*within || !l->steps->within) ? 0 : -1;
}

/* No pattern is left: whatever did not match by now does not. */
static uint32_t exhausted(struct compiler *c, const struct look *look)
{
	struct state s = look->state;
	bool within = s.flags & FLAG_REST;
	bool walk = look->end_at == 0;

	s.formula = formula_bind(c, s.formula, unmatched, &within);
	s.given = formula_bind(c, s.given, unmatched, &within);
	if (s.formula <= ALWAYS || s.given == NEVER)
		return compile_state(c, &s);
	formula_mark(c, s.formula);
	for (uint32_t i = 0; i < c->literal_count && !within; i++)
		walk = walk || (formula_marked(c, i) &&
				(c->literals[i].steps ||
				 (c->literals[i].field &&
				  c->literals[i].field->symbol == WEIR_FIELD_DNS_QRY_NAME_LEN)));
	s.next = 0;
	s.room = 0;
	s.reach = 0;
	if (!walk) {
		s.stage = STAGE_TYPE;
		s.base = look->end_at;
		s.count = 0;
		s.flags &= FLAG_INDEXED;
		uint32_t node = compile_state(c, &s);
		return look->end_cell == NOWHERE ? node
						 : node_step(c, OP_LDX_MEM, look->end_cell, node);
	}
	s.stage = STAGE_WALK;
	if (!(s.flags & FLAG_WALKED))
		return compile_state(c, &s);
	s.flags = (s.flags & ~(uint32_t)FLAG_WALKED) | FLAG_INDEXED;
	return node_step(c, OP_LDX_MEM, CELL_START, compile_state(c, &s));
}

/* The last group's X is in a scratch word. */
static uint32_t restore(struct compiler *c, const struct look *look)
{
	struct look next = *look;
	struct group *top = &next.groups[next.count - 1];
	uint32_t cell = top->cell;

	top->cell = NOWHERE;
	next.state.flags |= FLAG_INDEXED | FLAG_WALKED;
	if (cell == CELL_START)
		next.state.flags &= ~(uint32_t)FLAG_WALKED;
	next.state.room = 0;
	if (next.end_cell == NOWHERE)
		next.end_at = 0;
	return node_step(c, OP_LDX_MEM, cell, look_on(c, &next));
}

/* Which kinds are looked at first: what ends or compares before what moves X. */
static unsigned rank(const struct seg *seg)
{
	switch ((enum seg_kind)seg->kind) {
	case SEG_ROOT:
		return 0;
	case SEG_REST:
		return 1;
	case SEG_LITERAL:
		return 2;
	case SEG_PREFIX:
		return 3;
	case SEG_MORE:
		return 4;
	case SEG_ANY:
		return 5;
	}
	return 6;
}

static bool alike(const struct seg *a, const struct seg *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind == SEG_LITERAL ||
	       (a->least == b->least && a->most == b->most && a->size == b->size);
}

/* The last group becomes two: what is looked at first on top. */
static bool part_group(struct compiler *c, const struct look *look, struct look *parted)
{
	const struct group *top = &look->groups[look->count - 1];
	const struct seg *best = thread_step(c, top->threads[0]);
	uint32_t *threads = compiler_room(c, top->count * sizeof(*threads));
	uint32_t first = 0, others = top->count;

	if (!threads)
		return false;
	for (uint32_t i = 1; i < top->count; i++)
		if (rank(thread_step(c, top->threads[i])) < rank(best))
			best = thread_step(c, top->threads[i]);
	for (uint32_t i = top->count; i-- > 0;)
		if (!alike(best, thread_step(c, top->threads[i])))
			threads[--others] = top->threads[i];
	if (others == top->count)
		return false;
	for (uint32_t i = 0; i < top->count; i++)
		if (alike(best, thread_step(c, top->threads[i])))
			threads[first++] = top->threads[i];
	*parted = look_without(look);
	return look_push(c, parted, top->cell, top->at, threads + others, top->count - others) &&
	       look_push(c, parted, top->cell, top->at, threads, first);
}

struct match {
	uint32_t literal;
	int value;
	uint32_t labels; /* of the name, NOWHERE: unknown */
	uint32_t length; /* as text, NOWHERE: unknown */
};

static int match_truth(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct match *match = context;
	const struct literal *l = &c->literals[literal];

	if (literal == match->literal)
		return match->value;
	if (match->value != 1 || l->part != PART_QUESTION || l->steps)
		return -1;
	if (!l->field)
		return 1;
	switch ((int)l->field->symbol) {
	case WEIR_FIELD_DNS_QRY_NAME:
		return 1;
	case WEIR_FIELD_DNS_QRY_NAME_LEN:
		return l->test == TEST_PRESENT    ? 1
		       : match->length == NOWHERE ? -1
						  : literal_number(l, match->length);
	case WEIR_FIELD_DNS_COUNT_LABELS:
		return l->test == TEST_PRESENT    ? 1
		       : match->labels == NOWHERE ? -1
						  : literal_number(l, match->labels);
	default:
		return -1;
	}
}

static struct look matched(struct compiler *c, const struct look *look, const struct match *match)
{
	struct look next = *look;

	next.state.formula = formula_bind(c, look->state.formula, match_truth, match);
	next.state.given = formula_bind(c, look->state.given, match_truth, match);
	return next;
}

/* The first thread of the last group stands behind the root's octet: all of its pattern is there. */
static uint32_t root_found(struct compiler *c, const struct look *look)
{
	const struct group *top = &look->groups[look->count - 1];
	uint32_t literal = thread_literal(top->threads[0]);
	const struct name_steps *steps = c->literals[literal].steps;
	struct match match = { literal, 1, NOWHERE, NOWHERE };
	uint32_t at = top->at;

	if (!steps->within)
		match.labels = steps->labels;
	if (!steps->walks && !steps->within)
		match.length = steps->most > 2 ? steps->most - 2 : 0;
	struct look next = matched(c, look, &match);
	if (look->end_at != 0)
		return look_on(c, &next); /* a within pattern: all else is known */
	uint32_t bad = look_bad(c, look);
	uint32_t node = look_ended(c, &next, at, bad);
	if (steps->most <= WEIR_NAME_SIZE_MAX || (look->state.flags & FLAG_WHOLE) || node == bad)
		return node;
	/* X has moved by at least one label; start - X is that, negative. */
	uint32_t most = WEIR_NAME_SIZE_MAX + look->state.base - at;
	node = node_test(c, OP_JGE, (uint32_t)-most, node, bad);
	node = node_step(c, OP_SUB_X, 0, node);
	return node_step(c, OP_LD_MEM, CELL_START, node);
}

/* Anything may follow, as long as it is a name. */
static uint32_t rest_found(struct compiler *c, const struct look *look)
{
	const struct group *top = &look->groups[look->count - 1];
	bool whole = (look->state.flags & FLAG_WHOLE) || c->options->open_names;
	struct match match = { thread_literal(top->threads[0]), whole ? 1 : TRUTH_WHOLE, NOWHERE,
			       NOWHERE };
	struct look next = matched(c, look, &match);

	return look_on(c, &next);
}

static uint32_t step(struct compiler *c, const struct look *look)
{
	const struct group *top = &look->groups[look->count - 1];
	struct look parted;

	if (top->cell != NOWHERE)
		return restore(c, look);
	if (part_group(c, look, &parted))
		return look_on(c, &parted);
	if (c->status != WEIR_OK)
		return DROP;
	switch ((enum seg_kind)thread_step(c, top->threads[0])->kind) {
	case SEG_ROOT:
		return root_found(c, look);
	case SEG_REST:
		return rest_found(c, look);
	case SEG_LITERAL:
		return look_literal(c, look);
	case SEG_PREFIX:
	case SEG_MORE:
	case SEG_ANY:
		return look_label(c, look);
	}
	return DROP;
}

/* A look as a key: the numbers that make it what it is. */
static enum weir_status look_place(struct compiler *c, const struct look *look, uint32_t *place)
{
	size_t words = sizeof(struct state) / sizeof(uint32_t);
	size_t size = words + 4;

	for (uint32_t g = 0; g < look->count; g++)
		size += 3 + look->groups[g].count;
	uint32_t *key = compiler_room(c, size * sizeof(*key));
	if (!key)
		return WEIR_E_MEMORY;
	memcpy(key, &look->state, sizeof(look->state));
	key[words++] = look->end_at;
	key[words++] = look->end_cell;
	key[words++] = look->cells;
	key[words++] = look->count;
	for (uint32_t g = 0; g < look->count; g++) {
		const struct group *group = &look->groups[g];
		key[words++] = group->cell;
		key[words++] = group->at;
		key[words++] = group->count;
		memcpy(key + words, group->threads, group->count * sizeof(*key));
		words += group->count;
	}
	return intern_place(&c->states, key, (uint32_t)size, STATES_MAX, place);
}

uint32_t look_on(struct compiler *c, const struct look *look)
{
	struct look tidied = *look;
	uint32_t place;

	if (look->state.given == NEVER)
		return NOWHERE;
	if (look->state.formula <= ALWAYS)
		return look->state.formula == NEVER ? DROP : KEEP;
	if (look->state.stage == STAGE_WALK_END)
		return compile_state(c, &look->state);
	tidy(c, &tidied);
	if (c->status != WEIR_OK)
		return DROP;
	if (tidied.count == 0)
		return exhausted(c, &tidied);
	enum weir_status status = look_place(c, &tidied, &place);
	if (status != WEIR_OK || c->depth == DEPTH_MAX) {
		compiler_fail(c, status == WEIR_E_MEMORY ? status : WEIR_E_SUPPORT, 0,
			      "too large for classic BPF; user space evaluates it");
		return DROP;
	}
	if (c->states.entries[place].value != UINT32_MAX)
		return c->states.entries[place].value - 1;
	c->depth++;
	uint32_t node = step(c, &tidied);
	c->depth--;
	c->states.entries[place].value = node + 1;
	return node;
}

uint32_t compile_name(struct compiler *c, const struct state *s)
{
	struct look look = { .state = *s, .end_cell = NOWHERE, .cells = CELL_NEXT + 1 };
	uint32_t *threads = compiler_room(c, c->literal_count * sizeof(*threads));
	uint32_t count = 0;

	if (s->flags & FLAG_RECORDS)
		return edns_refused(c, s);
	if (!threads)
		return DROP;
	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++)
		if (formula_marked(c, i) && c->literals[i].steps && !c->literals[i].steps->within)
			threads[count++] = thread_make(i, 0, 0);
	look.state.room = s->base + s->room;
	look.state.next = 0;
	if (!look_push(c, &look, NOWHERE, s->base, threads, count))
		return DROP;
	return look_on(c, &look);
}
