/* fold_sort.c - list the rows of the fold table in the order of their keys.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A quicksort over seven octets of the key at a time: they lie beside the row's pointer, so that most
 * comparisons touch no row. Where they are equal, the next seven are fetched for those rows only, in
 * one sweep whose misses overlap. Sixteen octets a row take the place of the index. */
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "store/fold.h"
#include "store/fold_private.h"

enum { SMALL = 12, SWEEP = 8, STEP = 7 };

static size_t length_of(const struct fold_row *row)
{
	return (size_t)row->name_size + 4 + fold_rdata_size(row);
}

/* What a row sorts by: name key, a zero octet, kind, type, RDATA; seven octets of it from `depth` (a
 * multiple of seven) on as a number, filled up with zeros, and behind them how many there are, 8 for
 * "more": what ends sorts before what goes on with zeros, and no two rows are equal all the way. */
static uint64_t octets_at(const struct fold_row *row, size_t depth)
{
	uint8_t octets[8] = { 0 };
	const uint8_t middle[4] = { 0, row->kind, (uint8_t)(row->type >> 8), (uint8_t)row->type };
	size_t name_end = row->name_size;
	size_t length = length_of(row);

	if (depth + 8 <= name_end)
		return (load_be64(row->key + depth) & ~(uint64_t)0xff) | 8;
	if (depth >= length)
		return 0;
	octets[STEP] = length - depth > STEP ? 8 : (uint8_t)(length - depth);
	for (size_t i = 0; i < STEP && depth + i < length; i++) {
		size_t at = depth + i;
		if (at < name_end)
			octets[i] = row->key[at];
		else if (at < name_end + 4)
			octets[i] = middle[at - name_end];
		else
			octets[i] = row->key[at - 4];
	}
	return load_be64(octets);
}

static void fetch(struct fold_entry *list, size_t count, size_t depth)
{
	for (size_t i = 0; i < count; i++) {
		if (i + SWEEP < count)
			__builtin_prefetch(list[i + SWEEP].row->key + depth);
		list[i].octets = octets_at(list[i].row, depth);
	}
}

static void swap(struct fold_entry *a, struct fold_entry *b)
{
	struct fold_entry held = *a;

	*a = *b;
	*b = held;
}

/* Equal so far: the next octets decide. Ends: rows differ, at the latest in where they end. */
static int rest_compare(const struct fold_row *a, const struct fold_row *b, size_t depth)
{
	for (; a != b; depth += STEP) {
		uint64_t octets_a = octets_at(a, depth);
		uint64_t octets_b = octets_at(b, depth);
		if (octets_a != octets_b)
			return octets_a < octets_b ? -1 : 1;
	}
	return 0;
}

static bool before(const struct fold_entry *a, const struct fold_entry *b, size_t depth)
{
	if (a->octets != b->octets)
		return a->octets < b->octets;
	return rest_compare(a->row, b->row, depth + STEP) < 0;
}

static void insertion(struct fold_entry *list, size_t count, size_t depth)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && before(&list[k], &list[k - 1], depth); k--)
			swap(&list[k], &list[k - 1]);
}

static uint64_t median(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t low = a < b ? a : b;
	uint64_t high = a < b ? b : a;

	return c < low ? low : c > high ? high : c;
}

/* One range still to be sorted; `depth` octets of its keys are equal. */
struct range {
	struct fold_entry *list;
	size_t count;
	size_t depth;
};

/* Three ways: below, equal to, above the pivot. */
static void partition(const struct range *range, uint64_t pivot, size_t *equal_from,
		      size_t *above_from)
{
	struct fold_entry *list = range->list;
	size_t low = 0;
	size_t high = range->count;
	size_t i = 0;

	while (i < high) {
		if (list[i].octets < pivot)
			swap(&list[i++], &list[low++]);
		else if (list[i].octets > pivot)
			swap(&list[i], &list[--high]);
		else
			i++;
	}
	*equal_from = low;
	*above_from = high;
}

static bool push(struct fold_stack *stack, struct fold_entry *list, size_t count, size_t depth)
{
	if (count < 2)
		return true;
	if (stack->count == stack->room) {
		size_t room = stack->room ? stack->room * 2 : 256;
		void *ranges = realloc(stack->ranges, room * sizeof(struct range));
		if (!ranges)
			return false;
		stack->ranges = ranges;
		stack->room = room;
	}
	((struct range *)stack->ranges)[stack->count++] = (struct range){ list, count, depth };
	return true;
}

/* Sorts one range into three that wait on the stack. */
static bool divide(struct fold_stack *stack, const struct range *range)
{
	struct fold_entry *list = range->list;
	size_t equal_from;
	size_t above_from;

	if (range->count <= SMALL) {
		insertion(list, range->count, range->depth);
		return true;
	}
	uint64_t pivot = median(list[0].octets, list[range->count / 2].octets,
				list[range->count - 1].octets);
	partition(range, pivot, &equal_from, &above_from);
	size_t equal = above_from - equal_from;
	/* Deeper: ends, since no two rows are equal all the way. */
	if (equal > 1) {
		fetch(list + equal_from, equal, range->depth + STEP);
		if (!push(stack, list + equal_from, equal, range->depth + STEP))
			return false;
	}
	return push(stack, list, equal_from, range->depth) &&
	       push(stack, list + above_from, range->count - above_from, range->depth);
}

static bool sort(struct fold_entry *list, size_t count)
{
	struct fold_stack stack = { 0 };

	fetch(list, count, 0);
	bool good = push(&stack, list, count, 0);
	while (good && stack.count > 0) {
		struct range range = ((struct range *)stack.ranges)[--stack.count];
		good = divide(&stack, &range);
	}
	free(stack.ranges);
	return good;
}

static size_t list_part(const struct fold_part *part, struct fold_entry *to)
{
	size_t count = 0;

	for (size_t i = 0; part->slots && i <= part->slot_mask; i++)
		if (part->slots[i].place != 0)
			to[count++].row = fold_row_at(part, part->slots[i].place - 1);
	return count;
}

enum weir_status fold_sort(struct fold *fold)
{
	size_t listed = 0;

	free(fold->sorted);
	fold->sorted = malloc((fold->rows + 1) * sizeof(*fold->sorted));
	if (!fold->sorted)
		return WEIR_E_MEMORY;
	/* A part's slots go as soon as its rows are listed. */
	for (size_t i = 0; i < FOLD_PARTS; i++) {
		struct fold_part *part = &fold->parts[i];
		listed += list_part(part, fold->sorted + listed);
		free(part->slots);
		part->slots = NULL;
	}
	fold->sorted_count = listed;
	return sort(fold->sorted, listed) ? WEIR_OK : WEIR_E_MEMORY;
}

const struct fold_row *fold_sorted(const struct fold *fold, size_t index)
{
	if (index >= fold->sorted_count)
		return NULL;
	if (index + SWEEP < fold->sorted_count) {
		const uint8_t *soon = (const uint8_t *)fold->sorted[index + SWEEP].row;
		__builtin_prefetch(soon);
		__builtin_prefetch(soon + 64);
	}
	return fold->sorted[index].row;
}
