/* packet.c - UDP, TCP, IP and Ethernet headers put in front of a payload, checksums right.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void generate_fail(const char *what, const char *detail)
{
	fprintf(stderr, "weir-generate: %s: %s\n", what, detail);
	exit(4);
}

_Noreturn void system_fail(const char *what)
{
	fprintf(stderr, "weir-generate: %s: %m\n", what);
	exit(4);
}

struct endpoint endpoint_make(const char *address, uint16_t port)
{
	struct endpoint e = { .version = strchr(address, ':') ? 6 : 4, .port = port };

	if (inet_pton(e.version == 6 ? AF_INET6 : AF_INET, address, e.address) != 1)
		generate_fail("not an address", address);
	return e;
}

void packet_clear(struct packet *p)
{
	p->at = PACKET_ROOM;
	p->end = PACKET_ROOM;
}

uint8_t *packet_front(struct packet *p, size_t size)
{
	if (size > p->at)
		generate_fail("packet", "no room in front");
	p->at -= size;
	return memset(p->octets + p->at, 0, size);
}

void packet_put(struct packet *p, const void *octets, size_t size)
{
	if (size > sizeof(p->octets) - p->end)
		generate_fail("packet", "too large");
	memcpy(p->octets + p->end, octets, size);
	p->end += size;
}

void packet_pad(struct packet *p, size_t size)
{
	static const uint8_t zeros[512];

	for (size_t part; size > 0; size -= part) {
		part = size < sizeof(zeros) ? size : sizeof(zeros);
		packet_put(p, zeros, part);
	}
}

uint32_t checksum_add(uint32_t sum, const uint8_t *octets, size_t size)
{
	uint64_t wide = sum; /* 64 KiB of 16-bit words cannot overflow it */
	size_t i = 0;

	for (; i + 1 < size; i += 2)
		wide += (uint32_t)octets[i] << 8 | octets[i + 1];
	if (i < size)
		wide += (uint32_t)octets[i] << 8;
	while (wide >> 16)
		wide = (wide & 0xffff) + (wide >> 16);
	return (uint32_t)wide;
}

uint16_t checksum_fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static uint16_t transport_checksum(const struct packet *p, const struct endpoint *from,
				   const struct endpoint *to, uint8_t protocol)
{
	size_t size = from->version == 6 ? 16 : 4;
	uint32_t sum = checksum_add(0, from->address, size);

	sum = checksum_add(sum, to->address, size);
	sum += protocol;
	sum += (uint32_t)packet_size(p);
	return checksum_fold(checksum_add(sum, p->octets + p->at, packet_size(p)));
}

void packet_udp(struct packet *p, const struct endpoint *from, const struct endpoint *to)
{
	uint8_t *header = packet_front(p, 8);

	set_u16(header, from->port);
	set_u16(header + 2, to->port);
	set_u16(header + 4, (uint32_t)packet_size(p));
	uint16_t sum = transport_checksum(p, from, to, IP_UDP);
	set_u16(header + 6, sum ? sum : 0xffff); /* zero would say "none": RFC 768 */
}

void packet_tcp(struct packet *p, const struct endpoint *from, const struct endpoint *to,
		uint32_t sequence, uint32_t acknowledgement, uint8_t flags)
{
	uint8_t *header = packet_front(p, 20);

	set_u16(header, from->port);
	set_u16(header + 2, to->port);
	set_u32(header + 4, sequence);
	set_u32(header + 8, acknowledgement);
	header[12] = 5 << 4;
	header[13] = flags;
	set_u16(header + 14, 64240);
	set_u16(header + 16, transport_checksum(p, from, to, IP_TCP));
}

void packet_prefix(struct packet *p)
{
	size_t size = packet_size(p);

	set_u16(packet_front(p, 2), (uint32_t)size);
}

void packet_ip4(struct packet *p, const struct endpoint *from, const struct endpoint *to,
		uint8_t protocol, uint16_t id, uint16_t fragment)
{
	uint8_t *header = packet_front(p, 20);

	header[0] = 0x45;
	set_u16(header + 2, (uint32_t)packet_size(p));
	set_u16(header + 4, id);
	set_u16(header + 6, fragment);
	header[8] = 64;
	header[9] = protocol;
	memcpy(header + 12, from->address, 4);
	memcpy(header + 16, to->address, 4);
	set_u16(header + 10, checksum_fold(checksum_add(0, header, 20)));
}

void packet_ip6(struct packet *p, const struct endpoint *from, const struct endpoint *to,
		uint8_t next)
{
	size_t size = packet_size(p);
	uint8_t *header = packet_front(p, 40);

	header[0] = 0x60;
	set_u16(header + 4, (uint32_t)size);
	header[6] = next;
	header[7] = 64;
	memcpy(header + 8, from->address, 16);
	memcpy(header + 24, to->address, 16);
}

void packet_ip(struct packet *p, const struct endpoint *from, const struct endpoint *to,
	       uint8_t protocol)
{
	if (from->version == 6)
		packet_ip6(p, from, to, protocol);
	else
		packet_ip4(p, from, to, protocol, ++p->ip_id, IP4_DONT);
}

uint16_t packet_ether_type(const struct packet *p)
{
	return p->octets[p->at] >> 4 == 6 ? ETHER_IP6 : ETHER_IP4;
}

void packet_icmp(struct packet *p, const struct endpoint *from, const struct endpoint *to,
		 uint8_t type, uint8_t code)
{
	uint8_t *header = packet_front(p, 8);

	header[0] = type;
	header[1] = code;
	if (from->version == 6)
		set_u16(header + 2, transport_checksum(p, from, to, IP_ICMP6));
	else
		set_u16(header + 2, checksum_fold(checksum_add(0, header, packet_size(p))));
	packet_ip(p, from, to, from->version == 6 ? IP_ICMP6 : IP_ICMP);
}

void packet_ether(struct packet *p, uint16_t type)
{
	static const uint8_t addresses[12] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };
	uint8_t *header = packet_front(p, 14);

	memcpy(header, addresses, 12);
	set_u16(header + 12, type);
}

void packet_pair(struct packet *p, uint16_t first, uint16_t second)
{
	uint8_t *header = packet_front(p, 4);

	set_u16(header, first);
	set_u16(header + 2, second);
}
