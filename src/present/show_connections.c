/* show_connections.c - where the sequence numbers of each TCP connection began.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "present/show_all.h"

enum { SLOTS = 16384 }; /* a power of two; some 750 KiB */

/* One direction of a connection. */
struct direction {
	struct weir_address source;
	struct weir_address target;
	uint16_t source_port;
	uint16_t target_port;
	uint32_t base; /* the sequence number that counts as 0 */
	uint8_t version;
	bool used;
};

struct show_connections {
	struct direction slots[SLOTS];
};

struct show_connections *show_connections_open(void)
{
	return calloc(1, sizeof(struct show_connections));
}

void show_connections_close(struct show_connections *connections)
{
	free(connections);
}

static struct direction key_of(const struct weir_packet *p, bool reverse)
{
	return (struct direction){
		.source = reverse ? p->target : p->source,
		.target = reverse ? p->source : p->target,
		.source_port = reverse ? p->target_port : p->source_port,
		.target_port = reverse ? p->source_port : p->target_port,
		.version = p->version,
		.used = true,
	};
}

/* FNV-1a; an enemy may make collisions and gains wrong zero points in a listing. */
static size_t slot_of(const struct direction *key)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < sizeof(key->source.octets); i++)
		hash = (hash ^ key->source.octets[i]) * 16777619U;
	for (size_t i = 0; i < sizeof(key->target.octets); i++)
		hash = (hash ^ key->target.octets[i]) * 16777619U;
	hash = (hash ^ key->source_port) * 16777619U;
	hash = (hash ^ key->target_port) * 16777619U;
	return (hash ^ hash >> 15) & (SLOTS - 1);
}

static bool same(const struct direction *a, const struct direction *b)
{
	return a->used && b->used && a->version == b->version && a->source_port == b->source_port &&
	       a->target_port == b->target_port &&
	       memcmp(&a->source, &b->source, sizeof(a->source)) == 0 &&
	       memcmp(&a->target, &b->target, sizeof(a->target)) == 0;
}

/* The number that counts as 0 in this direction; `begin` if none is known, or if it is `anew`. */
static uint32_t base_of(struct show_connections *c, const struct direction *key, uint32_t begin,
			bool anew)
{
	struct direction *slot = &c->slots[slot_of(key)];

	if (anew || !same(slot, key)) {
		*slot = *key;
		slot->base = begin;
	}
	return slot->base;
}

void show_connections_pass(struct show_connections *connections, struct show_item *item)
{
	const struct weir_packet *p = item->packet;
	struct direction forth;
	struct direction back;

	if (!p || p->protocol != 6 || p->stop != WEIR_STOP_NONE || p->in_icmp)
		return;
	forth = key_of(p, false);
	back = key_of(p, true);
	/* A SYN takes the number 0, so a stream joined later is at 1. */
	bool syn = (p->tcp_flags & WEIR_TCP_SYN) != 0;
	item->sequence = p->tcp_sequence -
			 base_of(connections, &forth, p->tcp_sequence - (syn ? 0 : 1), syn);
	if (p->tcp_flags & WEIR_TCP_ACK)
		item->acknowledgement =
			p->tcp_acknowledgement -
			base_of(connections, &back, p->tcp_acknowledgement - 1, false);
}
