/* zero.c - which frames can be shown once their addresses are zeros, and what else goes with these.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Other addresses may stand where no standard puts them; zeros promise that none is left. So a frame
 * passes only if each of its headers is one whose addresses are all known. */
#include "anonymise/zero.h"

#include <string.h>

#include "base/cursor.h"

static bool has(const uint8_t *list, size_t count, uint8_t value)
{
	return memchr(list, value, count) != NULL;
}

/* Headers without addresses, or with those that put_span of frame.c writes. */
static bool is_known(enum weir_layer layer)
{
	static const uint8_t known[] = {
		WEIR_LAYER_ETHERNET,     WEIR_LAYER_VLAN,         WEIR_LAYER_MPLS,
		WEIR_LAYER_PSEUDOWIRE,   WEIR_LAYER_PPPOE,        WEIR_LAYER_PPP,
		WEIR_LAYER_SLL,          WEIR_LAYER_SLL2,         WEIR_LAYER_NULL,
		WEIR_LAYER_ARP,          WEIR_LAYER_IP,           WEIR_LAYER_IPV6,
		WEIR_LAYER_IPV6_HOPOPTS, WEIR_LAYER_IPV6_ROUTING, WEIR_LAYER_IPV6_FRAGMENT,
		WEIR_LAYER_IPV6_DSTOPTS, WEIR_LAYER_ESP,          WEIR_LAYER_AH,
		WEIR_LAYER_GRE,          WEIR_LAYER_VXLAN,        WEIR_LAYER_GENEVE,
		WEIR_LAYER_ERSPAN,       WEIR_LAYER_GTP,          WEIR_LAYER_L2TP,
		WEIR_LAYER_ETHERIP,      WEIR_LAYER_UDP,          WEIR_LAYER_TCP,
		WEIR_LAYER_ICMP,         WEIR_LAYER_ICMPV6,       WEIR_LAYER_LLC,
		WEIR_LAYER_FRELAY,       WEIR_LAYER_FDDI,         WEIR_LAYER_CHDLC,
		WEIR_LAYER_RADIOTAP,     WEIR_LAYER_WLAN,         WEIR_LAYER_PAYLOAD,
	};

	return has(known, sizeof(known), (uint8_t)layer);
}

/* Options of a header: how they are written, and which of them may be there (or may not, where `others`). */
struct options {
	uint8_t pad;        /* an option of one octet */
	bool counts_itself; /* the length includes kind and length, and kind 0 ends the list */
	bool others;
	uint8_t kinds[8];
	size_t count;
};

static bool options_fit(struct weir_slice bytes, const struct options *options)
{
	size_t at = 0;

	/* Each turn goes on by an octet or more. */
	while (at < bytes.size) {
		uint8_t kind = bytes.data[at];

		if (kind == options->pad) {
			at++;
			continue;
		}
		if (options->counts_itself && kind == 0)
			return true;
		if (has(options->kinds, options->count, kind) == options->others ||
		    bytes.size - at < 2)
			return false;
		size_t size = bytes.data[at + 1] + (size_t)(options->counts_itself ? 0 : 2);
		if (size < 2 || size > bytes.size - at)
			return false;
		at += size;
	}
	return true;
}

static bool options_at(const uint8_t *p, const struct weir_span *span, uint32_t fixed,
		       const struct options *options)
{
	return span->size >= fixed &&
	       options_fit((struct weir_slice){ p + fixed, span->size - fixed }, options);
}

/* Are the addresses of this header only where put_span of frame.c looks for them? */
static bool fits(const uint8_t *p, const struct weir_span *span)
{
	/* Security, record route, timestamp, source routes, router alert. */
	static const struct options ip = { 1, true, false, { 7, 68, 130, 131, 137, 148 }, 6 };
	static const struct options ipv6 = { 0, false, true, { 201 }, 1 }; /* not home address */
	static const struct options tcp = { 1, true, true, { 30 }, 1 };    /* not multipath */
	static const uint8_t icmp[] = { 0, 3, 4, 5, 8, 11, 12, 13, 14 };
	static const uint8_t icmp6[] = { 1, 2, 3, 4, 128, 129, 133, 134, 135, 136, 137 };
	static const uint8_t routes[] = { 0, 2, 4 };

	switch (span->layer) {
	case WEIR_LAYER_IP:
		return options_at(p, span, 20, &ip);
	case WEIR_LAYER_IPV6_HOPOPTS:
	case WEIR_LAYER_IPV6_DSTOPTS:
		return options_at(p, span, 2, &ipv6);
	case WEIR_LAYER_IPV6_ROUTING:
		return span->size >= 8 && has(routes, sizeof(routes), p[2]);
	case WEIR_LAYER_TCP:
		return options_at(p, span, 20, &tcp);
	case WEIR_LAYER_ICMP:
		return span->size > 0 && has(icmp, sizeof(icmp), p[0]);
	case WEIR_LAYER_ICMPV6:
		return span->size > 0 && has(icmp6, sizeof(icmp6), p[0]);
	default:
		return true;
	}
}

/* What is carried, where it is not told by a span: other protocols may name hosts in their first octets. */
static bool carries_known(const struct weir_packet *packet)
{
	static const uint8_t known[] = { 1, 6, 17, 58 };
	uint8_t last = packet->span_count > 0 ? packet->spans[packet->span_count - 1].layer : 0;

	switch (packet->stop) {
	case WEIR_STOP_FRAGMENT:
		return has(known, sizeof(known), packet->fragment_protocol);
	case WEIR_STOP_TRANSPORT_OTHER:
		return last == WEIR_LAYER_ICMP || last == WEIR_LAYER_ICMPV6;
	case WEIR_STOP_TRANSPORT_SHORT:
	case WEIR_STOP_TRANSPORT_FORM:
	case WEIR_STOP_QUOTED_FRAGMENT:
		return has(known, sizeof(known), packet->protocol);
	default:
		return true;
	}
}

bool zero_fits(const struct weir_packet *packet)
{
	for (unsigned i = 0; i < packet->span_count; i++) {
		const struct weir_span *span = &packet->spans[i];

		if (!is_known((enum weir_layer)span->layer) ||
		    !fits(packet->base.data + span->at, span))
			return false;
	}
	return carries_known(packet);
}

/* The end of what the outermost IP or ARP header says is there. */
static size_t end_of(const struct weir_packet *packet, size_t size)
{
	for (unsigned i = 0; i < packet->span_count; i++) {
		const struct weir_span *span = &packet->spans[i];
		const uint8_t *p = packet->base.data + span->at;
		size_t claim = 0; /* 0 stands for all the rest */

		if (span->layer == WEIR_LAYER_IP)
			claim = load_be16(p + 2);
		else if (span->layer == WEIR_LAYER_IPV6)
			claim = load_be16(p + 4) > 0 ? load_be16(p + 4) + (size_t)40 : 0;
		else if (span->layer == WEIR_LAYER_ARP)
			claim = span->size;
		else
			continue;
		return claim > 0 && claim < size - span->at ? span->at + claim : size;
	}
	return size;
}

void zero_trailer(const struct weir_packet *packet, uint8_t *bytes, size_t size)
{
	size_t end = end_of(packet, size);

	memset(bytes + end, 0, size - end);
}
