/* conflict.c - can some relations hold and others fail, all at once?
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What is said here is certain; what it does not see is taken for possible. */
#include "filter/conflict.h"

#include <string.h>

#include "filter/name_set.h"
#include "filter/pattern.h"
#include "filter/sets.h"

enum {
	INTERVALS_MAX = 256, /* of what is left for a field's value */
	SMALL_FIELD =
		1 << 16, /* values of a field that are tried one by one where masks are asked */
	NAMES_MAX = 256, /* names that are tried */
};

bool field_single(const struct weir_layer_field *field)
{
	switch ((int)field->layer) {
	case WEIR_LAYER_FRAME:
	case WEIR_LAYER_ARP:
	case WEIR_LAYER_SLL:
	case WEIR_LAYER_SLL2:
	case WEIR_LAYER_IP:
	case WEIR_LAYER_IPV6:
	case WEIR_LAYER_ICMP:
	case WEIR_LAYER_ICMPV6:
	case WEIR_LAYER_UDP:
	case WEIR_LAYER_TCP:
	case WEIR_LAYER_DNS:
		return field->reach == WEIR_REACH_FIXED || field->reach == WEIR_REACH_DERIVED;
	case WEIR_LAYER_DNS_QUESTION:
		return true;
	default: /* tags, extension headers, records: any number of them */
		return false;
	}
}

static bool same_relation(const struct relation *a, const struct relation *b)
{
	return a == b;
}

static bool in_intervals(const struct relation *r, uint64_t number)
{
	uint32_t low = 0;
	uint32_t high = r->count;

	while (low < high) { /* each turn halves what is left */
		uint32_t middle = low + (high - low) / 2;

		if (r->intervals[middle].high < (number & r->mask))
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->count && r->intervals[low].low <= (number & r->mask);
}

/* Is a presence denied that the other relation needs? */
static bool presence_denied(const struct literal *denied, const struct relation *needs)
{
	const struct relation *r = denied->relation;
	bool of_dns = needs->layer == WEIR_LAYER_DNS_QUESTION ||
		      needs->layer == WEIR_LAYER_DNS_RECORD || needs->layer == WEIR_LAYER_DNS_OPT;

	if (denied->holds || r->test != TEST_PRESENT)
		return false;
	if (r->field)
		return r->field == needs->field;
	return r->layer == needs->layer || (of_dns && r->layer == WEIR_LAYER_DNS);
}

/* What is left of `left` inside `r`, or outside of it. False: more pieces than there is room for. */
static bool narrow(struct interval *left, size_t *count, const struct literal *literal)
{
	const struct relation *r = literal->relation;
	struct interval out[INTERVALS_MAX] = { { 0, 0 } };
	size_t n = 0;

	for (size_t i = 0; i < *count; i++) {
		uint64_t next = left[i].low; /* first number not decided yet */
		bool all = false;

		for (uint32_t k = 0; k < r->count && !all; k++) {
			struct interval piece = r->intervals[k];

			if (piece.high < next || piece.low > left[i].high)
				continue;
			if (n + 2 > INTERVALS_MAX)
				return false;
			if (!literal->holds && piece.low > next)
				out[n++] = (struct interval){ next, piece.low - 1 };
			if (literal->holds)
				out[n++] = (struct interval){ piece.low > next ? piece.low : next,
							      piece.high < left[i].high
								      ? piece.high
								      : left[i].high };
			all = piece.high >= left[i].high;
			next = piece.high + 1; /* no wrap where `all` is false */
		}
		if (!literal->holds && !all) {
			if (n == INTERVALS_MAX)
				return false;
			out[n++] = (struct interval){ next, left[i].high };
		}
	}
	memcpy(left, out, n * sizeof(*out));
	*count = n;
	return true;
}

/* No multiple of the unit is in it. */
static bool all_between(const struct weir_layer_field *field, const struct interval *left,
			size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (left[i].high - left[i].high % field->unit >= left[i].low)
			return false;
	return true;
}

static bool is_number_of(const struct literal *literal, const struct weir_layer_field *field)
{
	return literal->relation->field == field && literal->relation->test == TEST_NUMBER;
}

/* Each value of a small field, held against all that is asked, masks too. */
static bool none_fits(const struct literal *literals, size_t count,
		      const struct weir_layer_field *field, const struct interval *left,
		      size_t pieces, uint64_t *steps)
{
	for (size_t p = 0; p < pieces; p++) {
		for (uint64_t value = left[p].low; value <= left[p].high; value++) {
			bool fits = value % field->unit == 0;

			for (size_t i = 0; i < count && fits; i++)
				fits = !is_number_of(&literals[i], field) ||
				       in_intervals(literals[i].relation, value) ==
					       literals[i].holds;
			*steps += count;
			if (fits)
				return false;
		}
	}
	return true;
}

/* Some relation says that the field is there: is a value left for it? */
static bool numbers_conflict(const struct literal *literals, size_t count,
			     const struct weir_layer_field *field, uint64_t *steps)
{
	uint64_t highest = field_highest(field);
	struct interval left[INTERVALS_MAX] = { { 0, highest } };
	size_t pieces = 1;
	bool masked = false;

	for (size_t i = 0; i < count; i++) {
		if (!is_number_of(&literals[i], field))
			continue;
		if (literals[i].relation->mask != UINT64_MAX) {
			masked = true;
			continue;
		}
		*steps += pieces * literals[i].relation->count;
		if (!narrow(left, &pieces, &literals[i]))
			return false;
	}
	if (all_between(field, left, pieces))
		return true;
	return masked && highest < SMALL_FIELD &&
	       none_fits(literals, count, field, left, pieces, steps);
}

/* Can one address or text match a pattern of each? */
static bool octets_exclude(const struct relation *a, const struct relation *b, uint64_t *steps)
{
	if (a->sliced != b->sliced || a->slice_at != b->slice_at ||
	    a->slice_length != b->slice_length)
		return false;
	*steps += (uint64_t)a->count * b->count;
	if ((uint64_t)a->count * b->count > SMALL_FIELD)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		for (uint32_t k = 0; k < b->count; k++) {
			const struct octet_pattern *x = &a->octets[i];
			const struct octet_pattern *y = &b->octets[k];
			bool differ = x->size != y->size;

			for (unsigned n = 0; n < x->size && !differ; n++)
				differ = ((x->octets[n] ^ y->octets[n]) & x->mask[n] &
					  y->mask[n]) != 0;
			if (!differ)
				return false;
		}
	}
	return true;
}

/* The one name of an exact pattern. */
static void name_of(const struct name_pattern *pattern, struct weir_name *out)
{
	*out = (struct weir_name){ .size = 0 };
	for (unsigned i = 0; i < pattern->label_count; i++) {
		const struct name_label *label = &pattern->labels[i];

		out->octets[out->size] = label->least;
		memcpy(out->octets + out->size + 1, pattern->octets + label->at, label->least);
		out->size = (uint8_t)(out->size + 1 + label->least);
	}
	out->octets[out->size++] = 0;
}

/* `names` are single names: does one of them fit all that is asked of its field? */
static bool names_conflict(const struct literal *literals, size_t count,
			   const struct relation *names, uint64_t *steps)
{
	if (names->count > NAMES_MAX)
		return false;
	for (uint32_t i = 0; i < names->count; i++)
		if (!pattern_exact(&names->names[i]))
			return false;
	for (uint32_t i = 0; i < names->count; i++) {
		struct weir_name name;
		bool fits = true;

		name_of(&names->names[i], &name);
		for (size_t k = 0; k < count && fits; k++) {
			const struct relation *r = literals[k].relation;

			if (r->field == names->field && r->test == TEST_NAME)
				fits = name_set_match(r, &name) == literals[k].holds;
		}
		*steps += count;
		if (fits)
			return false;
	}
	return true;
}

/* All that is asked of one field that has at most one value, and is there. */
static bool values_conflict(const struct literal *literals, size_t count, uint64_t *steps)
{
	const struct literal *last = &literals[count - 1];
	const struct weir_layer_field *field = last->relation->field;

	for (size_t i = 0; i < count; i++) {
		const struct relation *r = literals[i].relation;

		if (r->field != field || !literals[i].holds)
			continue;
		if (r->test == TEST_NAME && names_conflict(literals, count, r, steps))
			return true;
		if (i + 1 < count && r->test == TEST_OCTETS && last->holds &&
		    last->relation->test == TEST_OCTETS && octets_exclude(r, last->relation, steps))
			return true;
	}
	return (field->kind == WEIR_FIELD_NUMBER || field->kind == WEIR_FIELD_HEX ||
		field->kind == WEIR_FIELD_FLAG || field->kind == WEIR_FIELD_TIME ||
		field->kind == WEIR_FIELD_IPV4) &&
	       numbers_conflict(literals, count, field, steps);
}

bool literals_conflict(const struct literal *literals, size_t count, uint64_t *steps)
{
	const struct literal *last = &literals[count - 1];
	const struct relation *r = last->relation;
	bool there = false; /* some literal says that the field is */

	*steps += count;
	if (!last->holds && !r->field && r->layer == WEIR_LAYER_FRAME)
		return true;
	for (size_t i = 0; i < count; i++) {
		const struct literal *other = &literals[i];

		if (same_relation(other->relation, r) && other->holds != last->holds)
			return true;
		if (last->holds && presence_denied(other, r))
			return true;
		if (other->holds && presence_denied(last, other->relation))
			return true;
		there = there || (other->holds && r->field && other->relation->field == r->field);
	}
	return there && field_single(r->field) && values_conflict(literals, count, steps);
}
