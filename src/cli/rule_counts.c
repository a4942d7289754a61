/* rule_counts.c - a rule asked of a capture in both scopes, and why the answers differ.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/rule_counts.h"

#include <dnsweir/capture.h>

#include <string.h>

struct counting {
	const struct invocation *call;
	const struct weir_rule *rule;
	struct rule_counts counts;
};

/* A second IP header, or any that packet scope does not know. */
static bool in_tunnel(const struct weir_packet *packet)
{
	unsigned found = 0;

	for (unsigned i = 0; packet && i < packet->span_count; i++) {
		switch ((int)packet->spans[i].layer) {
		case WEIR_LAYER_IP:
		case WEIR_LAYER_IPV6:
			found++;
			break;
		case WEIR_LAYER_ETHERNET:
		case WEIR_LAYER_VLAN:
		case WEIR_LAYER_SLL:
		case WEIR_LAYER_SLL2:
		case WEIR_LAYER_IPV6_HOPOPTS:
		case WEIR_LAYER_IPV6_ROUTING:
		case WEIR_LAYER_IPV6_FRAGMENT:
		case WEIR_LAYER_IPV6_DSTOPTS:
		case WEIR_LAYER_UDP:
		case WEIR_LAYER_TCP:
		case WEIR_LAYER_PAYLOAD:
			break;
		default:
			return true;
		}
	}
	return found > 1;
}

/* Why a message matches and its frame does not. */
static enum rule_difference message_difference(const struct weir_datagram *datagram, unsigned nth)
{
	if (datagram->reassembled_ip)
		return RULE_FRAGMENTS;
	if (datagram->reassembled_tcp)
		return RULE_SEGMENTS;
	if (in_tunnel(datagram->packet))
		return RULE_TUNNEL;
	if (datagram->tcp && nth > 0)
		return RULE_BEHIND;
	if (datagram->wire.size >= 6 &&
	    (datagram->wire.data[4] != 0 || datagram->wire.data[5] != 1))
		return RULE_QUESTIONS;
	return RULE_MORE;
}

/* The messages that a frame completed. */
static void count_messages(struct counting *c, struct weir_traffic *traffic, bool packet)
{
	struct weir_datagram datagram;
	unsigned seen = 0;
	unsigned matched = 0;

	for (; weir_traffic_next(traffic, &datagram) == WEIR_OK; seen++) {
		bool matches = weir_rule_message(c->rule, &datagram);

		matched += matches;
		if (matches && !packet)
			c->counts.differences[message_difference(&datagram, seen)]++;
	}
	c->counts.messages += seen;
	c->counts.messages_matched += matched;
	if (packet && matched == 0)
		c->counts.differences[seen == 0 ? RULE_INCOMPLETE : RULE_WHOLE]++;
}

static enum weir_status count_frames(struct counting *c, struct weir_capture *capture,
				     struct weir_traffic *traffic, struct weir_error *err)
{
	struct weir_frame frame;
	enum weir_status status = WEIR_OK;

	while (!call_interrupted(c->call) &&
	       (status = weir_capture_next(capture, &frame, err)) == WEIR_OK) {
		bool matches = weir_rule_frame(c->rule, &frame);

		status = weir_traffic_feed(traffic, &frame);
		if (status != WEIR_OK)
			return status;
		c->counts.frames++;
		c->counts.frames_matched += matches;
		count_messages(c, traffic, matches);
	}
	enum weir_status finished = weir_traffic_finish(traffic);
	if (finished != WEIR_OK)
		return finished;
	count_messages(c, traffic, false);
	return status == WEIR_END ? WEIR_OK : status;
}

static enum weir_status count_capture(struct counting *c, const char *path,
				      const struct weir_traffic_options *options,
				      struct weir_error *err)
{
	struct weir_capture *capture;
	struct weir_traffic *traffic;
	enum weir_status status = weir_capture_open(path, NULL, &capture, err);

	if (status != WEIR_OK)
		return status;
	status = weir_traffic_open(options, &traffic, err);
	if (status == WEIR_OK) {
		*err = (struct weir_error){ .text = "" };
		status = count_frames(c, capture, traffic, err);
		weir_traffic_close(traffic);
	}
	weir_capture_close(capture);
	return status;
}

enum exit_code rule_counts_take(const struct invocation *call, const char *path,
				const struct weir_rule *rule, const uint16_t *ports,
				struct rule_counts *out)
{
	struct counting c = { .call = call, .rule = rule };
	struct weir_traffic_options options = WEIR_TRAFFIC_OPTIONS;
	struct weir_error err = { .text = "" };

	memcpy(options.ports, ports, sizeof(options.ports));
	enum weir_status status = count_capture(&c, path, &options, &err);
	*out = c.counts;
	return status == WEIR_OK ? EXIT_DONE : call_fail(call, status, &err);
}
