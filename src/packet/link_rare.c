/* link_rare.c - headers that hosts and routers put before their captures; ARCNET, FDDI.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/link.h>

#include "packet/walk.h"

enum {
	NFLOG_PACKET = 1,
	NFLOG_PAYLOAD = 9,
	NFLOG_VLAN = 19,
	NFLOG_VLAN_TCI = 2,
	NFLOG_TYPE = 0x7fff, /* above: netlink's flags */
	PKTAP_PACKET = 1,
	FDDI_SIZE = 13,
	DLT_RAW_BSD = 12,
	DLT_RAW_OPENBSD = 14,
	JUNIPER_MAGIC = 0x4d4743,
	JUNIPER_NO_ETHERNET = 0x02,
	JUNIPER_EXTENDED = 0x80,
};

/* A link type inside a capture's own header is a DLT_ number: the same but for these. */
static enum step inner_link(struct walk *w, uint32_t link)
{
	if (link == DLT_RAW_BSD || link == DLT_RAW_OPENBSD)
		link = WEIR_LINK_RAW;
	return walk_link(w, link > UINT16_MAX ? UINT16_MAX : (uint16_t)link);
}

enum step step_ppi(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 8);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	size_t size = load_le16(p + 2);
	if (p[0] != 0 || size < 8)
		return walk_stop(w, WEIR_STOP_NOT_IP);
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	walk_tell(w, WEIR_LAYER_PPI, size);
	return inner_link(w, load_le32(p + 4));
}

/* macOS: its length, what follows, the link type of that, then names of interface and process. */
enum step step_pktap(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 12);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	size_t size = load_le32(p);
	if (size < 12 || load_le32(p + 4) != PKTAP_PACKET)
		return walk_stop(w, WEIR_STOP_NOT_IP);
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	walk_tell(w, WEIR_LAYER_PKTAP, size);
	return inner_link(w, load_le32(p + 8));
}

/* Address families of whatever system wrote the capture; `type`: an EtherType as second opinion. */
static enum step family(struct walk *w, uint32_t number, uint16_t type)
{
	switch (number) {
	case 2:
		return STEP_IPV4;
	case 10:
	case 24:
	case 28:
	case 30:
		return STEP_IPV6;
	default:
		return walk_ethertype(w, type);
	}
}

/* OpenBSD's and FreeBSD's packet filter: the length of the header, padded to four, and a family. */
enum step step_pflog(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 4);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	size_t size = ((size_t)p[0] + 3) & ~(size_t)3;
	if (size < 4)
		return walk_stop(w, WEIR_STOP_NOT_IP);
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	walk_tell(w, WEIR_LAYER_PFLOG, size);
	return family(w, p[1], 0);
}

/* BSD's IPsec interface: a family in the writer's octet order, a security parameter index and flags
 * before what was decrypted. */
enum step step_enc(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_ENC, 12);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	uint32_t number = load_be32(p);
	return family(w, number > UINT8_MAX ? load_le32(p) : number, 0);
}

/* Junos: a magic number and flags; behind them perhaps extensions with their length, and perhaps a
 * protocol number instead of the Ethernet header. */
enum step step_juniper(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 4);
	size_t size = 4;

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	if ((load_be32(p) >> 8) != JUNIPER_MAGIC)
		return walk_stop(w, WEIR_STOP_NOT_IP);
	if (p[3] & JUNIPER_EXTENDED) {
		if (!walk_peek(w, 6))
			return walk_stop(w, WEIR_STOP_LINK_SHORT);
		size += 2 + (size_t)load_be16(p + 4);
	}
	bool ethernet = !(p[3] & JUNIPER_NO_ETHERNET);
	size += ethernet ? 0 : 4;
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	walk_tell(w, WEIR_LAYER_JUNIPER, size);
	return ethernet ? STEP_ETHERNET : STEP_RAW;
}

/* Lengths and types of the records stand in the writer's octet order; the values in the network's. The
 * first record is a small one: the order in which it is smaller is the right one. */
static bool nflog_swapped(const uint8_t *p)
{
	return load_be16(p) >= 4 && (load_le16(p) < 4 || load_be16(p) < load_le16(p));
}

/* The records nested in the VLAN record. */
static void nflog_vlan(struct walk *w, const uint8_t *p, size_t size, bool swapped)
{
	size_t at = 0;

	/* Each turn goes on by four octets or more. */
	while (size - at >= 6) {
		size_t length = swapped ? load_be16(p + at) : load_le16(p + at);
		uint16_t type = swapped ? load_be16(p + at + 2) : load_le16(p + at + 2);
		if (length < 6 || length > size - at)
			return;
		if ((type & NFLOG_TYPE) == NFLOG_VLAN_TCI)
			walk_vlan(w, load_be16(p + at + 4));
		length = (length + 3) & ~(size_t)3;
		if (length > size - at)
			return;
		at += length;
	}
}

/* Linux's netfilter log: a family, then records; the packet is in one of them. */
enum step step_nflog(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 8);
	size_t left = walk_left(w);
	uint16_t type = 0;
	size_t at = 4;

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	bool swapped = nflog_swapped(p + at);
	/* Each turn goes on by four octets or more. */
	while (left - at >= 4) {
		size_t length = swapped ? load_be16(p + at) : load_le16(p + at);
		uint16_t kind = swapped ? load_be16(p + at + 2) : load_le16(p + at + 2);
		kind &= NFLOG_TYPE;
		if (length < 4)
			return walk_stop(w, WEIR_STOP_NOT_IP);
		if (kind == NFLOG_PAYLOAD) {
			walk_tell(w, WEIR_LAYER_NFLOG, at + 4);
			walk_limit(w, length - 4);
			return family(w, p[0], type);
		}
		if (length > left - at)
			return walk_stop(w, WEIR_STOP_LINK_SHORT);
		if (kind == NFLOG_PACKET && length >= 6)
			type = load_be16(p + at + 4);
		else if (kind == NFLOG_VLAN)
			nflog_vlan(w, p + at + 4, length - 4, swapped);
		length = (length + 3) & ~(size_t)3;
		if (length > left - at)
			return walk_stop(w, WEIR_STOP_LINK_SHORT);
		at += length;
	}
	return walk_stop(w, WEIR_STOP_LINK_SHORT);
}

/* RFC 1201 and its forerunner RFC 1051, whose types 240 and 241 have no split flag and sequence. The
 * Linux form has two octets of offset behind the addresses. Later pieces of a split packet are not put
 * together. */
enum step step_arcnet(struct walk *w)
{
	size_t at = w->link == WEIR_LINK_ARCNET_LINUX ? 4 : 2;
	const uint8_t *p = walk_peek(w, at + 1);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	uint8_t type = p[at++];
	bool old = type == 240 || type == 241;
	if (!old) {
		p = walk_peek(w, at + 3);
		if (!p)
			return walk_stop(w, WEIR_STOP_LINK_SHORT);
		if (p[at] == 0xff) /* an exception packet: the true flag and number follow */
			at += 4;
		p = walk_peek(w, at + 3);
		if (!p)
			return walk_stop(w, WEIR_STOP_LINK_SHORT);
		if (p[at] != 0 && !(p[at] & 1))
			return walk_stop(w, WEIR_STOP_NOT_IP);
		at += 3;
	}
	walk_tell(w, WEIR_LAYER_ARCNET, at);
	switch (type) {
	case 212:
	case 240:
		return STEP_IPV4;
	case 196:
		return STEP_IPV6;
	case 213:
	case 214: /* RARP */
	case 241:
		return STEP_ARP;
	default:
		return walk_stop(w, WEIR_STOP_NOT_IP);
	}
}

enum step step_fddi(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_FDDI, FDDI_SIZE);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	if ((p[0] & 0x70) != 0x50) /* no LLC frame */
		return walk_stop(w, WEIR_STOP_NOT_IP);
	return STEP_LLC;
}
