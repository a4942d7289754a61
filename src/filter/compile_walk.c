/* compile_walk.c - to the end of a name, label by label; what stands behind it.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The starts of the last labels are kept in a ring of scratch words, so a zone of z labels is compared
 * where the z-th label from the end begins: `within`, exactly, for names of any depth. */
#include "filter/compile_name.h"

enum { LABEL_MOST = 63, WIRE_LENGTH = 254 /* a longest name without the root's octet */ };

uint32_t compile_reach(struct compiler *c, const struct state *s, uint32_t at, uint32_t yes,
		       uint32_t no)
{
	uint32_t start = c->origin + 20; /* of the name */
	uint32_t node;

	if (yes == no || (!(s->flags & FLAG_WALKED) && at - start <= s->reach))
		return yes;
	if (s->flags & FLAG_CELL) {
		node = node_test(c, OP_JGE, BIAS + at - c->origin - 8, yes, no);
		node = node_step(c, OP_SUB_X, 0, node);
		return node_step(c, OP_LD_MEM, CELL_END, node);
	}
	/* X is at the message: its length stands before it. */
	bool tcp = s->flags & FLAG_TCP;
	node = node_test(c, OP_JGE, at - c->origin - (tcp ? 8 : 0), yes, no);
	return node_step(c, (uint16_t)state_load(s, 2), c->origin + (tcp ? 6 : 4), node);
}

struct field_truth {
	uint32_t symbol;
};

static int field_absent(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct field_truth *field = context;
	const struct literal *l = &c->literals[literal];

	return l->field && (uint32_t)l->field->symbol == field->symbol ? 0 : -1;
}

static bool lacks(struct compiler *c, struct look *look, uint32_t symbol)
{
	struct field_truth field = { symbol };
	uint32_t before = look->state.formula;

	look->state.formula = formula_bind(c, before, field_absent, &field);
	if (look->state.formula == before)
		return false;
	look->state.given = formula_bind(c, look->state.given, field_absent, &field);
	return true;
}

uint32_t look_ended(struct compiler *c, const struct look *look, uint32_t at, uint32_t bad)
{
	struct look all = *look;

	all.end_at = at;
	all.end_cell = NOWHERE;
	all.state.flags |= FLAG_WHOLE;
	struct look no_class = all;
	bool class = lacks(c, &no_class, WEIR_FIELD_DNS_QRY_CLASS);
	struct look no_type = no_class;
	bool type = lacks(c, &no_type, WEIR_FIELD_DNS_QRY_TYPE);
	uint32_t node = look_on(c, &no_type);
	if (!(look->state.flags & FLAG_WHOLE))
		node = compile_reach(c, &look->state, at, node, bad);
	if (type)
		node = compile_reach(c, &look->state, at + 2, look_on(c, &no_class), node);
	if (class)
		node = compile_reach(c, &look->state, at + 4, look_on(c, &all), node);
	return node;
}

struct count_truth {
	uint32_t labels;
	bool ended; /* exactly so many; else at least */
};

static uint32_t labels_most(const struct name_steps *steps)
{
	return steps->labels + (WEIR_NAME_SIZE_MAX - steps->least[0]) / 2U;
}

static int count_truth(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct count_truth *count = context;
	const struct literal *l = &c->literals[literal];

	if (l->part != PART_QUESTION)
		return -1;
	if (l->steps)
		return l->steps->within && (count->labels > labels_most(l->steps) ||
					    (count->ended && count->labels < l->steps->labels))
			       ? 0
			       : -1;
	if (!count->ended)
		return -1;
	if (!l->field || l->field->symbol == WEIR_FIELD_DNS_QRY_NAME)
		return 1;
	if (l->field->symbol == WEIR_FIELD_DNS_COUNT_LABELS)
		return literal_number(l, count->labels);
	if (l->field->symbol == WEIR_FIELD_DNS_QRY_NAME_LEN &&
	    (count->labels == 0 || l->test == TEST_PRESENT))
		return literal_number(l, 0);
	return -1;
}

static void count_labels(struct compiler *c, struct state *s, uint32_t labels, bool ended)
{
	struct count_truth count = { labels, ended };

	s->formula = formula_bind(c, s->formula, count_truth, &count);
	s->given = formula_bind(c, s->given, count_truth, &count);
}

static bool has_within(struct compiler *c, const struct state *s)
{
	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++)
		if (formula_marked(c, i) && c->literals[i].steps)
			return true;
	return false;
}

static uint32_t bad_name(struct compiler *c, const struct state *s)
{
	struct look look = { .state = *s };

	return look_bad(c, &look);
}

/* X + base is the octet that begins label s->next, or ends the name. */
static uint32_t walk_label(struct compiler *c, const struct state *s)
{
	struct state here = *s;
	bool whole = s->flags & FLAG_WHOLE;
	struct fence fence = { .absent = NOWHERE };

	count_labels(c, &here, s->next, false);
	if (here.formula <= ALWAYS)
		return compile_state(c, &here);
	uint32_t bad = bad_name(c, &here);
	if (!whole && bad != DROP && bad != NOWHERE)
		fence = (struct fence){ true, 1, bad };
	struct state end = here;
	end.stage = STAGE_WALK_END;
	uint32_t node = bad;
	if (s->next < WEIR_LABELS_MAX) {
		struct state next = here;
		next.next++;
		next.flags |= FLAG_INDEXED;
		node = node_step(c, OP_TAX, 0, compile_state(c, &next));
		node = node_step(c, OP_ADD_K, 1, node);
		if (s->flags & FLAG_INDEXED)
			node = node_step(c, OP_ADD_X, 0, node);
		if (has_within(c, &here))
			node = node_step(c, OP_STX, 1 + s->next % c->ring, node);
		if (!whole)
			node = node_test(c, OP_JGT, LABEL_MOST, bad, node);
	}
	node = node_test(c, OP_JEQ, 0, compile_state(c, &end), node);
	if (node != bad)
		node = node_step(c, (uint16_t)state_load(s, 1), s->base, node);
	return fence_close(c, s, &fence, node);
}

/* Zones of as many labels begin where the ring says. */
static void push_zones(struct compiler *c, struct look *look, uint32_t labels)
{
	uint32_t *threads = compiler_room(c, c->literal_count * sizeof(*threads));

	formula_mark(c, look->state.formula);
	for (uint32_t z = 1; threads && z <= c->ring && z <= labels; z++) {
		uint32_t count = 0;
		for (uint32_t i = 0; i < c->literal_count; i++)
			if (formula_marked(c, i) && c->literals[i].steps &&
			    c->literals[i].steps->labels == z)
				threads[count++] = thread_make(i, 0, 0);
		look_push(c, look, 1 + (labels - z) % c->ring, look->state.base, threads, count);
	}
}

static int root_truth(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct literal *l = &c->literals[literal];

	(void)context;
	return l->steps && l->steps->within && l->steps->labels == 0 ? 1 : -1;
}

/* X + base is the root's octet, and the name is fine but for its length. */
static uint32_t walk_zones(struct compiler *c, const struct state *s)
{
	struct look look = { .state = *s, .cells = CELL_NEXT + 1, .end_cell = NOWHERE };

	look.state.stage = STAGE_NAME;
	look.state.flags |= FLAG_REST | FLAG_WHOLE | FLAG_WALKED | FLAG_INDEXED;
	look.state.next = 0;
	look.state.room = 0;
	look.end_at = s->base + 1;
	look.end_cell = CELL_TAIL;
	push_zones(c, &look, s->next);
	return node_step(c, OP_STX, CELL_TAIL, look_on(c, &look));
}

static void no_change(struct compiler *c, struct state *s, uint32_t value)
{
	(void)c;
	(void)s;
	(void)value;
}

/* The name's length as text: X has moved by one octet more. */
static uint32_t ask_length(struct compiler *c, const struct state *s)
{
	struct probe probe = { .size = 2,
			       .mask = UINT16_MAX,
			       .bias = 1,
			       .lowest = 1,
			       .symbol = WEIR_FIELD_DNS_QRY_NAME_LEN,
			       .branch = no_change };
	uint32_t node = probe_split(c, s, &probe);

	node = node_step(c, OP_NEG, 0, node);
	node = node_step(c, OP_SUB_X, 0, node);
	return node_step(c, OP_LD_MEM, CELL_START, node);
}

static bool asks_length(struct compiler *c, const struct state *s)
{
	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++)
		if (formula_marked(c, i) && c->literals[i].field &&
		    c->literals[i].field->symbol == WEIR_FIELD_DNS_QRY_NAME_LEN)
			return true;
	return false;
}

static uint32_t walk_end(struct compiler *c, const struct state *s)
{
	struct state here = *s;
	bool whole = s->flags & FLAG_WHOLE;

	if (s->count == 0) { /* first: is it a name? */
		struct look look = { .state = *s, .cells = CELL_NEXT + 1 };
		uint32_t bad = bad_name(c, s);
		count_labels(c, &look.state, s->next, true);
		look.state.formula = formula_bind(c, look.state.formula, root_truth, NULL);
		look.state.given = formula_bind(c, look.state.given, root_truth, NULL);
		look.state.count = 1;
		look.state.flags |= FLAG_WALKED | FLAG_INDEXED;
		/* Of the number of labels matters where in the ring the zones begin, nothing else. */
		if (!has_within(c, &look.state))
			look.state.next = 0;
		else if (s->next > c->ring)
			look.state.next = c->ring + s->next % c->ring;
		uint32_t node = look_ended(c, &look, s->base + 1, bad);
		if (whole || s->next < 4 || node == bad)
			return node;
		node = node_test(c, OP_JGE, (uint32_t)-WIRE_LENGTH, node, bad);
		node = node_step(c, OP_SUB_X, 0, node);
		return node_step(c, OP_LD_MEM, CELL_START, node);
	}
	if (asks_length(c, &here))
		return ask_length(c, &here);
	return walk_zones(c, &here);
}

uint32_t compile_walk(struct compiler *c, const struct state *s)
{
	return s->stage == STAGE_WALK ? walk_label(c, s) : walk_end(c, s);
}

uint32_t compile_type(struct compiler *c, const struct state *s)
{
	uint32_t symbol = s->next == 0 ? WEIR_FIELD_DNS_QRY_TYPE : WEIR_FIELD_DNS_QRY_CLASS;
	uint32_t at = s->next == 0 ? 0 : 2;
	struct state next = *s;
	struct probe probe = { .size = 2,
			       .end = at + 2,
			       .code = state_load(s, 2),
			       .k = s->base + at,
			       .symbol = symbol,
			       .branch = no_change };

	formula_mark(c, s->formula);
	for (uint32_t i = 0; i < c->literal_count; i++)
		if (formula_marked(c, i) && c->literals[i].field &&
		    (uint32_t)c->literals[i].field->symbol == symbol) {
			probe.mask = c->literals[i].bits;
			return probe_split(c, s, &probe);
		}
	next.next++;
	if (s->next < 2)
		return compile_state(c, &next);
	next.stage = STAGE_OPT;
	next.part = PART_OPT;
	next.next = 0;
	return compile_state(c, &next);
}
