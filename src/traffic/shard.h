/* shard.h - the parts of the road that a pipeline with many threads needs one by one.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * weir_traffic (traffic.h) strings these together for one thread; who has more does so himself:
 *
 *  1. traffic_plan_init (classify.h): options made quick to ask. All threads share it.
 *  2. weir_packet_decode on every frame: needs no state, any thread.
 *  3. Packets that stopped at WEIR_STOP_FRAGMENT go in capture order through one fragment table for
 *     the whole traffic (traffic_fragments_pass), since what a tunnel carries is known only when it is
 *     put together. Whole datagrams lie in the table until the next call: copy
 *     them when they have to wait.
 *  4. traffic_classify (classify.h): inline, any thread. TRAFFIC_MESSAGE: traffic_message makes the
 *     datagram; no state. TRAFFIC_SEGMENT: shard_feed to shard_of(packet), then shard_next until it
 *     says false, with the caller's own gather buffer.
 *
 * A shard belongs to one thread at a time, gets its packets in capture order, and knows nothing of the
 * others: what it finds and what it gives up depend on its own packets only. At the end of the
 * traffic, shard_finish and shard_next on each. Counters: every thread counts into its own struct
 * weir_traffic_counters (traffic_count_packet, traffic_message), the shards and fragments have theirs;
 * the sum (traffic_counters_add) is that of weir_traffic. */
#ifndef TRAFFIC_SHARD_H
#define TRAFFIC_SHARD_H

#include <dnsweir/traffic.h>

#include "packet/fragment.h"
#include "packet/tcp.h"
#include "traffic/classify.h"

enum {
	SHARD_COUNT = 64,
	FRAGMENTS_DEPTH = 8, /* tunnels in fragments inside each other */
	GATHER_SIZE = TCP_VIEW_MAX,
};

/* The number of the shard that both directions of a conversation go to. */
unsigned shard_of(const struct weir_packet *packet);

/* ---- fragments: one for all the traffic ---- */

/* Closed with fragment_close; at the traffic's end fragment_finish. */
struct fragment_table *traffic_fragments_open(const struct traffic_plan *plan);
/* A fragment; true: `packet` is now what its datagram carries (its base lies in the table until the
 * next call). That may be a tunnel's packet and a fragment again, which is seen to here. False:
 * `packet` is a fragment still. */
bool traffic_fragments_pass(struct fragment_table *fragments, struct weir_packet *packet,
			    int64_t time);
void traffic_fragments_count(const struct fragment_table *fragments,
			     struct weir_traffic_counters *sum);

/* ---- messages over UDP: no state ---- */

/* Count a frame, its packet and where it ended. */
void traffic_count_packet(const struct weir_frame *frame, const struct weir_packet *packet,
			  enum traffic_kind kind, struct weir_traffic_counters *counters);
/* Count a TRAFFIC_MESSAGE packet; false: the options do not ask for its kind. */
bool traffic_message_wanted(const struct traffic_plan *plan, const struct weir_packet *packet,
			    enum weir_app app, struct weir_traffic_counters *counters);
/* The datagram of a TRAFFIC_MESSAGE packet; false: the options do not ask for it. Counts. `stream`,
 * `reassembled_ip` are for the caller to set. */
bool traffic_message(const struct traffic_plan *plan, const struct weir_frame *frame,
		     const struct weir_packet *packet, enum weir_app app, int64_t time,
		     struct weir_traffic_counters *counters, struct weir_datagram *out);

/* ---- TCP: 64 shards ---- */

struct shard;
struct shard_set;

/* All shards, in one allocation whose untouched pages cost nothing. The plan must outlive them. */
struct shard_set *shard_set_open(const struct traffic_plan *plan);
void shard_set_close(struct shard_set *set);
struct shard *shard_at(struct shard_set *set, unsigned number);

/* A TRAFFIC_SEGMENT packet, which must stay until shard_next has said false. */
void shard_feed(struct shard *shard, const struct weir_packet *packet, struct tcp_stamp stamp,
		uint32_t stream);
/* No more packets: what waits is given up or given out. */
void shard_finish(struct shard *shard);
/* The next message; its octets lie in the packet, the shard or `gather` (GATHER_SIZE octets, the
 * caller's) until the next call with either of them. `frame` and `packet` are NULL. */
bool shard_next(struct shard *shard, uint8_t *gather, struct weir_datagram *out);
void shard_count(const struct shard *shard, struct weir_traffic_counters *sum);

void traffic_counters_add(struct weir_traffic_counters *sum,
			  const struct weir_traffic_counters *part);

#endif
