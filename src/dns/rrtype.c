/* rrtype.c - RR types and classes by number and by mnemonic, from the record table.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rrtype.h>

#include <string.h>

#include "dns/fold.h"
#include "dns/rdata_step.h"

/* Types below 512 and the few of the private end (TA, DLV) get a slot each: lookup is an index. */
#define LOW_SLOTS 512
#define SLOT(number) ((number) < LOW_SLOTS ? (number) : (number)-0x8000 + LOW_SLOTS)

#define RR_CLASSES_IN true
#define RR_CLASSES_ANY false
static const struct rr_row rows[] = {
#define RR_TYPE(symbol, mnemonic, number, classes, shape, fields)                                  \
	[SLOT(number)] = { mnemonic, shape, fields, RR_CLASSES_##classes },
#include <dnsweir/rrtype.def>
#undef RR_TYPE
};

#define RR_TYPE(symbol, mnemonic, number, classes, shape, fields)                                  \
	_Static_assert((number) < LOW_SLOTS || ((number) >= 0x8000 && (number) < 0x8040),          \
		       "rows[] has no slot for this type");
#include <dnsweir/rrtype.def>
#undef RR_TYPE

static const struct {
	const char *mnemonic;
	uint16_t number;
} classes[] = {
	{ "IN", WEIR_CLASS_IN },     { "CH", WEIR_CLASS_CH },   { "HS", WEIR_CLASS_HS },
	{ "NONE", WEIR_CLASS_NONE }, { "ANY", WEIR_CLASS_ANY },
};

const struct rr_row *rr_row_of(uint16_t type)
{
	size_t slot = type;

	if (type >= LOW_SLOTS) {
		if (type < 0x8000)
			return NULL;
		slot = SLOT((size_t)type);
	}
	return slot < sizeof(rows) / sizeof(rows[0]) && rows[slot].mnemonic ? &rows[slot] : NULL;
}

const char *weir_type_mnemonic(uint16_t type)
{
	const struct rr_row *row = rr_row_of(type);

	return row ? row->mnemonic : NULL;
}

const char *weir_class_mnemonic(uint16_t rrclass)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (classes[i].number == rrclass)
			return classes[i].mnemonic;
	return NULL;
}

static void print_number(const char *mnemonic, const char *prefix, uint16_t number,
			 struct weir_writer *out)
{
	if (mnemonic) {
		weir_writer_text(out, mnemonic);
		return;
	}
	weir_writer_text(out, prefix);
	weir_writer_u64(out, number);
}

void weir_type_print(uint16_t type, struct weir_writer *out)
{
	print_number(weir_type_mnemonic(type), "TYPE", type, out);
}

void weir_class_print(uint16_t rrclass, struct weir_writer *out)
{
	print_number(weir_class_mnemonic(rrclass), "CLASS", rrclass, out);
}

static bool same_word(struct weir_slice text, const char *word)
{
	size_t size = strlen(word);

	return text.size == size && fold_equal(text.data, (const uint8_t *)word, size);
}

/* "TYPE123" with prefix "TYPE": RFC 3597 section 5 writes a plain decimal number. */
static bool read_number(struct weir_slice text, const char *prefix, uint16_t *out)
{
	size_t size = strlen(prefix);
	uint32_t value = 0;

	if (text.size <= size || text.size > size + 5 ||
	    !fold_equal(text.data, (const uint8_t *)prefix, size))
		return false;
	for (size_t i = size; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		value = value * 10 + text.data[i] - '0';
	}
	if (value > UINT16_MAX)
		return false;
	*out = (uint16_t)value;
	return true;
}

enum weir_status weir_type_parse(struct weir_slice text, uint16_t *type)
{
	for (int number = weir_type_next(-1); number >= 0; number = weir_type_next(number))
		if (same_word(text, rr_row_of((uint16_t)number)->mnemonic)) {
			*type = (uint16_t)number;
			return WEIR_OK;
		}
	if (same_word(text, "*")) {
		*type = WEIR_TYPE_ANY;
		return WEIR_OK;
	}
	return read_number(text, "TYPE", type) ? WEIR_OK : WEIR_E_UNKNOWN;
}

enum weir_status weir_class_parse(struct weir_slice text, uint16_t *rrclass)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (same_word(text, classes[i].mnemonic)) {
			*rrclass = classes[i].number;
			return WEIR_OK;
		}
	return read_number(text, "CLASS", rrclass) ? WEIR_OK : WEIR_E_UNKNOWN;
}

bool weir_type_has_format(uint16_t type)
{
	const struct rr_row *row = rr_row_of(type);

	return row && row->shape[0] != '*';
}

bool weir_type_has_name(uint16_t type)
{
	const struct rr_row *row = rr_row_of(type);

	return row && strpbrk(row->shape, "NdnwRGY") != NULL;
}

bool weir_type_is_meta(uint16_t type)
{
	return type == WEIR_TYPE_OPT || (type >= 128 && type <= 255);
}

int weir_type_next(int after)
{
	for (size_t slot = 0; slot < sizeof(rows) / sizeof(rows[0]); slot++) {
		int number = (int)(slot < LOW_SLOTS ? slot : slot - LOW_SLOTS + 0x8000);
		if (number > after && rows[slot].mnemonic)
			return number;
	}
	return -1;
}
