/* message.c - the stateless part of the road: messages over UDP, and what a packet counts as.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/message.h>

#include <string.h>

#include "traffic/shard.h"

void traffic_count_packet(const struct weir_frame *frame, const struct weir_packet *packet,
			  enum traffic_kind kind, struct weir_traffic_counters *counters)
{
	counters->frames++;
	counters->frames_cut += frame->wire_size > frame->bytes.size;
	switch (kind) {
	case TRAFFIC_STOPPED:
		/* Fragments have counters of their own: one that waits or was used is no loss. */
		counters->stop[packet->stop] += packet->stop != WEIR_STOP_FRAGMENT;
		break;
	case TRAFFIC_OTHER:
		counters->other_port++;
		break;
	case TRAFFIC_ENCRYPTED:
		counters->encrypted++;
		break;
	case TRAFFIC_EMPTY:
		counters->payload_short++;
		break;
	case TRAFFIC_MESSAGE:
	case TRAFFIC_SEGMENT:
		break;
	}
}

static bool kind_wanted(const struct traffic_plan *plan, const struct weir_packet *packet,
			enum weir_app app, struct weir_traffic_counters *counters)
{
	if (packet->in_icmp) {
		counters->messages_icmp++;
		return plan->icmp;
	}
	switch (app) {
	case WEIR_APP_DNS:
		counters->messages_udp++;
		return true;
	case WEIR_APP_MDNS:
		counters->messages_mdns++;
		return plan->mdns;
	case WEIR_APP_LLMNR:
		counters->messages_llmnr++;
		return plan->llmnr;
	}
	return false;
}

bool traffic_message_wanted(const struct traffic_plan *plan, const struct weir_packet *packet,
			    enum weir_app app, struct weir_traffic_counters *counters)
{
	if (!kind_wanted(plan, packet, app, counters))
		return false;
	counters->messages++;
	counters->payload_short += packet->payload.size < WEIR_HEADER_SIZE;
	return true;
}

bool traffic_message(const struct traffic_plan *plan, const struct weir_frame *frame,
		     const struct weir_packet *packet, enum weir_app app, int64_t time,
		     struct weir_traffic_counters *counters, struct weir_datagram *out)
{
	if (!traffic_message_wanted(plan, packet, app, counters))
		return false;
	memset(out, 0, sizeof(*out));
	out->wire = packet->payload;
	out->frame = frame;
	out->packet = packet;
	out->time = time;
	out->number = frame->number;
	out->source = packet->source;
	out->target = packet->target;
	out->source_port = packet->source_port;
	out->target_port = packet->target_port;
	out->claimed_size = packet->payload_size;
	out->version = packet->version;
	out->app = (uint8_t)app;
	out->in_icmp = packet->in_icmp;
	out->cut_by_snap =
		packet->payload_size > packet->payload.size && frame->wire_size > frame->bytes.size;
	return true;
}
