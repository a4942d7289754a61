/* compile_field.c - the fields of one header, asked for one by one.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/compile.h"

/* Numbers that lead to what follows have a stage of their own. */
static const struct {
	uint8_t part, at, size;
	uint32_t mask;
} structure[] = {
	{ PART_IP, 6, 2, 0x1fff },       { PART_IP, 9, 1, 0xff },    { PART_IPV6, 6, 1, 0xff },
	{ PART_FRAGMENT, 2, 2, 0xfff8 }, { PART_UDP, 0, 2, 0xffff }, { PART_UDP, 2, 2, 0xffff },
	{ PART_UDP, 4, 2, 0xffff },      { PART_TCP, 0, 2, 0xffff }, { PART_TCP, 2, 2, 0xffff },
	{ PART_TCP, 12, 1, 0xf0 },       { PART_DNS, 4, 2, 0xffff }, { PART_VLAN, 2, 2, 0xffff },
};

static bool is_structure(const struct compiler *c, const struct variable *v)
{
	if (v->part == PART_LINK && v->size == 2 && v->mask == UINT16_MAX)
		return v->at + 2U == c->origin - c->options->skip ||
		       (c->options->target == WEIR_TARGET_SLL2 && v->at == 0);
	for (size_t i = 0; i < sizeof(structure) / sizeof(structure[0]); i++)
		if (structure[i].part == v->part && structure[i].at == v->at &&
		    structure[i].size == v->size && structure[i].mask == v->mask)
			return true;
	return false;
}

static bool one_bit(uint32_t mask)
{
	return (mask & (mask - 1)) == 0;
}

/* By place; flags before what must cut bits out of A. */
static bool before(const struct variable *a, const struct variable *b)
{
	if (a->at != b->at)
		return a->at < b->at;
	if (one_bit(a->mask) != one_bit(b->mask))
		return one_bit(a->mask);
	return a->mask != b->mask ? a->mask > b->mask : a < b;
}

static bool is_wanted(const struct literal *l, uint32_t variable)
{
	return l->variable == variable || l->when == variable;
}

/* The first variable behind `last` that the marked literals need; NOWHERE: none. */
static uint32_t next_variable(const struct compiler *c, enum part part, uint32_t last)
{
	uint32_t best = NOWHERE;

	for (uint32_t i = 0; i < c->variable_count; i++) {
		const struct variable *v = &c->variables[i];
		bool wanted = false;
		if (v->part != part || is_structure(c, v) ||
		    (last != NOWHERE && !before(&c->variables[last], v)) ||
		    (best != NOWHERE && before(&c->variables[best], v)))
			continue;
		for (uint32_t k = 0; k < c->literal_count && !wanted; k++)
			wanted = formula_marked(c, k) && is_wanted(&c->literals[k], i);
		if (wanted)
			best = i;
	}
	return best;
}

static void stay(struct compiler *c, struct state *s, uint32_t value)
{
	(void)c;
	(void)s;
	(void)value;
}

static uint32_t ask_number(struct compiler *c, const struct state *s, uint32_t place, bool repeated)
{
	const struct variable *v = &c->variables[place];
	struct state next = *s;
	struct probe probe = {
		.at = v->at,
		.size = v->size,
		.mask = v->mask,
		.end = v->end,
		.code = state_load(s, v->size),
		.k = s->base + v->at,
		.repeated = repeated,
		.branch = stay,
	};

	next.next = place + 1;
	return probe_split(c, &next, &probe);
}

struct answer {
	uint32_t literal;
	int value;
};

static int answered(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct answer *answer = context;

	(void)c;
	return literal == answer->literal ? answer->value : -1;
}

static struct state decided(struct compiler *c, const struct state *s, uint32_t literal, int value)
{
	struct answer answer = { literal, value };
	struct state next = *s;

	next.formula = formula_bind(c, s->formula, answered, &answer);
	next.given = formula_bind(c, s->given, answered, &answer);
	return next;
}

/* A field's octets, as the slice says; false: it has none such. */
static bool octets_of(const struct literal *l, uint32_t *first, uint32_t *size)
{
	const struct relation *r = l->relation;
	int32_t whole = l->end - l->field->at / 8;
	int32_t at = r->sliced ? r->slice_at : 0;

	if (at < 0)
		at += whole;
	int32_t length = !r->sliced || r->slice_length < 0 ? whole - at : r->slice_length;
	if (at < 0 || at > whole || length > whole - at)
		return false;
	*first = l->field->at / 8U + (uint32_t)at;
	*size = (uint32_t)length;
	return true;
}

static uint32_t word_of(const uint8_t *octets, unsigned size)
{
	uint32_t word = 0;

	for (unsigned i = 0; i < size; i++)
		word = word << 8 | octets[i];
	return word;
}

/* Tests from `at` on, the last ones built first. */
static uint32_t match_octets(struct compiler *c, const struct state *s,
			     const struct octet_pattern *pattern, uint32_t first, uint32_t yes,
			     uint32_t no)
{
	unsigned sizes[64] = { 0 }, ats[64] = { 0 };
	unsigned count = 0;

	for (unsigned at = 0; at < pattern->size;) {
		unsigned left = pattern->size - at;
		unsigned size = left >= 4 ? 4 : left >= 2 ? 2 : 1;
		ats[count] = at;
		sizes[count++] = size;
		at += size;
	}
	while (count-- > 0) {
		unsigned at = ats[count];
		uint32_t mask = word_of(pattern->mask + at, sizes[count]);
		uint32_t full = sizes[count] == 4 ? UINT32_MAX : (1U << 8 * sizes[count]) - 1;
		if (mask == 0)
			continue;
		yes = node_test(c, OP_JEQ, word_of(pattern->octets + at, sizes[count]), yes, no);
		if (mask != full)
			yes = node_step(c, OP_AND_K, mask, yes);
		yes = node_step(c, (uint16_t)state_load(s, sizes[count]), s->base + first + at,
				yes);
	}
	return yes;
}

/* Is [first, first + size) below, equal to, above the pattern? Both are as long, or compare so far. */
static uint32_t order_octets(struct compiler *c, const struct state *s, const struct literal *l,
			     uint32_t first, uint32_t size, uint32_t yes, uint32_t no)
{
	const struct octet_pattern *right = &l->relation->octets[0];
	enum order order = l->relation->order;
	bool below = order == ORDER_BELOW || order == ORDER_BELOW_EQUAL;
	bool equal = size == right->size ? order == ORDER_BELOW_EQUAL || order == ORDER_ABOVE_EQUAL
					 : (size < right->size) == below;
	uint32_t common = size < right->size ? size : right->size;
	uint32_t node = equal ? yes : no;

	/* From the last octets to the first; the remainder is at the end. */
	while (common > 0) {
		unsigned width = common % 4 == 0 ? 4 : common % 2 == 0 ? 2 : 1;
		common -= width;
		uint32_t word = word_of(right->octets + common, width);
		node = node_test(c, OP_JEQ, word, node, below ? yes : no);
		node = node_test(c, OP_JGT, word, below ? no : yes, node);
		node = node_step(c, (uint16_t)state_load(s, width), s->base + first + common, node);
	}
	return node;
}

/* Octets, order or mere presence: one literal at a time. */
static uint32_t ask_literal(struct compiler *c, const struct state *s, uint32_t place,
			    bool repeated)
{
	const struct literal *l = &c->literals[place];
	struct state here = *s;
	uint32_t first = 0, size = 0;

	here.next = (uint32_t)c->variable_count + place + 1;
	struct fence fence = fence_before(c, &here, l->end);
	struct state yes = decided(c, &here, place, 1);
	struct state no = repeated ? here : decided(c, &here, place, 0);
	uint32_t node = compile_state(c, &yes);
	if (l->test != TEST_PRESENT) {
		uint32_t other = compile_state(c, &no);
		l = &c->literals[place];
		if (!octets_of(l, &first, &size) ||
		    (l->test == TEST_OCTETS && l->relation->octets[l->index].size != size))
			node = other;
		else if (l->test == TEST_OCTETS)
			node = match_octets(c, s, &l->relation->octets[l->index], first, node,
					    other);
		else
			node = order_octets(c, s, l, first, size, node, other);
	}
	/* Its last octet may be one that no test looks at. */
	if (!fence.asked && fence.octets > 0 && node != fence.absent && fence.absent != NOWHERE)
		node = node_step(c, (uint16_t)state_load(s, 1), s->base + l->end - 1, node);
	return fence_close(c, s, &fence, node);
}

uint32_t compile_fields(struct compiler *c, const struct state *s, enum part part, bool repeated,
			const struct state *then)
{
	uint32_t variable_count = (uint32_t)c->variable_count;

	formula_mark(c, s->formula);
	if (s->next <= variable_count) {
		uint32_t place = next_variable(c, part, s->next - 1);
		if (place != NOWHERE)
			return ask_number(c, s, place, repeated);
	}
	for (uint32_t i = s->next > variable_count ? s->next - variable_count : 0;
	     i < c->literal_count; i++) {
		const struct literal *l = &c->literals[i];
		if (formula_marked(c, i) && l->part == part && l->field && l->variable == NOWHERE &&
		    l->field->reach == WEIR_REACH_FIXED)
			return ask_literal(c, s, i, repeated);
	}
	struct state next = *then;
	next.formula = s->formula;
	next.given = s->given;
	next.next = 0;
	return compile_state(c, &next);
}
