/* shard.c - TCP messages by shards of the address pairs, and the sum of what was counted.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/shard.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "traffic/framing.h"

struct shard {
	const struct traffic_plan *plan;
	struct tcp_table *tcp;
	struct weir_traffic_counters counters;
};

struct shard_set {
	struct shard shard[SHARD_COUNT];
	_Alignas(64) uint8_t memory[];
};

unsigned shard_of(const struct weir_packet *packet)
{
	uint64_t a;
	uint64_t b;

	if (packet->version == 4) {
		a = hash_load32(packet->source.octets);
		b = hash_load32(packet->target.octets);
	} else {
		a = hash_bytes(0, packet->source.octets, sizeof(packet->source));
		b = hash_bytes(0, packet->target.octets, sizeof(packet->target));
	}
	return (unsigned)(hash_u64(a ^ b, a + b) % SHARD_COUNT); /* both symmetric */
}

struct shard_set *shard_set_open(const struct traffic_plan *plan)
{
	/* See traffic.h: 1/8 is for fragments, 1/16 for conversations. */
	size_t rest =
		plan->memory - plan->memory / 8 - plan->memory / 16 - sizeof(struct shard_set);
	size_t each = rest / SHARD_COUNT & ~(size_t)63;
	struct shard_set *set = calloc(1, sizeof(*set) + each * SHARD_COUNT);

	if (!set)
		return NULL;
	for (size_t i = 0; i < SHARD_COUNT; i++) {
		set->shard[i].plan = plan;
		set->shard[i].tcp = tcp_place(set->memory + i * each, each);
	}
	return set;
}

void shard_set_close(struct shard_set *set)
{
	free(set);
}

struct shard *shard_at(struct shard_set *set, unsigned number)
{
	return &set->shard[number % SHARD_COUNT];
}

void shard_feed(struct shard *shard, const struct weir_packet *packet, struct tcp_stamp stamp,
		uint32_t stream)
{
	tcp_feed(shard->tcp, packet, stamp, stream);
}

void shard_finish(struct shard *shard)
{
	tcp_finish(shard->tcp);
}

static void fill(const struct tcp_view *view, const struct framing *framing, struct tcp_taken taken,
		 struct weir_datagram *out)
{
	memset(out, 0, sizeof(*out));
	out->wire = framing->wire;
	out->time = taken.stamp.time;
	out->number = taken.stamp.number;
	out->source = *view->source;
	out->target = *view->target;
	out->source_port = view->source_port;
	out->target_port = view->target_port;
	out->stream = view->stream;
	out->tcp_sequence = view->sequence + (uint32_t)(framing->wire.data - view->octets.data);
	out->claimed_size = framing->claimed_size;
	out->version = view->version;
	out->tcp = true;
	out->reassembled_tcp = taken.several;
	out->cut_by_snap = framing->cut;
	out->after_hole = framing->after_hole;
}

bool shard_next(struct shard *shard, uint8_t *gather, struct weir_datagram *out)
{
	struct tcp_view view;

	while (tcp_next(shard->tcp, gather, &view)) { /* until all that is there was asked about */
		enum weir_app app = WEIR_APP_DNS;
		struct framing framing = framing_read(&view, &shard->counters);
		/* The octets stay where they are until the next tcp_next. */
		struct tcp_taken taken = tcp_take(shard->tcp, framing.take, framing.need);

		if (!framing.message)
			continue;
		fill(&view, &framing, taken, out);
		(void)traffic_app(shard->plan, view.source_port, view.target_port, &app);
		out->app = (uint8_t)app;
		shard->counters.tcp_cut += framing.cut;
		if (app == WEIR_APP_LLMNR) {
			shard->counters.messages_llmnr++;
			if (!shard->plan->llmnr)
				continue;
		} else {
			shard->counters.messages_tcp++;
		}
		shard->counters.messages++;
		return true;
	}
	return false;
}

void traffic_counters_add(struct weir_traffic_counters *sum,
			  const struct weir_traffic_counters *part)
{
#define COUNTER(symbol, text) sum->symbol += part->symbol;
#include <dnsweir/traffic.def>
#undef COUNTER
	for (size_t i = 0; i < WEIR_STOP_COUNT; i++)
		sum->stop[i] += part->stop[i];
}

void shard_count(const struct shard *shard, struct weir_traffic_counters *sum)
{
	const struct tcp_counters *tcp = tcp_counters(shard->tcp);

	traffic_counters_add(sum, &shard->counters);
	sum->tcp_segments += tcp->segments;
	sum->tcp_streams += tcp->streams;
	sum->tcp_retransmitted += tcp->retransmitted;
	sum->tcp_reordered += tcp->reordered;
	sum->tcp_overlap_differs += tcp->differs;
	sum->tcp_stray += tcp->stray;
	sum->tcp_holes += tcp->holes;
	sum->tcp_octets_lost += tcp->octets_lost;
	sum->tcp_evicted += tcp->evicted;
	sum->tcp_expired += tcp->expired;
}
