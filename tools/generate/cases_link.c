/* cases_link.c - link layers and tunnels in front of an IP packet.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"

static struct endpoint tunnel_near(uint16_t port)
{
	return endpoint_make("203.0.113.1", port);
}

static struct endpoint tunnel_far(uint16_t port)
{
	return endpoint_make("203.0.113.2", port);
}

/* The octets at hand as the payload of an outer IPv4 packet on Ethernet. */
static void wrap_outer(struct scene *s, uint8_t protocol)
{
	struct endpoint near = tunnel_near(0);
	struct endpoint far = tunnel_far(0);

	packet_ip(&s->packet, &near, &far, protocol);
	packet_ether(&s->packet, ETHER_IP4);
}

static void wrap_outer_udp(struct scene *s, uint16_t port)
{
	struct endpoint near = tunnel_near(49152);
	struct endpoint far = tunnel_far(port);

	packet_udp(&s->packet, &near, &far);
	wrap_outer(s, IP_UDP);
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

void wrap_gre(struct scene *s)
{
	packet_pair(&s->packet, 0, packet_ether_type(&s->packet));
	wrap_outer(s, IP_GRE);
}

void wrap_vxlan(struct scene *s)
{
	packet_ether(&s->packet, packet_ether_type(&s->packet));
	uint8_t *header = packet_front(&s->packet, 8);
	header[0] = 0x08; /* the network identifier is valid */
	header[6] = 42;
	wrap_outer_udp(s, 4789);
}

void wrap_mpls(struct scene *s)
{
	set_u32(packet_front(&s->packet, 4), 17u << 12 | 1u << 8 | 64); /* bottom of stack */
	set_u32(packet_front(&s->packet, 4), 16u << 12 | 64);
	packet_ether(&s->packet, ETHER_MPLS);
}
