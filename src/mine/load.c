/* load.c - decode a batch of frames into the items that the shards work on.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "mine/load.h"

#include <stdlib.h>
#include <string.h>

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
	for (size_t i = 0; i < LOAD_WHOLES; i++)
		free(load->wholes[i]);
	free(load->items);
	weir_batch_close(&load->batch);
}

static int64_t clamp_time(int64_t time)
{
	/* Differences of two times then never overflow; 2^62 ns is the year 2116. */
	const int64_t limit = (INT64_C(1) << 62) - 1;

	return time > limit ? limit : time < -limit ? -limit : time;
}

void load_judge(const struct worker *w, const struct weir_datagram *message, struct item *item)
{
	item->ruled_out = w->options->rule && (item->flags & WEIR_FLAG_QR) &&
			  !weir_rule_message(w->options->rule, message);
}

static void judge_packet(const struct worker *w, const struct weir_packet *packet,
			 struct item *item)
{
	struct weir_datagram message;

	item->ruled_out = false;
	if (!w->options->rule)
		return;
	message = (struct weir_datagram){
		.wire = item->wire,
		.frame = item->frame,
		.packet = packet,
		.time = item->time,
		.number = item->number,
		.source = packet->source,
		.target = packet->target,
		.source_port = packet->source_port,
		.target_port = packet->target_port,
		.claimed_size = packet->payload_size,
		.version = packet->version,
		.app = item->app,
		.cut_by_snap = item->cut,
	};
	load_judge(w, &message, item);
}

/* An item whose message is the packet's payload; false: nothing for a shard. */
static bool take_message(struct worker *w, const struct weir_packet *packet, enum weir_app app,
			 struct item *item)
{
	if (!traffic_message_wanted(w->plan, packet, app, &w->counters.traffic))
		return false;
	item->kind = ITEM_MESSAGE;
	item->wire = packet->payload;
	item->app = (uint8_t)app;
	item->cut = item->frame->bytes.size < item->frame->wire_size;
	item->key.client = packet->source;
	item->key.server = packet->target;
	item->key.client_port = packet->source_port;
	item->key.server_port = packet->target_port;
	item->key.version = packet->version;
	item->key.tcp = false;
	if (!item_read(&w->counters, item))
		return false;
	judge_packet(w, packet, item);
	/* Pairing looks at one tuple at a time, so that the traffic of two busy hosts can be spread over
	 * all tables. The hash's lower bits choose in the table. */
	item->shard = (uint8_t)(item->key.tuple_hash >> 32) % SHARD_COUNT;
	return true;
}

/* What a decoded packet is to us; false: nothing. */
static bool take_packet(struct worker *w, const struct weir_packet *packet, struct item *item)
{
	enum weir_app app = WEIR_APP_DNS;
	enum traffic_kind kind = traffic_classify(w->plan, packet, &app);

	traffic_count_packet(item->frame, packet, kind, &w->counters.traffic);
	item->shard = 0;
	switch (kind) {
	case TRAFFIC_MESSAGE:
		return take_message(w, packet, app, item);
	case TRAFFIC_SEGMENT:
		item->shard = (uint8_t)shard_of(packet);
		item->kind = ITEM_SEGMENT;
		return true;
	case TRAFFIC_STOPPED:
	case TRAFFIC_OTHER:
	case TRAFFIC_ENCRYPTED:
	case TRAFFIC_EMPTY:
		break;
	}
	return false;
}

void load_decode(struct worker *w, struct load *load)
{
	struct weir_packet packet;
	int64_t time = load->time_before;

	load->item_count = 0;
	load->fragments = false;
	for (size_t i = 0; i < load->batch.count; i++) {
		const struct weir_frame *frame = &load->batch.frames[i];
		struct item *item = &load->items[load->item_count];
		if (frame->has_time)
			time = frame->time;
		item->time = clamp_time(time);
		item->frame = frame;
		item->number = frame->number;
		item->whole = NULL;
		weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &packet);
		if (packet.stop == WEIR_STOP_FRAGMENT) {
			item->kind = ITEM_FRAGMENT;
			load->fragments = true;
			load->item_count++;
		} else {
			load->item_count += take_packet(w, &packet, item);
		}
	}
}

/* Keep a packet put together, with its octets, beside the batch; NULL: no room for more of them, or no
 * memory (w->status). */
static const struct whole *keep_whole(struct worker *w, struct load *load,
				      const struct weir_packet *packet)
{
	size_t size = sizeof(struct whole) + packet->base.size;

	size = (size + 15) & ~(size_t)15;
	if (load->whole_count == 0 || size > LOAD_WHOLE - load->whole_used) {
		if (load->whole_count == LOAD_WHOLES || size > LOAD_WHOLE)
			return NULL;
		if (!load->wholes[load->whole_count])
			load->wholes[load->whole_count] = malloc(LOAD_WHOLE);
		if (!load->wholes[load->whole_count]) {
			w->status = WEIR_E_MEMORY;
			return NULL;
		}
		load->whole_count++;
		load->whole_used = 0;
	}
	uint8_t *room = load->wholes[load->whole_count - 1] + load->whole_used;
	struct whole *whole = (struct whole *)(void *)room;
	uint8_t *octets = room + sizeof(*whole);
	load->whole_used += size;
	memcpy(octets, packet->base.data, packet->base.size);
	whole->packet = *packet;
	whole->packet.base.data = octets;
	whole->packet.payload.data = octets + (packet->payload.data - packet->base.data);
	return whole;
}

void load_assemble(struct worker *w, struct load *load, struct fragment_table *fragments)
{
	struct weir_packet packet;

	load->whole_count = 0;
	load->whole_used = 0;
	for (size_t i = 0; load->fragments && i < load->item_count; i++) {
		struct item *item = &load->items[i];
		const struct weir_frame *frame = item->frame;
		if (item->kind != ITEM_FRAGMENT)
			continue;
		item->kind = ITEM_NOTHING;
		weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &packet);
		if (!traffic_fragments_pass(fragments, &packet, item->time)) {
			traffic_count_packet(frame, &packet, TRAFFIC_STOPPED, &w->counters.traffic);
			continue;
		}
		const struct whole *whole = keep_whole(w, load, &packet);
		if (!whole)
			w->counters.traffic.fragments_evicted++;
		else if (take_packet(w, &whole->packet, item))
			item->whole = &whole->packet;
		else
			item->kind = ITEM_NOTHING;
	}
}

const struct weir_packet *load_packet(const struct item *item, struct weir_packet *room)
{
	const struct weir_frame *frame = item->frame;

	if (item->whole)
		return item->whole;
	weir_packet_decode(frame->link, frame->bytes, frame->wire_size, room);
	return room;
}
