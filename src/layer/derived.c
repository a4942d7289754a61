/* derived.c - what the frame, checksums and conversations say beyond a header's own octets.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "layer/derived.h"

#include "base/cursor.h"

/* Wireshark's numbers. */
enum {
	STATUS_BAD = 0,
	STATUS_GOOD = 1,
	STATUS_UNVERIFIED = 2,
	STATUS_NONE = 3,
	STATUS_ILLEGAL = 4, /* none, in UDP over IPv6, which needs one */
};

/* Where the packet lists this span; WEIR_SPAN_NONE: it does not. */
static unsigned index_of(const struct weir_packet *packet, const struct weir_span *span)
{
	for (unsigned i = 0; packet && i < packet->span_count; i++)
		if (packet->spans[i].layer == span->layer && packet->spans[i].at == span->at)
			return i;
	return WEIR_SPAN_NONE;
}

static bool checksum_status(const struct weir_view *view, const struct weir_span *span,
			    uint64_t *number)
{
	unsigned index = index_of(view->packet, span);
	struct weir_sum sum;

	if (index == WEIR_SPAN_NONE)
		return false;
	weir_packet_sum(view->packet, index, &sum);
	switch (sum.status) {
	case WEIR_CHECKSUM_UNSEEN:
		*number = sum.none ? STATUS_NONE : STATUS_UNVERIFIED;
		break;
	case WEIR_CHECKSUM_GOOD:
		*number = STATUS_GOOD;
		break;
	case WEIR_CHECKSUM_BAD:
		*number = span->layer == WEIR_LAYER_UDP && sum.found == 0 ? STATUS_ILLEGAL
									  : STATUS_BAD;
		break;
	}
	return true;
}

/* Is it the innermost transport header, which streams and lengths are about? */
static bool is_innermost(const struct weir_view *view, const struct weir_span *span)
{
	return view->packet && view->packet->transport_index != WEIR_SPAN_NONE &&
	       index_of(view->packet, span) == view->packet->transport_index;
}

/* Does the IP header before it leave another number of octets than the length says? */
static bool length_bad(const struct weir_view *view, const struct weir_span *span)
{
	const struct weir_span *ip = NULL;

	for (unsigned i = 0; i < view->span_count && view->spans[i].at < span->at; i++)
		if (view->spans[i].layer == WEIR_LAYER_IP ||
		    view->spans[i].layer == WEIR_LAYER_IPV6)
			ip = &view->spans[i];
	if (!ip)
		return false;
	bool ipv6 = ip->layer == WEIR_LAYER_IPV6;
	struct cursor header = cursor_at(view->octets, ip->at);
	struct cursor udp = cursor_at(view->octets, span->at);
	const uint8_t *total = cursor_take(&header, ipv6 ? 6 : 4);
	const uint8_t *length = cursor_take(&udp, 6);
	if (!total || !length)
		return false;
	uint64_t end = ip->at + (ipv6 ? 40U + load_be16(total + 4) : load_be16(total + 2));
	return (uint64_t)span->at + load_be16(length + 4) != end;
}

static bool relative(const struct weir_view *view, const struct weir_span *span,
		     enum weir_field_symbol symbol, uint64_t *number)
{
	enum { FLAGS = 13 };
	struct cursor c = cursor_at(view->octets, span->at);
	const uint8_t *p = cursor_take(&c, FLAGS + 1);

	if (!p || !view->has_base || !is_innermost(view, span))
		return false;
	if (symbol == WEIR_FIELD_TCP_SEQ)
		*number = load_be32(p + 4) - view->tcp_sequence_base;
	else
		*number = p[FLAGS] & WEIR_TCP_ACK
				  ? load_be32(p + 8) - view->tcp_acknowledgement_base
				  : 0;
	return true;
}

static bool frame_field(const struct weir_view *view, enum weir_field_symbol symbol,
			uint64_t *number)
{
	if (!view->has_frame)
		return false;
	switch ((int)symbol) {
	case WEIR_FIELD_FRAME_NUMBER:
		*number = view->frame_number;
		return true;
	case WEIR_FIELD_FRAME_TIME:
		*number = (uint64_t)view->frame_time;
		return view->has_time;
	case WEIR_FIELD_FRAME_LEN:
		*number = view->frame_size;
		return true;
	case WEIR_FIELD_FRAME_CAP_LEN:
		*number = view->frame_captured;
		return true;
	default:
		return false;
	}
}

bool derived_field(const struct weir_view *view, const struct weir_span *span,
		   enum weir_field_symbol symbol, struct weir_value *out)
{
	uint64_t number = 0;
	bool found;

	switch ((int)symbol) {
	case WEIR_FIELD_IP_CHECKSUM_STATUS:
	case WEIR_FIELD_UDP_CHECKSUM_STATUS:
	case WEIR_FIELD_TCP_CHECKSUM_STATUS:
	case WEIR_FIELD_ICMP_CHECKSUM_STATUS:
	case WEIR_FIELD_ICMPV6_CHECKSUM_STATUS:
		found = checksum_status(view, span, &number);
		break;
	case WEIR_FIELD_UDP_LENGTH_BAD:
		number = 1;
		found = length_bad(view, span);
		break;
	case WEIR_FIELD_UDP_STREAM:
	case WEIR_FIELD_TCP_STREAM:
		number = view->stream;
		found = view->has_stream && is_innermost(view, span);
		break;
	case WEIR_FIELD_TCP_LEN:
		found = is_innermost(view, span);
		number = found ? view->packet->payload_size : 0;
		break;
	case WEIR_FIELD_TCP_SEQ:
	case WEIR_FIELD_TCP_ACK:
		found = relative(view, span, symbol, &number);
		number &= UINT32_MAX;
		break;
	default:
		found = frame_field(view, symbol, &number);
		break;
	}
	if (found)
		*out = (struct weir_value){ .number = number, .at = span->at };
	return found;
}
