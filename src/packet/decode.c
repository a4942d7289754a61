/* decode.c - take a frame apart: the straight road of most frames, and the loop for all others.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>

#include <dnsweir/link.h>

#include <string.h>

#include "packet/walk.h"

/* More headers inside each other than any honest network makes; a stack of VLAN tags or MPLS labels
 * counts as one. */
enum { STEPS_MAX = 64 };

/* Where an empty slice without an address points, so that offsets can be added to it. */
static const uint8_t nothing[1];

static enum step step_done(struct walk *w)
{
	(void)w;
	return STEP_DONE;
}

static enum step (*const steps[STEP_COUNT])(struct walk *) = {
	step_done,
#define STEP(symbol, function) function,
#include "packet/step.def"
#undef STEP
};

enum step walk_link(struct walk *w, uint16_t link)
{
	w->link = link;
	switch (link) {
#define LINK(symbol, step)                                                                         \
	case WEIR_LINK_##symbol:                                                                   \
		return STEP_##step;
#include "packet/next.def"
#undef LINK
	default:
		return walk_stop(w, WEIR_STOP_LINK_UNKNOWN);
	}
}

enum step walk_ethertype(struct walk *w, uint16_t type)
{
	switch (type) {
#define ETHERTYPE(number, step)                                                                    \
	case number:                                                                               \
		return STEP_##step;
#include "packet/next.def"
#undef ETHERTYPE
	default:
		return walk_stop(w, WEIR_STOP_NOT_IP);
	}
}

enum step walk_protocol(struct walk *w, uint8_t protocol)
{
	w->out->protocol = protocol;
	switch (protocol) {
#define IP_PROTOCOL(number, step)                                                                  \
	case number:                                                                               \
		return STEP_##step;
#include "packet/next.def"
#undef IP_PROTOCOL
	default:
		return walk_stop(w, WEIR_STOP_TRANSPORT_OTHER);
	}
}

enum step walk_next(struct walk *w, uint8_t next)
{
	switch (next) {
#define NEXT_PROTOCOL(number, step)                                                                \
	case number:                                                                               \
		return STEP_##step;
#include "packet/next.def"
#undef NEXT_PROTOCOL
	default:
		return walk_stop(w, WEIR_STOP_NOT_IP);
	}
}

/* All scalar members but base and payload, which every road sets; the arrays count as empty. One by
 * one: a memset of this size is a slow instruction of its own. */
static inline void clear(struct weir_packet *out)
{
	out->version = 0;
	out->protocol = 0;
	out->hop_limit = 0;
	out->stop = WEIR_STOP_NONE;
	out->source_port = 0;
	out->target_port = 0;
	out->source = (struct weir_address){ { 0 } };
	out->target = (struct weir_address){ { 0 } };
	out->spans_lost = false;
	out->in_icmp = false;
	out->bad_length = false;
	out->span_count = 0;
	out->ip_index = WEIR_SPAN_NONE;
	out->transport_index = WEIR_SPAN_NONE;
	out->vlan_count = 0;
	out->fragment_more = false;
	out->fragment_protocol = 0;
	out->fragment_at = 0;
	out->fragment_id = 0;
	out->tcp_sequence = 0;
	out->tcp_acknowledgement = 0;
	out->tcp_window = 0;
	out->tcp_flags = 0;
}

static void run(struct walk *w, enum step step)
{
	struct weir_packet *out = w->out;

	/* Every step goes forward, and there are at most STEPS_MAX of them. */
	for (unsigned i = 0; step != STEP_DONE; i++) {
		if (i == STEPS_MAX) {
			walk_stop(w, WEIR_STOP_TUNNEL_DEEP);
			break;
		}
		step = steps[step](w);
	}
	uint64_t size = w->claim - w->at;
	out->payload = (struct weir_slice){ w->data + w->at, w->end - w->at };
	out->payload_size = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

static void tell(struct weir_packet *out, enum weir_layer layer, size_t at, size_t size)
{
	out->spans[out->span_count++] =
		(struct weir_span){ (uint8_t)layer, (uint32_t)at, (uint32_t)size };
}

/* What the straight road found before it writes any of it. */
struct straight {
	const uint8_t *ip;
	size_t ip_at;
	size_t ip_size;  /* of the header: also tells the version */
	size_t udp_size; /* with its header, as it says itself */
	uint16_t source_port;
	uint16_t target_port;
};

/* Ethernet, perhaps one tag, IPv4 without options and not a fragment or IPv6 without extensions, UDP
 * without a tunnel; all of it captured, no length lying. */
static bool is_straight(struct weir_slice bytes, struct straight *s)
{
	enum { ETHERNET = 14, TAG = 4, IPV4 = 20, IPV6 = 40, UDP = 8, PROTOCOL_UDP = 17 };
	const uint8_t *p = bytes.data;

	if (bytes.size < ETHERNET + TAG + IPV4 + UDP)
		return false;
	uint16_t type = load_be16(p + 12);
	s->ip_at = ETHERNET;
	if (type == 0x8100) {
		type = load_be16(p + 16);
		s->ip_at += TAG;
	}
	const uint8_t *ip = p + s->ip_at;
	size_t total;
	if (type == 0x0800 && ip[0] == 0x45 && ip[9] == PROTOCOL_UDP &&
	    (load_be16(ip + 6) & 0x3fff) == 0) {
		s->ip_size = IPV4;
		total = load_be16(ip + 2);
	} else if (type == 0x86dd && ip[0] >> 4 == 6 && ip[6] == PROTOCOL_UDP) {
		s->ip_size = IPV6;
		total = IPV6 + (size_t)load_be16(ip + 4);
	} else {
		return false;
	}
	if (total > bytes.size - s->ip_at || total < s->ip_size + UDP)
		return false;
	const uint8_t *udp = ip + s->ip_size;
	s->ip = ip;
	s->udp_size = load_be16(udp + 4);
	s->source_port = load_be16(udp);
	s->target_port = load_be16(udp + 2);
	return s->udp_size <= total - s->ip_size && s->udp_size >= UDP &&
	       walk_ports(s->source_port, s->target_port) == STEP_DONE;
}

/* The road most frames take. For anything out of the ordinary: false, nothing written, and the loop
 * begins at the start; for these it would give the same. */
static bool straight(struct weir_slice bytes, struct weir_packet *out)
{
	enum { ETHERNET = 14, TAG = 4, IPV4 = 20, UDP = 8, PROTOCOL_UDP = 17 };
	struct straight s;

	if (!is_straight(bytes, &s))
		return false;
	clear(out);
	tell(out, WEIR_LAYER_ETHERNET, 0, ETHERNET);
	if (s.ip_at > ETHERNET) {
		tell(out, WEIR_LAYER_VLAN, ETHERNET, TAG);
		out->vlan[0] = load_be16(bytes.data + ETHERNET);
		out->vlan_count = 1;
	}
	bool four = s.ip_size == IPV4;
	out->ip_index = out->span_count;
	tell(out, four ? WEIR_LAYER_IP : WEIR_LAYER_IPV6, s.ip_at, s.ip_size);
	out->transport_index = out->span_count;
	tell(out, WEIR_LAYER_UDP, s.ip_at + s.ip_size, UDP);
	out->base = bytes;
	out->payload = (struct weir_slice){ s.ip + s.ip_size + UDP, s.udp_size - UDP };
	out->payload_size = (uint32_t)(s.udp_size - UDP);
	out->version = four ? 4 : 6;
	out->protocol = PROTOCOL_UDP;
	out->source_port = s.source_port;
	out->target_port = s.target_port;
	if (four) {
		out->hop_limit = s.ip[8];
		memcpy(out->source.octets, s.ip + 12, 4);
		memcpy(out->target.octets, s.ip + 16, 4);
	} else {
		out->hop_limit = s.ip[7];
		memcpy(out->source.octets, s.ip + 8, 16);
		memcpy(out->target.octets, s.ip + 24, 16);
	}
	return true;
}

void weir_packet_decode(uint16_t link, struct weir_slice bytes, uint32_t wire_size,
			struct weir_packet *out)
{
	struct walk w = { .out = out, .data = bytes.data, .end = bytes.size };

	if (link == WEIR_LINK_ETHERNET && straight(bytes, out))
		return;
	clear(out);
	if (!bytes.data)
		w.data = nothing;
	out->base = (struct weir_slice){ w.data, bytes.size };
	w.claim = wire_size > bytes.size ? wire_size : bytes.size;
	run(&w, walk_link(&w, link));
}

void weir_packet_decode_whole(const struct weir_packet *first, struct weir_slice whole,
			      struct weir_packet *out)
{
	struct walk w = { .out = out, .data = whole.data, .end = whole.size, .claim = whole.size };

	clear(out);
	if (!whole.data)
		w.data = nothing;
	out->base = (struct weir_slice){ w.data, whole.size };
	out->version = first->version;
	out->hop_limit = first->hop_limit;
	out->source = first->source;
	out->target = first->target;
	out->vlan_count = first->vlan_count;
	for (uint8_t i = 0; i < first->vlan_count; i++)
		out->vlan[i] = first->vlan[i];
	run(&w, walk_protocol(&w, first->fragment_protocol));
}
