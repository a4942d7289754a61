/* value_dns.c - fields of the question and of records, found by walking the message.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rdata.h>

#include <string.h>

#include "base/cursor.h"
#include "dns/name_walk.h"
#include "layer/value.h"

/* values->state of a walk over records. */
enum { WALK_NEW = 0, WALK_ON = 1 };

enum weir_status values_number(const struct weir_values *values, struct weir_value *out, size_t at,
			       size_t size, uint64_t number)
{
	*out = (struct weir_value){
		.number = number,
		.octets = { values->view->dns.data + at, size },
		.at = (uint32_t)at,
		.size = (uint32_t)size,
	};
	return WEIR_OK;
}

/* Into values->name; *next is behind it. */
static bool expand(struct weir_values *values, size_t at, size_t *next)
{
	struct name_walk w = name_walk_at(values->view->dns, at);
	struct weir_name *name = &values->name;
	struct weir_slice label;
	size_t size = 0;

	/* Ends: every label takes from w.left, every pointer from w.jumps. */
	do {
		if (name_walk_label(&w, &label) != WEIR_FLAW_NONE)
			return false;
		memcpy(name->octets + size, label.data - 1, label.size + 1);
		size += label.size + 1;
	} while (label.size > 0);
	name->size = (uint8_t)size;
	*next = w.next;
	return true;
}

bool values_name(struct weir_values *values, struct weir_value *out, size_t at)
{
	size_t next;

	if (!expand(values, at, &next))
		return false;
	*out = (struct weir_value){
		.octets = { values->name.octets, values->name.size },
		.name = &values->name,
		.at = (uint32_t)at,
		.size = (uint32_t)(next - at),
	};
	return true;
}

enum weir_status values_question(struct weir_values *values, struct weir_value *out)
{
	const struct weir_view *view = values->view;
	struct weir_slice dns = view->dns;

	if (values->span++ > 0 || dns.size < WEIR_HEADER_SIZE)
		return WEIR_END;
	unsigned questions = load_be16(dns.data + 4);
	if (questions == 0 || (view->packet_scope && questions != 1))
		return WEIR_END;
	if (!values_name(values, out, WEIR_HEADER_SIZE))
		return WEIR_END;
	size_t next = WEIR_HEADER_SIZE + (size_t)out->size;
	/* A pointer takes two octets; what it leads to takes one or at least three. */
	if (view->packet_scope && out->size != values->name.size)
		return WEIR_END;
	switch ((int)values->field->symbol) {
	case WEIR_FIELD_DNS_QRY_NAME:
		return WEIR_OK;
	case WEIR_FIELD_DNS_QRY_NAME_LEN:
		return values_number(values, out, WEIR_HEADER_SIZE, out->size,
				     values->name.size > 1 ? values->name.size - 2U : 0);
	case WEIR_FIELD_DNS_COUNT_LABELS:
		return values_number(values, out, WEIR_HEADER_SIZE, out->size,
				     weir_name_labels(&values->name));
	case WEIR_FIELD_DNS_QRY_CLASS:
		next += 2;
		break;
	default: /* the type */
		break;
	}
	if (next > dns.size || dns.size - next < 2)
		return WEIR_END;
	uint16_t number = load_be16(dns.data + next);
	if (values->field->symbol == WEIR_FIELD_DNS_QRY_CLASS && values_mdns(view))
		number &= 0x7fff;
	return values_number(values, out, next, 2, number);
}

enum weir_status values_next_record(struct weir_values *values, struct weir_record *record)
{
	if (values->state == WALK_NEW) {
		if (!values->view->dns.data ||
		    weir_message_read(values->view->dns, &values->message) != WEIR_OK)
			return WEIR_END;
		values->walk = weir_message_walk(&values->message);
		values->state = WALK_ON;
	}
	do {
		if (weir_walk_next(&values->walk, record) != WEIR_OK)
			return WEIR_END;
	} while (record->section == WEIR_QUESTION);
	return WEIR_OK;
}

/* Where in which type's RDATA a field lies; rrtype.def has the names. */
static const struct {
	enum weir_field_symbol symbol;
	uint16_t type;
	const char *name;
} inner[] = {
	{ WEIR_FIELD_DNS_A, WEIR_TYPE_A, "address" },
	{ WEIR_FIELD_DNS_AAAA, WEIR_TYPE_AAAA, "address" },
	{ WEIR_FIELD_DNS_CNAME, WEIR_TYPE_CNAME, "target" },
	{ WEIR_FIELD_DNS_NS, WEIR_TYPE_NS, "target" },
	{ WEIR_FIELD_DNS_PTR, WEIR_TYPE_PTR, "target" },
	{ WEIR_FIELD_DNS_MX, WEIR_TYPE_MX, "exchange" },
	{ WEIR_FIELD_DNS_MX_PREFERENCE, WEIR_TYPE_MX, "preference" },
	{ WEIR_FIELD_DNS_SRV_PORT, WEIR_TYPE_SRV, "port" },
	{ WEIR_FIELD_DNS_SRV_TARGET, WEIR_TYPE_SRV, "target" },
	{ WEIR_FIELD_DNS_SOA_MNAME, WEIR_TYPE_SOA, "mname" },
	{ WEIR_FIELD_DNS_SOA_RNAME, WEIR_TYPE_SOA, "rname" },
	{ WEIR_FIELD_DNS_SOA_SERIAL, WEIR_TYPE_SOA, "serial" },
};

/* Of this record, by the record table's own names. */
static bool inner_value(struct weir_values *values, const struct weir_record *record, uint16_t type,
			const char *name, struct weir_value *out)
{
	struct weir_rdata rdata = weir_rdata_of(values->view->dns, record);
	struct weir_field field;

	if (record->type != type)
		return false;
	rdata.mdns = values_mdns(values->view);
	struct weir_rdata_fields fields = weir_rdata_fields(&rdata);
	/* Ends: no field of these types repeats. */
	while (weir_rdata_fields_next(&fields, &field) == WEIR_OK) {
		if (strcmp(field.name, name) != 0)
			continue;
		if (field.kind == WEIR_KIND_NAME)
			return values_name(values, out, field.at);
		(void)values_number(values, out, field.at, field.size, field.number);
		if (field.kind == WEIR_KIND_IPV4)
			out->number = load_be32(field.bytes.data);
		return true;
	}
	return false;
}

/* TXT: one string after the other. values->span: octets of the record's RDATA that are left. */
static bool next_string(struct weir_values *values, struct weir_value *out)
{
	struct weir_slice dns = values->view->dns;

	if (values->span == 0)
		return false;
	size_t at = values->at;
	uint8_t size = dns.data[at];
	if (size >= values->span) {
		values->span = 0;
		return false;
	}
	values->at += size + 1U;
	values->span -= size + 1U;
	if (values->field->symbol == WEIR_FIELD_DNS_TXT_LENGTH)
		(void)values_number(values, out, at, 1, size);
	else
		(void)values_number(values, out, at + 1, size, 0);
	return true;
}

static enum weir_status values_txt(struct weir_values *values, struct weir_value *out)
{
	struct weir_record record;

	/* Ends: each round leaves fewer octets of the record, or fewer records. */
	while (!next_string(values, out)) {
		if (values_next_record(values, &record) != WEIR_OK)
			return WEIR_END;
		if (record.type != WEIR_TYPE_TXT)
			continue;
		values->at = record.rdata_at;
		values->span = record.rdata_size;
	}
	return WEIR_OK;
}

/* OPT has other things where class and TTL stand. */
static bool common_value(struct weir_values *values, const struct weir_record *record,
			 struct weir_value *out)
{
	bool opt = record->type == WEIR_TYPE_OPT;
	uint16_t rrclass = record->rrclass;

	switch ((int)values->field->symbol) {
	case WEIR_FIELD_DNS_RESP_NAME:
		return values_name(values, out, record->owner_at);
	case WEIR_FIELD_DNS_RESP_TYPE:
		(void)values_number(values, out, record->rdata_at - 10, 2, record->type);
		return true;
	case WEIR_FIELD_DNS_RESP_CLASS:
		if (values_mdns(values->view))
			rrclass &= 0x7fff;
		(void)values_number(values, out, record->rdata_at - 8, 2, rrclass);
		return !opt;
	case WEIR_FIELD_DNS_RESP_TTL:
		(void)values_number(values, out, record->rdata_at - 6, 4, record->ttl);
		return !opt;
	case WEIR_FIELD_DNS_RESP_LEN:
		(void)values_number(values, out, record->rdata_at - 2, 2, record->rdata_size);
		return true;
	default:
		return false;
	}
}

enum weir_status values_record(struct weir_values *values, struct weir_value *out)
{
	enum weir_field_symbol symbol = values->field->symbol;
	struct weir_record record;
	size_t row = 0;

	if (symbol == WEIR_FIELD_DNS_TXT || symbol == WEIR_FIELD_DNS_TXT_LENGTH)
		return values_txt(values, out);
	while (row < sizeof(inner) / sizeof(inner[0]) && inner[row].symbol != symbol)
		row++;
	bool is_inner = row < sizeof(inner) / sizeof(inner[0]);
	while (values_next_record(values, &record) == WEIR_OK) {
		if (is_inner ? inner_value(values, &record, inner[row].type, inner[row].name, out)
			     : common_value(values, &record, out))
			return WEIR_OK;
	}
	return WEIR_END;
}
