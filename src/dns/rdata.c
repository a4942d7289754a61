/* rdata.c - RDATA checked, and walked field by field.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rdata.h>

#include <string.h>

#include "dns/rdata_step.h"

enum weir_status weir_rdata_check(const struct weir_rdata *rdata, struct weir_flaw *flaw)
{
	struct weir_fields w;
	struct weir_field field;

	rdata_begin(&w, rdata);
	if (w.flaw.reason != WEIR_FLAW_NONE)
		return rdata_fault(w.flaw.reason, w.flaw.at, flaw);
	while (*w.shape) {
		enum weir_reason reason = rdata_step(&w, &field);
		if (reason != WEIR_FLAW_NONE)
			return rdata_fault(reason, w.at, flaw);
	}
	return rdata_fault(rdata_finish(&w), w.at, flaw);
}

struct weir_fields weir_rdata_fields(const struct weir_rdata *rdata)
{
	struct weir_fields fields;

	rdata_begin(&fields, rdata);
	return fields;
}

static enum weir_field_kind kind_of(const struct weir_field *f, uint8_t selector)
{
	switch (f->letter) {
	case 't':
		return WEIR_FIELD_TYPE;
	case 'T':
		return WEIR_FIELD_TIME;
	case 'a':
		return WEIR_FIELD_IPV4;
	case 'A':
		return WEIR_FIELD_IPV6;
	case 'G':
		return selector == 1   ? WEIR_FIELD_IPV4
		       : selector == 2 ? WEIR_FIELD_IPV6
		       : selector == 3 ? WEIR_FIELD_NAME
				       : WEIR_FIELD_TEXT;
	case 'N':
	case 'd':
	case 'n':
	case 'w':
	case 'Y':
		return WEIR_FIELD_NAME;
	case 'R':
		return WEIR_FIELD_NAMES;
	case 's':
	case 'o':
	case 'x':
	case 'r':
	case 'v':
	case 'q':
	case 'Q':
		return WEIR_FIELD_STRING;
	case 'S':
		return WEIR_FIELD_STRINGS;
	case 'M':
	case 'u':
	case 'X':
		return WEIR_FIELD_TYPES;
	case 'h':
	case 'H':
	case 'z':
	case 'b':
	case 'B':
	case 'j':
	case 'm':
	case '-':
	case '3':
	case 'V':
	case 'Z':
	case '*':
		return WEIR_FIELD_BYTES;
	case 'i':
	case 'E':
	case 'U':
	case 'y':
	case '0':
	case '+':
	case 'W':
	case '!':
	case '=':
	case 'O':
	case 'C':
		return WEIR_FIELD_TEXT;
	default:
		return WEIR_FIELD_NUMBER;
	}
}

/* The next word of the row's field names. */
static struct weir_slice take_word(const char **names)
{
	const char *start = *names;
	size_t size = strcspn(start, " ");

	*names = start + size + (start[size] == ' ');
	return (struct weir_slice){ (const uint8_t *)start, size };
}

/* Fields that the presentation does not have. Gateways are there even when they take no octet. */
static bool is_absent(const struct weir_field *f)
{
	return f->size == 0 && (f->letter == 'o' || f->letter == 'y' || f->letter == 'Y');
}

enum weir_status weir_fields_next(struct weir_fields *fields, struct weir_field *out)
{
	struct weir_field f = { .letter = 0 };

	if (fields->flaw.reason != WEIR_FLAW_NONE)
		return rdata_fault(fields->flaw.reason, fields->flaw.at, NULL);
	/* Ends: every round takes a letter. */
	while (*fields->shape) {
		enum weir_reason reason = rdata_step(fields, &f);
		if (reason != WEIR_FLAW_NONE)
			return rdata_fault(reason, fields->at, &fields->flaw);
		if (f.letter == 'l' || f.letter == 'L')
			continue;
		f.name = take_word(&fields->names);
		f.kind = kind_of(&f, fields->selector);
		if (is_absent(&f))
			continue;
		*out = f;
		return WEIR_OK;
	}
	return rdata_finish(fields) == WEIR_FLAW_NONE
		       ? WEIR_END
		       : rdata_fault(WEIR_FLAW_RDATA_LONG, fields->at, &fields->flaw);
}

static bool has_bit(const uint8_t *map, size_t size, unsigned bit)
{
	return bit / 8 < size && (map[bit / 8] & 0x80U >> bit % 8) != 0;
}

int weir_field_types(const struct weir_field *field, int after)
{
	struct weir_slice map = field->content;

	if (field->kind != WEIR_FIELD_TYPES)
		return -1;
	if (field->letter == 'X') {
		for (int bit = after + 1; bit < 128; bit++)
			if (has_bit(map.data, map.size, (unsigned)bit))
				return bit;
		return -1;
	}
	/* Windows were checked; the bounds are asked again all the same. */
	for (size_t at = 0; map.size - at > 2;) {
		const uint8_t *window = map.data + at;
		size_t size = window[1];
		if (size > map.size - at - 2)
			return -1;
		int first = window[0] * 256;
		for (int type = after < first ? first : after + 1; type < first + 256; type++)
			if (has_bit(window + 2, size, (unsigned)(type - first)))
				return type;
		at += 2 + size;
	}
	return -1;
}
