/* wire.c - frames made for the tests of traffic: IPv4 without a link layer, and small messages.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "unit/traffic/wire.h"

#include <string.h>

enum { IP = 20, TCP = 20, UDP = 8 };

static void put16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void put32(uint8_t *p, uint32_t value)
{
	put16(p, value >> 16);
	put16(p + 2, value & 0xffff);
}

static struct weir_frame frame_of(const struct wire_packet *p, uint64_t number, uint8_t *b,
				  uint8_t protocol, size_t head)
{
	size_t size = IP + head + p->payload.size;
	const uint8_t client[] = { 192, 0, 2, p->client.host };
	const uint8_t server[] = { 198, 51, 100, p->server };

	memset(b, 0, IP);
	b[0] = 0x45;
	put16(b + 2, size);
	b[8] = 64;
	b[9] = protocol;
	memcpy(b + 12, p->from_server ? server : client, 4);
	memcpy(b + 16, p->from_server ? client : server, 4);
	put16(b + IP, p->from_server ? p->server_port : p->client.port);
	put16(b + IP + 2, p->from_server ? p->client.port : p->server_port);
	if (p->payload.size > 0)
		memcpy(b + IP + head, p->payload.data, p->payload.size);
	return (struct weir_frame){ .bytes = { b, size - p->cut },
				    .time = (int64_t)number * 1000,
				    .number = number,
				    .wire_size = (uint32_t)size,
				    .link = WEIR_LINK_RAW,
				    .has_time = true };
}

struct weir_frame wire_tcp(const struct wire_packet *packet, uint64_t number, uint8_t *buffer)
{
	uint8_t *tcp = buffer + IP;

	memset(tcp, 0, TCP);
	put32(tcp + 4, packet->sequence);
	put32(tcp + 8, packet->acknowledgement);
	tcp[12] = 0x50;
	tcp[13] = packet->flags;
	return frame_of(packet, number, buffer, 6, TCP);
}

struct weir_frame wire_udp(const struct wire_packet *packet, uint64_t number, uint8_t *buffer)
{
	uint8_t *udp = buffer + IP;

	memset(udp, 0, UDP);
	put16(udp + 4, UDP + packet->payload.size);
	return frame_of(packet, number, buffer, 17, UDP);
}

void wire_query(uint16_t id, uint8_t *out)
{
	static const uint8_t query[WIRE_QUERY] = { 0, 0, 1, 0,   0, 1, 0, 0, 0, 0,
						   0, 0, 1, 'a', 0, 0, 1, 0, 1 };

	memcpy(out, query, sizeof(query));
	put16(out, id);
}
