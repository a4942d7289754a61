/* tcp_side.c - the sorted blocks of one direction: store, compare, forget.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/tcp_table.h"

#include <string.h>

/* Segments share a block when they are tiny or when a side has many blocks, or one octet each would take
 * 512. It costs knowing exactly which frame an octet came with. */
enum { TINY = 16, MANY_BLOCKS = 16 };

uint32_t tcp_blocks_for(const struct tcp_side *side, uint32_t size)
{
	/* A run is split at most once more by every block that it overlaps. */
	return size / TCP_BLOCK + 2U + (size > 0 && side->edge != side->base ? 1U : 0U) +
	       (side->tail != side->last ? side->blocks : 0U);
}

static uint32_t block_end(const struct tcp_block *b)
{
	return b->sequence + b->size;
}

static uint32_t take_block(struct tcp_table *table)
{
	uint32_t index = table->block_free;

	if (index != TCP_NONE)
		table->block_free = tcp_block(table, index)->next;
	else
		index = table->block_fresh++;
	table->blocks_left--;
	return index;
}

static void give_block(struct tcp_table *table, uint32_t index)
{
	tcp_block(table, index)->next = table->block_free;
	table->block_free = index;
	table->blocks_left++;
}

/* Put a block behind `before` (TCP_NONE: in front). */
static void link_block(struct tcp_table *table, struct tcp_side *side, uint32_t index,
		       uint32_t before)
{
	uint32_t *link = before == TCP_NONE ? &side->head : &tcp_block(table, before)->next;

	tcp_block(table, index)->next = *link;
	*link = index;
	if (side->tail == before)
		side->tail = index;
	side->blocks++;
}

static uint16_t limited(uint32_t missing)
{
	return missing < UINT16_MAX ? (uint16_t)missing : UINT16_MAX;
}

/* Add a small run to the block right before it, if that one has room. */
static bool join(const struct tcp_table *table, const struct tcp_side *side, struct tcp_block *b,
		 const struct tcp_run *run)
{
	if (run->size > TINY && side->blocks < MANY_BLOCKS)
		return false;
	if (block_end(b) != run->sequence || b->missing > 0 ||
	    run->size > (uint32_t)TCP_BLOCK - b->size)
		return false;
	memcpy(b->octets + b->size, run->data, run->size);
	b->size = (uint16_t)(b->size + run->size);
	b->missing = limited(run->missing);
	b->several = true;
	b->number = run->stamp.number;
	b->time = run->stamp.time;
	b->order = table->fed;
	return true;
}

/* Store a run that overlaps nothing behind `before`; returns the last block of it. What finds no
 * block is missing, as if the snap length had cut it off. */
static uint32_t place(struct tcp_table *table, struct tcp_side *side, struct tcp_run run,
		      bool start, uint32_t before)
{
	unsigned stored = 0;

	if (before != TCP_NONE && join(table, side, tcp_block(table, before), &run))
		return before;
	while (run.size > 0) {
		if (table->blocks_left == 0) {
			if (stored > 0)
				tcp_block(table, before)->missing = limited(run.size + run.missing);
			break;
		}
		uint32_t index = take_block(table);
		struct tcp_block *b = tcp_block(table, index);
		uint32_t size = run.size < TCP_BLOCK ? run.size : TCP_BLOCK;

		b->time = run.stamp.time;
		b->number = run.stamp.number;
		b->order = table->fed;
		b->sequence = run.sequence;
		b->size = (uint16_t)size;
		b->missing = size == run.size ? limited(run.missing) : 0;
		b->start = start;
		b->several = false;
		memcpy(b->octets, run.data, size);
		link_block(table, side, index, before);
		before = index;
		stored++;
		start = false;
		run.sequence += size;
		run.data += size;
		run.size -= size;
	}
	return before;
}

/* The block after which a search for `sequence` can begin: it ends at or before there. */
static uint32_t search_from(struct tcp_table *table, const struct tcp_side *side, uint32_t sequence)
{
	uint32_t from = TCP_NONE;

	if (side->tail != TCP_NONE &&
	    tcp_distance(sequence, block_end(tcp_block(table, side->tail))) >= 0)
		from = side->tail;
	else if (side->last != TCP_NONE && tcp_distance(sequence, side->edge) >= 0)
		from = side->last;
	return from;
}

void tcp_side_advance(struct tcp_table *table, struct tcp_side *side)
{
	uint32_t next = side->head;

	if (side->last != TCP_NONE) {
		const struct tcp_block *last = tcp_block(table, side->last);

		side->edge = block_end(last); /* it may have grown */
		side->missing = last->missing;
		next = last->next;
	}
	while (next != TCP_NONE && tcp_block(table, next)->sequence == side->edge) {
		side->edge = block_end(tcp_block(table, next));
		side->missing = tcp_block(table, next)->missing;
		side->last = next;
		next = tcp_block(table, next)->next;
	}
}

bool tcp_side_store(struct tcp_table *table, struct tcp_side *side, struct tcp_run run, bool start,
		    bool *differs)
{
	uint32_t before = search_from(table, side, run.sequence);
	uint32_t missing = run.missing;
	bool stored = false;

	*differs = false;
	while (run.size > 0) { /* shrinks with every round, or `before` moves on */
		uint32_t next = before == TCP_NONE ? side->head : tcp_block(table, before)->next;
		struct tcp_block *b = next == TCP_NONE ? NULL : tcp_block(table, next);
		struct tcp_run part = run;

		if (b && tcp_distance(run.sequence, block_end(b)) >= 0) {
			before = next;
			continue;
		}
		if (b && tcp_distance(b->sequence, run.sequence) <= 0) { /* overlaps its front */
			uint32_t at = run.sequence - b->sequence;

			part.size = b->size - at < run.size ? b->size - at : run.size;
			if (memcmp(b->octets + at, run.data, part.size) != 0)
				*differs = true;
		} else {
			if (b && (uint32_t)tcp_distance(b->sequence, run.sequence) < run.size)
				part.size = b->sequence - run.sequence;
			part.missing = part.size == run.size ? missing : 0;
			before = place(table, side, part, start, before);
			stored = true;
		}
		start = false;
		run.sequence += part.size;
		run.data += part.size;
		run.size -= part.size;
	}
	tcp_side_advance(table, side);
	return stored;
}

void tcp_side_give_up_acked(struct tcp_table *table, struct tcp_side *side)
{
	uint32_t next = tcp_behind_edge(table, side);

	if (next != TCP_NONE && (side->flags & SIDE_ACKED) &&
	    tcp_distance(side->acked, tcp_block(table, next)->sequence) >= 0)
		side->flags |= SIDE_GIVE;
}

void tcp_side_trim(struct tcp_table *table, struct tcp_side *side)
{
	while (side->head != TCP_NONE) { /* every block is given back once */
		uint32_t index = side->head;

		if (tcp_distance(block_end(tcp_block(table, index)), side->base) > 0)
			return;
		side->head = tcp_block(table, index)->next;
		if (side->last == index)
			side->last = TCP_NONE;
		if (side->tail == index)
			side->tail = TCP_NONE;
		side->blocks--;
		give_block(table, index);
	}
}

void tcp_side_clear(struct tcp_table *table, struct tcp_side *side)
{
	while (side->head != TCP_NONE) {
		uint32_t index = side->head;

		side->head = tcp_block(table, index)->next;
		give_block(table, index);
	}
	side->last = side->tail = TCP_NONE;
	side->blocks = 0;
}
