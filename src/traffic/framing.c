/* framing.c - DNS messages in a TCP stream: length prefixes, and finding them again behind a hole.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/framing.h"

#include <dnsweir/message.h>
#include <dnsweir/name.h>

#include "base/cursor.h"

enum {
	PREFIX = 2,
	MESSAGE_MIN = WEIR_HEADER_SIZE + 5, /* with a question or a record */
	WALKS_MAX = 64,                     /* messages walked in one search: bounds the work */
};

/* A stream's note between calls. */
enum {
	SKIP = 0x1ffff,    /* octets of a message in part lost, up to the next prefix */
	LOST = 0x20000,    /* it is not known where the next prefix is */
	AFTER = 0x40000,   /* the next message is the first behind lost octets */
	GUESSED = 0x80000, /* the place of a prefix was found, not known */
};

/* Octets that begin no message: all of a view, which may be the end of its stream. */
static void waste(const struct tcp_view *view, struct weir_traffic_counters *counters)
{
	if (view->ended)
		counters->tcp_trailing += view->octets.size;
	else
		counters->tcp_octets_skipped += view->octets.size;
}

/* Could 12 octets be the header of a message of this size? Stricter than the RFCs: one question at
 * most (RFC 9619), known opcodes, the Z bit off, a query without answers. */
static bool plausible(const uint8_t *header, size_t size)
{
	unsigned flags = load_be16(header + 2);
	unsigned opcode = flags >> 11 & 15;
	size_t questions = load_be16(header + 4);
	size_t answers = load_be16(header + 6);
	size_t records = answers + load_be16(header + 8) + load_be16(header + 10);

	if (size < MESSAGE_MIN || (flags & WEIR_FLAG_Z) || opcode == 3 || opcode > 6)
		return false;
	if (questions > 1 || questions + records == 0)
		return false;
	if (!(flags & WEIR_FLAG_QR) && opcode == 0 && answers > 0)
		return false;
	return questions * 5 + records * 11 <= size - WEIR_HEADER_SIZE;
}

/* Is the name asked for one, as far as it is there? `size` is that of the message. */
static bool question_plausible(struct weir_slice there, size_t size)
{
	size_t next;

	if (load_be16(there.data + 4) == 0)
		return true;
	if (there.size > size)
		there.size = size;
	enum weir_status status = weir_name_skip(there, WEIR_HEADER_SIZE, &next, NULL);
	return status == WEIR_OK || (status == WEIR_E_SHORT && there.size < size);
}

/* Do questions and records end exactly where the message does? */
static bool exact(struct weir_slice wire)
{
	struct weir_message message;
	struct weir_record record;
	enum weir_status status = weir_message_read(wire, &message);

	if (status != WEIR_OK)
		return false;
	struct weir_walk walk = weir_message_walk(&message);
	while (status == WEIR_OK) /* each step goes on in the wire */
		status = weir_walk_next(&walk, &record);
	return status == WEIR_END && walk.at == wire.size;
}

enum verdict { REJECT, ACCEPT, WAIT };

/* What is known of a place where a prefix may be. */
struct candidate {
	enum verdict verdict;
	size_t size; /* of prefix and message */
	size_t need; /* octets from here on, to know more */
};

static struct candidate wait_for(size_t need)
{
	return (struct candidate){ .verdict = WAIT, .need = need };
}

/* What follows a message that was found: nothing yet, or the next one; anything else, and it was but
 * a part of another message's RDATA. */
static enum verdict judge_next(const struct tcp_view *view, size_t at)
{
	size_t left = view->octets.size - at;
	const uint8_t *next = view->octets.data + at;

	if (left == 0)
		return view->all ? ACCEPT : WAIT;
	if (left < PREFIX + WEIR_HEADER_SIZE)
		return WAIT;
	return plausible(next + PREFIX, load_be16(next)) ? ACCEPT : REJECT;
}

/* At least a prefix and a header are there at `at`. */
static struct candidate judge(const struct tcp_view *view, size_t at, unsigned *walks)
{
	const uint8_t *p = view->octets.data + at;
	size_t left = view->octets.size - at;
	size_t size = load_be16(p);
	struct weir_slice wire = { p + PREFIX, left - PREFIX };

	/* Filling its segment exactly is proof enough, whatever is wrong inside. */
	bool fills = at == view->start && view->all && wire.size == size;

	if (!plausible(wire.data, size) || (!fills && !question_plausible(wire, size)))
		return (struct candidate){ .verdict = REJECT };
	if (wire.size < size)
		return wait_for(PREFIX + size);
	if (++*walks > WALKS_MAX)
		return (struct candidate){ .verdict = REJECT };

	struct candidate c = { .verdict = REJECT, .size = PREFIX + size };
	if (fills) {
		c.verdict = ACCEPT;
	} else if (exact((struct weir_slice){ wire.data, size })) {
		c.verdict = judge_next(view, at + c.size);
		c.need = c.size + (left == c.size ? 1 : PREFIX + WEIR_HEADER_SIZE);
		if (c.verdict == WAIT && at == view->start && view->all && view->last)
			c.verdict = ACCEPT;
	}
	return c;
}

/* A message whose prefix was lost with what was before it: it fills its segment. */
static bool bare(const struct tcp_view *view, size_t at)
{
	struct weir_slice wire = { view->octets.data + at, view->segment };

	if (at != view->start || view->segment < MESSAGE_MIN ||
	    (!view->all && view->segment == view->octets.size - at))
		return false;
	return load_be16(wire.data + 4) == 1 && plausible(wire.data, wire.size) && exact(wire);
}

static struct framing found(uint32_t *note, struct weir_slice wire, size_t take)
{
	struct framing f = { .take = take,
			     .message = true,
			     .wire = wire,
			     .claimed_size = (uint32_t)wire.size,
			     .after_hole = (*note & AFTER) != 0 };

	*note &= ~(uint32_t)(AFTER | LOST);
	f.need = PREFIX;
	return f;
}

/* The message at `at`, with its prefix or (not accepted: a bare one) without. */
static struct framing take_found(const struct tcp_view *view, size_t at, struct candidate c,
				 struct weir_traffic_counters *counters)
{
	size_t prefix = c.verdict == ACCEPT ? PREFIX : 0;
	size_t size = c.verdict == ACCEPT ? c.size : view->segment;
	struct weir_slice wire = { view->octets.data + at + prefix, size - prefix };

	counters->tcp_octets_skipped += at;
	*view->note |= GUESSED;
	return found(view->note, wire, at + size);
}

/* Find the next message in a stream whose prefixes are lost. */
static struct framing search(const struct tcp_view *view, struct weir_traffic_counters *counters)
{
	const struct weir_slice *octets = &view->octets;
	unsigned walks = 0;
	size_t at;

	for (at = 0; at < octets->size; at++) {
		struct candidate c = wait_for(PREFIX + WEIR_HEADER_SIZE);

		if (octets->size - at >= PREFIX + WEIR_HEADER_SIZE)
			c = judge(view, at, &walks);
		if (c.verdict == ACCEPT || bare(view, at))
			return take_found(view, at, c, counters);
		if (c.verdict == WAIT && !(view->all && view->last)) {
			counters->tcp_octets_skipped += at;
			return (struct framing){ .take = at, .need = c.need };
		}
	}
	waste(view, counters);
	return (struct framing){ .take = at, .need = PREFIX + WEIR_HEADER_SIZE };
}

/* A message whose end will not come. Its first octets are given out if the snap length took the rest;
 * the prefix behind it is known in any case. */
static struct framing broken(const struct tcp_view *view, size_t size,
			     struct weir_traffic_counters *counters)
{
	size_t there = view->octets.size;
	struct framing f = { .take = there };

	if (view->missing > 0 && there - PREFIX >= WEIR_HEADER_SIZE) {
		f = found(view->note,
			  (struct weir_slice){ view->octets.data + PREFIX, there - PREFIX }, there);
		f.cut = true;
		f.claimed_size = (uint32_t)size;
	} else {
		waste(view, counters);
	}
	*view->note = (*view->note & ~(uint32_t)SKIP) | (uint32_t)(PREFIX + size - there);
	f.need = 1;
	return f;
}

static struct framing next_message(const struct tcp_view *view,
				   struct weir_traffic_counters *counters)
{
	size_t there = view->octets.size;
	size_t head = *view->note & GUESSED ? PREFIX + WEIR_HEADER_SIZE : PREFIX;
	bool last = view->all && view->last;

	if (there < head && !last)
		return (struct framing){ .need = head };
	if (there < PREFIX) {
		waste(view, counters);
		*view->note |= LOST;
		return (struct framing){ .take = there, .need = 1 };
	}

	size_t size = load_be16(view->octets.data);

	if ((*view->note & GUESSED) &&
	    (there < head || !plausible(view->octets.data + PREFIX, size))) {
		*view->note |= LOST | AFTER; /* the guess was wrong, or this is no DNS */
		return search(view, counters);
	}
	if (size > there - PREFIX)
		return last ? broken(view, size, counters)
			    : (struct framing){ .need = PREFIX + size };
	counters->payload_short += size < WEIR_HEADER_SIZE;
	if (size == 0) {
		counters->tcp_octets_skipped += PREFIX;
		return (struct framing){ .take = PREFIX, .need = PREFIX };
	}
	return found(view->note, (struct weir_slice){ view->octets.data + PREFIX, size },
		     PREFIX + size);
}

/* Octets are missing before those of the view. */
static void cross_hole(uint32_t *note, uint32_t hole)
{
	uint32_t rest = *note & SKIP;

	*note |= AFTER;
	if (!(*note & LOST) && hole <= rest) /* it ends inside a message, or right behind */
		*note -= hole;
	else
		*note = (*note & ~(uint32_t)SKIP) | LOST;
}

struct framing framing_read(const struct tcp_view *view, struct weir_traffic_counters *counters)
{
	size_t rest;

	if (view->hole > 0)
		cross_hole(view->note, view->hole);
	rest = *view->note & SKIP;
	if (rest > 0) {
		if (rest > view->octets.size)
			rest = view->octets.size;
		counters->tcp_octets_skipped += rest;
		*view->note -= (uint32_t)rest;
		return (struct framing){ .take = rest, .need = 1 };
	}
	return *view->note & LOST ? search(view, counters) : next_message(view, counters);
}
