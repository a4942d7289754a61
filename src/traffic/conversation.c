/* conversation.c - UDP and TCP conversations numbered in order of appearance.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/conversation.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "traffic/classify.h"

enum { NONE = 0, CHAIN_MAX = 32 }; /* indices count from 1; a chain bounds a look-up */

struct key {
	struct weir_address address[2]; /* the lower endpoint first */
	uint16_t port[2];
	uint8_t version;
	uint8_t protocol;
	uint8_t pad[2]; /* keys are compared whole */
};

struct conversation {
	struct key key;
	uint32_t number;
	uint32_t start[2]; /* TCP: sequence number of the SYN of each side, */
	bool started[2];   /* or of the octet before the first seen */
	uint32_t chain;
	uint32_t older;
	uint32_t newer;
};

struct conversations {
	uint32_t next_number[2]; /* UDP, TCP */
	uint32_t oldest;
	uint32_t newest;
	uint32_t count;
	uint32_t fresh;
	uint32_t bucket_count; /* a power of two */
	size_t entry_at;
	uint32_t buckets[];
};

static struct conversation *at(struct conversations *table, uint32_t index)
{
	return (struct conversation *)(void *)((uint8_t *)table + table->entry_at) + (index - 1);
}

struct conversations *conversations_open(size_t memory)
{
	size_t count =
		(memory - sizeof(struct conversations) - 64) / (sizeof(struct conversation) + 8);
	uint32_t buckets = 1;

	if (memory < 4096)
		return NULL;
	while (buckets <= count / 2)
		buckets *= 2;
	size_t entry_at =
		(sizeof(struct conversations) + buckets * sizeof(uint32_t) + 15) & ~(size_t)15;
	struct conversations *table = calloc(1, entry_at + count * sizeof(struct conversation));

	if (!table)
		return NULL;
	table->count = (uint32_t)count;
	table->fresh = 1;
	table->bucket_count = buckets;
	table->entry_at = entry_at;
	return table;
}

void conversations_close(struct conversations *table)
{
	free(table);
}

static unsigned sender(const struct weir_packet *p)
{
	int order = memcmp(&p->source, &p->target, sizeof(p->source));

	return order == 0 ? p->source_port > p->target_port : order > 0;
}

static struct key key_of(const struct weir_packet *p)
{
	struct key key;
	unsigned s = sender(p);

	memset(&key, 0, sizeof(key));
	key.address[s] = p->source;
	key.address[!s] = p->target;
	key.port[s] = p->source_port;
	key.port[!s] = p->target_port;
	key.version = p->version;
	key.protocol = p->protocol;
	return key;
}

static uint32_t *bucket_of(struct conversations *table, const struct key *key)
{
	uint64_t hash = hash_bytes(0, (const uint8_t *)key, sizeof(*key));

	return &table->buckets[hash & (table->bucket_count - 1)];
}

static void list_remove(struct conversations *table, uint32_t index)
{
	struct conversation *c = at(table, index);

	if (c->older != NONE)
		at(table, c->older)->newer = c->newer;
	else
		table->oldest = c->newer;
	if (c->newer != NONE)
		at(table, c->newer)->older = c->older;
	else
		table->newest = c->older;
}

static void list_append(struct conversations *table, uint32_t index)
{
	struct conversation *c = at(table, index);

	c->older = table->newest;
	c->newer = NONE;
	if (table->newest != NONE)
		at(table, table->newest)->newer = index;
	else
		table->oldest = index;
	table->newest = index;
}

static void forget(struct conversations *table, uint32_t index)
{
	uint32_t *link = bucket_of(table, &at(table, index)->key);

	while (*link != index)
		link = &at(table, *link)->chain;
	*link = at(table, index)->chain;
	list_remove(table, index);
}

static uint32_t add(struct conversations *table, const struct key *key, uint32_t victim)
{
	uint32_t index = victim;

	if (index == NONE && table->fresh <= table->count)
		index = table->fresh++;
	else
		forget(table, index = index == NONE ? table->oldest : index);

	struct conversation *c = at(table, index);
	uint32_t *bucket = bucket_of(table, key);

	memset(c, 0, sizeof(*c));
	c->key = *key;
	c->number = table->next_number[key->protocol == PROTOCOL_TCP]++;
	c->chain = *bucket;
	*bucket = index;
	return index;
}

static uint32_t find_or_add(struct conversations *table, const struct key *key)
{
	uint32_t last = NONE;
	unsigned length = 0;

	for (uint32_t i = *bucket_of(table, key); i != NONE; i = at(table, i)->chain, length++) {
		last = i;
		if (memcmp(&at(table, i)->key, key, sizeof(*key)) != 0)
			continue;
		list_remove(table, i);
		return i;
	}
	return add(table, key, length >= CHAIN_MAX ? last : NONE);
}

struct conversation_seen conversations_pass(struct conversations *table,
					    const struct weir_packet *packet)
{
	struct key key = key_of(packet);
	uint32_t index = find_or_add(table, &key);
	struct conversation *c = at(table, index);
	unsigned s = sender(packet);

	list_append(table, index);
	if (packet->protocol != PROTOCOL_TCP)
		return (struct conversation_seen){ .number = c->number };

	bool syn = (packet->tcp_flags & WEIR_TCP_SYN) != 0;
	bool ack = (packet->tcp_flags & WEIR_TCP_ACK) != 0;
	uint32_t start = packet->tcp_sequence - (syn ? 0U : 1U);

	if (syn && !ack && c->started[s] && c->start[s] != start) {
		c->number = table->next_number[1]++;
		c->started[0] = c->started[1] = false;
		c->start[0] = c->start[1] = 0;
	}
	if (!c->started[s]) {
		c->started[s] = true;
		c->start[s] = start;
	}
	/* Whose first segment was not seen began before what is acknowledged to it. */
	if (ack && !c->started[!s]) {
		c->started[!s] = true;
		c->start[!s] = packet->tcp_acknowledgement - 1;
	}
	return (struct conversation_seen){ c->number, c->start[s], c->start[!s] };
}
