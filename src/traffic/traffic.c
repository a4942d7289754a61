/* traffic.c - the whole road for one thread: frames in, messages out.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/traffic.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "traffic/conversation.h"
#include "traffic/shard.h"

/* What weir_traffic_next has to give. */
enum waiting { NOTHING, MESSAGE, SHARD, FINISH };

struct weir_traffic {
	struct traffic_plan plan;
	struct fragment_table *fragments;
	struct conversations *conversations; /* NULL: not wanted */
	struct shard_set *shards;
	struct weir_traffic_counters counters; /* of what has no state of its own */
	const struct weir_frame *frame;        /* the last one fed; NULL when finished */
	struct weir_packet packet;             /* of it */
	int64_t time;                          /* of it, or of the last one that had one */
	enum waiting waiting;
	unsigned shard;                        /* being read */
	bool whole;                            /* the packet was put together from fragments */
	struct weir_conversation conversation; /* of the packet */
	struct weir_datagram message;
	uint8_t gather[GATHER_SIZE];
};

void weir_traffic_close(struct weir_traffic *traffic)
{
	if (!traffic)
		return;
	fragment_close(traffic->fragments);
	conversations_close(traffic->conversations);
	shard_set_close(traffic->shards);
	free(traffic);
}

enum weir_status weir_traffic_open(const struct weir_traffic_options *options,
				   struct weir_traffic **out, struct weir_error *err)
{
	struct weir_traffic *traffic = calloc(1, sizeof(*traffic));
	bool numbers = !options || !options->no_streams;

	if (!traffic)
		goto no_memory;
	enum weir_status status = traffic_plan_init(&traffic->plan, options, err);
	if (status != WEIR_OK) {
		weir_traffic_close(traffic);
		return status;
	}
	traffic->fragments = traffic_fragments_open(&traffic->plan);
	traffic->shards = shard_set_open(&traffic->plan);
	if (numbers)
		traffic->conversations = conversations_open(traffic->plan.memory / 16);
	if (!traffic->fragments || !traffic->shards || (numbers && !traffic->conversations))
		goto no_memory;
	*out = traffic;
	return WEIR_OK;
no_memory:
	weir_traffic_close(traffic);
	return error_set(err, WEIR_E_MEMORY, NO_PLACE, "no memory for open streams and fragments");
}

const struct weir_packet *weir_traffic_packet(const struct weir_traffic *traffic)
{
	return &traffic->packet;
}

void weir_traffic_conversation(const struct weir_traffic *traffic, struct weir_conversation *out)
{
	*out = traffic->conversation;
}

/* Which conversation the packet belongs to; nothing when they are not numbered. */
static void see_conversation(struct weir_traffic *traffic)
{
	const struct weir_packet *p = &traffic->packet;

	traffic->conversation = (struct weir_conversation){ .stream = 0 };
	if (!traffic->conversations || p->stop != WEIR_STOP_NONE ||
	    (p->protocol != PROTOCOL_UDP && p->protocol != PROTOCOL_TCP))
		return;
	struct conversation_seen seen = conversations_pass(traffic->conversations, p);
	traffic->conversation = (struct weir_conversation){
		.has_stream = true,
		.has_base = p->protocol == PROTOCOL_TCP,
		.stream = seen.number,
		.tcp_sequence_base = seen.sequence_base,
		.tcp_acknowledgement_base = seen.acknowledgement_base,
	};
}

enum weir_status weir_traffic_feed(struct weir_traffic *traffic, const struct weir_frame *frame)
{
	struct weir_packet *packet = &traffic->packet;
	enum weir_app app = WEIR_APP_DNS;

	if (traffic->waiting != NOTHING)
		return WEIR_E_USE;
	traffic->frame = frame;
	if (frame->has_time)
		traffic->time = frame->time;
	weir_packet_decode(frame->link, frame->bytes, frame->wire_size, packet);
	traffic->whole = packet->stop == WEIR_STOP_FRAGMENT &&
			 traffic_fragments_pass(traffic->fragments, packet, traffic->time);

	enum traffic_kind kind = traffic_classify(&traffic->plan, packet, &app);

	see_conversation(traffic);
	traffic_count_packet(frame, packet, kind, &traffic->counters);
	if (kind == TRAFFIC_MESSAGE &&
	    traffic_message(&traffic->plan, frame, packet, app, traffic->time, &traffic->counters,
			    &traffic->message)) {
		traffic->message.stream = traffic->conversation.stream;
		traffic->message.has_stream = traffic->conversation.has_stream;
		traffic->message.reassembled_ip = traffic->whole;
		traffic->waiting = MESSAGE;
	}
	if (kind == TRAFFIC_SEGMENT) {
		traffic->shard = shard_of(packet);
		traffic->waiting = SHARD;
		shard_feed(shard_at(traffic->shards, traffic->shard), packet,
			   (struct tcp_stamp){ traffic->time, frame->number },
			   traffic->conversation.stream);
	}
	return WEIR_OK;
}

static bool next_of_shard(struct weir_traffic *traffic, struct weir_datagram *out)
{
	if (!shard_next(shard_at(traffic->shards, traffic->shard), traffic->gather, out))
		return false;
	out->has_stream = traffic->conversations != NULL;
	/* Numbers begin anew with each file. */
	if (traffic->frame && out->number == traffic->frame->number && out->time == traffic->time) {
		out->frame = traffic->frame;
		out->packet = &traffic->packet;
		out->reassembled_ip = traffic->whole;
		out->has_base = traffic->conversation.has_base;
		out->tcp_sequence_base = traffic->conversation.tcp_sequence_base;
		out->tcp_acknowledgement_base = traffic->conversation.tcp_acknowledgement_base;
	}
	return true;
}

enum weir_status weir_traffic_next(struct weir_traffic *traffic, struct weir_datagram *out)
{
	switch (traffic->waiting) {
	case NOTHING:
		return WEIR_END;
	case MESSAGE:
		*out = traffic->message;
		traffic->waiting = NOTHING;
		return WEIR_OK;
	case SHARD:
		if (next_of_shard(traffic, out))
			return WEIR_OK;
		break;
	case FINISH:
		for (; traffic->shard < SHARD_COUNT; traffic->shard++)
			if (next_of_shard(traffic, out))
				return WEIR_OK;
		break;
	}
	traffic->waiting = NOTHING;
	return WEIR_END;
}

enum weir_status weir_traffic_finish(struct weir_traffic *traffic)
{
	if (traffic->waiting != NOTHING)
		return WEIR_E_USE;
	fragment_finish(traffic->fragments);
	for (unsigned i = 0; i < SHARD_COUNT; i++)
		shard_finish(shard_at(traffic->shards, i));
	traffic->frame = NULL;
	traffic->shard = 0;
	traffic->waiting = FINISH;
	return WEIR_OK;
}

void weir_traffic_counters(const struct weir_traffic *traffic, struct weir_traffic_counters *out)
{
	memset(out, 0, sizeof(*out));
	traffic_counters_add(out, &traffic->counters);
	traffic_fragments_count(traffic->fragments, out);
	for (unsigned i = 0; i < SHARD_COUNT; i++)
		shard_count(shard_at(traffic->shards, i), out);
}
