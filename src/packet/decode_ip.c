/* decode_ip.c - IPv4, IPv6 and the extension headers, up to the transport or the fragment.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "packet/walk.h"

enum {
	IPV4_SIZE = 20,
	IPV6_SIZE = 40,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	OPTION_PAD1 = 0,
	OPTION_JUMBO = 0xc2,
};

/* A new innermost IP header: what the outer one's transport said no longer counts. */
static void begin(struct walk *w, uint8_t version, uint8_t hop_limit, size_t size)
{
	struct weir_packet *out = w->out;

	out->version = version;
	out->hop_limit = hop_limit;
	out->source_port = 0;
	out->target_port = 0;
	out->transport_index = WEIR_SPAN_NONE;
	out->ip_index = walk_tell(w, version == 4 ? WEIR_LAYER_IP : WEIR_LAYER_IPV6, size);
}

/* Both kinds of fragment end here. One that an ICMP error quotes is no part of any datagram to put
 * together: its first piece is read on as far as it goes. */
static enum step fragment(struct walk *w, uint8_t protocol, uint32_t id, uint16_t at, bool more)
{
	struct weir_packet *out = w->out;

	if (w->quoted) {
		out->protocol = protocol;
		if (at == 0)
			return walk_protocol(w, protocol);
		return walk_stop(w, WEIR_STOP_QUOTED_FRAGMENT);
	}
	out->protocol = protocol;
	out->fragment_protocol = protocol;
	out->fragment_id = id;
	out->fragment_at = at;
	out->fragment_more = more;
	return walk_stop(w, WEIR_STOP_FRAGMENT);
}

enum step step_ipv4(struct walk *w)
{
	const uint8_t *p = walk_peek(w, IPV4_SIZE);
	struct weir_packet *out = w->out;

	if (!p)
		return walk_stop(w, WEIR_STOP_IP_SHORT);
	size_t size = (size_t)(p[0] & 15) * 4;
	uint16_t total = load_be16(p + 2);
	if (p[0] >> 4 != 4 || size < IPV4_SIZE || (total < size && total != 0))
		return walk_stop(w, WEIR_STOP_IP_FORM);
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_IP_SHORT);
	begin(w, 4, p[8], size);
	memcpy(out->source.octets, p + 12, 4);
	memset(out->source.octets + 4, 0, 12);
	memcpy(out->target.octets, p + 16, 4);
	memset(out->target.octets + 4, 0, 12);
	if (total != 0) /* 0: left to the card by segmentation offload */
		walk_limit(w, total - size);
	uint16_t where = load_be16(p + 6);
	if (where & 0x3fff)
		return fragment(w, p[9], load_be16(p + 4), (uint16_t)((where & 0x1fff) * 8),
				where & 0x2000);
	return walk_protocol(w, p[9]);
}

enum step step_ipv6(struct walk *w)
{
	const uint8_t *p = walk_peek(w, IPV6_SIZE);
	struct weir_packet *out = w->out;

	if (!p)
		return walk_stop(w, WEIR_STOP_IP_SHORT);
	if (p[0] >> 4 != 6)
		return walk_stop(w, WEIR_STOP_IP_FORM);
	begin(w, 6, p[7], IPV6_SIZE);
	memcpy(out->source.octets, p + 8, 16);
	memcpy(out->target.octets, p + 24, 16);
	uint16_t size = load_be16(p + 4);
	/* 0 with a header that needs octets: a jumbogram (its option says how long) or offload. */
	if (size != 0 || (p[6] != 0 && p[6] != PROTOCOL_TCP && p[6] != PROTOCOL_UDP))
		walk_limit(w, size);
	return walk_protocol(w, p[6]);
}

/* The jumbo payload option of RFC 2675 among hop-by-hop options; 0: none. */
static uint32_t find_jumbo(const uint8_t *options, size_t size)
{
	size_t at = 0;

	/* Each turn goes on by one octet or more. */
	while (at < size) {
		if (options[at] == OPTION_PAD1) {
			at++;
			continue;
		}
		if (2 > size - at || options[at + 1] > size - at - 2)
			return 0;
		if (options[at] == OPTION_JUMBO && options[at + 1] == 4)
			return load_be32(options + at + 2);
		at += 2 + (size_t)options[at + 1];
	}
	return 0;
}

/* IPv6 extension headers but the fragment's: next header, length in units of eight octets less one.
 * NULL when it cannot be read, the stop told. */
static const uint8_t *extension(struct walk *w, enum weir_layer layer)
{
	const uint8_t *p = walk_peek(w, 8);
	size_t size = p ? ((size_t)p[1] + 1) * 8 : 8;

	if (w->out->version != 6) {
		walk_stop(w, WEIR_STOP_TRANSPORT_OTHER);
		return NULL;
	}
	if (!p || size > walk_left(w)) {
		walk_stop(w, WEIR_STOP_IP_EXTENSION);
		return NULL;
	}
	walk_tell(w, layer, size);
	return p;
}

static enum step skip_extension(struct walk *w, enum weir_layer layer)
{
	const uint8_t *p = extension(w, layer);

	return p ? walk_protocol(w, p[0]) : STEP_DONE;
}

/* Hop-by-hop options, and in them the length of a jumbogram. */
static enum step hop_by_hop(struct walk *w)
{
	const uint8_t *p = extension(w, WEIR_LAYER_IPV6_HOPOPTS);

	if (!p)
		return STEP_DONE;
	size_t size = (size_t)(w->data + w->at - p);
	uint8_t ip = w->out->ip_index;
	uint32_t jumbo = find_jumbo(p + 2, size - 2);
	if (jumbo == 0 || ip == WEIR_SPAN_NONE)
		return walk_protocol(w, p[0]);
	/* RFC 2675 section 3: more than 65535 octets, and none by the fixed header. */
	if (load_be16(w->data + w->out->spans[ip].at + 4) != 0 || jumbo <= UINT16_MAX)
		return walk_stop(w, WEIR_STOP_JUMBO);
	walk_limit(w, jumbo - size);
	return walk_protocol(w, p[0]);
}

/* Hop-by-hop and destination options look alike. */
enum step step_options(struct walk *w)
{
	return w->out->protocol == 0 ? hop_by_hop(w) : skip_extension(w, WEIR_LAYER_IPV6_DSTOPTS);
}

enum step step_routing(struct walk *w)
{
	return skip_extension(w, WEIR_LAYER_IPV6_ROUTING);
}

enum step step_mobility(struct walk *w)
{
	return skip_extension(w, WEIR_LAYER_MOBILITY);
}

enum step step_hip(struct walk *w)
{
	return skip_extension(w, WEIR_LAYER_HIP);
}

enum step step_shim6(struct walk *w)
{
	return skip_extension(w, WEIR_LAYER_SHIM6);
}

enum step step_fragment(struct walk *w)
{
	if (w->out->version != 6)
		return walk_stop(w, WEIR_STOP_TRANSPORT_OTHER);
	const uint8_t *p = walk_take(w, WEIR_LAYER_IPV6_FRAGMENT, 8);
	if (!p)
		return walk_stop(w, WEIR_STOP_IP_EXTENSION);
	uint16_t where = load_be16(p + 2);
	if ((where & 0xfff9) == 0) /* an atomic fragment is whole (RFC 6946) */
		return walk_protocol(w, p[0]);
	return fragment(w, p[0], load_be32(p + 4), where & 0xfff8, where & 1);
}

/* RFC 4302: length in units of four octets less two. */
enum step step_ah(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 12);
	size_t size = p ? ((size_t)p[1] + 2) * 4 : 12;

	if (!p || size > walk_left(w))
		return walk_stop(w, WEIR_STOP_IP_EXTENSION);
	if (size < 12)
		return walk_stop(w, WEIR_STOP_IP_EXTENSION);
	walk_tell(w, WEIR_LAYER_AH, size);
	return walk_protocol(w, p[0]);
}

enum step step_esp(struct walk *w)
{
	walk_take(w, WEIR_LAYER_ESP, 8);
	return walk_stop(w, WEIR_STOP_ENCRYPTED);
}
