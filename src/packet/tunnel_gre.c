/* tunnel_gre.c - GRE with PPTP and ERSPAN inside, Ethernet in IP.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/walk.h"

enum {
	GRE_CHECKSUM = 0x8000,
	GRE_ROUTING = 0x4000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000,
	GRE_ACKNOWLEDGEMENT = 0x0080, /* version 1 */
	GRE_VERSION = 0x0007,
	TYPE_ERSPAN = 0x88be,
	TYPE_ERSPAN3 = 0x22eb,
	TYPE_PPP = 0x880b,
	TYPE_WCCP = 0x883e,
	ERSPAN3_SIZE = 12,
	ERSPAN3_IP = 2,
};

/* RFC 1701's routing records behind the fixed fields, up to one of length 0. 0: they do not end. */
static size_t routing_size(const struct walk *w, size_t at)
{
	size_t left = walk_left(w);
	const uint8_t *p = w->data + w->at;

	/* Each turn goes on by four octets or more. */
	while (at <= left && 4 <= left - at) {
		size_t size = p[at + 3];
		if (size == 0)
			return at + 4;
		at += 4 + size;
	}
	return 0;
}

static enum step gre_carries(struct walk *w, uint16_t flags, uint16_t type)
{
	const uint8_t *p = walk_peek(w, 4);

	switch (type) {
	case TYPE_ERSPAN: /* type I has no sequence number and no header */
		return flags & GRE_SEQUENCE ? STEP_ERSPAN2 : STEP_ETHERNET;
	case TYPE_ERSPAN3:
		return STEP_ERSPAN3;
	case TYPE_WCCP: /* version 2 has four octets before the IP header */
		if (p && p[0] >> 4 != 4)
			walk_tell(w, WEIR_LAYER_WCCP, 4);
		return STEP_IPV4;
	default:
		return walk_ethertype(w, type);
	}
}

/* RFC 2637: PPTP's version with the payload's length; no sequence number: no payload. */
static enum step gre_pptp(struct walk *w, const uint8_t *p, uint16_t flags)
{
	size_t size = 8;

	size += flags & GRE_SEQUENCE ? 4 : 0;
	size += flags & GRE_ACKNOWLEDGEMENT ? 4 : 0;
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	if (load_be16(p + 2) != TYPE_PPP || !(flags & GRE_KEY))
		return walk_stop(w, WEIR_STOP_TUNNEL_FORM);
	walk_tell(w, WEIR_LAYER_GRE, size);
	if (!(flags & GRE_SEQUENCE))
		return walk_stop(w, WEIR_STOP_NOT_IP);
	walk_limit(w, load_be16(p + 4));
	return STEP_PPP;
}

/* RFC 1701, 2784 and 2890. */
enum step step_gre(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 4);
	size_t size = 4;

	if (!p)
		return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	uint16_t flags = load_be16(p);
	if ((flags & GRE_VERSION) == 1)
		return gre_pptp(w, p, flags);
	if ((flags & GRE_VERSION) != 0)
		return walk_stop(w, WEIR_STOP_TUNNEL_FORM);
	size += flags & (GRE_CHECKSUM | GRE_ROUTING) ? 4 : 0;
	size += flags & GRE_KEY ? 4 : 0;
	size += flags & GRE_SEQUENCE ? 4 : 0;
	if (flags & GRE_ROUTING)
		size = routing_size(w, size);
	if (size == 0 || size > walk_left(w))
		return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	walk_tell(w, WEIR_LAYER_GRE, size);
	return gre_carries(w, flags, load_be16(p + 2));
}

enum step step_erspan2(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_ERSPAN, 8);

	return p ? STEP_ETHERNET : walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
}

/* Type III: twelve octets, eight more when the last bit says so; the frame type is five bits. */
enum step step_erspan3(struct walk *w)
{
	const uint8_t *p = walk_peek(w, ERSPAN3_SIZE);
	size_t size = p && p[11] & 1 ? ERSPAN3_SIZE + 8 : ERSPAN3_SIZE;

	if (!p || size > walk_left(w))
		return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	walk_tell(w, WEIR_LAYER_ERSPAN, size);
	switch (p[10] >> 2 & 31) {
	case 0:
		return STEP_ETHERNET;
	case ERSPAN3_IP:
		return STEP_RAW;
	default:
		return walk_stop(w, WEIR_STOP_NOT_IP);
	}
}

/* RFC 3378 */
enum step step_etherip(struct walk *w)
{
	const uint8_t *p = walk_take(w, WEIR_LAYER_ETHERIP, 2);

	if (!p)
		return walk_stop(w, WEIR_STOP_TUNNEL_SHORT);
	return p[0] >> 4 == 3 ? STEP_ETHERNET : walk_stop(w, WEIR_STOP_TUNNEL_FORM);
}
