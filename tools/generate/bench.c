/* bench.c - conversations at a resolver, interleaved by their delays, until there are enough frames.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A response is captured within two seconds of its query, ids and ports do not repeat within 2^30
 * conversations and every conversation is whole, so that what a right miner finds is known exactly. */
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "queue.h"
#include "scene.h"
#include "world.h"

enum {
	FRAMES_A_TALK = 16, /* a conversation has fewer */
	MTU = 1500,
	CLIENTS = 4096,
	MEAN_GAP = 55000, /* nanoseconds between conversations, half of the largest */

	/* Out of 1000 conversations. */
	SHARE_NOISE = 150,
	SHARE_TCP = 18,
	SHARE_LONG = 12,   /* answers in fragments */
	SHARE_LOST = 15,   /* questions nobody answers */
	SHARE_FLOOD = 720, /* while a flood lasts */
	FLOOD_FROM = 450,  /* of 1000 frames */
	FLOOD_TO = 600,
};

struct bench {
	struct bench_options options;
	struct sink sink;
	struct queue queue;
	struct random random;
	struct truth *truth;
	uint64_t now;
	uint64_t made; /* frames queued so far */
	uint64_t written;
	uint64_t octets;
	uint32_t talks;
	struct {
		uint64_t udp, tcp, talks_tcp, vlan, ip6, fragments, noise, flood;
		uint64_t queries, responses, records, nxdomain, empty, edns, dnssec, mixed;
	} n;
	struct packet packet;
	struct message message;
};

/* Who asks whom; the client's number decides its habits. */
struct host {
	struct endpoint client;
	struct endpoint server;
	uint16_t id;
	bool vlan, mixed, edns, dnssec;
};

static struct host draw_host(struct bench *b)
{
	uint32_t client = random_below(&b->random, CLIENTS);
	uint64_t habits = stir(b->options.seed ^ client);
	/* Thirty bits that no other conversation of this capture has: id and port. */
	uint32_t ticket = b->talks++ * 0x2545f491u & 0x3fffffff;
	struct host h = {
		.client = { .version = habits % 100 < 25 ? 6 : 4 },
		.id = (uint16_t)ticket,
		.vlan = (habits >> 8) % 100 < 5,
		.mixed = (habits >> 16) % 100 < 10,
		.edns = (habits >> 24) % 100 < 70,
	};

	h.dnssec = h.edns && (habits >> 32) % 100 < 25;
	h.server = h.client;
	h.client.port = (uint16_t)(20000 + (ticket >> 16));
	h.server.port = 53;
	if (h.client.version == 6) {
		set_u32(h.client.address, 0x20010db8);
		set_u32(h.client.address + 12, client + 16);
		set_u32(h.server.address, 0x20010db8);
		h.server.address[15] = (uint8_t)(1 + client % 4);
	} else {
		set_u32(h.client.address, 198u << 24 | 18u << 16 | (client + 16));
		set_u32(h.server.address, 192u << 24 | 2u << 8 | (1 + client % 4));
	}
	return h;
}

/* The IP packet at hand, on Ethernet, at its time. */
static void emit(struct bench *b, const struct host *h, uint64_t time)
{
	struct packet *p = &b->packet;
	uint16_t type = packet_ether_type(p);

	if (h->vlan) {
		packet_pair(p, 100, type);
		type = ETHER_VLAN;
		b->n.vlan++;
	}
	b->n.ip6 += h->client.version == 6;
	packet_ether(p, type);
	queue_put(&b->queue, time, p->octets + p->at, packet_size(p));
	b->made++;
}

static void emit_fragments(struct bench *b, const struct host *h, uint64_t time)
{
	static uint8_t whole[PACKET_MAX];
	struct packet *p = &b->packet;
	size_t size = packet_size(p);
	bool six = h->client.version == 6;
	size_t piece = (six ? MTU - 48 : MTU - 20) & ~(size_t)7;
	uint32_t id = ++p->ip_id;

	memcpy(whole, p->octets + p->at, size);
	for (size_t at = 0; at < size; at += piece, time += 12000) {
		size_t part = size - at < piece ? size - at : piece;
		bool more = at + part < size;
		packet_clear(p);
		packet_put(p, whole + at, part);
		if (six) {
			uint8_t *header = packet_front(p, 8);
			header[0] = IP_UDP;
			set_u16(header + 2, (uint32_t)at | more);
			set_u32(header + 4, id);
			packet_ip6(p, &h->server, &h->client, IP_FRAGMENT);
		} else {
			packet_ip4(p, &h->server, &h->client, IP_UDP, (uint16_t)id,
				   (uint16_t)(at / 8 | (more ? IP4_MORE : 0)));
		}
		b->n.fragments++;
		emit(b, h, time);
	}
}

/* The message at hand as UDP, in fragments where it is larger than a frame. */
static void emit_message(struct bench *b, const struct host *h, bool answer, uint64_t time)
{
	const struct endpoint *from = answer ? &h->server : &h->client;
	const struct endpoint *to = answer ? &h->client : &h->server;
	struct packet *p = &b->packet;

	packet_clear(p);
	packet_put(p, b->message.wire, b->message.size);
	packet_udp(p, from, to);
	b->n.udp++;
	if (packet_size(p) > MTU - 40) {
		emit_fragments(b, h, time);
		return;
	}
	packet_ip(p, from, to, IP_UDP);
	emit(b, h, time);
}

static void emit_segment(struct bench *b, const struct host *h, bool answer, uint8_t flags,
			 uint32_t sequence, uint32_t acknowledgement, const uint8_t *octets,
			 size_t size, uint64_t time)
{
	const struct endpoint *from = answer ? &h->server : &h->client;
	const struct endpoint *to = answer ? &h->client : &h->server;

	packet_clear(&b->packet);
	packet_put(&b->packet, octets, size);
	packet_tcp(&b->packet, from, to, sequence, acknowledgement, flags);
	packet_ip(&b->packet, from, to, IP_TCP);
	b->n.tcp++;
	emit(b, h, time);
}

/* Most answers come from a cache, some from far away, a few after a retry somewhere. */
static uint64_t draw_delay(struct random *r)
{
	uint32_t x = random_below(r, 1000);

	if (x < 600)
		return 100000 + random_below(r, 1900000);
	if (x < 900)
		return 5000000 + random_below(r, 55000000);
	if (x < 995)
		return 60000000 + random_below(r, 340000000);
	return 500000000 + random_below(r, 1300000000);
}

static void write_opt(struct bench *b, const struct host *h, bool answer)
{
	struct message *m = &b->message;

	if (!h->edns)
		return;
	record_begin_class(m, SECTION_ADDITIONAL, ".", TYPE_OPT, 1232, h->dnssec ? 0x8000 : 0);
	if (h->id % 4 == 0) { /* COOKIE, RFC 7873: 8 octets, 8 more in the answer */
		message_u16(m, 10);
		message_u16(m, answer ? 16 : 8);
		for (unsigned i = 0; i < (answer ? 4u : 2u); i++)
			message_u32(m, (uint32_t)stir(h->id + i));
	}
	if (h->id % 16 == 1) { /* ECS, RFC 7871: a /24 of IPv4 */
		message_u16(m, 8);
		message_u16(m, 7);
		message_u16(m, 1);
		message_u16(m, answer ? 24u << 8 | 24 : 24u << 8);
		message_octets(m, (const uint8_t[]){ 198, 18, 1 }, 3);
	}
	record_end(m);
}

static void write_query(struct bench *b, const struct host *h, const struct ask *ask)
{
	message_begin(&b->message, h->id, FLAGS_QUERY);
	message_question(&b->message, ask->name, ask->type);
	write_opt(b, h, false);
	b->n.queries++;
}

static void write_answer(struct bench *b, const struct host *h, struct ask *ask, bool large)
{
	struct message *m = &b->message;
	unsigned rcode = 0;

	message_begin(m, h->id, FLAGS_ANSWER);
	message_question(m, ask->name, ask->type);
	if (large)
		ask_answer_long(ask, m);
	else
		rcode = ask_answer(ask, &b->random, m);
	m->wire[3] = (uint8_t)(m->wire[3] | rcode);
	write_opt(b, h, true);
	b->n.responses++;
	b->n.records += ask->records;
	b->n.nxdomain += rcode == RCODE_NXDOMAIN;
	b->n.empty += rcode == 0 && ask->records == 0;
}

static void talk_udp(struct bench *b, const struct host *h, struct ask *ask, bool large, bool lost)
{
	write_query(b, h, ask);
	emit_message(b, h, false, b->now);
	if (lost)
		return;
	write_answer(b, h, ask, large);
	emit_message(b, h, true, b->now + draw_delay(&b->random));
}

/* Handshake, question, answer (in two segments if it is long), end: nine frames or ten. */
static void talk_tcp(struct bench *b, const struct host *h, struct ask *ask, bool large)
{
	static uint8_t octets[MESSAGE_MAX + 2];
	uint32_t c = (uint32_t)random_next(&b->random);
	uint32_t s = (uint32_t)random_next(&b->random);
	uint64_t trip = 200000 + random_below(&b->random, 30000000);
	uint64_t t = b->now;

	b->n.talks_tcp++;
	emit_segment(b, h, false, TCP_SYN, c++, 0, octets, 0, t);
	emit_segment(b, h, true, TCP_SYN | TCP_ACK, s++, c, octets, 0, t += trip);
	emit_segment(b, h, false, TCP_ACK, c, s, octets, 0, t += 50000);
	write_query(b, h, ask);
	size_t size = tcp_message(&b->message, octets);
	emit_segment(b, h, false, TCP_PSH | TCP_ACK, c, s, octets, size, t += 10000);
	c += (uint32_t)size;
	emit_segment(b, h, true, TCP_ACK, s, c, octets, 0, t += trip);
	write_answer(b, h, ask, large);
	size = tcp_message(&b->message, octets);
	t += draw_delay(&b->random);
	for (size_t at = 0, part; at < size; at += part, t += 12000) {
		part = size - at < MTU - 60 ? size - at : MTU - 60;
		emit_segment(b, h, true, TCP_PSH | TCP_ACK, s, c, octets + at, part, t);
		s += (uint32_t)part;
	}
	emit_segment(b, h, false, TCP_FIN | TCP_ACK, c++, s, octets, 0, t += 50000);
	emit_segment(b, h, true, TCP_FIN | TCP_ACK, s++, c, octets, 0, t += trip);
	emit_segment(b, h, false, TCP_ACK, c, s, octets, 0, t + 50000);
}

/* One frame without DNS: data on 443, NTP, ICMP echo. */
static void noise(struct bench *b)
{
	static const uint8_t data[1400] = { 0x17, 0x03, 0x03, 0x05 }; /* as TLS begins */
	struct host h = draw_host(b);
	struct packet *p = &b->packet;

	b->n.noise++;
	switch (random_below(&b->random, 4)) {
	case 0:
		h.client.port = h.server.port = 123;
		packet_clear(p);
		packet_put(p, data + 4, 48);
		packet_udp(p, &h.client, &h.server);
		packet_ip(p, &h.client, &h.server, IP_UDP);
		emit(b, &h, b->now);
		break;
	case 1:
		packet_clear(p);
		packet_put(p, data + 4, 56);
		packet_icmp(p, &h.client, &h.server, h.client.version == 6 ? 128 : 8, 0);
		emit(b, &h, b->now);
		break;
	default:
		h.server.port = 443;
		emit_segment(b, &h, true, TCP_ACK, 1, 1, data, 400 + random_below(&b->random, 1000),
			     b->now);
	}
}

/* A name nobody has under one zone: half of them get no answer. */
static void flood(struct bench *b)
{
	struct host h = draw_host(b);
	struct ask ask = { .type = TYPE_A };
	uint64_t x = random_next(&b->random);
	size_t size = 8 + (size_t)(x & 7);

	for (size_t i = 0; i < size; i++, x = stir(x))
		ask.name[i] = (char)('a' + x % 26);
	snprintf(ask.name + size, NAME_TEXT - size, ".victim.example");
	b->n.flood++;
	write_query(b, &h, &ask);
	emit_message(b, &h, false, b->now);
	if (b->options.flood >= 0 || x % 2 == 0)
		return;
	message_begin(&b->message, h.id, FLAGS_ANSWER | RCODE_NXDOMAIN);
	message_question(&b->message, ask.name, TYPE_A);
	record_soa(&b->message, SECTION_AUTHORITY, "victim.example", 1);
	write_opt(b, &h, true);
	b->n.responses++;
	b->n.nxdomain++;
	emit_message(b, &h, true, b->now + draw_delay(&b->random));
}

static void ordinary(struct bench *b)
{
	struct host h = draw_host(b);
	struct ask ask;
	uint32_t way = random_below(&b->random, 1000);

	ask_make(&ask, &b->random, b->options.seed, h.mixed);
	bool large = way < SHARE_LONG && ask.type != TYPE_PTR;
	ask.dnssec = h.dnssec;
	ask.truth = b->truth;
	if (large)
		ask.type = TYPE_TXT;
	b->n.edns += h.edns;
	b->n.dnssec += h.dnssec;
	b->n.mixed += h.mixed;
	if (way >= SHARE_LONG / 2 && way < SHARE_LONG + SHARE_TCP)
		talk_tcp(b, &h, &ask, large);
	else
		talk_udp(b, &h, &ask, large, way >= 1000 - SHARE_LOST);
}

static void write_until(struct bench *b, uint64_t time)
{
	while (queue_time(&b->queue) <= time && b->queue.count > 0) {
		uint64_t at;
		const struct queue_frame *frame = queue_take(&b->queue, &at);
		pcap_frame(&b->sink, PCAP_MICRO, at, frame->octets, frame->size, frame->size);
		if (!b->options.output)
			b->sink.size = 0;
		b->octets += 16u + frame->size;
		b->written++;
	}
}

static bool in_flood(struct bench *b)
{
	/* Exact at every moment: a flood's question is one frame, all else is more. */
	if (b->options.flood >= 0)
		return b->n.flood * 100 < (uint64_t)b->options.flood * (b->made + 1);
	uint64_t part = b->made * 1000 / b->options.frames;
	return part >= FLOOD_FROM && part < FLOOD_TO && random_mille(&b->random, SHARE_FLOOD);
}

static void run(struct bench *b)
{
	while (b->made < b->options.frames) {
		b->now += random_below(&b->random, 2 * MEAN_GAP);
		write_until(b, b->now);
		/* The last few are single frames, so that the number is exact. */
		if (b->options.frames - b->made < FRAMES_A_TALK)
			noise(b);
		else if (in_flood(b))
			flood(b);
		else if (b->options.flood < 0 && random_mille(&b->random, SHARE_NOISE))
			noise(b);
		else
			ordinary(b);
	}
	write_until(b, UINT64_MAX - 1);
}

static void totals(struct bench *b)
{
	truth_total(b->truth, "frames", b->written);
	truth_total(b->truth, "queries", b->n.queries);
	truth_total(b->truth, "responses", b->n.responses);
	truth_total(b->truth, "records", b->n.records);
	truth_total(b->truth, "messages_tcp", 2 * b->n.talks_tcp);
	truth_total(b->truth, "nxdomain", b->n.nxdomain);
	truth_total(b->truth, "unanswered", b->n.queries - b->n.responses);
	truth_total(b->truth, "fragments", b->n.fragments);
	truth_total(b->truth, "noise", b->n.noise);
}

static void line(const char *what, uint64_t part, uint64_t whole, const char *unit)
{
	printf("%-32s %12" PRIu64 "  %5.1f %s\n", what, part,
	       whole ? 100.0 * (double)part / (double)whole : 0.0, unit);
}

static void describe(const struct bench *b)
{
	const uint64_t frames = b->written;
	const uint64_t asked = b->n.queries - b->n.flood;

	printf("seed %" PRIu64 ", %.1f octets a frame with its 16 of record header\n",
	       b->options.seed, frames ? (double)b->octets / (double)frames : 0.0);
	line("frames", frames, frames, "%");
	line("  TCP segments on port 53", b->n.tcp, frames, "% of frames");
	line("  IPv4 and IPv6 fragments", b->n.fragments, frames, "% of frames");
	line("  IPv6", b->n.ip6, frames, "% of frames");
	line("  802.1Q", b->n.vlan, frames, "% of frames");
	line("  without DNS", b->n.noise, frames, "% of frames");
	line("queries", b->n.queries, frames, "% of frames");
	line("  over TCP", b->n.talks_tcp, b->n.queries, "% of queries");
	line("  flood on *.victim.example", b->n.flood, b->n.queries, "% of queries");
	line("  unanswered", b->n.queries - b->n.responses, b->n.queries, "% of queries");
	line("  EDNS", b->n.edns, asked, "% of those outside the flood");
	line("  DNSSEC wanted", b->n.dnssec, asked, "% of those outside the flood");
	line("  0x20 case", b->n.mixed, asked, "% of those outside the flood");
	line("responses", b->n.responses, frames, "% of frames");
	line("  NXDOMAIN", b->n.nxdomain, b->n.responses, "% of responses");
	line("  empty", b->n.empty, b->n.responses, "% of responses");
	line("answer records", b->n.records, b->n.responses, "a hundred responses");
	if (b->truth)
		line("distinct rows", truth_rows(b->truth), b->n.records, "% of records");
}

void bench_write(const struct bench_options *options)
{
	struct bench *b = calloc(1, sizeof(*b));

	if (!b)
		system_fail("memory");
	b->options = *options;
	b->random.state = options->seed;
	b->now = (uint64_t)SCENE_START * 1000000000u;
	if (options->truth || options->describe)
		b->truth = truth_open();
	if (options->output)
		sink_open(&b->sink, options->output);
	else
		sink_open_memory(&b->sink);
	pcap_begin(&b->sink, PCAP_MICRO, LINK_ETHERNET);
	run(b);
	totals(b);
	if (options->describe)
		describe(b);
	if (options->truth)
		truth_write(b->truth, options->truth);
	truth_close(b->truth);
	queue_close(&b->queue);
	sink_close(&b->sink);
	free(b);
}
