/* cases_rare.c - link layers that few have met.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"

static bool is_ip6(const struct scene *s)
{
	return packet_ether_type(&s->packet) == ETHER_IP6;
}

/* RFC 1201 framing behind the addresses and the offset that Linux leaves in. */
void wrap_arcnet(struct scene *s)
{
	uint8_t protocol = is_ip6(s) ? 0xc4 : 0xd4;

	memcpy(packet_front(&s->packet, 8), (const uint8_t[]){ 1, 2, 0, 0, protocol, 0, 0, 1 }, 8);
}

/* BSD's IPsec interface: family in the machine's order, parameter index, flags. */
void wrap_enc(struct scene *s)
{
	uint32_t family = is_ip6(s) ? 24 : 2;
	uint8_t *header = packet_front(&s->packet, 12);

	put_little(header, family, 4);
	set_u32(header + 4, 0x100);
}

/* OpenBSD's packet filter log. */
void wrap_pflog(struct scene *s)
{
	uint8_t family = is_ip6(s) ? 24 : 2;
	uint8_t *header = packet_front(&s->packet, 64);

	header[0] = 61; /* without the padding */
	header[1] = family;
	memcpy(header + 4, "em0", 3);
	header[60] = 1; /* inwards */
}

/* 802.11 behind an AVS header. */
void wrap_avs(struct scene *s)
{
	wrap_wlan(s);
	uint8_t *header = packet_front(&s->packet, 64);
	set_u32(header, 0x80211001);
	set_u32(header + 4, 64);
}

/* Junos: magic, flags, one extension of its own length, Ethernet. */
void wrap_juniper(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	uint8_t *header = packet_front(&s->packet, 12);
	set_u32(header, 0x4d474381); /* extensions are there, inwards */
	set_u16(header + 4, 6);
	header[6] = 1; /* interface index */
	header[7] = 4;
	header[8] = 5;
}

/* Apple's, with process and interface. */
void wrap_pktap(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	uint8_t *header = packet_front(&s->packet, 108);
	put_little(header, 108, 4);
	put_little(header + 4, 1, 4); /* a packet follows */
	put_little(header + 8, LINK_ETHERNET, 4);
	memcpy(header + 12, "en0", 3);
	put_little(header + 40, 2, 4); /* family */
	put_little(header + 44, 14, 4);
	memcpy(header + 56, "resolver", 8);
}
