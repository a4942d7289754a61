/* cases_tunnel.c - IP packets inside other packets.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"

enum {
	PORT_L2TP = 1701,
	PORT_GTP = 2152,
	PORT_TEREDO = 3544,
	PORT_LISP = 4341,
	PORT_VXLAN = 4789,
	PORT_VXLAN_GPE = 4790,
	PORT_GENEVE = 6081,
	PORT_VXLAN_LINUX = 8472,
	PORT_TZSP = 37008,
	IP_ETHERIP = 97,
	IP_MPLS = 137,
	ETHER_BRIDGED = 0x6558,
};

/* The octets at hand as the payload of an outer IPv4 packet on Ethernet. */
static void wrap_outer(struct scene *s, uint8_t protocol)
{
	struct endpoint near = endpoint_make("203.0.113.1", 0);
	struct endpoint far = endpoint_make("203.0.113.2", 0);

	packet_ip(&s->packet, &near, &far, protocol);
	packet_ether(&s->packet, ETHER_IP4);
}

static void wrap_outer_udp(struct scene *s, uint16_t port)
{
	struct endpoint near = endpoint_make("203.0.113.1", 49152);
	struct endpoint far = endpoint_make("203.0.113.2", port);

	packet_udp(&s->packet, &near, &far);
	wrap_outer(s, IP_UDP);
}

static uint8_t inner_protocol(const struct scene *s)
{
	return packet_ether_type(&s->packet) == ETHER_IP6 ? IP_IP6 : IP_IPIP;
}

void wrap_ipip(struct scene *s)
{
	wrap_outer(s, inner_protocol(s));
}

void wrap_in_ip6(struct scene *s)
{
	struct endpoint near = endpoint_make("2001:db8:ffff::1", 0);
	struct endpoint far = endpoint_make("2001:db8:ffff::2", 0);

	packet_ip6(&s->packet, &near, &far, inner_protocol(s));
	packet_ether(&s->packet, ETHER_IP6);
}

void wrap_gre(struct scene *s)
{
	packet_pair(&s->packet, 0, packet_ether_type(&s->packet));
	wrap_outer(s, IP_GRE);
}

/* GRE with checksum, key and sequence number: RFC 2784, RFC 2890. */
void wrap_gre_key(struct scene *s)
{
	uint16_t type = packet_ether_type(&s->packet);
	uint8_t *header = packet_front(&s->packet, 16);

	set_u16(header, 0xb000);
	set_u16(header + 2, type);
	set_u32(header + 8, 4711);
	set_u32(header + 12, (uint32_t)s->frames);
	set_u16(header + 4, checksum_fold(checksum_add(0, header, packet_size(&s->packet))));
	wrap_outer(s, IP_GRE);
}

/* PPTP: GRE version 1 with PPP inside, RFC 2637. */
void wrap_gre_ppp(struct scene *s)
{
	uint16_t protocol = packet_ether_type(&s->packet) == ETHER_IP6 ? 0x0057 : 0x0021;

	packet_pair(&s->packet, 0xff03, protocol);
	size_t size = packet_size(&s->packet);
	uint8_t *header = packet_front(&s->packet, 12);
	set_u16(header, 0x3001); /* key and sequence number present, version 1 */
	set_u16(header + 2, 0x880b);
	set_u16(header + 4, (uint32_t)size);
	set_u16(header + 6, 9); /* call */
	set_u32(header + 8, (uint32_t)s->frames);
	wrap_outer(s, IP_GRE);
}

/* Ethernet in GRE. */
void wrap_gre_ether(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	packet_pair(&s->packet, 0, ETHER_BRIDGED);
	wrap_outer(s, IP_GRE);
}

void wrap_erspan(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	uint8_t *header = packet_front(&s->packet, 8 + 8);
	set_u16(header, 0x1000); /* a sequence number: type II */
	set_u16(header + 2, 0x88be);
	set_u32(header + 4, (uint32_t)s->frames);
	set_u16(header + 8, 1u << 12 | 100); /* version 1, VLAN 100 */
	set_u16(header + 10, 5);             /* session */
	wrap_outer(s, IP_GRE);
}

void wrap_erspan3(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	uint8_t *header = packet_front(&s->packet, 8 + 12);
	set_u16(header, 0x1000);
	set_u16(header + 2, 0x22eb);
	set_u32(header + 4, (uint32_t)s->frames);
	set_u16(header + 8, 2u << 12 | 100);
	set_u16(header + 10, 5);
	wrap_outer(s, IP_GRE);
}

static void wrap_vxlan_port(struct scene *s, uint16_t port)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	uint8_t *header = packet_front(&s->packet, 8);
	header[0] = 0x08; /* the network identifier is valid */
	header[6] = 42;
	wrap_outer_udp(s, port);
}

void wrap_vxlan(struct scene *s)
{
	wrap_vxlan_port(s, PORT_VXLAN);
}

/* On the port that Linux had before there was a number. */
void wrap_vxlan_linux(struct scene *s)
{
	wrap_vxlan_port(s, PORT_VXLAN_LINUX);
}

static uint8_t next_protocol(const struct scene *s)
{
	return packet_ether_type(&s->packet) == ETHER_IP6 ? 2 : 1;
}

void wrap_vxlan_gpe(struct scene *s)
{
	uint8_t next = next_protocol(s);
	uint8_t *header = packet_front(&s->packet, 8);

	header[0] = 0x0c; /* the network identifier and the next protocol are valid */
	header[3] = next;
	header[6] = 42;
	wrap_outer_udp(s, PORT_VXLAN_GPE);
}

/* Network service header on Ethernet, RFC 8300: metadata of type 2, none there. */
void wrap_nsh(struct scene *s)
{
	uint8_t next = next_protocol(s);
	uint8_t *header = packet_front(&s->packet, 8);

	set_u16(header, 0x0fc2); /* 63 hops, two words */
	header[2] = 2;
	header[3] = next;
	set_u32(header + 4, 1u << 8 | 255);
	packet_ether(&s->packet, 0x894f);
}

/* RFC 4380; IPv6 only, so that IPv4 goes as it is. */
void wrap_teredo(struct scene *s)
{
	if (packet_ether_type(&s->packet) == ETHER_IP6)
		wrap_outer_udp(s, PORT_TEREDO);
	else
		packet_ether(&s->packet, ETHER_IP4);
}

/* Version 2, a data message with its length: RFC 2661. */
void wrap_l2tp(struct scene *s)
{
	packet_pair(&s->packet, 0xff03,
		    packet_ether_type(&s->packet) == ETHER_IP6 ? 0x0057 : 0x0021);
	size_t size = packet_size(&s->packet);
	uint8_t *header = packet_front(&s->packet, 8);
	set_u16(header, 0x4002);
	set_u16(header + 2, (uint32_t)size + 8);
	set_u16(header + 4, 7); /* tunnel */
	set_u16(header + 6, 9); /* session */
	wrap_outer_udp(s, PORT_L2TP);
}

/* RFC 9300: a nonce and locator bits. */
void wrap_lisp(struct scene *s)
{
	uint8_t *header = packet_front(&s->packet, 8);

	set_u32(header, 0xc0123456);
	set_u32(header + 4, 1);
	wrap_outer_udp(s, PORT_LISP);
}

/* What a router sends to a remote sniffer: a tag of one octet, padding, the end of tags. */
void wrap_tzsp(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	memcpy(packet_front(&s->packet, 9), (const uint8_t[]){ 1, 0, 0, 1, 10, 1, 200, 0, 1 }, 9);
	wrap_outer_udp(s, PORT_TZSP);
}

/* RFC 3378. */
void wrap_etherip(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	set_u16(packet_front(&s->packet, 2), 0x3000);
	wrap_outer(s, IP_ETHERIP);
}

/* RFC 4023. */
void wrap_mpls_in_ip(struct scene *s)
{
	set_u32(packet_front(&s->packet, 4), 17u << 12 | 1u << 8 | 64);
	wrap_outer(s, IP_MPLS);
}

/* Ethernet behind a label and a control word: RFC 4448. */
void wrap_pseudowire(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	packet_front(&s->packet, 4);
	set_u32(packet_front(&s->packet, 4), 17u << 12 | 1u << 8 | 64);
	packet_ether(&s->packet, ETHER_MPLS);
}

/* 802.1ah: a service tag, then the customer's Ethernet. */
void wrap_pbb(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	set_u32(packet_front(&s->packet, 4), 0x123456);
	packet_ether(&s->packet, 0x88e7);
}

/* 802.1AE with integrity only: the tag, the frame's type, and 16 octets of check value behind. */
void wrap_macsec(struct scene *s)
{
	uint16_t type = packet_ether_type(&s->packet);

	set_u16(packet_front(&s->packet, 2), type);
	set_u32(packet_front(&s->packet, 6) + 2, (uint32_t)s->frames + 1);
	packet_ether(&s->packet, 0x88e5);
	packet_pad(&s->packet, 16);
}

/* With one option of eight octets. */
void wrap_geneve(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	uint8_t *header = packet_front(&s->packet, 8 + 8);
	header[0] = 2; /* version 0, two words of options */
	set_u16(header + 2, ETHER_BRIDGED);
	header[6] = 42;
	set_u16(header + 8, 0x0102);
	header[11] = 1; /* one word of data */
	wrap_outer_udp(s, PORT_GENEVE);
}

/* A user's packet on its way to a mobile core: a sequence number and one extension header. */
void wrap_gtp(struct scene *s)
{
	size_t size = packet_size(&s->packet);
	uint8_t *header = packet_front(&s->packet, 8 + 4 + 4);

	header[0] = 0x36; /* version 1, GTP, extension and sequence present */
	header[1] = 0xff;
	set_u16(header + 2, (uint32_t)size + 8);
	set_u32(header + 4, 0x1234);
	set_u16(header + 8, (uint32_t)s->frames);
	header[11] = 0x85; /* PDU session container */
	header[12] = 1;    /* in words */
	header[13] = 0x10;
	header[14] = 0x09;
	wrap_outer_udp(s, PORT_GTP);
}

/* Two tunnels: VXLAN in GRE. */
void wrap_nested(struct scene *s)
{
	wrap_vxlan(s);
	s->packet.at += 14; /* the outer Ethernet goes again */
	packet_pair(&s->packet, 0, ETHER_IP4);
	wrap_outer(s, IP_GRE);
}

/* Takes the IP header off, so that another of other size can go in its place. */
static void take_ip4(struct scene *s, uint8_t header[20])
{
	memcpy(header, s->packet.octets + s->packet.at, 20);
	s->packet.at += 20;
}

static void put_ip4(struct scene *s, uint8_t header[20], const uint8_t *options, size_t size)
{
	uint8_t *at = packet_front(&s->packet, 20 + size);

	memcpy(at, header, 20);
	if (size > 0)
		memcpy(at + 20, options, size);
	at[0] = (uint8_t)(0x40 | (5 + size / 4));
	set_u16(at + 2, (uint32_t)packet_size(&s->packet));
	set_u16(at + 10, 0);
	set_u16(at + 10, checksum_fold(checksum_add(0, at, 20 + size)));
	packet_ether(&s->packet, ETHER_IP4);
}

void wrap_ip4_options(struct scene *s)
{
	/* Record route with room for two addresses, then end of list: RFC 791. */
	static const uint8_t options[12] = { 7, 11, 4 };
	uint8_t header[20];

	take_ip4(s, header);
	put_ip4(s, header, options, sizeof(options));
}

/* Signed, not encrypted: RFC 4302. */
void wrap_ah(struct scene *s)
{
	uint8_t header[20];

	take_ip4(s, header);
	uint8_t *ah = packet_front(&s->packet, 24);
	ah[0] = header[9];
	ah[1] = 24 / 4 - 2;
	set_u32(ah + 4, 0x100);
	set_u32(ah + 8, (uint32_t)s->frames + 1);
	header[9] = IP_AH;
	put_ip4(s, header, NULL, 0);
}

/* Hop-by-hop, routing (nothing left), destination options and an atomic fragment, RFC 8200. */
void wrap_ip6_chain(struct scene *s)
{
	struct packet *p = &s->packet;
	uint8_t header[40];

	if (packet_ether_type(p) != ETHER_IP6) {
		packet_ether(p, ETHER_IP4);
		return;
	}
	memcpy(header, p->octets + p->at, 40);
	p->at += 40;
	uint8_t *at = packet_front(p, 8 + 24 + 8 + 8);
	memcpy(at, (const uint8_t[]){ 43, 0, 1, 4 }, 4);
	memcpy(at + 8, (const uint8_t[]){ IP_DESTINATION, 2, 4, 0 }, 4);
	memcpy(at + 32, (const uint8_t[]){ IP_FRAGMENT, 0, 1, 4 }, 4);
	at[40] = header[6];
	set_u32(at + 44, 77);
	header[6] = 0;
	set_u16(header + 4, (uint32_t)packet_size(p));
	memcpy(packet_front(p, 40), header, 40);
	packet_ether(p, ETHER_IP6);
}
