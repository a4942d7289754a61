/* fragment_table.c - open datagrams found by their key, given up by age, and the blocks they hold.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/fragment_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define SECOND 1000000000ULL

struct fragment_table *fragment_open(size_t memory)
{
	if (memory < FRAGMENT_MEMORY_MIN)
		return NULL;
	if (memory > UINT32_MAX)
		memory = UINT32_MAX; /* indices stay small */

	size_t shared = memory - sizeof(struct fragment_table) - FRAGMENT_DATAGRAM_MAX - 64;
	/* Two blocks a datagram: the usual answer in two fragments of an Ethernet MTU. */
	size_t entries =
		shared / (2 * sizeof(struct fragment_block) + sizeof(struct fragment_entry) + 8);
	uint32_t buckets = 1;

	while (buckets <= entries / 2)
		buckets *= 2;
	size_t entry_at = sizeof(struct fragment_table) + buckets * sizeof(uint32_t);
	entry_at = (entry_at + 15) & ~(size_t)15;
	size_t block_at = entry_at + entries * sizeof(struct fragment_entry);
	block_at = (block_at + 15) & ~(size_t)15;
	size_t whole_at = block_at + 2 * entries * sizeof(struct fragment_block);

	struct fragment_table *table = calloc(1, whole_at + FRAGMENT_DATAGRAM_MAX);

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

static struct fragment_list *list_of(struct fragment_table *table, const struct fragment_entry *e)
{
	return e->state == FRAGMENT_OPEN ? &table->open : &table->past;
}

static void list_remove(struct fragment_table *table, uint32_t index)
{
	struct fragment_entry *e = fragment_entry(table, index);
	struct fragment_list *list = list_of(table, e);

	if (e->older != FRAGMENT_NONE)
		fragment_entry(table, e->older)->newer = e->newer;
	else
		list->oldest = e->newer;
	if (e->newer != FRAGMENT_NONE)
		fragment_entry(table, e->newer)->older = e->older;
	else
		list->newest = e->older;
}

static void list_append(struct fragment_table *table, uint32_t index)
{
	struct fragment_entry *e = fragment_entry(table, index);
	struct fragment_list *list = list_of(table, e);

	e->older = list->newest;
	e->newer = FRAGMENT_NONE;
	if (list->newest != FRAGMENT_NONE)
		fragment_entry(table, list->newest)->newer = index;
	else
		list->oldest = index;
	list->newest = index;
}

void fragment_change_state(struct fragment_table *table, uint32_t index, enum fragment_state state)
{
	list_remove(table, index);
	fragment_entry(table, index)->state = (uint8_t)state;
	list_append(table, index);
}

void fragment_free_blocks(struct fragment_table *table, struct fragment_entry *e)
{
	while (e->blocks != FRAGMENT_NONE) { /* each block is in one chain once */
		uint32_t index = e->blocks;
		struct fragment_block *b = fragment_block(table, index);

		e->blocks = b->next;
		b->next = table->block_free;
		table->block_free = index;
		table->blocks_left++;
	}
}

static uint32_t *bucket_of(struct fragment_table *table, const struct fragment_entry *key)
{
	uint64_t hash = hash_bytes(key->id, key->source.octets, sizeof(key->source));

	hash = hash_bytes(hash ^ (uint64_t)key->protocol << 32, key->target.octets,
			  sizeof(key->target));
	return &table->buckets[hash & (table->bucket_count - 1)];
}

void fragment_forget(struct fragment_table *table, uint32_t index)
{
	struct fragment_entry *e = fragment_entry(table, index);
	uint32_t *link = bucket_of(table, e);

	while (*link != index)
		link = &fragment_entry(table, *link)->chain;
	*link = e->chain;
	list_remove(table, index);
	fragment_free_blocks(table, e);
	e->state = FRAGMENT_UNUSED;
	e->chain = table->entry_free;
	table->entry_free = index;
}

void fragment_give_up(struct fragment_table *table, uint32_t index, uint64_t *counter)
{
	if (fragment_entry(table, index)->state == FRAGMENT_OPEN)
		++*counter;
	fragment_forget(table, index);
}

/* A mirror port sends its copy at once; the same identification a second later is a new datagram. */
static bool expired(const struct fragment_entry *e, int64_t now)
{
	uint64_t seconds = e->version == 4 ? 30 : 60;

	if (e->state == FRAGMENT_DONE)
		seconds = 1;
	/* Capture time may jump back; unsigned, so that hostile times cannot overflow. */
	return now > e->time && (uint64_t)now - (uint64_t)e->time > seconds * SECOND;
}

void fragment_expire(struct fragment_table *table, int64_t now)
{
	while (table->open.oldest != FRAGMENT_NONE &&
	       expired(fragment_entry(table, table->open.oldest), now))
		fragment_give_up(table, table->open.oldest, &table->counters.lost);
	while (table->past.oldest != FRAGMENT_NONE &&
	       expired(fragment_entry(table, table->past.oldest), now))
		fragment_forget(table, table->past.oldest);
}

/* The oldest datagram but `keep`: those done with before the open ones. */
static uint32_t victim(struct fragment_table *table, uint32_t keep)
{
	if (table->past.oldest != FRAGMENT_NONE)
		return table->past.oldest;
	uint32_t index = table->open.oldest;

	return index != FRAGMENT_NONE && index == keep ? fragment_entry(table, index)->newer
						       : index;
}

bool fragment_make_room(struct fragment_table *table, uint32_t blocks, uint32_t keep)
{
	while (table->blocks_left < blocks) { /* each round frees an entry */
		uint32_t index = victim(table, keep);

		if (index == FRAGMENT_NONE)
			return false;
		fragment_give_up(table, index, &table->counters.evicted);
	}
	return true;
}

static uint32_t new_entry(struct fragment_table *table)
{
	if (table->entry_free == FRAGMENT_NONE && table->entry_fresh > table->entry_count)
		fragment_give_up(table, victim(table, FRAGMENT_NONE), &table->counters.evicted);

	uint32_t index = table->entry_free;

	if (index == FRAGMENT_NONE)
		return table->entry_fresh++;
	table->entry_free = fragment_entry(table, index)->chain;
	return index;
}

static bool same_key(const struct fragment_entry *a, const struct fragment_entry *b)
{
	return a->id == b->id && a->version == b->version && a->protocol == b->protocol &&
	       memcmp(&a->source, &b->source, sizeof(a->source)) == 0 &&
	       memcmp(&a->target, &b->target, sizeof(a->target)) == 0;
}

uint32_t fragment_find(struct fragment_table *table, const struct fragment_entry *key, int64_t now)
{
	uint32_t last = FRAGMENT_NONE;
	unsigned length = 0;

	for (uint32_t index = *bucket_of(table, key); index != FRAGMENT_NONE; length++) {
		struct fragment_entry *e = fragment_entry(table, index);

		if (same_key(e, key)) {
			if (!expired(e, now))
				return index;
			fragment_give_up(table, index, &table->counters.lost);
			return FRAGMENT_NONE;
		}
		last = index;
		index = e->chain;
	}
	if (length >= FRAGMENT_CHAIN_MAX) /* new ones go in front: the last is the oldest */
		fragment_give_up(table, last, &table->counters.evicted);
	return FRAGMENT_NONE;
}

uint32_t fragment_add(struct fragment_table *table, const struct fragment_entry *key)
{
	uint32_t index = new_entry(table);
	uint32_t *bucket = bucket_of(table, key);
	struct fragment_entry *e = fragment_entry(table, index);

	*e = *key;
	e->state = FRAGMENT_OPEN;
	e->chain = *bucket;
	*bucket = index;
	list_append(table, index);
	return index;
}

struct fragment_block *fragment_find_block(struct fragment_table *table,
					   const struct fragment_entry *e, uint32_t number)
{
	/* At most 64 in a datagram. */
	for (uint32_t index = e->blocks; index != FRAGMENT_NONE;
	     index = fragment_block(table, index)->next)
		if (fragment_block(table, index)->number == number)
			return fragment_block(table, index);
	return NULL;
}

struct fragment_block *fragment_add_block(struct fragment_table *table, struct fragment_entry *e,
					  uint32_t number)
{
	uint32_t index = table->block_free;
	struct fragment_block *b;

	if (index != FRAGMENT_NONE)
		table->block_free = fragment_block(table, index)->next;
	else
		index = table->block_fresh++;
	table->blocks_left--;
	b = fragment_block(table, index);
	b->next = e->blocks;
	b->number = number;
	memset(b->have, 0, sizeof(b->have));
	e->blocks = index;
	return b;
}
