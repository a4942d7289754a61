/* tcp.h - TCP segments put in order again: octets for a reader, per direction, in bounded memory.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 9293 as a bystander sees it: segments come late, twice, overlapping, cut, or not at all. What
 * came first is kept; a hole is given up when the receiver acknowledges it and more data follows, when
 * the connection ends, or when time or memory do. All state lies in the memory given and refers to
 * itself by indices, so that it can be saved as it is. This file knows nothing of what the octets
 * mean: the reader says how many it took and how many it needs before it wants to be asked again.
 *
 * Use: tcp_feed, then tcp_next and tcp_take in turns until tcp_next says false. */
#ifndef PACKET_TCP_H
#define PACKET_TCP_H

#include <dnsweir/packet.h>

/* When and in which frame octets were captured. */
struct tcp_stamp {
	int64_t time; /* nanoseconds */
	uint64_t number;
};

struct tcp_counters {
	uint64_t segments;
	uint64_t streams;       /* connections, also those whose start was not seen */
	uint64_t retransmitted; /* segments with nothing new */
	uint64_t reordered;     /* segments that came before an earlier one */
	uint64_t differs;       /* segments whose overlap differs from what came first */
	uint64_t stray;         /* segments far outside the window: ignored */
	uint64_t holes;
	uint64_t octets_lost; /* in holes, and before the first segment seen */
	uint64_t evicted;     /* connections given up for want of memory */
	uint64_t expired;     /* connections given up: octets waited too long for others */
};

enum {
	TCP_VIEW_MAX = 65535 + 2 + 64, /* octets a reader can ask to see at once */
	TCP_MEMORY_MIN = 32 * 1024,    /* for a table */
	TCP_IDLE_SECONDS = 60,         /* octets wait no longer than this */
};
#define TCP_HOLE_UNKNOWN UINT32_MAX /* the start of the stream was not seen */

/* The unread octets of one direction, as far as they are in order. */
struct tcp_view {
	struct weir_slice octets; /* never empty; until the next call on the table */
	const struct weir_address *source;
	const struct weir_address *target;
	uint16_t source_port;
	uint16_t target_port;
	uint8_t version;
	uint32_t stream;   /* as fed when the connection was new */
	uint32_t sequence; /* of the first of the octets */
	uint32_t hole;     /* octets lost right before these; said once */
	uint32_t missing;  /* octets behind these that the snap length cut off */
	uint32_t start;    /* where in `octets` a segment begins; octets.size: nowhere */
	uint32_t segment;  /* octets of that segment */
	bool all;          /* there are no more right now */
	bool last;         /* none will follow without a gap: what is not taken now is gone */
	bool ended;        /* nor behind a gap: the stream is over */
	uint32_t *note;    /* the reader's own word for this direction; 0 in a new one */
};

struct tcp_taken {
	struct tcp_stamp stamp; /* of the frame captured last among those that held the octets */
	bool several;           /* they came in more than one segment */
};

struct tcp_table;

/* Build a table in `memory` (aligned as malloc does, all zero), of which it uses `size` octets at
 * most. Pages of it that no traffic needs are not touched. */
struct tcp_table *tcp_place(void *memory, size_t size);

/* Take in a packet with a TCP header, which must stay until tcp_next has said false. `stream` is the
 * caller's number for the connection, kept if this packet begins one. */
void tcp_feed(struct tcp_table *table, const struct weir_packet *packet, struct tcp_stamp stamp,
	      uint32_t stream);
/* No more packets: every stream ends (tcp_next). The table can go on afterwards, empty. */
void tcp_finish(struct tcp_table *table);
/* True: `out` shows octets, and tcp_take must follow. `gather` is room for TCP_VIEW_MAX octets that
 * are not in one piece. */
bool tcp_next(struct tcp_table *table, uint8_t *gather, struct tcp_view *out);
/* The reader used up `size` octets of the view, and does not want to be asked before `need` unread
 * octets are there (or no more can come). */
struct tcp_taken tcp_take(struct tcp_table *table, size_t size, size_t need);
const struct tcp_counters *tcp_counters(const struct tcp_table *table);

#endif
