/* hostile.c - names exhaustively over short tails, and what the worst messages cost, in steps.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/check.h>
#include <dnsweir/name.h>
#include <dnsweir/rrtype.h>

#include <stdlib.h>
#include <string.h>

#include "dns/name_walk.h"

#include "tap.h"

/* The octets that mean something to a name reader: sizes, label types, the halves of pointers into
 * the header, to the names before the tail and into the tail itself (offsets 17 to 21). */
static const uint8_t alphabet[] = { 0,  1,  2,  3,  11,   12,   13,   14,   15,   16,   17,
				    18, 19, 20, 21, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xff };

enum { TAIL_AT = 17, TAIL_MAX = 4 };

/* A header with odd octets, "a." at 12, a pointer to it at 15. */
static const uint8_t front[TAIL_AT] = {
	0, 1, 2, 'x', 0, 0, 0, 0, 0, 0, 0xc0, 0, 1, 'a', 0, 0xc0, 12
};

/* The rules once more, written without the codec: 0 refused, else the size of the name in `out`.
 * `*next` is the place behind the name. */
static size_t reference(const uint8_t *wire, size_t size, size_t at, uint8_t out[255], size_t *next)
{
	size_t length = 0;
	size_t chunk = at;

	*next = 0;
	for (;;) {
		if (at >= size)
			return 0;
		if (wire[at] >= 0xc0) {
			if (at + 1 >= size)
				return 0;
			size_t target = (wire[at] - 0xc0U) * 256U + wire[at + 1];
			if (target >= chunk)
				return 0;
			if (*next == 0)
				*next = at + 2;
			at = chunk = target;
			continue;
		}
		size_t whole = wire[at] + (size_t)1;
		if (whole > 64 || at + whole > size || length + whole > 255)
			return 0;
		memcpy(out + length, wire + at, whole);
		length += whole;
		at += whole;
		if (whole == 1) {
			if (*next == 0)
				*next = at;
			return length;
		}
	}
}

/* The octets in a block of their own, so that a sanitizer sees one too many. */
static bool agrees(const uint8_t *wire, size_t size)
{
	struct weir_name name = { .size = 0 };
	struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };
	struct weir_flaw skip_flaw = { WEIR_FLAW_NONE, 0 };
	uint8_t wanted[255];
	size_t wanted_next;
	size_t next = 0;
	uint8_t *block = malloc(size);

	if (!block)
		return false;
	memcpy(block, wire, size);
	struct weir_slice slice = { block, size };
	size_t wanted_size = reference(block, size, TAIL_AT, wanted, &wanted_next);
	enum weir_status status = weir_name_expand(slice, TAIL_AT, &name, &flaw);
	bool good = weir_name_skip(slice, TAIL_AT, &next, &skip_flaw) == status &&
		    flaw.reason == skip_flaw.reason && flaw.at == skip_flaw.at;
	free(block);
	if (wanted_size == 0)
		return good && status != WEIR_OK && flaw.reason != WEIR_FLAW_NONE &&
		       flaw.at <= size && name.size == 0 && next == 0;
	return good && status == WEIR_OK && name.size == wanted_size && next == wanted_next &&
	       memcmp(name.octets, wanted, wanted_size) == 0;
}

static void test_tails(void)
{
	uint8_t wire[TAIL_AT + TAIL_MAX];

	memcpy(wire, front, sizeof(front));
	for (unsigned size = 0; size <= TAIL_MAX; size++) {
		unsigned long tails = 1;
		unsigned long wrong = 0;
		for (unsigned i = 0; i < size; i++)
			tails *= COUNT_OF(alphabet);
		for (unsigned long n = 0; n < tails; n++) {
			unsigned long digits = n;
			for (unsigned i = 0; i < size; i++, digits /= COUNT_OF(alphabet))
				wire[TAIL_AT + i] = alphabet[digits % COUNT_OF(alphabet)];
			wrong += !agrees(wire, TAIL_AT + size);
		}
		checkf(wrong == 0, "all %lu tails of %u octets read as the rules say", tails, size);
	}
}

/* Steps (labels and pointers) that the walk over a message takes in its owner names. */
static unsigned long steps_of(struct weir_slice wire, unsigned long *items)
{
	struct weir_message message;
	struct weir_record record;
	unsigned long steps = 0;

	*items = 0;
	if (weir_message_read(wire, &message) != WEIR_OK)
		return 0;
	struct weir_walk walk = weir_message_walk(&message);
	while (weir_walk_next(&walk, &record) == WEIR_OK) {
		struct name_walk w = name_walk_at(wire, record.owner_at);
		struct weir_slice label = { NULL, 1 };
		for (; label.size > 0; steps++)
			if (name_walk_label(&w, &label) != WEIR_FLAW_NONE)
				break;
		steps += WEIR_NAME_JUMPS_MAX - w.jumps;
		++*items;
	}
	return steps;
}

/* Questions whose one label of 63 octets holds pieces of a chain: each piece is `labels` labels of one
 * octet and a pointer to the piece before, the first one the root. Returns where the last begins. */
static size_t write_chain(uint8_t *wire, size_t *at, unsigned links, unsigned labels)
{
	size_t before = 0;
	size_t piece = 2 * (size_t)labels + 2;

	for (unsigned done = 0; done < links;) {
		size_t inside = *at + 1;
		wire[*at] = 63;
		memset(wire + inside, 0, 63 + 1 + 4);
		*at += 64 + 1 + 4;
		if (before == 0)
			before = inside++;
		for (; done < links && inside + piece <= *at - 5; done++, inside += piece) {
			for (unsigned l = 0; l < labels; l++)
				memcpy(wire + inside + 2 * (size_t)l, "\1x", 2);
			wire[inside + piece - 2] = (uint8_t)(0xc0 | before >> 8);
			wire[inside + piece - 1] = (uint8_t)before;
			before = inside;
		}
	}
	return before;
}

/* 64 KiB of items that all name the end of a chain. The walk reads `least` of them and is done, or
 * gives up, within `most` steps: 5 ms allow 6 ns for each of 800,000, about what a step that misses
 * every branch takes (a count, since a timing is never a test). */
static void test_bomb(const char *what, unsigned section, unsigned links, unsigned labels,
		      unsigned long least, enum weir_reason reason)
{
	static uint8_t wire[65535];
	const unsigned long most = 800000;
	size_t item = section == WEIR_QUESTION ? 6 : 12;
	size_t at = WEIR_HEADER_SIZE;
	unsigned long items;

	memset(wire, 0, sizeof(wire));
	size_t end = write_chain(wire, &at, links, labels);
	wire[5] = (uint8_t)((at - WEIR_HEADER_SIZE) / 69);
	wire[4 + 2 * section] = wire[5 + 2 * section] = 0xff;
	/* Two ends by turns: a name that was just checked costs nothing. */
	size_t other = labels > 0 ? end + 2 : end > 0 ? end - 2 : 1;
	for (; sizeof(wire) - at >= item; at += item) {
		size_t target = at / item % 2 ? end : other;
		wire[at] = (uint8_t)(0xc0 | target >> 8);
		wire[at + 1] = (uint8_t)target;
	}
	struct weir_slice slice = { wire, at };
	unsigned long steps = steps_of(slice, &items);
	checkf(items >= least && steps <= most, "%s: %lu names take %lu steps", what, items, steps);

	struct weir_message message;
	struct weir_finding found;
	check("and the check says why it ends",
	      weir_message_read(slice, &message) == WEIR_OK &&
		      weir_message_check(&message, NULL, &found, 1) == 1 && found.fatal &&
		      found.flaw.reason == reason);
}

/* A chain one link too long ends the walk at the first name that follows it. */
static void test_long_chain(void)
{
	static uint8_t wire[65535];
	size_t at = WEIR_HEADER_SIZE;
	unsigned long items;

	wire[4] = wire[5] = 0xff;
	size_t end = write_chain(wire, &at, WEIR_NAME_JUMPS_MAX, 0);
	wire[at] = (uint8_t)(0xc0 | end >> 8);
	wire[at + 1] = (uint8_t)end;
	unsigned long steps = steps_of((struct weir_slice){ wire, sizeof(wire) }, &items);
	checkf(steps < 1000 && items < 10, "a chain of 128 pointers ends the walk: %lu steps",
	       steps);
}

int main(void)
{
	test_tails();
	test_bomb("chains of 127 pointers", WEIR_QUESTION, 126, 0, 900, WEIR_FLAW_NAME_WORK);
	test_bomb("127 labels, each behind a pointer", WEIR_QUESTION, 126, 1, 800,
		  WEIR_FLAW_NAME_WORK);
	test_bomb("120 labels behind six pointers", WEIR_QUESTION, 5, 24, 5900,
		  WEIR_FLAW_NAME_WORK);
	test_bomb("pointers to a root", WEIR_QUESTION, 0, 0, 10920, WEIR_FLAW_NAME_CUT);
	test_bomb("as many records as fit, 120 labels each", WEIR_ANSWER, 4, 30, 5400,
		  WEIR_FLAW_NAME_CUT);
	test_long_chain();
	return tap_done();
}
