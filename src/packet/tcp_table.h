/* tcp_table.h - the inside of tcp.h: connections, their two sides, and the blocks of octets.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PACKET_TCP_TABLE_H
#define PACKET_TCP_TABLE_H

#include <string.h>

#include "packet/tcp.h"

enum {
	TCP_BLOCK = 476, /* octets in a block; with its head it takes 512 */
	TCP_NONE = 0,    /* index: nothing; flows and blocks count from 1 */
};

/* Octets of one segment, or of small ones that came in order. Blocks of a side are sorted by sequence
 * number and never overlap. */
struct tcp_block {
	int64_t time;
	uint64_t number; /* frame, the last one if several */
	uint32_t order;  /* of packets as they were fed: numbers begin anew with each file */
	uint32_t sequence;
	uint32_t next;
	uint16_t size;
	uint16_t missing; /* octets cut off behind by the snap length */
	uint8_t start;    /* the first octet is the first of a segment */
	uint8_t several;  /* from more than one segment */
	uint8_t octets[TCP_BLOCK];
};

enum {
	SIDE_KNOWN = 1,  /* sequence numbers are known */
	SIDE_SYN = 2,    /* `isn` is */
	SIDE_FIN = 4,    /* `fin` is */
	SIDE_ACKED = 8,  /* `acked` is */
	SIDE_STRAY = 16, /* `stray` is */
	SIDE_GIVE = 32,  /* the hole behind `edge` is given up */
};

/* One direction. base <= edge; in between lie unread octets in order, behind edge what came early. */
struct tcp_side {
	uint32_t isn;
	uint32_t first;   /* lowest sequence number seen */
	uint32_t base;    /* of the first unread octet */
	uint32_t edge;    /* behind the last octet in order */
	uint32_t fin;     /* sequence number of the FIN */
	uint32_t acked;   /* the other side has everything below */
	uint32_t stray;   /* what would follow the last stray segment */
	uint32_t missing; /* octets behind edge that the snap length cut off */
	uint32_t hole;    /* to be told with the next view */
	uint32_t need;    /* octets the reader waits for */
	uint32_t note;    /* the reader's */
	uint32_t head;    /* blocks */
	uint32_t last;    /* the block that ends at edge, if any */
	uint32_t tail;    /* the last of all */
	uint16_t blocks;
	uint8_t flags;
};

enum tcp_list_name {
	LIST_FREE = 0, /* in no list */
	LIST_CLOSED,   /* over; kept to know late copies by */
	LIST_IDLE,     /* nothing unread */
	LIST_HOLDING,  /* unread octets in blocks */
	LIST_DYING,    /* being read out for the last time */
	LIST_COUNT,
};

/* A connection. Side 0 sends from address[0]. */
struct tcp_flow {
	int64_t time; /* of its last segment */
	struct weir_address address[2];
	uint16_t port[2];
	uint8_t version;
	uint8_t list; /* enum tcp_list_name */
	bool closed;  /* both FIN or a RST */
	bool flush;   /* nothing is waited for any more */
	uint32_t stream;
	uint32_t chain; /* next in the hash bucket or of the free list */
	uint32_t older;
	uint32_t newer;
	struct tcp_side side[2];
};

struct tcp_list {
	uint32_t oldest;
	uint32_t newest;
};

/* A segment in order that need not be copied: it lies in the packet until it is read or stored. */
struct tcp_direct {
	const uint8_t *data;
	uint32_t size;
	uint32_t missing;
	struct tcp_stamp stamp;
	uint8_t side;
	bool active;
	bool start; /* nothing of it was read yet */
};

struct tcp_table {
	struct tcp_counters counters;
	struct tcp_list list[LIST_COUNT];
	uint32_t bucket_count; /* a power of two */
	uint32_t flow_count;
	uint32_t block_count;
	uint32_t side_blocks; /* ceiling for one side */
	uint32_t flow_fresh;  /* never used from here on */
	uint32_t block_fresh;
	uint32_t flow_free; /* used before and free again */
	uint32_t block_free;
	uint32_t blocks_left;
	uint32_t fed;     /* packets, for their order */
	uint32_t flow_at; /* where the arrays begin, in octets */
	uint32_t block_at;
	/* Between tcp_feed and the end of tcp_next; nothing of it needs saving. */
	const struct weir_packet *pending;
	struct tcp_stamp stamp;
	uint32_t stream;
	uint32_t current;         /* flow being read */
	struct tcp_direct direct; /* of `current` */
	uint32_t view_flow;       /* what the last view showed */
	uint8_t view_side;
	bool view_last;
	bool view_all;
	bool finishing; /* every stream is over */
	uint32_t view_size;
	uint32_t buckets[];
};

static inline struct tcp_flow *tcp_flow(struct tcp_table *table, uint32_t index)
{
	return (struct tcp_flow *)(void *)((uint8_t *)table + table->flow_at) + (index - 1);
}

static inline struct tcp_block *tcp_block(struct tcp_table *table, uint32_t index)
{
	return (struct tcp_block *)(void *)((uint8_t *)table + table->block_at) + (index - 1);
}

/* a - b for sequence numbers: below zero when a comes before b. */
static inline int32_t tcp_distance(uint32_t a, uint32_t b)
{
	uint32_t d = a - b;

	return d <= INT32_MAX ? (int32_t)d : -(int32_t)(UINT32_MAX - d) - 1;
}

/* New octets of a side. */
struct tcp_run {
	uint32_t sequence;
	const uint8_t *data;
	uint32_t size;
	uint32_t missing; /* behind them */
	struct tcp_stamp stamp;
};

/* Blocks that storing `size` octets can take at most, whatever lies there already. */
uint32_t tcp_blocks_for(const struct tcp_side *side, uint32_t size);
/* Store what is new of a run, as far as blocks are free. True: something was new. *differs: an octet
 * that was there is another one. */
bool tcp_side_store(struct tcp_table *table, struct tcp_side *side, struct tcp_run run, bool start,
		    bool *differs);
/* Move the edge over blocks that now follow it without a gap. */
void tcp_side_advance(struct tcp_table *table, struct tcp_side *side);
/* Octets that the peer has and that lie behind everything captured prove a hole; octets of the same
 * direction that came later show that it is not just a matter of order. */
void tcp_side_give_up_acked(struct tcp_table *table, struct tcp_side *side);
/* Forget everything up to `base`. */
void tcp_side_trim(struct tcp_table *table, struct tcp_side *side);
/* All blocks back to the table. */
void tcp_side_clear(struct tcp_table *table, struct tcp_side *side);

/* All to be given up, or forgotten: out of the hash, read to its end, then free. Evicting counts. */
void tcp_retire(struct tcp_table *table, uint32_t index);
void tcp_evict(struct tcp_table *table, uint32_t index);
void tcp_free_flow(struct tcp_table *table, uint32_t index);
void tcp_list_append(struct tcp_table *table, uint32_t index, enum tcp_list_name name);
/* The connection of a packet, or TCP_NONE. A chain that is full loses its oldest. */
uint32_t tcp_find(struct tcp_table *table, const struct weir_packet *packet);
/* A new one; TCP_NONE: another was retired for it, ask again when that was read. */
uint32_t tcp_add(struct tcp_table *table, const struct weir_packet *packet);
/* Take the pending packet in; false: what that gave up must be read first. */
bool tcp_admit(struct tcp_table *table);

/* Side 0 has the lower address, or with equal ones the lower port. */
static inline unsigned tcp_side_of(const struct weir_packet *p)
{
	int order = memcmp(&p->source, &p->target, sizeof(p->source));

	if (order == 0)
		return p->source_port > p->target_port;
	return order > 0;
}

static inline bool tcp_silent_for(const struct tcp_flow *f, int64_t now, uint64_t seconds)
{
	return now > f->time && (uint64_t)now - (uint64_t)f->time > seconds * 1000000000ULL;
}

/* Everything up to the FIN is there. */
static inline bool tcp_side_over(const struct tcp_side *side)
{
	return (side->flags & SIDE_FIN) && tcp_distance(side->edge, side->fin) >= 0;
}

/* The first block behind the edge, or TCP_NONE. */
static inline uint32_t tcp_behind_edge(struct tcp_table *table, const struct tcp_side *side)
{
	return side->last == TCP_NONE ? side->head : tcp_block(table, side->last)->next;
}

#endif
