/* cases_link.c - link layers in front of an IP packet.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"

enum {
	PPP_IP4 = 0x0021,
	PPP_IP6 = 0x0057,
	ARPHRD_ETHER = 1,
	FAMILY_IP4 = 2,
	FAMILY_IP6_OPENBSD = 24,
	FAMILY_IP6_DARWIN = 30,
};

static bool is_ip6(const struct scene *s)
{
	return packet_ether_type(&s->packet) == ETHER_IP6;
}

void put_little(uint8_t *at, uint32_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

void wrap_none(struct scene *s)
{
	(void)s;
}

void wrap_vlan(struct scene *s)
{
	packet_pair(&s->packet, 100, packet_ether_type(&s->packet));
	packet_ether(&s->packet, ETHER_VLAN);
}

void wrap_qinq(struct scene *s)
{
	packet_pair(&s->packet, 100, packet_ether_type(&s->packet));
	packet_pair(&s->packet, 200, ETHER_VLAN);
	packet_ether(&s->packet, ETHER_QINQ);
}

/* The older way to say QinQ: EtherType 0x9100 outside. */
void wrap_qinq_9100(struct scene *s)
{
	packet_pair(&s->packet, 100, packet_ether_type(&s->packet));
	packet_pair(&s->packet, 200, ETHER_VLAN);
	packet_ether(&s->packet, 0x9100);
}

/* Deeper than anybody should: six tags. */
void wrap_vlan_deep(struct scene *s)
{
	uint16_t type = packet_ether_type(&s->packet);

	for (uint16_t tag = 1; tag <= 6; tag++) {
		packet_pair(&s->packet, tag, type);
		type = ETHER_VLAN;
	}
	packet_ether(&s->packet, ETHER_VLAN);
}

void wrap_mpls(struct scene *s)
{
	set_u32(packet_front(&s->packet, 4), 17u << 12 | 1u << 8 | 64); /* bottom of stack */
	set_u32(packet_front(&s->packet, 4), 16u << 12 | 64);
	packet_ether(&s->packet, ETHER_MPLS);
}

static void put_ppp(struct scene *s)
{
	uint16_t protocol = is_ip6(s) ? PPP_IP6 : PPP_IP4;

	set_u16(packet_front(&s->packet, 2), protocol);
}

void wrap_ppp(struct scene *s)
{
	put_ppp(s);
}

void wrap_ppp_serial(struct scene *s)
{
	put_ppp(s);
	set_u16(packet_front(&s->packet, 2), 0xff03); /* address and control of HDLC */
}

static void put_pppoe(struct scene *s)
{
	put_ppp(s);
	size_t size = packet_size(&s->packet);
	uint8_t *header = packet_front(&s->packet, 6);
	header[0] = 0x11; /* version 1, type 1; code 0 is a session's data */
	set_u16(header + 2, 7);
	set_u16(header + 4, (uint32_t)size);
}

void wrap_pppoe(struct scene *s)
{
	put_pppoe(s);
	packet_ether(&s->packet, ETHER_PPPOE);
}

void wrap_ppp_ether(struct scene *s)
{
	put_pppoe(s);
}

void wrap_sll(struct scene *s)
{
	uint16_t type = packet_ether_type(&s->packet);
	uint8_t *header = packet_front(&s->packet, 16);

	set_u16(header + 2, ARPHRD_ETHER);
	set_u16(header + 4, 6);
	header[6] = 2;
	header[11] = 1;
	set_u16(header + 14, type);
}

void wrap_sll_vlan(struct scene *s)
{
	packet_pair(&s->packet, 100, packet_ether_type(&s->packet));
	uint8_t *header = packet_front(&s->packet, 16);
	set_u16(header + 2, ARPHRD_ETHER);
	set_u16(header + 4, 6);
	set_u16(header + 14, ETHER_VLAN);
}

void wrap_sll2(struct scene *s)
{
	uint16_t type = packet_ether_type(&s->packet);
	uint8_t *header = packet_front(&s->packet, 20);

	set_u16(header, type);
	set_u32(header + 4, 3); /* interface */
	set_u16(header + 8, ARPHRD_ETHER);
	header[11] = 6;
	header[12] = 2;
}

/* The family in the order of the machine that captured; here the file's, little-endian. */
void wrap_null(struct scene *s)
{
	uint32_t family = is_ip6(s) ? FAMILY_IP6_DARWIN : FAMILY_IP4;

	put_little(packet_front(&s->packet, 4), family, 4);
}

void wrap_loop(struct scene *s)
{
	uint32_t family = is_ip6(s) ? FAMILY_IP6_OPENBSD : FAMILY_IP4;

	set_u32(packet_front(&s->packet, 4), family);
}

/* Attributes of four octets of header each, in the capturing machine's order: a packet header, a
 * prefix of five octets and its padding, the payload. */
void wrap_nflog(struct scene *s)
{
	bool six = is_ip6(s);
	size_t size = packet_size(&s->packet);

	packet_pad(&s->packet, (4 - size % 4) % 4);
	uint8_t *header = packet_front(&s->packet, 4 + 8 + 12 + 4);
	header[0] = six ? 10 : 2; /* AF_INET6 or AF_INET of Linux */
	put_little(header + 4, 8, 2);
	put_little(header + 6, 1, 2); /* NFULA_PACKET_HDR */
	set_u16(header + 8, six ? ETHER_IP6 : ETHER_IP4);
	put_little(header + 12, 4 + 5, 2);
	put_little(header + 14, 10, 2); /* NFULA_PREFIX */
	memcpy(header + 16, "dns:", 5);
	put_little(header + 24, (uint32_t)size + 4, 2);
	put_little(header + 26, 9, 2); /* NFULA_PAYLOAD */
}

/* RFC 2427: two octets of address, unnumbered information, NLPID. */
void wrap_frelay(struct scene *s)
{
	uint8_t nlpid = is_ip6(s) ? 0x8e : 0xcc;
	uint8_t *header = packet_front(&s->packet, 4);

	header[0] = 0x18;
	header[1] = 0x41;
	header[2] = 0x03;
	header[3] = nlpid;
}

void wrap_chdlc(struct scene *s)
{
	packet_pair(&s->packet, 0x0f00, packet_ether_type(&s->packet));
}

void wrap_snap(struct scene *s)
{
	uint16_t type = packet_ether_type(&s->packet);
	uint8_t *header = packet_front(&s->packet, 8);

	memcpy(header, (const uint8_t[]){ 0xaa, 0xaa, 0x03, 0, 0, 0 }, 6);
	set_u16(header + 6, type);
}

/* 802.3: a length where Ethernet II has a type, then LLC and SNAP. */
void wrap_llc(struct scene *s)
{
	wrap_snap(s);
	packet_ether(&s->packet, (uint16_t)packet_size(&s->packet));
}

void wrap_fddi(struct scene *s)
{
	wrap_snap(s);
	uint8_t *header = packet_front(&s->packet, 13);
	header[0] = 0x50; /* LLC frame */
	header[1] = header[7] = 2;
	header[6] = 2;
	header[12] = 1;
}

/* A data frame with quality of service to the distribution system. */
void wrap_wlan(struct scene *s)
{
	wrap_snap(s);
	uint8_t *header = packet_front(&s->packet, 26);
	header[0] = 0x88;
	header[1] = 0x01;
	header[4] = header[10] = header[16] = 2;
	header[9] = 9;
	header[15] = 1;
	header[21] = 2;
}

void wrap_radiotap(struct scene *s)
{
	wrap_wlan(s);
	uint8_t *header = packet_front(&s->packet, 9);
	header[2] = 9;    /* length, little-endian */
	header[4] = 0x02; /* the flags field is there, and says: no FCS, no padding */
}

void wrap_prism(struct scene *s)
{
	wrap_wlan(s);
	uint8_t *header = packet_front(&s->packet, 144);
	put_little(header, 0x44, 4);
	put_little(header + 4, 144, 4);
	memcpy(header + 8, "wlan0", 5);
}

void wrap_ppi(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	uint8_t *header = packet_front(&s->packet, 8);
	header[2] = 8;
	put_little(header + 4, LINK_ETHERNET, 4);
}

/* A frame shorter than Ethernet's 60 octets is padded; what is behind IP's length is not DNS. */
void wrap_padded(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	packet_pad(&s->packet, 20);
}
