/* traffic.c - from frames to messages: ports, options, numbers, ceilings, and shards apart.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>
#include <dnsweir/traffic.h>

#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "tap.h"
#include "traffic/shard.h"
#include "unit/traffic/wire.h"

static const uint8_t query[WIRE_QUERY] = { 0x12, 0x34, 1, 0,   0, 1, 0, 0, 0, 0,
					   0,    0,    1, 'a', 0, 0, 1, 0, 1 };

/* One UDP frame with the query: is it a message, and what is counted? */
static const struct port_row {
	const char *what;
	uint16_t client;
	uint16_t server;
	struct weir_traffic_options options;
	uint8_t size;    /* of the query's octets */
	const char *app; /* delivered as; NULL: not */
	struct weir_traffic_counters counted;
} port_rows[] = {
	{ "DNS", 4000, 53, { 0 }, 19, "dns", { .messages = 1, .messages_udp = 1 } },
	{ "DNS from port 5353", 5353, 53, { 0 }, 19, "dns", { .messages = 1, .messages_udp = 1 } },
	{ "another port", 4000, 5300, { 0 }, 19, NULL, { .other_port = 1 } },
	{ "a port asked for",
	  4000,
	  5300,
	  { .ports = { 5300 } },
	  19,
	  "dns",
	  { .messages = 1, .messages_udp = 1 } },
	{ "53 when only others are asked for",
	  4000,
	  53,
	  { .ports = { 0, 5300 } },
	  19,
	  NULL,
	  { .other_port = 1 } },
	{ "5353 asked for as DNS",
	  4000,
	  5353,
	  { .ports = { 53, 5353 } },
	  19,
	  "dns",
	  { .messages = 1, .messages_udp = 1 } },
	{ "mDNS is counted", 5353, 5353, { 0 }, 19, NULL, { .messages_mdns = 1 } },
	{ "mDNS when asked for",
	  5353,
	  5353,
	  { .mdns = true },
	  19,
	  "mdns",
	  { .messages = 1, .messages_mdns = 1 } },
	{ "LLMNR is counted", 4000, 5355, { .mdns = true }, 19, NULL, { .messages_llmnr = 1 } },
	{ "LLMNR when asked for",
	  4000,
	  5355,
	  { .llmnr = true },
	  19,
	  "llmnr",
	  { .messages = 1, .messages_llmnr = 1 } },
	{ "DNS over QUIC", 4000, 853, { 0 }, 19, NULL, { .encrypted = 1 } },
	{ "port 0", 0, 0, { 0 }, 19, NULL, { .other_port = 1 } },
	{ "port 65535",
	  65535,
	  65535,
	  { .ports = { 65535 } },
	  19,
	  "dns",
	  { .messages = 1, .messages_udp = 1 } },
	{ "eleven octets",
	  4000,
	  53,
	  { 0 },
	  11,
	  "dns",
	  { .messages = 1, .messages_udp = 1, .payload_short = 1 } },
	{ "one octet",
	  4000,
	  53,
	  { 0 },
	  1,
	  "dns",
	  { .messages = 1, .messages_udp = 1, .payload_short = 1 } },
	{ "no octet", 4000, 53, { 0 }, 0, NULL, { .payload_short = 1 } },
};

static void test_port(const struct port_row *row)
{
	static uint8_t buffer[WIRE_SIZE_MAX];
	struct weir_traffic_options options = row->options;
	struct weir_traffic_counters counted;
	struct weir_traffic_counters expected = row->counted;
	struct weir_datagram m = { .stream = 7 };
	struct weir_traffic *traffic;
	struct wire_packet p = { .client = { 9, row->client },
				 .server = 1,
				 .server_port = row->server,
				 .payload = { query, row->size } };
	struct weir_frame frame = wire_udp(&p, 3, buffer);

	options.size = sizeof(options);
	if (weir_traffic_open(&options, &traffic, NULL) != WEIR_OK)
		return;
	bool fed = weir_traffic_feed(traffic, &frame) == WEIR_OK;
	enum weir_status status = weir_traffic_next(traffic, &m);
	expected.frames = 1;
	weir_traffic_counters(traffic, &counted);
	checkf(fed && (row->app ? status == WEIR_OK && strcmp(weir_app_name(m.app), row->app) == 0
				: status == WEIR_END),
	       "%s: %s", row->what, row->app ? row->app : "no message");
	checkf(memcmp(&counted, &expected, sizeof(counted)) == 0, "%s: counted", row->what);
	if (row->app)
		checkf(m.wire.size == row->size && m.claimed_size == row->size && m.number == 3 &&
			       m.time == 3000 && m.frame == &frame && m.stream == 0 &&
			       m.packet == weir_traffic_packet(traffic) &&
			       m.source_port == row->client && m.target_port == row->server &&
			       m.source.octets[3] == 9 && m.version == 4 &&
			       weir_traffic_next(traffic, &m) == WEIR_END,
		       "%s: all of it is told, once", row->what);
	weir_traffic_close(traffic);
}

static void test_options(void)
{
	struct weir_traffic_options options = WEIR_TRAFFIC_OPTIONS;
	struct weir_traffic *traffic;
	struct weir_error err;
	struct weir_datagram m;

	options.memory = WEIR_TRAFFIC_MEMORY_MIN - 1;
	check("too little memory is refused",
	      weir_traffic_open(&options, &traffic, &err) == WEIR_E_RANGE &&
		      strstr(err.text, "4194304"));
	options.memory = WEIR_TRAFFIC_MEMORY_MIN;
	if (!check("the least memory is not",
		   weir_traffic_open(&options, &traffic, &err) == WEIR_OK))
		return;
	check("nothing fed, nothing there", weir_traffic_next(traffic, &m) == WEIR_END);
	check("an end without a beginning", weir_traffic_finish(traffic) == WEIR_OK &&
						    weir_traffic_next(traffic, &m) == WEIR_END);
	weir_traffic_close(traffic);
	weir_traffic_close(NULL);
}

/* Conversations are numbered as they appear, each transport for itself. */
static void test_numbers(void)
{
	static uint8_t buffer[WIRE_SIZE_MAX];
	static const struct {
		uint8_t host;
		uint8_t flags; /* 0: UDP */
		uint32_t sequence;
		uint32_t stream;
	} packets[] = {
		{ 1, 0, 0, 0 },
		{ 2, 0, 0, 1 },
		{ 1, 0, 0, 0 },
		{ 1, WEIR_TCP_SYN, 10, 0 },
		{ 2, WEIR_TCP_SYN, 10, 1 },
		{ 1, WEIR_TCP_ACK, 11, 0 },
		{ 1, WEIR_TCP_SYN, 10, 0 },
		{ 1, WEIR_TCP_SYN, 99, 2 },
		{ 1, WEIR_TCP_ACK, 100, 2 },
		{ 2, 0, 0, 1 },
	};
	uint8_t framed[2 + WIRE_QUERY] = { 0, WIRE_QUERY };
	struct weir_traffic *traffic;
	unsigned wrong = 0;

	if (weir_traffic_open(NULL, &traffic, NULL) != WEIR_OK)
		return;
	wire_query(1, framed + 2);
	for (size_t i = 0; i < COUNT_OF(packets); i++) {
		struct wire_packet p = { .client = { packets[i].host, 4000 },
					 .server = 1,
					 .server_port = 53,
					 .flags = packets[i].flags,
					 .sequence = packets[i].sequence };
		struct weir_datagram m = { .stream = 0 };
		struct weir_frame frame;

		if (packets[i].flags == WEIR_TCP_SYN)
			p.payload = (struct weir_slice){ NULL, 0 };
		else
			p.payload = packets[i].flags ? (struct weir_slice){ framed, sizeof(framed) }
						     : (struct weir_slice){ query, sizeof(query) };
		frame = packets[i].flags ? wire_tcp(&p, i + 1, buffer)
					 : wire_udp(&p, i + 1, buffer);
		wrong += weir_traffic_feed(traffic, &frame) != WEIR_OK;
		bool came = weir_traffic_next(traffic, &m) == WEIR_OK;
		wrong += came != (packets[i].flags != WEIR_TCP_SYN);
		wrong += came && m.stream != packets[i].stream;
		wrong += weir_traffic_next(traffic, &m) != WEIR_END;
	}
	checkf(wrong == 0, "conversations are numbered as they appear (%u)", wrong);
	weir_traffic_close(traffic);
}

/* Sequence and acknowledgment numbers count from the SYN, or from before the first one seen. */
static void test_bases(void)
{
	static uint8_t buffer[WIRE_SIZE_MAX];
	static const struct {
		bool from_server;
		uint8_t flags;
		uint32_t sequence, acknowledgement;
		uint32_t sequence_base, acknowledgement_base;
	} packets[] = {
		{ false, WEIR_TCP_SYN, 10, 0, 10, 0 },
		{ true, WEIR_TCP_SYN | WEIR_TCP_ACK, 500, 11, 500, 10 },
		{ false, WEIR_TCP_ACK, 11, 501, 10, 500 },
		{ false, WEIR_TCP_SYN, 70, 0, 70, 0 }, /* the ports used again */
		{ true, WEIR_TCP_ACK, 900, 71, 899, 70 },
		{ false, WEIR_TCP_ACK, 71, 905, 70, 899 },
	};
	const struct weir_traffic_options unnumbered = { .size = sizeof(unnumbered),
							 .no_streams = true };
	struct weir_conversation c = { .stream = 0 };
	struct weir_traffic *traffic;
	unsigned wrong = 0;

	if (weir_traffic_open(NULL, &traffic, NULL) != WEIR_OK)
		return;
	for (size_t i = 0; i < COUNT_OF(packets); i++) {
		struct wire_packet p = { .client = { 1, 4000 },
					 .server = 1,
					 .server_port = 53,
					 .from_server = packets[i].from_server,
					 .flags = packets[i].flags,
					 .sequence = packets[i].sequence,
					 .acknowledgement = packets[i].acknowledgement };
		struct weir_frame frame = wire_tcp(&p, i + 1, buffer);
		wrong += weir_traffic_feed(traffic, &frame) != WEIR_OK;
		weir_traffic_conversation(traffic, &c);
		wrong += !c.has_base || c.tcp_sequence_base != packets[i].sequence_base ||
			 c.tcp_acknowledgement_base != packets[i].acknowledgement_base;
		struct weir_datagram unused;
		while (weir_traffic_next(traffic, &unused) == WEIR_OK)
			;
	}
	checkf(wrong == 0, "sequence numbers count from the connection's begin (%u)", wrong);
	weir_traffic_close(traffic);
	if (weir_traffic_open(&unnumbered, &traffic, NULL) != WEIR_OK)
		return;
	struct wire_packet p = {
		.client = { 1, 4000 }, .server = 1, .server_port = 53, .flags = WEIR_TCP_SYN
	};
	struct weir_frame frame = wire_tcp(&p, 1, buffer);
	wrong = weir_traffic_feed(traffic, &frame) != WEIR_OK;
	weir_traffic_conversation(traffic, &c);
	check("without numbers there is no begin", wrong == 0 && !c.has_stream && !c.has_base);
	weir_traffic_close(traffic);
}

/* Both directions of a conversation go to one shard, and conversations to all of them. */
static void test_symmetry(void)
{
	struct random r = { 3 };
	unsigned wrong = 0;
	uint64_t used[2] = { 0, 0 };

	for (unsigned i = 0; i < 2000; i++) {
		struct weir_packet p = { .version = i & 1 ? 4 : 6 };

		for (unsigned k = 0; k < (i & 1 ? 4 : 16); k++) {
			p.source.octets[k] = (uint8_t)random_next(&r);
			p.target.octets[k] = (uint8_t)random_next(&r);
		}
		struct weir_packet back = p;
		back.source = p.target;
		back.target = p.source;
		wrong += shard_of(&p) != shard_of(&back) || shard_of(&p) >= SHARD_COUNT;
		used[i & 1] |= 1ULL << shard_of(&p);
	}
	checkf(wrong == 0, "both directions go to one shard (%u)", wrong);
	check("all shards are used by both versions", (used[0] & used[1]) == UINT64_MAX);
}

/* A message begins in one file and ends in the next, where frames are counted anew. */
static void test_files(void)
{
	static uint8_t buffer[WIRE_SIZE_MAX];
	uint8_t framed[2 + WIRE_QUERY] = { 0, WIRE_QUERY };
	struct wire_packet p = { .client = { 1, 4000 },
				 .server = 1,
				 .server_port = 53,
				 .flags = WEIR_TCP_SYN,
				 .sequence = 9 };
	static const struct {
		uint64_t number;
		uint32_t at;
		uint32_t size;
	} parts[] = { { 99, 0, 0 }, { 100, 0, 10 }, { 2, 15, 6 }, { 3, 10, 5 } };
	struct weir_datagram m = { .number = 0 };
	struct weir_traffic *traffic;
	struct weir_frame frame;

	if (weir_traffic_open(NULL, &traffic, NULL) != WEIR_OK)
		return;
	wire_query(1, framed + 2);
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		p.sequence = parts[i].size ? 10 + parts[i].at : 9;
		p.payload = (struct weir_slice){ framed + parts[i].at, parts[i].size };
		frame = wire_tcp(&p, parts[i].number, buffer);
		p.flags = WEIR_TCP_ACK;
		if (weir_traffic_feed(traffic, &frame) != WEIR_OK ||
		    (weir_traffic_next(traffic, &m) == WEIR_OK && i + 1 < COUNT_OF(parts)))
			break;
	}
	check("a message over two files is told with the frame that came last",
	      m.number == 3 && m.frame == &frame && m.reassembled_tcp && m.time == 3000);
	weir_traffic_close(traffic);
}

/* ---- many connections at random: the same through weir_traffic and through shards apart ---- */

enum { FRAMES = 20000, HOSTS = 200, LINE = 48, SEGMENT_MAX = 200 };

struct made {
	struct weir_frame frame;
	uint8_t octets[20 + 20 + SEGMENT_MAX];
};

static struct made *made;
static char (*lines)[LINE];
static size_t line_count;

static void make_frames(void)
{
	struct random r = { 5 };
	static uint32_t sent[HOSTS];
	static bool started[HOSTS];
	uint8_t stream[SEGMENT_MAX];

	for (size_t i = 0; i < FRAMES; i++) {
		unsigned host = random_below(&r, HOSTS);
		uint32_t at = sent[host];
		size_t size = 1 + random_below(&r, SEGMENT_MAX - 1);
		struct wire_packet p = { .client = { (uint8_t)host, 4000 },
					 .server = 1,
					 .server_port = 53,
					 .flags = WEIR_TCP_ACK };
		/* Every stream is the same question again and again, with its place as the id. */
		for (size_t k = 0; k < size; k++) {
			uint32_t place = at + (uint32_t)k;
			uint8_t framed[2 + WIRE_QUERY] = { 0, WIRE_QUERY };
			wire_query((uint16_t)(place / sizeof(framed)), framed + 2);
			stream[k] = framed[place % sizeof(framed)];
		}
		p.sequence = at + host * 1000003U;
		p.payload = (struct weir_slice){ stream, size };
		if (!started[host]) {
			started[host] = true;
			p.flags = WEIR_TCP_SYN;
			p.sequence--;
			p.payload.size = size = 0;
		}
		made[i].frame = wire_tcp(&p, i + 1, made[i].octets);
		sent[host] += (uint32_t)size;
		if (random_below(&r, 50) == 0) /* a hole */
			sent[host] += random_below(&r, 100);
	}
}

static void line_of(const struct weir_datagram *m)
{
	struct weir_writer writer;

	if (line_count == 40 * (size_t)FRAMES)
		return;
	weir_writer_init(&writer, lines[line_count], LINE);
	weir_writer_print(&writer, "%u.%u.%u %llu %u %u", m->source.octets[3], m->wire.data[0],
			  m->wire.data[1], (unsigned long long)m->number, m->after_hole,
			  m->reassembled_tcp);
	(void)weir_writer_terminate(&writer);
	line_count++;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void through_traffic(const struct weir_traffic_options *options,
			    struct weir_traffic_counters *counters)
{
	struct weir_traffic *traffic;
	struct weir_datagram m;

	if (weir_traffic_open(options, &traffic, NULL) != WEIR_OK)
		return;
	for (size_t i = 0; i < FRAMES; i++) {
		if (weir_traffic_feed(traffic, &made[i].frame) != WEIR_OK)
			break;
		while (weir_traffic_next(traffic, &m) == WEIR_OK)
			line_of(&m);
	}
	if (weir_traffic_finish(traffic) == WEIR_OK)
		while (weir_traffic_next(traffic, &m) == WEIR_OK)
			line_of(&m);
	weir_traffic_counters(traffic, counters);
	weir_traffic_close(traffic);
}

/* One shard after the other, as if each had its own thread. */
static void through_shards(const struct weir_traffic_options *options,
			   struct weir_traffic_counters *counters)
{
	static struct traffic_plan plan;
	static uint8_t gather[GATHER_SIZE];
	struct weir_datagram m;

	if (traffic_plan_init(&plan, options, NULL) != WEIR_OK)
		return;
	struct shard_set *set = shard_set_open(&plan);
	for (unsigned s = SHARD_COUNT; set && s-- > 0;) {
		struct shard *shard = shard_at(set, s);

		for (size_t i = 0; i < FRAMES; i++) {
			const struct weir_frame *frame = &made[i].frame;
			struct weir_packet packet;
			enum weir_app app = WEIR_APP_DNS;

			weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &packet);
			if (shard_of(&packet) != s)
				continue;
			traffic_count_packet(frame, &packet, traffic_classify(&plan, &packet, &app),
					     counters);
			shard_feed(shard, &packet, (struct tcp_stamp){ frame->time, frame->number },
				   0);
			while (shard_next(shard, gather, &m))
				line_of(&m);
		}
		shard_finish(shard);
		while (shard_next(shard, gather, &m))
			line_of(&m);
		shard_count(shard, counters);
	}
	shard_set_close(set);
}

static void test_shards(const char *what, size_t memory)
{
	struct weir_traffic_options options = WEIR_TRAFFIC_OPTIONS;
	struct weir_traffic_counters together = { 0 };
	struct weir_traffic_counters apart = { 0 };
	size_t size = 40 * (size_t)FRAMES;

	options.memory = memory;
	char(*first)[LINE] = calloc(size, LINE);
	char(*second)[LINE] = calloc(size, LINE);
	lines = first;
	line_count = 0;
	if (first)
		through_traffic(&options, &together);
	size_t count = line_count;
	lines = second;
	line_count = 0;
	if (second)
		through_shards(&options, &apart);
	checkf(count > FRAMES && count == together.messages, "%s: %zu messages", what, count);
	check("the same counters from shards apart", memcmp(&together, &apart, sizeof(apart)) == 0);
	if (first && second) {
		qsort(first, count, LINE, compare_lines);
		qsort(second, line_count, LINE, compare_lines);
		check("the same messages from shards apart",
		      count == line_count && memcmp(first, second, count * LINE) == 0);
	}
	checkf((together.tcp_evicted > 0) == (memory == WEIR_TRAFFIC_MEMORY_MIN),
	       "%s: %llu connections given up", what, (unsigned long long)together.tcp_evicted);
	free(first);
	free(second);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(port_rows); i++)
		test_port(&port_rows[i]);
	test_options();
	test_numbers();
	test_bases();
	test_files();
	test_symmetry();
	made = calloc(FRAMES, sizeof(*made));
	if (check("room for the frames", made != NULL)) {
		make_frames();
		test_shards("with the usual memory", 0);
		test_shards("with the least memory", WEIR_TRAFFIC_MEMORY_MIN);
	}
	free(made);
	return tap_done();
}
