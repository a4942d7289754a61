/* fragment.c - IPv4 and IPv6 fragments put together again, in bounded memory.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/fragment.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define SECOND 1000000000ULL

enum {
	BLOCK = 1024, /* octets of a datagram in one block */
	UNIT = 8,     /* fragments start at multiples of this */
	DATAGRAM_MAX = 65535,
	BLOCKS_MAX = DATAGRAM_MAX / BLOCK + 1,
	CHAIN_MAX = 32, /* datagrams in one hash chain: bounds a look-up */
	NONE = 0,       /* index: nothing; entries and blocks count from 1 */
};

enum state {
	UNUSED = 0,
	OPEN,    /* waits for fragments */
	DONE,    /* was given out; kept to know duplicates by */
	DROPPED, /* differed from itself; kept to ignore the rest */
};

/* The octets of a datagram from number * BLOCK on. A set bit: that unit is there; the last unit of a
 * datagram may be shorter. */
struct block {
	uint32_t next; /* of the same datagram, in no order; or of the free list */
	uint32_t number;
	uint64_t have[BLOCK / UNIT / 64];
	uint8_t octets[BLOCK];
};

struct entry {
	int64_t time; /* of its first fragment to come; DONE: of the last */
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
struct list {
	uint32_t oldest;
	uint32_t newest;
};

struct fragment_table {
	struct fragment_counters counters;
	struct list open;
	struct list past;      /* DONE and DROPPED */
	uint32_t bucket_count; /* a power of two */
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

static struct entry *entry_of(struct fragment_table *table, uint32_t index)
{
	return (struct entry *)(void *)((uint8_t *)table + table->entry_at) + (index - 1);
}

static struct block *block_of(struct fragment_table *table, uint32_t index)
{
	return (struct block *)(void *)((uint8_t *)table + table->block_at) + (index - 1);
}

struct fragment_table *fragment_open(size_t memory)
{
	if (memory < FRAGMENT_MEMORY_MIN)
		return NULL;
	if (memory > UINT32_MAX)
		memory = UINT32_MAX; /* indices stay small */

	size_t shared = memory - sizeof(struct fragment_table) - DATAGRAM_MAX - 64;
	/* Two blocks a datagram: the usual answer in two fragments of an Ethernet MTU. */
	size_t entries = shared / (2 * sizeof(struct block) + sizeof(struct entry) + 8);
	uint32_t buckets = 1;

	while (buckets <= entries / 2)
		buckets *= 2;
	size_t entry_at = sizeof(struct fragment_table) + buckets * sizeof(uint32_t);
	entry_at = (entry_at + 15) & ~(size_t)15;
	size_t block_at = entry_at + entries * sizeof(struct entry);
	block_at = (block_at + 15) & ~(size_t)15;
	size_t whole_at = block_at + 2 * entries * sizeof(struct block);

	struct fragment_table *table = calloc(1, whole_at + DATAGRAM_MAX);

	if (!table)
		return NULL;
	table->bucket_count = buckets;
	table->entry_count = (uint32_t)entries;
	table->block_count = (uint32_t)(2 * entries);
	table->blocks_left = table->block_count;
	table->entry_fresh = table->block_fresh = 1;
	table->entry_at = entry_at;
	table->block_at = block_at;
	table->whole_at = whole_at;
	return table;
}

void fragment_close(struct fragment_table *table)
{
	free(table);
}

const struct fragment_counters *fragment_counters(const struct fragment_table *table)
{
	return &table->counters;
}

static struct list *list_of(struct fragment_table *table, const struct entry *e)
{
	return e->state == OPEN ? &table->open : &table->past;
}

static void list_remove(struct fragment_table *table, uint32_t index)
{
	struct entry *e = entry_of(table, index);
	struct list *list = list_of(table, e);

	if (e->older != NONE)
		entry_of(table, e->older)->newer = e->newer;
	else
		list->oldest = e->newer;
	if (e->newer != NONE)
		entry_of(table, e->newer)->older = e->older;
	else
		list->newest = e->older;
}

static void list_append(struct fragment_table *table, uint32_t index)
{
	struct entry *e = entry_of(table, index);
	struct list *list = list_of(table, e);

	e->older = list->newest;
	e->newer = NONE;
	if (list->newest != NONE)
		entry_of(table, list->newest)->newer = index;
	else
		list->oldest = index;
	list->newest = index;
}

static void change_state(struct fragment_table *table, uint32_t index, enum state state)
{
	list_remove(table, index);
	entry_of(table, index)->state = (uint8_t)state;
	list_append(table, index);
}

static void free_blocks(struct fragment_table *table, struct entry *e)
{
	while (e->blocks != NONE) { /* each block is in one chain once */
		uint32_t index = e->blocks;
		struct block *b = block_of(table, index);

		e->blocks = b->next;
		b->next = table->block_free;
		table->block_free = index;
		table->blocks_left++;
	}
}

static uint32_t *bucket_of(struct fragment_table *table, const struct entry *key)
{
	uint64_t hash = hash_bytes(key->id, key->source.octets, sizeof(key->source));

	hash = hash_bytes(hash ^ (uint64_t)key->protocol << 32, key->target.octets,
			  sizeof(key->target));
	return &table->buckets[hash & (table->bucket_count - 1)];
}

static void forget(struct fragment_table *table, uint32_t index)
{
	struct entry *e = entry_of(table, index);
	uint32_t *link = bucket_of(table, e);

	while (*link != index)
		link = &entry_of(table, *link)->chain;
	*link = e->chain;
	list_remove(table, index);
	free_blocks(table, e);
	e->state = UNUSED;
	e->chain = table->entry_free;
	table->entry_free = index;
}

/* Give up an open datagram, or just forget one that is done with. */
static void give_up(struct fragment_table *table, uint32_t index, uint64_t *counter)
{
	if (entry_of(table, index)->state == OPEN)
		++*counter;
	forget(table, index);
}

/* A mirror port sends its copy at once; the same identification a second later is a new datagram. */
static bool expired(const struct entry *e, int64_t now)
{
	uint64_t seconds = e->version == 4 ? 30 : 60;

	if (e->state == DONE)
		seconds = 1;
	/* Capture time may jump back; unsigned, so that hostile times cannot overflow. */
	return now > e->time && (uint64_t)now - (uint64_t)e->time > seconds * SECOND;
}

static void expire(struct fragment_table *table, int64_t now)
{
	while (table->open.oldest != NONE && expired(entry_of(table, table->open.oldest), now))
		give_up(table, table->open.oldest, &table->counters.lost);
	while (table->past.oldest != NONE && expired(entry_of(table, table->past.oldest), now))
		forget(table, table->past.oldest);
}

/* The oldest datagram but `keep`: those done with before the open ones. */
static uint32_t victim(struct fragment_table *table, uint32_t keep)
{
	if (table->past.oldest != NONE)
		return table->past.oldest;
	uint32_t index = table->open.oldest;

	return index != NONE && index == keep ? entry_of(table, index)->newer : index;
}

/* Make `blocks` blocks free without touching `keep`. */
static bool make_room(struct fragment_table *table, uint32_t blocks, uint32_t keep)
{
	while (table->blocks_left < blocks) { /* each round frees an entry */
		uint32_t index = victim(table, keep);

		if (index == NONE)
			return false;
		give_up(table, index, &table->counters.evicted);
	}
	return true;
}

static uint32_t new_entry(struct fragment_table *table)
{
	if (table->entry_free == NONE && table->entry_fresh > table->entry_count)
		give_up(table, victim(table, NONE), &table->counters.evicted);

	uint32_t index = table->entry_free;

	if (index == NONE)
		return table->entry_fresh++;
	table->entry_free = entry_of(table, index)->chain;
	return index;
}

static bool same_key(const struct entry *a, const struct entry *b)
{
	return a->id == b->id && a->version == b->version && a->protocol == b->protocol &&
	       memcmp(&a->source, &b->source, sizeof(a->source)) == 0 &&
	       memcmp(&a->target, &b->target, sizeof(a->target)) == 0;
}

static uint32_t find(struct fragment_table *table, const struct entry *key, int64_t now)
{
	uint32_t last = NONE;
	unsigned length = 0;

	for (uint32_t index = *bucket_of(table, key); index != NONE; length++) {
		struct entry *e = entry_of(table, index);

		if (same_key(e, key)) {
			if (!expired(e, now))
				return index;
			give_up(table, index, &table->counters.lost);
			return NONE;
		}
		last = index;
		index = e->chain;
	}
	if (length >= CHAIN_MAX) /* new ones go in front: the last is the oldest */
		give_up(table, last, &table->counters.evicted);
	return NONE;
}

static uint32_t add(struct fragment_table *table, const struct entry *key)
{
	uint32_t index = new_entry(table);
	uint32_t *bucket = bucket_of(table, key);
	struct entry *e = entry_of(table, index);

	*e = *key;
	e->state = OPEN;
	e->chain = *bucket;
	*bucket = index;
	list_append(table, index);
	return index;
}

static struct block *find_block(struct fragment_table *table, const struct entry *e,
				uint32_t number)
{
	/* At most BLOCKS_MAX in a datagram. */
	for (uint32_t index = e->blocks; index != NONE; index = block_of(table, index)->next)
		if (block_of(table, index)->number == number)
			return block_of(table, index);
	return NULL;
}

static struct block *add_block(struct fragment_table *table, struct entry *e, uint32_t number)
{
	uint32_t index = table->block_free;
	struct block *b;

	if (index != NONE)
		table->block_free = block_of(table, index)->next;
	else
		index = table->block_fresh++;
	table->blocks_left--;
	b = block_of(table, index);
	b->next = e->blocks;
	b->number = number;
	memset(b->have, 0, sizeof(b->have));
	e->blocks = index;
	return b;
}

/* What a fragment would change in its datagram. */
struct difference {
	uint32_t fresh;  /* octets that are new */
	uint32_t blocks; /* blocks to add for them */
	bool differs;    /* octets there are not the same */
};

struct run {
	uint32_t at; /* in the datagram */
	const uint8_t *octets;
	uint32_t size;
};

/* Take the part of a run that lies in one unit off its front. */
static struct run next_unit(struct run *rest)
{
	struct run unit = { rest->at, rest->octets, rest->size < UNIT ? rest->size : UNIT };

	rest->at += unit.size;
	rest->octets += unit.size;
	rest->size -= unit.size;
	return unit;
}

static bool has_unit(const struct block *b, uint32_t at)
{
	uint32_t unit = at % BLOCK / UNIT;

	return b && (b->have[unit / 64] >> unit % 64 & 1);
}

static struct difference compare(struct fragment_table *table, const struct entry *e,
				 struct run rest)
{
	struct difference d = { 0 };
	struct block *b = NULL;
	uint32_t number = UINT32_MAX;

	while (rest.size > 0) { /* at most 8192 units */
		struct run unit = next_unit(&rest);

		if (unit.at / BLOCK != number) {
			number = unit.at / BLOCK;
			b = find_block(table, e, number);
			d.blocks += !b;
		}
		if (!has_unit(b, unit.at))
			d.fresh += unit.size;
		else if (memcmp(b->octets + unit.at % BLOCK, unit.octets, unit.size) != 0)
			d.differs = true;
	}
	return d;
}

static void store(struct fragment_table *table, struct entry *e, struct run rest)
{
	struct block *b = NULL;
	uint32_t number = UINT32_MAX;

	while (rest.size > 0) {
		struct run unit = next_unit(&rest);
		uint32_t place = unit.at % BLOCK / UNIT;

		if (!b || unit.at / BLOCK != number) {
			number = unit.at / BLOCK;
			b = find_block(table, e, number);
			if (!b)
				b = add_block(table, e, number);
		}
		if (has_unit(b, unit.at))
			continue;
		b->have[place / 64] |= 1ULL << place % 64;
		memcpy(b->octets + unit.at % BLOCK, unit.octets, unit.size);
		e->held += unit.size;
	}
}

/* Do the ends of datagram and fragment contradict? */
static bool ends_differ(const struct entry *e, struct run run, bool more)
{
	uint32_t end = run.at + run.size;

	if (e->end != 0)
		return more ? end >= e->end : end != e->end;
	return !more && end <= e->reach;
}

static void fill_whole(struct fragment_table *table, const struct entry *e,
		       struct fragment_whole *out)
{
	uint8_t *whole = (uint8_t *)table + table->whole_at;
	struct weir_packet *first = &out->first;

	for (uint32_t i = e->blocks; i != NONE; i = block_of(table, i)->next) {
		const struct block *b = block_of(table, i);
		uint32_t left = e->end - b->number * BLOCK;

		memcpy(whole + b->number * BLOCK, b->octets, left < BLOCK ? left : BLOCK);
	}
	memset(first, 0, sizeof(*first));
	first->source = e->source;
	first->target = e->target;
	first->version = e->version;
	first->hop_limit = e->hop_limit;
	first->protocol = e->carried;
	first->stop = WEIR_STOP_FRAGMENT;
	first->ip_index = first->transport_index = WEIR_SPAN_NONE;
	first->fragment_id = e->id;
	first->fragment_more = true;
	first->fragment_protocol = e->carried;
	first->vlan_count = e->vlan_count;
	memcpy(first->vlan, e->vlan, e->vlan_count * sizeof(e->vlan[0]));
	out->octets = (struct weir_slice){ whole, e->end };
}

static void remember_first(struct entry *e, const struct weir_packet *packet)
{
	e->carried = packet->fragment_protocol;
	e->hop_limit = packet->hop_limit;
	e->vlan_count = packet->vlan_count;
	/* Only the counted tags of a packet are ever written. */
	memcpy(e->vlan, packet->vlan, e->vlan_count * sizeof(e->vlan[0]));
}

static struct entry key_of(const struct weir_packet *packet, int64_t time)
{
	return (struct entry){
		.time = time,
		.source = packet->source,
		.target = packet->target,
		.id = packet->fragment_id,
		.version = packet->version,
		.protocol = packet->version == 4 ? packet->fragment_protocol : 0,
		.carried = packet->fragment_protocol,
		.vlan_count = 0,
	};
}

/* Could this be a part of any datagram? */
static bool well_formed(const struct weir_packet *packet)
{
	uint32_t size = packet->payload_size;

	return size > 0 && packet->fragment_at % UNIT == 0 &&
	       size <= (uint32_t)DATAGRAM_MAX - packet->fragment_at &&
	       (!packet->fragment_more || size % UNIT == 0) &&
	       (packet->fragment_more || packet->fragment_at > 0);
}

static enum fragment_result take(struct fragment_table *table, uint32_t index,
				 const struct weir_packet *packet, int64_t time,
				 struct fragment_whole *out)
{
	struct entry *e = entry_of(table, index);
	struct run run = { packet->fragment_at, packet->payload.data, packet->payload_size };
	struct difference d = compare(table, e, run);

	if (d.differs || ends_differ(e, run, packet->fragment_more)) {
		table->counters.overlap++;
		free_blocks(table, e);
		change_state(table, index, DROPPED);
		return FRAGMENT_HELD;
	}
	if (!packet->fragment_more)
		e->end = run.at + run.size;
	if (d.fresh == 0) {
		table->counters.duplicate++;
		return FRAGMENT_HELD;
	}
	if (!make_room(table, d.blocks, index)) {
		give_up(table, index, &table->counters.evicted);
		return FRAGMENT_HELD;
	}
	store(table, e, run);
	if (packet->fragment_more && run.at + run.size > e->reach)
		e->reach = run.at + run.size;
	if (run.at == 0)
		remember_first(e, packet);
	if (e->end == 0 || e->held != e->end)
		return FRAGMENT_HELD;
	fill_whole(table, e, out);
	table->counters.whole++;
	e->time = time;
	change_state(table, index, DONE);
	return FRAGMENT_WHOLE;
}

/* A fragment of a datagram that was given out or dropped: true when it ends here. Otherwise its
 * identification was taken for a new datagram, and the old one is forgotten. */
static bool belongs_to_past(struct fragment_table *table, uint32_t index,
			    const struct weir_packet *packet)
{
	struct entry *e = entry_of(table, index);
	struct run run = { packet->fragment_at, packet->payload.data, packet->payload_size };

	if (e->state == DROPPED) {
		table->counters.ignored++;
		return true;
	}
	struct difference d = compare(table, e, run);

	if (d.differs || d.fresh > 0 || ends_differ(e, run, packet->fragment_more)) {
		forget(table, index);
		return false;
	}
	table->counters.duplicate++;
	return true;
}

enum fragment_result fragment_feed(struct fragment_table *table, const struct weir_packet *packet,
				   int64_t time, struct fragment_whole *out)
{
	table->counters.seen++;
	expire(table, time);
	if (!well_formed(packet)) {
		table->counters.form++;
		return FRAGMENT_HELD;
	}
	if (packet->payload.size < packet->payload_size) {
		table->counters.cut++;
		return FRAGMENT_HELD;
	}

	struct entry key = key_of(packet, time);
	uint32_t index = find(table, &key, time);

	if (index != NONE && entry_of(table, index)->state != OPEN) {
		if (belongs_to_past(table, index, packet))
			return FRAGMENT_HELD;
		index = NONE;
	}
	if (index == NONE)
		index = add(table, &key);
	return take(table, index, packet, time, out);
}

void fragment_finish(struct fragment_table *table)
{
	while (table->open.oldest != NONE)
		give_up(table, table->open.oldest, &table->counters.lost);
	while (table->past.oldest != NONE)
		forget(table, table->past.oldest);
}
