/* load.c - decode a batch of frames into the items that the shards work on.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "mine/load.h"

#include <stdlib.h>

#include "base/hash.h"

enum { PORT_DNS = 53, PORT_MDNS = 5353, PORT_LLMNR = 5355 };

enum weir_status load_open(struct load *load)
{
	enum weir_status status = weir_batch_open(&load->batch, LOAD_DATA, LOAD_FRAMES);

	if (status != WEIR_OK)
		return status;
	load->items = malloc(LOAD_FRAMES * sizeof(*load->items));
	return load->items ? WEIR_OK : WEIR_E_MEMORY;
}

void load_close(struct load *load)
{
	free(load->items);
	weir_batch_close(&load->batch);
}

/* The same for both directions. */
static uint8_t shard_of(const struct weir_packet *packet)
{
	uint64_t s0 = hash_load64(packet->source.octets);
	uint64_t s1 = hash_load64(packet->source.octets + 8);
	uint64_t t0 = hash_load64(packet->target.octets);
	uint64_t t1 = hash_load64(packet->target.octets + 8);

	return (uint8_t)(hash_mix((s0 ^ HASH_P0) + (t0 ^ HASH_P0), (s1 ^ t1) ^ HASH_P1) >> 58);
}

/* Is the packet's port one of ours, and whose? */
static bool classify(const struct weir_mine_options *options, const struct weir_packet *packet,
		     uint8_t *app)
{
	uint16_t source = packet->source_port;
	uint16_t target = packet->target_port;

	*app = WEIR_APP_DNS;
	if (options->ports[0] == 0) {
		if (source == PORT_DNS || target == PORT_DNS)
			return true;
	} else {
		for (size_t i = 0; i < WEIR_PORTS_MAX && options->ports[i] != 0; i++)
			if (source == options->ports[i] || target == options->ports[i])
				return true;
	}
	if (options->mdns && (source == PORT_MDNS || target == PORT_MDNS)) {
		*app = WEIR_APP_MDNS;
		return true;
	}
	if (options->llmnr && (source == PORT_LLMNR || target == PORT_LLMNR)) {
		*app = WEIR_APP_LLMNR;
		return true;
	}
	return false;
}

static int64_t clamp_time(int64_t time)
{
	/* Differences of two times then never overflow; 2^62 ns is the year 2116. */
	const int64_t limit = INT64_C(1) << 62;

	return time > limit ? limit : time < -limit ? -limit : time;
}

static void take_datagram(struct worker *w, struct load *load, const struct weir_frame *frame,
			  const struct weir_packet *packet)
{
	struct item *item = &load->items[load->item_count];
	uint8_t app;

	if (!classify(w->options, packet, &app) || packet->in_icmp)
		return;
	*item = (struct item){
		.wire = packet->payload,
		.time = clamp_time(frame->time),
		.number = frame->number,
		.app = app,
		.shard = shard_of(packet),
		.key = { .client = packet->source,
			 .server = packet->target,
			 .client_port = packet->source_port,
			 .server_port = packet->target_port,
			 .version = packet->version,
			 .tcp = false },
	};
	w->counters.udp++;
	load->item_count += item_read(&w->counters, item);
}

void load_decode(struct worker *w, struct load *load)
{
	struct weir_packet packet;

	load->item_count = 0;
	for (size_t i = 0; i < load->batch.count; i++) {
		const struct weir_frame *frame = &load->batch.frames[i];
		weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &packet);
		w->counters.frames++;
		w->counters.octets += frame->bytes.size;
		w->counters.traffic.stop[packet.stop]++;
		if (packet.stop == WEIR_STOP_NONE && packet.protocol == 17)
			take_datagram(w, load, frame, &packet);
	}
}
