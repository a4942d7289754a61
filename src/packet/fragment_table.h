/* fragment_table.h - the inside of fragment.h: open datagrams and the blocks of their octets.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PACKET_FRAGMENT_TABLE_H
#define PACKET_FRAGMENT_TABLE_H

#include "packet/fragment.h"

enum {
	FRAGMENT_BLOCK = 1024, /* octets of a datagram in one block */
	FRAGMENT_UNIT = 8,     /* fragments start at multiples of this */
	FRAGMENT_DATAGRAM_MAX = 65535,
	FRAGMENT_CHAIN_MAX = 32, /* datagrams in one hash chain: bounds a look-up */
	FRAGMENT_NONE = 0,       /* index: nothing; entries and blocks count from 1 */
};

enum fragment_state {
	FRAGMENT_UNUSED = 0,
	FRAGMENT_OPEN,    /* waits for fragments */
	FRAGMENT_DONE,    /* was given out; kept to know duplicates by */
	FRAGMENT_DROPPED, /* differed from itself; kept to ignore the rest */
};

/* The octets of a datagram from number * FRAGMENT_BLOCK on. A set bit: that unit is there; the last
 * unit of a datagram may be shorter. */
struct fragment_block {
	uint32_t next; /* of the same datagram, in no order; or of the free list */
	uint32_t number;
	uint64_t have[FRAGMENT_BLOCK / FRAGMENT_UNIT / 64];
	uint8_t octets[FRAGMENT_BLOCK];
};

struct fragment_entry {
	int64_t time; /* of its first fragment to come; FRAGMENT_DONE: of the last */
	struct weir_address source;
	struct weir_address target;
	uint32_t id;
	uint32_t chain; /* next in the hash bucket, or of the free list */
	uint32_t older; /* in its list */
	uint32_t newer;
	uint32_t blocks; /* first block */
	uint32_t held;   /* octets there */
	uint32_t end;    /* size of the datagram; 0: not known yet */
	uint32_t reach;  /* end of the highest fragment that said "more" */
	uint16_t vlan[WEIR_VLANS_MAX];
	uint8_t vlan_count;
	uint8_t version;
	uint8_t protocol; /* part of the key for IPv4; 0 for IPv6 (RFC 8200 section 4.5) */
	uint8_t carried;  /* as the first fragment says */
	uint8_t hop_limit;
	uint8_t state;
};

/* Oldest first. */
struct fragment_list {
	uint32_t oldest;
	uint32_t newest;
};

struct fragment_table {
	struct fragment_counters counters;
	struct fragment_list open;
	struct fragment_list past; /* FRAGMENT_DONE and FRAGMENT_DROPPED */
	uint32_t bucket_count;     /* a power of two */
	uint32_t entry_count;
	uint32_t block_count;
	uint32_t entry_fresh; /* never used so far: from this index on */
	uint32_t block_fresh;
	uint32_t entry_free; /* lists of what was used and is free again */
	uint32_t block_free;
	uint32_t blocks_left; /* free and fresh ones */
	size_t entry_at;      /* where the arrays begin, in octets from the start of the table */
	size_t block_at;
	size_t whole_at;
	uint32_t buckets[];
};

static inline struct fragment_entry *fragment_entry(struct fragment_table *table, uint32_t index)
{
	return (struct fragment_entry *)(void *)((uint8_t *)table + table->entry_at) + (index - 1);
}

static inline struct fragment_block *fragment_block(struct fragment_table *table, uint32_t index)
{
	return (struct fragment_block *)(void *)((uint8_t *)table + table->block_at) + (index - 1);
}

/* The datagram of a key, or FRAGMENT_NONE; one that waited too long is given up here. */
uint32_t fragment_find(struct fragment_table *table, const struct fragment_entry *key, int64_t now);
/* A new one, for which the oldest may have to go. */
uint32_t fragment_add(struct fragment_table *table, const struct fragment_entry *key);
void fragment_change_state(struct fragment_table *table, uint32_t index, enum fragment_state state);
void fragment_forget(struct fragment_table *table, uint32_t index);
/* Forget; counts an open one. */
void fragment_give_up(struct fragment_table *table, uint32_t index, uint64_t *counter);
/* Give up all that waited too long. */
void fragment_expire(struct fragment_table *table, int64_t now);
/* Make `blocks` blocks free without touching `keep`; false: impossible. */
bool fragment_make_room(struct fragment_table *table, uint32_t blocks, uint32_t keep);
void fragment_free_blocks(struct fragment_table *table, struct fragment_entry *e);
struct fragment_block *fragment_find_block(struct fragment_table *table,
					   const struct fragment_entry *e, uint32_t number);
/* One must be free. */
struct fragment_block *fragment_add_block(struct fragment_table *table, struct fragment_entry *e,
					  uint32_t number);

#endif
