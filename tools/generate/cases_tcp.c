/* cases_tcp.c - messages in TCP streams: cut anywhere, out of order, twice, with holes.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "cases.h"

enum { TEXT_SIZE = 250, STREAM_MAX = 2 * (MESSAGE_MAX + 2) };

/* What one side is about to say. */
static uint8_t stream[STREAM_MAX];
static size_t stream_size;

static void stream_add(const struct message *m)
{
	if (m->size + 2 > sizeof(stream) - stream_size)
		generate_fail("stream", "too long");
	stream_size += tcp_message(m, stream + stream_size);
}

static void say_all(struct scene *s, struct tcp *c, bool by_client)
{
	tcp_send(s, c, by_client, stream, stream_size);
	stream_size = 0;
}

static void add_question(struct scene *s, uint16_t id, const char *name, unsigned type)
{
	message_begin(&s->message, id, FLAGS_QUERY);
	message_question(&s->message, name, type);
	stream_add(&s->message);
}

/* Handshake and question of the long answer to tcp.example, which is then in the stream. */
static struct tcp begin_long(struct scene *s, const char *name, const char *address, unsigned texts,
			     size_t length)
{
	struct talk t = talk_make(s);
	struct tcp c = tcp_make(&t);

	stream_size = 0;
	tcp_open(s, &c);
	add_question(s, t.id, name, TYPE_TXT);
	say_all(s, &c, true);
	answer_long(s, &t, name, address, texts, length);
	stream_add(&s->message);
	return c;
}

/* Octets `at` to `at + size` of the stream as a segment in their place. */
static void send_part(struct scene *s, const struct tcp *c, size_t at, size_t size)
{
	tcp_segment(s, c, false, c->server_next + (uint32_t)at, TCP_PSH | TCP_ACK, stream + at,
		    size);
}

static void end_long(struct scene *s, struct tcp *c)
{
	c->server_next += (uint32_t)stream_size;
	stream_size = 0;
	tcp_close(s, c);
}

void answer_in_segments(struct scene *s, unsigned texts, size_t length)
{
	struct tcp c = begin_long(s, "tcp.example", "192.0.2.12", texts, length);
	size_t half = stream_size / 2;

	send_part(s, &c, 0, half);
	send_part(s, &c, half, stream_size - half);
	end_long(s, &c);
}

void run_tcp(struct scene *s)
{
	answer_in_segments(s, 4, TEXT_SIZE);
}

void run_tcp_reordered(struct scene *s)
{
	struct tcp c = begin_long(s, "tcp-reordered.example", "192.0.2.51", 8, TEXT_SIZE);
	size_t part = stream_size / 4;

	send_part(s, &c, 3 * part, stream_size - 3 * part);
	send_part(s, &c, part, part);
	send_part(s, &c, 0, part);
	send_part(s, &c, 2 * part, part);
	end_long(s, &c);
}

/* Everything twice, the second time cut in other places. */
void run_tcp_retransmitted(struct scene *s)
{
	struct tcp c = begin_long(s, "tcp-retransmitted.example", "192.0.2.52", 8, TEXT_SIZE);
	size_t part = stream_size / 4;

	send_part(s, &c, 0, part);
	send_part(s, &c, 0, part);
	send_part(s, &c, part / 2, part);
	send_part(s, &c, part, 2 * part);
	send_part(s, &c, 2 * part, stream_size - 2 * part);
	send_part(s, &c, 0, stream_size);
	end_long(s, &c);
}

/* A segment is repeated with other octets before the rest arrives: the first counts. */
void run_tcp_overlap(struct scene *s)
{
	struct tcp c = begin_long(s, "tcp-overlap.example", "192.0.2.53", 4, TEXT_SIZE);
	size_t part = stream_size / 3;

	send_part(s, &c, 0, part);
	send_part(s, &c, 2 * part, stream_size - 2 * part);
	stream[2 * part + 5] ^= 1; /* inside a text */
	send_part(s, &c, 2 * part, 20);
	stream[2 * part + 5] ^= 1;
	send_part(s, &c, part, part);
	end_long(s, &c);
	expect_total(s, "tcp_overlap_differs", 1);
}

/* Each octet is a segment of its own. */
void run_tcp_octets(struct scene *s)
{
	struct tcp c = begin_long(s, "tcp-octets.example", "192.0.2.54", 1, 20);

	for (size_t at = 0; at < stream_size; at++)
		send_part(s, &c, at, 1);
	end_long(s, &c);
}

/* Adds the answer of one address and what the truth then has. */
static void add_address(struct scene *s, uint16_t id, const char *name, const char *address)
{
	char owner[64];

	message_begin(&s->message, id, FLAGS_ANSWER);
	message_question(&s->message, name, TYPE_A);
	record_address(&s->message, SECTION_ANSWER, name, address);
	stream_add(&s->message);
	snprintf(owner, sizeof(owner), "%s.", name);
	expect(s, owner, "A", address);
}

/* Three questions in one segment, their answers in another order: two and a half, then the rest. */
void run_tcp_several(struct scene *s)
{
	struct talk t = talk_make(s);
	struct tcp c = tcp_make(&t);

	stream_size = 0;
	tcp_open(s, &c);
	add_question(s, 1, "first.example", TYPE_A);
	add_question(s, 2, "second.example", TYPE_A);
	add_question(s, 3, "third.example", TYPE_A);
	say_all(s, &c, true);
	add_address(s, 2, "second.example", "192.0.2.56");
	add_address(s, 1, "first.example", "192.0.2.55");
	size_t two = stream_size;
	add_address(s, 3, "third.example", "192.0.2.57");
	send_part(s, &c, 0, two + 1); /* half of a length */
	send_part(s, &c, two + 1, stream_size - two - 1);
	end_long(s, &c);
}

/* The capture begins behind the handshake and does not see the end. */
void run_tcp_nosyn(struct scene *s)
{
	struct talk t = talk_make(s);
	struct tcp c = tcp_make(&t);

	stream_size = 0;
	for (int i = 0; i < 2; i++) {
		const char *name = i ? "nosyn-two.example" : "nosyn-one.example";
		add_question(s, (uint16_t)(t.id + i), name, TYPE_A);
		say_all(s, &c, true);
		add_address(s, (uint16_t)(t.id + i), name, i ? "192.0.2.59" : "192.0.2.58");
		say_all(s, &c, false);
	}
}

/* RFC 7413: the question comes with the SYN, the answer before the handshake is through. */
void run_tcp_fastopen(struct scene *s)
{
	struct talk t = talk_make(s);
	struct tcp c = tcp_make(&t);

	stream_size = 0;
	add_question(s, t.id, "fastopen.example", TYPE_A);
	tcp_segment(s, &c, true, c.client_next++, TCP_SYN, stream, stream_size);
	c.client_next += (uint32_t)stream_size;
	stream_size = 0;
	tcp_segment(s, &c, false, c.server_next++, TCP_SYN | TCP_ACK, stream, 0);
	add_address(s, t.id, "fastopen.example", "192.0.2.60");
	say_all(s, &c, false);
	tcp_close(s, &c);
}

/* Five answers, each a segment but the second, of whose three the middle one was not captured. */
void run_tcphole(struct scene *s)
{
	static const char *const names[] = { "hole-one.example", "hole-two.example",
					     "hole-three.example", "hole-four.example",
					     "hole-five.example" };
	struct talk t = talk_make(s);
	struct tcp c = tcp_make(&t);
	char address[] = "192.0.2.61";

	stream_size = 0;
	tcp_open(s, &c);
	for (uint16_t i = 0; i < 5; i++)
		add_question(s, i, names[i], i == 1 ? TYPE_TXT : TYPE_A);
	say_all(s, &c, true);
	for (uint16_t i = 0; i < 5; i++) {
		address[9] = (char)('1' + i);
		if (i != 1) {
			add_address(s, i, names[i], address);
			say_all(s, &c, false);
			continue;
		}
		struct truth *truth = s->truth;
		s->truth = NULL;
		t.id = i;
		answer_long(s, &t, names[i], address, 4, TEXT_SIZE);
		s->truth = truth;
		stream_add(&s->message);
		size_t part = stream_size / 3;
		send_part(s, &c, 0, part);
		send_part(s, &c, 2 * part, stream_size - 2 * part);
		expect_total(s, "tcp_octets_lost", part);
		c.server_next += (uint32_t)stream_size;
		stream_size = 0;
	}
	tcp_close(s, &c);
	expect_total(s, "tcp_holes", 1);
}

/* The connection is reset in the middle of an answer, and its ports are used again at once. */
void run_tcp_reset(struct scene *s)
{
	struct truth *truth = s->truth;

	s->truth = NULL;
	struct tcp c = begin_long(s, "reset.example", "203.0.113.66", 4, TEXT_SIZE);
	s->truth = truth;
	send_part(s, &c, 0, stream_size / 2);
	tcp_segment(s, &c, false, c.server_next + (uint32_t)stream_size / 2, TCP_RST, stream, 0);
	stream_size = 0;
	c.client_next += 500000;
	c.server_next += 900000;
	tcp_open(s, &c);
	add_question(s, 9, "again.example", TYPE_A);
	say_all(s, &c, true);
	add_address(s, 9, "again.example", "192.0.2.66");
	say_all(s, &c, false);
	tcp_close(s, &c);
}

/* A zone transfer of three messages; the later ones repeat no question (RFC 5936). Which of its
 * records a miner takes for answers is for it to say. */
void run_axfr(struct scene *s)
{
	struct talk t = talk_make(s);
	struct tcp c = tcp_make(&t);
	char name[40];
	char address[40];

	stream_size = 0;
	tcp_open(s, &c);
	add_question(s, t.id, "zone.example", TYPE_AXFR);
	say_all(s, &c, true);
	for (unsigned part = 0; part < 3; part++) {
		message_begin(&s->message, t.id, FLAG_QR | FLAG_AA);
		if (part == 0) {
			message_question(&s->message, "zone.example", TYPE_AXFR);
			record_soa(&s->message, SECTION_ANSWER, "zone.example", 7);
			record_target(&s->message, SECTION_ANSWER, "zone.example", TYPE_NS,
				      "ns1.zone.example");
		}
		for (unsigned i = 0; i < 20; i++) {
			snprintf(name, sizeof(name), "host%u.zone.example", 20 * part + i);
			snprintf(address, sizeof(address), "192.0.2.%u", 100 + 20 * part + i);
			record_address(&s->message, SECTION_ANSWER, name, address);
		}
		if (part == 2)
			record_soa(&s->message, SECTION_ANSWER, "zone.example", 7);
		stream_add(&s->message);
		say_all(s, &c, false);
	}
	tcp_close(s, &c);
	expect_total(s, "rows_open", 1);
}
