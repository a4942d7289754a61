/* decode.c - take a frame apart: the straight road of most frames, and the loop for all others.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>

#include <dnsweir/link.h>

#include <string.h>

#include "packet/walk.h"

/* More headers inside each other than any honest network makes; a stack of VLAN tags or MPLS labels
 * counts as one. */
enum { STEPS_MAX = 64 };

/* Where an empty slice without an address points, so that offsets can be added to it. */
static const uint8_t nothing[1];

static enum step step_done(struct walk *w)
{
	(void)w;
	return STEP_DONE;
}

static enum step (*const steps[STEP_COUNT])(struct walk *) = {
	step_done,
#define STEP(symbol, function) function,
#include "packet/step.def"
#undef STEP
};

enum step walk_link(struct walk *w, uint16_t link)
{
	w->link = link;
	switch (link) {
#define LINK(symbol, step)                                                                         \
	case WEIR_LINK_##symbol:                                                                   \
		return STEP_##step;
#include "packet/next.def"
#undef LINK
	default:
		return walk_stop(w, WEIR_STOP_LINK_UNKNOWN);
	}
}

enum step walk_ethertype(struct walk *w, uint16_t type)
{
	switch (type) {
#define ETHERTYPE(number, step)                                                                    \
	case number:                                                                               \
		return STEP_##step;
#include "packet/next.def"
#undef ETHERTYPE
	default:
		return walk_stop(w, WEIR_STOP_NOT_IP);
	}
}

enum step walk_protocol(struct walk *w, uint8_t protocol)
{
	w->out->protocol = protocol;
	switch (protocol) {
#define IP_PROTOCOL(number, step)                                                                  \
	case number:                                                                               \
		return STEP_##step;
#include "packet/next.def"
#undef IP_PROTOCOL
	default:
		return walk_stop(w, WEIR_STOP_TRANSPORT_OTHER);
	}
}

enum step walk_next(struct walk *w, uint8_t next)
{
	switch (next) {
#define NEXT_PROTOCOL(number, step)                                                                \
	case number:                                                                               \
		return STEP_##step;
#include "packet/next.def"
#undef NEXT_PROTOCOL
	default:
		return walk_stop(w, WEIR_STOP_NOT_IP);
	}
}

/* All scalar members; the arrays behind them count as empty. */
static void clear(struct weir_packet *out)
{
	memset(out, 0, offsetof(struct weir_packet, vlan));
	out->ip_index = WEIR_SPAN_NONE;
	out->transport_index = WEIR_SPAN_NONE;
}

static void run(struct walk *w, enum step step)
{
	struct weir_packet *out = w->out;

	/* Every step goes forward, and there are at most STEPS_MAX of them. */
	for (unsigned i = 0; step != STEP_DONE; i++) {
		if (i == STEPS_MAX) {
			walk_stop(w, WEIR_STOP_TUNNEL_DEEP);
			break;
		}
		step = steps[step](w);
	}
	uint64_t size = w->claim - w->at;
	out->payload = (struct weir_slice){ w->data + w->at, w->end - w->at };
	out->payload_size = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

void weir_packet_decode(uint16_t link, struct weir_slice bytes, uint32_t wire_size,
			struct weir_packet *out)
{
	struct walk w = { .out = out, .data = bytes.data, .end = bytes.size };

	clear(out);
	if (!bytes.data)
		w.data = nothing;
	out->base = (struct weir_slice){ w.data, bytes.size };
	w.claim = wire_size > bytes.size ? wire_size : bytes.size;
	run(&w, walk_link(&w, link));
}

void weir_packet_decode_whole(const struct weir_packet *first, struct weir_slice whole,
			      struct weir_packet *out)
{
	struct walk w = { .out = out, .data = whole.data, .end = whole.size, .claim = whole.size };

	clear(out);
	if (!whole.data)
		w.data = nothing;
	out->base = (struct weir_slice){ w.data, whole.size };
	out->version = first->version;
	out->hop_limit = first->hop_limit;
	out->source = first->source;
	out->target = first->target;
	out->vlan_count = first->vlan_count;
	for (uint8_t i = 0; i < first->vlan_count; i++)
		out->vlan[i] = first->vlan[i];
	run(&w, walk_protocol(&w, first->fragment_protocol));
}
