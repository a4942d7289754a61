/* fragments.c - fragments of tunnels that carry fragments of tunnels: put together to a bound.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>
#include <dnsweir/traffic.h>

#include <string.h>

#include "tap.h"
#include "traffic/shard.h"
#include "unit/traffic/wire.h"

enum { IP = 20, SIZE_MAX_HERE = 1024, IN_IP = 4 };

struct run {
	struct weir_traffic *traffic;
	struct weir_datagram last;
	unsigned frames;
	unsigned messages;
	uint16_t id;
};

static void put16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void feed(struct run *run, const uint8_t *octets, size_t size)
{
	struct weir_frame frame = { .bytes = { octets, size },
				    .wire_size = (uint32_t)size,
				    .link = WEIR_LINK_RAW,
				    .number = ++run->frames,
				    .has_time = true };

	if (weir_traffic_feed(run->traffic, &frame) != WEIR_OK)
		return;
	while (weir_traffic_next(run->traffic, &run->last) == WEIR_OK)
		run->messages++;
}

/* Cut an IPv4 packet into two fragments, put each into another IPv4 packet, and so on. */
static void feed_nested(struct run *run, const uint8_t *packet, size_t size, unsigned levels)
{
	if (levels == 0) {
		feed(run, packet, size);
		return;
	}
	size_t half = (size - IP) / 2 & ~(size_t)7;
	uint16_t id = ++run->id;

	for (unsigned part = 0; part < 2; part++) {
		uint8_t outer[SIZE_MAX_HERE];
		uint8_t *inner = outer + IP;
		size_t at = part ? half : 0;
		size_t inner_size = IP + (part ? size - IP - half : half);

		memcpy(outer, packet, IP);
		put16(outer + 2, IP + inner_size);
		put16(outer + 6, 0);
		outer[9] = IN_IP;
		memcpy(inner, packet, IP);
		put16(inner + 2, inner_size);
		put16(inner + 4, id);
		put16(inner + 6, (part ? 0 : 0x2000) | at / 8);
		memcpy(inner + IP, packet + IP + at, inner_size - IP);
		feed_nested(run, outer, IP + inner_size, levels - 1);
	}
}

static const struct row {
	const char *what;
	unsigned levels;
	unsigned messages;
} rows[] = {
	{ "no fragment", 0, 1 },
	{ "fragments", 1, 1 },
	{ "fragments in fragments", 2, 1 },
	{ "as deep as it goes", FRAGMENTS_DEPTH, 1 },
	{ "deeper than that", FRAGMENTS_DEPTH + 1, 0 },
};

static void test_row(const struct row *row)
{
	uint8_t buffer[SIZE_MAX_HERE];
	uint8_t query[64] = { 0 };
	struct weir_traffic_counters counters;
	struct run run = { .frames = 0 };
	struct wire_packet p = { .client = { 9, 4000 },
				 .server = 1,
				 .server_port = SERVER_PORT,
				 .payload = { query, sizeof(query) } };

	wire_query(77, query);
	if (!check(row->what, weir_traffic_open(NULL, &run.traffic, NULL) == WEIR_OK))
		return;
	struct weir_frame frame = wire_udp(&p, 1, buffer);
	feed_nested(&run, buffer, frame.bytes.size, row->levels);
	weir_traffic_counters(run.traffic, &counters);
	checkf(run.messages == row->messages && run.frames == 1U << row->levels,
	       "%s: %u of %u messages from %u frames", row->what, run.messages, row->messages,
	       run.frames);
	/* Each level puts together all of the one inside it; beyond the bound the last step is missing. */
	uint64_t whole = (1ULL << row->levels) - 1 - (row->levels > FRAGMENTS_DEPTH);
	checkf(counters.fragments_whole == whole && counters.fragments == 2 * whole &&
		       counters.stop[WEIR_STOP_FRAGMENT] == 0,
	       "%s: %u put together of %u", row->what, (unsigned)counters.fragments_whole,
	       (unsigned)counters.fragments);
	if (run.messages == 1)
		checkf(run.last.wire.size == sizeof(query) && run.last.wire.data[1] == 77 &&
			       run.last.number == run.frames && run.last.source.octets[3] == 9 &&
			       run.last.reassembled_ip == (row->levels > 0),
		       "%s: the message is right", row->what);
	weir_traffic_close(run.traffic);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	return tap_done();
}
