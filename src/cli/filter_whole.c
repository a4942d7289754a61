/* filter_whole.c - the pieces of messages: fragments and segments, found again when one is wanted.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A piece says which frame holds which octets of what: of an IP datagram (all of it), or of one direction
 * of a TCP connection. A want says which octets are wanted, for pieces that come later. Both lie in rings
 * whose oldest entries are forgotten, chained by the hash of what they belong to. */
#include "cli/filter_whole_private.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 256, PROTOCOL_TCP = 6, SECOND = 1000000000 };

uint64_t whole_mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15;
	return (hash ^ hash >> 29) * 0xbf58476d1ce4e5b9;
}

uint64_t whole_mix_address(uint64_t hash, const struct weir_address *address)
{
	uint64_t part;

	for (size_t i = 0; i < sizeof(address->octets); i += sizeof(part)) {
		memcpy(&part, address->octets + i, sizeof(part));
		hash = whole_mix(hash, part);
	}
	return hash;
}

bool whole_near(int64_t a, int64_t b, int64_t seconds)
{
	int64_t apart;

	return !__builtin_sub_overflow(a, b, &apart) && apart <= seconds * SECOND &&
	       apart >= -seconds * SECOND;
}

/* Ranges of sequence numbers, which wrap. */
static bool overlap(uint32_t a, uint32_t a_size, uint32_t b, uint32_t b_size)
{
	return b - a < a_size || a - b < b_size;
}

bool whole_has(const struct whole *w, uint64_t number)
{
	return number / 8 < w->mark_size && (w->marks[number / 8] & 1U << number % 8);
}

static bool reserve_marks(struct whole *w, uint64_t number)
{
	size_t size = w->mark_size ? w->mark_size : 4096;

	if (number / 8 < w->mark_size)
		return true;
	while (size <= number / 8)
		size *= 2;
	uint8_t *marks = realloc(w->marks, size);
	if (!marks)
		return false;
	memset(marks + w->mark_size, 0, size - w->mark_size);
	w->marks = marks;
	w->mark_size = size;
	return true;
}

static void mark(struct whole *w, uint64_t number)
{
	if (whole_has(w, number))
		return;
	if (!reserve_marks(w, number)) {
		w->status = WEIR_E_MEMORY;
		return;
	}
	w->marks[number / 8] |= (uint8_t)(1U << number % 8);
	w->late += number <= w->gone;
}

static bool wanted(const struct whole *w, uint64_t key, uint32_t from, uint32_t size)
{
	uint64_t id = w->want_heads[key % WHOLE_WANTS];

	for (unsigned n = 0; n < STEPS && id + WHOLE_WANTS > w->want_id && id > 0; n++) {
		const struct whole_want *want = &w->wants[id % WHOLE_WANTS];

		if (want->key == key && overlap(want->from, want->size, from, size) &&
		    whole_near(want->time, w->time, WHOLE_PIECE_SECONDS))
			return true;
		id = want->older;
	}
	return false;
}

static void add_want(struct whole *w, uint64_t key, uint32_t from, uint32_t size)
{
	uint64_t *head = &w->want_heads[key % WHOLE_WANTS];

	w->wants[++w->want_id % WHOLE_WANTS] = (struct whole_want){
		.key = key, .older = *head, .time = w->time, .from = from, .size = size
	};
	*head = w->want_id;
}

/* Calls for each piece of these octets that is remembered; the newest first. */
typedef void take_piece(struct whole *w, const struct whole_piece *piece);

static bool each_piece(struct whole *w, uint64_t key, uint32_t from, uint32_t size,
		       take_piece *take)
{
	uint64_t id = w->piece_heads[key % WHOLE_PIECES];
	bool hit = false;

	for (unsigned n = 0; n < STEPS && id + WHOLE_PIECES > w->piece_id && id > 0; n++) {
		const struct whole_piece *piece = &w->pieces[id % WHOLE_PIECES];

		if (piece->key == key && overlap(piece->from, piece->size, from, size) &&
		    whole_near(piece->time, w->time, WHOLE_PIECE_SECONDS)) {
			hit = hit || piece->hit;
			if (take)
				take(w, piece);
		}
		id = piece->older;
	}
	return hit;
}

static void want_frame(struct whole *w, const struct whole_piece *piece)
{
	mark(w, piece->number);
}

static void want_datagram(struct whole *w, uint64_t group)
{
	if (group == 0 || wanted(w, group, 0, 1))
		return;
	add_want(w, group, 0, 1);
	(void)each_piece(w, group, 0, 1, want_frame);
}

/* A segment's frame, and the other fragments where it came in some. */
static void want_segment(struct whole *w, const struct whole_piece *piece)
{
	mark(w, piece->number);
	want_datagram(w, piece->group);
}

void whole_want(struct whole *w, const struct whole_place *place)
{
	if (place->stream == 0) {
		mark(w, place->number);
		want_datagram(w, place->group);
		return;
	}
	add_want(w, place->stream, place->from, place->size);
	(void)each_piece(w, place->stream, place->from, place->size, want_segment);
}

bool whole_hit(struct whole *w, const struct whole_place *place)
{
	if (place->stream == 0)
		return w->hit || (place->group != 0 && wanted(w, place->group, 0, 1));
	return each_piece(w, place->stream, place->from, place->size, NULL);
}

static void add_piece(struct whole *w, struct whole_piece piece)
{
	uint64_t *head = &w->piece_heads[piece.key % WHOLE_PIECES];

	piece.older = *head;
	piece.time = w->time;
	w->pieces[++w->piece_id % WHOLE_PIECES] = piece;
	*head = w->piece_id;
}

/* What the fragments of one datagram have in common; not 0. */
static uint64_t datagram_key(const struct weir_packet *p)
{
	uint64_t hash = whole_mix(1, p->fragment_id | (uint64_t)p->fragment_protocol << 32);

	hash = whole_mix_address(hash, &p->source);
	return whole_mix_address(hash, &p->target) | 1;
}

uint64_t whole_stream_key(const struct weir_address *source, uint16_t source_port,
			  const struct weir_address *target, uint16_t target_port)
{
	uint64_t hash = whole_mix(2, (uint64_t)source_port << 16 | target_port);

	hash = whole_mix_address(hash, source);
	return whole_mix_address(hash, target) | 1;
}

static void feed_fragment(struct whole *w, const struct weir_packet *packet, uint64_t number)
{
	w->group = datagram_key(packet);
	add_piece(w, (struct whole_piece){
			     .key = w->group, .number = number, .size = 1, .hit = w->hit });
	if (w->hit)
		want_datagram(w, w->group);
	else if (wanted(w, w->group, 0, 1))
		mark(w, number);
}

static void feed_segment(struct whole *w, const struct weir_packet *p, uint64_t number)
{
	uint64_t key = whole_stream_key(&p->source, p->source_port, &p->target, p->target_port);
	/* A SYN counts as one octet. */
	uint32_t from = p->tcp_sequence + (p->tcp_flags & WEIR_TCP_SYN ? 1 : 0);
	struct whole_piece piece = { .key = key,
				     .number = number,
				     .group = w->group,
				     .from = from,
				     .size = p->payload_size,
				     .hit = w->hit };

	piece.hit = piece.hit || (w->group != 0 && wanted(w, w->group, 0, 1));
	add_piece(w, piece);
	if (wanted(w, key, from, p->payload_size))
		want_segment(w, &piece);
}

static enum weir_status drain(struct whole *w)
{
	struct weir_datagram datagram;
	enum weir_status status;

	while ((status = weir_traffic_next(w->traffic, &datagram)) == WEIR_OK)
		whole_message(w, &datagram);
	return status == WEIR_END ? w->status : status;
}

enum weir_status whole_feed(struct whole *w, const struct weir_frame *frame, bool hit)
{
	struct weir_packet own;

	if (frame->has_time)
		w->time = frame->time;
	w->hit = hit;
	w->group = 0;
	if (hit)
		mark(w, frame->number);
	weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &own);
	if (own.stop == WEIR_STOP_FRAGMENT)
		feed_fragment(w, &own, frame->number);
	enum weir_status status = weir_traffic_feed(w->traffic, frame);
	if (status != WEIR_OK)
		return status;
	const struct weir_packet *packet = weir_traffic_packet(w->traffic);
	if (packet->stop == WEIR_STOP_NONE && packet->protocol == PROTOCOL_TCP &&
	    packet->payload_size > 0 && !packet->in_icmp)
		feed_segment(w, packet, frame->number);
	return drain(w);
}

enum weir_status whole_finish(struct whole *w)
{
	enum weir_status status = weir_traffic_finish(w->traffic);

	w->hit = false;
	w->group = 0;
	return status == WEIR_OK ? drain(w) : status;
}

void whole_gone(struct whole *w, uint64_t number)
{
	w->gone = number;
}

uint64_t whole_late(const struct whole *w)
{
	return w->late;
}

enum weir_status whole_open(const struct whole_options *options, struct whole **out,
			    struct weir_error *err)
{
	struct weir_traffic_options traffic = WEIR_TRAFFIC_OPTIONS;
	struct whole *w = calloc(1, sizeof(*w));

	*err = (struct weir_error){ .text = "" };
	if (!w)
		return WEIR_E_MEMORY;
	memcpy(traffic.ports, options->ports, sizeof(traffic.ports));
	traffic.mdns = traffic.llmnr = traffic.icmp = true;
	traffic.no_streams = true;
	w->pair = options->pair;
	if (options->rule &&
	    weir_rule_supported(options->rule, WEIR_SCOPE_MESSAGE, NULL) == WEIR_OK)
		w->rule = options->rule;
	enum weir_status status = weir_traffic_open(&traffic, &w->traffic, err);
	if (status != WEIR_OK) {
		whole_close(w);
		return status;
	}
	*out = w;
	return WEIR_OK;
}

void whole_close(struct whole *w)
{
	if (!w)
		return;
	weir_traffic_close(w->traffic);
	free(w->marks);
	free(w);
}
