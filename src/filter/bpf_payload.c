/* bpf_payload.c - where Linux believes that a packet's payload begins: what `ld poff` loads.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The rules of net/core/flow_dissector.c, as observable from outside: which headers it steps over, where it
 * is content to stop (GOOD: the offset found so far counts) and where it gives up (BAD: 0). It looks into
 * tunnels (IP in IP, GRE), not behind the ports of UDP. tests/unit/filter/bpf_frame.c asks the running
 * kernel. */
#include <dnsweir/bpf.h>

enum { HEADERS_MAX = 15 }; /* its limit; the loops below end by it */

enum { FROM_GRE = 0x6558, GRE_PPTP = 0x880b };

enum {
	ETHER_IP = 0x0800,
	ETHER_ARP = 0x0806,
	ETHER_RARP = 0x8035,
	ETHER_VLAN = 0x8100,
	ETHER_IPV6 = 0x86dd,
	ETHER_MPLS = 0x8847,
	ETHER_MPLS_MULTICAST = 0x8848,
	ETHER_PPPOE = 0x8864,
	ETHER_SERVICE_VLAN = 0x88a8,
	ETHER_TIPC = 0x88ca,
	ETHER_PTP = 0x88f7,
	ETHER_PRP = 0x88fb,
	ETHER_CFM = 0x8902,
	ETHER_FCOE = 0x8906,
	ETHER_HSR = 0x892f,
	ETHER_BATMAN = 0x4305,
};

enum {
	PROTOCOL_HOPOPTS = 0,
	PROTOCOL_ICMP = 1,
	PROTOCOL_IGMP = 2,
	PROTOCOL_IPIP = 4,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	PROTOCOL_DCCP = 33,
	PROTOCOL_IPV6 = 41,
	PROTOCOL_ROUTING = 43,
	PROTOCOL_FRAGMENT = 44,
	PROTOCOL_GRE = 47,
	PROTOCOL_ICMPV6 = 58,
	PROTOCOL_DSTOPTS = 60,
	PROTOCOL_SCTP = 132,
	PROTOCOL_UDPLITE = 136,
	PROTOCOL_MPLS = 137,
};

/* CARRIED: to what an IP header carries, INNER: to what an extension header does, AGAIN: to what the
 * protocol now is. */
enum verdict { GOOD, BAD, CARRIED, INNER, AGAIN };

struct dissection {
	struct weir_slice bytes; /* from the first octet that can be read */
	uint64_t at;             /* in them; grows by less than 4096 a header */
	uint16_t protocol;       /* EtherType */
	uint8_t inner;           /* IP protocol */
	bool fragment, first;    /* of it */
};

/* `size` octets at `offset` behind where we are; NULL: not all there. */
static const uint8_t *peek(const struct dissection *d, uint64_t offset, size_t size)
{
	uint64_t at = d->at + offset;

	if (at > d->bytes.size || size > d->bytes.size - at)
		return NULL;
	return d->bytes.data + at;
}

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static enum verdict step_ip(struct dissection *d)
{
	const uint8_t *p = peek(d, 0, 20);

	if (!p || (p[0] & 15) < 5)
		return BAD;
	d->at += 4U * (p[0] & 15);
	d->inner = p[9];
	if ((be16(p + 6) & 0x3fff) == 0)
		return CARRIED;
	d->fragment = true;
	if ((be16(p + 6) & 0x1fff) == 0)
		d->first = true;
	return GOOD;
}

static enum verdict step_ipv6(struct dissection *d)
{
	const uint8_t *p = peek(d, 0, 40);

	if (!p)
		return BAD;
	d->inner = p[6];
	d->at += 40;
	return CARRIED;
}

/* A header of `size` octets, two of which say what follows. */
static enum verdict step_tag(struct dissection *d, size_t size, size_t type_at)
{
	const uint8_t *p = peek(d, 0, size);

	if (!p)
		return BAD;
	d->protocol = be16(p + type_at);
	d->at += size;
	return AGAIN;
}

/* A protocol field of one octet has no place in PPPoE (RFC 2516, 7); some versions of Linux read it. */
static enum verdict step_pppoe(struct dissection *d)
{
	const uint8_t *p = peek(d, 0, 8);

	if (!p || p[0] != 0x11 || p[1] != 0)
		return BAD;
	uint16_t type = be16(p + 6);
	d->at += 8;
	switch (type) {
	case 0x21:
		d->protocol = ETHER_IP;
		return AGAIN;
	case 0x57:
		d->protocol = ETHER_IPV6;
		return AGAIN;
	case 0x281:
		d->protocol = ETHER_MPLS;
		return AGAIN;
	case 0x283:
		d->protocol = ETHER_MPLS_MULTICAST;
		return AGAIN;
	default:
		return (type & 0x0101) == 1 ? GOOD : BAD;
	}
}

static enum verdict step_batman(struct dissection *d)
{
	const uint8_t *p = peek(d, 0, 24);

	if (!p || p[0] != 0x40 || p[1] != 15)
		return BAD;
	return step_tag(d, 24, 22);
}

/* Stepped over without a look at what follows. */
static enum verdict step_last(struct dissection *d, size_t size)
{
	if (!peek(d, 0, size))
		return BAD;
	d->at += size;
	return GOOD;
}

static enum verdict step_protocol(struct dissection *d)
{
	switch (d->protocol) {
	case ETHER_IP:
		return step_ip(d);
	case ETHER_IPV6:
		return step_ipv6(d);
	case ETHER_VLAN:
	case ETHER_SERVICE_VLAN:
		return step_tag(d, 4, 2);
	case ETHER_PRP:
	case ETHER_HSR:
		return step_tag(d, 6, 4);
	case ETHER_PPPOE:
		return step_pppoe(d);
	case ETHER_MPLS:
	case ETHER_MPLS_MULTICAST:
		d->at += 4;
		return GOOD;
	case ETHER_FCOE:
		return step_last(d, 38);
	case ETHER_PTP:
		return step_last(d, 34);
	case ETHER_TIPC:
		return peek(d, 0, 16) ? GOOD : BAD;
	case ETHER_ARP:
	case ETHER_RARP:
	case ETHER_CFM:
		return GOOD;
	case ETHER_BATMAN:
		return step_batman(d);
	default:
		return BAD;
	}
}

enum { GRE_CHECKSUM = 0x8000, GRE_ROUTING = 0x4000, GRE_KEY = 0x2000, GRE_SEQUENCE = 0x1000 };
enum { GRE_ACKNOWLEDGEMENT = 0x80, GRE_VERSION = 7 };

/* PPTP: GRE of version 1 around PPP. */
static enum verdict step_ppp(struct dissection *d, uint16_t flags, size_t size)
{
	size += flags & GRE_ACKNOWLEDGEMENT ? 4 : 0;
	const uint8_t *p = peek(d, size, 4);
	if (!p)
		return BAD;
	if (be16(p + 2) == 0x21)
		d->protocol = ETHER_IP;
	else if (be16(p + 2) == 0x57)
		d->protocol = ETHER_IPV6;
	d->at += size + 4;
	return AGAIN;
}

static enum verdict step_gre(struct dissection *d)
{
	const uint8_t *p = peek(d, 0, 4);

	if (!p)
		return BAD;
	uint16_t flags = be16(p);
	if (flags & GRE_ROUTING || (flags & GRE_VERSION) > 1)
		return GOOD;
	d->protocol = be16(p + 2);
	bool pptp = (flags & GRE_VERSION) == 1;
	if (pptp && (d->protocol != GRE_PPTP || !(flags & GRE_KEY)))
		return GOOD;
	size_t size = flags & GRE_CHECKSUM ? 8 : 4;
	if (flags & GRE_KEY) {
		if (!peek(d, size, 4))
			return BAD;
		size += 4;
	}
	size += flags & GRE_SEQUENCE ? 4 : 0;
	if (pptp)
		return step_ppp(d, flags, size);
	if (d->protocol == FROM_GRE) {
		p = peek(d, size, 14);
		if (!p)
			return BAD;
		d->protocol = be16(p + 12);
		size += 14;
	}
	d->at += size;
	return AGAIN;
}

static enum verdict step_fragment(struct dissection *d)
{
	const uint8_t *p = peek(d, 0, 8);

	if (!p)
		return BAD;
	d->fragment = true;
	d->first = d->first || (be16(p + 2) & 0xfff8) == 0;
	d->at += 8;
	d->inner = p[0];
	return GOOD;
}

static enum verdict step_extension(struct dissection *d)
{
	const uint8_t *p = peek(d, 0, 2);

	if (!p)
		return BAD;
	d->inner = p[0];
	d->at += (p[1] + 1U) * 8;
	return INNER;
}

static enum verdict step_inner(struct dissection *d)
{
	switch (d->inner) {
	case PROTOCOL_GRE:
		return step_gre(d);
	case PROTOCOL_HOPOPTS:
	case PROTOCOL_ROUTING:
	case PROTOCOL_DSTOPTS:
		return d->protocol == ETHER_IPV6 ? step_extension(d) : GOOD;
	case PROTOCOL_FRAGMENT:
		return d->protocol == ETHER_IPV6 ? step_fragment(d) : GOOD;
	case PROTOCOL_IPIP:
		d->protocol = ETHER_IP;
		return AGAIN;
	case PROTOCOL_IPV6:
		d->protocol = ETHER_IPV6;
		return AGAIN;
	case PROTOCOL_MPLS:
		d->protocol = ETHER_MPLS;
		return AGAIN;
	default:
		return GOOD;
	}
}

/* False: Linux would not tell. */
static bool dissect(struct dissection *d)
{
	enum verdict verdict = AGAIN;
	unsigned headers = 0;

	while (verdict > BAD) {
		verdict = verdict == AGAIN ? step_protocol(d) : step_inner(d);
		if (verdict > CARRIED && ++headers > HEADERS_MAX)
			return true;
	}
	return verdict == GOOD;
}

/* The transport's header, if it is there to be skipped. */
static uint32_t header_size(const struct dissection *d, const struct weir_bpf_packet *packet,
			    uint32_t at)
{
	switch (d->inner) {
	case PROTOCOL_TCP: {
		if (packet->bytes.size < 13 || at > packet->bytes.size - 13)
			return 0;
		uint32_t size = (packet->bytes.data[at + 12] & 0xf0U) >> 2;
		return size < 20 ? 20 : size;
	}
	case PROTOCOL_UDP:
	case PROTOCOL_UDPLITE:
	case PROTOCOL_ICMP:
	case PROTOCOL_ICMPV6:
	case PROTOCOL_IGMP:
		return 8;
	case PROTOCOL_DCCP:
	case PROTOCOL_SCTP:
		return 12;
	default:
		return 0;
	}
}

uint32_t weir_bpf_payload_offset(const struct weir_bpf_packet *packet)
{
	const struct weir_bpf_metadata *metadata = packet->metadata;

	if (!metadata)
		return 0;
	struct dissection d = { .bytes = { packet->bytes.data - metadata->before,
					   packet->bytes.size + metadata->before },
				.at = metadata->network_offset,
				.protocol = metadata->protocol };
	if (!dissect(&d))
		return 0;
	/* Linux keeps it in 16 bits, and never behind the packet's end. */
	uint16_t at = (uint16_t)(d.at - metadata->before);
	if (at > (uint16_t)packet->wire_size)
		at = (uint16_t)packet->wire_size;
	if (d.fragment && !d.first)
		return at;
	return at + header_size(&d, packet, at);
}
