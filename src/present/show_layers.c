/* show_layers.c - the headers of a shown item as views that fields are read from, and values as text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/show_layers.h"

#include "base/address.h"

static void view_of(const struct show_item *item, const struct weir_packet *packet,
		    struct weir_view *out)
{
	const struct weir_frame *frame = item->frame;

	*out = (struct weir_view){
		.octets = packet->base,
		.spans = packet->spans,
		.span_count = packet->span_count,
		.packet = packet,
		.frame_number = frame->number,
		.frame_time = frame->time,
		.frame_size = frame->wire_size,
		.frame_captured = (uint32_t)frame->bytes.size,
		.stream = item->conversation.stream,
		.tcp_sequence_base = item->conversation.tcp_sequence_base,
		.tcp_acknowledgement_base = item->conversation.tcp_acknowledgement_base,
		.has_frame = true,
		.has_time = frame->has_time,
		.has_stream = item->conversation.has_stream,
		.has_base = item->conversation.has_base,
	};
}

void show_layers_of(const struct show_item *item, struct show_layers *out)
{
	out->count = 0;
	if (!item->frame || !item->packet)
		return;
	if (item->packet->base.data != item->frame->bytes.data) {
		weir_packet_decode(item->frame->link, item->frame->bytes, item->frame->wire_size,
				   &out->frame);
		view_of(item, &out->frame, &out->views[out->count++]);
	}
	view_of(item, item->packet, &out->views[out->count++]);
}

static void ethernet(struct weir_writer *out, struct weir_slice octets)
{
	for (size_t i = 0; i < octets.size; i++) {
		if (i > 0)
			weir_writer_char(out, ':');
		weir_writer_hex(out, (struct weir_slice){ octets.data + i, 1 });
	}
}

void show_layer_value(struct weir_writer *out, const struct weir_layer_field *field,
		      const struct weir_value *value)
{
	switch (field->kind) {
	case WEIR_FIELD_NUMBER:
	case WEIR_FIELD_FLAG:
		weir_writer_u64(out, value->number);
		break;
	case WEIR_FIELD_HEX:
		weir_writer_print(out, "0x%0*llx", (field->bits + 3) / 4,
				  (unsigned long long)value->number);
		break;
	case WEIR_FIELD_TIME:
		weir_writer_print(out, "%lld", (long long)value->number);
		break;
	case WEIR_FIELD_IPV4:
		address_print_ipv4(value->octets.data, out);
		break;
	case WEIR_FIELD_IPV6:
		address_print_ipv6(value->octets.data, out);
		break;
	case WEIR_FIELD_ETHER:
		ethernet(out, value->octets);
		break;
	case WEIR_FIELD_TEXT:
		show_quoted(out, value->octets);
		break;
	case WEIR_FIELD_NAME:
		if (value->name)
			weir_name_print(value->name, out);
		break;
	case WEIR_FIELD_OCTETS:
		weir_writer_hex(out, value->octets);
		break;
	}
}

bool show_layer_is_status(const struct weir_layer_field *field)
{
	return field->words == WEIR_WORDS_CHECKSUM;
}

bool show_layer_right_sum(const struct weir_view *view, const struct weir_span *span,
			  uint16_t *right)
{
	struct weir_sum sum;

	for (unsigned i = 0; i < view->packet->span_count; i++) {
		if (view->packet->spans[i].at != span->at ||
		    view->packet->spans[i].layer != span->layer)
			continue;
		weir_packet_sum(view->packet, i, &sum);
		*right = sum.right;
		return sum.status != WEIR_CHECKSUM_UNSEEN;
	}
	return false;
}
