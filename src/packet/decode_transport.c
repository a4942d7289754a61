/* decode_transport.c - UDP, TCP, SCTP, ICMP, and the packets that ICMP errors quote.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/walk.h"

enum { UDP_SIZE = 8, TCP_SIZE = 20, SCTP_SIZE = 12, ICMP_SIZE = 8 };

static void ports(struct walk *w, const uint8_t *p)
{
	w->out->source_port = load_be16(p);
	w->out->target_port = load_be16(p + 2);
}

enum step step_udp(struct walk *w)
{
	const uint8_t *p = walk_peek(w, UDP_SIZE);
	struct weir_packet *out = w->out;

	if (!p)
		return walk_stop(w, WEIR_STOP_TRANSPORT_SHORT);
	out->transport_index = walk_tell(w, WEIR_LAYER_UDP, UDP_SIZE);
	ports(w, p);
	uint16_t size = load_be16(p + 4);
	if (size >= UDP_SIZE) {
		walk_limit(w, size - UDP_SIZE);
	} else if (size != 0 || out->version != 6) { /* 0: RFC 2675 */
		out->bad_length = true;
		return walk_stop(w, WEIR_STOP_TRANSPORT_FORM);
	}
	return walk_ports(out->source_port, out->target_port);
}

enum step step_tcp(struct walk *w)
{
	const uint8_t *p = walk_peek(w, TCP_SIZE);
	struct weir_packet *out = w->out;

	if (!p) {
		p = walk_peek(w, 4);
		if (p)
			ports(w, p);
		return walk_stop(w, WEIR_STOP_TRANSPORT_SHORT);
	}
	size_t size = (size_t)(p[12] >> 4) * 4;
	ports(w, p);
	out->tcp_sequence = load_be32(p + 4);
	out->tcp_acknowledgement = load_be32(p + 8);
	out->tcp_flags = p[13];
	out->tcp_window = load_be16(p + 14);
	if (size < TCP_SIZE || size > w->claim - w->at) {
		out->bad_length = true;
		return walk_stop(w, WEIR_STOP_TRANSPORT_FORM);
	}
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_TRANSPORT_SHORT);
	out->transport_index = walk_tell(w, WEIR_LAYER_TCP, size);
	return STEP_DONE;
}

enum step step_sctp(struct walk *w)
{
	if (walk_peek(w, SCTP_SIZE))
		w->out->transport_index = walk_tell(w, WEIR_LAYER_SCTP, SCTP_SIZE);
	return walk_stop(w, WEIR_STOP_TRANSPORT_OTHER);
}

/* Whether an IP header that can be read stands at `at`. */
static bool quotes(const struct walk *w, uint8_t version)
{
	const uint8_t *p = walk_peek(w, version == 4 ? 20 : 40);

	return p && p[0] >> 4 == version && (version == 6 || (p[0] & 15) >= 5);
}

static enum step icmp(struct walk *w, enum weir_layer layer, uint8_t version, bool error)
{
	if (!walk_peek(w, ICMP_SIZE))
		return walk_stop(w, WEIR_STOP_TRANSPORT_SHORT);
	w->out->transport_index = walk_tell(w, layer, ICMP_SIZE);
	if (!error || w->quoted || !quotes(w, version))
		return walk_stop(w, WEIR_STOP_TRANSPORT_OTHER);
	w->quoted = true;
	w->out->in_icmp = true;
	return version == 4 ? STEP_IPV4 : STEP_IPV6;
}

/* Errors by RFC 792: unreachable, source quench, redirect, time exceeded, parameter problem. */
enum step step_icmp(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 1);

	return icmp(w, WEIR_LAYER_ICMP, 4,
		    p && (p[0] == 3 || p[0] == 4 || p[0] == 5 || p[0] == 11 || p[0] == 12));
}

/* Errors by RFC 4443: unreachable, too big, time exceeded, parameter problem. */
enum step step_icmpv6(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 1);

	return icmp(w, WEIR_LAYER_ICMPV6, 6, p && p[0] >= 1 && p[0] <= 4);
}
