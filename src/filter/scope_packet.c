/* scope_packet.c - what packet scope sees of a frame: scope.h's definition, step by step.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/scope.h"

#include <string.h>

#include "base/cursor.h"

enum {
	TYPE_IPV4 = 0x0800,
	TYPE_ARP = 0x0806,
	TYPE_IPV6 = 0x86dd,
	TYPE_VLAN = 0x8100,
	TYPE_QINQ = 0x88a8,
	TYPE_QINQ_OLD = 0x9100,
	HOPOPTS = 0,
	ICMP = 1,
	TCP = 6,
	UDP = 17,
	ROUTING = 43,
	FRAGMENT = 44,
	ICMPV6 = 58,
	DSTOPTS = 60,
};

struct look {
	struct weir_slice bytes;
	const uint16_t *ports;
	unsigned port_count;
	struct scope_view *out;
};

/* The octets at `at`, NULL if not all `size` of them are there. `at` may lie far behind the end. */
static const uint8_t *peek(const struct look *look, size_t at, size_t size)
{
	if (at > look->bytes.size || size > look->bytes.size - at)
		return NULL;
	return look->bytes.data + at;
}

/* A header's place; `size` is what it says of itself, 0 where it does not get so far. */
static void tell(struct look *look, enum weir_layer layer, size_t at, size_t size)
{
	struct weir_view *view = &look->out->view;

	if (view->span_count == SCOPE_SPANS)
		return;
	look->out->spans[view->span_count++] =
		(struct weir_span){ (uint8_t)layer, (uint32_t)at, (uint32_t)size };
}

static bool is_dns(const struct look *look, const uint8_t *ports)
{
	uint16_t source = load_be16(ports);
	uint16_t target = load_be16(ports + 2);

	for (unsigned i = 0; i < look->port_count; i++)
		if (look->ports[i] == source || look->ports[i] == target)
			return true;
	return false;
}

/* The message lies in [at, at + size) as its carrier says. */
static void see_dns(struct look *look, size_t at, uint32_t size)
{
	struct weir_view *view = &look->out->view;
	size_t n = look->bytes.size;
	size_t begin = at < n ? at : n;
	size_t there = n - begin < size ? n - begin : size;

	view->dns = (struct weir_slice){ look->bytes.data + begin, there };
	view->dns_size = size;
}

static void see_udp(struct look *look, size_t at)
{
	const uint8_t *p = peek(look, at, 6);

	tell(look, WEIR_LAYER_UDP, at, 8);
	if (!p || !is_dns(look, p))
		return;
	uint16_t length = load_be16(p + 4);
	if (length >= SCOPE_UDP_LEAST)
		see_dns(look, at + 8, length - 8U);
}

static void see_tcp(struct look *look, size_t at)
{
	const uint8_t *p = peek(look, at, 13);
	size_t size = p ? (size_t)(p[12] >> 4) * 4 : 0;

	tell(look, WEIR_LAYER_TCP, at, size);
	if (!p || !is_dns(look, p) || size < 20)
		return;
	size_t payload = at + size;
	const uint8_t *prefix = peek(look, payload, 2);
	const uint8_t *questions = peek(look, payload + 6, 2);
	if (!prefix || !questions || load_be16(prefix) < SCOPE_TCP_LEAST ||
	    load_be16(questions) > 1)
		return;
	see_dns(look, payload + 2, load_be16(prefix));
}

static void see_transport(struct look *look, uint8_t protocol, size_t at, bool ipv6)
{
	if (protocol == UDP)
		see_udp(look, at);
	else if (protocol == TCP)
		see_tcp(look, at);
	else if (protocol == ICMP && !ipv6)
		tell(look, WEIR_LAYER_ICMP, at, 8);
	else if (protocol == ICMPV6 && ipv6)
		tell(look, WEIR_LAYER_ICMPV6, at, 8);
}

static void see_ipv4(struct look *look, size_t at)
{
	const uint8_t *first = peek(look, at, 1);

	if (!first || *first < 0x45 || *first > 0x4f)
		return;
	size_t size = (size_t)(*first & 15) * 4;
	tell(look, WEIR_LAYER_IP, at, size);
	const uint8_t *p = peek(look, at, 10);
	if (p && (load_be16(p + 6) & 0x1fff) == 0)
		see_transport(look, p[9], at + size, false);
}

/* What lies behind an extension header; false: it cannot be known, or nothing is to be seen there. */
static bool pass_extension(struct look *look, uint8_t *next, size_t *at)
{
	static const struct {
		uint8_t number;
		enum weir_layer layer;
	} rows[] = {
		{ HOPOPTS, WEIR_LAYER_IPV6_HOPOPTS },
		{ ROUTING, WEIR_LAYER_IPV6_ROUTING },
		{ FRAGMENT, WEIR_LAYER_IPV6_FRAGMENT },
		{ DSTOPTS, WEIR_LAYER_IPV6_DSTOPTS },
	};
	bool fragment = *next == FRAGMENT;
	const uint8_t *p = peek(look, *at, fragment ? 4 : 2);
	size_t size = fragment ? 8 : p ? 8 + 8 * (size_t)p[1] : 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].number == *next)
			tell(look, rows[i].layer, *at, size);
	if (!p || (fragment && load_be16(p + 2) >> 3 != 0))
		return false;
	*next = p[0];
	*at += size;
	return true;
}

static bool is_extension(uint8_t protocol)
{
	return protocol == HOPOPTS || protocol == ROUTING || protocol == FRAGMENT ||
	       protocol == DSTOPTS;
}

static void see_ipv6(struct look *look, size_t at)
{
	const uint8_t *first = peek(look, at, 1);

	if (!first || *first >> 4 != 6)
		return;
	tell(look, WEIR_LAYER_IPV6, at, 40);
	const uint8_t *p = peek(look, at, 7);
	if (!p)
		return;
	uint8_t next = p[6];
	at += 40;
	for (unsigned i = 0; i < SCOPE_EXTENSIONS && is_extension(next); i++)
		if (!pass_extension(look, &next, &at))
			return;
	if (!is_extension(next))
		see_transport(look, next, at, true);
}

/* IP whose version its first nibble tells. */
static void see_ip(struct look *look, size_t at)
{
	const uint8_t *first = peek(look, at, 1);

	if (first && *first >> 4 == 6)
		see_ipv6(look, at);
	else
		see_ipv4(look, at);
}

/* What an EtherType at `type_at` leads to, its header behind `at`. */
static void see_ethertype(struct look *look, size_t type_at, size_t at)
{
	for (unsigned tags = 0;; tags++) {
		const uint8_t *p = peek(look, type_at, 2);
		if (!p)
			return;
		switch (load_be16(p)) {
		case TYPE_IPV4:
			see_ipv4(look, at);
			return;
		case TYPE_IPV6:
			see_ipv6(look, at);
			return;
		case TYPE_ARP:
			tell(look, WEIR_LAYER_ARP, at, 28);
			return;
		case TYPE_VLAN:
		case TYPE_QINQ:
		case TYPE_QINQ_OLD:
			if (tags == SCOPE_VLANS)
				return;
			tell(look, WEIR_LAYER_VLAN, at, 4);
			type_at = at + 2;
			at += 4;
			break;
		default:
			return;
		}
	}
}

/* A link type that no program is compiled for: the decoder finds the outermost IP header. */
static void see_decoded(struct look *look, uint16_t link, uint32_t wire_size)
{
	struct weir_packet *packet = &look->out->packet;

	weir_packet_decode(link, look->bytes, wire_size, packet);
	for (unsigned i = 0; i < packet->span_count; i++) {
		const struct weir_span *span = &packet->spans[i];
		if (span->layer == WEIR_LAYER_IP || span->layer == WEIR_LAYER_IPV6) {
			see_ip(look, span->at);
			return;
		}
		tell(look, span->layer, span->at, span->size);
	}
}

static void begin(struct look *look, struct weir_slice bytes, uint32_t wire_size,
		  const uint16_t *ports, unsigned port_count, struct scope_view *out)
{
	memset(&out->view, 0, sizeof(out->view));
	out->view.octets = bytes;
	out->view.spans = out->spans;
	out->view.packet_scope = true;
	out->view.has_frame = true;
	out->view.frame_size = wire_size;
	out->view.frame_captured = (uint32_t)bytes.size;
	*look = (struct look){ bytes, ports, port_count, out };
}

static void see_ethernet(struct look *look)
{
	tell(look, WEIR_LAYER_ETHERNET, 0, 14);
	see_ethertype(look, 12, 14);
}

static void see_sll(struct look *look)
{
	tell(look, WEIR_LAYER_SLL, 0, 16);
	see_ethertype(look, 14, 16);
}

static void see_sll2(struct look *look)
{
	tell(look, WEIR_LAYER_SLL2, 0, 20);
	see_ethertype(look, 0, 20);
}

void scope_packet(const struct weir_frame *frame, const uint16_t *ports, unsigned port_count,
		  struct scope_view *out)
{
	struct look look;

	begin(&look, frame->bytes, frame->wire_size, ports, port_count, out);
	out->view.frame_number = frame->number;
	out->view.frame_time = frame->time;
	out->view.has_time = frame->has_time;
	switch (frame->link) {
	case WEIR_LINK_ETHERNET:
		see_ethernet(&look);
		break;
	case WEIR_LINK_RAW:
	case WEIR_LINK_IPV4:
	case WEIR_LINK_IPV6:
		see_ip(&look, 0);
		break;
	case WEIR_LINK_LINUX_SLL:
		see_sll(&look);
		break;
	case WEIR_LINK_LINUX_SLL2:
		see_sll2(&look);
		break;
	default:
		see_decoded(&look, frame->link, frame->wire_size);
		break;
	}
}

void scope_target(enum weir_target target, struct weir_slice bytes, uint32_t wire_size,
		  const struct weir_bpf_metadata *metadata, const uint16_t *ports,
		  unsigned port_count, struct scope_view *out)
{
	struct look look;

	begin(&look, bytes, wire_size, ports, port_count, out);
	if (metadata) {
		out->view.has_vlan = metadata->vlan_present;
		out->view.vlan_tci = metadata->vlan_tci;
		out->view.vlan_tpid = metadata->vlan_tpid;
	}
	switch (target) {
	case WEIR_TARGET_ETHER:
		see_ethernet(&look);
		break;
	case WEIR_TARGET_IP:
		see_ip(&look, 0);
		break;
	case WEIR_TARGET_SLL:
		see_sll(&look);
		break;
	case WEIR_TARGET_SLL2:
		see_sll2(&look);
		break;
	case WEIR_TARGET_UDP_SOCKET:
		see_udp(&look, 0);
		break;
	case WEIR_TARGET_COUNT:
		break;
	}
}

void scope_decode(const struct weir_frame *frame, struct scope_view *out)
{
	weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &out->packet);
	out->view.packet = &out->packet;
}
