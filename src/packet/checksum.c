/* checksum.c - the innermost IPv4 header's and the transport's checksums, found and right.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>

#include <string.h>

#include "base/cursor.h"

enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17, PROTOCOL_ICMPV6 = 58 };

/* RFC 1071: the sum of big-endian words, an odd octet as a word's high half. Below 2^32 words the
 * 64-bit sum cannot wrap. */
static uint64_t sum(uint64_t start, const uint8_t *p, size_t size)
{
	while (size >= 4) {
		start += load_be32(p);
		p += 4;
		size -= 4;
	}
	if (size >= 2) {
		start += load_be16(p);
		p += 2;
		size -= 2;
	}
	if (size > 0)
		start += (uint64_t)p[0] << 8;
	return start;
}

static uint16_t fold(uint64_t value)
{
	while (value > UINT16_MAX)
		value = (value >> 16) + (value & UINT16_MAX);
	return (uint16_t)value;
}

/* `total` is the sum over everything, the checksum field `found` included. */
static enum weir_checksum judge(uint64_t total, uint16_t found, uint16_t *right)
{
	/* Taking a word out of the sum is adding its complement. */
	*right = (uint16_t)~fold(total + (uint16_t)~found);
	return fold(total) == UINT16_MAX ? WEIR_CHECKSUM_GOOD : WEIR_CHECKSUM_BAD;
}

static void check_ip(const struct weir_packet *packet, const struct weir_span *span,
		     struct weir_sum *out)
{
	const uint8_t *p = packet->base.data + span->at;

	out->found = load_be16(p + 10);
	out->status = judge(sum(0, p, span->size), out->found, &out->right);
}

/* Where the checksum stands in the transport header; 0: no such field. */
static size_t place(uint8_t layer)
{
	switch (layer) {
	case WEIR_LAYER_UDP:
		return 6;
	case WEIR_LAYER_TCP:
		return 16;
	case WEIR_LAYER_ICMP:
	case WEIR_LAYER_ICMPV6:
		return 2;
	default:
		return 0;
	}
}

/* IPv4's source route: where in the header its last address stands when some are still to be visited;
 * 0: none. */
static size_t last_hop4(const uint8_t *ip, size_t size)
{
	enum { END = 0, NOP = 1, LOOSE = 131, STRICT = 137 };
	size_t at = 20;

	/* Each turn goes on by one octet or more. */
	while (at < size && ip[at] != END) {
		if (ip[at] == NOP) {
			at++;
			continue;
		}
		if (2 > size - at || ip[at + 1] < 2 || ip[at + 1] > size - at)
			return 0;
		size_t length = ip[at + 1];
		if ((ip[at] == LOOSE || ip[at] == STRICT) && length >= 7 && ip[at + 2] < length)
			return at + length - 4;
		at += length;
	}
	return 0;
}

/* The same in IPv6's routing header: types 0 and 2 end with the last address, type 4 (RFC 8754) begins
 * with it. */
static size_t last_hop6(const uint8_t *header, size_t size)
{
	enum { SOURCE = 0, MOBILE = 2, SEGMENTS = 4 };

	if (size < 24 || header[3] == 0)
		return 0;
	switch (header[2]) {
	case SOURCE:
	case MOBILE:
		return 8 + (size - 8) / 16 * 16 - 16;
	case SEGMENTS:
		return 8;
	default:
		return 0;
	}
}

/* Who carries a transport header, and where its octets end. */
struct carrier {
	uint8_t version;
	const uint8_t *source;
	const uint8_t *target; /* as the sender put it into the pseudo header */
	size_t end;
};

/* That of the last hop, where the headers between IP and transport name one (RFC 8200 section 8.1). */
static const uint8_t *final_target(const struct weir_packet *packet, unsigned ip,
				   unsigned transport, const uint8_t *target)
{
	for (unsigned i = ip; i < transport; i++) {
		const struct weir_span *span = &packet->spans[i];
		const uint8_t *p = packet->base.data + span->at;
		size_t last = 0;
		if (span->layer == WEIR_LAYER_IP)
			last = last_hop4(p, span->size);
		else if (span->layer == WEIR_LAYER_IPV6_ROUTING)
			last = last_hop6(p, span->size);
		if (last > 0)
			return p + last;
	}
	return target;
}

/* Of the innermost transport header; false: not all of what it carries is there. */
static bool innermost(const struct weir_packet *packet, struct carrier *out)
{
	out->version = packet->version;
	if (packet->payload.size < packet->payload_size)
		return false;
	out->source = packet->source.octets;
	out->target = packet->target.octets;
	if (packet->ip_index != WEIR_SPAN_NONE)
		out->target = final_target(packet, packet->ip_index, packet->transport_index,
					   out->target);
	out->end = (size_t)(packet->payload.data - packet->base.data) + packet->payload.size;
	return true;
}

static bool is_fragment(const struct weir_span *span, const uint8_t *p)
{
	if (span->layer == WEIR_LAYER_IP)
		return (load_be16(p + 6) & 0x3fff) != 0;
	return span->layer == WEIR_LAYER_IPV6_FRAGMENT && (load_be16(p + 2) & 0xfff9) != 0;
}

/* Of one further out, by the IP header before it. */
static bool outer(const struct weir_packet *packet, unsigned index, struct carrier *out)
{
	unsigned ip = index;
	size_t claim;

	while (ip > 0 && packet->spans[ip].layer != WEIR_LAYER_IP &&
	       packet->spans[ip].layer != WEIR_LAYER_IPV6)
		ip--;
	const uint8_t *p = packet->base.data + packet->spans[ip].at;
	if (packet->spans[ip].layer == WEIR_LAYER_IP) {
		*out = (struct carrier){ 4, p + 12, p + 16, 0 };
		claim = load_be16(p + 2);
	} else if (packet->spans[ip].layer == WEIR_LAYER_IPV6) {
		*out = (struct carrier){ 6, p + 8, p + 24, 0 };
		claim = load_be16(p + 4) == 0 ? 0 : 40U + load_be16(p + 4);
	} else {
		return false;
	}
	for (unsigned i = ip; i < index; i++)
		if (is_fragment(&packet->spans[i], packet->base.data + packet->spans[i].at))
			return false;
	out->target = final_target(packet, ip, index, out->target);
	if (claim == 0 || claim > packet->base.size - packet->spans[ip].at)
		return false;
	out->end = packet->spans[ip].at + claim;
	return true;
}

static uint64_t pseudo(const struct carrier *carrier, uint8_t layer, size_t size)
{
	size_t address = carrier->version == 4 ? 4 : 16;
	uint8_t protocol = layer == WEIR_LAYER_UDP   ? PROTOCOL_UDP
			   : layer == WEIR_LAYER_TCP ? PROTOCOL_TCP
						     : PROTOCOL_ICMPV6;

	if (layer == WEIR_LAYER_ICMP)
		return 0;
	return sum(sum(protocol + (uint64_t)size, carrier->source, address), carrier->target,
		   address);
}

void weir_packet_sum(const struct weir_packet *packet, unsigned index, struct weir_sum *out)
{
	struct carrier carrier = { .version = 0 };

	*out = (struct weir_sum){ .status = WEIR_CHECKSUM_UNSEEN };
	if (index >= packet->span_count)
		return;
	const struct weir_span *span = &packet->spans[index];
	const uint8_t *p = packet->base.data + span->at;
	size_t at = place(span->layer);
	if (span->layer == WEIR_LAYER_IP)
		check_ip(packet, span, out);
	if (at == 0)
		return;
	/* What was decoded behind it may have moved the payload's end. */
	bool inner = index == packet->transport_index && index == packet->span_count - 1U;
	bool whole = inner ? innermost(packet, &carrier) : outer(packet, index, &carrier);
	uint16_t found = load_be16(p + at);
	out->none = span->layer == WEIR_LAYER_UDP && found == 0 && carrier.version == 4;
	if (!whole || out->none)
		return;
	size_t size = carrier.end - span->at;
	if (span->layer == WEIR_LAYER_UDP && !inner) {
		size_t claim = load_be16(p + 4);
		if (claim < span->size || claim > size)
			return;
		size = claim;
	}
	uint64_t total = sum(pseudo(&carrier, span->layer, size), p, size);
	out->found = found;
	out->status = judge(total, found, &out->right);
	/* UDP sends 0xffff for a sum of zero: 0 says "none" (RFC 768). */
	if (span->layer == WEIR_LAYER_UDP && out->right == 0)
		out->right = UINT16_MAX;
}

void weir_packet_checksums(const struct weir_packet *packet, struct weir_checksums *out)
{
	struct weir_sum ip = { .status = WEIR_CHECKSUM_UNSEEN };
	struct weir_sum transport;

	if (packet->version == 4)
		weir_packet_sum(packet, packet->ip_index, &ip);
	weir_packet_sum(packet, packet->transport_index, &transport);
	*out = (struct weir_checksums){ ip.status, transport.status, ip.found,
					ip.right,  transport.found,  transport.right };
}
