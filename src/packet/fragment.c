/* fragment.c - one fragment: is it new, does it contradict what is there, is the datagram whole now?
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/fragment.h"

#include <string.h>

#include "packet/fragment_table.h"

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
	struct run unit = { rest->at, rest->octets,
			    rest->size < FRAGMENT_UNIT ? rest->size : FRAGMENT_UNIT };

	rest->at += unit.size;
	rest->octets += unit.size;
	rest->size -= unit.size;
	return unit;
}

static bool has_unit(const struct fragment_block *b, uint32_t at)
{
	uint32_t unit = at % FRAGMENT_BLOCK / FRAGMENT_UNIT;

	return b && (b->have[unit / 64] >> unit % 64 & 1);
}

static struct difference compare(struct fragment_table *table, const struct fragment_entry *e,
				 struct run rest)
{
	struct difference d = { 0 };
	struct fragment_block *b = NULL;
	uint32_t number = UINT32_MAX;

	while (rest.size > 0) { /* at most 8192 units */
		struct run unit = next_unit(&rest);

		if (unit.at / FRAGMENT_BLOCK != number) {
			number = unit.at / FRAGMENT_BLOCK;
			b = fragment_find_block(table, e, number);
			d.blocks += !b;
		}
		if (!has_unit(b, unit.at))
			d.fresh += unit.size;
		else if (memcmp(b->octets + unit.at % FRAGMENT_BLOCK, unit.octets, unit.size) != 0)
			d.differs = true;
	}
	return d;
}

static void store(struct fragment_table *table, struct fragment_entry *e, struct run rest)
{
	struct fragment_block *b = NULL;
	uint32_t number = UINT32_MAX;

	while (rest.size > 0) {
		struct run unit = next_unit(&rest);
		uint32_t place = unit.at % FRAGMENT_BLOCK / FRAGMENT_UNIT;

		if (!b || unit.at / FRAGMENT_BLOCK != number) {
			number = unit.at / FRAGMENT_BLOCK;
			b = fragment_find_block(table, e, number);
			if (!b)
				b = fragment_add_block(table, e, number);
		}
		if (has_unit(b, unit.at))
			continue;
		b->have[place / 64] |= 1ULL << place % 64;
		memcpy(b->octets + unit.at % FRAGMENT_BLOCK, unit.octets, unit.size);
		e->held += unit.size;
	}
}

/* Do the ends of datagram and fragment contradict? */
static bool ends_differ(const struct fragment_entry *e, struct run run, bool more)
{
	uint32_t end = run.at + run.size;

	if (e->end != 0)
		return more ? end >= e->end : end != e->end;
	return !more && end <= e->reach;
}

static void fill_whole(struct fragment_table *table, const struct fragment_entry *e,
		       struct fragment_whole *out)
{
	uint8_t *whole = (uint8_t *)table + table->whole_at;
	struct weir_packet *first = &out->first;

	for (uint32_t i = e->blocks; i != FRAGMENT_NONE; i = fragment_block(table, i)->next) {
		const struct fragment_block *b = fragment_block(table, i);
		uint32_t left = e->end - b->number * FRAGMENT_BLOCK;

		memcpy(whole + b->number * FRAGMENT_BLOCK, b->octets,
		       left < FRAGMENT_BLOCK ? left : FRAGMENT_BLOCK);
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

static void remember_first(struct fragment_entry *e, const struct weir_packet *packet)
{
	e->carried = packet->fragment_protocol;
	e->hop_limit = packet->hop_limit;
	e->vlan_count = packet->vlan_count;
	/* Only the counted tags of a packet are ever written. */
	memcpy(e->vlan, packet->vlan, e->vlan_count * sizeof(e->vlan[0]));
}

static struct fragment_entry key_of(const struct weir_packet *packet, int64_t time)
{
	return (struct fragment_entry){
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

	return size > 0 && packet->fragment_at % FRAGMENT_UNIT == 0 &&
	       size <= (uint32_t)FRAGMENT_DATAGRAM_MAX - packet->fragment_at &&
	       (!packet->fragment_more || size % FRAGMENT_UNIT == 0) &&
	       (packet->fragment_more || packet->fragment_at > 0);
}

static enum fragment_result take(struct fragment_table *table, uint32_t index,
				 const struct weir_packet *packet, int64_t time,
				 struct fragment_whole *out)
{
	struct fragment_entry *e = fragment_entry(table, index);
	struct run run = { packet->fragment_at, packet->payload.data, packet->payload_size };
	struct difference d = compare(table, e, run);

	if (d.differs || ends_differ(e, run, packet->fragment_more)) {
		table->counters.overlap++;
		fragment_free_blocks(table, e);
		fragment_change_state(table, index, FRAGMENT_DROPPED);
		return FRAGMENT_HELD;
	}
	if (!packet->fragment_more)
		e->end = run.at + run.size;
	if (d.fresh == 0) {
		table->counters.duplicate++;
		return FRAGMENT_HELD;
	}
	if (!fragment_make_room(table, d.blocks, index)) {
		fragment_give_up(table, index, &table->counters.evicted);
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
	fragment_change_state(table, index, FRAGMENT_DONE);
	return FRAGMENT_WHOLE;
}

/* A fragment of a datagram that was given out or dropped: true when it ends here. Otherwise its
 * identification was taken for a new datagram, and the old one is forgotten. */
static bool belongs_to_past(struct fragment_table *table, uint32_t index,
			    const struct weir_packet *packet)
{
	struct fragment_entry *e = fragment_entry(table, index);
	struct run run = { packet->fragment_at, packet->payload.data, packet->payload_size };

	if (e->state == FRAGMENT_DROPPED) {
		table->counters.ignored++;
		return true;
	}
	struct difference d = compare(table, e, run);

	if (d.differs || d.fresh > 0 || ends_differ(e, run, packet->fragment_more)) {
		fragment_forget(table, index);
		return false;
	}
	table->counters.duplicate++;
	return true;
}

enum fragment_result fragment_feed(struct fragment_table *table, const struct weir_packet *packet,
				   int64_t time, struct fragment_whole *out)
{
	table->counters.seen++;
	fragment_expire(table, time);
	if (!well_formed(packet)) {
		table->counters.form++;
		return FRAGMENT_HELD;
	}
	if (packet->payload.size < packet->payload_size) {
		table->counters.cut++;
		return FRAGMENT_HELD;
	}

	struct fragment_entry key = key_of(packet, time);
	uint32_t index = fragment_find(table, &key, time);

	if (index != FRAGMENT_NONE && fragment_entry(table, index)->state != FRAGMENT_OPEN) {
		if (belongs_to_past(table, index, packet))
			return FRAGMENT_HELD;
		index = FRAGMENT_NONE;
	}
	if (index == FRAGMENT_NONE)
		index = fragment_add(table, &key);
	return take(table, index, packet, time, out);
}

void fragment_finish(struct fragment_table *table)
{
	while (table->open.oldest != FRAGMENT_NONE)
		fragment_give_up(table, table->open.oldest, &table->counters.lost);
	while (table->past.oldest != FRAGMENT_NONE)
		fragment_forget(table, table->past.oldest);
}
