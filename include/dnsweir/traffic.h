/* traffic.h - from frames to DNS messages: fragments and TCP streams put together, losses counted.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Feed frames in the order they were captured; take the messages each one completes. Memory has a
 * ceiling whatever the capture holds; what was given up is counted by reason. */
#ifndef DNSWEIR_TRAFFIC_H
#define DNSWEIR_TRAFFIC_H

#include <dnsweir/capture.h>
#include <dnsweir/packet.h>

WEIR_API_BEGIN

/* Which port made the octets a DNS message. */
enum weir_app { WEIR_APP_DNS = 0, WEIR_APP_MDNS, WEIR_APP_LLMNR };
const char *weir_app_name(enum weir_app app); /* "dns", "mdns", "llmnr" */

/* One DNS message, not yet looked into. Slices are valid until the next call on the handle. */
struct weir_datagram {
	struct weir_slice wire;          /* the message without any TCP length prefix */
	const struct weir_frame *frame;  /* that completed it */
	const struct weir_packet *packet;/* of that frame; spans end before the DNS message */
	int64_t time;                    /* nanoseconds: the completing frame's */
	uint64_t number;                 /* the completing frame's */
	uint32_t stream;                 /* TCP or UDP conversation, from 0 in order of appearance */
	uint32_t claimed_size;           /* by UDP length or TCP prefix; above wire.size: cut */
	enum weir_app app;
	bool tcp;
	bool reassembled_ip;             /* from fragments */
	bool reassembled_tcp;            /* from more than one segment */
	bool cut_by_snap;                /* wire is only what was captured */
	bool in_icmp;                    /* quoted by an ICMP error: not traffic of its own */
	bool after_hole;                 /* first message after lost octets of its stream */
};

/* Each counter is one reason why octets or frames are not among the messages; counters.def. */
struct weir_traffic_counters {
#define COUNTER(symbol, text) uint64_t symbol;
#include <dnsweir/traffic.def>
#undef COUNTER
	uint64_t stop[WEIR_STOP_COUNT]; /* frames by where the decoder stopped */
};

enum { WEIR_PORTS_MAX = 16 };

struct weir_traffic_options {
	size_t size;
	uint16_t ports[WEIR_PORTS_MAX]; /* taken for DNS; all zero: 53 */
	bool mdns;                      /* deliver messages on 5353 */
	bool llmnr;                     /* deliver messages on 5355 */
	bool icmp;                      /* deliver messages quoted in ICMP errors */
	size_t memory;                  /* ceiling in octets for all open state; 0: 16 MiB */
};
#define WEIR_TRAFFIC_OPTIONS { .size = sizeof(struct weir_traffic_options) }

struct weir_traffic;

enum weir_status weir_traffic_open(const struct weir_traffic_options *options,
				   struct weir_traffic **out, struct weir_error *err) WEIR_MUST_USE;
/* Take one frame in; the frame must stay until the last weir_traffic_next for it. */
enum weir_status weir_traffic_feed(struct weir_traffic *traffic,
				   const struct weir_frame *frame) WEIR_MUST_USE;
/* WEIR_OK: a message that the last fed frame completed; WEIR_END: no more of them. */
enum weir_status weir_traffic_next(struct weir_traffic *traffic,
				   struct weir_datagram *out) WEIR_MUST_USE;
/* The packet of the last fed frame, for who shows frames without DNS too. */
const struct weir_packet *weir_traffic_packet(const struct weir_traffic *traffic);
/* No more frames: what waits behind holes is given up or delivered (weir_traffic_next), and counted. */
enum weir_status weir_traffic_finish(struct weir_traffic *traffic) WEIR_MUST_USE;
void weir_traffic_counters(const struct weir_traffic *traffic, struct weir_traffic_counters *out);
void weir_traffic_close(struct weir_traffic *traffic);

WEIR_API_END
#endif
