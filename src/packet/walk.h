/* walk.h - the decoder's place in a frame, and the steps that move it on.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PACKET_WALK_H
#define PACKET_WALK_H

#include <dnsweir/packet.h>

#include "base/cursor.h"

/* Each step reads one header (or one stack of tags) at `at`, tells its span and names the next. */
enum step {
	STEP_DONE = 0, /* out->stop says why; WEIR_STOP_NONE: at the payload */
#define STEP(symbol, function) STEP_##symbol,
#include "packet/step.def"
#undef STEP
	STEP_COUNT
};

/* at <= end <= claim, always; all three count from out->base.data. */
struct walk {
	struct weir_packet *out;
	const uint8_t *data;
	size_t at;      /* the next header's first octet */
	size_t end;     /* the innermost carrier's octets that were captured end here */
	uint64_t claim; /* by its headers the innermost carrier ends here */
	bool quoted;    /* inside an ICMP error, which cuts what it quotes */
	bool padded;    /* the radio header says: 802.11 header padded to four octets */
	uint16_t link;  /* for the steps that one function serves for several links */
};

#define STEP(symbol, function) enum step function(struct walk *w);
#include "packet/step.def"
#undef STEP

/* What follows a number of each registry; STEP_DONE with the fitting stop for an unknown one. */
enum step walk_ethertype(struct walk *w, uint16_t type);
enum step walk_protocol(struct walk *w, uint8_t protocol);
enum step walk_link(struct walk *w, uint16_t link);
enum step walk_next(struct walk *w, uint8_t next); /* of NSH and VXLAN-GPE */

static inline bool is_dns_port(uint16_t port)
{
	return port == 53 || port == 5353 || port == 5355;
}

/* The tunnel that a datagram between these ports may carry; STEP_DONE: none. DNS ports win, for a
 * resolver's client may have been given a tunnel's port. */
static inline enum step walk_ports(uint16_t source, uint16_t target)
{
	enum step step = STEP_DONE;

	if (is_dns_port(source) || is_dns_port(target))
		return STEP_DONE;
	switch (source) {
#define UDP_SOURCE(number, symbol)                                                                 \
	case number:                                                                               \
		step = STEP_##symbol;                                                              \
		break;
#include "packet/next.def"
#undef UDP_SOURCE
	default:
		break;
	}
	switch (target) {
#define UDP_TARGET(number, symbol)                                                                 \
	case number:                                                                               \
		step = STEP_##symbol;                                                              \
		break;
#include "packet/next.def"
#undef UDP_TARGET
	default:
		break;
	}
	return step;
}

static inline size_t walk_left(const struct walk *w)
{
	return w->end - w->at;
}

/* The next octets if `size` of them were captured, else NULL. */
static inline const uint8_t *walk_peek(const struct walk *w, size_t size)
{
	return size > w->end - w->at ? NULL : w->data + w->at;
}

static inline enum step walk_stop(struct walk *w, enum weir_stop stop)
{
	w->out->stop = (uint8_t)stop;
	return STEP_DONE;
}

/* Tell a span of octets that were seen to be there, and go behind it. Returns its index. */
static inline uint8_t walk_tell(struct walk *w, enum weir_layer layer, size_t size)
{
	struct weir_packet *out = w->out;
	uint8_t index = WEIR_SPAN_NONE;

	if (out->span_count < WEIR_SPANS_MAX) {
		index = out->span_count++;
		out->spans[index] =
			(struct weir_span){ (uint8_t)layer, (uint32_t)w->at, (uint32_t)size };
	} else {
		out->spans_lost = true;
	}
	w->at += size;
	return index;
}

/* Both: NULL when fewer octets were captured. */
static inline const uint8_t *walk_take(struct walk *w, enum weir_layer layer, size_t size)
{
	const uint8_t *p = walk_peek(w, size);

	if (p)
		walk_tell(w, layer, size);
	return p;
}

/* A header says that it carries `size` octets from here. */
static inline void walk_limit(struct walk *w, uint64_t size)
{
	if (size > w->claim - w->at && !w->quoted)
		w->out->bad_length = true;
	w->claim = w->at + size;
	if (w->end > w->claim)
		w->end = (size_t)w->claim;
}

/* Keep a VLAN tag. */
static inline void walk_vlan(struct walk *w, uint16_t tci)
{
	if (w->out->vlan_count < WEIR_VLANS_MAX)
		w->out->vlan[w->out->vlan_count++] = tci;
}

#endif
