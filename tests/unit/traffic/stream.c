/* stream.c - a property of streams: cut, shuffled, doubled and lossy, they give what was sent, once.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Streams of random messages are cut into random segments, which come shuffled within a window and some
 * of them twice. Without loss every message comes out once and in order. With loss nothing comes out
 * that was not sent, nothing twice, every message before the first loss, and every octet is accounted
 * for. */
#include <dnsweir/packet.h>
#include <dnsweir/traffic.h>

#include <string.h>

#include "random.h"
#include "tap.h"
#include "unit/traffic/wire.h"

enum { MESSAGES = 60, SEGMENTS = 3000, STREAM_MAX = 400000, WINDOW = 6, ROUNDS = 150 };

struct sent {
	uint32_t at;   /* of its prefix in the stream */
	uint32_t size; /* without it */
	bool came;
	bool bare; /* a part of its prefix was lost */
};

struct segment {
	uint32_t at;
	uint32_t size;
	uint32_t ack; /* else: the other side has this much */
	bool lost;
};

static uint8_t stream[STREAM_MAX];
static uint32_t stream_size;
static struct sent sent[MESSAGES];
static unsigned sent_count;
static struct segment segments[SEGMENTS];
static unsigned segment_count;

static void put16(uint8_t *p, unsigned value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

/* A question, or an answer with a NULL record of random octets in which a framed question may hide. */
static uint32_t make_message(struct random *r, uint8_t *out, uint16_t id)
{
	static const uint8_t record[] = { 0xc0, 12, 0, 10, 0, 1, 0, 0, 0, 60 };
	uint32_t size = WIRE_QUERY;

	wire_query(id, out);
	if (random_below(r, 3) == 0)
		return size;
	unsigned rdata = random_below(r, 40) ? random_below(r, 2000) : random_below(r, 60000);
	out[2] = 0x81;
	out[7] = 1;
	memcpy(out + size, record, sizeof(record));
	put16(out + size + sizeof(record), rdata);
	size += sizeof(record) + 2;
	for (unsigned i = 0; i < rdata; i++)
		out[size + i] = (uint8_t)random_next(r);
	if (rdata > 100 && random_below(r, 2)) {
		uint8_t *hidden = out + size + random_below(r, rdata - 50);
		put16(hidden, WIRE_QUERY);
		wire_query(0xffff, hidden + 2);
	}
	return size + rdata;
}

static void make_stream(struct random *r)
{
	unsigned count = 1 + random_below(r, MESSAGES - 1);

	stream_size = 0;
	for (sent_count = 0; sent_count < count && stream_size < STREAM_MAX - 70000; sent_count++) {
		uint8_t *p = stream + stream_size;
		uint32_t size = make_message(r, p + 2, (uint16_t)sent_count);

		put16(p, size);
		sent[sent_count] = (struct sent){ .at = stream_size, .size = size };
		stream_size += size + 2;
	}
}

static void cut_stream(struct random *r, unsigned loss)
{
	unsigned largest = 1 + random_below(r, 3000);

	if (largest < stream_size / (SEGMENTS / 4))
		largest = stream_size / (SEGMENTS / 4) + 1;
	segment_count = 0;
	for (uint32_t at = 0; at < stream_size;) {
		uint32_t size = 1 + random_below(r, 2 * largest);

		if (size > stream_size - at)
			size = stream_size - at;
		segments[segment_count++] = (struct segment){ .at = at,
							      .size = size,
							      .lost = random_below(r, 100) < loss };
		at += size;
		if (random_below(r, 8) == 0 && segment_count < SEGMENTS - 3) {
			/* A part again, or an acknowledgement. */
			uint32_t back = random_below(r, size) + 1;
			segments[segment_count++] =
				loss ? (struct segment){ .ack = at }
				     : (struct segment){ .at = at - back, .size = back };
		}
	}
}

/* Shuffle within a window. Acknowledgements stay behind what they acknowledge. */
static void shuffle(struct random *r)
{
	for (unsigned i = 0; i + 1 < segment_count; i++) {
		unsigned j = i + random_below(r, WINDOW);
		bool fixed = j >= segment_count;

		for (unsigned k = i; !fixed && k <= j; k++)
			fixed = segments[k].ack != 0;
		if (fixed)
			continue;
		struct segment swap = segments[i];
		segments[i] = segments[j];
		segments[j] = swap;
	}
}

static bool prefix_lost(uint32_t at)
{
	for (unsigned i = 0; i < segment_count; i++) {
		const struct segment *s = &segments[i];
		if (s->lost && at + 1 >= s->at && at < s->at + s->size)
			return true;
	}
	return false;
}

struct outcome {
	unsigned strangers; /* came and were never sent, or twice */
	unsigned disorder;
	unsigned came;
	uint64_t octets;
	int last;
};

static void take(struct weir_traffic *traffic, struct outcome *o)
{
	struct weir_datagram m;

	while (weir_traffic_next(traffic, &m) == WEIR_OK) {
		int id = m.wire.size >= 2 ? m.wire.data[0] << 8 | m.wire.data[1] : -1;

		if (id < 0 || (unsigned)id >= sent_count || sent[id].came ||
		    m.wire.size != sent[id].size ||
		    memcmp(m.wire.data, stream + sent[id].at + 2, m.wire.size) != 0) {
			o->strangers++;
			continue;
		}
		sent[id].came = true;
		o->came++;
		o->disorder += id < o->last;
		o->last = id;
		o->octets += m.wire.size + (prefix_lost(sent[id].at) ? 0 : 2);
	}
}

static void feed(struct weir_traffic *traffic, struct wire_packet *p, struct outcome *o)
{
	static uint8_t buffer[WIRE_SIZE_MAX];
	static uint64_t number;
	struct weir_frame frame = wire_tcp(p, ++number, buffer);

	if (weir_traffic_feed(traffic, &frame) == WEIR_OK)
		take(traffic, o);
}

static struct outcome run(struct weir_traffic *traffic, uint32_t isn)
{
	struct outcome o = { .last = -1 };
	struct wire_packet p = { .client = { 9, 40000 }, .server = 1, .server_port = SERVER_PORT };

	p.flags = WEIR_TCP_SYN;
	p.sequence = isn;
	feed(traffic, &p, &o);
	for (unsigned i = 0; i < segment_count; i++) {
		const struct segment *s = &segments[i];

		p.flags = WEIR_TCP_ACK;
		p.from_server = s->ack != 0;
		p.sequence = s->ack ? 77 : isn + 1 + s->at;
		p.acknowledgement = s->ack ? isn + 1 + s->ack : 77;
		p.payload = (struct weir_slice){ stream + s->at, s->size };
		if (!s->lost)
			feed(traffic, &p, &o);
	}
	p = (struct wire_packet){ .client = { 9, 40000 },
				  .server = 1,
				  .server_port = SERVER_PORT,
				  .flags = WEIR_TCP_FIN,
				  .sequence = isn + 1 + stream_size };
	feed(traffic, &p, &o);
	if (weir_traffic_finish(traffic) == WEIR_OK)
		take(traffic, &o);
	return o;
}

static uint64_t accounted(const struct weir_traffic *traffic, const struct outcome *o)
{
	struct weir_traffic_counters c;

	weir_traffic_counters(traffic, &c);
	return o->octets + c.tcp_octets_lost + c.tcp_octets_skipped + c.tcp_trailing;
}

/* Messages that lie wholly before the first octet lost. */
static unsigned before_loss(void)
{
	uint32_t first = stream_size;
	unsigned count = 0;

	for (unsigned i = 0; i < segment_count; i++)
		if (segments[i].lost && segments[i].at < first)
			first = segments[i].at;
	while (count < sent_count && sent[count].at + 2 + sent[count].size <= first)
		count++;
	return count;
}

static void test_rounds(const char *what, unsigned loss)
{
	struct random r = { 42 + loss };
	unsigned strangers = 0;
	unsigned disorder = 0;
	unsigned missed = 0;
	unsigned unbalanced = 0;
	unsigned came = 0;
	unsigned all = 0;

	for (unsigned round = 0; round < ROUNDS; round++) {
		struct weir_traffic_options options = WEIR_TRAFFIC_OPTIONS;
		struct weir_traffic *traffic;

		options.memory = 64 << 20; /* a window of the largest messages fits */
		if (weir_traffic_open(&options, &traffic, NULL) != WEIR_OK)
			break;
		make_stream(&r);
		cut_stream(&r, loss);
		shuffle(&r);
		struct outcome o = run(traffic, (uint32_t)random_next(&r));
		strangers += o.strangers;
		disorder += o.disorder;
		missed += o.came < before_loss();
		unbalanced += accounted(traffic, &o) != stream_size;
		came += o.came;
		all += sent_count;
		weir_traffic_close(traffic);
	}
	checkf(strangers == 0, "%s: nothing that was not sent, nothing twice (%u)", what,
	       strangers);
	checkf(disorder == 0, "%s: in order (%u)", what, disorder);
	checkf(missed == 0, "%s: all before the first loss (%u)", what, missed);
	checkf(unbalanced == 0, "%s: every octet is accounted for (%u)", what, unbalanced);
	checkf(loss ? came > all / 4 && came < all : came == all, "%s: %u of %u messages", what,
	       came, all);
}

int main(void)
{
	test_rounds("without loss", 0);
	test_rounds("one segment in fifty lost", 2);
	test_rounds("one segment in six lost", 16);
	return tap_done();
}
