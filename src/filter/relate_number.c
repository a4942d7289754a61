/* relate_number.c - relations over numbers, flags, times and IPv4 addresses: all become intervals.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <strings.h>

#include "base/address.h"
#include "base/error.h"
#include "filter/nearest.h"
#include "filter/relate.h"
#include "filter/sets.h"
#include "filter/values.h"

/* A value, or with low below high a network. Times as struct interval has them. */
struct number {
	uint64_t low, high;
	bool beyond; /* above all values of the field */
};

static enum weir_status refuse(const struct relating *what, const struct lexeme *lexeme,
			       enum weir_status status, const char *wanted)
{
	int size = lexeme->text.size > 60 ? 60 : (int)lexeme->text.size;

	return error_set(what->builder->err, status, lexeme->column,
			 "`%.*s` is no value of %s, which is %s: %s", size,
			 (const char *)lexeme->text.data, what->operand.field->abbrev,
			 kind_text(what->operand.field->kind), wanted);
}

static enum weir_status refuse_word(const struct relating *what, const struct lexeme *lexeme)
{
	const struct weir_layer_field *field = what->operand.field;
	struct nearest nearest = { .typed = lexeme->text };
	char text[200];
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	if (weir_field_find(lexeme->text)) {
		weir_writer_text(&w, "two fields are not compared with each other");
	} else if (field->words == WEIR_WORDS_NONE) {
		weir_writer_text(&w, "write a number, as 53 or 0x35");
	} else {
		for (unsigned number = 0; number <= UINT16_MAX; number++) {
			const char *word = weir_word_of(field->words, number);
			if (word)
				nearest_offer(&nearest, word);
		}
		weir_writer_text(&w, "write a number or a known word");
		nearest_print(&nearest, &w);
	}
	weir_writer_terminate(&w);
	return refuse(what, lexeme, WEIR_E_UNKNOWN, text);
}

static enum weir_status read_plain(const struct relating *what, const struct lexeme *lexeme,
				   uint64_t *out)
{
	const struct weir_layer_field *field = what->operand.field;

	if (weir_word_number(field->words, lexeme->text, out))
		return WEIR_OK;
	enum weir_status status = value_number(lexeme->text, out);
	if (status == WEIR_E_RANGE)
		return refuse(what, lexeme, status, "numbers end at 18446744073709551615");
	return status == WEIR_OK ? WEIR_OK : refuse_word(what, lexeme);
}

static enum weir_status read_flag(const struct relating *what, const struct lexeme *lexeme,
				  uint64_t *out)
{
	bool yes = lexeme->text.size == 4 &&
		   strncasecmp((const char *)lexeme->text.data, "true", 4) == 0;
	bool no = lexeme->text.size == 5 &&
		  strncasecmp((const char *)lexeme->text.data, "false", 5) == 0;

	*out = yes;
	if (yes || no || value_number(lexeme->text, out) == WEIR_OK)
		return WEIR_OK;
	return refuse(what, lexeme, WEIR_E_FORM, "write 1 or 0, true or false");
}

/* "192.0.2.1" or "192.0.2.0/24". */
static enum weir_status read_ipv4(const struct relating *what, const struct lexeme *lexeme,
				  struct number *out)
{
	struct weir_slice text = lexeme->text;
	uint64_t prefix = 32;
	uint8_t octets[4];
	size_t slash = 0;

	while (slash < text.size && text.data[slash] != '/')
		slash++;
	if (slash < text.size &&
	    (value_number((struct weir_slice){ text.data + slash + 1, text.size - slash - 1 },
			  &prefix) != WEIR_OK ||
	     prefix > 32))
		return refuse(what, lexeme, WEIR_E_RANGE,
			      "behind the slash stands the length of a prefix, 0 to 32");
	if (!address_parse_ipv4((struct weir_slice){ text.data, slash }, octets))
		return refuse(
			what, lexeme, WEIR_E_FORM,
			"write four decimal numbers, as 192.0.2.1, or a network, as 192.0.2.0/24");
	uint64_t host = (UINT64_C(1) << (32 - prefix)) - 1;
	uint64_t address = (uint64_t)octets[0] << 24 | (uint64_t)octets[1] << 16 |
			   (uint64_t)octets[2] << 8 | octets[3];
	out->low = address & ~host;
	out->high = address | host;
	return WEIR_OK;
}

static enum weir_status read_time(const struct relating *what, const struct lexeme *lexeme,
				  uint64_t *out)
{
	int64_t time;
	enum weir_status status = value_time(lexeme->text, &time);

	if (status != WEIR_OK)
		return refuse(
			what, lexeme, status,
			"write seconds since 1970, as 1700000000.25, or \"2026-11-21 20:15:00\" "
			"in UTC");
	*out = (uint64_t)time ^ TIME_SIGN;
	return WEIR_OK;
}

static enum weir_status read_value(const struct relating *what, const struct lexeme *lexeme,
				   struct number *out)
{
	const struct weir_layer_field *field = what->operand.field;
	uint64_t highest = field_highest(field);
	enum weir_status status = WEIR_E_USE;

	*out = (struct number){ 0 };
	if (field->kind == WEIR_FIELD_IPV4)
		return read_ipv4(what, lexeme, out);
	if (field->kind == WEIR_FIELD_TIME)
		status = read_time(what, lexeme, &out->low);
	else if (field->kind == WEIR_FIELD_FLAG)
		status = read_flag(what, lexeme, &out->low);
	else
		status = read_plain(what, lexeme, &out->low);
	out->high = out->low;
	out->beyond = out->low > highest;
	return status;
}

/* What a relation holds for, as an interval; false: nothing. */
static bool interval_of(enum operation op, struct number value, uint64_t highest,
			struct interval *out)
{
	*out = (struct interval){ value.low, value.high };
	switch (op) {
	case OP_BELOW:
		*out = (struct interval){ 0, value.low - 1 };
		return value.low > 0;
	case OP_BELOW_EQUAL:
		*out = (struct interval){ 0, value.high };
		return true;
	case OP_ABOVE:
		*out = (struct interval){ value.high + 1, highest };
		return value.high < highest;
	case OP_ABOVE_EQUAL:
		*out = (struct interval){ value.low, highest };
		return value.low <= highest;
	case OP_EQUAL:
	case OP_UNEQUAL:
	case OP_IN:
	case OP_PRESENT:
	case OP_CONTAINS:
	case OP_LIKE:
	case OP_WITHIN:
	case OP_BITS:
	case OP_SLICE:
	case OP_COUNT:
		break;
	}
	return true;
}

static enum weir_status refuse_beyond(const struct relating *what, const struct lexeme *lexeme)
{
	const struct weir_layer_field *field = what->operand.field;
	char text[120];
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	weir_writer_print(&w, "it has %u bit%s and goes from 0 to ", field->bits,
			  field->bits == 1 ? "" : "s");
	weir_writer_u64(&w, field_highest(field));
	weir_writer_terminate(&w);
	return refuse(what, lexeme, WEIR_E_RANGE, text);
}

static enum weir_status add_value(const struct relating *what, const struct value *value,
				  struct relation *relation)
{
	const struct weir_layer_field *field = what->operand.field;
	bool equality = what->op == OP_EQUAL || what->op == OP_IN;
	struct number low, high;
	struct interval interval;
	enum weir_status status = read_value(what, &value->low, &low);

	if (status == WEIR_OK && value->range)
		status = read_value(what, &value->high, &high);
	if (status != WEIR_OK)
		return status;
	if (equality && low.beyond)
		return refuse_beyond(what, &value->low);
	if (value->range && high.beyond)
		return refuse_beyond(what, &value->high);
	if (low.low != low.high && (value->range || !equality))
		return refuse(what, &value->low, WEIR_E_FORM,
			      "a network goes with ==, != and in, not with an order or a range");
	if (value->range) {
		if (high.low != high.high)
			return refuse(what, &value->high, WEIR_E_FORM,
				      "a network does not end a range");
		if (low.low > high.low)
			return refuse(what, &value->low, WEIR_E_RANGE,
				      "the range is empty: its end is below its beginning");
		low.high = high.low;
	}
	if (interval_of(what->op, low, field_highest(field), &interval))
		relation->intervals[relation->count++] = interval;
	return WEIR_OK;
}

/* `field & mask`: a mask of all bits is none, one without bits is a mistake. */
static enum weir_status check_mask(const struct relating *what, struct relating *out)
{
	uint64_t highest = field_highest(what->operand.field);

	*out = *what;
	if (!what->operand.masked)
		return WEIR_OK;
	if (what->operand.mask == 0 || what->operand.mask > highest)
		return error_set(what->builder->err, WEIR_E_RANGE, what->operand.detail.column,
				 "a mask has bits of %s, at least one and no others: 1 to 0x%llx",
				 what->operand.field->abbrev, (unsigned long long)highest);
	if (what->operand.mask == highest && what->operand.field->unit == 1)
		out->operand.masked = false;
	return WEIR_OK;
}

enum weir_status relate_number(const struct relating *given, uint32_t *out)
{
	struct relating what;
	enum weir_status status = check_mask(given, &what);

	if (status != WEIR_OK)
		return status;
	struct relation relation = relation_begin(&what, TEST_NUMBER);
	relation.intervals = calloc(what.count + 1, sizeof(*relation.intervals));
	if (!relation.intervals)
		return WEIR_E_MEMORY;
	if (what.op == OP_PRESENT) /* some bit of the mask is set */
		relation.intervals[relation.count++] =
			(struct interval){ 1, field_highest(what.operand.field) };
	for (size_t i = 0; i < what.count && status == WEIR_OK; i++)
		status = add_value(&what, &what.values[i], &relation);
	if (status != WEIR_OK) {
		relation_free(&relation);
		return status;
	}
	return relation_end(&what, &relation, out);
}
