/* parsedns.c - a packet's headers in the layout of bpftools' parsedns.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/parsedns.h"

#include <dnsweir/link.h>
#include <dnsweir/message.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cursor.h"

enum { TCP = 6, UDP = 17, UDP_SIZE = 8, TCP_SIZE = 20, PREFIX = 2 };

void parsedns_hex(struct parsedns_text *text, const char *label, struct weir_slice octets)
{
	weir_writer_print(text->out, "[.] %s: ", label);
	weir_writer_hex(text->out, octets);
	weir_writer_char(text->out, '\n');
}

void parsedns_fault(struct parsedns_text *text, enum weir_status status, const char *format, ...)
{
	va_list args;

	if (text->status != WEIR_OK)
		return;
	text->status = status;
	*text->err = (struct weir_error){ .status = status, .offset = UINT64_MAX };
	va_start(args, format);
	vsnprintf(text->err->text, sizeof(text->err->text), format, args);
	va_end(args);
}

/* How much speaks for octets that begin like this; 0: there is no IP in them. */
static unsigned weigh(const struct weir_packet *packet)
{
	struct weir_checksums sums;
	unsigned weight = 1;

	if (packet->version == 0 || packet->ip_index == WEIR_SPAN_NONE)
		return 0;
	weir_packet_checksums(packet, &sums);
	if (!packet->bad_length)
		weight += 2;
	if (packet->stop == WEIR_STOP_NONE || packet->stop == WEIR_STOP_FRAGMENT)
		weight += 2;
	if (packet->source_port == 53 || packet->target_port == 53)
		weight += 1;
	if (sums.ip == WEIR_CHECKSUM_GOOD || sums.transport == WEIR_CHECKSUM_GOOD)
		weight += 4;
	return weight;
}

/* The link type that fits best, Ethernet before others, and how well. */
static unsigned find_link(struct weir_slice octets, uint16_t *link)
{
	static const uint16_t links[] = { WEIR_LINK_ETHERNET, WEIR_LINK_RAW, WEIR_LINK_LINUX_SLL,
					  WEIR_LINK_LINUX_SLL2 };
	struct weir_packet packet;
	unsigned most = 0;

	*link = WEIR_LINK_ETHERNET;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		weir_packet_decode(links[i], octets, (uint32_t)octets.size, &packet);
		unsigned weight = weigh(&packet);
		if (weight > most)
			*link = links[i];
		most = weight > most ? weight : most;
	}
	return most;
}

/* Is it a DNS message from its first octet to its last? */
static bool is_message(struct weir_slice octets)
{
	struct weir_message message;
	struct weir_record record;
	enum weir_status status;

	if (weir_message_read(octets, &message) != WEIR_OK)
		return false;
	struct weir_walk walk = weir_message_walk(&message);
	while ((status = weir_walk_next(&walk, &record)) == WEIR_OK)
		;
	return status == WEIR_END && walk.at == octets.size;
}

/* Could it be one, though broken? Its header claims no more than it can hold. */
static bool may_be_message(struct weir_slice octets)
{
	enum { QUESTION_MIN = 5, RECORD_MIN = 11 };
	struct weir_message message;

	if (weir_message_read(octets, &message) != WEIR_OK)
		return false;
	size_t records = message.count[1] + (size_t)message.count[2] + message.count[3];
	size_t least = message.count[0] * (size_t)QUESTION_MIN + records * RECORD_MIN;
	return least > 0 && least <= octets.size;
}

static void put_address(struct parsedns_text *text, const char *label, const uint8_t *octets)
{
	struct weir_address address = { .octets = { 0 } };

	memcpy(address.octets, octets, 4);
	weir_writer_print(text->out, "%17s: 0x", label);
	weir_writer_hex(text->out, (struct weir_slice){ octets, 4 });
	weir_writer_char(text->out, ' ');
	weir_address_print(4, &address, text->out);
	weir_writer_char(text->out, '\n');
}

static void put_octets(struct parsedns_text *text, const char *label, struct weir_slice octets)
{
	weir_writer_print(text->out, "%17s: ", label);
	weir_writer_hex(text->out, octets);
	weir_writer_char(text->out, '\n');
}

static void put_four(struct parsedns_text *text, const uint8_t *p)
{
	weir_writer_print(text->out,
			  "              ver: 0x%02x\n"
			  "              hdl: 0x%02x\n"
			  "            ip_id: 0x%04x\n"
			  "         fragment: 0x%04x\n"
			  "              ttl: 0x%02x (%u)\n"
			  "         protocol: 0x%02x\n",
			  p[0] >> 4, p[0] & 15, load_be16(p + 4), load_be16(p + 6), p[8], p[8],
			  p[9]);
	put_address(text, "source", p + 12);
	put_address(text, "destination", p + 16);
}

static void put_six(struct parsedns_text *text, const uint8_t *p)
{
	weir_writer_print(text->out,
			  "              ver: 0x%02x\n"
			  "   payload_length: 0x%04x\n"
			  "      next_header: 0x%02x\n"
			  "              ttl: 0x%02x\n",
			  p[0] >> 4, load_be16(p + 4), p[6], p[7]);
	put_octets(text, "source", (struct weir_slice){ p + 8, 16 });
	put_octets(text, "destination", (struct weir_slice){ p + 24, 16 });
}

/* The innermost IP header with its options or extension headers, all before it being l2; `l3` is set. */
static void put_ip(struct parsedns_text *text, const struct weir_packet *packet, size_t end)
{
	size_t at = packet->spans[packet->ip_index].at;
	const uint8_t *p = packet->base.data + at;
	struct weir_slice l3 = { p, end - at };
	size_t fixed = packet->version == 4 ? 20 : 40;

	parsedns_hex(text, "l2", (struct weir_slice){ packet->base.data, at });
	parsedns_hex(text, "l3", l3);
	if (packet->version == 4)
		put_four(text, p);
	else
		put_six(text, p);
	if (l3.size > fixed)
		put_octets(text, "ip_extra",
			   (struct weir_slice){ l3.data + fixed, l3.size - fixed });
}

static void put_ports(struct parsedns_text *text, const uint8_t *p)
{
	weir_writer_print(text->out,
			  "      source port: 0x%04x (%u)\n"
			  " destination port: %u\n",
			  load_be16(p), load_be16(p), load_be16(p + 2));
}

static void put_udp(struct parsedns_text *text, struct weir_slice header, struct weir_slice payload)
{
	parsedns_hex(text, "l4", header);
	put_ports(text, header.data);
	weir_writer_print(text->out, "           length: %u\n", load_be16(header.data + 4));
	parsedns_message(text, payload);
}

static void put_tcp_header(struct parsedns_text *text, const uint8_t *p)
{
	static const char *const words[] = { "fin", "syn", "rst", "psh", "ack", "urg" };

	put_ports(text, p);
	weir_writer_print(text->out,
			  "         sequence: %lu\n"
			  "  acknowledgement: %lu\n"
			  "            flags: 0x%02x",
			  (unsigned long)load_be32(p + 4), (unsigned long)load_be32(p + 8), p[13]);
	for (unsigned bit = 0; bit < sizeof(words) / sizeof(words[0]); bit++)
		if (p[13] >> bit & 1)
			weir_writer_print(text->out, " %s", words[bit]);
	weir_writer_char(text->out, '\n');
}

/* The length that stands before a message belongs to l4, so that l2 to l5 are all octets in order. */
static void put_tcp(struct parsedns_text *text, struct weir_slice header, struct weir_slice payload)
{
	bool first = true;

	do {
		size_t prefix = payload.size < PREFIX ? payload.size : PREFIX;
		size_t length = prefix == PREFIX ? load_be16(payload.data) : 0;
		size_t there = payload.size - prefix < length ? payload.size - prefix : length;

		/* Both are pieces of one packet, the payload right behind the header. */
		struct weir_slice l4 = first ? header : (struct weir_slice){ payload.data, 0 };
		l4.size += prefix;
		parsedns_hex(text, "l4", l4);
		if (first)
			put_tcp_header(text, header.data);
		first = false;
		if (prefix == 1)
			parsedns_fault(text, WEIR_E_SHORT,
				       "the length of a message over TCP is cut");
		if (prefix < PREFIX)
			return;
		weir_writer_print(text->out, "           length: %zu\n", length);
		if (there < length)
			parsedns_fault(text, WEIR_E_SHORT,
				       "%zu of %zu octets of a message over TCP are in this packet",
				       there, length);
		parsedns_message(text, (struct weir_slice){ payload.data + prefix, there });
		payload.data += prefix + there;
		payload.size -= prefix + there;
	} while (payload.size > 0); /* each turn takes two octets or more */
}

/* A first fragment has its transport header; the decoder leaves it to who puts fragments together. */
static void put_fragment(struct parsedns_text *text, const struct weir_packet *packet)
{
	struct weir_slice all = packet->payload;
	bool first = packet->fragment_at == 0;
	size_t size = UDP_SIZE;

	parsedns_fault(text, WEIR_E_SHORT, "a fragment, from octet %u of its datagram on",
		       packet->fragment_at);
	if (first && packet->fragment_protocol == TCP && all.size >= TCP_SIZE)
		size = (size_t)(all.data[12] >> 4) * 4;
	struct weir_slice header = { all.data, size };
	if (first && packet->fragment_protocol == UDP && all.size >= size)
		put_udp(text, header, (struct weir_slice){ all.data + size, all.size - size });
	else if (first && packet->fragment_protocol == TCP && size >= TCP_SIZE && all.size >= size)
		put_tcp(text, header, (struct weir_slice){ all.data + size, all.size - size });
	else
		parsedns_hex(text, "l4", all);
}

static void put_transport(struct parsedns_text *text, const struct weir_packet *packet)
{
	size_t behind = (size_t)(packet->payload.data - packet->base.data);
	const struct weir_span *span = &packet->spans[packet->transport_index];
	struct weir_slice header = { packet->base.data + span->at, behind - span->at };

	if (packet->payload_size > packet->payload.size)
		parsedns_fault(text, WEIR_E_SHORT,
			       "the packet is cut: %zu of %lu octets behind its headers are there",
			       packet->payload.size, (unsigned long)packet->payload_size);
	if (span->layer == WEIR_LAYER_UDP && header.size >= UDP_SIZE)
		put_udp(text, header, packet->payload);
	else if (span->layer == WEIR_LAYER_TCP && header.size >= TCP_SIZE)
		put_tcp(text, header, packet->payload);
	else
		parsedns_hex(
			text, "l4",
			(struct weir_slice){ header.data, packet->payload.size + header.size });
}

static void put_packet(struct parsedns_text *text, const struct weir_packet *packet)
{
	const uint8_t *begin = packet->base.data;
	size_t behind = (size_t)(packet->payload.data - begin);
	size_t end = behind + packet->payload.size;
	bool transport = packet->transport_index != WEIR_SPAN_NONE;

	put_ip(text, packet, transport ? packet->spans[packet->transport_index].at : behind);
	if (packet->stop == WEIR_STOP_FRAGMENT)
		put_fragment(text, packet);
	else if (transport)
		put_transport(text, packet);
	else
		parsedns_hex(text, "l4", packet->payload);
	if (end < packet->base.size)
		parsedns_hex(text, "padding",
			     (struct weir_slice){ begin + end, packet->base.size - end });
	if (packet->stop != WEIR_STOP_NONE && packet->stop != WEIR_STOP_FRAGMENT)
		parsedns_fault(text, WEIR_E_FORM, "%s",
			       weir_stop_text((enum weir_stop)packet->stop));
}

/* No IP, no message: as far as the link layer goes. */
static void put_link(struct parsedns_text *text, const struct weir_packet *packet)
{
	size_t behind = (size_t)(packet->payload.data - packet->base.data);

	parsedns_hex(text, "l2", (struct weir_slice){ packet->base.data, behind });
	parsedns_hex(text, "l3",
		     (struct weir_slice){ packet->base.data + behind, packet->base.size - behind });
	parsedns_fault(text, WEIR_E_FORM, "neither a packet with IP in it nor a DNS message: %s",
		       weir_stop_text((enum weir_stop)packet->stop));
}

enum weir_status parsedns(struct weir_slice octets, struct weir_writer *out, struct weir_error *err)
{
	/* What the lengths or a checksum speak for is a packet, whatever a message may look like. */
	enum { SURE = 5 };
	struct parsedns_text text = { .out = out, .err = err };
	struct weir_packet packet;
	uint16_t link;
	unsigned weight = find_link(octets, &link);

	weir_packet_decode(link, octets, (uint32_t)octets.size, &packet);
	/* IP that is cut is IP. */
	bool no_ip = weight == 0 && packet.stop != WEIR_STOP_IP_SHORT;
	if ((weight < SURE && is_message(octets)) || (no_ip && may_be_message(octets)))
		parsedns_message(&text, octets);
	else if (weight > 0)
		put_packet(&text, &packet);
	else
		put_link(&text, &packet);
	return text.status;
}
