/* sets.c - what a relation is held against, in one order and without repetition.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/sets.h"

#include <stdlib.h>
#include <string.h>

uint64_t field_highest(const struct weir_layer_field *field)
{
	if (field->bits >= 64)
		return UINT64_MAX;
	return ((UINT64_C(1) << field->bits) - 1) * field->unit;
}

static int compare_intervals(const void *a, const void *b)
{
	const struct interval *left = a;
	const struct interval *right = b;

	if (left->low != right->low)
		return left->low < right->low ? -1 : 1;
	return left->high < right->high ? -1 : left->high > right->high;
}

/* Shrink to multiples of `unit`; false: none is inside. */
static bool round_interval(struct interval *interval, uint64_t unit)
{
	uint64_t over = interval->low % unit;

	if (over > 0 && interval->low > UINT64_MAX - (unit - over))
		return false;
	interval->low += over > 0 ? unit - over : 0;
	interval->high -= interval->high % unit;
	return interval->low <= interval->high;
}

static void settle_intervals(struct relation *r)
{
	uint64_t unit = r->mask == UINT64_MAX ? r->field->unit : 1;
	uint64_t highest = field_highest(r->field) & r->mask;
	uint32_t kept = 0;

	qsort(r->intervals, r->count, sizeof(*r->intervals), compare_intervals);
	for (uint32_t i = 0; i < r->count; i++) {
		struct interval next = r->intervals[i];
		struct interval *last = kept > 0 ? &r->intervals[kept - 1] : NULL;

		if (next.high > highest)
			next.high = highest;
		if (next.low > next.high || !round_interval(&next, unit))
			continue;
		if (next.low == next.high && (next.low & ~r->mask) != 0)
			continue;
		if (last && (next.low <= last->high || next.low - last->high <= unit)) {
			if (next.high > last->high)
				last->high = next.high;
		} else {
			r->intervals[kept++] = next;
		}
	}
	r->count = kept;
	if (kept != 1 || r->intervals[0].low != 0 || r->intervals[0].high != highest)
		return;
	free(r->intervals);
	*r = (struct relation){ .field = r->field,
				.layer = r->layer,
				.test = TEST_PRESENT,
				.mask = UINT64_MAX,
				.slice_length = -1,
				.column = r->column,
				.width = r->width };
}

static int compare_octets(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct octet_pattern));
}

static int compare_names(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct name_pattern));
}

/* Sorted, each once. The items have no padding: they are compared as octets. */
static uint32_t settle_items(void *items, uint32_t count, size_t size,
			     int (*compare)(const void *, const void *))
{
	uint8_t *list = items;
	uint32_t kept = 0;

	qsort(list, count, size, compare);
	for (uint32_t i = 0; i < count; i++) {
		if (kept > 0 && memcmp(list + (kept - 1) * size, list + i * size, size) == 0)
			continue;
		if (kept != i)
			memcpy(list + kept * size, list + i * size, size);
		kept++;
	}
	return kept;
}

void relation_settle(struct relation *r)
{
	if (r->intervals)
		settle_intervals(r);
	else if (r->octets && r->test != TEST_ORDER)
		r->count = settle_items(r->octets, r->count, sizeof(*r->octets), compare_octets);
	else if (r->names)
		r->count = settle_items(r->names, r->count, sizeof(*r->names), compare_names);
}
