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

/* One DNS message, not yet looked into. Slices are valid until the next call on the handle. What is
 * shorter than a DNS header is delivered too: it came to a DNS port, and somebody may want to see it. */
struct weir_datagram {
	struct weir_slice wire; /* the message without any TCP length prefix */
	const struct weir_frame
		*frame; /* the one just fed, if it holds a part of this; else NULL */
	const struct weir_packet *packet; /* the same; its spans end before the DNS message */
	int64_t time;               /* nanoseconds: of the latest frame that holds a part of it */
	uint64_t number;            /* the number of that frame */
	struct weir_address source; /* innermost; IPv4 in the first four octets */
	struct weir_address target;
	uint16_t source_port;
	uint16_t target_port;
	uint32_t stream;       /* UDP or TCP conversation, from 0 in order of appearance */
	uint32_t tcp_sequence; /* TCP: the sequence number of wire's first octet */
	uint32_t claimed_size; /* by UDP length or TCP prefix; above wire.size: cut */
	uint8_t version;       /* 4 or 6 */
	uint8_t app;           /* enum weir_app */
	bool tcp;
	bool reassembled_ip;  /* from fragments */
	bool reassembled_tcp; /* from more than one segment */
	bool cut_by_snap;     /* wire is only what was captured */
	bool in_icmp;         /* quoted by an ICMP error: not traffic of its own */
	bool after_hole;      /* first message after lost octets of its stream */
	bool has_stream;      /* `stream` is valid: conversations are numbered */
	bool has_base;        /* so are these two: `frame` is there and holds a TCP segment */
	/* What the sequence and the acknowledgment number of that segment count from. */
	uint32_t tcp_sequence_base;
	uint32_t tcp_acknowledgement_base;
};

/* Each counter is one reason why octets or frames are not among the messages; traffic.def. All
 * members are uint64_t, so that two of them can be added member by member. */
struct weir_traffic_counters {
#define COUNTER(symbol, text) uint64_t symbol;
#include <dnsweir/traffic.def>
#undef COUNTER
	uint64_t stop[WEIR_STOP_COUNT]; /* frames by where the decoder stopped; not fragments */
};

enum { WEIR_PORTS_MAX = 16 };

struct weir_traffic_options {
	size_t size;
	uint16_t ports[WEIR_PORTS_MAX]; /* taken for DNS; all zero: 53 */
	bool mdns;                      /* deliver messages on 5353 */
	bool llmnr;                     /* deliver messages on 5355 */
	bool icmp;                      /* deliver messages quoted in ICMP errors */
	size_t memory;                  /* ceiling in octets for all open state; 0: 16 MiB */
	bool no_streams;                /* do not number conversations */
};
#define WEIR_TRAFFIC_OPTIONS                                                                       \
	{                                                                                          \
		.size = sizeof(struct weir_traffic_options)                                        \
	}

enum { WEIR_TRAFFIC_MEMORY_MIN = 4 * 1024 * 1024 };

/* How the memory is used: half a quarter for fragments (what waits longest goes first), a sixteenth
 * for the numbers of conversations (the one silent for longest is forgotten, and numbered anew when it
 * speaks again), the rest in 64 equal shards for TCP. A conversation belongs to the shard that its two
 * addresses choose, and a shard that is full gives up its connection silent for longest. So what is
 * given up depends on the frames alone, never on threads or timing. */
struct weir_traffic;

/* `options` may be NULL. */
enum weir_status weir_traffic_open(const struct weir_traffic_options *options,
				   struct weir_traffic **out, struct weir_error *err) WEIR_MUST_USE;
/* Take one frame in; the frame must stay until the last weir_traffic_next for it. */
enum weir_status weir_traffic_feed(struct weir_traffic *traffic,
				   const struct weir_frame *frame) WEIR_MUST_USE;
/* WEIR_OK: a message that the last fed frame completed, or proved to be all there will be; WEIR_END:
 * no more of them. Before that, no other frame may be fed. */
enum weir_status weir_traffic_next(struct weir_traffic *traffic,
				   struct weir_datagram *out) WEIR_MUST_USE;
/* The packet of the last fed frame (put together, if it was the last of its fragments), for who shows
 * frames without DNS too. */
const struct weir_packet *weir_traffic_packet(const struct weir_traffic *traffic);
/* The conversation of that packet: its number from 0 in order of appearance, UDP and TCP apart, and for
 * TCP what its sequence and acknowledgment numbers count from (that of the SYN; where it was not seen,
 * the number before the first one seen). A connection that was forgotten for want of memory counts anew. */
struct weir_conversation {
	bool has_stream;
	bool has_base; /* TCP */
	uint32_t stream;
	uint32_t tcp_sequence_base;
	uint32_t tcp_acknowledgement_base;
};
void weir_traffic_conversation(const struct weir_traffic *traffic, struct weir_conversation *out);
/* No more frames: what waits behind holes is given up or delivered (weir_traffic_next), and counted. */
enum weir_status weir_traffic_finish(struct weir_traffic *traffic) WEIR_MUST_USE;
void weir_traffic_counters(const struct weir_traffic *traffic, struct weir_traffic_counters *out);
void weir_traffic_close(struct weir_traffic *traffic);

WEIR_API_END
#endif
