/* cases_traffic.c - UDP and ICMP that do not do what they say, and frames that were not whole.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "cases.h"

enum { TEXT_MAX = 250, UDP_LENGTH = 4, UDP_CHECKSUM = 6 };

void answer_long(struct scene *s, const struct talk *t, const char *name, const char *address,
		 unsigned texts, size_t length)
{
	char text[TEXT_MAX + 3];
	char owner[64];

	if (length > TEXT_MAX)
		generate_fail("text", "too long");
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
	expect(s, owner, strchr(address, ':') ? "AAAA" : "A", address);
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

/* Question and answer whose UDP header says `value` in one of its fields. */
static void talk_udp_field(struct scene *s, const char *name, const char *address, size_t field,
			   uint16_t value)
{
	struct talk t = talk_make(s);
	char owner[64];

	talk_ask(s, &t, name, TYPE_A);
	talk_answer(s, &t, name, TYPE_A);
	record_address(&s->message, SECTION_ANSWER, name, address);
	talk_datagram(s, &t.server, &t.client);
	set_u16(s->packet.octets + s->packet.at + field, value);
	packet_ip(&s->packet, &t.server, &t.client, IP_UDP);
	scene_ip(s);
	snprintf(owner, sizeof(owner), "%s.", name);
	expect(s, owner, "A", address);
}

void run_zero_checksum(struct scene *s)
{
	talk_udp_field(s, "zero-checksum.example", "192.0.2.34", UDP_CHECKSUM, 0);
}

/* Checksums are often wrong in captures of the sending machine: the answer counts. */
void run_bad_checksum(struct scene *s)
{
	talk_udp_field(s, "bad-checksum.example", "192.0.2.35", UDP_CHECKSUM, 0x5a83);
}

/* By its UDP length the first answer is empty, though a message lies behind; a question claims more
 * octets than IP carries; then all is well. */
void run_lying_udp(struct scene *s)
{
	struct truth *truth = s->truth;
	struct talk t = talk_make(s);

	s->truth = NULL;
	talk_udp_field(s, "hidden.example", "203.0.113.36", UDP_LENGTH, 8);
	s->truth = truth;
	message_begin(&s->message, t.id, FLAGS_QUERY);
	message_question(&s->message, "boast.example", TYPE_A);
	talk_datagram(s, &t.client, &t.server);
	set_u16(s->packet.octets + s->packet.at + UDP_LENGTH, 900);
	packet_ip(&s->packet, &t.client, &t.server, IP_UDP);
	scene_ip(s);
	t = talk_make(s);
	talk_address(s, &t, "behind.example", "192.0.2.36");
}

/* The capture kept 80 octets of each frame: questions are whole, answers are not. */
void run_snap(struct scene *s)
{
	struct talk t = talk_make(s);

	for (int i = 0; i < 3; i++) {
		t.id++;
		talk_ask(s, &t, "snap.example", TYPE_A);
		talk_answer(s, &t, "snap.example", TYPE_A);
		record_address(&s->message, SECTION_ANSWER, "snap.example", "192.0.2.37");
		talk_datagram(s, &t.server, &t.client);
		packet_ip(&s->packet, &t.server, &t.client, IP_UDP);
		packet_ether(&s->packet, ETHER_IP4);
		scene_frame_snap(s, 80);
	}
	expect_total(s, "frames_cut", 3);
}

/* The client has closed its port and sends the late second answer back inside an ICMP error. */
static void quoted(struct scene *s, struct talk t, const char *name, const char *address)
{
	bool six = t.client.version == 6;

	talk_address(s, &t, name, address);
	talk_datagram(s, &t.server, &t.client);
	packet_ip(&s->packet, &t.server, &t.client, IP_UDP);
	packet_icmp(&s->packet, &t.client, &t.server, six ? 1 : 3, six ? 4 : 3);
	scene_ip(s);
	expect_total(s, "messages_icmp", 1);
}

void run_icmp_quoted(struct scene *s)
{
	quoted(s, talk_make(s), "icmp.example", "192.0.2.38");
	quoted(s, talk_make6(s), "icmp.example", "2001:db8::38");
}

/* DNS where it is not expected: only `--port 5300` finds it. */
void run_port_5300(struct scene *s)
{
	struct talk t = talk_make(s);

	t.server.port = 5300;
	talk_ask(s, &t, "port.example", TYPE_A);
	talk_answer(s, &t, "port.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "port.example", "192.0.2.39");
	talk_reply(s, &t);
	expect_total(s, "other_port", 2);
}

/* The beginnings of TLS on 853, QUIC on 853 and TLS on 443: nothing to read in them. */
void run_encrypted(struct scene *s)
{
	static const uint8_t hello[64] = { 0x16, 0x03, 0x01, 0x00, 0x3b, 0x01, 0x00, 0x00, 0x37 };
	struct talk t = talk_make(s);

	t.server.port = 853;
	struct tcp c = tcp_make(&t);
	tcp_open(s, &c);
	tcp_send(s, &c, true, hello, sizeof(hello));
	tcp_close(s, &c);
	packet_clear(&s->packet);
	packet_put(&s->packet, "\xc3\x00\x00\x00\x01", 5);
	packet_pad(&s->packet, 1195);
	packet_udp(&s->packet, &t.client, &t.server);
	packet_ip(&s->packet, &t.client, &t.server, IP_UDP);
	scene_ip(s);
	t.server.port = 443;
	c = tcp_make(&t);
	tcp_open(s, &c);
	tcp_send(s, &c, true, hello, sizeof(hello));
	tcp_close(s, &c);
}

/* Three octets, none, and eleven on port 53. */
void run_short_payload(struct scene *s)
{
	struct talk t = talk_make(s);

	for (size_t size = 0; size < 12; size += size ? 8 : 3) {
		packet_clear(&s->packet);
		packet_pad(&s->packet, size);
		packet_udp(&s->packet, &t.client, &t.server);
		packet_ip(&s->packet, &t.client, &t.server, IP_UDP);
		scene_ip(s);
	}
	expect_total(s, "payload_short", 3);
}
