/* cases_file.c - captures that test the readers of files: formats, byte orders, containers, cuts.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"

void run_cut(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_address(s, &t, s->row->domain, s->row->address);
	t = talk_make(s);
	talk_ask(s, &t, "two.example", TYPE_A);
	talk_answer(s, &t, "two.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "two.example", "192.0.2.11");
	talk_reply(s, &t);
	s->sink.size -= 7;
	s->frames--;
	expect_total(s, "cut", 1);
}

void run_header_only(struct scene *s)
{
	(void)s;
}

/* A big-endian machine's file, in each of the forms of pcap. */
static void run_big_endian(struct scene *s, enum form form)
{
	s->sink.swapped = true;
	pcap_begin(&s->sink, (int)form, s->row->link);
	s->form = form;
	run_both(s);
}

void run_swapped(struct scene *s)
{
	run_big_endian(s, FORM_MICRO);
}

void run_nano_swapped(struct scene *s)
{
	run_big_endian(s, FORM_NANO);
}

void run_null_swapped(struct scene *s)
{
	run_big_endian(s, FORM_MICRO);
}

/* The link type's upper bits say that each frame ends with a check sequence of two 16-bit words. */
void run_fcs(struct scene *s)
{
	pcap_begin(&s->sink, FORM_MICRO, 0x24000000u | LINK_ETHERNET);
	s->form = FORM_MICRO;
	run_both(s);
}

/* Ethernet's check sequence: CRC-32 of the frame, the least octet first. */
void wrap_fcs(struct scene *s)
{
	struct packet *p = &s->packet;
	uint32_t crc = 0xffffffff;

	packet_ether(p, packet_ether_type(p));
	while (packet_size(p) < 60)
		packet_pad(p, 1);
	for (size_t i = p->at; i < p->end; i++) {
		crc ^= p->octets[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	for (int i = 0; i < 4; i++)
		packet_put(p, &(uint8_t){ (uint8_t)(~crc >> 8 * i) }, 1);
}

/* The octets of the packet at hand, which counts as written; time moves on. */
static const uint8_t *frame_of(struct scene *s, size_t *size)
{
	*size = packet_size(&s->packet);
	s->frames++;
	s->now += s->step;
	return s->packet.octets + s->packet.at;
}

/* The IP packet of question or answer to an address, without a link layer. */
static void build(struct scene *s, const struct talk *t, bool answer, const char *name,
		  const char *address)
{
	const struct endpoint *from = answer ? &t->server : &t->client;
	const struct endpoint *to = answer ? &t->client : &t->server;

	message_begin(&s->message, t->id, answer ? FLAGS_ANSWER : FLAGS_QUERY);
	message_question(&s->message, name, TYPE_A);
	if (answer)
		record_address(&s->message, SECTION_ANSWER, name, address);
	talk_datagram(s, from, to);
	packet_ip(&s->packet, from, to, IP_UDP);
}

/* One question and its answer through interface `number`, whose units are `per_second`. */
static void through(struct scene *s, uint32_t number, uint64_t per_second, bool ether,
		    const char *name, const char *address)
{
	struct talk t = talk_make(s);
	size_t size;

	for (int answer = 0; answer < 2; answer++) {
		build(s, &t, answer, name, address);
		if (ether)
			packet_ether(&s->packet, ETHER_IP4);
		uint64_t seconds = s->now / 1000000000u;
		uint64_t rest = s->now % 1000000000u;
		uint64_t units = seconds * per_second + rest * per_second / 1000000000u;
		const uint8_t *octets = frame_of(s, &size);
		ng_packet(&s->sink, number, units, octets, size, size);
	}
}

/* Three interfaces: Ethernet in microseconds, raw IP in nanoseconds, Ethernet in 2^-20 seconds. */
void run_ng_interfaces(struct scene *s)
{
	ng_section(&s->sink);
	ng_interface(&s->sink, LINK_ETHERNET, 262144, 0, "lan0");
	ng_interface(&s->sink, LINK_RAW, 262144, 9, "tun0");
	through(s, 0, 1000000, true, "lan.example", "192.0.2.91");
	ng_interface(&s->sink, LINK_ETHERNET, 262144, 0x80 | 20, "lan1");
	through(s, 1, 1000000000, false, "tun.example", "192.0.2.92");
	through(s, 2, 1 << 20, true, "lan1.example", "192.0.2.93");
	expect(s, "lan.example.", "A", "192.0.2.91");
	expect(s, "tun.example.", "A", "192.0.2.92");
	expect(s, "lan1.example.", "A", "192.0.2.93");
}

/* A little-endian section, then a big-endian one with other interfaces under the same numbers. */
void run_ng_sections(struct scene *s)
{
	ng_section(&s->sink);
	ng_interface(&s->sink, LINK_ETHERNET, 262144, 0, "lan0");
	through(s, 0, 1000000, true, "little.example", "192.0.2.94");
	s->sink.swapped = true;
	ng_section(&s->sink);
	ng_interface(&s->sink, LINK_RAW, 262144, 9, "tun0");
	through(s, 0, 1000000000, false, "big.example", "192.0.2.95");
	expect(s, "little.example.", "A", "192.0.2.94");
	expect(s, "big.example.", "A", "192.0.2.95");
}

/* Blocks that are not Enhanced Packet Blocks: two kinds with packets, five without. */
void run_ng_blocks(struct scene *s)
{
	static const uint8_t statistics[20] = { 0 };
	static const uint8_t custom[8] = { 0x2a, 0, 0, 0, 'd', 'a', 't', 'a' };
	/* One name: type 1, 20 octets, 192.0.2.96, "simple.example", two octets of padding; end. */
	static const uint8_t names[] = { 1,   0,   19,  0,   192, 0,   2,   96,  's', 'i',
					 'm', 'p', 'l', 'e', '.', 'e', 'x', 'a', 'm', 'p',
					 'l', 'e', 0,   0,   0,   0,   0,   0 };
	struct talk t = talk_make(s);
	size_t size;

	ng_section(&s->sink);
	ng_block(&s->sink, 0x0bad, custom, sizeof(custom)); /* custom, must not be copied */
	ng_interface(&s->sink, LINK_ETHERNET, 262144, 0, "lan0");
	ng_block(&s->sink, 4, names, sizeof(names)); /* Name Resolution */
	for (int answer = 0; answer < 2; answer++) {
		build(s, &t, answer, "simple.example", "192.0.2.96");
		packet_ether(&s->packet, ETHER_IP4);
		const uint8_t *octets = frame_of(s, &size);
		ng_simple(&s->sink, octets, size, size);
	}
	ng_block(&s->sink, 5, statistics, sizeof(statistics));  /* Interface Statistics */
	ng_block(&s->sink, 0x7ffffff0, custom, sizeof(custom)); /* nobody knows it */
	ng_block(&s->sink, 0x0bad, custom, sizeof(custom));
	t = talk_make(s);
	for (int answer = 0; answer < 2; answer++) {
		build(s, &t, answer, "obsolete.example", "192.0.2.97");
		packet_ether(&s->packet, ETHER_IP4);
		uint64_t micros = s->now / 1000;
		const uint8_t *octets = frame_of(s, &size);
		ng_obsolete(&s->sink, 0, micros, octets, size, size);
	}
	expect(s, "simple.example.", "A", "192.0.2.96");
	expect(s, "obsolete.example.", "A", "192.0.2.97");
}

void run_ng_cut(struct scene *s)
{
	run_cut(s);
}

typedef void wrap_file_fn(const struct sink *from, struct sink *to);

/* The capture of run_both in a container. */
static void contained(struct scene *s, wrap_file_fn *wrap)
{
	struct sink whole;

	pcap_begin(&s->sink, FORM_MICRO, s->row->link);
	s->form = FORM_MICRO;
	run_both(s);
	sink_open_memory(&whole);
	wrap(&s->sink, &whole);
	sink_close(&s->sink);
	s->sink = whole;
}

void run_gzip(struct scene *s)
{
	contained(s, wrap_gzip);
}

/* Two gzip members, as `cat a.gz b.gz` makes them; the second goes on inside a record. */
void run_gzip_members(struct scene *s)
{
	struct sink whole;
	struct sink half;

	pcap_begin(&s->sink, FORM_MICRO, s->row->link);
	s->form = FORM_MICRO;
	run_both(s);
	sink_open_memory(&whole);
	sink_open_memory(&half);
	sink_put(&half, s->sink.data, 100);
	wrap_gzip(&half, &whole);
	half.size = 0;
	sink_put(&half, s->sink.data + 100, s->sink.size - 100);
	wrap_gzip(&half, &whole);
	sink_close(&half);
	sink_close(&s->sink);
	s->sink = whole;
}

/* The container ends in the middle of its data. */
void run_gzip_cut(struct scene *s)
{
	contained(s, wrap_gzip);
	s->sink.size -= 8 + 20;
	s->frames--;
	expect_total(s, "cut", 1);
	expect_total(s, "rows_open", 1);
}

void run_zstd(struct scene *s)
{
	contained(s, wrap_zstd);
}

void run_lz4(struct scene *s)
{
	contained(s, wrap_lz4);
}

void run_xz(struct scene *s)
{
	contained(s, wrap_xz);
}
