/* wire.h - frames made for the tests of traffic: IPv4 without a link layer, and small messages.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TRAFFIC_WIRE_H
#define TESTS_TRAFFIC_WIRE_H

#include <dnsweir/capture.h>

enum { WIRE_SIZE_MAX = 66000, SERVER_PORT = 53 };

/* The addresses of a test's packets: 192.0.2.CLIENT and 198.51.100.SERVER. */
struct wire_end {
	uint8_t host;
	uint16_t port;
};

struct wire_packet {
	struct wire_end client;
	uint8_t server;
	uint16_t server_port;
	bool from_server;
	/* TCP */
	uint32_t sequence;
	uint32_t acknowledgement;
	uint8_t flags;
	/* both */
	struct weir_slice payload;
	uint32_t cut; /* octets that the snap length takes off the end */
};

/* Fill a frame whose octets lie in `buffer` (WIRE_SIZE_MAX). Time is a microsecond a frame. */
struct weir_frame wire_tcp(const struct wire_packet *packet, uint64_t number, uint8_t *buffer);
struct weir_frame wire_udp(const struct wire_packet *packet, uint64_t number, uint8_t *buffer);

/* A question for "a." IN A with this id: 19 octets. */
enum { WIRE_QUERY = 19 };
void wire_query(uint16_t id, uint8_t *out);

#endif
