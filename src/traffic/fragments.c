/* fragments.c - fragments of the whole traffic, tunnels in tunnels included.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/shard.h"

struct fragment_table *traffic_fragments_open(const struct traffic_plan *plan)
{
	return fragment_open(plan->memory / 8); /* see traffic.h */
}

bool traffic_fragments_pass(struct fragment_table *fragments, struct weir_packet *packet,
			    int64_t time)
{
	for (unsigned depth = 0; packet->stop == WEIR_STOP_FRAGMENT; depth++) {
		struct fragment_whole whole;

		if (depth == FRAGMENTS_DEPTH ||
		    fragment_feed(fragments, packet, time, &whole) != FRAGMENT_WHOLE)
			return false;
		weir_packet_decode_whole(&whole.first, whole.octets, packet);
	}
	return true;
}

void traffic_fragments_count(const struct fragment_table *fragments,
			     struct weir_traffic_counters *sum)
{
	const struct fragment_counters *c = fragment_counters(fragments);

	sum->fragments += c->seen;
	sum->fragments_whole += c->whole;
	sum->fragments_duplicate += c->duplicate;
	sum->fragments_overlap += c->overlap;
	sum->fragments_ignored += c->ignored;
	sum->fragments_lost += c->lost;
	sum->fragments_evicted += c->evicted;
	sum->fragments_form += c->form;
	sum->fragments_cut += c->cut;
}
