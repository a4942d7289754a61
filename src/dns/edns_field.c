/* edns_field.c - the typed values of an EDNS option, one after the other.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>

#include <dnsweir/name.h>

#include <string.h>

#include "base/cursor.h"
#include "dns/option.h"

struct weir_option_fields weir_option_fields(const struct weir_option *option)
{
	return (struct weir_option_fields){
		.option = *option,
		.opaque = !option_row(option->code) || weir_option_check(option, NULL) != WEIR_OK,
	};
}

/* A value of the next `size` octets, which the check has found to be there; the walk goes behind. */
static struct weir_field value_of(struct weir_option_fields *it, const char *name,
				  enum weir_kind kind, size_t size)
{
	struct weir_field field = {
		.name = name,
		.kind = kind,
		.bytes = { it->option.data.data + it->at, size },
		.at = it->option.at + 4 + (uint32_t)it->at,
		.size = (uint32_t)size,
	};

	it->at += size;
	if (kind == WEIR_KIND_UINT || kind == WEIR_KIND_TYPE || kind == WEIR_KIND_WORD)
		for (size_t i = 0; i < size; i++)
			field.number = field.number << 8 | field.bytes.data[i];
	return field;
}

static size_t left(const struct weir_option_fields *it)
{
	return it->option.data.size - it->at;
}

/* One element of a list to the end; false behind the last. */
static bool list_next(struct weir_option_fields *it, const char *name, enum weir_kind kind,
		      size_t unit, struct weir_field *out)
{
	if (left(it) < unit)
		return false;
	*out = value_of(it, name, kind, unit);
	out->list = true;
	return true;
}

static bool subnet_next(struct weir_option_fields *it, struct weir_field *out)
{
	uint16_t family = load_be16(it->option.data.data);

	switch (it->step++) {
	case 0:
		*out = value_of(it, "family", WEIR_KIND_UINT, 2);
		return true;
	case 1:
		*out = value_of(it, "source_prefix", WEIR_KIND_UINT, 1);
		return true;
	case 2:
		*out = value_of(it, "scope_prefix", WEIR_KIND_UINT, 1);
		return true;
	case 3:
		if (family == 0)
			return false;
		*out = value_of(it, "address", family == 1 ? WEIR_KIND_IPV4 : WEIR_KIND_IPV6,
				left(it));
		memcpy(it->address, out->bytes.data, out->bytes.size);
		out->bytes = (struct weir_slice){ it->address, family == 1 ? 4 : 16 };
		return true;
	default:
		return false;
	}
}

static bool cookie_next(struct weir_option_fields *it, struct weir_field *out)
{
	if (left(it) == 0)
		return false;
	*out = it->at == 0 ? value_of(it, "client", WEIR_KIND_HEX, 8)
			   : value_of(it, "server", WEIR_KIND_HEX, left(it));
	return true;
}

static bool version_next(struct weir_option_fields *it, struct weir_field *out)
{
	switch (it->step++) {
	case 0:
		*out = value_of(it, "type", WEIR_KIND_WORD, 1);
		out->word = out->number == 0 ? "SOA-SERIAL" : NULL;
		return true;
	case 1:
		if (left(it) == 0)
			return false;
		if (it->option.data.data[it->at - 1] == 0)
			*out = value_of(it, "serial", WEIR_KIND_UINT, 4);
		else
			*out = value_of(it, "version", WEIR_KIND_HEX, left(it));
		return true;
	default:
		return false;
	}
}

static bool element_next(struct weir_option_fields *it, struct weir_field *out)
{
	if (left(it) == 0)
		return false;
	uint16_t type = load_be16(it->option.data.data + it->at);
	const struct option_element *element = option_element(type);

	if (!element) /* the check refuses it before */
		return false;
	it->at += 2;
	*out = value_of(it, element->name, element->kind, element->size);
	return true;
}

static bool all_zero(struct weir_slice bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.data[i] != 0)
			return false;
	return true;
}

static bool printable(struct weir_slice bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.data[i] < 0x20 || bytes.data[i] > 0x7e)
			return false;
	return true;
}

static bool rest_next(struct weir_option_fields *it, const struct option_field *field,
		      struct weir_field *out)
{
	switch (it->step++) {
	case 0:
		if (left(it) == 0 && field->letter != OPTION_PADDING)
			return false;
		*out = value_of(it, field->name, WEIR_KIND_HEX, left(it));
		if (field->letter == OPTION_QUOTED)
			out->kind = WEIR_KIND_TEXT;
		if (field->letter == OPTION_PADDING && all_zero(out->bytes)) {
			out->name = "length";
			out->kind = WEIR_KIND_UINT;
			out->number = out->size;
		}
		return true;
	case 1:
		if (field->letter != OPTION_NSID || !printable(it->option.data))
			return false;
		it->at = 0;
		*out = value_of(it, "nsid_text", WEIR_KIND_TEXT, it->option.data.size);
		return true;
	default:
		return false;
	}
}

/* One value of exactly this field. */
static bool once(struct weir_option_fields *it, const struct option_field *field,
		 enum weir_kind kind, size_t size, struct weir_field *out)
{
	if (it->step++ > 0)
		return false;
	*out = value_of(it, field->name, kind, size);
	if (field->letter == OPTION_EDE)
		out->word = weir_ede_text((unsigned)out->number);
	return true;
}

/* The next value that `field` holds; false when it has no more. */
static bool field_next(struct weir_option_fields *it, const struct option_field *field,
		       struct weir_field *out)
{
	switch ((enum option_letter)field->letter) {
	case OPTION_U8:
		return once(it, field, WEIR_KIND_UINT, 1, out);
	case OPTION_U16:
		return once(it, field, WEIR_KIND_UINT, 2, out);
	case OPTION_U32:
		return once(it, field, WEIR_KIND_UINT, 4, out);
	case OPTION_U64:
		return once(it, field, WEIR_KIND_UINT, 8, out);
	case OPTION_EDE:
		return once(it, field, WEIR_KIND_WORD, 2, out);
	case OPTION_NAME:
		return once(it, field, WEIR_KIND_NAME, left(it), out);
	case OPTION_U8_LIST:
		return list_next(it, field->name, WEIR_KIND_UINT, 1, out);
	case OPTION_U16_LIST:
		return list_next(it, field->name, WEIR_KIND_UINT, 2, out);
	case OPTION_TYPES:
		return list_next(it, field->name, WEIR_KIND_TYPE, 2, out);
	case OPTION_HEX:
	case OPTION_NSID:
	case OPTION_QUOTED:
	case OPTION_PADDING:
		return rest_next(it, field, out);
	case OPTION_COOKIE:
		return cookie_next(it, out);
	case OPTION_VERSION:
		return version_next(it, out);
	case OPTION_SUBNET:
		return subnet_next(it, out);
	case OPTION_ELEMENTS:
		return element_next(it, out);
	case OPTION_MAGIC:
		it->at += 4;
		return false;
	case OPTION_DONE:
	case OPTION_MAYBE:
		break;
	}
	return false;
}

enum weir_status weir_option_fields_next(struct weir_option_fields *it, struct weir_field *out)
{
	if (it->opaque) {
		if (left(it) == 0)
			return WEIR_END;
		*out = value_of(it, "data", WEIR_KIND_HEX, left(it));
		return WEIR_OK;
	}
	const struct option_row *row = option_row(it->option.code);

	for (;;) {
		const struct option_field *field = &row->fields[it->field];
		bool absent = field->letter == OPTION_MAYBE && left(it) == 0;
		if (field->letter == OPTION_DONE || absent)
			return WEIR_END;
		if (field_next(it, field, out))
			return WEIR_OK;
		it->field++;
		it->step = 0;
	}
}
