/* cases_traffic.c - messages in fragments, TCP segments and behind extension headers.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "cases.h"

enum { TEXT_MAX = 250 };

/* An answer of one address behind TXT records of so many octets each. */
static void long_answer(struct scene *s, const struct talk *t, const char *name,
			const char *address, unsigned texts, size_t length)
{
	char text[TEXT_MAX + 3];
	char owner[64];

	talk_answer(s, t, name, TYPE_TXT);
	snprintf(owner, sizeof(owner), "%s.", name);
	for (unsigned i = 0; i < texts; i++) {
		text[0] = '"';
		memset(text + 1, 'a' + (int)i, length);
		text[length + 1] = '\0';
		record_text(&s->message, SECTION_ANSWER, name, text + 1);
		memcpy(text + 1 + length, "\"", 2);
		expect(s, owner, "TXT", text);
	}
	record_address(&s->message, SECTION_ANSWER, name, address);
	expect(s, owner, "A", address);
}

void answer_in_segments(struct scene *s, unsigned texts, size_t length)
{
	static uint8_t stream[MESSAGE_MAX + 2];
	struct talk t = talk_make(s);
	struct tcp c = tcp_make(&t);

	tcp_open(s, &c);
	message_begin(&s->message, t.id, FLAGS_QUERY);
	message_question(&s->message, "tcp.example", TYPE_TXT);
	tcp_send(s, &c, true, stream, tcp_message(&s->message, stream));
	long_answer(s, &t, "tcp.example", "192.0.2.12", texts, length);
	size_t size = tcp_message(&s->message, stream);
	tcp_send(s, &c, false, stream, size / 2);
	tcp_send(s, &c, false, stream + size / 2, size - size / 2);
	tcp_close(s, &c);
}

void run_tcp(struct scene *s)
{
	answer_in_segments(s, 4, TEXT_MAX);
}

void send_fragments(struct scene *s, const struct endpoint *from, const struct endpoint *to,
		    size_t piece)
{
	static uint8_t whole[PACKET_MAX];
	size_t size = packet_size(&s->packet);
	uint16_t id = ++s->packet.ip_id;

	memcpy(whole, s->packet.octets + s->packet.at, size);
	for (size_t at = 0; at < size; at += piece) {
		size_t part = size - at < piece ? size - at : piece;
		uint16_t more = at + part < size ? IP4_MORE : 0;
		packet_clear(&s->packet);
		packet_put(&s->packet, whole + at, part);
		packet_ip4(&s->packet, from, to, IP_UDP, id, (uint16_t)(at / 8 | more));
		scene_ip(s);
	}
}

void answer_in_fragments(struct scene *s, unsigned texts, size_t length)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, "frag.example", TYPE_TXT);
	long_answer(s, &t, "frag.example", "192.0.2.13", texts, length);
	talk_datagram(s, &t.server, &t.client);
	send_fragments(s, &t.server, &t.client, packet_size(&s->packet) / 24 * 8 + 8);
}

void run_fragments(struct scene *s)
{
	answer_in_fragments(s, 4, TEXT_MAX);
}

/* Eight octets of destination options, all padding, between IPv6 and UDP. */
void run_ip6ext(struct scene *s)
{
	static const uint8_t options[8] = { IP_UDP, 0, 1, 4, 0, 0, 0, 0 };
	struct talk t = talk_make6(s);

	for (int answer = 0; answer < 2; answer++) {
		const struct endpoint *from = answer ? &t.server : &t.client;
		const struct endpoint *to = answer ? &t.client : &t.server;
		message_begin(&s->message, t.id, answer ? FLAGS_ANSWER : FLAGS_QUERY);
		message_question(&s->message, "ip6ext.example", TYPE_A);
		if (answer)
			record_address(&s->message, SECTION_ANSWER, "ip6ext.example", "192.0.2.24");
		talk_datagram(s, from, to);
		memcpy(packet_front(&s->packet, 8), options, 8);
		packet_ip6(&s->packet, from, to, IP_DESTINATION);
		scene_ip(s);
	}
	expect(s, "ip6ext.example.", "A", "192.0.2.24");
}
