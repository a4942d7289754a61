/* formula.c - what is left to decide: formulas over literals, equal ones the same.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A formula is a key of the table c->formulas: its kind, then a literal or its children, sorted. */
#include <stdlib.h>
#include <string.h>

#include "filter/compile.h"

enum kind { KIND_NEVER, KIND_ALWAYS, KIND_LITERAL, KIND_NOT, KIND_AND, KIND_OR };

static uint32_t kind_of(const struct compiler *c, uint32_t formula)
{
	return intern_key(&c->formulas, formula)[0];
}

static uint32_t place(struct compiler *c, const uint32_t *key, size_t size)
{
	uint32_t at = NEVER;

	if (c->status != WEIR_OK)
		return NEVER;
	enum weir_status status =
		intern_place(&c->formulas, key, (uint32_t)size, FORMULAS_MAX, &at);
	if (status != WEIR_OK) {
		compiler_fail(c, status == WEIR_E_RANGE ? WEIR_E_SUPPORT : status, 0,
			      "too large for classic BPF; user space evaluates it");
		return NEVER;
	}
	return at;
}

uint32_t formula_literal(struct compiler *c, uint32_t literal)
{
	return place(c, (const uint32_t[]){ KIND_LITERAL, literal }, 2);
}

uint32_t formula_not(struct compiler *c, uint32_t formula)
{
	if (formula <= ALWAYS)
		return formula == NEVER ? ALWAYS : NEVER;
	if (kind_of(c, formula) == KIND_NOT)
		return intern_key(&c->formulas, formula)[1];
	return place(c, (const uint32_t[]){ KIND_NOT, formula }, 2);
}

static int by_number(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a;
	uint32_t right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* Lists are mostly in order already, or a list in order with a few more behind it. */
static void put_in_order(uint32_t *list, size_t count)
{
	enum { FEW = 8 };
	size_t in_order = 1;

	while (in_order < count && list[in_order - 1] <= list[in_order])
		in_order++;
	if (count > in_order + FEW) {
		qsort(list, count, sizeof(*list), by_number);
		return;
	}
	for (size_t i = in_order; i < count; i++) {
		uint32_t member = list[i];
		size_t at = i;
		for (; at > 0 && list[at - 1] > member; at--)
			list[at] = list[at - 1];
		list[at] = member;
	}
}

/* Room for all children of a list whose members may be lists of the same kind. */
static size_t flat_size(const struct compiler *c, bool all, const uint32_t *list, size_t count)
{
	size_t size = 1;

	for (size_t i = 0; i < count; i++) {
		const struct intern_entry *entry = &c->formulas.entries[list[i]];
		size += kind_of(c, list[i]) == (all ? KIND_AND : KIND_OR) ? entry->size : 1;
	}
	return size;
}

static uint32_t list_of(struct compiler *c, bool all, uint32_t *key, size_t count)
{
	size_t kept = 0;

	put_in_order(key + 1, count);
	for (size_t i = 1; i <= count; i++) {
		if (kept > 0 && key[kept] == key[i])
			continue;
		if (key[i] == (all ? NEVER : ALWAYS))
			return key[i];
		if (key[i] == (all ? ALWAYS : NEVER))
			continue;
		key[++kept] = key[i];
	}
	/* x and not x. */
	for (size_t i = 1; i <= kept; i++) {
		if (kind_of(c, key[i]) != KIND_NOT)
			continue;
		uint32_t inner = intern_key(&c->formulas, key[i])[1];
		if (bsearch(&inner, key + 1, kept, sizeof(*key), by_number))
			return all ? NEVER : ALWAYS;
	}
	if (kept == 0)
		return all ? ALWAYS : NEVER;
	if (kept == 1)
		return key[1];
	key[0] = all ? KIND_AND : KIND_OR;
	return place(c, key, kept + 1);
}

uint32_t formula_list(struct compiler *c, bool all, const uint32_t *list, size_t count)
{
	if (c->status != WEIR_OK)
		return NEVER;
	uint32_t *key = malloc(flat_size(c, all, list, count) * sizeof(*key));
	if (!key) {
		compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
		return NEVER;
	}
	size_t used = 0;
	for (size_t i = 0; i < count; i++) {
		const struct intern_entry *entry = &c->formulas.entries[list[i]];
		if (kind_of(c, list[i]) != (all ? KIND_AND : KIND_OR)) {
			key[++used] = list[i];
			continue;
		}
		memcpy(key + 1 + used, c->formulas.words + entry->at + 1,
		       (entry->size - 1) * sizeof(*key));
		used += entry->size - 1;
	}
	uint32_t made = list_of(c, all, key, used);
	free(key);
	return made;
}

uint32_t formula_or(struct compiler *c, uint32_t a, uint32_t b)
{
	return a == b ? a : formula_list(c, false, (const uint32_t[]){ a, b }, 2);
}

/* The two arrays that formula_bind and formula_mark keep for every formula. */
static bool make_room(struct compiler *c)
{
	size_t wanted = c->formulas.count;

	if (wanted <= c->bound_room)
		return true;
	wanted += wanted / 2 + 64;
	uint32_t *bound = realloc(c->bound, wanted * sizeof(*bound));
	if (bound)
		c->bound = bound;
	uint32_t *at = realloc(c->bound_at, wanted * sizeof(*at));
	if (at)
		c->bound_at = at;
	if (!bound || !at) {
		compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
		return false;
	}
	memset(c->bound_at + c->bound_room, 0, (wanted - c->bound_room) * sizeof(*at));
	c->bound_room = wanted;
	return true;
}

/* Recursion is as deep as the rule is nested, and that has a ceiling. */
static uint32_t bind(struct compiler *c, uint32_t formula, formula_truth truth, const void *context,
		     uint32_t first_new)
{
	if (formula <= ALWAYS || c->status != WEIR_OK)
		return formula;
	if (formula < first_new && c->bound_at[formula] == c->bind_round)
		return c->bound[formula];

	const struct intern_entry entry = c->formulas.entries[formula];
	uint32_t kind = c->formulas.words[entry.at];
	uint32_t child = c->formulas.words[entry.at + 1];
	uint32_t made = formula;
	if (kind == KIND_LITERAL) {
		int known = truth(c, context, child);
		made = known < 0              ? formula
		       : known == TRUTH_WHOLE ? formula_literal(c, c->whole)
		       : known                ? ALWAYS
					      : NEVER;
	} else if (kind == KIND_NOT) {
		made = formula_not(c, bind(c, child, truth, context, first_new));
	} else {
		uint32_t *list = malloc(entry.size * sizeof(*list));
		bool same = true;
		if (!list) {
			compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
			return NEVER;
		}
		for (uint32_t i = 1; i < entry.size; i++) {
			child = c->formulas.words[entry.at + i];
			list[i - 1] = bind(c, child, truth, context, first_new);
			same = same && list[i - 1] == child;
		}
		if (!same)
			made = formula_list(c, kind == KIND_AND, list, entry.size - 1);
		free(list);
	}
	c->bound[formula] = made;
	c->bound_at[formula] = c->bind_round;
	return made;
}

uint32_t formula_bind(struct compiler *c, uint32_t formula, formula_truth truth,
		      const void *context)
{
	if (formula <= ALWAYS || c->status != WEIR_OK || !make_room(c))
		return formula <= ALWAYS ? formula : NEVER;
	c->bind_round++;
	return bind(c, formula, truth, context, c->formulas.count);
}

static void mark(struct compiler *c, uint32_t formula)
{
	const struct intern_entry *entry = &c->formulas.entries[formula];
	const uint32_t *key = c->formulas.words + entry->at;

	if (formula <= ALWAYS || c->bound_at[formula] == c->bind_round)
		return;
	c->bound_at[formula] = c->bind_round;
	if (key[0] == KIND_LITERAL) {
		c->marks[key[1]] = c->mark_round;
		return;
	}
	for (uint32_t i = 1; i < entry->size; i++)
		mark(c, key[i]);
}

void formula_mark(struct compiler *c, uint32_t formula)
{
	c->mark_round++;
	if (c->status != WEIR_OK || !make_room(c))
		return;
	c->bind_round++;
	mark(c, formula);
}

bool formula_has(struct compiler *c, uint32_t formula, uint32_t parts)
{
	formula_mark(c, formula);
	for (uint32_t i = 0; i < c->literal_count; i++)
		if (formula_marked(c, i) && (BIT(c->literals[i].part) & parts))
			return true;
	return false;
}

size_t formula_children(const struct compiler *c, uint32_t formula, bool *all,
			const uint32_t **children)
{
	const struct intern_entry *entry = &c->formulas.entries[formula];
	uint32_t kind = c->formulas.words[entry->at];

	*all = kind == KIND_AND;
	*children = c->formulas.words + entry->at + 1;
	return kind == KIND_AND || kind == KIND_OR ? entry->size - 1 : 0;
}
