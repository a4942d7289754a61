/* link.c - Ethernet with VLAN tags and LLC, Linux cooked captures, loopback, raw IP.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/link.h>

#include "packet/walk.h"

enum {
	ETHERNET_SIZE = 14,
	LENGTH_MAX = 1500, /* 802.3: up to here the type field is a length */
	LLC_SNAP = 0xaa,
	LLC_IP = 0x06,
};

enum step step_ethernet(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_ETHERNET, ETHERNET_SIZE);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	uint16_t type = load_be16(p + 12);
	if (type > LENGTH_MAX)
		return walk_ethertype(w, type);
	if (type <=
	    w->claim - w->at) /* a longer one is no length either: leave the rest as it is */
		walk_limit(w, type);
	return STEP_LLC;
}

/* All tags of a stack, one after the other. */
enum step step_vlan(struct walk *w)
{
	uint16_t type;

	/* Each turn goes on by four octets. */
	do {
		const uint8_t *p = walk_take(w, WEIR_LAYER_VLAN, 4);
		if (!p)
			return walk_stop(w, WEIR_STOP_LINK_SHORT);
		walk_vlan(w, load_be16(p));
		type = load_be16(p + 2);
		if (type <= LENGTH_MAX) {
			if (type <= w->claim - w->at)
				walk_limit(w, type);
			return STEP_LLC;
		}
	} while (walk_ethertype(w, type) == STEP_VLAN);
	return walk_ethertype(w, type);
}

enum step step_arp(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 8);
	size_t size = p ? 8 + 2 * ((size_t)p[4] + p[5]) : 8;

	if (p && size <= walk_left(w))
		walk_tell(w, WEIR_LAYER_ARP, size);
	return walk_stop(w, WEIR_STOP_NOT_IP);
}

/* 802.2, with the SNAP extension that carries an EtherType. */
enum step step_llc(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 3);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	if (p[0] == LLC_IP && p[1] == LLC_IP && p[2] == 3) {
		walk_tell(w, WEIR_LAYER_LLC, 3);
		return STEP_IPV4;
	}
	if (p[0] != LLC_SNAP || p[1] != LLC_SNAP || p[2] != 3) {
		walk_tell(w, WEIR_LAYER_LLC, 3);
		return walk_stop(w, WEIR_STOP_NOT_IP);
	}
	if (8 > walk_left(w))
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	walk_tell(w, WEIR_LAYER_LLC, 8);
	uint32_t owner = load_be32(p + 2) & 0xffffff;
	if (owner == 0 || owner == 0x0000f8) /* EtherType, also bridged by 802.1H */
		return walk_ethertype(w, load_be16(p + 6));
	return walk_stop(w, WEIR_STOP_NOT_IP);
}

/* The protocol field of cooked captures: an EtherType, or a small number of Linux's own. */
static enum step cooked(struct walk *w, uint16_t protocol)
{
	if (protocol == 4) /* ETH_P_802_2 */
		return STEP_LLC;
	return walk_ethertype(w, protocol);
}

enum step step_sll(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_SLL, 16);

	return p ? cooked(w, load_be16(p + 14)) : walk_stop(w, WEIR_STOP_LINK_SHORT);
}

enum step step_sll2(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_SLL2, 20);

	return p ? cooked(w, load_be16(p)) : walk_stop(w, WEIR_STOP_LINK_SHORT);
}

/* Address families: 2 is IPv4 everywhere; IPv6 is 10 on Linux, 24 on NetBSD and OpenBSD, 28 on
 * FreeBSD, 30 on macOS. The octet order of LINKTYPE_NULL is the writer's. */
enum step step_null(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_NULL, 4);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	uint32_t family = load_be32(p);
	if (family > UINT16_MAX)
		family = load_le32(p);
	switch (family) {
	case 2:
		return STEP_IPV4;
	case 10:
	case 24:
	case 28:
	case 30:
		return STEP_IPV6;
	default:
		/* Some writers put an EtherType here; some the whole of Cisco's HDLC header. */
		return walk_ethertype(w, family > UINT16_MAX ? load_be16(p + 2) : (uint16_t)family);
	}
}

enum step step_raw(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 1);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	if (p[0] >> 4 == 4)
		return STEP_IPV4;
	return p[0] >> 4 == 6 ? STEP_IPV6 : walk_stop(w, WEIR_STOP_NOT_IP);
}
