/* value_edns.c - fields of OPT records and of the options in them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>

#include <string.h>

#include "base/cursor.h"
#include "layer/value.h"

enum { FAMILY_IPV4 = 1, FAMILY_IPV6 = 2, SUBNET_FIXED = 4 };

/* The question's name without pointers; the walk found it to be a name. */
static bool plain_question(struct weir_slice dns)
{
	size_t at = WEIR_HEADER_SIZE;

	/* Ends: each label leads on. */
	while (at < dns.size && dns.data[at] != 0 && dns.data[at] <= WEIR_LABEL_SIZE_MAX)
		at += dns.data[at] + 1U;
	return at < dns.size && dns.data[at] == 0;
}

/* In packet scope EDNS must be where a program without loops could look for it. */
static bool is_seen(const struct weir_values *values, const struct weir_record *record)
{
	const struct weir_view *view = values->view;

	if (record->type != WEIR_TYPE_OPT)
		return false;
	if (!view->packet_scope)
		return true;
	return view->dns.data[record->owner_at] == 0 &&
	       (load_be16(view->dns.data + 4) != 1 || plain_question(view->dns));
}

static enum weir_status next_opt(struct weir_values *values, struct weir_record *record)
{
	enum weir_status status;

	do
		status = values_next_record(values, record);
	while (status == WEIR_OK && !is_seen(values, record));
	return status;
}

/* RFC 7871 section 6: the address is cut behind its prefix; zeros fill it up. values->name is free
 * in a walk over options, and holds it. */
static bool subnet_address(struct weir_values *values, const struct weir_option *option,
			   uint16_t family, size_t size, struct weir_value *out)
{
	size_t given = option->data.size - SUBNET_FIXED;

	if (load_be16(option->data.data) != family || given > size)
		return false;
	memset(values->name.octets, 0, size);
	memcpy(values->name.octets, option->data.data + SUBNET_FIXED, given);
	*out = (struct weir_value){
		.number = size == 4 ? load_be32(values->name.octets) : 0,
		.octets = { values->name.octets, size },
		.at = option->at + 4 + SUBNET_FIXED,
		.size = (uint32_t)given,
	};
	return true;
}

static bool subnet_value(struct weir_values *values, const struct weir_option *option,
			 struct weir_value *out)
{
	const uint8_t *data = option->data.data;
	size_t at = option->at + 4U;

	if (option->code != WEIR_OPTION_ECS || option->data.size < SUBNET_FIXED)
		return false;
	switch ((int)values->field->symbol) {
	case WEIR_FIELD_DNS_ECS_FAMILY:
		return values_number(values, out, at, 2, load_be16(data)) == WEIR_OK;
	case WEIR_FIELD_DNS_ECS_SOURCE:
		return values_number(values, out, at + 2, 1, data[2]) == WEIR_OK;
	case WEIR_FIELD_DNS_ECS_SCOPE:
		return values_number(values, out, at + 3, 1, data[3]) == WEIR_OK;
	case WEIR_FIELD_DNS_ECS_ADDR4:
		return subnet_address(values, option, FAMILY_IPV4, 4, out);
	case WEIR_FIELD_DNS_ECS_ADDR6:
		return subnet_address(values, option, FAMILY_IPV6, 16, out);
	default:
		return false;
	}
}

static bool option_value(struct weir_values *values, const struct weir_option *option,
			 struct weir_value *out)
{
	switch ((int)values->field->symbol) {
	case WEIR_FIELD_DNS_OPT_CODE:
		return values_number(values, out, option->at, 2, option->code) == WEIR_OK;
	case WEIR_FIELD_DNS_OPT_LEN:
		return values_number(values, out, option->at + 2, 2, option->data.size) == WEIR_OK;
	case WEIR_FIELD_DNS_OPT_DATA:
		return values_number(values, out, option->at + 4, option->data.size, 0) == WEIR_OK;
	default:
		return subnet_value(values, option, out);
	}
}

/* values->at: the next option, from the start of the message; values->span: octets left behind it. */
static enum weir_status next_option(struct weir_values *values, struct weir_value *out)
{
	struct weir_record record;
	struct weir_option option;

	/* Ends: each round leaves fewer octets of an OPT record, or fewer records. */
	for (;;) {
		struct weir_options options = weir_options_over(
			(struct weir_slice){ values->view->dns.data + values->at, values->span },
			(uint32_t)values->at);
		if (values->span > 0 && weir_options_next(&options, &option) == WEIR_OK) {
			values->at += options.at;
			values->span -= (unsigned)options.at;
			if (option_value(values, &option, out))
				return WEIR_OK;
			continue;
		}
		if (next_opt(values, &record) != WEIR_OK)
			return WEIR_END;
		values->at = record.rdata_at;
		values->span = record.rdata_size;
	}
}

enum weir_status values_edns(struct weir_values *values, struct weir_value *out)
{
	enum weir_field_symbol symbol = values->field->symbol;
	struct weir_record record;

	if (!values->view->dns.data)
		return WEIR_END;
	if (symbol >= WEIR_FIELD_DNS_OPT_CODE)
		return next_option(values, out);
	if (next_opt(values, &record) != WEIR_OK)
		return WEIR_END;
	size_t ttl_at = record.rdata_at - 6;
	switch ((int)symbol) {
	case WEIR_FIELD_DNS_UDP_SIZE:
		return values_number(values, out, ttl_at - 2, 2, record.rrclass);
	case WEIR_FIELD_DNS_EXT_RCODE:
		return values_number(values, out, ttl_at, 1, record.ttl >> 24);
	case WEIR_FIELD_DNS_EDNS_VERSION:
		return values_number(values, out, ttl_at + 1, 1, record.ttl >> 16 & 0xff);
	case WEIR_FIELD_DNS_EDNS_Z:
		return values_number(values, out, ttl_at + 2, 2, record.ttl & 0xffff);
	case WEIR_FIELD_DNS_EDNS_DO:
		return values_number(values, out, ttl_at + 2, 2, record.ttl >> 15 & 1);
	default:
		return WEIR_END;
	}
}
