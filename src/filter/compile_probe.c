/* compile_probe.c - looking at a number: classes of its values, and a state for each.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "filter/compile.h"

void probe_bound(struct probe *probe, uint32_t value)
{
	if (probe->bound_count < sizeof(probe->bounds) / sizeof(probe->bounds[0]))
		probe->bounds[probe->bound_count++] = value;
}

struct asking {
	const struct state *state;
	const struct probe *probe;
	uint32_t value;
};

static bool is_about(const struct compiler *c, const struct asking *asking, const struct literal *l)
{
	const struct probe *probe = asking->probe;

	if (l->part == PART_FRAME)
		return asking->state->stage == STAGE_FRAME && l->bits == probe->mask;
	if (l->part == PART_QUESTION)
		return l->field && !l->steps && (uint32_t)l->field->symbol == probe->symbol &&
		       l->bits == probe->mask;
	if (l->part == PART_DNS && l->field && l->field->reach == WEIR_REACH_DERIVED)
		return asking->state->stage == STAGE_UDP_LENGTH ||
		       asking->state->stage == STAGE_TCP_PREFIX;
	if (l->variable == NOWHERE || l->part != asking->state->part)
		return false;
	const struct variable *v = &c->variables[l->variable];
	return v->at == probe->at && v->size == probe->size && v->mask == probe->mask;
}

static bool is_condition(const struct compiler *c, const struct asking *asking,
			 const struct literal *l)
{
	if (l->when == NOWHERE || l->part != asking->state->part)
		return false;
	const struct variable *v = &c->variables[l->when];
	return v->at == asking->probe->at && v->size == asking->probe->size &&
	       v->mask == asking->probe->mask;
}

static uint32_t shift_of(uint32_t mask)
{
	return mask ? (uint32_t)__builtin_ctz(mask) : 0;
}

static int truth_at(const struct compiler *c, const void *context, uint32_t literal)
{
	const struct asking *asking = context;
	const struct literal *l = &c->literals[literal];

	if (is_condition(c, asking, l)) {
		uint32_t found = asking->value >> shift_of(asking->probe->mask);
		if (found != l->field->when[0] && found != l->field->when[1])
			return 0;
	}
	if (!is_about(c, asking, l))
		return -1;
	if (asking->value < asking->probe->lowest && l->variable == NOWHERE)
		return 0; /* dns.length of what is no message */
	bool holds = literal_number(l, asking->value -
					       (l->variable == NOWHERE ? asking->probe->bias : 0));
	return holds ? 1 : asking->probe->repeated ? -1 : 0;
}

struct bounds {
	uint32_t *list;
	size_t count, room;
	uint32_t most;
};

static void add_bound(struct compiler *c, struct bounds *bounds, uint64_t value)
{
	if (value > bounds->most || c->status != WEIR_OK)
		return;
	if (bounds->count == bounds->room) {
		size_t room = bounds->room ? bounds->room * 2 : 64;
		uint32_t *moved = realloc(bounds->list, room * sizeof(*moved));
		if (!moved) {
			compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
			return;
		}
		bounds->list = moved;
		bounds->room = room;
	}
	bounds->list[bounds->count++] = (uint32_t)value;
}

static void add_intervals(struct compiler *c, struct bounds *bounds, const struct literal *l,
			  uint32_t bias)
{
	uint64_t unit = l->variable == NOWHERE ? 1 : l->field->unit;

	if (l->test != TEST_NUMBER)
		return;
	for (uint32_t i = 0; i < l->relation->count; i++) {
		const struct interval *in = &l->relation->intervals[i];
		uint64_t low = in->low / unit + (in->low % unit != 0);
		uint64_t high = in->high / unit;
		if (low <= UINT32_MAX)
			add_bound(c, bounds, (low << l->shift) + bias);
		if (high < UINT32_MAX)
			add_bound(c, bounds, ((high + 1) << l->shift) + bias);
	}
}

/* Of the literals that the formula has, or what is given. */
static void collect(struct compiler *c, const struct asking *asking, uint32_t formula,
		    struct bounds *bounds)
{
	formula_mark(c, formula);
	for (uint32_t i = 0; i < c->literal_count && c->status == WEIR_OK; i++) {
		const struct literal *l = &c->literals[i];
		if (!formula_marked(c, i))
			continue;
		if (is_about(c, asking, l))
			add_intervals(c, bounds, l,
				      l->variable == NOWHERE ? asking->probe->bias : 0);
		if (!is_condition(c, asking, l))
			continue;
		for (unsigned k = 0; k < 2; k++) {
			uint64_t at = (uint64_t)l->field->when[k] << shift_of(asking->probe->mask);
			uint64_t step = (uint64_t)1 << shift_of(asking->probe->mask);
			add_bound(c, bounds, at);
			add_bound(c, bounds, at + step);
		}
	}
}

static int by_value(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a;
	uint32_t right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

static void sort_bounds(struct bounds *bounds)
{
	size_t kept = 0;

	if (bounds->count == 0)
		return;
	qsort(bounds->list, bounds->count, sizeof(*bounds->list), by_value);
	for (size_t i = 0; i < bounds->count; i++)
		if (kept == 0 || bounds->list[kept - 1] != bounds->list[i])
			bounds->list[kept++] = bounds->list[i];
	bounds->count = kept;
}

/* The smallest value whose bits lie in the mask and that is not below `low`; UINT64_MAX: none. */
static uint64_t inside(uint32_t mask, uint64_t low)
{
	for (unsigned rounds = 0; rounds < 34; rounds++) {
		if (low > mask)
			return UINT64_MAX;
		uint32_t wrong = (uint32_t)low & ~mask;
		if (!wrong)
			return low;
		/* Raise above the highest bit outside. */
		uint64_t top = (uint64_t)1 << (31 - (unsigned)__builtin_clz(wrong));
		low = (low | (top - 1)) + 1;
	}
	return UINT64_MAX;
}

/* States of classes, those alike but for what is given only once. */
struct outcome {
	struct state state;
	uint32_t node;
};

static size_t outcome_of(struct compiler *c, struct outcome *outcomes, size_t *count,
			 const struct state *next)
{
	for (size_t i = 0; i < *count; i++) {
		struct state same = outcomes[i].state;
		same.given = next->given;
		if (memcmp(&same, next, sizeof(same)) == 0) {
			outcomes[i].state.given =
				formula_or(c, outcomes[i].state.given, next->given);
			return i;
		}
	}
	outcomes[*count] = (struct outcome){ *next, NOWHERE };
	return (*count)++;
}

/* Fills classes[i].node with the outcome's place. */
static size_t branch_all(struct compiler *c, struct asking *asking, const struct bounds *bounds,
			 struct class *classes, struct outcome *outcomes, size_t *outcome_count)
{
	size_t count = 0;

	for (size_t i = 0; i < bounds->count && c->status == WEIR_OK; i++) {
		uint64_t end =
			i + 1 < bounds->count ? bounds->list[i + 1] : (uint64_t)bounds->most + 1;
		uint64_t value = inside(asking->probe->mask, bounds->list[i]);
		if (value >= end)
			continue; /* no such value */
		asking->value = (uint32_t)value;
		struct state next = *asking->state;
		next.formula = formula_bind(c, next.formula, truth_at, asking);
		next.given = formula_bind(c, next.given, truth_at, asking);
		asking->probe->branch(c, &next, asking->value);
		/* The first class begins at 0, others where their bits do. */
		classes[count].low = count == 0 ? 0 : (uint32_t)value;
		classes[count].node =
			next.given == NEVER
				? NOWHERE
				: (uint32_t)outcome_of(c, outcomes, outcome_count, &next);
		count++;
	}
	return count;
}

static uint32_t split(struct compiler *c, const struct state *s, struct probe *probe,
		      const struct bounds *bounds)
{
	struct state here = *s;
	struct fence fence = fence_before(c, &here, probe->end);
	struct asking asking = { &here, probe, 0 };
	struct class *classes = calloc(bounds->count + 1, sizeof(*classes));
	struct outcome *outcomes = calloc(bounds->count + 1, sizeof(*outcomes));
	size_t outcome_count = 0;
	uint32_t node = DROP;

	if (!classes || !outcomes) {
		compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
		goto out;
	}
	size_t count = branch_all(c, &asking, bounds, classes, outcomes, &outcome_count);
	for (size_t i = 0; i < outcome_count; i++)
		outcomes[i].node = compile_state(c, &outcomes[i].state);
	bool single = true;
	uint32_t first = NOWHERE;
	for (size_t i = 0; i < count; i++) {
		if (classes[i].node != NOWHERE)
			classes[i].node = outcomes[classes[i].node].node;
		if (classes[i].node == NOWHERE)
			continue;
		single = single && (first == NOWHERE || first == classes[i].node);
		first = classes[i].node;
	}
	if (count == 0 || first == NOWHERE) {
		node = fence.absent;
	} else if (single && (fence.absent == NOWHERE || fence.absent == first || fence.asked)) {
		node = fence_close(c, s, &fence, first);
	} else {
		uint32_t most = (uint32_t)bounds->most;
		node = single ? first
			      : decide(c, probe->mask, probe->mask != most, classes, count, most);
		if (probe->code)
			node = node_step(c, (uint16_t)probe->code, probe->k, node);
		node = fence_close(c, s, &fence, node);
	}
out:
	free(classes);
	free(outcomes);
	return node;
}

uint32_t probe_split(struct compiler *c, const struct state *s, struct probe *probe)
{
	uint32_t full = probe->size == 1 ? UINT8_MAX : probe->size == 2 ? UINT16_MAX : UINT32_MAX;
	struct bounds bounds = { .most = full };
	struct asking asking = { s, probe, 0 };
	uint32_t node = DROP;

	add_bound(c, &bounds, 0);
	for (unsigned i = 0; i < probe->bound_count; i++)
		add_bound(c, &bounds, probe->bounds[i]);
	collect(c, &asking, s->formula, &bounds);
	collect(c, &asking, s->given, &bounds);
	if (c->status == WEIR_OK) {
		sort_bounds(&bounds);
		node = split(c, s, probe, &bounds);
	}
	free(bounds.list);
	return node;
}
