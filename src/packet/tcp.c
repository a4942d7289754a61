/* tcp.c - one TCP segment: which connection it belongs to, what is new in it, what it proves lost.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/tcp.h"

#include "packet/tcp_table.h"

enum {
	NEAR = 1024 * 1024,     /* octets: what may still be the same connection */
	FAR = 16 * 1024 * 1024, /* no window of a DNS connection is this large */
	REUSE_SECONDS = 5,      /* silence after which a far segment begins a new connection */
};

/* Does a SYN begin another connection than the one that is known by these ports? */
static bool syn_is_new(const struct tcp_flow *f, unsigned s, const struct weir_packet *p)
{
	const struct tcp_side *own = &f->side[s];
	uint32_t first = p->tcp_sequence + 1;

	if (own->flags & SIDE_SYN)
		return own->isn != p->tcp_sequence;
	if (own->flags & SIDE_KNOWN) /* a SYN that comes after its data */
		return own->first - first > NEAR;
	/* Only the other side is known. Its SYN may have been captured before ours. */
	return !(p->tcp_flags & WEIR_TCP_ACK) && (f->side[!s].flags & SIDE_KNOWN) &&
	       !((own->flags & SIDE_ACKED) && own->acked == first);
}

enum place { HERE, ELSEWHERE, NOWHERE };

/* Where do octets far from what is expected belong: a connection whose SYN was not captured (after a
 * close, a silence, or when they go on), or nowhere? */
static enum place place_of_data(struct tcp_table *table, struct tcp_flow *f, unsigned s,
				const struct weir_packet *p)
{
	struct tcp_side *own = &f->side[s];
	int64_t d = tcp_distance(p->tcp_sequence, own->edge);
	int64_t limit = f->closed ? UINT16_MAX : FAR;

	if (!(own->flags & SIDE_KNOWN) || (d >= -limit && d <= limit))
		return HERE;
	if (f->closed || tcp_silent_for(f, table->stamp.time, REUSE_SECONDS) ||
	    ((own->flags & SIDE_STRAY) && own->stray == p->tcp_sequence))
		return ELSEWHERE;
	own->flags |= SIDE_STRAY;
	own->stray = p->tcp_sequence + p->payload_size;
	table->counters.stray++;
	return NOWHERE;
}

static void know(struct tcp_side *side, uint32_t sequence)
{
	side->first = side->base = side->edge = sequence;
	side->flags |= SIDE_KNOWN;
}

/* Cut what is before `base` off the front of a run. */
static void drop_old(struct tcp_table *table, struct tcp_side *side, struct tcp_run *run)
{
	int32_t old = tcp_distance(side->base, run->sequence);
	int32_t early = tcp_distance(side->first, run->sequence);

	if (old <= 0)
		return;
	if (early > 0 && !(side->flags & SIDE_SYN)) {
		/* Before the segment that the stream was picked up with: too late to read. */
		table->counters.octets_lost += (uint32_t)early;
		side->first = run->sequence;
	}
	uint32_t cut = (uint32_t)old < run->size ? (uint32_t)old : run->size;

	run->sequence += cut;
	run->data += cut;
	run->size -= cut;
}

/* May the run stay in the packet until it is read? Only if nothing lies there yet. */
static bool take_direct(struct tcp_table *table, struct tcp_side *side, unsigned s,
			const struct tcp_run *run)
{
	if (side->base != side->edge || run->sequence != side->edge)
		return false;
	if (side->head != TCP_NONE &&
	    (uint32_t)tcp_distance(tcp_block(table, side->head)->sequence, side->edge) <= run->size)
		return false;
	table->direct = (struct tcp_direct){ .data = run->data,
					     .size = run->size,
					     .missing = run->missing,
					     .stamp = run->stamp,
					     .side = (uint8_t)s,
					     .active = true,
					     .start = true };
	side->edge += run->size;
	side->missing = run->missing;
	return true;
}

static void take_data(struct tcp_table *table, struct tcp_side *side, unsigned s,
		      const struct weir_packet *p)
{
	struct tcp_run run = {
		.sequence = p->tcp_sequence + (p->tcp_flags & WEIR_TCP_SYN ? 1U : 0U),
		.data = p->payload.data,
		.size = (uint32_t)p->payload.size,
		.missing = p->payload_size > p->payload.size
				   ? p->payload_size - (uint32_t)p->payload.size
				   : 0,
		.stamp = table->stamp,
	};
	bool differs = false;

	if (!(side->flags & SIDE_KNOWN)) {
		know(side, run.sequence);
		side->hole = TCP_HOLE_UNKNOWN;
	}
	side->flags &= (uint8_t)~SIDE_STRAY;
	uint32_t whole = run.size;
	bool probe = run.size == 1 && run.sequence + 1 == side->edge; /* keep-alive */
	drop_old(table, side, &run);
	if (run.size == 0) {
		table->counters.retransmitted += !probe;
		return;
	}
	if (run.sequence == side->edge && side->tail != side->last)
		table->counters.reordered++;
	if (take_direct(table, side, s, &run))
		return;
	if (!tcp_side_store(table, side, run, run.size == whole, &differs))
		table->counters.retransmitted += !probe;
	table->counters.differs += differs && !probe;
	if (side->tail != side->last)
		tcp_side_give_up_acked(table, side);
}

static void take_ack(struct tcp_side *other, const struct weir_packet *p)
{
	uint32_t ack = p->tcp_acknowledgement;

	if (!(p->tcp_flags & WEIR_TCP_ACK))
		return;
	if (!(other->flags & SIDE_ACKED) || tcp_distance(ack, other->acked) > 0)
		other->acked = ack;
	other->flags |= SIDE_ACKED;
}

static void take_segment(struct tcp_table *table, uint32_t index, const struct weir_packet *p)
{
	struct tcp_flow *f = tcp_flow(table, index);
	unsigned s = tcp_side_of(p);
	struct tcp_side *own = &f->side[s];

	f->time = table->stamp.time;
	take_ack(&f->side[!s], p);
	if ((p->tcp_flags & WEIR_TCP_SYN) && !(own->flags & SIDE_SYN)) {
		if (!(own->flags & SIDE_KNOWN))
			know(own, p->tcp_sequence + 1);
		table->counters.octets_lost += own->first - (p->tcp_sequence + 1);
		own->first = p->tcp_sequence + 1;
		own->isn = p->tcp_sequence;
		own->flags |= SIDE_SYN;
	}
	if (p->payload.size > 0)
		take_data(table, own, s, p);
	if ((p->tcp_flags & WEIR_TCP_FIN) && !(own->flags & SIDE_FIN)) {
		own->fin =
			p->tcp_sequence + p->payload_size + (p->tcp_flags & WEIR_TCP_SYN ? 1U : 0U);
		own->flags |= SIDE_FIN;
		if (!(own->flags & SIDE_KNOWN))
			know(own, own->fin);
	}
	if ((p->tcp_flags & WEIR_TCP_RST) ||
	    ((f->side[0].flags & f->side[1].flags & SIDE_FIN) && !f->closed)) {
		f->closed = true;
		f->flush = true;
	}
}

/* A reset far outside the window is somebody else's (RFC 5961). */
static bool foreign_reset(const struct tcp_flow *f, unsigned s, const struct weir_packet *p)
{
	const struct tcp_side *own = &f->side[s];

	return (p->tcp_flags & WEIR_TCP_RST) && (own->flags & SIDE_KNOWN) &&
	       (tcp_distance(p->tcp_sequence, own->edge) > NEAR ||
		tcp_distance(p->tcp_sequence, own->edge) < -NEAR);
}

/* Room for what a segment brings; false: something has to be read first. */
static bool make_room(struct tcp_table *table, uint32_t index, const struct weir_packet *p)
{
	struct tcp_flow *f = tcp_flow(table, index);
	struct tcp_side *own = &f->side[tcp_side_of(p)];
	uint32_t size = (uint32_t)(p->payload.size < UINT16_MAX ? p->payload.size : UINT16_MAX);
	uint32_t blocks = tcp_blocks_for(own, size);
	uint32_t victim = table->list[LIST_HOLDING].oldest;

	if (size == 0 || blocks <= table->blocks_left)
		return true;
	if (victim == index)
		victim = f->newer;
	if (victim != TCP_NONE) {
		tcp_evict(table, victim);
		return false;
	}
	if (f->side[0].blocks + f->side[1].blocks == 0)
		return true; /* all is free, and take_data cuts to that */
	f->flush = true;
	table->current = index;
	table->counters.evicted++;
	return false;
}

/* Take the pending packet in; false: what that gave up must be read first. */
bool tcp_admit(struct tcp_table *table)
{
	const struct weir_packet *p = table->pending;
	uint32_t waiting = table->list[LIST_HOLDING].oldest;

	if (waiting != TCP_NONE &&
	    tcp_silent_for(tcp_flow(table, waiting), table->stamp.time, TCP_IDLE_SECONDS)) {
		table->counters.expired++;
		tcp_retire(table, waiting);
		return false;
	}
	uint32_t index = tcp_find(table, p);
	unsigned s = tcp_side_of(p);
	bool syn = (p->tcp_flags & (WEIR_TCP_SYN | WEIR_TCP_RST)) == WEIR_TCP_SYN;

	if (index != TCP_NONE) {
		struct tcp_flow *f = tcp_flow(table, index);
		enum place place = HERE;

		if (syn ? syn_is_new(f, s, p) : false)
			place = ELSEWHERE;
		else if (p->payload.size > 0 && !syn)
			place = place_of_data(table, f, s, p);
		if (foreign_reset(f, s, p))
			place = NOWHERE;
		if (place == ELSEWHERE) {
			tcp_retire(table, index);
			return false;
		}
		if (place == NOWHERE)
			goto done;
	} else {
		if (!syn && p->payload.size == 0)
			goto done; /* nothing worth a place */
		index = tcp_add(table, p);
		if (index == TCP_NONE)
			return false;
	}
	if (!make_room(table, index, p))
		return false;
	take_segment(table, index, p);
	table->current = index;
done:
	table->pending = NULL;
	return true;
}

void tcp_feed(struct tcp_table *table, const struct weir_packet *packet, struct tcp_stamp stamp,
	      uint32_t stream)
{
	table->counters.segments++;
	table->fed++;
	table->finishing = false;
	table->pending = packet;
	table->stamp = stamp;
	table->stream = stream;
}

void tcp_finish(struct tcp_table *table)
{
	static const enum tcp_list_name order[] = { LIST_CLOSED, LIST_IDLE, LIST_HOLDING };

	table->pending = NULL;
	table->finishing = true;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		while (table->list[order[i]].oldest != TCP_NONE)
			tcp_retire(table, table->list[order[i]].oldest);
}
