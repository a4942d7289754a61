/* tcp_read.c - show a reader the octets of a stream that are in order, and go over holes given up.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/tcp.h"

#include <string.h>

#include "packet/tcp_table.h"

enum { LOST_MAX = 16 * 1024 * 1024 }; /* octets: a larger hole at the end is a lie */

static bool direct_on(const struct tcp_table *table, const struct tcp_side *side)
{
	return table->direct.active && table->current != TCP_NONE &&
	       side == &tcp_flow((struct tcp_table *)table, table->current)
				->side[table->direct.side];
}

/* Will nothing more come right behind the edge? */
static bool no_more(struct tcp_table *table, const struct tcp_flow *f, const struct tcp_side *side)
{
	return f->flush || (side->flags & SIDE_GIVE) || tcp_side_over(side) ||
	       side->blocks >= table->side_blocks || side->missing > 0;
}

/* Go over the hole behind the edge, all before it being read; false: there is none to go over. */
static bool cross_hole(struct tcp_table *table, const struct tcp_flow *f, struct tcp_side *side)
{
	uint32_t next = tcp_behind_edge(table, side);
	uint32_t hole = side->missing;
	bool given = (side->flags & SIDE_GIVE) != 0;

	side->flags &= (uint8_t)~SIDE_GIVE;
	if (next != TCP_NONE) {
		hole = tcp_block(table, next)->sequence - side->edge;
	} else if (hole == 0 && (f->closed || table->finishing) && (side->flags & SIDE_KNOWN)) {
		/* What the peer acknowledged or the FIN counted, and nobody captured. */
		int32_t acked =
			side->flags & SIDE_ACKED ? tcp_distance(side->acked, side->edge) : 0;
		int32_t fin = side->flags & SIDE_FIN ? tcp_distance(side->fin, side->edge) : 0;

		if ((side->flags & SIDE_FIN) && acked > fin)
			acked = fin; /* the FIN itself counts as one octet */
		int32_t most = acked > fin ? acked : fin;
		hole = most > 0 && most < LOST_MAX ? (uint32_t)most : 0;
	}
	if (hole == 0)
		return false;
	table->counters.holes++;
	table->counters.octets_lost += hole;
	if (side->hole != TCP_HOLE_UNKNOWN)
		side->hole =
			hole <= UINT32_MAX - 1 - side->hole ? side->hole + hole : TCP_HOLE_UNKNOWN;
	if (direct_on(table, side))
		table->direct.active = false;
	side->edge += hole;
	side->base = side->edge;
	side->need = 0;
	tcp_side_trim(table, side);
	side->last = TCP_NONE;
	side->missing = 0;
	tcp_side_advance(table, side);
	if (given)
		tcp_side_give_up_acked(table, side); /* the next hole may be as old */
	return true;
}

/* The unread octets that lie in one block, or gathered from several. */
static void show_blocks(struct tcp_table *table, const struct tcp_side *side, size_t want,
			uint8_t *gather, struct tcp_view *out)
{
	uint32_t index = side->head;
	struct tcp_block *b = tcp_block(table, index);
	uint32_t at = side->base - b->sequence;
	size_t size = 0;

	out->start = UINT32_MAX;
	if (b->size - at >= want) {
		out->octets = (struct weir_slice){ b->octets + at, b->size - at };
		size = out->octets.size;
		if (at == 0 && b->start) {
			out->start = 0;
			out->segment = (uint32_t)size;
		}
	}
	while (size < want) { /* want is at most what lies before the edge */
		size_t part = b->size - at;

		if (at == 0 && b->start && out->start == UINT32_MAX)
			out->start = (uint32_t)size;
		else if (at == 0 && b->start && out->segment == 0)
			out->segment = (uint32_t)size - out->start;
		if (part > want - size)
			part = want - size;
		memcpy(gather + size, b->octets + at, part);
		size += part;
		at = 0;
		if (size < want)
			b = tcp_block(table, b->next);
		out->octets = (struct weir_slice){ gather, size };
	}
	if (out->start == UINT32_MAX)
		out->start = (uint32_t)size;
	else if (out->segment == 0)
		out->segment = (uint32_t)size - out->start;
}

static void show(struct tcp_table *table, uint32_t index, unsigned s, uint8_t *gather,
		 struct tcp_view *out)
{
	struct tcp_flow *f = tcp_flow(table, index);
	struct tcp_side *side = &f->side[s];
	uint32_t there = side->edge - side->base;
	size_t want = side->need > 1 ? side->need : 1;

	if (want > there)
		want = there;
	*out = (struct tcp_view){ .source = &f->address[s],
				  .target = &f->address[!s],
				  .source_port = f->port[s],
				  .target_port = f->port[!s],
				  .version = f->version,
				  .stream = f->stream,
				  .sequence = side->base,
				  .hole = side->hole,
				  .note = &side->note };
	if (direct_on(table, side)) {
		out->octets = (struct weir_slice){ table->direct.data, table->direct.size };
		out->start = table->direct.start ? 0 : table->direct.size;
		out->segment = table->direct.start ? table->direct.size : 0;
	} else {
		show_blocks(table, side, want, gather, out);
	}
	side->hole = 0;
	out->all = out->octets.size == there;
	out->last = no_more(table, f, side);
	out->missing = out->all ? side->missing : 0;
	out->ended = out->all && out->last && out->missing == 0 &&
		     (f->flush || tcp_side_over(side)) && tcp_behind_edge(table, side) == TCP_NONE;
	table->view_flow = index;
	table->view_side = (uint8_t)s;
	table->view_last = out->last;
	table->view_all = out->all;
	table->view_size = (uint32_t)out->octets.size;
}

/* Put what is left of a segment that was read in place into blocks. */
static void settle(struct tcp_table *table, struct tcp_side *side)
{
	struct tcp_direct *d = &table->direct;
	struct tcp_run run = { .sequence = side->base,
			       .data = d->data,
			       .size = d->size,
			       .missing = d->missing,
			       .stamp = d->stamp };
	bool differs;

	d->active = false;
	side->edge = side->base;
	(void)tcp_side_store(table, side, run, d->start, &differs);
}

/* Is there something to read on this side? */
static bool view_side(struct tcp_table *table, uint32_t index, unsigned s, uint8_t *gather,
		      struct tcp_view *out)
{
	struct tcp_flow *f = tcp_flow(table, index);
	struct tcp_side *side = &f->side[s];

	for (;;) { /* every round gives up one hole, or settles once */
		uint32_t there = side->edge - side->base;
		bool last = no_more(table, f, side);

		if (there > 0 && (last || there >= side->need)) {
			show(table, index, s, gather, out);
			return true;
		}
		if (direct_on(table, side) && there > 0) {
			settle(table, side);
			continue;
		}
		if (there > 0 || !last || !cross_hole(table, f, side))
			return false;
	}
}

static void file_flow(struct tcp_table *table, uint32_t index)
{
	struct tcp_flow *f = tcp_flow(table, index);

	f->flush = false;
	if (f->side[0].blocks + f->side[1].blocks > 0)
		tcp_list_append(table, index, LIST_HOLDING);
	else
		tcp_list_append(table, index, f->closed ? LIST_CLOSED : LIST_IDLE);
}

bool tcp_next(struct tcp_table *table, uint8_t *gather, struct tcp_view *out)
{
	for (;;) { /* a connection dies once, a packet is admitted once, each octet is read once */
		uint32_t index = table->list[LIST_DYING].oldest;

		if (index != TCP_NONE) {
			if (view_side(table, index, 0, gather, out) ||
			    view_side(table, index, 1, gather, out))
				return true;
			tcp_free_flow(table, index);
			continue;
		}
		index = table->current;
		if (index != TCP_NONE) {
			if (view_side(table, index, 0, gather, out) ||
			    view_side(table, index, 1, gather, out))
				return true;
			table->direct.active = false;
			table->current = TCP_NONE;
			file_flow(table, index);
			continue;
		}
		if (!table->pending)
			return false;
		(void)tcp_admit(table);
	}
}

/* The latest stamp among the blocks that hold the next `size` unread octets. */
static struct tcp_taken stamp_of(struct tcp_table *table, const struct tcp_side *side, size_t size)
{
	struct tcp_taken taken = { .several = false };
	uint32_t first = 0;
	uint32_t latest = 0;
	size_t done = 0;

	for (uint32_t i = side->head; i != TCP_NONE && done < size;) {
		const struct tcp_block *b = tcp_block(table, i);

		done += b->size - (done == 0 ? side->base - b->sequence : 0);
		if (first == 0)
			first = latest = b->order;
		taken.several = taken.several || b->several || b->order != first;
		if (tcp_distance(b->order, latest) >= 0) { /* the order wraps, too */
			latest = b->order;
			taken.stamp = (struct tcp_stamp){ b->time, b->number };
		}
		i = b->next;
	}
	return taken;
}

struct tcp_taken tcp_take(struct tcp_table *table, size_t size, size_t need)
{
	struct tcp_flow *f = tcp_flow(table, table->view_flow);
	struct tcp_side *side = &f->side[table->view_side];
	struct tcp_taken taken = { .stamp = table->direct.stamp };

	if (size > table->view_size)
		size = table->view_size;
	if (size == 0) { /* a reader that stands still must want more, or lose what it has */
		if (table->view_last && table->view_all)
			size = table->view_size;
		else if (need <= table->view_size)
			need = table->view_size + 1U;
	}
	if (need > TCP_VIEW_MAX)
		need = TCP_VIEW_MAX;
	side->need = (uint32_t)need;
	if (direct_on(table, side)) {
		table->direct.data += size;
		table->direct.size -= (uint32_t)size;
		table->direct.start = table->direct.start && size == 0;
		side->base += (uint32_t)size;
		return taken;
	}
	taken = stamp_of(table, side, size);
	side->base += (uint32_t)size;
	tcp_side_trim(table, side);
	return taken;
}
