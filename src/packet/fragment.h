/* fragment.h - IPv4 and IPv6 fragments put together again, in bounded memory.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 791 section 3.2, RFC 8200 section 4.5, RFC 5722 and RFC 8900. One table serves the whole
 * traffic, in capture order: what a tunnel carries is known only after this. All state lies in one
 * block of memory and refers to itself by indices, so that it can be saved as it is. */
#ifndef PACKET_FRAGMENT_H
#define PACKET_FRAGMENT_H

#include <dnsweir/packet.h>

/* What became of a fragment. */
enum fragment_result {
	FRAGMENT_HELD = 0, /* waits for its siblings, or is a duplicate, or came to nothing */
	FRAGMENT_WHOLE,    /* completes its datagram */
};

struct fragment_counters {
	uint64_t seen;
	uint64_t whole;     /* datagrams completed */
	uint64_t duplicate; /* fragments whose octets were all there, equal */
	uint64_t overlap;   /* datagrams dropped: octets or ends differ (RFC 5722) */
	uint64_t ignored;   /* fragments of datagrams dropped before */
	uint64_t lost;      /* datagrams given up by time or at the end: fragments missing */
	uint64_t evicted;   /* datagrams given up for want of memory */
	uint64_t form;      /* fragments with an impossible length or place */
	uint64_t cut;       /* fragments shortened by the snap length: of no use */
};

/* A datagram that was put together. `first` has what the first fragment's headers said (addresses,
 * version, hop limit, VLANs) and no spans; `octets` is what it carries, complete. */
struct fragment_whole {
	struct weir_packet first;
	struct weir_slice octets; /* until the next call on the table */
};

struct fragment_table;

enum { FRAGMENT_MEMORY_MIN = 256 * 1024 }; /* room for the largest datagram */

/* Takes `memory` octets at most, for ever; NULL: below the minimum, or none left. Untouched parts
 * cost no real memory on systems that commit lazily. */
struct fragment_table *fragment_open(size_t memory);

/* Take in a packet that stopped at WEIR_STOP_FRAGMENT. Time is the capture's, in nanoseconds. A
 * datagram waits for 30 s (IPv4) or 60 s (IPv6); one whose octets or ends differ between fragments is
 * dropped with all that still comes of it; when memory ends, completed ones, kept for a second to know
 * duplicates by, are forgotten first, then the datagram whose first fragment came first is given up. */
enum fragment_result fragment_feed(struct fragment_table *table, const struct weir_packet *packet,
				   int64_t time, struct fragment_whole *out);
/* No more fragments: what is open is counted as lost. The table is empty and can go on. */
void fragment_finish(struct fragment_table *table);
const struct fragment_counters *fragment_counters(const struct fragment_table *table);
void fragment_close(struct fragment_table *table); /* NULL is fine */

#endif
