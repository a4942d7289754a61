/* scope_message.c - what message scope sees: the message, who sent it, and the frame that completed it.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/scope.h"

#include <string.h>

static bool is_ip(uint8_t layer)
{
	return layer == WEIR_LAYER_IP || layer == WEIR_LAYER_IPV6;
}

/* Link headers, and the innermost IP header with what belongs to it; not the tunnels in between. */
static void take_spans(const struct weir_packet *packet, struct scope_view *out)
{
	struct weir_view *view = &out->view;
	unsigned inner = packet->ip_index == WEIR_SPAN_NONE ? 0 : packet->ip_index;
	bool link = true;

	for (unsigned i = 0; i < packet->span_count && view->span_count < SCOPE_SPANS; i++) {
		const struct weir_span *span = &packet->spans[i];
		link = link && !is_ip(span->layer);
		if (link || i >= inner)
			out->spans[view->span_count++] = *span;
	}
	view->octets = packet->base;
	view->packet = packet;
}

void scope_message(const struct weir_datagram *datagram, struct scope_view *out)
{
	static const uint8_t nothing[1];
	struct weir_view *view = &out->view;

	memset(view, 0, sizeof(*view));
	view->spans = out->spans;
	view->dns = datagram->wire;
	if (!view->dns.data)
		view->dns.data = nothing;
	view->dns_size = datagram->claimed_size;
	view->source = datagram->source;
	view->target = datagram->target;
	view->source_port = datagram->source_port;
	view->target_port = datagram->target_port;
	view->version = datagram->version;
	view->tcp = datagram->tcp;
	view->has_endpoints = datagram->version != 0; /* hex has none */
	view->stream = datagram->stream;
	view->has_stream = datagram->has_stream;
	view->tcp_sequence_base = datagram->tcp_sequence_base;
	view->tcp_acknowledgement_base = datagram->tcp_acknowledgement_base;
	view->has_base = datagram->has_base;
	view->frame_time = datagram->time;
	view->has_time = !datagram->frame || datagram->frame->has_time;
	if (datagram->packet)
		take_spans(datagram->packet, out);
	if (!datagram->frame)
		return;
	view->has_frame = true;
	view->frame_number = datagram->frame->number;
	view->frame_size = datagram->frame->wire_size;
	view->frame_captured = (uint32_t)datagram->frame->bytes.size;
}
