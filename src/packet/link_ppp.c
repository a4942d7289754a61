/* link_ppp.c - PPP in its framings, Cisco HDLC, Frame Relay.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/walk.h"

enum {
	PPPOE_SIZE = 6,
	HDLC_FLAG = 0x7e,
	HDLC_ALL = 0xff, /* PPP's only address */
	CHDLC_UNICAST = 0x0f,
	CHDLC_MULTICAST = 0x8f,
	CHDLC_SLARP = 0x8035, /* as EtherType it would be RARP */
	NLPID_SNAP = 0x80,
	NLPID_IPV6 = 0x8e,
	NLPID_IPV4 = 0xcc,
	NLPID_PPP = 0xcf,
	OWNER_802_1 = 0x0080c2,
};

static enum step ppp_protocol(struct walk *w, uint16_t protocol)
{
	switch (protocol) {
#define PPP_PROTOCOL(number, step)                                                                 \
	case number:                                                                               \
		return STEP_##step;
#include "packet/next.def"
#undef PPP_PROTOCOL
	default:
		return walk_stop(w, WEIR_STOP_NOT_IP);
	}
}

/* RFC 2516 */
enum step step_pppoe(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_PPPOE, PPPOE_SIZE);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	if (p[0] != 0x11 || p[1] != 0)
		return walk_stop(w, WEIR_STOP_NOT_IP);
	walk_limit(w, load_be16(p + 4));
	return STEP_PPP;
}

/* RFC 1661 and 1662. Flag, address and control may each be absent; an odd octet is a protocol of one
 * octet (protocol field compression). A flag octet where a protocol stands belongs to the framing: no
 * protocol number begins with it. Octet stuffing is not undone. */
enum step step_ppp(struct walk *w)
{
	const uint8_t *p = w->data + w->at;
	size_t left = walk_left(w);
	size_t at = 0;

	if (left > at && p[at] == HDLC_FLAG)
		at++;
	if (left > at && p[at] == HDLC_ALL)
		at += 2;
	if (left > at && p[at] == HDLC_FLAG)
		at++;
	if (left <= at || (left - at < 2 && !(p[at] & 1)))
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	bool one = p[at] & 1;
	walk_tell(w, WEIR_LAYER_PPP, at + (one ? 1 : 2));
	return ppp_protocol(w, one ? p[at] : load_be16(p + at));
}

/* A serial line: PPP, or Cisco's HDLC by its addresses. */
enum step step_ppp_hdlc(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 2);

	if (p && (p[0] == CHDLC_UNICAST || p[0] == CHDLC_MULTICAST) && p[1] == 0)
		return STEP_CHDLC;
	return STEP_PPP;
}

enum step step_chdlc(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_CHDLC, 4);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	uint16_t type = load_be16(p + 2);
	return type == CHDLC_SLARP ? walk_stop(w, WEIR_STOP_NOT_IP) : walk_ethertype(w, type);
}

/* Behind NLPID 0x80: an owner and a type. PIDs 1 and 7 of 802.1 are bridged Ethernet. */
static enum step frelay_snap(struct walk *w, size_t at)
{
	const uint8_t *p = walk_peek(w, at + 5);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	walk_tell(w, WEIR_LAYER_FRELAY, at + 5);
	uint32_t owner = load_be32(p + at - 1) & 0xffffff;
	uint16_t type = load_be16(p + at + 3);
	if (owner == 0)
		return walk_ethertype(w, type);
	if (owner == OWNER_802_1 && (type == 1 || type == 7))
		return STEP_ETHERNET;
	return walk_stop(w, WEIR_STOP_NOT_IP);
}

/* RFC 2427: an address of two to four octets, control 3, perhaps a pad, NLPID. Cisco's own form has
 * an EtherType behind the address. */
enum step step_frelay(struct walk *w)
{
	const uint8_t *p = w->data + w->at;
	size_t left = walk_left(w);
	size_t at = 0;

	/* The last octet of the address has bit 0 set. */
	while (at < 4 && at < left && !(p[at] & 1))
		at++;
	at++;
	if (at < 2 || at > 4)
		return walk_stop(w, WEIR_STOP_NOT_IP);
	if (left < at + 2)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	if (p[at] != 3) {
		walk_tell(w, WEIR_LAYER_FRELAY, at + 2);
		return walk_ethertype(w, load_be16(p + at));
	}
	at++;
	if (p[at] == 0)
		at++;
	if (left <= at)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	uint8_t nlpid = p[at++];
	if (nlpid == NLPID_SNAP)
		return frelay_snap(w, at);
	walk_tell(w, WEIR_LAYER_FRELAY, at);
	switch (nlpid) {
	case NLPID_IPV4:
		return STEP_IPV4;
	case NLPID_IPV6:
		return STEP_IPV6;
	case NLPID_PPP:
		return STEP_PPP;
	default:
		return walk_stop(w, WEIR_STOP_NOT_IP);
	}
}
