/* fragment.c - fragments: every order completes, whatever contradicts itself is dropped and counted.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/fragment.h"

#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "tap.h"

#define SECOND 1000000000LL

/* One fragment of a datagram whose octet n is n * 7 + `salt`. */
struct piece {
	uint16_t at;
	uint16_t size;
	bool more;
	uint8_t id;
	uint8_t salt;
	uint8_t seconds; /* since the first */
	uint16_t cut;    /* octets that the snap length took */
};

#define MORE(at, size)                                                                             \
	{                                                                                          \
		at, size, true, 1, 0, 0, 0                                                         \
	}
#define LAST(at, size)                                                                             \
	{                                                                                          \
		at, size, false, 1, 0, 0, 0                                                        \
	}

static const struct row {
	const char *what;
	uint8_t version;
	struct piece pieces[6]; /* until size 0, see `count` */
	unsigned count;
	unsigned whole; /* completed */
	uint32_t size;  /* of the last one */
	struct fragment_counters counters;
} rows[] = {
	{ "in order", 4, { MORE(0, 16), LAST(16, 5) }, 2, 1, 21, { .whole = 1 } },
	{ "last first", 4, { LAST(16, 5), MORE(0, 16) }, 2, 1, 21, { .whole = 1 } },
	{ "middle last",
	  6,
	  { LAST(2048, 5), MORE(0, 1024), MORE(1024, 1024) },
	  3,
	  1,
	  2053,
	  { .whole = 1 } },
	{ "largest there is",
	  4,
	  { LAST(65528, 7), MORE(0, 32768), MORE(32768, 32760) },
	  3,
	  1,
	  65535,
	  { .whole = 1 } },
	{ "every fragment twice",
	  4,
	  { MORE(0, 16), MORE(0, 16), LAST(16, 5), LAST(16, 5) },
	  4,
	  1,
	  21,
	  { .whole = 1, .duplicate = 2 } },
	{ "the whole datagram twice",
	  4,
	  { MORE(0, 16), LAST(16, 5), MORE(0, 16), LAST(16, 5) },
	  4,
	  1,
	  21,
	  { .whole = 1, .duplicate = 2 } },
	{ "and again two seconds later: that is no copy",
	  4,
	  { MORE(0, 16), LAST(16, 5), { 0, 16, true, 1, 0, 2, 0 }, { 16, 5, false, 1, 0, 2, 0 } },
	  4,
	  2,
	  21,
	  { .whole = 2 } },
	{ "overlap with equal octets",
	  4,
	  { MORE(0, 24), MORE(8, 24), LAST(32, 1) },
	  3,
	  1,
	  33,
	  { .whole = 1 } },
	{ "identification used again",
	  4,
	  { MORE(0, 16), LAST(16, 5), { 0, 16, true, 1, 9, 0, 0 }, { 16, 9, false, 1, 9, 0, 0 } },
	  4,
	  2,
	  25,
	  { .whole = 2 } },
	{ "two datagrams side by side",
	  6,
	  { MORE(0, 16), { 0, 8, true, 2, 0, 0, 0 }, LAST(16, 5), { 8, 1, false, 2, 0, 0, 0 } },
	  4,
	  2,
	  9,
	  { .whole = 2 } },
	{ "half a minute is not too long",
	  4,
	  { MORE(0, 16), { 16, 5, false, 1, 0, 30, 0 } },
	  2,
	  1,
	  21,
	  { .whole = 1 } },
	{ "IPv6 has a minute",
	  6,
	  { MORE(0, 16), { 16, 5, false, 1, 0, 60, 0 } },
	  2,
	  1,
	  21,
	  { .whole = 1 } },
	/* Hostile from here on. */
	{ "overlap with other octets",
	  4,
	  { MORE(0, 16), { 8, 16, true, 1, 1, 0, 0 }, LAST(16, 5) },
	  3,
	  0,
	  0,
	  { .overlap = 1, .ignored = 1 } },
	{ "overlap in the last octet only",
	  6,
	  { LAST(16, 5), { 16, 5, false, 1, 3, 0, 0 }, MORE(0, 16) },
	  3,
	  0,
	  0,
	  { .overlap = 1, .ignored = 1 } },
	{ "two ends",
	  4,
	  { LAST(16, 5), LAST(16, 6), MORE(0, 16) },
	  3,
	  0,
	  0,
	  { .overlap = 1, .ignored = 1 } },
	{ "more behind the end", 4, { LAST(16, 5), MORE(24, 8) }, 2, 0, 0, { .overlap = 1 } },
	{ "end before what was there", 4, { MORE(0, 32), LAST(8, 16) }, 2, 0, 0, { .overlap = 1 } },
	{ "end where more was promised",
	  4,
	  { MORE(0, 16), LAST(8, 8) },
	  2,
	  0,
	  0,
	  { .overlap = 1 } },
	{ "past 65535", 4, { MORE(0, 16), LAST(65528, 8) }, 2, 0, 0, { .form = 1, .lost = 1 } },
	{ "odd size in the middle",
	  6,
	  { MORE(0, 15), LAST(16, 5) },
	  2,
	  0,
	  0,
	  { .form = 1, .lost = 1 } },
	{ "nothing in it", 4, { MORE(8, 0), LAST(8, 0) }, 2, 0, 0, { .form = 2 } },
	{ "no fragment at all", 4, { LAST(0, 8) }, 1, 0, 0, { .form = 1 } },
	{ "too late", 4, { MORE(0, 16), { 16, 5, false, 1, 0, 31, 0 } }, 2, 0, 0, { .lost = 2 } },
	{ "too late for IPv6",
	  6,
	  { MORE(0, 16), { 16, 5, false, 1, 0, 61, 0 } },
	  2,
	  0,
	  0,
	  { .lost = 2 } },
	{ "a hole stays", 4, { MORE(0, 16), LAST(24, 5) }, 2, 0, 0, { .lost = 1 } },
	{ "cut by the snap length",
	  4,
	  { { 0, 16, true, 1, 0, 0, 1 }, LAST(16, 5) },
	  2,
	  0,
	  0,
	  { .cut = 1, .lost = 1 } },
};

static uint8_t octet(size_t at, uint8_t salt)
{
	return (uint8_t)(at * 7 + (at >> 8) + salt);
}

static struct weir_packet packet_of(const struct piece *piece, uint8_t version, uint8_t *buffer)
{
	struct weir_packet p = { .version = version,
				 .stop = WEIR_STOP_FRAGMENT,
				 .protocol = 17,
				 .fragment_protocol = 17,
				 .fragment_id = piece->id,
				 .fragment_at = piece->at,
				 .fragment_more = piece->more,
				 .payload_size = piece->size,
				 .hop_limit = 64,
				 .source = { { 192, 0, 2, 1 } },
				 .target = { { 192, 0, 2, 53 } } };

	for (size_t i = 0; i < piece->size; i++)
		buffer[i] = octet(piece->at + i, piece->salt);
	p.payload = (struct weir_slice){ buffer, (size_t)piece->size - piece->cut };
	return p;
}

static bool right_octets(struct weir_slice whole, uint8_t salt)
{
	for (size_t i = 0; i < whole.size; i++)
		if (whole.data[i] != octet(i, salt))
			return false;
	return true;
}

static void test_row(const struct row *row)
{
	static uint8_t buffer[65536];
	struct fragment_table *table = fragment_open(FRAGMENT_MEMORY_MIN);
	struct fragment_whole whole = { .octets = { NULL, 0 } };
	struct fragment_counters expected = row->counters;
	unsigned completed = 0;
	bool right = true;

	if (!check(row->what, table != NULL))
		return;
	for (unsigned i = 0; i < row->count; i++) {
		struct weir_packet p = packet_of(&row->pieces[i], row->version, buffer);
		int64_t time = row->pieces[i].seconds * SECOND - 7;

		if (fragment_feed(table, &p, time, &whole) != FRAGMENT_WHOLE)
			continue;
		completed++;
		right = right && right_octets(whole.octets, row->pieces[i].salt) &&
			whole.first.version == row->version && whole.first.hop_limit == 64 &&
			memcmp(&whole.first.target, &p.target, sizeof(p.target)) == 0;
	}
	fragment_finish(table);
	expected.seen = row->count;
	checkf(completed == row->whole && right && whole.octets.size == row->size,
	       "%s: %u completed, octets right", row->what, completed);
	const struct fragment_counters *c = fragment_counters(table);
	if (!checkf(memcmp(c, &expected, sizeof(*c)) == 0, "%s: counted", row->what))
		note("whole %u dup %u overlap %u ignored %u lost %u evicted %u form %u cut %u",
		     (unsigned)c->whole, (unsigned)c->duplicate, (unsigned)c->overlap,
		     (unsigned)c->ignored, (unsigned)c->lost, (unsigned)c->evicted,
		     (unsigned)c->form, (unsigned)c->cut);
	fragment_close(table);
}

/* More open datagrams than the table holds: the oldest go, the newest complete. */
static void test_ceiling(void)
{
	static uint8_t buffer[65536];
	struct fragment_table *table = fragment_open(FRAGMENT_MEMORY_MIN);
	struct fragment_whole whole;
	unsigned completed = 0;

	check("too little memory is refused", fragment_open(FRAGMENT_MEMORY_MIN - 1) == NULL);
	if (!check("the least memory is enough to open", table != NULL))
		return;
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < 250; i++) {
			unsigned id = round ? 249 - i : i;
			struct piece piece = { .at = round ? 0 : 1480,
					       .size = round ? 1480 : 100,
					       .more = round,
					       .id = (uint8_t)id };
			struct weir_packet p = packet_of(&piece, 4, buffer);

			completed += fragment_feed(table, &p, 0, &whole) == FRAGMENT_WHOLE;
		}
	fragment_finish(table);
	const struct fragment_counters *c = fragment_counters(table);
	check("some were evicted, each is accounted for",
	      c->evicted > 0 && c->whole + c->lost + c->evicted == 500 - c->whole);
	check("the newest complete", c->whole == completed && completed > 10);

	struct piece large[] = { MORE(0, 32768), MORE(32768, 32760), LAST(65528, 7) };
	for (size_t i = 0; i < COUNT_OF(large); i++) {
		struct weir_packet p = packet_of(&large[i], 4, buffer);
		enum fragment_result result = fragment_feed(table, &p, 0, &whole);

		check("the largest datagram fits even then",
		      result == (i == 2 ? FRAGMENT_WHOLE : FRAGMENT_HELD));
	}
	check("and is right", whole.octets.size == 65535 && right_octets(whole.octets, 0));
	fragment_close(table);
}

/* A datagram cut at random and shuffled, with copies: always completes once. */
static void test_random(void)
{
	static uint8_t buffer[65536];
	struct fragment_table *table = fragment_open(1024 * 1024);
	struct fragment_whole whole;
	unsigned bad = 0;

	struct random seed = { 1 };

	for (unsigned round = 0; table && round < 500; round++) {
		struct piece pieces[64];
		unsigned count = 0;
		unsigned completed = 0;
		unsigned size = 9 + random_below(&seed, 8000);

		for (unsigned at = 0; at < size;) {
			unsigned step = 8 * (1 + random_below(&seed, 60));
			bool more = at + step < size && count < 60;

			if (at == 0 && !more)
				step = 8, more = true;
			pieces[count++] =
				(struct piece){ .at = (uint16_t)at,
						.size = (uint16_t)(more ? step : size - at),
						.more = more,
						.id = (uint8_t)round,
						.salt = (uint8_t)(round >> 8) };
			at += more ? step : size - at;
		}
		for (unsigned i = count; i-- > 1;) {
			unsigned j = random_below(&seed, i + 1);
			struct piece swap = pieces[i];
			pieces[i] = pieces[j];
			pieces[j] = swap;
		}
		for (unsigned i = 0; i < 2 * count; i++) {
			struct weir_packet p = packet_of(&pieces[i / 2], 6, buffer);

			if (fragment_feed(table, &p, round, &whole) != FRAGMENT_WHOLE)
				continue;
			completed++;
			bad += whole.octets.size != size ||
			       !right_octets(whole.octets, (uint8_t)(round >> 8));
		}
		bad += completed != 1;
	}
	check("500 datagrams cut, shuffled and doubled: each once and right", table && bad == 0);
	fragment_close(table);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	test_ceiling();
	test_random();
	return tap_done();
}
