/* value.c - the values of a field in a view: FIXED ones, those of endpoints, and the way to all others.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "layer/value.h"

#include "base/cursor.h"
#include "layer/bits.h"
#include "layer/derived.h"

/* state of FIXED: the tag in metadata is done; above it, the second of two fields is to come. Of
 * options: a header's are being walked. */
enum { METADATA_DONE = 1, SECOND_SHIFT = 1, WALKING = 1 };

void weir_values_init(struct weir_values *values, const struct weir_view *view,
		      const struct weir_layer_field *field)
{
	/* One by one: the members behind are large, and set by who uses them. */
	values->view = view;
	values->field = field;
	values->span = 0;
	values->at = 0;
	values->state = 0;
	if (field->reach != WEIR_REACH_EITHER)
		return;
	values->field = weir_field_row(field->either[0]);
	values->state = ((unsigned)field->either[1] + 1) << SECOND_SHIFT;
}

/* What VLAN fields are in the tag that a kernel keeps apart. */
static bool metadata_value(const struct weir_view *view, const struct weir_layer_field *field,
			   struct weir_value *out)
{
	uint8_t tci[2];

	if (!view->has_vlan || field->layer != WEIR_LAYER_VLAN || field->at + field->bits > 16)
		return false;
	store_be16(tci, view->vlan_tci);
	*out = (struct weir_value){ .number = bits_load(tci, field->at, field->bits) };
	return true;
}

static enum weir_status fixed(struct weir_values *values, struct weir_value *out)
{
	const struct weir_view *view = values->view;
	const struct weir_layer_field *field = values->field;

	if (!(values->state & METADATA_DONE)) {
		values->state |= METADATA_DONE;
		if (metadata_value(view, field, out))
			return WEIR_OK;
	}
	while (values->span < view->span_count) {
		const struct weir_span *span = &view->spans[values->span++];
		if (span->layer == field->layer && bits_field(view->octets, span->at, field, out))
			return WEIR_OK;
	}
	return WEIR_END;
}

static enum weir_status fixed_dns(struct weir_values *values, struct weir_value *out)
{
	if (values->span++ > 0 || !values->view->dns.data)
		return WEIR_END;
	return bits_field(values->view->dns, 0, values->field, out) ? WEIR_OK : WEIR_END;
}

static bool is_endpoint(enum weir_field_symbol symbol)
{
	switch ((int)symbol) {
	case WEIR_FIELD_IP_SRC:
	case WEIR_FIELD_IP_DST:
	case WEIR_FIELD_IPV6_SRC:
	case WEIR_FIELD_IPV6_DST:
	case WEIR_FIELD_UDP_SRCPORT:
	case WEIR_FIELD_UDP_DSTPORT:
	case WEIR_FIELD_TCP_SRCPORT:
	case WEIR_FIELD_TCP_DSTPORT:
		return true;
	default:
		return false;
	}
}

static enum weir_status endpoint(struct weir_values *values, struct weir_value *out)
{
	const struct weir_view *view = values->view;
	enum weir_field_symbol symbol = values->field->symbol;
	bool target = symbol == WEIR_FIELD_IP_DST || symbol == WEIR_FIELD_IPV6_DST ||
		      symbol == WEIR_FIELD_UDP_DSTPORT || symbol == WEIR_FIELD_TCP_DSTPORT;
	const uint8_t *address = target ? view->target.octets : view->source.octets;

	if (values->span++ > 0 || !weir_view_has(view, values->field->layer))
		return WEIR_END;
	*out = (struct weir_value){ .number = target ? view->target_port : view->source_port };
	if (values->field->layer == WEIR_LAYER_IP) {
		out->number = load_be32(address);
		out->octets = (struct weir_slice){ address, 4 };
	} else if (values->field->layer == WEIR_LAYER_IPV6) {
		out->number = 0;
		out->octets = (struct weir_slice){ address, 16 };
	}
	return WEIR_OK;
}

/* Options of a header, by the dissector. */
static enum weir_status option(struct weir_values *values, struct weir_value *out)
{
	const struct weir_view *view = values->view;
	struct weir_dissected found;

	/* Ends: a walk over options does, and the span's number grows. */
	for (;;) {
		while (values->state == WALKING &&
		       weir_dissect_next(&values->dissect, &found) == WEIR_OK) {
			if (found.field != values->field || found.broken)
				continue;
			*out = found.value;
			return WEIR_OK;
		}
		if (values->span == view->span_count)
			return WEIR_END;
		weir_dissect_init(&values->dissect, view, &view->spans[values->span++]);
		values->dissect.next = WEIR_FIELD_COUNT; /* options only */
		values->state = WALKING;
	}
}

static enum weir_status derived(struct weir_values *values, struct weir_value *out)
{
	const struct weir_view *view = values->view;
	const struct weir_layer_field *field = values->field;

	if (field->layer == WEIR_LAYER_DNS) { /* dns.length */
		*out = (struct weir_value){ .number = view->dns_size };
		return values->span++ == 0 && view->dns.data ? WEIR_OK : WEIR_END;
	}
	if (field->layer == WEIR_LAYER_FRAME) {
		static const struct weir_span frame = { WEIR_LAYER_FRAME, 0, 0 };
		return values->span++ == 0 && derived_field(view, &frame, field->symbol, out)
			       ? WEIR_OK
			       : WEIR_END;
	}
	if (view->has_endpoints &&
	    (field->symbol == WEIR_FIELD_UDP_STREAM || field->symbol == WEIR_FIELD_TCP_STREAM)) {
		*out = (struct weir_value){ .number = view->stream };
		return values->span++ == 0 && view->has_stream && weir_view_has(view, field->layer)
			       ? WEIR_OK
			       : WEIR_END;
	}
	while (values->span < view->span_count) {
		const struct weir_span *span = &view->spans[values->span++];
		if (span->layer == field->layer && derived_field(view, span, field->symbol, out))
			return WEIR_OK;
	}
	return WEIR_END;
}

static enum weir_status walked(struct weir_values *values, struct weir_value *out)
{
	if (values->field->layer == WEIR_LAYER_DNS_QUESTION)
		return values_question(values, out);
	if (values->field->layer == WEIR_LAYER_DNS_RECORD)
		return values_record(values, out);
	if (values->field->layer == WEIR_LAYER_DNS_OPT)
		return values_edns(values, out);
	return option(values, out);
}

static enum weir_status next_of(struct weir_values *values, struct weir_value *out)
{
	switch (values->field->reach) {
	case WEIR_REACH_FIXED:
		if (values->field->layer == WEIR_LAYER_DNS)
			return fixed_dns(values, out);
		if (values->view->has_endpoints && is_endpoint(values->field->symbol))
			return endpoint(values, out);
		return fixed(values, out);
	case WEIR_REACH_WALKED:
		return walked(values, out);
	case WEIR_REACH_DERIVED:
		return derived(values, out);
	case WEIR_REACH_EITHER: /* weir_values_init chose one of the two */
		break;
	}
	return WEIR_END;
}

enum weir_status weir_values_next(struct weir_values *values, struct weir_value *out)
{
	enum weir_status status = next_of(values, out);

	if (status == WEIR_OK || values->field->reach != WEIR_REACH_FIXED ||
	    values->state >> SECOND_SHIFT == 0)
		return status;
	/* The other field of the two that one EITHER stands for. */
	weir_values_init(values, values->view, weir_field_row((values->state >> SECOND_SHIFT) - 1));
	return next_of(values, out);
}

static bool any_value(const struct weir_view *view, enum weir_field_symbol symbol)
{
	struct weir_values values;
	struct weir_value value;

	weir_values_init(&values, view, weir_field_row(symbol));
	return weir_values_next(&values, &value) == WEIR_OK;
}

bool weir_view_has(const struct weir_view *view, enum weir_layer layer)
{
	switch ((int)layer) {
	case WEIR_LAYER_FRAME:
		return true;
	case WEIR_LAYER_DNS:
		return view->dns.data != NULL;
	case WEIR_LAYER_DNS_QUESTION:
		return any_value(view, WEIR_FIELD_DNS_QRY_NAME);
	case WEIR_LAYER_DNS_RECORD:
		return any_value(view, WEIR_FIELD_DNS_RESP_TYPE);
	case WEIR_LAYER_DNS_OPT:
		return any_value(view, WEIR_FIELD_DNS_UDP_SIZE);
	case WEIR_LAYER_VLAN:
		if (view->has_vlan)
			return true;
		break;
	case WEIR_LAYER_IP:
	case WEIR_LAYER_IPV6:
		if (view->has_endpoints)
			return (view->version == 4) == (layer == WEIR_LAYER_IP);
		break;
	case WEIR_LAYER_UDP:
	case WEIR_LAYER_TCP:
		if (view->has_endpoints)
			return view->tcp == (layer == WEIR_LAYER_TCP);
		break;
	default:
		break;
	}
	for (unsigned i = 0; i < view->span_count; i++)
		if (view->spans[i].layer == layer)
			return true;
	return false;
}
