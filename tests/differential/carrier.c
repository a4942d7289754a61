/* carrier.c - a packet's octets from its parts: link, VLAN, IP with options or extensions, UDP, TCP, DNS.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "carrier.h"

#include "tap.h"

#define ANY(table) ((table)[random_below(r, COUNT_OF(table))])

static void put8(struct weir_writer *w, unsigned value)
{
	weir_writer_char(w, (char)(uint8_t)value);
}

static void put16(struct weir_writer *w, unsigned value)
{
	put8(w, value >> 8);
	put8(w, value);
}

static void put32(struct weir_writer *w, uint32_t value)
{
	put16(w, value >> 16);
	put16(w, value & 0xffff);
}

static void put_random(struct random *r, struct weir_writer *w, size_t size)
{
	for (size_t i = 0; i < size; i++)
		put8(w, (unsigned)random_next(r));
}

void carrier_random(struct random *r, enum weir_target target, struct carrier *out)
{
	static const uint8_t extension[] = { 0, 43, 60, 60, 44 };
	static const uint16_t types[] = { 1, 28, 255, 16, 12, 65, 6 };

	*out = (struct carrier){
		.target = target,
		.vlans = random_below(r, 4) ? 0 : random_below(r, 4),
		.version = random_below(r, 2) ? 4 : 6,
		.option_words = random_below(r, 4) ? 0 : random_below(r, 11),
		.protocol = random_below(r, 4) ? 17 : 6,
		.source = (uint16_t)(random_below(r, 4) ? 1024 + random_below(r, 60000) : 53),
		.destination = 53,
		.tcp_words = random_below(r, 3) ? 5 : 4 + random_below(r, 12),
		.name_size = 1,
		.type = ANY(types),
		.class = (uint16_t)(random_below(r, 8) ? 1 : 3),
		.flags = (uint16_t)(random_below(r, 2) ? 0x0100 : random_next(r)),
		.counts = { 1, (uint16_t)random_below(r, 2), 0, (uint16_t)random_below(r, 2) },
	};
	if (random_below(r, 3) == 0) {
		uint16_t other = out->source;

		out->source = out->destination;
		out->destination = other;
	}
	if (random_below(r, 25) == 0)
		out->destination = out->source = 5353;
	if (random_below(r, 25) == 0)
		out->version = 0;
	if (random_below(r, 20) == 0)
		out->protocol = (uint8_t)(out->version == 6 ? 58 : 1);
	if (random_below(r, 12) == 0)
		out->fragment_offset = (uint16_t)random_below(r, 3);
	if (random_below(r, 20) == 0)
		out->counts[0] = (uint16_t)random_below(r, 3);
	if (random_below(r, 3) == 0)
		out->extensions = random_below(r, 4) ? 1 + random_below(r, 2) : random_below(r, 9);
	for (unsigned i = 0; i < out->extensions; i++)
		out->extension[i % 8] = ANY(extension);
	out->records = random_below(r, 3);
}

static void write_dns(struct random *r, const struct carrier *c, struct weir_writer *w)
{
	put16(w, (unsigned)random_next(r));
	put16(w, c->flags);
	for (size_t i = 0; i < 4; i++)
		put16(w, c->counts[i]);
	weir_writer_put(w, c->name, c->name_size);
	put16(w, c->type);
	put16(w, c->class);
	for (unsigned i = 0; i < c->records; i++) {
		/* An OPT record or an address. */
		bool opt = (c->opt && i == 0) || random_below(r, 2) != 0;
		unsigned size = !opt ? 4 : random_below(r, 2) ? random_below(r, 20) : 0;
		unsigned way = random_below(r, 24);

		/* The root, or what must not pass for it; data of their size, or cut, or with more behind. */
		put8(w, way == 0 ? 0xc0 : way == 1 ? random_below(r, 256) : 0);
		if (way == 0)
			put8(w, random_below(r, 24));
		put16(w, opt ? (way == 2 ? 40 + random_below(r, 3) : 41) : 1);
		put16(w, opt ? (random_below(r, 2) ? 1232 : random_below(r, 65536)) : 1);
		put32(w, random_below(r, 2)   ? 0x8000
			 : random_below(r, 2) ? (uint32_t)random_next(r)
					      : 0);
		put16(w, way == 3 ? random_below(r, 65536) : way == 4 ? size + 1 : size);
		put_random(r, w, way == 5 && size > 0 ? size - 1 : size);
	}
}

static void write_transport(struct random *r, const struct carrier *c, struct weir_writer *w)
{
	uint8_t message[900];
	struct weir_writer dns;

	weir_writer_init(&dns, message, sizeof(message));
	write_dns(r, c, &dns);
	if (c->target != WEIR_TARGET_UDP_SOCKET && c->protocol != 17 && c->protocol != 6) {
		put16(w, random_below(r, 2) ? 0x0800 : (unsigned)random_next(r));
		put_random(r, w, 26);
		return;
	}
	put16(w, c->source);
	put16(w, c->destination);
	if (c->protocol == 17 || c->target == WEIR_TARGET_UDP_SOCKET) {
		put16(w, (unsigned)dns.size + 8);
		put16(w, (unsigned)random_next(r));
	} else {
		put32(w, (uint32_t)random_next(r));
		put32(w, (uint32_t)random_next(r));
		put8(w, c->tcp_words << 4);
		put8(w, 0x18);
		put32(w, (uint32_t)random_next(r));
		put16(w, 0);
		if (c->tcp_words > 5)
			put_random(r, w, 4 * (c->tcp_words - 5));
		put16(w, (unsigned)dns.size);
	}
	weir_writer_put(w, message, dns.size);
}

static void put_address4(struct random *r, struct weir_writer *w)
{
	if (random_below(r, 4))
		put32(w, 0xc0000200 + random_below(r, 4));
	else
		put32(w, (uint32_t)random_next(r));
}

static void put_address6(struct random *r, struct weir_writer *w)
{
	put32(w, random_below(r, 8) ? 0x20010db8 : (uint32_t)random_next(r));
	for (unsigned i = 0; i < 2; i++)
		put32(w, random_below(r, 6) ? 0 : random_below(r, 4) << 16);
	put32(w, random_below(r, 6) ? random_below(r, 4) : (uint32_t)random_next(r));
}

static void write_ip4(struct random *r, const struct carrier *c, struct weir_writer *w)
{
	uint8_t rest[1200];
	struct weir_writer transport;

	weir_writer_init(&transport, rest, sizeof(rest));
	write_transport(r, c, &transport);
	put8(w, 0x45 + c->option_words);
	put8(w, random_below(r, 4) ? 0 : (unsigned)random_next(r));
	put16(w, (unsigned)transport.size + 20 + 4 * c->option_words);
	put16(w, (unsigned)random_next(r));
	put16(w, c->fragment_offset | (random_below(r, 3) ? 0x4000 : random_below(r, 8) << 13));
	put8(w, random_below(r, 2) ? 64 : (unsigned)random_next(r));
	put8(w, c->protocol);
	put16(w, (unsigned)random_next(r));
	put_address4(r, w);
	put_address4(r, w);
	put_random(r, w, 4 * (size_t)c->option_words);
	weir_writer_put(w, rest, transport.size);
}

static void write_ip6(struct random *r, const struct carrier *c, struct weir_writer *w)
{
	uint8_t rest[1400];
	struct weir_writer behind;
	unsigned count = c->extensions > 8 ? 8 : c->extensions;

	weir_writer_init(&behind, rest, sizeof(rest));
	for (unsigned i = 0; i < count; i++) {
		unsigned longer = random_below(r, 4) ? 0 : random_below(r, 3);

		put8(&behind, i + 1 < count ? c->extension[i + 1] : c->protocol);
		if (c->extension[i] == 44) {
			put8(&behind, (unsigned)random_next(r));
			put16(&behind, (unsigned)c->fragment_offset << 3 | random_below(r, 2));
			put_random(r, &behind, 4);
		} else {
			put8(&behind, longer);
			put_random(r, &behind, 6 + 8 * (size_t)longer);
		}
	}
	write_transport(r, c, &behind);
	put32(w, 0x60000000 | (random_below(r, 3) ? 0 : (uint32_t)random_next(r) & 0xfffffff));
	put16(w, (unsigned)behind.size);
	put8(w, count > 0 ? c->extension[0] : c->protocol);
	put8(w, 64);
	put_address6(r, w);
	put_address6(r, w);
	weir_writer_put(w, rest, behind.size);
}

static void write_arp(struct random *r, struct weir_writer *w)
{
	put16(w, 1);
	put16(w, 0x0800);
	put16(w, random_below(r, 6) ? 0x0604 : (unsigned)random_next(r));
	put16(w, 1 + random_below(r, 2));
	put16(w, 0x0200);
	put32(w, random_below(r, 4));
	put_address4(r, w);
	put16(w, 0x0200);
	put32(w, random_below(r, 4));
	put_address4(r, w);
}

static void write_link(struct random *r, const struct carrier *c, struct weir_writer *w)
{
	static const uint16_t tags[] = { 0x8100, 0x8100, 0x88a8, 0x9100 };
	unsigned type = c->version == 4 ? 0x0800 : c->version == 6 ? 0x86dd : 0x0806;
	unsigned first = c->vlans ? ANY(tags) : type;

	if (c->target == WEIR_TARGET_IP)
		return;
	if (c->target == WEIR_TARGET_SLL2) {
		put16(w, first);
		put_random(r, w, 18);
	} else if (c->target == WEIR_TARGET_SLL) {
		put_random(r, w, 14);
		put16(w, first);
	} else {
		for (unsigned i = 0; i < 2; i++) {
			put16(w, 0x0200);
			put32(w, random_below(r, 4));
		}
		put16(w, first);
	}
	for (unsigned i = 0; i < c->vlans; i++) {
		put16(w, random_below(r, 2) ? random_below(r, 120) : (unsigned)random_next(r));
		put16(w, i + 1 < c->vlans ? ANY(tags) : type);
	}
}

size_t carrier_write(struct random *r, const struct carrier *c, uint8_t *octets, size_t room)
{
	struct weir_writer w;

	weir_writer_init(&w, octets, room);
	if (c->target == WEIR_TARGET_UDP_SOCKET) {
		write_transport(r, c, &w);
		return w.size;
	}
	write_link(r, c, &w);
	if (c->version == 4)
		write_ip4(r, c, &w);
	else if (c->version == 6)
		write_ip6(r, c, &w);
	else
		write_arp(r, &w);
	if (random_below(r, 6) == 0) /* Ethernet's padding */
		put_random(r, &w, random_below(r, 20));
	return w.size;
}
