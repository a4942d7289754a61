/* frame.c - the addresses in a frame's headers, one span after the other.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "anonymise/work.h"
#include "anonymise/zero.h"
#include "base/cursor.h"

enum { FOUR_SOURCE = 12, FOUR_TARGET = 16, SIX_SOURCE = 8, SIX_TARGET = 24 };

void work_address(struct work *w, size_t at, uint8_t version)
{
	size_t size = version == 4 ? 4 : 16;
	struct weir_address address = { .octets = { 0 } };

	if (at > w->mend.size || size > w->mend.size - at || w->status != WEIR_OK)
		return;
	memcpy(address.octets, w->mend.bytes + at, size);
	w->status = weir_anonymise_address(w->anonymiser, version, &address);
	if (w->status == WEIR_OK)
		mend_put(&w->mend, at, address.octets, size);
}

static void put_mac(struct work *w, size_t at)
{
	uint8_t mac[MAC_SIZE];

	if (!w->anonymiser->macs || at > w->mend.size || MAC_SIZE > w->mend.size - at ||
	    w->status != WEIR_OK)
		return;
	memcpy(mac, w->mend.bytes + at, MAC_SIZE);
	w->status = anonymise_mac(w->anonymiser, mac);
	if (w->status == WEIR_OK)
		mend_put(&w->mend, at, mac, MAC_SIZE);
}

/* IPv4 options that list addresses: where the list begins, and how far apart they are; 0: none. */
struct list {
	size_t at, step;
};

static struct list list_in_option(const uint8_t *option, size_t size)
{
	enum { RECORD = 7, TIMESTAMP = 68, LOOSE = 131, STRICT = 137 };

	switch (option[0]) {
	case RECORD:
	case LOOSE:
	case STRICT:
		return (struct list){ 3, 4 };
	case TIMESTAMP:
		/* Flag 1 and 3: an address stands before each time. */
		return size > 3 && (option[3] & 15) % 2 == 1 ? (struct list){ 4, 8 }
							     : (struct list){ 0, 0 };
	default:
		return (struct list){ 0, 0 };
	}
}

/* Calls with the place of each option of an IPv4 header. Each turn goes on by an octet or more. */
static void each_option(struct work *w, const struct weir_span *ip,
			void (*take)(struct work *w, size_t at, size_t size))
{
	const uint8_t *p = w->mend.bytes + ip->at;
	size_t at = 20;

	while (at < ip->size && p[at] != 0) {
		if (p[at] == 1) {
			at++;
			continue;
		}
		if (2 > ip->size - at || p[at + 1] < 2 || p[at + 1] > ip->size - at)
			return;
		take(w, ip->at + at, p[at + 1]);
		at += p[at + 1];
	}
}

static void take_addresses(struct work *w, size_t at, size_t size)
{
	struct list list = list_in_option(w->mend.bytes + at, size);

	if (list.at == 0)
		return;
	for (size_t next = list.at; next + 4 <= size; next += list.step)
		work_address(w, at + next, 4);
}

/* A source route with hops to come: its last address is the one in the pseudo header. */
static void find_last_hop(struct work *w, size_t at, size_t size)
{
	const uint8_t *option = w->mend.bytes + at;
	bool route = option[0] == 131 || option[0] == 137;

	if (route && size >= 7 && option[2] < size)
		w->target = at + size - 4;
}

static void put_ip(struct work *w, const struct weir_span *span)
{
	work_address(w, span->at + FOUR_SOURCE, 4);
	work_address(w, span->at + FOUR_TARGET, 4);
	each_option(w, span, take_addresses);
}

/* Types 0, 2 and 4 list addresses behind eight octets. */
static size_t hops_of(const uint8_t *routing, size_t size)
{
	if (size < 24 || (routing[2] != 0 && routing[2] != 2 && routing[2] != 4))
		return 0;
	/* Of segment routing (RFC 8754), as many as it says; other things may follow them. */
	size_t count = routing[2] == 4 ? routing[4] + (size_t)1 : (size - 8) / 16;
	return count > (size - 8) / 16 ? (size - 8) / 16 : count;
}

static void put_routing(struct work *w, const struct weir_span *span)
{
	size_t hops = hops_of(w->mend.bytes + span->at, span->size);

	for (size_t i = 0; i < hops; i++)
		work_address(w, span->at + 8 + i * 16, 6);
}

static void find_last_hop6(struct work *w, const struct weir_span *span)
{
	const uint8_t *p = w->mend.bytes + span->at;
	size_t hops = hops_of(p, span->size);

	if (hops > 0 && p[3] > 0)
		w->target = span->at + 8 + (p[2] == 4 ? 0 : (hops - 1) * 16);
}

static void put_arp(struct work *w, const struct weir_span *span)
{
	const uint8_t *p = w->mend.bytes + span->at;

	if (span->size < 8)
		return;
	size_t hardware = p[4];
	size_t protocol = p[5];
	size_t at = span->at + 8;
	for (unsigned side = 0; side < 2; side++) {
		if (hardware == MAC_SIZE)
			put_mac(w, at);
		if (protocol == 4 || protocol == 16)
			work_address(w, at + hardware, protocol == 4 ? 4 : 6);
		at += hardware + protocol;
	}
}

/* Options of neighbour discovery, RFC 4861 section 4.6: link-layer addresses and prefixes. */
static void put_neighbour_options(struct work *w, size_t at)
{
	enum { SOURCE = 1, TARGET = 2, PREFIX = 3 };

	/* Each turn goes on by eight octets or more. */
	while (at < w->mend.size && w->mend.size - at >= 8) {
		const uint8_t *option = w->mend.bytes + at;
		size_t size = option[1] * (size_t)8;

		if (size == 0 || size > w->mend.size - at)
			return;
		if (option[0] == SOURCE || option[0] == TARGET)
			put_mac(w, at + 2);
		if (option[0] == PREFIX && size == 32)
			work_address(w, at + 16, 6);
		at += size;
	}
}

static void put_icmp6(struct work *w, const struct weir_span *span)
{
	enum { SOLICIT_ROUTER = 133, ROUTER = 134, SOLICIT = 135, NEIGHBOUR = 136, REDIRECT = 137 };

	if (span->at >= w->mend.size)
		return;
	switch (w->mend.bytes[span->at]) {
	case SOLICIT_ROUTER:
		put_neighbour_options(w, span->at + (size_t)8);
		break;
	case ROUTER:
		put_neighbour_options(w, span->at + (size_t)16);
		break;
	case REDIRECT:
		work_address(w, span->at + (size_t)8, 6);
		work_address(w, span->at + (size_t)24, 6);
		put_neighbour_options(w, span->at + (size_t)40);
		break;
	case SOLICIT:
	case NEIGHBOUR:
		work_address(w, span->at + (size_t)8, 6);
		put_neighbour_options(w, span->at + (size_t)24);
		break;
	default:
		break;
	}
}

static void put_icmp(struct work *w, const struct weir_span *span)
{
	enum { REDIRECT = 5 };

	if (span->at < w->mend.size && w->mend.bytes[span->at] == REDIRECT)
		work_address(w, span->at + (size_t)4, 4);
}

/* Three addresses, the third behind the others; a fourth where the frame goes from relay to relay. */
static void put_wlan(struct work *w, const struct weir_span *span)
{
	enum { FIRST = 4, FOURTH = 24, RELAYED = 3 };
	size_t count = span->size < FOURTH ? (span->size - FIRST) / MAC_SIZE : 3;

	for (size_t i = 0; i < count; i++)
		put_mac(w, span->at + FIRST + i * MAC_SIZE);
	if (span->size >= FOURTH + MAC_SIZE && (w->mend.bytes[span->at + 1] & RELAYED) == RELAYED)
		put_mac(w, span->at + (size_t)FOURTH);
}

static void put_span(struct work *w, const struct weir_span *span)
{
	switch (span->layer) {
	case WEIR_LAYER_ETHERNET:
		put_mac(w, span->at);
		put_mac(w, span->at + (size_t)MAC_SIZE);
		break;
	case WEIR_LAYER_FDDI:
		put_mac(w, span->at + (size_t)1);
		put_mac(w, span->at + (size_t)1 + MAC_SIZE);
		break;
	case WEIR_LAYER_WLAN:
		put_wlan(w, span);
		break;
	case WEIR_LAYER_SLL:
		put_mac(w, span->at + (size_t)6);
		break;
	case WEIR_LAYER_SLL2:
		put_mac(w, span->at + (size_t)12);
		break;
	case WEIR_LAYER_ARP:
		put_arp(w, span);
		break;
	case WEIR_LAYER_IP:
		put_ip(w, span);
		break;
	case WEIR_LAYER_IPV6:
		work_address(w, span->at + (size_t)SIX_SOURCE, 6);
		work_address(w, span->at + (size_t)SIX_TARGET, 6);
		break;
	case WEIR_LAYER_IPV6_ROUTING:
		put_routing(w, span);
		break;
	case WEIR_LAYER_ICMP:
		put_icmp(w, span);
		break;
	case WEIR_LAYER_ICMPV6:
		put_icmp6(w, span);
		break;
	default:
		break;
	}
}

static void add_transport(struct work *w, size_t at, size_t field, bool pseudo, bool may_lack)
{
	mend_add(&w->mend, (struct mend_sum){ .from = at,
					      .to = SIZE_MAX,
					      .drop = w->drop,
					      .field = at + field,
					      .source = pseudo ? w->source : MEND_NOWHERE,
					      .target = pseudo ? w->target : MEND_NOWHERE,
					      .may_lack = may_lack });
}

/* Learn the checksum of a span; IP headers say what the pseudo header of the next transport is. */
static void learn(struct work *w, const struct weir_span *span)
{
	const uint8_t *p = w->mend.bytes + span->at;

	switch (span->layer) {
	case WEIR_LAYER_IP:
		w->source = span->at + (size_t)FOUR_SOURCE;
		w->target = span->at + (size_t)FOUR_TARGET;
		mend_add(&w->mend, (struct mend_sum){ .from = span->at,
						      .to = span->at + (size_t)span->size,
						      .drop = w->drop,
						      .field = span->at + (size_t)10,
						      .source = MEND_NOWHERE,
						      .target = MEND_NOWHERE });
		each_option(w, span, find_last_hop);
		break;
	case WEIR_LAYER_IPV6:
		w->source = span->at + (size_t)SIX_SOURCE;
		w->target = span->at + (size_t)SIX_TARGET;
		break;
	case WEIR_LAYER_IPV6_ROUTING:
		find_last_hop6(w, span);
		break;
	case WEIR_LAYER_UDP:
		add_transport(w, span->at, 6, true, true);
		break;
	case WEIR_LAYER_TCP:
		add_transport(w, span->at, 16, true, false);
		break;
	case WEIR_LAYER_ICMP:
		add_transport(w, span->at, 2, false, false);
		break;
	case WEIR_LAYER_ICMPV6:
		add_transport(w, span->at, 2, true, false);
		break;
	case WEIR_LAYER_GRE:
		/* With the checksum bit of RFC 2784. */
		if (span->size >= 8 && p[0] & 0x80)
			add_transport(w, span->at, 4, false, false);
		break;
	default:
		break;
	}
}

/* The first fragment has the transport header, which the decoder leaves to who puts it together. */
static void learn_fragment(struct work *w, const struct weir_packet *packet)
{
	size_t at = (size_t)(packet->payload.data - packet->base.data);

	if (packet->stop != WEIR_STOP_FRAGMENT || packet->fragment_at != 0)
		return;
	switch (packet->fragment_protocol) {
	case 17:
		add_transport(w, at, 6, true, true);
		break;
	case 6:
		add_transport(w, at, 16, true, false);
		break;
	case 58:
		add_transport(w, at, 2, true, false);
		break;
	default:
		break;
	}
}

/* Beside zeros, a checksum that is not right would tell of the addresses that went. */
static void learn_all(struct work *w, const struct weir_packet *packet)
{
	bool zeros = w->anonymiser->zeros;
	struct weir_sum sum = { .status = WEIR_CHECKSUM_UNSEEN };

	for (unsigned i = 0; i < packet->span_count; i++) {
		if (zeros)
			weir_packet_sum(packet, i, &sum);
		w->drop = zeros && sum.status != WEIR_CHECKSUM_GOOD;
		learn(w, &packet->spans[i]);
	}
	w->drop = zeros;
	learn_fragment(w, packet);
}

/* Could there be an address behind the last header that was read? */
static bool all_read(const struct weir_packet *packet)
{
	bool arp = packet->span_count > 0 &&
		   packet->spans[packet->span_count - 1].layer == WEIR_LAYER_ARP;

	if (packet->spans_lost)
		return false;
	switch ((enum weir_stop)packet->stop) {
	case WEIR_STOP_NONE:
	case WEIR_STOP_FRAGMENT:
	case WEIR_STOP_QUOTED_FRAGMENT:
	case WEIR_STOP_ENCRYPTED:
	case WEIR_STOP_TRANSPORT_SHORT:
	case WEIR_STOP_TRANSPORT_FORM:
	case WEIR_STOP_TRANSPORT_OTHER:
	case WEIR_STOP_JUMBO:
		return true;
	case WEIR_STOP_NOT_IP:
		return arp;
	case WEIR_STOP_LINK_UNKNOWN:
	case WEIR_STOP_LINK_SHORT:
	case WEIR_STOP_TUNNEL_SHORT:
	case WEIR_STOP_TUNNEL_FORM:
	case WEIR_STOP_TUNNEL_DEEP:
	case WEIR_STOP_IP_SHORT:
	case WEIR_STOP_IP_FORM:
	case WEIR_STOP_IP_EXTENSION:
	case WEIR_STOP_COUNT:
		return false;
	}
	return false;
}

enum weir_status weir_anonymise_frame(struct weir_anonymiser *anonymiser, uint16_t link,
				      uint8_t *bytes, size_t size, uint32_t wire_size,
				      bool *unsearched)
{
	struct work w = { .anonymiser = anonymiser,
			  .source = MEND_NOWHERE,
			  .target = MEND_NOWHERE };
	struct weir_packet packet;

	*unsearched = false;
	weir_packet_decode(link, (struct weir_slice){ bytes, size }, wire_size, &packet);
	if (!all_read(&packet) || (anonymiser->zeros && !zero_fits(&packet)))
		return WEIR_E_SUPPORT;
	w.mend.bytes = bytes;
	w.mend.size = size;
	learn_all(&w, &packet);
	/* Before the addresses: DNS is found by what the headers say, and so are its octets. */
	work_dns(&w, &packet);
	for (unsigned i = 0; i < packet.span_count; i++)
		put_span(&w, &packet.spans[i]);
	mend_settle(&w.mend);
	if (anonymiser->zeros)
		zero_trailer(&packet, bytes, size);
	*unsearched = w.unsearched;
	return w.status;
}
