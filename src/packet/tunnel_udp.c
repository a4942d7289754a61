/* tunnel_udp.c - tunnels over UDP: VXLAN, Geneve, GTP-U, Teredo, L2TP, LISP, TZSP.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A port is only a hint: octets that do not form the tunnel's header stay the datagram's payload. */
#include "packet/walk.h"

enum {
	VXLAN_SIZE = 8,
	VXLAN_VNI = 0x08,
	VXLAN_POLICY = 0x80, /* group policy extension */
	GPE_NEXT = 0x04,
	GENEVE_SIZE = 8,
	GENEVE_RESERVED = 0x3f,
	GTP_SIZE = 8,
	GTP_VERSION = 0xf0,
	GTP_1 = 0x30, /* version 1, GTP and not GTP' */
	GTP_OPTIONAL = 0x07,
	GTP_EXTENDED = 0x04,
	GTP_DATA = 255,
	L2TP_CONTROL = 0x8000,
	L2TP_LENGTH = 0x4000,
	L2TP_SEQUENCE = 0x0800,
	L2TP_OFFSET = 0x0200,
	L2TP_RESERVED = 0x34f0,
	LISP_SIZE = 8,
	LISP_RESERVED = 0x07,
	TZSP_SIZE = 4,
	TZSP_PAD = 0,
	TZSP_END = 1,
	TZSP_ETHERNET = 1,
	TZSP_WLAN = 18,
	TEREDO_AUTHENTICATION = 1,
	TEREDO_ORIGIN = 0,
};

/* RFC 7348 */
enum step step_vxlan(struct walk *w)
{
	const uint8_t *p = walk_peek(w, VXLAN_SIZE);

	if (!p || (p[0] & ~VXLAN_POLICY) != VXLAN_VNI || p[7] != 0)
		return STEP_DONE;
	walk_tell(w, WEIR_LAYER_VXLAN, VXLAN_SIZE);
	return STEP_ETHERNET;
}

/* draft-ietf-nvo3-vxlan-gpe */
enum step step_vxlan_gpe(struct walk *w)
{
	const uint8_t *p = walk_peek(w, VXLAN_SIZE);

	if (!p || (p[0] & 0xf8) != VXLAN_VNI || p[1] != 0 || p[7] != 0)
		return STEP_DONE;
	walk_tell(w, WEIR_LAYER_VXLAN, VXLAN_SIZE);
	return p[0] & GPE_NEXT ? walk_next(w, p[3]) : STEP_ETHERNET;
}

/* RFC 8926: version 0, options in units of four octets. */
enum step step_geneve(struct walk *w)
{
	const uint8_t *p = walk_peek(w, GENEVE_SIZE);
	size_t size = p ? GENEVE_SIZE + (size_t)(p[0] & 0x3f) * 4 : GENEVE_SIZE;

	if (!p || p[0] >> 6 != 0 || (p[1] & GENEVE_RESERVED) != 0 || p[7] != 0 ||
	    size > walk_left(w))
		return STEP_DONE;
	uint16_t type = load_be16(p + 2);
	enum step step = walk_ethertype(w, type);
	if (step == STEP_DONE)
		return walk_stop(w, WEIR_STOP_NONE);
	walk_tell(w, WEIR_LAYER_GENEVE, size);
	return step;
}

/* The chain of extension headers of 3GPP TS 29.281 section 5.2: length in units of four octets, the
 * last octet names the next. 0: it does not end. */
static size_t gtp_extensions(const uint8_t *p, size_t left)
{
	size_t at = GTP_SIZE + 4;

	/* Each turn goes on by four octets or more. */
	while (at <= left && p[at - 1] != 0) {
		if (at == left || p[at] == 0)
			return 0;
		at += (size_t)p[at] * 4;
	}
	return at <= left ? at : 0;
}

enum step step_gtp(struct walk *w)
{
	const uint8_t *p = walk_peek(w, GTP_SIZE);
	size_t size = GTP_SIZE;

	if (!p || (p[0] & GTP_VERSION) != GTP_1 || p[1] != GTP_DATA)
		return STEP_DONE;
	if (p[0] & GTP_OPTIONAL) {
		size += 4;
		if (size > walk_left(w))
			return STEP_DONE;
		if (p[0] & GTP_EXTENDED)
			size = gtp_extensions(p, walk_left(w));
	}
	if (size == 0 || size > walk_left(w) || load_be16(p + 2) < size - GTP_SIZE)
		return STEP_DONE;
	uint64_t carried = load_be16(p + 2) - (size - GTP_SIZE);
	walk_tell(w, WEIR_LAYER_GTP, size);
	walk_limit(w, carried);
	return STEP_RAW;
}

/* RFC 4380 section 5.1.1: an authentication and an origin indication may stand before the packet. */
static size_t teredo_size(const uint8_t *p, size_t left)
{
	size_t at = 0;

	if (left >= 4 && p[0] == 0 && p[1] == TEREDO_AUTHENTICATION)
		at = 4 + (size_t)p[2] + p[3] + 9;
	if (at <= left && left - at >= 8 && p[at] == 0 && p[at + 1] == TEREDO_ORIGIN)
		at += 8;
	return at;
}

enum step step_teredo(struct walk *w)
{
	size_t left = walk_left(w);
	const uint8_t *p = w->data + w->at;
	size_t size = teredo_size(p, left);

	if (size > left || left - size < 40 || p[size] >> 4 != 6)
		return STEP_DONE;
	if (size > 0)
		walk_tell(w, WEIR_LAYER_TEREDO, size);
	return STEP_IPV6;
}

/* RFC 2661: data messages of version 2 carry PPP. */
enum step step_l2tp(struct walk *w)
{
	size_t left = walk_left(w);
	const uint8_t *p = walk_peek(w, 6);

	if (!p)
		return STEP_DONE;
	uint16_t flags = load_be16(p);
	if ((flags & 15) != 2 || flags & (L2TP_CONTROL | L2TP_RESERVED))
		return STEP_DONE;
	size_t at = flags & L2TP_LENGTH ? 8 : 6;
	at += flags & L2TP_SEQUENCE ? 4 : 0;
	if (flags & L2TP_OFFSET) {
		if (left < at + 2)
			return STEP_DONE;
		at += 2 + (size_t)load_be16(p + at);
	}
	size_t length = flags & L2TP_LENGTH ? load_be16(p + 2) : at;
	if (at > left || length < at)
		return STEP_DONE;
	walk_tell(w, WEIR_LAYER_L2TP, at);
	if (flags & L2TP_LENGTH)
		walk_limit(w, length - at);
	return STEP_PPP;
}

/* RFC 9300: flags, a nonce, locator bits; then the packet. */
enum step step_lisp(struct walk *w)
{
	const uint8_t *p = walk_peek(w, LISP_SIZE + 1);

	if (!p || (p[0] & LISP_RESERVED) != 0 || (p[LISP_SIZE] >> 4 != 4 && p[LISP_SIZE] >> 4 != 6))
		return STEP_DONE;
	walk_tell(w, WEIR_LAYER_LISP, LISP_SIZE);
	return STEP_RAW;
}

/* What routers send to a remote sniffer: version, type, link, then tags up to an end. */
enum step step_tzsp(struct walk *w)
{
	size_t left = walk_left(w);
	const uint8_t *p = walk_peek(w, TZSP_SIZE);
	size_t at = TZSP_SIZE;

	if (!p || p[0] != 1 || p[1] > 1)
		return STEP_DONE;
	/* Each turn goes on by one octet or more. */
	while (at < left && p[at] != TZSP_END) {
		if (p[at] != TZSP_PAD) {
			if (left - at < 2)
				return STEP_DONE;
			at += 1 + (size_t)p[at + 1];
		}
		at++;
	}
	uint16_t link = load_be16(p + 2);
	if (at >= left || (link != TZSP_ETHERNET && link != TZSP_WLAN))
		return STEP_DONE;
	walk_tell(w, WEIR_LAYER_TZSP, at + 1);
	return link == TZSP_ETHERNET ? STEP_ETHERNET : STEP_WLAN;
}
