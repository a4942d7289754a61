/* pair.c - responses to questions: every verdict, the rings at their limits, time that jumps.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "mine/pair.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "dns/fold.h"
#include "tap.h"

#define MS 1000000LL
#define S (1000 * MS)

enum { OCTETS = 224 * 1024 };

/* Who, under which id, asks for what. Zero members mean the usual ones. */
struct ask {
	const char *name; /* wire form without the root; NULL: no question */
	uint16_t id;
	uint8_t client; /* last octet of its address */
	uint8_t server;
	uint16_t port;
	uint16_t type;
	uint16_t rrclass;
	bool v6;
	bool tcp;
};

#define WWW "\3www\1x"

static struct pair_key key_of(const struct ask *ask)
{
	static uint8_t names[8][256];
	static unsigned next;
	uint8_t folded[256];
	uint8_t *name = names[next++ % 8];
	struct pair_key key = {
		.client_port = ask->port ? ask->port : 4000,
		.server_port = 53,
		.version = ask->v6 ? 6 : 4,
		.tcp = ask->tcp,
		.id = ask->id,
	};

	key.client.octets[0] = 192;
	key.client.octets[3] = ask->client;
	key.server.octets[3] = ask->server;
	key.client.octets[15] = ask->v6;
	if (ask->name) {
		key.name_size = (uint8_t)(strlen(ask->name) + 1);
		memcpy(name, ask->name, key.name_size);
		key.name = name;
		key.type = ask->type ? ask->type : 1;
		key.rrclass = ask->rrclass ? ask->rrclass : 1;
		fold_octets(folded, name, key.name_size);
	}
	key.tuple_hash = pair_tuple_hash(&key);
	key.ask_hash = pair_ask_hash(&key, hash_bytes(0, folded, key.name_size));
	return key;
}

static struct pair *opened(bool strict, uint32_t start)
{
	struct pair *pair;

	if (pair_open_at(OCTETS, strict, start, &pair) != WEIR_OK)
		abort();
	return pair;
}

static bool query(struct pair *pair, const struct ask *ask, int64_t time)
{
	struct pair_key key = key_of(ask);

	return pair_query(pair, &key, time);
}

static enum pair_verdict respond(struct pair *pair, const struct ask *ask, int64_t time)
{
	struct pair_key key = key_of(ask);
	struct pair_entry *entry = NULL;
	bool differs;
	enum pair_verdict verdict = pair_response(pair, &key, time, &entry, &differs);

	if (verdict == PAIR_ACCEPTED)
		entry->answered = true;
	return verdict;
}

/* One question at time 0, one response at `time`. */
static const struct verdict_row {
	const char *what;
	struct ask asked;
	struct ask answer;
	int64_t time;
	enum pair_verdict verdict;
	enum pair_verdict strict;
} verdict_rows[] = {
	{ "the same question", { WWW, 7 }, { WWW, 7 }, MS, PAIR_ACCEPTED, PAIR_ACCEPTED },
	{ "in another case",
	  { WWW, 7 },
	  { "\3wWw\1X", 7 },
	  MS,
	  PAIR_ACCEPTED,
	  PAIR_QUESTION_MISMATCH },
	{ "the root", { "", 7 }, { "", 7 }, MS, PAIR_ACCEPTED, PAIR_ACCEPTED },
	{ "IPv6",
	  { WWW, 7, .v6 = true },
	  { WWW, 7, .v6 = true },
	  MS,
	  PAIR_ACCEPTED,
	  PAIR_ACCEPTED },
	{ "TCP",
	  { WWW, 7, .tcp = true },
	  { WWW, 7, .tcp = true },
	  MS,
	  PAIR_ACCEPTED,
	  PAIR_ACCEPTED },
	{ "no question in the response",
	  { WWW, 7 },
	  { NULL, 7 },
	  MS,
	  PAIR_ACCEPTED,
	  PAIR_ACCEPTED },
	{ "no question, another id",
	  { WWW, 7 },
	  { NULL, 8 },
	  MS,
	  PAIR_ID_MISMATCH,
	  PAIR_ID_MISMATCH },
	{ "another id", { WWW, 7 }, { WWW, 8 }, MS, PAIR_ID_MISMATCH, PAIR_ID_MISMATCH },
	{ "the id's octets swapped",
	  { WWW, 0x0700 },
	  { WWW, 7 },
	  MS,
	  PAIR_ID_MISMATCH,
	  PAIR_ID_MISMATCH },
	{ "another name",
	  { WWW, 7 },
	  { "\3wwv\1x", 7 },
	  MS,
	  PAIR_QUESTION_MISMATCH,
	  PAIR_QUESTION_MISMATCH },
	{ "a parent's name",
	  { WWW, 7 },
	  { "\1x", 7 },
	  MS,
	  PAIR_QUESTION_MISMATCH,
	  PAIR_QUESTION_MISMATCH },
	{ "another type",
	  { WWW, 7 },
	  { WWW, 7, .type = 28 },
	  MS,
	  PAIR_QUESTION_MISMATCH,
	  PAIR_QUESTION_MISMATCH },
	{ "another class",
	  { WWW, 7 },
	  { WWW, 7, .rrclass = 3 },
	  MS,
	  PAIR_QUESTION_MISMATCH,
	  PAIR_QUESTION_MISMATCH },
	{ "case differs in no letter: '[' is not '{'",
	  { "\1[", 7 },
	  { "\1{", 7 },
	  MS,
	  PAIR_QUESTION_MISMATCH,
	  PAIR_QUESTION_MISMATCH },
	{ "another client", { WWW, 7 }, { WWW, 7, .client = 9 }, MS, PAIR_UNASKED, PAIR_UNASKED },
	{ "another server", { WWW, 7 }, { WWW, 7, .server = 9 }, MS, PAIR_UNASKED, PAIR_UNASKED },
	{ "another port", { WWW, 7 }, { WWW, 7, .port = 4001 }, MS, PAIR_UNASKED, PAIR_UNASKED },
	{ "TCP for UDP", { WWW, 7 }, { WWW, 7, .tcp = true }, MS, PAIR_UNASKED, PAIR_UNASKED },
	{ "IPv6 for IPv4", { WWW, 7 }, { WWW, 7, .v6 = true }, MS, PAIR_UNASKED, PAIR_UNASKED },
	{ "just in time", { WWW, 7 }, { WWW, 7 }, PAIR_TIMEOUT, PAIR_ACCEPTED, PAIR_ACCEPTED },
	{ "just late", { WWW, 7 }, { WWW, 7 }, PAIR_TIMEOUT + 1, PAIR_LATE, PAIR_LATE },
	{ "a clock that stepped back a little",
	  { WWW, 7 },
	  { WWW, 7 },
	  -S,
	  PAIR_ACCEPTED,
	  PAIR_ACCEPTED },
	{ "a clock that stepped back far",
	  { WWW, 7 },
	  { WWW, 7 },
	  -PAIR_TIMEOUT - 1,
	  PAIR_LATE,
	  PAIR_LATE },
	{ "late without a question",
	  { WWW, 7 },
	  { NULL, 7 },
	  PAIR_TIMEOUT + 1,
	  PAIR_UNASKED,
	  PAIR_UNASKED },
	{ "late under another id",
	  { WWW, 7 },
	  { WWW, 8 },
	  PAIR_TIMEOUT + 1,
	  PAIR_UNASKED,
	  PAIR_UNASKED },
};

static void test_verdicts(void)
{
	/* Positions at the start, and such that the ring's 2^32 units run over. */
	static const uint32_t starts[] = { 0, UINT32_MAX, UINT32_MAX - 9, 0xfffff };

	for (size_t i = 0; i < COUNT_OF(verdict_rows); i++) {
		const struct verdict_row *row = &verdict_rows[i];
		bool good = true;
		for (unsigned n = 0; n < 2 * COUNT_OF(starts); n++) {
			struct pair *pair = opened(n & 1, starts[n / 2]);
			good &= query(pair, &row->asked, 0);
			good &= respond(pair, &row->answer, row->time) ==
				(n & 1 ? row->strict : row->verdict);
			pair_close(pair);
		}
		check(row->what, good);
	}
}

static void test_again(void)
{
	const struct ask ask = { WWW, 7 };
	const struct ask no_question = { NULL, 7 };
	const struct ask other_case = { "\3WWW\1x", 7 };
	struct pair *pair = opened(false, 0);

	check("nobody asked yet", respond(pair, &ask, 0) == PAIR_UNASKED);
	check("a question is new", query(pair, &ask, 0));
	check("the same again is a retransmission", !query(pair, &ask, S));
	check("the first response is taken", respond(pair, &ask, 2 * S) == PAIR_ACCEPTED);
	check("a second is one again", respond(pair, &ask, 2 * S + 1) == PAIR_AGAIN);
	check("without its question too", respond(pair, &no_question, 3 * S) == PAIR_AGAIN);
	check("asked once more after the answer it is new", query(pair, &ask, 4 * S));
	check("and is answered anew", respond(pair, &ask, 5 * S) == PAIR_ACCEPTED);
	check("a question asked long ago is new", query(pair, &ask, 60 * S));
	check("and not answered by what came before its time", query(pair, &ask, 80 * S));
	pair_close(pair);

	pair = opened(true, 0);
	check("strict: the same question in two cases is two",
	      query(pair, &ask, 0) && query(pair, &other_case, 1));
	check("strict: each has its answer",
	      respond(pair, &ask, 2) == PAIR_ACCEPTED &&
		      respond(pair, &other_case, 3) == PAIR_ACCEPTED &&
		      respond(pair, &ask, 4) == PAIR_AGAIN);
	pair_close(pair);
}

static void test_case_told(void)
{
	struct pair *pair = opened(false, 0);
	const struct ask ask = { WWW, 7 };
	struct pair_key same = key_of(&ask);
	struct pair_key other = key_of(&(struct ask){ "\3wwW\1x", 7 });
	struct pair_entry *entry = NULL;
	bool differs = true;

	query(pair, &ask, 0);
	check("the same case does not differ",
	      pair_response(pair, &same, 1, &entry, &differs) == PAIR_ACCEPTED && !differs &&
		      entry->id == 7);
	check("another case is told",
	      pair_response(pair, &other, 1, &entry, &differs) == PAIR_ACCEPTED && differs);
	pair_close(pair);
}

/* Far more questions than the ring holds, of sizes that leave padding at its end; the oldest go. */
static void test_eviction(uint32_t start)
{
	enum { COUNT = 20000, KEPT = 500 };
	static const char *const names[] = { "", "\1a", WWW, "\13abcdefghijk\13abcdefghijk" };
	struct pair *pair = opened(false, start);
	bool good = true;
	unsigned answered = 0;

	for (unsigned i = 0; i < COUNT; i++) {
		struct ask ask = { names[i % 4], (uint16_t)i, .port = (uint16_t)(1024 + i),
				   .v6 = i % 3 == 0 };
		good &= query(pair, &ask, i);
		if (i % 2)
			continue;
		good &= respond(pair, &ask, i) == PAIR_ACCEPTED;
		answered++;
	}
	checkf(good, "each of 20000 questions can be answered at once, from %#x", start);
	for (unsigned i = COUNT - KEPT; good && i < COUNT; i++) {
		struct ask ask = { names[i % 4], (uint16_t)i, .port = (uint16_t)(1024 + i),
				   .v6 = i % 3 == 0 };
		good = respond(pair, &ask, COUNT) == (i % 2 ? PAIR_ACCEPTED : PAIR_AGAIN);
	}
	checkf(good, "the last 500 are still known, from %#x", start);
	for (unsigned i = 0; good && i < KEPT; i++) {
		struct ask ask = { names[i % 4], (uint16_t)i, .port = (uint16_t)(1024 + i),
				   .v6 = i % 3 == 0 };
		good = respond(pair, &ask, COUNT) == PAIR_UNASKED;
	}
	checkf(good, "the first 500 are forgotten, from %#x", start);
	uint64_t evicted = pair_evicted(pair);
	checkf(evicted > COUNT / 2 - 2000 && evicted < COUNT / 2,
	       "forgotten ones are counted unless they were answered, from %#x", start);
	pair_close(pair);
}

/* One port pair, ever new ids: what answers none of them is looked for in bounded time. */
static void test_one_tuple(void)
{
	struct pair *pair = opened(false, 0);
	bool good = true;

	for (unsigned i = 0; i < 1000; i++)
		good &= query(pair, &(struct ask){ WWW, (uint16_t)i }, i);
	for (unsigned i = 0; i < 1000; i++)
		good &= respond(pair, &(struct ask){ WWW, (uint16_t)(i + 1000) }, 1000) ==
			PAIR_ID_MISMATCH;
	check("1000 ids of one tuple, 1000 wrong ones", good);
	for (unsigned i = 0; i < 1000; i++)
		good &= respond(pair, &(struct ask){ NULL, (uint16_t)i }, 1000) == PAIR_ACCEPTED;
	check("all of them are found by their id alone", good);
	pair_close(pair);
}

/* --- parking --- */

static bool park(struct pair *pair, const struct ask *ask, int64_t time, uint64_t number,
		 size_t size)
{
	static uint8_t wire[65536];
	struct pair_key key = key_of(ask);

	memset(wire, (int)number, sizeof(wire));
	return pair_park(pair, &key, time, number, 1, (struct weir_slice){ wire, size });
}

static uint64_t unpark(struct pair *pair, const struct ask *ask)
{
	struct pair_key key = key_of(ask);
	const struct pair_parked *parked = pair_unpark(pair, &key);

	return parked ? parked->number : 0;
}

static uint64_t expire(struct pair *pair, int64_t now)
{
	const struct pair_parked *parked = pair_expire(pair, now);

	return parked ? parked->number : 0;
}

static void test_parking(uint32_t start)
{
	const struct ask a = { WWW, 7 };
	const struct ask b = { WWW, 8 };
	struct pair *pair = opened(false, start);

	bool good = park(pair, &a, 0, 1, 100) && park(pair, &b, 1, 2, 0) &&
		    park(pair, &a, 2, 3, 50) && park(pair, &b, 3, 4, 1000);
	checkf(good, "responses are parked, from %#x", start);
	checkf(unpark(pair, &(struct ask){ WWW, 9 }) == 0, "none for another question, from %#x",
	       start);
	checkf(unpark(pair, &a) == 3 && unpark(pair, &a) == 1 && unpark(pair, &a) == 0,
	       "each is taken once, from %#x", start);
	checkf(expire(pair, 1 + PAIR_WINDOW) == 0, "the window is not over yet, from %#x", start);
	checkf(expire(pair, 2 + PAIR_WINDOW) == 2 && expire(pair, 2 + PAIR_WINDOW) == 0,
	       "the window of one is over, from %#x", start);
	checkf(expire(pair, INT64_MAX) == 4 && expire(pair, INT64_MAX) == 0,
	       "the end lets the rest out, from %#x", start);
	pair_close(pair);
}

/* Times at both ends of what the loader lets through. */
static void test_parking_times(void)
{
	const int64_t far = ((int64_t)1 << 62) - 1;
	const struct ask a = { WWW, 7 };
	struct pair *pair = opened(false, 0);

	bool good = park(pair, &a, -far, 1, 10);
	check("the earliest time waits, too", good && expire(pair, -far) == 0);
	check("the end lets it out", expire(pair, INT64_MAX) == 1 && expire(pair, INT64_MAX) == 0);
	good = park(pair, &a, far, 2, 10);
	check("one wrong clock holds nothing up", good && expire(pair, 0) == 2);
	good = park(pair, &a, far, 3, 10);
	check("the latest time, seen from the earliest", good && expire(pair, -far) == 3);
	good = park(pair, &a, 5 * MS, 4, 10);
	check("a clock that steps back a little lets wait", good && expire(pair, 0) == 0);
	pair_close(pair);
}

/* Sizes that do not divide the ring: padding at its end comes and goes. */
static void test_parking_ring(uint32_t start)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 12, 512, 1232, 4000, 3, 2999 };
	struct pair *pair = opened(false, start);
	uint64_t next_out = 1;
	bool good = true;
	unsigned full = 0;

	for (uint64_t i = 1; good && i < 5000; i++) {
		struct ask ask = { WWW, (uint16_t)i };
		while (!park(pair, &ask, (int64_t)i, i, sizes[i % COUNT_OF(sizes)])) {
			full++;
			const struct pair_parked *out =
				pair_expire(pair, (int64_t)next_out + PAIR_WINDOW + 1);
			good = out && out->number == next_out &&
			       out->wire_size == sizes[next_out % COUNT_OF(sizes)];
			for (size_t k = 0; good && k < out->wire_size; k++)
				good = out->wire[k] == (uint8_t)next_out;
			next_out++;
			good = good && !pair_expire(pair, (int64_t)next_out + PAIR_WINDOW - 1);
			if (!good)
				break;
		}
	}
	for (; good && next_out < 5000; next_out++)
		good = expire(pair, INT64_MAX) == next_out;
	checkf(good && full > 100 && expire(pair, INT64_MAX) == 0,
	       "5000 responses go through the parking ring unharmed, from %#x", start);
	check("one larger than the ring is not taken",
	      !park(pair, &(struct ask){ WWW, 1 }, 0, 1, 65535));
	pair_close(pair);
}

static void test_open(void)
{
	struct pair *pair = NULL;

	check("a ceiling too low for the index is refused",
	      pair_open(1000, false, &pair) == WEIR_E_RANGE && !pair);
	pair_close(pair);
}

/* The number space goes round many times; positions that died long ago must stay dead. */
static void test_wrap(void)
{
	struct pair *pair = opened(false, 0xffff0000);
	const struct ask old = { "\3old", 1 };
	bool good = query(pair, &old, 0);

	for (unsigned i = 0; good && i < 60000; i++) {
		struct ask ask = { WWW, (uint16_t)i, .port = 5000 };
		good = query(pair, &ask, i) && respond(pair, &ask, i) == PAIR_ACCEPTED;
	}
	check("questions over the end of the number space", good);
	check("what was forgotten before it stays so", respond(pair, &old, 1) == PAIR_UNASKED);
	pair_close(pair);
}

int main(void)
{
	test_open();
	test_verdicts();
	test_again();
	test_case_told();
	test_eviction(0);
	test_eviction(UINT32_MAX - 50000);
	test_one_tuple();
	test_parking(0);
	test_parking(UINT32_MAX - 20);
	test_parking_times();
	test_parking_ring(0);
	test_parking_ring(UINT32_MAX - 3000);
	test_wrap();
	return tap_done();
}
