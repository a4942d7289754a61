/* cases_cookbook.c - labelled packets: messages of every kind in every carrier, for the cookbook's rules.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"
#include "cookbook.h"

static const struct say sayings[] = {
#define SAY(...) { __VA_ARGS__ },
#include "cookbook.def"
#undef SAY
};

static const struct carrier carriers[] = {
	{ .name = "ip4", .version = 4 },
	{ .name = "ip4 with options", .version = 4, .options = 12 },
	{ .name = "ip6", .version = 6 },
	{ .name = "ip6 with destination options", .version = 6, .extensions = 1 },
	{ .name = "ip6 with six headers", .version = 6, .extensions = 6 },
	{ .name = "vlan ip4", .version = 4, .tags = 1 },
	{ .name = "vlan ip6", .version = 6, .tags = 1 },
	{ .name = "qinq ip4", .version = 4, .tags = 2, .options = 4 },
	{ .name = "qinq ip6", .version = 6, .tags = 2, .extensions = 2 },
	{ .name = "padded ip4", .version = 4, .padded = true },
	{ .name = "padded ip6", .version = 6, .padded = true },
	{ .name = "tcp ip4", .version = 4, .tcp = true },
	{ .name = "tcp ip4 with options",
	  .version = 4,
	  .tcp = true,
	  .options = 40,
	  .tcp_options = true },
	{ .name = "tcp ip6", .version = 6, .tcp = true, .tcp_options = true },
	{ .name = "tcp vlan ip6", .version = 6, .tcp = true, .tags = 1, .extensions = 1 },
};
enum { CARRIERS = sizeof(carriers) / sizeof(carriers[0]) };

struct road road_make(const struct carrier *c, unsigned number)
{
	struct talk t;

	memset(&t, 0, sizeof(t));
	t.client = endpoint_make(c->version == 6 ? "2001:db8::7" : "198.51.100.7",
				 (uint16_t)(40000 + number));
	t.server = endpoint_make(c->version == 6 ? "2001:db8::53" : "192.0.2.53", 53);
	return (struct road){ .carrier = c, .ends = tcp_make(&t) };
}

void told(struct scene *s, const char *what, const char *carrier, const struct intent *packet,
	  const struct intent *message)
{
	labels_add(s->labels, s->frames + 1, what, carrier, packet, message);
}

static void add_opt(struct message *m, const struct say *say)
{
	/* 198.51.100.0/24, RFC 7871; eight octets, RFC 7873. */
	static const uint8_t subnet[] = { 0, 8, 0, 7, 0, 1, 24, 0, 198, 51, 100 };
	static const uint8_t cookie[] = { 0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8 };

	record_begin_class(m, SECTION_ADDITIONAL, ".", TYPE_OPT, say->udp_size,
			   say->parts & PART_DO ? 0x8000 : 0);
	if (say->parts & PART_ECS)
		message_octets(m, subnet, sizeof(subnet));
	if (say->parts & PART_COOKIE)
		message_octets(m, cookie, sizeof(cookie));
	record_end(m);
}

/* RFC 8945, with a code that signs nothing. */
static void add_tsig(struct message *m)
{
	static const uint8_t code[32] = { 0x5a, 0xa5 };

	record_begin_class(m, SECTION_ADDITIONAL, "key.example", TYPE_TSIG, 255, 0);
	message_name(m, "hmac-sha256", false);
	message_u16(m, 0);
	message_u32(m, SCENE_START);
	message_u16(m, 300);
	message_u16(m, sizeof(code));
	message_octets(m, code, sizeof(code));
	message_u16(m, 7);
	message_u16(m, 0);
	message_u16(m, 0);
	record_end(m);
}

static void add_texts(struct message *m, const char *name)
{
	char text[201];

	for (unsigned i = 0; i < 9; i++) {
		memset(text, 'a' + (int)i, sizeof(text) - 1);
		text[sizeof(text) - 1] = '\0';
		record_text(m, SECTION_ANSWER, name, text);
	}
}

static void add_records(struct message *m, const struct say *say)
{
	if (say->parts & PART_ANSWER)
		record_address(m, SECTION_ANSWER, say->name, "203.0.113.80");
	if (say->parts & PART_PRIVATE)
		record_address(m, SECTION_ANSWER, say->name, "192.168.7.7");
	if (say->parts & PART_TEXTS)
		add_texts(m, say->name);
	if (say->parts & PART_SOA)
		record_soa(m, SECTION_AUTHORITY, say->type == 251 ? say->name : "example.com", 7);
	if (say->parts & PART_NS) {
		record_target(m, SECTION_AUTHORITY, "example.com", TYPE_NS, "ns1.example.com");
		record_address(m, SECTION_ADDITIONAL, "ns1.example.com", "203.0.113.53");
	}
	if (say->parts & PART_OPT)
		add_opt(m, say);
	if (say->parts & PART_TSIG)
		add_tsig(m);
}

static unsigned count(unsigned parts, unsigned which)
{
	unsigned n = 0;

	for (parts &= which; parts; parts &= parts - 1)
		n++;
	return n;
}

struct intent say_message(struct scene *s, const struct say *say, const struct road *road)
{
	struct message *m = &s->message;
	bool answer = say->flags & QR;

	/* Small, so that the ids do not pass for a plausible length where a segment begins with one. */
	message_begin(m, (uint16_t)(s->frames % 12), (uint16_t)say->flags);
	if (!(say->parts & PART_NO_QUESTION)) {
		message_question(m, say->name, say->type);
		set_u16(m->wire + m->size - 2, say->class);
	}
	if (say->parts & PART_TWO_QUESTIONS)
		message_question(m, "second.example", TYPE_AAAA);
	add_records(m, say);
	return (struct intent){
		.seen = SEEN_ALL,
		.flags = (uint16_t)say->flags,
		.name = say->name,
		.type = say->type,
		.class = say->class,
		.parts = say->parts,
		.udp_size = say->udp_size,
		.answers = count(say->parts, PART_ANSWER | PART_PRIVATE) +
			   (say->parts & PART_TEXTS ? 9 : 0),
		.authority = count(say->parts, PART_SOA | PART_NS),
		.additional = count(say->parts, PART_NS | PART_OPT | PART_TSIG),
		.length = m->size,
		.tcp = road->carrier->tcp,
		.from = answer ? road->ends.server : road->ends.client,
		.to = answer ? road->ends.client : road->ends.server,
	};
}

/* Record route, RFC 791, which also says where it ends. */
static void put_ip4_options(struct packet *p, unsigned size)
{
	uint8_t fixed[20];

	memcpy(fixed, p->octets + p->at, sizeof(fixed));
	p->at += sizeof(fixed);
	uint8_t *options = packet_front(p, size);
	options[0] = 7;
	options[1] = (uint8_t)(size - 1);
	options[2] = 4;
	memcpy(packet_front(p, sizeof(fixed)), fixed, sizeof(fixed));
	uint8_t *header = p->octets + p->at;
	header[0] = (uint8_t)(0x45 + size / 4);
	set_u16(header + 2, (uint32_t)packet_size(p));
	set_u16(header + 10, 0);
	set_u16(header + 10, checksum_fold(checksum_add(0, header, sizeof(fixed) + size)));
}

/* Destination options of padding only; the first of several is hop-by-hop. */
static uint8_t put_extensions(struct packet *p, unsigned extensions, uint8_t protocol)
{
	for (unsigned i = 0; i < extensions; i++) {
		bool first = i + 1 == extensions && extensions > 1;
		size_t size = i == 1 ? 16 : 8;
		uint8_t *header = packet_front(p, size);
		header[0] = protocol;
		header[1] = (uint8_t)(size / 8 - 1);
		header[2] = 1; /* PadN */
		header[3] = (uint8_t)(size - 4);
		protocol = first ? 0 : IP_DESTINATION;
	}
	return protocol;
}

void road_frame(struct scene *s, const struct carrier *c, const struct endpoint *from,
		const struct endpoint *to)
{
	static const char pad[] = "\3www\7example\0\0\377\0\1"; /* and ANY is asked */
	uint8_t protocol = c->tcp ? IP_TCP : IP_UDP;
	struct packet *p = &s->packet;

	if (c->version == 6)
		protocol = put_extensions(p, c->extensions, protocol);
	packet_ip(p, from, to, protocol);
	if (c->options)
		put_ip4_options(p, c->options);
	if (c->padded)
		packet_put(p, pad, sizeof(pad) - 1);
	uint16_t type = packet_ether_type(p);
	for (unsigned i = 0; i < c->tags; i++) {
		packet_pair(p, (uint16_t)(0x2064 + i), type);
		type = i + 1 < c->tags || c->tags == 1 ? ETHER_VLAN : ETHER_QINQ;
	}
	packet_ether(p, type);
	scene_frame(s);
}

static void segment(struct scene *s, const struct road *road, bool by_client, uint8_t flags,
		    const uint8_t *octets, size_t size)
{
	/* Two of padding, then timestamps: RFC 7323. */
	static const uint8_t stamps[12] = { 1, 1, 8, 10, 0, 0, 1, 0, 0, 0, 2, 0 };
	const struct tcp *t = &road->ends;
	const struct endpoint *from = by_client ? &t->client : &t->server;
	const struct endpoint *to = by_client ? &t->server : &t->client;
	struct packet *p = &s->packet;

	packet_clear(p);
	if (road->carrier->tcp_options)
		packet_put(p, stamps, sizeof(stamps));
	packet_put(p, octets, size);
	packet_tcp(p, from, to, by_client ? t->client_next : t->server_next,
		   flags & TCP_ACK ? by_client ? t->server_next : t->client_next : 0, flags);
	if (road->carrier->tcp_options) {
		uint8_t *header = p->octets + p->at;
		uint32_t sum = (uint16_t) ~((uint32_t)header[16] << 8 | header[17]);
		header[12] = 8 << 4;
		set_u16(header + 16, checksum_fold(sum + 0x3000));
	}
	road_frame(s, road->carrier, from, to);
}

void road_segment(struct scene *s, struct road *road, bool by_client, const uint8_t *octets,
		  size_t size)
{
	uint32_t *next = by_client ? &road->ends.client_next : &road->ends.server_next;

	segment(s, road, by_client, TCP_PSH | TCP_ACK, octets, size);
	*next += (uint32_t)size;
}

static void shake_hands(struct scene *s, struct road *road)
{
	static const uint8_t nothing[1];

	segment(s, road, true, TCP_SYN, nothing, 0);
	road->ends.client_next++;
	segment(s, road, false, TCP_SYN | TCP_ACK, nothing, 0);
	road->ends.server_next++;
	segment(s, road, true, TCP_ACK, nothing, 0);
	road->open = true;
}

void road_send(struct scene *s, struct road *road, const char *what, const struct intent *intent)
{
	static uint8_t octets[MESSAGE_MAX + 2];

	if (road->carrier->tcp) {
		/* One segment alone is taken for a beginning if it asks one question at most. */
		bool plausible = !(intent->parts & PART_TWO_QUESTIONS);
		if (!road->open)
			shake_hands(s, road);
		told(s, what, road->carrier->name, plausible ? intent : NULL, intent);
		road_segment(s, road, intent->from.port != 53, octets,
			     tcp_message(&s->message, octets));
		return;
	}
	told(s, what, road->carrier->name, intent, intent);
	talk_datagram(s, &intent->from, &intent->to);
	road_frame(s, road->carrier, &intent->from, &intent->to);
}

/* Every RCODE of weight with every flag alone and with several, in both directions, in turn over the
 * carriers. */
static void say_flags(struct scene *s, struct road *roads)
{
	static const unsigned rcodes[] = { 0, 1, 2, 3, 4, 5, 9 };
	static const unsigned bits[] = {
		0, AA, TC, RD, RA, RZ, AD, CD, AD | CD, RA | AD | CD, RD | RA | AD | CD | RZ | AA
	};
	size_t turn = 0;

	for (unsigned answer = 0; answer < 2; answer++) {
		for (size_t r = 0; r < sizeof(rcodes) / sizeof(rcodes[0]); r++) {
			for (size_t b = 0; b < sizeof(bits) / sizeof(bits[0]); b++) {
				unsigned flags = (answer ? QR : 0) | bits[b] | rcodes[r];
				struct say say = {
					"flags", flags, "flags.example", TYPE_A, 1, 0, 0
				};
				struct road *road = &roads[turn++ % CARRIERS];
				struct intent intent = say_message(s, &say, road);
				road_send(s, road, say.what, &intent);
			}
		}
	}
}

void run_cookbook(struct scene *s)
{
	struct road roads[CARRIERS];

	for (unsigned i = 0; i < CARRIERS; i++) {
		roads[i] = road_make(&carriers[i], i);
		for (size_t n = 0; n < sizeof(sayings) / sizeof(sayings[0]); n++) {
			struct intent intent = say_message(s, &sayings[n], &roads[i]);
			road_send(s, &roads[i], sayings[n].what, &intent);
		}
	}
	say_flags(s, roads);
	cookbook_traps(s);
	expect_total(s, "rows_open", 1);
}
