/* cookbook_traps.c - what looks like DNS and is none, and DNS that is seen in part or in odd places.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"
#include "cookbook.h"

static const struct carrier plain4 = { .name = "ip4", .version = 4 };
static const struct carrier plain6 = { .name = "ip6", .version = 6 };
static const struct carrier tcp4 = { .name = "tcp ip4", .version = 4, .tcp = true };
static const struct carrier tcp6 = { .name = "tcp ip6", .version = 6, .tcp = true };

static const struct say question = { "", RD, "www.example.com", TYPE_ANY, 1, 0, 0 };
static const struct say denial = {
	"", QR | RD | RA | 3, "none.example.com", TYPE_A, 1, PART_SOA, 0
};
static const struct say large = {
	"", QR | AA | RD | 3, "none.example.com", TYPE_TXT, 1, PART_TEXTS | PART_OPT, 4096
};

/* What is seen of an intent: the parts that are not, are not there. */
static struct intent part(struct intent intent, enum seen seen)
{
	intent.seen = seen;
	return intent;
}

/* The datagram at hand, from one end to the other. */
static void datagram(struct scene *s, const struct intent *intent)
{
	talk_datagram(s, &intent->from, &intent->to);
}

static void udp_field(struct scene *s, size_t at, unsigned value)
{
	uint8_t *header = s->packet.octets + s->packet.at;

	set_u16(header + at, value);
	set_u16(header + 6, 0); /* no checksum */
}

/* Whole messages, or what has their form, where packet scope and message scope differ by the port. */
static void other_ports(struct scene *s)
{
	static const struct {
		const char *what;
		uint16_t client, server;
		bool message; /* somebody who puts messages together takes it for DNS */
	} rows[] = {
		{ "time, which looks like a query", 123, 123, false },
		{ "DNS on 5300", 40100, 5300, false },
		{ "multicast DNS", 5353, 5353, true },
		{ "LLMNR", 40101, 5355, true },
		{ "QUIC", 40102, 443, false },
	};

	for (unsigned i = 0; i < 4 * sizeof(rows) / sizeof(rows[0]); i++) {
		struct road road = road_make(i % 2 ? &plain6 : &plain4, 100);
		struct intent intent = say_message(s, i / 2 % 2 ? &denial : &question, &road);
		bool answer = intent.from.port == 53;
		intent.from.port = answer ? rows[i / 4].server : rows[i / 4].client;
		intent.to.port = answer ? rows[i / 4].client : rows[i / 4].server;
		told(s, rows[i / 4].what, road.carrier->name, NULL,
		     rows[i / 4].message ? &intent : NULL);
		datagram(s, &intent);
		road_frame(s, road.carrier, &intent.from, &intent.to);
	}
}

/* DNS from 53 to 53, and the wrong way round. */
static void odd_ports(struct scene *s)
{
	for (unsigned i = 0; i < 8; i++) {
		struct road road = road_make(i % 2 ? &plain6 : &plain4, 101);
		struct intent intent = say_message(s, i / 2 % 2 ? &denial : &question, &road);
		if (i < 4)
			intent.from.port = intent.to.port = 53;
		else if (intent.from.port == 53)
			intent.to.port = 53, intent.from.port = 40103;
		else
			intent.from.port = 53, intent.to.port = 40103;
		road_send(s, &road, "an odd port", &intent);
	}
}

/* An answer of a resolver to somebody outside, and a refusal, for which nobody recursed. */
static void strangers(struct scene *s)
{
	static const char *const addresses[] = { "203.0.113.9", "3fff::9" };
	static const struct say refusal = { "", QR | RA | 5, "www.example.com", TYPE_A, 1, 0, 0 };

	for (unsigned i = 0; i < 4; i++) {
		struct road road = road_make(i % 2 ? &plain6 : &plain4, 102);
		struct intent intent = say_message(s, i < 2 ? &denial : &refusal, &road);
		intent.to = endpoint_make(addresses[i % 2], 40104);
		road_send(s, &road, "an answer to a stranger", &intent);
	}
}

/* Octets on port 53 that are no DNS. */
static void no_dns(struct scene *s)
{
	struct road road = road_make(&plain4, 103);
	struct packet *p = &s->packet;

	for (size_t size = 0; size <= 11; size += 11) {
		/* Its flags are there, to who takes a message as far as it goes. */
		struct intent cut = { .seen = SEEN_HEADER,
				      .flags = QR | RD | RA | 3,
				      .name = "",
				      .length = 11,
				      .from = road.ends.server,
				      .to = road.ends.client };
		told(s, "too short for a header", "ip4", NULL, size > 0 ? &cut : NULL);
		packet_clear(p);
		packet_put(p, "\0\7\x81\x83\0\1\0\0\0\0\0", size);
		packet_udp(p, &road.ends.server, &road.ends.client);
		road_frame(s, &plain4, &road.ends.server, &road.ends.client);
	}
	/* A header of 12 octets it has all the same: bit 15 is 0, the question breaks off. */
	static const char text[] = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n";
	struct intent intent = { .seen = SEEN_HEADER,
				 .flags = 'T' << 8 | ' ',
				 .name = "",
				 .parts = PART_TWO_QUESTIONS, /* and many more */
				 .answers = 'H' << 8 | 'T',
				 .authority = 'T' << 8 | 'P',
				 .additional = '/' << 8 | '1',
				 .length = sizeof(text) - 1,
				 .from = road.ends.client,
				 .to = road.ends.server };
	told(s, "HTTP on port 53", "ip4", &intent, &intent);
	packet_clear(p);
	packet_put(p, text, sizeof(text) - 1);
	packet_udp(p, &intent.from, &intent.to);
	road_frame(s, &plain4, &intent.from, &intent.to);
}

/* UDP lengths that lie, and questions that end in the padding. */
static void lengths(struct scene *s)
{
	for (unsigned i = 0; i < 2; i++) {
		const struct carrier *c = i ? &plain6 : &plain4;
		struct road road = road_make(c, 104);
		struct intent intent = say_message(s, &question, &road);

		told(s, "a UDP length of 8, a message behind it", c->name, NULL, NULL);
		datagram(s, &intent);
		udp_field(s, 4, 8);
		road_frame(s, c, &intent.from, &intent.to);

		intent.length = 20; /* inside the name */
		struct intent header = part(intent, SEEN_HEADER);
		told(s, "a UDP length that ends in the name", c->name, &header, &header);
		datagram(s, &intent);
		udp_field(s, 4, 28);
		road_frame(s, c, &intent.from, &intent.to);

		header.length = 12 + 17 + 1; /* inside the type, behind the name */
		told(s, "a UDP length that ends in the type", c->name, &header, &header);
		datagram(s, &intent);
		udp_field(s, 4, 8 + 12 + 17 + 1);
		road_frame(s, c, &intent.from, &intent.to);
	}
}

/* A name in the question that is a pointer: at the header's octet 4, which is 0, the root. */
static void pointer(struct scene *s)
{
	struct road road = road_make(&plain4, 105);
	struct say say = { "", RD, ".", TYPE_NS, 1, 0, 0 };
	struct intent intent = say_message(s, &say, &road);

	s->message.size = 12;
	message_u16(&s->message, 0xc004);
	message_u16(&s->message, TYPE_NS);
	message_u16(&s->message, 1);
	intent.length = s->message.size;
	struct intent header = part(intent, SEEN_HEADER);
	told(s, "a question that is a pointer", "ip4", &header, &intent);
	datagram(s, &intent);
	road_frame(s, &plain4, &intent.from, &intent.to);
}

/* Packet scope looks at two tags and six headers, and into no tunnel. */
static void too_deep(struct scene *s)
{
	static const struct carrier deep[] = {
		{ .name = "three tags", .version = 4, .tags = 3 },
		{ .name = "seven headers", .version = 6, .extensions = 7 },
	};

	for (unsigned i = 0; i < 2; i++) {
		struct road road = road_make(&deep[i], 106);
		struct intent intent = say_message(s, &denial, &road);
		told(s, "too deep for a packet filter", deep[i].name, NULL, &intent);
		datagram(s, &intent);
		road_frame(s, &deep[i], &intent.from, &intent.to);
	}
	struct road road = road_make(&plain4, 107);
	struct endpoint here = endpoint_make("203.0.113.1", 0);
	struct endpoint there = endpoint_make("203.0.113.2", 0);
	struct intent intent = say_message(s, &denial, &road);
	told(s, "in GRE", "gre", NULL, &intent);
	datagram(s, &intent);
	packet_ip(&s->packet, &intent.from, &intent.to, IP_UDP);
	packet_pair(&s->packet, 0, ETHER_IP4);
	packet_ip(&s->packet, &here, &there, IP_GRE);
	packet_ether(&s->packet, ETHER_IP4);
	scene_frame(s);
}

/* Ports 53 and the octets of NXDOMAIN behind another protocol's number. */
static void other_protocols(struct scene *s)
{
	static const uint8_t protocols[] = { 132, 136, 33, IP_ICMP };
	struct road road = road_make(&plain4, 108);

	for (size_t i = 0; i < sizeof(protocols); i++) {
		struct intent intent = say_message(s, &denial, &road);
		told(s, "the octets of NXDOMAIN in another protocol", "ip4", NULL, NULL);
		datagram(s, &intent);
		packet_ip(&s->packet, &intent.from, &intent.to, protocols[i]);
		packet_ether(&s->packet, ETHER_IP4);
		scene_frame(s);
	}
}

/* Octets as the piece of a datagram that lies at `at`. */
static void fragment(struct scene *s, const struct intent *intent, const uint8_t *octets,
		     size_t size, size_t at, bool more, uint16_t id)
{
	struct packet *p = &s->packet;

	packet_clear(p);
	packet_put(p, octets, size);
	if (intent->from.version == 4) {
		packet_ip4(p, &intent->from, &intent->to, IP_UDP, id,
			   (uint16_t)(at / 8 | (more ? IP4_MORE : 0)));
	} else {
		uint8_t *header = packet_front(p, 8);
		header[0] = IP_UDP;
		set_u16(header + 2, (uint32_t)at | more);
		set_u32(header + 4, id);
		packet_ip6(p, &intent->from, &intent->to, IP_FRAGMENT);
	}
	packet_ether(p, packet_ether_type(p));
	scene_frame(s);
}

/* The first fragment has header and question, or the header only. Then a last fragment whose first one
 * was lost, with the octets of a whole datagram. */
static void fragments(struct scene *s)
{
	static uint8_t whole[4096];

	for (unsigned i = 0; i < 4; i++) {
		const struct carrier *c = i % 2 ? &plain6 : &plain4;
		struct road road = road_make(c, 109 + i);
		struct intent intent = say_message(s, &large, &road);
		struct intent first = part(intent, i < 2 ? SEEN_QUESTION : SEEN_HEADER);
		size_t cut = i < 2 ? 64 : 24;
		datagram(s, &intent);
		size_t size = packet_size(&s->packet);
		memcpy(whole, s->packet.octets + s->packet.at, size);
		told(s, "a first fragment", c->name, &first, NULL);
		fragment(s, &intent, whole, cut, 0, true, (uint16_t)(700 + i));
		told(s, "the last fragment", c->name, NULL, &intent);
		fragment(s, &intent, whole + cut, size - cut, cut, false, (uint16_t)(700 + i));

		intent = say_message(s, &denial, &road);
		datagram(s, &intent);
		size = packet_size(&s->packet);
		memcpy(whole, s->packet.octets + s->packet.at, size);
		told(s, "a later fragment that has the form of NXDOMAIN", c->name, NULL, NULL);
		fragment(s, &intent, whole, size, 64, false, (uint16_t)(800 + i));
	}
}

/* A message over TCP in two segments, cut at several places. */
static void segments(struct scene *s)
{
	static const struct {
		size_t cut;
		enum seen seen;
	} rows[] = { { 1, SEEN_NOTHING },
		     { 2, SEEN_NOTHING },
		     { 14, SEEN_HEADER },
		     { 20, SEEN_HEADER },
		     { 14 + 18 + 4, SEEN_QUESTION },
		     { 14 + 18 + 4 + 10, SEEN_QUESTION } };
	/* Cut behind its question: the record begins with a pointer, which passes for a length, and has
	 * no questions in its place. By itself nobody can tell that it is none. */
	static const struct intent mistaken = { .seen = SEEN_HEADER,
						.flags = 1, /* the class */
						.name = "",
						.parts = PART_NO_QUESTION,
						.answers = 3600, /* the rest of the TTL */
						.authority = 1,
						.additional = 1,
						.length = 0xc011,
						.tcp = true };
	static uint8_t octets[MESSAGE_MAX + 2];

	for (unsigned i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		const struct carrier *c = i % 2 ? &tcp6 : &tcp4;
		struct road road = road_make(c, 120 + i);
		struct intent intent = say_message(s, &question, &road);
		road_send(s, &road, "the question in front", &intent);
		intent = say_message(s, &denial, &road);
		size_t size = tcp_message(&s->message, octets);
		struct intent first = part(intent, rows[i / 2].seen);
		told(s, "a first segment", c->name, &first, NULL);
		road_segment(s, &road, false, octets, rows[i / 2].cut);
		told(s, "the segment behind it", c->name,
		     rows[i / 2].cut == 14 + 18 + 4 ? &mistaken : NULL, &intent);
		road_segment(s, &road, false, octets + rows[i / 2].cut, size - rows[i / 2].cut);
	}
}

/* Two messages in one segment: a packet filter sees the first. */
static void two_in_one(struct scene *s)
{
	static uint8_t octets[2 * (MESSAGE_MAX + 2)];
	struct road road = road_make(&tcp4, 140);
	struct intent first = say_message(s, &question, &road);
	size_t size = tcp_message(&s->message, octets);

	road_send(s, &road, "the question in front", &first);
	(void)say_message(s, &question, &road);
	size += tcp_message(&s->message, octets + size);
	told(s, "two messages in a segment", "tcp ip4", &first, &first);
	road_segment(s, &road, true, octets, size);
}

void cookbook_traps(struct scene *s)
{
	other_ports(s);
	odd_ports(s);
	strangers(s);
	no_dns(s);
	lengths(s);
	pointer(s);
	too_deep(s);
	other_protocols(s);
	fragments(s);
	segments(s);
	two_in_one(s);
}
