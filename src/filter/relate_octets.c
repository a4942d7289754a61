/* relate_octets.c - relations over octets: MAC and IPv6 addresses, text, slices.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "filter/relate.h"
#include "filter/values.h"

enum { PATTERN_MAX = sizeof(((struct octet_pattern *)0)->octets) };

static enum weir_status refuse(const struct relating *what, const struct lexeme *lexeme,
			       enum weir_status status, const char *wanted)
{
	int size = lexeme->text.size > 60 ? 60 : (int)lexeme->text.size;

	return error_set(what->builder->err, status, lexeme->column,
			 "`%.*s` is no value of %s%s, which is %s: %s", size,
			 (const char *)lexeme->text.data, what->operand.field->abbrev,
			 what->operand.sliced ? "[...]" : "",
			 what->operand.sliced ? "a slice" : kind_text(what->operand.field->kind),
			 wanted);
}

/* Every bit counts. */
static void set_mask(struct octet_pattern *pattern)
{
	memset(pattern->mask, 0xff, pattern->size);
}

/* Only the first `bits` count. */
static void set_prefix(struct octet_pattern *pattern, unsigned bits)
{
	for (unsigned i = 0; i < pattern->size; i++) {
		unsigned left = bits > 8 * i ? bits - 8 * i : 0;

		pattern->mask[i] = left >= 8 ? 0xff : (uint8_t)(0xff00U >> left);
		pattern->octets[i] &= pattern->mask[i];
	}
}

static enum weir_status read_ipv6(const struct relating *what, const struct lexeme *lexeme,
				  struct octet_pattern *out)
{
	struct weir_slice text = lexeme->text;
	uint64_t prefix = 128;
	size_t slash = 0;

	while (slash < text.size && text.data[slash] != '/')
		slash++;
	if (slash < text.size &&
	    (value_number((struct weir_slice){ text.data + slash + 1, text.size - slash - 1 },
			  &prefix) != WEIR_OK ||
	     prefix > 128))
		return refuse(what, lexeme, WEIR_E_RANGE,
			      "behind the slash stands the length of a prefix, 0 to 128");
	if (!address_parse_ipv6((struct weir_slice){ text.data, slash }, out->octets))
		return refuse(what, lexeme, WEIR_E_FORM,
			      "write it as 2001:db8::1, or a network as 2001:db8::/32");
	out->size = 16;
	set_prefix(out, (unsigned)prefix);
	return WEIR_OK;
}

static enum weir_status read_ether(const struct relating *what, const struct lexeme *lexeme,
				   struct octet_pattern *out)
{
	size_t size = 0;

	if (value_octets(lexeme->text, out->octets, 6, &size) != WEIR_OK || size != 6)
		return refuse(what, lexeme, WEIR_E_FORM, "write six octets, as 00:11:22:33:44:55");
	out->size = 6;
	set_mask(out);
	return WEIR_OK;
}

/* Text in quotes; without them text for fields of text, else hexadecimal octets. */
static enum weir_status read_octets(const struct relating *what, const struct lexeme *lexeme,
				    struct octet_pattern *out)
{
	size_t size = 0;
	enum weir_status status;

	if (lexeme->kind == LEXEME_STRING || what->operand.field->kind == WEIR_FIELD_TEXT) {
		status = lexeme_text(lexeme, out->octets, PATTERN_MAX, &size, what->builder->err);
		if (status != WEIR_OK)
			return status;
	} else {
		status = value_octets(lexeme->text, out->octets, PATTERN_MAX, &size);
		if (status == WEIR_E_RANGE)
			return refuse(what, lexeme, status, "a value has at most 64 octets");
		if (status != WEIR_OK)
			return refuse(
				what, lexeme, status,
				"write octets in hexadecimal, as 00:11:22, or text in quotes");
	}
	out->size = (uint8_t)size;
	set_mask(out);
	return WEIR_OK;
}

static enum weir_status read_value(const struct relating *what, const struct lexeme *lexeme,
				   struct octet_pattern *out)
{
	enum weir_field_kind kind = what->operand.field->kind;
	int32_t length = what->operand.slice_length;
	enum weir_status status;

	*out = (struct octet_pattern){ 0 };
	if (what->operand.sliced || what->op == OP_CONTAINS)
		status = read_octets(what, lexeme, out);
	else if (kind == WEIR_FIELD_IPV6)
		status = read_ipv6(what, lexeme, out);
	else if (kind == WEIR_FIELD_ETHER)
		status = read_ether(what, lexeme, out);
	else
		status = read_octets(what, lexeme, out);
	if (status != WEIR_OK)
		return status;
	if (what->op == OP_CONTAINS && out->size == 0)
		return refuse(what, lexeme, WEIR_E_RANGE, "nothing is contained everywhere");
	if (what->operand.sliced && length >= 0 &&
	    (what->op == OP_CONTAINS ? out->size > length : out->size != length))
		return refuse(what, lexeme, WEIR_E_RANGE,
			      "it has another length than the slice, and is never there");
	return WEIR_OK;
}

static bool has_all_bits(const struct octet_pattern *pattern)
{
	for (unsigned i = 0; i < pattern->size; i++)
		if (pattern->mask[i] != 0xff)
			return false;
	return true;
}

/* Is bit `n` set, counted from the front? */
static bool bit_of(const uint8_t *octets, unsigned n)
{
	return octets[n / 8] >> (7 - n % 8) & 1;
}

/* The last address of the block of `low` behind the first `bits` bits. */
static void fill_block(uint8_t *octets, unsigned size, unsigned bits)
{
	for (unsigned n = bits; n < 8 * size; n++)
		octets[n / 8] |= (uint8_t)(0x80U >> (n % 8));
}

/* One more; false: there is none. */
static bool step(uint8_t *octets, unsigned size)
{
	for (unsigned i = size; i-- > 0;) {
		octets[i] = (uint8_t)(octets[i] + 1);
		if (octets[i] != 0)
			return true;
	}
	return false;
}

/* A range as the fewest networks: at most two for each bit. Each turn takes the largest block that
 * begins where the last one ended and does not go beyond the end. */
static uint32_t add_range(struct octet_pattern low, const struct octet_pattern *high,
			  struct octet_pattern *out)
{
	unsigned all = 8U * low.size;
	uint32_t count = 0;

	for (;;) {
		unsigned bits = all;
		struct octet_pattern last = low;

		while (bits > 0 && !bit_of(low.octets, bits - 1)) {
			struct octet_pattern block = low;

			fill_block(block.octets, block.size, bits - 1);
			if (memcmp(block.octets, high->octets, block.size) > 0)
				break;
			bits--;
			last = block;
		}
		out[count] = low;
		set_prefix(&out[count++], bits);
		if (memcmp(last.octets, high->octets, last.size) >= 0)
			return count;
		low = last;
		if (!step(low.octets, low.size))
			return count;
	}
}

static enum weir_status add_value(const struct relating *what, const struct value *value,
				  struct relation *relation, size_t *room)
{
	struct octet_pattern low, high, blocks[2 * 128];
	uint32_t count = 1;
	void *list = relation->octets;
	enum weir_status status = read_value(what, &value->low, &low);

	if (status == WEIR_OK && value->range)
		status = read_value(what, &value->high, &high);
	if (status != WEIR_OK)
		return status;
	blocks[0] = low;
	if (value->range) {
		enum weir_field_kind kind = what->operand.field->kind;

		if (what->operand.sliced || (kind != WEIR_FIELD_IPV6 && kind != WEIR_FIELD_ETHER))
			return refuse(what, &value->low, WEIR_E_FORM, "it has no ranges");
		if (!has_all_bits(&low) || !has_all_bits(&high))
			return refuse(what, &value->low, WEIR_E_FORM,
				      "a network is no end of a range");
		if (memcmp(low.octets, high.octets, low.size) > 0)
			return refuse(what, &value->low, WEIR_E_RANGE,
				      "the range is empty: its end is below its beginning");
		count = add_range(low, &high, blocks);
	}
	for (uint32_t i = 0; i < count; i++) {
		if (relation->count == SET_MAX)
			return refuse(what, &value->low, WEIR_E_RANGE, "the set is too large");
		status = list_grow(&list, relation->count, room, sizeof(blocks[0]));
		relation->octets = list;
		if (status != WEIR_OK)
			return status;
		relation->octets[relation->count++] = blocks[i];
	}
	return WEIR_OK;
}

/* A slice of an address has its place from the front, and lies inside. */
static enum weir_status place_slice(const struct relating *given, struct relating *what)
{
	struct operand *operand = &what->operand;
	int32_t size = operand->field ? given->operand.field->bits / 8 : 0;
	const struct weir_layer_field *field = given->operand.field;

	*what = *given;
	if (!operand->sliced || field->kind == WEIR_FIELD_OCTETS || field->kind == WEIR_FIELD_TEXT)
		return WEIR_OK;
	if (operand->slice_at < 0)
		operand->slice_at += size;
	if (operand->slice_at >= 0 && operand->slice_at < size && operand->slice_length < 0)
		operand->slice_length = size - operand->slice_at;
	if (operand->slice_at < 0 || operand->slice_at >= size ||
	    operand->slice_length > size - operand->slice_at)
		return error_set(what->builder->err, WEIR_E_RANGE, operand->detail.column,
				 "the slice leaves %s, which has %d octets", field->abbrev, size);
	return WEIR_OK;
}

static enum test_kind test_of(enum operation op, enum order *order)
{
	*order = op == OP_BELOW         ? ORDER_BELOW
		 : op == OP_BELOW_EQUAL ? ORDER_BELOW_EQUAL
		 : op == OP_ABOVE       ? ORDER_ABOVE
					: ORDER_ABOVE_EQUAL;
	switch (op) {
	case OP_BELOW:
	case OP_BELOW_EQUAL:
	case OP_ABOVE:
	case OP_ABOVE_EQUAL:
		return TEST_ORDER;
	case OP_CONTAINS:
		return TEST_CONTAINS;
	case OP_PRESENT:
	case OP_EQUAL:
	case OP_UNEQUAL:
	case OP_IN:
	case OP_LIKE:
	case OP_WITHIN:
	case OP_BITS:
	case OP_SLICE:
	case OP_COUNT:
		break;
	}
	*order = ORDER_BELOW;
	return TEST_OCTETS;
}

enum weir_status relate_octets(const struct relating *given, uint32_t *out)
{
	struct relating what = *given;
	enum order order;
	size_t room = 0;
	enum weir_status status = place_slice(given, &what);
	struct relation relation = relation_begin(&what, test_of(what.op, &order));

	relation.order = order;
	for (size_t i = 0; i < what.count && status == WEIR_OK; i++)
		status = add_value(&what, &what.values[i], &relation, &room);
	if (status == WEIR_OK && relation.test == TEST_ORDER && !has_all_bits(relation.octets))
		status = refuse(&what, &what.values[0].low, WEIR_E_FORM,
				"a network goes with ==, != and in, not with an order");
	if (status != WEIR_OK) {
		relation_free(&relation);
		return status;
	}
	return relation_end(&what, &relation, out);
}
