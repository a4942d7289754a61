/* tcp.c - TCP segments of every kind: what the reader sees is what was sent, holes are told.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/tcp.h"

#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "tap.h"

enum { CLIENT, SERVER, FAR_CLIENT };
enum { F = WEIR_TCP_FIN, S = WEIR_TCP_SYN, R = WEIR_TCP_RST, A = WEIR_TCP_ACK };

struct segment {
	uint8_t from;
	uint8_t flags;
	uint32_t sequence;
	uint32_t ack;
	const char *data;
	uint16_t cut;     /* octets of it that the snap length took */
	uint16_t seconds; /* since the first */
};

/* The transcript: "c:" and "s:" when the direction changes; octets as they come; [n] a hole, [?] a
 * start not seen; <n> octets that the snap length took; "." the stream ended with these octets; "/" between frames that show something. */
static const struct row {
	const char *what;
	const char *transcript;
	struct segment segments[9];
	size_t need; /* the reader takes this many octets at a time; 0: what there is */
	struct tcp_counters counters;
} rows[] = {
	{ "a connection",
	  "c:ab/s:cd",
	  { { CLIENT, S, 99, 0, "" },
	    { SERVER, S | A, 499, 100, "" },
	    { CLIENT, A, 100, 500, "ab" },
	    { SERVER, A, 500, 102, "cd" },
	    { CLIENT, F | A, 102, 502, "" },
	    { SERVER, F | A, 502, 103, "" } },
	  0,
	  { .streams = 1 } },
	{ "no SYN seen",
	  "c:[?]ab/cd",
	  { { CLIENT, A, 7, 0, "ab" }, { CLIENT, A, 9, 0, "cd" } },
	  0,
	  { .streams = 1 } },
	{ "segments in the wrong order",
	  "c:ab/cdef",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, A, 104, 0, "ef" },
	    { CLIENT, A, 102, 0, "cd" } },
	  0,
	  { .streams = 1, .reordered = 1 } },
	{ "the reader waits for four",
	  "c:abcd/efgh/i.",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "a" },
	    { CLIENT, A, 101, 0, "bc" },
	    { CLIENT, A, 103, 0, "de" },
	    { CLIENT, A, 105, 0, "fghi" } },
	  4,
	  { .streams = 1 } },
	{ "sequence numbers wrap",
	  "c:abcd/ef",
	  { { CLIENT, S, UINT32_MAX - 2, 0, "" },
	    { CLIENT, A, UINT32_MAX - 1, 0, "abcd" },
	    { CLIENT, A, 2, 0, "ef" } },
	  0,
	  { .streams = 1 } },
	{ "wrap and wrong order",
	  "c:abcdef",
	  { { CLIENT, S, UINT32_MAX - 2, 0, "" },
	    { CLIENT, A, 1, 0, "def" },
	    { CLIENT, A, UINT32_MAX - 1, 0, "abc" } },
	  0,
	  { .streams = 1, .reordered = 1 } },
	{ "everything twice",
	  "c:ab/cd.",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, F | A, 102, 0, "cd" },
	    { CLIENT, F | A, 102, 0, "cd" } },
	  0,
	  { .streams = 1, .retransmitted = 2 } },
	{ "copies after both sides have closed",
	  "c:ab./s:cd.",
	  { { CLIENT, S, 99, 0, "" },
	    { SERVER, S | A, 499, 100, "" },
	    { CLIENT, F | A, 100, 500, "ab" },
	    { SERVER, F | A, 500, 103, "cd" },
	    { SERVER, F | A, 500, 103, "cd" },
	    { CLIENT, F | A, 100, 500, "ab" } },
	  0,
	  { .streams = 1, .retransmitted = 2 } },
	{ "overlap on both ends of what waits",
	  "c:abcdefgh",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 102, 0, "cdef" },
	    { CLIENT, A, 100, 0, "abcdefgh" } },
	  0,
	  { .streams = 1, .reordered = 1 } },
	{ "a hole that the peer acknowledged",
	  "s:[?]x/c:ab/[2]ef/gh",
	  { { CLIENT, S, 99, 0, "" },
	    { SERVER, A, 500, 106, "x" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, A, 104, 0, "ef" },
	    { CLIENT, A, 106, 0, "gh" } },
	  0,
	  { .streams = 1, .holes = 1, .octets_lost = 2 } },
	{ "a hole at the end of the capture",
	  "c:ab/[2]ef.",
	  { { CLIENT, S, 99, 0, "" }, { CLIENT, A, 100, 0, "ab" }, { CLIENT, A, 104, 0, "ef" } },
	  0,
	  { .streams = 1, .holes = 1, .octets_lost = 2 } },
	{ "a hole when both have closed",
	  "c:ab/[2]ef.",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, F | A, 104, 0, "ef" },
	    { SERVER, S | A, 1, 0, "" },
	    { SERVER, F | A, 2, 107, "" } },
	  0,
	  { .streams = 1, .holes = 1, .octets_lost = 2 } },
	{ "the last octets were not captured",
	  "c:ab",
	  { { CLIENT, S, 99, 0, "" },
	    { SERVER, S | A, 499, 100, "" },
	    { CLIENT, A, 100, 500, "ab" },
	    { SERVER, A, 500, 105, "" } },
	  0,
	  { .streams = 1, .holes = 1, .octets_lost = 3 } },
	{ "a hole when the connection is reset",
	  "c:[2]ef.",
	  { { CLIENT, S, 99, 0, "" }, { CLIENT, A, 102, 0, "ef" }, { CLIENT, R, 104, 0, "" } },
	  0,
	  { .streams = 1, .holes = 1, .octets_lost = 2 } },
	{ "a hole that nothing fills for a minute",
	  "c:[2]ef.s:[?]x",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 102, 0, "ef" },
	    { SERVER, A, 500, 0, "x", 0, 61 } },
	  0,
	  { .streams = 2, .holes = 1, .octets_lost = 2, .expired = 1 } },
	{ "the snap length takes the end",
	  "c:ab<2>/[2]ef",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "abcd", 2 },
	    { CLIENT, A, 104, 0, "ef" } },
	  0,
	  { .streams = 1, .holes = 1, .octets_lost = 2 } },
	{ "the snap length and the wrong order",
	  "c:abcd<2>[2]gh",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 106, 0, "gh" },
	    { CLIENT, A, 102, 0, "cdef", 2 },
	    { CLIENT, A, 100, 0, "ab" } },
	  0,
	  { .streams = 1, .reordered = 1, .holes = 1, .octets_lost = 2 } },
	{ "data in the SYN (RFC 7413), sent again",
	  "c:abc/de",
	  { { CLIENT, S, 99, 0, "abc" },
	    { SERVER, S | A, 499, 100, "" },
	    { CLIENT, A, 100, 500, "abc" },
	    { CLIENT, A, 103, 500, "de" } },
	  0,
	  { .streams = 1, .retransmitted = 1 } },
	{ "the SYN comes after its data",
	  "c:[?]ab/cd",
	  { { CLIENT, A, 100, 0, "ab" }, { CLIENT, S, 99, 0, "" }, { CLIENT, A, 102, 0, "cd" } },
	  0,
	  { .streams = 1 } },
	{ "the answer to the SYN comes first",
	  "c:ab",
	  { { SERVER, S | A, 499, 100, "" },
	    { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 500, "ab" } },
	  0,
	  { .streams = 1 } },
	{ "the same ports again",
	  "c:ab/[?]cd",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, S, 7099, 0, "" },
	    { CLIENT, A, 7100, 0, "" },
	    { CLIENT, A, 40007100, 0, "cd", 0, 9 } },
	  0,
	  { .streams = 3 } },
	{ "the same ports again, at once, the SYN not captured",
	  "c:ab./[?]cd",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, F | A, 100, 0, "ab" },
	    { SERVER, F | A, 500, 103, "" },
	    { CLIENT, A, 900000, 0, "cd" } },
	  0,
	  { .streams = 2 } },
	{ "a zero window is probed",
	  "c:ab/c/de",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, A, 102, 0, "c" },
	    { CLIENT, A, 102, 0, "c" },
	    { CLIENT, A, 102, 0, "cde" } },
	  0,
	  { .streams = 1, .retransmitted = 0 } },
	{ "a connection is kept alive",
	  "c:ab/cd",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, A, 101, 0, "?" },
	    { CLIENT, A, 101, 0, "" },
	    { CLIENT, A, 102, 0, "cd" } },
	  0,
	  { .streams = 1 } },
	/* Hostile from here on. */
	{ "an overlap differs: the first octets stay",
	  "c:abcdef",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 102, 0, "cdef" },
	    { CLIENT, A, 100, 0, "abQQ" } },
	  0,
	  { .streams = 1, .reordered = 1, .differs = 1 } },
	{ "a reset from far outside the window",
	  "c:ab/cd",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, R, 2000000000, 0, "" },
	    { CLIENT, A, 102, 0, "cd" } },
	  0,
	  { .streams = 1 } },
	{ "octets from far outside the window",
	  "c:ab/cd",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, A, 2000000000, 0, "zz" },
	    { CLIENT, A, 102, 0, "cd" } },
	  0,
	  { .streams = 1, .stray = 1 } },
	{ "acknowledgements of what was never sent",
	  "s:[?]x/c:ab/cd",
	  { { CLIENT, S, 99, 0, "" },
	    { SERVER, A, 500, 4000000, "x" },
	    { CLIENT, A, 100, 0, "ab" },
	    { CLIENT, A, 102, 0, "cd" },
	    { CLIENT, R, 104, 0, "" } },
	  0,
	  { .streams = 1, .holes = 1, .octets_lost = 3999896 } },
	{ "octets behind the FIN",
	  "c:ab./[4]zz.",
	  { { CLIENT, S, 99, 0, "" },
	    { CLIENT, F | A, 100, 0, "ab" },
	    { CLIENT, A, 106, 0, "zz" } },
	  0,
	  { .streams = 1, .holes = 1, .octets_lost = 4 } },
	{ "no flags at all, no octets",
	  "",
	  { { CLIENT, 0, 99, 0, "" }, { SERVER, F, 99, 0, "" }, { SERVER, R, 99, 0, "" } },
	  0,
	  { .streams = 0 } },
	{ "all flags at once", "c:ab.", { { CLIENT, 0x3f, 99, 0, "ab" } }, 0, { .streams = 1 } },
	{ "only half a message before the end",
	  "c:ab.",
	  { { CLIENT, S, 99, 0, "" }, { CLIENT, F | A, 100, 0, "ab" } },
	  4,
	  { .streams = 1 } },
};

static struct weir_packet packet_of(const struct segment *segment)
{
	struct weir_packet p = { .version = 4,
				 .protocol = 6,
				 .payload_size = (uint32_t)strlen(segment->data),
				 .tcp_sequence = segment->sequence,
				 .tcp_acknowledgement = segment->ack,
				 .tcp_flags = segment->flags };
	struct weir_address client = { { 192, 0, 2, 9 } };
	struct weir_address server = { { 192, 0, 2, 53 } };

	p.payload = (struct weir_slice){ (const uint8_t *)segment->data,
					 p.payload_size - segment->cut };
	p.source = segment->from == SERVER ? server : client;
	p.target = segment->from == SERVER ? client : server;
	p.source_port = segment->from == SERVER ? 53 : 40000;
	p.target_port = segment->from == SERVER ? 40000 : 53;
	return p;
}

struct reader {
	struct weir_writer text;
	char side; /* of the last octets */
	size_t need;
	bool said; /* something since the last frame */
};

static void read_all(struct tcp_table *table, struct reader *r)
{
	static uint8_t gather[TCP_VIEW_MAX];
	struct tcp_view view;
	bool between = r->said;

	r->said = false;
	while (tcp_next(table, gather, &view)) {
		char side = view.source_port == 53 ? 's' : 'c';
		size_t take = view.octets.size;

		if (r->need > 0 && !(view.last && view.all))
			take = view.octets.size < r->need ? 0 : r->need;
		if (take == 0 && view.hole == 0) {
			(void)tcp_take(table, 0, r->need);
			continue;
		}
		if (between)
			weir_writer_char(&r->text, '/');
		between = false;
		if (side != r->side)
			weir_writer_print(&r->text, "%c:", side);
		r->side = side;
		r->said = true;
		if (view.hole == TCP_HOLE_UNKNOWN)
			weir_writer_text(&r->text, "[?]");
		else if (view.hole > 0)
			weir_writer_print(&r->text, "[%u]", view.hole);
		weir_writer_put(&r->text, view.octets.data, take);
		if (view.missing > 0)
			weir_writer_print(&r->text, "<%u>", view.missing);
		if (view.ended && view.octets.size == take)
			weir_writer_char(&r->text, '.');
		(void)tcp_take(table, take, r->need);
	}
	r->said = r->said || between;
}

static void test_row(const struct row *row)
{
	void *memory = calloc(1, TCP_MEMORY_MIN);
	struct tcp_table *table = memory ? tcp_place(memory, TCP_MEMORY_MIN) : NULL;
	struct tcp_counters expected = row->counters;
	char text[256];
	struct reader r = { .need = row->need };

	if (!check(row->what, table != NULL))
		return;
	weir_writer_init(&r.text, text, sizeof(text));
	for (unsigned i = 0; i < COUNT_OF(row->segments) && row->segments[i].data; i++) {
		struct weir_packet p = packet_of(&row->segments[i]);
		struct tcp_stamp stamp = { row->segments[i].seconds * 1000000000LL, i + 1 };

		tcp_feed(table, &p, stamp, 7);
		read_all(table, &r);
		expected.segments++;
	}
	tcp_finish(table);
	read_all(table, &r);
	(void)weir_writer_terminate(&r.text);
	if (!checkf(strcmp(text, row->transcript) == 0, "%s: transcript", row->what))
		note("\"%s\", not \"%s\"", text, row->transcript);
	const struct tcp_counters *c = tcp_counters(table);
	if (!checkf(memcmp(c, &expected, sizeof(*c)) == 0, "%s: counted", row->what))
		note("streams %u retransmitted %u reordered %u differs %u stray %u holes %u "
		     "lost %u evicted %u expired %u",
		     (unsigned)c->streams, (unsigned)c->retransmitted, (unsigned)c->reordered,
		     (unsigned)c->differs, (unsigned)c->stray, (unsigned)c->holes,
		     (unsigned)c->octets_lost, (unsigned)c->evicted, (unsigned)c->expired);
	free(memory);
}

/* A hole that nobody acknowledges and nobody fills: it is given up when a side has its share of the
 * memory, and nothing behind it is lost. Then a hundred such connections at once. */
static void test_ceiling(unsigned connections)
{
	static uint8_t gather[TCP_VIEW_MAX];
	static uint8_t octets[400];
	void *memory = calloc(1, TCP_MEMORY_MIN);
	struct tcp_table *table = memory ? tcp_place(memory, TCP_MEMORY_MIN) : NULL;
	struct tcp_view view;
	size_t sent = 0;
	size_t seen = 0;

	if (!check("room for a table", table != NULL))
		return;
	for (unsigned i = 0; i <= 200; i++) {
		for (unsigned c = 0; c < connections; c++) {
			struct segment s = { CLIENT, i ? A : S, i ? 500 + 400 * i : 99, 0, "" };
			struct weir_packet p = packet_of(&s);

			p.source_port = (uint16_t)(1000 + c);
			p.payload = (struct weir_slice){ octets, i ? sizeof(octets) : 0 };
			p.payload_size = (uint32_t)p.payload.size;
			sent += p.payload.size;
			tcp_feed(table, &p, (struct tcp_stamp){ 0, i + 1 }, c);
			while (tcp_next(table, gather, &view)) {
				seen += view.octets.size;
				(void)tcp_take(table, view.octets.size, 1);
			}
		}
	}
	const struct tcp_counters *counters = tcp_counters(table);
	if (connections == 1)
		check("one hole given up, nobody evicted", counters->holes == 1 &&
								   counters->octets_lost == 800 &&
								   counters->evicted == 0);
	else
		check("more connections than places: the oldest go", counters->evicted > 0);
	tcp_finish(table);
	while (tcp_next(table, gather, &view)) {
		seen += view.octets.size;
		(void)tcp_take(table, view.octets.size, 1);
	}
	checkf(sent == seen, "%zu octets sent, %zu seen", sent, seen);
	free(memory);
}

/* Connections that hold only what came early: when blocks run out, the oldest goes, and counts. */
static void test_early(void)
{
	static uint8_t gather[TCP_VIEW_MAX];
	static uint8_t octets[400];
	void *memory = calloc(1, TCP_MEMORY_MIN);
	struct tcp_table *table = memory ? tcp_place(memory, TCP_MEMORY_MIN) : NULL;
	struct tcp_view view;
	bool counted = false;

	for (unsigned i = 0; table && i <= 8; i++) {
		for (unsigned c = 0; c < 10; c++) {
			struct segment s = { CLIENT, i ? A : S, i ? 500 + 400 * i : 99, 0, "" };
			struct weir_packet p = packet_of(&s);

			p.source_port = (uint16_t)(1000 + c);
			p.payload = (struct weir_slice){ octets, i ? sizeof(octets) : 0 };
			p.payload_size = (uint32_t)p.payload.size;
			tcp_feed(table, &p, (struct tcp_stamp){ 0, i + 1 }, c);
			while (tcp_next(table, gather, &view))
				(void)tcp_take(table, view.octets.size, 1);
			if (tcp_counters(table)->holes == 1)
				counted = tcp_counters(table)->evicted == 1;
		}
	}
	check("who held only early octets is counted when given up", counted);
	free(memory);
}

int main(void)
{
	test_early();
	test_ceiling(1);
	test_ceiling(100);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	return tap_done();
}
