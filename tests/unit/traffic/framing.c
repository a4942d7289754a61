/* framing.c - DNS over TCP: every cut of a stream, every loss, and what must not be invented.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>
#include <dnsweir/traffic.h>

#include <string.h>

#include "tap.h"
#include "unit/traffic/wire.h"

/* What a stream is made of, a letter each: 1-9 a question with that id, 21 octets with its prefix;
 * z a prefix of zero; s a prefix of 5 and 5 octets; L a prefix of 60000 and 21 octets; E an answer of
 * 75 octets with prefix, whose NULL RDATA begins at 33 with a framed question of id 99; B a broken
 * question (a reserved label), 21 octets; x 21 octets that are nothing; F a query's header with bad
 * flags, 21 octets; D a query of two questions, 26 octets. */
enum { Q = 21, E_SIZE = 75, E_RDATA = 33 };

struct part {
	uint16_t at;
	uint16_t size;
	uint16_t cut;
};

/* A SYN comes first unless `no_syn`; then the parts, in this order; a FIN behind the stream's end. */
static const struct row {
	const char *what;
	const char *stream;
	const char *messages; /* ids; + behind a hole, ~ cut, * from several segments */
	struct part parts[8];
	bool no_syn;
	uint16_t lost;
	uint16_t skipped;
	uint16_t trailing;
	uint16_t short_ones;
} rows[] = {
	{ "one a segment", "12", "1 2", { { 0, Q }, { Q, Q } } },
	{ "three a segment", "123", "1 2 3", { { 0, 3 * Q } } },
	{ "one over three segments", "12", "1* 2", { { 0, 1 }, { 1, 9 }, { 10, Q + Q - 10 } } },
	{ "cuts in the prefixes",
	  "123",
	  "1 2* 3*",
	  { { 0, Q + 1 }, { Q + 1, Q }, { 2 * Q + 1, Q - 1 } } },
	{ "the prefix alone (as some clients write it)",
	  "12",
	  "1* 2*",
	  { { 0, 2 }, { 2, Q - 2 }, { Q, 2 }, { Q + 2, Q - 2 } } },
	{ "out of order", "123", "1 2 3", { { 2 * Q, Q }, { Q, Q }, { 0, Q } } },
	{ "a hole inside a message: the next prefix is known",
	  "123",
	  "2+ 3",
	  { { 0, 10 }, { 15, 3 * Q - 15 } },
	  .lost = 5,
	  .skipped = 16 },
	{ "a hole up to the end of a message",
	  "123",
	  "2+ 3",
	  { { 0, 10 }, { Q, 2 * Q } },
	  .lost = Q - 10,
	  .skipped = 10 },
	{ "a hole over a boundary",
	  "1234",
	  "3+ 4",
	  { { 0, 10 }, { Q + 5, Q - 5 }, { 2 * Q, 2 * Q } },
	  .lost = Q - 5,
	  .skipped = 26 },
	{ "a hole over a boundary, the next inside a segment",
	  "1234",
	  "3+ 4",
	  { { 0, 10 }, { Q + 5, 3 * Q - 5 } },
	  .lost = Q - 5,
	  .skipped = 26 },
	{ "two holes",
	  "12345",
	  "1 3+ 5+",
	  { { 0, Q }, { 2 * Q, Q }, { 4 * Q, Q } },
	  .lost = 2 * Q },
	{ "no SYN", "12", "1+ 2", { { 0, Q }, { Q, Q } }, .no_syn = true },
	{ "no SYN, and the first message in two segments",
	  "12",
	  "1*+ 2",
	  { { 0, 15 }, { 15, 2 * Q - 15 } },
	  .no_syn = true },
	{ "no SYN, from the middle of a message",
	  "123",
	  "2+ 3",
	  { { 9, 3 * Q - 9 } },
	  .no_syn = true,
	  .skipped = Q - 9 },
	{ "no SYN, from the middle, segment by segment",
	  "123",
	  "2+ 3",
	  { { 9, Q - 9 }, { Q, Q }, { 2 * Q, Q } },
	  .no_syn = true,
	  .skipped = Q - 9 },
	{ "tiny segments share a block", "12", "1* 2", { { 0, 5 }, { 5, 16 }, { Q, Q } } },
	{ "no SYN, and the first segment after its prefix",
	  "12",
	  "1+ 2",
	  { { 2, Q - 2 }, { Q, Q } },
	  .no_syn = true },
	{ "no SYN, and the message is broken inside but fills its segment",
	  "B2",
	  "66+ 2",
	  { { 0, Q }, { Q, Q } },
	  .no_syn = true },
	{ "broken inside, but the stream is whole", "B2", "66 2", { { 0, 2 * Q } } },
	{ "cut by the snap length",
	  "123",
	  "1~ 2+~ 3+~",
	  { { 0, Q, 3 }, { Q, Q, 3 }, { 2 * Q, Q, 3 } },
	  .lost = 9 },
	{ "cut in the header", "12", "2+", { { 0, Q, 15 }, { Q, Q } }, .lost = 15, .skipped = 6 },
	{ "a prefix of zero", "1z2", "1 2", { { 0, 2 * Q + 2 } }, .skipped = 2, .short_ones = 1 },
	{ "a message of five octets is given out as it is",
	  "1s2",
	  "1 1285 2",
	  { { 0, 2 * Q + 7 } },
	  .short_ones = 1 },
	/* Hostile from here on. */
	{ "a prefix that promises 60000", "1L", "1", { { 0, 2 * Q } }, .trailing = Q },
	{ "half a prefix", "12", "1", { { 0, Q + 1 } }, .trailing = 1, .lost = Q - 1 },
	{ "nothing but rubbish, no SYN",
	  "xx",
	  "",
	  { { 0, 2 * Q } },
	  .no_syn = true,
	  .skipped = 2 * Q - 13,
	  .trailing = 13 },
	{ "a header that cannot be, no SYN",
	  "F1",
	  "1+",
	  { { 0, 2 * Q } },
	  .no_syn = true,
	  .skipped = Q },
	{ "two questions, no SYN: too odd to guess",
	  "D1",
	  "1+",
	  { { 0, 26 + Q } },
	  .no_syn = true,
	  .skipped = 26 },
	{ "two questions, but the stream is whole", "D1", "68 1", { { 0, 26 + Q } } },
	{ "a message inside RDATA, no SYN",
	  "E1",
	  "1+",
	  { { 20, E_SIZE - 20 + Q } },
	  .no_syn = true,
	  .skipped = E_SIZE - 20 },
	{ "a message inside RDATA that begins a segment",
	  "E1",
	  "1+",
	  { { E_RDATA, E_SIZE - E_RDATA + Q } },
	  .no_syn = true,
	  .skipped = E_SIZE - E_RDATA },
	{ "a message inside RDATA behind a hole whose end is known",
	  "E1",
	  "1+",
	  { { 0, 20 }, { E_RDATA, E_SIZE - E_RDATA + Q } },
	  .lost = E_RDATA - 20,
	  .skipped = E_SIZE - E_RDATA + 20 },
	{ "found again, then rubbish: lost again, then found",
	  "12xx3",
	  "2+ 3+",
	  { { 5, 2 * Q - 5 }, { 2 * Q, 2 * Q }, { 4 * Q, Q } },
	  .no_syn = true,
	  .skipped = Q - 5 + 2 * Q },
};

static size_t build(const char *letters, uint8_t *out)
{
	size_t at = 0;

	for (; *letters; letters++) {
		uint8_t *p = out + at;
		size_t size = Q;

		memset(p, 0xee, 80);
		p[0] = 0;
		p[1] = WIRE_QUERY;
		switch (*letters) {
		case 'z':
			p[1] = 0;
			size = 2;
			break;
		case 's':
			memset(p + 2, 5, 5);
			p[1] = 5;
			size = 7;
			break;
		case 'L':
			p[0] = 60000 >> 8;
			p[1] = 60000 & 255;
			break;
		case 'E': {
			static const uint8_t head[] = {
				0,  E_SIZE - 2, 0,  98, 0x81, 0x80, 0, 1,  0, 1, 0,
				0,  0,          0,  1,  'a',  0,    0, 10, 0, 1, 0xc0,
				12, 0,          10, 0,  1,    0,    0, 0,  9, 0, E_SIZE - E_RDATA
			};
			memcpy(p, head, sizeof(head));
			p[E_RDATA] = 0;
			p[E_RDATA + 1] = WIRE_QUERY;
			wire_query(99, p + E_RDATA + 2);
			size = E_SIZE;
			break;
		}
		case 'x':
			memset(p, 0xee, Q);
			break;
		case 'B':
			wire_query(66, p + 2);
			p[2 + 12] = 0x80;
			break;
		case 'D':
			wire_query(68, p + 2);
			p[1] = 24;
			p[2 + 5] = 2;
			memcpy(p + Q, "\0\0\1\0\1", 5);
			size = 26;
			break;
		case 'F':
			wire_query(70, p + 2);
			p[4] = 0x7f;
			break;
		default:
			wire_query((uint16_t)(*letters - '0'), p + 2);
		}
		at += size;
	}
	return at;
}

static void take(struct weir_traffic *traffic, struct weir_writer *text)
{
	struct weir_datagram m;

	while (weir_traffic_next(traffic, &m) == WEIR_OK)
		weir_writer_print(text, "%s%d%s%s%s", text->size ? " " : "",
				  m.wire.data[0] << 8 | m.wire.data[1],
				  m.reassembled_tcp ? "*" : "", m.after_hole ? "+" : "",
				  m.cut_by_snap ? "~" : "");
}

static void feed(struct weir_traffic *traffic, const struct wire_packet *packet,
		 struct weir_writer *text)
{
	static uint8_t buffer[WIRE_SIZE_MAX];
	static uint64_t number;
	struct weir_frame frame = wire_tcp(packet, ++number, buffer);

	if (weir_traffic_feed(traffic, &frame) == WEIR_OK)
		take(traffic, text);
}

static void check_row(const struct row *row, const char *text,
		      const struct weir_traffic_counters *c)
{
	if (!checkf(strcmp(text, row->messages) == 0, "%s: messages", row->what))
		note("\"%s\", not \"%s\"", text, row->messages);
	if (!checkf(c->tcp_octets_lost == row->lost && c->tcp_octets_skipped == row->skipped &&
			    c->tcp_trailing == row->trailing && c->payload_short == row->short_ones,
		    "%s: octets", row->what))
		note("lost %u skipped %u trailing %u short %u", (unsigned)c->tcp_octets_lost,
		     (unsigned)c->tcp_octets_skipped, (unsigned)c->tcp_trailing,
		     (unsigned)c->payload_short);
}

static void test_row(const struct row *row)
{
	uint8_t stream[1024];
	char text[128];
	struct weir_writer writer;
	struct weir_traffic *traffic;
	struct weir_traffic_counters counters;
	struct wire_packet p = { .client = { 9, 40000 },
				 .server = 1,
				 .server_port = SERVER_PORT,
				 .flags = WEIR_TCP_SYN,
				 .sequence = 999 };
	size_t size = build(row->stream, stream);

	weir_writer_init(&writer, text, sizeof(text));
	if (!check(row->what, weir_traffic_open(NULL, &traffic, NULL) == WEIR_OK))
		return;
	if (!row->no_syn)
		feed(traffic, &p, &writer);
	p.flags = WEIR_TCP_ACK;
	for (size_t i = 0; i < COUNT_OF(row->parts) && row->parts[i].size > 0; i++) {
		p.sequence = 1000U + row->parts[i].at;
		p.payload = (struct weir_slice){ stream + row->parts[i].at, row->parts[i].size };
		p.cut = row->parts[i].cut;
		feed(traffic, &p, &writer);
	}
	p = (struct wire_packet){ .client = { 9, 40000 },
				  .server = 1,
				  .server_port = SERVER_PORT,
				  .flags = WEIR_TCP_FIN,
				  .sequence = 1000U + (uint32_t)size };
	feed(traffic, &p, &writer);
	if (weir_traffic_finish(traffic) == WEIR_OK)
		take(traffic, &writer);
	(void)weir_writer_terminate(&writer);
	weir_traffic_counters(traffic, &counters);
	check_row(row, text, &counters);
	weir_traffic_close(traffic);
}

/* The largest message there is, one octet a segment. */
static void test_octets(void)
{
	static uint8_t stream[65537];
	struct weir_traffic *traffic;
	struct weir_writer writer;
	char text[64];
	struct wire_packet p = { .client = { 9, 40000 },
				 .server = 1,
				 .server_port = SERVER_PORT,
				 .flags = WEIR_TCP_SYN,
				 .sequence = 999,
				 .from_server = true };

	weir_writer_init(&writer, text, sizeof(text));
	if (weir_traffic_open(NULL, &traffic, NULL) != WEIR_OK)
		return;
	memset(stream, 0, sizeof(stream));
	stream[0] = stream[1] = 0xff;
	wire_query(7, stream + 2);
	feed(traffic, &p, &writer);
	p.flags = WEIR_TCP_ACK;
	for (uint32_t i = 0; i < sizeof(stream); i++) {
		p.sequence = 1000 + i;
		p.payload = (struct weir_slice){ stream + i, 1 };
		feed(traffic, &p, &writer);
	}
	(void)weir_writer_terminate(&writer);
	check("65535 octets, one a segment", strcmp(text, "7*") == 0);
	weir_traffic_close(traffic);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	test_octets();
	return tap_done();
}
