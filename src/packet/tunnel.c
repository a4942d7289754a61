/* tunnel.c - MPLS and its pseudowires, provider bridges, MACsec, service function chains.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/walk.h"

enum {
	ETHERNET_SIZE = 14,
	LENGTH_MAX = 1500,
	LLC_SNAP = 0xaaaa,
	MACSEC_SCI = 0x20,
	MACSEC_ENCRYPTED = 0x0c, /* either: the text is not what it was */
	MACSEC_ICV = 16,
	NSH_SIZE = 8,
};

/* Whether an Ethernet header that leads on to something known could stand at `skip` octets from here. */
static bool looks_ethernet(struct walk *w, size_t skip)
{
	const uint8_t *p = walk_peek(w, skip + ETHERNET_SIZE + 2);

	if (!p)
		return false;
	uint16_t type = load_be16(p + skip + 12);
	uint8_t stop = w->out->stop;
	bool known = type <= LENGTH_MAX ? load_be16(p + skip + ETHERNET_SIZE) == LLC_SNAP
					: walk_ethertype(w, type) != STEP_DONE;
	w->out->stop = stop;
	return known;
}

/* Nothing in the packet says what a label carries: the first half octet tells IP apart, 0 and 1 begin
 * a pseudowire's control word (RFC 4385), the rest is Ethernet without one. An Ethernet address may
 * begin with 0, too, so the EtherType has the last word. */
static enum step below_labels(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 4);

	if (!p)
		return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	switch (p[0] >> 4) {
	case 4:
		return STEP_IPV4;
	case 6:
		return STEP_IPV6;
	case 1:
		return walk_stop(w, WEIR_STOP_NOT_IP);
	case 0:
		if (!looks_ethernet(w, 4) && looks_ethernet(w, 0))
			return STEP_ETHERNET;
		walk_tell(w, WEIR_LAYER_PSEUDOWIRE, 4);
		return STEP_ETHERNET;
	default:
		return STEP_ETHERNET;
	}
}

/* A whole stack of labels. */
enum step step_mpls(struct walk *w)
{
	const uint8_t *p;

	/* Each turn goes on by four octets; bit 8 marks the last label. */
	do {
		p = walk_take(w, WEIR_LAYER_MPLS, 4);
		if (!p)
			return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	} while (!(p[2] & 1));
	return below_labels(w);
}

/* 802.1ah: the service tag, then the customer's whole Ethernet frame. */
enum step step_pbb(struct walk *w)
{
	if (!walk_take(w, WEIR_LAYER_PBB, 4))
		return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	return STEP_ETHERNET;
}

/* 802.1AE: when only integrity is protected, the text can be read. */
enum step step_macsec(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 6);
	size_t size = p && p[0] & MACSEC_SCI ? 16 : 8; /* with the EtherType behind the tag */

	if (!p || size > walk_left(w))
		return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	walk_tell(w, WEIR_LAYER_MACSEC, size);
	if (p[0] & MACSEC_ENCRYPTED)
		return walk_stop(w, WEIR_STOP_ENCRYPTED);
	if (w->claim - w->at >= MACSEC_ICV)
		walk_limit(w, w->claim - w->at - MACSEC_ICV);
	return walk_ethertype(w, load_be16(p + size - 2));
}

/* RFC 8300: length in units of four octets. */
enum step step_nsh(struct walk *w)
{
	const uint8_t *p = walk_peek(w, NSH_SIZE);
	size_t size = p ? (size_t)(p[1] & 0x3f) * 4 : 0;

	if (!p || size > walk_left(w))
		return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	if (p[0] >> 6 != 0 || size < NSH_SIZE)
		return walk_stop(w, WEIR_STOP_TUNNEL_FORM);
	walk_tell(w, WEIR_LAYER_NSH, size);
	return walk_next(w, p[3]);
}
