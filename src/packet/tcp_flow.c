/* tcp_flow.c - the table of TCP connections: found by addresses and ports, oldest given up first.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "base/hash.h"
#include "packet/tcp_table.h"

enum { CHAIN_MAX = 32 }; /* connections in one hash chain: bounds a look-up */

struct tcp_table *tcp_place(void *memory, size_t size)
{
	if (size < TCP_MEMORY_MIN)
		return NULL;
	if (size > UINT32_MAX)
		size = UINT32_MAX;

	struct tcp_table *table = memory;
	size_t shared = size - sizeof(*table) - 32;
	size_t flows = shared / 5 / (sizeof(struct tcp_flow) + 8);
	uint32_t buckets = 1;

	while (buckets <= flows / 2)
		buckets *= 2;
	size_t flow_at = (sizeof(*table) + buckets * sizeof(uint32_t) + 15) & ~(size_t)15;
	size_t block_at = (flow_at + flows * sizeof(struct tcp_flow) + 15) & ~(size_t)15;

	table->bucket_count = buckets;
	table->flow_count = (uint32_t)flows;
	table->block_count = (uint32_t)((size - block_at) / sizeof(struct tcp_block));
	table->side_blocks =
		table->block_count / 2 < INT16_MAX ? table->block_count / 2 : INT16_MAX;
	table->blocks_left = table->block_count;
	table->flow_fresh = table->block_fresh = 1;
	table->flow_at = (uint32_t)flow_at;
	table->block_at = (uint32_t)block_at;
	return table;
}

const struct tcp_counters *tcp_counters(const struct tcp_table *table)
{
	return &table->counters;
}

static void list_remove(struct tcp_table *table, uint32_t index)
{
	struct tcp_flow *f = tcp_flow(table, index);
	struct tcp_list *list = &table->list[f->list];

	if (f->list == LIST_FREE)
		return;
	if (f->older != TCP_NONE)
		tcp_flow(table, f->older)->newer = f->newer;
	else
		list->oldest = f->newer;
	if (f->newer != TCP_NONE)
		tcp_flow(table, f->newer)->older = f->older;
	else
		list->newest = f->older;
	f->list = LIST_FREE;
}

void tcp_list_append(struct tcp_table *table, uint32_t index, enum tcp_list_name name)
{
	struct tcp_flow *f = tcp_flow(table, index);
	struct tcp_list *list = &table->list[name];

	list_remove(table, index);
	f->list = (uint8_t)name;
	f->older = list->newest;
	f->newer = TCP_NONE;
	if (list->newest != TCP_NONE)
		tcp_flow(table, list->newest)->newer = index;
	else
		list->oldest = index;
	list->newest = index;
}

static uint32_t *bucket_of(struct tcp_table *table, const struct weir_address *address,
			   const uint16_t *port)
{
	uint64_t hash = hash_bytes(0, address[0].octets, sizeof(address[0]));

	hash = hash_bytes(hash, address[1].octets, sizeof(address[1]));
	hash = hash_u64(hash, (uint64_t)port[0] << 16 | port[1]);
	return &table->buckets[hash & (table->bucket_count - 1)];
}

/* Take a connection out of the hash; it is read to its end and then freed. */
void tcp_retire(struct tcp_table *table, uint32_t index)
{
	struct tcp_flow *f = tcp_flow(table, index);
	uint32_t *link = bucket_of(table, f->address, f->port);

	while (*link != index)
		link = &tcp_flow(table, *link)->chain;
	*link = f->chain;
	f->flush = true;
	tcp_list_append(table, index, LIST_DYING);
}

void tcp_evict(struct tcp_table *table, uint32_t index)
{
	const struct tcp_flow *f = tcp_flow(table, index);
	bool carried = f->side[0].edge != f->side[0].first || f->side[1].edge != f->side[1].first;

	/* A SYN that nobody answered, as in a flood, is no loss. */
	if (f->list == LIST_HOLDING || (f->list == LIST_IDLE && carried))
		table->counters.evicted++;
	tcp_retire(table, index);
}

void tcp_free_flow(struct tcp_table *table, uint32_t index)
{
	struct tcp_flow *f = tcp_flow(table, index);

	list_remove(table, index);
	tcp_side_clear(table, &f->side[0]);
	tcp_side_clear(table, &f->side[1]);
	f->chain = table->flow_free;
	table->flow_free = index;
}

static void key_of(const struct weir_packet *p, struct weir_address *address, uint16_t *port)
{
	unsigned s = tcp_side_of(p);

	address[s] = p->source;
	address[!s] = p->target;
	port[s] = p->source_port;
	port[!s] = p->target_port;
}

/* The connection of a packet, or TCP_NONE. A chain that is full loses its oldest. */
uint32_t tcp_find(struct tcp_table *table, const struct weir_packet *p)
{
	struct weir_address address[2];
	uint16_t port[2];
	uint32_t last = TCP_NONE;
	unsigned length = 0;

	key_of(p, address, port);
	for (uint32_t i = *bucket_of(table, address, port); i != TCP_NONE; length++) {
		const struct tcp_flow *f = tcp_flow(table, i);

		if (f->version == p->version && f->port[0] == port[0] && f->port[1] == port[1] &&
		    memcmp(f->address, address, sizeof(address)) == 0)
			return i;
		last = i;
		i = f->chain;
	}
	if (length >= CHAIN_MAX)
		tcp_evict(table, last);
	return TCP_NONE;
}

/* A free place for a connection; TCP_NONE: one was retired for it, ask again when it was read. */
static uint32_t new_flow(struct tcp_table *table)
{
	static const enum tcp_list_name order[] = { LIST_CLOSED, LIST_IDLE, LIST_HOLDING };
	uint32_t index = table->flow_free;

	if (index != TCP_NONE) {
		table->flow_free = tcp_flow(table, index)->chain;
		return index;
	}
	if (table->flow_fresh <= table->flow_count)
		return table->flow_fresh++;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (table->list[order[i]].oldest != TCP_NONE) {
			tcp_evict(table, table->list[order[i]].oldest);
			break;
		}
	}
	return TCP_NONE;
}

uint32_t tcp_add(struct tcp_table *table, const struct weir_packet *p)
{
	uint32_t index = new_flow(table);

	if (index == TCP_NONE)
		return TCP_NONE;
	struct tcp_flow *f = tcp_flow(table, index);
	memset(f, 0, sizeof(*f));
	key_of(p, f->address, f->port);
	f->version = p->version;
	f->stream = table->stream;
	uint32_t *bucket = bucket_of(table, f->address, f->port);
	f->chain = *bucket;
	*bucket = index;
	tcp_list_append(table, index, LIST_IDLE);
	table->counters.streams++;
	return index;
}
