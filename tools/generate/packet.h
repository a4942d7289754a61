/* packet.h - a packet made from the inside out: the payload first, then header after header in front.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Nothing here comes from the library, so that a mistake there cannot hide here. A caller that asks
 * for more than the room is a mistake of the generator and ends it. */
#ifndef GENERATE_PACKET_H
#define GENERATE_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PACKET_ROOM = 1024,
	PACKET_MAX = 66000,

	ETHER_IP4 = 0x0800,
	ETHER_ARP = 0x0806,
	ETHER_VLAN = 0x8100,
	ETHER_IP6 = 0x86dd,
	ETHER_MPLS = 0x8847,
	ETHER_PPPOE = 0x8864,
	ETHER_QINQ = 0x88a8,

	IP_ICMP = 1,
	IP_IPIP = 4,
	IP_TCP = 6,
	IP_UDP = 17,
	IP_IP6 = 41,
	IP_FRAGMENT = 44,
	IP_GRE = 47,
	IP_AH = 51,
	IP_ICMP6 = 58,
	IP_DESTINATION = 60,

	TCP_FIN = 1,
	TCP_SYN = 2,
	TCP_RST = 4,
	TCP_PSH = 8,
	TCP_ACK = 16,

	IP4_DONT = 0x4000, /* the fragment field of IPv4 */
	IP4_MORE = 0x2000,
};

struct endpoint {
	uint8_t version; /* 4 or 6 */
	uint16_t port;
	uint8_t address[16];
};

/* Octets from `at` to `end`; headers go in front of `at`. */
struct packet {
	size_t at;
	size_t end;
	uint16_t ip_id; /* counts the IPv4 headers made */
	uint8_t octets[PACKET_ROOM + PACKET_MAX];
};

static inline void set_u16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline void set_u32(uint8_t *at, uint32_t value)
{
	set_u16(at, value >> 16);
	set_u16(at + 2, value & 0xffff);
}

/* "192.0.2.1" or "2001:db8::1". */
struct endpoint endpoint_make(const char *address, uint16_t port);

/* A mistake of the generator or of its user: says it and ends. */
_Noreturn void generate_fail(const char *what, const char *detail);
/* The operating system said no; errno has the reason. */
_Noreturn void system_fail(const char *what);

void packet_clear(struct packet *p);
static inline size_t packet_size(const struct packet *p)
{
	return p->end - p->at;
}
uint8_t *packet_front(struct packet *p, size_t size);               /* zeroed room for a header */
void packet_put(struct packet *p, const void *octets, size_t size); /* behind the end */
void packet_pad(struct packet *p, size_t size);                     /* zeros behind the end */

/* RFC 1071 over `size` octets, going on from `sum`; fold at the end. */
uint32_t checksum_add(uint32_t sum, const uint8_t *octets, size_t size);
uint16_t checksum_fold(uint32_t sum);

/* Transport headers with right checksums over the pseudo-header of both ends. */
void packet_udp(struct packet *p, const struct endpoint *from, const struct endpoint *to);
void packet_tcp(struct packet *p, const struct endpoint *from, const struct endpoint *to,
		uint32_t sequence, uint32_t acknowledgement, uint8_t flags);
/* ICMP or ICMPv6, by the version of the addresses, with its IP header; the second word is zero. */
void packet_icmp(struct packet *p, const struct endpoint *from, const struct endpoint *to,
		 uint8_t type, uint8_t code);
/* A 16-bit message length in front, as DNS over TCP has it. */
void packet_prefix(struct packet *p);

/* IP headers. `fragment` is the whole field of flags and offset in units of 8. */
void packet_ip4(struct packet *p, const struct endpoint *from, const struct endpoint *to,
		uint8_t protocol, uint16_t id, uint16_t fragment);
void packet_ip6(struct packet *p, const struct endpoint *from, const struct endpoint *to,
		uint8_t next);
/* The version of the addresses, do not fragment, the next id. */
void packet_ip(struct packet *p, const struct endpoint *from, const struct endpoint *to,
	       uint8_t protocol);

void packet_ether(struct packet *p, uint16_t type);
/* The EtherType of the IP header in front. */
uint16_t packet_ether_type(const struct packet *p);
/* A type or tag of two fields, each 16 bits: VLAN (tci, type), GRE (flags, type). */
void packet_pair(struct packet *p, uint16_t first, uint16_t second);

#endif
