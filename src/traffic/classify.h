/* classify.h - what a packet is to DNS, by its ports: a message, a segment, neither.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TRAFFIC_CLASSIFY_H
#define TRAFFIC_CLASSIFY_H

#include <dnsweir/traffic.h>

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

enum traffic_kind {
	TRAFFIC_STOPPED = 0, /* the decoder found no transport payload; packet->stop says why */
	TRAFFIC_OTHER,       /* on other ports, or quoted TCP */
	TRAFFIC_ENCRYPTED,   /* on port 853 */
	TRAFFIC_EMPTY,       /* UDP without payload on a DNS port */
	TRAFFIC_MESSAGE,     /* the payload is one DNS message */
	TRAFFIC_SEGMENT,     /* TCP on a DNS port: for a shard */
};

/* What the options ask for, made quick to ask. Read only after traffic_plan_init: all threads can share
 * it. */
struct traffic_plan {
	uint64_t known[65536 / 64]; /* a bit for each port that is anything to us */
	uint16_t ports[WEIR_PORTS_MAX];
	unsigned port_count;
	bool mdns;
	bool llmnr;
	bool icmp;
	size_t memory;
};

/* NULL options are the defaults. WEIR_E_RANGE: too little memory. */
enum weir_status traffic_plan_init(struct traffic_plan *plan,
				   const struct weir_traffic_options *options,
				   struct weir_error *err);

static inline bool traffic_port_known(const struct traffic_plan *plan, uint16_t port)
{
	return plan->known[port / 64] >> port % 64 & 1;
}

/* For two ports of which one is known: which application? False: encrypted DNS. */
bool traffic_app(const struct traffic_plan *plan, uint16_t source, uint16_t target,
		 enum weir_app *app);

static inline enum traffic_kind traffic_classify(const struct traffic_plan *plan,
						 const struct weir_packet *packet,
						 enum weir_app *app)
{
	if (packet->stop != WEIR_STOP_NONE)
		return TRAFFIC_STOPPED;
	if (!traffic_port_known(plan, packet->source_port) &&
	    !traffic_port_known(plan, packet->target_port))
		return TRAFFIC_OTHER;
	if (!traffic_app(plan, packet->source_port, packet->target_port, app))
		return TRAFFIC_ENCRYPTED;
	if (packet->protocol == PROTOCOL_UDP)
		return packet->payload.size > 0 ? TRAFFIC_MESSAGE : TRAFFIC_EMPTY;
	/* Multicast DNS has no streams (RFC 6762); a quoted segment is no part of one. */
	if (packet->protocol != PROTOCOL_TCP || packet->in_icmp || *app == WEIR_APP_MDNS)
		return TRAFFIC_OTHER;
	return TRAFFIC_SEGMENT;
}

#endif
